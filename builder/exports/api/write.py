"""The API's documents that speak of more than one agency. Their CSV files are written with the tables, those of reports
and agencies with their dossiers."""

from __future__ import annotations

from builder.exports.about import Version
from builder.exports.api.context import ROOT, Context
from builder.exports.api.index import index_document, known_years, metrics_document
from builder.exports.api.metrics import metric_document, metric_ids
from builder.exports.api.openapi import openapi
from builder.exports.api.places import region_document, year_document
from builder.exports.api.schemas import schemas
from builder.exports.api.totals import Figures
from builder.exports.json_files import compact, encoded
from builder.folder import Folder


def write_api(found: Context, folder: Folder, version: Version) -> None:
    """Write the documents of regions, years and metrics, the indexes, the description and the schemas."""
    figures = Figures(found)
    for code in found.inhabited():
        folder.put(f"{ROOT}/regions/{code}.json", compact(region_document(found, figures, code)))
    for year in known_years(found):
        folder.put(f"{ROOT}/years/{year}.json", compact(year_document(found, figures, year)))
    for item in metric_ids():
        folder.put(f"{ROOT}/metrics/{item}.json", compact(metric_document(found, figures, item)))
    folder.put(f"{ROOT}/index.json", encoded(index_document(found, version)))
    folder.put(f"{ROOT}/metrics/index.json", encoded(metrics_document()))
    folder.put(f"{ROOT}/openapi.json", encoded(openapi(found.site_url)))
    for name, schema in schemas().items():
        folder.put(f"{ROOT}/schema/{name}.schema.json", encoded(schema))
