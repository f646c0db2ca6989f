"""The one catalogue of everything the build can say: each finding's code with its words in Chinese and English.

Every ``*.toml`` beside this module holds one table per code. Messages are templates: ``{name}`` is filled from the
finding's ``values``, from ``expected`` and ``found``, from ``table``, ``item`` and ``column`` as the form's labels,
and ``{where}`` joins these three ("收到和处理政府信息公开申请情况 › （一）予以公开 › 自然人").
"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib import resources
from typing import Literal, get_args

from builder.forms import COLUMN_KINDS, ROW_KINDS, newest, newest_with
from builder.model import Finding, Level

Kind = Literal["reading", "figures", "data"]
Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one code means. ``kind``: reading (we could not read it), figures (the agency's own figures disagree) or
    data (files, registry, sidecars). ``aside`` ends the message in brackets: the equation and the files, which a page
    shows beside it."""

    code: str
    level: Level
    kind: Kind
    title_zh: str
    title_en: str
    message_zh: str
    message_en: str
    explain_zh: str
    explain_en: str
    remedy_zh: str
    remedy_en: str
    example: str
    aside_zh: str = ""
    aside_en: str = ""


class _Shown(dict[str, str]):
    """Leaves a name that the finding does not fill visible in the message, where a test sees it."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


@cache
def _entries() -> dict[str, Entry]:
    names = {f.name for f in fields(Entry)} - {"code"}
    needed = {f.name for f in fields(Entry) if f.default is MISSING} - {"code"}
    entries: dict[str, Entry] = {}
    files = (f for f in resources.files(__package__).iterdir() if f.name.endswith(".toml"))
    for file in sorted(files, key=lambda f: f.name):
        for code, raw in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in entries:
                raise ValueError(f"{file.name}: {code} stands in two catalogue files")
            if not needed <= set(raw) <= names:
                lacking, added = sorted(needed - set(raw)), sorted(set(raw) - names)
                raise ValueError(f"{file.name}: {code} lacks {lacking}, adds {added}")
            if raw["level"] not in get_args(Level) or raw["kind"] not in get_args(Kind):
                raise ValueError(f"{file.name}: {code} has an unknown level or kind")
            entries[code] = Entry(code=code, **raw)
    return entries


def entry(code: str) -> Entry:
    """The catalogue's entry; KeyError for a code that no catalogue file defines."""
    return _entries()[code]


def all_entries() -> tuple[Entry, ...]:
    """Every entry, sorted by code."""
    return tuple(sorted(_entries().values(), key=lambda e: e.code))


@cache
def label(kind: str, id: str, lang: Lang = "zh") -> str:
    """The form's label of a section, item, measure, row, applicant, stage or result; the id if no form has it."""
    term = newest(kind, id)
    return id if term is None else term.zh if lang == "zh" else term.en


@cache
def labels(table: str, item: str, column: str, lang: Lang = "zh") -> tuple[str, str]:
    """The form's labels of a cell's row and column; a measure is called as in its row."""
    row = label(ROW_KINDS.get(table, "section"), item, lang)
    of_form = newest_with(item, column) if table == "proactive" else None
    if of_form is not None:
        own = of_form.term("measure", column)
        return row, own.zh if lang == "zh" else own.en
    return row, label(COLUMN_KINDS.get(table, ""), column, lang)


def where(finding: Finding, lang: Lang = "zh") -> str:
    """Table, row and column of a finding in the form's words, joined by ›; empty where it points at no table."""
    return " › ".join(part for part in _labels(finding, lang).values() if part)


def _labels(finding: Finding, lang: Lang) -> dict[str, str]:
    table = finding.table
    item, column = labels(table, finding.item, finding.column, lang)
    return {"table": label("section", table, lang) if table else "", "item": item, "column": column}


def message(finding: Finding, lang: Lang = "zh") -> str:
    """The finding in one line of words; KeyError for a code without an entry."""
    known = entry(finding.code)
    if lang == "zh":
        return _filled(f"{known.message_zh}{known.aside_zh}", finding, lang)
    return _filled(f"{known.message_en} {known.aside_en}", finding, lang)


def message_alone(finding: Finding) -> str:
    """The message in Chinese without its aside; KeyError for a code without an entry."""
    return _filled(entry(finding.code).message_zh, finding, "zh")


def _filled(template: str, finding: Finding, lang: Lang) -> str:
    values = _Shown(_labels(finding, lang), where=where(finding, lang), expected=finding.expected, found=finding.found)
    values.update(finding.values)
    return " ".join(template.format_map(values).split())


def hint(finding: Finding, lang: Lang = "zh") -> str:
    """What to do about the finding; KeyError for a code without an entry."""
    known = entry(finding.code)
    return known.remedy_zh if lang == "zh" else known.remedy_en
