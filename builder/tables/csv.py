"""Rows to the contract's CSV files: UTF-8 with BOM, comma, CRLF, formulas guarded, the same bytes every time."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from builder.tables.columns import DECIMAL_COLUMNS, INTEGER_COLUMNS, TABLE_COLUMNS
from builder.tables.rows import Row, Rows

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
def _texts(name: str) -> tuple[int, ...]:
    """Positions of the columns that hold text, which might be a formula."""
    numbers = INTEGER_COLUMNS[name] | DECIMAL_COLUMNS.get(name, frozenset())
    return tuple(at for at, column in enumerate(TABLE_COLUMNS[name]) if column not in numbers)


def records(name: str, rows: Sequence[Row]) -> list[bytes]:
    """The rows of a table as CSV records, each with its line end."""
    texts = _texts(name)
    lines: list[str] = []
    # A writer hands each record over in one piece.
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    for row in rows:
        risky = [at for at in texts if str(row[at]).startswith(_RISKY)]
        if risky:
            cells = list(row)
            for at in risky:
                cells[at] = guarded(str(row[at]))
            row = tuple(cells)
        writer.writerow(row)
    return [line.encode("utf-8", "backslashreplace") for line in lines]


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
