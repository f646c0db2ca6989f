"""One report's part of each table, ready for the files that it ends up in, so that no file is made from nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from builder.tables.rows import Row


class Chunk(NamedTuple):
    """A report's rows of one table, the same as CSV records and as JSON objects, one each."""

    rows: list[Row]
    csv: list[bytes]
    json: list[bytes]


class Chunks(Protocol):
    """The chunks of all published reports. ``keys`` are what each report's chunks were made from, by report id, in
    published order."""

    @property
    def keys(self) -> Mapping[str, str]: ...

    def table(self, name: str) -> Iterable[tuple[str, Chunk]]:
        """The reports' chunks of one table by report id, in published order."""
        ...
