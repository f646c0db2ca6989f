"""The changes of ``builder.diff`` as text for a terminal, Markdown for a pull request and JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Literal

from builder.catalogue import Lang, label, where
from builder.diff import Cell, FigureChange, Kind, ReportChange
from builder.model import Finding

DiffFormat = Literal["text", "md", "json"]

MOST_FIGURES = 40
"""Figures shown of one report in Markdown; a pull request's comment has an end."""

_WORDS: dict[Lang, dict[str, str]] = {
    "zh": {
        "title": "数据变化",
        "none": "没有变化",
        "added": "新增",
        "changed": "改动",
        "removed": "撤下",
        "reports": "份报告",
        "year": " 年",
        "figures": "个数字",
        "total": "数字改动 {} 处",
        "more": "另有 {} 处",
        "where": "位置",
        "old": "原来",
        "new": "现在",
        "blank": "空",
        "absent": "没有",
        "prose": "文字有改动",
        "fails": "新的检查问题",
        "holds": "已不存在的检查问题",
    },
    "en": {
        "title": "Changes of the data",
        "none": "no change",
        "added": "added",
        "changed": "changed",
        "removed": "removed",
        "reports": "reports",
        "year": "",
        "figures": "figures",
        "total": "{} figures changed",
        "more": "{} more",
        "where": "where",
        "old": "before",
        "new": "after",
        "blank": "blank",
        "absent": "none",
        "prose": "prose changed",
        "fails": "check that fails now",
        "holds": "check that fails no longer",
    },
}
_SIGNS: dict[Kind, str] = {"added": "+", "removed": "-", "changed": "~"}
_MARKUP = {ord(character): f"&#{ord(character)};" for character in "\\`*_{}[]<>|#~&"}
_KINDS: tuple[Kind, ...] = ("added", "changed", "removed")


def render(changes: Sequence[ReportChange], format: DiffFormat, lang: Lang = "zh") -> str:
    """All changes in one format, ready to print."""
    if format == "json":
        return as_json(changes)
    lines = _markdown(changes, lang) if format == "md" else _text(changes, lang)
    return "".join(f"{line}\n" for line in lines)


def summary(changes: Iterable[ReportChange], lang: Lang = "zh") -> str:
    """How many reports came, changed and went, and how many figures of the changed ones differ."""
    words = _WORDS[lang]
    changes = tuple(changes)
    counts = Counter(change.kind for change in changes)
    if not changes:
        return words["none"]
    figures = sum(len(change.figures) for change in changes if change.kind == "changed")
    parts = [f"{words[kind]} {counts[kind]} {words['reports']}" for kind in _KINDS if counts[kind]]
    if counts["changed"]:
        parts.append(words["total"].format(figures))
    return ("，" if lang == "zh" else ", ").join(parts)


def as_json(changes: Iterable[ReportChange]) -> str:
    """Reports with what changed in them, by report id; the source of an update's page."""
    return json.dumps({"changes": [_object(change) for change in changes]}, ensure_ascii=False, indent=2) + "\n"


def _text(changes: Sequence[ReportChange], lang: Lang) -> Iterator[str]:
    for change in changes:
        yield f"{_SIGNS[change.kind]} {_heading(change, lang)}"
        if change.kind == "changed":
            yield from (f"    {name}: {old} → {new}" for name, old, new in _values(change, lang))
            yield from (f"    {remark}" for remark in _remarks(change, lang))
    yield summary(changes, lang)


def _heading(change: ReportChange, lang: Lang) -> str:
    words = _WORDS[lang]
    year = f" {change.year}{words['year']}" if change.year else ""
    name = f"{change.agency}{year} {change.report_id}"
    if change.kind == "changed":
        return name
    return f"{name}: {words[change.kind]}, {len(change.figures)} {words['figures']}"


def _values(change: ReportChange, lang: Lang) -> list[tuple[str, str, str]]:
    """What each field and figure is called, what it was and what it is."""
    blank = _WORDS[lang]["blank"]
    fields = [(name, old or blank, new or blank) for name, old, new in change.fields]
    return fields + [(_where(f, lang), _cell(f.old, lang), _cell(f.new, lang)) for f in change.figures]


def _remarks(change: ReportChange, lang: Lang) -> list[str]:
    """What else is different: sections of prose, and checks."""
    words = _WORDS[lang]
    prose = [f"{label('section', section, lang)}: {words['prose']}" for section in change.sections]
    return prose + [f"{words['fails' if c.new else 'holds']} {c.check}: {c.message}" for c in change.checks]


def _markdown(changes: Sequence[ReportChange], lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    yield f"## {words['title']}"
    yield ""
    yield summary(changes, lang)
    for kind in _KINDS:
        of_kind = [change for change in changes if change.kind == kind]
        if not of_kind:
            continue
        yield ""
        yield f"### {words[kind].capitalize()}"
        yield ""
        for change in of_kind:
            yield f"- {_escaped(_heading(change, lang))}"
            if kind == "changed":
                yield from _table(change, lang)


def _table(change: ReportChange, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    if rows := _values(change, lang):
        yield ""
        yield f"  | {words['where']} | {words['old']} | {words['new']} |"
        yield "  |---|---|---|"
        for row in rows[:MOST_FIGURES]:
            yield f"  | {' | '.join(map(_escaped, row))} |"
        yield ""
    if len(rows) > MOST_FIGURES:
        yield f"  - {words['more'].format(len(rows) - MOST_FIGURES)}"
    yield from (f"  - {_escaped(remark)}" for remark in _remarks(change, lang))


def _where(change: FigureChange, lang: Lang) -> str:
    return where(Finding("", "hint", table=change.table, item=change.item, column=change.column), lang)


def _cell(cell: Cell | None, lang: Lang) -> str:
    if cell is None:
        return _WORDS[lang]["absent"]
    status = f" [{cell.status}]" if cell.status not in ("", "blank") else ""
    return (cell.value + cell.unit or _WORDS[lang]["blank"]) + status


def _escaped(text: str) -> str:
    """Text from reports must not become markup in a comment."""
    return " ".join(text.translate(_MARKUP).split())


def _object(change: ReportChange) -> dict[str, object]:
    return {
        "report_id": change.report_id,
        "agency": change.agency,
        "year": int(change.year) if change.year.isdigit() else None,
        "kind": change.kind,
        "fields": [{"name": name, "old": old, "new": new} for name, old, new in change.fields],
        "figures": [asdict(figure) for figure in (change.figures if change.kind == "changed" else ())],
        "figure_count": len(change.figures),
        "sections": list(change.sections),
        "checks": [asdict(check) for check in change.checks],
    }
