"""The sums that the forms themselves demand (勾稽关系), inside one report."""

from __future__ import annotations

from collections.abc import Iterator
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
from builder.model import Finding, Level, Place, Row, Table


def row_sums(sheet: Sheet) -> Iterator[Finding]:
    """Section 3: the six applicant columns of a row add up to its total. A blank total is not checked."""
    yield from _rows(sheet, "applications", "row-sum", applicant_columns())


def review_sums(sheet: Sheet) -> Iterator[Finding]:
    """Section 4: the four results of a stage add up to its total. A blank total is not checked."""
    yield from _rows(sheet, "review_litigation", "review-sum", result_columns())


def balance(sheet: Sheet) -> Iterator[Finding]:
    """Section 3, each column: new_received + carried_in = total_processed + carried_forward."""
    for column in applicant_columns():
        processed = sheet.cell("applications", "total_processed", column)
        if processed is None or processed.value is None:
            continue
        inflow = [sheet.cell("applications", item, column) for item in ("new_received", "carried_in")]
        outflow = [processed, sheet.cell("applications", "carried_forward", column)]
        difference = compare(inflow, outflow)
        if difference is not None:
            yield _finding("balance", "applications", "total_processed", column, processed.place, difference)


def outcome_sums(sheet: Sheet) -> Iterator[Finding]:
    """Section 3, each column: the outcome rows add up to total_processed. A blank total stands for 0."""
    sums = _outcome_totals(sheet)
    for column in applicant_columns():
        processed = sheet.cell("applications", "total_processed", column)
        if processed is None or (processed.value or ZERO) == sums.get(column, ZERO):
            continue
        outcomes = [sheet.cell("applications", item, column) for item in outcome_items()]
        difference = compare(outcomes, [processed], skip_zeros=True, blank_is_zero=processed.value is None)
        if difference is not None:
            yield _finding("outcome-sum", "applications", "total_processed", column, processed.place, difference)


def _sum(row: Row) -> Decimal:
    return sum((figure.value for figure in row.figures if figure.value), ZERO)


def _outcome_totals(sheet: Sheet) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for item in outcome_items():
        row = sheet.rows.get(("applications", item))
        if row is None:
            continue
        for figure in row.figures:
            if figure.value:
                totals[figure.column] = totals.get(figure.column, ZERO) + figure.value
    return totals


def _rows(sheet: Sheet, table: Table, code: str, columns: tuple[str, ...]) -> Iterator[Finding]:
    for (of_table, item), row in sheet.rows.items():
        if of_table != table:
            continue
        total = sheet.cell(table, item, "total")
        if (
            total is None or total.value is None or total.value * 2 == _sum(row)
        ):  # nearly every row: the total and its parts
            continue
        difference = compare([sheet.cell(table, item, column) for column in columns[:-1]], [total])
        if difference is not None:
            yield _finding(code, table, item, "total", total.place, difference)


def _finding(code: str, table: Table, item: str, column: str, place: Place, difference: Comparison) -> Finding:
    level: Level = "hint" if difference.doubtful else "warning"
    return Finding(
        code=code,
        level=level,
        place=place,
        table=table,
        item=item,
        column=column,
        expected=plain(difference.left),
        found=plain(difference.right),
        values=(("equation", difference.equation),),
    )
