"""Cells after a label to the columns of the form: which blank is a filler, which a blank value, and when it cannot be
known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from builder.model import Status
from builder.parse.records import Record
from builder.parse.values import Value

BLANK = Value("", None, "blank")


class Aligned(NamedTuple):
    """``values`` one per column; ``status`` and ``note`` speak of the whole row."""

    values: tuple[Value, ...]
    status: Status = "number"
    note: str = ""


class Offsets:
    """Where values begin after the label, learned from whole rows when first asked: by a row's physical length, one for
    all where they agree, else by how many fillers follow the total, in tables most of whose rows add up.

    Learns from (record, number of its columns) pairs: a row whose first and last printed cells span exactly its columns
    shows where they begin; where rows end in their total (``totals``), one that adds up shows where they end. Lengths
    with more than one answer are left out. Without any such row values follow the label, but not where there are
    totals."""

    def __init__(self, rows: Iterable[tuple[Record, int]], *, totals: bool = False) -> None:
        self._given, self._totals = rows, totals

    def may_open_with_filler(self, values: Sequence[Value]) -> bool:
        """Whether the first blank of a row of just its columns may be a filler, and its last cell be lost: where longer
        rows show that there are fillers, and none ends in a blank that shows that last cells are kept. Where most rows
        are whole, it has lost none if it adds up or counts nothing."""
        rows = [(record, len(record.printed) == width) for record, width in self._rows if record.closed]
        if values[0].status != "blank" or any(record.values[-1].status == "blank" for record, _ in rows):
            return False
        if all(len(record.values) <= len(values) for record, _ in rows):
            return False
        mostly_whole = sum(whole for _, whole in rows) * 2 > len(rows)
        return not mostly_whole or (any(map(_number, values)) and not _adds_up(values))

    def start(self, length: int, width: int) -> int | None:
        """The position of the first value in records of this length; None where no other record tells it."""
        by_length, usual, behind = self._learned
        known = by_length.get(length, usual)
        if known is None and behind is not None and length - behind >= width:
            return length - behind - width
        return known

    @cached_property
    def _rows(self) -> tuple[tuple[Record, int], ...]:
        return tuple(self._given)

    @cached_property
    def _learned(self) -> tuple[dict[int, int], int | None, int | None]:
        seen: dict[int, set[int]] = {}
        behind: set[int] = set()
        sums: list[bool] = []
        for record, width in self._rows:
            printed = record.printed
            if not record.closed or not printed:
                continue
            if printed[-1] - printed[0] == width - 1:
                seen.setdefault(len(record.values), set()).add(printed[0])
            elif self._totals and len(printed) > 1 and any(record.values[i].value for i in printed):
                sums.append(_adds_up([record.values[i] for i in printed]))
                if sums[-1]:
                    behind.add(len(record.values) - 1 - printed[-1])
        every = set().union(*seen.values()) if seen else set() if self._totals else {0}
        by_length = {length: next(iter(starts)) for length, starts in seen.items() if len(starts) == 1}
        usual = next(iter(every)) if len(every) == 1 else None
        # A few of many rows that print no total add up by chance (1, 0, 0, 1).
        told = len(behind) == 1 and sums.count(True) > sums.count(False)
        return by_length, usual, next(iter(behind)) if told else None


def _adds_up(values: Sequence[Value]) -> bool:
    *parts, total = map(_number, values)
    return total > 0 and sum(parts) == total


def _number(value: Value) -> Decimal:
    return value.value if value.value is not None else Decimal(0)


def align(record: Record, width: int, learned: Offsets) -> Aligned | None:
    """The record's values in ``width`` columns, or None when there are more or fewer than can be placed.

    Exactly ``width`` printed cells are the columns in order. With blanks among them, the position in a row of ``width``
    cells counts, else the offset that whole rows of the same length have.
    """
    values, printed = record.values, record.printed
    if len(printed) == width:
        return Aligned(record.solid)
    if len(printed) > width:
        return None
    if len(values) < width:
        return None
    if len(values) == width:
        return Aligned(values)
    start = learned.start(len(values), width)
    fits = start is not None and start + width <= len(values)
    if start is not None and fits and (not printed or (printed[0] >= start and printed[-1] < start + width)):
        return Aligned(values[start : start + width])
    if not printed:
        return Aligned((BLANK,) * width)
    if printed[-1] - printed[0] == width - 1:
        return Aligned(values[printed[0] : printed[0] + width])
    first = max(0, min(printed[0], len(values) - width))
    if printed[-1] >= first + width:
        return None
    return Aligned(values[first : first + width], "suspect", "空白格的位置不能确定，按最可能的列读")
