"""What a Markdown file says of itself above its text: YAML between two lines of dashes, as site generators want it."""

from __future__ import annotations

import re
from dataclasses import replace

from builder.document import Document

_BLOCK = re.compile(r"---[ \t]*\n((?:.*\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
_LONGEST = 20_000  # characters


def parted(text: str) -> tuple[dict[str, str], str]:
    """The names and values of the front matter, none where there is none; the text with as many blank lines for it."""
    block = _BLOCK.match(text)
    told = _told(block[1]) if block is not None and len(block[1]) <= _LONGEST else {}
    return (told, "\n" * block[0].count("\n") + text[block.end() :]) if block is not None and told else ({}, text)


def _told(block: str) -> dict[str, str]:
    """What the lines tell, as printed: a date is no other text than what stands there. Nothing where they are no YAML,
    or no names and values."""
    from yaml import BaseLoader, YAMLError, load

    try:
        told = load(block, BaseLoader)  # noqa: S506 (it makes strings, lists and dicts only)
    except (YAMLError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {name: value for name, value in told.items() if isinstance(name, str) and isinstance(value, str)}


def declared(document: Document, told: dict[str, str]) -> Document:
    """The document with what its front matter tells."""
    title = told.get("title") or told.get("标题") or document.title
    return replace(document, title=title, metadata=(*document.metadata, *told.items()))
