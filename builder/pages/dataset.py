"""What the pages are made from: reports with their findings, offices with their years, divisions and their offices.

Of every report an ``Entry`` is kept, small enough for a hundred thousand of them: who, when, its status, its findings
by code, and the totals that pages compare. A report's own page is made from the whole of it (``Opened``). Numbers
that were not read for certain (suspect, illegible, blank) are in no total, chart or comparison.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol

from builder import catalogue
from builder.checks.acknowledge import Acknowledgements
from builder.checks.coverage import CoverageRow
from builder.exports.feed import Update
from builder.model import Agency, Finding, Outcome, Region, Report
from builder.pages import names
from builder.registry import Registry
from builder.tables.columns import columns, figures, items
from builder.tables.rows import status
from builder.tables.statement import Printed, Statement

if TYPE_CHECKING:
    from builder.collection import Collection
    from builder.shelf import Shelf

UNKNOWN_REGION = "000000"
Address = tuple[str, str, str]
Group = tuple[str, str]
Number = int | Decimal

_YUAN = {"元": Decimal("0.0001"), "万元": Decimal(1)}


@dataclass(frozen=True, slots=True)
class Settings:
    """``site_url`` with its final slash, or empty; ``contact`` is an address for corrections, mailto: or https:, in
    which ``{page}``, ``{report_id}`` and ``{line}`` are filled in, or empty (then the about page tells the way)."""

    site_url: str = ""
    contact: str = ""


class Numbers(Protocol):
    """Anything that knows a report's counts."""

    def number(self, table: str, item: str, column: str = "total") -> int | None: ...


@cache
def kept() -> dict[Address, int]:
    """The figures that every entry keeps, with their position: totals of section 3, all of sections 2 and 4."""
    found: dict[Address, int] = {}
    for table in ("proactive", "applications", "review_litigation"):
        for item in items(table):
            for column in columns(table):
                address = (table, item, column)
                if (table != "applications" or column == "total") and address in figures():
                    found[address] = len(found)
    return found


