"""Markup carried inside something else: a page written by a script, a JSON answer, a hidden field."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

# Every alternative ends at the end of the line or text at the latest: a stray quote costs one line, never backtracking.
_LITERAL = re.compile(
    r'"(?:[^"\\\n]++|\\.|\\\n)*+(?:"|\n|\Z)'
    r"|'(?:[^'\\\n]++|\\.|\\\n)*+(?:'|\n|\Z)"
    r"|`(?:[^`\\]++|\\.|\\\n)*+(?:`|\Z)"
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\n)|(.))")
_LETTERS = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": "", "v": ""}
_TABLE = re.compile(r"(?:<|&lt;|%3C|\\u003c|\\x3c)table", re.IGNORECASE)
_SHOWN = re.compile(r"<table[\s>].*<td[\s>]", re.IGNORECASE | re.DOTALL)
_SOURCE = re.compile(r"\s*(?:[{\[]|(?:var|let|const|window|document)\b|[\w$.]+\s*\()")


def is_script(text: str) -> bool:
    """Whether the whole text is JSON or a script that carries a table in its strings."""
    return bool(_SOURCE.match(text)) and bool(_TABLE.search(text)) and bool(_markup(text))


def carried(root: etree._Element) -> Iterator[tuple[str, int]]:
    """(markup, line of the element) of each script, text field or hidden input that carries a table."""
    for element in root.iter("script", "textarea", "input", "template", "xmp"):
        if element.tag == "input":
            source = element.get("value") or ""
            markup = _opened(source) if _TABLE.search(source) else ""
        elif element.tag == "script":
            markup = from_script(element.text or "")
        else:
            source = "".join(str(t) for t in element.itertext())
            markup = _opened(source) if _TABLE.search(source) else ""
        if markup:
            yield markup, element.sourceline or 1


def escaped(root: etree._Element) -> str:
    """The markup of a table that the page shows as text, after as many line ends as stand before it; "" if there is
    none."""
    for element in root.iter("body", "div", "p", "td", "pre", "section", "article", "span"):
        if element.text and _SHOWN.search(element.text):
            return "\n" * ((element.sourceline or 1) - 1) + str(element.text)
    return ""


def from_script(source: str) -> str:
    """The markup in a script's string literals, joined; "" if they carry no table."""
    return _markup(source) if _TABLE.search(source) else ""


def _markup(source: str) -> str:
    parts = []
    for match in _LITERAL.finditer(source):
        literal = match[0][1:-1]
        if "<" in literal or "\\" in literal or "&lt;" in literal or "%3" in literal:
            text = _opened(_unescaped(literal))
            if "<" in text:
                parts.append(text)
    joined = "".join(parts)
    return joined if "<table" in joined.lower() else ""


def _unescaped(literal: str) -> str:
    text = literal
    for _ in range(2):  # a JSON answer may hold a script's string in its turn
        if "\\" not in text:
            return text
        text = _ESCAPE.sub(_escape, text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _escape(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int(match[1] or match[2], 16))
    return "" if match[3] else _LETTERS.get(match[4], match[4])


def _opened(text: str) -> str:
    if "<" in text:
        return text
    if "%3c" in text.lower():
        return unquote(text)
    return html.unescape(text) if "&lt;" in text else text
