"""Aligned values to the model's rows: statuses, notes and units of every figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from builder.model import Figure, FormId, Row, Status, Table
from builder.parse.records import Record, RowReading
from builder.parse.values import Value

# A third of the time of Figure(…), Row(…): a report has two hundred of them.
_made = tuple.__new__
_LONGEST_LABEL = 120  # characters


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
    own = record.reading is not None and values is record.reading.values
    figures = _known_figures(record.reading, columns, unit) if own else _figures(columns, values, unit)
    texts = record.texts
    label = (texts[0] if len(texts) == 1 else " ".join(filter(None, texts)))[-_LONGEST_LABEL:]
    return _made(Row, (table, item, form_id, label, record.place, figures, status, note))


@lru_cache(maxsize=16384)
def _known_figures(reading: RowReading, columns: tuple[str, ...], unit: str) -> tuple[Figure, ...]:
    """The figures of a row whose cells are its columns: made once for all rows that say the same."""
    return _figures(columns, reading.values, unit)


def _figures(columns: tuple[str, ...], values: Sequence[Value], unit: str) -> tuple[Figure, ...]:
    if "amount" not in columns:
        return tuple([_figure(column, value) for column, value in zip(columns, values, strict=True)])
    units = [_unit(value, unit) if column == "amount" else "" for column, value in zip(columns, values, strict=True)]
    return tuple(map(_figure, columns, values, units))


@lru_cache(maxsize=8192)
def _figure(column: str, value: Value, unit: str = "") -> Figure:
    """One object for all cells of a column that say the same: outcomes are packed and unpacked in half the time."""
    return _made(Figure, (column, value.value, value.raw, value.status, value.note, unit))


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


def cut_off(row: Row) -> Row:
    """The last row of a file that breaks off: its last printed figure may have lost digits."""
    last = max((i for i, f in enumerate(row.figures) if f.status != "blank"), default=None)
    if last is None:
        return row
    figures = list(row.figures)
    if figures[last].value is not None:
        figures[last] = figures[last]._replace(status="suspect", note="文件到此中断，数字可能不全")
    return row._replace(figures=tuple(figures))
