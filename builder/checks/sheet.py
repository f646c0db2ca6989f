"""One report's cells by address, and the arithmetic of comparing two sides of a sum.

What a cell contributes to a sum, decided once here:

- a number, or a number with an annotation: its value;
- a blank, ``-``, ``/`` or 无: nothing (counted as 0, written ``( )``); a side of blanks only is not compared;
- a suspect cell: its likeliest reading, written with ``?``; what fails then is a hint, as we may have misread it;
- an illegible cell: the comparison is not made at all, that is the other kind of trouble (we could not read it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from builder.forms import FORM_IDS, form
from builder.model import DOUBTFUL, Figure, Place, Report, Row, Section

ZERO = Decimal(0)
Prose = tuple[tuple[Section, tuple[str, ...]], ...]


@cache
def outcome_items() -> tuple[str, ...]:
    """Ids of every outcome row of section 3 in both forms, in printed order."""
    ids: dict[str, None] = {}
    for form_id in reversed(FORM_IDS):
        ids.update((row.id, None) for row in form(form_id).rows if row.role == "outcome")
    return tuple(ids)


@cache
def applicant_columns() -> tuple[str, ...]:
    """The seven column ids of section 3, ``total`` last."""
    return tuple(column.id for column in form("2021").applicants)


@cache
def result_columns() -> tuple[str, ...]:
    """The five column ids of section 4, ``total`` last."""
    return tuple(result.id for result in form("2021").results)


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros after the last decimal that counts."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides that differ: their sums, the equation written out, and whether a suspect reading is part of it."""

    left: Decimal
    right: Decimal
    equation: str
    doubtful: bool


class Sheet:
    """A report with its rows and cells by address.

    ``counted``: the cells with a number other than zero, the few that sums and counts are about, of each row that has
    one.
    ``prose``: each section with its paragraphs, spaces taken out (they fall between any two words and digits).
    """

    __slots__ = ("_counted", "_prose", "report", "rows")

    def __init__(self, report: Report) -> None:
        self.report = report
        self.rows: dict[tuple[str, str], Row] = {row[:2]: row for row in report.rows}
        self._counted: dict[tuple[str, str], list[Figure]] | None = None
        self._prose: Prose | None = None

    @property
    def counted(self) -> dict[tuple[str, str], list[Figure]]:
        if self._counted is None:
            self._counted = {}
            for address, row in self.rows.items():
                if figures := [f for f in row.figures if f.value]:
                    self._counted[address] = figures
        return self._counted

    @property
    def prose(self) -> Prose:
        if self._prose is None:
            self._prose = tuple(
                (section, tuple("".join(line.split()) for line in section.text.split("\n")))
                for section in self.report.sections
            )
        return self._prose

    def cell(self, table: str, item: str, column: str) -> Figure | None:
        """The printed cell, as doubtful as its row; None where the report prints none."""
        row = self.rows.get((table, item))
        figure = row.figure(column) if row is not None else None
        if row is None or figure is None or row.status not in DOUBTFUL:
            return figure
        return figure._replace(status=row.status)

    def value(self, table: str, item: str, column: str) -> Decimal | None:
        """The number in a cell that was read for certain; None for blank, unread, suspect and absent cells."""
        figure = self.cell(table, item, column)
        if figure is None or figure.status not in ("number", "annotated"):
            return None
        return figure.value

    def values(self, table: str, item: str) -> dict[str, Decimal]:
        """The same for all cells of a row, by column; only numbers."""
        row = self.rows.get((table, item))
        if row is None or row.status in DOUBTFUL:
            return {}
        certain = (f for f in row.figures if f.status in ("number", "annotated"))
        return {figure.column: figure.value for figure in certain if figure.value is not None}

    def place(self, table: str, item: str) -> Place | None:
        """Where the row stands; None where the report prints none."""
        row = self.rows.get((table, item))
        return row.place if row is not None else None


def compare(
    left: Sequence[Figure | None],
    right: Sequence[Figure | None],
    *,
    skip_zeros: bool = False,
    blank_is_zero: bool = False,
) -> Comparison | None:
    """Compare the sums of two sides; None when they agree or when there is nothing fair to compare.

    ``skip_zeros`` leaves zeros and blanks out of the written left side (a sum of two dozen parts); ``blank_is_zero``
    compares a side of blanks too.
    """
    sums = []
    for side in (left, right):
        total, printed = ZERO, False
        for figure in side:
            if figure is None:
                continue
            if figure.status == "illegible":
                return None
            if figure.value is not None:
                total += figure.value
                printed = True
        if not printed and not blank_is_zero:
            return None
        sums.append(total)
    if sums[0] == sums[1]:
        return None
    return Comparison(
        left=sums[0],
        right=sums[1],
        equation=f"{_written(left, skip_zeros)} ≠ {_written(right)}",
        doubtful=any(f is not None and f.status == "suspect" for f in (*left, *right)),
    )


def _written(side: Iterable[Figure | None], skip_zeros: bool = False) -> str:
    parts = []
    for figure in side:
        value = figure.value if figure is not None else None
        if skip_zeros and not value:
            continue
        doubt = "?" if figure is not None and figure.status == "suspect" else ""
        parts.append(("( )" if value is None else plain(value)) + doubt)
    return " + ".join(parts) or "0"
