"""The pages of metrics, /metrics/ and /metrics/{item}/: what a row of the forms means, its series, spread, leaders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.catalogue import label
from builder.charts import Chart, DataTable
from builder.charts.make import bar_chart, line_chart
from builder.exports.api.metrics import metric_ids
from builder.exports.api.totals import median
from builder.exports.dictionary import forms_with, pair, term
from builder.forms import ROW_KINDS, Term, outcome_groups
from builder.forms.crosswalk import crosswalk
from builder.model import TABLES
from builder.pages import groups, names, text
from builder.pages.dataset import Dataset, Office, comparable
from builder.pages.entries import Number, counts, kept, kept_figures
from builder.pages.fixed import FIXED
from builder.pages.region import newest_year
from builder.pages.render import Page, PageSet
from builder.pages.totals import Known, Total, ranked, spread, summed, values
from builder.svg.series import Bar, Line

_MOST_LEADERS = 10
_MOST_GROUPS = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One column of the metric: total, a measure or a result. ``about`` says what it means and what to beware of."""

    id: str
    title: str
    about: str
    unit: str
    charts: tuple[Chart, ...]
    table: DataTable


def metric_pages(dataset: Dataset) -> Iterator[PageSet]:
    """One page per item of the two tables and stage of the third."""
    for item, table in metric_ids().items():
        shown = [(table, item, column) for column in _columns(table, item)]
        shares = [(table, "total_processed", "total")] if table == "applications" else []
        yield PageSet(f"metric {item}", dataset.marks_of_figures([*shown, *shares]), _metric(dataset, table, item))


def metrics_page() -> Page:
    """The index of metrics."""
    tables: dict[str, list[Term]] = {table: [] for table in TABLES}
    for item, table in metric_ids().items():
        tables[table].append(term(ROW_KINDS[table], item))
    return Page(
        path="metrics/index.md",
        template="metrics.md.j2",
        title=FIXED["metrics/"].title,
        description=FIXED["metrics/"].description,
        kind="index",
        section="metrics/",
        values={
            "tables": [(table, label("section", table), terms) for table, terms in tables.items()],
            "groups": _groups(),
        },
    )


def _groups() -> dict[str, Term]:
    """The groups of outcomes by what their rows call them."""
    return {group.zh: group for group in outcome_groups()}


def _metric(dataset: Dataset, table: str, item: str) -> Iterator[Page]:
    own = term(ROW_KINDS[table], item)
    blocks = [b for b in (_block(dataset, table, item, column) for column in _columns(table, item)) if b.table.rows]
    yield Page(
        path=f"metrics/{item}.md",
        template="metric.md.j2",
        title=names.metric(own),
        description=own.definition_zh or f"{names.bare(own.zh)}：历年数字、分布和来源。",
        kind="metric",
        section="metrics/",
        trail=(("指标", "metrics/"),),
        values={
            "item": item,
            "own": own,
            "group": _groups().get(own.group[-1]) if own.group else None,
            "table": label("section", table),
            "forms": forms_with(ROW_KINDS[table], item),
            "blocks": blocks,
            "crosswalk": [s for s in crosswalk() if s.table == table and item in (*s.old_items, *s.new_items)],
        },
    )


def _columns(table: str, item: str) -> Sequence[str]:
    """The columns of the item that the forms have; of applications the total."""
    if table == "applications":
        return ("total",)
    if table == "review_litigation":
        return ("total", "upheld", "corrected", "other", "pending")
    newest_first = reversed(forms_with("item", item))
    return tuple(dict.fromkeys(column for this in newest_first for column in this.columns(table, item)))


