"""Tables from ruled lines: which rules belong together, and which boxes between them are one cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import attrgetter
from typing import NamedTuple

from builder.formats.drawing import Glyph, Rule

MIDDLE = 0.35  # of the font size above the baseline: the middle of a character
_NEAR = 3.0  # points within which rules are one line, touch, or go on
_BORDER = 4.5  # points; rules across so little are one border, as of two frames; no row or column is that small
_SHORTEST = 4.0
_MAX_RULES = 600  # of one page after joining; beyond that it is a drawing
_MAX_BOXES = 20_000
_LOW = attrgetter("low")


class Box(NamedTuple):
    """A cell of the grid: its first row and column and how many of each it takes."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class RuledTable:
    """Lines between columns (``xs``) and rows (``ys``), outermost included, and the box that each field belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]
    field_box: tuple[tuple[int, ...], ...]  # row, column -> index into boxes

    def boxes_around(self, glyphs: Sequence[Glyph]) -> list[int | None]:
        """The index of the box that the middle of each character stands in, None outside the table."""
        left, *inner_xs, right = self.xs
        top, *inner_ys, bottom = self.ys
        fields = self.field_box
        return [
            fields[bisect_right(inner_ys, y)][bisect_right(inner_xs, x)]
            if top <= (y := baseline - MIDDLE * size) <= bottom and left <= (x := (x0 + x1) / 2) <= right
            else None
            for _, x0, x1, baseline, size in glyphs
        ]


def joined(rules: Sequence[Rule]) -> list[Rule]:
    """Rules on one line that touch or overlap, as one; those too short to part anything are dropped."""
    lines: list[list[Rule]] = []
    first = last = -inf
    for rule in sorted(rules):
        at, _, _ = rule
        if at - last <= _NEAR / 2 and at - first <= _NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
            first = at
        last = at
    result: list[Rule] = []
    for line in lines:
        at = sum([at for at, _, _ in line]) / len(line)
        _, low, high = min(line, key=_LOW)
        for _, start, end in sorted(line, key=_LOW):
            if start > high + _NEAR:
                result.append(Rule(at, low, high))
                low, high = start, end
            elif end > high:
                high = end
        result.append(Rule(at, low, high))
    return [r for r in result if r.high - r.low >= _SHORTEST]


def ruled_tables(level: Sequence[Rule], upright: Sequence[Rule]) -> list[RuledTable]:
    """The tables of a page, from top to bottom. A table needs rules both ways that part at least two cells."""
    rows, columns = joined(level), joined(upright)
    if not rows or not columns or len(rows) + len(columns) > _MAX_RULES:
        return []
    tables = [t for group in _groups(rows, columns) if (t := _table(*group)) is not None]
    return sorted(tables, key=lambda t: (t.ys[0], t.xs[0]))


def _root(group: list[int], i: int) -> int:
    """What stands for all that ``i`` is grouped with; ``group`` leads each to it, over fewer and fewer steps."""
    while group[i] != i:
        group[i] = group[group[i]]
        i = group[i]
    return i


def _groups(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that cross or touch, directly or through others."""
    group = list(range(len(level) + len(upright)))

    across = [(j, x, low - _NEAR, high + _NEAR) for j, (x, low, high) in enumerate(upright, len(level))]
    for i, (y, low, high) in enumerate(level):
        left, right = low - _NEAR, high + _NEAR
        for j, x, top, bottom in across:
            if top <= y <= bottom and left <= x <= right:
                group[_root(group, j)] = _root(group, i)
    found: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, h in enumerate(level):
        found.setdefault(_root(group, i), ([], []))[0].append(h)
    for j, v in enumerate(upright, len(level)):
        found.setdefault(_root(group, j), ([], []))[1].append(v)
    return list(found.values())


def _lines(positions: Sequence[float]) -> list[float]:
    """Positions that lie within ``_BORDER`` of each other as one, in order."""
    lines: list[list[float]] = []
    for position in sorted(positions):
        if lines and position - lines[-1][0] <= _BORDER:
            lines[-1].append(position)
        else:
            lines.append([position])
    return [sum(line) / len(line) for line in lines]


def _table(level: list[Rule], upright: list[Rule]) -> RuledTable | None:
    """The outer frame always counts as drawn: a page break leaves a table open at its foot or head."""
    if not level or not upright:
        return None
    xs = _lines([v.at for v in upright] + [e for h in level for e in (h.low, h.high)])
    ys = _lines([h.at for h in level] + [e for v in upright for e in (v.low, v.high)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns < 2 or rows * columns > _MAX_BOXES:
        return None
    group = list(range(rows * columns))

    right = _walls(xs[1:-1], ys, upright)
    below = _walls(ys[1:-1], xs, [*level, *_open_ends(ys[1:-1], level, upright)])
    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and not right[c][r]:
                group[_root(group, r * columns + c + 1)] = _root(group, r * columns + c)
            if r + 1 < rows and not below[r][c]:
                group[_root(group, (r + 1) * columns + c)] = _root(group, r * columns + c)
    fields: dict[int, list[tuple[int, int]]] = {}
    for r in range(rows):
        for c in range(columns):
            fields.setdefault(_root(group, r * columns + c), []).append((r, c))
    if len(fields) < 2:
        return None
    boxes: list[Box] = []
    field_box = [[0] * columns for _ in range(rows)]
    for members in sorted(fields.values()):
        for r, c in members:
            field_box[r][c] = len(boxes)
        across = [c for _, c in members]
        (top, _), (bottom, _) = members[0], members[-1]
        left = min(across)
        boxes.append(Box(top, left, bottom - top + 1, max(across) - left + 1))
    return RuledTable(tuple(xs), tuple(ys), tuple(boxes), tuple(tuple(row) for row in field_box))


def _open_ends(lines: list[float], level: list[Rule], upright: list[Rule]) -> Iterator[Rule]:
    """Where cells end with the rules between them, and no rule below or above them as a page break leaves them: one as
    long as that at their other end."""
    for y in lines:
        for down in (True, False):
            ends = [v.at for v in upright if abs((v.high if down else v.low) - y) <= _NEAR]
            if len(ends) < 2:
                continue
            over = [h for h in level if h.low - _NEAR <= max(ends) and min(ends) <= h.high + _NEAR]
            if any(abs(h.at - y) <= _NEAR for h in over):
                continue
            whole = [
                h for h in over if h.low - _NEAR <= min(ends) and max(ends) <= h.high + _NEAR and (h.at < y) == down
            ]
            if whole:
                yield min(whole, key=lambda h: abs(h.at - y))._replace(at=y)


def _walls(lines: list[float], across: list[float], rules: list[Rule]) -> list[list[bool]]:
    """For each inner line and each field along it, whether a rule is drawn there."""
    middles = [(a + b) / 2 for a, b in pairwise(across)]
    walls: list[list[bool]] = []
    for line in lines:
        near = [(low, high) for at, low, high in rules if abs(at - line) <= _NEAR]
        walls.append([True in [low <= middle <= high for low, high in near] for middle in middles])
    return walls
