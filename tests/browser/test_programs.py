"""Compare and explore: chosen by search, in the address, right to the figure, and saved as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from playwright.sync_api import expect

from tests.browser.conftest import Open, ending

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

pytestmark = pytest.mark.browser


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def wide(site: Path) -> list[dict[str, str]]:
    return table(site / "data" / "figures_wide.csv")


def saved(page: Page, button: Locator, folder: Path) -> list[dict[str, str]]:
    with page.expect_download() as download:
        button.click()
    path = folder / "saved.csv"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    return table(path)


def test_offices_are_chosen_by_search_and_stand_in_the_address(open_page: Open) -> None:
    page = open_page("compare/")
    for query, name in (("ptzhsyq", "平潭综合实验区管委会"), ("洪泽", "淮安市洪泽区人民政府")):
        box = page.get_by_role("combobox", name="添加机关")
        box.fill(query)
        page.get_by_role("option", name=name).wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".sr-compare-legend")).to_contain_text(name)
    expect(page).to_have_url(ending("compare/?a=350128-gwh,320813-rmzf"))
    page.reload()
    expect(page.locator(".sr-compare-legend li")).to_have_count(2)
    page.get_by_role("button", name="去掉淮安市洪泽区人民政府").click()
    expect(page.locator(".sr-compare-legend li")).to_have_count(1)
    expect(page).to_have_url(ending("compare/?a=350128-gwh"))


def test_the_compared_figures_are_those_of_the_data(open_page: Open, sample_site: Path, tmp_path: Path) -> None:
    page = open_page("compare/?a=350128-gwh,321300-rmzf")
    rows = saved(page, page.get_by_role("button", name="存成 CSV"), tmp_path)
    expected = {row["report_id"]: row for row in wide(sample_site)}
    assert len(rows) == sum(key.startswith(("350128-gwh-", "321300-rmzf-")) for key in expected)
    for row in rows:
        report = expected[f"{row['agency_id']}-{row['year']}"]
        for figure in list(row)[3:]:
            assert row[figure] == report[figure], (row["agency_id"], row["year"], figure)
    cell = page.locator("tr", has_text="平潭综合实验区管委会").first.locator("td").nth(4)
    assert cell.inner_text() == expected["350128-gwh-2023"]["applications.new_received.total"]
    assert (cell.locator("a").get_attribute("href") or "").endswith("/reports/350128-gwh-2023/")
    expect(page.locator(".sr-compare-chart")).to_have_count(len(list(rows[0])[3:]))


def test_years_and_figures_of_a_comparison_can_be_chosen(open_page: Open) -> None:
    page = open_page("compare/?a=350128-gwh,321300-rmzf&from=2021&to=2023&m=applications.granted.total")
    expect(page.locator(".sr-compare-view thead th")).to_have_text(["指标、机关", "2021", "2022", "2023"])
    page.get_by_text("换指标").click()
    page.get_by_label("新收申请").check()
    expect(page.locator(".sr-compare-chart")).to_have_count(2)
    page.get_by_label("从哪一年").select_option("2022")
    expect(page.locator(".sr-compare-view thead th")).to_have_text(["指标、机关", "2022", "2023"])
    expect(page).to_have_url(re.compile(re.escape("from=2022&to=2023&m=")))


def test_offices_of_unlike_size_are_compared_on_their_own_scales(open_page: Open) -> None:
    page = open_page("compare/?a=350128-gwh,321300-rmzf&m=applications.new_received.total")
    chart = page.locator(".sr-compare-chart")
    expect(page.locator(".sr-compare-view > .sr-aside").first).to_contain_text("各自刻度")
    flat = [float(c.get_attribute("cy") or 0) for c in chart.locator("circle").all()[:7]]
    page.get_by_label("画法").select_option("各自刻度")
    expect(chart.locator("text", has_text="宿迁市人民政府")).to_be_visible()
    own = [float(c.get_attribute("cy") or 0) for c in chart.locator("circle").all()[:7]]
    assert max(flat) - min(flat) < 10 < max(own) - min(own)
    expect(page).to_have_url(ending("&s=own&m=applications.new_received.total"))
    page.reload()
    expect(page.get_by_label("画法")).to_have_value("own")


def test_a_share_is_told_with_its_base_and_not_of_a_small_one(open_page: Open, sample_site: Path) -> None:
    page = open_page("compare/?a=350128-gwh,320813-rmzf&s=share")
    reports = {row["report_id"]: row for row in wide(sample_site)}
    # Received, processed, reviews and lawsuits are no part of another number.
    expect(page.locator(".sr-compare-chart figcaption")).to_have_text(
        ["予以公开占办结的比例", "部分公开占办结的比例", "结转下年占应办的比例"]
    )
    granted = page.locator(".sr-compare-table tbody").first
    of, part = (
        int(reports["350128-gwh-2023"][f"applications.{item}.total"]) for item in ("total_processed", "granted")
    )
    cell = granted.locator("tr", has_text="平潭").locator("td").nth(4)
    expect(cell).to_have_text(f"{part / of:.1%}{of} 件中 {part} 件")
    small = int(reports["320813-rmzf-2023"]["applications.total_processed.total"])
    assert small < 30
    expect(granted.locator("tr", has_text="洪泽").locator("td").nth(4)).to_have_text(f"{small} 件中 0 件")
    drawn = page.locator(".sr-compare-chart").first.locator("title").all_text_contents()
    assert not [words for words in drawn if words.startswith("淮安市洪泽区人民政府 2023")]
    assert [words for words in drawn if words.startswith("淮安市洪泽区人民政府 2024")]


def test_a_comparison_can_be_taken_along_as_a_picture(open_page: Open, tmp_path: Path) -> None:
    from PIL import Image

    page = open_page("compare/?a=350128-gwh,321300-rmzf", color_scheme="dark")
    chart = page.locator(".sr-compare-chart").first
    with page.expect_download() as download:
        chart.get_by_role("button", name="SVG").click()
    assert download.value.suggested_filename == "比较_新收申请.svg"
    words = Path(download.value.path()).read_text(encoding="utf-8")
    # It stands alone: what is compared, where it comes from, and no colour that only this page knows.
    assert all(told in words for told in ("新收申请", "平潭综合实验区管委会", "来源：", "compare/?a="))
    assert "虚线处换了表样" in words
    assert "var(" not in words
    with page.expect_download() as download:
        chart.get_by_role("button", name="PNG").click()
    with Image.open(download.value.path()) as picture:
        assert picture.size[0] > 1000
        assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_chart_can_be_taken_along_whole(open_page: Open) -> None:
    """What is told of it stands in lines that the picture holds, to the last word."""
    from PIL import Image

    page = open_page("agencies/350128-gwh/")
    figure = page.locator("figure[data-chart]", has_text="申请怎样了结").first
    figure.scroll_into_view_if_needed()
    with page.expect_download() as download:
        figure.get_by_role("button", name="SVG").click()
    drawn = etree.parse(download.value.path())
    told = ["".join(text.itertext()) for text in drawn.iter("{*}text")]
    note = figure.locator(".sr-source").inner_text().strip()
    assert note in "".join(told)
    assert len(note) > 60, "more than a line holds"
    assert page.locator("h1").inner_text() in "".join(told)
    with page.expect_download() as download:
        figure.get_by_role("button", name="PNG").click()
    with Image.open(download.value.path()) as picture:
        # A line that ran to the edge would leave no white there.
        edge = picture.convert("L").crop((picture.width - 20, 0, picture.width, picture.height))
        assert edge.getextrema() == (255, 255)


def test_a_comparison_on_paper_has_nothing_to_press(open_page: Open) -> None:
    page = open_page("compare/?a=350128-gwh,321300-rmzf", viewport={"width": 720, "height": 1000})
    page.locator(".sr-compare-table").wait_for()
    page.get_by_label("画法").select_option("各自刻度")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".sr-printed")).to_contain_text("compare/?a=350128-gwh,321300-rmzf&s=own")
    assert [b for b in page.locator("#sr-compare :is(button, input, select)").all() if b.is_visible()] == []
    first, second = (page.locator(".sr-compare-chart").nth(i).bounding_box() for i in (0, 1))
    assert first
    assert second
    assert first["y"] == second["y"], "two charts a line"


def test_a_page_without_offices_offers_only_their_choice(open_page: Open) -> None:
    page = open_page("compare/")
    expect(page.get_by_role("combobox", name="添加机关")).to_be_visible()
    expect(page.get_by_label("从哪一年")).to_be_hidden()
    expect(page.get_by_text("换指标")).to_be_hidden()
    page.get_by_role("link", name="淮安市洪泽区人民政府").click()
    expect(page.get_by_label("从哪一年")).to_be_visible()
    # Offices of one level and kind.
    expect(page).to_have_url(ending("?a=320813-rmzf,350128-gwh"))


def test_blank_and_doubtful_readings_are_named_and_not_drawn(open_page: Open) -> None:
    figure = "applications.carried_forward.total"
    address = f"compare/?a=310000-kxjswyh&m={figure}"
    page = open_page(address)
    expect(page.get_by_role("cell", name="无数字", exact=True)).to_be_visible()
    assert page.locator(".sr-compare-chart circle").count() == 0

    def doubted(route: Route) -> None:
        agency = route.fetch().json()
        for entry in agency["series"]:
            entry |= {"suspect": [figure], "values": [7] * len(agency["figures"])}
        route.fulfill(json=agency)

    page.route("**/api/v1/agencies/310000-kxjswyh.json", doubted)
    page.goto(address)
    expect(page.get_by_role("cell", name="存疑", exact=True)).to_be_visible()
    assert page.locator(".sr-compare-chart circle").count() == 0


def changed_agency(page: Page, agency_id: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Lets the page find other figures of an agency than the site has: ``change`` is given each year's entry, with its
    values by figure."""

    def serve(route: Route) -> None:
        agency = route.fetch().json()
        for entry in agency["series"]:
            entry["values"] = dict(zip(agency["figures"], entry["values"], strict=True))
            change(entry)
            entry["values"] = [entry["values"][figure] for figure in agency["figures"]]
        route.fulfill(json=agency)

    page.route(f"**/api/v1/agencies/{agency_id}.json", serve)


