"""Sums and spreads over offices, each with how many of how many offices it covers.

A sum never crosses level or kind: a government's report may contain those of its offices, and adding the two would
count an application twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from builder.model import Agency
from builder.pages.dataset import Dataset, Group, Office
from builder.pages.entries import Entry, Number
from builder.pages.measures import quantile
from builder.registry import Registry

Of = Callable[[Entry], Number | None]
Known = tuple[Number, Entry]
"""A number that was read, and its report."""

FEWEST_PEERS = 5
"""A spread of fewer offices than this says nothing and is not shown."""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the ``offices`` whose number was read, of ``m`` that must report; ``value`` None for no office."""

    value: Number | None
    offices: frozenset[str]
    m: int

    @property
    def n(self) -> int:
        return len(self.offices)

    @property
    def covers(self) -> str:
        return covering(self.n, self.m)


def covering(n: int, m: int) -> str:
    """How many of the offices that must report did, or have the number that is added up."""
    return f"{m} 家中 {n} 家"


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number is spread over ``n`` offices."""

    low: float
    middle: float
    high: float
    n: int


def total(dataset: Dataset, offices: Sequence[Office], year: int, of: Of) -> Total:
    """The sum of one number over offices in a year."""
    entries = dataset.reported(offices, year)
    return summed(values(entries, map(of, entries)), dataset.obliged(offices, year))


def summed(known: Sequence[Known], m: int) -> Total:
    """The sum of these numbers, each of another office, where ``m`` must report."""
    offices = frozenset([entry.agency_id for _, entry in known])
    return Total(sum([number for number, _ in known]) if known else None, offices, m)


def values(entries: Sequence[Entry], numbers: Iterable[Number | None]) -> list[Known]:
    """Those of the ``numbers`` that were read, each with its report, in their order."""
    return [(number, entry) for number, entry in zip(numbers, entries, strict=True) if number is not None]


def ranked(known: Iterable[Known]) -> list[Known]:
    """The largest first, equal ones in their order."""
    return sorted(known, key=itemgetter(0), reverse=True)


def spread(numbers: Sequence[Number]) -> Spread | None:
    """Quartiles and median; None for fewer than five numbers."""
    if len(numbers) < FEWEST_PEERS:
        return None
    plain = [float(n) for n in numbers]
    return Spread(quantile(plain, 0.25), quantile(plain, 0.5), quantile(plain, 0.75), len(plain))


class Band(NamedTuple):
    """How a number is spread over the peers of an office: those of the division ``where``, year by year."""

    where: str
    spreads: tuple[tuple[int, Spread], ...]


class Peers:
    """Offices of the same level and kind in the same division, or in a higher one where these are fewer than five.

    ``numbers`` are the number to compare of every report, by agency id and year; None where it was not read.
    """

    def __init__(self, registry: Registry, numbers: Mapping[str, Mapping[int, Number | None]]) -> None:
        self._registry = registry
        self._numbers = numbers
        self._bands: dict[tuple[str, Group], Band] = {}
        self._members: dict[tuple[str, Group], list[str]] = {}
        for agency in registry.agencies:
            if agency.agency_id in numbers:
                for scope in self._scopes(agency):
                    self._members.setdefault(scope, []).append(agency.agency_id)

    def _scopes(self, agency: Agency) -> list[tuple[str, Group]]:
        codes = [region.region_code for region in self._registry.chain(agency.region_code)]
        return [(code, (agency.level, agency.kind)) for code in (*codes, "")]

    def band(self, agency_id: str) -> Band | None:
        """The spread over the smallest division with five such offices, at last the whole country; None if there are
        not as many anywhere, and for an office that the registry lacks."""
        agency = self._registry.agency(agency_id)
        if agency is None:
            return None
        scope = next((s for s in self._scopes(agency) if len(self._members.get(s, ())) >= FEWEST_PEERS), None)
        if scope is None:
            return None
        if scope not in self._bands:
            self._bands[scope] = self._band(scope)
        return self._bands[scope]

    def _band(self, scope: tuple[str, Group]) -> Band:
        region = self._registry.region(scope[0])
        found: dict[int, list[Number]] = {}
        for agency_id in self._members[scope]:
            for year, number in self._numbers[agency_id].items():
                if number is not None and year:
                    found.setdefault(year, []).append(number)
        spreads = ((year, spread(sorted(found[year], reverse=True))) for year in sorted(found))
        return Band(region.name if region else "全国", tuple((year, each) for year, each in spreads if each))
