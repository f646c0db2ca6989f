"""What a Markdown file says of itself above its text: YAML between two lines of dashes, as site generators want it."""

from __future__ import annotations

import re
from dataclasses import replace

from builder.document import Document

_BLOCK = re.compile(r"---[ \t]*\n((?:.*\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
_PAIR = re.compile(r"([A-Za-z_\u4e00-\u9fff][\w.-]{0,40})[ \t]*:(?:[ \t]+(.*)|[ \t]*)")
_LINE = re.compile(rf"(?:{_PAIR.pattern}|\s+\S.*|-\s.*|#.*|[ \t]*)")
_QUOTED = re.compile(r"""(["'])(.*)\1""")


def parted(text: str) -> tuple[dict[str, str], str]:
    """The names and values of the front matter, none where there is none; the text with as many blank lines for it."""
    block = _BLOCK.match(text)
    if block is None:
        return {}, text
    lines = block[1].split("\n")
    if not all(map(_LINE.fullmatch, lines)):
        return {}, text
    pairs = [pair for pair in map(_PAIR.fullmatch, lines) if pair]
    told = {pair[1]: _QUOTED.sub(r"\2", (pair[2] or "").strip()) for pair in pairs}
    return (told, "\n" * block[0].count("\n") + text[block.end() :]) if told else ({}, text)


def declared(document: Document, told: dict[str, str]) -> Document:
    """The document with what its front matter tells."""
    title = told.get("title") or told.get("标题") or document.title
    return replace(document, title=title, metadata=(*document.metadata, *told.items()))