def test_a_measure_is_called_as_its_own_row_has_it(open_page: Open) -> None:
    items = ("administrative_fees", "government_procurement", "normative_documents")
    measures = ("amount", "amount", "in_force")
    wanted = ",".join(f"proactive.{item}.{measure}" for item, measure in zip(items, measures, strict=True))
    page = open_page(f"compare/?a=350128-gwh&m={wanted}")
    expect(page.locator(".sr-compare-chart figcaption")).to_have_text(
        ["行政事业性收费：本年收费金额万元", "政府集中采购：采购总金额元", "行政规范性文件：现行有效件数"]
    )
    # What the form of that year does not ask for is no blank.
    fees = page.locator(".sr-compare-table tbody").first.locator("td")
    expect(fees.nth(0)).to_have_text("—")
    expect(fees.nth(0)).to_have_attribute("title", "这一年的表样没有这一项")
    expect(fees.nth(2)).to_contain_text("万元")
    page.goto("explore/?t=proactive")
    titles = page.locator(".tabulator-col-title")
    expect(titles.filter(has_text="本年收费金额")).to_have_count(1)
    expect(titles.filter(has_text="采购总金额")).to_have_count(1)


FEES = "proactive.administrative_fees.amount"


def with_fees(open_page: Open) -> Page:
    """A page to which an office has fees in 万元, in 元, and without a unit."""
    page = open_page("about/")
    units = {2021: ("万元", 7), 2022: ("元", 50_000), 2023: ("", 8)}

    def change(entry: dict[str, Any]) -> None:
        unit, value = units.get(entry["year"], ("", None))
        entry["values"][FEES] = value
        entry["units"] = {FEES: unit} if unit else {}

    changed_agency(page, "350128-gwh", change)
    return page


