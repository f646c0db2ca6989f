"""One report's rows in every table. Needs no other report, so a report's rows can be made anywhere and kept."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain

from builder.catalogue import message
from builder.checks import CODES
from builder.checks.acknowledge import Acknowledgements
from builder.model import DOUBTFUL, TABLES, Figure, Finding, Outcome, Place, Report
from builder.tables.columns import columns, figures, items
from builder.tables.statement import Printed, Statement

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


def report_rows(printed: Printed, findings: tuple[Finding, ...], acknowledged: Acknowledgements) -> Rows:
    """A report's rows by CSV stem, in published order. ``findings`` are all of the report, those across reports
    included."""
    report = printed.report
    keys = keys_of(report)
    return {
        "reports": [_report(printed, findings, acknowledged)],
        "proactive_disclosure": _figures(keys, printed, "proactive"),
        "applications": _figures(keys, printed, "applications"),
        "review_litigation": _figures(keys, printed, "review_litigation"),
        "narratives": [(*keys, s.section, s.heading, s.text) for s in report.sections],
        "cell_notes": [
            (keys[0], *note, _line(row.place)) for row, said in printed.in_order for note in said.once(note_cells)
        ],
        "checks": list(_checks(report, findings, acknowledged)),
        "figures_wide": [_wide(printed)],
    }


def decimal_text(value: Decimal) -> str:
    """The number with the digits it was printed with, no exponent."""
    return f"{value:f}"


def _year(report: Report) -> int | None:
    return report.identity.year or None


def _line(place: Place | None) -> int | None:
    return place.line or None if place else None


def keys_of(report: Report) -> Row:
    """Whose a row is: what most tables begin with."""
    who = report.identity
    return (who.report_id, who.agency_id, who.agency, _year(report))


def _report(printed: Printed, findings: tuple[Finding, ...], acknowledged: Acknowledgements) -> Row:
    report = printed.report
    who = report.identity
    open_ = [f for f in findings if acknowledged.of(who.report_id, f) is None]
    return (
        *(who.report_id, who.agency_id, who.agency, who.region_code, who.region, _year(report), report.form),
        *(report.title, report.source_file, report.source_sha256, report.source_url, report.published_on),
        status(printed, open_),
        sum(f.level == "error" for f in open_),
        sum(f.level == "warning" for f in open_),
    )


def status(printed: Printed, open_findings: list[Finding]) -> str:
    """The first that holds of: ``unidentified`` (agency not in the registry, or no year), ``partial`` (a table is
    missing), ``suspect`` (a row or cell is suspect or illegible), ``problems`` (a check fails as an error or warning,
    without an acknowledgement), else ``ok``."""
    who = printed.report.identity
    if not who.registered or not who.year:
        return "unidentified"
    if {table for table, _ in printed.said} != set(TABLES):
        return "partial"
    if any(said.once(_unsure) for _, said in printed.rows):
        return "suspect"
    if any(f.code in CODES and f.level != "hint" for f in open_findings):
        return "problems"
    return "ok"


def _unsure(said: Statement) -> bool:
    return said.status in DOUBTFUL or any(figure.status in DOUBTFUL for figure in said.figures)


def _figures(keys: Row, printed: Printed, table: str) -> list[Row]:
    return [
        (*keys, *cells, _line(row.place)) for row, said in printed.tables[table] for cells in said.once(figure_cells)
    ]


def figure_cells(said: Statement) -> list[Row]:
    """What a row's rows in its table say between whose they are and where they stand: of the table proactive one a
    figure, of the others one, a count each column."""
    if said.table == "proactive":
        told = [("" if f.value is None else decimal_text(f.value), f.unit) for f in said.figures]
        return [(said.form, said.item, f.column, *cells) for f, cells in zip(said.figures, told, strict=True)]
    values = {figure.column: count(figure) for figure in said.figures}
    return [(said.form, said.item, *map(values.get, columns(said.table)))]


def count(figure: Figure) -> int | None:
    """A count as a whole number; None where nothing was read, or where what is printed is no whole number."""
    return None if figure.value is None else _whole(figure.value)


@lru_cache(maxsize=4096)
def _whole(value: Decimal) -> int | None:
    whole = int(value)
    return whole if whole == value and -_LARGEST < whole < _LARGEST else None


def note_cells(said: Statement) -> list[Row]:
    """What the notes on a row and its cells say between whose they are and where they stand."""
    address = (said.table, said.item)
    notes: list[Row] = []
    if said.status != "number":
        notes.append((*address, "", said.status, said.label, said.note))
    for figure in said.figures:
        if said.table != "proactive" and figure.value is not None and count(figure) is None:
            notes.append((*address, figure.column, "illegible", figure.raw, NOT_WHOLE))
        elif figure.status != "number":
            notes.append((*address, figure.column, figure.status, figure.raw, figure.note))
    return notes


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


def _wide(printed: Printed) -> Row:
    report, who = printed.report, printed.report.identity
    cells = chain.from_iterable([said.once(wide_cells) for said in printed.wide])
    return (who.report_id, who.agency_id, who.agency, who.region_code, who.region, _year(report), report.form, *cells)


def wide_cells(said: Statement) -> Row:
    """The cells of a row in the wide table."""
    found = {figure.column: figure.value for figure in said.figures}
    values = [found.get(column) for column in _columns_of(said.table, said.item)]
    if said.table == "proactive":
        return tuple("" if value is None else decimal_text(value) for value in values)
    return tuple(None if value is None else _whole(value) for value in values)


@cache
def _columns_of(table: str, item: str) -> tuple[str, ...]:
    return tuple(column for *address, column in figures() if address == [table, item])


def quarantine_row(outcome: Outcome) -> Row:
    """The quarantined file's row; ValueError for a published one."""
    reason = outcome.quarantine
    if reason is None:
        raise ValueError(f"{outcome.source_file} is published")
    return (outcome.source_file, reason.code, message(reason), _line(reason.place))
