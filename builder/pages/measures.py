"""The numbers that pages and charts are made of, out of one report: outcomes by group, reviews, what offices are
compared by. Only cells that were read for certain count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from builder.checks.sheet import applicant_columns, outcome_items
from builder.forms import FORM_IDS, form
from builder.pages.entries import Numbers
from builder.svg.palette import OUTCOMES, RESULTS
from builder.svg.series import Part

_GROUPS = {
    "（三）不予公开": "refused",
    "（四）无法提供": "unavailable",
    "（五）不予处理": "declined",
    "（六）其他处理": "other",
}
_OWN = {"granted": "granted", "granted_in_part": "part", "other_handling": "other"}
_RESULT_IDS = ("upheld", "corrected", "other", "pending")
STAGES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


@cache
def outcome_groups() -> dict[str, tuple[str, ...]]:
    """Items of section 3 by outcome group, of both forms."""
    groups: dict[str, list[str]] = {key: [] for key, _ in OUTCOMES}
    terms = {row.id: row for form_id in FORM_IDS for row in form(form_id).rows}
    for item in outcome_items():
        key = _OWN.get(item) or _GROUPS[terms[item].group[-1]]
        groups[key].append(item)
    return {key: tuple(items) for key, items in groups.items()}


def outcomes(entry: Numbers) -> dict[str, int | None]:
    """Outcomes of applications by group (``palette.OUTCOMES``), all applicants; None where no cell was read."""
    return {key: total(entry, "applications", found) for key, found in outcome_groups().items()}


def outcomes_by_applicant(entry: Numbers) -> dict[str, int | None]:
    """The same added up from the applicants' columns, for reports that leave the totals blank."""
    groups, columns = outcome_groups(), applicant_columns()[:-1]
    return {
        key: _added(entry, [("applications", item, column) for item in found for column in columns])
        for key, found in groups.items()
    }


def untotalled(entry: Numbers) -> bool:
    """Whether no outcome has a total that was read: it is added up from the applicants then."""
    return all(entry.number("applications", item) is None for item in outcome_items())


def by_applicant(entry: Numbers, item: str) -> int | None:
    """A row of section 3 added up from the applicants' columns; None where none of them was read."""
    return _added(entry, [("applications", item, column) for column in applicant_columns()[:-1]])


def outcome_parts(entry: Numbers) -> tuple[Part, ...]:
    """The outcomes as pieces of a column, in the form's order; empty where nothing was read."""
    found = outcomes(entry)
    return tuple(Part(name, found[key] or 0, key) for key, name in OUTCOMES if found[key] is not None)


def result_parts(entry: Numbers, stages: Sequence[str]) -> tuple[Part, ...]:
    """Results of reviews or lawsuits as pieces of a bar, without those that were not read for certain; empty where
    nothing was read."""
    sums = {result: _added(entry, [("review_litigation", stage, result) for stage in stages]) for result in _RESULT_IDS}
    if all(value is None for value in sums.values()):
        return ()
    return tuple(
        Part(name, sums[result] or 0, tone)
        for (tone, name), result in zip(RESULTS, _RESULT_IDS, strict=True)
        if not any(entry.unread("review_litigation", stage, result) for stage in stages)
    )


def results_unread(entry: Numbers, stages: Sequence[str]) -> bool:
    """Whether a result of reviews or lawsuits is printed, but not so that it was read for certain."""
    return any(entry.unread("review_litigation", stage, result) for stage in stages for result in _RESULT_IDS)


def _added(entry: Numbers, cells: Sequence[tuple[str, str, str]]) -> int | None:
    """Cells added up; None where none was read, and where one of them is printed but not read for certain: a sum of the
    others would pass for all of them."""
    if any(entry.unread(*cell) for cell in cells):
        return None
    known = [number for cell in cells if (number := entry.number(*cell)) is not None]
    return sum(known) if known else None


def total(entry: Numbers, table: str, items: Sequence[str]) -> int | None:
    """The printed totals of rows added up; None where none was read, or one not for certain."""
    return _added(entry, [(table, item, "total") for item in items])


def lawsuits(entry: Numbers) -> int | None:
    """Lawsuits of both kinds; None where neither total was read, or one not for certain."""
    return total(entry, "review_litigation", STAGES[1:])


def pending_base(entry: Numbers) -> int | None:
    """Applications that had to be dealt with in the year: received and carried in; None unless both were read."""
    received, carried = (entry.number("applications", item) for item in ("new_received", "carried_in"))
    return None if received is None or carried is None else received + carried


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a report that offices, regions and years are compared by. ``address`` is its metric page, below
    ``metrics/``; of a sum of several, where these are listed."""

    id: str
    zh: str
    en: str
    of: Callable[[Numbers], int | None]
    address: str


def _applications(item: str) -> Callable[[Numbers], int | None]:
    return lambda entry: entry.number("applications", item)


MEASURES: tuple[Measure, ...] = (
    Measure("new_received", "新收申请", "New applications", _applications("new_received"), "new_received/"),
    Measure("total_processed", "办结", "Processed", _applications("total_processed"), "total_processed/"),
    Measure("granted", "予以公开", "Granted", _applications("granted"), "granted/"),
    Measure("carried_forward", "结转下年", "Carried forward", _applications("carried_forward"), "carried_forward/"),
    Measure(
        "reconsideration",
        "行政复议",
        "Reconsiderations",
        lambda entry: entry.number("review_litigation", "reconsideration"),
        "reconsideration/",
    ),
    Measure("litigation", "行政诉讼", "Lawsuits", lawsuits, "#review-litigation"),
)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of ``values`` lie, straight between neighbours; IndexError for no values."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
