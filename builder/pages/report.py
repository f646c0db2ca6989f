"""The page of one report: /reports/{report_id}/. Made from the Report itself, so raw text and lines are at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.checks.sheet import plain as plain_number
from builder.exports.citation import Citation, report_citation
from builder.pages import layout, text, troubles
from builder.pages.contact import contact
from builder.pages.dataset import Dataset, Office
from builder.pages.entries import Entry, Opened
from builder.pages.linked import one_report
from builder.pages.marks import Marks, cell_name
from builder.pages.prose import sections
from builder.pages.reasons import reasons
from builder.pages.render import Page
from builder.pages.report_charts import charts
from builder.pages.source_lines import listed, source_lines
from builder.pages.summary import is_quiet, keys, lead
from builder.settings import Settings
from builder.tables.statement import Statement

_FORMS = {
    "2019": "2019 年试行表样（国办公开办函〔2019〕60号）",
    "2021": "2021 年表样（国办公开办函〔2021〕30号）",
    "mixed": "混用 2019 年和 2021 年表样",
    "": "没有统计表",
}
_TABLES = {
    "proactive": "主动公开政府信息情况",
    "applications": "收到和处理政府信息公开申请情况",
    "applications_whole": "收到和处理政府信息公开申请情况（整表）",
    "review_litigation": "政府信息公开行政复议、行政诉讼情况",
}
_WEB = re.compile(r"https?://[\w.-]+(:\d+)?([/?#][^\s<>\"\\^`{|}]*)?", re.IGNORECASE)
_LINE_WORDS = {"docx": "段落或表行序号", "pdf": "页码和行序号", "xlsx": "表行序号"}


def report_page(
    dataset: Dataset, office: Office, entry: Opened, before: Entry | None, after: Entry | None, settings: Settings
) -> Page:
    """The page of ``entry``; ``before`` and ``after`` are the reports next to it in time, of the same office."""
    name = text.plain(office.agency.name)
    year = str(entry.year) if entry.year else "年份不明"
    trail = dataset.trail(office)
    source = safe_url(entry.report.source_url)
    described = one_report(entry, name, trail[-1][0] if trail else "", source, settings)
    return Page(
        path=f"reports/{entry.id}.md",
        template="report.md.j2",
        title=f"{name} {year} 年度报告",
        heading=f"{name} {year}",
        description=_description(entry, name),
        kind="report",
        section="regions/",
        trail=(*trail, (office.agency.name, f"agencies/{office.id}/")),
        report_id=entry.id,
        described=(described,),
        values={
            "entry": entry,
            "name": name,
            "office": office,
            "before": before,
            "after": after,
            "source_url": source,
            "citation": cited(entry, name, settings),
            **_read(entry, before, settings, described),
            **_stated(entry),
        },
    )


def _read(entry: Opened, before: Entry | None, settings: Settings, described: object) -> dict[str, object]:
    """What was read, drawn and found; the prose takes the room that all else on the page, and what it is ``described``
    as, leave."""
    groups = troubles.troubles(entry)
    marks = Marks(troubles.marked(groups))
    proactive = layout.proactive(entry.printed, marks)  # in the order of the page: notes are numbered as met
    short, whole, folded = layout.applications(entry.printed, marks)
    tables = {
        "proactive": proactive,
        "applications": short,
        "applications_whole": whole,
        "review_litigation": layout.reviews(entry.printed, marks),
    }
    made, why = charts(entry), reasons(entry)
    told_at = [trouble.line for group in groups for trouble in group.troubles]
    contacts = {line: contact(settings, f"reports/{entry.id}/", entry.id, line) for line in sorted({0, *told_at})}

    def beside() -> Iterator[object]:
        yield from (described, [contacts[line] for line in told_at], groups, source_lines(entry), why, marks)
        yield from tables.values()
        yield from ((c.drawing, c.data, c.table.rows) for c in made)

    return {
        "keys": [] if is_quiet(entry) else keys(entry, before, marks),
        "lead": lead(entry),
        "charts": made,
        "reasons": why,
        "tables": {name: layout.scrolled(_TABLES[name], table) for name, table in tables.items()},
        "folded": folded,
        "notes": marks.notes,
        "blanks": _blanks(entry),
        "sections": sections(entry, beside),
        "groups": groups,
        "lines": listed(entry),
        "contacts": contacts,
    }


def _stated(entry: Opened) -> dict[str, object]:
    """Where the report comes from, and what is stated of it."""
    report = entry.report
    return {
        "report": report,
        "title": text.plain(report.title),
        "form_name": _FORMS[report.form],
        "readings": _readings(entry),
        "line_word": _LINE_WORDS.get(report.kind, "行号"),
        "source_file": text.plain(report.source_file),
        "published_on": text.plain(report.published_on),
    }


def safe_url(url: str) -> str:
    """``url`` if it is a plain address of the web, else nothing: no other scheme may become a link."""
    cleaned = text.plain(url)
    return cleaned if _WEB.fullmatch(cleaned) else ""


def cited(entry: Opened, name: str, settings: Settings) -> Citation:
    """How to cite the report: by the address where it was published, else by its page here."""
    page = f"{settings.site_url}reports/{entry.id}/" if settings.site_url else ""
    report = entry.report
    return report_citation(
        entry.id,
        name,
        entry.year or None,
        text.plain(report.title),
        text.plain(report.published_on),
        safe_url(report.source_url) or page,
    )


def _description(entry: Opened, name: str) -> str:
    received, processed, granted = (
        entry.number("applications", item) for item in ("new_received", "total_processed", "granted")
    )
    told = [f"新收申请 {text.count(received)} 件"] if received is not None else []
    told += [f"办结 {text.count(processed)} 件"] if processed is not None else []
    told += [f"予以公开 {text.count(granted)} 件"] if granted is not None else []
    year = f" {entry.year} 年" if entry.year else ""
    return f"{name}{year}政府信息公开工作年度报告：{'，'.join(told) or '全文、统计表和来源'}。"


def _blanks(entry: Opened) -> list[str]:
    """What the signs in the tables mean, of those that this report has."""
    statuses = frozenset().union(*(said.once(_statuses) for said in entry.printed.said.values()))
    told = [
        ("blank", "“空”：原表这一格是空白，不等于 0"),
        ("not_applicable", "“-”“/”“无”：原表如此填写，不等于 0"),
        ("suspect", "“?”：存疑读数，照最可能的读法列出，不计入合计、图表和比较"),
        ("illegible", "“无法辨认”：原文看不清，留空，不猜测"),
    ]
    return [words for status, words in told if status in statuses]


def _statuses(said: Statement) -> frozenset[str]:
    return frozenset(figure.status for figure in said.cells.values())


def _readings(entry: Opened) -> list[tuple[str, str, str]]:
    out = []
    for reading in entry.report.readings:
        where = cell_name(reading.table, reading.item, reading.column)
        value = "空白" if reading.value is None else plain_number(reading.value)
        out.append((text.plain(where), value, text.plain(reading.reason)))
    return out
