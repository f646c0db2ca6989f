"""What the elements of HTML mean for the text of a page: which part lines, which are dropped, which are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from builder.formats.tables import tidy
from builder.memo import Memo

DROPPED = frozenset(
    ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map",
     "select", "option", "button", "input", "textarea", "datalist", "xml", "xmp", "rt", "rp", "del", "s", "strike",
     "title", "meta", "link", "base")
)  # fmt: skip
STRUCK = frozenset(("del", "s", "strike"))
FURNITURE = frozenset(("nav", "footer", "aside"))
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl",
     "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
     "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
     "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip
GROUPS = frozenset(("thead", "tbody", "tfoot"))
INLINE = (
    "span",
    "font",
    "o:p",
    "b",
    "strong",
    "i",
    "em",
    "u",
)  # of which only the text counts, and many in Word's pages
_RICH = (BLOCKS | DROPPED | {"br", "img"}) - {"p"}
HEADINGS = {f"h{n}": n for n in range(1, 7)}
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_STYLES: Any = etree.XPath("//*/@style", smart_strings=False)
_SAYS_HIDDEN: Any = etree.XPath("boolean(//*/@hidden)")
_LONGEST_KEPT = 20  # characters
_SPACES = re.compile(r"[ \t\n\r\f]+")
_NO_XML = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF), " ")
BREAK = "\x0b"  # stands in a cell's text where a line or block ends
_BREAKS = re.compile(" *\x0b[ \x0b]*")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u30ff“”‘’]")


def collapsed(text: str) -> str:
    """White space as a browser shows it: one space, none for a line end between wide characters (CSS Text 3, 4.1.3)."""
    if "\n" not in text and "  " not in text and "\t" not in text:
        return text

    def space(match: re.Match[str]) -> str:
        if "\n" not in match[0]:
            return " "
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if _WIDE.match(before) and _WIDE.match(after) else " "

    return _SPACES.sub(space, text)


tidied: Memo[str, str] = Memo(lambda text: tidy(collapsed(text)), lambda text: len(text) <= _LONGEST_KEPT)
"""A piece of text as it is shown. Most cells of most pages say the same."""


def broken(text: str) -> str:
    """The lines of a cell's text with a ``BREAK`` wherever one may end."""
    return tidy(_BREAKS.sub("\n", collapsed(text)))


def stacked(paragraphs: Iterable[str]) -> str:
    """The lines of a cell's paragraphs."""
    return tidy("\n".join(filter(None, [collapsed(text).strip() for text in paragraphs])))


def held(text: str) -> str:
    """The text with a space for each character that no XML holds, yet its parser may find in HTML."""
    return text.translate(_NO_XML)


def text_of(element: Element) -> str:
    """All text in an element, as it stands."""
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def styles_of(root: Element) -> set[str]:
    """Every style that an element of the page states: a few, where elements are thousands."""
    return set(_STYLES(root))


def hidden_elements(root: Element, styles: Set[str]) -> set[Element]:
    """The elements that say of themselves that they are not shown; ``styles`` are all of the page."""
    if not any(map(hides, styles)) and not _SAYS_HIDDEN(root):
        return set()
    return {e for e in root.iter() if hides(e.get("style")) or e.get("hidden") is not None}


@lru_cache(maxsize=1024)  # pages have the same few styles
def hides(style: str | None) -> bool:
    """Whether a style says that an element is not shown."""
    return style is not None and bool(_HIDDEN.search(style))


def shown_value(element: Element) -> str:
    """What a field of a form shows in its cell; "" for any other element."""
    if element.tag == "textarea":
        return element.text or ""
    shown = element.tag == "input" and (element.get("type") or "text").lower() in ("text", "number")
    return (element.get("value") or "") if shown else ""


def plain_text(cell: Element, hidden: Set[Element]) -> str | None:
    """The text of a cell whose children are all paragraphs or all inline and shown, None for any other: the common
    case, in a fraction of the time."""
    children = list(cell)
    only = children[0] if len(children) == 1 else None
    if only is not None and len(only) == 0 and only.tag == "p" and not (cell.text or only.tail or only in hidden):
        return tidied[only.text or ""]
    if not _RICH.isdisjoint([e.tag for e in cell.iterdescendants()]) or (
        hidden and not hidden.isdisjoint(cell.iterdescendants())
    ):
        return None
    if all(child.tag == "p" for child in children):
        if any(text and not text.isspace() for text in (cell.text, *(child.tail for child in children))):
            return None
        return stacked(map(text_of, children))
    return None if cell.find(".//p") is not None else tidy(collapsed(text_of(cell)))
