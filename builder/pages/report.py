"""The page of one report: /reports/{report_id}/. Made from the Report itself, so raw text and lines are at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from builder.catalogue import label
from builder.charts import Chart
from builder.charts.make import bar_chart, stacked_bar_chart
from builder.charts.palette import OUTCOMES
from builder.checks.sheet import plain as plain_number
from builder.exports.citation import Citation, report_citation
from builder.forms import form
from builder.model import Figure
from builder.pages import layout, measures, text, troubles
from builder.pages.dataset import Dataset, Entry, Office, Opened, Settings
from builder.pages.linked import one_report
from builder.pages.reasons import reasons
from builder.pages.render import Page
from builder.svg import Bar, Stack
from builder.tables.statement import Statement

BODY_BYTES = 41_000
"""What a page may weigh without the theme's shell, so that the whole stays within 60 kB. Tables and lines come first;
prose that finds no room is in the JSON file, and the page says so."""
_FEWEST_PROSE = 6_000
_REST_BYTES = 7_500  # headings, key figures, markup of the reasons, source, citation, breadcrumbs

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


@dataclass(frozen=True, slots=True)
class Key:
    """A key figure: ``told`` whether ``value`` is a number and not the word for none, ``line`` where the report prints
    it, ``base`` out of how many, ``before`` what it was in the report of the year before."""

    name: str
    value: str
    told: bool = True
    line: int = 0
    base: str = ""
    before: str = ""
    marks: tuple[troubles.Mark, ...] = ()


class SourceLine(NamedTuple):
    """What stands in a line of the source, as far as it was read into the tables: its cells between bars."""

    line: int
    page: int | None
    cells: str


def report_page(
    dataset: Dataset, office: Office, entry: Opened, before: Entry | None, after: Entry | None, settings: Settings
) -> Page:
    """The page of ``entry``; ``before`` and ``after`` are the reports next to it in time, of the same office."""
    report = entry.report
    name = text.plain(office.agency.name)
    groups = troubles.troubles(entry)
    marks = layout.Marks(troubles.marked(groups))
    short, whole, folded = layout.applications(entry.printed, marks)
    tables = {
        "proactive": layout.proactive(entry.printed, marks),
        "applications": short,
        "applications_whole": whole,
        "review_litigation": layout.reviews(entry.printed, marks),
    }
    year = str(entry.year) if entry.year else "年份不明"
    made, why = charts(entry), reasons(entry)
    lines_told = {0, *(trouble.line for group in groups for trouble in group.troubles)}
    contacts = {line: contact(settings, f"reports/{entry.id}/", entry.id, line) for line in sorted(lines_told)}
    told_at = [contacts[trouble.line] for group in groups for trouble in group.troubles]
    trail = region_trail(dataset, office)
    source = safe_url(report.source_url)
    described = one_report(entry, name, trail[-1][0] if trail else "", source, settings)

    def beside() -> Iterator[object]:
        yield from (described, told_at, groups, source_lines(entry), why, marks, *tables.values())
        yield from ((c.drawing, c.data, c.table.rows) for c in made)

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
            "report": report,
            "entry": entry,
            "name": name,
            "title": text.plain(report.title),
            "office": office,
            "form_name": _FORMS[report.form],
            "keys": [] if is_quiet(entry) else keys(entry, before, marks),
            "lead": lead(entry),
            "charts": made,
            "reasons": why,
            "tables": {name: layout.scrolled(_TABLES[name], table) for name, table in tables.items()},
            "folded": folded,
            "notes": sorted(marks.notes.values(), key=lambda n: n.number),
            "blanks": _blanks(entry),
            "sections": _sections(entry, beside),
            "groups": groups,
            "readings": _readings(entry),
            "lines": _listed(entry),
            "line_word": _LINE_WORDS.get(report.kind, "行号"),
            "source_file": text.plain(report.source_file),
            "source_url": source,
            "published_on": text.plain(report.published_on),
            "before": before,
            "after": after,
            "citation": cited(entry, name, settings),
            "contacts": contacts,
        },
    )


def region_trail(dataset: Dataset, office: Office) -> tuple[tuple[str, str], ...]:
    """The way down to an office's divisions, as (title, address from the root)."""
    return tuple((r.name, f"regions/{r.region_code}/") for r in dataset.chain(office.region_code))


