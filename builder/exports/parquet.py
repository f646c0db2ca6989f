"""The tables as Parquet: text as strings, whole numbers as int64, dates as date32, ``value`` as exact decimals."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from builder.exports import about, dictionary
from builder.exports.dataset import PublishedTables
from builder.exports.dictionary import TableInfo
from builder.exports.profile import Digits, Profile
from builder.exports.table import Table
from builder.tables.rows import Value

DIGITS = 38
SCALE = 10
ROWS_PER_GROUP = 131_072


def write_parquet(dataset: PublishedTables, name: str, path: Path) -> None:
    """Write one table."""
    schema = arrow_schema(dictionary.table(name), dataset.profiles[name])
    # Arrow takes every path for UTF-8, which those of other locales are not.
    with path.open("wb") as sink, pq.ParquetWriter(sink, schema, compression="zstd") as file:
        waiting: list[pa.Table] = []
        rows = 0
        for piece in dataset.pieces(name):
            waiting.append(arrow_table(piece, schema))
            rows += len(piece)
            if rows >= ROWS_PER_GROUP:
                file.write_table(pa.concat_tables(waiting), ROWS_PER_GROUP)
                waiting, rows = [], 0
        if waiting:
            file.write_table(pa.concat_tables(waiting), ROWS_PER_GROUP)


def arrow_schema(info: TableInfo, profile: Profile) -> pa.Schema:
    """The table's columns in Arrow's types, each with its Chinese and English name as metadata."""
    fields = [
        pa.field(
            column.id, _type(column.type, profile.digits.get(column.id)), metadata={"zh": column.zh, "en": column.en}
        )
        for column in info.columns
    ]
    return pa.schema(fields, metadata={"title": info.zh, "description": info.about_en, "licence": about.LICENCE})


def arrow_table(table: Table, schema: pa.Schema) -> pa.Table:
    """A piece of a table in the schema of the whole."""
    arrays = [_array(values, field.type) for field, values in zip(schema, table.columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _type(type: str, digits: Digits | None) -> pa.DataType:
    if type in ("integer", "year"):
        return pa.int64()
    if type == "decimal" and digits is not None:
        whole, places = digits
        scale = max(SCALE, places)
        # Text where 38 digits do not hold the longest number, for no digit may be lost.
        return pa.decimal128(DIGITS, scale) if scale + max(1, whole) <= DIGITS else pa.string()
    return pa.date32() if type == "date" else pa.string()


def _array(values: list[Value], type: pa.DataType) -> pa.Array:
    if pa.types.is_integer(type):
        return pa.array(values, type)
    return pa.array(values, pa.string()).cast(type)
