"""Text and Markdown to Document: one block per line or table, every line keeping its number.

A table line is one with tabs, or with pipes that close or fill it, or what ``separated`` makes such a line of. One cell
per line (with or without a closing pipe) stays one cell per row: putting such rows together is the parser's work, which
knows the form.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from builder.document import Block, Document, Grid, Paragraph, PlainRows, Printed
from builder.formats.separated import in_line, may_part, tabs_alone, with_pipes, with_tabs
from builder.formats.tables import INVISIBLE
from builder.memo import Memo
from builder.model import new_tuple
from builder.places import places

_RULE = re.compile(r"\s*[=\-*_—]{3,}[^\w]*")
_RULE_STARTS = "=-*_—"
_FENCE = re.compile(
    r":{3,}+\s*+(?:\{[^{}]*+\}|[\w.-]*+)\s*+:*+", re.ASCII
)  # of a division of the page, as pandoc writes it
_SEPARATOR_CELL = re.compile(r"\s*(?::?-{3,}:?|:-+:?|-+:)\s*")
_HEADING = re.compile(
    r"\s{0,3}(#{1,6})\s*(.*?)\s*#*\s*(?:\{[^{}]*\}\s*)?"
)  # with its attributes, as pandoc writes them
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
_MARKED = re.compile(r"[*_<`\\&$]")
_UNUSUAL = re.compile(INVISIBLE.pattern[:-1] + r"*_<`\\&$-]")
_FORMULA = re.compile(  # of a number alone, as recognisers of scans write it
    r"\$\s*+(?:\\(?:mathrm|mathbf|text|textbf)\s*+\{)?\s*+([\d.,+ -]*\d)\s*+\}?\s*+\$"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|([A-Za-z]\w{1,31}));", re.ASCII)
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LONE_PIPE = ("",)
_WIDEST_ROW = 20  # cells that hold something; a line of more is a table, or a whole report, of one cell after another


def _cells(line: str) -> list[str] | None:
    """The raw cells of a table line, None for a line that is none. A closing pipe is the table's frame."""
    if "\t" in line:
        return line.split("\t")
    if "|" not in line:
        return None
    bare = line.strip()
    if not (bare.startswith("|") or bare.endswith("|")) and bare.count("|") < 2:
        return None
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    if "\\" not in bare:
        return bare.split("|")
    return [c.replace("\\|", "|") for c in _PIPE.split(bare)]


def _is_separator(cells: list[str]) -> bool:
    """A Markdown rule: dashes in every cell, or in those that are not blank."""
    filled = [c for c in cells if c.strip()]
    return all(_SEPARATOR_CELL.fullmatch(c) for c in filled) and (len(filled) == len(cells) or "---" in filled[0])


def _sign(entity: re.Match[str]) -> str:
    """The sign for an entity. The beginning of an unknown one is none, as in addresses (?id=3&section=4)."""
    return unescape(entity[0]) if not entity[1] or f"{entity[1]};" in html5 else entity[0]


def _clean(text: str) -> str:
    if _MARKED.search(text):
        text = _FORMULA.sub(r"\1", _BREAK.sub("\n", _EMPHASIS.sub(r"\2", text)))
        text = INVISIBLE.sub("", _ENTITY.sub(_sign, _ESCAPED.sub(r"\1", text)))
    return text.strip()


class _Line(Printed):
    """What one line says: the ``texts`` of a table's row, none for a rule between rows; where it is no ``row``, the
    ``text`` of a paragraph, empty for none, and its ``heading``. ``frame``: what it tells of its table's frame;
    ``framed``: what it says in a table whose rows open with a pipe, where that is something else; ``pipes``: how many
    there are, below zero where the last of them ends the row."""

    __slots__ = ("frame", "framed", "heading", "pipes", "row", "text")

    def __init__(
        self,
        frame: int,
        texts: tuple[str, ...] | None,
        text: str = "",
        heading: int = 0,
        framed: _Line | None = None,
        pipes: int = 0,
    ) -> None:
        self.found, self.pipes = None, pipes
        self.row, self.texts, self.text, self.heading = texts is not None, texts or (), text, heading
        self.frame, self.framed = frame, framed


_NOTHING, _OPENS, _PIPED, _ENDS = range(4)  # a line that opens with a pipe, another with pipes, one of no such table


def _frame(line: str) -> int:
    if "|" not in line:
        return _ENDS if line.strip() else _NOTHING
    bare = line.lstrip()
    if bare[0] != "|":
        return _PIPED
    return _NOTHING if bare[1:].lstrip()[:1] in ("", "|") else _OPENS  # a blank first cell says nothing


