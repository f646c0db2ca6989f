"""One agency's reports of consecutive years against each other. Every finding names the other report, file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from builder.checks.sheet import Sheet, applicant_columns, plain
from builder.forms import form
from builder.model import Figure, Finding, Report

# A slip of one digit multiplies by about ten, 元 for 万元 by ten thousand; real figures move too, so with some room.
_TEN = (Decimal(8), Decimal("12.5"))
_TEN_THOUSAND = (Decimal(5000), Decimal(20000))
_SMALLEST = 50  # below this, tenfold is everyday life for a count
_TOTALS = (
    ("applications", "new_received", "total"),
    ("applications", "total_processed", "total"),
    ("review_litigation", "reconsideration", "total"),
    ("review_litigation", "litigation_direct", "total"),
    ("review_litigation", "litigation_after_reconsideration", "total"),
)
_SLIP_SHARE = Decimal("0.9")  # of a row's total in one column, last year and this year
_SLIP_TOTAL = 20


def check_agency(reports: Sequence[Report]) -> dict[str, tuple[Finding, ...]]:
    """Findings by report id for the reports of one agency, in any order; years without a neighbour are not compared."""
    sheets = {report.identity.year: Sheet(report) for report in reports if report.identity.year}
    found: dict[str, tuple[Finding, ...]] = {}
    for year in sorted(sheets):
        if year - 1 in sheets:
            before, now = sheets[year - 1], sheets[year]
            found[now.report.identity.report_id] = tuple(
                finding for check in (carried_over, in_force, jumps, column_slips) for finding in check(before, now)
            )
    return {report_id: findings for report_id, findings in found.items() if findings}


def carried_over(before: Sheet, now: Sheet) -> Iterator[Finding]:
    """carried_in of a year = carried_forward of the year before, column by column where both are printed."""
    for column in applicant_columns():
        forward = before.value("applications", "carried_forward", column)
        carried = now.value("applications", "carried_in", column)
        if forward is None or carried is None or forward == carried:
            continue
        equation = f"{plain(forward)} ≠ {plain(carried)}"
        theirs = before.cell("applications", "carried_forward", column)
        yield _finding("carried-over", before, now, ("applications", "carried_in", column), theirs, forward, equation)


def in_force(before: Sheet, now: Sheet) -> Iterator[Finding]:
    """in_force of a year = in_force of the year before + issued − repealed (2021 form)."""
    for item in ("regulations", "normative_documents"):
        last = before.value("proactive", item, "in_force")
        issued = now.value("proactive", item, "issued")
        repealed = now.value("proactive", item, "repealed")
        stated = now.value("proactive", item, "in_force")
        if last is None or issued is None or repealed is None or stated is None:
            continue
        expected = last + issued - repealed
        if expected != stated:
            equation = f"{plain(last)} + {plain(issued)} − {plain(repealed)} ≠ {plain(stated)}"
            theirs = before.cell("proactive", item, "in_force")
            yield _finding("in-force", before, now, ("proactive", item, "in_force"), theirs, expected, equation)


def jumps(before: Sheet, now: Sheet) -> Iterator[Finding]:
    """A figure about ten or ten thousand times the last one, or as much less: perhaps a digit or a unit slipped."""
    for (table, item), row in now.rows.items():
        for figure in row.figures:
            address = (table, item, figure.column)
            if figure.column in ("change", "previous_items") or (table != "proactive" and address not in _TOTALS):
                continue
            theirs, last, new = before.cell(*address), before.value(*address), now.value(*address)
            if theirs is None or last is None or new is None or last <= 0 or new <= 0:
                continue
            last, new = last * _factor(theirs), new * _factor(figure)
            ratio = max(last, new) / min(last, new)
            money = figure.column == "amount"
            if _TEN[0] <= ratio <= _TEN[1] and (money or min(last, new) >= _SMALLEST):
                code = "jump-ten"
            elif _TEN_THOUSAND[0] <= ratio <= _TEN_THOUSAND[1]:
                code = "jump-ten-thousand"
            else:
                continue
            equation = f"{_printed(theirs)} → {_printed(figure)}"
            yield _finding(code, before, now, address, theirs, None, equation)


def column_slips(before: Sheet, now: Sheet) -> Iterator[Finding]:
    """Nearly all of a row stands in another applicant column than last year: perhaps the figures slipped a column."""
    for item in ("new_received", "total_processed"):
        then, here = _main_column(before, item), _main_column(now, item)
        if then is None or here is None or then == here:
            continue
        theirs = before.cell("applications", item, then)
        last, new = before.value("applications", item, then), now.value("applications", item, here)
        if last is None or new is None or (now.value("applications", item, then) or 0) > 0:
            continue
        equation = f"{_label(then)} {plain(last)} → {_label(here)} {plain(new)}"
        yield _finding("column-slip", before, now, ("applications", item, here), theirs, None, equation)


def _main_column(sheet: Sheet, item: str) -> str | None:
    values = {c: sheet.value("applications", item, c) or Decimal(0) for c in applicant_columns()[:-1]}
    total = sum(values.values())
    column = max(values, key=lambda c: values[c])
    return column if total >= _SLIP_TOTAL and values[column] >= _SLIP_SHARE * total else None


def _factor(figure: Figure) -> int:
    return 10000 if figure.unit == "万元" else 1


def _printed(figure: Figure) -> str:
    return f"{plain(figure.value)}{figure.unit}" if figure.value is not None else figure.raw


def _label(column: str) -> str:
    return form("2021").term("applicant", column).zh


def _finding(
    code: str,
    before: Sheet,
    now: Sheet,
    address: tuple[str, str, str],
    theirs: Figure | None,
    expected: Decimal | None,
    equation: str,
) -> Finding:
    table, item, column = address
    ours = now.cell(table, item, column)
    assert ours is not None and theirs is not None  # only cells that are there are compared
    return Finding(
        code,
        "hint" if code not in ("carried-over", "in-force") else "warning",
        ours.place,
        table,
        item,
        column,
        expected=plain(expected) if expected is not None else _printed(theirs),
        found=_printed(ours),
        values=(
            ("equation", equation),
            ("other_report", before.report.identity.report_id),
            ("other_file", before.report.source_file),
            ("other_line", str(theirs.place.line)),
        ),
    )
