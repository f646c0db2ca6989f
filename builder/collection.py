"""All outcomes of a build as one collection: one report per agency-year, everything else in quarantine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from builder.checks import CoverageRow, Trace, compare_agencies, compare_years, coverage, trace
from builder.model import DOUBTFUL, TABLES, Finding, Outcome, Report
from builder.registry import Registry
from builder.sidecar import cells

Key = str | int
_STATUS = attrgetter("status")


class Summary(NamedTuple):
    """What decides between outcomes and compares them, without loading them. ``report_id`` is empty and ``trace`` None
    for a quarantined file; ``key`` is whatever its loader takes."""

    key: Key
    source_file: str
    report_id: str = ""
    revision: int = 0
    published_on: str = ""
    unreadable: int = 0
    trace: Trace | None = None


class Member(NamedTuple):
    """A published report of an agency: where its outcome is, and what comparing it with other agencies has found."""

    year: int
    report_id: str
    key: Key
    published_on: str
    trace: Trace
    across: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Collection:
    """What a build publishes. Reports are loaded one agency at a time, so that memory does not grow with their number.

    ``findings`` are the registry's own faults; ``coverage`` says who reported for which year; ``keys`` are
    those of every outcome, published or not; ``agencies`` are the published reports by agency id, oldest first;
    ``superseded`` are the keys of those that others were preferred to, by report id.
    """

    registry: Registry
    quarantine: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[CoverageRow, ...]
    keys: tuple[Key, ...]
    agencies: dict[str, tuple[Member, ...]]
    superseded: dict[str, list[Key]]
    _load: Callable[[Key], Outcome]

    def __len__(self) -> int:
        return len(self.report_ids)

    @cached_property
    def report_ids(self) -> tuple[str, ...]:
        """Ids of the published reports, sorted."""
        return tuple(sorted(member.report_id for members in self.agencies.values() for member in members))

    def of_agency(self, agency_id: str) -> tuple[Outcome, ...]:
        """The published outcomes of an agency, oldest first, with the findings of comparing reports added to their own;
        nothing for an agency without any."""
        members = self.agencies.get(agency_id, ())
        return compared([self._load(member.key) for member in members], [member.across for member in members])

    def outcome(self, report_id: str) -> Outcome:
        """One published outcome as ``of_agency`` gives it; KeyError if there is none."""
        for outcome in self.of_agency(report_id.rpartition("-")[0]):
            if outcome.report is not None and outcome.report.identity.report_id == report_id:
                return outcome
        raise KeyError(report_id)

    def of_agency_year(self, report_id: str) -> list[Report]:
        """Every report of this agency-year: the superseded ones, then the published one."""
        loaded = [self._load(key).report for key in self.superseded.get(report_id, ())]
        published = [self.outcome(report_id).report] if report_id in self.report_ids else []
        return [report for report in (*loaded, *published) if report is not None]

    def outcomes(self) -> Iterator[Outcome]:
        """The published outcomes, agency by agency."""
        return chain.from_iterable(map(self.of_agency, self.agencies))

    def reports(self) -> Iterator[Report]:
        """The published reports, agency by agency."""
        return (outcome.report for outcome in self.outcomes() if outcome.report)


def compared(outcomes: Sequence[Outcome], across: Sequence[tuple[Finding, ...]]) -> tuple[Outcome, ...]:
    """One agency's outcomes with what comparing its years finds, and then what ``across`` holds for each, added to
    their findings."""
    found = compare_years(outcome.report for outcome in outcomes if outcome.report)
    return tuple(
        replace(o, findings=(*o.findings, *found.get(o.report.identity.report_id if o.report else "", ()), *more))
        for o, more in zip(outcomes, across, strict=True)
    )


def summary(key: Key, outcome: Outcome) -> Summary:
    """What decides whether this outcome is published, and what it leaves for comparing."""
    report = outcome.report
    if report is None:
        return Summary(key, outcome.source_file)
    id, left = report.identity.report_id, trace(report)
    return Summary(key, outcome.source_file, id, report.revision, report.published_on, unreadable(report), left)


@cache
def _cells_of(table: str) -> int:
    return sum(1 for cell in cells() if cell[0] == table)


def unreadable(report: Report) -> int:
    """Cells not read for certain: suspect and illegible ones, all of a suspect row, all of a table that is missing."""
    lost = sum(map(_cells_of, set(TABLES) - {row.table for row in report.rows}))
    figures = chain.from_iterable([row.figures for row in report.rows])
    if DOUBTFUL.isdisjoint(map(_STATUS, chain(report.rows, figures))):
        return lost
    doubtful = [DOUBTFUL.intersection((row.status, f.status)) for row in report.rows for f in row.figures]
    return lost + sum(map(bool, doubtful))


def collect(
    summaries: Iterable[Summary],
    load: Callable[[Key], Outcome],
    registry: Registry,
    findings: Iterable[Finding] = (),
) -> Collection:
    """The collection of these outcomes. Of several for one agency-year the contract's order decides (revision,
    published_on, unreadable cells, path); the others are quarantined as ``superseded`` with the winner's name."""
    best: dict[str, Summary] = {}
    refused: list[tuple[Summary, Summary | None]] = []
    every = tuple(summaries)
    for this in every:
        if not this.report_id:
            refused.append((this, None))
            continue
        rival = best.get(this.report_id)
        if rival is None or _precedes(this, rival):
            best[this.report_id] = this
    superseded: dict[str, list[Key]] = {}
    for this in every:
        if this.report_id and best[this.report_id] is not this:
            refused.append((this, best[this.report_id]))
            superseded.setdefault(this.report_id, []).append(this.key)
    quarantine = tuple(
        _superseded(load(this.key), winner) if winner else load(this.key)
        for this, winner in sorted(refused, key=lambda pair: pair[0].source_file)
    )
    published = [best[report_id] for report_id in sorted(best)]
    first_days = _first_days(every)
    across = compare_agencies((about.trace for about in published if about.trace), registry, first_days)
    agencies = _by_agency(published, across)
    reported = {(id, m.year): first_days.get(m.report_id, "") for id, members in agencies.items() for m in members}
    claimed = [outcome.claimed for outcome in quarantine if outcome.claimed]
    due = coverage(reported, registry, claimed)
    keys = tuple(about.key for about in every)
    return Collection(registry, quarantine, tuple(findings), due, keys, agencies, superseded, load)


