"""Sums of figures over groups of reports, each with the number of reports that it covers.

A sum never crosses level or kind of agency: a government's report may contain those of its offices, and adding the two
would count an application twice. So reports of agencies whose level or kind nobody knows are in none. Suspect figures
are left out. Amounts are summed in 元; one printed without a unit is left out.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from builder.exports.api.context import Context
from builder.exports.api.figures import DECIMALS, EXACT, FIGURES, WHOLE, Addable
from builder.exports.table import number


@dataclass(frozen=True, eq=False)
class Group:
    """The reports of one year, level and kind, as rows of ``Figures``."""

    year: int | None
    level: str
    kind: str
    rows: npt.NDArray[np.int64]


class Figures:
    """The figures that may be added up: one row per report, in the order of their ids, and one column per id of
    ``FIGURES``. ``exact`` are those that are no small whole numbers, by column and row."""

    def __init__(self, context: Context, addable: Mapping[str, Addable]) -> None:
        self.context = context
        own = [addable[id] for id in context.reports]
        self.row_of = {id: row for row, id in enumerate(context.reports)}
        shape = len(own), len(FIGURES)
        self.whole: npt.NDArray[Any] = np.frombuffer(b"".join(each.whole for each in own), WHOLE).reshape(shape)
        self.known: npt.NDArray[Any] = np.frombuffer(b"".join(each.known for each in own), np.bool_).reshape(shape)
        self.exact: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
        for row, each in enumerate(own):
            for column, value in each.exact:
                self.exact[column][row] = Decimal(value)

    def mark(self, table: str, item: str) -> bytes:
        """A digest of the figures of one metric over all reports."""
        columns = [n for n, id in enumerate(FIGURES) if id.startswith(f"{table}.{item}.")]
        exact = repr([self.exact.get(column) for column in columns]).encode()
        return hashlib.sha256(self.whole[:, columns].tobytes() + self.known[:, columns].tobytes() + exact).digest()

    @cached_property
    def all_groups(self) -> list[Group]:
        """All reports by year, level and kind of their agency."""
        return self.groups(self.context.reports)

    def groups(self, report_ids: Iterable[str]) -> list[Group]:
        """The reports by year, level and kind of their agency, in that order; without those where nobody knows."""
        found: defaultdict[tuple[int, str, str], list[int]] = defaultdict(list)
        for report_id in report_ids:
            report = self.context.reports[report_id]
            agency = self.context.agencies.get(report["agency_id"], {})
            level, kind = agency.get("level"), agency.get("kind")
            if level and kind:
                found[report["year"] or 0, level, kind].append(self.row_of[report_id])
        return [Group(year or None, level, kind, np.array(found[year, level, kind], np.int64))
                for year, level, kind in sorted(found)]  # fmt: skip

    def totals(self, report_ids: Iterable[str]) -> list[dict[str, Any]]:
        """For each group its sums and how many reports each covers, aligned with ``FIGURES``; null where none
        does."""
        return [self._total(group) for group in self.groups(report_ids)]

    def _total(self, group: Group) -> dict[str, Any]:
        rows: list[int] = group.rows.tolist()
        counts: list[int] = self.known[group.rows].sum(axis=0).tolist()
        sums: list[Any] = self.whole[group.rows].sum(axis=0, dtype=np.int64).tolist()
        for column, exact in self.exact.items():
            all_of_it = total((sums[column], *(exact[row] for row in rows if row in exact)))
            sums[column] = all_of_it if column in DECIMALS else int(all_of_it)
        for column in DECIMALS:
            sums[column] = number(f"{Decimal(sums[column]):f}")
        return {
            "year": group.year,
            "level": group.level,
            "kind": group.kind,
            "reports": len(rows),
            "sums": [value if count else None for value, count in zip(sums, counts, strict=True)],
            "counts": counts,
        }

    def values(self, column: int) -> Iterator[Sequence[int | Decimal]]:
        """The known values of one figure in each of ``all_groups``, sorted."""
        rows, starts = self._grouped
        known = self.known[rows, column]
        chosen = rows[known]
        whole: list[int] = self.whole[chosen, column].tolist()
        exact = self.exact.get(column)
        found: list[Any] = list(map(exact.get, chosen.tolist(), whole)) if exact else whole
        # Asked for all groups at once: numpy's calls cost more than the few values of a group.
        ends: list[int] = np.cumsum(np.add.reduceat(known, starts, dtype=np.int64)).tolist() if len(starts) else []
        for start, end in pairwise([0, *ends]):
            yield sorted(found[start:end])

    @cached_property
    def _grouped(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The rows of ``all_groups`` behind one another, and where each group starts."""
        rows = [group.rows for group in self.all_groups]
        ends = np.cumsum([len(each) for each in rows], dtype=np.int64)
        return np.concatenate([np.empty(0, np.int64), *rows]), np.concatenate([np.zeros(1, np.int64), ends])[:-1]


def total(values: Iterable[int | Decimal]) -> Decimal:
    """The exact sum."""
    # Most values are whole, and are added up as such.
    with localcontext(EXACT):
        return Decimal(sum(values))


def median(values: Sequence[int | Decimal]) -> Decimal:
    """The exact median of sorted values; IndexError if there are none."""
    below, above = Decimal(values[(len(values) - 1) // 2]), Decimal(values[len(values) // 2])
    return EXACT.divide(EXACT.add(below, above), Decimal(2))
