"""One metric as the API gives it: an item of the tables proactive and applications, or a stage of review_litigation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from builder.exports.api.context import LICENCE, Record
from builder.exports.api.figures import FIGURES
from builder.exports.api.totals import Figures, Group, median, total
from builder.exports.dictionary import CSV_OF, forms_with, pair, term
from builder.exports.table import Number, number
from builder.forms import ROW_KINDS
from builder.model import TABLES
from builder.tables.columns import items


def metric_ids() -> dict[str, str]:
    """The table of each metric, in the forms' order. An id stands in one table only."""
    return {id: table for table in TABLES for id in items(table)}


def metric_document(figures: Figures, item: str) -> dict[str, Any]:
    """``/api/v1/metrics/{item}.json``: what it means and, by year, level and kind of agency, its sum and spread.
    KeyError for an unknown item."""
    table = metric_ids()[item]
    kind = ROW_KINDS[table]
    own = term(kind, item)
    columns = [n for n, id in enumerate(FIGURES) if id.startswith(f"{table}.{item}.")]
    return {
        "$schema": "../schema/metric.schema.json",
        "item": item,
        "table": table,
        "zh": own.zh,
        "en": own.en,
        "group": list(own.group),
        "definition_zh": own.definition_zh or None,
        "definition_en": own.definition_en or None,
        "legal_basis": own.legal_basis or None,
        "forms": [f.form for f in forms_with(kind, item)],
        "columns": [_column(FIGURES[n]) for n in columns],
        "series": [_spread(group, column, values)
                   for group, *of_columns in zip(figures.all_groups, *map(figures.values, columns), strict=True)
                   for column, values in zip(columns, of_columns, strict=True) if values],
        "licence": LICENCE,
        "links": {"page": f"../../../metrics/{item}/", "csv": f"{item}.csv",
                  "table": f"../../../data/{CSV_OF[table]}.csv"},
    }  # fmt: skip


def _column(id: str) -> Record:
    table, item, column = id.split(".")
    own = pair(table, item, column)[1]
    # Sums of amounts are in one unit, whatever a report prints.
    unit = "元" if column == "amount" else own.unit
    return {"column": column, "zh": own.zh, "en": own.en, "unit": unit}


def _spread(group: Group, column: int, values: Sequence[int | Decimal]) -> Record:
    return {
        "year": group.year,
        "level": group.level,
        "kind": group.kind,
        "column": FIGURES[column].rsplit(".", 1)[-1],
        "reports": len(group.rows),
        "count": len(values),
        "sum": _number(total(values)),
        "median": _number(median(values)),
        "min": _number(values[0]),
        "max": _number(values[-1]),
    }


# Most are 0 or little more.
@lru_cache(maxsize=4096)
def _number(value: int | Decimal) -> Number:
    return number(f"{Decimal(value):f}")
