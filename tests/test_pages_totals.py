"""What pages add up, share out and rank: what counts, what is left out, and how many offices it covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder import catalogue
from builder.checks.acknowledge import Acknowledgements
from builder.forms import form
from builder.model import Agency, Report
from builder.pages import measures, text
from builder.pages.agency import lead
from builder.pages.entries import Opened, kept, opened
from builder.pages.groups import group_rows, outcome_bars, short
from builder.pages.home import headlines
from builder.pages.metric import metric_pages
from builder.pages.render import render
from builder.pages.totals import Peers, Spread, spread, total
from builder.pages.year import distribution
from builder.registry import Registry
from tests.handmade import figures, report
from tests.paged import (
    REGISTRY,
    all_pages,
    blocks,
    dataset,
    noted,
    outcomes,
    page_of,
    shared_pages,
    table,
    words,
    zeros,
)
from tests.shelved import shelved


def test_suspect_and_blank_cells_are_in_no_total() -> None:
    address = ("applications", "new_received", "total")
    data = dataset(
        [
            noted(report(year=2023), address, status="suspect"),
            noted(report(year=2023, agency_id="990101-jiaoyu"), address, status="blank", value=None, raw=""),
            report({address: "41"}, year=2023, agency_id="990101-minzheng"),
        ]
    )
    found = total(data, tuple(data.offices.values()), 2023, lambda e: e.number("applications", "new_received"))
    assert (found.value, found.n) == (41, 1)
    row = next(r for r in group_rows(data, tuple(data.offices.values()), 2023))
    assert row.cells[0] == "1 家：41"


def test_nothing_is_added_up_over_offices_that_nobody_knows() -> None:
    first = report(year=2023, agency_id="000000-x00000001", agency="甲局", region_code="000000")
    second = report(year=2023, agency_id="000000-x00000002", agency="乙局", region_code="000000")
    chosen = [replace(r, identity=replace(r.identity, registered=False)) for r in (first, second)]
    data = dataset(chosen, Registry())
    (row,) = group_rows(data, tuple(data.offices.values()), 2023)
    assert row.name == "未登记的机关"
    assert set(row.cells) == {"—"}


def test_offices_of_a_kind_that_nobody_knows_are_registered_all_the_same() -> None:
    agency = Agency("990101-caizheng", "云溪县财政局", (), "", "county", "990101", "", "")
    data = dataset([report(year=2023)], Registry((agency,)))
    (row,) = group_rows(data, tuple(data.offices.values()), 2023)
    assert (row.name, row.id) == ("类别不明的机关", "unclassified")
    assert set(row.cells) == {"—"}


def test_years_that_cover_other_offices_are_not_compared() -> None:
    """As many each year, but not the same ones."""
    received = ("applications", "new_received", "total")
    first, second, third = ("990101-caizheng", "990101-jiaoyu", "990101-minzheng")
    same = [report({received: f"{year - 2000}"}, year=year, agency_id=id) for year in (2021, 2022, 2023)
            for id in (first, second)]  # fmt: skip
    other = [*same[:-1], report({received: "713"}, year=2023, agency_id=third)]
    warning = "各年覆盖的机关不同，升降不能直接比较。"
    for chosen, alike in ((same, True), (other, False)):
        pages = {page.path: render(page) for page in shared_pages(dataset(chosen))}
        assert ("sr-spark" in pages["index.md"]) == alike
        for page in ("metrics/new_received.md", "regions/990101.md"):
            assert (warning not in pages[page]) == alike


def test_pieces_that_do_not_add_up_to_the_printed_total_say_so() -> None:
    changed = {
        ("applications", "total_processed", "total"): "21",
        ("review_litigation", "reconsideration", "total"): "9",
    }
    chosen = [report(changed, year=2023), report(year=2022)]
    pages = all_pages(chosen)
    pieces = measures.outcomes(dataset(chosen).entries[1])
    assert (
        f"各项相加与印出的总计不同：2023 年 {sum(filter(None, pieces.values())):,} 对 21。"
        in pages["agencies/990101-caizheng.md"]
    )
    assert "各项相加与印出的总计不同：2023 年 10 对 9。" in pages["agencies/990101-caizheng.md"]
    assert "对 21。" in pages["years/2023.md"]
    assert "对 21。" in pages["index.md"]
    assert "各项相加" not in pages["years/2022.md"]


def test_shares_show_their_base() -> None:
    assert text.share(3, 4) == "4 件中 3 件"
    assert text.share(25, 40) == "62.5%（40 件中 25 件）"
    assert text.share(0, 500) == "500 件中 0 件"
    assert text.share(3, 0) == text.share(None, 4) == text.share(3, None) == ""
    assert "%" not in text.share(28, 29)


@pytest.mark.parametrize(
    ("granted", "told"),
    [("0", "其中予以公开 0 件。"), ("40", "办结 40 件，全部予以公开。"), ("10", "其中予以公开 10 件（25.0%）。"),
     ("41", "其中予以公开 41 件。")],
)  # fmt: skip
def test_an_agency_tells_none_and_all_in_words(granted: str, told: str) -> None:
    changed = {("applications", "total_processed", "total"): "40", ("applications", "granted", "total"): granted}
    assert lead(dataset([report(changed)]).offices["990101-caizheng"]).endswith(told)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_no_percentage_without_its_base(part: int, base: int) -> None:
    told = text.share(part, base)
    assert f"{base:,} 件中 {part:,} 件" in told
    assert ("%" in told) == (base >= text.SMALL_BASE and 0 < part < base)


def test_peers_are_of_the_same_level_kind_and_place() -> None:
    received = {
        office.id: {entry.year: entry.number("applications", "new_received") for entry in office.entries}
        for office in dataset().offices.values()
    }
    peers = Peers(REGISTRY, received)
    found = peers.band("990101-caizheng")
    assert found is not None
    assert found.where == "青石市", "four in the county are too few, five in the city are enough"
    assert {year: each.n for year, each in found.spreads} == {2023: 5}, "no spread of a year with fewer"
    assert peers.band("990102-caizheng") == found
    assert peers.band("990101-xianzf") is None, "no other government of a county"
    assert peers.band("000000-x0a1b2c3d") is None
    with shelved(outcomes(), REGISTRY) as made:
        assert {id: made.orders.order(id).band for id in received} == {id: peers.band(id) for id in received}
    assert spread([1, 2, 3, 4]) is None


def test_a_spread_lies_straight_between_neighbours() -> None:
    assert spread([16, 1, 4, 2, 8]) == Spread(2, 4, 8, 5)
    assert spread([1, 2, 4, 8, 16, 32]) == Spread(2.5, 6, 14, 6)
    assert [measures.quantile([3, 5], share) for share in (0, 0.25, 0.5, 1)] == [3, 3.5, 4, 5]


def test_measures_are_the_cells_that_they_name() -> None:
    def told(made: Report) -> dict[str, int | None]:
        entry = opened(made, (), Acknowledgements(Registry())).entry
        return {m.id: m.of(entry) for m in measures.MEASURES} | {"pending": measures.pending_base(entry)}

    cells = {address: int(printed) for address, printed in figures({}).items()}
    direct, after = (cells["review_litigation", stage, "total"] for stage in measures.STAGES[1:])
    totals = {item: cells["applications", item, "total"] for _, item, column in cells if column == "legal_service_org"}
    assert told(report()) == {
        "new_received": totals["new_received"],
        "total_processed": totals["total_processed"],
        "granted": totals["granted"],
        "carried_forward": totals["carried_forward"],
        "reconsideration": cells["review_litigation", "reconsideration", "total"],
        "litigation": direct + after,
        "pending": totals["new_received"] + totals["carried_in"],
    }
    for stage, left in (("litigation_direct", after), ("litigation_after_reconsideration", direct)):
        assert told(report({("review_litigation", stage, "total"): ""}))["litigation"] == left
    for item in ("new_received", "carried_in"):
        assert told(report({("applications", item, "total"): ""}))["pending"] is None


def test_what_was_not_read_is_in_no_sum_and_no_piece() -> None:
    reviews = [
        ("review_litigation", "reconsideration", column) for column in ("upheld", "corrected", "other", "pending")
    ]
    granted = [address for address in figures({}) if address[:2] == ("applications", "granted")]

    def pieces(blank: Sequence[tuple[str, str, str]]) -> tuple[list[float], int | None, int | None]:
        entry = opened(report(dict.fromkeys(blank, "")), (), Acknowledgements(Registry()))
        drawn = [part.value for part in measures.result_parts(entry, ["reconsideration"])]
        return drawn, measures.outcomes(entry)["granted"], measures.outcomes_by_applicant(entry)["granted"]

    whole = int(figures({})["applications", "granted", "total"])
    assert pieces(()) == ([1, 2, 3, 4], whole, whole)
    assert pieces((reviews[1], granted[-1])) == ([1, 0, 3, 4], None, whole)
    assert pieces((*reviews, *granted)) == ([], None, None)


@pytest.mark.parametrize("values", [(3, 5, -2), (3, 5, None), (0, 3, 5)])
def test_who_has_less_than_nothing_or_no_number_leads_no_metric(values: tuple[int | None, ...]) -> None:
    address = ("proactive", "administrative_licensing", "change")
    ids = ("990101-caizheng", "990101-jiaoyu", "990101-minzheng")
    chosen = [
        report({address: "" if value is None else str(value)}, agency_id=id)
        for id, value in zip(ids, values, strict=True)
    ]
    data = dataset(chosen)
    page = next(p for p in shared_pages(data) if p.path == "metrics/administrative_licensing.md")
    shown = blocks(render(page))
    leaders = shown.find(".//figure[@id='c-change-county-department-most']").iterfind(".//tbody/tr")
    names = {id: data.offices[id].agency.name for id in ids}
    led = sorted(((value, id) for value, id in zip(values, ids, strict=True) if value and value > 0), reverse=True)
    assert [[words(cell) for cell in row] for row in leaders] == [[names[id], str(value)] for value, id in led]
    known = [value for value in values if value is not None]
    newest = table(shown, "本年增/减")[1]
    assert newest[2:4] == [str(sum(known)), f"5 家中 {len(known)} 家"]


def test_a_year_of_reports_without_the_number_has_no_leaders() -> None:
    address = ("proactive", "administrative_licensing", "change")
    chosen = [
        report({address: str(value) if year == 2022 else ""}, agency_id=id, year=year)
        for value, id in ((3, "990101-caizheng"), (5, "990101-jiaoyu"))
        for year in (2022, 2023)
    ]
    page = next(p for p in shared_pages(dataset(chosen)) if p.path == "metrics/administrative_licensing.md")
    shown = blocks(render(page))
    assert [row[1:3] for row in table(shown, "本年增/减")[1:]] == [["2022", "8"]]
    assert shown.find(".//figure[@id='c-change-county-department-most']") is None


@pytest.mark.parametrize("column", ["applications.granted.total", "review_litigation.reconsideration.total"])
def test_a_count_that_is_not_whole_is_in_no_total(column: str) -> None:
    table_id, item, column_id = column.split(".")
    chosen = [
        report({(table_id, item, column_id): number}, agency_id=id)
        for id, number in (("990101-caizheng", "3.5"), ("990101-jiaoyu", "4"), ("990101-minzheng", "6"))
    ]
    page = next(p for p in shared_pages(dataset(chosen)) if p.path == f"metrics/{item}.md")
    newest = table(blocks(render(page)), "历年数字" if table_id == "applications" else "总计")[1]
    assert newest[2:4] == ["10", "5 家中 2 家"]


DEPARTMENTS = ("990101-caizheng", "990101-jiaoyu", "990101-minzheng", "990101-jiaotong", "990102-caizheng")
GRANTED = ("applications", "granted", "total")


def granted_in(years: dict[int, Sequence[int]], ids: Sequence[str] = DEPARTMENTS) -> list[Report]:
    return [
        report({GRANTED: str(n)}, agency_id=id, year=year)
        for year, values in years.items()
        for id, n in zip(ids, values, strict=True)
    ]


def metric(chosen: Sequence[Report], item: str) -> etree._Element:
    return blocks(render(next(p for p in shared_pages(dataset(chosen)) if p.path == f"metrics/{item}.md")))


def charted(page: etree._Element, id: str) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in page.iterfind(f".//figure[@id='{id}']//tbody/tr")]


def test_a_metric_tells_sum_middle_and_most_of_every_year_and_draws_the_years_between() -> None:
    page = metric(granted_in({2021: (3, 5, 7, 9, 11), 2023: (2, 4, 6, 8, 20)}), "granted")
    rows = table(page, "历年数字")[1:]
    assert [[*row[1:3], *row[4:6]] for row in rows] == [["2023", "40", "6", "20"], ["2021", "35", "7", "11"]]
    sums, spreads, most = (f"c-total-county-department{kind}" for kind in ("", "-spread", "-most"))
    assert [row[:2] for row in charted(page, sums)] == [["2021", "35"], ["2022", "缺"], ["2023", "40"]]
    assert charted(page, spreads) == [["2021", "7", "5–9", "5"], ["2023", "6", "4–8", "5"]]
    assert [row[1] for row in charted(page, most)] == ["20", "8", "6", "4", "2"]


@pytest.mark.parametrize("years", [{2023: (2, 4, 6, 8, 20)}, {2022: (0,) * 5, 2023: (0,) * 5}])
def test_a_single_year_or_nothing_but_zeros_is_no_series(years: dict[int, Sequence[int]]) -> None:
    page = metric(granted_in(years), "granted")
    assert len(table(page, "历年数字")) == 1 + len(years)
    assert not charted(page, "c-total-county-department") and not charted(page, "c-total-county-department-spread")


def test_a_metric_draws_the_groups_with_most_reports_first() -> None:
    years = {2022: (3,), 2023: (4,)}
    chosen = [
        *granted_in(years, ["990100-shizf"]),
        *granted_in({2021: (2,), **years}, ["990101-xianzf"]),
        *granted_in({2022: (3, 5), 2023: (5, 7)}, DEPARTMENTS[:2]),
    ]
    drawn = [figure.get("id") for figure in metric(chosen, "granted").iterfind(".//figure")]
    groups = ["county-department", "county-government", "prefecture-government"]
    assert [id for id in drawn if not id.endswith("-most")] == [f"c-total-{group}" for group in groups]


def test_a_metric_is_made_anew_where_the_base_of_its_shares_has_changed() -> None:
    def made_from(total: str) -> dict[str, Sequence[bytes]]:
        chosen = [report({("applications", "total_processed", "total"): total})]
        return {each.name: each.made_from for each in metric_pages(dataset(chosen))}

    before, after = made_from("500"), made_from("501")
    assert before["metric granted"] != after["metric granted"]
    assert before["metric regulations"] == after["metric regulations"]


def test_the_columns_of_a_metric_stand_as_in_the_form_the_newer_one_first() -> None:
    data = dataset([report(), report(form_id="2019", year=2020)])

    def heads(item: str) -> list[str]:
        page = next(p for p in shared_pages(data) if p.path == f"metrics/{item}.md")
        return re.findall(r"^## (\S+) \{#", render(page), re.MULTILINE)[:-1]

    assert heads("regulations") == [
        *("本年制发件数", "本年废止件数", "现行有效件数"),
        *("本年新制作数量", "本年新公开数量", "对外公开总数量"),
    ]
    assert heads("reconsideration") == ["总计", "结果维持", "结果纠正", "其他结果", "尚未审结"]


def test_a_metric_of_either_form_tells_how_the_forms_differ() -> None:
    for item in ("other_handling", "other_other"):
        assert "两种表样（六）其他处理：" in words(metric([report()], item))
    assert "两种表样申请的收到" in words(metric([report()], "granted"))


@pytest.mark.parametrize(
    ("value", "told"), [(9999, "9,999"), (10_000, "1万"), (12_345, "1.2万"), (-20_000, "-2万"), (0, "0")]
)
def test_a_count_over_a_column_is_short(value: int, told: str) -> None:
    assert short(value) == told


def test_a_year_without_a_sum_covers_no_other_offices() -> None:
    page = metric([*granted_in({2021: (3, 5, 7, 9, 11), 2023: (2, 4, 6, 8, 20)})], "granted")
    assert "各年覆盖的机关不同" not in words(page)
    fewer = metric([*granted_in({2021: (3, 5, 7, 9, 11)}), *granted_in({2023: (2, 4)}, DEPARTMENTS[:2])], "granted")
    assert "各年覆盖的机关不同" in words(fewer)


def test_outcomes_are_shared_out_group_by_group_and_a_small_base_says_so() -> None:
    few = {("applications", row.id, "total"): "0" for row in form("2021").rows if row.role == "outcome"} | {
        GRANTED: "7",
        ("applications", "total_processed", "total"): "7",
    }
    chosen = [
        report(agency_id="990101-caizheng"),
        report(few, agency_id="990101-xianzf"),
        zeros(agency_id="990100-shizf"),
    ]
    data = dataset(chosen)
    chart = outcome_bars(data, list(data.offices.values()), 2023)
    assert chart is not None
    assert [row[0] for row in chart.table.rows] == ["县级政府", "县级部门"], "of nothing there are no parts"
    assert "不足" in chart.note
    only, nothing = dataset(chosen[:1]), dataset(chosen[2:])
    large = outcome_bars(only, list(only.offices.values()), 2023)
    assert large is not None and "不足" not in large.note
    assert outcome_bars(nothing, list(nothing.offices.values()), 2023) is None


def test_nothing_that_was_not_read_has_a_part_and_nothing_carried_in_is_a_number() -> None:
    def numbers(values: dict[tuple[str, str, str], str]) -> Opened:
        return opened(report(values), (), Acknowledgements(Registry()))

    blank = numbers(dict.fromkeys([a for a in figures({}) if a[0] == "applications" and a[2] == "total"], ""))
    assert measures.outcome_parts(blank) == () and measures.pending_base(blank) is None
    carried, received = (("applications", item, "total") for item in ("carried_in", "new_received"))
    assert measures.pending_base(numbers({carried: "0", received: "9"})) == 9


def test_one_office_alone_leads_nobody() -> None:
    page = metric(granted_in({2023: (7,)}, DEPARTMENTS[:1]), "granted")
    assert table(page, "历年数字")[1][2] == "7" and not charted(page, "c-total-county-department-most")


def test_leaders_are_of_the_newest_year_in_which_the_group_has_the_number() -> None:
    chosen = [
        *granted_in({2022: (3, 5)}, DEPARTMENTS[:2]),
        noted(report(year=2023, agency_id=DEPARTMENTS[2]), GRANTED, status="blank", value=None, raw=""),
        *granted_in({2023: (4,)}, ["990101-xianzf"]),
    ]
    assert [row[1] for row in charted(metric(chosen, "granted"), "c-total-county-department-most")] == ["5", "3"]


def test_the_sums_of_a_group_stand_under_their_heads() -> None:
    cells = {
        **{("applications", item, "total"): str(n) for item, n in (("new_received", 11), ("total_processed", 40))},
        **{("applications", item, "total"): str(n) for item, n in (("granted", 10), ("carried_forward", 13))},
        **{("review_litigation", stage, "total"): str(n) for n, stage in enumerate(measures.STAGES, 14)},
    }
    data = dataset([report(cells)])
    (row,) = group_rows(data, list(data.offices.values()), 2023)
    assert [row.cells[0], row.cells[1], *row.cells[4:]] == ["11", "40", "13", "14", "31"]
    assert row.cells[2].startswith("25") and "40" in row.cells[2]


@pytest.mark.parametrize(("most", "told"), [("61", True), ("60", False)])
def test_the_home_page_tells_where_one_office_has_more_than_all_others(most: str, told: bool) -> None:
    received = ("applications", "new_received", "total")
    ids = ("990101-caizheng", "990101-jiaoyu", "990101-minzheng", "990101-jiaotong", "990102-caizheng")
    chosen = [report({received: n}, agency_id=id) for id, n in zip(ids, (most, "11", "13", "17", "19"), strict=True)]
    (tile, *_) = headlines(dataset(chosen), dataset(chosen).everyone)
    assert tile.value == str(int(most) + 60)
    assert tile.covers.endswith(f"，其中一家 {most}") is told


def test_a_share_is_of_the_offices_where_both_numbers_were_read() -> None:
    base = ("applications", "total_processed", "total")
    chosen = [
        report({GRANTED: "10", base: "40"}, agency_id=DEPARTMENTS[0]),
        report({GRANTED: "99", base: ""}, agency_id=DEPARTMENTS[1]),
        report({GRANTED: "", base: "70"}, agency_id=DEPARTMENTS[2]),
    ]
    assert table(metric(chosen, "granted"), "历年数字")[1][6] == "1 家：25.0%（40 件中 10 件）"


def test_amounts_are_added_up_in_one_unit() -> None:
    address = ("proactive", "administrative_fees", "amount")
    data = dataset(
        [
            noted(report({address: "2.5"}, year=2023), address, unit="万元"),
            noted(report({address: "15000"}, year=2023, agency_id="990101-jiaoyu"), address, unit="元"),
            noted(report({address: "7"}, year=2023, agency_id="990101-minzheng"), address, unit=""),
        ]
    )
    page = next(p for p in shared_pages(data) if p.path == "metrics/administrative_fees.md")
    rows = table(blocks(render(page)), "本年收费金额，单位：万元")
    assert rows[1][2:4] == ["4", "5 家中 2 家"], "without a unit nobody knows the amount"


def test_entries_keep_every_figure_that_pages_compare() -> None:
    one = report()
    (entry,) = dataset([one]).entries
    for table_name, item, column in kept():
        figure = one.row(table_name, item).figure(column) if one.row(table_name, item) else None  # type: ignore[arg-type, union-attr]
        if figure is not None and figure.value is not None:
            assert entry.amount(table_name, item, column) == figure.value
    assert len(kept()) < 90


def test_the_spread_of_applications_names_every_step_up_to_the_largest() -> None:
    chart = distribution([0, 3, 3, 1200], 4)
    assert chart is not None and distribution([7], 2) is None
    told = dict(chart.table.rows)
    assert told["0 件"] == "1" and told["1–4 件"] == "2" and told["5–9 件"] == "0"
    assert list(told)[-1] == "1,000–1,999 件"
    assert all(f">{label}</text>" in str(chart.drawing) for label in told)


RECEIVED = ("applications", "new_received", "total")
PROCESSED = ("applications", "total_processed", "total")


def _counted(agency_id: str, year: int, received: str, processed: str, granted: str) -> Report:
    return report({RECEIVED: received, PROCESSED: processed, GRANTED: granted}, year=year, agency_id=agency_id)


def test_no_more_offices_reported_than_had_to() -> None:
    """An office that reported for a year in which it did not exist yet is among those that its sum covers."""
    young = report(
        {RECEIVED: "61"}, year=2021, agency_id="990102-caizheng", agency="石桥县财政局", region_code="990102"
    )
    data = dataset([young])
    members = (data.offices["990102-caizheng"],)
    assert not data.duties(members[0]).get(2021)
    assert total(data, members, 2021, lambda e: e.number("applications", "new_received")).covers == "1 家中 1 家"


def test_reports_that_contradict_themselves_are_counted_whatever_else_they_are() -> None:
    """A doubtful cell gives the status; that the figures do not add up is told all the same."""
    doubtful = ("applications", "carried_in", "business")
    both = noted(report({GRANTED: "9731"}, year=2023), doubtful, status="suspect")
    sure = report({GRANTED: "9733"}, year=2023, agency_id="990101-minzheng", agency="云溪县民政局")
    data = dataset([both, sure])
    assert [entry.status for entry in data.entries] == ["suspect", "problems"]
    pages = {page.path: blocks(render(page)) for page in shared_pages(data)}
    assert "2 份报告自身的数字对不上" in words(pages["years/2023.md"])
    assert "其中 2 份自身的数字对不上" in words(pages["regions/990101.md"])
    assert table(pages["years/index.md"], "各年度")[1][3] == "2"
    for path in ("index.md", "quality/index.md"):
        assert "每份报告只计一次" in words(pages[path])
        assert "自身数字对不上的一共 2 份。" in words(pages[path])
    alone = {page.path: blocks(render(page)) for page in shared_pages(dataset([sure]))}
    assert "只计一次" not in words(alone["quality/index.md"])


def test_a_check_in_doubt_is_worth_a_look_wherever_it_is_counted() -> None:
    """One check, a warning in one report and, with a figure in doubt, a hint in another: counted apart."""
    unsure = noted(report({GRANTED: "9731"}, year=2023), GRANTED, status="suspect")
    sure = report({GRANTED: "9733"}, year=2023, agency_id="990101-minzheng", agency="云溪县民政局")
    data = dataset([unsure, sure])
    levels = {entry.agency_id: {code: group for code, group, _ in entry.findings} for entry in data.entries}
    assert levels["990101-caizheng"]["row-sum"] == "worth"
    assert levels["990101-minzheng"]["row-sum"] == "figures"
    pages = {page.path: render(page) for page in shared_pages(data)}
    overview = blocks(pages["quality/index.md"])
    for title, level in (("报告自身的数字对不上", "警告"), ("值得一看", "提示")):
        told = next(row for row in table(overview, title) if row[0] == catalogue.entry("row-sum").title_zh)
        assert told[1:] == [level, "1", "1"]
    listed = blocks(pages["quality/row-sum.md"]).iterfind(".//ul[@class='sr-columns']/li")
    assert [words(li) for li in listed] == ["云溪县财政局 2023 值得一看", "云溪县民政局 2023"]


def test_a_cell_tells_when_it_covers_fewer_offices_than_its_row() -> None:
    first, second = "990101-caizheng", "990101-jiaoyu"
    known = [
        _counted(first, 2022, "51", "47", "31"),
        _counted(first, 2023, "67", "61", "41"),
        _counted(second, 2022, "71", "73", "37"),
        noted(_counted(second, 2023, "79", "83", "43"), RECEIVED, status="suspect"),
    ]
    chosen = [*known[:3], noted(known[3], GRANTED, status="illegible", value=None)]
    pages = {page.path: blocks(render(page)) for page in shared_pages(dataset(chosen))}
    year = pages["years/2023.md"]
    row = table(year, "2023 年各类机关")[1]
    assert row[2:5] == ["1 家：67", "144", "1 家：67.2%（61 件中 41 件）"]
    changed = table(year, "两年都有报告")[1]
    assert changed[1:5] == ["2", "1 家：51 → 67", "120 → 144", "1 家：31 → 41"]
    english = table(pages["en/index.md"], "2023, by level")[1]
    assert english[2:5] == ["67 (1 of 2)", "144", "41 (1 of 2)"]
    few = [one for one in chosen if one.identity.year == 2023]
    third = _counted("990101-minzheng", 2023, "89", "97", "53")
    year = next(p for p in shared_pages(dataset([*few, third])) if p.path == "years/2023.md")
    assert "另有 1 家没有能确定的数字" in words(blocks(render(year)).find(".//figure[@id='c-distribution']"))


def test_an_amount_that_is_small_is_not_told_as_nothing() -> None:
    """Median and most of fees are told to the last digit, as the sum is."""
    fees = ("proactive", "administrative_fees", "amount")
    chosen = [
        report({fees: told}, agency_id=id) for told, id in zip(("0.0005", "0.0381"), DEPARTMENTS[:2], strict=True)
    ]
    row = next(r for r in table(metric(chosen, "administrative_fees"), "本年收费金额") if r[0] == "县级部门")
    assert row[2:6] == ["0.0386", "5 家中 2 家", "0.0193", "0.0381"]
    assert [text.count(n) for n in (0.0, 0.0381, 0.5, -0.004, 17.25, 1234.0)] == [
        *("0", "0.038", "0.5", "-0.0040", "17.2", "1,234")
    ]


def test_a_sum_of_which_a_piece_is_in_doubt_is_not_told() -> None:
    """The rest would pass for all of it; a blank beside it is no doubt."""
    stage = ("review_litigation", "litigation_direct", "total")
    refused = ("applications", "refused_state_secret", "total")
    doubtful = noted(noted(report(), stage, status="suspect"), refused, status="illegible", value=None)
    blank = noted(report(), stage, status="blank", value=None, raw="")
    one = opened(blank, (), Acknowledgements(Registry())).entry
    assert measures.lawsuits(one) == one.number("review_litigation", "litigation_after_reconsideration")
    whole = opened(doubtful, (), Acknowledgements(Registry()))
    for entry in (whole, whole.entry):
        assert measures.lawsuits(entry) is None
        assert measures.outcomes(entry)["refused"] is None
        assert measures.outcomes(entry)["declined"]
    page = blocks(render(page_of(doubtful)))
    keys = {words(d.find("dt")): words(d.find(".//b")) for d in page.iterfind(".//dl[@class='sr-keys']/div")}
    assert keys["行政诉讼"] == "存疑"
    lead = words(page.find(".//p[@class='sr-lead']"))
    assert "不予公开" not in lead and "行政诉讼" not in lead
    reason = next(row for row in table(page, "没有公开的原因") if row[0] == "不予公开")
    assert reason[1] == "—"


def test_a_result_in_doubt_is_no_zero() -> None:
    doubtful = noted(report(), ("review_litigation", "reconsideration", "corrected"), status="suspect")
    page = blocks(render(page_of(doubtful)))
    chart = page.find(".//figure[@id='c-reviews']")
    head, *rows = table(chart, "复议和诉讼的结果")
    told = next(dict(zip(head, row, strict=True)) for row in rows if row[0] == "行政复议")
    assert (told["结果维持"], told["结果纠正"]) == ("1", "缺")
    assert "存疑的结果没有算入" in words(chart)
    assert "各项相加为" not in words(page.find(".//p[@class='sr-lead']")), "nobody knows what they add up to"


def test_a_report_without_totals_is_not_said_to_add_up_nor_one_without_a_row_to_contradict_itself() -> None:
    totals = [address for address in figures({}) if address[2] == "total"]
    silent = report(dict.fromkeys(totals, ""), year=2023)
    short = zeros(year=2023, agency_id="990101-minzheng", without=(("applications", "carried_in"),))
    data = dataset([silent, short, report(year=2023, agency_id="990101-jiaoyu")])
    assert sorted(entry.status for entry in data.entries) == ["ok", "ok", "problems"]
    pages = {page.path: blocks(render(page)) for page in shared_pages(data)}
    listed = {row[0]: row[-1] for row in table(pages["years/2023.md"], "2023 年各机关")[1:]}
    assert set(listed.values()) == {"没有可以核对的总数", "缺行", "对得上"}
    head, row = table(pages["quality/index.md"], "各年度报告")
    counted = dict(zip(head, row, strict=True))
    assert [counted[name] for name in ("没有可以核对的总数", "缺行", "对得上")] == ["1", "1", "1"]
    assert counted["有数字对不上"] == "0"


def test_more_than_the_whole_is_no_share_of_it() -> None:
    assert text.share(195_178, 122) == "122 件中 195,178 件"
    assert text.share(-3, 40) == "40 件中 -3 件"
    assert text.share(25, 40) == "62.5%（40 件中 25 件）"
    made = report({PROCESSED: "122", GRANTED: "9731"}, year=2023)
    pages = all_pages([made])
    for path in (
        "reports/990101-caizheng-2023.md",
        "agencies/990101-caizheng.md",
        "years/2023.md",
        "metrics/granted.md",
    ):
        told = words(blocks(pages[path]))
        assert "9,731" in told and not re.search(r"\d{3,}\.\d%", told), path


def test_a_small_decrease_keeps_its_sign() -> None:
    assert [text.count(Decimal(n)) for n in ("-0.5", "-1234.50", "0.0005", "1E+4", "12345678901234567.123456789")] == [
        *("-0.5", "-1,234.5", "0.0005", "10,000", "12,345,678,901,234,567.123456789")
    ]
    change = ("proactive", "administrative_licensing", "change")
    chosen = [
        report({change: n}, agency_id=id, form_id="2019") for n, id in zip(("-1", "0"), DEPARTMENTS[:2], strict=True)
    ]
    row = next(r for r in table(metric(chosen, "administrative_licensing"), "本年增/减") if r[0] == "县级部门")
    assert row[2:6] == ["-1", "5 家中 2 家", "-0.5", "0"]


def test_a_number_of_decisions_that_is_not_whole_is_not_called_missing() -> None:
    decisions = ("proactive", "administrative_licensing", "decisions")
    pages = all_pages([report({decisions: n}, year=year) for n, year in (("7", 2022), ("3.5", 2023))])
    chart = blocks(pages["agencies/990101-caizheng.md"]).find(".//figure[@id='c-administrative-licensing']")
    assert [row[1] for row in table(chart, "行政许可")[1:]] == ["7", "3.5"]