def test_amounts_are_drawn_in_one_unit_and_only_if_it_is_told(open_page: Open) -> None:
    page = with_fees(open_page)
    page.goto(f"compare/?a=350128-gwh&m={FEES}")
    expect(page.locator(".sr-compare-chart small")).to_have_text("万元")
    expect(page.locator(".sr-compare-chart circle")).to_have_count(2)
    assert page.locator(".sr-compare-chart title").all_text_contents() == [
        "平潭综合实验区管委会 2021：7",
        "平潭综合实验区管委会 2022：5",
    ]
    expect(page.locator(".sr-compare-table tbody td").nth(4)).to_have_text("8")


def test_saved_amounts_stand_beside_their_unit(open_page: Open, tmp_path: Path) -> None:
    page = with_fees(open_page)
    page.goto(f"compare/?a=350128-gwh&from=2020&to=2023&m={FEES}")
    rows = saved(page, page.get_by_role("button", name="存成 CSV"), tmp_path)
    assert [(row[FEES], row[f"{FEES}.unit"]) for row in rows] == [
        ("", ""),
        ("7", "万元"),
        ("50000", "元"),
        ("8", ""),
    ]


def changed_file(page: Page, path: str, change: Callable[[str], str]) -> None:
    """Lets the page find another text in a file of the data."""
    page.route(f"**/data/{path}", lambda route: route.fulfill(body=change(route.fetch().text())))


