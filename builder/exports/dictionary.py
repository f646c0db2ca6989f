"""What each published table and column means: ``dictionary.toml`` joined with the labels of the statutory forms.

Every schema, type and label that the exports state (Table Schema, CSVW, JSON Schema, SQLite, Parquet, XLSX) is made
from here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

from builder.forms import COLUMN_KINDS, FORM_IDS, ROW_KINDS, Form, Term, form, newest, newest_with
from builder.model import TABLES
from builder.tables.columns import TABLE_COLUMNS, columns, items

Type = Literal["text", "code", "integer", "decimal", "year", "date", "url"]
CSV_OF = {"proactive": "proactive_disclosure", "applications": "applications", "review_litigation": "review_litigation"}

DICTIONARY_COLUMNS = ("table", "column", "type", "zh", "en", "about_zh", "about_en")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``values`` are all the values it may have, empty for no such limit."""

    id: str
    type: Type
    zh: str
    en: str
    about_zh: str
    about_en: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: ``columns`` of one table hold values of ``to`` in ``table``."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One table. ``key`` is its primary key, empty where rows have none."""

    id: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    columns: tuple[Column, ...]

    def column(self, id: str) -> Column:
        """The column with this id; KeyError if there is none."""
        return {column.id: column for column in self.columns}[id]


@cache
def _raw() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("dictionary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def tables() -> tuple[TableInfo, ...]:
    """All published tables in the contract's order; KeyError for a table or column that the dictionary lacks."""
    return tuple(_table(name) for name in TABLE_COLUMNS)


@cache
def table(name: str) -> TableInfo:
    """The table with this id (its CSV file's stem); KeyError if there is none."""
    return {each.id: each for each in tables()}[name]


def _table(name: str) -> TableInfo:
    raw = _raw()["tables"][name]
    references = tuple(Reference(tuple(r["columns"]), r["table"], tuple(r["to"])) for r in raw["references"])
    made = tuple(_column(name, c) for c in TABLE_COLUMNS[name])
    return TableInfo(**{**raw, "id": name, "key": tuple(raw["key"]), "references": references, "columns": made})


def _column(name: str, id: str) -> Column:
    known = _raw()["columns"]
    raw = known.get(f"{name}.{id}") or known.get(id)
    if raw is not None:
        return Column(**{**raw, "id": id, "values": tuple(_values(raw))})
    return _with_unit(figure(id)) if name == "figures_wide" else _figure(id, name, "", id)


def _with_unit(column: Column) -> Column:
    """A column of the wide table, which has no column beside it that tells the unit of an amount."""
    if not column.id.endswith(".amount"):
        return column
    return replace(
        column,
        about_zh=f"{column.about_zh}，照报告所印：单位（元或万元）见 proactive_disclosure 的 unit，换算后再比较。",
        about_en=f"{column.en}, as printed: unit in proactive_disclosure tells whether ten thousand yuan or yuan. "
        "Convert before you compare.",
    )


def _values(raw: dict[str, Any]) -> Iterable[str]:
    given = raw.get("values", ())
    if isinstance(given, str):
        which, of = given.removeprefix("@").split(" ")
        return items(of) if which == "items" else columns(of)
    return tuple(given)


def figure(id: str) -> Column:
    """The column of the wide table called ``table.item.column``; KeyError if the forms have no such figure."""
    parts = id.split(".")
    if len(parts) != 3 or parts[0] not in TABLES:
        raise KeyError(id)
    return _figure(id, parts[0], parts[1], parts[2])


def _figure(id: str, table: str, item: str, column: str) -> Column:
    first, last = pair(table, item, column)
    zh = f"{first.zh}：{last.zh}" if first else last.zh
    en = f"{first.en}: {last.en}" if first else last.en
    return Column(
        id=id,
        type="decimal" if table == "proactive" else "integer",
        zh=zh,
        en=en,
        about_zh=" ".join((*first.group, first.zh, last.zh)) if first else last.definition_zh or zh,
        about_en=last.definition_en or en,
    )


def pair(table: str, item: str, column: str) -> tuple[Term | None, Term]:
    """The terms of a figure's row (None for an empty ``item``) and column in the newest form that has both.

    KeyError if none has.
    """
    if table == "proactive":
        if (this := newest_with(item, column)) is None:
            raise KeyError(f"{table}.{item}.{column}")
        return this.term("item", item), this.term("measure", column)
    return (term(ROW_KINDS[table], item) if item else None), term(COLUMN_KINDS[table], column)


def term(kind: str, id: str) -> Term:
    """``newest`` of the forms' terms; KeyError if no form has it."""
    found = newest(kind, id)
    if found is None:
        raise KeyError(f"{kind} {id}")
    return found


def forms_with(kind: str, id: str) -> tuple[Form, ...]:
    """The forms, oldest first, that have the term."""
    return tuple(f for f in map(form, sorted(FORM_IDS)) if (kind, id) in f.index)


def dictionary_rows() -> Iterator[tuple[str, ...]]:
    """The dictionary as a table of ``DICTIONARY_COLUMNS``: every table (column empty) and every column."""
    for each in tables():
        yield each.id, "", "", each.zh, each.en, each.about_zh, each.about_en
        for column in each.columns:
            yield each.id, column.id, column.type, column.zh, column.en, column.about_zh, column.about_en
