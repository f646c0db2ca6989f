"""What the pages are made from: reports in short, offices with their years, divisions and their offices."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from builder.checks.coverage import CoverageRow
from builder.collection import Collection
from builder.exports.feed import Update
from builder.model import Agency, Outcome, Region
from builder.pages import names
from builder.pages.entries import UNKNOWN_REGION, Address, Entry, Number, kept
from builder.registry import Registry

Group = tuple[str, str]


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
        if not self.registered:
            return "", ""
        known = self.agency.level and self.agency.kind
        return (self.agency.level, self.agency.kind) if known else ("", names.UNCLASSIFIED)

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
    def of(
        cls,
        entries: tuple[Entry, ...],
        marks: Mapping[str, bytes],
        collection: Collection,
        updates: Sequence[Update] = (),
    ) -> Dataset:
        """The dataset of the reports in a collection, whose entries and marks these are."""
        registry = collection.registry
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

    def marks_of_all(self) -> list[bytes]:
        """What pages are made from that may show anything."""
        told = repr((self.quarantine, self.updates)).encode("utf-8", "backslashreplace")
        return [*self.marks_of(self.entries), told]

    def marks_of_figures(self, addresses: Iterable[Address]) -> list[bytes]:
        """What pages are made from that show these kept figures of all reports."""
        columns = (self._columns[kept()[address]] for address in addresses) if self.entries else ()
        return [self.frame, *map(_told, columns)]

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

    @cached_property
    def in_api(self) -> frozenset[str]:
        """Codes of the divisions that the API has: in use, with an office in them or, by divisions in use, below."""
        return frozenset(r.region_code for code in self.by_region for r in self.registry.chain_in_use(code))

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

    def trail(self, office: Office) -> tuple[tuple[str, str], ...]:
        """The way down to an office's divisions, as (title, address from the root)."""
        return tuple((region.name, f"regions/{region.region_code}/") for region in self.chain(office.region_code))

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
        """How many of these offices must report for the year; one that did without having to counts, too: no more than
        all of them can have reported."""
        # Every sum asks this of one of a few hundred sequences, which are kept so that their ids stay theirs.
        _, by_year = self._obliged.setdefault(id(offices), (offices, {}))
        if year not in by_year:
            by_year[year] = sum(year in self.duties(o) or year in o.by_year for o in offices)
        return by_year[year]

    @cached_property
    def _reported(self) -> dict[int, tuple[Sequence[Office], dict[int, list[Entry]]]]:
        return {}

    def reported(self, offices: Sequence[Office], year: int) -> list[Entry]:
        """The reports of these offices for the year, by the offices' ids."""
        # Asked of the same offices for one figure after the other, see ``obliged``.
        _, by_year = self._reported.setdefault(id(offices), (offices, {}))
        if year not in by_year:
            found = [o.by_year[year] for o in offices if year in o.by_year]
            by_year[year] = sorted(found, key=lambda entry: entry.agency_id)
        return by_year[year]

    @cached_property
    def everyone(self) -> tuple[Office, ...]:
        """All offices by id."""
        return tuple(self.offices.values())

    @cached_property
    def all_groups(self) -> list[tuple[Group, tuple[Office, ...]]]:
        """``groups`` of all offices."""
        return self.groups(self.everyone)

    @cached_property
    def by_province(self) -> Mapping[Group, list[tuple[Region, tuple[Office, ...]]]]:
        """``groups`` of each division on top, by level and kind."""
        found: dict[Group, list[tuple[Region, tuple[Office, ...]]]] = {}
        for region in self.children(""):
            for group, members in self.groups(self.within(region.region_code)):
                found.setdefault(group, []).append((region, members))
        return found

    def groups(self, offices: Sequence[Office]) -> list[tuple[Group, tuple[Office, ...]]]:
        """The offices by level and kind, in the order of ``names.group_order``."""
        found: dict[Group, list[Office]] = {}
        for office in offices:
            found.setdefault(office.group, []).append(office)
        return [(group, tuple(found[group])) for group in sorted(found, key=names.group_order)]


def _told(column: tuple[Number | None, ...]) -> bytes:
    """Bytes that tell these numbers from all others."""
    try:
        # Without references, which would also tell whether two equal numbers are one object.
        return marshal.dumps(column, 2)  # type: ignore[arg-type]
    except ValueError:
        return repr(column).encode()


def comparable(groups: Sequence[tuple[Group, tuple[Office, ...]]]) -> list[tuple[Group, tuple[Office, ...]]]:
    """The groups whose figures may be added up: not that of offices whose level and kind nobody knows."""
    return [(key, members) for key, members in groups if key[1] in names.KINDS]


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
