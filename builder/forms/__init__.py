"""The statutory forms as data: rows, columns, aliases, labels and definitions, from the TOML files beside this module.

A new form is a new TOML file. Parser, checks, pages, CSV headers and dictionary take every label and id from here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

FORM_IDS = ("2019", "2021")
ROW_KINDS = {"proactive": "item", "applications": "row", "review_litigation": "stage"}
"""The kind of term (see ``Form.term``) that the rows of each table are."""
COLUMN_KINDS = {"proactive": "measure", "applications": "applicant", "review_litigation": "result"}
"""The kind of term that the columns of each table are."""


@dataclass(frozen=True, slots=True)
class Term:
    """One named thing of a form: a section, row, group of rows, column, measure, stage or result.

    ``group`` holds the printed labels of the groups around it, outermost first; ``role`` of an applications row is
    inflow, outcome, total or outflow. ``sums_*`` say how its figures sum, ``caveat_*`` what to beware of; either may be
    empty. ``legal_basis`` is in Chinese.
    """

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    role: str = ""
    unit: str = ""
    definition_zh: str = ""
    definition_en: str = ""
    legal_basis: str = ""
    sums_zh: str = ""
    sums_en: str = ""
    caveat_zh: str = ""
    caveat_en: str = ""


@dataclass(frozen=True, slots=True)
class ProactiveBlock:
    """One heading 第二十条第（…）项 of section 2 with its rows and the measures its columns hold, in printed order."""

    clause: str
    key: str
    measures: tuple[str, ...]
    rows: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A whole statutory form, tables and sections in printed order.

    ``groups`` are those of the outcomes in section 3, which have no figures of their own. ``tables`` holds the ids of
    each table's rows, and of the columns of each row: ``tables["proactive"]["administrative_licensing"]`` is
    ``("decisions",)``.
    """

    form: str
    document: str
    first_year: int
    sections: tuple[Term, ...]
    blocks: tuple[ProactiveBlock, ...]
    measures: tuple[Term, ...]
    applicants: tuple[Term, ...]
    rows: tuple[Term, ...]
    groups: tuple[Term, ...]
    stages: tuple[Term, ...]
    results: tuple[Term, ...]
    tables: dict[str, dict[str, tuple[str, ...]]] = field(repr=False, compare=False, hash=False)
    index: dict[tuple[str, str], Term] = field(repr=False, compare=False, hash=False)

    def term(self, kind: str, id: str) -> Term:
        """The term of ``kind`` (section, item, measure, row, applicant, stage, result) with this id, else KeyError."""
        return self.index[kind, id]

    def rows_of(self, table: str) -> tuple[Term, ...]:
        """The rows of a table."""
        return tuple([self.term(ROW_KINDS[table], item) for item in self.tables[table]])

    def columns(self, table: str, item: str) -> tuple[str, ...]:
        """The ids of a row's columns: of a row of section 2 its own, none where the form lacks it; in sections 3 and 4
        those of all rows, for a report may print rows of the other form there."""
        rows = self.tables[table]
        return rows.get(item, ()) if table == "proactive" else next(iter(rows.values()))

    def figures(self) -> Iterator[tuple[str, str, str]]:
        """(table, item, column) of every figure."""
        for table, rows in self.tables.items():
            yield from ((table, item, column) for item, columns in rows.items() for column in columns)


def _term(raw: dict[str, Any]) -> Term:
    """TypeError for a key that terms do not have: none is misspelt in a form's file in silence."""
    group = raw.get("group", ())
    lists = {"aliases": tuple(raw.get("aliases", ())), "group": (group,) if isinstance(group, str) else tuple(group)}
    return Term(**{name: value for name, value in raw.items() if name != "replaces"} | lists)


def _counted(table: dict[str, Any], kind: str) -> tuple[Term, ...]:
    """Terms of a table whose every cell is in one unit."""
    return tuple(_term({"unit": table["unit"], **raw}) for raw in table[kind])


def _table(rows: tuple[Term, ...], columns: tuple[Term, ...]) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys([row.id for row in rows], tuple([column.id for column in columns]))


def _merged_rows(base: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = list(base)
    for row in own:
        replaced = [i for i, r in enumerate(rows) if r["id"] in row["replaces"]]
        rows[replaced[0] : replaced[-1] + 1] = [row]
    return rows


def _raw(form_id: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(f"{form_id}.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    if "extends" not in raw:
        return raw
    base = _raw(raw["extends"])
    rows = _merged_rows(base["applications"]["row"], raw["applications"]["row"])
    return {
        **base,
        **raw,
        "applications": {**base["applications"], "row": rows},
    }


@cache
def form(form_id: str) -> Form:
    """The form with this id ("2019" or "2021"); FileNotFoundError for an unknown one."""
    raw = _raw(form_id)
    blocks = tuple(
        ProactiveBlock(b["clause"], b["key"], tuple(b["measures"]), tuple(map(_term, b["row"])))
        for b in raw["proactive"]["block"]
    )
    parts = {
        "section": tuple(map(_term, raw["section"])),
        "item": tuple(row for block in blocks for row in block.rows),
        "measure": tuple(map(_term, raw["proactive"]["measure"])),
        "row": _counted(raw["applications"], "row"),
        "applicant": _counted(raw["applications"], "column"),
        "stage": _counted(raw["review_litigation"], "stage"),
        "result": _counted(raw["review_litigation"], "result"),
    }
    return Form(
        form=raw["form"],
        document=raw["document"],
        first_year=raw["first_year"],
        sections=parts["section"],
        blocks=blocks,
        measures=parts["measure"],
        applicants=parts["applicant"],
        rows=parts["row"],
        groups=tuple(map(_term, raw["applications"]["group"])),
        stages=parts["stage"],
        results=parts["result"],
        tables={
            "proactive": {row.id: block.measures for block in blocks for row in block.rows},
            "applications": _table(parts["row"], parts["applicant"]),
            "review_litigation": _table(parts["stage"], parts["result"]),
        },
        index={(kind, t.id): t for kind, terms in parts.items() for t in terms},
    )


def outcome_groups() -> tuple[Term, ...]:
    """The groups of outcomes in section 3, those of the newest form."""
    return form(FORM_IDS[-1]).groups


@cache
def newest(kind: str, id: str) -> Term | None:
    """The newest form's term of ``kind`` (see ``Form.term``) with this id; None where no form has it."""
    return next((term for this in map(form, reversed(FORM_IDS)) if (term := this.index.get((kind, id)))), None)


@cache
def newest_with(item: str, measure: str) -> Form | None:
    """The newest form in whose row of section 2 the measure stands, which says what both are called there: ``amount``
    is the fees collected in one row and what was spent on procurement in another. None where no form has it."""
    for this in map(form, reversed(FORM_IDS)):
        if measure in this.columns("proactive", item):
            return this
    return None
