"""Outcomes to pandas DataFrames with the contract's columns, and those to CSV files."""

from builder.tables.columns import INTEGER_COLUMNS, TABLE_COLUMNS
from builder.tables.csv import write_csv
from builder.tables.frames import frames

__all__ = ["INTEGER_COLUMNS", "TABLE_COLUMNS", "frames", "write_csv"]
