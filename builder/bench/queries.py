"""What a search costs its visitor: bytes that a real browser fetches for a query, cold, over a plain web server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from builder.bench.served import chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

_PATIENCE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Query:
    """``requests`` and ``kilobytes`` fetched under ``search/`` from the first key stroke to the shown results, and how
    long that took; ``told`` is what the box says."""

    text: str
    requests: int
    kilobytes: float
    seconds: float
    told: str


def queries(site: Path, texts: tuple[str, ...]) -> Iterator[Query]:
    """One line per query; nothing where there is no Chromium."""
    from playwright.sync_api import sync_playwright

    program = chromium()
    if program is None:
        return
    with served(site) as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for text in texts:
            yield _query(browser.new_context().new_page(), address, text)
        browser.close()


def _query(page: Page, address: str, text: str) -> Query:
    fetched: list[Response] = []
    page.goto(address)
    page.on("response", lambda response: fetched.append(response))
    page.evaluate("document.querySelector('[data-md-toggle=search]').checked = true")
    started: float = page.evaluate("performance.now()")
    page.locator("#sr-search input").fill(text)
    page.locator("#sr-search-list a").first.wait_for(timeout=_PATIENCE_MS)
    took: float = (page.evaluate("performance.now()") - started) / 1000
    page.wait_for_load_state("networkidle")
    told = page.locator(".md-search [role=status]").inner_text()
    sizes = [len(response.body()) for response in fetched if "/search/" in response.url]
    page.context.close()
    return Query(text, len(sizes), sum(sizes) / 1000, took, told)
