"""The tables as Parquet: text as strings, whole numbers as int64, dates as date32, ``value`` as exact decimals."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from builder.exports import about, dictionary
from builder.exports.dataset import Dataset
from builder.exports.table import Table
from builder.folder import Folder
from builder.tables.rows import Value

DIGITS = 38
SCALE = 10
ROWS_PER_GROUP = 131_072


def write_parquet(dataset: Dataset, folder: Folder) -> None:
    """Write ``data/{table}.parquet`` for every table."""
    for info in dictionary.tables():
        with folder.build(f"data/{info.id}.parquet") as path:
            pq.write_table(arrow_table(dataset.table(info.id)), path, compression="zstd", row_group_size=ROWS_PER_GROUP)


def arrow_table(table: Table) -> pa.Table:
    """The table in Arrow's types, each column with its Chinese and English name as metadata."""
    arrays, fields = [], []
    for column, values in zip(table.info.columns, table.columns, strict=True):
        array = _array(column.type, values)
        arrays.append(array)
        fields.append(pa.field(column.id, array.type, metadata={"zh": column.zh, "en": column.en}))
    metadata = {"title": table.info.zh, "description": table.info.about_en, "licence": about.LICENCE}
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=metadata))


def _array(type: str, values: list[Value]) -> pa.Array:
    if type in ("integer", "year"):
        return pa.array(values, pa.int64())
    if type == "decimal":
        return _decimals(values)
    if type == "date":
        return pa.array(values, pa.string()).cast(pa.date32())
    return pa.array(values, pa.string())


def _decimals(values: list[Value]) -> pa.Array:
    """Ten decimals, more where a figure has more; text where 38 digits do not hold it, for no digit may be lost."""
    texts = pa.array(values, pa.string())
    known = {str(v): Decimal(str(v)) for v in set(values) if v is not None}
    scale = max([SCALE, *(-int(d.as_tuple().exponent) for d in known.values())])
    whole = max([1, *(d.adjusted() + 1 for d in known.values())])
    if scale + whole > DIGITS:
        return texts
    return texts.cast(pa.decimal128(DIGITS, scale))
