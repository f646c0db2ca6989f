"""What the search is fed with: one record per page, and every word of the reports' prose."""

from __future__ import annotations

import html
import random
from pathlib import Path

import pytest

from builder.model import Outcome, Report
from builder.process import process
from builder.registry import Registry
from builder.registry.files import load
from builder.search import office_records, shared_records
from builder.search.written import written_records
from builder.site import SearchRecord
from builder.site.records import card, stub
from builder.sources import scan
from tests import paged
from tests.handmade import collected
from tests.shelved import shelved


@pytest.fixture(scope="module")
def read(sample_project: Path) -> tuple[list[Outcome], Registry]:
    data = sample_project / "data"
    registry, _ = load(data / "registry")
    return [process(job, registry) for job in scan([data / "reports"])], registry


@pytest.fixture(scope="module")
def found(read: tuple[list[Outcome], Registry]) -> tuple[list[SearchRecord], list[Report]]:
    collection = collected(*read)
    with shelved(*read) as made:
        dataset = made.dataset()
    records = [
        record
        for office in dataset.offices.values()
        for record in office_records(dataset, office, [o.report for o in collection.of_agency(office.id) if o.report])
    ]
    return [*records, *shared_records(dataset)], list(collection.reports())


def test_the_index_is_made_of_the_cards_and_stubs_of_just_these_records(
    read: tuple[list[Outcome], Registry], found: tuple[list[SearchRecord], list[Report]]
) -> None:
    expected = {record.url: (card(record, stub(record)), stub(record)) for record in found[0]}
    with shelved(*read) as made:
        index = made.shelf.index(shared_records(made.dataset()))
        assert {each.url: each._replace(owner="") for each in index.cards} == {u: c for u, (c, _) in expected.items()}
        assert len(index.cards) == len(expected)
        mixed = random.Random(4).sample(list(index.cards), len(index.cards))
        for cards in (mixed, mixed[:7], [each for each in mixed if not each.owner], []):
            assert list(index.stubs(cards)) == [expected[each.url][1] for each in cards], "in the order asked for"


def test_every_record_is_a_page_of_the_site_and_no_page_comes_twice(
    found: tuple[list[SearchRecord], list[Report]], sample_site: Path
) -> None:
    urls = [record.url for record in found[0]]
    assert len(urls) == len(set(urls))
    assert [url for url in urls if not (sample_site / url / "index.html").is_file()] == []
    for part in ("reports", "agencies", "years", "metrics"):
        pages = {f"{part}/{path.name}/" for path in (sample_site / part).iterdir() if path.is_dir()}
        assert pages - set(urls) == set()


def test_what_a_result_shows_and_is_filtered_by() -> None:
    made, dataset = paged.reports(), paged.dataset()
    records = {record.url: record for record in shared_records(dataset)}
    for office in dataset.offices.values():
        by_id = {one.identity.report_id: one for one in made if one.identity.agency_id == office.id}
        own = office_records(dataset, office, [by_id[entry.id] for entry in office.entries])
        records |= {record.url: record for record in own}
    seen = {url: (each.title, each.place, dict(each.facts), each.warning) for url, each in records.items()}
    figures = {"新收申请": "9,168 件", "办结": "9,135 件", "予以公开": "15 件"}
    county, unknown = "山河省青石市云溪县", "未识别地区"
    assert seen["agencies/990101-caizheng/"] == ("云溪县财政局", county, {"年度": "2021–2024", **figures}, "")
    assert seen["agencies/000000-x0a1b2c3d/"] == ("无名局", unknown, figures, "")
    assert seen["reports/990101-caizheng-2024/"] == ("云溪县财政局 2024 年度报告", county, figures, "有存疑读数")
    told = ("无名局 年份不明 年度报告", unknown, figures, "机关未登记或年份不明")
    assert seen["reports/000000-x0a1b2c3d-0000/"] == told
    assert seen["regions/990101/"] == ("云溪县", "山河省青石市", {"机关": "5"}, "")
    assert seen["years/2023/"] == ("2023 年度", "", {"报告": "6"}, "")
    assert seen["years/2019/"] == ("2019 年度", "", {"报告": "1"}, "")
    assert seen["agencies/county-department/"] == ("县级部门", "", {"机关": "5"}, "")
    chosen = {url: [(name, value) for name, value, _ in each.choices] for url, each in records.items()}
    office, quality = [("region", "990000"), ("kind", "department")], ("quality", "suspect")
    assert chosen["agencies/990101-caizheng/"] == office
    assert chosen["reports/990101-caizheng-2024/"] == [("year", "2024"), *office, quality]
    assert "year" not in dict(chosen["reports/000000-x0a1b2c3d-0000/"])
    assert records["agencies/990101-caizheng/"].names == ("云溪县财政局", "县财政局")


