"""Counts are whole and not negative."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.sheet import Sheet, plain
from builder.model import Figure, Finding, Row

# Money may have decimals; 本年增/减 of the 2019 form may be negative.
MONEY = ("amount",)
SIGNED = ("change",)


def not_whole(sheet: Sheet) -> Iterator[Finding]:
    """A number of documents, decisions, applications or cases has no decimals."""
    for row, figure in _certain(sheet):
        value = figure.value
        if figure.column not in MONEY and value is not None and value % 1:
            yield Finding(
                "not-whole",
                "warning",
                row.place,
                row.table,
                row.item,
                figure.column,
                found=plain(value),
                values=(("raw", figure.raw),),
            )


def negative(sheet: Sheet) -> Iterator[Finding]:
    """Nothing but 本年增/减 of the 2019 form can be below zero."""
    for row, figure in _certain(sheet):
        if figure.column not in SIGNED and figure.value is not None and figure.value.is_signed():
            yield Finding(
                "negative",
                "warning",
                row.place,
                row.table,
                row.item,
                figure.column,
                expected="≥ 0",
                found=plain(figure.value),
                values=(("raw", figure.raw),),
            )


def _certain(sheet: Sheet) -> Iterator[tuple[Row, Figure]]:
    """The cells that say more than digits: those are whole and not negative."""
    for address, figures in sheet.counted.items():  # nor is zero
        for figure in figures:
            digits = figure.status == "number" and figure.raw.isdecimal()
            if not digits and figure.status != "suspect":
                yield sheet.rows[address], figure