def test_a_doubtful_reading_is_marked_and_not_sorted_filtered_or_saved(open_page: Open, tmp_path: Path) -> None:
    page = open_page("about/")
    doubts = ("new_received,total,suspect,8I,,31", "granted,,suspect,,,33")
    added = "".join(f"350128-gwh-2023,applications,{doubt}\r\n" for doubt in doubts)
    changed_file(page, "by-year/2023/cell_notes.csv", lambda csv: csv + added)
    page.goto("explore/?y=2023")
    page.get_by_label("筛选机关", exact=True).press_sequentially("平潭")
    row = page.locator(".tabulator-row")
    expect(row).to_have_count(1)
    expect(row.locator(".sr-q")).to_have_text(["81?", "22?"])
    (line,) = saved(page, page.get_by_role("button", name="存成 CSV"), tmp_path)
    kept = [line[f"applications.{item}.total"] for item in ("new_received", "granted", "granted_in_part")]
    assert kept == ["", "", "20"]
    page.get_by_label("新收申请不少于", exact=True).press_sequentially("1")
    expect(page.locator(".sr-explore-status")).to_contain_text("0 份报告")


def test_amounts_are_shown_in_their_unit_and_sorted_in_one(open_page: Open, tmp_path: Path) -> None:
    figure = "proactive.administrative_fees.amount"
    page = open_page("about/")
    fees = re.compile(r"^(350128-gwh-2023,.*,administrative_fees,amount),[^,]*,[^,]*,", re.MULTILINE)
    changed_file(page, "by-year/2023/proactive_disclosure.csv", lambda csv: fees.sub(r"\1,5949.09,元,", csv))
    page.goto("explore/?y=2023&t=proactive")
    page.get_by_label("筛选机关", exact=True).press_sequentially("平潭")
    expect(page.locator(".tabulator-row")).to_have_count(1)
    shown = page.locator(".tabulator-row small")
    expect(shown).to_have_text("元")
    (line,) = saved(page, page.get_by_role("button", name="存成 CSV"), tmp_path)
    assert line[f"{figure}.unit"] == "元"
    printed = line[figure]
    page.get_by_label("行政事业性收费 本年收费金额不少于（万元）", exact=True).press_sequentially(
        str(float(printed) / 9000)
    )
    expect(page.locator(".sr-explore-status")).to_contain_text("0 份报告")


def test_a_year_without_a_note_is_shown(open_page: Open, sample_site: Path) -> None:
    years = [path.name for path in (sample_site / "years").iterdir() if path.is_dir()]
    assert len(years) == 7
    assert all((sample_site / "data" / "by-year" / year / "cell_notes.csv").is_file() for year in years)
    page = open_page("about/")
    changed_file(page, "by-year/2023/cell_notes.csv", lambda csv: csv.partition("\r\n")[0] + "\r\n")
    page.goto("explore/?y=2023")
    expect(page.locator(".sr-explore-status")).to_contain_text("7 份报告")
    expect(page.locator(".tabulator-row .sr-q")).to_have_count(0)


def test_a_decrease_is_drawn_below_the_axis(open_page: Open) -> None:
    figure = "proactive.administrative_licensing.change"
    page = open_page("about/")
    changes = {2019: 40, 2020: -30}
    changed_agency(page, "350128-gwh", lambda entry: entry["values"].update({figure: changes.get(entry["year"])}))
    page.goto(f"compare/?a=350128-gwh&m={figure}")
    chart = page.locator(".sr-compare-chart")
    expect(chart.locator("circle")).to_have_count(2)
    rise, fall = (float(circle.get_attribute("cy") or 0) for circle in chart.locator("circle").all())
    zero, low, year = (
        float(chart.locator("text", has_text=re.compile(f"^{words}$")).get_attribute("y") or 0)
        for words in ("0", "-50", "2020")
    )
    assert rise < zero < fall < low < year
    page.get_by_label("画法").select_option("各自刻度")
    expect(chart.locator("text", has_text="-50")).to_be_visible()


