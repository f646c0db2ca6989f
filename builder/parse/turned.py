"""Section 3 turned on its side: a row, or a run of numbers, per applicant, a column per row of the form."""

from __future__ import annotations

from builder.forms import form
from builder.parse.entries import COLUMNS, ORDERS, SINGLE, Entry
from builder.parse.labels import Match, bare, is_group, key, vocabulary
from builder.parse.records import Record

_APPLICANTS = {bare(term.zh): term.id for term in form("2021").applicants}
_LATER = ORDERS["2021"]
_SINGLE_ORDER = tuple(
    SINGLE if item == "other_other" else item
    for item in _LATER
    if item not in ("other_uncorrected_overdue", "other_unpaid_overdue")
)


def turned(found: list[Record]) -> dict[str, Entry] | None:
    """The entries of a table on its side, each row of the form in its place by the labels printed above the figures;
    without these the form's order counts, and is in doubt. None for a table that stands upright."""
    by_column: dict[str, Record] = {}
    for record in found:
        column = _APPLICANTS.get(bare(record.texts[-1])) if record.texts else None
        if column and len(record.values) in (len(_LATER), len(_SINGLE_ORDER)):
            by_column.setdefault(column, record)
    lengths = {len(record.values) for record in by_column.values()}
    if len(by_column) != len(COLUMNS) or len(lengths) != 1:
        return None
    order = _LATER if len(_LATER) in lengths else _SINGLE_ORDER
    first = min(by_column.values(), key=found.index)
    exact = vocabulary("applications").exact
    printed = [i for t in first.texts if (i := exact.get(key(t))) and not is_group(i)]
    told = [i for i in printed if i != SINGLE or SINGLE in order]
    entries = {}
    for at, item in enumerate(order):
        values = tuple(by_column[column].values[at] for column in COLUMNS)
        record = first.narrowed(values)._replace(texts=(_label(item),), match=Match(item))
        entries[item] = Entry(record, item, True, values)
        if tuple(told) != order:
            entries[item].doubt("表格行列互换，行名次序不能证实")
    return entries


def _label(item: str) -> str:
    return next(row.zh for f in ("2021", "2019") for row in form(f).rows if row.id == item)
