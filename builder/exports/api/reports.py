"""One report as the API gives it: every figure with its raw text and source line, the prose, notes and checks."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from builder.exports.api.context import LICENCE, ROOT, Context
from builder.exports.citation import report_citation
from builder.exports.dictionary import pair
from builder.exports.json_files import compact
from builder.exports.lines import own_records
from builder.exports.schema_org import site_address
from builder.exports.table import number
from builder.model import TABLES, Figure, Place, Table
from builder.tables.chunk import Lines
from builder.tables.csv import cell
from builder.tables.rows import NOT_WHOLE, count, decimal_text
from builder.tables.statement import Printed, Statement

CSV_COLUMNS = (
    "report_id", "agency_id", "agency", "year", "form", "table", "item", "item_zh", "column", "column_zh", "value",
    "unit", "status", "raw", "source_line", "source_page",
)  # fmt: skip
_HEADER = codecs.BOM_UTF8 + f"{','.join(CSV_COLUMNS)}\r\n".encode()

_PLACE = {"\0": None}
_CUT = rb'"\u0000":null'  # no text of a report holds its quotes: JSON escapes them


def report_files(context: Context, printed: Printed, lines: Mapping[str, Lines]) -> dict[str, bytes]:
    """One report's JSON and CSV by their addresses; it needs no other agency's reports. ``lines`` are its own by CSV
    stem."""
    name = f"{ROOT}/reports/{printed.report.identity.report_id}"
    document = report_document(context, printed, lines)
    return {f"{name}.json": compact(document), f"{name}.csv": report_csv(context, printed)}


def report_document(context: Context, printed: Printed, lines: Mapping[str, Lines]) -> dict[str, Any]:
    """``/api/v1/reports/{report_id}.json``. Figures come from ``printed``, the rest from ``lines``, the report's own by
    CSV stem.

    KeyError if the report is not in the context.
    """
    report = printed.report
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
        **{table: _figures(printed, table) for table in TABLES},
        "narratives": _own("narratives", lines),
        "notes": _own("cell_notes", lines),
        "checks": _own("checks", lines),
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


def _own(name: str, lines: Mapping[str, Lines]) -> orjson.Fragment:
    return orjson.Fragment(own_records(name, lines[name]))


def _figures(printed: Printed, table: Table) -> orjson.Fragment:
    rows = [_at(row.place).join(said.once(_around_places)) for row, said in printed.tables[table]]
    return orjson.Fragment(b"[%b]" % b",".join(rows))


def _at(place: Place) -> bytes:
    """Where a row stands and each of its figures, as parts of a JSON object."""
    return b'"line":%d,"page":%d' % (place.line, place.page) if place.page else b'"line":%d' % place.line


def _around_places(said: Statement) -> list[bytes]:
    """A row as a JSON object, cut where ``_at`` stands. Of a figure only that is said in which it differs from a plain
    number: a report has two hundred of them."""
    found: dict[str, Any] = {"item": said.item, "form": said.form, "label": said.label, **_PLACE}
    if said.status != "number":
        found |= {"status": said.status, "note": said.note}
    found["figures"] = {figure.column: _figure(figure) for figure in said.once(_published)}
    return orjson.dumps(found).split(_CUT)


def _figure(each: Figure) -> dict[str, Any]:
    value = None if each.value is None else number(decimal_text(each.value))
    found: dict[str, Any] = {"value": value, "raw": each.raw, **_PLACE}
    if each.status != "number":
        found["status"] = each.status
        if each.note:
            found["note"] = each.note
    if each.unit:
        found["unit"] = each.unit
    return found


def _published(said: Statement) -> Sequence[Figure]:
    """The figures of a row as the CSV tables publish them: a count that is no whole number is none. In a row in doubt
    every number is, and says so itself: totals leave it out."""
    found: Sequence[Figure] = said.figures
    if said.table != "proactive":
        found = [
            f._replace(value=None, status="illegible", note=NOT_WHOLE)
            if f.value is not None and count(f) is None
            else f
            for f in found
        ]
    if said.status == "number":
        return found
    return [f if f.value is None else f._replace(status=said.status, note=f.note or said.note) for f in found]


def report_csv(context: Context, printed: Printed) -> bytes:
    """``/api/v1/reports/{report_id}.csv``: one line a figure, with the labels of the form in Chinese.

    KeyError if the report is not in the context.
    """
    known = context.reports[printed.report.identity.report_id]
    keys = (known["report_id"], known["agency_id"], cell(known["agency"] or ""), str(known["year"] or ""), "")
    whose = ",".join(keys).encode()
    parts = [_HEADER]
    for row, said in printed.in_order:
        if told := said.once(_told):
            line, page = row.place
            end = b",%d,%d\r\n" % (line, page) if page else b",%d,\r\n" % line
            parts += (whose, (end + whose).join(told), end)
    return b"".join(parts)


def _told(said: Statement) -> list[bytes]:
    """What a row's lines of that file say between whose they are and where they stand."""
    found = []
    for column, value, raw, status, _, unit in said.once(_published):
        number = "" if value is None else decimal_text(value)
        found.append(
            f"{said.form},{_named(said.table, said.item, column)},{number},{unit},{status},{cell(raw)}".encode()
        )
    return found


@cache
def _named(table: str, item: str, column: str) -> str:
    """A figure's address as it stands in that file, with the Chinese labels of its row and column."""
    first, last = pair(table, item, column)
    return ",".join((table, item, cell(first.zh if first else ""), column, cell(last.zh)))
