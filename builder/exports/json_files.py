"""JSON as this project writes it; tables are arrays of records, one a line, numbers as numbers, empty cells null."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from builder.exports.table import fields
from builder.tables.rows import Row


def encoded(value: object) -> bytes:
    """A JSON document as this project writes it: UTF-8, indented, keys in the order given, a line end at the end."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)


def compact(value: object) -> bytes:
    """The same without indents, for files that are many."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def json_records(name: str, rows: Iterable[Row]) -> list[bytes]:
    """The rows of a table as JSON objects: decimals are numbers, or text where a double would not hold them exactly."""
    return [orjson.dumps(fields(name, row)) for row in rows]
