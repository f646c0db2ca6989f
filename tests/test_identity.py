"""Who, where, which year: from titles, prose, metadata and paths, against a small registry of its own."""

from dataclasses import replace

import pytest

from builder.document import Document
from builder.formats.html import read_html
from builder.formats.text import read_text
from builder.identity import identify
from builder.identity.likeness import meant, names
from builder.identity.naming import names_in
from builder.model import Agency, Finding, Identity, Job, Region, Sidecar
from builder.parse import Parsed, parse
from builder.registry import Registry
from builder.registry.name_index import NameIndex

REGIONS = (
    Region("330000", "云江省", "province", ""),
    Region("330100", "临溪市", "prefecture", "330000"),
    Region("330102", "鼓山区", "county", "330100"),
    Region("330105", "新孟区", "county", "330100", "2021-03-18"),
    Region("330122", "新孟县", "county", "330100", "", "2021-03-18"),
    Region("330200", "海州市", "prefecture", "330000"),
    Region("330202", "鼓山区", "county", "330200"),
)
AGENCIES = (
    Agency("330100-daj", "临溪市档案局", (), "department", "prefecture", "330100"),
    Agency("330102-daj", "鼓山区档案局", (), "department", "county", "330102"),
    Agency("330102-rmzf", "鼓山区人民政府", ("鼓山区政府",), "government", "county", "330102"),
    Agency("330105-slj", "新孟区水利局", (), "department", "county", "330105", "2021-03-18"),
    Agency("330122-slj", "新孟县水利局", (), "department", "county", "330122", "", "2021-03-18"),
    Agency("330102-dmjd", "鼓山区东门街道办事处", (), "subdistrict", "township", "330102"),
    Agency("330102-kfq", "鼓山区开发区管理委员会", (), "zone", "county", "330102"),
    Agency("330202-daj", "海州市鼓山区档案局", (), "department", "county", "330202"),
)
REGISTRY = Registry(AGENCIES, REGIONS)
BODY = "\n一、总体情况\n{prose}\n二、主动公开政府信息情况\n"


def who(
    title: str, prose: str = "本局依法公开。", path: str = "a.txt", sidecar: Sidecar | None = None
) -> tuple[Identity, list[str]]:
    identity, findings = answer(title, prose, path, sidecar)
    return identity, [f.code for f in findings]


def answer(
    title: str, prose: str, path: str = "a.txt", sidecar: Sidecar | None = None
) -> tuple[Identity, tuple[Finding, ...]]:
    document = read_text(title + BODY.format(prose=prose))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    found = identify(document, parsed, Job(path, b"", "ab" * 32, sidecar or Sidecar()), REGISTRY)
    assert not isinstance(found, Finding), found
    return found


def test_an_unregistered_office_of_a_renamed_division_is_in_the_division_of_today() -> None:
    renamed = (
        Region("330103", "青石县", "county", "330100", "", "2020-07-01"),
        Region("330103", "青石市", "county", "330100", "2020-07-01"),
    )
    document = read_text("青石县水利局2019年政府信息公开工作年度报告" + BODY.format(prose="本局依法公开。"))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    found = identify(document, parsed, Job("a.txt", b"", "ab" * 32), Registry(AGENCIES, (*REGIONS, *renamed)))
    assert not isinstance(found, Finding)
    assert (found[0].agency, found[0].region_code, found[0].region) == ("青石县水利局", "330103", "青石市")


@pytest.mark.parametrize(
    ("year", "region_code", "agency_id"),
    [
        (2020, "330102", "330102-aj"),
        (2021, "330102", "330102-yj"),
        (2022, "330102", "330102-yj"),
        (2021, "330202", ""),  # elsewhere: no successor, but a namesake
    ],
)
def test_of_two_offices_of_one_name_the_one_at_the_years_end_reports(
    year: int, region_code: str, agency_id: str
) -> None:
    ended = Agency("330102-aj", "鼓山区安监局", (), "department", "county", "330102", "", "2021-06-15")
    begun = Agency("330102-yj", "鼓山区应急局", ("鼓山区安监局",), "department", "county", region_code, "2021-06-15")
    document = read_text(f"鼓山区安监局{year}年政府信息公开工作年度报告" + BODY.format(prose="本局依法公开。"))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    found = identify(document, parsed, Job("a.txt", b"", "ab" * 32), Registry((ended, begun), REGIONS))
    told = found.code if isinstance(found, Finding) else found[0].agency_id
    assert told == (agency_id or "ambiguous-agency")


def test_a_date_is_no_year_of_a_report() -> None:
    title = "发布日期：2023年1月18日\n临溪市档案局政府信息公开工作年度报告"
    assert who(title, "现将2022年政府信息公开工作情况报告如下。")[0].year == 2022
    assert who("索引号 2023-00021 文号无\n临溪市档案局政府信息公开工作年度报告")[0].year == 0


