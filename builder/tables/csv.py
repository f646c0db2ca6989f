"""DataFrames to the contract's CSV files: UTF-8 with BOM, comma, CRLF, formulas guarded, the same bytes every time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from builder.tables.columns import DECIMAL_COLUMNS

_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(text: str) -> str:
    """The text as it stands in a CSV cell: one leading ``'`` where a spreadsheet would take it for a formula, and where
    it begins with ``'`` itself, so that removing one leading ``'`` always gives the text back."""
    return f"'{text}" if text.startswith(_RISKY) else text


def csv_bytes(name: str, frame: pd.DataFrame) -> bytes:
    """One table as the bytes of its CSV file; ``name`` is its stem."""
    columns = {}
    for column in frame.columns:
        values = frame[column]
        is_text = not pd.api.types.is_integer_dtype(values) and column not in DECIMAL_COLUMNS.get(name, ())
        columns[column] = values.map(guarded) if is_text and values.str.startswith(_RISKY).any() else values
    text = pd.DataFrame(columns, columns=frame.columns).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig", "backslashreplace")


def write_csv(frames: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Writes ``{stem}.csv`` of every frame into ``folder`` (made if needed), each replaced whole; what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frame in frames.items():
        aside = folder / f".{name}.csv.part"
        aside.write_bytes(csv_bytes(name, frame))
        written.append(aside.replace(folder / f"{name}.csv"))
    return written
