"""What must be known of a web page's tables before it is walked."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from builder.formats.elements import FURNITURE


def lays_out(table: Element) -> bool:
    """Whether a table holds tables. It is looked through no further than to the first, so that all tables of a page
    together take one pass, however deep they nest."""
    return next(table.iterdescendants("table"), None) is not None


def holders(root: Element) -> set[Element]:
    """The rows, menus and footers of a parsed page that hold tables, in one pass however deep they nest."""
    found: set[Element] = set()
    open_ones: list[Element] = []
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=("table", "tr", *FURNITURE)):
        if element.tag == "table":
            if event == "start":
                for outer in reversed(open_ones):
                    if outer in found:
                        break
                    found.add(outer)
        elif event == "start":
            open_ones.append(element)
        else:
            open_ones.pop()
    return found
