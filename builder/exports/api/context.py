"""What the API's documents are made from: the tables, indexed by report, agency, region and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from builder.exports import about
from builder.exports.api.figures import Addable
from builder.exports.table import fields
from builder.registry import Registry
from builder.tables.rows import Rows

Record = dict[str, Any]
LICENCE = {"name": about.LICENCE, "url": about.LICENCE_URL}

ROOT = "api/v1"


class Part(NamedTuple):
    """What one report brings to the documents of its region, year and metrics: its record of the table ``reports``, and
    what of its figures may be added up."""

    record: Record
    addable: Addable


@dataclass
class Context:
    """Records by id, and what belongs together."""

    registry: Registry
    site_url: str | None
    reports: dict[str, Record] = field(default_factory=dict)
    agencies: dict[str, Record] = field(default_factory=dict)
    regions: dict[str, Record] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    agency_reports: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    region_agencies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

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


def context(reports: Mapping[str, Record], shared: Rows, registry: Registry, site_url: str | None) -> Context:
    """Index these records of ``reports``, by id, and the tables ``agencies`` and ``regions`` of ``shared``."""
    found = Context(registry, site_url)
    for report_id in sorted(reports):
        found.reports[report_id] = reports[report_id]
        found.agency_reports[reports[report_id]["agency_id"]].append(report_id)
    found.agencies.update((record["agency_id"], record) for record in _records("agencies", shared))
    found.regions.update((record["region_code"], record) for record in _records("regions", shared))
    for code, region in found.regions.items():
        if region["parent_region_code"]:
            found.children[region["parent_region_code"]].append(code)
    for agency_id, agency in found.agencies.items():
        found.region_agencies[agency["region_code"]].append(agency_id)
    return found


def _records(name: str, shared: Rows) -> Iterator[Record]:
    return (fields(name, row) for row in shared[name])
