"""Rows of section 3 and their labels: what decides a row, what leaves it in doubt, and what is never published."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from builder.model import form_of
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
    assert all_right(parsed, table) and parsed.findings == () and form_of(parsed.rows) == "2021"


@pytest.mark.parametrize(("cell", "status"), [("本机关未制定行政规范性文件", "suspect"), ("现行有效件数", "number")])
def test_words_for_a_figure_in_a_cell_a_line_leave_the_row_in_doubt(cell: str, status: str) -> None:
    """The blank that a filler behind the row looks like would else make up for the cell."""
    lines = "规章 |\n17 |\n5 |\n83 |\n|\n行政规范性文件 |\n" + cell + " |\n6 |\n7 |\n|\n"
    parsed = report(tabbed(figures()), proactive=f"第二十条第（一）项 |\n||\n{lines}")
    assert read(parsed, "regulations") == [17, 5, 83] and row(parsed, "regulations").status == "number"
    assert (row(parsed, "normative_documents").status == "suspect") is (status == "suspect")


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


@pytest.mark.parametrize("heads", ["上年处理决定数量\t本年处理决定数量", "本年处理决定数量\t2022年", "2022\t2023"])
def test_a_zero_below_a_head_of_its_own_pads_no_row(heads: str) -> None:
    parsed = report(tabbed(figures()), proactive=f"信息内容\t{heads}\n行政许可\t17\t0\n")
    assert row(parsed, "administrative_licensing").status == "suspect"


@pytest.mark.parametrize(
    ("label", "heads"),
    [
        ("行政许可", "本年处理\t决定数量"),
        ("行政许可", "本年处理决定数量\t本年处理决定数量"),
        ("行政事业性收费", "本年收费金额（单位：\t万元）"),
        ("行政强制", "数据1\t数据2"),
    ],
)
def test_a_head_in_pieces_is_no_head_of_another_column(label: str, heads: str) -> None:
    parsed = report(tabbed(figures()), proactive=f"信息内容\t{heads}\n{label}\t17\t0\n")
    (found,) = [r for r in parsed.rows if r.table == "proactive"]
    assert (found.figures[0].value, found.status) == (17, "number")


def test_the_head_of_the_rows_above_casts_no_doubt_on_a_padded_row() -> None:
    heads = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"
    parsed = report(tabbed(figures()), proactive=f"{heads}\n规章\t17\t5\t83\n行政许可\t41\t0\t0\n")
    found = row(parsed, "administrative_licensing")
    assert (found.figures[0].value, found.status) == (41, "number")


@pytest.mark.parametrize(
    ("label", "cells", "status"),
    [
        ("规章", "17\t5\t83\t0", "number"),
        ("规章", "17\t5\t83\t83", "suspect"),
        ("规章", "17\t5\t83\t9", "suspect"),
        ("行政许可", "17\t17\t17", "number"),
        ("行政许可", "17\t17\t5", "suspect"),
        ("行政许可", "17\t0\t0", "number"),
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
    at = [r.id for r in ROWS].index("total_processed")
    cells = lines[at].split("\t")
    for blank in ({2}, set(range(1, 8))):  # where the totals are blank, nothing confirms them
        lines[at] = "\t".join("" if c in blank else cell for c, cell in enumerate(cells))
        unsure = report(lines)
        assert [row(unsure, ROWS[i].id).status for i in (3, 4, 9, 10)] == ["number", *["suspect"] * 3]
        assert read(unsure, ROWS[9].id) == table[ROWS[9].id]


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
    assert form_of(parsed.rows) == "mixed"
    fee = row(parsed, "administrative_fees").figures[0]
    assert (str(fee.value), fee.unit, fee.column) == ("10.1234", "万元", "amount")
    assert [int(f.value or 0) for f in row(parsed, "administrative_punishment").figures] == [8]


def test_every_figure_keeps_its_line() -> None:
    table = figures()
    parsed = report(tabbed(table))
    lines = [row(parsed, r.id).place.line for r in ROWS]
    assert lines == list(range(lines[0], lines[0] + len(ROWS)))
