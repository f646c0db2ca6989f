"""Grid columns of cells that are told only by their spans (HTML 5, 4.9.12: forming a table)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.document import Cell
from builder.formats.tables import MAX_COLUMNS
from builder.model import Place, new_tuple

_SPAN = re.compile(r"\s*(\d{1,7})")
_MAX_COLSPAN = 100
_MAX_ROWSPAN = 1_000


RawCell = tuple[str, Place, int, int]
"""A cell as written: text, place, colspan, rowspan. Spans may be absurd: ``placed`` bounds them. A rowspan of 0 means
to the end of the group."""


def span(text: str | None) -> int:
    """The number that an attribute ``colspan`` or ``rowspan`` states."""
    match = None if text is None else _SPAN.match(text)
    return int(match[1]) if match else 1


def placed(rows: Sequence[Sequence[RawCell]]) -> list[tuple[Cell, ...]]:
    """The rows of one row group with each cell's grid column; a rowspan pushes later rows' cells aside."""
    taken_until: dict[int, int] = {}  # column -> first row in which it is free again
    result: list[tuple[Cell, ...]] = []
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        column = 0
        left = len(rows) - number
        for text, place, width, height in row:
            while taken_until and taken_until.get(column, 0) > number:
                column += 1
            if width != 1 or height != 1:
                width = min(max(width, 1), _MAX_COLSPAN)
                height = min(height or left, left, _MAX_ROWSPAN)
            cells.append(new_tuple(Cell, (text, place, column, width, height)))
            if height > 1 and column + width <= MAX_COLUMNS:
                for c in range(column, column + width):
                    taken_until[c] = max(taken_until.get(c, 0), number + height)
            column += width
        result.append(tuple(cells))
    return result