def test_a_report_that_is_cited_is_another_one() -> None:
    """Last year's report, made public this year, gives no year; a sentence that cites the Regulations gives no name."""
    prose = "2022年，本局公开发布《临溪市档案局2021年政府信息公开工作年度报告》。2022年共公开信息40条。"
    identity, codes = who("根据《中华人民共和国政府信息公开条例》有关规定，编制本报告。", prose)
    assert identity.year == 2022 and "year-inferred" in codes
    assert identity.agency == ""
    own = "现发布《临溪市档案局2021年政府信息公开工作年度报告》。"
    assert who("政府信息公开工作年度报告", own)[0].year == 2021


def test_two_years_in_the_prose_are_not_decided_in_silence() -> None:
    prose = "与2021年政府信息公开工作相比，2022年政府信息公开工作有所加强，2022年还开设了专栏。"
    identity, codes = who("临溪市档案局政府信息公开工作年度报告", prose)
    assert identity.year == 2022 and codes == ["year-inferred"]


@pytest.mark.parametrize(
    ("title", "report_id"),
    [
        ("临溪市档案局2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("鼓山区人民政府2021年信息公开年度报告", "330102-rmzf-2021"),
        ("云江省临溪市档案局 2023 年政府信息公开 公开工作年度报告", "330100-daj-2023"),
        ("临溪市鼓山区档案局2022年度政府信息公开工作年度报告", "330102-daj-2022"),
        ("海州市鼓山区档案局关于2024年度政府信息公开工作年度报告", "330202-daj-2024"),
        ("鼓山区2021年政府信息公开工作年度报告", "330102-rmzf-2021"),
        ("二〇二三年度临溪市档案局政府信息公开工作年度报告", "330100-daj-2023"),
        ("临溪市档案局临溪市档案局2023年政府信息公开年报", "330100-daj-2023"),
        ("临溪市档案局\n2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("海州市鼓山区\n档案局\n2023年政府信息公开工作\n年度报告", "330202-daj-2023"),
        ("2023年临溪市档案局政府信息公开工作年度报告根据《条例》的规定，由本局编制。", "330100-daj-2023"),
        ("《2023年度临溪市档案局信息公开工作年度报告》已经局务会同意，今日公开。", "330100-daj-2023"),
        ("【年报】临溪市档案局2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("[2023年政务公开] 临溪市档案局2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("临溪市档案局2023年1—12月政府信息公开工作年度报告", "330100-daj-2023"),
        ("临溪市档案局关于公布《临溪市档案局2022年政府信息公开工作年度报告》的公告", "330100-daj-2022"),
        ("附件2：临溪市档案局2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("附件1临溪市档案局2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("1.临溪市档案局2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("关于公布临溪市档案局2023年政府信息公开工作年度报告的通知", "330100-daj-2023"),
        ("临溪市档案局关于公布2023年政府信息公开工作年度报告的通知", "330100-daj-2023"),
        ("临溪市人民政府门户网站 | 临溪市档案局2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("现将《临溪市档案局2023年政府信息公开工作年度报告》公布如下", "330100-daj-2023"),
        ("现发布《临溪市档案局2023年政府信息公开工作年度报告》，请监督", "330100-daj-2023"),
        ("临溪市档案局的2023年政府信息公开工作年度报告", "330100-daj-2023"),
        ("2023年政府信息公开工作年度报告\n临溪市档案局信息公开年度报告", "330100-daj-2023"),
        (
            "政府信息公开指南\n政府信息公开年报\n发文日期 2023-01-18\n临溪市档案局2022年政府信息公开工作年度报告",
            "330100-daj-2022",
        ),
        (
            "2024年政府信息公开年报\n2023年政府信息公开年报\n临溪市档案局\n2021年政府信息公开工作年度报告",
            "330100-daj-2021",
        ),
    ],
)
def test_titles(title: str, report_id: str) -> None:
    identity, codes = who(title)
    assert identity.report_id == report_id and identity.registered and codes == []


def test_the_office_that_makes_its_report_public_in_the_first_sentence() -> None:
    identity, codes = who("依照《条例》，临溪市档案局现向社会公开《2023年政府信息公开工作年度报告》。")
    assert identity.report_id == "330100-daj-2023" and codes == ["year-inferred"]


@pytest.mark.parametrize(
    ("line", "name"), [("临溪市水文局公布", "临溪市水文局"), ("临溪市水文局发布", "临溪市水文局"), ("本局公布", "")]
)
def test_the_verb_behind_an_office_is_none_of_its_name(line: str, name: str) -> None:
    lead = f"2023年政府信息公开工作年度报告\n{line}2023年政府信息公开年度报告。"
    assert who(lead, "2023年，本局依法公开。")[0].agency == name


@pytest.mark.parametrize("words", ["由临溪市档案局根据", "由 临溪市 档案局 按照"])
def test_the_office_that_compiled_a_report_is_its_publisher(words: str) -> None:
    identity, codes = who(f"2023年政府信息公开工作年度报告\n本年度报告{words}《条例》编制，另有附件。")
    assert identity.report_id == "330100-daj-2023" and codes == ["agency-from-publisher"]


@pytest.mark.parametrize(
    "line",
    [
        "《临溪市档案局2022年政府信息公开工作年度报告》已于2023年1月公布。",
        "根据通知，临溪市档案局公布2023年政府信息公开工作年度报告格式后略有变动。",
        "工作分工如下，由临溪市档案局编制公开目录。",
        "按照临溪市档案局政府信息公开工作年度报告格式编制",
        "为临溪市档案局信息公开年度报告作参考",
        "参见《临溪市档案局2023年政府信息公开工作年度报告》一文",
        "一年来，各科室认真学习，" * 7 + "临溪市档案局信息公开年度报告写得好。",
    ],
)
def test_an_office_that_the_lead_names_for_something_else_is_not_the_reports(line: str) -> None:
    identity, codes = who(f"2023年政府信息公开工作年度报告\n{line}", "2023年，本局依法公开。")
    assert (identity.agency, identity.year) == ("", 2023) and "agency-from-publisher" not in codes


LISTED = "临溪市档案局2021年政府信息公开工作年度报告\n鼓山区档案局2024年政府信息公开工作年度报告\n"


@pytest.mark.parametrize(
    ("title", "prose", "agency", "year"),
    [
        (LISTED + "临溪市水利局2023年政府信息公开工作年度报告", "", "临溪市水利局", 2023),
        (LISTED + "临溪市水利局2023年政府信息\n公开工作年度报告", "", "临溪市水利局", 2023),
        ("临溪市水利局2023年政府信息公开工作年度报告\n" + LISTED, "2023年，本局依法公开。", "临溪市水利局", 2023),
        (
            "临溪市水利局2023年政府信息公开工作年度报告\n临溪市档案局2023年政府信息公开工作年度报告",
            "2023年，临溪市水利局依法公开。",
            "临溪市水利局",
            2023,
        ),
        (LISTED + "2023年政府信息公开工作年度报告", "2023年，本局依法公开。", "", 2023),
        ("（2024年1月20日）临溪市水利局2023年政府信息公开工作年度报告", "", "临溪市水利局", 2023),
        ("臨溪市水利局2023年政府資訊公開工作年度報告", "", "临溪市水利局", 2023),
        ("临溪市水利局（原临溪市档案局）2023年政府信息公开工作年度报告", "", "临溪市水利局", 2023),
    ],
)
def test_reports_that_a_page_lists_are_other_reports(title: str, prose: str, agency: str, year: int) -> None:
    identity, _ = who(title, prose or "本局依法公开。")
    assert (identity.agency, identity.year) == (agency, year)


@pytest.mark.parametrize("printed", ["<p>临溪市水利局2023年政府</p><p>信息公开工作年度报告</p>", ""])
@pytest.mark.parametrize("name", ["ArticleTitle", "og:title"])
def test_the_title_that_a_page_declares_is_not_one_that_it_lists(name: str, printed: str) -> None:
    listed = "".join(f"<li>{line}</li>" for line in LISTED.splitlines())
    declared = f'<meta property="{name}" content="临溪市水利局2023年政府信息公开工作年度报告">'
    body = BODY.format(prose="2023年，本局依法公开。").replace("\n", "<br>")
    document = read_html(f"<html><head>{declared}</head><body><ul>{listed}</ul>{printed}{body}</body></html>".encode())
    assert isinstance(document, Document)
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    answer = identify(document, parsed, Job("a.html", b"", "ab" * 32), REGISTRY)
    assert isinstance(answer, tuple)
    assert (answer[0].agency, answer[0].year) == ("临溪市水利局", 2023)


@pytest.mark.parametrize("name", ["鼓山区东门街道办事处", "鼓山区东门街道", "鼓山区开发区管委会", "鼓山区开发区"])
def test_the_end_of_a_streets_or_zones_name_may_be_left_out(name: str) -> None:
    assert who(f"临溪市{name}2023年政府信息公开工作年度报告")[0].registered


@pytest.mark.parametrize("name", ["鼓山区柳溪镇人民政府", "鼓山区柳溪镇", "临溪市鼓山区柳溪镇"])
def test_the_end_of_a_towns_name_may_be_left_out(name: str) -> None:
    town = Agency("330102-lxz", "鼓山区柳溪镇人民政府", (), "township", "township", "330102")
    index = NameIndex(Registry((*AGENCIES, town), REGIONS))
    assert index.by_name[name] == [town]


ELSEWHERE = (
    Region("330103", "青石区", "county", "330200", "", "2021-03-18"),
    Region("330106", "青石区", "county", "330100", "2021-03-18"),
    Region("330104", "城关区", "county", "330100"),
    Region("440000", "河东省", "province", ""),
    Region("440100", "望江市", "prefecture", "440000"),
    Region("440102", "城关区", "county", "440100"),
)


@pytest.mark.parametrize(
    ("name", "said", "code", "rest"),
    [
        ("云江省临溪市鼓山区档案局", "", "330102", "档案局"),
        ("鼓山区档案局", "云江省临溪市依法公开", "330102", "档案局"),
        ("鼓山区档案局", "海州市依法公开", "330202", "档案局"),
        ("鼓山区档案局", "海州市鼓山区依法公开", "330202", "档案局"),
        ("青石区档案局", "依法公开", "330106", "档案局"),
        ("鼓山区档案局", "临溪市和海州市依法公开", None, "鼓山区档案局"),
        ("鼓山区档案局", "云江省依法公开", None, "鼓山区档案局"),
        ("云江省鼓山区档案局", "依法公开", "330000", "鼓山区档案局"),
        ("海州市新孟区水利局", "", "330200", "新孟区水利局"),
        ("城关区档案局", "河东省依法公开", "440102", "档案局"),
        ("档案局", "临溪市", None, "档案局"),
    ],
)
def test_the_division_that_a_name_begins_with(name: str, said: str, code: str | None, rest: str) -> None:
    """Read from the largest on, each within the one before; of several of one name the prose decides or nobody."""
    region, left = NameIndex(Registry((), (*REGIONS, *ELSEWHERE))).prefix(name, lambda: said)
    assert (region.region_code if region else None, left) == (code, rest)


def test_the_divisions_that_a_text_names_at_its_beginning_most_often_first() -> None:
    index = NameIndex(Registry((), REGIONS))
    text = "临溪市和海州市的鼓山区，海州市的新孟区" + "。" * 8000 + "临溪市临溪市"

    def mentioned(*levels: str) -> list[str]:
        return [region.region_code for region in index.mentioned(lambda: text, levels)]

    assert mentioned("prefecture") == ["330200", "330100"]
    assert mentioned("county") == ["330105"], "which 鼓山区 is meant nobody can tell"


def test_an_alias_is_as_near_as_the_name() -> None:
    index = NameIndex(Registry((replace(AGENCIES[0], aliases=("临溪市档案馆",)),), REGIONS))
    assert [name for name, _ in index.of_division("330100")] == ["档案局", "档案馆"]
    assert [agency.name for agency in index.ending("案局")] == ["临溪市档案局"] and not index.ending(
        "云江省临溪市档案局"
    )


def test_the_city_comes_from_the_prose() -> None:
    identity, _ = who("市档案局2022年政府信息公开工作年度报告", "印发《临溪市档案局公开制度》。")
    assert identity.agency_id == "330100-daj"


def test_the_same_name_in_two_cities_is_decided_by_the_prose_or_refused() -> None:
    assert who("鼓山区档案局2023年政府信息公开工作年度报告", "海州市统一部署。")[0].agency_id == "330202-daj"
    document = read_text("鼓山区档案局2023年政府信息公开工作年度报告" + BODY.format(prose="无。"))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    refused = identify(document, parsed, Job("a.txt", b"", "ab" * 32), REGISTRY)
    assert isinstance(refused, Finding) and refused.code == "ambiguous-agency"
    assert "330102-daj" in dict(refused.values)["candidates"] and "330202-daj" in dict(refused.values)["candidates"]


def test_a_renamed_district_keeps_two_agencies() -> None:
    assert who("新孟县水利局2020年政府信息公开工作年度报告")[0].agency_id == "330122-slj"
    assert who("新孟区水利局2022年政府信息公开工作年度报告")[0].agency_id == "330105-slj"
    assert "agency-not-valid" in who("新孟县水利局2023年政府信息公开工作年度报告")[1]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "existed"),
    [
        ("", "", True),
        ("2023-12-31", "", True),
        ("2024-01-01", "", False),
        ("", "2023-01-02", True),
        ("", "2023-01-01", False),
        ("2023-03-01", "2023-04-01", True),
    ],
)
def test_an_agency_of_a_year_existed_on_one_of_its_days(valid_from: str, valid_to: str, existed: bool) -> None:
    agency = Agency("330100-daj", "临溪市档案局", (), "department", "prefecture", "330100", valid_from, valid_to)
    document = read_text("临溪市档案局2023年政府信息公开工作年度报告" + BODY.format(prose="本局依法公开。"))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    answer = identify(document, parsed, Job("a.txt", b"", "ab" * 32), Registry((agency,), REGIONS))
    assert not isinstance(answer, Finding)
    assert ("agency-not-valid" in [f.code for f in answer[1]]) is not existed


def test_a_report_of_no_year_is_of_none_in_which_its_agency_did_not_exist() -> None:
    identity, codes = who("新孟区水利局政府信息公开工作年度报告")
    assert identity.report_id == "330105-slj-0000" and codes == ["year-unknown"]


def test_a_name_in_the_registry_may_be_spelled_otherwise() -> None:
    agency = Agency("330100-swj", "臨溪市 水務局", ("市水務局",), "department", "prefecture", "330100")
    document = read_text("临溪市水务局2023年政府信息公开工作年度报告" + BODY.format(prose="本局依法公开。"))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    answer = identify(document, parsed, Job("a.txt", b"", "ab" * 32), Registry((agency,), REGIONS))
    assert not isinstance(answer, Finding) and answer[0].agency_id == "330100-swj"


@pytest.mark.parametrize(
    ("name", "prose", "agency_id"),
    [
        ("区档案局", "云江省临溪市依法公开。", "330102-daj"),
        ("区档案局", "海州市依法公开。", "330202-daj"),
        ("鼓山区档案局", "云江省临溪市依法公开。", "330102-daj"),
        ("档案局", "临溪市依法公开。", None),
    ],
)
def test_the_division_that_a_name_leaves_out_is_the_one_of_the_prose(
    name: str, prose: str, agency_id: str | None
) -> None:
    identity, _ = who(f"{name}2023年政府信息公开工作年度报告", prose)
    assert (identity.agency_id if identity.registered else None) == agency_id


@pytest.mark.parametrize("where", ["prose", "path", "metadata", "title"])
@pytest.mark.parametrize(("city", "agency_id"), [("临溪市", "330102-daj"), ("海州市", "330202-daj")])
def test_the_city_may_be_told_anywhere_in_a_file(where: str, city: str, agency_id: str) -> None:
    said = {where: city}
    text = "鼓山区档案局2023年政府信息公开工作年度报告" + BODY.format(prose=f"{said.get('prose', '')}依法公开。")
    document = replace(
        read_text(text), metadata=(("SiteName", f"{said.get('metadata', '')}门户"),), title=said.get("title", "")
    )
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    answer = identify(document, parsed, Job(f"{said.get('path', '')}/a.txt", b"", "ab" * 32), REGISTRY)
    assert isinstance(answer, tuple) and answer[0].agency_id == agency_id


def test_a_misread_name_that_may_mean_two_offices_means_none() -> None:
    assert not who("鼓岭区档案局2023年政府信息公开工作年度报告", "鼓山区依法公开。")[0].registered


@pytest.mark.parametrize(
    ("title", "publisher", "agency_id"),
    [
        ("", "区档案局", "330102-daj"),
        ("国土局", "临溪市自然资源局", "330100-zrj"),
        ("水利局", "临溪市自然资源局", None),
    ],
)
def test_a_publisher_counts_where_it_fits(title: str, publisher: str, agency_id: str | None) -> None:
    renamed = Agency("330100-zrj", "临溪市自然资源局", ("临溪市国土局",), "department", "prefecture", "330100")
    text = f"{title}2023年政府信息公开工作年度报告" + BODY.format(prose="临溪市依法公开。")
    document = replace(read_text(text), metadata=(("来源", publisher),))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    answer = identify(document, parsed, Job("a.txt", b"", "ab" * 32), Registry((*AGENCIES, renamed), REGIONS))
    assert isinstance(answer, tuple)
    assert (answer[0].agency_id if answer[0].registered else None) == agency_id


def test_a_misread_character_needs_the_right_name_elsewhere() -> None:
    identity, codes = who("林溪市档案局2023年政府信息公开工作年度报告", "临溪市档案局依法公开。")
    assert identity.agency_id == "330100-daj" and codes == ["agency-misread"]
    assert not who("林溪市档案局2023年政府信息公开工作年度报告")[0].registered


@pytest.mark.parametrize("title", ["鼓山区水利局", "临溪市档案馆", "新孟区水务局"])
def test_another_office_of_the_same_division_is_no_misprint(title: str) -> None:
    identity, codes = who(
        f"{title}2023年政府信息公开工作年度报告", f"{title}依法公开，与鼓山区、临溪市、新孟区各局一道。"
    )
    assert not identity.registered and identity.agency == title and "agency-misread" not in codes


@pytest.mark.parametrize(
    ("head", "agency_id", "codes"),
    [
        # The office above publishes the page of a town, or of an office that the registry lacks.
        ("鼓山区北山镇2023年政府信息公开工作年度报告\n发布机构：鼓山区人民政府", None, ["agency-unregistered"]),
        ("鼓山区人民政府\n鼓山区北山镇2023年政府信息公开工作年度报告\n来源：北山镇", None, ["agency-unregistered"]),
        (
            "临溪市档案馆2023年政府信息公开工作年度报告\n来源：临溪市档案局",
            None,
            ["agency-unregistered", "agency-similar"],
        ),
        # The publisher says which office a short name means.
        ("档案局2023年政府信息公开工作年度报告\n发布机构：临溪市档案局", "330100-daj", []),
        ("鼓山区档案局2023年政府信息公开工作年度报告\n发布机构：海州市鼓山区档案局", "330202-daj", []),
        # A report without a title that says whose it makes public.
        ("按照市政府要求，现将临溪市档案局2023年政府信息公开工作年度报告公布如下。\n来源：市政府", "330100-daj", []),
        ("现向社会公布2023年度临溪市档案局政府信息公开年度报告。\n发布机构：鼓山区人民政府", "330100-daj", []),
        (
            "根据市里关于做好2023年政府信息公开工作年度报告的要求，现公布我局2023年政府信息公开情况。",
            None,
            ["agency-unregistered"],
        ),
        # Nothing but the publisher is there.
        ("2023年政府信息公开工作年度报告\n来源：临溪市档案局", "330100-daj", ["agency-from-publisher"]),
        (
            ">> 政务公开 >> 2023年度政府信息公开年度报告 >> 部门\n文号：\t3号\t发布机构：\t临溪市档案局",
            "330100-daj",
            ["agency-from-publisher"],
        ),
        (
            "本局2023年政府信息公开工作年度报告\n来源：北山镇政府",
            None,
            ["agency-from-publisher", "agency-unregistered"],
        ),
    ],
)
def test_the_publisher_counts_only_where_the_title_does_not_speak(
    head: str, agency_id: str | None, codes: list[str]
) -> None:
    identity, told = who(head)
    assert told == codes
    assert identity.agency_id == agency_id if agency_id else not identity.registered


def test_an_unknown_agency_gets_the_fallback_id_of_its_region_and_name() -> None:
    import hashlib

    identity, codes = who("临溪市鼓山区气象局2023年政府信息公开工作年度报告")
    digest = hashlib.sha256("临溪市鼓山区气象局".encode()).hexdigest()[:8]
    assert identity.agency_id == f"330102-x{digest}" and codes == ["agency-unregistered"]


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("临溪市住建局", "330100-jsj"),
        ("云江省临溪市住房和城乡建设委员会", "330100-jsj"),
        ("临溪市档案馆局", "330100-daj"),
        ("林溪市档案局", "330100-daj"),
        ("临溪市鼓山区住建局", "330102-jsj"),
        ("临溪市城东镇", "330100-cdjd"),
        ("临溪市城乡局", None),
        ("临溪市建设局", None),
        ("临溪市城西街道办事处", None),
        ("临溪市城", None),
        ("海州市住建局", None),
    ],
)
def test_a_similar_name_in_the_same_division_is_proposed_and_never_taken(title: str, meant: str | None) -> None:
    more = (
        Agency("330100-jsj", "临溪市住房和城乡建设局", (), "department", "prefecture", "330100"),
        Agency("330100-cdjd", "临溪市城东街道办事处", (), "subdistrict", "prefecture", "330100"),
        Agency("330102-jsj", "云江省临溪市鼓山区住房和城乡建设局", (), "department", "county", "330102"),
    )
    document = read_text(f"{title}2023年政府信息公开工作年度报告" + BODY.format(prose="依法公开。"))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    registry = Registry((*AGENCIES, *more), REGIONS)
    answer = identify(document, parsed, Job("a.txt", b"", "ab" * 32, Sidecar()), registry)
    assert not isinstance(answer, Finding) and not answer[0].registered
    told = [dict(f.values)["agency_id"] for f in answer[1] if f.code == "agency-similar"]
    assert told == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("name", "prose", "code"),
    [
        ("市气象局", "临溪市各区依法公开，新孟区先行。", "330100"),
        ("区气象局", "临溪市各区依法公开，新孟区先行。", "330105"),
        ("县气象局", "临溪市各区依法公开，新孟区先行。", None),
        ("市场监管局", "新孟区依法公开。", "330105"),
        ("气象局", "新孟区依法公开。", "330105"),
        ("气象局", "临溪市各区依法公开，新孟区先行。", None),
    ],
)
def test_the_division_of_an_unknown_agency_comes_from_prose_that_names_one(
    name: str, prose: str, code: str | None
) -> None:
    identity, findings = answer(f"{name}2023年政府信息公开工作年度报告", prose)
    assert (identity.agency, identity.region_code) == (name, code or "000000")
    inferred = [f for f in findings if f.code == "region-inferred"]
    assert [(f.level, dict(f.values)) for f in inferred] == (
        [("warning", {"region": identity.region, "name": name})] if code else []
    )


@pytest.mark.parametrize("words", ["本机关", "我单位", "本局"])
def test_what_an_office_calls_itself_is_no_name(words: str) -> None:
    assert who(f"{words}2023年政府信息公开工作年度报告")[0].agency == ""


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("2023年政府信息公开工作年度报告", True),
        ("青石县水利局2023年政府信息公开工作年度报告", False),
        ("2023年政府信息公开工作年度报告\n发布机构：青石县水利局", False),
    ],
)
def test_a_signature_over_its_date_counts_where_nothing_else_names_an_office(title: str, counts: bool) -> None:
    below = "六、其他需要报告的事项\n无。\n  临溪市档案局\n2024年1月20日\n"
    document = read_text(title + BODY.format(prose="本局依法公开。") + below)
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    found = identify(document, parsed, Job("a.txt", b"", "ab" * 32, Sidecar()), REGISTRY)
    assert not isinstance(found, Finding)
    assert (found[0].agency_id == "330100-daj") is counts


