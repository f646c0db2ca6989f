"""Ruled tables of one PDF page with their text: which characters stand in which cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from builder.formats.drawing import Drawing, Glyph, Rule
from builder.formats.rulings import MIDDLE, Box, RuledTable, ruled_tables
from builder.formats.tables import PICTURE
from builder.formats.typeset import TextLine, text_lines
from builder.formats.unruled import is_value

_RUN_GAP = 0.15  # of the font size, between characters of one number
_POINTS = frozenset(".,，．")  # in numbers
_FULL_LINE = 1.3  # of the font size; a line that ends so near to the border was wrapped there
_SAME_BASELINE = 3.0  # points
_BEARING = 0.1  # of the font size, on both sides of what a line prints
_LAYOUTS = 32  # kept; one takes some 200 KB


@dataclass(slots=True)
class TableCell:
    """``left`` and ``border`` are the x of the rules on either side, ``margin`` what is kept free inside them;
    ``lines`` of its text from top to bottom."""

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1
    lines: Sequence[TextLine] = ()
    left: float = 0.0
    border: float = 0.0
    margin: float = 0.0

    @property
    def wrapped(self) -> bool:
        """Whether the last line runs to the border or as far as one above it, so that the text may go on after a page
        break."""
        if not self.lines:
            return False
        *above, last = self.lines
        full = self.border - last.x1 < max(_FULL_LINE * last.size, last.size + self.margin)
        return full or any(last.x1 > line.x1 - last.size / 2 for line in above)

    @property
    def broken(self) -> bool:
        """Whether the last line is a number to which no digit more could be put."""
        return bool(self.lines) and _fills(self.lines[-1], self.border - self.left - 2 * self.margin)


@dataclass(slots=True)
class PageTable:
    """A table on one page. ``xs``: the lines between its columns, none for a table without rules."""

    page: int
    top: float
    bottom: float
    rows: list[list[TableCell]] = field(default_factory=list)
    xs: tuple[float, ...] = ()


def page_tables(drawing: Drawing, page: int) -> tuple[list[PageTable], list[Glyph]]:
    """The page's ruled tables, and the characters outside them."""
    level, upright = tuple(drawing.level), tuple(drawing.upright)
    tables = _usable(level, upright)
    inside, rest = _sorted_in(tables, drawing.glyphs)
    lines = _lines(inside)
    missing = [rule for table, boxes in zip(tables, lines, strict=True) for rule in _missing_rules(table, boxes)]
    if missing:
        tables = _usable((*level, *missing), upright)
        inside, rest = _sorted_in(tables, drawing.glyphs)
        lines = _lines(inside)
    return [_page_table(t, boxes, page) for t, boxes in zip(tables, lines, strict=True)], rest


def _lines(inside: list[list[list[Glyph]]]) -> list[list[list[TextLine]]]:
    """Per table and box the lines of its text."""
    return [[text_lines(box) if box else [] for box in boxes] for boxes in inside]


@lru_cache(maxsize=_LAYOUTS)
def _usable(level: tuple[Rule, ...], upright: tuple[Rule, ...]) -> tuple[RuledTable, ...]:
    """Tables that part columns; a frame around text, or rules between lines of it, parts none. Reports made from one
    template are ruled alike."""
    return tuple(t for t in ruled_tables(level, upright) if len(t.xs) > 2)


def _sorted_in(tables: Sequence[RuledTable], glyphs: list[Glyph]) -> tuple[list[list[list[Glyph]]], list[Glyph]]:
    """(per table and box its characters, the characters of no table)."""
    inside: list[list[list[Glyph]]] = []
    rest = glyphs
    for table in tables:
        boxes: list[list[Glyph]] = [[] for _ in table.boxes]
        outside: list[Glyph] = []
        for glyph, index in zip(rest, table.boxes_around(rest), strict=True):
            (outside if index is None else boxes[index]).append(glyph)
        rest = _mend_numbers(table, boxes, outside)
        inside.append(boxes)
    return inside, rest


