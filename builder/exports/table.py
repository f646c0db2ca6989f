"""A published table with typed values, as every format but CSV sees it.

An empty cell is None in every format, whether it was text, a code, a date or a number: CSV cannot tell them apart, so
nothing else may either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
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

    def column(self, id: str) -> list[Value]:
        """The values of one column; KeyError if there is none."""
        return self.columns[self.info.columns.index(self.info.column(id))]

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows as JSON objects: decimals are numbers, or text where a double would not hold them exactly."""
        names = tuple(c.id for c in self.info.columns)
        return (dict(zip(names, row, strict=True)) for row in self.with_numbers())

    def with_numbers(self) -> Iterator[tuple[Number, ...]]:
        """The rows for formats whose numbers are doubles: decimals as ``number`` gives them."""
        columns = [
            [None if v is None else number(str(v)) for v in values] if column.type == "decimal" else values
            for column, values in zip(self.info.columns, self.columns, strict=True)
        ]
        return zip(*columns, strict=True)


Tables = Mapping[str, Table]
"""Tables by CSV stem."""


def typed(name: str, rows: Sequence[Row]) -> Table:
    """The table with this name of these rows."""
    info = dictionary.table(name)
    columns = zip(*rows, strict=True) if rows else ((),) * len(info.columns)
    return Table(info, tuple([None if value == "" else value for value in values] for values in columns))


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
