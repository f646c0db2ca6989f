"""The maintainer's confirmed readings (sidecar ``[[reading]]``) put into the rows that were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from builder.forms import FORM_IDS, form
from builder.model import TABLES, Figure, Finding, FormId, Place, Reading, Row, Sidecar, Status, Table

NOWHERE = Place(0)
"""The place of a row that only a reading states: the file itself shows no line of it."""

_Key = tuple[Table, str]
_SINGLE = "other_handling"
_THREE = {row.id for row in form("2021").rows} - {row.id for row in form("2019").rows}
_UNREAD = "这一行没有读出，这一格没有核定"
_CELL_CODES = ("suspect-cell", "illegible-cell")
_ROW_CODES = ("suspect-row", "illegible-row")


def fitting(rows: Sequence[Row], readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings whose cells may stand in this report: of the form that the row or its block has, and no rows of
    which the forms have the one or the other (（六）其他处理 as a single row, or as three)."""
    forms: dict[_Key, FormId] = {(row.table, row.item): row.form for row in rows}
    kept: list[Reading] = []
    for (table, item), cells in _by_row(readings).items():
        form_id = _form(table, item, set(cells), forms)
        if form_id is not None:
            forms[table, item] = form_id
            kept += [reading for column, reading in cells.items() if column in form(form_id).columns(table, item)]
    return tuple([reading for reading in readings if reading in kept])


def unfit(sidecar: Sidecar, confirmed: Sequence[Reading]) -> tuple[Finding, ...]:
    """A finding for each reading of the sidecar that is none of the ``fitting`` ones."""
    cells = [reading.cell for reading in sidecar.readings if reading not in confirmed]
    return tuple([sidecar.finding("reading-unfit", "error", cell, ("cell", cell)) for cell in cells])


def apply(
    rows: tuple[Row, ...], readings: Sequence[Reading], findings: tuple[Finding, ...]
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The rows with every confirmed cell ``annotated`` (the note gives the reason) or ``blank``, and the findings
    without the doubts that are settled so. A row whose cells are all confirmed is suspect no longer; a row that was
    not read is added at ``NOWHERE``, its other cells illegible. The readings are ``fitting`` ones."""
    by_row = _by_row(readings)
    if not by_row:
        return rows, findings
    result = [_confirmed(row, by_row.pop((row.table, row.item), {})) for row in rows]
    forms: dict[_Key, FormId] = {(row.table, row.item): row.form for row in rows}
    for (table, item), cells in by_row.items():
        form_id = forms[table, item] = _form(table, item, set(cells), forms) or "2021"
        unread = tuple([Figure(c, None, "", "illegible", _UNREAD) for c in form(form_id).columns(table, item)])
        result.append(_confirmed(Row(table, item, form_id, "", NOWHERE, unread), cells))
    if by_row:
        result = _in_order(_of_one_form(result))
    settled = {(r.table, r.item, f.column) for r in result for f in r.figures if f.note.startswith(_PREFIX)}
    whole = {(r.table, r.item) for r in result if r.status == "number"}
    kept = tuple(
        f
        for f in findings
        if not (f.code in _CELL_CODES and (f.table, f.item, f.column) in settled)
        and not (f.code in _ROW_CODES and (f.table, f.item) in whole)
    )
    return tuple(result), kept


def _by_row(readings: Iterable[Reading]) -> dict[_Key, dict[str, Reading]]:
    by_row: dict[_Key, dict[str, Reading]] = {}
    for reading in readings:
        table = next(t for t in TABLES if t == reading.table)
        by_row.setdefault((table, reading.item), {})[reading.column] = reading
    return by_row


_PREFIX = "维护者核定："


def _confirmed(row: Row, cells: dict[str, Reading]) -> Row:
    if not cells:
        return row
    figures = [_figure(figure, cells.get(figure.column)) for figure in row.figures]
    certain = all(figure.column in cells for figure in figures)
    return row._replace(
        figures=tuple(figures), status="number" if certain else row.status, note="" if certain else row.note
    )


def _figure(figure: Figure, reading: Reading | None) -> Figure:
    if reading is None:
        return figure
    status: Status = "blank" if reading.value is None else "annotated"
    return figure._replace(value=reading.value, status=status, note=_PREFIX + reading.reason)


def _form(table: Table, item: str, columns: set[str], forms: Mapping[_Key, FormId]) -> FormId | None:
    """The form of a row of which these columns are stated, in a report whose rows have these ``forms``: the row's own,
    else in section 2 its block's, else the one that has most of the columns; None where it cannot stand there."""
    if (table, item) in forms:
        return forms[table, item]
    of_table = [form_id for (other, _), form_id in forms.items() if other == table]
    if table != "proactive":
        barred = _THREE if item == _SINGLE else {_SINGLE} if item in _THREE else set()
        return None if any((table, other) in forms for other in barred) else next(iter(of_table), "2021")
    of_block = [f for (other, i), f in forms.items() if other == table and _clause(i) == _clause(item)]
    candidates: list[FormId] = of_block or [*of_table, "2021", "2019"]
    best = max(candidates, key=lambda form_id: len(columns.intersection(form(form_id).columns(table, item))))
    return best if columns.intersection(form(best).columns(table, item)) else None


@cache
def _clause(item: str) -> str:
    """The block of section 2 that a row stands in, in either form."""
    blocks = (block for form_id in FORM_IDS for block in form(form_id).blocks)
    return next(block.clause for block in blocks if item in [row.id for row in block.rows])


def _of_one_form(rows: list[Row]) -> list[Row]:
    """Sections 3 and 4 in the form that they have with the rows that were added."""
    older = {row.form for row in rows if row.table == "proactive"} == {"2019"}
    form_id: FormId = "2019" if older and _SINGLE in [row.item for row in rows] else "2021"
    return [row if row.table == "proactive" else row._replace(form=form_id) for row in rows]


def _in_order(rows: list[Row]) -> list[Row]:
    """The rows in the order in which the form prints them."""
    older, later = form("2019").tables, form("2021").tables
    applications = (older if _SINGLE in [row.item for row in rows] else later)["applications"]
    rank = {item: i for i, item in enumerate((*older["proactive"], *applications, *later["review_litigation"]))}
    return sorted(rows, key=lambda row: (TABLES.index(row.table), rank[row.item]))
