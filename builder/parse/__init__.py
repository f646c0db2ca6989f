"""Document to Report content: sections, prose and the three statutory tables, found by labels and headings, not
positions.

lines (flatten) -> regions (where each section stands) -> records (labels and values) -> rows (the form's cells).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from builder.document import Document
from builder.model import DOUBTFUL, TABLES, Finding, FormId, Row, Section
from builder.parse.applications import read_applications
from builder.parse.entries import PUSHED
from builder.parse.lines import Line, flatten
from builder.parse.narrative import read_sections
from builder.parse.proactive import read_proactive
from builder.parse.regions import Region, Signed, anchored, is_the_form, regions, signed
from builder.parse.review import read_review
from builder.parse.rows import doubt_pushed
from builder.parse.second import other_report, other_rows, second_start, table_again
from builder.parse.title import find_title, is_title
from builder.spelling import simplify
from builder.steps import Steps, Stepwise

_POSITIONAL = ("html", "docx", "xlsx", "pdf")
_BREAKING = ("text", "markdown", "html")  # of the others a row that is there is whole
_LONGEST_LINK, _FEWEST_LINKS = 90, 3
_STATUS = attrgetter("status")
_PERIOD_TOLD = re.compile("数据的?统计(?:期限|时限|周期|时间)")
_PRE_2019 = re.compile(
    r"指标名称.{0,12}计量单位|计量单位.{0,6}统计数|主动公开政府信息数.{0,12}条.{0,200}回应公众关注热点"
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document says: ``title`` as printed, rows, sections, and ``lead``, the lines before section 1, for
    recognising agency and year."""

    title: str
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    lead: tuple[str, ...] = ()


@Stepwise
def parse(document: Document) -> Steps[Parsed | Finding]:
    """The content of a report, or the Finding that sends it to quarantine: other-form (the annex used before 2019) or
    not-a-report (neither a title, nor a table, nor the sections of one; or only links to reports)."""
    lines = flatten(document)
    yield
    told = signed(lines)
    anchors = anchored(lines, told)
    start = second_start(lines, told, anchors)
    again, lines = lines[start:], lines[:start]
    found = _regions(lines, [(i, signs) for i, signs in told if i < start]) if again else regions(lines, told, anchors)
    yield
    first = min((r.start for r in found), default=len(lines))
    title, body = find_title(document, lines, first)
    if body == 0:
        title_later, later = find_title(document, lines, min(len(lines), 60)) if not title else (title, 0)
        title, body = title_later, min(later, first)
    yield
    rows, findings, review_end = yield from _tables(lines, found, document.kind, whole=bool(again))
    if again:
        rows_again = yield from _rows_again(again, told, start, document.kind)
        findings.extend(other_report(rows, rows_again, again[0]))
    else:
        findings.extend((yield from _again(lines, told, found, rows, review_end, document.kind)))
    if not rows and _PRE_2019.search(simplify("".join(line.text for line in lines[:400]))):
        return Finding("other-form", "error", lines[0].place if lines else None)
    known = _has_the_form(lines, found) if rows else _sections_of_a_report(found, lines)
    if _is_list(lines, found) if title else not known:
        return Finding("not-a-report", "error", lines[0].place if lines else None)
    yield
    sections = read_sections(lines, found, body, review_end)
    lead = tuple(line.text for line in lines[: max(body, min(first, 40))])
    return Parsed(title, tuple(rows), sections, (*findings, *_doubts(rows)), lead)


def _has_the_form(lines: list[Line], found: list[Region]) -> bool:
    """Whether a table stands under its heading or has the form's words: a summary of the year may count licences."""
    tables = [r for r in found if r.section in TABLES]
    return any(r.headed or is_the_form(lines[r.start : r.end], r.section) for r in tables)


def _is_list(lines: list[Line], found: list[Region]) -> bool:
    """Whether a page with titles of reports only links to them."""
    if found or any(len(line.text) > _LONGEST_LINK for line in lines):
        return False
    return len({line.text for line in lines if is_title(line.text)}) >= _FEWEST_LINKS


def _regions(lines: list[Line], told: Signed) -> list[Region]:
    return regions(lines, told, anchored(lines, told))


