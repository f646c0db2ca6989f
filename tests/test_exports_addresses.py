"""Permanence: a published address stays, moves or leaves a notice; the feed and robots.txt beside it."""

from __future__ import annotations

import json
import re
import urllib.robotparser
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest

from builder import catalogue
from builder.exports import about
from builder.exports.addresses import (
    COLUMNS,
    Address,
    Manifest,
    check,
    load,
    notice_page,
    recorded,
    withdrawn,
)
from builder.exports.feed import MOST_CHANGES, Change, Update, atom, summary
from builder.exports.robots import robots
from builder.model import Finding
from builder.project import current_addresses
from tests.exported import REGISTRY, REPORTS, SITE, UPDATES, collection_frames, export, material, outcomes
from tests.handmade import collected

HEAD = ",".join(COLUMNS) + "\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "addresses.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def brief(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(f.code, f.level, f.place.line if f.place else 0) for f in findings]


@pytest.fixture(scope="module")
def current() -> set[str]:
    return current_addresses(collected(outcomes(), REGISTRY))


def test_the_addresses_of_the_data(current: set[str]) -> None:
    reports = {address for address in current if address.startswith("/reports/")}
    assert reports == {f"/reports/{id}/" for id in collection_frames()["reports"]["report_id"]}
    assert {"/agencies/010101-caizheng/", "/regions/010000/", "/regions/010101/", "/years/2023/"} <= current
    assert {"/metrics/granted/", "/metrics/litigation_direct/", "/", "/downloads/"} <= current
    assert not {"/agencies/010101-weibao/", "/regions/010102/", "/regions/000000/", "/years/0/"} & current


def test_the_exports_are_told_the_addresses_of_the_data(current: set[str]) -> None:
    pages = material().pages()
    assert current <= pages
    assert {"/en/", "/agencies/", "/api/"} <= pages - current, (
        "those that no report gives rise to are not covered either"
    )


def test_a_manifest_that_holds_says_nothing(tmp_path: Path, current: set[str]) -> None:
    path = tmp_path / "addresses.csv"
    path.write_bytes(recorded(Manifest(), current))
    manifest, findings = load(path)
    assert (findings, check(manifest, current)) == ((), ())
    assert path.read_bytes() == recorded(manifest, current), "sorted and stable"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *lines[:0:-1]]), encoding="utf-8")
    assert [entry.address for entry in load(path)[0].entries] == sorted(current), "in whatever order they stand"
    assert {entry.address for entry in manifest.entries} == current


def test_an_address_that_disappears_is_an_error(tmp_path: Path, current: set[str]) -> None:
    path = tmp_path / "addresses.csv"
    path.write_bytes(recorded(Manifest(), current))
    manifest, _ = load(path)
    gone = "/reports/010101-jiaoyu-2023/"
    [finding] = check(manifest, current - {gone})
    assert (finding.code, finding.level) == ("address-gone", "error")
    assert path.read_text().splitlines()[(finding.place.line if finding.place else 0) - 1] == f"{gone},,,"
    assert gone in catalogue.message(finding)
    text = path.read_text()
    for line in (f"{gone},moved,/reports/010101-caizheng-2023/,", f"{gone},removed,,机关要求"):
        path.write_text(text.replace(f"{gone},,,", line))
        manifest, findings = load(path)
        assert (findings, check(manifest, current - {gone})) == ((), ())


def test_a_redirect_to_nowhere_and_new_pages_are_told(tmp_path: Path) -> None:
    manifest, _ = load(written(tmp_path, "/a/,moved,/b/,\n/c/,,,\n"))
    assert brief(check(manifest, {"/c/", "/d/"})) == [
        ("address-target", "warning", 2),
        ("address-unrecorded", "hint", 1),
    ]
    assert "1 个页面，例如 /d/" in catalogue.message(check(manifest, {"/c/", "/d/"})[1])
    many = {"/c/": 0, **{f"/{number}/": 0 for number in range(9, 0, -1)}}
    assert "9 个页面，例如 /1/" in catalogue.message(check(manifest, many)[1]), "the same one in every build"


def test_without_a_manifest_nothing_is_asked(tmp_path: Path) -> None:
    assert load(tmp_path / "none.csv") == (Manifest(), ())
    assert check(Manifest(), {"/a/"}) == ()


