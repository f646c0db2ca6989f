"""The column sums of section 3: they choose between readings, confirm rows placed by order, and doubt the rest."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, product

from builder.forms import form
from builder.parse.entries import ORDERS, WIDTH, Entry
from builder.parse.records import Record
from builder.parse.rows import digits_below
from builder.parse.values import adds_up

_ROLES = {r.id: r.role for f in ("2019", "2021") for r in form(f).rows}
_ENDS = tuple(i for i, role in _ROLES.items() if role != "outcome")
_NONE = (None,) * WIDTH
_MOST_READINGS = 20_000


def _column_holds(values: dict[str, Decimal | None]) -> bool:
    """Both equations of one column (a blank counts as nothing; an equation with a blank side is not asked)."""
    by_role: dict[str, list[Decimal | None]] = {"inflow": [], "outcome": [], "total": [], "outflow": []}
    for item, value in values.items():
        by_role[_ROLES[item]].append(value)
    total = by_role["total"][0] if by_role["total"] else None
    if total is None:
        return True
    if any(v is not None for v in by_role["outcome"]) and sum(v or 0 for v in by_role["outcome"]) != total:
        return False
    ends = by_role["inflow"] + by_role["outflow"]
    return None in ends or sum(v or 0 for v in by_role["inflow"]) == total + sum(v or 0 for v in by_role["outflow"])


def columns_hold(rows: dict[str, tuple[Decimal | None, ...]]) -> list[bool]:
    """Whether both equations hold, column by column."""
    return [_column_holds({i: values[c] for i, values in rows.items()}) for c in range(WIDTH)]


def arbitrate(placed: dict[str, Entry]) -> None:
    """Chooses between readings of run-together digits by the column sums, where exactly one choice makes all of them
    hold."""
    open_items = [i for i, e in placed.items() if e.readings]
    if not open_items:
        return
    choices = 1
    for item in open_items:
        choices *= len(placed[item].readings)
    known = {i: e.numbers for i, e in placed.items() if e.numbers}
    if choices > _MOST_READINGS or len(known) + len(open_items) < len(placed) or len(placed) < len(ORDERS["2019"]):
        return
    solutions = []
    for combination in product(*(placed[i].readings for i in open_items)):
        trial: dict[str, tuple[Decimal | None, ...]] = {
            **known,
            **{i: tuple(map(Decimal, r)) for i, r in zip(open_items, combination, strict=True)},
        }
        if all(columns_hold(trial)):
            solutions.append(combination)
            if len(solutions) > 1:
                return
    for item, reading in zip(open_items, solutions[0] if solutions else (), strict=False):
        raw = " ".join(v.raw for v in placed[item].record.values if v.raw)
        placed[item].settle(reading, f"连写数字 {raw}，按行列合计只有一种拆法", "annotated")


def confirm(placed: dict[str, Entry]) -> None:
    """Rows placed by order alone, and rows whose blanks may have been moved, need the column sums of their printed
    figures: without them they are suspect."""
    unsure = [e for e in placed.values() if e.status == "number" and e.values and (not e.certain or e.shifted)]
    if not unsure:
        return
    rows = {i: e.numbers for i, e in placed.items() if e.numbers}
    complete = len(placed) >= len(ORDERS["2019"]) and len(rows) == len(placed)
    holds = columns_hold(rows) if complete else [False] * WIDTH
    told = [h and n is not None for h, n in zip(holds, rows.get("total_processed", _NONE), strict=True)]
    for entry in unsure:
        printed = [c for c, n in enumerate(entry.numbers or ()) if n]
        if not entry.certain and not all(told[c] for c in printed):
            entry.doubt("这一行没有行名，按次序放置，合计不能证实")
        if entry.shifted and not (printed and all(told[c] for c in printed)):
            entry.doubt(entry.shifted)


def doubt_lone_blank_totals(placed: dict[str, Entry]) -> None:
    """A row with figures and a blank total, where the other rows print theirs, has lost or moved a cell, unless its
    figures are what the columns need."""
    if all(e.values is None or e.values[-1].status != "blank" for e in placed.values()):
        return
    counted = [e for e in placed.values() if e.numbers and any(e.numbers[:-1])]
    lone = [e for e in counted if e.values and e.values[-1].status == "blank" and e.status == "number"]
    if len(lone) * 2 >= len(counted):
        return
    rows = {i: e.numbers for i, e in placed.items() if e.numbers}
    complete = len(placed) >= len(ORDERS["2019"]) and len(rows) == len(placed)
    asked = [all(rows.get(i, _NONE)[c] is not None for i in _ENDS) for c in range(WIDTH)]
    needed = [complete and a and h for a, h in zip(asked, columns_hold(rows), strict=True)]
    for entry in lone:
        if not all(needed[c] for c, n in enumerate(entry.numbers or ()) if n):
            entry.doubt("多数行印有总计，这一行没有，可能缺了一格或错了位")


def doubt_lost_blanks(placed: dict[str, Entry]) -> None:
    """Figures told apart by the sum of their row as if none were blank, in a table that shows fewer digits in another
    row than it has columns: there blanks are lost. Zeros alone can be read in one way only."""
    split = [e for e in placed.values() if e.split and any(e.numbers or ())]
    printed = [[e.record.values[i].raw for i in e.record.printed] for e in placed.values()] if split else []
    if any(len("".join(raws)) < WIDTH and all(map(str.isdecimal, raws)) for raws in printed):
        for entry in split:
            entry.doubt("别的行有空白格，这一行可能也有，数字的拆法不能确定")


def doubt_broken(placed: dict[str, Entry], found: Sequence[Record]) -> None:
    """A row that does not add up, with digits without a label below it: its numbers may be broken over two lines."""
    entries = {entry.record.place: entry for entry in placed.values()}
    for above, below in pairwise(found):
        entry = entries.get(above.place)
        raws = [below.values[i].raw for i in below.printed]
        if entry is None or entry.values is None or below.texts or not raws or below.place in entries:
            continue
        if entry.values[-1].value is not None and not adds_up(entry.values) and all(map(str.isdecimal, raws)):
            entry.doubt(digits_below(raws))
