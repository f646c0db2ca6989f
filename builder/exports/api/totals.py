"""Sums of figures over groups of reports, each with the number of reports that it covers.

A sum never crosses level or kind of agency: a government's report may contain those of its offices, and adding the two
would count an application twice. Suspect figures are left out. Amounts are summed in 元; one printed without a unit is
left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from builder.exports.api.context import Context
from builder.exports.dataset import number
from builder.exports.dictionary import figure

YUAN = {"元": Decimal(1), "万元": Decimal(10_000)}


@dataclass(frozen=True)
class Group:
    """The reports of one year, level and kind, as rows of ``Figures``."""

    year: int | None
    level: str | None
    kind: str | None
    rows: tuple[int, ...]


class Figures:
    """The figures that may be added up, one row per report in the order of ``context.reports``, one column per id of
    ``context.figures``."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.report_ids = tuple(context.reports)
        self.row_of = {id: row for row, id in enumerate(self.report_ids)}
        self.decimal = tuple(n for n, id in enumerate(context.figures) if figure(id).type == "decimal")
        shape = (len(self.report_ids), len(context.figures))
        self.known: npt.NDArray[np.bool_] = np.zeros(shape, dtype=bool)
        self.exact: dict[tuple[int, int], Decimal] = {}
        self.whole: npt.NDArray[Any] = self._filled(np.zeros(shape, dtype=np.int64))

    def _filled(self, whole: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        decimal = set(self.decimal)
        largest = 0
        for row, report_id in enumerate(self.report_ids):
            suspect, units = self.context.suspect.get(report_id, ()), self.context.units.get(report_id, {})
            for column, value in enumerate(self.context.wide.get(report_id, ())):
                if value is None or (suspect and self.context.figures[column] in suspect):
                    continue
                if column in decimal:
                    amount = _yuan(self.context.figures[column], value, units)
                    if amount is None:
                        continue
                    self.exact[row, column] = amount
                else:
                    whole[row, column] = value
                    largest = max(largest, abs(int(value)))
                self.known[row, column] = True
        # Python's own integers where a sum of 64-bit ones could overflow.
        return whole.astype(object) if largest * max(1, len(self.report_ids)) >= 2**63 else whole

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
                sums[column] = number(str(sum(exact, Decimal(0))))
        return {
            "year": group.year,
            "level": group.level,
            "kind": group.kind,
            "reports": len(rows),
            "sums": [value if count else None for value, count in zip(sums, counts, strict=True)],
            "counts": counts,
        }

    def values(self, rows: Iterable[int], column: int) -> list[Decimal]:
        """The known values of one figure, sorted."""
        if column in self.decimal:
            return sorted(self.exact[row, column] for row in rows if self.known[row, column])
        return sorted(Decimal(int(self.whole[row, column])) for row in rows if self.known[row, column])


def _yuan(id: str, value: int | float | str, units: dict[str, str]) -> Decimal | None:
    if not id.endswith(".amount"):
        return Decimal(str(value))
    factor = YUAN.get(units.get(id, ""))
    return None if factor is None else Decimal(str(value)) * factor
