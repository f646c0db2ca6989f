"""Sums of figures over groups of reports, each with the number of reports that it covers.

A sum never crosses level or kind of agency: a government's report may contain those of its offices, and adding the two
would count an application twice. Suspect figures are left out. Amounts are summed in 元; one printed without a unit is
left out.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context as Arithmetic
from decimal import Decimal, Inexact
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from builder.exports.api.context import Context
from builder.exports.dictionary import figure
from builder.exports.table import number

# The default context would round sums to 28 digits without a word.
_EXACT = Arithmetic(prec=200, traps=[Inexact])
YUAN = {"元": Decimal(1), "万元": Decimal(10_000)}


@dataclass(frozen=True)
class Group:
    """The reports of one year, level and kind, as rows of ``Figures``."""

    year: int | None
    level: str | None
    kind: str | None
    rows: tuple[int, ...]


class Figures:
    """The figures that may be added up: one row per report, as in the wide table, and one column per id of
    ``context.figures``. Counts stand in ``whole``, amounts and other decimals in ``exact``."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.row_of = {id: row for row, id in enumerate(context.wide)}
        column_of = {id: column for column, id in enumerate(context.figures)}
        self.decimal = tuple(column for id, column in column_of.items() if figure(id).type == "decimal")
        values = np.empty((len(self.row_of), len(column_of)), dtype=object)
        for row, wide in enumerate(context.wide.values()):
            values[row] = wide
        values[:, self.decimal] = None
        self.known: npt.NDArray[np.bool_] = values != None  # noqa: E711 (element by element)
        values[~self.known] = 0
        # Python's own integers where a sum of 64-bit ones could overflow.
        largest = max((abs(value) for value in set(values.ravel().tolist())), default=0)
        self.whole: npt.NDArray[Any] = values if largest * len(values) >= 2**63 else values.astype(np.int64)
        self.exact: dict[tuple[int, int], Decimal] = {}
        for report_id, row in self.row_of.items():
            units = context.units.get(report_id, {})
            for column in self.decimal:
                amount = _yuan(context.figures[column], context.wide[report_id][column], units)
                if amount is not None:
                    self.exact[row, column] = amount
                    self.known[row, column] = True
        for report_id, ids in context.suspect.items():
            self.known[self.row_of[report_id], [column_of[id] for id in ids if id in column_of]] = False
        self.whole[~self.known] = 0

    def mark(self, table: str, item: str) -> bytes:
        """A digest of the figures of one metric over all reports."""
        columns = [n for n, id in enumerate(self.context.figures) if id.startswith(f"{table}.{item}.")]
        kept = [(row, self.exact[row, n]) for n in columns if n in self.decimal for row in self._rows_with(n)]
        counts = self.whole[:, columns]
        whole = repr(counts.tolist()).encode() if counts.dtype == object else counts.tobytes()
        return hashlib.sha256(whole + self.known[:, columns].tobytes() + repr(kept).encode()).digest()

    def _rows_with(self, column: int) -> list[int]:
        rows: list[int] = self.known[:, column].nonzero()[0].tolist()
        return rows

    def groups(self, report_ids: Iterable[str]) -> list[Group]:
        """The reports by year, level and kind of their agency, in that order."""
        found: defaultdict[tuple[int, str, str], list[int]] = defaultdict(list)
        for report_id in report_ids:
            report = self.context.reports[report_id]
            agency = self.context.agencies.get(report["agency_id"], {})
            key = (report["year"] or 0, agency.get("level") or "", agency.get("kind") or "")
            found[key].append(self.row_of[report_id])
        return [Group(year or None, level or None, kind or None, tuple(found[year, level, kind]))
                for year, level, kind in sorted(found)]  # fmt: skip

    def totals(self, report_ids: Iterable[str]) -> list[dict[str, Any]]:
        """For each group its sums and how many reports each covers, aligned with ``context.figures``; null where none
        does."""
        return [self._total(group) for group in self.groups(report_ids)]

    def _total(self, group: Group) -> dict[str, Any]:
        rows = list(group.rows)
        counts: list[int] = self.known[rows].sum(axis=0).tolist()
        sums: list[Any] = self.whole[rows].sum(axis=0).tolist()
        for column in self.decimal:
            if counts[column]:
                exact = (self.exact[row, column] for row in rows if self.known[row, column])
                sums[column] = number(f"{total(exact):f}")
        return {
            "year": group.year,
            "level": group.level,
            "kind": group.kind,
            "reports": len(rows),
            "sums": [value if count else None for value, count in zip(sums, counts, strict=True)],
            "counts": counts,
        }

    def values(self, rows: Sequence[int], column: int) -> list[int] | list[Decimal]:
        """The known values of one figure, sorted."""
        chosen = np.asarray(rows, dtype=np.int64)
        chosen = chosen[self.known[chosen, column]]
        if column in self.decimal:
            return sorted(self.exact[row, column] for row in chosen.tolist())
        whole: list[int] = np.sort(self.whole[chosen, column]).tolist()
        return whole


def _yuan(id: str, value: int | float | str | None, units: dict[str, str]) -> Decimal | None:
    if value is None:
        return None
    if not id.endswith(".amount"):
        return Decimal(str(value))
    factor = YUAN.get(units.get(id, ""))
    return None if factor is None else _EXACT.multiply(Decimal(str(value)), factor)


def total(values: Iterable[int] | Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    return reduce(_EXACT.add, map(Decimal, values), Decimal(0))


def median(values: Sequence[int] | Sequence[Decimal]) -> Decimal:
    """The exact median of sorted values; IndexError if there are none."""
    below, above = Decimal(values[(len(values) - 1) // 2]), Decimal(values[len(values) // 2])
    return _EXACT.divide(_EXACT.add(below, above), Decimal(2))