@pytest.mark.parametrize(
    "line",
    ["/a/,moved,,", "/a/,,/b/,", "/a/,removed,,", "/a/,gone,,x", "a/,,,", "/a,,,", "/../a/,,,", "/a/,moved,https://x/,",
     "/a/,moved,//x/,", "/a/,,", "/ok/,,,", "/index.html/,removed,,x", "/a/./,,,", "/A/,,,", "/a\0b/,removed,,x",
     '/a"b/,removed,,x', f"/{'a' * 300}/,removed,,x", '/a/,removed,,"x', f"/a/,removed,,{'x' * 2_001}",
     f"/a/,removed,,{'x' * 200_000}"],
)  # fmt: skip
def test_a_bad_line_is_left_out_and_told(tmp_path: Path, line: str) -> None:
    manifest, findings = load(written(tmp_path, f"/ok/,,,\n\n{line}\n"))
    assert [entry.address for entry in manifest.entries] == ["/ok/"]
    assert brief(findings) == [("address-line", "error", 4)]
    assert "{" not in catalogue.message(findings[0])


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "addresses.csv"
    path.write_bytes(b"\xff\xfe\x00")
    assert brief(load(path)[1]) == [("address-line", "error", 1)]


def test_what_moved_stays_recorded(tmp_path: Path) -> None:
    manifest, _ = load(written(tmp_path, "/b/,moved,/a/,改名\n/c/,removed,,撤下\n"))
    text = recorded(manifest, {"/a/", "/c/"}).decode()
    assert text == HEAD + "/a/,,,\n/b/,moved,/a/,改名\n/c/,,,\n", "what came back is in use again"