@pytest.mark.parametrize(
    "line",
    [
        "本局办公室",
        "政府信息公开工作领导小组办公室",
        "抄送：县政务公开办公室",
        "监督机构：临溪市人民政府办公室",
        "我们将继续参照省财政厅",
    ],
)
def test_what_many_offices_sign_as_and_other_lines_over_a_date_name_none(line: str) -> None:
    below = f"六、其他需要报告的事项\n无。\n{line}\n2024年1月20日\n"
    document = read_text("2023年政府信息公开工作年度报告" + BODY.format(prose="本局依法公开。") + below)
    parsed = parse(document)
    assert isinstance(parsed, Parsed) and not any(names_in(parsed, document))


def test_no_name_at_all_uses_the_file() -> None:
    identity, codes = who("2023年政府信息公开工作年度报告")
    assert identity.agency_id == "000000-xabababab" and "agency-unregistered" in codes


@pytest.mark.parametrize(
    ("title", "prose", "path", "year", "inferred"),
    [
        ("临溪市档案局政府信息公开工作年度报告", "统计期限为2022年1月1日至2022年12月31日。", "a.txt", 2022, False),
        ("临溪市档案局政府信息公开工作年度报告", "统计期限为2022年1月1日至12月31日。", "a.txt", 2022, False),
        ("临溪市档案局政府信息公开工作年度报告", "无。", "reports/2021/a.txt", 2021, True),
        ("临溪市档案局政府信息公开工作年度报告", "无。", "reports/2021/daj-2022.txt", 2022, True),
        ("临溪市档案局政府信息公开工作年度报告", "2021年继续。", "reports/2022/a.txt", 2022, True),
        ("临溪市档案局政府信息公开工作年度报告", "2020年成立专班。2020年培训两次。2021年继续。", "a.txt", 2020, True),
        ("临溪市档案局政府信息公开工作年度报告", "无。", "a.txt", 0, False),
        (
            "临溪市档案局 2 0 2 2 年 政府信息公开工作年度报告",
            "与2021年政府信息公开工作相比有所加强。",
            "a.txt",
            2022,
            False,
        ),
        ("临溪市档案局政府信息公开工作报告（2023第1号，2022年）", "无。", "a.txt", 2022, False),
        (
            "临溪市档案局政府信息公开工作年度报告",
            "统计期限为 2022 年 1 月 1 日 至 2022 年 12 月 31 日。",
            "a.txt",
            2022,
            False,
        ),
    ],
)
def test_years(title: str, prose: str, path: str, year: int, inferred: bool) -> None:
    identity, codes = who(title, prose, path)
    assert identity.year == year
    assert ("year-inferred" in codes) == inferred
    assert ("year-unknown" in codes) == (year == 0)