def test_metrics_are_found_by_their_group_and_kinds_of_offices_by_name(
    found: tuple[list[SearchRecord], list[Report]],
) -> None:
    by_url = {record.url: record for record in found[0]}
    refused = {url for url, record in by_url.items() if record.kind == "page" and "不予公开" in record.searched}
    assert {"metrics/refused_state_secret/", "metrics/refused_enforcement_file/"} <= refused
    assert by_url["metrics/other_other/"].title == "其他处理 · 其他"
    sued = {url for url, record in by_url.items() if record.kind == "page" and "行政诉讼" in record.searched}
    assert {"metrics/litigation_direct/", "metrics/litigation_after_reconsideration/"} <= sued
    assert all(word in by_url["metrics/litigation_direct/"].searched for word in ("结果纠正", "撤销", "败诉"))
    assert by_url["agencies/county-government/"].title == "县级政府"


def test_pages_that_every_site_has_are_found_in_their_language(
    found: tuple[list[SearchRecord], list[Report]], sample_site: Path
) -> None:
    records = {record.url: record for record in [*found[0], *written_records(sample_site.parent / "content")]}
    assert len(records) == len(found[0]) + 8, "no page is both generated and written"
    for folder in (sample_site, sample_site / "en"):
        pages = {f"{page.parent.relative_to(sample_site).as_posix()}/" for page in folder.glob("*/index.html")}
        assert pages - set(records) == set()
    for url, title, word in (
        ("dictionary/", "数据字典", "编号"),
        ("quality/", "数据质量", "对不上"),
        ("about/", "关于", "纠错"),
        ("en/dictionary/", "Data dictionary", "column"),
        ("en/about/", "About", "Licence"),
    ):
        page = html.unescape((sample_site / url / "index.html").read_text(encoding="utf-8"))
        record = records[url]
        assert record.title == title and word in record.searched and record.place in page
        assert all(words in page for words in record.texts), url


def test_a_written_page_needs_a_title_and_its_code_and_markup_are_no_words(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    words = "---\ntitle: 联系\n---\n# 联系\n\n## 写给 [我们](about.md) {#mail}\n\n```sh\n## no heading\n```\n"
    (tmp_path / "contact.md").write_text(words, encoding="utf-8")
    (tmp_path / "untitled.md").write_text("text\n", encoding="utf-8")
    (tmp_path / "index.md").write_text("---\ntitle: 首页\n---\n", encoding="utf-8")
    assert [(r.url, r.title, r.texts) for r in written_records(tmp_path)] == [("contact/", "联系", ("", "写给 我们"))]


@pytest.mark.parametrize("word", ["政务服务", "行政复议", "洪泽", "平潭", "信息公开", "解读"])
def test_a_word_is_in_the_records_of_just_the_reports_that_say_it(
    found: tuple[list[SearchRecord], list[Report]], word: str
) -> None:
    by_url = {record.url: record for record in found[0]}
    saying = 0
    for report in found[1]:
        who = report.identity
        record = by_url[f"reports/{who.report_id}/"]
        said = (who.agency, report.title, *(section.text for section in report.sections))
        assert (word in record.searched) == any(word in text for text in said), who.report_id
        saying += word in record.searched
    assert saying


def test_a_report_says_who_where_when_and_how_sure(found: tuple[list[SearchRecord], list[Report]]) -> None:
    record = next(r for r in found[0] if r.url == "reports/350128-gwh-2023/")
    assert record.kind == "report" and record.year == 2023 and record.region_code == "350128"
    assert "平潭" in record.title and "2023" in record.title
    assert record.place.startswith("福建省") and record.place.endswith("平潭县")
    choices = {choice.name: choice.value for choice in record.choices}
    assert choices["year"] == "2023" and choices["region"] == "350000" and set(choices) == {*choices, "quality", "kind"}
    assert [name for name, _ in record.facts] == ["新收申请", "办结", "予以公开"]
    office = next(r for r in found[0] if r.url == "agencies/350128-gwh/")
    assert office.kind == "agency" and office.title in office.names
