"""The rows of every table of a collection, and of the tables that are not made report by report."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from builder.checks.acknowledge import Acknowledgements
from builder.collection import Collection
from builder.forms import COLUMN_KINDS, FORM_IDS, ROW_KINDS, form
from builder.model import Agency
from builder.registry import Registry
from builder.tables.columns import TABLE_COLUMNS
from builder.tables.rows import PER_REPORT, Row, Rows, Value, quarantine_row, report_rows
from builder.tables.statement import Printed

_TABLE_OF_KIND = {kind: table for kinds in (ROW_KINDS, COLUMN_KINDS) for table, kind in kinds.items()}


def all_rows(collection: Collection) -> Rows:
    """Every table of the contract by CSV stem, its rows in published order."""
    acknowledged = Acknowledgements(collection.registry)
    made = {
        outcome.report.identity.report_id: report_rows(Printed(outcome.report), outcome.findings, acknowledged)
        for outcome in collection.outcomes()
        if outcome.report
    }
    rows: Rows = {name: [row for id in sorted(made) for row in made[id][name]] for name in PER_REPORT}
    return in_order(rows | shared_rows(collection, rows["reports"]))


def in_order(rows: Rows) -> Rows:
    """The tables in the contract's order; KeyError if one is missing."""
    return {name: rows[name] for name in TABLE_COLUMNS}


def shared_rows(collection: Collection, reports: Iterable[Row]) -> Rows:
    """The tables that say something of more than one report; ``reports`` are the rows of that table."""
    return {
        "agencies": _agencies(collection.registry, reports),
        "regions": [(r.region_code, r.name, r.level, r.parent_region_code) for r in collection.registry.in_use()],
        "coverage": [(c.agency_id, c.agency, c.region_code, c.year, c.status) for c in collection.coverage],
        "quarantine": sorted(map(quarantine_row, collection.quarantine), key=lambda row: tuple(map(str, row))),
        "metrics": metrics(),
    }


def _agencies(registry: Registry, reports: Iterable[Row]) -> list[Row]:
    """The registry's agencies and the unregistered ones that reported, by id, with the span of their reports."""
    said = itemgetter(*map(TABLE_COLUMNS["reports"].index, ("agency_id", "agency", "region_code", "year")))
    years: dict[str, list[Value]] = {}
    agencies: dict[str, Agency] = {agency.agency_id: agency for agency in registry.agencies}
    for id, name, region_code, year in map(said, reports):
        if id not in agencies:
            agencies[id] = Agency(id, name, (), "", "", region_code)
        years.setdefault(id, []).append(year)
    return [agency_row(agencies[id], registry, years.get(id, [])) for id in sorted(agencies)]


def agency_row(agency: Agency, registry: Registry, years: Iterable[Value]) -> Row:
    """The agency's row of the table ``agencies``; ``years`` are those of its reports, None where unknown."""
    region = registry.region(agency.region_code)
    every = list(years)
    known = [year for year in every if isinstance(year, int)]
    return (
        *(agency.agency_id, agency.name, ";".join(agency.aliases), agency.kind, agency.level, agency.region_code),
        *(region.name if region else "", region.parent_region_code if region else ""),
        *(min(known, default=None), max(known, default=None), len(every)),
    )


def metrics() -> list[Row]:
    """One row per table, id and form: what each id means, in the words of that form."""
    found: list[Row] = []
    for form_id in FORM_IDS:
        for (kind, id), term in form(form_id).index.items():
            if kind not in _TABLE_OF_KIND:
                continue
            about = (term.definition_zh, term.definition_en, term.legal_basis)
            found.append((_TABLE_OF_KIND[kind], id, term.zh, term.en, term.unit, form_id, *about))
    return sorted(found, key=lambda row: (str(row[0]), str(row[1]), str(row[5])))
