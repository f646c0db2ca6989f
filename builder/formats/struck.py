"""Struck text: what a style strikes out is marked as the elements for deleted text are, and how much was left out is
told."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from lxml.etree import _Element as Element

from builder.formats.elements import held
from builder.model import Finding

_STYLE = re.compile(r"(?i)text-decoration(?:-line)?\s*:[^;]*line-through")
_PARTS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "body", "html"))  # hold no text of their own


def struck_text(count: int) -> list[Finding]:
    """Tells how many struck texts a document was read without, if there were any."""
    return [Finding("struck-text", "hint", values=(("count", str(count)),))] if count else []


def strike(root: Element, styles: Set[str]) -> None:
    """Puts what a style strikes out into an element ``s``; ``styles`` are all of the page."""
    if not any(map(strikes, styles)):
        return
    for element in list(root.iter()):
        if strikes(element.get("style") or "") and element.tag not in _PARTS:
            deleted = element.makeelement("s")
            deleted.text, element.text = held(element.text or ""), None
            deleted.extend(list(element))
            element.append(deleted)


@lru_cache(maxsize=1024)  # pages have the same few styles
def strikes(style: str) -> bool:
    """Whether a style strikes a text out."""
    return _STYLE.search(style) is not None
