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

    for block in this.blocks:
        yield from (row("proactive", term, block.measures) for term in block.rows)
    applicants, results = (tuple([term.id for term in terms]) for terms in (this.applicants, this.results))
    yield from (row("applications", term, applicants) for term in this.rows)
    yield from (row("review_litigation", term, results) for term in this.stages)
