"""The data of one build as the formats see it that hold all of it: typed, piece by piece, with the keys that really
hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from builder.batches import batched
from builder.exports import about, dictionary
from builder.exports.dictionary import Reference
from builder.exports.profile import Profile, profile, year_of
from builder.exports.table import Table, typed
from builder.tables.chunk import Stack
from builder.tables.rows import PER_REPORT, Row, Rows

ROWS_AT_ONCE = 10_000
ROWS_PER_SHEET = 1_000_000
"""A workbook's sheet holds 1,048,576."""


@dataclass(frozen=True)
class PublishedTables:
    """The published tables: the reports' rows in ``stack``, the ``shared`` tables, and the profile of each by CSV
    stem."""

    profiles: Mapping[str, Profile]
    stack: Stack
    shared: Rows

    @classmethod
    def of(cls, profiles: Mapping[str, Profile], stack: Stack, shared: Rows) -> PublishedTables:
        """The dataset of these tables; ``profiles`` are those of the tables made report by report."""
        every = {**profiles, **{name: profile(name, shared[name]) for name in shared}}
        return cls({info.id: every[info.id] for info in dictionary.tables()}, stack, shared)

    def size(self, name: str, year: str = "") -> int:
        """How many rows a table has, or those of one year in a table with years."""
        years = self.profiles[name].years
        return years[year] if year and "" not in years else years.total()

    def _years(self) -> list[str]:
        return sorted(set(self.profiles["reports"].years) | set(self.profiles["coverage"].years))

    def workbooks(self) -> dict[str, str]:
        """The workbooks by file name, with the year that each is of: ``sunshine-reports.xlsx`` of all (""); once one
        has more than a million rows, ``sunshine-reports-{year}.xlsx``."""
        if max(profile.rows for profile in self.profiles.values()) <= ROWS_PER_SHEET:
            return {f"{about.NAME}.xlsx": ""}
        return {f"{about.NAME}-{year}.xlsx": year for year in self._years()}

    def pieces(self, name: str, year: str = "", start: int = 0, stop: int | None = None) -> Iterator[Table]:
        """The rows of a table from ``start`` to before ``stop``, or those of one year, at most ``ROWS_AT_ONCE`` at a
        time."""
        rows = islice(self._rows(name, year), start, stop)
        for some in batched(rows, ROWS_AT_ONCE):
            yield typed(name, some)

    def _rows(self, name: str, year: str) -> Iterator[Row]:
        if name in PER_REPORT:
            chosen: Iterable[tuple[str, list[Row]]] = self.stack.rows(name)
            return (row for report_id, rows in chosen if not year or report_id.endswith(year) for row in rows)
        return (row for row in self.shared[name] if not year or year_of(name, row) in ("", year))

    def key(self, name: str) -> tuple[str, ...]:
        """The table's primary key, or nothing where the rows at hand do not obey it."""
        key = dictionary.table(name).key
        return key if self.profiles[name].unique and self._filled(name, key) else ()

    def references(self, name: str, *, filled: bool = False) -> tuple[Reference, ...]:
        """The table's foreign keys that hold for every row: a code 000000 or of an abolished division breaks one.

        ``filled``: only those whose columns have no empty cell.
        """
        held = (r for r in dictionary.table(name).references if self._holds(name, r))
        return tuple(r for r in held if not filled or self._filled(name, r.columns))

    def _holds(self, name: str, reference: Reference) -> bool:
        if self.key(reference.table) != reference.to:
            return False
        there = self.profiles[reference.table].values[reference.to[0]]
        return self.profiles[name].values[reference.columns[0]] <= there

    def _filled(self, name: str, columns: tuple[str, ...]) -> bool:
        return not self.profiles[name].gaps & set(columns)
