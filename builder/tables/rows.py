"""One report's rows in every table. Needs no other report, so a report's rows can be made anywhere and kept."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from builder.catalogue import message
from builder.checks import CODES
from builder.checks.acknowledge import Acknowledgements
from builder.model import TABLES, Figure, Finding, Outcome, Place, Report
from builder.model import Row as PrintedRow
from builder.tables.columns import columns, figures, items

Value = str | int | None
Row = tuple[Value, ...]
Rows = dict[str, list[Row]]

NOT_WHOLE = "不是整数，不能作为件数"
_LARGEST = 10**18

PER_REPORT = (
    "reports",
    "proactive_disclosure",
    "applications",
    "review_litigation",
    "narratives",
    "cell_notes",
    "checks",
    "figures_wide",
)
"""The tables whose rows are made report by report."""


def report_rows(report: Report, findings: tuple[Finding, ...], acknowledged: Acknowledgements) -> Rows:
    """The report's rows by CSV stem, in published order. ``findings`` are all of the report, those across reports
    included."""
    ordered = sorted(report.rows, key=lambda row: (TABLES.index(row.table), items(row.table).index(row.item)))
    by_table = {table: [row for row in ordered if row.table == table] for table in TABLES}
    return {
        "reports": [_report(report, findings, acknowledged)],
        "proactive_disclosure": list(_proactive(report, by_table["proactive"])),
        "applications": list(_counts(report, by_table["applications"])),
        "review_litigation": list(_counts(report, by_table["review_litigation"])),
        "narratives": [(*_keys(report), s.section, s.heading, s.text) for s in report.sections],
        "cell_notes": [note for row in ordered for note in _notes(report, row)],
        "checks": list(_checks(report, findings, acknowledged)),
        "figures_wide": [_wide(report)],
    }


def decimal_text(value: Decimal) -> str:
    """The number with the digits it was printed with, no exponent."""
    return f"{value:f}"


def _year(report: Report) -> int | None:
    return report.identity.year or None


def _line(place: Place | None) -> int | None:
    return place.line or None if place else None


def _keys(report: Report) -> Row:
    who = report.identity
    return (who.report_id, who.agency_id, who.agency, _year(report))


def _report(report: Report, findings: tuple[Finding, ...], acknowledged: Acknowledgements) -> Row:
    who = report.identity
    open_ = [f for f in findings if acknowledged.of(who.report_id, f) is None]
    return (
        *(who.report_id, who.agency_id, who.agency, who.region_code, who.region, _year(report), report.form),
        *(report.title, report.source_file, report.source_sha256, report.source_url, report.published_on),
        status(report, open_),
        sum(f.level == "error" for f in open_),
        sum(f.level == "warning" for f in open_),
    )


def status(report: Report, open_findings: list[Finding]) -> str:
    """The first that holds of: ``unidentified`` (agency not in the registry, or no year), ``partial`` (a table is
    missing), ``suspect`` (a row or cell is suspect or illegible), ``problems`` (a check fails as an error or warning,
    without an acknowledgement), else ``ok``."""
    if not report.identity.registered or not report.identity.year:
        return "unidentified"
    if {row.table for row in report.rows} != set(TABLES):
        return "partial"
    unsure = ("suspect", "illegible")
    if any(row.status in unsure or any(f.status in unsure for f in row.figures) for row in report.rows):
        return "suspect"
    if any(f.code in CODES and f.level != "hint" for f in open_findings):
        return "problems"
    return "ok"


def _proactive(report: Report, rows: list[PrintedRow]) -> Iterator[Row]:
    keys = _keys(report)
    for row in rows:
        for figure in _in_order(row):
            value = "" if figure.value is None else decimal_text(figure.value)
            yield (*keys, row.form, row.item, figure.column, value, figure.unit, _line(row.place))


def _in_order(row: PrintedRow) -> list[Figure]:
    order = _positions(row.table)
    return sorted(row.figures, key=lambda figure: order[figure.column])


@cache
def _positions(table: str) -> dict[str, int]:
    return {column: at for at, column in enumerate(columns(table))}


def _counts(report: Report, rows: list[PrintedRow]) -> Iterator[Row]:
    keys = _keys(report)
    for row in rows:
        values = {figure.column: count(figure) for figure in row.figures}
        cells = map(values.get, columns(row.table))
        yield (*keys, row.form, row.item, *cells, _line(row.place))


def count(figure: Figure) -> int | None:
    """A count as a whole number; None where nothing was read, or where what is printed is no whole number."""
    return None if figure.value is None else _whole(figure.value)


@lru_cache(maxsize=4096)
def _whole(value: Decimal) -> int | None:
    whole = int(value)
    return whole if whole == value and -_LARGEST < whole < _LARGEST else None


def _notes(report: Report, row: PrintedRow) -> Iterator[Row]:
    report_id = report.identity.report_id
    if row.status != "number":
        yield (report_id, row.table, row.item, "", row.status, row.label, row.note, _line(row.place))
    for figure in _in_order(row):
        where = (report_id, row.table, row.item, figure.column)
        if row.table != "proactive" and figure.value is not None and count(figure) is None:
            yield (*where, "illegible", figure.raw, NOT_WHOLE, _line(row.place))
        elif figure.status != "number":
            yield (*where, figure.status, figure.raw, figure.note, _line(row.place))


def _checks(report: Report, findings: tuple[Finding, ...], acknowledged: Acknowledgements) -> Iterator[Row]:
    who = report.identity
    for finding in sorted((f for f in findings if f.code in CODES), key=_check_order):
        explained = acknowledged.of(who.report_id, finding)
        yield (
            *(who.report_id, who.agency_id, _year(report), finding.code, finding.level),
            *(finding.table, finding.item, finding.column, finding.expected, finding.found, message(finding)),
            *(_line(finding.place), explained.reason if explained else ""),
        )


def _check_order(finding: Finding) -> tuple[object, ...]:
    table = finding.table
    if table not in TABLES:
        return (finding.code, table, finding.item, finding.column, _line(finding.place) or 0, finding.values)
    item = _position(items(table), finding.item)
    column = _position(columns(table), finding.column)
    return (finding.code, table, f"{item:03}", f"{column:03}", _line(finding.place) or 0, finding.values)


def _position(order: tuple[str, ...], id: str) -> int:
    return order.index(id) + 1 if id in order else 0


def _wide(report: Report) -> Row:
    who = report.identity
    found: dict[tuple[str, str, str], Figure]
    found = {(row.table, row.item, figure.column): figure for row in report.rows for figure in row.figures}
    cells: list[Value] = []
    for address in figures():
        figure = found.get(address)
        if figure is None or figure.value is None:
            cells.append("" if address[0] == "proactive" else None)
        else:
            cells.append(decimal_text(figure.value) if address[0] == "proactive" else _whole(figure.value))
    keys = (who.report_id, who.agency_id, who.agency, who.region_code, who.region, _year(report), report.form)
    return (*keys, *cells)


def quarantine_row(outcome: Outcome) -> Row:
    """The quarantined file's row; ValueError for a published one."""
    reason = outcome.quarantine
    if reason is None:
        raise ValueError(f"{outcome.source_file} is published")
    return (outcome.source_file, reason.code, message(reason), _line(reason.place))