def page(text: str) -> ElementTree.Element:
    """The page's tree; ParseError where it is no valid HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def test_a_page_that_moved_leads_on() -> None:
    entry = Address("/agencies/a/", "moved", "/agencies/b/", '改名<i>"', 2)
    tree = page(notice_page(entry, SITE))
    refresh = tree.find(".//meta[@http-equiv='refresh']")
    assert refresh is not None and refresh.get("content") == "0; url=../../agencies/b/"
    canonical = tree.find(".//link[@rel='canonical']")
    assert canonical is not None and canonical.get("href") == f"{SITE}/agencies/b/"
    [link] = tree.iter("a")
    assert link.get("href") == "../../agencies/b/"
    assert '改名<i>"' in "".join(tree.itertext())
    assert page(notice_page(entry, None)).find(".//link") is None


def test_a_page_that_was_removed_says_why() -> None:
    text = notice_page(Address("/reports/a/", "removed", "", "机关要求<撤下>", 2), None)
    assert "机关要求<撤下>" in "".join(page(text).itertext())
    assert "http-equiv" not in text and "<script" not in text and "style" not in text


def test_notices_stand_where_the_pages_and_documents_stood(tmp_path: Path) -> None:
    paths = {p.relative_to(tmp_path).as_posix() for p in export(tmp_path)}
    assert {"agencies/010101-jiaoju/index.html", "reports/010101-caizheng-2018/index.html"} <= paths
    moved = json.loads((tmp_path / "api/v1/agencies/010101-jiaoju.json").read_bytes())
    assert (moved["state"], moved["target"]) == ("moved", "/agencies/010101-jiaoyu/")
    removed = json.loads((tmp_path / "api/v1/reports/010101-caizheng-2018.json").read_bytes())
    assert (removed["state"], removed["reason"]) == ("removed", "机关要求<撤下>")
    assert (moved["page"], moved["reason"]) == ("../../../agencies/010101-jiaoju/", "更名")
    assert (removed["page"], removed["target"]) == ("../../../reports/010101-caizheng-2018/", None)


def test_a_notice_never_covers_a_page_in_use_and_goes_when_it_is_back(tmp_path: Path) -> None:
    manifest = Manifest((Address("/reports/010101-jiaoyu-2023/", "removed", "", "误记", 2),))
    notice = tmp_path / "reports/010101-jiaoyu-2023/index.html"
    document = tmp_path / "api/v1/reports/010101-jiaoyu-2023.json"
    for reports, gone in ((REPORTS[:1], True), (REPORTS, False)):
        paths = export(tmp_path, site_url=None, reports=reports, manifest=manifest)
        assert ([p for p in paths if p.name == "index.html"], notice.exists()) == ([notice] if gone else [], gone)
        assert ("state" in json.loads(document.read_bytes())) == gone


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_the_feed_lists_versions_newest_first() -> None:
    assert (
        atom(UPDATES, SITE)
        .decode()
        .startswith(
            "<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n"
        )
    )
    feed = ElementTree.fromstring(atom(UPDATES, SITE))
    assert feed.findtext("a:title", namespaces=ATOM) == "阳光年报：数据更新"
    assert feed.findtext("a:updated", namespaces=ATOM) == "2026-03-01T00:00:00Z"
    assert [e.text for e in feed.iterfind("a:entry/a:updated", ATOM)] == [
        "2026-03-01T00:00:00Z",
        "2025-03-01T00:00:00Z",
    ]
    titles = [e.text for e in feed.iterfind("a:entry/a:title", ATOM)]
    assert titles == ["数据版本 2026-03-01：更正 1 份报告，撤下 1 份报告", "数据版本 2025-03-01：新增 1 份报告"]
    content = feed.find("a:entry/a:content", ATOM)
    assert content is not None and content.get("type") == "html"
    assert content.text == (
        f'<ul><li>更正：<a href="{SITE}/reports/010101-caizheng-2023/">&lt;b&gt;云溪县&amp;财政局\ufffd 2023 年</a>'
        "（3 个数字）</li><li>撤下：某局</li></ul>"
    )
    links = [(link.get("rel"), link.get("href")) for link in feed.iterfind("a:link", ATOM)]
    assert links == [("self", f"{SITE}/feed.xml"), ("alternate", f"{SITE}/updates/")]
    led_to = [(link.get("rel"), link.get("href")) for link in feed.iterfind("a:entry/a:link", ATOM)]
    assert led_to == [("alternate", f"{SITE}/updates/#{version}") for version in ("2026-03-01", "2025-03-01")]
    assert feed.findtext("a:author/a:name", namespaces=ATOM) == about.PUBLISHER_ZH
    assert feed.findtext("a:rights", namespaces=ATOM) == f"{about.LICENCE} {about.LICENCE_URL}"
    unnamed = ElementTree.fromstring(atom(UPDATES, None))
    assert [(link.get("rel"), link.get("href")) for link in unnamed.iterfind("a:link", ATOM)] == [
        ("alternate", "updates/")
    ]


def test_ids_in_the_feed_are_kept_when_the_site_moves() -> None:
    def ids(site_url: str | None) -> list[str | None]:
        return [e.text for e in ElementTree.fromstring(atom(UPDATES, site_url)).iter(f"{{{ATOM['a']}}}id")]

    assert ids(None) == ids(SITE)
    assert len(set(ids(None))) == 3
    assert all(re.fullmatch("urn:uuid:[0-9a-f-]{36}", str(id)) for id in ids(None))
    assert b"http://" not in atom(UPDATES, None).replace(b"http://www.w3.org/", b"")
    assert atom(UPDATES, None) == atom(tuple(reversed(UPDATES)), None)


def test_a_feed_without_updates_is_a_feed() -> None:
    feed = ElementTree.fromstring(atom((), None))
    assert feed.findtext("a:updated", namespaces=ATOM) == "2000-01-01T00:00:00Z"
    assert feed.findall("a:entry", ATOM) == []


def test_a_long_update_is_cut_with_a_word() -> None:
    changes = tuple(Change(f"010101-a-{n:04d}", "某局", n, "added") for n in range(MOST_CHANGES + 7))
    update = Update("2026-01-01", "2026-01-01", changes)
    content = ElementTree.fromstring(atom([update], None)).findtext("a:entry/a:content", namespaces=ATOM) or ""
    assert content.count("<li>") == MOST_CHANGES + 1
    assert content.endswith("<li>另有 7 份报告</li></ul>")
    assert summary(Update("v", "2026-01-01", ())) == "无变化"


def test_robots() -> None:
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(robots(SITE).decode().splitlines())
    assert parser.can_fetch("*", f"{SITE}/api/v1/index.json")
    assert parser.site_maps() == [f"{SITE}/sitemap.xml"]
    assert b"Sitemap" not in robots(None)


def test_a_withdrawn_report_leaves_a_notice_at_its_address(current: set[str]) -> None:
    def why(report_id: str, reason: str) -> Finding:
        return Finding("withdrawn", "hint", values=(("report_id", report_id), ("reason", reason)))

    known, said = "/reports/010101-jiaoyu-2023/", "/reports/010101-caizheng-2022/"
    manifest = Manifest((Address(said, "removed", "", "早先的说明", 7), Address(known, line=8)))
    reasons = (
        why("010101-jiaoyu-2023", "应当事人要求"),
        why("010101-caizheng-2022", "后来的说明"),
        why("010101-minzheng-2021", "误传"),
        why("", "不知是谁的"),
        Finding("superseded", "warning", values=(("report_id", "010101-shenji-2021"),)),
    )
    after = withdrawn(manifest, reasons)
    assert [(e.address, e.state, e.reason, e.line) for e in after.entries] == [
        (said, "removed", "早先的说明", 7),
        (known, "removed", "应当事人要求", 8),
        ("/reports/010101-minzheng-2021/", "removed", "误传", 0),
    ]
    assert "address-gone" not in {f.code for f in check(after, current - {known})}
