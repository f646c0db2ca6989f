"""Superscript digits as the characters that Unicode has for them, so that a footnote's mark never reads as a digit of
the number before it."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from lxml.etree import _Element as Element

from builder.formats.elements import held

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STYLE = re.compile(r"(?i)vertical-align\s*:\s*(?:super|text-top)")


def raised(text: str) -> str:
    """The text with superscript digits."""
    return text.translate(_RAISED)


def raise_digits(root: Element, styles: Set[str]) -> None:
    """Writes superscript digits into the elements of a page that are printed so; ``styles`` are all its styles."""
    if next(root.iter("sup"), None) is None and not any(map(raises, styles)):
        return
    for element in root.iter():
        if element.tag != "sup" and not raises(element.get("style") or ""):
            continue
        for part in element.iter():
            part.text = held(raised(part.text)) if part.text else part.text
            if part is not element and part.tail:
                part.tail = held(raised(part.tail))


@lru_cache(maxsize=1024)  # pages have the same few styles
def raises(style: str) -> bool:
    """Whether a style raises a text."""
    return _STYLE.search(style) is not None
