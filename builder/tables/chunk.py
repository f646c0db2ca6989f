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
    """The chunks of all published reports."""

    def digests(self, name: str) -> Mapping[str, bytes]:
        """The digests of the reports' chunks of one table by report id, in published order."""
        ...

    def table(self, name: str) -> Iterable[tuple[str, Chunk]]:
        """The reports' chunks of one table by report id, in published order."""
        ...
