"""Rows of a table that stand in one row of cells, a line of each cell per row: programs that make tables of PDF files
leave them so where no rules part the rows."""

from __future__ import annotations

from builder.model import TABLES
from builder.parse.labels import is_group, key, vocabulary
from builder.parse.values import read_value


def stacked(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The rows that these cells hold, none where they are one row: the last label has several lines, each the whole
    name of another row, and every cell behind it as many numbers, or none."""
    if not any("\n" in text for text in texts):
        return ()
    cells = [text.split("\n") for text in texts]
    at = max((i for i, lines in enumerate(cells) if len(lines) > 1 and _are_rows(lines)), default=-1)
    if at < 0:
        return ()
    count = len(cells[at])
    behind = [lines for lines in cells[at + 1 :] if lines != [""]]
    if not behind or any(len(lines) != count or not all(map(_is_number, lines)) for lines in behind):
        return ()
    blanks = ("",) * at
    return tuple(
        (*(blanks if row else texts[:at]), *("" if lines == [""] else lines[row] for lines in cells[at:]))
        for row in range(count)
    )


def _are_rows(lines: list[str]) -> bool:
    """Whether each of these lines names a row of its own."""
    for table in TABLES:
        exact = vocabulary(table).exact
        items = [exact.get(key(line), "group:") for line in lines]
        if len(set(items)) == len(items) and not any(map(is_group, items)):
            return True
    return False


def _is_number(line: str) -> bool:
    value = read_value(line)
    return value is not None and value.status != "blank"
