"""What the rows of a report say, apart from whose they are and where they stand.

Most rows of most reports say exactly the same: a row of zeros. Rows that say the same share one ``Statement``, and what
is made from a statement alone (cells of a table, of a page, of a JSON object) is made once and kept with it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeVar

from builder.model import DOUBTFUL, TABLES, Figure, FormId, Place, Report, Row, Status, Table
from builder.tables.columns import items

KEPT = 2048
"""As many rows say nine of ten things that a thousand reports say; a statement takes some five kilobytes."""

_READ = ("number", "annotated")

T = TypeVar("T")


class Statement:
    """A row without its place. By column: ``cells`` are its figures, each as doubtful as the row, ``read`` the
    numbers among them that were read for certain. ``turn`` is its place in the forms, ``counted`` whether any figure is
    other than zero."""

    __slots__ = (
        "_made",
        "cells",
        "counted",
        "figures",
        "form",
        "item",
        "label",
        "note",
        "read",
        "status",
        "table",
        "turn",
    )

    def __init__(
        self,
        table: Table,
        item: str,
        form: FormId,
        label: str,
        figures: tuple[Figure, ...],
        status: Status = "number",
        note: str = "",
    ) -> None:
        self.table, self.item, self.form, self.label = table, item, form, label
        self.figures, self.status, self.note = figures, status, note
        self.counted = any(figure.value for figure in figures)
        self.turn = (TABLES.index(table), items(table).index(item))
        self.cells = {f.column: f._replace(status=status) if status in DOUBTFUL else f for f in figures}
        self.read: dict[str, Decimal] = {
            column: figure.value
            for column, figure in self.cells.items()
            if figure.value is not None and figure.status in _READ
        }
        self._made: dict[Any, Any] = {}

    def once(self, make: Callable[[Statement], T]) -> T:
        """What ``make``, a module's function, makes of this statement: made when it is first asked for, then shared,
        so never to be changed."""
        try:
            made: T = self._made[make]
        except KeyError:
            made = self._made[make] = make(self)
        return made


@lru_cache(maxsize=KEPT)
def _known(said: tuple[Any, ...], numbers: tuple[str, ...]) -> Statement:
    return Statement(*said)


def statement(row: Row) -> Statement:
    """What the row says."""
    # 0 and 0.0 are equal, but what is printed the same has the same digits, unless a note says how it was read.
    return _known(row[:4] + row[5:], tuple([str(figure.value) for figure in row.figures if figure.note]))


@cache
def _unprinted() -> dict[tuple[str, str], Statement]:
    """What rows say that are not printed, by address in the order of the wide table."""
    return {(table, item): Statement(table, item, "2021", "", ()) for table in TABLES for item in items(table)}


PrintedRow = tuple[Row, Statement]
"""A printed row, and what it says."""


class Printed:
    """The printed rows of a report, each with what it says: ``rows`` as they stand in it, ``in_order`` as in the forms,
    ``tables`` the same by table; by address ``said`` and ``places``, where they stand.
    ``wide`` is what every address of the wide table says, in its order."""

    __slots__ = ("in_order", "places", "report", "rows", "said", "tables", "wide")

    def __init__(self, report: Report) -> None:
        self.report = report
        self.rows = [(row, statement(row)) for row in report.rows]
        self.in_order = sorted(self.rows, key=lambda each: each[1].turn)
        self.tables: dict[str, list[PrintedRow]] = {table: [] for table in TABLES}
        self.said: dict[tuple[str, str], Statement] = {}
        self.places: dict[tuple[str, str], Place] = {}
        for each in self.in_order:
            row, said = each
            self.tables[said.table].append(each)
            self.said[row[:2]], self.places[row[:2]] = said, row.place
        self.wide = [self.said.get(address, unprinted) for address, unprinted in _unprinted().items()]
