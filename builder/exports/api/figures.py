"""A report's figures as the API's documents need them: all of them, and what of them may be added up."""

from __future__ import annotations

from array import array
from decimal import Context, Decimal, Inexact
from typing import NamedTuple

from builder.exports.dictionary import CSV_OF
from builder.exports.table import Number, number
from builder.tables.columns import DECIMAL_COLUMNS, TABLE_COLUMNS
from builder.tables.rows import Row, Rows

Wide = tuple[Number, ...]

FIRST_FIGURE = next(n for n, id in enumerate(TABLE_COLUMNS["figures_wide"]) if "." in id)
FIGURES = TABLE_COLUMNS["figures_wide"][FIRST_FIGURE:]
"""The ids ``table.item.column`` of the wide table."""
DECIMALS = tuple(at for at, id in enumerate(FIGURES) if id in DECIMAL_COLUMNS["figures_wide"])
_AMOUNTS = frozenset(at for at, id in enumerate(FIGURES) if id.endswith(".amount"))

# The default context would round to 28 digits without a word.
EXACT = Context(prec=200, traps=[Inexact])
_YUAN = {"元": 1, "万元": 10_000}
WHOLE = "i"
"""What ``Addable.whole`` is an array of: so small that any number of them is added up in 64 bits."""
_LARGEST = 2**31 - 1


class Detail(NamedTuple):
    """A report's figures in the order of ``FIGURES``, those that totals leave out, and the units of its amounts."""

    wide: Wide
    suspect: tuple[str, ...]
    units: dict[str, str]


class Addable(NamedTuple):
    """What of a report's figures may be added up, in the order of ``FIGURES`` as the bytes of arrays: ``known`` says
    which, ``whole`` are these numbers, amounts in 元. Those that are no small whole numbers stand in ``exact`` by their
    position, as text, and count 0 in ``whole``."""

    whole: bytes
    known: bytes
    exact: tuple[tuple[int, str], ...]


def detail(rows: Rows) -> Detail:
    """What a report's documents say of its figures, by its rows of each table."""
    wide: list[Number] = list(rows["figures_wide"][0][FIRST_FIGURE:])
    for at in DECIMALS:
        wide[at] = number(str(wide[at])) if wide[at] else None
    item, measure, unit = map(TABLE_COLUMNS[CSV_OF["proactive"]].index, ("item", "measure", "unit"))
    return Detail(
        tuple(wide),
        tuple(sorted({id for note in rows["cell_notes"] for id in _suspect(note)})),
        {f"proactive.{row[item]}.{row[measure]}": str(row[unit]) for row in rows[CSV_OF["proactive"]] if row[unit]},
    )


_NOTE = tuple(map(TABLE_COLUMNS["cell_notes"].index, ("table", "item", "column", "status")))


def _suspect(note: Row) -> list[str]:
    """The figures that a note says are suspect: one cell, or with an empty column the whole row."""
    table, item, column, status = (note[at] for at in _NOTE)
    if status != "suspect":
        return []
    return [f"{table}.{item}.{column}"] if column else [f for f in FIGURES if f.startswith(f"{table}.{item}.")]


def addable(told: Detail) -> Addable:
    """What of these figures may be added up: none that is suspect, and no amount without a unit."""
    whole, known = array(WHOLE, (0,) * len(FIGURES)), bytearray(len(FIGURES))
    exact: list[tuple[int, str]] = []
    for at, value in enumerate(told.wide):
        if value is None or FIGURES[at] in told.suspect:
            continue
        amount = _yuan(value, told.units.get(FIGURES[at], "")) if at in _AMOUNTS else value
        if amount is None:
            continue
        known[at] = True
        if isinstance(amount, int) and abs(amount) <= _LARGEST:
            whole[at] = amount
        else:
            exact.append((at, str(amount)))
    return Addable(whole.tobytes(), bytes(known), tuple(exact))


def _yuan(value: int | float | str, unit: str) -> int | Decimal | None:
    factor = _YUAN.get(unit)
    if factor is None:
        return None
    return value * factor if isinstance(value, int) else EXACT.multiply(Decimal(str(value)), Decimal(factor))
