"""Columns of the published tables in the contract's order, and the forms' order of items and columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from builder.forms import FORM_IDS, Form, form
from builder.model import TABLES

_AGENCY_YEAR = ("report_id", "agency_id", "agency", "year")


def merged(*lists: Iterable[str]) -> tuple[str, ...]:
    """One order of several overlapping ones: what a later list adds comes right after its predecessor there."""
    order: list[str] = []
    for each in lists:
        at = 0
        for id in each:
            if id in order:
                at = order.index(id) + 1
            else:
                order.insert(at, id)
                at += 1
    return tuple(order)


def _newest_first() -> tuple[Form, ...]:
    return tuple(map(form, sorted(FORM_IDS, reverse=True)))


@cache
def items(table: str) -> tuple[str, ...]:
    """Ids of a table's rows (items or stages) in the order of the forms, both forms merged."""
    return merged(*(this.tables[table] for this in _newest_first()))


@cache
def columns(table: str) -> tuple[str, ...]:
    """Ids of a table's columns (measures, applicants or results) in the order of the forms, both forms merged."""
    return merged(*(held for this in _newest_first() for held in this.tables[table].values()))


@cache
def figures() -> tuple[tuple[str, str, str], ...]:
    """(table, item, column) of every cell of the forms, in the forms' order."""
    found: list[tuple[str, str, str]] = []
    for table in TABLES:
        for item in items(table):
            held = set().union(*(this.columns(table, item) for this in _newest_first()))
            found.extend((table, item, column) for column in columns(table) if column in held)
    return tuple(found)


@cache
def first_figure(table: str, item: str) -> int:
    """Where a row's figures begin among all figures."""
    return next(at for at, figure in enumerate(figures()) if figure[:2] == (table, item))


TABLE_COLUMNS: dict[str, tuple[str, ...]] = {
    "reports": (
        *("report_id", "agency_id", "agency", "region_code", "region", "year", "form", "title", "source_file"),
        *("source_sha256", "source_url", "published_on", "status", "errors", "warnings"),
    ),
    "agencies": (
        *("agency_id", "agency", "aliases", "kind", "level", "region_code", "region", "parent_region_code"),
        *("first_year", "last_year", "reports"),
    ),
    "regions": ("region_code", "region", "level", "parent_region_code"),
    "proactive_disclosure": (*_AGENCY_YEAR, "form", "item", "measure", "value", "unit", "source_line"),
    "applications": (*_AGENCY_YEAR, "form", "item", *columns("applications"), "source_line"),
    "review_litigation": (*_AGENCY_YEAR, "form", "stage", *columns("review_litigation"), "source_line"),
    "narratives": (*_AGENCY_YEAR, "section", "heading", "text"),
    "cell_notes": ("report_id", "table", "item", "column", "status", "raw", "note", "source_line"),
    "checks": (
        *("report_id", "agency_id", "year", "check", "level", "table", "item", "column", "expected", "found"),
        *("message", "source_line", "acknowledged"),
    ),
    "coverage": ("agency_id", "agency", "region_code", "year", "status"),
    "quarantine": ("source_file", "code", "message", "line"),
    "metrics": ("table", "id", "zh", "en", "unit", "form", "definition_zh", "definition_en", "legal_basis"),
    "figures_wide": (
        *("report_id", "agency_id", "agency", "region_code", "region", "year", "form"),
        *(".".join(figure) for figure in figures()),
    ),
}
"""Columns by CSV stem, in published order."""

_INTEGERS = {"year", "errors", "warnings", "first_year", "last_year", "reports", "source_line", "line"}
_COUNTS = {"applications": set(columns("applications")), "review_litigation": set(columns("review_litigation"))}

INTEGER_COLUMNS: dict[str, frozenset[str]] = {
    table: frozenset(c for c in names if c in _INTEGERS or c in _COUNTS.get(table, ()) or c.count(".") == 2)
    - frozenset(".".join(figure) for figure in figures() if figure[0] == "proactive")
    for table, names in TABLE_COLUMNS.items()
}
"""Columns of whole numbers by CSV stem (Int64, empty is NA). ``value`` and the wide table's proactive figures hold
exact decimal text, all other columns text."""

DECIMAL_COLUMNS: dict[str, frozenset[str]] = {
    "proactive_disclosure": frozenset({"value"}),
    "figures_wide": frozenset(".".join(figure) for figure in figures() if figure[0] == "proactive"),
}
"""Columns of exact decimal text by CSV stem: numbers, so never guarded against formulas."""