@cache
def _kept_of(table: str) -> slice:
    of_table = [at for address, at in kept().items() if address[0] == table]
    return slice(of_table[0], of_table[-1] + 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in short. ``findings``: (code, group of ``troubles``, how many); ``doubts``: totals of section 3 that
    are printed but not read for certain. Amounts are in 万元."""

    id: str
    agency_id: str
    agency: str
    region_code: str
    year: int
    form: str
    status: str
    sample: bool
    published_on: str
    findings: tuple[tuple[str, str, int], ...]
    numbers: tuple[Number | None, ...]
    doubts: int

    def number(self, table: str, item: str, column: str = "total") -> int | None:
        """A kept count that was read for certain; None for everything else, and for what is no whole number."""
        value = self.amount(table, item, column)
        return value if value is None or isinstance(value, int) else _whole(value)

    def amount(self, table: str, item: str, column: str) -> Number | None:
        """A kept figure that was read for certain, decimals and all."""
        at = kept().get((table, item, column))
        return None if at is None else self.numbers[at]

    def counted(self, table: str) -> bool:
        """Whether any kept figure of a table is other than zero."""
        return any(self.numbers[_kept_of(table)])

    def count(self, group: str) -> int:
        """How many findings of one group of ``troubles`` there are."""
        return sum(n for _, of_group, n in self.findings if of_group == group)


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole report with everything found about it, inside and across reports, and what of it is explained."""

    entry: Entry
    report: Report
    findings: tuple[Finding, ...]
    printed: Printed
    acknowledged: Acknowledgements

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def year(self) -> int:
        return self.entry.year

    def number(self, table: str, item: str, column: str = "total") -> int | None:
        """A count that was read for certain, of any cell."""
        said = self.printed.said.get((table, item))
        return said.once(_counts).get(column) if said is not None else None


def _counts(said: Statement) -> dict[str, int | None]:
    return {column: _whole(value) for column, value in said.read.items()}


def _whole(value: Decimal) -> int | None:
    return int(value) if value == int(value) else None


def group_of(finding: Finding) -> str:
    """Which group of a report page's troubles a finding belongs to: figures, worth, reading or data."""
    kind = catalogue.entry(finding.code).kind
    return "worth" if kind == "figures" and finding.level == "hint" else kind


def opened(report: Report, findings: tuple[Finding, ...], acknowledged: Acknowledgements) -> Opened:
    """The whole report."""
    printed = Printed(report)
    return Opened(_entry(printed, findings, acknowledged), report, findings, printed, acknowledged)


def _entry(printed: Printed, findings: Sequence[Finding], acknowledged: Acknowledgements) -> Entry:
    report, who = printed.report, printed.report.identity
    tally: dict[tuple[str, str], int] = {}
    for finding in findings:
        key = (finding.code, group_of(finding))
        tally[key] = tally.get(key, 0) + 1
    open_ = [f for f in findings if acknowledged.of(who.report_id, f) is None]
    numbers: list[Number | None] = []
    for address, columns_kept in _kept_rows().items():
        said = printed.said.get(address)
        numbers += said.once(_kept_numbers) if said is not None else (None,) * len(columns_kept)
    return Entry(
        id=who.report_id,
        agency_id=who.agency_id,
        agency=who.agency,
        region_code=who.region_code or UNKNOWN_REGION,
        year=who.year,
        form=report.form,
        status=status(printed, open_),
        sample=report.sample,
        published_on=report.published_on,
        findings=tuple((code, group, n) for (code, group), n in sorted(tally.items())),
        numbers=tuple(numbers),
        doubts=sum(
            said.table == "applications" and "total" in said.cells and "total" not in said.read
            for said in printed.said.values()
        ),
    )


@cache
def _kept_rows() -> dict[tuple[str, str], tuple[str, ...]]:
    """The columns of ``kept`` by table and item."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for table, item, column in kept():
        found[table, item] = (*found.get((table, item), ()), column)
    return found


def _kept_numbers(said: Statement) -> list[Number | None]:
    return [_kept_number(said, column) for column in _kept_rows()[said.table, said.item]]


def _kept_number(said: Statement, column: str) -> Number | None:
    value = said.read.get(column)
    if value is not None and column == "amount":
        factor = _YUAN.get(said.cells[column].unit)
        return None if factor is None else value * factor
    return int(value) if value is not None and value == int(value) else value


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
    def region_code(self) -> str:
        return self.agency.region_code or UNKNOWN_REGION

    @property
    def group(self) -> Group:
        """Level and kind: offices whose figures may be added up and compared."""
        return (self.agency.level, self.agency.kind) if self.registered else ("", "")

    @property
    def latest(self) -> Entry | None:
        """The newest report; one whose year is unknown only if there is no other."""
        return self.entries[-1] if self.entries else None

    @cached_property
    def by_year(self) -> dict[int, Entry]:
        return {entry.year: entry for entry in self.entries}


@dataclass(frozen=True)
class Dataset:
    """What pages know of everything that is published. ``entries`` are sorted by report id, ``offices`` by agency id;
    ``updates`` are the recorded versions, oldest first; ``marks`` are digests of the entries by report id."""

    registry: Registry
    entries: tuple[Entry, ...]
    offices: Mapping[str, Office]
    coverage: tuple[CoverageRow, ...] = ()
    quarantine: tuple[Outcome, ...] = ()
    updates: tuple[Update, ...] = ()
    marks: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, shelf: Shelf, collection: Collection, updates: Sequence[Update] = ()) -> Dataset:
        """The dataset of all dossiers."""
        entries = tuple(sorted((e for head in shelf.heads.values() for e in head.entries), key=lambda e: e.id))
        registry = collection.registry
        marks = {id: mark for head in shelf.heads.values() for id, mark in head.marks.items()}
        found = offices(entries, registry)
        return cls(registry, entries, found, collection.coverage, collection.quarantine, tuple(updates), marks)

    @cached_property
    def frame(self) -> bytes:
        """A digest of everything but what the reports say: registry, duties to report, which reports there are, and
        offices that the registry lacks, which are called what their newest report calls them."""
        ids = [entry.id for entry in self.entries]
        duties = [(row.agency_id, row.year, row.status) for row in self.coverage]
        parts = (self.registry.digest(), duties, ids, [o.agency for o in self.everyone if not o.registered])
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).digest()

    def marks_of(self, entries: Iterable[Entry]) -> list[bytes]:
        """What pages are made from that show these entries and nothing else but the frame."""
        return [self.frame, *(self.marks[entry.id] for entry in entries)]

    def marks_of_figures(self, addresses: Iterable[Address]) -> list[bytes]:
        """What pages are made from that show these kept figures of all reports."""
        columns = (self._columns[kept()[address]] for address in addresses) if self.entries else ()
        return [self.frame, *(repr(column).encode() for column in columns)]

    @cached_property
    def _columns(self) -> list[tuple[Number | None, ...]]:
        return list(zip(*(entry.numbers for entry in self.entries), strict=True))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Report years with a report, oldest first; the unknown year 0 is none."""
        return tuple(sorted({e.year for e in self.entries if e.year}))

    @cached_property
    def by_region(self) -> Mapping[str, tuple[Office, ...]]:
        """Offices that lie in a division itself, not in one below it, by its code."""
        found: dict[str, list[Office]] = {}
        for office in self.offices.values():
            found.setdefault(office.region_code, []).append(office)
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
        """The divisions with a page right below this one; of the empty code, those on top, the unknown one last."""
        if not code:
            tops = (r for r in self.regions.values() if r.parent_region_code not in self.regions)
            return tuple(sorted(tops, key=lambda r: (r.region_code == UNKNOWN_REGION, r.region_code)))
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
    def _duties(self) -> Mapping[str, Mapping[int, str]]:
        found: dict[str, dict[int, str]] = {}
        for row in self.coverage:
            found.setdefault(row.agency_id, {})[row.year] = row.status
        return found

    def duties(self, office: Office) -> Mapping[int, str]:
        """Coverage status by year of every year for which the office must report; none for an unregistered one."""
        return self._duties.get(office.id, {})

    @cached_property
    def _obliged(self) -> dict[int, tuple[Sequence[Office], dict[int, int]]]:
        return {}

    def obliged(self, offices: Sequence[Office], year: int) -> int:
        """How many of these offices must report for the year; an unregistered one counts where it did."""
        # Every sum asks this of one of a few hundred sequences, which are kept so that their ids stay theirs.
        _, by_year = self._obliged.setdefault(id(offices), (offices, {}))
        if year not in by_year:
            by_year[year] = sum(year in (self.duties(o) if o.registered else o.by_year) for o in offices)
        return by_year[year]

    @cached_property
    def everyone(self) -> tuple[Office, ...]:
        """All offices by id."""
        return tuple(self.offices.values())

    @cached_property
    def all_groups(self) -> list[tuple[Group, tuple[Office, ...]]]:
        """``groups`` of all offices."""
        return self.groups(self.everyone)

    def groups(self, offices: Sequence[Office]) -> list[tuple[Group, tuple[Office, ...]]]:
        """The offices by level and kind, in the order of ``names.group_order``."""
        found: dict[Group, list[Office]] = {}
        for office in offices:
            found.setdefault(office.group, []).append(office)
        return [(group, tuple(found[group])) for group in sorted(found, key=names.group_order)]


def comparable(groups: Sequence[tuple[Group, tuple[Office, ...]]]) -> list[tuple[Group, tuple[Office, ...]]]:
    """The groups whose figures may be added up: not that of offices whose level and kind nobody knows."""
    return [(key, members) for key, members in groups if key[1]]


def offices(entries: Sequence[Entry], registry: Registry) -> dict[str, Office]:
    """The registry's offices and the unregistered ones that reported, by id, each with its entries."""
    by_agency: dict[str, list[Entry]] = {agency.agency_id: [] for agency in registry.agencies}
    for entry in entries:
        by_agency.setdefault(entry.agency_id, []).append(entry)
    return {agency_id: office(agency_id, by_agency[agency_id], registry) for agency_id in sorted(by_agency)}


def office(agency_id: str, entries: Sequence[Entry], registry: Registry) -> Office:
    """One office with its entries; IndexError for one that is neither registered nor has any."""
    known = registry.agency(agency_id)
    ordered = tuple(sorted(entries, key=lambda e: e.year))
    if known is not None:
        return Office(known, ordered)
    last = ordered[-1]
    made = Agency(agency_id, last.agency or names.NAMELESS, (), "", "", last.region_code)
    return Office(made, ordered, registered=False)
