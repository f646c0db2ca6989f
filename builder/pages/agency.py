"""The page of one agency: /agencies/{agency_id}/. The whole series, year by year, with the change of form marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder.charts import Chart, DataTable
from builder.charts.make import column_chart, line_chart
from builder.forms.crosswalk import series_of
from builder.pages import measures, names, text
from builder.pages.contact import contact
from builder.pages.dataset import Dataset, Office
from builder.pages.entries import Entry, Number
from builder.pages.listing import granted
from builder.pages.reasons import history
from builder.pages.render import Page
from builder.pages.totals import Band
from builder.settings import Settings
from builder.svg.series import Line, Part, Stack

_DECISIONS = (
    ("administrative_licensing", "行政许可"),
    ("administrative_punishment", "行政处罚"),
    ("administrative_coercion", "行政强制"),
)


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year of the series: its report, or how the duty to report stands."""

    year: int
    entry: Entry | None
    status: str
    cells: tuple[str, ...]


def agency_page(dataset: Dataset, office: Office, band: Band | None, settings: Settings) -> Page:
    """The page of one agency; ``band`` is how the applications received are spread over offices of its kind."""
    name = text.plain(office.agency.name)
    rows = year_rows(dataset, office)
    known = [entry for entry in office.entries if entry.year]
    return Page(
        path=f"agencies/{office.id}.md",
        template="agency.md.j2",
        title=name,
        description=f"{name}历年政府信息公开工作年度报告：{lead(office)}",
        kind="agency",
        section="regions/",
        trail=dataset.trail(office),
        values={
            "office": office,
            "name": name,
            "lead": lead(office),
            "aliases": [text.plain(alias) for alias in office.agency.aliases],
            "group": names.group(office.group),
            "group_id": names.group_id(office.group),
            "region": dataset.region(office.region_code),
            "rows": rows,
            "known": known,
            "reasons": history(known) if any(entry.counted("applications") for entry in known) else [],
            "undated": [entry for entry in office.entries if not entry.year],
            "charts": charts(office, known, band),
            "troubles": [entry for entry in office.entries if entry.found("figures") or entry.found("reading")],
            "sample": any(entry.sample for entry in office.entries),
            "contact": contact(settings, f"agencies/{office.id}/", office.id),
            "changed": _change_year(known),
        },
    )


def lead(office: Office) -> str:
    """How many reports there are, and the newest in a sentence."""
    years = [entry.year for entry in office.entries if entry.year]
    if not years:
        return "还没有收录它的年度报告。" if not office.entries else "收录了一份年份不明的报告。"
    newest = office.by_year[max(years)]
    told = f"收录 {text.span(years)} 年度报告 {len(years)} 份。"
    received = newest.number("applications", "new_received")
    if received is None:
        return told
    processed, given = (newest.number("applications", item) for item in ("total_processed", "granted"))
    told += f"{newest.year} 年新收申请 {text.count(received)} 件"
    if processed and given is not None:
        percent = f"（{share}）" if (share := text.percent(given, processed)) else ""
        some = f"其中予以公开 {text.count(given)} 件{percent}"
        told += f"，办结 {text.count(processed)} 件，{'全部予以公开' if given == processed else some}"
    return f"{told}。"


def year_rows(dataset: Dataset, office: Office) -> list[YearRow]:
    """Every year that it reported or had to, newest first."""
    duties = dataset.duties(office)
    years = {e.year for e in office.entries if e.year} | set(duties)
    rows = []
    for year in sorted(years, reverse=True):
        entry = office.by_year.get(year)
        duty = duties.get(year, "published" if entry else "missing")
        cells: tuple[str, ...] = ()
        if entry is not None:
            count = {m.id: text.count(m.of(entry)) for m in measures.MEASURES}
            cells = (
                *(count["new_received"], count["total_processed"], granted(entry), count["carried_forward"]),
                *(count["reconsideration"], count["litigation"]),
            )
        rows.append(YearRow(year, entry, names.STATUS[entry.state] if entry else names.COVERAGE[duty], cells))
    return rows


def _change_year(entries: Sequence[Entry]) -> int:
    """The first year that used the form of 2021 after years with that of 2019; 0 if there is none."""
    for before, entry in pairwise(entries):
        if before.form == "2019" and entry.form in ("2021", "mixed"):
            return entry.year
    return 0


@dataclass(frozen=True, slots=True)
class _Span:
    """The years that an office's charts show, none left out, and the indices of those before which its form changed."""

    office: Office
    years: range
    changes: tuple[int, ...]

    def entries(self) -> list[Entry | None]:
        """The report of each year, None where there is none."""
        return [self.office.by_year.get(year) for year in self.years]

    def counts(self, item: str) -> list[int | None]:
        """The total of a row of section 3 in each year, None where it was not read."""
        return [entry.number("applications", item) if entry else None for entry in self.entries()]


def charts(office: Office, entries: Sequence[Entry], band: Band | None) -> list[Chart]:
    """The series as charts; a single year has none, its report shows it."""
    if len(entries) < 2:
        return []
    years = range(entries[0].year, entries[-1].year + 1)
    changed = _change_year(entries)
    span = _Span(office, years, (years.index(changed),) if changed else ())
    made: list[Chart | None] = []
    if any(entry.counted("applications") for entry in entries):
        made += (
            _trend(span, band),
            _outcomes(span),
            _of_base(span, "granted", "予以公开", ("total_processed",), "办结"),
            _of_base(span, "carried_forward", "年末未办结", ("new_received", "carried_in"), "应办"),
        )
    if any(entry.counted("review_litigation") for entry in entries):
        made += (_reviews(span, *each) for each in _REVIEWS)
    made += (_decisions(span, item, name) for item, name in _DECISIONS)
    return [chart for chart in made if chart is not None]