@pytest.mark.parametrize("begin", ["2022年1月1日", "2022年01月01日", "2022年1月01日", "2022年01月1日"])
@pytest.mark.parametrize("to", ["至", "到", "—", "-", "~", "–"])
def test_the_statistics_period_however_it_is_written(begin: str, to: str) -> None:
    title = "临溪市档案局政府信息公开工作年度报告"
    for end in ("12月31日", "2022年12月31日"):
        identity, codes = who(title, f"2019年成立专班。2019年培训。数据期限为{begin}{to}{end}。")
        assert (identity.year, codes) == (2022, [])


@pytest.mark.parametrize("path", ["20220118.txt", "12022.txt", "a/99520210.txt"])
def test_other_numbers_in_a_path_are_no_year(path: str) -> None:
    assert who("临溪市档案局政府信息公开工作年度报告", "无。", path)[0].year == 0


@pytest.mark.parametrize(
    ("prose", "year", "inferred"),
    [
        ("2022年临溪市政务公开工作有序开展。2019年建站。2019年改版。", 2022, False),
        ("《2019年政府信息公开工作要点》印发，2022年政府信息公开有序开展。", 2022, False),
        ("2021年成立专班后2022年信息公开有序开展。", 2022, False),
        ("2022年政府信息公开有序开展。" + "各科室认真学习。" * 300 + "2019年政府信息公开较少。", 2022, False),
        ("2021年政府信息公开较少，2022年政府信息公开较多。2022年培训。", 2022, True),
    ],
)
def test_the_year_whose_disclosure_the_prose_speaks_of(prose: str, year: int, inferred: bool) -> None:
    identity, codes = who("临溪市档案局政府信息公开工作年度报告", prose)
    assert identity.year == year and ("year-inferred" in codes) == inferred


