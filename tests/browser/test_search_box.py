"""The search box: what is found, how often, at what cost, and by which keys."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from builder.folder.digests import Digests
from builder.site import Choice, SearchRecord, Site
from builder.site import search as search_module
from builder.synth import prose
from tests.browser.conftest import Open, Server, opening, serving
from tests.sited import build_index, built, index_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
COUNT = "async query => (await srSearch(query)).total"
FIND = """async ([query, filters]) => {
  const found = await srSearch(query, filters);
  const groups = {};
  for (const group of found.groups) groups[group.name] = (await group.next(500)).map((page) => page.u);
  return { total: found.total, groups };
}"""
OFFICES = (
    "教育局",
    "财政局",
    "水利局",
    "卫生健康委员会",
    "政务服务和大数据管理局",
    "人民政府办公室",
    "公安局",
    "民政局",
)
PLACES = {
    "11": "北京市",
    "32": "江苏省淮安市洪泽区",
    "35": "福建省平潭县",
    "41": "河南省洛阳市孟津区",
    "63": "青海省西宁市",
}
YEARS = range(2019, 2024)


def records() -> list[SearchRecord]:
    """Offices of five provinces, five reports each, in the words of the fictional corpus."""
    rng = random.Random(7)
    made = []
    for province, place in PLACES.items():
        for number in range(16):
            name = f"{place[-3:]}{OFFICES[number % len(OFFICES)]}{'第二分局' if number >= len(OFFICES) else ''}"
            office = f"{province}0100-a{number}"
            choices = (Choice("region", f"{province}0000", place[:3]), Choice("kind", "department", "部门"))
            code = f"{province}0100"
            made.append(
                SearchRecord(f"agencies/{office}/", "agency", name, (place,), place, (name,), (), "", choices, code)
            )
            for year in YEARS:
                parts = (prose._PROACTIVE, prose._NO_APPLICATION, prose._MANAGEMENT, prose._PROBLEMS, prose._OTHER)
                text = "".join(prose._pick(part, rng, year=year, new=0, before=0, after=0) for part in parts)
                quality = Choice("quality", *rng.choice((("ok", "对得上"), ("problems", "有数字对不上"))))
                made.append(
                    SearchRecord(
                        url=f"reports/{office}-{year}/",
                        kind="report",
                        title=f"{name} {year} 年度报告",
                        texts=(f"{place}{name}{year}年政府信息公开工作年度报告", text),
                        place=place,
                        facts=(("新收申请", f"{number} 件"),),
                        warning="有数字对不上" if quality.value == "problems" else "",
                        choices=(Choice("year", str(year), f"{year} 年"), *choices, quality),
                        region_code=code,
                        year=year,
                    )
                )
    return made


RECORDS = records()


def plain(query: str) -> int:
    """How many records hold every run of Han characters and every number of the query."""
    runs = re.findall(r"[\u3400-\u9fff]{2,}", query)
    numbers = re.findall(r"[0-9]+", query)
    return sum(
        all(run in r.searched for run in runs) and all(n in re.findall("[0-9]+", r.searched) for n in numbers)
        for r in RECORDS
    )


def build(folder: Path, found: list[SearchRecord]) -> Path:
    """A site of one page and these records."""
    (folder / "content").mkdir()
    (folder / "content" / "index.md").write_text("# 首页\n\n文字\n", encoding="utf-8")
    build_index(index_of(found), folder / "search")
    built(
        Site(
            Digests(folder / "content"),
            folder / "site",
            folder / "cache",
            ROOT / "mkdocs.yml",
            search=folder / "search",
        )
    )
    return folder / "site"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The records in one shard for each province."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_module, "SINGLE_SHARD", 10)
        site = build(tmp_path_factory.mktemp("search"), RECORDS)
    assert {p.name for p in (site / "search").iterdir()} == {*PLACES, "runtime", "shards.json"}
    with serving(site, "/under/") as running:
        yield running


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    with opening(browser, server.address) as opened:
        opened.goto(".")
        yield opened


def test_any_substring_is_found_as_often_as_a_plain_search_finds_it(page: Page) -> None:
    rng = random.Random(3)
    runs = re.findall(r"[\u3400-\u9fff]{2,}", "\n".join(r.searched for r in RECORDS))
    queries = {"政务服务", "行政复议", "洪泽", "平潭", "公开", "条例"}
    while len(queries) < 150:
        run = rng.choice(runs)
        length = min(len(run), rng.choice((2, 2, 3, 4, 5, 7, 11)))
        start = rng.randrange(len(run) - length + 1)
        queries.add(run[start : start + length])
    # Characters that stand together nowhere must not be found either.
    signs = sorted({sign for run in runs for sign in run})
    queries |= {"".join(rng.choices(signs, k=2)) for _ in range(30)}
    wrong = [(q, found, plain(q)) for q in sorted(queries) if (found := page.evaluate(COUNT, q)) != plain(q)]
    assert wrong == []


def test_one_shard_finds_the_same(browser: Browser, tmp_path: Path) -> None:
    site = build(tmp_path, RECORDS)
    assert {p.name for p in (site / "search").iterdir()} == {"all", "runtime", "shards.json"}
    with serving(site) as running, opening(browser, running.address) as opened:
        opened.goto(".")
        for query in ("政务服务", "洪泽", "平潭 2023", "栏目", "2021"):
            assert opened.evaluate(COUNT, query) == plain(query), query


@pytest.mark.parametrize("query", ["平潭 2023", "2021年 水利局", "洪泽区，2020！", "  教育局2019年 ", "２０２２ 孟津"])
def test_mixed_queries_need_all_their_parts(page: Page, query: str) -> None:
    import unicodedata

    expected = plain(unicodedata.normalize("NFKC", query))
    assert expected
    assert page.evaluate(COUNT, query) == expected


@pytest.mark.parametrize(
    ("query", "office"),
    [("ptxjyj", "平潭县教育局"), ("pingtanxian", "平潭县"), ("MJQ", "孟津区"), ("shuiliju", "水利局")],
)
def test_offices_are_found_by_pinyin_and_initials(page: Page, query: str, office: str) -> None:
    found = page.evaluate(FIND, [query, {}])
    urls = {r.url for r in RECORDS if r.kind == "agency" and office in r.title}
    assert urls
    assert set(found["groups"]["agency"]) == urls


@pytest.mark.parametrize("query", ["zzzz", "ptxq", "教", "？！", "没有这样的话"])
def test_nothing_is_found_where_nothing_is(page: Page, query: str) -> None:
    assert page.evaluate(COUNT, query) == 0


@pytest.mark.parametrize(
    "filters",
    [
        {"year": "2021"},
        {"region": "350000"},
        {"quality": "problems"},
        {"year": "2022", "region": "320000", "quality": "ok"},
    ],
)
def test_filters_keep_what_fits(page: Page, filters: dict[str, str]) -> None:
    found = page.evaluate(FIND, ["教育局", filters])
    fits = {
        r.url for r in RECORDS if "教育局" in r.searched and filters.items() <= {(c.name, c.value) for c in r.choices}
    }
    assert fits
    assert found["total"] == len(fits)
    assert {url for urls in found["groups"].values() for url in urls} == fits


def test_offices_come_first_and_reports_from_the_newest_year_on(page: Page) -> None:
    found = page.evaluate(FIND, ["水利局", {}])["groups"]
    assert list(found)[:2] == ["agency", "report"]
    years = [int(url.rstrip("/")[-4:]) for url in found["report"]]
    assert years == sorted(years, reverse=True)
    assert set(years) == set(YEARS)


@pytest.mark.parametrize("place", [place[-3:] for place in PLACES.values()])
def test_an_office_called_as_the_query_is_first_and_so_is_its_report_of_that_year(page: Page, place: str) -> None:
    found = page.evaluate(FIND, [f"{place}教育局", {}])["groups"]
    called = next(r.url for r in RECORDS if r.title == f"{place}教育局")
    assert len(found["agency"]) == 2 and found["agency"][0] == called
    report = called.replace("agencies", "reports").removesuffix("/") + "-2021/"
    for year in ("2021", " 2021 年政府信息公开工作年度报告", "２０２１年年报"):
        query = f"{place}教育局{year}"
        told = page.evaluate(FIND, [query, {}])
        assert told["groups"]["report"][0] == report, query
        assert told["total"] == sum(map(len, told["groups"].values()))


def test_a_query_is_paid_for_once(page: Page, server: Server) -> None:
    def cost(query: str) -> int:
        before = sum(server.sent.values())
        page.evaluate(FIND.replace("500", "8"), [query, {}])
        return sum(server.sent.values()) - before

    server.sent.clear()
    first = cost("政府信息公开")
    assert 0 < first <= 300_000
    assert cost("政府信息公开") == 0
    assert cost("栏目") <= 60_000


def test_typing_shows_results_with_their_facts_and_arrows_walk_through_them(page: Page) -> None:
    page.keyboard.press("/")
    box = page.locator(".md-search__input")
    expect(box).to_be_focused()
    page.keyboard.type("平潭县教育局")
    first = page.locator(".sr-hit").first
    first.wait_for()
    expect(first.locator("b")).to_have_text("平潭县教育局")
    expect(first.locator("mark").first).to_have_text("平潭县教育局")
    page.get_by_text("共 12 条").wait_for()
    report = page.locator(".sr-hit", has_text="平潭县教育局 2023 年度报告")
    expect(report).to_contain_text("新收申请 0 件")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    assert first.get_attribute("href") == page.url + "agencies/350100-a0/"
    page.keyboard.press("Escape")
    expect(page.locator(".sr-hit").first).to_be_hidden()


def test_words_of_the_text_are_shown_around_the_hit(page: Page) -> None:
    page.goto("?q=交织在一起的词")
    page.get_by_text("没有找到“交织在一起的词”。").wait_for()
    expect(page.locator(".sr-hints li")).to_have_count(3)
    page.get_by_text("在它自己的页面上：只搜机关名称").wait_for()
    word = re.search(r"[\u3400-\u9fff]{4}", next(r.texts[1] for r in RECORDS if r.kind == "report"))
    assert word
    page.goto(f"?q={word[0]}")
    hit = page.locator(".sr-hit p").first
    hit.wait_for()
    expect(hit).to_contain_text(word[0])
    expect(hit).not_to_contain_text(re.compile("[␣⁂]"))


def test_more_results_come_on_demand(page: Page) -> None:
    page.goto("?q=政府信息公开工作年度报告")
    page.get_by_text(f"共 {len(PLACES) * 16 * len(YEARS)} 条").wait_for()
    expect(page.locator(".sr-hit")).to_have_count(8)
    page.locator(".sr-more").click()
    expect(page.locator(".sr-hit")).to_have_count(24)
    expect(page.locator(".sr-hit").nth(8)).to_be_focused()


def test_each_group_tells_how_many_more_it_has(page: Page) -> None:
    page.goto("?q=水利局")
    reports = len(YEARS) * 2 * len(PLACES)
    page.get_by_text(f"共 {reports + 2 * len(PLACES)} 条").wait_for()
    offices, annual = page.locator("#sr-search-list section").all()
    expect(offices.locator(".sr-more")).to_have_text(f"再看一些（还有 {2 * len(PLACES) - 3} 条）")
    expect(annual.locator(".sr-more")).to_have_text(f"再看一些（还有 {reports - 8} 条）")
    offices.locator(".sr-more").click()
    expect(offices.locator(".sr-hit")).to_have_count(2 * len(PLACES))
    expect(offices.locator(".sr-more")).to_have_count(0)
    expect(annual.locator(".sr-more")).to_be_visible()


def test_a_filter_is_chosen_and_taken_back(page: Page) -> None:
    page.goto("?q=洪泽区教育局")
    page.get_by_text("共 12 条").wait_for()
    page.get_by_label("全部年度").select_option("2020")
    page.get_by_text("共 2 条").wait_for()
    page.get_by_label("全部地区").select_option("350000")
    page.get_by_text("没有找到“洪泽区教育局”。").wait_for()
    page.get_by_role("button", name="去掉筛选条件").click()
    page.get_by_text("共 12 条").wait_for()


def test_hostile_records_come_out_as_text(browser: Browser, tmp_path: Path) -> None:
    words = "<img src=x onerror=alert(1)> {{ x }} ___PAGEFIND_WEIGHT___9 恶意文字 </script>"
    found = [
        SearchRecord(
            "x/",
            "agency",
            words,
            (words,),
            words,
            (words,),
            ((words, words),),
            words,
            (Choice("kind", "a,b:c", words),),
        )
    ]
    with serving(build(tmp_path, found)) as running, opening(browser, running.address) as page:
        page.goto("?q=恶意文字")
        hit = page.locator(".sr-hit")
        hit.wait_for()
        assert hit.locator("b").inner_text() == words
        assert page.locator(".md-search img").count() == 0


def test_a_site_without_an_index_says_so(browser: Browser, tmp_path: Path) -> None:
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config

    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.md").write_text("# 首页\n", encoding="utf-8")
    mkdocs_build(
        load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(tmp_path / "content"), site_dir=str(tmp_path / "site"))
    )
    with serving(tmp_path / "site") as running:
        context = browser.new_context(base_url=running.address)
        page = context.new_page()
        page.goto("?q=洪泽")
        page.get_by_text("这里没有搜索索引").wait_for()
        context.close()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("政务服务", "政务服务"),
        ("洪泽", "淮安市洪泽区人民政府"),
        ("平潭 2023", "平潭综合实验区管委会 2023 年度报告"),
        ("行政复议", "行政复议"),
        ("数据字典", "数据字典"),
        ("数据质量", "数据质量"),
        ("下载", "下载"),
        ("撤下页面", "关于"),
        ("data dictionary", "Data dictionary"),
    ],
)
def test_the_sample_site_is_searched_in_chinese(open_page: Open, query: str, title: str) -> None:
    page = open_page("reports/350128-gwh-2024/")
    page.keyboard.press("/")
    page.keyboard.type(query)
    page.locator(".sr-hit b", has_text=title).first.wait_for()


@pytest.mark.parametrize(
    ("query", "groups", "first"),
    [
        ("沭阳县", ["agency", "region"], ["agencies/321322-rmzf/", "regions/321322/"]),
        ("江苏省宿迁市", ["agency", "region"], ["agencies/321300-rmzf/", "regions/321300/"]),
        ("平潭县政府", ["agency"], ["agencies/350128-gwh/"]),
        ("上海市", ["region"], ["regions/310000/"]),
        ("宿迁市人民政府 2023", ["report"], ["reports/321300-rmzf-2023/"]),
        ("平潭县政府2023年年报", ["report"], ["reports/350128-gwh-2023/"]),
        ("2024", ["page"], ["years/2024/"]),
        ("下载", ["page"], ["downloads/"]),
        ("重复申请", ["page"], ["metrics/not_processed_duplicate/"]),
        ("不予处理", ["page"], ["metrics/"]),
    ],
)
def test_what_is_called_as_the_whole_query_is_first(
    open_page: Open, query: str, groups: list[str], first: list[str]
) -> None:
    page = open_page()
    order = "async query => (await srSearch(query)).groups.filter((group) => group.size).map((group) => group.name)"
    assert page.evaluate(order, query)[: len(groups)] == groups
    found = page.evaluate(FIND, [query, {}])["groups"]
    assert [found[group][0] for group in groups] == first


def rows(site: Path, name: str) -> list[dict[str, str]]:
    text = (site / "data" / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sample_texts(site: Path) -> dict[str, list[str]]:
    """What the downloads say of each report and each office, line by line, by its page's address."""
    names = {row["region_code"]: row for row in rows(site, "regions")}
    found: dict[str, list[str]] = {}
    for row in rows(site, "agencies"):
        region, place = names.get(row["region_code"]), ""
        while region is not None:
            place = region["region"] + place
            region = names.get(region["parent_region_code"])
        found[f"agencies/{row['agency_id']}/"] = [row["agency"], *row["aliases"].split(";"), place]
    for row in rows(site, "reports"):
        found[f"reports/{row['report_id']}/"] = [f"{row['agency']} {row['year']} 年度报告", row["title"]]
    for row in rows(site, "narratives"):
        found[f"reports/{row['report_id']}/"] += row["text"].removeprefix("'").splitlines()
    return found