def safe_url(url: str) -> str:
    """``url`` if it is a plain address of the web, else nothing: no other scheme may become a link."""
    cleaned = text.plain(url)
    return cleaned if _WEB.fullmatch(cleaned) else ""


def contact(settings: Settings, page: str, id: str, line: int = 0) -> str:
    """Where to report an error: the maintainer's address with the page's address, the report's or agency's id and the
    line filled in, else the page about this site with the same in its query. ``page`` is from the root."""
    at = f"L{line}" if line else ""
    if settings.contact:
        values = {"page": f"{settings.site_url or '/'}{page}", "report_id": id, "line": at}
        return re.sub(r"\{(page|report_id|line)\}", lambda m: quote(values[m[1]]), settings.contact)
    root = "../" * page.count("/")
    return f"{root}about/?page={quote(page)}&report={quote(id)}{f'&at={at}' if at else ''}#errors"


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
    year = f"{entry.year} 年" if entry.year else ""
    return f"{name}{year}政府信息公开工作年度报告：{'，'.join(told) or '全文、统计表和来源'}。"


def keys(entry: Opened, before: Entry | None, marks: layout.Marks) -> list[Key]:
    """The key figures, each with its base, what it was a year before, and the findings about its cell."""
    earlier = before if before is not None and before.year == entry.year - 1 else None
    processed = entry.number("applications", "total_processed")
    due = measures.pending_base(entry)
    bases = {
        "granted": ("办结", processed),
        "granted_in_part": ("办结", processed),
        "carried_forward": ("应办", due),
    }
    out = []
    for name, item in (
        ("新收申请", "new_received"),
        ("办结", "total_processed"),
        ("予以公开", "granted"),
        ("部分公开", "granted_in_part"),
        ("结转下年", "carried_forward"),
    ):
        value = entry.number("applications", item)
        base = _base(value, *bases[item]) if item in bases else ""
        out.append(_key(entry, earlier, marks, name, "applications", (item,), base))
    for name, stages in (("行政复议", measures.STAGES[:1]), ("行政诉讼", measures.STAGES[1:])):
        parts = measures.result_parts(entry, stages)
        corrected = next((int(part.value) for part in parts if part.name == "结果纠正"), 0)
        base = f"纠正 {corrected} 件" if corrected else ""
        out.append(_key(entry, earlier, marks, name, "review_litigation", stages, base))
    return out


def _base(value: int | None, word: str, base: int | None) -> str:
    if value is None or not base:
        return ""
    share = f"，占 {value / base:.1%}" if base >= text.SMALL_BASE and value not in (0, base) else ""
    return f"{word} {text.count(base)} 件中{share}"


def _key(
    entry: Opened,
    earlier: Entry | None,
    marks: layout.Marks,
    name: str,
    table: str,
    items: Sequence[str],
    base: str,
) -> Key:
    value, then = measures.total(entry, table, items), measures.total(earlier, table, items) if earlier else None
    said, place = entry.printed.said.get((table, items[0])), entry.printed.places.get((table, items[0]))
    missing = _missing(said.cells.get("total") if said is not None else None)
    return Key(
        name=name,
        value=text.count(value, missing),
        told=value is not None,
        line=place.line if place is not None else 0,
        base=base,
        before=f"{earlier.year} 年 {text.count(then)}" if earlier is not None and then is not None else "",
        marks=tuple(m for item in items for m in marks.checks.get((table, item, "total"), ())),
    )


def _missing(figure: Figure | None) -> str:
    if figure is None:
        return "未印"
    return {"blank": "空白", "not_applicable": "未填", "suspect": "存疑"}.get(figure.status, "未读出")


