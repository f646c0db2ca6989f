"""A published table with typed values, as every format but CSV sees it.

An empty cell is None in every format, whether it was text, a code, a date or a number: CSV cannot tell them apart, so
nothing else may either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from builder.exports import dictionary
from builder.exports.dictionary import TableInfo
from builder.tables.rows import Row, Value

Number = int | float | str | None
LARGEST_EXACT = 2**53


@dataclass(frozen=True)
class Table:
    """One table in memory, column by column: int for integers and years, str for the rest (decimals as their exact
    text), None where empty."""

    info: TableInfo
    columns: tuple[list[Value], ...]

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """The rows, in published order."""
        return zip(*self.columns, strict=True)

    def with_numbers(self) -> Iterator[tuple[Number, ...]]:
        """The rows for formats whose numbers are doubles: decimals as ``number`` gives them."""
        columns = [
            [None if v is None else number(str(v)) for v in values] if column.type == "decimal" else values
            for column, values in zip(self.info.columns, self.columns, strict=True)
        ]
        return zip(*columns, strict=True)


def typed(name: str, rows: Sequence[Row]) -> Table:
    """The table with this name of these rows."""
    info = dictionary.table(name)
    columns = zip(*rows, strict=True) if rows else ((),) * len(info.columns)
    return Table(info, tuple([None if value == "" else value for value in values] for values in columns))


def fields(name: str, values: Sequence[Value], first: int = 0) -> dict[str, Any]:
    """Some values of a row, from its column ``first`` on, as parts of a JSON object: decimals are numbers, or text
    where a double would not hold them exactly."""
    ids, decimals = _ids(name, first, first + len(values))
    found: dict[str, Any] = dict(zip(ids, [None if value == "" else value for value in values], strict=True))
    for id in decimals:
        if found[id] is not None:
            found[id] = number(found[id])
    return found


@cache
def _ids(name: str, first: int, last: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    columns = dictionary.table(name).columns[first:last]
    return tuple(c.id for c in columns), tuple(c.id for c in columns if c.type == "decimal")


@lru_cache(maxsize=65536)
def number(text: str) -> int | float | str:
    """A decimal number for formats whose numbers are doubles: int or float where a double holds it exactly, else the
    text itself, so that no digit is lost."""
    exact = Decimal(text)
    if not exact.is_finite():
        return text
    if exact == exact.to_integral_value():
        return int(exact) if abs(exact) <= LARGEST_EXACT else text
    near = float(exact)
    return near if Decimal(repr(near)) == exact else text
