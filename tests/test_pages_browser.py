"""Charts in a real browser, under the site's own policy: drawn, taken along, and there without JavaScript."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from playwright.sync_api import expect

from builder.charts import write_specs
from tests.browser.conftest import until
from tests.paged import write_content

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AGENCY, REPORT = "agencies/990101-caizheng/", "reports/990101-caizheng-2023/"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Tests need no access log."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that plain MkDocs built from the made-up collection, served under a sub-path."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    folder = tmp_path_factory.mktemp("site")
    write_content(folder / "content")
    write_specs(folder / "content" / "assets" / "charts")
    (folder / "content" / "about.md").write_text(Path("content/about.md").read_text("utf-8"), encoding="utf-8")
    config = folder / "mkdocs.yml"
    settings = {"INHERIT": str(Path("mkdocs.yml").resolve()), "docs_dir": "content", "site_dir": "served/under/here"}
    theme = {"custom_dir": str(Path("site_overrides").resolve())}
    quiet = {"nav": {"omitted_files": "ignore", "not_found": "ignore"}, "links": {"not_found": "ignore"}}
    config.write_text(yaml.safe_dump({**settings, "theme": theme, "validation": quiet}), encoding="utf-8")
    build(load_config(str(config)))
    handler = functools.partial(_Quiet, directory=str(folder / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/under/here/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails its test on any error in the console and any request to another host."""
    context = browser.new_context(base_url=address)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: wrong.append(str(e)))
    opened.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else wrong.append(r.url))
    yield opened
    context.close()
    # Search belongs to the whole build; its index is not made here.
    assert [w for w in wrong if "404" not in w] == []


def draw(page: Page, figure: str) -> None:
    page.locator(figure).scroll_into_view_if_needed()
    page.locator(f"{figure}[data-drawn]").wait_for()


def test_charts_are_drawn_when_they_come_into_view(page: Page) -> None:
    page.goto(AGENCY)
    last = page.locator("figure[data-chart]").last
    assert last.get_attribute("data-drawn") is None, "nothing is loaded before it is seen"
    draw(page, "figure#c-outcomes")
    stage = page.locator("figure#c-outcomes .sr-stage svg")
    shown = stage.text_content() or ""
    assert "2023" in shown
    assert "予以公开" in shown
    static = page.locator("figure#c-outcomes .sr-plot > svg")
    expect(static).to_be_hidden()
    page.emulate_media(media="print")
    expect(static).to_be_visible()


def test_tooltips_say_what_is_under_the_pointer(page: Page) -> None:
    page.goto(REPORT)
    draw(page, "figure#c-applicants")
    box = page.locator("figure#c-applicants .sr-stage svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 16)
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    expect(tip).to_have_text(re.compile("^自然人："))


def test_charts_can_be_taken_along(page: Page, tmp_path: Path) -> None:
    page.goto(REPORT)
    draw(page, "figure#c-outcomes")
    taken = {}
    for kind in ("svg", "png", "csv"):
        with page.expect_download() as waiting:
            page.locator("figure#c-outcomes .sr-tools button", has_text=kind.upper()).click()
        waiting.value.save_as(tmp_path / f"taken.{kind}")
        taken[kind] = (tmp_path / f"taken.{kind}").read_bytes()
        assert waiting.value.suggested_filename == f"云溪县财政局_2023_申请怎样了结.{kind}"
    picture = taken["svg"].decode()
    assert "申请怎样了结" in picture
    assert "来源：云溪县财政局 2023 年度报告" in picture
    assert taken["png"].startswith(b"\x89PNG")
    lines = taken["csv"].decode("utf-8-sig").split("\r\n")
    assert lines[:2] == ["办理结果,件数", "予以公开,15"]


def test_charts_follow_the_palette(page: Page) -> None:
    page.goto(REPORT)
    draw(page, "figure#c-applicants")
    light = page.locator("figure#c-applicants .sr-stage").inner_html()
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    assert "#17538c" in light
    until(page, "document.querySelector('figure#c-applicants .sr-stage').innerHTML.includes('#6aa9e0')")


def test_without_javascript_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(REPORT)
    assert page.locator("figure#c-outcomes .sr-plot > svg").is_visible()
    fold = page.locator("details.sr-lines")
    # By the key: what comes into view is laid out only then, and a click may go to where the line stood before.
    fold.locator("summary").press("Enter")
    fold.locator("li").first.wait_for(state="visible")
    page.goto(AGENCY)
    assert page.locator("figure#c-outcomes table").is_visible(), "the table stands beside the chart"
    context.close()


def test_a_link_to_a_source_line_opens_the_fold(page: Page) -> None:
    page.goto(REPORT)
    page.locator("td.sr-l a").first.click()
    expect(page.locator("li:target")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("", REPORT, AGENCY, "regions/990101/", "years/2023/", "metrics/granted/", "quality/", "dictionary/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_tables_of_offices_are_sorted_by_their_heads(page: Page) -> None:
    page.goto("regions/990101/")
    column = "table[data-sr-sort] tbody td:nth-child(3)"
    before = page.locator(column).all_text_contents()
    # The key, and not the place: what comes into view is laid out, and a click may miss what moves.
    button = page.get_by_role("columnheader", name="新收").get_by_role("button")
    button.press("Enter")
    page.wait_for_selector("th[aria-sort=ascending]")
    risen = page.locator(column).all_text_contents()
    button.press("Enter")
    page.wait_for_selector("th[aria-sort=descending]")
    fallen = page.locator(column).all_text_contents()
    numbers = sorted(int(text.replace(",", "")) for text in before)
    assert [int(text.replace(",", "")) for text in risen] == numbers
    assert [int(text.replace(",", "")) for text in fallen] == numbers[::-1]
    expect(page.locator("th[aria-sort]")).to_have_count(1)
