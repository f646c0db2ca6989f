"""Names and values of WordprocessingML, the markup of Word files (ECMA-376 part 1, 17)."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, R, T = f"{W}p", f"{W}r", f"{W}t"
BOX = f"{W}txbxContent"
PARAGRAPH_PROPERTIES, PARAGRAPH_STYLE, RUN_PROPERTIES = f"{W}pPr", f"{W}pStyle", f"{W}rPr"
VALUE = f"{W}val"


def value(element: etree._Element | None) -> str:
    """What a property says; empty where it stands nowhere or says nothing."""
    return (element.get(VALUE) or "") if element is not None else ""
