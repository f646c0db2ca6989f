"""The sample site as files: links that lead somewhere, HTML that is valid, and nothing that points at another host."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import lxml.html
import pytest

from tests.screenshots import PAGES

# What Material for MkDocs itself gets wrong, as html5lib calls it.
KNOWN: set[str] = set()


@cache
def page(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(path.read_bytes())


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@cache
def anchors(path: Path) -> frozenset[str]:
    return frozenset(page(path).xpath("//@id")) | frozenset(page(path).xpath("//a/@name"))


def test_every_internal_link_and_anchor_leads_somewhere(sample_site: Path) -> None:
    broken: set[tuple[str, str]] = set()
    for path in pages(sample_site):
        if path.name == "404.html":
            continue
        for link in {*page(path).xpath("//@href"), *page(path).xpath("//@src")}:
            parts = urlsplit(link)
            if parts.scheme or link.startswith("//"):
                continue
            target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (
                parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in anchors(target)
            ):
                broken.add((path.relative_to(sample_site).as_posix(), link))
    assert not broken, sorted(broken)[:20]


def test_links_are_relative_so_that_any_path_will_do(sample_site: Path) -> None:
    for path in pages(sample_site):
        if path.name != "404.html":
            links = [*page(path).xpath("//@href"), *page(path).xpath("//@src")]
            assert not [link for link in links if link.startswith("/")], path


def test_nothing_is_loaded_from_another_host(sample_site: Path) -> None:
    for path in pages(sample_site):
        loaded = [*page(path).xpath("//@src"), *page(path).xpath("//link[@rel='stylesheet' or @rel='icon']/@href")]
        assert not [link for link in loaded if urlsplit(link).netloc], path
    for path in sorted((sample_site / "assets" / "stylesheets").glob("*.css")):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", path.read_text(encoding="utf-8")), path


def test_no_page_has_an_inline_script_or_handler(sample_site: Path) -> None:
    for path in pages(sample_site):
        assert not page(path).xpath(
            "//script[not(@src) and not(@type='application/json' or @type='application/ld+json')]"
        )
        assert not page(path).xpath("//@*[starts-with(name(), 'on')]"), path
        assert not page(path).xpath("//style"), path


def test_ids_are_unique_and_every_page_has_one_heading_and_a_language(sample_site: Path) -> None:
    for path in pages(sample_site):
        ids = page(path).xpath("//@id")
        assert len(ids) == len(set(ids)), (path, [i for i in set(ids) if ids.count(i) > 1][:5])
        assert len(page(path).xpath("//h1")) == 1, path
        english = path.relative_to(sample_site).parts[0] == "en"
        assert page(path).get("lang") == ("en" if english else "zh"), path
        assert page(path).xpath("//meta[@name='description']/@content")[0].strip(), path


@pytest.mark.parametrize("name", PAGES)
def test_html_is_valid(sample_site: Path, name: str) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse((sample_site / PAGES[name].partition("?")[0] / "index.html").read_bytes(), transport_encoding="utf-8")
    found = {code for _, code, _ in parser.errors}
    assert found <= KNOWN, [error for error in parser.errors if error[1] not in KNOWN][:5]
