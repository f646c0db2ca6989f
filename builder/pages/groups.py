"""Figures of offices that may be added up, those of one level and kind: a row of a table, or small charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from builder.charts import Chart, DataTable
from builder.charts.make import column_chart, stacked_bar_chart
from builder.pages import measures, names, text
from builder.pages.dataset import Dataset, Group, Office, comparable
from builder.pages.entries import Entry, Number, counts
from builder.pages.totals import Total, covering, total
from builder.svg.palette import OUTCOMES
from builder.svg.series import Part, Stack

_MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One level and kind in one year, or a province's offices of one; ``name`` and ``id`` are those of either.
    ``covers`` says how many of how many offices reported; a sum over fewer of them says so in its cell."""

    name: str
    id: str
    covers: str
    cells: tuple[str, ...]


def group_rows(dataset: Dataset, offices: Sequence[Office], year: int) -> list[GroupRow]:
    """The year's sums of every group that reported: received, processed, granted and refused of processed, carried
    forward, reviews, lawsuits. Of offices whose kind nobody knows nothing is added up."""
    rows = []
    for key, members in dataset.groups(offices):
        reported = sum(year in office.by_year for office in members)
        if not reported:
            continue
        if key[1] not in names.KINDS:
            covers = f"{reported} 家"
            rows.append(GroupRow(names.group(key), names.group_id(key), covers, ("—",) * (len(measures.MEASURES) + 1)))
            continue
        rows.append(_row(dataset, members, year, names.group(key), names.group_id(key)))
    return rows


def province_rows(dataset: Dataset, group: Group, year: int) -> list[GroupRow]:
    """The same sums of one group, province by province."""
    return [
        _row(dataset, members, year, text.plain(region.name), region.region_code)
        for region, members in dataset.by_province.get(group, ())
        if any(year in office.by_year for office in members)
    ]


def _row(dataset: Dataset, offices: Sequence[Office], year: int, name: str, id: str) -> GroupRow:
    reported = dataset.reported(offices, year)
    n = len(reported)
    sums = [total(dataset, offices, year, m.of) for m in measures.MEASURES if m.id != "granted"]
    cells = [covered(text.count(s.value), s.n, n) for s in sums]
    granted = counts(reported, "applications", "granted")
    rows = measures.outcome_groups()["refused"]
    refused = [measures.total(entry, "applications", rows) for entry in reported]
    cells[2:2] = [share_of_processed(reported, parts, n) for parts in (granted, refused)]
    return GroupRow(name, id, covering(n, dataset.obliged(offices, year)), tuple(cells))


def covered(told: str, n: int, of: int) -> str:
    """What is told of ``n`` offices in a row that speaks of ``of`` and says so where these are more; of none a dash."""
    return "—" if not n else told if n == of else f"{n} 家：{told}"


def share_of_processed(reported: Sequence[Entry], parts: Iterable[int | None], of: int) -> str:
    """``parts`` of the applications processed, over the reports where both were read, so that the two sums speak of the
    same ones; ``of`` is how many the row speaks of."""
    pairs = zip(parts, counts(reported, "applications", "total_processed"), strict=True)
    known = [(value, base) for value, base in pairs if value is not None and base is not None]
    told = text.share(sum(value for value, _ in known), sum(base for _, base in known))
    return covered(told, len(known), of) if told else "—"


def largest(dataset: Dataset, offices: Sequence[Office]) -> tuple[Group, tuple[Office, ...]] | None:
    """The group with most reports, the first of equals."""
    groups = [
        (sum(len(o.entries) for o in members), key, members) for key, members in comparable(dataset.groups(offices))
    ]
    reports, key, members = max(groups, key=lambda g: g[0], default=(0, ("", ""), ()))
    return (key, members) if reports else None


def series(id: str, title: str, unit: str, totals: Mapping[int, Total]) -> Chart | None:
    """The sums of one number by year as columns; the table tells how many offices each covers."""
    stacks: list[Stack] = []
    rows: list[tuple[str, ...]] = []
    for year, found in totals.items():
        parts = () if found.value is None else (Part("合计", float(found.value), "main"),)
        stacks.append(Stack(str(year), parts, "缺" if found.value is None else short(found.value)))
        rows.append((str(year), text.count(found.value, "缺"), found.covers))
    if not any(stack.value for stack in stacks):
        return None
    table = DataTable(("年度", "合计", "覆盖"), tuple(rows))
    return column_chart(id, title, unit, stacks, note=uncovered(totals.values()), table=table)


def uncovered(totals: Iterable[Total]) -> str:
    """A warning where the years that have a sum do not cover the same offices."""
    return "各年覆盖的机关不同，升降不能直接比较。" if len({t.offices for t in totals if t.offices}) > 1 else ""


def short(value: Number) -> str:
    """A count over a column: whole below ten thousand, then in 万 with one decimal."""
    if abs(float(value)) >= 10_000:
        return f"{value / 10_000:,.1f}".removesuffix(".0") + "万"
    return text.count(value if isinstance(value, int) else float(value))


def small_multiples(dataset: Dataset, offices: Sequence[Office], years: Sequence[int]) -> list[Chart]:
    """One small chart for each measure over the years."""
    totals = {m: {year: total(dataset, offices, year, m.of) for year in years} for m in measures.MEASURES}
    made = (series(f"c-{m.id.replace('_', '-')}", m.zh, "件", of) for m, of in totals.items())
    return [chart for chart in made if chart is not None]


def outcome_bars(dataset: Dataset, offices: Sequence[Office], year: int) -> Chart | None:
    """How the outcomes are shared out, one bar for each group, a few at most; a small base says so."""
    found = []
    for key, members in comparable(dataset.groups(offices)):
        sums: dict[str, int] = {}
        for entry in dataset.reported(members, year):
            for tone, value in measures.outcomes(entry).items():
                if value is not None:
                    sums[tone] = sums.get(tone, 0) + value
        parts = tuple(Part(name, sums[tone], tone) for tone, name in OUTCOMES if tone in sums)
        printed = total(dataset, members, year, lambda entry: entry.number("applications", "total_processed")).value
        stack = Stack(names.group(key), parts, f"{text.count(int(sum(p.value for p in parts)))} 件")
        if stack.value:
            found.append((stack, printed))
    if not found:
        return None
    del found[_MOST_BARS:]
    shown = [stack for stack, _ in found]
    small = any(stack.value < text.SMALL_BASE for stack in shown)
    note = f"不足 {text.SMALL_BASE} 件的，各段长短只作参考。" if small else ""
    note += text.unequal((stack.label, stack.value, printed) for stack, printed in found)
    return stacked_bar_chart(
        "c-outcomes", "申请怎样了结", "各类结果所占部分，数字为件数", shown, "机关", note, whole=True
    )