@pytest.mark.parametrize(
    ("name", "value", "year"),
    [
        ("PubDate", "2023-01-18", 2022),
        ("发布时间", "2023年1月18日", 2022),
        ("date", "2023", 2022),
        ("UpdateTime", "2023-01-18", 2022),
        ("成文日期", "2023年1月18日", 2022),
        ("Author", "2023-01", 0),
    ],
)
def test_the_year_before_the_date_of_publication(name: str, value: str, year: int) -> None:
    text = "临溪市档案局政府信息公开工作年度报告" + BODY.format(prose="2019年成立专班。" if year else "无。")
    document = replace(read_text(text), metadata=((name, value),))
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    answer = identify(document, parsed, Job("a.txt", b"", "ab" * 32), REGISTRY)
    assert not isinstance(answer, Finding) and answer[0].year == year
    assert ["year-inferred" if year else "year-unknown"] == [f.code for f in answer[1]]


@pytest.mark.parametrize(
    "head",
    [
        "政府信息公开年度报告\n发布日期：2024-01-05\n来源：临溪市档案局",
        "2024-01-05 来源：临溪市档案局\n政府信息公开年度报告",
        "临溪市档案局\n发布时间 2024年1月5日\n政府信息公开年度报告",
        "临溪市档案局\n信息公开\n年度报告\n2024/1/5",
        "2024.01.05 临溪市档案局政府信息公开年度报告",
        "临溪市档案局政府信息公开年度报告（2024年1月）",
        "临溪市档案局政府信息\n公开年度报告（2024年1月5日）",
    ],
)
def test_the_date_of_publication_beside_a_title_is_no_year_of_the_report(head: str) -> None:
    identity, codes = who(head, "统计期限为2023年1月1日至2023年12月31日。")
    assert (identity.agency, identity.year, "year-inferred" in codes) == ("临溪市档案局", 2023, False)
    identity, codes = who(head, "本局依法公开。", "2022.txt")
    assert (identity.agency, identity.year, "year-inferred" in codes) == ("临溪市档案局", 2022, True)


