"""What is the matter with a report, as its page tells it: the two kinds of trouble apart, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder import catalogue
from builder.checks.acknowledge import Acknowledgements
from builder.model import Finding
from builder.pages import text
from builder.pages.dataset import Entry
from builder.registry import Acknowledgement

_LEVELS = {"error": 0, "warning": 1, "hint": 2}
_CELL_LEVEL = ("suspect-cell", "illegible-cell")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One finding in words. ``number`` is its place on the page (anchor ``f1``); ``line`` 0 when it has none."""

    number: int
    code: str
    level: str
    title: str
    message: str
    equation: str
    line: int
    anchor: str
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
    ("figures", "报告自身的数字对不上", "数字照原文公布，没有改动；下面是它们之间不相符的地方。"),
    ("worth", "值得一看", "未必有错：口径可能不同，也可能确有变化。"),
    ("reading", "我们没有读清", "问题在我们的读取，不在报告；有疑问的格已在表中标出。"),
    ("data", "收录时的判断", "机关、年份和来源文件是怎样认定的。"),
)


def troubles(entry: Entry, acknowledged: Acknowledgements) -> tuple[Group, ...]:
    """The groups that hold anything, findings numbered through in the order shown."""
    lines = {row.place.line for row in entry.report.rows}
    by_group: dict[str, list[Finding]] = {id: [] for id, _, _ in _GROUPS}
    for finding in sorted(entry.findings, key=_order):
        by_group[_group(finding)].append(finding)
    out, number = [], 0
    for id, title, about in _GROUPS:
        told = []
        for finding in by_group[id]:
            number += 1
            told.append(_trouble(number, finding, entry, acknowledged, lines))
        if told:
            out.append(Group(id, title, about, tuple(told)))
    return tuple(out)


def _order(finding: Finding) -> tuple[int, int]:
    """By level and line; what shares both stays in the order in which the checks found it."""
    return _LEVELS[finding.level], finding.place.line if finding.place else 0


def _group(finding: Finding) -> str:
    kind = catalogue.entry(finding.code).kind
    return "worth" if kind == "figures" and finding.level == "hint" else kind


def _trouble(
    number: int, finding: Finding, entry: Entry, acknowledged: Acknowledgements, lines: set[int]
) -> Trouble:
    line = finding.place.line if finding.place else 0
    values = dict(finding.values)
    return Trouble(
        number=number,
        code=finding.code,
        level=finding.level,
        title=catalogue.entry(finding.code).title_zh,
        message=text.plain(catalogue.message(finding)),
        equation=text.plain(values.get("equation", "")),
        line=line,
        anchor=f"L{line}" if line in lines else _section_anchor(entry, line),
        table=finding.table,
        item=finding.item,
        column=finding.column,
        other_report=values.get("other_report", ""),
        other_line=values.get("other_line", ""),
        explained=acknowledged.of(entry.id, finding),
    )


def _section_anchor(entry: Entry, line: int) -> str:
    """The prose section that the line stands in."""
    before = [s for s in entry.report.sections if s.place.line <= line]
    return f"s-{max(before, key=lambda s: s.place.line).section}" if before and line else ""


def marked(groups: Sequence[Group]) -> dict[tuple[str, str, str], list[int]]:
    """Numbers of findings by the cell they speak of, for the marks in the tables. What the reading already marks in
    the cell itself is not marked twice."""
    cells: dict[tuple[str, str, str], list[int]] = {}
    for group in groups:
        for trouble in group.troubles:
            if trouble.table and trouble.item and trouble.code not in _CELL_LEVEL:
                cells.setdefault((trouble.table, trouble.item, trouble.column), []).append(trouble.number)
    return cells


def counts(entry: Entry) -> dict[str, int]:
    """How many findings of each group a report has."""
    found: dict[str, int] = {}
    for finding in entry.findings:
        group = _group(finding)
        found[group] = found.get(group, 0) + 1
    return found
