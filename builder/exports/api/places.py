"""Agencies, regions and years as the API gives them: who reported when, and the figures side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from builder.checks import CoverageRow
from builder.exports.api.context import LICENCE, ROOT, Context, Record
from builder.exports.api.figures import FIGURES, Detail
from builder.exports.json_files import compact
from builder.tables.csv import header

if TYPE_CHECKING:
    # It adds up with numpy, which takes longer to import than the documents of an agency to make.
    from builder.exports.api.totals import Figures


def agency_files(
    context: Context,
    agency_id: str,
    details: Mapping[str, Detail],
    coverage: Iterable[CoverageRow],
    lines: Iterable[bytes],
) -> dict[str, bytes]:
    """One agency's JSON, and ``lines`` (records of the wide table) as its CSV, by their addresses."""
    name = f"{ROOT}/agencies/{agency_id}"
    table = b"".join((header("figures_wide"), *lines))
    return {f"{name}.json": compact(_agency_document(context, agency_id, details, coverage)), f"{name}.csv": table}


def _agency_document(
    context: Context, agency_id: str, details: Mapping[str, Detail], coverage: Iterable[CoverageRow]
) -> dict[str, Any]:
    """``/api/v1/agencies/{agency_id}.json``: the agency and all its figures, year by year. KeyError if unknown."""
    agency = context.agencies[agency_id]
    registered = context.registry.agency(agency_id)
    own = context.agency_reports.get(agency_id, [])
    rows = [details[id].wide for id in own]
    used = [n for n, values in enumerate(zip(*rows, strict=True)) if values.count(None) < len(values)]
    return {
        "$schema": "../schema/agency.schema.json",
        "agency_id": agency_id,
        "agency": agency["agency"],
        "aliases": [a for a in (agency["aliases"] or "").split(";") if a],
        "kind": agency["kind"],
        "level": agency["level"],
        "region_code": agency["region_code"],
        "region": agency["region"],
        "registered": registered is not None,
        "valid_from": (registered.valid_from or None) if registered else None,
        "valid_to": (registered.valid_to or None) if registered else None,
        "figures": [FIGURES[n] for n in used],
        "series": [_series(context.reports[id], details[id], used) for id in own],
        "coverage": [{"year": row.year, "status": row.status} for row in coverage],
        "licence": LICENCE,
        "links": {
            "page": f"../../../agencies/{agency_id}/",
            "csv": f"{agency_id}.csv",
            "region": _region_link(context, agency["region_code"]),
        },
    }


def _series(report: Record, told: Detail, used: list[int]) -> Record:
    return {
        **{k: report[k] for k in ("report_id", "year", "form", "status", "errors", "warnings", "published_on")},
        "values": [told.wide[n] for n in used],
        "suspect": list(told.suspect),
        "units": dict(sorted(told.units.items())),
        "link": f"../reports/{report['report_id']}.json",
    }


def region_document(context: Context, figures: Figures, region_code: str) -> dict[str, Any]:
    """``/api/v1/regions/{region_code}.json``: the division, those below, its agencies, and sums over all agencies in it
    and below. KeyError if unknown."""
    region = context.regions[region_code]
    agencies = [_agency(context, id) for id in context.region_agencies.get(region_code, ())]
    return {
        "$schema": "../schema/region.schema.json",
        **{k: region[k] for k in ("region_code", "region", "level", "parent_region_code")},
        "ancestors": [_region(context, code) for code in context.ancestors(region_code)],
        "children": [_region(context, code) for code in context.children.get(region_code, ())],
        "agencies": agencies,
        "figures": list(FIGURES),
        "totals": figures.totals(reports_below(context, region_code)),
        "licence": LICENCE,
        "links": {
            "page": f"../../../regions/{region_code}/",
            "csv": f"{region_code}.csv",
            "parent": _region_link(context, region["parent_region_code"]),
        },
    }


def reports_below(context: Context, region_code: str) -> list[str]:
    """Ids of the reports of all agencies in a division and the divisions below it, sorted."""
    found: list[str] = []
    for code in (region_code, *_below(context, region_code)):
        for agency_id in context.region_agencies.get(code, ()):
            found += context.agency_reports.get(agency_id, ())
    return sorted(found)


def _below(context: Context, region_code: str) -> list[str]:
    found: list[str] = []
    waiting = [region_code]
    while waiting:
        for code in context.children.get(waiting.pop(), ()):
            # A loop in the registry is a finding of its own and must not keep us here.
            if code != region_code and code not in found:
                found.append(code)
                waiting.append(code)
    return found


def _agency(context: Context, agency_id: str) -> Record:
    agency = context.agencies[agency_id]
    return {
        **{k: agency[k] for k in ("agency_id", "agency", "kind", "level")},
        "reports": context.agency_reports.get(agency_id, []),
        "link": f"../agencies/{agency_id}.json",
    }


def _region(context: Context, region_code: str) -> Record:
    region = context.regions[region_code]
    return {k: region[k] for k in ("region_code", "region", "level")}


def _region_link(context: Context, region_code: str | None) -> str | None:
    return f"../regions/{region_code}.json" if region_code in context.regions else None


def year_document(context: Context, figures: Figures, year: int) -> dict[str, Any]:
    """``/api/v1/years/{year}.json``: all reports of the year, and sums over them."""
    own = [id for id, report in context.reports.items() if (report["year"] or 0) == year]
    columns = ("report_id", "agency_id", "agency", "region_code", "region", "form", "status", "errors", "warnings")
    return {
        "$schema": "../schema/year.schema.json",
        "year": year,
        "reports": [{**{k: context.reports[id][k] for k in columns}, "link": f"../reports/{id}.json"} for id in own],
        "figures": list(FIGURES),
        "totals": figures.totals(own),
        "licence": LICENCE,
        "links": {"page": f"../../../years/{year}/", "csv": f"{year}.csv"},
    }