@pytest.mark.parametrize(
    "period",
    [
        "2023年1月-12月",
        "2023年1月1日至12月31日",
        "2023年01月01日至2023年12月31日",
        "2023.1.1-2023.12.31",
        "2023-01-01至2023-12-31",
    ],
)
@pytest.mark.parametrize("title", ["临溪市档案局政府信息公开年度报告（{}）", "临溪市档案局{}政府信息公开年度报告"])
def test_the_period_in_a_title_tells_the_year(period: str, title: str) -> None:
    identity, codes = who(title.format(period))
    assert (identity.agency, identity.year, codes) == ("临溪市档案局", 2023, [])


def test_the_maintainers_word_decides() -> None:
    identity, codes = who("某报告2019年政府信息公开年报", sidecar=Sidecar(agency_id="330202-daj", year=2022))
    assert identity.report_id == "330202-daj-2022" and codes == []
    assert "unknown-agency-id" in who("某报告2019年政府信息公开年报", sidecar=Sidecar(agency_id="999999-no"))[1]


def test_a_name_that_may_mean_two_offices_means_none() -> None:
    built = Agency("330100-jsj", "住房和城乡建设局", (), "department", "prefecture", "330100")
    homes = Agency("330100-zjj", "住宅建设局", (), "department", "prefecture", "330100")
    registered = [(agency.name, agency) for agency in (built, homes)]
    assert meant("住建局", registered[:1]) == built and meant("住建局", registered) is None
    assert meant("住建局", [*registered[:1], ("住房建设局", built)]) == built, "two names of one office"


