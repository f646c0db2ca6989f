"""Reports of zeros: nearly all that most reports say, for what is kept of these to be compressed against."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from builder.forms import FORM_IDS, Term, form
from builder.model import Figure, Identity, Outcome, Place, Report, Row, Section


def zeros() -> tuple[Outcome, ...]:
    """A report of each form without a single application."""
    return tuple(map(_report, FORM_IDS))


def _report(form_id: str) -> Outcome:
    this = form(form_id)
    sections = [Section(s.id, s.zh, "", Place(n)) for n, s in enumerate(this.sections, 1)]  # type: ignore[arg-type]
    who = Identity("", "", "", "", this.first_year, registered=True)
    return Outcome("", Report(who, "", form_id, tuple(_rows(form_id)), tuple(sections), "html", "", ""), None)


def _rows(form_id: str) -> Iterator[Row]:
    this = form(form_id)
    zeros: dict[str, Figure] = {}

    def row(table: str, term: Term, columns: tuple[str, ...]) -> Row:
        figures = [zeros.setdefault(column, Figure(column, Decimal(0), "0")) for column in columns]
        label = " ".join((*term.group, term.zh))
        return Row(table, term.id, form_id, label, Place(1), tuple(figures))  # type: ignore[arg-type]

    for table in this.tables:
        yield from (row(table, term, this.columns(table, term.id)) for term in this.rows_of(table))
