"""Why applications were not granted in full: the rows of section 3 that say so, of one report or over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from builder.catalogue import label
from builder.pages import measures
from builder.pages.entries import Entry, Opened
from builder.pages.names import bare
from builder.svg.palette import OUTCOMES

_NOT_GRANTED = OUTCOMES[2:]


class Reason(NamedTuple):
    """A row of the form with a number: ``line`` is where the report prints it."""

    name: str
    value: int
    line: int


class Outcome(NamedTuple):
    """A group of such rows, as the chart of outcomes has it: ``tone`` is its colour, ``value`` the sum of its rows, or
    None where one of them was not read for certain."""

    name: str
    tone: str
    value: int | None
    reasons: tuple[Reason, ...]


def reasons(entry: Opened) -> list[Outcome]:
    """The outcomes other than granting with their reasons, in the form's order; those of which there was none are left
    out. A report that leaves the totals blank has them added up from its applicants, as in the chart."""
    groups, said = measures.outcome_groups(), entry.printed.said
    # Most rows of most reports are zeros.
    printed = [item for tone, _ in _NOT_GRANTED for item in groups[tone] if ("applications", item) in said]
    told = [item for item in printed if said["applications", item].counted]
    if not told:
        return []
    found: Mapping[str, int | None] = {item: entry.number("applications", item) for item in told}
    sums = measures.outcomes(entry)
    if measures.untotalled(entry):
        found = {item: measures.by_applicant(entry, item) for item in told}
        sums = measures.outcomes_by_applicant(entry)
    out = []
    for tone, name in _NOT_GRANTED:
        rows = [
            Reason(_name(item), value, entry.printed.places["applications", item].line)
            for item in groups[tone]
            if (value := found.get(item))
        ]
        if rows:
            out.append(Outcome(name, tone, sums[tone], tuple(rows)))
    return out


class Series(NamedTuple):
    """A row of the form, or a group of them, over the years: None where it was not read, or the form lacks it."""

    name: str
    values: tuple[int | None, ...]


class History(NamedTuple):
    """A group of outcomes over the years as the chart of outcomes has it, with those rows that had any case."""

    group: Series
    tone: str
    reasons: tuple[Series, ...]


def history(entries: Sequence[Entry]) -> list[History]:
    """The outcomes other than granting over the years of these reports; those of which there never was one are left
    out."""
    out = []
    for tone, name in _NOT_GRANTED:
        items = measures.outcome_groups()[tone]
        rows = [Series(_name(item), tuple(e.number("applications", item) for e in entries)) for item in items]
        told = tuple(row for row in rows if any(row.values))
        if told:
            sums = tuple(measures.total(entry, "applications", items) for entry in entries)
            out.append(History(Series(name, sums), tone, told))
    return out


@cache
def _name(item: str) -> str:
    """The form's label without its number."""
    return bare(label("row", item))
