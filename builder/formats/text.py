"""Text and Markdown to Document: one block per line or table, every line keeping its number.

A table line is one with tabs, or with pipes that close or fill it. One cell per line (with or without a closing pipe)
stays one cell per row: putting such rows together is the parser's work, which knows the form.
"""

from __future__ import annotations

import re

from builder.model import Block, Cell, Document, Grid, Paragraph, Place

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_RULE = re.compile(r"\s*[=\-*_—]{3,}[^\w]*")
_SEPARATOR_CELL = re.compile(r"\s*:?-{2,}:?\s*")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s*(.*?)\s*#*\s*")
_EMPHASIS = re.compile(r"(\*\*|__)(.+?)\1")
_PIPED = re.compile(r"^.*\S.*\|", re.MULTILINE)
_OPENED = re.compile(r"^[ \t]*\|[ \t]*[^|\s]", re.MULTILINE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# A third of the time of Cell(…), for the most numerous thing of all.
_cell = tuple.__new__
_LINE_END = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029")


def _framed(text: str) -> bool:
    """Whether the pipe tables of a text open their rows with a pipe, so that a leading pipe is no blank first cell."""
    opened = len(_OPENED.findall(text))
    return opened * 2 >= len(_PIPED.findall(text)) and opened > 0


def _cells(line: str, framed: bool) -> list[str] | None:
    """The raw cells of a table line, None for a line that is none. A closing pipe, and a leading one if ``framed``,
    are the table's frame."""
    if "\t" in line:
        return line.split("\t")
    line = line.replace("｜", "|").replace("¦", "|")
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


def _clean(text: str) -> str:
    return _BREAK.sub("\n", _EMPHASIS.sub(r"\2", text)).strip()


def read_text(text: str, kind: str = "text") -> Document:
    """Reads decoded ``text`` (``kind`` text or markdown). Places are 1-based line numbers; blank lines give no block."""
    blocks: list[Block] = []
    rows: list[tuple[Cell, ...]] = []

    def close_table() -> None:
        if rows:
            blocks.append(Grid(tuple(rows), rows[0][0].place))
            rows.clear()

    text = _INVISIBLE.sub("", text)
    framed = "|" in text and _framed(text)
    for number, line in enumerate(_LINE_END.split(text), 1):
        place = Place(number)
        cells = _cells(line, framed)
        if cells is not None:
            if "--" in line and all(_SEPARATOR_CELL.fullmatch(c) for c in cells):
                continue
            plain = not ("*" in line or "_" in line or "<" in line)
            texts = [c.strip() for c in cells] if plain else [_clean(c) for c in cells]
            rows.append(tuple([_cell(Cell, (t, place, i, 1, 1)) for i, t in enumerate(texts)]))
            continue
        close_table()
        if not line.strip() or _RULE.fullmatch(line):
            continue
        heading = _HEADING.fullmatch(line)
        if heading and heading[2]:
            blocks.append(Paragraph(_clean(heading[2]), place, len(heading[1])))
        elif not heading:
            blocks.append(Paragraph(_clean(line), place))
    close_table()
    return Document(kind, tuple(blocks))