def _line(line: str) -> _Line:
    plain = not _UNUSUAL.search(line)
    if not plain:
        line = INVISIBLE.sub("", line)
    frame, cells = _frame(line), _cells(line)
    if cells is None:
        return _Line(frame, None, *_paragraph(line))
    row, framed = tuple(map(str.strip, cells)) if plain else _row(line, cells), None
    pipes = 0 if "\t" in line else -len(cells) if line.rstrip().endswith("|") else len(cells) - 1
    if frame in (_NOTHING, _OPENS) and len(cells) > 1 and "\t" not in line:
        framed = _Line(frame, _row(line, cells[1:]) if "--" in line else row[1:], pipes=pipes)
    return _Line(frame, row, framed=framed, pipes=pipes)


def _is_rule(line: _Line) -> bool:
    return line.row and not line.texts


def _row(line: str, cells: list[str]) -> tuple[str, ...]:
    if "--" in line and _is_separator(cells):
        return ()
    return tuple(map(_clean, cells))


def _paragraph(line: str) -> tuple[str, int]:
    """(text, heading) of a line outside tables."""
    bare = line.strip()
    if not bare or (bare[0] in _RULE_STARTS and _RULE.fullmatch(bare)) or (bare[0] == ":" and _FENCE.fullmatch(bare)):
        return "", 0
    heading = _HEADING.fullmatch(line) if bare[0] == "#" else None
    return (_clean(heading[2]), len(heading[1])) if heading else (_clean(bare), 0)


# Most lines of most reports are the same: blank, a number, a label of the form, a label and zeros. Sentences come once.
_lines = Memo(_line, lambda line: len(line) <= 200)


def _frame_tables(lines: list[_Line]) -> None:
    """Takes a leading pipe for a frame, not for a blank first cell, in tables most of whose rows open with one, and a
    closing one for the sign before a blank last cell where rows that end in a cell have as many. Rows that follow each
    other, blank lines aside, are one table; rows that open with a blank cell say nothing."""
    start, opened, piped = 0, 0, 0
    for i in range(len(lines) + 1):
        frame = lines[i].frame if i < len(lines) else _ENDS
        if frame == _ENDS:
            if opened and opened * 2 >= piped:
                lines[start:i] = [line.framed or line for line in lines[start:i]]
            if piped:
                ends = {-line.pipes for line in lines[start:i] if line.pipes > 1}
                lines[start:i] = [_with_last(line) if line.pipes in ends else line for line in lines[start:i]]
            start, opened, piped = i + 1, 0, 0
        elif frame != _NOTHING:
            opened += frame == _OPENS
            piped += 1


def _with_last(line: _Line) -> _Line:
    """The row with the blank cell that its closing pipe stands before; a rule stays one."""
    return _Line(line.frame, (*line.texts, "")) if line.texts else line


def read_text(text: str, kind: str = "text") -> Document:
    """Reads decoded ``text`` with ``\\n`` line ends (``kind`` text or markdown). Places are 1-based line numbers;
    blank lines give no block."""
    blocks: list[Block] = []
    rows: list[_Line] = []
    numbers: list[int] = []

    def close_table() -> None:
        # Markdown wants a head over every table: one of blanks says that there is none.
        if len(rows) > 1 and not any(rows[0].texts) and _is_rule(lines[numbers[0]]):
            del rows[0], numbers[0]
        blocks.append(Grid(PlainRows(tuple(rows), tuple(numbers)), places[numbers[0]]))
        rows.clear()
        numbers.clear()

    text = with_pipes(text)
    raw = with_tabs(INVISIBLE.sub("", text)) if may_part(text) else text.split("\n")
    if tabs_alone(text):
        raw = in_line(raw)
    lines = [*map(_lines.__getitem__, raw)]
    if "|" in text:
        _frame_tables(lines)
    in_cell = False  # the last line that is not blank is text, which a pipe on a line of its own ends
    for number, line in enumerate(lines, 1):
        if in_cell and line.texts == _LONE_PIPE:
            in_cell = False
            continue
        in_cell = bool(line.text) or (in_cell and not line.row)
        if len(line.texts) > _WIDEST_ROW and sum(map(bool, line.texts)) > _WIDEST_ROW:
            if rows:
                close_table()
            blocks += (new_tuple(Paragraph, (text, places[number], 0)) for text in line.texts if text)
        elif line.texts:
            rows.append(line)
            numbers.append(number)
        elif not line.row:
            if rows:
                close_table()
            if line.text:
                blocks.append(new_tuple(Paragraph, (line.text, places[number], line.heading)))
    if rows:
        close_table()
    return Document(kind, tuple(blocks))
