"""The parser on texts of our own: what decides a cell, what leaves it in doubt, and what is never published."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from builder import formats
from builder.formats.text import read_text
from builder.forms import form
from builder.model import Finding, Row
from builder.parse import Parsed, applications, parse
from builder.parse.lines import Line
from builder.parse.records import Record
from builder.synth.cases import Case, benign_case, damaged_case

HEAD = "云溪县档案局2023年政府信息公开工作年度报告\n一、总体情况\n一年来依法公开。\n"
TAIL = "五、存在的主要问题及改进情况\n公开还不够及时。\n六、其他需要报告的事项\n无\n"
ROWS = form("2021").rows


def figures() -> dict[str, list[int]]:
    """Distinct numbers in every applicant column of every row, so that all sums of section 3 hold."""
    table = {row.id: [101 * (i + 2) + 7 * c * (i + 1) for c in range(6)] for i, row in enumerate(ROWS)}
    outcomes = [row.id for row in ROWS if row.role == "outcome"]
    table["total_processed"] = [sum(table[i][c] for i in outcomes) for c in range(6)]
    for c in range(6):
        table["new_received"][c] = table["total_processed"][c] + table["carried_forward"][c] - table["carried_in"][c]
    return {item: [*values, sum(values)] for item, values in table.items()}


def tabbed(table: dict[str, list[int]], rows: Sequence[str] | None = None) -> list[str]:
    labels = {row.id: row.zh for row in ROWS}
    return ["\t".join([labels[i], *map(str, table[i])]) for i in rows or table]


def report(applications: Sequence[str], review: str = "", proactive: str = "") -> Parsed:
    parts = [HEAD, "二、主动公开政府信息情况\n", proactive, "三、收到和处理政府信息公开申请情况\n"]
    parts += [
        "申请人情况\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n",
        "\n".join(applications),
        "\n",
    ]
    parts += ["四、政府信息公开行政复议、行政诉讼情况\n", review, TAIL]
    parsed = parse(read_text("".join(parts)))
    assert isinstance(parsed, Parsed)
    return parsed


def read(parsed: Parsed, item: str) -> list[int | None]:
    return [None if f.value is None else int(f.value) for f in row(parsed, item).figures]


def row(parsed: Parsed, item: str) -> Row:
    return next(r for r in parsed.rows if r.item == item)


def all_right(parsed: Parsed, table: dict[str, list[int]]) -> bool:
    return all(read(parsed, item) == values and row(parsed, item).status == "number" for item, values in table.items())


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


REVIEW = [11, 12, 13, 14, 50, 21, 22, 23, 24, 90, 31, 32, 33, 34, 130]
STAGES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


def section_four(table: str) -> list[int | None]:
    parsed = report(tabbed(figures()), review=table)
    return [n for stage in STAGES for n in read(parsed, stage)]


@pytest.mark.parametrize("line, rule", [("| {} |\n", "|---" * 15 + "|\n"), ("{}\n", "")])
def test_a_blank_row_above_the_heads_of_section_four(line: str, rule: str) -> None:
    heads, numbers = ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9], list(map(str, REVIEW))
    blank, *table = (line.format((" | " if rule else "\t").join(row)) for row in ([""] * 15, heads, numbers))
    assert section_four(blank + rule + "".join(table)) == REVIEW


def test_heads_of_section_four_that_a_page_break_cuts_cast_no_doubt() -> None:
    upper = ["结果", "结果", "其他", "尚未", "总计", "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]
    lower = ["维持", "纠正", "结果", "审结", "", *["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2]
    table = [["行政复议", *[""] * 4, "行政诉讼", *[""] * 9], upper, lower, list(map(str, REVIEW))]
    parsed = report(tabbed(figures()), review="".join("\t".join(cells) + "\n" for cells in table))
    assert [n for stage in STAGES for n in read(parsed, stage)] == REVIEW
    assert {row(parsed, stage).status for stage in STAGES} == {"number"}


def test_section_four_of_blanks_alone_is_blank() -> None:
    assert section_four("\t".join([""] * 15) + "\n") == [None] * 15


def test_attributes_of_markdown_headings_are_no_text() -> None:
    text = read_text(
        "# 云溪县档案局2023年政府信息公开工作年度报告 {#报告 .title}\n## 一、总体情况 {.unnumbered}\n话\n", "markdown"
    )
    assert [getattr(b, "text", "") for b in text.blocks] == [
        "云溪县档案局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "话",
    ]


def one_cell_per_line(lines: list[str]) -> list[str]:
    return [cell for line in lines for cell in line.split("\t")]


@pytest.mark.parametrize("blanks", [0, 1])
def test_a_table_copied_from_a_page_with_paragraphs_in_its_cells(blanks: int) -> None:
    """A tab stands alone between two cells, blank ones too; two more blank lines end a row."""
    table, gap = figures(), "\n" * (1 + blanks)
    texts = [line.split("\t") for line in tabbed(table)]
    for cells in (texts[0], texts[2]):
        cells[2] = cells[3] = ""
    copied = (gap * 2 + "\n").join(
        "".join(f"{gap}\t{gap}{cell}" if n and cell else f"{gap}\t" if n else cell for n, cell in enumerate(cells))
        for cells in texts
    )
    parsed = report([copied + gap], review="\n")
    for cells, item in zip(texts, table, strict=True):
        assert read(parsed, item) == [int(cell) if cell else None for cell in cells[1:]]


def test_rows_of_blanks_between_tabbed_rows_join_nothing() -> None:
    table = figures()
    lines = [part for line in tabbed(table) for part in (line, "\t")]
    assert all_right(report(lines + ["\t"] * 40), table)


def labels_below_numbers(lines: list[str]) -> list[str]:
    return [part for line in lines for part in (*line.split("\t")[1:], line.split("\t")[0])]


def two_characters_per_line(lines: list[str]) -> list[str]:
    return [part for line in lines for part in (*re.findall(r"\d\.|..?", line.split("\t")[0]), *line.split("\t")[1:])]


def page_numbers(lines: list[str]) -> list[str]:
    return [part for i, line in enumerate(lines) for part in ((line, "— 4 —", "- 5 -") if i % 6 == 3 else (line,))]


def bare_page_number(lines: list[str]) -> list[str]:
    return [*lines[:9], "3", *lines[9:]]


def fillers_after_the_last_cell(lines: list[str]) -> list[str]:
    """One cell a line, the last of a row with the cells that follow it, the header 总计 as well."""
    heads = ["申请人情况 | ||||||||", "自然人 |", "法人或其他组织 |", "总计 | |||||||", "商业企业 |", "其他 | |||||"]
    rows = [
        part for line in lines for part in (*(f"{c} |" for c in line.split("\t")[:-1]), line.split("\t")[-1] + " | ||")
    ]
    return heads + rows


def blank_lines(lines: list[str]) -> list[str]:
    return [part for line in lines for part in (line, "")]


def spaces_for_tabs(lines: list[str]) -> list[str]:
    return [line.replace("\t", "  ") for line in lines]


def trailing_pipes(lines: list[str]) -> list[str]:
    return [line.replace("\t", " | ") + " |" for line in lines]


def separator_after_every_row(lines: list[str]) -> list[str]:
    return [part for line in lines for part in ("| " + line.replace("\t", " | ") + " |", "|---|---|---|")]


def filler_cells(lines: list[str]) -> list[str]:
    return [line.replace("\t", "\t\t", 1) + "\t\t" for line in lines]


def repeated_group_label(lines: list[str]) -> list[str]:
    return ["三、本年度办理结果\t" + line if i > 1 else line for i, line in enumerate(lines)]


def numbers_beside(line: int, width: int = 6) -> Callable[[list[str]], list[str]]:
    """Labels over several lines of ``width`` characters, the numbers beside one of them, as programs take them from
    PDF."""

    def layout(lines: list[str]) -> list[str]:
        parts: list[str] = []
        for label, *numbers in (line.split("\t") for line in lines):
            pieces = [label[i : i + width] for i in range(0, len(label), width)]
            pieces[min(line, len(pieces) - 1)] += " " + " ".join(numbers)
            parts.extend(pieces)
        return parts

    return layout


def no_space_before_the_first_number(lines: list[str]) -> list[str]:
    return [line.replace("\t", "", 1).replace("\t", " ") for line in lines]


def page_numbers_between_cells(lines: list[str]) -> list[str]:
    cells = one_cell_per_line(lines)
    return [part for i, cell in enumerate(cells) for part in ((cell, "— 4 —") if i % 23 == 20 else (cell,))]


@pytest.mark.parametrize(
    "layout",
    [
        numbers_beside(0, 9),
        numbers_beside(1),
        no_space_before_the_first_number,
        page_numbers_between_cells,
        fillers_after_the_last_cell,
        one_cell_per_line,
        labels_below_numbers,
        two_characters_per_line,
        page_numbers,
        bare_page_number,
        blank_lines,
        spaces_for_tabs,
        trailing_pipes,
        separator_after_every_row,
        filler_cells,
        repeated_group_label,
    ],
)
def test_layouts_change_nothing(layout: Callable[[list[str]], list[str]]) -> None:
    table = figures()
    assert all_right(report(layout(tabbed(table))), table)


def test_a_local_subtotal_column_is_left_out() -> None:
    table = figures()
    lines = []
    for line, values in zip(tabbed(table), table.values(), strict=True):
        cells = line.split("\t")
        lines.append("\t".join([*cells[:7], str(sum(values[1:6])), cells[7]]))
    assert all_right(
        report(["\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t小计\t总计", *lines]), table
    )


def test_a_subtotal_column_that_nothing_places_leaves_the_rows_in_doubt() -> None:
    """3 0 0 0 0 3: the first may be the subtotal of the last or the last that of the first."""
    table = figures()
    for item in table:
        table[item] = [*table[item][:2], 0, 0, 0, 0, sum(table[item][:2])]
    lines = [
        "\t".join([*line.split("\t")[:7], str(v[1]), str(v[6])])
        for line, v in zip(tabbed(table), table.values(), strict=True)
    ]
    parsed = report(["\t自然人\t法人或其他组织\t\t\t\t\t\t总计", *lines])
    assert {row(parsed, item).status for item in table} == {"suspect"}
    assert all(read(parsed, item) == values for item, values in table.items())
    headed = ["\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t小计\t总计", *lines]
    assert all_right(report(headed), table)


def test_a_column_of_line_numbers_is_left_out() -> None:
    table = figures()
    lines = [line.replace("\t", f"\t{n}\t", 1) for n, line in enumerate(tabbed(table), 1)]
    assert all_right(report(lines), table)


def test_a_total_that_stands_first_is_read_as_the_total() -> None:
    table = figures()
    lines = [
        "\t".join([label, cells[-1], *cells[:-1]]) for label, *cells in (line.split("\t") for line in tabbed(table))
    ]
    parsed = parse(
        read_text(
            HEAD
            + "三、收到和处理政府信息公开申请情况\n"
            + "申请人情况\t总计\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\n"
            + "\n".join(lines)
            + "\n"
            + TAIL
        )
    )
    assert isinstance(parsed, Parsed) and all_right(parsed, table)


APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def on_its_side(table: dict[str, list[int]], between: str, labels: Sequence[str]) -> str:
    columns = [[str(values[c]) for values in table.values()] for c in range(7)]
    lines = [
        between.join(labels),
        *(between.join([name, *cells]) for name, cells in zip(APPLICANTS, columns, strict=True)),
    ]
    return HEAD + "三、收到和处理政府信息公开申请情况\n" + "\n".join(lines) + "\n" + TAIL


@pytest.mark.parametrize("between", ["\t", "\n"])
def test_a_table_on_its_side_is_read_by_its_labels(between: str) -> None:
    table, labels = figures(), [row.zh for row in ROWS]
    parsed = parse(read_text(on_its_side(table, between, labels)))
    assert isinstance(parsed, Parsed) and all_right(parsed, table)
    parsed = parse(read_text(on_its_side(table, between, [labels[1], labels[0], *labels[2:]])))
    assert isinstance(parsed, Parsed) and {row(parsed, item).status for item in table} == {"suspect"}


def test_the_parts_of_a_row_are_no_second_reading_of_it() -> None:
    block = (
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n行政规范性文件\t3\t4\t5\n其中：部门规范性文件\t1\t2\t4\n"
    )
    parsed = report(tabbed(figures()), proactive=block)
    assert read(parsed, "normative_documents") == [3, 4, 5]
    assert row(parsed, "normative_documents").status == "number"
    assert [f.code for f in parsed.findings] == ["extra-row"]


@pytest.mark.parametrize(
    ("cell", "values", "status"),
    [("000", [0, 0, 0], "annotated"), ("030", [0, 3, 0], "annotated"), ("150", [1, 5, 0], "suspect")],
)
def test_digits_run_together_are_sure_only_where_they_are_no_number(cell: str, values: list[int], status: str) -> None:
    block = f"信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t{cell}\n"
    parsed = report(tabbed(figures()), proactive=block)
    assert read(parsed, "regulations") == values and row(parsed, "regulations").status == status


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


def test_a_merged_cell_that_comes_once_for_each_of_its_columns() -> None:
    block = "信息内容\t本年处理决定数量\t本年处理决定数量\n行政许可\t97\t97\t97\n行政处罚\t12\t12\t13\n"
    parsed = report(tabbed(figures()), proactive=block)
    assert row(parsed, "administrative_licensing").status == "number"
    assert row(parsed, "administrative_punishment").status == "suspect"


def test_sections_behind_tables_that_come_first() -> None:
    text = whole(figures(), "云溪县档案局", REVIEW).replace("一、总体情况\n一年来依法公开。\n", "")
    text = text.replace("五、存在", "一、总体情况\n一年来依法公开。\n五、存在")
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed) and all_right(parsed, figures())
    assert {s.section: s.text for s in parsed.sections}["overview"] == "一年来依法公开。"


def test_a_block_whose_head_is_misread_is_not_taken_for_the_other_form_in_silence() -> None:
    block = (
        "信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n规章\t1\t2\t3\n规范性文件\t4\t5\t6\n"
        "信息内容\t本年收费金不（单位：万元）\t\n行政事业性收费\t384.57\t\n"
    )
    fees = row(report(tabbed(figures()), proactive=block), "administrative_fees")
    assert fees.status == "suspect"


def test_words_in_a_cell_are_no_lost_row() -> None:
    block = "信息内容\t本年处理决定数量\n行政许可\t约502件\n行政处罚\t166~30\n行政强制\t零\n"
    parsed = report(tabbed(figures()), proactive=block)
    cells = [row(parsed, f"administrative_{name}").figures[0] for name in ("licensing", "punishment", "coercion")]
    assert [(c.value, c.status, c.raw) for c in cells] == [
        (None, "illegible", "约502件"),
        (None, "illegible", "166~30"),
        (0, "number", "零"),
    ]


@pytest.mark.parametrize(
    "cell", ["暂无", "1.25亿元", "12-15", "1'234", "×", "2023-05-01", "12；15", "十二", "没有发生"]
)
@pytest.mark.parametrize("filler", ["", "\t\t"])
def test_what_is_no_number_is_never_a_blank(cell: str, filler: str) -> None:
    lines = f"第二十条第（六）项\n信息内容\t本年处理决定数量{filler}\n行政处罚\t8{filler}\n行政强制\t{cell}{filler}\n"
    parsed = report(tabbed(figures()), proactive=lines)
    found = row(parsed, "administrative_coercion")
    assert [(f.value, f.raw, f.status) for f in found.figures] == [(None, cell, "illegible")]
    assert read(parsed, "administrative_punishment") == [8]


@pytest.mark.parametrize("cell", ["1'284", "暂无", "×", "NaN", "(12)", "（含3件）12", "见附件"])
@pytest.mark.parametrize("filler", ["", "\t"])
def test_a_figure_that_cannot_be_read_moves_no_other(cell: str, filler: str) -> None:
    lines = (
        f"第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数{filler}\n规章\t{cell}\t3\t12{filler}\n"
        f"行政规范性文件\t41，其中修订 6 件\t5\t80{filler}\n"
    )
    parsed = report(tabbed(figures()), proactive=lines)
    assert read(parsed, "regulations") == [None, 3, 12]
    assert read(parsed, "normative_documents") == [None, 5, 80]
    assert [row(parsed, i).figures[0].status for i in ("regulations", "normative_documents")] == ["illegible"] * 2


def test_a_piece_of_a_label_beside_it_is_no_cell() -> None:
    """As PDF without rules gives a label whose last words stand in a line with the figures."""
    table = figures()
    lines = tabbed(table)
    at = next(i for i, line in enumerate(lines) if "部分公开" in line)
    values = [*table["granted_in_part"]]
    lines[at] = "\t".join(
        (
            "（二）部分公开（区分处理的，只计这不计其他情形）",
            "一情形，",
            *map(str, values[:4]),
            "",
            *map(str, values[5:]),
        )
    )
    assert read(report(lines), "granted_in_part") == [*values[:4], None, *values[5:]]


@pytest.mark.parametrize("words", ["件", "（单位：件）", "计量单位：件", "数量", "规章"])
def test_words_between_a_label_and_its_figures_are_no_cell(words: str) -> None:
    lines = f"第二十条第（一）项\n信息内容\t\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t{words}\t4\t3\t12\n"
    assert read(report(tabbed(figures()), proactive=lines), "regulations") == [4, 3, 12]


def test_fillers_around_section_four_are_told_by_the_sums() -> None:
    cells = ["", "", "1", "", "1", "", "12", "20", "", "32", "17", "", "10", "", "27"]
    heads = "\t行政复议\t行政诉讼\t\n\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t\n"
    parsed = report(tabbed(figures()), review=heads + "\t" + "\t".join(cells) + "\t\n")
    assert [v for stage in STAGES for v in read(parsed, stage)] == [int(c) if c else None for c in cells]
    assert {row(parsed, stage).status for stage in STAGES} == {"number"}


def test_fillers_that_no_sums_tell_apart_leave_section_four_in_doubt() -> None:
    heads = "\t行政复议\t行政诉讼\t\n\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t\n"
    cells = ["", "", "1", "", "2", "", "12", "20", "", "33", "17", "", "10", "", "28"]
    parsed = report(tabbed(figures()), review=heads + "\t" + "\t".join(cells) + "\t\n")
    assert {row(parsed, stage).status for stage in STAGES} == {"suspect"}


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


def test_run_together_digits_are_cut_where_sums_leave_one_reading() -> None:
    table = figures()
    lines = [
        line.split("\t")[0] + "\t" + "".join(line.split("\t")[1:]) if i == 6 else line
        for i, line in enumerate(tabbed(table))
    ]
    found = row(report(lines), ROWS[6].id)
    assert [int(f.value or 0) for f in found.figures] == table[ROWS[6].id] and found.status == "annotated"


def test_digits_that_are_all_marks_of_footnotes_do_not_run_together() -> None:
    """Raised digits are digits to Python, but no numbers."""
    lines = tabbed(figures())
    lines[6] = lines[6].split("\t")[0] + "\t⁰\t¹²\t³⁰⁰⁰"
    block = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t⁰¹²\n"
    review = "行政复议\n行政诉讼\n结果维持\n总计\n" + "²" * 15 + "\n"
    parsed = report(lines, proactive=block, review=review)
    for item in (ROWS[6].id, "regulations"):
        assert row(parsed, item).status == "illegible" and {f.value for f in row(parsed, item).figures} == {None}
    assert {f.value for stage in STAGES for f in row(parsed, stage).figures} == {None}


def test_numbers_between_which_blanks_are_lost_do_not_run_together() -> None:
    """837 109 946: two parts and their total, although 8 3 7 10 9 9 46 adds up too."""
    lines = tabbed(figures())
    lines[-1] = "四、结转下年度继续办理\n837\n109\n946"
    forward = row(report(one_cell_per_line(lines)), "carried_forward")
    assert forward.status == "illegible" and {f.value for f in forward.figures} == {None}


def test_blanks_pushed_in_section_three_cast_doubt_on_those_of_section_two() -> None:
    block = "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n规章 | 5 | | |\n行政规范性文件 | 1 | 2 | 3 |\n"
    lines = [line.replace("\t", " | ") + " |" for line in tabbed(figures())]
    calm = report(lines, proactive=block)
    assert row(calm, "regulations").status == "number"
    lines[1] = "二、上年结转政府信息公开申请数量 | 7 | 1 | 8 | | | | |"
    moved = report(lines, proactive=block)
    assert row(moved, "regulations").status == "suspect" and row(moved, "normative_documents").status == "number"


def test_blanks_pushed_to_the_end_are_in_doubt() -> None:
    table = figures()
    lines = tabbed(table)
    lines[7] = ROWS[7].zh + "\t7\t1\t8\t\t\t\t"
    found = row(report(lines), ROWS[7].id)
    assert found.status == "suspect" and "行末" in found.note


@pytest.mark.parametrize(
    ("cells", "note"), [("1\t2\t3\t4\t5\t15\t", "行末"), ("1\t2\t3\t4\t5\t16\t", "其他行都印有总计")]
)
def test_a_last_blank_behind_a_sum_looks_pushed(cells: str, note: str) -> None:
    lines = tabbed(figures())
    lines[7] = f"{ROWS[7].zh}\t{cells}"
    found = row(report(lines), ROWS[7].id)
    assert found.status == "suspect" and note in found.note


def run_together(*rows: list[int]) -> tuple[dict[str, list[int]], list[str]]:
    """A table in which these rows stand from the fourth on, and its lines with their numbers run together."""
    table = figures()
    for item, values in zip([r.id for r in ROWS[3:]], rows, strict=False):
        for total in ("total_processed", "new_received"):
            table[total] = [t + n - o for t, n, o in zip(table[total], values, table[item], strict=True)]
        table[item] = values
    lines = tabbed(table)
    for i, values in enumerate(rows, 3):
        lines[i] = f"{ROWS[i].zh}\t{''.join(map(str, values))}"
    return table, lines


@pytest.mark.parametrize("values", [[1, 11, 0, 0, 0, 0, 12], [11, 1, 0, 0, 0, 0, 12]])
def test_the_column_sums_choose_between_readings_of_a_run(values: list[int]) -> None:
    table, lines = run_together(values)
    parsed = report(lines)
    assert {item: read(parsed, item) for item in table} == table
    assert row(parsed, ROWS[3].id).status == "annotated" and "按行列合计只有一种拆法" in row(parsed, ROWS[3].id).note
    for unsure in (lines[:9] + lines[10:], [*lines[:-1], lines[-1].replace("\t", "\t9", 1)]):
        assert row(report(unsure), ROWS[3].id).status == "illegible", "a row is lost, or a column does not add up"


def test_two_runs_that_may_change_places_are_not_read() -> None:
    _, lines = run_together([1, 11, 0, 0, 0, 0, 12], [11, 1, 0, 0, 0, 0, 12])
    parsed = report(lines)
    assert [row(parsed, r.id).status for r in ROWS[3:5]] == ["illegible"] * 2


def test_blanks_in_their_place_stay_blank() -> None:
    table = figures()
    lines = tabbed(table)
    lines[7] = ROWS[7].zh + "\t7\t\t\t\t\t\t7"
    found = row(report(lines), ROWS[7].id)
    assert read(report(lines), ROWS[7].id) == [7, None, None, None, None, None, 7] and found.status == "number"
    assert [f.status for f in found.figures[1:6]] == ["blank"] * 5


def test_a_lone_blank_total_stays_blank_and_casts_no_doubt_where_the_columns_hold() -> None:
    table = figures()
    lines = tabbed(table)
    lines[-1] = lines[-1].rpartition("\t")[0] + "\t"
    parsed = report(lines)
    assert row(parsed, "carried_forward").status == "number"
    assert read(parsed, "carried_forward") == [*table["carried_forward"][:-1], None]
    assert [f.status for f in row(parsed, "carried_forward").figures][-1] == "blank"
    table["carried_forward"][2] += 1
    lines[-1] = tabbed(table)[-1].rpartition("\t")[0] + "\t"
    assert row(report(lines), "carried_forward").status == "suspect"


def test_a_row_of_too_few_blanks_at_the_end_of_a_file() -> None:
    lines = [line.replace("\t", "\t\t\t", 1) for line in tabbed(figures())]
    label = lines[-1].split("\t")[0]
    text = HEAD + "三、收到和处理政府信息公开申请情况\n" + "\n".join(lines[:-1]) + f"\n{label}" + "\t" * 8
    parsed = parse(read_text(text))
    assert isinstance(parsed, Parsed) and read(parsed, "carried_forward") == [None] * 7


def test_a_lost_cell_is_never_filled_silently() -> None:
    table = figures()
    lines = tabbed(table)
    cells = lines[8].split("\t")
    lines[8] = "\t".join(cells[:3] + cells[4:])
    assert row(report(lines), ROWS[8].id).status in ("suspect", "illegible")


def test_a_file_cut_in_a_row_says_so() -> None:
    table = figures()
    text = HEAD + "三、收到和处理政府信息公开申请情况\n" + "\n".join(tabbed(table, [r.id for r in ROWS[:6]]))
    parsed = parse(read_text(text[:-3]))
    assert isinstance(parsed, Parsed)
    last = row(parsed, ROWS[5].id)
    assert last.status == "suspect" and "中断" in last.note
    assert row(parsed, ROWS[4].id).status == "number"


def test_the_last_row_of_a_table_that_breaks_off_is_in_doubt_although_none_is_lacking() -> None:
    text = HEAD + "三、收到和处理政府信息公开申请情况\n" + "\n".join(tabbed(figures()))
    for lost in range(4):
        parsed = parse(read_text(text[: len(text) - lost]))
        assert isinstance(parsed, Parsed)
        assert row(parsed, "carried_forward").status == ("suspect" if lost else "number")


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_a_package_that_ends_within_section_3_says_so_in_its_last_row(kind: str) -> None:
    def last(rows: int, cells: list[str] | None = None) -> Row:
        lines = tabbed(figures(), [r.id for r in ROWS[:rows]])
        lines[-1] = "\t".join(cells) if cells else lines[-1]
        text = HEAD + "三、收到和处理政府信息公开申请情况\n" + "\n".join(lines)
        parsed = parse(replace(read_text(text), kind=kind))
        assert isinstance(parsed, Parsed)
        return row(parsed, ROWS[rows - 1].id)

    cut = last(1, ["一、本年新收政府信息公开申请数量", "30620", "19024", "19949", "19784", "36451", "26", ""])
    assert cut.status == "suspect" or cut.figures[5].status == "suspect", "26 may be the beginning of 26006"
    assert last(6).status == "suspect"
    assert last(len(ROWS)).status == "number", "a table with all rows is whole"
    wrong = last(len(ROWS), [ROWS[-1].zh, "1", "2", "3", "4", "5", "6", "2"])
    assert wrong.status == "number", "a package that opens is whole: the office adds wrong"


def test_the_last_figure_of_a_file_is_in_doubt_only_where_it_may_be_cut() -> None:
    def last(cells: list[int], kind: str = "text") -> str:
        review = "行政复议\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n" + "\t".join(map(str, cells))
        parsed = parse(replace(read_text(HEAD + "四、政府信息公开行政复议、行政诉讼情况\n" + review), kind=kind))
        assert isinstance(parsed, Parsed)
        return row(parsed, "litigation_after_reconsideration").figures[-1].status

    assert last(REVIEW) == "number"
    assert last([*REVIEW[:-1], 13]) == "suspect", "the last digit of 130 may be lost"
    assert last([*REVIEW[:-1], 13], "docx") == "number", "a package that opens is whole: the office adds wrong"


def test_other_handling_beside_its_parts_is_a_subtotal() -> None:
    table = figures()
    lines = tabbed(table)
    at = [r.id for r in ROWS].index("other_uncorrected_overdue")
    lines.insert(at, "（六）其他处理\t1\t0\t0\t0\t0\t0\t1")
    parsed = report(lines)
    assert all_right(parsed, table) and not any(r.item == "other_handling" for r in parsed.rows)


@pytest.mark.parametrize(
    "text",
    [
        "行政复议\t\t\t\t\t行政诉讼\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n"
        + "\t".join(map(str, REVIEW))
        + "\n",
        "行政复议\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n11\t12\t13\t14\t50\n行政诉讼\n未经复议直接起诉\n21\t22\t23\t24\t90\n复议后起诉\n31\t32\t33\t34\t130\n",
        "行政复议\n结果维持\n" + "\n".join(map(str, REVIEW)) + "\n",
        "行政复议\n行政诉讼\n结果维持\n总计\n" + "".join(map(str, REVIEW)) + "\n",
        "结果维持\t11\t21\t31\n结果纠正\t12\t22\t32\n其他结果\t13\t23\t33\n尚未审结\t14\t24\t34\n总计\t50\t90\t130\n",
        "行政复议\n结果维持：11\n结果纠正：12\n其他结果：13\n尚未审结：14\n总计：50\n行政诉讼\n未经复议直接起诉\n结果维持：21\n"
        "结果纠正：22\n其他结果：23\n尚未审结：24\n总计：90件\n复议后起诉\n结果维持:31\n结果纠正:32\n其他结果:33\n尚未审结:34\n总计:130\n",
    ],
)
def test_section_four_in_its_layouts(text: str) -> None:
    assert section_four(text) == REVIEW


def test_results_told_below_section_four_leave_its_table_as_it_is() -> None:
    table = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n" + "\t".join(map(str, REVIEW)) + "\n"
    assert section_four(table + "结果维持：63\n总计：270\n") == REVIEW


@pytest.mark.parametrize("kept", [[0, 1], [0, 2], [1, 2], [2, 0], [0], [1], [2]])
def test_stages_without_the_others_are_told_by_their_labels(kept: list[int]) -> None:
    labels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    heads = "\t".join(("", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    lines = ["\t".join([labels[i], *map(str, REVIEW[5 * i : 5 * i + 5])]) for i in kept]
    parsed = report(tabbed(figures()), review="\n".join([heads, *lines, ""]))
    found = {r.item: (read(parsed, r.item), r.status) for r in parsed.rows if r.table == "review_litigation"}
    assert found == {STAGES[i]: (REVIEW[5 * i : 5 * i + 5], "number") for i in kept}


def test_one_of_two_labels_above_five_figures_is_not_chosen() -> None:
    review = "行政复议\t行政诉讼\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n11\t12\t13\t14\t50\n"
    parsed = report(tabbed(figures()), review=review)
    assert {row(parsed, stage).status for stage in STAGES} == {"illegible"}


def test_section_four_that_fits_nothing_is_left_empty() -> None:
    parsed = report(tabbed(figures()), review="行政复议\t行政诉讼\n结果维持\t结果纠正\n11\t12\t13\t14\t50\t21\t22\n")
    assert all(row(parsed, stage).status == "illegible" for stage in STAGES)


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


def test_every_figure_keeps_its_line() -> None:
    table = figures()
    parsed = report(tabbed(table))
    lines = [row(parsed, r.id).place.line for r in ROWS]
    assert lines == list(range(lines[0], lines[0] + len(ROWS)))


@pytest.mark.parametrize("draw", [benign_case, damaged_case])
def test_a_table_that_leaves_nothing_to_decide_is_read_as_any_other(
    draw: Callable[[int], Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [
        formats.read(case.data, case.name) for case in map(draw, range(60)) if case.layout.split(":")[0] != "pdf"
    ]
    found = [parse(d) for d in documents if not isinstance(d, Finding)]
    asked: list[bool] = []

    def asks(records: list[Record], lines: Sequence[Line]) -> None:
        asked.append(labelled(records, lines) is not None)

    labelled = applications._as_labelled
    monkeypatch.setattr(applications, "_as_labelled", asks)
    assert [parse(d) for d in documents if not isinstance(d, Finding)] == found
    assert asked.count(True) >= 15 and asked.count(False) >= 5


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


@pytest.mark.parametrize("last", [130, 131])
@pytest.mark.parametrize("staged", [False, True])
def test_section_four_printed_twice_is_in_doubt_where_it_says_something_else(last: int, staged: bool) -> None:
    def table(numbers: Sequence[int]) -> str:
        if not staged:
            return "\t".join(map(str, numbers)) + "\n"
        labels = ("行政复议", "未经复议直接起诉", "复议后起诉")
        return "".join(
            f"{label}\t" + "\t".join(map(str, numbers[5 * i :][:5])) + "\n" for i, label in enumerate(labels)
        )

    head = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n"
    parsed = report(tabbed(figures()), f"{head}{table(REVIEW)}（续）\n{head}{table([*REVIEW[:-1], last])}")
    found = [r for r in parsed.rows if r.table == "review_litigation"]
    assert [f.value for r in found for f in r.figures] == REVIEW
    assert ["又出现" in r.note for r in found] == [not staged and last == 131] * 2 + [last == 131]


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
