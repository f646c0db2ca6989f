"""Cells that are no plain number: blanks, words, digits run together, and the end of a file that is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builder import formats
from builder.formats.html import read_html
from builder.formats.text import read_text
from builder.model import Finding, Row
from builder.parse import Parsed, parse
from tests.parsed import (
    HEAD,
    REVIEW,
    ROWS,
    STAGES,
    TAIL,
    all_right,
    figures,
    one_cell_per_line,
    read,
    report,
    row,
    tabbed,
)


@pytest.mark.parametrize(
    ("cell", "values", "status"),
    [
        ("000", [0, 0, 0], "annotated"),
        ("030", [0, 3, 0], "annotated"),
        ("150", [None] * 3, "illegible"),
        ("1507", [None] * 3, "illegible"),
    ],
)
def test_digits_run_together_are_told_apart_only_where_they_are_no_number(
    cell: str, values: list[int | None], status: str
) -> None:
    block = f"信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t{cell}\n"
    parsed = report(tabbed(figures()), proactive=block)
    assert read(parsed, "regulations") == values and row(parsed, "regulations").status == status


def test_words_in_a_cell_are_no_lost_row() -> None:
    block = "信息内容\t本年处理决定数量\n行政许可\t约502件\n行政处罚\t166~30\n行政强制\t零\n"
    parsed = report(tabbed(figures()), proactive=block)
    cells = [row(parsed, f"administrative_{name}").figures[0] for name in ("licensing", "punishment", "coercion")]
    assert [(c.value, c.status, c.raw) for c in cells] == [
        (None, "illegible", "约502件"),
        (None, "illegible", "166~30"),
        (0, "number", "零"),
    ]


def test_a_word_beside_others_costs_no_figure_of_its_row() -> None:
    table = figures()
    lines = [line.split("\t") for line in tabbed(table)]
    other = lines[list(table).index("other_other")]
    other[1] = "空白"
    parsed = report(["\t".join(line) for line in lines])
    assert read(parsed, "other_other") == [None, *table["other_other"][1:]]
    assert [f.code for f in parsed.findings] == ["illegible-cell"]


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


@pytest.mark.parametrize("cell", ["万元", "元", "（万元）"])
def test_a_cell_with_nothing_but_its_unit_is_a_cell(cell: str) -> None:
    lines = f"第二十条第（八）项\n信息内容\t本年收费金额（单位：万元）\n行政事业性收费\t{cell}\n"
    found = row(report(tabbed(figures()), proactive=lines), "administrative_fees")
    assert [(f.value, f.raw, f.status) for f in found.figures] == [(None, cell, "illegible")]


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


@pytest.mark.parametrize("words", ["件", "单位：件", "数量"])
def test_a_unit_in_a_line_of_its_own_casts_no_doubt_on_the_figures_below(words: str) -> None:
    lines = (
        f"第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n行政规范性文件\n{words}\n4\n3\n12\n"
    )
    found = row(report(tabbed(figures()), proactive=lines), "normative_documents")
    assert [f.value for f in found.figures] == [4, 3, 12] and found.status == "number"


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
    ("cells", "note"), [("1\t2\t3\t4\t5\t15\t", "行末"), ("1\t2\t3\t4\t5\t16\t", "多数行印有总计")]
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


@pytest.mark.parametrize(
    ("below", "status"), [("493382", "suspect"), ("4933820000", "annotated"), ("0000000", "annotated")]
)
def test_a_run_is_in_doubt_where_another_row_has_lost_its_blanks(below: str, status: str) -> None:
    """12 59 22 50 143 with two blanks looks like 125 9 2 2 5 0 143, which adds up as well."""
    _, lines = run_together()
    lines[3] = f"{ROWS[3].zh}12592250143"
    lines[4] = ROWS[4].zh + below
    lines[5] = f"{ROWS[5].zh}0000000"
    parsed = report(lines)
    assert [row(parsed, ROWS[i].id).status for i in (3, 5)] == [status, "annotated"]


@pytest.mark.parametrize(("total", "status"), [("", "number"), ("5", "suspect"), ("5\t6", "suspect")])
def test_digits_below_a_row_that_does_not_add_up_are_of_a_broken_number(total: str, status: str) -> None:
    table = figures()
    lines = tabbed(table)
    if total:
        lines[3] = f"{lines[3].rpartition(chr(9))[0]}\t{table[ROWS[3].id][-1] + 100}"
    lines.insert(4, "\t" * (6 - total.count("\t")) + (total or "5"))
    found = row(report(lines), ROWS[3].id)
    assert (found.status, "断在两行" in found.note) == (status, status == "suspect")


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


def without_totals(table: dict[str, list[int]], *at: int) -> list[str]:
    """The lines of a table, those ``at`` these places with a blank total."""
    return [line.rpartition("\t")[0] + "\t" if i in at else line for i, line in enumerate(tabbed(table))]


def test_a_lone_blank_total_is_in_doubt_where_the_columns_cannot_tell() -> None:
    table, last = figures(), len(ROWS) - 1
    lines = without_totals(table, last)
    cells = lines[1].split("\t")
    lines[1] = "\t".join([*cells[:3], "", *cells[4:]])  # what was carried in is not printed in one column
    assert row(report(lines), "carried_forward").status == "suspect"
    table = figures()
    for item in (ROWS[i].id for i in (5, 6, 7)):
        for of_all in ("total_processed", "new_received"):
            table[of_all] = [a - b for a, b in zip(table[of_all], table[item], strict=True)]
        table[item] = [0] * 7
    lines = without_totals(table, last)
    assert row(report(lines), "carried_forward").status == "number"
    assert row(report(lines[:5] + lines[8:]), "carried_forward").status == "suspect", "rows are lacking"


def test_blank_totals_of_half_the_rows_are_the_way_of_the_office() -> None:
    table = figures()
    table["carried_forward"][2] += 1  # so that the columns confirm nothing there
    for lone, status in ((len(ROWS) // 2 - 1, "suspect"), (len(ROWS) // 2 + 1, "number")):
        parsed = report(without_totals(table, *range(2, 2 + lone)))
        assert {row(parsed, ROWS[i].id).status for i in range(2, 2 + lone)} == {status}


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


@pytest.mark.parametrize("fillers", [0, 1, 8])
def test_a_first_cell_that_is_no_number_is_one_in_a_sheet_wider_than_the_table(fillers: int) -> None:
    table = figures()
    rows = [line + "\t" * fillers for line in tabbed(table)]
    at = next(i for i, line in enumerate(rows) if "重复申请" in line)
    label, *cells = rows[at].split("\t")
    rows[at] = "\t".join([label, f"约{cells[0]}", *cells[1:]])
    lines = ["申请人情况\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计", *rows]
    html = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>" for line in lines)
    document = read_html(f"<h1>{HEAD}</h1><h2>三、收到和处理政府信息公开申请情况</h2><table>{html}</table>".encode())
    assert not isinstance(document, Finding)
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    assert read(parsed, "not_processed_duplicate") == [None, *table["not_processed_duplicate"][1:]]
    assert [f.code for f in parsed.findings] == ["illegible-cell"]


@pytest.mark.parametrize(
    ("cell", "sure"),
    [
        ("<span>{}</span>", True),
        ("{}<sup>1</sup>", True),
        ('<span style="display:none">9</span>{}', False),
        ('{}<span style="vertical-align: super">1</span>', False),
        ('<span style="text-decoration:line-through">5</span>{}', False),
        ("<span hidden>5</span>{}", False),
    ],
)
@pytest.mark.parametrize("above", ["<p>导语</p>\n", "<table><tr><td>索引号</td></tr></table>\n"])
def test_what_tags_hide_strike_or_raise_in_markdown_is_no_digit(cell: str, sure: bool, above: str) -> None:
    table = figures()
    lines = [line.split("\t") for line in tabbed(table)]
    granted = lines[list(table).index("granted")]
    granted[1] = cell.format(granted[1])
    heading = "## 三、收到和处理政府信息公开申请情况\n\n"
    rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    found = formats.read(f"{above}# {HEAD}{heading}{rows}\n\n{TAIL}".encode(), "report.md")
    assert not isinstance(found, Finding)
    parsed = parse(found)
    assert isinstance(parsed, Parsed)
    assert read(parsed, "granted")[0] == (table["granted"][0] if sure else None)
    assert {f.status for r in parsed.rows if r.item != "granted" for f in r.figures} == {"number"}


@pytest.mark.parametrize("cell", ["&nbsp;{}&ensp;", "{}&#8203;", "${}$", r"$ \mathrm {{ {} }} $"])
def test_entities_and_formulas_of_one_number_in_markdown_are_the_number(cell: str) -> None:
    table = figures()
    heads = ["申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = [heads, ["---"] * len(heads)]
    rows += [[label, *map(cell.format, numbers)] for label, *numbers in (line.split("\t") for line in tabbed(table))]
    text = f"# {HEAD}## 三、收到和处理政府信息公开申请情况\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)
    parsed = parse(read_text(f"{text}\n\n{TAIL}", "markdown"))
    assert isinstance(parsed, Parsed) and all_right(parsed, table)


def test_addresses_in_prose_stay_as_they_are() -> None:
    address = "https://x.example/?id=31&section=4&copy=2&timestamp=85&region;"
    parsed = parse(read_text(f"{HEAD}五、存在的主要问题及改进情况\n见 {address} &amp; 附件。\n", "markdown"))
    assert isinstance(parsed, Parsed) and parsed.sections[-1].text == f"见 {address} & 附件。"


def test_a_formula_without_end_takes_no_time_that_grows_with_its_square() -> None:
    assert read_text("| $" + " " * 400_000 + "| $" + "1 " * 200_000 + "|\n").blocks
