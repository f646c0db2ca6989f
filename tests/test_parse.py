"""Rows of section 3 and their labels: what decides a row, what leaves it in doubt, and what is never published."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from builder.parse import Parsed
from tests.parsed import (
    ROWS,
    all_right,
    figures,
    one_cell_per_line,
    read,
    report,
    row,
    tabbed,
)


def test_a_plain_table_comes_back_whole() -> None:
    table = figures()
    parsed = report(tabbed(table))
    assert all_right(parsed, table) and parsed.findings == () and parsed.form == "2021"


def test_figures_beside_the_names_of_two_rows_are_in_doubt() -> None:
    head = "第二十条第（一）项\t\t\t\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
    parsed = report(tabbed(figures()), proactive=f"{head}规章<br>行政规范性文件\t17\t5\t83\n")
    [found] = [r for r in parsed.rows if r.table == "proactive"]
    assert found.status == "suspect" and "2 行" in found.note


@pytest.mark.parametrize(
    ("again", "doubted"), [("规章\t17\t5\t83\n", False), ("规章\t17\t5\t84\n", True), ("规章\t17\t\t83\n", True)]
)
def test_a_row_printed_twice_is_in_doubt_where_it_says_something_else(again: str, doubted: bool) -> None:
    head = "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
    parsed = report(tabbed(figures()), proactive=f"{head}规章\t17\t5\t83\n行政规范性文件\t2\t1\t40\n{again}")
    assert [r.item for r in parsed.rows if r.table == "proactive"] == ["regulations", "normative_documents"]
    found = row(parsed, "regulations")
    assert read(parsed, "regulations") == [17, 5, 83] and (found.status == "suspect") is doubted
    assert ("又出现" in found.note) is doubted


@pytest.mark.parametrize(
    ("label", "cells", "status"),
    [
        ("规章", "17\t5\t83\t0", "number"),
        ("规章", "17\t5\t83\t83", "suspect"),
        ("规章", "17\t5\t83\t9", "suspect"),
        ("行政许可", "17\t17\t17", "number"),
        ("行政许可", "17\t17\t5", "suspect"),
    ],
)
def test_more_figures_than_the_form_has_are_told_unless_they_pad(label: str, cells: str, status: str) -> None:
    measures = {"规章": "本年制发件数\t本年废止件数\t现行有效件数", "行政许可": "本年处理决定数量"}[label]
    parsed = report(tabbed(figures()), proactive=f"信息内容\t{measures}\n{label}\t{cells}\n")
    (found,) = [r for r in parsed.rows if r.table == "proactive"]
    assert (found.figures[0].value, found.status) == (17, status)


def test_the_parts_of_a_row_are_no_second_reading_of_it() -> None:
    block = (
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n行政规范性文件\t3\t4\t5\n其中：部门规范性文件\t1\t2\t4\n"
    )
    parsed = report(tabbed(figures()), proactive=block)
    assert read(parsed, "normative_documents") == [3, 4, 5]
    assert row(parsed, "normative_documents").status == "number"
    assert [f.code for f in parsed.findings] == ["extra-row"]


def test_a_block_whose_head_is_misread_is_not_taken_for_the_other_form_in_silence() -> None:
    block = (
        "信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n规章\t1\t2\t3\n规范性文件\t4\t5\t6\n"
        "信息内容\t本年收费金不（单位：万元）\t\n行政事业性收费\t384.57\t\n"
    )
    fees = row(report(tabbed(figures()), proactive=block), "administrative_fees")
    assert fees.status == "suspect"


def test_rows_without_labels_are_placed_by_order_and_confirmed_by_sums() -> None:
    table = figures()
    lines = tabbed(table)
    for i in (4, 9, 10):
        lines[i] = "\t".join(["", *lines[i].split("\t")[1:]])
    assert all_right(report(lines), table)


def test_a_row_of_section_three_printed_twice_is_in_doubt_where_it_says_something_else() -> None:
    table = figures()
    lines = tabbed(table)
    at = [r.id for r in ROWS].index("not_processed_duplicate")
    assert all_right(report([*lines[:at], lines[at], *lines[at:]]), table)
    other = "\t".join([ROWS[at].zh, *["3"] * 6, "18"])
    found = row(report([*lines[: at + 1], other, *lines[at + 1 :]]), "not_processed_duplicate")
    assert [int(f.value or 0) for f in found.figures] == table[found.item]
    assert found.status == "suspect" and "又出现" in found.note


def test_fillers_before_one_row_and_behind_another_move_no_figure() -> None:
    table = figures()
    rows = {item: [str(n) if c != 1 else "" for c, n in enumerate(values)] for item, values in table.items()}
    lines = [
        f"| {row.zh} | " + " | ".join(["", *rows[row.id]] if i % 2 else [*rows[row.id], ""]) + " |"
        for i, row in enumerate(ROWS)
    ]
    parsed = report(lines)
    for item, values in table.items():
        assert read(parsed, item) == [None if c == 1 else n for c, n in enumerate(values)]
        assert row(parsed, item).status == "number"


def test_a_label_that_names_two_rows_names_none_for_certain() -> None:
    """As PDF without rules gives labels of two columns that stand close: the second row keeps only （ of its label."""
    table = figures()
    lines = tabbed(table)
    at = next(i for i, line in enumerate(lines) if "部分公开" in line)
    both = "三、本年度办理（一）予以公开结果二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    lines[at - 1] = "\t".join((both, *map(str, table["granted"])))
    lines[at] = "\t".join(("（", *map(str, table["granted_in_part"])))
    parsed = report(lines)
    assert [read(parsed, i) for i in ("granted", "granted_in_part")] == [table["granted"], table["granted_in_part"]]
    assert [row(parsed, i).status for i in ("granted", "granted_in_part")] == ["suspect"] * 2


def test_a_row_without_label_is_in_doubt_when_the_sums_do_not_hold() -> None:
    table = figures()
    table["granted_in_part"][0] += 1
    lines = tabbed(table)
    lines[4] = "\t".join(["", *lines[4].split("\t")[1:]])
    assert row(report(lines), "refused_state_secret").status == "suspect"


def test_two_missing_rows_and_one_without_label_leave_no_single_place() -> None:
    table = figures()
    lines = tabbed(table)
    lines[4] = "\t".join(["", *lines[4].split("\t")[1:]])
    del lines[5]
    parsed = report(lines)
    assert [f.code for f in parsed.findings] == ["unplaced-row"]
    assert not any(r.item == "refused_state_secret" for r in parsed.rows)


def test_a_misprinted_label_is_published_as_suspect() -> None:
    table = figures()
    lines = [line.replace("属于三类内部事务信息", "属于三类内部事情信息") for line in tabbed(table)]
    found = row(report(lines), "refused_internal_affairs")
    assert found.status == "suspect" and "内部事情" in found.note
    assert [int(f.value or 0) for f in found.figures] == table["refused_internal_affairs"]


@pytest.mark.parametrize("layout", [list, one_cell_per_line], ids=["rows", "lines"])
def test_a_near_label_below_a_heading_is_published_as_suspect(layout: Callable[[list[str]], list[str]]) -> None:
    table = figures()
    lines = tabbed(table)
    lines[2] = lines[2].replace("（一）予以公开", "三、本年度办理结果\t（一）同意提供")
    parsed = report(layout(lines))
    assert read(parsed, "granted") == table["granted"]
    assert row(parsed, "granted").status == "suspect" and "（一）同意提供" in row(parsed, "granted").note


def test_a_group_subtotal_and_a_local_row_are_noted_and_kept_out() -> None:
    table = figures()
    lines = tabbed(table)
    lines.insert(4, "（三）不予公开\t1\t2\t3\t4\t5\t6\t21")
    lines.insert(14, "其中：网上办理件\t1\t0\t0\t0\t0\t0\t1")
    parsed = report(lines)
    assert all_right(parsed, table)
    assert [f.code for f in parsed.findings] == ["extra-row", "extra-row"]


@pytest.mark.parametrize("cells", ["\t", "\n"])
def test_a_local_row_below_a_row_without_cells_does_not_give_it_its_figures(cells: str) -> None:
    table = figures()
    lines = tabbed(table)
    at = next(i for i, line in enumerate(lines) if line.startswith("（一）予以公开"))
    lines[at : at + 1] = ["（一）予以公开", "当面答复的件数\t1\t2\t0\t0\t0\t0\t3"]
    block = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\n本县各类公告\t4\t5\t6\n行政规范性文件\t1\t2\t3\n"
    parsed = report([line.replace("\t", cells) for line in lines], proactive=block.replace("\t", cells))
    assert isinstance(parsed, Parsed)
    known = {r.item: r.status for r in parsed.rows}
    assert "regulations" not in known and read(parsed, "normative_documents") == [1, 2, 3]
    assert known.get("granted", "suspect") == "suspect"
    assert all(read(parsed, item) == cells for item, cells in table.items() if item != "granted")


def test_a_label_goes_on_in_the_next_lines() -> None:
    table = figures()
    lines = "\n".join(tabbed(table)).replace("\t", "\n")
    explained = lines.replace("（二）部分公开", "（二）部分公开\n（区分处理的，只计这一情形，\n不计其他答复情形）")
    assert explained != lines
    assert all_right(report(explained.split("\n")), table)


def test_other_handling_beside_its_parts_is_a_subtotal() -> None:
    table = figures()
    lines = tabbed(table)
    at = [r.id for r in ROWS].index("other_uncorrected_overdue")
    lines.insert(at, "（六）其他处理\t1\t0\t0\t0\t0\t0\t1")
    parsed = report(lines)
    assert all_right(parsed, table) and not any(r.item == "other_handling" for r in parsed.rows)


def test_forms_are_decided_block_by_block() -> None:
    proactive = (
        "第二十条第（一）项\n信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n规章\t1\t2\t3\n规范性文件\t4\t5\t6\n"
        "第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t7\n"
        "第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚\t8\t0\t0\n行政强制\t9\n"
        "第二十条第（八）项\n信息内容\t本年收费金额（单位：万元，保留4位小数）\n行政事业性收费\t10.1234\n"
    )
    parsed = report(tabbed(figures()), proactive=proactive)
    forms = {r.item: r.form for r in parsed.rows if r.table == "proactive"}
    assert forms == {
        "regulations": "2019",
        "normative_documents": "2019",
        "administrative_licensing": "2021",
        "administrative_punishment": "2021",
        "administrative_coercion": "2021",
        "administrative_fees": "2021",
    }
    assert parsed.form == "mixed"
    fee = row(parsed, "administrative_fees").figures[0]
    assert (str(fee.value), fee.unit, fee.column) == ("10.1234", "万元", "amount")
    assert [int(f.value or 0) for f in row(parsed, "administrative_punishment").figures] == [8]


<<<<<<< HEAD
=======
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
        "相关附件：\n分享到：\n扫一扫在手机打开当前页面\n责任编辑：甲\n上一篇：关于放假的通知\n【打印】【关闭】\n"
        "首页 | 网站地图 | 联系我们\n版权所有：云溪县人民政府\n"
    )
    signed = "返回的申请都已补正。注意保护隐私。\n附件：统计表\n云溪县档案局\n2024年1月15日\n"
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


>>>>>>> 53a47cd (Prose: parts of a section in the words of another heading begin none; offices named in the first sentence are found)
def test_every_figure_keeps_its_line() -> None:
    table = figures()
    parsed = report(tabbed(table))
    lines = [row(parsed, r.id).place.line for r in ROWS]
    assert lines == list(range(lines[0], lines[0] + len(ROWS)))
