"""Every kind of page of the sample site in a real browser: quiet, reachable by keyboard, readable by everyone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Server, ending, opening, serving, until
from tests.screenshots import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PROGRAMS = ("compare", "explore")
# Targets of 24 px came with WCAG 2.2; axe looks for them only when asked.
TARGETS = {"rules": {"target-size": {"enabled": True}}}


def settle(page: Page) -> None:
    """Wait until the page's programs have drawn what they draw at once."""
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_others_and_reports_no_error(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name])
    settle(page)
    page.keyboard.press("End")
    settle(page)
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_light_and_dark(open_page: Open, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(PAGES[name], color_scheme="light", reduced_motion="reduce")
    settle(page)
    axe = Axe()
    # Targets of 24 px are of WCAG 2.2 and off by default.
    found = [
        ("light", *told) for told in _violations(axe.run(page, options={"rules": {"target-size": {"enabled": True}}}))
    ]
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    contrast: dict[str, Any] = {"runOnly": ["color-contrast", "link-in-text-block"]}
    found += [("dark", *told) for told in _violations(axe.run(page, options=contrast))]
    assert found == []


@pytest.mark.parametrize("query", ["平潭 2023", "没有这样的话"])
def test_axe_finds_nothing_in_the_results_of_a_search(open_page: Open, query: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(f"about/?q={query}", reduced_motion="reduce")
    page.locator(".sr-hit, .sr-hints").first.wait_for()
    for scheme in ("default", "slate"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        found = _violations(Axe().run(page, ".md-search", TARGETS))
        assert found == [], scheme


def _violations(results: Any) -> list[tuple[str, str, str]]:
    return [
        (rule["id"], node["target"][0] if node["target"] else "", node["html"][:160])
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_and_a_window_at_200_percent(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name], viewport=PHONE)
    settle(page)
    for width in (390, 640):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_totals_and_years_without_scrolling(open_page: Open) -> None:
    page = open_page(PAGES["report"], viewport=PHONE)
    table = page.locator(".sr-applications").first
    for row, value in ((table.locator("tbody tr").first, "81"), (table.locator("tr", has_text="（七）总计"), "81")):
        total = row.locator("td").nth(-2)
        expect(total).to_have_text(value)
        box = total.bounding_box()
        assert box
        assert box["x"] + box["width"] <= PHONE["width"]
    # Scrolled to its end the total is where the form has it, beside the line of the source.
    page.locator(".sr-scroll", has=table).first.evaluate("box => box.scrollLeft = box.scrollWidth")
    row = table.locator("tbody tr").first
    total, line = row.locator("td").nth(-2).bounding_box(), row.locator("td").nth(-1).bounding_box()
    assert total
    assert line
    assert abs(total["x"] + total["width"] - line["x"]) <= 1
    page.goto(PAGES["agency"])
    years = page.locator(".sr-scroll", has=page.locator(".sr-years"))
    assert years.evaluate("box => box.scrollWidth <= box.clientWidth")
    page.goto("years/")
    for link in page.locator("tbody th a").all():
        assert link.evaluate("a => a.getClientRects().length") == 1, "a year is one word"


def test_the_ways_down_a_long_page_stand_where_the_contents_do_not(open_page: Open) -> None:
    page = open_page("dictionary/", viewport=PHONE)
    jump = page.get_by_role("link", name="applications.csv")
    expect(jump).to_be_visible()
    jump.click()
    expect(page).to_have_url(ending("#t-applications"))
    page.set_viewport_size(DESKTOP)
    expect(jump).to_be_hidden()


@pytest.mark.parametrize("name", [name for name in PAGES if name not in PROGRAMS])
def test_without_javascript_everything_is_there(browser: Browser, served: Server, name: str) -> None:
    with opening(browser, served.address, java_script_enabled=False) as page:
        page.goto(PAGES[name] or ".")
        assert page.locator("article").inner_text().strip()
        assert page.locator(".md-search").is_hidden()
        assert page.locator(".sr-search-open").count() == 0 or page.locator(".sr-search-open").first.is_hidden()
        assert page.locator(".md-tabs__link").first.is_visible()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_says_what_to_do_without_javascript(browser: Browser, served: Server, name: str) -> None:
    with opening(browser, served.address, java_script_enabled=False) as page:
        page.goto(PAGES[name])
        assert "JavaScript" in page.locator("article").inner_text()


def test_palette_is_chosen_kept_and_set_before_anything_is_drawn(open_page: Open) -> None:
    page = open_page("about/", color_scheme="light")
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.get_by_title("切换为深色").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.route("**/bundle*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("dictionary/")
    assert body.get_attribute("data-md-color-scheme") == "slate"


def test_a_dark_system_gets_a_dark_page_at_once(open_page: Open) -> None:
    page = open_page("about/", color_scheme="dark")
    assert page.evaluate("document.body.getAttribute('data-md-color-scheme')") == "slate"
    expect(page.get_by_title("切换为浅色")).to_be_visible()


def test_a_phone_opens_the_navigation_by_keyboard(open_page: Open) -> None:
    page = open_page("about/", viewport=PHONE, reduced_motion="reduce")
    page.get_by_role("button", name="导航栏").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".md-nav--primary .md-nav__link", has_text="数据质量")).to_be_in_viewport()
    expect(page.locator("#__drawer")).to_be_checked()


def test_a_phone_opens_the_search_by_touch_and_by_keyboard(open_page: Open) -> None:
    page = open_page("about/", viewport=PHONE, has_touch=True, reduced_motion="reduce")
    page.locator(".sr-search-button").tap()
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.type("洪泽")
    page.locator(".sr-hit").first.wait_for()
    page.keyboard.press("Escape")
    page.locator(".sr-search-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".md-search__input")).to_be_focused()


def test_the_way_through_a_page_by_keyboard_begins_with_its_content(open_page: Open) -> None:
    page = open_page("reports/350128-gwh-2023/")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('article') !== null"):
            break
        assert page.evaluate(
            """() => {
              const at = document.activeElement.getBoundingClientRect();
              return document.activeElement.type === "radio" || (at.width > 0 && at.height > 0);
            }"""
        ), page.evaluate("document.activeElement.outerHTML")
    else:
        pytest.fail("the content is not reached")


def test_targets_of_the_shell_are_large_enough(open_page: Open) -> None:
    page = open_page("reports/350128-gwh-2023/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("header :is(a, button, label), .md-tabs a, .sr-path a, footer a")]
          .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
          .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
    )
    assert small == []


def test_breadcrumbs_lead_up(open_page: Open) -> None:
    page = open_page("reports/350128-gwh-2023/")
    page.locator(".sr-path a", has_text="福建省").click()
    expect(page.locator("h1")).to_contain_text("福建省")
    page.locator(".sr-path a", has_text="首页").click()
    expect(page.locator("[data-sr-kind=home]")).to_have_count(1)


def test_an_error_is_reported_with_page_report_and_place(open_page: Open) -> None:
    page = open_page("reports/350128-gwh-2023/#applications")
    page.locator(".sr-report-error").click()
    page.wait_for_url("**/about/?**")
    for part in ("/reports/350128-gwh-2023/", "350128-gwh-2023", "applications"):
        expect(page.locator("#errors + .sr-told")).to_contain_text(part)


def test_an_address_cannot_write_markup_into_the_page_on_errors(open_page: Open) -> None:
    page = open_page("about/?page=<img src=x onerror=alert(1)>&report=<b>x</b>#errors")
    expect(page.locator(".sr-told")).to_contain_text("<b>x</b>")
    assert page.locator(".sr-told img, .sr-told b").count() == 0


def test_a_wrong_address_offers_the_search(browser: Browser, served: Server) -> None:
    # Without site_url the page of last resort takes the host's root for the site's, so it is served there.
    folder = served.RequestHandlerClass.keywords["directory"]  # type: ignore[attr-defined]
    with serving(folder) as at_root, browser.new_context(base_url=at_root.address) as context:
        page = context.new_page()
        page.goto("no/such/page/")
        expect(page.locator("h1")).to_have_text("找不到这一页")
        page.locator("article .sr-search-open").click()
        expect(page.locator(".md-search__input")).to_be_focused()
        page.keyboard.type("洪泽")
        page.locator(".sr-hit").first.click()
        page.wait_for_url("**/agencies/**")


@pytest.mark.parametrize("path", ["dictionary/", "en/dictionary/"])
def test_tables_of_words_are_cards_on_a_phone(open_page: Open, path: str) -> None:
    page = open_page(path, viewport=PHONE)
    tables = page.locator(".sr-scroll:has(.sr-cards)")
    assert tables.count() > 10
    assert all(table.evaluate("e => e.scrollWidth <= e.clientWidth") for table in tables.all())
    assert page.get_by_role("rowheader", name="new_received").count() == 1, "a card is still a row of a table"


@pytest.mark.parametrize("path", ["api/", "en/api/"])
def test_an_address_breaks_on_a_phone_where_its_page_says_so(open_page: Open, path: str) -> None:
    page = open_page(path, viewport=PHONE)
    tables = page.locator("article table")
    assert all(table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth") for table in tables.all())
    lines = tables.first.locator("tr td:first-child code").evaluate_all(
        "all => all.map(e => [e.textContent, e.getClientRects().length - e.querySelectorAll('wbr').length])"
    )
    assert len(lines) > 10
    assert [address for address, more in lines if more > 1] == []


def test_the_heads_of_a_list_break_on_a_phone_between_words(open_page: Open) -> None:
    page = open_page("quality/agencies/", viewport=PHONE)
    lines = page.locator("thead th button").evaluate_all(
        """all => all.flatMap(e => [...e.childNodes]).filter(n => n.nodeType === Node.TEXT_NODE).map(n => {
          const range = document.createRange();
          range.selectNode(n);
          return [n.data, range.getClientRects().length];
        })"""
    )
    assert len(lines) == 8
    assert [word for word, count in lines if count > 1] == []


def test_the_state_of_a_report_breaks_on_a_phone_in_its_middle(open_page: Open) -> None:
    page = open_page("agencies/410308-zwfwdsj/", viewport=PHONE)
    widths = page.locator(".sr-years td", has_text="没有收录").first.evaluate(
        "e => { const r = new Range(); r.selectNodeContents(e); return Array.from(r.getClientRects(), l => l.width); }"
    )
    assert max(widths) - min(widths) < 1, "not one character on a line of its own"


def test_english_pages_are_english(open_page: Open) -> None:
    page = open_page("en/")
    root = page.locator("html")
    expect(root).to_have_attribute("lang", "en")
    assert page.locator(".md-tabs").inner_text().split() == ["Home", "Data", "dictionary", "Downloads", "API", "About"]
    page.get_by_role("link", name="中文").click()
    expect(root).to_have_attribute("lang", "zh")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(ending("/en/"))


def test_readers_of_english_are_shown_how_to_search(open_page: Open) -> None:
    page = open_page("en/")
    page.locator("article .sr-search-open").click()
    expect(page.locator(".md-search__input")).to_be_focused()
    expect(page.locator(".md-search [role=status]")).to_contain_text("pinyin")
    page.keyboard.type("pingtan")
    expect(page.locator(".sr-hit b").first).to_have_text("平潭综合实验区管委会")


@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("path", ["", "compare/", "explore/", "reports/350128-gwh-2023/", "404.html"])
def test_header_page_and_footer_share_their_edges(browser: Browser, sample_site: Path, path: str, width: int) -> None:
    with serving(sample_site) as at_root, browser.new_context(base_url=at_root.address) as context:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        lefts = [page.locator(part).first.bounding_box() for part in (".md-logo", "h1", ".sr-footer")]
        assert len({round(box["x"]) for box in lefts if box}) == 1
        whole = [".md-search__form", ".sr-footer"]
        if not page.locator(".md-sidebar--secondary li").count():
            whole.append("h1")
        rights = [page.locator(part).first.bounding_box() for part in whole]
        assert len({round(box["x"] + box["width"]) for box in rights if box}) == 1


def test_paper_shows_the_page_and_nothing_around_it(open_page: Open) -> None:
    page = open_page("reports/350128-gwh-2023/")
    page.emulate_media(media="print")
    for part in (".md-header", ".md-tabs", ".md-sidebar--secondary", ".sr-path"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("article table.sr-form").first).to_be_visible()


@pytest.mark.parametrize("programs", [True, False])
def test_from_a_question_to_the_line_of_the_original(open_page: Open, programs: bool) -> None:
    page = open_page("reports/350128-gwh-2023/", java_script_enabled=programs)
    why = page.locator(".sr-reasons tr", has_text="属于行政查询事项")
    assert why.locator("td").inner_text() == "2"
    line = page.locator("#L42")
    expect(line).to_be_hidden()
    why.get_by_role("link").click()
    expect(line).to_be_visible()
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("属于行政查询事项 | 2")
    page.locator(".sr-keys").get_by_role("link", name="81").first.click()
    expect(page.locator("#L31")).to_be_in_viewport()


def test_a_report_on_paper_is_whole(open_page: Open) -> None:
    import pypdfium2

    page = open_page("reports/350128-gwh-2023/", java_script_enabled=False)
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as paper:
        told = "".join("".join(sheet.get_textpage().get_text_range() for sheet in paper).split())
    # Twice: in the table that is folded on a screen, without the short one, and as its line of the source.
    assert told.count("5.要求行政机关确认或重新出具已获取信息") == 2
    assert told.count("结转下年度继续办理") == 2
    assert "逐行对照：表格各行在来源文件里的样子" in told
    assert "https://www.pingtan.gov.cn/" in told
    assert "@techreport{350128-gwh-2023" in told
    assert "本报告CSV" not in told


@pytest.mark.parametrize("name", ["report", "report-2019", "agency", "year", "quality"])
def test_nothing_is_cut_off_on_paper(open_page: Open, name: str) -> None:
    sheet = {"width": 680, "height": 1000}
    page = open_page(PAGES[name], viewport=sheet)
    page.emulate_media(media="print")
    wide = "[...document.querySelectorAll('article *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert page.evaluate(f"{wide}.map(e => e.outerHTML.slice(0, 80))") == []
    printed = page.locator(".sr-printed")
    expect(printed).to_have_text(f"阳光年报 · {page.url}")
    expect(printed).to_be_visible()


def test_a_first_visit_is_light(browser: Browser, served: Server) -> None:
    import gzip

    folder = Path(served.RequestHandlerClass.keywords["directory"])  # type: ignore[attr-defined]
    with opening(browser, served.address) as page:
        paths: list[str] = []
        page.on("request", lambda request: paths.append(request.url))
        page.goto("reports/320813-rmzf-2023/")
        page.wait_for_load_state("networkidle")
        names = {path.removeprefix(served.address).partition("?")[0].partition("#")[0] for path in paths}
        files = [folder / name if not name.endswith("/") else folder / name / "index.html" for name in names]
        sent = sum(len(gzip.compress(f.read_bytes(), 6)) for f in files if "charts" not in f.as_posix())
    assert sent <= 300_000
    assert (folder / "reports/320813-rmzf-2023/index.html").stat().st_size <= 60_000


def test_the_skip_link_leads_past_the_header(open_page: Open) -> None:
    page = open_page("reports/350128-gwh-2023/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(ending("#top"))
    page.keyboard.press("Tab")
    until(page, "document.activeElement.closest('article') !== null")


def test_a_wide_table_is_scrolled_and_a_fold_opened_by_keyboard(open_page: Open) -> None:
    page = open_page("reports/350128-gwh-2023/", viewport=PHONE, reduced_motion="reduce")
    region = page.get_by_role("region", name="收到和处理政府信息公开申请情况，可左右滚动")
    region.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    until(page, "document.activeElement.scrollLeft > 0")
    page.keyboard.press("Tab")
    until(page, "document.activeElement.matches('.sr-scroll a')")
    fold = page.locator("details.sr-lines")
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold.locator("li").first).to_be_visible()


def test_a_drawn_chart_and_its_buttons_have_a_name_to_be_heard(open_page: Open) -> None:
    page = open_page("reports/350128-gwh-2023/")
    until(page, "() => document.querySelector('.sr-chart').dataset.drawn === ''")
    chart = page.get_by_role("figure", name="申请怎样了结")
    expect(chart.get_by_role("img", name="申请怎样了结，单位：件", exact=True)).to_be_visible()
    expect(chart.get_by_role("button", name="下载这张图：申请怎样了结 SVG")).to_be_visible()
    expect(page.get_by_role("link", name="跳到正文")).to_have_count(1)
    expect(page.get_by_role("navigation", name="主要页面")).to_be_visible()


@pytest.mark.parametrize("path", ["about/", "agencies/350128-gwh/"])
def test_who_wants_less_motion_gets_none(open_page: Open, path: str) -> None:
    page = open_page(path, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap((e) => {
          const style = getComputedStyle(e);
          const times = `${style.transitionDuration},${style.animationDuration}`.split(",").map(parseFloat);
          const longest = Math.max(...times);
          return longest > 0.001 || style.scrollBehavior === "smooth" ? [e.outerHTML.slice(0, 80)] : [];
        })"""
    )
    assert moving == []


def test_a_page_that_is_not_there_is_reported_with_the_address_asked_for(browser: Browser, sample_site: Path) -> None:
    with serving(sample_site) as at_root, browser.new_context(base_url=at_root.address) as context:
        page = context.new_page()
        page.goto("reports/no-such-2023/")
        page.locator(".sr-report-error").click()
        page.wait_for_url("**/about/?**")
        expect(page.locator(".sr-told")).to_contain_text("/reports/no-such-2023/")


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_paper_gets_every_table_and_chart_in_dark_ink(open_page: Open, palette: Literal["light", "dark"]) -> None:
    page = open_page("agencies/350128-gwh/", color_scheme=palette)
    page.locator("figure[data-chart]").first.scroll_into_view_if_needed()
    page.locator("figure[data-drawn]").first.wait_for()
    page.emulate_media(media="print")
    figures = page.locator("figure[data-chart]")
    assert figures.count() > 3
    for figure in figures.all():
        expect(figure.locator(".sr-plot > svg")).to_be_visible()
        expect(figure.locator(".sr-source")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('article p')).color") == "rgb(29, 33, 37)"
    assert page.locator(".sr-tools:visible, .md-footer a.sr-report-error:visible, summary:visible").count() == 0


def test_the_charts_of_the_benchmark_are_as_wide_as_others(open_page: Open) -> None:
    page = open_page("benchmark/")
    drawings = page.locator("figure .sr-plot > svg")
    assert drawings.count() == 2
    for drawing in drawings.all():
        box = drawing.bounding_box()
        assert box
        assert box["width"] > 300
