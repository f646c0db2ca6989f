"""Where the API begins: what there is, in which version, and how addresses are made."""

from __future__ import annotations

from typing import Any

from builder.exports import about
from builder.exports.api.context import LICENCE, Context
from builder.exports.api.figures import FIGURES
from builder.exports.api.metrics import metric_ids
from builder.exports.dictionary import term
from builder.forms import ROW_KINDS

API_VERSION = "v1"


def index_document(context: Context, version: about.Version) -> dict[str, Any]:
    """``/api/v1/index.json``."""
    return {
        "$schema": "schema/index.schema.json",
        "name": about.NAME,
        "title_zh": about.TITLE_ZH,
        "title_en": about.TITLE_EN,
        "api_version": API_VERSION,
        "dataset_version": version.dataset,
        "generator_version": version.generator,
        "licence": LICENCE,
        "counts": {
            "reports": len(context.reports),
            "agencies": len(context.agencies),
            "regions": len(context.regions),
            "figures": len(FIGURES),
        },
        "years": known_years(context),
        "regions": context.inhabited(),
        "metrics": list(metric_ids()),
        "links": {
            "openapi": "openapi.json",
            "documentation": "../../api/",
            "report": "reports/{report_id}.json",
            "agency": "agencies/{agency_id}.json",
            "region": "regions/{region_code}.json",
            "year": "years/{year}.json",
            "metric": "metrics/{item}.json",
            "all_reports": "../../data/reports.json",
            "all_agencies": "../../data/agencies.json",
            "all_regions": "../../data/regions.json",
            "datapackage": "../../data/datapackage.json",
        },
    }


def metrics_document() -> dict[str, Any]:
    """``/api/v1/metrics/index.json``: all metrics with their names."""
    named = ((id, table, term(ROW_KINDS[table], id)) for id, table in metric_ids().items())
    return {
        "$schema": "../schema/metrics.schema.json",
        "metrics": [
            {"item": id, "table": table, "zh": t.zh, "en": t.en, "link": f"{id}.json"} for id, table, t in named
        ],
        "licence": LICENCE,
    }


def known_years(context: Context) -> list[int]:
    """The report years of the dataset, sorted."""
    return sorted({report["year"] for report in context.reports.values() if report["year"]})
