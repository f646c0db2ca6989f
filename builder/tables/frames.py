"""The whole collection as DataFrames, one per published table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from builder.checks.acknowledge import Acknowledgements
from builder.collection import Collection
from builder.forms import FORM_IDS, form
from builder.model import Agency
from builder.tables.columns import INTEGER_COLUMNS, TABLE_COLUMNS
from builder.tables.rows import Value, quarantine_row, report_rows

_TABLE_OF_KIND = {
    "item": "proactive",
    "measure": "proactive",
    "row": "applications",
    "applicant": "applications",
    "stage": "review_litigation",
    "result": "review_litigation",
}


def frames(collection: Collection) -> dict[str, pd.DataFrame]:
    """Every table of the contract by CSV stem: columns in published order, rows sorted, whole numbers as nullable
    Int64, all else as text with "" for empty."""
    rows: dict[str, list[tuple[Value, ...]]] = {name: [] for name in TABLE_COLUMNS}
    acknowledged = Acknowledgements(collection.registry)
    for outcome in collection.outcomes():
        if outcome.report:
            for name, of_report in report_rows(outcome.report, outcome.findings, acknowledged).items():
                rows[name].extend(of_report)
    rows["agencies"] = _agencies(collection, rows["reports"])
    rows["regions"] = [(r.region_code, r.name, r.level, r.parent_region_code) for r in collection.registry.in_use()]
    rows["coverage"] = [(c.agency_id, c.agency, c.region_code, c.year, c.status) for c in collection.coverage]
    rows["quarantine"] = sorted(map(quarantine_row, collection.quarantine), key=lambda row: tuple(map(str, row)))
    rows["metrics"] = metrics()
    # Popped one by one: the rows of a finished table are let go before the next is built.
    return {name: _frame(name, rows.pop(name)) for name in TABLE_COLUMNS}


def _frame(name: str, rows: list[tuple[Value, ...]]) -> pd.DataFrame:
    names = TABLE_COLUMNS[name]
    columns: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else [()] * len(names)
    return pd.DataFrame(
        {
            column: pd.array(list(values), dtype="Int64" if column in INTEGER_COLUMNS[name] else "str")
            for column, values in zip(names, columns, strict=True)
        }
    )


def _agencies(collection: Collection, reports: list[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
    """The registry's agencies and the unregistered ones that reported, by id, with the span of their reports."""
    registry = collection.registry
    at = {name: TABLE_COLUMNS["reports"].index(name) for name in ("agency_id", "agency", "region_code", "year")}
    years: dict[str, list[int]] = {}
    counts: dict[str, int] = {}
    agencies: dict[str, Agency] = {agency.agency_id: agency for agency in registry.agencies}
    for row in reports:
        id, name, region_code = (str(row[at[column]]) for column in ("agency_id", "agency", "region_code"))
        agencies.setdefault(id, Agency(id, name, (), "", "", region_code))
        counts[id] = counts.get(id, 0) + 1
        year = row[at["year"]]
        if isinstance(year, int):
            years.setdefault(id, []).append(year)
    found: list[tuple[Value, ...]] = []
    for id in sorted(agencies):
        agency = agencies[id]
        region = registry.region(agency.region_code)
        found.append(
            (
                *(id, agency.name, ";".join(agency.aliases), agency.kind, agency.level, agency.region_code),
                *(region.name if region else "", region.parent_region_code if region else ""),
                *(min(years[id]) if id in years else None, max(years[id]) if id in years else None),
                counts.get(id, 0),
            )
        )
    return found


def metrics() -> list[tuple[Value, ...]]:
    """One row per table, id and form: what each id means, in the words of that form."""
    found: list[tuple[Value, ...]] = []
    for form_id in FORM_IDS:
        for (kind, id), term in form(form_id).index.items():
            if kind not in _TABLE_OF_KIND:
                continue
            about = (term.definition_zh, term.definition_en, term.legal_basis)
            found.append((_TABLE_OF_KIND[kind], id, term.zh, term.en, term.unit, form_id, *about))
    return sorted(found, key=lambda row: (str(row[0]), str(row[1]), str(row[5])))
