"""What must be known of a web page's tables before it is walked."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from builder.formats.elements import BLOCKS, DROPPED, FURNITURE, GROUPS, hidden_elements

_PLAIN = GROUPS | {"p", "td", "th", "tr", "html", "body", "head"}
_RICH = (BLOCKS | DROPPED | {"br", "img"}) - _PLAIN
_OUTLINED = ("tr", "td", "th", *sorted(_RICH))


@dataclass(slots=True)
class Outline:
    """Elements of which the walk must know beforehand what they hold."""

    layout: set[Element] = field(default_factory=set)  # tables that hold tables
    layout_rows: set[Element] = field(default_factory=set)  # their rows that do
    furnished: set[Element] = field(default_factory=set)  # menus and footers that hold tables
    rich: set[Element] = field(default_factory=set)  # cells that hold more than paragraphs of inline text
    hidden: set[Element] = field(default_factory=set)  # what is not shown


def outlined(root: Element, keep_hidden: bool) -> Outline:
    """The outline of a parsed page, in one pass however deep its tables nest. ``keep_hidden``: take all as shown."""
    outline = Outline(hidden=set() if keep_hidden else hidden_elements(root))
    for element in outline.hidden:
        outline.rich.update(islice(element.iterancestors("td", "th"), 1))
    tables: list[Element] = []  # open tables and rows
    furniture: list[Element] = []
    cells: list[Element] = []
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=_OUTLINED):
        tag = element.tag
        if tag in _RICH:
            if cells and event == "start":
                outline.rich.add(cells[-1])
            if tag not in FURNITURE and tag != "table":
                continue
        stack = furniture if tag in FURNITURE else cells if tag in ("td", "th") else tables
        if event == "end":
            stack.pop()
            continue
        if tag == "table":
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
