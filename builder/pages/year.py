"""The pages of years: /years/ and /years/{year}/: all offices, how they compare, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.charts import Chart
from builder.charts.make import bar_chart
from builder.pages import groups, measures, names, text
from builder.pages.dataset import Dataset, Office, comparable
from builder.pages.entries import counts
from builder.pages.fixed import FIXED
from builder.pages.listing import by_name, office_row, slices
from builder.pages.render import Page, PageSet
from builder.pages.totals import Known, covering, ranked, values
from builder.svg.series import Bar

_BINS = (0, 1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_MOST_BARS = 12
_MOST_GROUPS = 3
_MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Change:
    """What changed from the year before, over the ``offices`` that reported for both years; a cell over fewer of them
    says so."""

    name: str
    offices: int
    cells: tuple[str, ...]


def year_pages(dataset: Dataset) -> Iterator[PageSet]:
    """The pages of each year that has a report; they look back at the year before."""
    for year in dataset.years:
        shown = (entry for entry in dataset.entries if entry.year in (year, year - 1))
        yield PageSet(f"year {year}", dataset.marks_of(shown), _year(dataset, year))


def years_page(dataset: Dataset) -> Page:
    """The index of years."""
    everyone = dataset.everyone
    rows = []
    for year in reversed(dataset.years):
        entries = [o.by_year[year] for o in everyone if year in o.by_year]
        rows.append(
            {
                "year": year,
                "reports": len(entries),
                "covers": covering(len(entries), dataset.obliged(everyone, year)),
                "forms": "、".join(sorted({f"{e.form} 年" for e in entries if e.form in ("2019", "2021")})),
                "problems": sum(e.contradicted for e in entries),
            }
        )
    return Page(
        path="years/index.md",
        template="years.md.j2",
        title=FIXED["years/"].title,
        description=FIXED["years/"].description,
        kind="index",
        section="years/",
        values={"rows": rows},
    )


def _year(dataset: Dataset, year: int) -> Iterator[Page]:
    offices = by_name([o for o in dataset.offices.values() if year in o.by_year])
    at = dataset.years.index(year)
    index = dataset.years
    shared = {
        "year": year,
        "before": index[at - 1] if at else 0,
        "after": index[at + 1] if at + 1 < len(index) else 0,
        "offices": len(offices),
        "covers": dataset.obliged(dataset.everyone, year),
        "groups": groups.group_rows(dataset, offices_of(dataset, year), year),
        "provinces": _by_province(dataset, year),
        "missing": _missing(dataset, year),
        "most_named": _MOST_NAMED,
        "charts": [c for c in _charts(dataset, offices, year) if c],
        "changes": changes(dataset, year),
        "problems": sum(o.by_year[year].contradicted for o in offices),
        "sample": any(o.by_year[year].sample for o in offices),
    }
    for part in slices(f"years/{year}", len(offices)):
        yield Page(
            path=part.path,
            template="year.md.j2",
            title=part.titled(f"{year} 年度"),
            description=f"{year} 年度政府信息公开工作年度报告：{len(offices)} 家机关的数字、比较和分布。",
            kind="year",
            section="years/",
            trail=(("年度", "years/"),),
            values=shared
            | {
                "part": part,
                "rows": [office_row(dataset, o, o.by_year[year]) for o in offices[part.first : part.end]],
            },
        )


def offices_of(dataset: Dataset, year: int) -> tuple[Office, ...]:
    """Offices that reported for the year or had to."""
    return tuple(o for o in dataset.offices.values() if year in o.by_year or year in dataset.duties(o))


def _by_province(dataset: Dataset, year: int) -> list[tuple[str, list[groups.GroupRow]]]:
    """The sums of the groups with most reports province by province, of those that reported in several."""
    groups_of = comparable(dataset.all_groups)
    busiest = sorted(groups_of, key=lambda group: -len(dataset.reported(group[1], year)))[:_MOST_GROUPS]
    found = [(names.group(key), groups.province_rows(dataset, key, year)) for key, _ in busiest]
    return [(name, rows) for name, rows in found if len(rows) > 1]


def _missing(dataset: Dataset, year: int) -> list[tuple[str, str, str]]:
    """(id, name, state) of the offices that had to report for the year and of which there is no report."""
    silent = by_name([o for o in dataset.everyone if year in dataset.duties(o) and year not in o.by_year])
    return [(o.id, text.plain(o.agency.name), dataset.duties(o)[year]) for o in silent]


def _charts(dataset: Dataset, offices: Sequence[Office], year: int) -> list[Chart | None]:
    entries = dataset.reported(offices, year)
    received = ranked(values(entries, counts(entries, "applications", "new_received")))
    return [
        groups.outcome_bars(dataset, offices, year),
        distribution([int(number) for number, _ in received], len(entries)),
        _most(dataset, received),
    ]


def distribution(known: Sequence[int], reported: int) -> Chart | None:
    """How many offices received how many applications; ``known`` are the numbers of those that ``reported`` of which it
    was read."""
    if len(known) < 2:
        return None
    last = max(i for i, low in enumerate(_BINS) if low <= max(known))
    rows = []
    for i, low in enumerate(_BINS[: last + 1]):
        high = _BINS[i + 1] - 1 if i + 1 < len(_BINS) else None
        n = sum(low <= v and (high is None or v <= high) for v in known)
        first = text.count(low)
        label = first if high == low else f"{first}+" if high is None else f"{first}–{text.count(high)}"
        rows.append(Bar(f"{label} 件", float(n), text.count(n)))
    # Bars and not columns: a row has room for its label on a phone too.
    unread = reported - len(known)
    note = f"另有 {text.count(unread)} 家没有能确定的数字，没有算入。" if unread else ""
    return bar_chart("c-distribution", "一家机关收到多少申请", "按新收件数，家", rows, ("新收件数", "机关家数"), note)


def _most(dataset: Dataset, received: Sequence[Known]) -> Chart | None:
    """The offices with most applications; of numbers, not of shares, so small bases mislead nobody."""
    found = [(v, dataset.offices[entry.agency_id]) for v, entry in received if v]
    if len(found) < 2:
        return None
    rows = [Bar(text.plain(o.agency.name), float(v), text.count(v)) for v, o in found[:_MOST_BARS]]
    return bar_chart("c-most", "收到申请最多的机关", "新收，件", rows, ("机关", "件数"))


def changes(dataset: Dataset, year: int) -> list[Change]:
    """Group by group, the sums of both years over the offices that have the number in both."""
    rows = []
    for key, members in comparable(dataset.all_groups):
        both = [o for o in members if year in o.by_year and year - 1 in o.by_year]
        cells = []
        for measure in measures.MEASURES:
            pairs = [(measure.of(o.by_year[year - 1]), measure.of(o.by_year[year])) for o in both]
            known = [(a, b) for a, b in pairs if a is not None and b is not None]
            before, after = (text.count(sum(numbers)) for numbers in (zip(*known, strict=True) if known else ((), ())))
            cells.append(groups.covered(f"{before} → {after}", len(known), len(both)))
        if both:
            rows.append(Change(names.group(key), len(both), tuple(cells)))
    return rows
