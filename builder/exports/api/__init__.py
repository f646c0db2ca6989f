"""The static JSON API under ``/api/v1/``: one JSON document and one CSV file for each report, agency, region, year and
metric. No document says anything about the whole dataset, except the index: a changed report changes its own, those of
its agency, its region and the ones above, its year and the metrics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from builder.exports.about import Version
from builder.exports.api.context import Context, context
from builder.exports.api.index import index_document, known_years, metrics_document
from builder.exports.api.metrics import KINDS, metric_document, metric_ids
from builder.exports.api.openapi import openapi
from builder.exports.api.places import agency_document, region_document, year_document
from builder.exports.api.reports import published_rows, report_csv, report_document
from builder.exports.api.schemas import schemas
from builder.exports.api.totals import Figures
from builder.exports.dictionary import CSV_OF
from builder.exports.folder import Folder
from builder.exports.json_files import compact, encoded
from builder.exports.partitions import grouped, split_records
from builder.model import Report

ROOT = "api/v1"

__all__ = [
    "Context",
    "context",
    "write_agency",
    "write_api",
    "write_metric",
    "write_places",
    "write_region",
    "write_report",
    "write_year",
]


def write_api(found: Context, folder: Folder, reports: Iterable[Report], version: Version) -> None:
    """Write everything under ``api/v1/``; the CSV files under ``data/`` must be there."""
    for report in reports:
        write_report(found, folder, report)
    write_places(found, folder)
    folder.put(f"{ROOT}/index.json", encoded(index_document(found, version)))
    folder.put(f"{ROOT}/metrics/index.json", encoded(metrics_document()))
    folder.put(f"{ROOT}/openapi.json", encoded(openapi(found.site_url)))
    for name, schema in schemas().items():
        folder.put(f"{ROOT}/schema/{name}.schema.json", encoded(schema))


def write_report(found: Context, folder: Folder, report: Report) -> None:
    """Write one report's JSON and CSV; it needs no other report."""
    rows = published_rows(report)
    name = f"reports/{report.identity.report_id}"
    _write(folder, name, report_document(found, report, rows), report_csv(found, report, rows))


def write_places(found: Context, folder: Folder) -> None:
    """Write the documents of all agencies, regions, years and metrics. Their CSV files are made of the records of the
    whole tables: one line per report, for a metric the lines of its item."""
    header, records = split_records(folder.read("data/figures_wide.csv"))
    wide, figures = found.dataset.frames["figures_wide"], Figures(found)
    lines = grouped(header, records, wide["agency_id"])
    for id in found.agencies:
        write_agency(found, folder, id, lines.get(id, header))
    lines = grouped(header, records, wide["region_code"])
    for code in found.inhabited():
        write_region(found, folder, figures, code, lines.get(code, header))
    lines = grouped(header, records, (str(id)[-4:] for id in wide["report_id"]))
    for year in known_years(found):
        write_year(found, folder, figures, year, lines[f"{year:04d}"])
    for table, name in CSV_OF.items():
        header, records = split_records(folder.read(f"data/{name}.csv"))
        column = "stage" if KINDS[table] == "stage" else "item"
        lines = grouped(header, records, found.dataset.frames[name][column])
        for item in (id for id, of in metric_ids().items() if of == table):
            write_metric(found, folder, figures, item, lines.get(item, header))


def write_agency(found: Context, folder: Folder, agency_id: str, lines: bytes) -> None:
    """Write one agency's JSON, and ``lines`` (header and records of the wide table) as its CSV."""
    _write(folder, f"agencies/{agency_id}", agency_document(found, agency_id), lines)


def write_region(found: Context, folder: Folder, figures: Figures, region_code: str, lines: bytes) -> None:
    """Write one region's JSON, and ``lines`` (of the agencies in it, not below) as its CSV."""
    _write(folder, f"regions/{region_code}", region_document(found, figures, region_code), lines)


def write_year(found: Context, folder: Folder, figures: Figures, year: int, lines: bytes) -> None:
    """Write one year's JSON, and ``lines`` as its CSV."""
    _write(folder, f"years/{year}", year_document(found, figures, year), lines)


def write_metric(found: Context, folder: Folder, figures: Figures, item: str, lines: bytes) -> None:
    """Write one metric's JSON, and ``lines`` (of its own table) as its CSV."""
    _write(folder, f"metrics/{item}", metric_document(found, figures, item), lines)


def _write(folder: Folder, name: str, document: dict[str, Any], lines: bytes) -> None:
    folder.put(f"{ROOT}/{name}.json", compact(document))
    folder.put(f"{ROOT}/{name}.csv", lines)
