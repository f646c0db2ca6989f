"""JSON Schemas (2020-12) of the API's documents and of the tables' JSON files."""

from __future__ import annotations

from typing import Any

from builder.exports import dictionary
from builder.exports.dictionary import Column, TableInfo
from builder.forms import FORM_IDS
from builder.model import TABLES
from builder.tables.columns import columns, items

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_YEAR: Schema = {"type": ["integer", "null"], "minimum": 1900, "maximum": 2999}
NUMBER: Schema = {
    "description": "A number; as text where a double would not hold all its digits; null where blank.",
    "type": ["number", "string", "null"],
    "pattern": "^-?[0-9]+([.][0-9]+)?$",
}
REPORT_ID: Schema = {"type": "string", "pattern": "^[0-9]{6}-[a-z0-9-]+-[0-9]{4}$"}
AGENCY_ID: Schema = {"type": "string", "pattern": "^[0-9]{6}-[a-z0-9-]+$"}
REGION_CODE: Schema = {"type": "string", "pattern": "^[0-9]{6}$"}
MAYBE_REGION: Schema = {"type": ["string", "null"], "pattern": "^[0-9]{6}$"}
FIGURE_ID: Schema = {"type": "string", "pattern": "^(proactive|applications|review_litigation)[.][a-z_]+[.][a-z_]+$"}
LICENCE: Schema = {
    "type": "object",
    "required": ["name", "url"],
    "properties": {"name": TEXT, "url": {"type": "string", "format": "uri"}},
}
LINKS: Schema = {
    "description": "Addresses relative to this document.",
    "type": "object",
    "additionalProperties": MAYBE_TEXT,
}
FIGURES: Schema = {"description": "Ids table.item.column.", "type": "array", "items": FIGURE_ID, "uniqueItems": True}


def listed(each: Schema, **more: Any) -> Schema:
    """An array of these."""
    return {"type": "array", "items": each, **more}


