"""Lays a table out as a grid of boxes with spans, the common ground of every container."""

from __future__ import annotations

from dataclasses import dataclass

from builder.synth.model import Key, Row, Table


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the grid, ``column`` 0-based; ``key`` names the figure it prints, if any."""

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1
    key: Key | None = None
    label: bool = False


def _run(rows: tuple[Row, ...], start: int, depth: int) -> int:
    """How many rows from ``start`` share the group label at ``depth``."""
    group = rows[start].labels[: depth + 1]
    end = start + 1
    while (
        end < len(rows)
        and not rows[end].regroup
        and len(rows[end].labels) > depth + 1
        and rows[end].labels[: depth + 1] == group
    ):
        end += 1
    return end - start


def _joins(rows: tuple[Row, ...], at: int, depth: int) -> bool:
    """True where the group label at ``depth`` is carried on from the row above."""
    row, above = rows[at], rows[at - 1] if at else Row()
    return not row.regroup and len(above.labels) > depth + 1 and above.labels[: depth + 1] == row.labels[: depth + 1]


def _heads(row: Row, taken: dict[int, set[int]], at: int) -> tuple[Box, ...]:
    boxes: list[Box] = []
    column = 0
    for head in row.heads:
        while column in taken.get(at, set()):
            column += 1
        boxes.append(Box(head.text, column, head.colspan, head.rowspan, label=True))
        for below in range(at + 1, at + head.rowspan):
            taken.setdefault(below, set()).update(range(column, column + head.colspan))
        column += head.colspan
    return tuple(boxes)


def _data(table: Table, rows: tuple[Row, ...], at: int) -> tuple[Box, ...]:
    row = rows[at]
    boxes: list[Box] = []
    own = len(row.labels) - 1
    for depth, text in enumerate(row.labels):
        if depth == own:
            boxes.append(Box(text, depth, table.depth - depth, label=True))
        elif not _joins(rows, at, depth):
            boxes.append(Box(text, depth, rowspan=_run(rows, at, depth), label=True))
    if not row.labels and table.depth:
        boxes.append(Box("", 0, table.depth, label=True))
    count = len(row.cells)
    for n, cell in enumerate(row.cells):
        last = n == count - 1 and table.table == "proactive"
        boxes.append(Box(cell.text, table.depth + n, max(1, table.width - n) if last else 1, key=cell.key))
    return tuple(boxes)


def grid(table: Table) -> tuple[tuple[Box, ...], ...]:
    """The physical cells of every row; a cell spanned from above stands only where it begins."""
    taken: dict[int, set[int]] = {}
    return tuple(
        _heads(row, taken, at) if row.heads else _data(table, table.rows, at) for at, row in enumerate(table.rows)
    )