def _tables(
    lines: list[Line], found: list[Region], kind: str, *, whole: bool = False
) -> Steps[tuple[list[Row], list[Finding], int]]:
    """Rows and findings of the three tables, and the line after the last one. ``whole``: the file goes on after these
    lines, so that none of them is cut."""
    rows: list[Row] = []
    findings: list[Finding] = []
    review_end = len(lines)
    by_section = {r.section: r for r in found}
    end = -1 if whole else len(lines)
    breaking = kind in _BREAKING

    def span(region: Region) -> list[Line]:
        return lines[region.start + (1 if region.headed else 0) : region.end]

    if region := by_section.get("proactive"):
        read = read_proactive(span(region), ends_document=breaking and region.end == end)
        rows.extend(read.rows)
        findings.extend(read.findings)
    yield
    section_two_2019 = bool(rows) and all(r.form == "2019" for r in rows)
    if region := by_section.get("applications"):
        read = read_applications(
            span(region),
            section_two_2019=section_two_2019,
            positional=kind in _POSITIONAL,
            ends_document=region.end == end,
            breaking=breaking,
        )
        if any(PUSHED in row.note for row in read.rows):
            rows = [doubt_pushed(row, PUSHED) for row in rows]
        rows.extend(read.rows)
        findings.extend(read.findings)
    yield
    single = "other_handling" in [r.item for r in rows]
    if region := by_section.get("review_litigation"):
        review_form: FormId = "2019" if single and section_two_2019 else "2021"
        read = read_review(span(region), review_form, ends_document=breaking and region.end == end)
        rows.extend(read.rows)
        findings.extend(read.findings)
        review_end = region.start + (1 if region.headed else 0) + read.took
    return rows, findings, review_end


def _again(
    lines: list[Line], told: Signed, found: list[Region], rows: list[Row], review_end: int, kind: str
) -> Steps[tuple[Finding, ...]]:
    """What a table that is printed once more, behind all three, says otherwise."""
    tables = [r for r in found if r.section in TABLES]
    if not tables:
        return ()
    last = tables[-1]
    start = table_again(lines, told, review_end if last.section == "review_litigation" else last.end)
    if start == len(lines):
        return ()
    rows_again = yield from _rows_again(lines[start:], told, start, kind)
    return other_rows(rows, rows_again, lines[start])


def _rows_again(again: list[Line], told: Signed, start: int, kind: str) -> Steps[list[Row]]:
    """The rows of the lines from ``start`` on, as if nothing stood before them."""
    found = _regions(again, [(i - start, signs) for i, signs in told if i >= start])
    rows, _, _ = yield from _tables(again, found, kind)
    return rows


def _sections_of_a_report(found: Sequence[Region], lines: Sequence[Line]) -> bool:
    """Whether sections without figures are a report's: section 1 or a table's, and a second one or the period told."""
    headed = {r.section for r in found if r.headed}
    if headed.isdisjoint(("overview", *TABLES)):
        return False
    return len(headed) > 1 or any(_PERIOD_TOLD.search(line.text) for line in lines)


def _doubts(rows: list[Row]) -> list[Finding]:
    """A finding for every row or cell that could not be read for certain."""
    findings: list[Finding] = []
    statuses = map(_STATUS, chain(rows, chain.from_iterable([row.figures for row in rows])))
    if DOUBTFUL.isdisjoint(statuses):
        return findings
    for row in rows:
        if row.status in DOUBTFUL:
            code, level = ("suspect-row", "warning") if row.status == "suspect" else ("illegible-row", "error")
            findings.append(Finding(code, level, row.place, row.table, row.item, values=(("note", row.note),)))  # type: ignore[arg-type]
        for figure in row.figures:
            if figure.status in DOUBTFUL and row.status != "illegible":
                code, level = ("suspect-cell", "warning") if figure.status == "suspect" else ("illegible-cell", "error")
                values = (("raw", figure.raw), ("note", figure.note))
                findings.append(Finding(code, level, row.place, row.table, row.item, figure.column, values=values))  # type: ignore[arg-type]
    return findings
