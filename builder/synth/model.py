"""The types of the fictional corpus: what was meant (``Truth``), what is printed (``Page``), the file.

A page is a tuple of lines and tables. Tables keep the form's meaning (rows with their group labels, cells with the
figure they print), so that a change of layout or a damage can be made once and written in every container.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from builder.model import Agency, Region

Key = tuple[str, str, str]
"""A figure's address: table, item (or stage), column."""

Figures = dict[Key, Decimal | None]
"""Figures in the form's order; None stands for a blank cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed figure; ``key`` is None for padding that stands for no figure."""

    text: str
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A heading cell of a table with its spans, in the grid that all containers share."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row: either heading cells (``heads``) or labels, outermost group first, and figures.

    ``item`` names the form's row; ``regroup`` starts its group cells anew instead of joining the row above.
    """

    heads: tuple[Head, ...] = ()
    labels: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    item: str = ""
    regroup: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``depth`` columns of labels and ``width`` columns of figures."""

    table: str
    depth: int
    width: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; ``level`` 1 is the title, 2 a section heading, 3 a heading below it, 0 body text.

    ``section`` is the statutory section whose heading this is, else empty.
    """

    text: str
    level: int = 0
    section: str = ""


Page = tuple[Line | Table, ...]


def with_tables(page: Page, write: Callable[[Table], Page], table: str = "") -> Page:
    """The page with what ``write`` makes of each of its tables, or of this one alone."""
    return tuple(
        part
        for block in page
        for part in (write(block) if isinstance(block, Table) and table in ("", block.table) else (block,))
    )


def with_rows(page: Page, write: Callable[[Row], Row], table: str = "") -> Page:
    """The page with each row of its tables, or of this one alone, as ``write`` makes it."""
    return with_tables(page, lambda t: (replace(t, rows=tuple(map(write, t.rows))),), table)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault planted on purpose: ``kind`` ``contradiction`` (the agency's own figures disagree, published as printed)
    or the name of a damage (the file no longer says what was meant)."""

    kind: str
    table: str
    item: str
    column: str
    printed: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What the report means. ``form`` is the contract's: 2019, 2021 or mixed. ``plan`` names the tables' make-up."""

    office: Agency
    division: Region
    year: int
    form: str
    plan: str
    figures: Figures

    @property
    def report_id(self) -> str:
        return f"{self.office.agency_id}-{self.year:04d}"


@dataclass(frozen=True, slots=True)
class SynthReport:
    """One generated file: ``path`` relative to the reports folder, its bytes, and what it means."""

    path: str
    data: bytes
    truth: Truth
    layout: str
    faults: tuple[Fault, ...] = ()