def _mend_numbers(table: RuledTable, boxes: list[list[Glyph]], outside: list[Glyph]) -> list[Glyph]:
    """Puts a number that is wider than its column into one cell, also where it goes beyond the table's edge; what then
    is left of ``outside``. Where the cell beside it would be left blank, the number may as well be two that touch: it
    is marked as what cannot be read for certain."""
    numeric: list[tuple[Glyph, int | None]] = [(g, i) for i, box in enumerate(boxes) for g in box if _is_numeric(g)]
    numeric += [(g, None) for g in outside if _is_numeric(g) and table.ys[0] < g.y < table.ys[-1]]
    owner = {id(g): i for g, i in numeric}
    digits = [g for g, _ in numeric]
    gone: set[int] = set()
    for line in text_lines(digits):
        for run in line.runs(_RUN_GAP):
            touched = {owner[id(g)] for g in run} if len(run) > 1 else set()
            within = sorted(i for i in touched if i is not None)
            if len(touched) < 2:
                continue
            [home] = table.boxes_around([run[0]._replace(x1=max([g.x1 for g in run]))])
            if home is None and None not in touched:
                continue
            home = within[0] if home is None else home
            taken = {id(g) for g in run}
            gone |= taken
            for index in within:
                boxes[index] = [g for g in boxes[index] if id(g) not in taken]
            alone = any(index != home and not boxes[index] for index in within)
            boxes[home] += run
            if alone:
                last = run[-1]
                boxes[home].append(last._replace(text=PICTURE, x0=last.x1, x1=last.x1))
    return [g for g in outside if id(g) not in gone] if gone else outside


def _is_numeric(glyph: Glyph) -> bool:
    return glyph.text.isdecimal() or glyph.text in _POINTS


def _missing_rules(table: RuledTable, boxes: list[list[TextLine]]) -> list[Rule]:
    """Level rules that a table lacks: where several cells of one band hold several values above each other, a rule
    halfway between their baselines, across the cells that reach as far down as they do. Numbers that are wrapped in
    their cells are no such values; what has one line stands halfway up beside them."""
    # Of few bands several cells have several lines: no text need be looked at of the others.
    tall = Counter([(box.row, box.rowspan) for box, lines in zip(table.boxes, boxes, strict=True) if len(lines) > 1])
    rules: list[Rule] = []
    pairs = zip(table.boxes, boxes, strict=True)
    margin = (
        min((line.x0 - table.xs[box.column] for box, lines in pairs for line in lines), default=0.0) if tall else 0.0
    )
    for band in [band for band, cells in tall.items() if cells > 1]:
        members = [(i, boxes[i]) for i, box in enumerate(table.boxes) if (box.row, box.rowspan) == band]
        valued = [(i, lines) for i, lines in members if lines and all(is_value(line.text) for line in lines)]
        several = [(table.boxes[i], lines) for i, lines in valued if len(lines) > 1]
        if len(several) < 2 or all(_is_wrapped(table, box, lines, margin) for box, lines in several):
            continue
        heights = [line.y for _, lines in several for line in lines]
        single = [lines[0].y for _, lines in members if len(lines) == 1]
        if any(all(abs(y - height) > _SAME_BASELINE for height in heights) for y in single):
            continue
        stacked = [lines for _, lines in valued]
        baselines: list[float] = []
        for y in sorted(line.y for lines in stacked for line in lines):
            if not baselines or y - baselines[-1] > _SAME_BASELINE:
                baselines.append(y)
        size = max(line.size for lines in stacked for line in lines)
        columns = [(table.boxes[i].column, table.boxes[i].column + table.boxes[i].colspan) for i, _ in members]
        low, high = table.xs[min(c for c, _ in columns)], table.xs[max(c for _, c in columns)]
        for above, below in pairwise(baselines):
            rules.append(Rule((above + below) / 2 - MIDDLE * size, low, high))
    return rules


def _is_wrapped(table: RuledTable, box: Box, lines: list[TextLine], margin: float) -> bool:
    """Whether every line of a number but the last is so long that no digit more fits between the margins."""
    room = table.xs[box.column + box.colspan] - table.xs[box.column] - 2 * max(margin, 0.0)
    return all(_fills(line, room) for line in lines[:-1])


def _fills(number: TextLine, room: float) -> bool:
    return (number.x1 - number.x0) * (1 + 1 / len(number.text)) + _BEARING * number.size > room


def _page_table(table: RuledTable, boxes: list[list[TextLine]], page: int) -> PageTable:
    result = PageTable(page, table.ys[0], table.ys[-1], xs=table.xs)
    pairs = zip(table.boxes, boxes, strict=True)
    margin = max(0.0, min((line.x0 - table.xs[box.column] for box, lines in pairs for line in lines), default=0.0))
    rows: dict[int, list[TableCell]] = {}
    for index, box in enumerate(table.boxes):
        lines = boxes[index]
        rows.setdefault(box.row, []).append(
            TableCell(
                "\n".join([line.text for line in lines]),
                box.column,
                box.colspan,
                box.rowspan,
                lines,
                table.xs[box.column],
                table.xs[box.column + box.colspan],
                margin,
            )
        )
    result.rows = [sorted(rows[r], key=lambda c: c.column) for r in sorted(rows)]
    return result
