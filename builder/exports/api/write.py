"""The API's documents that speak of more than one agency. Their CSV files are written with the tables, those of reports
and agencies with their dossiers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from builder.exports.about import Version
from builder.exports.api.context import ROOT, Context
from builder.exports.api.figures import Addable
from builder.exports.api.index import index_document, known_years, metrics_document
from builder.exports.api.metrics import metric_document, metric_ids
from builder.exports.api.openapi import openapi
from builder.exports.api.places import region_document, reports_below, year_document
from builder.exports.api.schemas import schemas
from builder.exports.api.totals import Figures
from builder.exports.json_files import compact, encoded
from builder.folder import Folder
from builder.tables.chunk import Chunks


def write_api(found: Context, addable: Mapping[str, Addable], chunks: Chunks, folder: Folder, version: Version) -> None:
    """Write the documents of regions, years and metrics, the indexes, the description and the schemas; ``addable`` are
    the reports' figures by their ids."""
    figures = Figures(found, addable)
    marks = _marks(chunks)
    said = repr((found.agencies, found.regions, list(found.reports))).encode("utf-8", "backslashreplace")
    frame = hashlib.sha256(said).digest()
    for code in found.inhabited():
        name = f"{ROOT}/regions/{code}.json"
        with folder.group(name, [frame, *map(marks.__getitem__, reports_below(found, code))]) as stale:
            if stale:
                folder.put(name, compact(region_document(found, figures, code)))
    for year in known_years(found):
        name = f"{ROOT}/years/{year}.json"
        own = [id for id, report in found.reports.items() if report["year"] == year]
        with folder.group(name, [frame, *map(marks.__getitem__, own)]) as stale:
            if stale:
                folder.put(name, compact(year_document(found, figures, year)))
    for item, table in metric_ids().items():
        name = f"{ROOT}/metrics/{item}.json"
        with folder.group(name, [frame, figures.mark(table, item)]) as stale:
            if stale:
                folder.put(name, compact(metric_document(figures, item)))
    folder.put(f"{ROOT}/index.json", encoded(index_document(found, version)))
    folder.put(f"{ROOT}/metrics/index.json", encoded(metrics_document()))
    folder.put(f"{ROOT}/openapi.json", encoded(openapi(found.site_url)))
    for name, schema in schemas().items():
        folder.put(f"{ROOT}/schema/{name}.schema.json", encoded(schema))


def _marks(chunks: Chunks) -> dict[str, bytes]:
    """By report id what the sums and lists over reports depend on."""
    tables = [chunks.digests(name) for name in ("reports", "figures_wide", "cell_notes", "proactive_disclosure")]
    return {id: b"".join(digests[id] for digests in tables) for id in tables[0]}
