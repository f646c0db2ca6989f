"""The data of one build as the exports see it: typed columns, empty text as None, keys that really hold.

An empty cell is None in every format, whether it was text, a code, a date or a number: CSV cannot tell them apart, so
nothing else may either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

import pandas as pd

from builder.exports import dictionary
from builder.exports.dictionary import Reference, TableInfo

Value = str | int | None
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

    def with_numbers(self) -> Iterator[tuple[int | float | str | None, ...]]:
        """The rows for formats whose numbers are doubles: decimals as ``number`` gives them."""
        columns = [
            [None if v is None else number(str(v)) for v in values] if column.type == "decimal" else values
            for column, values in zip(self.info.columns, self.columns, strict=True)
        ]
        return zip(*columns, strict=True)


@dataclass
class Dataset:
    """The published tables. ``frames`` are those of ``builder.tables``, by CSV stem, all of them."""

    frames: Mapping[str, pd.DataFrame]
    _keys: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def table(self, name: str, rows: Sequence[int] | None = None) -> Table:
        """The table with this name, typed, or only the rows with these numbers. Made anew on each call, so that only
        one large table is held at a time."""
        frame = self.frames[name]
        if rows is not None and len(rows) < len(frame):
            frame = frame.iloc[list(rows)]
        about = dictionary.table(name)
        return Table(about, tuple(_column(frame[c.id], c.type in ("integer", "year")) for c in about.columns))

    def key(self, name: str) -> tuple[str, ...]:
        """The table's primary key, or nothing where the rows at hand do not obey it."""
        if name not in self._keys:
            key = dictionary.table(name).key
            holds = bool(key) and self._filled(name, key) and not self.frames[name].duplicated(list(key)).any()
            self._keys[name] = key if holds else ()
        return self._keys[name]

    def references(self, name: str, *, filled: bool = False) -> tuple[Reference, ...]:
        """The table's foreign keys that hold for every row: a code 000000 or of an abolished division breaks one.

        ``filled``: only those whose columns have no empty cell.
        """
        held = (r for r in dictionary.table(name).references if self._holds(name, r))
        return tuple(r for r in held if not filled or self._filled(name, r.columns))

    def _holds(self, name: str, reference: Reference) -> bool:
        if self.key(reference.table) != reference.to:
            return False
        values = self.frames[name][reference.columns[0]]
        present = values[values.notna() & (values != "")]
        return bool(present.isin(self.frames[reference.table][reference.to[0]]).all())

    def _filled(self, name: str, key: tuple[str, ...]) -> bool:
        keys = self.frames[name][list(key)]
        return not bool((keys.isna() | (keys == "")).any(axis=None))


def _column(series: pd.Series, whole: bool) -> list[Value]:
    if whole:
        numbers: list[Value] = series.to_numpy("int64", na_value=0).tolist()
        for place in series.isna().to_numpy().nonzero()[0]:
            numbers[place] = None
        return numbers
    codes, uniques = pd.factorize(series)
    # One string per distinct text: half a million rows repeat a few thousand ids and names.
    texts: list[Value] = [str(u) or None for u in uniques]
    texts.append(None)
    return [texts[c] for c in codes]


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
