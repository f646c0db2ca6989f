"""The tables as DataFrames, for the formats that want whole columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from builder.tables.columns import INTEGER_COLUMNS, TABLE_COLUMNS
from builder.tables.rows import Row


def frame(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """A table of the contract: columns in published order, whole numbers as nullable Int64, all else as text with ""
    for empty."""
    names = TABLE_COLUMNS[name]
    columns: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else [()] * len(names)
    return pd.DataFrame(
        {
            column: pd.array(list(values), dtype="Int64" if column in INTEGER_COLUMNS[name] else "str")
            for column, values in zip(names, columns, strict=True)
        }
    )