def test_a_chart_of_nothing_says_so(open_page: Open) -> None:
    page = open_page("compare/?a=310000-kxjswyh&m=applications.carried_forward.total,applications.granted.total")
    charts = page.locator(".sr-compare-chart")
    expect(charts.nth(0)).to_contain_text("没有可以画出的数字")
    expect(charts.nth(0).locator("svg, button")).to_have_count(0)
    expect(charts.nth(1).locator("svg")).to_have_count(1)


def test_more_offices_than_are_drawn_are_told(open_page: Open, sample_site: Path) -> None:
    ids = sorted({row["agency_id"] for row in wide(sample_site)})[:10]
    page = open_page(f"compare/?a={','.join(ids)}")
    expect(page.locator(".sr-compare-legend li")).to_have_count(8)
    expect(page.locator(".sr-compare-status")).to_have_text("一次最多比较 8 家，地址里另外 2 家没有列出。")


def test_years_without_reports_are_told_and_a_span_does_not_end_before_it_begins(open_page: Open) -> None:
    page = open_page("compare/?a=350128-gwh&from=2030")
    expect(page.locator(".sr-compare-status")).to_have_text("这些年份没有收录这几家机关的报告，改列全部年份。")
    expect(page.locator(".sr-compare-view thead th")).to_have_count(8)
    page.get_by_label("到哪一年").select_option("2020")
    page.get_by_label("从哪一年").select_option("2023")
    expect(page.locator(".sr-compare-view thead th")).to_have_text(["指标、机关", "2023"])
    expect(page.get_by_label("到哪一年")).to_have_value("2023")
    page.goto("compare/?a=350128-gwh&from=2022&to=2020")
    expect(page.locator(".sr-compare-view thead th")).to_have_text(["指标、机关", "2020", "2021", "2022"])


def test_an_office_that_is_not_there_is_told(open_page: Open) -> None:
    page = open_page("compare/?a=350128-gwh")
    page.route("**/api/v1/agencies/000000-nobody.json", lambda route: route.fulfill(status=200, body="not json"))
    page.goto("compare/?a=350128-gwh,000000-nobody")
    expect(page.locator(".sr-compare-status")).to_have_text("没有这些机关的数据：000000-nobody")
    expect(page.locator(".sr-compare-legend li")).to_have_count(1)


def test_the_whole_dataset_is_there_and_can_be_taken_along(open_page: Open, sample_site: Path, tmp_path: Path) -> None:
    page = open_page("explore/")
    reports = wide(sample_site)
    expect(page.locator(".sr-explore-status")).to_have_text(f"{len(reports)} 份报告")
    rows = saved(page, page.get_by_role("button", name="存成 CSV"), tmp_path)
    expected = {row["report_id"]: row for row in reports}
    assert {row["report_id"] for row in rows} == set(expected)
    figures = [
        name for name in expected["350128-gwh-2023"] if name.startswith("applications.") and name.endswith(".total")
    ]
    assert [name for name in rows[0] if name.startswith("applications.")] == figures
    for row in rows:
        assert all(row[name] == expected[row["report_id"]][name] for name in row), row["report_id"]


def test_rows_are_filtered_sorted_and_grouped(open_page: Open, sample_site: Path, tmp_path: Path) -> None:
    page = open_page("explore/")
    page.get_by_label("筛选机关", exact=True).press_sequentially("平潭")
    expect(page.locator(".sr-explore-status")).to_contain_text("7 份报告")
    page.get_by_label("新收申请不少于", exact=True).press_sequentially("80")
    expect(page.locator(".sr-explore-status")).to_contain_text("3 份报告")
    page.locator(".tabulator-col-title", has_text="新收申请").click()
    expect(page.locator(".tabulator-row").first).to_contain_text("218")
    rows = saved(page, page.get_by_role("button", name="存成 CSV"), tmp_path)
    assert [row["year"] for row in rows] == ["2024", "2025", "2023"]
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator(".sr-explore-status")).to_have_text(f"{len(wide(sample_site))} 份报告")
    page.get_by_label("分组").select_option("province")
    expect(page.locator(".tabulator-group").first).to_contain_text("省")
    expect(page).to_have_url(re.compile(re.escape("g=province")))