def _trend(span: _Span, band: Band | None) -> Chart | None:
    received = tuple(span.counts("new_received"))
    if not any(received):
        return None
    lines = [Line("新收申请", received, "main")]
    labels = [str(year) for year in span.years]
    of_peers = dict(band.spreads) if band else {}
    spreads = [of_peers.get(year) for year in span.years]
    head, note, bands = ["年度", "新收申请"], "", []
    if any(spreads) and band:
        lines.append(Line("同类中位数", tuple(s.middle if s else None for s in spreads), "other", dashed=True))
        bands = [(tuple(s.low if s else None for s in spreads), tuple(s.high if s else None for s in spreads))]
        head += ["同类中位数", "中间一半", "同类家数"]
        note = f"虚线是{band.where}{names.group(span.office.group)}的中位数，灰带是中间的一半。"
    rows = []
    for label, value, peer in zip(labels, received, spreads, strict=True):
        row = [label, _told(value)]
        if len(head) > 2:
            row += (
                [text.count(peer.middle), f"{text.count(peer.low)}–{text.count(peer.high)}", str(peer.n)]
                if peer
                else ["—"] * 3
            )
        rows.append(tuple(row))
    table = DataTable(tuple(head), tuple(rows))
    return line_chart("c-received", "收到多少申请", "件", labels, lines, table, span.changes, bands, note)


def _told(value: Number | None) -> str:
    return "缺" if value is None else text.count(value)


def _outcomes(span: _Span) -> Chart | None:
    parts = [measures.outcome_parts(entry) if entry else () for entry in span.entries()]
    note = "（六）其他处理：2021 年表样把原来的一行分成三行，这里相加后比较。" if span.changes else ""
    return _parted(span, "c-outcomes", "申请怎样了结", parts, span.counts("total_processed"), note)


def _parted(
    span: _Span, id: str, title: str, parts: Sequence[tuple[Part, ...]], printed: Sequence[int | None], note: str = ""
) -> Chart | None:
    """What each year consists of, with a remark on the years whose pieces do not add up to the total that the report
    prints."""
    stacks = [
        Stack(str(year), of_year, text.count(int(sum(p.value for p in of_year))) if of_year else "缺")
        for year, of_year in zip(span.years, parts, strict=True)
    ]
    if not any(stack.value for stack in stacks):
        return None
    note += text.unequal((f"{s.label} 年", s.value, n) for s, n in zip(stacks, printed, strict=True) if s.parts)
    return column_chart(id, title, "件", stacks, span.changes, note)


def _of_base(span: _Span, item: str, name: str, bases: Sequence[str], word: str) -> Chart | None:
    """A part of a base year by year: both drawn, so that a small base looks small."""
    stacks, rows, tone = [], [], "granted" if item == "granted" else "refused"
    for year, part, *known in zip(span.years, span.counts(item), *map(span.counts, bases), strict=True):
        base = None if None in known else sum(v for v in known if v is not None)
        told, share = "缺", ""
        parts: tuple[Part, ...] = ()
        if part is not None and base is not None:
            told = f"{text.count(part)}/{text.count(base)}"
            if part <= base:
                share, parts = text.share(part, base), (Part(name, part, tone), Part("其余", base - part, "soft"))
        stacks.append(Stack(str(year), parts, told))
        rows.append((str(year), _told(part), _told(base), share or "—"))
    if not any(stack.value for stack in stacks):
        return None
    table = DataTable(("年度", name, word, "比例"), tuple(rows))
    title = f"{word}的申请里，{name}多少"
    return column_chart(_id(item), title, f"{name} / {word}，件", stacks, span.changes, table=table)


def _id(item: str) -> str:
    return f"c-{item.replace('_', '-')}"


_REVIEWS = (
    ("c-reconsideration", "行政复议的结果", measures.STAGES[:1]),
    ("c-litigation", "行政诉讼的结果", measures.STAGES[1:]),
)


def _reviews(span: _Span, id: str, title: str, stages: Sequence[str]) -> Chart | None:
    parts, printed = [], []
    for entry in span.entries():
        parts.append(measures.result_parts(entry, stages) if entry else ())
        totals = [entry.number("review_litigation", stage) if entry else None for stage in stages]
        printed.append(None if None in totals else sum(n for n in totals if n is not None))
    return _parted(span, id, title, parts, printed)


def _decisions(span: _Span, item: str, name: str) -> Chart | None:
    """Decisions stand side by side, never as one line: the crosswalk bids care at the change of form."""
    known = [entry.amount("proactive", item, "decisions") if entry else None for entry in span.entries()]
    if sum(value is not None for value in known) < 2 or not any(known):
        return None
    stacks = [
        Stack(
            str(year),
            () if value is None else (Part(name, value if isinstance(value, int) else float(value), "main"),),
            _told(value),
        )
        for year, value in zip(span.years, known, strict=True)
    ]
    note = series_of("2021", "proactive", item, "decisions").reason_zh if span.changes else ""
    return column_chart(_id(item), f"{name}：处理决定", "件", stacks, span.changes, note)