def _first_days(every: Iterable[Summary]) -> dict[str, str]:
    """By report id the day on which the first of its versions was published, as far as they tell; a report that is
    revised later was not published late. A day before the year was over is a slip, and makes no version the first."""
    days: dict[str, str] = {}
    for about in every:
        if about.published_on[:4] > about.report_id[-4:]:
            days[about.report_id] = min(about.published_on, days.get(about.report_id, about.published_on))
    return days


def _by_agency(published: Iterable[Summary], across: dict[str, tuple[Finding, ...]]) -> dict[str, tuple[Member, ...]]:
    found: dict[str, list[Member]] = {}
    for about in published:
        if about.trace is not None:
            who, more = about.trace.fingerprint, across.get(about.report_id, ())
            member = Member(who.year, about.report_id, about.key, about.published_on, about.trace, more)
            found.setdefault(who.agency_id, []).append(member)
    return {agency_id: tuple(sorted(found[agency_id], key=lambda m: m.year)) for agency_id in sorted(found)}


def _precedes(this: Summary, other: Summary) -> bool:
    mine = (-this.revision, this.unreadable, this.source_file)
    theirs = (-other.revision, other.unreadable, other.source_file)
    if this.revision == other.revision and this.published_on != other.published_on:
        return this.published_on > other.published_on
    return mine < theirs


def _superseded(outcome: Outcome, winner: Summary) -> Outcome:
    values = (("winner", winner.source_file), ("report_id", winner.report_id), ("file", outcome.source_file))
    return replace(outcome, report=None, quarantine=Finding("superseded", "warning", values=values))


__all__ = ["Collection", "Member", "Summary", "collect", "compared", "summary", "unreadable"]