def test_a_province_is_chosen_stands_in_the_address_and_is_left_again(
    open_page: Open, sample_site: Path, tmp_path: Path
) -> None:
    page = open_page("explore/?p=41")
    status, everything = page.locator(".sr-explore-status"), wide(sample_site)
    own = {row["report_id"] for row in everything if row["region_code"].startswith("41")}
    expect(status).to_have_text(f"{len(own)} 份报告")
    rows = saved(page, page.get_by_role("button", name="存成 CSV"), tmp_path)
    assert {row["report_id"] for row in rows} == own
    page.get_by_label("省份", exact=True).select_option("江苏省")
    expect(page).to_have_url(re.compile("p=32"))
    expect(status).to_have_text(f"{sum(row['region_code'].startswith('32') for row in everything)} 份报告")
    page.get_by_role("button", name="清除筛选").click()
    expect(status).to_have_text(f"{len(everything)} 份报告")
    expect(page).not_to_have_url(re.compile("p="))


def test_numbers_that_the_edge_of_the_table_cuts_fade(open_page: Open) -> None:
    page = open_page("explore/?y=2023")
    more, holder = page.locator(".tabulator.sr-beyond"), page.locator(".tabulator-tableholder")
    expect(more).to_have_count(1)
    holder.evaluate("holder => { holder.scrollLeft = holder.scrollWidth }")
    expect(more).to_have_count(0)
    holder.evaluate("holder => { holder.scrollLeft = 0 }")
    expect(more).to_have_count(1)


def test_who_refuses_most_is_one_click_away(open_page: Open, sample_site: Path) -> None:
    page = open_page("explore/")

    def refused(row: dict[str, str]) -> int:
        return sum(int(cell or 0) for name, cell in row.items() if re.match(r"applications\.refused_\w+\.total", name))

    page.locator(".tabulator-col-title", has_text="小计").first.click()
    first = page.locator(".tabulator-row").first.locator("[tabulator-field=不予公开]")
    expect(first).to_have_text(f"{max(map(refused, wide(sample_site))):,}")


def test_a_sum_with_a_doubtful_piece_is_not_told(open_page: Open) -> None:
    note = "350128-gwh-2023,applications,refused_state_secret,total,illegible,x,,1\r\n"
    page = open_page("about/")
    changed_file(page, "by-year/2023/cell_notes.csv", lambda csv: csv + note)
    page.goto("explore/?y=2023")
    page.get_by_label("筛选机关", exact=True).press_sequentially("平潭")
    expect(page.locator(".sr-explore-status")).to_contain_text("1 份报告")
    row = page.locator(".tabulator-row").first
    expect(row.locator("[tabulator-field=不予公开]")).to_have_text("")
    expect(row.locator("[tabulator-field=无法提供]")).to_have_text("31")


def test_a_group_is_opened_by_keyboard_and_is_a_row_to_a_screen_reader(open_page: Open) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page("explore/?y=2023&g=province", bypass_csp=True)
    head = page.get_by_role("row").get_by_role("button", name="河南省（3）", exact=True)
    expect(head).to_have_attribute("aria-expanded", "false")
    rows = page.locator(".tabulator-row:not(.tabulator-group)")
    expect(rows).to_have_count(0)
    head.press("Enter")
    expect(rows).to_have_count(3)
    expect(head).to_have_attribute("aria-expanded", "true")
    found = Axe().run(page, ".tabulator").response["violations"]
    assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []
    expect(head).to_be_focused()
    page.keyboard.press("Space")
    expect(rows).to_have_count(0)
    expect(head).to_be_focused()


def test_tables_and_years_can_be_chosen_and_stand_in_the_address(open_page: Open) -> None:
    page = open_page("explore/?y=2023&t=review_litigation")
    expect(page.locator(".tabulator-col-group", has_text="行政复议").first).to_be_visible()
    for i in range(3):
        expect(page.locator(".tabulator-row").nth(i).locator("[tabulator-field=year]")).to_have_text("2023")
    page.get_by_label("表", exact=True).select_option("proactive")
    expect(page.locator(".tabulator-col-group", has_text="行政许可").first).to_be_attached()
    expect(page).to_have_url(ending("?y=2023&t=proactive"))
