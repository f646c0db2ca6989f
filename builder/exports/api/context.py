"""What the API's documents are made from: the tables, indexed by report, agency, region and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.exports.dataset import Dataset
from builder.exports.dictionary import CSV_OF
from builder.exports.json_files import typed_records
from builder.registry import Registry

Record = dict[str, Any]
Wide = tuple[int | float | str | None, ...]
LICENCE = {"name": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}


@dataclass
class Context:
    """Records by id. Everything that belongs to one report is reached by its ``report_id``, so that a single document
    can be made again without the others.

    ``figures`` are the ids ``table.item.column`` of the wide table, ``wide`` their values for each report, in that
    order. ``suspect`` are a report's figures that totals leave out; ``units`` those of its amounts.
    """

    dataset: Dataset
    registry: Registry
    site_url: str | None
    figures: tuple[str, ...] = ()
    reports: dict[str, Record] = field(default_factory=dict)
    agencies: dict[str, Record] = field(default_factory=dict)
    regions: dict[str, Record] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    agency_reports: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    region_agencies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    coverage: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    narratives: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    checks: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    wide: dict[str, Wide] = field(default_factory=dict)
    suspect: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    units: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

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


def context(dataset: Dataset, registry: Registry, site_url: str | None) -> Context:
    """Index the tables of ``dataset``."""
    found = Context(dataset, registry, site_url)
    _index(found.reports, _records(dataset, "reports"), "report_id")
    _index(found.agencies, _records(dataset, "agencies"), "agency_id")
    _index(found.regions, _records(dataset, "regions"), "region_code")
    for code, region in found.regions.items():
        if region["parent_region_code"]:
            found.children[region["parent_region_code"]].append(code)
    for report_id in sorted(found.reports):
        found.agency_reports[found.reports[report_id]["agency_id"]].append(report_id)
    for agency_id, agency in found.agencies.items():
        found.region_agencies[agency["region_code"]].append(agency_id)
    _group(found.coverage, _records(dataset, "coverage"), "agency_id")
    for target, name in ((found.narratives, "narratives"), (found.notes, "cell_notes"), (found.checks, "checks")):
        _group(target, _records(dataset, name), "report_id")
    _figures(found)
    return found


def _records(dataset: Dataset, name: str) -> Iterable[Record]:
    return typed_records(dataset.table(name))


def _index(target: dict[str, Record], records: Iterable[Record], key: str) -> None:
    target.update((record[key], record) for record in records)


def _group(target: Mapping[str, list[Record]], records: Iterable[Record], key: str) -> None:
    for record in records:
        target[record[key]].append(record)


def _figures(found: Context) -> None:
    table = found.dataset.table("figures_wide")
    ids = tuple(c.id for c in table.info.columns)
    first = next((n for n, id in enumerate(ids) if "." in id), len(ids))
    found.figures = ids[first:]
    report_ids = table.column("report_id")
    found.wide.update((str(id), row[first:]) for id, row in zip(report_ids, table.with_numbers(), strict=True))
    for report_id, notes in found.notes.items():
        for note in notes:
            if note["status"] == "suspect":
                found.suspect[report_id].update(_meant(found.figures, note))
    units = found.dataset.table(CSV_OF["proactive"])
    columns = (units.column(c) for c in ("report_id", "item", "measure", "unit"))
    for report_id, item, measure, unit in zip(*columns, strict=True):
        if unit:
            found.units[str(report_id)][f"proactive.{item}.{measure}"] = str(unit)


def _meant(figures: Iterable[str], note: Record) -> list[str]:
    """The figures a note speaks of: one cell, or with an empty column the whole row."""
    row = f"{note['table']}.{note['item']}."
    return [f"{row}{note['column']}"] if note["column"] else [f for f in figures if f.startswith(row)]
