"""The home page: what this is, a search, the headline figures, the ways in, what is new, and how good the data are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from builder import svg
from builder.pages import groups, measures, names, text
from builder.pages.dataset import Dataset, Office
from builder.pages.entries import Entry
from builder.pages.linked import whole
from builder.pages.region import kind_links, newest_year
from builder.pages.render import Page
from builder.pages.totals import FEWEST_PEERS, Total, total
from builder.settings import Settings

_NEWEST = 8
_HEADLINES = ("new_received", "granted", "carried_forward", "reconsideration", "litigation")


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure of the group with most reports: its sum, what it covers, and how it moved."""

    name: str
    value: str
    covers: str
    address: str
    spark: Markup


@dataclass(frozen=True, slots=True)
class News:
    """A report among the newest."""

    entry: Entry
    name: str
    told: str


def home_page(dataset: Dataset, settings: Settings) -> Page:
    """The page at the root of the site."""
    everyone = dataset.everyone
    reported = [o for o in everyone if o.entries]
    year = newest_year(everyone)
    main = groups.largest(dataset, everyone)
    return Page(
        path="index.md",
        template="home.md.j2",
        title="阳光年报",
        heading="政府信息公开年报：查得到，看得懂，可核对",
        description="各级机关每年收到多少政府信息公开申请、怎样答复、数字是否相符：逐格可查、可比、可引用、可下载。",
        kind="home",
        section="./",
        hide=("navigation", "toc"),
        alternate=(("en", "en/"), ("zh", "")),
        described=whole("", dataset, settings),
        values={
            "reports": len(dataset.entries),
            "offices": len(reported),
            "years": dataset.years,
            "year": year,
            "tops": [
                (r.region_code, text.plain(r.name), len(dataset.within(r.region_code))) for r in dataset.children("")
            ],
            "kinds": kind_links(dataset),
            "metrics": [(m.address, m.zh) for m in measures.MEASURES],
            "main": names.group(main[0]) if main else "",
            "main_id": names.group_id(main[0]) if main else "",
            "headlines": headlines(dataset, main[1]) if main else [],
            "outcomes": groups.outcome_bars(dataset, everyone, year) if year else None,
            "groups": groups.group_rows(dataset, everyone, year) if year else [],
            "news": news(dataset),
            "quality": quality(dataset),
            "once": counted_once(dataset),
            "sample": any(entry.sample for entry in dataset.entries),
        },
    )


def headlines(dataset: Dataset, offices: Sequence[Office]) -> list[Headline]:
    """The headline figures of one group of offices in its newest year with enough reports."""
    year = newest_year(offices)
    years = [y for y in dataset.years if y <= year]
    out = []
    for measure in measures.MEASURES:
        if measure.id not in _HEADLINES:
            continue
        found = [total(dataset, offices, y, measure.of) for y in years]
        told = f"{measure.zh}，{text.span(years)}"
        covers = f"{year} 年，{found[-1].covers}{_led(dataset, offices, year, measure)}" if found else ""
        value = text.count(found[-1].value) if found else "—"
        out.append(Headline(measure.zh, value, covers, measure.address, _spark(found, told)))
    return out


def _led(dataset: Dataset, offices: Sequence[Office], year: int, measure: measures.Measure) -> str:
    """The number of the one office that has more than all others of several together: it moves the sum alone."""
    numbers = [n for n in map(measure.of, dataset.reported(offices, year)) if n is not None]
    most = max(numbers, default=0)
    alone = len(numbers) >= FEWEST_PEERS and sum(numbers) >= text.SMALL_BASE and 2 * most > sum(numbers)
    return f"，其中一家 {text.count(most)}" if alone else ""


def _spark(found: Sequence[Total], told: str) -> Markup:
    """The years that cover about the same offices as the newest: others would show coverage, not change."""
    newest = found[-1].offices if found else frozenset()
    alike = [f if len(f.offices & newest) >= 0.8 * len(f.offices | newest) else None for f in found]
    numbers = [None if f is None or f.value is None else float(f.value) for f in alike]
    first = next((i for i, n in enumerate(numbers) if n is not None), 0)
    return svg.sparkline(numbers[first:], told) if sum(n is not None for n in numbers) > 2 else Markup("")


def news(dataset: Dataset) -> list[News]:
    """The reports published last; those without a known date come after, the newest year first. Of
    each agency only its newest."""
    newest = sorted(dataset.entries, key=lambda e: (e.published_on, e.year, e.id), reverse=True)
    out: list[News] = []
    seen: set[str] = set()
    for entry in newest:
        if entry.agency_id in seen or len(out) == _NEWEST:
            continue
        seen.add(entry.agency_id)
        received = entry.number("applications", "new_received")
        told = f"新收申请 {text.count(received)} 件" if received is not None else names.STATUS[entry.state]
        out.append(News(entry, text.plain(dataset.offices[entry.agency_id].agency.name), told))
    return out


def quality(dataset: Dataset) -> list[tuple[str, str, int]]:
    """How many reports have each status, in the order of ``names.STATUS``, those that occur."""
    counts: dict[str, int] = {}
    for entry in dataset.entries:
        counts[entry.state] = counts.get(entry.state, 0) + 1
    return [(status, words, counts[status]) for status, words in names.STATUS.items() if status in counts]


def counted_once(dataset: Dataset) -> str:
    """That a report has one status only, where others than those of that status contradict themselves, too."""
    contradicted = sum(entry.contradicted for entry in dataset.entries)
    if contradicted == sum(entry.state == "problems" for entry in dataset.entries):
        return ""
    told = "每份报告只计一次，依次看机关和年份、缺表、存疑读数、缺行、数字"
    return f"{told}；自身数字对不上的一共 {text.count(contradicted)} 份。"
