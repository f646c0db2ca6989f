"""Rows to the contract's CSV files: UTF-8 with BOM, comma, CRLF, formulas guarded, the same bytes every time."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from builder.tables.columns import DECIMAL_COLUMNS, INTEGER_COLUMNS, TABLE_COLUMNS
from builder.tables.rows import Row, Rows, Value

_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(text: str) -> str:
    """The text as it stands in a CSV cell: one leading ``'`` where a spreadsheet would take it for a formula, and where
    it begins with ``'`` itself, so that removing one leading ``'`` always gives the text back."""
    return f"'{text}" if text.startswith(_RISKY) else text


@cache
def header(name: str) -> bytes:
    """What a CSV file of this table begins with: byte order mark and names of columns."""
    return codecs.BOM_UTF8 + (",".join(TABLE_COLUMNS[name]) + "\r\n").encode()


@cache
def _texts(name: str, first: int, last: int) -> tuple[int, ...]:
    """Which of these columns hold text, which might be a formula or need quotes; positions from the first of them."""
    numbers = INTEGER_COLUMNS[name] | DECIMAL_COLUMNS.get(name, frozenset())
    return tuple(at for at, column in enumerate(TABLE_COLUMNS[name][first:last]) if column not in numbers)


def cell(text: str) -> str:
    """A text as a CSV cell, guarded, and in quotes where it needs them."""
    text = guarded(text)
    # Four searches for a character take less than one for a set of them.
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return f'"{text.replace(chr(34), chr(34) * 2)}"'
    return text


def cells(name: str, values: Sequence[Value], first: int = 0) -> str:
    """Some values of a row, from its column ``first`` on, as they stand in a CSV record."""
    found = ["" if value is None else str(value) for value in values]
    for at in _texts(name, first, first + len(values)):
        found[at] = cell(found[at])
    return ",".join(found)


def encoded(record: str) -> bytes:
    """A record, or a part of one, as it stands in a file."""
    return record.encode("utf-8", "backslashreplace")


def records(name: str, rows: Sequence[Row]) -> list[bytes]:
    """The rows of a table as CSV records, each with its line end."""
    return [encoded(f"{cells(name, row)}\r\n") for row in rows]


def csv_bytes(name: str, rows: Sequence[Row]) -> bytes:
    """One table as the bytes of its CSV file; ``name`` is its stem."""
    return b"".join((header(name), *records(name, rows)))


def write_csv(tables: Rows, folder: Path) -> list[Path]:
    """Writes ``{stem}.csv`` of every table into ``folder`` (made if needed), each replaced whole; what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in tables.items():
        aside = folder / f".{name}.csv.part"
        aside.write_bytes(csv_bytes(name, rows))
        written.append(aside.replace(folder / f"{name}.csv"))
    return written
