"""Aligned values to the model's rows: statuses, notes and units of every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.model import Figure, FormId, Row, Status, Table
from builder.parse.records import Record
from builder.parse.values import Value

# A third of the time of Figure(…): a report has two hundred of them.
_figure = tuple.__new__


def _unit(value: Value, header: str) -> str:
    return "" if value.status in ("blank", "not_applicable") else value.unit or header


def build_row(
    table: Table,
    item: str,
    form_id: FormId,
    record: Record,
    columns: Sequence[str],
    values: Sequence[Value],
    status: Status = "number",
    note: str = "",
    unit: str = "",
) -> Row:
    """One row, a figure per column. ``unit`` is the header's, used where the cell prints none and the column is an
    amount."""
    place = record.place
    cells = zip(columns, values, strict=True)
    figures = tuple([_figure(Figure, (c, value, raw, place, s, n, "")) for c, (raw, value, s, n, _) in cells])
    if "amount" in columns:
        figures = tuple(
            [
                f._replace(unit=_unit(v, unit)) if f.column == "amount" else f
                for f, v in zip(figures, values, strict=True)
            ]
        )
    return Row(table, item, form_id, " ".join(filter(None, record.texts))[-120:], place, figures, status, note)


def illegible_row(table: Table, item: str, form_id: FormId, record: Record, columns: Sequence[str], note: str) -> Row:
    """A printed row whose figures cannot be told apart: every figure empty, the raw text kept on the row's figures."""
    raw = " ".join(v.raw for v in record.values if v.raw)[:200]
    figures = tuple(Figure(c, None, raw, record.place, "illegible") for c in columns)
    label = " ".join(t for t in record.texts if t)[-120:]
    return Row(table, item, form_id, label, record.place, figures, "illegible", note)


def doubted(row: Row, note: str) -> Row:
    """The row as a suspect one; an illegible row stays illegible. Notes add up."""
    status: Status = "illegible" if row.status == "illegible" else "suspect"
    return replace(row, status=status, note="；".join(filter(None, (row.note, note))))


def cut_off(row: Row) -> Row:
    """The last row of a file that breaks off: its last printed figure may have lost digits."""
    last = max((i for i, f in enumerate(row.figures) if f.status != "blank"), default=None)
    if last is None:
        return row
    figures = list(row.figures)
    if figures[last].value is not None:
        figures[last] = figures[last]._replace(status="suspect", note="文件到此中断，数字可能不全")
    return replace(row, figures=tuple(figures))
