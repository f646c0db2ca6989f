"""The maintainer's confirmed readings (sidecar ``[[reading]]``) put into the rows that were read."""

from __future__ import annotations

from collections.abc import Iterable

from builder.forms import form
from builder.model import TABLES, Figure, Finding, FormId, Place, Reading, Row, Status, Table

NOWHERE = Place(0)
"""The place of a row that only a reading states: the file itself shows no line of it."""

_CELL_CODES = ("suspect-cell", "illegible-cell")
_ROW_CODES = ("suspect-row", "illegible-row")


def apply(
    rows: tuple[Row, ...], readings: Iterable[Reading], findings: tuple[Finding, ...]
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The rows with every confirmed cell ``annotated`` (the note gives the reason) or ``blank``, and the findings
    without the doubts that are settled so. A row whose cells are all confirmed is suspect no longer; a row that was
    not read is added at ``NOWHERE``."""
    by_row: dict[tuple[str, str], dict[str, Reading]] = {}
    for reading in readings:
        by_row.setdefault((reading.table, reading.item), {})[reading.column] = reading
    if not by_row:
        return rows, findings
    result = [_confirmed(row, by_row.pop((row.table, row.item), {})) for row in rows]
    forms: dict[str, FormId] = {row.table: row.form for row in rows}
    for (table, item), cells in by_row.items():
        known = next(t for t in TABLES if t == table)
        new = Row(known, item, _form(known, item, cells, forms.get(table)), "", NOWHERE, ())
        result.append(_confirmed(new, cells))
    result.sort(key=lambda row: TABLES.index(row.table))
    settled = {(r.table, r.item, f.column) for r in result for f in r.figures if f.note.startswith(_PREFIX)}
    whole = {(r.table, r.item) for r in result if r.status == "number"}
    kept = tuple(
        f
        for f in findings
        if not (f.code in _CELL_CODES and (f.table, f.item, f.column) in settled)
        and not (f.code in _ROW_CODES and (f.table, f.item) in whole)
    )
    return tuple(result), kept


_PREFIX = "维护者核定："


def _confirmed(row: Row, cells: dict[str, Reading]) -> Row:
    if not cells:
        return row
    figures = [_figure(figure, cells.get(figure.column)) for figure in row.figures]
    printed = {figure.column for figure in row.figures}
    figures += [_figure(Figure(c, None, ""), r) for c, r in cells.items() if c not in printed]
    certain = all(figure.column in cells for figure in figures)
    return row._replace(
        figures=tuple(figures), status="number" if certain else row.status, note="" if certain else row.note
    )


def _figure(figure: Figure, reading: Reading | None) -> Figure:
    if reading is None:
        return figure
    status: Status = "blank" if reading.value is None else "annotated"
    return figure._replace(value=reading.value, status=status, note=_PREFIX + reading.reason)


def _form(table: Table, item: str, cells: dict[str, Reading], of_table: FormId | None) -> FormId:
    """The form of a row that was not read: the table's own if it has the cell, else the one that has it."""
    candidates: tuple[FormId, ...] = (of_table, "2021", "2019") if of_table else ("2021", "2019")
    return next(c for c in candidates if _has(c, table, item, set(cells)))


def _has(form_id: FormId, table: Table, item: str, columns: set[str]) -> bool:
    this = form(form_id)
    if table == "proactive":
        return any(r.id == item and columns <= set(block.measures) for block in this.blocks for r in block.rows)
    return ("row" if table == "applications" else "stage", item) in this.index
