"""What the API's documents are made from: the tables, indexed by report, agency, region and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from builder.exports.dictionary import CSV_OF
from builder.exports.table import Number, fields, number
from builder.registry import Registry
from builder.tables.columns import DECIMAL_COLUMNS, TABLE_COLUMNS
from builder.tables.rows import Row, Rows

Record = dict[str, Any]
Wide = tuple[Number, ...]
LICENCE = {"name": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}

ROOT = "api/v1"
FIRST_FIGURE = next(n for n, id in enumerate(TABLE_COLUMNS["figures_wide"]) if "." in id)
FIGURES = TABLE_COLUMNS["figures_wide"][FIRST_FIGURE:]
"""The ids ``table.item.column`` of the wide table."""
_DECIMALS = tuple(at for at, id in enumerate(FIGURES) if id in DECIMAL_COLUMNS["figures_wide"])


class Part(NamedTuple):
    """What one report brings to the documents of its agency, region, year and metrics: its record of the table
    ``reports``, its figures in the order of ``FIGURES``, those that totals leave out, and the units of its amounts."""

    record: Record
    wide: Wide
    suspect: tuple[str, ...]
    units: dict[str, str]


@dataclass
class Context:
    """Records by id. ``figures`` are ``FIGURES``, ``wide`` their values for each report. ``suspect`` are a report's
    figures that totals leave out; ``units`` those of its amounts."""

    registry: Registry
    site_url: str | None
    figures: tuple[str, ...] = FIGURES
    reports: dict[str, Record] = field(default_factory=dict)
    agencies: dict[str, Record] = field(default_factory=dict)
    regions: dict[str, Record] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    agency_reports: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    region_agencies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    coverage: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    wide: dict[str, Wide] = field(default_factory=dict)
    suspect: dict[str, tuple[str, ...]] = field(default_factory=dict)
    units: dict[str, dict[str, str]] = field(default_factory=dict)

    def ancestors(self, region_code: str) -> list[str]:
        """The codes of the divisions above, the nearest first; a loop in the registry ends the list."""
        found: list[str] = []
        code = region_code
        while code in self.regions:
            code = self.regions[code]["parent_region_code"] or ""
            if not code or code in found or code == region_code:
                break
            if code in self.regions:
                found.append(code)
        return found

    def inhabited(self) -> list[str]:
        """The codes of the divisions that have an agency, in them or below, sorted: those that have a document."""
        with_agency = [code for code in self.region_agencies if code in self.regions]
        return sorted({above for code in with_agency for above in (code, *self.ancestors(code))})

    def neighbours(self, report_id: str) -> tuple[str | None, str | None]:
        """The same agency's reports before and after this one."""
        own = self.agency_reports[self.reports[report_id]["agency_id"]]
        place = own.index(report_id)
        return (own[place - 1] if place else None, own[place + 1] if place + 1 < len(own) else None)


def part(rows: Rows) -> Part:
    """What a report brings, by its rows of each table."""
    wide: list[Number] = list(rows["figures_wide"][0][FIRST_FIGURE:])
    for at in _DECIMALS:
        wide[at] = number(str(wide[at])) if wide[at] else None
    item, measure, unit = map(TABLE_COLUMNS[CSV_OF["proactive"]].index, ("item", "measure", "unit"))
    return Part(
        fields("reports", rows["reports"][0]),
        tuple(wide),
        tuple(sorted({id for note in rows["cell_notes"] for id in _suspect(note)})),
        {f"proactive.{row[item]}.{row[measure]}": str(row[unit]) for row in rows[CSV_OF["proactive"]] if row[unit]},
    )


_NOTE = tuple(map(TABLE_COLUMNS["cell_notes"].index, ("table", "item", "column", "status")))


def _suspect(note: Row) -> list[str]:
    """The figures that a note says are suspect: one cell, or with an empty column the whole row."""
    table, item, column, status = (note[at] for at in _NOTE)
    if status != "suspect":
        return []
    return [f"{table}.{item}.{column}"] if column else [f for f in FIGURES if f.startswith(f"{table}.{item}.")]


def context(parts: Mapping[str, Part], shared: Rows, registry: Registry, site_url: str | None) -> Context:
    """Index these reports, by id, and the tables ``agencies``, ``regions`` and ``coverage`` of ``shared``."""
    found = Context(registry, site_url)
    for report_id in sorted(parts):
        each = parts[report_id]
        found.reports[report_id], found.wide[report_id] = each.record, each.wide
        found.agency_reports[each.record["agency_id"]].append(report_id)
        if each.suspect:
            found.suspect[report_id] = each.suspect
        if each.units:
            found.units[report_id] = each.units
    found.agencies.update((record["agency_id"], record) for record in _records("agencies", shared))
    found.regions.update((record["region_code"], record) for record in _records("regions", shared))
    for code, region in found.regions.items():
        if region["parent_region_code"]:
            found.children[region["parent_region_code"]].append(code)
    for agency_id, agency in found.agencies.items():
        found.region_agencies[agency["region_code"]].append(agency_id)
    for record in _records("coverage", shared):
        found.coverage[record["agency_id"]].append(record)
    return found


def _records(name: str, shared: Rows) -> Iterator[Record]:
    return (fields(name, row) for row in shared[name])