@pytest.mark.parametrize(
    ("told", "name", "same"),
    [
        ("北山镇", "北山镇人民政府", True),
        ("东门街道", "东门街道办事处", True),
        ("北山镇", "北山镇中心小学", False),
        ("档案局", "临溪市档案局", True),
        ("云江省临溪市档案局", "临溪市档案局", True),
        ("发改局", "发展和改革局", True),
        ("发改委", "发展和改革局", False),
    ],
)
def test_a_title_and_a_publisher_that_mean_the_same_office(told: str, name: str, same: bool) -> None:
    assert names(told, (name,)) is same


@pytest.mark.parametrize(
    ("declared", "codes"),
    [
        ("临溪市档案局-2023年政府信息公开工作年度报告", ["agency-from-publisher"]),
        ("2023年政府信息公开工作年度报告_临溪市档案局", ["agency-from-publisher"]),
        ("2023年政府信息公开工作年度报告 - 信息公开专栏", ["agency-unregistered"]),
        ("鼓山区人民政府-2023年政府信息公开工作年度报告", ["agency-from-publisher"]),
        ("2023年政府信息公开工作年度报告_鼓山区人民政府", ["agency-unregistered"]),
    ],
)
def test_the_office_in_the_title_of_the_page_is_its_publisher(declared: str, codes: list[str]) -> None:
    document = replace(read_text("2023年政府信息公开工作年度报告" + BODY.format(prose="依法公开。")), title=declared)
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    found = identify(document, parsed, Job("a.html", b"", "ab" * 32), REGISTRY)
    assert isinstance(found, tuple) and [f.code for f in found[1]] == codes


@pytest.mark.parametrize(
    ("name", "publisher"),
    [
        *((name, True) for name in ("Author", "ContentSource", "source", "publisher", "SiteName")),
        *((name, True) for name in ("发布机构", "来源", "信息来源", "发布单位", "公开机构")),
        ("keywords", False),
        ("description", False),
    ],
)
@pytest.mark.parametrize("value", ["临溪市档案局", "臨溪市 檔案局", "【临溪市档案局】"])
def test_the_publisher_that_a_page_declares(name: str, publisher: bool, value: str) -> None:
    document = replace(
        read_text("2023年政府信息公开工作年度报告" + BODY.format(prose="依法公开。")), metadata=((name, value),)
    )
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    found = identify(document, parsed, Job("a.html", b"", "ab" * 32), REGISTRY)
    assert isinstance(found, tuple)
    assert found[0].registered is publisher and ("agency-from-publisher" in [f.code for f in found[1]]) is publisher
