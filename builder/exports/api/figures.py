"""A report's figures as the API's documents need them: all of them, and what of them may be added up."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from decimal import Context, Decimal, Inexact
from itertools import chain
from typing import NamedTuple

from builder.exports.table import Number, number
from builder.tables.columns import DECIMAL_COLUMNS, TABLE_COLUMNS, figures, first_figure
from builder.tables.rows import Row, Rows, wide_cells
from builder.tables.statement import Printed, Statement

Wide = tuple[Number, ...]

FIGURES = tuple(map(".".join, figures()))
"""The ids ``table.item.column`` of the wide table."""
DECIMALS = tuple(at for at, id in enumerate(FIGURES) if id in DECIMAL_COLUMNS["figures_wide"])
_AT = {id: at for at, id in enumerate(FIGURES)}
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


def detail(printed: Printed, rows: Rows) -> Detail:
    """What a report's documents say of its figures; ``rows`` are its own by CSV stem."""
    units: dict[str, str] = {}
    for _, said in printed.tables["proactive"]:
        units |= said.once(_units)
    return Detail(
        tuple(chain.from_iterable([said.once(_numbers) for said in printed.wide])),
        tuple(sorted({id for note in rows["cell_notes"] for id in _suspect(note)})),
        units,
    )


def _units(said: Statement) -> dict[str, str]:
    return {f"{said.table}.{said.item}.{figure.column}": figure.unit for figure in said.figures if figure.unit}


def _numbers(said: Statement) -> Wide:
    cells = said.once(wide_cells)
    return cells if said.table != "proactive" else tuple(number(str(cell)) if cell else None for cell in cells)


_NOTE = tuple(map(TABLE_COLUMNS["cell_notes"].index, ("table", "item", "column", "status")))


def _suspect(note: Row) -> list[str]:
    """The figures that a note says are suspect: one cell, or with an empty column the whole row."""
    table, item, column, status = (note[at] for at in _NOTE)
    if status != "suspect":
        return []
    return [f"{table}.{item}.{column}"] if column else [f for f in FIGURES if f.startswith(f"{table}.{item}.")]


def addable(printed: Printed, suspect: Iterable[str]) -> Addable:
    """What of a report's figures may be added up: none that is suspect, and no amount without a unit."""
    whole, known, exact = zip(*[said.once(_addable) for said in printed.wide], strict=True)
    found = Addable(b"".join(whole), b"".join(known), tuple(chain.from_iterable(exact)))
    left_out = {_AT[id] for id in suspect if id in _AT}
    return _without(found, left_out) if left_out else found


def _without(found: Addable, left_out: Collection[int]) -> Addable:
    whole, known = array(WHOLE, found.whole), bytearray(found.known)
    for at in left_out:
        whole[at], known[at] = 0, False
    return Addable(whole.tobytes(), bytes(known), tuple(each for each in found.exact if each[0] not in left_out))


def _addable(said: Statement) -> Addable:
    """What of a row's figures may be added up, with positions as in the whole report."""
    whole, known = array(WHOLE), bytearray()
    exact: list[tuple[int, str]] = []
    units = said.once(_units)
    for at, value in enumerate(said.once(_numbers), first_figure(said.table, said.item)):
        amount = value if value is None or at not in _AMOUNTS else _yuan(value, units.get(FIGURES[at], ""))
        known.append(amount is not None)
        if isinstance(amount, int) and abs(amount) <= _LARGEST:
            whole.append(amount)
        else:
            whole.append(0)
            exact += [(at, str(amount))] if amount is not None else ()
    return Addable(whole.tobytes(), bytes(known), tuple(exact))


def _yuan(value: int | float | str, unit: str) -> int | Decimal | None:
    factor = _YUAN.get(unit)
    if factor is None:
        return None
    return value * factor if isinstance(value, int) else EXACT.multiply(Decimal(str(value)), Decimal(factor))
