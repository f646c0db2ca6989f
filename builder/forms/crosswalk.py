"""Which figures of the 2019 form go on in the 2021 form: ``crosswalk.toml``, checked by its readers against the forms.

Charts and tables that span the change of form draw one line only where the series' verdict allows it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from builder.forms import form
from builder.model import FormId, Table

Verdict = Literal["same", "care", "sum", "none"]
OLD: FormId = "2019"
NEW: FormId = "2021"


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one table and what becomes of them at the change of form.

    ``verdict``: ``same`` (one line), ``care`` (side by side, the change marked), ``sum`` (the new items together are
    the old one), ``none`` (not to be compared). Items pair by id (of ``sum``, all new ones make the old one), columns
    by position. ``zh``, ``en`` name the series, ``reason_*`` say why in a sentence or two.
    """

    id: str
    table: Table
    verdict: Verdict
    old_items: tuple[str, ...]
    old_columns: tuple[str, ...]
    new_items: tuple[str, ...]
    new_columns: tuple[str, ...]
    zh: str
    en: str
    reason_zh: str
    reason_en: str

    def figures(self, form_id: str) -> tuple[tuple[str, str], ...]:
        """(item, column) of every figure that the series has in this form."""
        items, columns = (self.old_items, self.old_columns) if form_id == OLD else (self.new_items, self.new_columns)
        return tuple((item, column) for item in items for column in columns)


def _names(raw: str | list[str]) -> tuple[str, ...]:
    if isinstance(raw, list):
        return tuple(raw)
    new = form(NEW)
    shared = {row.id for row in form(OLD).rows}
    return {
        "@rows": tuple(row.id for row in new.rows if row.id in shared),
        "@stages": tuple(stage.id for stage in new.stages),
        "@applicants": tuple(column.id for column in new.applicants),
        "@results": tuple(result.id for result in new.results),
    }[raw]


def _series(raw: dict[str, Any]) -> Series:
    lists = {name: _names(raw[name]) for name in ("old_items", "old_columns", "new_items", "new_columns")}
    return Series(**{**raw, **lists})


@cache
def crosswalk() -> tuple[Series, ...]:
    """All series, in the order of the file."""
    text = resources.files(__package__).joinpath("crosswalk.toml").read_text(encoding="utf-8")
    return tuple(map(_series, tomllib.loads(text)["series"]))


@cache
def _index() -> dict[tuple[str, str, str, str], Series]:
    return {
        (form_id, series.table, item, column): series
        for series in crosswalk()
        for form_id in (OLD, NEW)
        for item, column in series.figures(form_id)
    }


def series_of(form_id: str, table: str, item: str, column: str) -> Series:
    """The series that a figure of this form belongs to; KeyError if the form has no such figure."""
    return _index()[form_id, table, item, column]
