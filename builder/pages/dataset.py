"""What the pages are made from: reports with their findings, offices with their years, divisions with their offices.

Made once per build from Outcomes and the registry. Figures are reached through ``Entry.sheet``; what a sheet's
``value`` does not give (suspect, illegible, blank) is in no total, chart or comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from builder.checks.acknowledge import Acknowledgements
from builder.checks.coverage import CoverageRow
from builder.checks.sheet import Sheet
from builder.model import Agency, Finding, Outcome, Region, Report
from builder.registry import Registry

UNKNOWN_REGION = "000000"


@dataclass(frozen=True, slots=True)
class Settings:
    """``site_url`` with its final slash, or empty; ``contact`` is an address for corrections, mailto: or https:, in
    which ``{report_id}`` and ``{line}`` are filled in, or empty (then the about page tells the way)."""

    site_url: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Entry:
    """One published report with everything found about it, inside and across reports."""

    report: Report
    findings: tuple[Finding, ...] = ()

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(self.report)

    @property
    def id(self) -> str:
        return self.report.identity.report_id

    @property
    def year(self) -> int:
        return self.report.identity.year

    def number(self, table: str, item: str, column: str = "total") -> int | None:
        """A count that was read for certain; None for everything else, and for what is no whole number."""
        value = self.sheet.value(table, item, column)
        return int(value) if value is not None and value == int(value) else None


@dataclass(frozen=True)
class Office:
    """An agency and its reports by year, oldest first. ``registered`` is False when the registry lacks it."""

    agency: Agency
    entries: tuple[Entry, ...]
    registered: bool = True

    @property
    def id(self) -> str:
        return self.agency.agency_id

    @property
    def latest(self) -> Entry | None:
        """The newest report whose year is known, else any."""
        return self.entries[-1] if self.entries else None

    @cached_property
    def by_year(self) -> dict[int, Entry]:
        return {entry.year: entry for entry in self.entries}


@dataclass(frozen=True)
class Refused:
    """A file that was not published, and why."""

    source_file: str
    finding: Finding


@dataclass(frozen=True)
class Dataset:
    """Everything that is published. ``entries`` are sorted by report id, ``offices`` by agency id."""

    entries: tuple[Entry, ...]
    offices: Mapping[str, Office]
    registry: Registry
    coverage: tuple[CoverageRow, ...] = ()
    refused: tuple[Refused, ...] = ()
    acknowledged: Acknowledgements = field(default_factory=lambda: Acknowledgements(Registry()))

    @classmethod
    def of(
        cls,
        outcomes: Iterable[Outcome],
        registry: Registry,
        across: Mapping[str, tuple[Finding, ...]] | None = None,
        coverage: Iterable[CoverageRow] = (),
    ) -> Dataset:
        """``outcomes`` hold one report per agency-year; ``across`` and ``coverage`` are what ``builder.checks`` gives."""
        outcomes = tuple(outcomes)
        across = across or {}
        entries = tuple(
            sorted(
                (
                    Entry(o.report, (*o.findings, *across.get(o.report.identity.report_id, ())))
                    for o in outcomes
                    if o.report is not None
                ),
                key=lambda e: e.id,
            )
        )
        refused = [Refused(o.source_file, o.quarantine) for o in outcomes if o.quarantine is not None]
        return cls(
            entries,
            _offices(entries, registry),
            registry,
            tuple(coverage),
            tuple(sorted(refused, key=lambda r: (r.source_file, r.finding.code))),
            Acknowledgements(registry),
        )

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Report years with a report, oldest first; the unknown year 0 is none."""
        return tuple(sorted({e.year for e in self.entries if e.year}))

    @cached_property
    def by_region(self) -> Mapping[str, tuple[Office, ...]]:
        """Offices that lie in a division itself, not in one below it, by its code."""
        found: dict[str, list[Office]] = {}
        for office in self.offices.values():
            found.setdefault(office.agency.region_code or UNKNOWN_REGION, []).append(office)
        return {code: tuple(offices) for code, offices in sorted(found.items())}

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """Divisions that get a page: those with an office in them or below them, by code."""
        codes: set[str] = set()
        for code in self.by_region:
            while code not in codes:
                codes.add(code)
                region = self.registry.region(code)
                if region is None or not region.parent_region_code:
                    break
                code = region.parent_region_code
        return {code: self.region(code) for code in sorted(codes)}

    def region(self, code: str) -> Region:
        """The division with this code; one that the registry lacks is called by its code."""
        known = self.registry.region(code)
        if known is not None:
            return known
        return Region(code, "未识别地区" if code == UNKNOWN_REGION else f"未登记地区 {code}", "county", "")

    @cached_property
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for code, region in self.regions.items():
            if region.parent_region_code in self.regions and region.parent_region_code != code:
                below.setdefault(region.parent_region_code, []).append(code)
        return {code: tuple(children) for code, children in below.items()}

    def children(self, code: str) -> tuple[Region, ...]:
        """The divisions with a page right below this one; of the empty code, those on top."""
        if not code:
            return tuple(r for c, r in self.regions.items() if r.parent_region_code not in self.regions)
        return tuple(self.regions[c] for c in self._below.get(code, ()))

    def chain(self, code: str) -> tuple[Region, ...]:
        """The division with those above it, highest first."""
        chain: list[Region] = []
        region: Region | None = self.region(code)
        while region is not None and region not in chain:
            chain.append(region)
            region = self.regions.get(region.parent_region_code) if region.parent_region_code else None
        return tuple(reversed(chain))

    @cached_property
    def _within(self) -> dict[str, tuple[Office, ...]]:
        within: dict[str, list[Office]] = {}
        for code, offices in self.by_region.items():
            for region in self.chain(code):
                within.setdefault(region.region_code, []).extend(offices)
        return {code: tuple(offices) for code, offices in within.items()}

    def within(self, code: str) -> tuple[Office, ...]:
        """All offices in a division and the divisions below it."""
        return self._within.get(code, ())

    @cached_property
    def must_report(self) -> Mapping[tuple[str, int], str]:
        """Status by (agency id, year) for every year that an agency must report."""
        return {(row.agency_id, row.year): row.status for row in self.coverage}


def _offices(entries: tuple[Entry, ...], registry: Registry) -> dict[str, Office]:
    by_agency: dict[str, list[Entry]] = {agency.agency_id: [] for agency in registry.agencies}
    for entry in entries:
        by_agency.setdefault(entry.report.identity.agency_id, []).append(entry)
    offices = {}
    for agency_id, found in sorted(by_agency.items()):
        known = registry.agency(agency_id)
        ordered = tuple(sorted(found, key=lambda e: e.year))
        if known is None:
            identity = ordered[-1].report.identity
            known = Agency(agency_id, identity.agency or "未能识别的机关", (), "other", "county", identity.region_code)
            offices[agency_id] = Office(known, ordered, registered=False)
        else:
            offices[agency_id] = Office(known, ordered)
    return offices
