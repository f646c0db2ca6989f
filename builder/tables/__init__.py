"""Outcomes to rows of the contract's tables, and those to CSV files and DataFrames."""

from builder.tables.columns import INTEGER_COLUMNS, TABLE_COLUMNS
from builder.tables.csv import write_csv
from builder.tables.rows import PER_REPORT, Row, Rows
from builder.tables.whole import all_rows

__all__ = ["INTEGER_COLUMNS", "PER_REPORT", "TABLE_COLUMNS", "Row", "Rows", "all_rows", "write_csv"]
