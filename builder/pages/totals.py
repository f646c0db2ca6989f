"""Sums and spreads over offices, each with how many of how many offices it covers.

A sum never crosses level or kind: a government's report may contain those of its offices, and adding the two would
count an application twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from builder.pages.dataset import Dataset, Entry, Number, Office
from builder.pages.measures import quantile

Of = Callable[[Entry], Number | None]

FEWEST_PEERS = 5
"""A spread of fewer offices than this says nothing and is not shown."""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the ``n`` offices whose number was read, of ``m`` that must report; ``value`` None for no office."""

    value: Number | None
    n: int
    m: int

    @property
    def covers(self) -> str:
        return f"{self.m} 家中 {self.n} 家"


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number is spread over ``n`` offices."""

    low: float
    middle: float
    high: float
    n: int


def total(dataset: Dataset, offices: Sequence[Office], year: int, of: Of) -> Total:
    """The sum of one number over offices in a year."""
    known = [v for v in (of(o.by_year[year]) for o in offices if year in o.by_year) if v is not None]
    return Total(sum(known) if known else None, len(known), dataset.obliged(offices, year))


def values(offices: Sequence[Office], year: int, of: Of) -> list[tuple[Number, Office]]:
    """The numbers of a year with their offices, largest first, equal ones by id."""
    found = [(of(o.by_year[year]), o) for o in offices if year in o.by_year]
    known = [(value, office) for value, office in found if value is not None]
    return sorted(known, key=lambda pair: (-pair[0], pair[1].id))


def spread(numbers: Sequence[Number]) -> Spread | None:
    """Quartiles and median; None for fewer than five numbers."""
    if len(numbers) < FEWEST_PEERS:
        return None
    plain = [float(n) for n in numbers]
    return Spread(quantile(plain, 0.25), quantile(plain, 0.5), quantile(plain, 0.75), len(plain))


class Peers:
    """Offices of the same level and kind in the same division, or in a higher one where these are fewer than five."""

    def __init__(self, dataset: Dataset, of: Of) -> None:
        self.dataset, self.of = dataset, of
        self._spreads: dict[tuple[str, tuple[str, str], int], Spread | None] = {}

    @cached_property
    def _by_scope(self) -> dict[tuple[str, tuple[str, str]], list[Office]]:
        found: dict[tuple[str, tuple[str, str]], list[Office]] = {}
        for office in self.dataset.offices.values():
            if office.registered and office.entries:
                for code in ("", *(r.region_code for r in self.dataset.chain(office.region_code))):
                    found.setdefault((code, office.group), []).append(office)
        return found

    def scope(self, office: Office) -> str | None:
        """The code of the smallest division with five such offices, the empty code for the country, None if nowhere."""
        codes = [r.region_code for r in reversed(self.dataset.chain(office.region_code))]
        found = (c for c in (*codes, "") if len(self._by_scope.get((c, office.group), ())) >= FEWEST_PEERS)
        return next(found, None) if office.registered else None

    def spread(self, scope: str, group: tuple[str, str], year: int) -> Spread | None:
        """The spread over the offices of a scope in a year."""
        key = (scope, group, year)
        if key not in self._spreads:
            self._spreads[key] = spread([v for v, _ in values(self._by_scope.get((scope, group), []), year, self.of)])
        return self._spreads[key]
