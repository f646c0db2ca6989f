"""One report's rows as the lines of the files that they end up in: CSV records and JSON objects.

A row of figures says whose it is, what it says, and where that stands. Most rows of most reports say the same, so what
they say is written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import orjson

from builder.exports.json_files import json_records
from builder.exports.table import fields
from builder.tables.chunk import Lines
from builder.tables.columns import TABLE_COLUMNS
from builder.tables.csv import cells, encoded, records
from builder.tables.rows import Row, Value
from builder.tables.statement import KEPT

BETWEEN = b",\n"
"""What stands between two JSON objects of a table."""

_METRIC = {"proactive_disclosure": "item", "applications": "item", "review_litigation": "stage"}
_KEYS = {"cell_notes": 1, **dict.fromkeys(_METRIC, 4)}
"""How many columns say whose the row is, in the tables whose last column is its place."""


class _Part(NamedTuple):
    """Some values of a row, as they stand in a CSV record and in a JSON object."""

    csv: bytes
    json: bytes


def report_lines(name: str, rows: Sequence[Row]) -> Lines:
    """A report's ``rows`` of a table as they stand in the files."""
    if name not in _KEYS:
        return Lines(records(name, rows), BETWEEN.join(json_records(name, rows)), [])
    keys, metric = _KEYS[name], _metric(name)
    csv: list[bytes] = []
    json: list[bytes] = []
    whose = _Part(b"", b"")
    known: Row | None = None
    for row in rows:
        if row[:keys] != known:
            known = row[:keys]
            whose = _part(name, known, 0)
        said, place = _said(name, row[keys:-1], keys), _place(row[-1])
        csv.append(b"%b,%b,%b\r\n" % (whose.csv, said.csv, place.csv))
        json.append(b'{%b,%b,"source_line":%b}' % (whose.json, said.json, place.json))
    return Lines(csv, BETWEEN.join(json), [] if metric is None else [str(row[metric]) for row in rows])


@lru_cache(maxsize=1024)
def _place(line: Value) -> _Part:
    return _Part(b"", b"null") if line is None else _Part(str(line).encode(), str(line).encode())


def _part(name: str, values: Row, first: int) -> _Part:
    return _Part(encoded(cells(name, values, first)), orjson.dumps(fields(name, values, first))[1:-1])


@lru_cache(maxsize=2 * KEPT)
def _said(name: str, values: Row, first: int) -> _Part:
    return _part(name, values, first)


@cache
def _metric(name: str) -> int | None:
    return TABLE_COLUMNS[name].index(_METRIC[name]) if name in _METRIC else None
