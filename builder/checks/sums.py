"""The sums that the forms themselves demand (勾稽关系), inside one report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from builder.checks.sheet import (
    ZERO,
    Comparison,
    Sheet,
    applicant_columns,
    compare,
    outcome_items,
    plain,
    result_columns,
)
from builder.model import Finding, Level, Table

_INFLOW = ("new_received", "carried_in")
_OUTFLOW = ("total_processed", "carried_forward")


def row_sums(sheet: Sheet) -> Iterator[Finding]:
    """Section 3: the six applicant columns of a row add up to its total. A blank total is not checked."""
    yield from _rows(sheet, "applications", "row-sum", applicant_columns())


def review_sums(sheet: Sheet) -> Iterator[Finding]:
    """Section 4: the four results of a stage add up to its total. A blank total is not checked."""
    yield from _rows(sheet, "review_litigation", "review-sum", result_columns())


def balance(sheet: Sheet) -> Iterator[Finding]:
    """Section 3, each column: new_received + carried_in = total_processed + carried_forward. A blank total beside
    figures is no 0: what it makes fail is a hint."""
    sums_in, sums_out = _sums(sheet, _INFLOW), _sums(sheet, _OUTFLOW)
    for column in applicant_columns():
        if sums_in.get(column) == sums_out.get(column):
            continue
        processed = sheet.cell("applications", "total_processed", column)
        if processed is None or processed.value is None:
            continue
        inflow = [sheet.cell("applications", item, column) for item in _INFLOW]
        outflow = [processed, sheet.cell("applications", "carried_forward", column)]
        difference = compare(inflow, outflow)
        if difference is not None:
            if column == "total" and any(_lacks_total(sheet, item) for item in (*_INFLOW, *_OUTFLOW)):
                difference = replace(difference, doubtful=True)
            yield _finding(sheet, "balance", "applications", "total_processed", column, difference)


def _lacks_total(sheet: Sheet, item: str) -> bool:
    total = sheet.cell("applications", item, "total")
    return total is not None and total.status == "blank" and ("applications", item) in sheet.counted


def outcome_sums(sheet: Sheet) -> Iterator[Finding]:
    """Section 3, each column: the outcome rows add up to total_processed. A blank total beside
    outcomes does not hold, and is told as a blank."""
    sums, totals = _sums(sheet, outcome_items()), _sums(sheet, ("total_processed",))
    for column in applicant_columns():
        if sums.get(column) == totals.get(column):
            continue
        processed = sheet.cell("applications", "total_processed", column)
        if processed is None:
            continue
        outcomes = [sheet.cell("applications", item, column) for item in outcome_items()]
        difference = compare(outcomes, [processed], skip_zeros=True, blank_is_zero=processed.value is None)
        if difference is not None:
            finding = _finding(sheet, "outcome-sum", "applications", "total_processed", column, difference)
            found = finding.found if processed.value is not None else ""
            yield replace(finding, found=found, values=(*finding.values, ("printed", found or "( )")))


def _sums(sheet: Sheet, items: Collection[str]) -> dict[str, Decimal]:
    """The sum of these rows of section 3 by column, without columns in which they print nothing but zeros."""
    sums: dict[str, Decimal] = {}
    for (table, item), figures in sheet.counted.items():
        if table == "applications" and item in items:
            for figure in figures:
                if figure.value:
                    sums[figure.column] = sums.get(figure.column, ZERO) + figure.value
    return {column: total for column, total in sums.items() if total}


def _rows(sheet: Sheet, table: Table, code: str, columns: Sequence[str]) -> Iterator[Finding]:
    for (of_table, item), counted in sheet.counted.items():
        if of_table != table:
            continue
        *parts, last = counted
        if last.column == "total" and last.value == sum([f.value for f in parts if f.value], ZERO):  # nearly every row
            continue
        difference = compare([sheet.cell(table, item, c) for c in columns[:-1]], [sheet.cell(table, item, "total")])
        if difference is not None:
            yield _finding(sheet, code, table, item, "total", difference)


def _finding(sheet: Sheet, code: str, table: Table, item: str, column: str, difference: Comparison) -> Finding:
    level: Level = "hint" if difference.doubtful else "warning"
    return Finding(
        code=code,
        level=level,
        place=sheet.place(table, item),
        table=table,
        item=item,
        column=column,
        expected=plain(difference.left),
        found=plain(difference.right),
        values=(("equation", difference.equation),),
    )
