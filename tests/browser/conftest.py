"""The sample site in a real browser: served under a sub-path, and strict about errors and foreign hosts."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]


class Server(http.server.ThreadingHTTPServer):
    """A plain file server; ``sent`` counts the bytes of bodies by path. Unknown addresses get the site's 404 page."""

    daemon_threads = True

    def __init__(self, folder: Path, prefix: str) -> None:
        self.sent: dict[str, int] = {}
        self.prefix = prefix
        super().__init__(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.prefix}"


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: object) -> None:
        """Tests need no access log."""

    def translate_path(self, path: str) -> str:
        prefix = self.server.prefix
        return super().translate_path("/" + path.removeprefix(prefix) if path.startswith(prefix) else "/nothing-here")

    def copyfile(self, source: Any, outputfile: Any) -> None:
        data = source.read()
        path = self.path.partition("?")[0]
        self.server.sent[path] = self.server.sent.get(path, 0) + len(data)
        outputfile.write(data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None


@contextmanager
def serving(folder: Path, prefix: str = "/") -> Iterator[Server]:
    """A server of ``folder`` under ``prefix``, which begins and ends with a slash."""
    with Server(folder, prefix) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def opening(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page of a fresh context. Any error or warning in its console, any failed request and any request to another
    host fails the test that used it."""
    context = browser.new_context(base_url=address, **options)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "requestfailed", lambda r: wrong.append(f"failed: {r.url}") if "ERR_ABORTED" not in str(r.failure) else None
    )
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else wrong.append(f"to {r.url}"))
    yield page
    context.close()
    assert not wrong, wrong


def ending(address: str) -> re.Pattern[str]:
    """What an address must match that ends so, for ``expect(page).to_have_url``."""
    return re.compile(re.escape(address) + "$")


def until(page: Page, condition: str, argument: object = None) -> None:
    """Waits until the expression or function in ``condition`` answers with truth, ten seconds at most.

    ``page.wait_for_function`` asks again through ``eval``, which the site's policy forbids.
    """
    for _ in range(200):
        if page.evaluate(condition, argument):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {condition}")


@pytest.fixture(scope="session")
def served(sample_site: Path) -> Iterator[Server]:
    """The sample site under a sub-path."""
    with serving(sample_site, "/some/where/") as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, served: Server) -> Iterator[Open]:
    """Opens a page of the sample site: ``open_page("about/", color_scheme="dark")``."""
    opened = []

    def open_one(path: str = "", **options: Any) -> Page:
        context = opening(browser, served.address, **options)
        page = context.__enter__()
        opened.append(context)
        page.goto(path or ".")
        return page

    yield open_one
    for context in opened:
        context.__exit__(None, None, None)
