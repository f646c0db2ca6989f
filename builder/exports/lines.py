"""One report's rows as the lines of the files that they end up in: CSV records and JSON objects.

A row says whose it is, then what it says, and a row of figures where that stands. Whose it is is written once a report,
and as most rows of most reports say the same, what they say is written once for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import orjson

from builder.exports.dictionary import CSV_OF
from builder.exports.table import fields
from builder.model import TABLES
from builder.tables.chunk import Lines
from builder.tables.columns import TABLE_COLUMNS, figures, first_figure
from builder.tables.csv import cells, encoded
from builder.tables.rows import Row, Rows, figure_cells, keys_of, note_cells, wide_cells
from builder.tables.statement import Printed, PrintedRow, Statement

BETWEEN = b",\n"
"""What stands between two JSON objects of a table."""

_WHOSE = {"reports": 1, "narratives": 4, "cell_notes": 1, "checks": 3, **dict.fromkeys(CSV_OF.values(), 4)}
"""How many columns say whose the row is."""
_WIDE = "figures_wide"


class _Part(NamedTuple):
    """Some values of a row, as they stand in a CSV record and in a JSON object."""

    csv: bytes
    json: bytes


def report_lines(printed: Printed, rows: Rows) -> dict[str, Lines]:
    """A report's rows of each table as they stand in the files, by CSV stem; ``rows`` are the same as values."""
    keys = keys_of(printed.report)
    whose = _part(CSV_OF["applications"], keys)
    return {
        **{name: _of_rows(name, rows[name]) for name in ("reports", "narratives", "checks")},
        **{CSV_OF[table]: _of_figures(printed.tables[table], whose) for table in TABLES},
        "cell_notes": _placed(printed.in_order, _part("cell_notes", keys[:1]), _notes),
        _WIDE: _of_wide(printed, rows[_WIDE][0]),
    }


def own_records(name: str, lines: Lines) -> bytes:
    """A report's rows of a table as a JSON array, without the columns that say whose they are."""
    if not lines.json:
        return b"[]"
    json = b"".join(lines.json)
    # No text holds its quotes: JSON escapes them, as it does the end of a line.
    whose = json[: json.index(b'"%b":' % TABLE_COLUMNS[name][_WHOSE[name]].encode())]
    return b"[{%b]" % json[len(whose) :].replace(BETWEEN + whose, b",{")


def _placed(printed: Sequence[PrintedRow], whose: _Part, told: Callable[[Statement], list[_Part]]) -> Lines:
    """Rows that end in their place; what is ``told`` stands between that and whose they are."""
    csv: list[bytes] = []
    json: list[bytes] = []
    begin, first = whose.csv + b",", b"{%b," % whose.json
    other = BETWEEN + first
    for row, said in printed:
        after = _place(row.place.line)
        for each in said.once(told):
            csv.append(begin + each.csv + after.csv)
            json += (other if json else first, each.json, after.json)
    return Lines(csv, json, [])


def _of_figures(printed: Sequence[PrintedRow], whose: _Part) -> Lines:
    metrics = [said.item for _, said in printed for _ in said.once(_figures)]
    return _placed(printed, whose, _figures)._replace(metrics=metrics)


def _figures(said: Statement) -> list[_Part]:
    name = CSV_OF[said.table]
    return [_part(name, each, _WHOSE[name]) for each in said.once(figure_cells)]


def _notes(said: Statement) -> list[_Part]:
    return [_part("cell_notes", each, _WHOSE["cell_notes"]) for each in said.once(note_cells)]


@lru_cache(maxsize=1024)
def _place(line: int) -> _Part:
    """How a row ends that stands in this line, 0 for none."""
    return _Part(b",%d\r\n" % line, b',"source_line":%d}' % line) if line else _Part(b",\r\n", b',"source_line":null}')


def _of_rows(name: str, rows: Sequence[Row]) -> Lines:
    first = _WHOSE[name]
    whose = _part(name, rows[0][:first]) if rows else _Part(b"", b"")
    told = [_part(name, row[first:], first) for row in rows]
    csv = [b"%b,%b\r\n" % (whose.csv, each.csv) for each in told]
    json = [b"{%b,%b}" % (whose.json, each.json) for each in told]
    return Lines(csv, [BETWEEN.join(json)] if json else [], [])


def _of_wide(printed: Printed, row: Row) -> Lines:
    whose = _part(_WIDE, row[: -len(figures())])
    told = [said.once(_wide) for said in printed.wide]
    csv = b",".join((whose.csv, *[each.csv for each in told])) + b"\r\n"
    return Lines([csv], [b"{%b" % whose.json, *[each.json for each in told], b"}"], [])


def _wide(said: Statement) -> _Part:
    """The cells of a row in the wide table; as part of an object with the comma before them."""
    first = len(TABLE_COLUMNS[_WIDE]) - len(figures()) + first_figure(said.table, said.item)
    csv, json = _part(_WIDE, said.once(wide_cells), first)
    return _Part(csv, b"," + json)


def _part(name: str, values: Row, first: int = 0) -> _Part:
    """Some values of a row of a table, from its column ``first`` on."""
    return _Part(encoded(cells(name, values, first)), orjson.dumps(fields(name, values, first))[1:-1])