def objects(properties: Schema, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object with exactly these properties, all but the ``optional`` required."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False, **more}


def schemas() -> dict[str, Schema]:
    """All schemas by name: the API's documents, then ``table-{name}`` for each JSON table."""
    found = {
        "index": _index(),
        "report": _report(),
        "agency": _agency(),
        "region": _region(),
        "year": _year(),
        "metric": _metric(),
        "metrics": _metrics(),
        "notice": _notice(),
        **{f"table-{info.id}": _table(info) for info in dictionary.tables()},
    }
    return {name: {"$schema": DIALECT, **schema} for name, schema in found.items()}


def _values(table: str, column: str) -> Schema:
    """The schema of a table's column as JSON has it."""
    return _cell(dictionary.table(table).column(column))


def _cell(column: Column) -> Schema:
    said = {"title": column.zh, "description": column.about_en}
    if column.type in ("integer", "year"):
        return {**said, "type": ["integer", "null"]}
    if column.type == "decimal":
        return {**NUMBER, **said}
    if column.values:
        return {**said, "enum": [*column.values, None]}
    dated = {"format": "date"} if column.type == "date" else {}
    return {**said, "type": ["string", "null"], **dated}


def _document(name: str, title: str, properties: Schema) -> Schema:
    up = "" if name == "index" else "../"
    said = {"$schema": {"const": f"{up}schema/{name}.schema.json"}}
    return objects({**said, **properties}, title=title)


def _table(info: TableInfo) -> Schema:
    return listed(objects({c.id: _cell(c) for c in info.columns}), title=info.zh, description=info.about_en)


def _index() -> Schema:
    return _document(
        "index",
        "接口首页",
        {
            "name": TEXT, "title_zh": TEXT, "title_en": TEXT, "api_version": {"const": "v1"},
            "dataset_version": {"type": "string", "pattern": "^[0-9a-f]{12}$"}, "generator_version": TEXT,
            "licence": LICENCE, "counts": {"type": "object", "additionalProperties": COUNT},
            "years": listed({"type": "integer"}), "regions": listed(REGION_CODE), "metrics": listed(TEXT),
            "links": LINKS,
        },
    )  # fmt: skip


def _report() -> Schema:
    figure = objects(
        {"value": NUMBER, "raw": TEXT, "line": {"type": "integer"}, "page": {"type": "integer"},
         "status": {**_values("cell_notes", "status"), "description": "Left out for a plain number."},
         "note": TEXT, "unit": TEXT},
        optional=("page", "status", "note", "unit"),
    )  # fmt: skip

    def rows(table: str) -> Schema:
        ids = {"enum": list(columns(table))}
        return listed(objects(
            {"item": {"enum": list(items(table))}, "form": {"enum": list(FORM_IDS)}, "label": TEXT,
             "line": {"type": "integer"}, "page": {"type": "integer"}, "status": TEXT, "note": TEXT,
             "figures": {"type": "object", "propertyNames": ids, "additionalProperties": figure}},
            optional=("page", "status", "note"),
        ))  # fmt: skip

    def part(table: str, *ids: str) -> Schema:
        return objects({id: _values(table, id) for id in ids})

    def without_keys(table: str) -> Schema:
        keys = ("report_id", "agency_id", "agency", "year")
        return part(table, *(c.id for c in dictionary.table(table).columns if c.id not in keys))

    return _document(
        "report",
        "年度报告",
        {
            "report_id": REPORT_ID, "year": MAYBE_YEAR,
            **{id: _values("reports", id) for id in ("form", "title", "status", "errors", "warnings")},
            "agency": part("reports", "agency_id", "agency", "region_code", "region"),
            "source": objects({
                "file": TEXT, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "url": MAYBE_TEXT,
                "published_on": _values("reports", "published_on"), "kind": TEXT, "revision": {"type": "integer"},
                "sample": {"type": "boolean"}}),
            **{table: rows(table) for table in TABLES},
            "narratives": listed(without_keys("narratives")), "notes": listed(without_keys("cell_notes")),
            "checks": listed(without_keys("checks")),
            "citation": objects({"gbt7714": TEXT, "bibtex": TEXT}), "licence": LICENCE, "links": LINKS,
        },
    )  # fmt: skip


def _agency() -> Schema:
    series = objects({
        "report_id": REPORT_ID, "year": MAYBE_YEAR,
        **{id: _values("reports", id) for id in ("form", "status", "errors", "warnings", "published_on")},
        "values": listed(NUMBER, description="Aligned with `figures`."),
        "suspect": {**FIGURES, "description": "Figures that totals leave out."},
        "units": {"type": "object", "propertyNames": FIGURE_ID, "additionalProperties": TEXT}, "link": TEXT,
    })  # fmt: skip
    return _document(
        "agency",
        "行政机关",
        {
            "agency_id": AGENCY_ID, "agency": MAYBE_TEXT, "aliases": listed(TEXT), "kind": _values("agencies", "kind"),
            "level": _values("agencies", "level"), "region_code": REGION_CODE, "region": MAYBE_TEXT,
            "registered": {"type": "boolean"}, "valid_from": MAYBE_TEXT, "valid_to": MAYBE_TEXT, "figures": FIGURES,
            "series": listed(series),
            "coverage": listed(objects({"year": MAYBE_YEAR, "status": _values("coverage", "status")})),
            "licence": LICENCE, "links": LINKS,
        },
    )  # fmt: skip


def _totals() -> Schema:
    return listed(
        objects({
            "year": MAYBE_YEAR, "level": _values("agencies", "level"), "kind": _values("agencies", "kind"),
            "reports": COUNT, "sums": listed(NUMBER), "counts": listed(COUNT)}),
        description="One entry per year, level and kind of agency, aligned with `figures`. Never add up entries of one "
        "year: a government's report may contain those of its offices. Reports of agencies whose level or kind is not "
        "known are in none. `counts` says how many reports a sum covers. "
        "Amounts are in 元.",
    )  # fmt: skip


def _region() -> Schema:
    region = objects({"region_code": REGION_CODE, "region": TEXT, "level": _values("regions", "level")})
    agency = objects({
        "agency_id": AGENCY_ID, "agency": MAYBE_TEXT, "kind": _values("agencies", "kind"),
        "level": _values("agencies", "level"), "reports": listed(REPORT_ID), "link": TEXT})  # fmt: skip
    return _document(
        "region",
        "行政区划",
        {
            "region_code": REGION_CODE, "region": TEXT, "level": _values("regions", "level"),
            "parent_region_code": MAYBE_REGION, "ancestors": listed(region), "children": listed(region),
            "agencies": listed(agency), "figures": FIGURES, "totals": _totals(), "licence": LICENCE, "links": LINKS,
        },
    )  # fmt: skip


def _year() -> Schema:
    ids = ("agency_id", "agency", "region_code", "region", "form", "status", "errors", "warnings")
    report = objects({"report_id": REPORT_ID, **{id: _values("reports", id) for id in ids}, "link": TEXT})
    return _document(
        "year",
        "年度",
        {
            "year": {"type": "integer"}, "reports": listed(report), "figures": FIGURES, "totals": _totals(),
            "licence": LICENCE, "links": LINKS,
        },
    )  # fmt: skip


def _metric() -> Schema:
    spread = objects({
        "year": MAYBE_YEAR, "level": _values("agencies", "level"), "kind": _values("agencies", "kind"), "column": TEXT,
        "reports": COUNT, "count": COUNT, "sum": NUMBER, "median": NUMBER, "min": NUMBER, "max": NUMBER})  # fmt: skip
    return _document(
        "metric",
        "指标",
        {
            "item": TEXT, "table": {"enum": list(TABLES)}, "zh": TEXT, "en": TEXT, "group": listed(TEXT),
            "definition_zh": MAYBE_TEXT, "definition_en": MAYBE_TEXT, "legal_basis": MAYBE_TEXT,
            "forms": listed({"enum": list(FORM_IDS)}),
            "columns": listed(objects({"column": TEXT, "zh": TEXT, "en": TEXT, "unit": TEXT})),
            "series": listed(spread), "licence": LICENCE, "links": LINKS,
        },
    )  # fmt: skip


def _metrics() -> Schema:
    metric = objects({"item": TEXT, "table": {"enum": list(TABLES)}, "zh": TEXT, "en": TEXT, "link": TEXT})
    return _document("metrics", "指标目录", {"metrics": listed(metric), "licence": LICENCE})


def _notice() -> Schema:
    return _document(
        "notice",
        "移动或撤下的地址",
        {"state": {"enum": ["moved", "removed"]}, "target": MAYBE_TEXT, "reason": MAYBE_TEXT, "page": TEXT},
    )
