"""The data of one build as the formats see it that want whole columns: typed, empty text as None, keys that really
hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from builder.exports import dictionary
from builder.exports.dictionary import Reference
from builder.exports.table import Table
from builder.tables.chunk import Chunks
from builder.tables.columns import TABLE_COLUMNS
from builder.tables.frames import frame
from builder.tables.rows import PER_REPORT, Row, Rows, Value


@dataclass
class Dataset:
    """The published tables. ``frames`` are those of ``builder.tables.frames``, by CSV stem, all of them."""

    frames: Mapping[str, pd.DataFrame]
    _keys: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, chunks: Chunks, shared: Rows) -> Dataset:
        """The dataset of these chunks and of the tables that say something of more than one report."""

        def rows(name: str) -> list[Row]:
            return (
                [row for _, chunk in chunks.table(name) for row in chunk.rows] if name in PER_REPORT else shared[name]
            )

        # One table after the other: rows take many times the room of a frame.
        return cls({name: frame(name, rows(name)) for name in TABLE_COLUMNS})

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
