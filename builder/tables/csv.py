"""Rows to the contract's CSV files: UTF-8 with BOM, comma, CRLF, formulas guarded, the same bytes every time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from builder.tables.columns import DECIMAL_COLUMNS, TABLE_COLUMNS
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
def _numeric(name: str) -> frozenset[int]:
    """Positions of the columns whose text is a number, so never a formula."""
    return frozenset(TABLE_COLUMNS[name].index(column) for column in DECIMAL_COLUMNS.get(name, ()))


def records(name: str, rows: Sequence[Row]) -> list[bytes]:
    """The rows of a table as CSV records, each with its line end."""
    numeric = _numeric(name)
    out: list[bytes] = []
    for row in rows:
        cells: list[Value] = list(row)
        for at, cell in enumerate(row):
            if type(cell) is str and cell.startswith(_RISKY) and at not in numeric:
                cells[at] = guarded(cell)
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow(cells)
        out.append(line.getvalue().encode("utf-8", "backslashreplace"))
    return out


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
