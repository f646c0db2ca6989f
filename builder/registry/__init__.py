"""The registry: which agencies must report, which divisions exist, which findings are explained."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from builder.model import Agency, Region

# Ids are names of files, which no disk takes at any length.
AGENCY_ID = re.compile(r"[0-9]{6}-(?!.{101})[a-z0-9]+(-[a-z0-9]+)*")
REPORT_ID = re.compile(r"[0-9]{6}-(?!.{106})[a-z0-9]+(-[a-z0-9]+)*-[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A finding explained in ``acknowledged.csv``. ``line`` is its line there; empty ``item`` or ``column`` match only
    a finding whose own are empty."""

    report_id: str
    check: str
    item: str
    column: str
    reason: str
    by: str
    on: str
    line: int


@dataclass(frozen=True, slots=True)
class Registry:
    """Agencies by id and regions by code, in sorted order. A code or id may be asked for in constant time."""

    agencies: tuple[Agency, ...] = ()
    regions: tuple[Region, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()
    _agency: dict[str, Agency] = field(default_factory=dict, repr=False, compare=False)
    _region: dict[str, Region] = field(default_factory=dict, repr=False, compare=False)
    _children: dict[str, tuple[Region, ...]] = field(default_factory=dict, repr=False, compare=False)
    _chains: dict[str, tuple[Region, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._agency.update((a.agency_id, a) for a in self.agencies)
        # Of a code with several rows (a renamed division) the one in use stands last and wins.
        self._region.update((r.region_code, r) for r in sorted(self.regions, key=lambda r: r.valid_to or "9999"))
        for region in self.in_use():
            parent = region.parent_region_code
            self._children[parent] = (*self._children.get(parent, ()), region)

    def __hash__(self) -> int:
        # Of all its rows it would take longer than most of what is kept under it.
        return hash((len(self.agencies), len(self.regions), len(self.acknowledged)))

    def agency(self, agency_id: str) -> Agency | None:
        """The agency with this id, None for one that is not registered."""
        return self._agency.get(agency_id)

    def region(self, region_code: str) -> Region | None:
        """The division with this code: the one in use, else the one abolished last."""
        return self._region.get(region_code)

    def in_use(self) -> tuple[Region, ...]:
        """The divisions without ``valid_to``, by code."""
        return tuple(r for r in self.regions if not r.valid_to)

    def children(self, region_code: str) -> tuple[Region, ...]:
        """The divisions in use right under this one, by code."""
        return self._children.get(region_code, ())

    def chain(self, region_code: str) -> tuple[Region, ...]:
        """The division with those above it, the nearest first, as far as the registry knows them."""
        # Asked for every report, and of a few hundred divisions.
        if region_code not in self._chains:
            found: list[Region] = []
            region = self.region(region_code)
            while region is not None and region not in found:
                found.append(region)
                region = self.region(region.parent_region_code)
            self._chains[region_code] = tuple(found)
        return self._chains[region_code]

    def chain_in_use(self, region_code: str) -> tuple[Region, ...]:
        """The same as far as the divisions are in use: nobody lies by way of one that was abolished."""
        return tuple(takewhile(lambda region: not region.valid_to, self.chain(region_code)))

    def digest(self) -> str:
        """SHA-256 (hex) of what identifies a report; acknowledgements change no reading and are left out."""
        return hashlib.sha256(repr((self.agencies, self.regions)).encode()).hexdigest()


def is_date(text: str) -> bool:
    """Whether ``text`` is an ISO 8601 calendar date written in full, such as 2025-01-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
