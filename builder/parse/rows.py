"""Aligned values to the model's rows: statuses, notes and units of every figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from builder.memo import Memo
from builder.model import Figure, FormId, Place, Row, Status, Table, new_tuple
from builder.parse.records import Record
from builder.parse.values import Value

_LONGEST_LABEL = 120  # characters
_LONGEST_KEPT = 20  # of a cell
_OTHER_ORDER = "行名或栏目名的次序与表样不同，按表样的次序读"


def _unit(value: Value, header: str) -> str:
    return "" if value.status in ("blank", "not_applicable") else value.unit or header


def build_row(
    table: Table,
    item: str,
    form_id: FormId,
    record: Record,
    columns: tuple[str, ...],
    values: Sequence[Value],
    status: Status = "number",
    note: str = "",
    unit: str = "",
) -> Row:
    """One row, a figure per column. ``unit`` is the header's, used where the cell prints none and the column is an
    amount."""
    reading, texts = record.reading, record.texts
    if reading is None:
        figures = _figures(columns, values, unit)
    elif (made := reading.made) is not None and made[0] is values and made[1] is columns and made[2] == unit:
        figures = made[3]
    else:
        figures = _figures(columns, values, unit)
        if values is reading.values or values is reading.solid:
            reading.made = (values, columns, unit, figures)
    label = reading.words if reading is not None and texts is reading.label else " ".join(filter(None, texts))
    return new_tuple(Row, (table, item, form_id, label[-_LONGEST_LABEL:], record.place, figures, status, note))


def _figures(columns: tuple[str, ...], values: Sequence[Value], unit: str) -> tuple[Figure, ...]:
    kept = _kept[columns, unit if unit and "amount" in columns else ""]
    return tuple([figures[value] for figures, value in zip(kept, values, strict=True)])


@cache
def _of_column(column: str, unit: str) -> Memo[Value, Figure]:
    """The figures of a column by their values: one object for all cells that say the same, so that outcomes are packed
    and unpacked in half the time."""

    def figure(value: Value) -> Figure:
        own = _unit(value, unit) if column == "amount" else ""
        return new_tuple(Figure, (column, value.value, value.raw, value.status, value.note, own))

    return Memo(figure, lambda value: len(value.raw) <= _LONGEST_KEPT, most=4096)


_kept: Memo[tuple[tuple[str, ...], str], list[Memo[Value, Figure]]] = Memo(
    lambda key: [_of_column(column, key[1] if column == "amount" else "") for column in key[0]], lambda _: True
)
"""For each of these columns, whose amounts have this unit, its figures."""


def illegible_row(table: Table, item: str, form_id: FormId, record: Record, columns: Sequence[str], note: str) -> Row:
    """A printed row whose figures cannot be told apart: every figure empty, the raw text kept on the row's figures."""
    raw = " ".join(v.raw for v in record.values if v.raw)[:200]
    figures = tuple(Figure(c, None, raw, "illegible") for c in columns)
    label = " ".join(t for t in record.texts if t)[-_LONGEST_LABEL:]
    return Row(table, item, form_id, label, record.place, figures, "illegible", note)


def doubted(row: Row, note: str) -> Row:
    """The row as a suspect one; an illegible row stays illegible. Notes add up."""
    status: Status = "illegible" if row.status == "illegible" else "suspect"
    return row._replace(status=status, note="；".join(filter(None, (row.note, note))))


def other_again(place: Place) -> str:
    """The note on a row that is printed once more, there, with other figures."""
    return f"同一行在第 {place.line} 行又出现，数字不同"


def digits_below(raws: Sequence[str]) -> str:
    """The note on rows below which these digits stand without a label."""
    return f"这一行之下还有数字（{' '.join(raws)}），可能是断在两行的数字"


def again(row: Row, later: Row) -> Row:
    """The row, in doubt where the later one, of the same item, prints other figures."""
    if [figure.value for figure in row.figures] == [figure.value for figure in later.figures]:
        return row
    return doubted(row, other_again(later.place))


def in_other_order(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows of a table whose labels or heads stand in another order than the form's, as suspect ones unless all
    their cells print the same."""
    if len({figure.raw for row in rows for figure in row.figures}) < 2:
        return rows
    return tuple([doubted(row, _OTHER_ORDER) for row in rows])


def cut_off(row: Row) -> Row:
    """The last row of a file that breaks off: its last printed figure may have lost digits."""
    last = max((i for i, f in enumerate(row.figures) if f.status != "blank"), default=None)
    if last is None:
        return row
    figures = list(row.figures)
    if figures[last].value is not None:
        figures[last] = figures[last]._replace(status="suspect", note="文件到此中断，数字可能不全")
    return row._replace(figures=tuple(figures))


def doubt_pushed(row: Row, note: str) -> Row:
    """The row with a doubt where blanks stand behind its figures, which a conversion that moved those of other rows may
    have moved too."""
    blank = [figure.status == "blank" for figure in row.figures]
    return (
        doubted(row, note) if row.status == "number" and blank[-1] and not blank[0] and blank == sorted(blank) else row
    )
