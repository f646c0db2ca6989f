"""Tables in a frame of characters whose cells go over several lines, as tables of one line a row.

Where each line of the frame and each upright stroke stands on the screen tells the cells: a character of the ideographs
takes two columns, one of a frame one or two. What does not stand in such columns is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from unicodedata import east_asian_width

RULE = "| |:---:|"  # between rows; it says nothing of whether they open with a pipe
UPRIGHT = "｜¦│┃║"  # besides the pipe
_CORNERS, _LEVEL = "+┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝", "=─━═:-"
_STROKES = f"{_CORNERS}|{UPRIGHT}"
_WHOLE = re.compile(rf"\s*[{_CORNERS}][{_CORNERS}{_LEVEL}]+[{_CORNERS}]\s*")
_PART = re.compile(rf"\s*[{_STROKES}].*[{_STROKES}]\s*")
_CORNER = re.compile(f"(?<=[{_LEVEL}])[{_CORNERS}]|[{_CORNERS}](?=[{_LEVEL}])")
_DRAWN = re.compile(f"[{_LEVEL}]+")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")
_WIDTHS: tuple[dict[str, int], ...] = ({"W": 2, "F": 2}, {"W": 2, "F": 2, "A": 2}, {})
"""How wide characters are, by what Unicode says of them: on a Western screen, on a Chinese one, and all alike."""


@dataclass(slots=True)
class _Cell:
    column: int
    colspan: int
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """``line``: the first one below the rule above it."""

    line: int
    cells: list[_Cell] = field(default_factory=list)


def one_line_a_row(lines: list[str]) -> list[str]:
    """The lines, each row of a framed table in the first of its own, with rules in the others."""
    result = list(lines)
    for start, end in _frames(lines):
        table = next(filter(None, (_table(lines[start:end], widths) for widths in _WIDTHS)), None)
        if table is None:
            continue
        rows, width = table
        result[start:end] = [RULE] * (end - start)
        for row in rows:
            texts = [""] * width
            for cell in row.cells:
                texts[cell.column] = "<br>".join(cell.lines)
            result[start + row.line] = f"|{'|'.join(texts)}|"
    return result


def _frames(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(first, end) of the lines from a rule to the last of those that follow without a gap."""
    start = last = -1
    for i, line in enumerate([*lines, ""]):
        if _WHOLE.fullmatch(line):
            start, last = (i if start < 0 else start), i
        elif start >= 0 and not _PART.fullmatch(line):
            if last > start:
                yield start, last + 1
            start = -1


def _table(lines: Sequence[str], widths: dict[str, int]) -> tuple[list[_Row], int] | None:
    """The rows of a framed table and how many columns they have; None where its strokes do not stand below each other,
    or where rows stand below each other without a rule."""
    drawn = [_columns(line.rstrip(), widths) for line in lines]
    corners = {at[m.start()] for line, at in zip(lines, drawn, strict=True) for m in _CORNER.finditer(line.rstrip())}
    edges = {x: i for i, x in enumerate(sorted(corners))}
    width = len(edges) - 1
    rows: list[_Row] = []
    below: list[_Cell | None] = [None] * width  # the cells that go on
    begins = True
    for number, (line, at) in enumerate(zip(lines, drawn, strict=True)):
        strokes = [i for i, c in enumerate(line.rstrip()) if c in _STROKES and (c not in _CORNERS or at[i] in edges)]
        if (
            not strokes
            or any(at[i] not in edges for i in strokes)
            or edges[at[strokes[0]]] != 0
            or edges[at[strokes[-1]]] != width
        ):
            return None
        for left, right in pairwise(strokes):
            column, end, text = edges[at[left]], edges[at[right]], line[left + 1 : right]
            if _DRAWN.fullmatch(text) and line[left] in _CORNERS and line[right] in _CORNERS:
                below[column:end] = [None] * (end - column)
                begins = True
                continue
            cell = below[column]
            if cell is None:
                if begins:
                    rows.append(_Row(number))
                    begins = False
                cell = _Cell(column, end - column)
                rows[-1].cells.append(cell)
                below[column:end] = [cell] * (end - column)
            elif (cell.column, cell.colspan) != (column, end - column):
                return None
            if text.strip():
                cell.lines.append(text.strip())
    return None if not rows or any(map(_is_several, rows)) else (rows, width)


def _is_several(row: _Row) -> bool:
    """Whether rows stand in one without rules between them: all its cells with numbers have as many of them. A number
    that is wrapped has others beside it that are not."""
    counts = {len(cell.lines) for cell in row.cells if cell.lines and all(map(_NUMBER.fullmatch, cell.lines))}
    return len(counts) == 1 and counts != {1}


def _columns(line: str, widths: dict[str, int]) -> list[int]:
    """The column of the screen in which each character stands."""
    return list(accumulate((widths.get(east_asian_width(c), 1) for c in line), initial=0))[:-1]