def test_substrings_of_the_sample_are_found_on_exactly_the_pages_that_have_them(
    open_page: Open, sample_site: Path
) -> None:
    texts = sample_texts(sample_site)
    rng = random.Random(11)
    runs = sorted({run for lines in texts.values() for run in re.findall(r"[\u3400-\u9fff]{2,}", "\n".join(lines))})
    queries = set()
    while len(queries) < 200:
        run = rng.choice(runs)
        length = min(len(run), rng.choice((2, 2, 2, 3, 4, 6, 9)))
        start = rng.randrange(len(run) - length + 1)
        queries.add(run[start : start + length])
    page = open_page("about/")
    wrong = []
    for query in sorted(queries):
        expected = {url for url, lines in texts.items() if any(query in line for line in lines)}
        groups = page.evaluate(FIND, [query, {}])["groups"]
        found = [*groups.get("agency", ()), *groups.get("report", ())]
        if len(found) != len(set(found)) or set(found) != expected:
            wrong.append((query, sorted(set(found) ^ expected)))
    assert wrong == []


def test_results_of_the_sample_are_grouped_with_their_figures_and_doubts(open_page: Open) -> None:
    page = open_page("?q=平潭综合实验区管委会")
    expect(page.locator(".sr-search-group")).to_have_text(["机关", "年度报告"])
    office = page.locator(".sr-hit").first
    expect(office).to_contain_text("2019–2025")
    report = page.locator(".sr-hit", has_text="2023 年度报告")
    for fact in ("新收申请 81 件", "办结 81 件", "予以公开 22 件", "有数字对不上"):
        expect(report).to_contain_text(fact)
    page.get_by_label("全部情况").select_option("ok")
    page.get_by_label("全部年度").select_option("2021")
    expect(page.locator(".sr-hit b")).to_have_text(["平潭综合实验区管委会 2021 年度报告"])


@pytest.mark.parametrize("query", ["ptzhsyqgwh", "pingtan", "PTZH", "pingtanzonghe"])
def test_an_office_of_the_sample_is_found_by_its_pinyin(open_page: Open, query: str) -> None:
    page = open_page(f"?q={query}")
    expect(page.locator(".sr-hit b").first).to_have_text("平潭综合实验区管委会")
