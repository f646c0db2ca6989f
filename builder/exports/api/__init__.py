"""The static JSON API under ``/api/v1/``: one JSON document and one CSV file for each report, agency, region, year and
metric. No document says anything about the whole dataset, except the index: a changed report changes its own, those of
its agency, its region and the ones above, its year and the metrics."""

from __future__ import annotations

from collections.abc import Iterable

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

__all__ = ["Context", "context", "write_api", "write_places", "write_report"]


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
    name = f"{ROOT}/reports/{report.identity.report_id}"
    rows = published_rows(report)
    folder.put(f"{name}.json", compact(report_document(found, report, rows)))
    folder.put(f"{name}.csv", report_csv(found, report, rows))


def write_places(found: Context, folder: Folder) -> None:
    """Write the documents of agencies, regions, years and metrics. Their CSV files are made of the records of the whole
    tables: one line per report, for a metric the lines of its item."""
    header, records = split_records(folder.read("data/figures_wide.csv"))
    wide = found.dataset.frames["figures_wide"]
    figures = Figures(found)
    lines = grouped(header, records, wide["agency_id"])
    for id in found.agencies:
        folder.put(f"{ROOT}/agencies/{id}.json", compact(agency_document(found, id)))
        folder.put(f"{ROOT}/agencies/{id}.csv", lines.get(id, header))
    lines = grouped(header, records, wide["region_code"])
    for code in found.inhabited():
        folder.put(f"{ROOT}/regions/{code}.json", compact(region_document(found, figures, code)))
        folder.put(f"{ROOT}/regions/{code}.csv", lines.get(code, header))
    lines = grouped(header, records, (str(id)[-4:] for id in wide["report_id"]))
    for year in known_years(found):
        folder.put(f"{ROOT}/years/{year}.json", compact(year_document(found, figures, year)))
        folder.put(f"{ROOT}/years/{year}.csv", lines[f"{year:04d}"])
    for table, name in CSV_OF.items():
        header, records = split_records(folder.read(f"data/{name}.csv"))
        column = "stage" if KINDS[table] == "stage" else "item"
        lines = grouped(header, records, found.dataset.frames[name][column])
        for item in (id for id, of in metric_ids().items() if of == table):
            folder.put(f"{ROOT}/metrics/{item}.json", compact(metric_document(found, figures, item)))
            folder.put(f"{ROOT}/metrics/{item}.csv", lines.get(item, header))
