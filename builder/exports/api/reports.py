"""One report as the API gives it: every figure with its raw text and source line, the prose, notes and checks."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from builder.exports.api.context import LICENCE, ROOT, Context, Record
from builder.exports.citation import report_citation
from builder.exports.dictionary import pair
from builder.exports.json_files import compact
from builder.exports.schema_org import site_address
from builder.exports.table import Tables, number
from builder.model import TABLES, Figure, Place, Report, Row, Table
from builder.tables.columns import columns, items
from builder.tables.csv import guarded
from builder.tables.rows import NOT_WHOLE, count, decimal_text

CSV_COLUMNS = (
    "report_id", "agency_id", "agency", "year", "form", "table", "item", "item_zh", "column", "column_zh", "value",
    "unit", "status", "raw", "source_line", "source_page",
)  # fmt: skip

_KEYS = frozenset(("report_id", "agency_id", "agency", "year"))
Printed = dict[Table, list[tuple[Row, list[Figure]]]]
_QUOTED = re.compile('[",\r\n]')


def report_files(context: Context, report: Report, tables: Tables) -> dict[str, bytes]:
    """One report's JSON and CSV by their addresses; it needs no other agency's reports. ``tables`` are its own rows."""
    printed = published_rows(report)
    name = f"{ROOT}/reports/{report.identity.report_id}"
    document = report_document(context, report, printed, tables)
    return {f"{name}.json": compact(document), f"{name}.csv": report_csv(context, report, printed)}


def report_document(context: Context, report: Report, rows: Printed, tables: Tables) -> dict[str, Any]:
    """``/api/v1/reports/{report_id}.json``. Figures come from ``rows`` (``published_rows``), the rest
    from ``tables``, the report's own rows by CSV stem.

    KeyError if the report is not in the context.
    """
    report_id = report.identity.report_id
    known = context.reports[report_id]
    before, after = context.neighbours(report_id)
    page = f"reports/{report_id}/"
    address = site_address(page, "", context.site_url) if context.site_url else ""
    citation = report_citation(
        report_id, known["agency"] or "", known["year"], known["title"] or "", known["published_on"] or "",
        known["source_url"] or address,
    )  # fmt: skip
    return {
        "$schema": "../schema/report.schema.json",
        **{k: known[k] for k in ("report_id", "year", "form", "title", "status", "errors", "warnings")},
        "agency": {k: known[k] for k in ("agency_id", "agency", "region_code", "region")},
        "source": {
            "file": known["source_file"],
            "sha256": known["source_sha256"],
            "url": known["source_url"],
            "published_on": known["published_on"],
            "kind": report.kind,
            "revision": report.revision,
            "sample": report.sample,
        },
        **{table: [_row(row, figures) for row, figures in rows[table]] for table in TABLES},
        "narratives": _details("narratives", tables),
        "notes": _details("cell_notes", tables),
        "checks": _details("checks", tables),
        "citation": {"gbt7714": citation.gbt7714, "bibtex": citation.bibtex},
        "licence": LICENCE,
        "links": {
            "page": f"../../../{page}",
            "csv": f"{report_id}.csv",
            "agency": f"../agencies/{known['agency_id']}.json",
            "region": f"../regions/{known['region_code']}.json" if known["region_code"] in context.regions else None,
            "year": f"../years/{known['year']}.json" if known["year"] else None,
            "previous": f"{before}.json" if before else None,
            "next": f"{after}.json" if after else None,
        },
    }


def _details(name: str, tables: Tables) -> list[Record]:
    records = tables[name].records()
    return [{column: value for column, value in record.items() if column not in _KEYS} for record in records]


def published_rows(report: Report) -> Printed:
    """The report's rows and figures by table, in the form's order and as the CSV tables publish them: a count that is
    no whole number is none."""
    found: Printed = {}
    for table in TABLES:
        order = items(table)
        rows = sorted((row for row in report.rows if row.table == table), key=lambda row: order.index(row.item))
        found[table] = [(row, _figures(row)) for row in rows]
    return found


def _figures(row: Row) -> list[Figure]:
    order = columns(row.table)
    found = sorted(row.figures, key=lambda f: order.index(f.column))
    if row.table == "proactive":
        return found
    return [
        f._replace(value=None, status="illegible", note=NOT_WHOLE) if f.value is not None and count(f) is None else f
        for f in found
    ]


def _row(row: Row, figures: list[Figure]) -> dict[str, Any]:
    found: dict[str, Any] = {"item": row.item, "form": row.form, "label": row.label, "line": row.place.line}
    if row.place.page:
        found["page"] = row.place.page
    if row.status != "number":
        found |= {"status": row.status, "note": row.note}
    found["figures"] = {f.column: _figure(f, row.place) for f in figures}
    return found


def _figure(each: Figure, place: Place) -> dict[str, Any]:
    # Said only where it differs from a plain number: a report has two hundred figures.
    value = None if each.value is None else number(decimal_text(each.value))
    found: dict[str, Any] = {"value": value, "raw": each.raw, "line": place.line}
    if place.page:
        found["page"] = place.page
    if each.status != "number":
        found["status"] = each.status
        if each.note:
            found["note"] = each.note
    if each.unit:
        found["unit"] = each.unit
    return found


def report_csv(context: Context, report: Report, rows: Printed) -> bytes:
    """``/api/v1/reports/{report_id}.csv``: one line a figure, with the labels of the form in Chinese.

    KeyError if the report is not in the context.
    """
    known = context.reports[report.identity.report_id]
    head = ",".join((known["report_id"], known["agency_id"], cell(known["agency"] or ""), str(known["year"] or "")))
    lines = [",".join(CSV_COLUMNS)]
    for row, figures in (printed for table in TABLES for printed in rows[table]):
        for each in figures:
            named = _named(row.form, row.table, row.item, each.column)
            value = "" if each.value is None else decimal_text(each.value)
            end = f"{cell(each.raw)},{row.place.line},{row.place.page or ''}"
            lines.append(f"{head},{named},{value},{each.unit},{each.status},{end}")
    lines.append("")
    return "\r\n".join(lines).encode("utf-8-sig")


@lru_cache(maxsize=65536)
def cell(text: str) -> str:
    """A text as a CSV cell, guarded and quoted as the tables' own. The csv module takes four times as long, and there
    are two hundred lines a report."""
    text = guarded(text)
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _QUOTED.search(text) else text


@cache
def _named(*ids: str) -> str:
    form, table, item, column = ids
    item_zh, column_zh = labels(table, item, column)
    return ",".join((form, table, item, cell(item_zh), column, cell(column_zh)))


@cache
def labels(table: str, item: str, column: str) -> tuple[str, str]:
    """The Chinese labels of a figure's row and column."""
    first, last = pair(table, item, column)
    return (first.zh if first else ""), last.zh
