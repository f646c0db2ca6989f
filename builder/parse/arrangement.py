"""Columns of section 3 as some offices arrange them: a column of line numbers before the figures, the total first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from builder.parse.alignment import Offsets, align
from builder.parse.entries import WIDTH
from builder.parse.lines import Line
from builder.parse.records import Record
from builder.parse.subtotal import heads_of
from builder.parse.values import Value

_FEWEST_NUMBERED = 10  # rows that count up one by one: nobody receives 1, 2, 3 … applications from row to row
_FEWEST_ADDED = 3


def arranged(found: list[Record], lines: Sequence[Line]) -> list[Record]:
    """The records with their figures alone, and the total last."""
    return _total_last(_without_line_numbers(found), lines)


def _without_line_numbers(found: list[Record]) -> list[Record]:
    """Takes out a first column that counts the rows (行次)."""
    firsts = [r.values[r.printed[0]].value for r in found if r.printed]
    if len(firsts) < _FEWEST_NUMBERED or not any(len(r.printed) > WIDTH for r in found):
        return found
    if firsts != [Decimal(n) for n in range(int(firsts[0] or 0), int(firsts[0] or 0) + len(firsts))]:
        return found
    return [r.narrowed(r.values[r.printed[0] + 1 :]) if r.printed else r for r in found]


def _total_last(found: list[Record], lines: Sequence[Line]) -> list[Record]:
    """Puts a first column that is headed 总计 and holds the sum of the others where the form has it."""
    if all(len(r.printed) != WIDTH or not _exceeds(r.values[r.printed[0]], r.values[r.printed[-1]]) for r in found):
        return found
    heads = heads_of(lines)
    if "总计" not in heads or "自然人" not in heads[heads.index("总计") :]:
        return found
    learned = Offsets((r, WIDTH) for r in found)
    whole = {}
    for i, record in enumerate(found):
        aligned = align(record, WIDTH, learned)
        if aligned and aligned.status == "number":
            whole[i] = aligned.values
    counted = [[v.value or Decimal(0) for v in values] for values in whole.values()]
    first = [n[0] == sum(n[1:]) for n in counted if any(n)].count(True)
    last = [n[-1] == sum(n[:-1]) for n in counted if any(n)].count(True)
    if first < _FEWEST_ADDED or last * 2 >= first:
        return found
    return [r.narrowed((*whole[i][1:], whole[i][0])) if i in whole else r for i, r in enumerate(found)]


def _exceeds(one: Value, other: Value) -> bool:
    return (one.value or Decimal(0)) > (other.value or Decimal(0))
