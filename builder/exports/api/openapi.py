"""The API described in OpenAPI 3.1; the schemas stand beside it in files of their own."""

from __future__ import annotations

from typing import Any

from builder.exports import about
from builder.exports.api.index import API_VERSION
from builder.exports.api.schemas import AGENCY_ID, REGION_CODE, REPORT_ID

PARTS = {
    "report": ("reports", "report_id", REPORT_ID),
    "agency": ("agencies", "agency_id", AGENCY_ID),
    "region": ("regions", "region_code", REGION_CODE),
    "year": ("years", "year", {"type": "string", "pattern": "^[0-9]{4}$"}),
    "metric": ("metrics", "item", {"type": "string", "pattern": "^[a-z_]+$"}),
}
_SUMMARIES = {
    "report": ("One report: every figure with raw text and source line, prose, notes, checks",
               "One report: every figure with raw text and source line"),
    "agency": ("One agency and all its figures, year by year",) * 2,
    "region": ("One division: those below, its own agencies, sums over all in it and below",
               "The reports of a division's own agencies with all figures, without those of the divisions below"),
    "year": ("One year: all its reports, sums", "All reports of a year with all figures"),
    "metric": ("One metric: meaning, sums and spread", "One metric in every report, as in the table that it stands in"),
}  # fmt: skip
"""What the JSON and the CSV of each hold."""


def openapi(site_url: str | None) -> dict[str, Any]:
    """``/api/v1/openapi.json``. The server is this file's own folder where ``site_url`` is unset."""
    paths: dict[str, Any] = {
        "/index.json": _path("getIndex", "Where to begin: versions, counts, years, metrics", _json("index")),
        "/metrics/index.json": _path("listMetrics", "All metrics with their names", _json("metrics")),
    }
    for name, (folder, key, schema) in PARTS.items():
        parameter = {"name": key, "in": "path", "required": True, "schema": schema}
        id = name.capitalize()
        json = _json(name)
        if name not in ("year", "metric"):
            # An address that was once published stays: it tells where its content went.
            both = {"anyOf": [{"$ref": f"schema/{name}.schema.json"}, {"$ref": "schema/notice.schema.json"}]}
            json = {"content": {"application/json": {"schema": both}}}
        paths[f"/{folder}/{{{key}}}.json"] = _path(f"get{id}", _SUMMARIES[name][0], json, parameter)
        paths[f"/{folder}/{{{key}}}.csv"] = _path(f"get{id}Csv", _SUMMARIES[name][1], _csv(), parameter)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{about.PUBLISHER_ZH} {about.PUBLISHER_EN}",
            "version": API_VERSION,
            "summary": "Static files: no key, no limit, no query string",
            "description": f"{about.ABOUT_ZH}\n\n{about.ABOUT_EN}",
            "license": {"name": about.LICENCE_TITLE, "url": about.LICENCE_URL},
        },
        "servers": [{"url": f"{site_url.rstrip('/')}/api/v1" if site_url else "."}],
        "paths": paths,
    }


def _json(schema: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"schema/{schema}.schema.json"}}}}


def _csv() -> dict[str, Any]:
    return {"content": {"text/csv": {"schema": {"type": "string"}}}}


def _path(id: str, summary: str, content: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    answers = {"200": {"description": summary, **content}, "404": {"description": "There is no such id"}}
    operation: dict[str, Any] = {"operationId": id, "summary": summary, "responses": answers}
    return {"get": {**operation, "parameters": list(parameters)} if parameters else operation}
