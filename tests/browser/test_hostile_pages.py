"""Reports that try to be more than text, in a real browser: pages, charts, compare, explore and search stay calm.

Every page is opened by ``opening``, which fails on any console error: a script that the policy stopped would be one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import hostile
from tests.browser.conftest import opening, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Visit = Callable[[str], "Page"]
AGENCY = "agencies/990101-evil/"


@pytest.fixture(scope="module")
def address(hostile_site: Path) -> Iterator[str]:
    with serving(hostile_site, "/under/here/") as server:
        yield server.address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens pages of the hostile site; at the end none of them may have been hurt."""
    dialogs: list[str] = []
    with opening(browser, address) as page:
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

        def go(path: str) -> Page:
            page.goto(path or ".")
            page.wait_for_load_state("networkidle")
            unhurt(page)
            return page

        yield go
        unhurt(page)
    assert dialogs == []


def unhurt(page: Page) -> None:
    assert page.evaluate("window.hurt") is None
    assert page.evaluate("document.querySelectorAll('.hurt, [onerror], [onload]').length") == 0
    assert page.evaluate("[...document.querySelectorAll('[href^=\"javascript:\" i]')].length") == 0


@pytest.mark.parametrize(
    "path",
    ["", f"reports/{hostile.REPORT}/", AGENCY, "regions/990101/", "years/2023/", "metrics/new_received/",
     "quality/files/", "quality/agencies/", "updates/", "agencies/county-department/"],
)  # fmt: skip
def test_pages_stay_calm(visit: Visit, path: str) -> None:
    page = visit(path)
    for link in page.locator("details summary").all():
        link.click()
    unhurt(page)


def test_charts_and_their_tooltips_have_the_name_as_text(visit: Visit) -> None:
    page = visit(f"reports/{hostile.REPORT}/")
    page.locator("figure#c-outcomes").scroll_into_view_if_needed()
    page.locator("figure#c-outcomes[data-drawn]").wait_for()
    box = page.locator("figure#c-outcomes .sr-stage svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 80, box["y"] + 44)
    expect(page.locator("#vg-tooltip-element.visible")).to_contain_text("部分公开")
    with page.expect_download() as waiting:
        page.locator("figure#c-outcomes .sr-tools button", has_text="SVG").click()
    picture = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "&lt;img src=x" in picture
    assert "<img" not in picture
    assert "/" not in waiting.value.suggested_filename
    assert "<" not in waiting.value.suggested_filename


def test_compare_shows_the_name(visit: Visit) -> None:
    page = visit("compare/?a=990101-evil,990101-other")
    expect(page.locator(".sr-compare-legend")).to_contain_text(hostile.NAME)
    expect(page.locator(".sr-compare-legend")).to_contain_text(hostile.OTHER)
    expect(page.locator(".sr-compare-view td").first).to_be_visible()
    page.get_by_role("combobox", name="添加机关").fill("云溪县")
    expect(page.get_by_role("listbox")).to_contain_text(hostile.NAME)


def test_what_an_address_brings_into_compare_stays_text(visit: Visit) -> None:
    page = visit("compare/")
    page.route("**/api/v1/agencies/**", lambda route: route.fulfill(status=200, body="no json"))
    page.goto(f"compare/?a={hostile.TAG.replace(' ', '%20')}&m={hostile.TAG.replace(' ', '%20')}.b.c")
    expect(page.locator(".sr-compare-status")).to_contain_text(hostile.TAG)


def test_explore_shows_and_filters_the_name(visit: Visit) -> None:
    page = visit("explore/")
    expect(page.locator(".tabulator-row").first).to_be_visible()
    expect(page.locator(".tabulator-tableholder")).to_contain_text(hostile.NAME)
    page.get_by_label("筛选机关", exact=True).press_sequentially("<img")
    expect(page.locator(".sr-explore-status")).to_contain_text("2 份报告")
    page.get_by_label("分组").select_option("agency")
    expect(page.locator(".tabulator-group").first).to_contain_text(hostile.TAG)


@pytest.mark.parametrize(("query", "shown"), [("云溪县", hostile.NAME), ("云溪县财政局", hostile.OTHER)])
def test_search_results_have_the_name(visit: Visit, query: str, shown: str) -> None:
    page = visit("")
    page.keyboard.press("/")
    page.keyboard.type(query)
    page.locator(".sr-hit b", has_text=shown).first.wait_for()
    expect(page.locator(".md-search__scrollwrap")).to_contain_text("2023")


def test_search_shows_the_prose_around_a_hit(visit: Visit) -> None:
    page = visit("")
    page.keyboard.press("/")
    page.keyboard.type("甲乙丙")
    expect(page.locator(".sr-hit p").first).to_contain_text("><b class=hurt>粗</b>--> 甲乙丙 title: 假")
    page.locator(".md-search__input").fill("<img src=x onerror=alert(1)>没有")
    expect(page.locator(".md-search [role=status]")).to_contain_text("<img src=x onerror=alert(1)>没有")
