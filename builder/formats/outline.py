"""What must be known of a web page's tables before it is walked."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from builder.formats.elements import FURNITURE, hidden_elements


@dataclass(slots=True)
class Outline:
    """Elements of which the walk must know beforehand what they hold."""

    layout: set[Element] = field(default_factory=set)  # tables that hold tables
    layout_rows: set[Element] = field(default_factory=set)  # their rows that do
    furnished: set[Element] = field(default_factory=set)  # menus and footers that hold tables
    hidden: set[Element] = field(default_factory=set)  # what is not shown


def outlined(root: Element, keep_hidden: bool) -> Outline:
    """The outline of a parsed page, in one pass however deep its tables nest. ``keep_hidden``: take all as shown."""
    outline = Outline(hidden=set() if keep_hidden else hidden_elements(root))
    tables: list[Element] = []  # open tables and rows
    furniture: list[Element] = []
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=("table", "tr", *FURNITURE)):
        stack = furniture if element.tag in FURNITURE else tables
        if event == "end":
            stack.pop()
            continue
        if element.tag == "table":
            for outer in reversed(furniture):
                if outer in outline.furnished:
                    break
                outline.furnished.add(outer)
            for outer in reversed(tables):
                marked = outline.layout if outer.tag == "table" else outline.layout_rows
                if outer in marked:
                    break
                marked.add(outer)
                if outer.tag == "table":
                    break
        stack.append(element)
    return outline
