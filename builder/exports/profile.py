"""What must be known of a whole table before its first row is written: how long it is and which of its keys hold.

A profile is made where the rows are and put together from those of the parts, so nobody has to hold a table for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from builder.exports import dictionary
from builder.tables.columns import TABLE_COLUMNS
from builder.tables.rows import Row, Value

Digits = tuple[int, int]
"""Places before the decimal point and after it."""


class Profile(NamedTuple):
    """``years`` counts the rows by year, four digits, 0000 where it is unknown, "" in a table without years.
    ``unique``: no two have the same primary key. ``gaps`` are the columns of keys and references with an empty cell,
    ``values`` what stands in them, ``digits`` how long the numbers of a decimal column get."""

    years: Counter[str]
    unique: bool
    gaps: frozenset[str]
    values: dict[str, frozenset[Value]]
    digits: dict[str, Digits]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.years.total()


class _Watched(NamedTuple):
    key: tuple[int, ...]
    columns: tuple[tuple[str, int], ...]
    decimals: tuple[tuple[str, int], ...]
    report: int | None
    year: int | None


@cache
def _watched(name: str) -> _Watched:
    """Positions of the columns that a profile speaks of."""
    info = dictionary.table(name)
    wanted = {*info.key, *(column for reference in info.references for column in reference.columns)}
    wanted |= {c for table in dictionary.tables() for r in table.references if r.table == name for c in r.to}
    at = {column: position for position, column in enumerate(TABLE_COLUMNS[name])}
    return _Watched(
        tuple(at[column] for column in info.key),
        tuple((column, at[column]) for column in sorted(wanted)),
        tuple((column.id, at[column.id]) for column in info.columns if column.type == "decimal"),
        at.get("report_id"),
        at.get("year"),
    )


def year_of(name: str, row: Row) -> str:
    """The year of a row, four digits, 0000 where it is unknown; "" in a table without years."""
    watched = _watched(name)
    at = watched.year if watched.report is None else watched.report
    return "" if at is None else _year(row[at], watched.report is not None)


def profile(name: str, rows: Sequence[Row]) -> Profile:
    """The profile of these rows of a table: all of some reports', or all there are."""
    watched = _watched(name)
    values = {column: frozenset(map(itemgetter(at), rows)) for column, at in watched.columns}
    gaps = frozenset(column for column, found in values.items() if "" in found or None in found)
    keys = set(map(itemgetter(*watched.key), rows)) if watched.key else rows[:1]
    return Profile(
        _years(name, rows),
        len(keys) == len(rows),
        gaps,
        {column: found - {"", None} if column in gaps else found for column, found in values.items()},
        {
            column: _longest(_digits(str(value)) for value in set(map(itemgetter(at), rows)) if value)
            for column, at in watched.decimals
        },
    )


def _years(name: str, rows: Sequence[Row]) -> Counter[str]:
    watched = _watched(name)
    at = watched.year if watched.report is None else watched.report
    if at is None:
        return Counter({"": len(rows)} if rows else {})
    # A report has many rows, all of its year.
    years: Counter[str] = Counter()
    for value, n in Counter(map(itemgetter(at), rows)).items():
        years[_year(value, watched.report is not None)] += n
    return years


def _year(value: Value, of_report: bool) -> str:
    return str(value)[-4:] if of_report else f"{value or 0:04d}"


def together(name: str, parts: Iterable[Profile]) -> Profile:
    """The profile of a table from those of its reports; no report's rows have the key of another's."""
    years: Counter[str] = Counter()
    unique = True
    gaps: set[str] = set()
    values: dict[str, set[Value]] = {column: set() for column, _ in _watched(name).columns}
    digits: dict[str, Digits] = {column: (0, 0) for column, _ in _watched(name).decimals}
    for part in parts:
        years.update(part.years)
        unique = unique and part.unique
        gaps |= part.gaps
        for column, found in part.values.items():
            values[column] |= found
        digits = {column: _longest((longest, part.digits[column])) for column, longest in digits.items()}
    return Profile(years, unique, frozenset(gaps), {c: frozenset(found) for c, found in values.items()}, digits)


def _longest(digits: Iterable[Digits]) -> Digits:
    whole = places = 0
    for more_whole, more_places in digits:
        whole, places = max(whole, more_whole), max(places, more_places)
    return whole, places


@lru_cache(maxsize=4096)
def _digits(text: str) -> Digits:
    number = Decimal(text)
    return number.adjusted() + 1, -int(number.as_tuple().exponent)
