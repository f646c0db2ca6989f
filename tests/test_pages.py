"""All pages together: totals that say what they cover, links that lead somewhere, files touched only on a change."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from builder import catalogue
from builder.exports.addresses import PROMISED
from builder.exports.api.metrics import metric_ids
from builder.exports.dictionary import pair, term
from builder.forms import form
from builder.model import Agency, Region
from builder.pages import measures, names, text
from builder.pages import render as rendering
from builder.pages.groups import group_rows
from builder.pages.listing import PAGE_ROWS, slices
from builder.pages.render import environment, keep_compiled, render
from builder.registry import Registry
from builder.settings import Settings
from builder.site.generated import take_apart
from tests.handmade import report
from tests.paged import (
    DOWNLOADS,
    REGISTRY,
    all_pages,
    blocks,
    dataset,
    reports,
    shared_pages,
    strict_errors,
    table,
    words,
    write_content,
    written,
    zeros,
)

FILES = ("data/", "api/v1/", "feed.xml")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Every page of the made-up collection, rendered, by path."""
    return all_pages()


def tree(pages: Mapping[str, str], path: str) -> etree._Element:
    return blocks(pages[path])


def test_every_address_of_the_contract_has_a_page(pages: dict[str, str]) -> None:
    addresses = {address_of(path) for path in pages} | {"about/"}
    assert set(PROMISED) <= addresses
    assert {f"metrics/{item}/" for item in metric_ids()} <= addresses
    assert {f"quality/{entry.code}/" for entry in catalogue.all_entries()} <= addresses
    for one in reports():
        who = one.identity
        assert f"reports/{who.report_id}/" in addresses
        assert f"agencies/{who.agency_id}/" in addresses
        assert f"regions/{who.region_code}/" in addresses
        assert who.year == 0 or f"years/{who.year}/" in addresses
    assert {"en/", "en/dictionary/", "en/downloads/"} <= addresses


def address_of(path: str) -> str:
    return re.sub(r"(^|/)index/$", r"\1", path.removesuffix(".md") + "/")


def test_every_link_and_anchor_leads_somewhere(pages: dict[str, str]) -> None:
    ids = {address_of(path): ids_of(page) for path, page in pages.items()}
    ids["about/"] = ids_of(Path("content/about.md").read_text(encoding="utf-8"))
    for name in ("en/about", "api", "en/api"):
        ids[f"{name}/"] = ids_of(Path(f"content/{name}.md").read_text(encoding="utf-8"))
    for path, page in pages.items():
        at = address_of(path)
        for href in re.findall(r'href="([^"]*)"', page):
            if href.startswith(("http:", "https:", "mailto:")):
                continue
            target, _, anchor = href.partition("#")
            target = target.partition("?")[0]
            where = posixpath.normpath(posixpath.join("/", at, target)) if target else f"/{at}"
            where = where.strip("/") + "/" if where.strip("/") else ""
            if where.startswith(FILES):
                continue
            assert where in ids, f"{path}: {href}"
            assert not anchor or anchor in ids[where], f"{path}: {href}"


def ids_of(page: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', page)) | set(re.findall(r"\{#([a-z0-9-]+)\}", page))


def test_every_page_is_of_the_generated_kind(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        parts = take_apart(page)
        assert parts is not None, path
        ids = re.findall(r' id="([^"]+)"', parts.content)
        assert len(ids) == len(set(ids)), f"{path}: an id stands twice"
        assert strict_errors(parts.content) == [], path
        meta = yaml.safe_load(page.split("---\n")[1])
        assert meta["title"] and meta["description"], path


def test_pages_carry_the_theme_what_it_needs(pages: dict[str, str]) -> None:
    meta = yaml.safe_load(pages["reports/990101-caizheng-2023.md"].split("---\n")[1])
    assert meta["report_id"] == "990101-caizheng-2023"
    assert meta["breadcrumbs"] == [
        ["山河省", "regions/990000/"],
        ["青石市", "regions/990100/"],
        ["云溪县", "regions/990101/"],
        ["云溪县财政局", "agencies/990101-caizheng/"],
    ]
    english = yaml.safe_load(pages["en/dictionary/index.md"].split("---\n")[1])
    assert english["lang"] == "en"
    assert english["alternate"] == [["en", "en/dictionary/"], ["zh", "dictionary/"]]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (("county", "department"), "County department"),
        (("province", "office"), "Provincial government general office"),
        (("township", "township"), "Township government"),
        (("county", "subdistrict"), "Subdistrict"),
    ],
)
def test_kinds_of_agencies_in_english(key: tuple[str, str], told: str) -> None:
    assert names.group_en(key) == told


