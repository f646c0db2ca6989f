"""The tables as JSON: an array of records, one record a line, numbers as numbers, empty cells null."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import orjson

from builder.exports import dictionary
from builder.exports.dataset import Dataset, Table
from builder.exports.folder import Folder

LINES_AT_ONCE = 50_000


def encoded(value: object) -> bytes:
    """A JSON document as this project writes it: UTF-8, indented, keys in the order given, a line end at the end."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2)


def compact(value: object) -> bytes:
    """The same without indents, for files that are many."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def typed_records(table: Table) -> Iterator[dict[str, Any]]:
    """The rows as JSON objects: decimals are numbers, or text where a double would not hold them exactly."""
    names = tuple(c.id for c in table.info.columns)
    return (dict(zip(names, row, strict=True)) for row in table.with_numbers())


def write_json(dataset: Dataset, folder: Folder) -> None:
    """Write ``data/{table}.json`` for every table."""
    dumps: Callable[[object], bytes] = orjson.dumps
    for info in dictionary.tables():
        records = typed_records(dataset.table(info.id))
        with folder.build(f"data/{info.id}.json") as path, path.open("wb") as file:
            file.write(b"[")
            separator = b"\n"
            while batch := list(islice(records, LINES_AT_ONCE)):
                file.write(separator + b",\n".join(map(dumps, batch)))
                separator = b",\n"
            file.write(b"\n]\n")
