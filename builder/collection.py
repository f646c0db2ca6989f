"""All outcomes of a build as one collection: one report per agency-year, everything else in quarantine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from builder.checks import CoverageRow, check_across, coverage
from builder.model import TABLES, Finding, Outcome, Report
from builder.registry import Registry
from builder.sidecar import cells

Key = str | int
_UNSURE = ("suspect", "illegible")


class Summary(NamedTuple):
    """What decides between outcomes, without loading them. ``report_id`` is empty for a quarantined file; ``key`` is
    whatever its loader takes."""

    key: Key
    source_file: str
    report_id: str = ""
    revision: int = 0
    published_on: str = ""
    unreadable: int = 0


@dataclass(frozen=True)
class Collection:
    """What a build publishes. Reports are loaded one at a time, so that memory does not grow with their number.

    ``findings`` are the registry's own faults; ``coverage`` says who reported for which year; ``keys`` are
    those of every outcome, published or not.
    """

    registry: Registry
    quarantine: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[CoverageRow, ...]
    keys: tuple[Key, ...]
    _keys: dict[str, Key]
    _load: Callable[[Key], Outcome]
    _across: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def report_ids(self) -> tuple[str, ...]:
        """Ids of the published reports, sorted."""
        return tuple(self._keys)

    def outcome(self, report_id: str) -> Outcome:
        """The published outcome with the findings across reports added to its own; KeyError if there is none."""
        outcome = self._load(self._keys[report_id])
        return replace(outcome, findings=(*outcome.findings, *self._across.get(report_id, ())))

    def outcomes(self) -> Iterator[Outcome]:
        """The published outcomes by report id."""
        return map(self.outcome, self._keys)

    def reports(self) -> Iterator[Report]:
        """The published reports by report id."""
        return (outcome.report for outcome in self.outcomes() if outcome.report)


def summary(key: Key, outcome: Outcome) -> Summary:
    """What decides whether this outcome is published."""
    report = outcome.report
    if report is None:
        return Summary(key, outcome.source_file)
    return Summary(
        key, outcome.source_file, report.identity.report_id, report.revision, report.published_on, unreadable(report)
    )


@cache
def _cells_of(table: str) -> int:
    return sum(1 for cell in cells() if cell[0] == table)


def unreadable(report: Report) -> int:
    """Cells not read for certain: suspect and illegible ones, all of a suspect row, all of a table that is missing."""
    missing = set(TABLES) - {row.table for row in report.rows}
    doubtful = sum(row.status in _UNSURE or figure.status in _UNSURE for row in report.rows for figure in row.figures)
    return doubtful + sum(map(_cells_of, missing))


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
    for this in every:
        if this.report_id and best[this.report_id] is not this:
            refused.append((this, best[this.report_id]))
    quarantine = tuple(
        _superseded(load(this.key), winner) if winner else load(this.key)
        for this, winner in sorted(refused, key=lambda pair: pair[0].source_file)
    )
    keys = {report_id: best[report_id].key for report_id in sorted(best)}
    alone = Collection(registry, quarantine, tuple(findings), (), tuple(about.key for about in every), keys, load)
    heads: list[Report] = []

    def passing() -> Iterator[Report]:
        # Loading is what costs, so coverage keeps the heads of the reports that the checks let pass.
        for report in alone.reports():
            heads.append(replace(report, rows=(), sections=()))
            yield report

    across = check_across(passing(), registry)
    claimed = [outcome.claimed for outcome in quarantine if outcome.claimed]
    return replace(alone, coverage=coverage(heads, registry, claimed), _across=across)


def collected(outcomes: Sequence[Outcome], registry: Registry, findings: Iterable[Finding] = ()) -> Collection:
    """The collection of outcomes that are all in memory."""
    return collect([summary(i, o) for i, o in enumerate(outcomes)], lambda key: outcomes[int(key)], registry, findings)


def _precedes(this: Summary, other: Summary) -> bool:
    mine = (-this.revision, this.unreadable, this.source_file)
    theirs = (-other.revision, other.unreadable, other.source_file)
    if this.revision == other.revision and this.published_on != other.published_on:
        return this.published_on > other.published_on
    return mine < theirs


def _superseded(outcome: Outcome, winner: Summary) -> Outcome:
    values = (("winner", winner.source_file), ("report_id", winner.report_id), ("file", outcome.source_file))
    return replace(outcome, report=None, quarantine=Finding("superseded", "warning", values=values))


__all__ = ["Collection", "Summary", "collect", "collected", "summary", "unreadable"]