def test_english_pages_have_chinese_only_where_it_says_so(pages: dict[str, str]) -> None:
    for path in ("en/index.md", "en/dictionary/index.md", "en/downloads/index.md"):
        found = tree(pages, path)
        for element in found.xpath("//*[@lang='zh'] | //script"):
            element.drop_tree()
        assert re.findall(r"[\u4e00-\u9fff]+", words(found)) == [], path


def test_chinese_words_in_english_text_say_so_and_stay_text() -> None:
    told = text.in_english("as <b>22（其中修订 16 件）</b>; -, / or 无.")
    assert told == (
        'as &lt;b&gt;22<span lang="zh">（其中修订 16 件）</span>&lt;/b&gt;; -, / or <span lang="zh">无</span>.'
    )


def test_totals_keep_levels_and_kinds_apart_and_say_what_they_cover(pages: dict[str, str]) -> None:
    data = dataset()
    rows = {row.name: row for row in group_rows(data, list(data.offices.values()), 2023)}
    received = {
        one.identity.agency_id: int(one.row("applications", "new_received").figure("total").raw)  # type: ignore[union-attr]
        for one in reports()
        if one.identity.year == 2023
    }
    departments = [v for id, v in received.items() if id != "990101-xianzf"]
    assert rows["县级部门"].cells[0] == f"{sum(departments):,}"
    assert rows["县级部门"].covers == "5 家中 5 家"
    assert rows["县级政府"].cells[0] == f"{received['990101-xianzf']:,}"
    earlier = {row.name: row for row in group_rows(data, list(data.offices.values()), 2022)}
    assert earlier["县级部门"].covers == "5 家中 1 家"
    shown = table(tree(pages, "regions/990101.md"), "云溪县 2023 年")
    assert shown[1][:2] == ["县级政府", "1 家中 1 家"]
    assert shown[2][:2] == ["县级部门", "4 家中 4 家"]


def test_years_are_written_as_spans() -> None:
    assert text.span([2023, 2019, 2020, 2021]) == "2019–2021、2023"


def test_the_series_of_an_agency_marks_the_change_of_form(pages: dict[str, str]) -> None:
    found = tree(pages, "agencies/990100-shizf.md")
    chart = found.find(".//figure[@id='c-outcomes']")
    assert "sr-change" in etree.tostring(chart, encoding="unicode")
    assert "换表样" in words(chart)
    rows = {row[0]: row[1:] for row in table(chart, "申请怎样了结")}
    assert rows["2020"] == ["缺"] * 7, "a year without a report is a gap"
    old = next(r for r in reports() if r.form == "2019").row("applications", "other_handling")
    handled = int(old.figure("total").raw)  # type: ignore[union-attr]
    assert rows["2019"][5] == f"{handled:,}"
    assert "说明" not in words(found.find(".//p[@class='sr-lead']"))
    assert "两种表样的对照" in words(found)
    decisions = found.find(".//figure[@id='c-administrative-licensing']")
    assert "须标出换表样之处" in words(decisions)


