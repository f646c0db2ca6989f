"""A government's figures against the sum of the offices under it, where every one of them has reported.

A county-level government reports for its whole district; a higher one for its own offices and the governments of the
divisions right below. So the sum is made of the offices that carry the division's own code and of one government of
each division below, and only when the registry lists at least two members and all of them are there for the year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from builder.checks.coverage import must_report
from builder.checks.sheet import Sheet, plain
from builder.model import Agency, Finding, Place
from builder.registry import Registry

_FIGURES = (
    ("applications", "new_received", "total"),
    ("applications", "total_processed", "total"),
    ("applications", "carried_forward", "total"),
    ("review_litigation", "reconsideration", "total"),
    ("review_litigation", "litigation_direct", "total"),
    ("review_litigation", "litigation_after_reconsideration", "total"),
)


class Totals(NamedTuple):
    """The six totals of one report that are added up, with their places as plain tuples, of which a build reads tens of
    thousands; None where not read for certain."""

    report_id: str
    source_file: str
    values: tuple[Decimal | None, ...]
    places: tuple[tuple[int, int | None] | None, ...]


def totals(sheet: Sheet) -> Totals:
    """What district sums need of one report."""
    return Totals(
        sheet.report.identity.report_id,
        sheet.report.source_file,
        tuple(sheet.value(*address) for address in _FIGURES),
        tuple((at.line, at.page) if (at := sheet.place(table, item)) else None for table, item, _ in _FIGURES),
    )


class Districts:
    """Who stands under which government, by the registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._in_region: dict[str, list[Agency]] = defaultdict(list)
        for agency in sorted(registry.agencies, key=lambda a: a.agency_id):
            self._in_region[agency.region_code].append(agency)
        self._governments = [a for agencies in self._in_region.values() for a in agencies if a.kind == "government"]

    def sums(self, reported: Mapping[tuple[str, int], Totals]) -> dict[str, tuple[Finding, ...]]:
        """Findings by report id of the government whose total differs from its members'. ``reported`` holds every
        report's totals by agency id and year."""
        found: dict[str, tuple[Finding, ...]] = {}
        for year in sorted({year for _, year in reported if year}):
            for government in self._governments:
                whole = reported.get((government.agency_id, year))
                members = self._members(government, year) if whole else None
                if whole is None or members is None:
                    continue
                parts = [reported.get((member.agency_id, year)) for member in members]
                there = [part for part in parts if part is not None]
                if len(there) == len(parts) and (findings := tuple(_compare(whole, there))):
                    found[whole.report_id] = findings
        return found

    def _members(self, government: Agency, year: int) -> list[Agency] | None:
        """The members in this year; None when fewer than two, or when a division below has no government listed."""
        code = government.region_code
        governments = [a for a in self._in_region[code] if a.kind == "government" and must_report(a, year)]
        if governments != [government]:
            return None
        members = [a for a in self._in_region[code] if a.kind != "government" and must_report(a, year)]
        for below in self._registry.children(code):
            agencies = self._in_region.get(below.region_code, [])
            theirs = [a for a in agencies if a.kind == "government" and must_report(a, year)]
            if len(theirs) != 1:
                return None
            members += theirs
        return members if len(members) >= 2 else None


def _compare(whole: Totals, members: list[Totals]) -> Iterator[Finding]:
    for number, (table, item, column) in enumerate(_FIGURES):
        stated = whole.values[number]
        parts = [value for member in members if (value := member.values[number]) is not None]
        if stated is None or len(parts) < len(members):
            continue
        total = sum(parts, Decimal(0))
        if total == stated:
            continue
        at = whole.places[number]
        yield Finding(
            "district-sum",
            "hint",
            Place(*at) if at else None,
            table,
            item,
            column,
            expected=plain(total),
            found=plain(stated),
            values=(
                ("equation", f"{_written(parts)} ≠ {plain(stated)}"),
                ("count", str(len(members))),
                ("other_files", "、".join(member.source_file for member in members[:3])),
            ),
        )


def _written(parts: list[Decimal]) -> str:
    shown = [plain(part) for part in parts if part]
    if len(shown) > 8:
        shown = [*shown[:7], "…"]
    return " + ".join(shown) or "0"