def lead(entry: Opened) -> str:
    """The report in a sentence; the only thing said of applications where there was not a single one."""
    year = f"{entry.year} 年" if entry.year else "这一年"
    printed = {row.table for row in entry.report.rows}
    received, processed = (entry.number("applications", item) for item in ("new_received", "total_processed"))
    if "applications" not in printed:
        return f"报告里没有读到{year}的申请办理表：下面没有数字，不等于数字是 0。"
    if received is None:
        return f"{year}新收申请的总数没有能够确定地读出，请看下面的原表。"
    calm = _no_reviews(entry)
    if _no_applications(entry):
        told = f"{year}没有收到一件政府信息公开申请，也没有上年结转的申请。"
        return f"{told}也没有因政府信息公开被申请行政复议或被起诉。" if calm else told + _reviews_told(entry)
    carried, granted, part = (
        entry.number("applications", item) for item in ("carried_in", "granted", "granted_in_part")
    )
    told = f"{year}新收 {text.count(received)} 件政府信息公开申请"
    told += f"，上年结转 {text.count(carried)} 件" if carried else ""
    told += f"；办结 {text.count(processed)} 件" if processed is not None else ""
    if processed and granted is not None:
        some = f"，其中予以公开 {text.count(granted)} 件" + (f"、部分公开 {text.count(part)} 件" if part else "")
        refused = measures.total(entry, "applications", measures.outcome_groups()["refused"])
        some += f"、不予公开 {text.count(refused)} 件" if refused else ""
        told += "，全部予以公开" if granted == processed else some
    return f"{told}。没有行政复议和行政诉讼。" if calm else f"{told}。{_reviews_told(entry)}"


def is_quiet(entry: Opened) -> bool:
    """Whether there was no application, no review and no lawsuit: the sentence says it all."""
    return _no_applications(entry) and _no_reviews(entry)


def _no_applications(entry: Opened) -> bool:
    """Whether the report says that none came: a printed 0 as the total, and nothing else than 0 or blanks anywhere."""
    return entry.number("applications", "new_received") == 0 and _nothing_in(entry, "applications")


def _no_reviews(entry: Opened) -> bool:
    totals = [entry.number("review_litigation", stage) for stage in measures.STAGES]
    return totals == [0, 0, 0] and _nothing_in(entry, "review_litigation")


def _nothing_in(entry: Opened, table: str) -> bool:
    """Whether no printed cell of the table holds anything but 0, a blank or a dash."""
    return all(said.once(layout.is_empty) for _, said in entry.printed.tables[table])


def _reviews_told(entry: Opened) -> str:
    """Reviews and lawsuits in words; where the printed total differs from its parts, both are said."""
    told = []
    for name, stages in (("行政复议", measures.STAGES[:1]), ("行政诉讼", measures.STAGES[1:])):
        total = measures.total(entry, "review_litigation", stages)
        if total is None:
            continue
        parts = sum(int(part.value) for part in measures.result_parts(entry, stages))
        differs = f"（各项相加为 {text.count(parts)}）" if parts and parts != total else ""
        told.append(f"{name} {text.count(total)} 件{differs}")
    return f"{'，'.join(told)}。" if told else ""


def charts(entry: Opened) -> list[Chart]:
    """Outcomes, applicants, reviews: each only where there is something to draw."""
    applications = any(said.counted for _, said in entry.printed.tables["applications"])
    reviews = any(said.counted for _, said in entry.printed.tables["review_litigation"])
    return [*(_applications_charts(entry) if applications else ()), *(_review_charts(entry) if reviews else ())]


def _applications_charts(entry: Opened) -> Iterator[Chart]:
    found = measures.outcomes(entry)
    note = f"总计一栏有 {entry.entry.doubts} 格空白、未填或存疑，没有算入。" if entry.entry.doubts else ""
    if all(value is None for value in found.values()):
        found = measures.outcomes_by_applicant(entry)
        note = "总计一栏空白，这里由各类申请人的数字相加。"
    if sum(value or 0 for value in found.values()):
        rows = [Bar(name, found[key], _pieces(found[key]), key) for key, name in OUTCOMES]
        yield bar_chart("c-outcomes", "申请怎样了结", "单位：件", rows, ("办理结果", "件数"), note)
    applicants = [(t.zh if t.id != "other_org" else "其他组织", entry.number("applications", "new_received", t.id))
                  for t in form("2021").applicants[:-1]]  # fmt: skip
    if sum(v or 0 for _, v in applicants):
        rows = [Bar(name, value, _pieces(value)) for name, value in applicants]
        yield bar_chart("c-applicants", "谁在申请", "本年新收，单位：件", rows, ("申请人", "件数"))