def test_agency_pages_list_every_year_they_had_to_report(pages: dict[str, str]) -> None:
    shown = table(tree(pages, "agencies/990101-caizheng.md"), "历年报告")
    years = [row[0] for row in shown[1:]]
    assert years == ["2024", "2023", "2022", "2021", "2020", "2019"]
    assert [row[-1] for row in shown[1:]][-2:] == ["没有收录", "没有收录"]
    newer = table(tree(pages, "agencies/990102-caizheng.md"), "历年报告")
    assert [row[0] for row in newer[1:]] == ["2024", "2023", "2022"], "not before it existed"


def test_coverage_matrix_has_signs_and_words(pages: dict[str, str]) -> None:
    shown = table(tree(pages, "regions/990101.md"), "各机关各年度的报告")
    row = next(r for r in shown if r[0] == "云溪县财政局")
    assert shown[0][1:] == ["2021", "2022", "2023", "2024"]
    assert row[1:] == ["●已公布", "●已公布", "●已公布", "◐1 月 31 日之后公布"]
    assert next(r for r in shown if r[0] == "云溪县教育局")[1:] == ["○没有收录", "○没有收录", "●已公布", "○没有收录"]


def test_quality_pages_tell_what_was_found_where(pages: dict[str, str]) -> None:
    found = tree(pages, "quality/row-sum.md")
    assert catalogue.entry("row-sum").explain_zh in words(found)
    assert [words(li) for li in found.iterfind(".//ul[@class='sr-columns']/li")] == [
        "云溪县财政局 2024",
        "云溪县教育局 2023",
    ]
    assert "空<i>.txt" in words(tree(pages, "quality/files.md"))
    by_year = table(tree(pages, "quality/index.md"), "各年度报告")
    assert by_year[2][0] == "2023"
    assert by_year[2][1] == "6"
    assert sum(int(row[1]) for row in by_year[1:]) == len(reports()) - 1, "the undated one is in no year"


