"""One report's part of each table, ready for the files that it ends up in, so that no file is made from nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from builder.tables.rows import Row


class Lines(NamedTuple):
    """A report's rows of one table as CSV records and as JSON objects with a comma and a line end between two, these in
    pieces, of which many reports have the same; and the metric that each row is of where the table has one a row."""

    csv: list[bytes]
    json: list[bytes]
    metrics: list[str]


class Chunks(Protocol):
    """What the files are written from that hold one row after the other."""

    def digests(self, name: str) -> Mapping[str, bytes]:
        """The digests of the reports' lines of one table by report id, in published order."""
        ...

    def lines(self, name: str, report_ids: Iterable[str]) -> Iterable[tuple[str, Lines]]:
        """The lines of one table of these reports by report id, in the order given."""
        ...


class Stack(Protocol):
    """What the formats are written from that hold everything in one file. It travels to other processes."""

    def rows(self, name: str) -> Iterable[tuple[str, list[Row]]]:
        """The reports' rows of one table by report id, in published order."""
        ...