def _review_charts(entry: Opened) -> Iterator[Chart]:
    stages = []
    for stage in measures.STAGES:
        parts = measures.result_parts(entry, [stage])
        total = sum(int(p.value) for p in parts)
        stages.append(Stack(label("stage", stage), parts, _pieces(total if parts else None)))
    if any(s.value for s in stages):
        yield stacked_bar_chart("c-reviews", "复议和诉讼的结果", "单位：件", stages, "程序")


def _pieces(value: int | None) -> str:
    return "无数字" if value is None else text.count(value)


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


def _room(pieces: Iterable[object]) -> int:
    """How many bytes are left for prose beside the other pieces of a page. What dataclasses print of themselves weighs
    about what their HTML does."""
    return max(_FEWEST_PROSE, BODY_BYTES - _REST_BYTES - sum(len(str(piece).encode()) for piece in pieces))


def _sections(entry: Opened, beside: Callable[[], Iterable[object]]) -> list[Mapping[str, object]]:
    """The prose sections as far as there is room ``beside`` the other pieces of the page; ``cut`` is how many
    characters of one are left out."""
    told = [(section, text.paragraphs(section.text)) for section in entry.report.sections]
    short = sum(len(line.encode()) for _, lines in told for line in lines) <= _FEWEST_PROSE
    room = _FEWEST_PROSE if short else _room(beside())
    out: list[Mapping[str, object]] = []
    for section, lines in told:
        if not lines:
            continue
        kept: list[str] = []
        for line in lines:
            if room <= 0:
                break
            fits = line if len(line.encode()) <= room else line[: room // 3]
            kept.append(fits if fits == line else f"{fits}……")
            room -= len(fits.encode())
        shown = sum(len(line.removesuffix("……")) for line in kept)
        out.append(
            {
                "id": section.section,
                "heading": text.plain(section.heading) or label("section", section.section),
                "paragraphs": kept,
                "cut": max(0, sum(map(len, lines)) - shown),
                "line": section.place.line,
            }
        )
    return out


def _readings(entry: Opened) -> list[tuple[str, str, str]]:
    kinds = {
        "proactive": ("item", "measure"),
        "applications": ("row", "applicant"),
        "review_litigation": ("stage", "result"),
    }
    out = []
    for reading in entry.report.readings:
        row, column = kinds.get(reading.table, ("item", "measure"))
        where = f"{label(row, reading.item)} · {label(column, reading.column)}"
        value = "空白" if reading.value is None else plain_number(reading.value)
        out.append((text.plain(where), value, text.plain(reading.reason)))
    return out


def source_lines(entry: Opened) -> list[SourceLine]:
    """The lines that the tables were read from, in order: label and cells as they stand there."""
    return [SourceLine(line, page, " | ".join(cells)) for line, page, cells in _lines(entry, _as_read)]


def _listed(entry: Opened) -> Markup:
    """The same as items of a list; not by the template, as there are many."""
    items = [
        f'<li id="L{line}"><b>{f"{page} 页 " if page else ""}{line}</b><span>{" | ".join(cells)}</span></li>\n'
        for line, page, cells in _lines(entry, _escaped)
    ]
    return Markup("".join(items))  # noqa: S704


def _lines(entry: Opened, told: Callable[[Statement], str]) -> list[tuple[int, int | None, list[str]]]:
    """Line, page and what is ``told`` of each row there."""
    lines: dict[int, tuple[int, int | None, list[str]]] = {}
    for row, said in entry.printed.rows:
        line, page = row.place
        lines.setdefault(line, (line, page, []))[2].append(said.once(told))
    return [lines[line] for line in sorted(lines)]


def _as_read(said: Statement) -> str:
    return " | ".join(map(text.plain, (said.label, *(figure.raw for figure in said.figures))))


def _escaped(said: Statement) -> str:
    return str(escape(_as_read(said)))