def _block(dataset: Dataset, table: str, item: str, column: str) -> Block:
    meaning = pair(table, item, column)[1]
    unit = "万元" if column == "amount" else meaning.unit

    at = kept()[table, item, column]
    found = [(key, members, _by_year(dataset, members, at)) for key, members in comparable(dataset.all_groups)]
    with_numbers = [(key, members, years) for key, members, years in found if years]
    rows: list[tuple[str, ...]] = []
    charts: list[Chart] = []
    is_outcome = table == "applications" and term("row", item).role == "outcome"
    for key, members, years in with_numbers:
        rows += _rows(dataset, key, members, years, item if is_outcome else "")
    # Each result of a review would be a dozen charts more: the totals are drawn, the results are tables.
    if table == "review_litigation" and column != "total":
        with_numbers = []
    busiest = sorted(with_numbers, key=lambda g: -sum(len(o.entries) for o in g[1]))[:_MOST_GROUPS]
    for key, members, years in busiest:
        charts += _charts(dataset, f"{column}-{names.group_id(key)}", names.group(key), unit, members, years)
    name, about = meaning.zh, meaning.definition_zh + meaning.caveat_zh
    if table == "applications":
        name, about = "历年数字", ""
    head = ("机关类别", "年度", "合计", "覆盖", "中位数", "最多")
    share = ("占办结",) if is_outcome else ()
    return Block(column, name, about, unit, tuple(charts), DataTable((*head, *share), tuple(rows)))


class Year(NamedTuple):
    """A year of a group that has a number: ``known``, the largest first, and their ``total``."""

    known: list[Known]
    total: Total

    @property
    def numbers(self) -> list[Number]:
        """The numbers alone, the largest first."""
        return [number for number, _ in self.known]


Years = dict[int, Year]


def _by_year(dataset: Dataset, offices: Sequence[Office], at: int) -> Years:
    found: Years = {}
    for year in dataset.years:
        entries = dataset.reported(offices, year)
        if known := ranked(values(entries, kept_figures(entries, at))):
            found[year] = Year(known, summed(known, dataset.obliged(offices, year)))
    return found


def _rows(
    dataset: Dataset, key: tuple[str, str], offices: Sequence[Office], years: Years, outcome: str
) -> Iterator[tuple[str, ...]]:
    """A row each year, with the share of an ``outcome`` in what was processed; none for what is no outcome."""
    for year, of_year in sorted(years.items(), reverse=True):
        numbers = of_year.numbers
        row: tuple[str, ...] = (names.group(key), str(year), text.count(of_year.total.value), of_year.total.covers)
        row += (text.count(median(numbers)), text.count(numbers[0]))
        if outcome:
            reported = dataset.reported(offices, year)
            parts = counts(reported, "applications", outcome)
            row += (groups.share_of_processed(reported, parts, of_year.total.n),)
        yield row


def _charts(
    dataset: Dataset, id: str, name: str, unit: str, offices: Sequence[Office], years: Years
) -> Iterator[Chart]:
    span = list(range(min(years), max(years) + 1))
    totals = {y: years[y].total if y in years else summed((), dataset.obliged(offices, y)) for y in span}
    if len(span) > 1:
        sums = groups.series(f"c-{id}", f"{name}：合计", unit, totals)
        if sums is not None:
            yield sums
    spreads = [spread(years[year].numbers if year in years else ()) for year in span]
    if sum(s is not None for s in spreads) > 1 and any(s.high for s in spreads if s):
        labels = [str(year) for year in span]
        band = (tuple(s.low if s else None for s in spreads), tuple(s.high if s else None for s in spreads))
        line = Line("中位数", tuple(s.middle if s else None for s in spreads), "main")
        table = DataTable(
            ("年度", "中位数", "中间一半", "家数"),
            tuple(
                (year, text.count(s.middle), f"{text.count(s.low)}–{text.count(s.high)}", str(s.n))
                for year, s in zip(labels, spreads, strict=True)
                if s
            ),
        )
        note = "线是各机关的中位数，灰带是中间的一半。"
        yield line_chart(f"c-{id}-spread", f"{name}：分布", unit, labels, [line], table, (), [band], note)
    having = frozenset[str]().union(*(found.offices for found in totals.values()))
    newest = newest_year(office for office in offices if office.id in having)
    leaders = [known for known in (years[newest].known if newest in years else ()) if known[0] > 0][:_MOST_LEADERS]
    if len(leaders) > 1:
        called = [text.plain(dataset.offices[entry.agency_id].agency.name) for _, entry in leaders]
        bars = [Bar(name, float(v), text.count(v)) for name, (v, _) in zip(called, leaders, strict=True)]
        yield bar_chart(f"c-{id}-most", f"{name}：{newest} 年最多的机关", unit, bars, ("机关", unit))
