"""What is the matter with a report, as its page tells it: the two kinds of trouble apart, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder import catalogue
from builder.model import Finding
from builder.pages import text
from builder.pages.entries import Opened, group_of
from builder.registry import Acknowledgement

_LEVELS = {"error": 0, "warning": 1, "hint": 2}
_CELL_LEVEL = ("suspect-cell", "illegible-cell")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One finding in words, without equation and files, which stand beside it, these as links. ``number`` is its place
    on the page (anchor ``f1``); ``line`` 0 when it has none in the report's file; ``beside``: file and line of what is
    stated in another one, its sidecar."""

    number: int
    code: str
    level: str
    title: str
    message: str
    equation: str
    line: int
    anchor: str
    beside: str
    table: str
    item: str
    column: str
    other_report: str
    other_line: str
    explained: Acknowledgement | None


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind under one heading."""

    id: str
    title: str
    about: str
    troubles: tuple[Trouble, ...]


_GROUPS = (
    ("figures", "报告自身的数字对不上", "数字照原文发布，没有改动；下面是它们之间不相符的地方。"),
    ("worth", "值得一看", "未必有错：口径可能不同，也可能确有变化。"),
    ("reading", "我们没有读清", "问题在我们的读取，不在报告；有疑问的格已在表中标出。"),
    ("data", "收录时的判断", "机关、年份和来源文件是怎样认定的。"),
)


def troubles(entry: Opened) -> tuple[Group, ...]:
    """The groups that hold anything, findings numbered through in the order shown."""
    lines = {row.place.line for row in entry.report.rows}
    by_group: dict[str, list[Finding]] = {id: [] for id, _, _ in _GROUPS}
    for finding in sorted(entry.findings, key=_order):
        by_group[group_of(finding.code, finding.level)].append(finding)
    out, number = [], 0
    for id, title, about in _GROUPS:
        told = []
        for finding in by_group[id]:
            number += 1
            told.append(_trouble(number, finding, entry, lines))
        if told:
            out.append(Group(id, title, about, tuple(told)))
    return tuple(out)


def _order(finding: Finding) -> tuple[int, int]:
    """By level and line; what shares both stays in the order in which the checks found it."""
    return _LEVELS[finding.level], finding.place.line if finding.place else 0


def _trouble(number: int, finding: Finding, entry: Opened, lines: set[int]) -> Trouble:
    line = finding.place.line if finding.place else 0
    values = dict(finding.values)
    beside = values.get("file", "") + (f" 第 {line} 行" if line else "") if "file" in values else ""
    line = 0 if beside else line
    return Trouble(
        number=number,
        code=finding.code,
        level=finding.level,
        title=catalogue.entry(finding.code).title_zh,
        message=text.plain(catalogue.message_alone(finding)),
        equation=text.plain(values.get("equation", "")),
        line=line,
        anchor=f"L{line}" if line in lines else _section_anchor(entry, line),
        beside=text.plain(beside),
        table=finding.table,
        item=finding.item,
        column=finding.column,
        other_report=values.get("other_report", ""),
        other_line=values.get("other_line", ""),
        explained=entry.acknowledged.of(entry.id, finding),
    )


def _section_anchor(entry: Opened, line: int) -> str:
    """The prose section that the line stands in; none if that one has no text, since the page then leaves it out."""
    before = [s for s in entry.report.sections if s.place.line <= line]
    nearest = max(before, key=lambda s: s.place.line) if before and line else None
    return f"s-{nearest.section}" if nearest and text.paragraphs(nearest.text) else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign in a cell that leads to a finding: ≠ for figures that disagree, ? for what we could not read."""

    number: int
    sign: str
    words: str


_SIGNS = {"figures": ("≠", "这里对不上"), "worth": ("≠", "这里值得一看"), "reading": ("?", "这里没有读清")}


def marked(groups: Sequence[Group]) -> dict[tuple[str, str, str], list[Mark]]:
    """The marks of findings by the cell they speak of. What the reading already marks in the cell itself is not marked
    twice."""
    cells: dict[tuple[str, str, str], list[Mark]] = {}
    for group in groups:
        sign, words = _SIGNS.get(group.id, ("※", "收录时的判断"))
        for trouble in group.troubles:
            if trouble.table and trouble.item and trouble.code not in _CELL_LEVEL:
                mark = Mark(trouble.number, sign, f"{words}，见第 {trouble.number} 项")
                cells.setdefault((trouble.table, trouble.item, trouble.column), []).append(mark)
    return cells
