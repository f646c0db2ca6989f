"""Whatever reports, names, files, notes and updates carry comes out as the text it is, in every file of the site."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib
import lxml.html
import pytest

from tests import hostile
from tests.built import ROOT, BuiltPage, BuiltSite

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(hostile_site: Path) -> BuiltSite:
    return BuiltSite(hostile_site)


@pytest.fixture(scope="module")
def report(site: BuiltSite) -> BuiltPage:
    return site.pages[f"reports/{hostile.REPORT}/"]


def table(site: BuiltSite, name: str) -> list[dict[str, str]]:
    text = (site.folder / "data" / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def words(page: BuiltPage) -> str:
    return re.sub(r"\s+", " ", page.tree.text_content())


def test_nothing_of_it_is_an_element_an_attribute_or_a_link(site: BuiltSite) -> None:
    assert len(site.pages) > 60
    for page in site.pages.values():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page.source)
        assert parser.errors == [], page.name
        assert not page.tree.find_class("hurt"), page.name
        assert not page.tree.xpath("//@*[starts-with(name(), 'on')]"), page.name
        assert {s.get("type") for s in page.tree.iter("script") if not s.get("src")} <= {
            "application/json",
            "application/ld+json",
        }, page.name
        schemes = {urlsplit(address).scheme for _, address, _ in page.references()}
        assert schemes <= {"https", "http"}, page.name


def test_no_template_is_filled_in(site: BuiltSite) -> None:
    for page in site.pages.values():
        if "云溪县<" in words(page) and "{{" in words(page):
            break
    else:
        pytest.fail("no page shows the name")
    for page in site.pages.values():
        assert "云溪县阳光年报" not in page.source, page.name
        assert "49局" not in page.source, page.name


def test_links_lead_somewhere_for_all_that(site: BuiltSite) -> None:
    wrong = {
        f"{page.name}: {address}"
        for page in site.pages.values()
        for _, address, _ in page.references()
        if address.startswith(ROOT) and page.name != "404.html" and site.file(address) is None
    }
    assert sorted(wrong) == []


def test_the_report_s_page_says_it_all_in_its_own_words(report: BuiltPage) -> None:
    seen = words(report)
    for part in (hostile.TAG, hostile.SCRIPT, hostile.TEMPLATE, hostile.LINK, hostile.CLOSED, hostile.FORMULA):
        assert part in seen, part
    assert hostile.FILE in seen
    # The reader leaves out what nobody can see and a line that is only a rule.
    # An entity is the sign that it stands for, and still no markup.
    assert "甲乙丙 title: 假 {#top .hurt} <i class=hurt>" in seen
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", report.source)
    assert "公布网址" not in report.source, "an address that is none is no source"


def test_title_description_and_headings_are_text(report: BuiltPage, site: BuiltSite) -> None:
    head = report.tree.head
    assert head.findtext("title") == f"{hostile.NAME} 2023 年度报告 - 阳光年报"
    assert head.xpath("string(meta[@name='description']/@content)").startswith(hostile.NAME)
    assert head.xpath("string(meta[@property='og:title']/@content)") == f"{hostile.NAME} 2023 年度报告"
    assert report.tree.xpath("string(//h1)") == f"{hostile.NAME} 2023"
    region = hostile.REGION.replace(hostile.BIDI, hostile.SEEN_BIDI)
    assert region in report.tree.xpath("string(//nav[contains(@class, 'sr-path')])")
    other = site.pages[f"reports/{hostile.PLAIN}/"]
    assert other.tree.xpath("string(//dl[@class='sr-about']/div[dt='标题']/dd)") == hostile.TITLES["other"].format(2023)


def test_canonical_and_social_addresses_are_those_of_the_page(site: BuiltSite) -> None:
    for page in site.pages.values():
        if page.name == "404.html":
            continue
        head = page.tree.head
        for found in ("string(link[@rel='canonical']/@href)", "string(meta[@property='og:url']/@content)"):
            assert head.xpath(found) == hostile.SITE_URL + page.address, page.name
        assert head.xpath("string(meta[@property='og:image']/@content)") == f"{hostile.SITE_URL}assets/images/card.png"
        for name in ("og:title", "og:description", "og:site_name", "og:locale", "og:type"):
            assert head.xpath(f"string(meta[@property='{name}']/@content)"), (page.name, name)
    assert (site.folder / "assets/images/card.png").read_bytes().startswith(b"\x89PNG")


def test_what_machines_are_told_is_json_with_those_words(report: BuiltPage) -> None:
    told = [json.loads(text) for text in report.tree.xpath("//script[@type='application/ld+json']/text()")]
    whole, trail = sorted(told, key=lambda one: one["@type"], reverse=True)
    assert whole["name"] == hostile.TITLES["evil"].format(2023)
    assert whole["sourceOrganization"]["name"] == hostile.NAME
    assert trail["itemListElement"][-2]["name"] == hostile.NAME
    assert trail["itemListElement"][-1]["item"] == f"{hostile.SITE_URL}reports/{hostile.REPORT}/"
    assert "isBasedOn" not in whole


def test_charts_have_the_words_as_data(site: BuiltSite) -> None:
    charts = 0
    for page in site.pages.values():
        for text in page.tree.xpath("//figure//script[@type='application/json']/text()"):
            charts += 1
            assert isinstance(json.loads(text), list)
            assert "<" not in text
    assert charts > 10


def test_json_has_the_words_untouched(site: BuiltSite) -> None:
    told = json.loads((site.folder / "api" / "v1" / "reports" / f"{hostile.REPORT}.json").read_bytes())
    assert (told["agency"]["agency"], told["agency"]["region"]) == (hostile.NAME, hostile.REGION)
    assert told["title"] == hostile.TITLES["evil"].format(2023)
    rest = json.dumps(told, ensure_ascii=False)
    for part in (hostile.SCRIPT, hostile.TEMPLATE, hostile.LINK):
        assert part in rest


def test_csv_has_the_words_and_no_formula(site: BuiltSite) -> None:
    row = next(r for r in table(site, "reports") if r["report_id"] == hostile.REPORT)
    assert (row["agency"], row["source_file"]) == (hostile.NAME, hostile.FILE)
    (text,) = (
        r["text"] for r in table(site, "narratives") if r["report_id"] == hostile.REPORT and r["section"] == "other"
    )
    assert text.startswith(f"'{hostile.FORMULA}\n{hostile.TAG}\n")
    for name in ("reports", "agencies", "narratives", "cell_notes", "checks", "quarantine"):
        for line in table(site, name):
            for column, cell in line.items():
                number = re.fullmatch(r"-?[0-9.]+", cell)
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (name, column, cell)


def test_the_feed_has_the_words_as_text(site: BuiltSite) -> None:
    feed = ElementTree.parse(site.folder / "feed.xml").getroot()
    (entry,) = feed.iter(f"{ATOM}entry")
    # A list of links, whose words are words for whoever shows it.
    content = entry.find(f"{ATOM}content")
    assert content is not None and content.get("type") == "html"
    told = lxml.html.fragment_fromstring(content.text or "", create_parent="div")
    assert hostile.NAME + hostile.CLOSED in told.text_content()
    assert {(e.tag, *e.attrib) for e in told.iterdescendants()} == {("ul",), ("li",), ("a", "href")}
    assert {e.tag.partition("}")[0] for e in feed.iter()} == {ATOM.rstrip("}")}
    others = (e for e in feed.iter() if e is not content)
    assert all(e.get("type", "text") in ("text", "application/atom+xml", "text/html") for e in others)


def test_the_updates_and_the_file_that_was_refused_are_named_as_they_are(site: BuiltSite) -> None:
    assert hostile.NAME + hostile.CLOSED in words(site.pages["updates/"])
    assert 'not <img src=x class=hurt onerror="window.hurt=1;alert(1)">.txt' in words(site.pages["quality/files/"])
