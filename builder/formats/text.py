"""Text and Markdown to Document: one block per line or table, every line keeping its number.

A table line is one with tabs, or with pipes that close or fill it, or what ``separated`` makes such a line of. One cell
per line (with or without a closing pipe) stays one cell per row: putting such rows together is the parser's work, which
knows the form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from builder.formats.separated import with_pipes, with_tabs
from builder.model import Block, Document, Grid, Paragraph, Place, PlainRow

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_RULE = re.compile(r"\s*[=\-*_—]{3,}[^\w]*")
_RULE_STARTS = "=-*_—"
_SEPARATOR_CELL = re.compile(r"\s*(?::?-{3,}:?|:-+:?|-+:)\s*")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s*(.*?)\s*#*\s*")
_EMPHASIS = re.compile(r"(\*\*|__)(.+?)\1")
_MARKED = re.compile("[*_<]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# A third of the time of Cell(…), for the most numerous things of all.
_made = tuple.__new__


def _framed(lines: list[str]) -> list[bool]:
    """For each line, whether its table's rows open with a pipe, so that a leading pipe is no blank first cell. Rows
    that follow each other, blank lines aside, are one table; rows that open with a blank cell say nothing."""
    framed = [False] * len(lines)
    start, opened, piped = 0, 0, 0
    for i in range(len(lines) + 1):
        line = lines[i] if i < len(lines) else "end"
        if "|" in line:
            bare = line.lstrip()
            opens = bare[0] == "|" and bare[1:].lstrip()[:1] not in ("", "|")
            opened += opens
            piped += opens or bare[0] != "|"
        elif line.strip():
            if opened and opened * 2 >= piped:
                framed[start:i] = [True] * (i - start)
            start, opened, piped = i + 1, 0, 0
    return framed


def _cells(line: str, framed: bool) -> list[str] | None:
    """The raw cells of a table line, None for a line that is none. A closing pipe, and a leading one if ``framed``,
    are the table's frame."""
    if "\t" in line:
        return line.split("\t")
    if "|" not in line:
        return None
    bare = line.strip()
    if not (bare.startswith("|") or bare.endswith("|")) and bare.count("|") < 2:
        return None
    if bare.startswith("|") and framed:
        bare = bare[1:]
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return [c.replace("\\|", "|") for c in re.split(r"(?<!\\)\|", bare)]


def _is_separator(cells: list[str]) -> bool:
    """A Markdown rule: dashes in every cell, or in those that are not blank."""
    filled = [c for c in cells if c.strip()]
    return all(_SEPARATOR_CELL.fullmatch(c) for c in filled) and (len(filled) == len(cells) or "---" in filled[0])


def _clean(text: str) -> str:
    if _MARKED.search(text):
        text = _BREAK.sub("\n", _EMPHASIS.sub(r"\2", text))
    return text.strip()


class _Line(NamedTuple):
    """What one line says: ``cells`` of a table's row, None for a line that is none, empty for a rule between rows; else
    the ``text`` of a paragraph, empty for none, and its ``heading``."""

    cells: tuple[str, ...] | None = None
    text: str = ""
    heading: int = 0


def _line(line: str, framed: bool) -> _Line:
    cells = _cells(line, framed)
    if cells is not None:
        clean = _clean if _MARKED.search(line) else str.strip
        return _Line(() if "--" in line and _is_separator(cells) else tuple(map(clean, cells)))
    bare = line.strip()
    if not bare or (bare[0] in _RULE_STARTS and _RULE.fullmatch(bare)):
        return _Line()
    heading = _HEADING.fullmatch(line) if bare[0] == "#" else None
    return _Line(None, _clean(heading[2]), len(heading[1])) if heading else _Line(None, _clean(bare))


# Most lines of most reports are the same: blank, a number, a label of the form, a label and zeros.
_known_line = lru_cache(maxsize=16384)(_line)
_LONGEST_KNOWN = 200  # characters; sentences come once


def read_text(text: str, kind: str = "text") -> Document:
    """Reads decoded ``text`` with ``\\n`` line ends (``kind`` text or markdown). Places are 1-based line numbers;
    blank lines give no block."""
    blocks: list[Block] = []
    rows: list[PlainRow] = []

    def close_table() -> None:
        if rows:
            blocks.append(Grid(tuple(rows), rows[0].place))
            rows.clear()

    text = with_pipes(text)
    lines = with_tabs(_INVISIBLE.sub("", text))
    framed = _framed(lines) if "|" in text else [False] * len(lines)
    for number, (line, frame) in enumerate(zip(lines, framed, strict=True), 1):
        read = _known_line if len(line) <= _LONGEST_KNOWN else _line
        cells, words, heading = read(line, frame)
        if cells:
            rows.append(PlainRow(cells, _made(Place, (number, None))))
        elif cells is None:
            if rows:
                close_table()
            if words:
                blocks.append(_made(Paragraph, (words, _made(Place, (number, None)), heading)))
    close_table()
    return Document(kind, tuple(blocks))
