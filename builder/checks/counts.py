"""Counts are whole and not negative."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from builder.checks.sheet import Sheet, plain
from builder.model import Figure, Finding, Row

# Money may have decimals; 本年增/减 of the 2019 form may be negative.
MONEY = ("amount",)
SIGNED = ("change",)


def not_whole(sheet: Sheet) -> Iterator[Finding]:
    """A number of documents, decisions, applications or cases has no decimals."""
    for row, figure, value in _telling(sheet):
        if figure.column not in MONEY and value % 1:
            yield _finding("not-whole", row, figure, value)


def negative(sheet: Sheet) -> Iterator[Finding]:
    """Nothing but 本年增/减 of the 2019 form can be below zero."""
    for row, figure, value in _telling(sheet):
        if figure.column not in SIGNED and value.is_signed():
            yield _finding("negative", row, figure, value, "≥ 0")


def _telling(sheet: Sheet) -> Iterator[tuple[Row, Figure, Decimal]]:
    """The cells that say more than digits, with their numbers: the others are whole and not negative."""
    for address, figures in sheet.counted.items():  # nor is zero
        for figure in figures:
            digits = figure.status == "number" and figure.raw.isdecimal()
            if not digits and figure.status != "suspect" and figure.value is not None:
                yield sheet.rows[address], figure, figure.value


def _finding(code: str, row: Row, figure: Figure, value: Decimal, expected: str = "") -> Finding:
    raw = (("raw", figure.raw),)
    return Finding(code, "warning", row.place, row.table, row.item, figure.column, expected, plain(value), raw)
