"""What a report is, where its sections begin and end, and what of a text is none of it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from builder.formats.text import read_text
from builder.model import Finding
from builder.parse import Parsed, parse
from tests.parsed import (
    HEAD,
    REVIEW,
    STAGES,
    TAIL,
    all_right,
    figures,
    read,
    report,
    tabbed,
)


def test_small_tables_in_the_prose_are_not_the_form() -> None:
    """Figures of several years, licences by kind, cases of review: told in section 1 in the words of the tables."""
    small = (
        "年度\t本年新收政府信息公开申请数量\t上年结转\n2022\t9911\t9912\n2023\t9913\t9914\n"
        "行政许可\t8801\n行政处罚\t8802\n行政复议\t7701\n"
    )
    text = whole(figures(), "云溪县档案局", REVIEW).replace("一年来依法公开。\n", "一年来依法公开。\n" + small)
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed) and all_right(parsed, figures()) and parsed.findings == ()
    assert read(parsed, "administrative_licensing") == [97]
    assert [v for stage in STAGES for v in read(parsed, stage)] == REVIEW


def test_sections_behind_tables_that_come_first() -> None:
    text = whole(figures(), "云溪县档案局", REVIEW).replace("一、总体情况\n一年来依法公开。\n", "")
    text = text.replace("五、存在", "一、总体情况\n一年来依法公开。\n五、存在")
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed) and all_right(parsed, figures())
    assert {s.section: s.text for s in parsed.sections}["overview"] == "一年来依法公开。"


def test_tables_behind_all_sections_that_only_point_to_them() -> None:
    text = whole(figures(), "云溪县档案局", REVIEW)
    text = re.sub(r"(?m)^[二三四]、((?:主动|收到|政府).*)$", r"附件：\1", text)
    text, tail = text.replace("一年来依法公开。\n", "{}").split("五、存在")
    pointing = "一年来依法公开。\n二、主动公开政府信息情况\n见附件。\n三、收到和处理政府信息公开申请情况\n见附件。\n"
    parsed = parse(read_text(text.format(f"{pointing}五、存在{tail}")))
    assert isinstance(parsed, Parsed) and all_right(parsed, figures())
    assert read(parsed, "administrative_licensing") == [97]
    assert [v for stage in STAGES for v in read(parsed, stage)] == REVIEW


def test_sentences_of_a_report_in_one_line_are_no_tables() -> None:
    """The whole report is one run of text: what its prose names stays in the sentence and opens no table."""
    table = figures()
    prose = (
        "全年公开规章 4 件、规范性文件 12 件，办理行政许可 30 件。收到申请 80 件，涉及自然人 72 件、商业企业 3 件；"
        "行政复议 5 件，行政诉讼 2 件。"
    )
    rows = " ".join(line.replace("\t", " ") for line in tabbed(table))
    run = (
        f"一、总体情况 {prose} 二、主动公开政府信息情况 第二十条第（一）项 信息内容 本年制发件数 本年废止件数 "
        "现行有效件数 "
        "规章 1 0 3 行政规范性文件 21 4 36 第二十条第（五）项 信息内容 本年处理决定数量 行政许可 815 "
        "三、收到和处理政府信息公开申请情况 申请人情况 自然人 法人或其他组织 总计 商业企业 科研机构 社会公益组织 "
        f"法律服务机构 其他 {rows} "
        "四、政府信息公开行政复议、行政诉讼情况 行政复议 行政诉讼 结果维持 结果纠正 其他结果 尚未审结 总计 "
        "未经复议直接起诉 复议后起诉 1 2 3 4 10 5 6 7 8 26 9 10 11 12 42 五、存在的主要问题及改进情况 公开还不够及时。"
    )
    parsed = parse(read_text("云溪县档案局2023年政府信息公开工作年度报告\n" + run))
    assert isinstance(parsed, Parsed)
    assert all_right(parsed, table)
    assert read(parsed, "normative_documents") == [21, 4, 36] and read(parsed, "litigation_direct") == [5, 6, 7, 8, 26]
    assert {s.section: s.text for s in parsed.sections}["overview"] == prose


def test_the_annex_used_before_2019_is_another_form() -> None:
    text = (
        "云溪县档案局2016年政府信息公开工作年度报告附表\n统计指标\t计量单位\t统计数\n"
        "一、主动公开情况\t——\t——\n主动公开政府信息数\t条\t12\n"
    )
    answer = parse(read_text(text))
    assert isinstance(answer, Finding) and answer.code == "other-form"


def test_a_text_of_another_kind_is_no_report() -> None:
    rules = (
        "第三条 各单位信息公开年度报告包括以下内容\n一、公开信息的收费情况\n"
        "五、政府信息公开工作存在的主要问题及改进情况\n六、其他需要报告的事项\n第四条 报告应当在一月底前公布。"
    )
    code = 'pages = {"年报": "政府信息公开工作年度报告"}\n# 概述\n读取网页上的年报，并检查栏目。'
    for text in ("今日天气晴，最高气温 12 度。\n明日多云。", rules, code):
        answer = parse(read_text(text))
        assert isinstance(answer, Finding) and answer.code == "not-a-report"
    untitled = (
        "（一）总体情况\n本局依法公开。本报告中所列数据的统计期限自2021年1月1日至2021年12月31日止。\n没有收到申请。"
    )
    assert isinstance(parse(read_text(untitled)), Parsed)


def test_prose_goes_to_its_section_even_where_section_one_reuses_the_numbers() -> None:
    text = (
        "云溪县档案局2023年政府信息公开工作年度报告\n一、总体情况\n一、加强领导\n甲。\n三、主动公开工作情况\n乙。\n四、下一步打算\n丙。\n"
        "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
        + "\n".join(tabbed(figures()))
        + "\n注：本表不含乡镇。\n"
        + TAIL
    )
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed)
    prose = {s.section: s.text for s in parsed.sections}
    assert prose["overview"] == "一、加强领导\n甲。\n三、主动公开工作情况\n乙。\n四、下一步打算\n丙。"
    assert prose["applications"] == "注：本表不含乡镇。"
    assert prose["problems"] == "公开还不够及时。" and prose["other"] == "无"


def test_parts_of_a_section_with_the_words_of_a_heading_begin_no_section() -> None:
    text = (
        "云溪县档案局2023年政府信息公开工作年度报告\n一、总体概述\n（一）主动公开政府信息情况\n公开38条。\n（二）监督保障\n培训2次。\n"
        "二、主动公开政府信息情况\n规章 | 3 | 4 | 5 |\n三、收到和处理政府信息公开申请情况\n"
        + "\n".join(tabbed(figures()))
        + "\n五、存在的主要问题及改进情况\n（一）存在问题及改进情况\n更新慢。\n（二）整改措施\n专人负责。\n"
        "六、其他需要报告的事项\n（一）信息处理费\n未收取。\n（二）其他事项\n无。"
    )
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed)
    sections = {s.section: (s.heading, s.text) for s in parsed.sections}
    assert sections["overview"] == (
        "一、总体概述",
        "（一）主动公开政府信息情况\n公开38条。\n（二）监督保障\n培训2次。",
    )
    assert sections["proactive"] == ("二、主动公开政府信息情况", "")
    assert sections["problems"] == (
        "五、存在的主要问题及改进情况",
        "（一）存在问题及改进情况\n更新慢。\n（二）整改措施\n专人负责。",
    )
    assert sections["other"] == ("六、其他需要报告的事项", "（一）信息处理费\n未收取。\n（二）其他事项\n无。")


def test_numbered_parts_of_section_one_are_no_headings_where_the_headings_have_no_numbers() -> None:
    parts = "一、主要做法\n甲。\n二、其他需要报告的事项\n乙。\n三、存在的主要问题及改进措施\n丙。\n"
    text = (
        f"云溪县档案局2023年政府信息公开工作年度报告\n总体情况\n{parts}主动公开政府信息情况\n收到和处理政府信息公开申请情况\n"
        + "\n".join(tabbed(figures()))
        + "\n存在的主要问题及改进情况\n更新慢。\n其他需要报告的事项\n未收取费用。\n"
    )
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed)
    prose = {s.section: s.text for s in parsed.sections}
    assert prose["overview"] == parts.strip()
    assert (prose["problems"], prose["other"]) == ("更新慢。", "未收取费用。")


def test_a_sites_menu_above_the_title_is_no_section() -> None:
    text = f"首页\n概况\n其他事项\n工作概述\n{HEAD}" + "\n".join(tabbed(figures())) + f"\n{TAIL}"
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed) and parsed.title == "云溪县档案局2023年政府信息公开工作年度报告"
    assert (parsed.sections[0].heading, parsed.sections[0].text) == ("一、总体情况", "一年来依法公开。")


@pytest.mark.parametrize(
    "line",
    [
        "云溪县档案局2023年政府信息公开工作年度报告云溪县档案局2023年政府信息公开工作年度报告",
        "云溪县档案局2023年政府信息公开工作年度报告_云溪县人民政府云溪县档案局2023年政府信息公开工作年度报告",
    ],
)
def test_a_title_twice_in_a_line_is_one(line: str) -> None:
    parsed = parse(read_text(f"{line}\n一、总体情况\n一年来依法公开。\n" + "\n".join(tabbed(figures()))))
    assert isinstance(parsed, Parsed)
    assert parsed.title == "云溪县档案局2023年政府信息公开工作年度报告"


OF_2022, OF_2023 = (f"云溪县档案局{year}年政府信息公开工作年度报告" for year in (2022, 2023))


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("云溪县档案局2023年政府信息公开工作报告", "云溪县档案局2023年政府信息公开工作报告"),
        (f"Title： {OF_2023}", OF_2023),
        (f"{OF_2023}根据《条例》编制。", OF_2023),
        (f"关于发布《{OF_2023}》的公示", OF_2023),
        ("云溪县档案局2023年\n政府信息公开\n情况报告", "云溪县档案局2023年政府信息公开情况报告"),
        ("政府信息公开工作年度报告\n2024-01-05\n云溪县档案局", "政府信息公开工作年度报告"),
        ("发布日期 2024-01-05\n政府信息公开年报", "政府信息公开年报"),
        (f"云溪门户\n当前 位置：县情 > {OF_2023}\n政府信息公开年报", "政府信息公开年报"),
    ],
)
def test_the_title_is_all_of_its_lines_and_no_other(head: str, title: str) -> None:
    parsed = parse(read_text(f"{head}\n一、总体情况\n一年来依法公开。\n" + "\n".join(tabbed(figures()))))
    assert isinstance(parsed, Parsed) and parsed.title == title


@pytest.mark.parametrize(
    ("printed", "declared", "title"),
    [
        ("欢迎", (("title", "政府信息公开工作年度报告"),), "政府信息公开工作年度报告"),
        ("政府信息公开工作年度报告", (("keywords", OF_2023),), "政府信息公开工作年度报告"),
        (
            f"{OF_2023}\n{OF_2023.replace('3', '2')}",
            (("og:title", "云溪县档案局２０２３年 政府信息公开工作年度报告_云溪"),),
            OF_2023,
        ),
    ],
)
def test_the_title_that_a_page_declares(printed: str, declared: tuple[tuple[str, str], ...], title: str) -> None:
    document = read_text(f"{printed}\n一、总体情况\n一年来依法公开。\n" + "\n".join(tabbed(figures())))
    parsed = parse(replace(document, metadata=declared))
    assert isinstance(parsed, Parsed) and parsed.title == title


@pytest.mark.parametrize("title", [OF_2023, "政府信息公开工作年度报告"])
def test_a_title_printed_twice_is_no_prose(title: str) -> None:
    parsed = parse(
        read_text(f"{title}\n{title.replace('政', ' 政')}\n一年来依法公开。\n" + "\n".join(tabbed(figures())))
    )
    assert isinstance(parsed, Parsed) and parsed.title.replace(" ", "") == title
    assert [(s.section, s.text) for s in parsed.sections][:1] == [("overview", "一年来依法公开。")]


@pytest.mark.parametrize("end", ["", " 3", "……………4"])
def test_a_table_of_contents_is_no_place_of_the_sections(end: str) -> None:
    text = (
        HEAD
        + "二、主动公开政府信息情况\n规章\t11\t12\t13\n三、收到和处理政府信息公开申请情况\n"
        + "\n".join(tabbed(figures()))
    )
    heads = [line for line in (text + "\n" + TAIL).split("\n") if re.match("[一二三五六]、(?!本年|上年)[^\t]*$", line)]
    contents = "目 录\n" + "".join(f"{head}{end}\n" for head in heads)
    parsed = parse(read_text(text.replace("\n一、", f"\n{contents}一、", 1) + "\n" + TAIL))
    assert isinstance(parsed, Parsed)
    assert len(heads) == 5 and [(s.section, s.text) for s in parsed.sections if s.text] == [
        ("overview", "一年来依法公开。"),
        ("problems", "公开还不够及时。"),
        ("other", "无"),
    ]


def test_thousands_of_headings_take_no_time_that_grows_with_their_square() -> None:
    names = ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "存在的主要问题及改进情况"]
    document = read_text(HEAD + "".join([*(f"{name}\n" for name in names), "依法公开。\n"]) * 8000)
    begun = time.process_time()
    parse(document)
    assert time.process_time() - begun < 3


def test_an_office_for_staffing_is_no_word_of_a_sentence() -> None:
    title = "中共云溪县委机构编制委员会办公室2023年政府信息公开工作年度报告"
    parsed = parse(read_text(f"{title}\n一、总体情况\n一年来依法公开。\n" + "\n".join(tabbed(figures()))))
    assert isinstance(parsed, Parsed) and parsed.title == title


@pytest.mark.parametrize("number", ["第{}部分 ", "第{}部分：", "{}·", "{}、\n", "（{}）", "{}\u3000"])
def test_headings_are_known_however_they_are_numbered(number: str) -> None:
    def head(numeral: str, name: str) -> str:
        return number.format(numeral) + name + "\n"

    text = (
        "云溪县档案局2023年政府信息公开工作年度报告\n" + head("一", "总体情况") + "甲。\n"
        + head("三", "收到和处理政府信息公开申请情况") + "\n".join(tabbed(figures())) + "\n"
        + head("五", "存在的主要问题及改进情况") + "公开还不够及时。\n" + head("六", "其他需要报告的事项") + "无\n"
    )  # fmt: skip
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed)
    prose = {s.section: s.text for s in parsed.sections}
    assert prose == {"overview": "甲。", "applications": "", "problems": "公开还不够及时。", "other": "无"}


def test_every_section_is_one_though_a_note_follows_the_table_of_section_four() -> None:
    row = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n" + "\t".join(map(str, REVIEW)) + "\n"
    note = "注：以上案件均含上年结转，有关办理情况已经按季度向社会通报。"
    parsed = report(tabbed(figures()), review=f"{row}{note}\n")
    assert [s.section for s in parsed.sections] == list(dict.fromkeys(s.section for s in parsed.sections))
    (section,) = [s for s in parsed.sections if s.section == "review_litigation"]
    assert (section.heading, section.text) == ("四、政府信息公开行政复议、行政诉讼情况", note)


def test_what_a_page_prints_below_is_no_prose() -> None:
    below = (
        "相关附件：\n分享到：\n分享到：微信 微博 QQ空间\n"
        "扫一扫在手机打开当前页面\n责任编辑：甲\n上一篇：关于放假的通知\n【打印】【关闭】\n"
        "首页 | 网站地图 | 联系我们\n版权所有：云溪县人民政府\n"
        "云溪县档案局2021年政府信息公开工作年度报告\t2022-01-20\n2020年政府信息公开年报 [2021年1月9日]\n"
        "阅读 1356\n预览时标签不可点\n在看3\n"
    )
    signed = "返回的申请都已补正。注意保护隐私。\n附件：统计表\n云溪县档案局\n2024年1月15日\n"
    signed += "注：本局2023年政府信息公开年报另见门户网站\n"
    parsed = parse(read_text(HEAD + TAIL + signed + below))
    assert isinstance(parsed, Parsed)
    assert {s.section: s.text for s in parsed.sections}["other"] == "无\n" + signed.strip()


@pytest.mark.parametrize(
    "links", ["友情链接", "【相关信息】", "主办单位：云溪县 备案号：云ICP备0001号 网站标识码9901010001"]
)
def test_nothing_goes_on_below_a_pages_links(links: str) -> None:
    parsed = parse(read_text(f"{HEAD}{TAIL}详见附件备案号一栏。\n{links}\n中国政府网\n电话：0000-1234567\n"))
    assert isinstance(parsed, Parsed)
    assert {s.section: s.text for s in parsed.sections}["other"] == "无\n详见附件备案号一栏。"


def test_page_numbers_in_the_prose_are_left_out() -> None:
    text = HEAD.rstrip() + "\n- 2 -\n各股室都有专人。\n第 3 页 共 5 页\n" + TAIL
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed)
    assert {s.section: s.text for s in parsed.sections}["overview"] == "一年来依法公开。\n各股室都有专人。"


@pytest.mark.parametrize(
    ("section", "heading"),
    [
        ("overview", "一、总体情况概述"),
        ("review_litigation", "四、因政府信息公开申请行政复议、提起行政诉讼情况"),
        ("review_litigation", "四、政府信息公开行政复议及行政诉讼情况"),
        ("problems", "五、存在的问题和改进措施"),
        ("problems", "五、政府信息公开工作存在的主要问题及整改情况"),
        ("other", "六、其他需要说明的事项"),
    ],
)
def test_headings_in_other_words(section: str, heading: str) -> None:
    usual = {
        "overview": "一、总体情况",
        "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
        "problems": "五、存在的主要问题及改进情况",
        "other": "六、其他需要报告的事项",
    }[section]
    text = whole(figures(), "云溪县档案局", REVIEW) + "六、其他需要报告的事项\n无\n"
    parsed = parse(read_text(text.replace(usual, heading)))
    assert isinstance(parsed, Parsed)
    assert [s.heading for s in parsed.sections if s.section == section] == [heading]


def test_a_misprinted_heading_is_the_heading_of_its_table() -> None:
    table = figures()
    rows = ["\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计", *tabbed(table)]
    text = HEAD + "三、收到的处理政府信息公开申请情部\n" + "\n".join(rows) + "\n" + TAIL
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed) and all_right(parsed, table)
    assert {s.section: (s.heading, s.text) for s in parsed.sections if s.section in ("overview", "applications")} == {
        "overview": ("一、总体情况", "一年来依法公开。"),
        "applications": ("三、收到的处理政府信息公开申请情部", ""),
    }


def whole(table: dict[str, list[int]], agency: str, review: Sequence[int]) -> str:
    parts = (
        f"{agency}2023年政府信息公开工作年度报告\n一、总体情况\n一年来依法公开。\n二、主动公开政府信息情况\n",
        "信息内容\t本年处理决定数量\n行政许可\t97\n三、收到和处理政府信息公开申请情况\n",
        "申请人情况\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n",
        "\n".join(tabbed(table)),
        "\n四、政府信息公开行政复议、行政诉讼情况\n行政复议\t\t\t\t\t行政诉讼\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n",
        "\t".join(map(str, review)) + "\n",
        f"五、存在的主要问题及改进情况\n{agency}的公开还不够及时。\n",
    )
    return "".join(parts)


def test_a_second_report_in_the_file_is_told_and_kept_apart() -> None:
    table = figures()
    other = {item: [2 * value for value in values] for item, values in table.items()}
    first, second = whole(table, "云溪县档案局", REVIEW), whole(other, "云溪县审计局", REVIEW)
    parsed = parse(read_text(first + second))
    assert isinstance(parsed, Parsed) and all_right(parsed, table) and parsed.title.startswith("云溪县档案局")
    assert [(f.code, f.place.line if f.place else 0) for f in parsed.findings] == [
        ("second-report", first.count("\n") + 1)
    ]
    assert "审计局" not in "".join(section.text for section in parsed.sections)


def test_a_first_report_without_headings_is_still_the_first() -> None:
    table = figures()
    other = {item: [2 * value for value in values] for item, values in table.items()}
    first = re.sub(r"(?m)^[二三四]、(?:主动|收到|政府).*\n", "", whole(table, "云溪县档案局", REVIEW))
    parsed = parse(read_text(first + whole(other, "云溪县审计局", REVIEW)))
    assert isinstance(parsed, Parsed) and all_right(parsed, table)
    assert [f.code for f in parsed.findings] == ["second-report"]


def test_a_second_copy_of_the_same_tables_is_passed_over() -> None:
    text = whole(figures(), "云溪县档案局", REVIEW)
    parsed = parse(read_text(text + text.replace("\t", "\n")))
    assert isinstance(parsed, Parsed) and all_right(parsed, figures()) and parsed.findings == ()


ANNEXES = {
    "proactive": "信息内容\t本年处理决定数量\n行政许可\t{}\n",
    "applications": "申请人情况\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n{}\n",
    "review_litigation": "行政复议\t\t\t\t\t行政诉讼\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n{}\n",
}


@pytest.mark.parametrize("table", ANNEXES)
@pytest.mark.parametrize("heading", ["", "附表三、收到和处理政府信息公开申请情况\n"])
@pytest.mark.parametrize("other", [False, True])
def test_one_table_that_an_annex_prints_again_is_told_where_it_says_something_else(
    table: str, heading: str, other: bool
) -> None:
    granted = figures()
    granted["granted"] = [value + other for value in granted["granted"]]
    printed = {
        "proactive": str(97 + other),
        "applications": "\n".join(tabbed(granted)),
        "review_litigation": "\t".join(map(str, [*REVIEW[:-1], REVIEW[-1] + other])),
    }
    text = whole(figures(), "云溪县档案局", REVIEW)
    parsed = parse(
        read_text(f"{text}六、其他需要报告的事项\n无。\n{heading}{ANNEXES[table].format(printed[table])}以上为附表。\n")
    )
    assert isinstance(parsed, Parsed) and all_right(parsed, figures())
    assert [f.code for f in parsed.findings] == ["second-report"] * other


def test_a_path_that_ends_in_the_title_is_no_title() -> None:
    name = "云溪县档案局2021年度政府信息公开工作年度报告"
    head = f"标题: {name}\n栏目: 政府信息公开年报\n本地目录: zwgk/nb/202202/806_{name}\n首页链接: https://yx.example/{name}\n"
    parsed = parse(read_text(f"{head}一、总体情况\n依法公开。\n二、主动公开政府信息情况\n规章\t1\t2\t3\n"))
    assert isinstance(parsed, Parsed) and parsed.title == name


@pytest.mark.parametrize(
    "text",
    [
        "云溪县水利局政府信息公开指南\n一、总体情况\n本机关公开以下信息。\n二、依申请公开\n受理机构为办公室。\n",
        "云溪县水利局2023年工作总结\n一、总体情况\n完成投资。\n二、存在的主要问题及改进情况\n人手不足。\n行政许可\t12\n行政处罚\t3\n",
        "政府信息公开年报\n" + "".join(f"云溪县水利局{year}年政府信息公开工作年度报告\n" for year in range(2020, 2025)),
    ],
)
def test_what_only_sounds_like_a_report_is_none(text: str) -> None:
    found = parse(read_text(text))
    assert isinstance(found, Finding) and found.code == "not-a-report"
