"""Which agency of the registry reported for which year, as far as this collection knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from builder.checks.dates import is_late
from builder.model import Agency
from builder.registry import Registry
from builder.sidecar import FIRST_YEAR

CoverageStatus = Literal["published", "late", "missing", "unreadable"]


class CoverageRow(NamedTuple):
    """One agency and a year that it must report. ``missing``: no report of it is in the collection."""

    agency_id: str
    agency: str
    region_code: str
    year: int
    status: CoverageStatus


def must_report(agency: Agency, year: int) -> bool:
    """Whether the agency existed on the last day of the year, so that the report due by 31 January is its own.

    ``valid_from`` is inclusive, ``valid_to`` the first day on which it was no more; an empty one is open.
    """
    last_day = f"{year:04d}-12-31"
    return agency.valid_from <= last_day and (not agency.valid_to or agency.valid_to > last_day)


def coverage(
    reported: Mapping[tuple[str, int], str], registry: Registry, unreadable: Iterable[tuple[str, int]] = ()
) -> tuple[CoverageRow, ...]:
    """Rows sorted by agency and year, from the earliest to the latest report year in the collection, none before the
    duty to report.

    ``reported``: the published reports' dates of publication by (agency id, year). ``unreadable``: the same of
    quarantined files that are known to be theirs. A year 0 is unknown and left out.
    """
    published = {key: day for key, day in reported.items() if key[1]}
    refused = {key for key in unreadable if key[1]}
    told = {year for _, year in (*published, *refused)}
    if not told:
        return ()
    years = range(max(min(told), FIRST_YEAR), max(told) + 1)
    rows = []
    for agency in sorted(registry.agencies, key=lambda a: a.agency_id):
        for year in years:
            # Hardly any agency has dates.
            if (agency.valid_from or agency.valid_to) and not must_report(agency, year):
                continue
            key = (agency.agency_id, year)
            status: CoverageStatus = "missing"
            if key in published:
                status = "late" if is_late(published[key], year) else "published"
            elif key in refused:
                status = "unreadable"
            rows.append(CoverageRow(agency.agency_id, agency.name, agency.region_code, year, status))
    return tuple(rows)
