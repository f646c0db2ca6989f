"""One agency's reports of consecutive years against each other. Every finding names the other report, file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from builder.checks.sheet import ZERO, Sheet, applicant_columns, plain
from builder.forms import form
from builder.model import Finding, Place

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
_RULES = ("carried-over", "in-force")  # what must hold; the rest is worth a look

Address = tuple[str, str, str]


def check_agency(sheets: Iterable[Sheet]) -> dict[str, tuple[Finding, ...]]:
    """Findings by report id for the reports of one agency, in any order; years without a neighbour are not compared."""
    by_year = {sheet.report.identity.year: sheet for sheet in sheets}
    found: dict[str, tuple[Finding, ...]] = {}
    for year in sorted(by_year):
        if year - 1 in by_year:
            before, now = by_year[year - 1], by_year[year]
            found[now.report.identity.report_id] = tuple(
                finding for check in (carried_over, in_force, jumps, column_slips) for finding in check(before, now)
            )
    return {report_id: findings for report_id, findings in found.items() if findings}


def carried_over(before: Sheet, now: Sheet) -> Iterator[Finding]:
    """carried_in of a year = carried_forward of the year before, column by column where both are printed."""
    last, here = before.values("applications", "carried_forward"), now.values("applications", "carried_in")
    for column in applicant_columns():
        if last.get(column) == here.get(column):
            continue
        forward = _certain(before, ("applications", "carried_forward", column))
        carried = _certain(now, ("applications", "carried_in", column))
        if forward is None or carried is None:
            continue
        equation = f"{plain(forward.value)} ≠ {plain(carried.value)}"
        yield _finding("carried-over", before, forward, carried, plain(forward.value), equation)


def in_force(before: Sheet, now: Sheet) -> Iterator[Finding]:
    """in_force of a year = in_force of the year before + issued − repealed (2021 form)."""
    for item in ("regulations", "normative_documents"):
        last = _certain(before, ("proactive", item, "in_force"))
        stated = _certain(now, ("proactive", item, "in_force"))
        issued = now.value("proactive", item, "issued")
        repealed = now.value("proactive", item, "repealed")
        if last is None or stated is None or issued is None or repealed is None:
            continue
        expected = last.value + issued - repealed
        if expected != stated.value:
            equation = f"{plain(last.value)} + {plain(issued)} − {plain(repealed)} ≠ {plain(stated.value)}"
            yield _finding("in-force", before, last, stated, plain(expected), equation)


def jumps(before: Sheet, now: Sheet) -> Iterator[Finding]:
    """A figure about ten or ten thousand times the last one, or as much less: perhaps a digit or a unit slipped."""
    proactive = (
        ("proactive", row.item, figure.column)
        for row in now.rows.values()
        if row.table == "proactive"
        for figure in row.figures
        if figure.value and figure.column not in ("change", "previous_items")
    )
    for address in (*proactive, *_TOTALS):
        last, new = _certain(before, address), _certain(now, address)
        if last is None or new is None or last.value <= 0 or new.value <= 0:
            continue
        if bool(last.unit) != bool(new.unit):  # an amount without a unit may be 元 or 万元
            continue
        small, large = sorted((last.value * last.factor, new.value * new.factor))
        ratio = large / small
        if _TEN[0] <= ratio <= _TEN[1] and (address[2] == "amount" or small >= _SMALLEST):
            code = "jump-ten"
        elif _TEN_THOUSAND[0] <= ratio <= _TEN_THOUSAND[1]:
            code = "jump-ten-thousand"
        else:
            continue
        yield _finding(code, before, last, new, last.printed, f"{last.printed} → {new.printed}")


def column_slips(before: Sheet, now: Sheet) -> Iterator[Finding]:
    """Nearly all of a row stands in another applicant column than last year: perhaps the figures slipped a column."""
    for item in ("new_received", "total_processed"):
        then, here = _main_column(before, item), _main_column(now, item)
        if then is None or here is None or then == here or now.value("applications", item, then):
            continue
        last, new = _certain(before, ("applications", item, then)), _certain(now, ("applications", item, here))
        if last is not None and new is not None:
            equation = f"{_label(then)} {last.printed} → {_label(here)} {new.printed}"
            yield _finding("column-slip", before, last, new, last.printed, equation)


@dataclass(frozen=True, slots=True)
class _Number:
    """A cell that was read for certain, with its address."""

    address: Address
    place: Place
    value: Decimal
    unit: str

    @property
    def printed(self) -> str:
        return plain(self.value) + self.unit

    @property
    def factor(self) -> int:
        return 10000 if self.unit == "万元" else 1


def _certain(sheet: Sheet, address: Address) -> _Number | None:
    figure, row, value = sheet.cell(*address), sheet.rows.get(address[:2]), sheet.value(*address)
    return None if figure is None or row is None or value is None else _Number(address, row.place, value, figure.unit)


def _main_column(sheet: Sheet, item: str) -> str | None:
    known = sheet.values("applications", item)
    if not any(known.values()):
        return None
    values = {c: known.get(c, ZERO) for c in applicant_columns()[:-1]}
    total = sum(values.values())
    column = max(values, key=lambda c: values[c])
    return column if total >= _SLIP_TOTAL and values[column] >= _SLIP_SHARE * total else None


def _label(column: str) -> str:
    return form("2021").term("applicant", column).zh


def _finding(code: str, before: Sheet, theirs: _Number, ours: _Number, expected: str, equation: str) -> Finding:
    table, item, column = ours.address
    return Finding(
        code,
        "warning" if code in _RULES else "hint",
        ours.place,
        table,
        item,
        column,
        expected=expected,
        found=ours.printed,
        values=(
            ("equation", equation),
            ("other_report", before.report.identity.report_id),
            ("other_file", before.report.source_file),
            ("other_line", str(theirs.place.line)),
        ),
    )
