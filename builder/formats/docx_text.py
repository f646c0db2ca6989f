"""What Word would print of a paragraph: its runs, with the list number, and without hidden, struck and deleted text."""

from __future__ import annotations

import re

from lxml import etree

from builder.formats.numbering import Numbering
from builder.formats.package import Package
from builder.formats.raised import raised
from builder.formats.wordml import BOX, PARAGRAPH_PROPERTIES, RUN_PROPERTIES, VALUE, R, T, W, value
from builder.model import Finding

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_GONE = frozenset(
    f"{W}{n}" for n in ("del", "moveFrom", "pPr", "rPr", "tblPr", "tcPr", "trPr", "sdtPr", "sdtEndPr", "rt")
)
_SYMBOL, _LIST, _RAISED = f"{W}sym", f"{W}numPr", f"{W}vertAlign"
_STRUCK = (f"{W}strike", f"{W}dstrike")
_UNPRINTED = (f"{W}vanish", *_STRUCK)
_PICTURES = frozenset(f"{W}{n}" for n in ("drawing", "pict", "object"))
_FIXED = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_RICH = (*_FIXED, *_PICTURES, _SYMBOL, _MATH_TEXT)
_BARE_VALUE = re.compile(r"[\d.,%+\-\s]*")


class Printer:
    """Prints the paragraphs of a body, which must come in their order. ``struck`` counts the runs left out as struck;
    ``boxed``: the body has text boxes."""

    def __init__(self, root: etree._Element, package: Package) -> None:
        # What the document has at all, so that no paragraph needs to be asked for what most documents lack.
        self.boxed = _has(root, BOX)
        self.struck = 0
        self._unprinted, self._raised = _has(root, *_UNPRINTED), _has(root, _RAISED)
        self._numbering = _numbering(package) if _has(root, _LIST) else None
        rich = self.boxed or self._unprinted or self._raised or self._numbering is not None or _has(root, *_RICH)
        self._plain = not rich

    def text(self, paragraph: etree._Element, boxes: list[etree._Element]) -> tuple[str, bool]:
        """(text with its list number, whether it shows a picture); text boxes go to ``boxes``."""
        if self._plain and (plain := _plain_text(paragraph)) is not None:
            return plain, False
        parts: list[str] = []
        picture = self._inline(paragraph, parts, boxes)
        text = "".join(parts)
        if self._numbering is None or (listed := paragraph.find(f"{PARAGRAPH_PROPERTIES}/{_LIST}")) is None:
            return text, picture
        label = self._numbering.label(listed)
        # A number before a bare value would read as part of it.
        return (text if _BARE_VALUE.fullmatch(text) else label + text), picture

    def _inline(self, parent: etree._Element, parts: list[str], boxes: list[etree._Element]) -> bool:
        picture = False
        for child in parent:
            tag = child.tag
            if tag in (T, _MATH_TEXT):
                parts.append(child.text or "")
            elif tag in _FIXED:
                parts.append(_FIXED[tag])
            elif tag in _GONE:
                continue
            elif tag == _SYMBOL:
                parts.append(_symbol(child))
            elif tag in _PICTURES:
                found = list(child.iter(BOX))
                boxes.extend(found)
                picture = picture or not found
            elif self._unprinted and tag == R and _is_on(child.find(RUN_PROPERTIES), *_UNPRINTED):
                self.struck += _is_on(child.find(RUN_PROPERTIES), *_STRUCK) and child.find(T) is not None
            elif self._raised and tag == R and value(child.find(f"{RUN_PROPERTIES}/{_RAISED}")) == "superscript":
                inner: list[str] = []
                picture = self._inline(child, inner, boxes) or picture
                parts.append(raised("".join(inner)))
            else:
                picture = self._inline(child, parts, boxes) or picture
        return picture


def _symbol(symbol: etree._Element) -> str:
    """A character by its number in a font (17.3.3.30); digits and signs of the font Symbol are the ordinary ones."""
    code = symbol.get(f"{W}char") or ""
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else 0
    plain = symbol.get(f"{W}font") == "Symbol" and 0xF028 <= number <= 0xF03E
    return chr(number - 0xF000 * plain) if number else ""


def _has(root: etree._Element, *tags: str) -> bool:
    return next(root.iter(*tags), None) is not None


def _numbering(package: Package) -> Numbering:
    root = package.xml("word/numbering.xml")
    return Numbering() if isinstance(root, Finding) else Numbering.of(root)


def _is_on(properties: etree._Element | None, *names: str) -> bool:
    """Whether one of these toggles (17.17.4, ST_OnOff) is set."""
    if properties is None:
        return False
    found = (properties.find(name) for name in names)
    return any(e is not None and (e.get(VALUE) or "1") not in ("0", "false", "off", "none") for e in found)


def _plain_text(paragraph: etree._Element) -> str | None:
    """The texts of the runs of a paragraph, None where one stands in anything else."""
    texts: list[str] = []
    for text in paragraph.iter(T):
        run = text.getparent()
        if run is None or run.tag != R or run.getparent() is not paragraph:
            return None
        texts.append(text.text or "")
    return "".join(texts)
