"""A government's figures against the sum of the offices under it, where every one of them has reported.

A county-level government reports for its whole district; a higher one for its own offices and the governments of the
divisions right below. So the sum is made of the offices that carry the division's own code and of one government of
each division below, and only when the registry lists at least two members and all of them are there for the year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from builder.checks.coverage import must_report
from builder.checks.sheet import Sheet, plain
from builder.model import Agency, Finding, Report

if TYPE_CHECKING:
    from builder.registry import Registry

_FIGURES = (
    ("applications", "new_received", "total"),
    ("applications", "total_processed", "total"),
    ("applications", "carried_forward", "total"),
    ("review_litigation", "reconsideration", "total"),
    ("review_litigation", "litigation_direct", "total"),
    ("review_litigation", "litigation_after_reconsideration", "total"),
)


def district_sums(reports: Iterable[Report], registry: Registry) -> dict[str, tuple[Finding, ...]]:
    """Findings by report id of the government whose total differs from the sum of its members."""
    by_year: dict[int, dict[str, Report]] = defaultdict(dict)
    for report in reports:
        by_year[report.identity.year][report.identity.agency_id] = report
    found: dict[str, tuple[Finding, ...]] = {}
    members_of = _Members(registry)
    for year in sorted(year for year in by_year if year):
        there = by_year[year]
        for government in members_of.governments:
            if government.agency_id not in there:
                continue
            members = members_of.of(government, year)
            if members is None or not all(member.agency_id in there for member in members):
                continue
            whole = there[government.agency_id]
            findings = tuple(_compare(Sheet(whole), [Sheet(there[member.agency_id]) for member in members]))
            if findings:
                found[whole.identity.report_id] = findings
    return found


class _Members:
    """Who stands under which government, by the registry."""

    def __init__(self, registry: Registry) -> None:
        self._in_region: dict[str, list[Agency]] = defaultdict(list)
        self._registry = registry
        for agency in sorted(registry.agencies, key=lambda a: a.agency_id):
            self._in_region[agency.region_code].append(agency)
        self.governments = [a for agencies in self._in_region.values() for a in agencies if a.kind == "government"]

    def of(self, government: Agency, year: int) -> list[Agency] | None:
        """The members in this year; None when fewer than two, or when a division below has no government listed."""
        code = government.region_code
        governments = [a for a in self._in_region[code] if a.kind == "government" and must_report(a, year)]
        if governments != [government]:
            return None
        members = [a for a in self._in_region[code] if a.kind != "government" and must_report(a, year)]
        for below in self._registry.children(code):
            theirs = [a for a in self._in_region[below.region_code] if a.kind == "government" and must_report(a, year)]
            if len(theirs) != 1:
                return None
            members += theirs
        return members if len(members) >= 2 else None


def _compare(whole: Sheet, members: list[Sheet]) -> Iterator[Finding]:
    for table, item, column in _FIGURES:
        stated = whole.value(table, item, column)
        parts = [member.value(table, item, column) for member in members]
        if stated is None or any(part is None for part in parts):
            continue
        total = sum((part for part in parts if part is not None), Decimal(0))
        if total == stated:
            continue
        names = "、".join(member.report.source_file for member in members[:3])
        yield Finding(
            "district-sum",
            "hint",
            whole.place(table, item, column),
            table,
            item,
            column,
            expected=plain(total),
            found=plain(stated),
            values=(
                ("equation", f"{_written(parts)} ≠ {plain(stated)}"),
                ("count", str(len(members))),
                ("other_files", names),
            ),
        )


def _written(parts: list[Decimal | None]) -> str:
    shown = [plain(part) for part in parts if part]
    if len(shown) > 8:
        shown = [*shown[:7], "…"]
    return " + ".join(shown) or "0"