def test_what_may_be_right_is_not_told_as_figures_that_disagree(pages: dict[str, str]) -> None:
    parts = re.split(r"^## .* \{#(\w+)\}$", pages["quality/index.md"], flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    for code, group in (("row-sum", "figures"), ("published-late", "worth"), ("suspect-cell", "reading")):
        assert [id for id, told in sections.items() if f"/quality/{code}/" in told] == [group]
    assert "值得一看 · 提示" in words(tree(pages, "quality/published-late.md"))


def test_metric_pages_have_definition_series_and_leaders(pages: dict[str, str]) -> None:
    found = tree(pages, "metrics/granted.md")
    shown = words(found)
    assert "第三十六条" in shown
    assert term("row", "granted").caveat_zh in shown and term("row", "granted").sums_zh in shown
    assert pair("proactive", "regulations", "in_force")[1].caveat_zh in words(tree(pages, "metrics/regulations.md"))
    for path, caveat in (
        ("dictionary/index.md", term("stage", "litigation_direct").caveat_zh),
        ("en/dictionary/index.md", term("stage", "litigation_direct").caveat_en),
    ):
        assert caveat in words(tree(pages, path))
    rows = table(found, "历年数字")
    row = next(r for r in rows if r[:2] == ["县级部门", "2023"])
    assert row[3] == "5 家中 5 家"
    assert "件中" in row[6]
    leaders = found.find(".//figure[@id='c-total-county-department-most']")
    names = [words(r.find("th")) for r in leaders.iterfind(".//tbody/tr")]
    assert names[0] == "云溪县教育局"
    assert "云溪县民政局" not in names, "nobody leads with nothing"
    assert found.find(".//figure[@id='c-total-county-department-most']").find(".//svg") is not None


def test_a_unit_in_the_dictionary_says_what_it_is_where_a_phone_has_no_head(pages: dict[str, str]) -> None:
    for path, label in (("dictionary/index.md", "单位"), ("en/dictionary/index.md", "Unit")):
        cells = tree(pages, path).xpath(f"//td[@data-is='{label}' and contains(@class, 'sr-line')]")
        assert len(cells) > 40 and {words(cell) for cell in cells} <= {"件", "项", "个", "元", "万元"}


def test_an_agency_tells_why_applications_were_not_granted_over_the_years(pages: dict[str, str]) -> None:
    shown = table(tree(pages, "agencies/990100-shizf.md"), "没有公开的原因")
    known = {one.identity.year: one for one in reports() if one.identity.agency_id == "990100-shizf"}
    assert shown[0][1:] == [str(year) for year in sorted(known)]
    rows = {row[0]: row[1:] for row in shown[1:]}
    for name, item in (("属于行政查询事项", "refused_administrative_query"), ("其他", "other_other")):
        printed = [known[year].row("applications", item) for year in sorted(known)]
        assert rows[name] == [f"{int(row.figure('total').raw):,}" if row else "—" for row in printed]
    assert "没有公开的原因" not in pages["agencies/990101-minzheng.md"], "there was none"


def test_a_group_of_outcomes_is_explained_where_its_rows_are(pages: dict[str, str]) -> None:
    index = pages["metrics/index.md"]
    for group in form("2021").groups:
        assert index.count(f'<div id="{group.id.replace("_", "-")}"><dt><strong>{group.zh}</strong>') == 1
        assert index.count(group.definition_zh) == 1
        assert group.definition_zh in pages["dictionary/index.md"]
        assert group.definition_en in pages["en/dictionary/index.md"]
    group = form("2021").groups[2]
    assert group.definition_zh in pages["metrics/not_processed_duplicate.md"]
    assert group.definition_zh not in pages["metrics/refused_state_secret.md"] + pages["metrics/granted.md"]
    corrected = form("2021").term("result", "corrected")
    assert corrected.definition_zh + corrected.caveat_zh in pages["metrics/litigation_direct.md"]


def test_the_index_of_metrics_tells_the_group_of_a_row(pages: dict[str, str]) -> None:
    shown = {words(dt) for dt in tree(pages, "metrics/index.md").iterfind(".//dt")}
    assert "（四）无法提供1.本机关不掌握相关政府信息" in shown
    assert "（六）其他处理3.其他" in shown, "nothing but its group says what is other"
    assert "（七）总计" in shown


def test_the_downloads_tell_how_to_cite_the_dataset(pages: dict[str, str]) -> None:
    for path in ("downloads/index.md", "en/downloads/index.md"):
        told = [words(cite) for cite in tree(pages, path).iterfind(".//*[@class='sr-cite']")]
        assert len(told) == 2
        assert all(DOWNLOADS.version.dataset in cite for cite in told)


def test_downloads_tell_how_large_they_are(pages: dict[str, str]) -> None:
    rows = tree(pages, "downloads/index.md").findall(".//tbody/tr")
    told = next(row for row in rows if "data/applications.csv" in etree.tostring(row, encoding="unicode"))
    assert [words(small) for small in told.iterfind("td/small")] == ["12 kB"]
    assert [text.size(n) for n in (0, 999, 1000, 9_949, 12_345, 1_250_000, 2 * 10**9)] == (
        ["0 B", "999 B", "1.0 kB", "9.9 kB", "12 kB", "1.2 MB", "2.0 GB"]
    )


def test_an_office_of_a_year_leads_to_its_report_of_that_year(pages: dict[str, str]) -> None:
    links = [a.get("href") for a in tree(pages, "years/2023.md").iterfind(".//tbody/tr/th/a")]
    assert any(link.endswith("/reports/990101-caizheng-2023/") for link in links)
    assert [link for link in links if "/agencies/9" in link] == []


def test_updates_keep_no_dead_links(pages: dict[str, str]) -> None:
    found = tree(pages, "updates/index.md")
    assert [s.get("id") for s in found.iter("section")] == ["2026-03-01", "2025-03-01"]
    assert "云溪县<b>旧</b>局 2020" in words(found)
    assert [a.get("href") for a in found.iter("a") if "reports/" in a.get("href")] == [
        "../reports/990101-caizheng-2022/"
    ]


def test_a_sum_of_two_rows_leads_to_where_both_are_listed(pages: dict[str, str]) -> None:
    assert pages["index.md"].count('metrics/#review-litigation">行政诉讼</a>') == 2
    section = pages["metrics/index.md"].split("{#review-litigation}")[1]
    assert "metrics/litigation_direct/" in section and "metrics/litigation_after_reconsideration/" in section


def test_home_leads_everywhere(pages: dict[str, str]) -> None:
    found = tree(pages, "index.md")
    links = {a.get("href") for a in found.iter("a")}
    assert {"./regions/990000/", "./agencies/county-department/", "./years/2023/", "./metrics/granted/"} <= links
    assert found.find(".//button[@class='sr-search-open']") is not None
    assert "12 份年度报告" in words(found)
    drawing = found.find(".//figure[@class='sr-chart']")
    assert "申请怎样了结" in words(drawing)
    assert drawing.find(".//svg") is not None
    assert not found.xpath("//*[@data-chart]"), "a first visit loads nothing to draw with"


def test_long_lists_are_cut_into_pages_of_few_links() -> None:
    agencies = tuple(
        Agency(f"990101-a{n:04d}", f"云溪县第{n}局", (), "department", "county", "990101")
        for n in range(PAGE_ROWS * 2 + 5)
    )
    registry = replace(REGISTRY, agencies=agencies, acknowledged=(), _agency={}, _region={}, _children={})
    chosen = [zeros(agency_id=a.agency_id, agency=a.name, year=2023) for a in agencies]
    made = {
        p.path: render(p)
        for p in shared_pages(dataset(chosen, registry))
        if p.path.startswith(
            ("years/2023", "regions/990101", "agencies/county-department", "agencies/index", "agencies/2")
        )
    }
    assert {"years/2023.md", "years/2023/2.md", "years/2023/3.md", "regions/990101/3.md", "agencies/2.md"} <= set(made)
    assert max(page.count("<a ") for page in made.values()) <= 400
    shown = [a for path in ("years/2023.md", "years/2023/2.md", "years/2023/3.md") for a in named(made[path])]
    assert shown == [a.name for a in agencies]


def named(page: str) -> list[str]:
    rows = table(blocks(page), "2023 年各机关")
    return [row[0] for row in rows[1:]]


def test_slices_cover_a_list_once() -> None:
    parts = list(slices("years/2023", 401, 100))
    assert [(p.path, p.first, p.end) for p in parts] == [
        ("years/2023.md", 0, 100),
        *((f"years/2023/{n}.md", (n - 1) * 100, min(401, n * 100)) for n in (2, 3, 4, 5)),
    ]
    assert [p.path for p in slices("agencies/index", 2, 1)] == ["agencies/index.md", "agencies/2.md"]
    assert len(list(slices("years/2023", 0))) == 1


def test_writing_touches_only_what_changed_and_removes_what_is_gone(tmp_path: Path) -> None:
    content, memory = tmp_path / "content", tmp_path / "kept"
    (content / "en").mkdir(parents=True)
    mine = content / "about.md"
    mine.write_text("# 关于\n", encoding="utf-8")
    (content / "en" / "about.md").write_text("# About\n", encoding="utf-8")
    first = write_content(content, kept=memory)
    before = written(content)
    assert len(first) > 100
    assert write_content(content, kept=memory) == []
    assert write_content(content) == [], "also where nothing is remembered"
    fewer = [r for r in reports() if r.identity.report_id != "990101-caizheng-2024"]
    changed = write_content(content, fewer, kept=memory)
    after = written(content)
    assert "reports/990101-caizheng-2024.md" in before
    assert "reports/990101-caizheng-2024.md" not in after
    assert "reports/990101-caizheng-2023.md" in changed, "its neighbour has lost a link"
    assert "reports/990101-jiaoyu-2023.md" not in changed
    assert sorted(changed) == [name for name in after if before.get(name) != after[name]]
    assert mine.read_text(encoding="utf-8") == "# 关于\n"
    assert (content / "en" / "about.md").exists()
    assert not list(content.rglob("*.aside"))


def test_the_order_of_files_changes_nothing(pages: dict[str, str]) -> None:
    assert all_pages(list(reversed(reports()))) == pages


def test_an_empty_collection_has_its_pages() -> None:
    made = all_pages([], Registry())
    assert {"index.md", "regions/index.md", "years/index.md", "quality/index.md", "en/index.md"} <= set(made)
    assert all(take_apart(page) for page in made.values())


def test_regions_that_the_registry_lacks_have_a_page() -> None:
    one = report(agency_id="123456-x0a1b2c3d", agency="某局", region_code="123456")
    one = replace(one, identity=replace(one.identity, registered=False))
    made = all_pages([one], Registry())
    assert "未登记地区 123456" in made["regions/123456.md"]


def test_downloads_lead_to_the_files_of_each_year_and_province_that_has_a_report() -> None:
    silent = Agency("110101-caizheng", "东城区财政局", (), "department", "county", "110101")
    regions = tuple(Region(code, name, "county", "") for code, name in (("110101", "东城区"), ("990101", "云溪县")))
    page = all_pages([report()], Registry(agencies=(silent,), regions=regions))["downloads/index.md"]
    files = re.findall(r'href="[./]*data/(by-[a-z]+/\d+)/(\w+)\.csv"', page)
    assert {folder for folder, _ in files} == {"by-year/2023", "by-province/99"}
    assert len(files) == len(set(files)) == 2 * 9
    assert "data/by-province/11/" not in page


def test_the_page_of_a_province_leads_to_all_its_reports(pages: dict[str, str]) -> None:
    assert "data/by-province/99/figures_wide.csv" in pages["regions/990000.md"]
    assert "explore/?p=99" in pages["regions/990000.md"]
    assert not any("by-province" in pages[f"regions/{code}.md"] for code in ("990100", "990101", "000000"))


def test_a_year_names_the_offices_without_a_report(pages: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    silent = {o.id for o in dataset().everyone if 2022 in dataset().duties(o) and 2022 not in o.by_year}
    section = pages["years/2022.md"].split("{#missing}")[1].split("\n## ")[0]
    assert set(re.findall(r"agencies/([\w-]+)/", section)) == silent and f"<p>{len(silent)} 家" in section
    assert "data/by-year/2022/coverage.csv" in section
    monkeypatch.setattr("builder.pages.year._MOST_NAMED", len(silent) - 1)
    many = all_pages()["years/2022.md"].split("{#missing}")[1].split("\n## ")[0]
    assert "agencies/" not in many and f"<p>{len(silent)} 家" in many and "coverage.csv" in many


def test_a_year_tells_its_provinces_apart_where_several_reported() -> None:
    agencies = [Agency(f"{code}-shizf", f"{name}市人民政府", (), "government", "prefecture", code)
                for code, name in (("980100", "甲"), ("990100", "乙"), ("990200", "丙"))]  # fmt: skip
    regions = [Region(f"{code}0000", f"{name}省", "province", "") for code, name in (("98", "东"), ("99", "西"))]
    regions += [Region(a.region_code, a.name[:2], "prefecture", f"{a.region_code[:2]}0000") for a in agencies]
    base, refused = ("applications", "total_processed", "total"), ("applications", "refused_state_secret", "total")
    none = {("applications", item, "total"): "0" for item in measures.outcome_groups()["refused"]}
    chosen = [
        report({**none, base: "50", refused: str(n)}, agency_id=a.agency_id, agency=a.name, region_code=a.region_code)
        for n, a in zip((5, 8, 12), agencies, strict=True)
    ]
    registry = Registry(tuple(agencies), tuple(regions))
    shown = table(tree(all_pages(chosen, registry), "years/2023.md"), "2023 年各省份市级政府")
    assert [(row[0], row[1], row[5]) for row in shown[1:]] == [
        ("东省", "1 家中 1 家", "10.0%（50 件中 5 件）"),
        ("西省", "2 家中 2 家", "20.0%（100 件中 20 件）"),
    ]
    alone = all_pages(chosen[1:], registry)["years/2023.md"]
    assert "各省份" not in alone


@pytest.mark.parametrize(("ended", "offered"), [("", True), ("2022-06-01", False)])
def test_regions_offer_the_files_of_the_api_that_there_are(ended: str, offered: bool) -> None:
    regions = (Region("990000", "山河省", "province", ""), Region("990101", "云溪县", "county", "990000", "", ended))
    made = all_pages([report()], Registry(regions=regions))
    for code in ("990101", "990000"):  # the API has what is above a division that ended as little as that one
        assert (f"api/v1/regions/{code}.json" in made[f"regions/{code}.md"]) is offered
        own = code == "990101"  # the file of a division without agencies of its own holds nothing
        assert (f"api/v1/regions/{code}.csv" in made[f"regions/{code}.md"]) is (offered and own)
        assert ("含下级地区的合计 JSON" in made[f"regions/{code}.md"]) is (offered and not own)


def described(page: str) -> dict[str, dict[str, Any]]:
    """What a page tells machines, by type."""
    told = (json.loads(data) for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page))
    return {one["@type"]: one for one in told}


@pytest.mark.parametrize("site_url", ["", "https://example.org/sub/"])
def test_pages_are_described_for_machines_as_readers_see_them(site_url: str) -> None:
    made = {path: described(page) for path, page in all_pages(settings=Settings(site_url)).items()}
    up = site_url or "../../"
    report = made["reports/990101-caizheng-2023.md"]
    assert report["Dataset"]["identifier"] == "990101-caizheng-2023"
    assert report["Dataset"]["url"] == f"{up}reports/990101-caizheng-2023/"
    assert report["Dataset"]["spatialCoverage"]["name"] == "云溪县"
    trail = [(item["name"], item["item"]) for item in report["BreadcrumbList"]["itemListElement"]]
    assert trail[:3] == [("首页", up), ("地区", f"{up}regions/"), ("山河省", f"{up}regions/990000/")]
    assert trail[-2] == ("云溪县财政局", f"{up}agencies/990101-caizheng/")
    assert trail[-1][1] == report["Dataset"]["url"]
    for path in ("index.md", "en/index.md", "downloads/index.md", "en/downloads/index.md"):
        whole = made[path]["Dataset"]
        assert ("阳光" in whole["name"]) == (not path.startswith("en/"))
        assert whole["temporalCoverage"] == "2019/2024"
    assert "BreadcrumbList" not in made["index.md"]
    assert list(made["regions/990101.md"]) == ["BreadcrumbList"]


def test_compiled_templates_are_kept_for_the_same_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def compiled() -> bool:
        environment.cache_clear()
        with monkeypatch.context() as patch, keep_compiled(tmp_path):
            done: list[str] = []
            of_ours = environment()._generate
            patch.setattr(
                environment(), "_generate", lambda *given, **named: done.append("") or of_ours(*given, **named)
            )
            environment().get_template("home.md.j2")
        return bool(done)

    try:
        assert compiled() and not compiled()
        monkeypatch.setattr(rendering, "program_digest", lambda: "another program")
        assert compiled() and not compiled()
        assert [path.name for path in tmp_path.iterdir()] == ["another program"[:16]]
    finally:
        environment.cache_clear()


def test_no_line_of_a_template_is_white_space_alone() -> None:
    """What takes the blank lines out of a page looks for no others."""
    for template in resources.files("builder").joinpath("templates").iterdir():
        text = re.sub(r"\{\*.*?\*\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"^[ \t]", text, re.MULTILINE), template.name
