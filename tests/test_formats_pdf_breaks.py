"""PDF tables over several pages: cut rows, repeated heads, page numbers, running heads and feet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from builder.document import Paragraph
from tests.drawn import Draw, both, folded, frame, pdf, table, text
from tests.made_files import (
    COLUMNS,
    FONT,
    LABELS,
    document,
    drawn_table,
    figure,
    figures,
    grids,
    holds_the_table,
    prose,
    rows,
)


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("number", ["- {} -", "— {} —", "－{}－", "{}", "第 {} 页", "第{}页 共2页", "{}/2", "·{}·"])
def test_tables_over_pages_without_the_page_numbers(lines: bool, number: str) -> None:
    made = pdf(
        both(table(LABELS[:3], lines=lines, top=150), text(290, 40, number.format(1))),
        both(
            table(LABELS[3:], lines=lines, top=780, first=3),
            text(70, 500, "五、存在的问题"),
            text(290, 40, number.format(2)),
        ),
    )
    found = document(made)
    if lines:
        assert [g.place.page for g in grids(found)] == [1, 2]
        holds_the_table(found)
    else:
        by_label = {row[0]: row[1:] for row in rows(found)}
        assert [by_label[label] for label in LABELS[:3]] == [figures(i) for i in range(3)]
    assert prose(found)[-1] == "五、存在的问题"
    assert not [p for p in prose(found) if p.strip("-—－第页共· /2") in ("1", "2")]


@pytest.mark.parametrize("width", [24, 44])
def test_numbers_that_a_page_break_cuts_are_whole_where_they_fill_their_cells(width: int) -> None:
    numbers = ["26373", "28721", "28120", "7"]
    xs = [60, 250, *(250 + width * (c + 1) for c in range(len(numbers)))]

    def page(top: int, *printed: tuple[str, list[str]]) -> Draw:
        def draw(made: Any) -> None:
            bottom = top - 20 * len(printed)
            for y in range(top, bottom - 1, -20):
                made.line(60, y, xs[-1], y)
            for x in xs:
                made.line(x, top, x, bottom)
            for line, (label, parts) in enumerate(printed):
                made.drawString(62, top - 14 - 20 * line, label)
                for x, part in zip(xs[1:], parts, strict=False):
                    made.drawString(x + 2, top - 14 - 20 * line, part)

        return draw

    head = (LABELS[0], ["11", "12", "13", "14"])
    tail = [(label, ["21", "22", "23", "24"]) for label in LABELS[2:4]]
    cut = page(100, head, (LABELS[1], [n[:4] for n in numbers]))
    found = rows(document(pdf(cut, page(780, ("", [n[4:] for n in numbers]), *tail))))
    whole = [f"{n[:4]}\n{n[4:]}" if n[4:] else n for n in numbers]
    assert found[1][1:] == (whole if width == 24 else [n[:4] for n in numbers])
    assert len(found) == (4 if width == 24 else 5)


def test_a_lone_figure_at_the_foot_is_no_page_number() -> None:
    made = pdf(both(table(), text(70, 60, "共计")), both(text(70, 700, "七"), text(290, 40, "87")))
    assert "87" in prose(document(made))


def test_places_count_through_the_file_and_know_their_page() -> None:
    made = pdf(
        both(text(70, 760, "一、总体"), table(LABELS[:2])), both(text(70, 760, "五、问题"), table(LABELS[2:], first=2))
    )
    found = document(made)
    assert [(b.place.line, b.place.page) for b in found.blocks] == [(1, 1), (2, 1), (4, 2), (5, 2)]


def test_a_row_cut_by_the_page_break_is_mended() -> None:
    full = "5.要求行政机关确认或重新出具已获取" * 1 + "信"  # reaches the border of its cell

    def upper(made: Any) -> None:
        made.setFont(FONT, 10)
        drawn_table(made, 120, ["4.重复申请"], lines=True)
        made.drawString(72, 80, full)
        for c in range(COLUMNS):
            made.drawCentredString(270 + 40 * c, 80, figure(1, c))
        frame(made, 96, 72)

    def lower(made: Any) -> None:
        made.drawString(63, 765, "息的申请")
        frame(made, 780, 756)
        drawn_table(made, 756, ["（七）总计"], lines=True, first=2)

    found = folded(rows(document(pdf(upper, lower))))
    assert found == [["4.重复申请", *figures(0)], [full + "息的申请", *figures(1)], ["（七）总计", *figures(2)]]


def test_a_row_cut_in_a_narrow_column_is_mended_though_the_pages_part_labels_otherwise() -> None:
    """No line of the label runs to the border; only the second page has a column of groups."""

    def row(made: Any, top: float, label: Sequence[str], values: Sequence[str], group: str = "") -> None:
        xs = [60, *([80] if group else []), 104, *(104 + 40 * (c + 1) for c in range(COLUMNS))]
        bottom = top - 12 * len(label) - 4
        for x in xs:
            made.line(x, top, x, bottom)
        for y in (top, bottom):
            made.line(60, y, xs[-1], y)
        made.drawString(62, top - 12, group)
        for i, line in enumerate(label):
            made.drawString(82 if group else 63, top - 12 * (i + 1), line)
        for c, value in enumerate(values):
            made.drawString(107 + 40 * c, top - 12, value)

    upper = both(
        lambda made: row(made, 140, ["重复"], figures(0)), lambda made: row(made, 124, ["属于", "四类"], figures(1))
    )
    lower = both(
        lambda made: row(made, 780, ["过程", "信息"], []), lambda made: row(made, 752, ["公开"], figures(2), group="甲")
    )
    found = folded(rows(document(pdf(upper, lower))))
    assert found == [["重复", *figures(0)], ["属于四类过程信息", *figures(1)], ["甲", "公开", *figures(2)]]


@pytest.mark.parametrize("head, x", [("申请人的一般情况及其他", 63), ("申请人", 252)])
def test_a_head_repeated_on_the_next_page_is_no_part_of_the_row_above(head: str, x: float) -> None:
    """The last row's label and first number run up to the border, as what a page break cuts does."""
    label = "属于行政执法案卷和查询事项"

    def page(made: Any, top: float, *numbered: int) -> None:
        made.setFont(FONT, 10)
        made.drawString(x, top - 16, head)
        frame(made, top, top - 24)
        for n, i in enumerate(numbered):
            y = top - 24 * (n + 1)
            made.drawString(63, y - 16, f"{label}{'甲' * (18 - len(label))}" if i else label)
            made.setFont(FONT, 17)
            for c in range(COLUMNS):
                made.drawString(252 + 40 * c, y - 18, figure(i, c))
            made.setFont(FONT, 10)
            frame(made, y, y - 24)

    found = rows(document(pdf(lambda made: page(made, 120, 0, 1), lambda made: page(made, 780, 2))))
    assert [row[-COLUMNS:] for row in found if all(row)] == [figures(i) for i in range(3)]
    assert [head in row for row in found].count(True) == 2


def test_a_row_left_open_at_the_foot_keeps_its_cells() -> None:
    """Cells with a rule above and to their left only, as style sheets draw them; the group's own goes on below."""
    xs = [120, 250, *(250 + 40 * (c + 1) for c in range(COLUMNS))]

    def draw(made: Any) -> None:
        made.drawString(62, 110, "不予公开")
        made.line(60, 140, 60, 30)
        made.line(xs[-1], 140, xs[-1], 30)
        made.line(60, 140, 120, 140)
        for i in range(3):
            y = 140 - 24 * i
            made.line(120, y, xs[-1], y)
            for x in xs[:-1]:
                made.line(x, y, x, y - 24)
            made.drawString(123, y - 16, LABELS[i])
            for c in range(COLUMNS):
                made.drawString(xs[c + 1] + 5, y - 16, figure(i, c))

    found = rows(document(pdf(draw)))
    assert [row[-COLUMNS - 1 :] for row in found] == [[LABELS[i], *figures(i)] for i in range(3)]


def test_rows_of_blanks_on_either_side_of_a_break_stay_two() -> None:
    def row(top: float, label: str) -> Draw:
        return both(text(63, top - 16, label), lambda made: frame(made, top, top - 24))

    found = rows(document(pdf(row(96, "3.要求提供公开出版物"), both(row(780, "4.重复申请"), row(756, "（七）总计")))))
    assert [r[0] for r in found] == ["3.要求提供公开出版物", "4.重复申请", "（七）总计"]
    assert all(r[1:] == [""] * COLUMNS for r in found)


def test_an_open_foot_and_head_at_the_page_break() -> None:
    def open_table(made: Any, top: float, labels: Sequence[str], first: int, skip: float) -> None:
        xs = [60, 250, *(250 + 40 * (c + 1) for c in range(COLUMNS))]
        for i, label in enumerate(labels):
            y = top - 24 * i
            made.drawString(63, y - 16, label)
            for c, n in enumerate(figures(first + i)):
                made.drawCentredString(xs[c + 1] + 20, y - 16, n)
        for x in xs:
            made.line(x, top, x, top - 24 * len(labels))
        for i in range(len(labels) + 1):
            if top - 24 * i != skip:
                made.line(60, top - 24 * i, xs[-1], top - 24 * i)

    upper = lambda made: open_table(made, 150, LABELS[:3], 0, 150 - 72)  # noqa: E731
    lower = lambda made: open_table(made, 780, LABELS[3:], 3, 780)  # noqa: E731
    holds_the_table(document(pdf(upper, lower)))


def test_running_heads_and_feet_are_left_out() -> None:
    def furnished(number: int, draw: Draw) -> Draw:
        head, foot = text(70, 815, "2032/1/20 某局年报"), text(70, 30, f"http://example.org/a {number}/3")
        return both(head, foot, draw)

    found = document(
        pdf(
            furnished(1, both(text(150, 755, "某局2031年年报", 18), table(LABELS[:2]))),
            furnished(2, table(LABELS[2:], top=780, first=2)),
            furnished(3, text(70, 700, "六、其他需要报告的事项")),
        )
    )
    holds_the_table(found)
    assert prose(found) == ["某局2031年年报", "六、其他需要报告的事项"]


def test_rows_at_the_edge_of_pages_are_no_running_heads() -> None:
    pages = [table(["3.其他"] * 2, lines=False, top=838, first=4 * n) for n in range(3)]
    found = rows(document(pdf(*pages)))
    assert [row[-COLUMNS:] for row in found] == [figures(4 * n + i) for n in range(3) for i in range(2)]


def test_lines_become_paragraphs_over_pages_and_titles_go_together() -> None:
    full = "全年通过门户网站主动公开政府信息一千余条公众查阅"
    first = both(
        text(200, 780, "虚山县人民政府", 18),
        text(150, 755, "2031年政府信息公开工作年度报告", 18),
        text(90, 100, full[:22]),
        text(70, 80, full),
    )
    second = both(text(70, 780, "方便。"), text(90, 760, "二、主动公开"))
    found = document(pdf(first, second))
    paragraphs = [(b.text, b.heading) for b in found.blocks if isinstance(b, Paragraph)]
    assert paragraphs[0] == ("虚山县人民政府2031年政府信息公开工作年度报告", 1)
    assert paragraphs[1:] == [(full[:22] + full + "方便。", 0), ("二、主动公开", 0)]


def test_a_paragraph_that_begins_in_larger_characters_goes_on() -> None:
    begin, rest, end = "（四）政府信息公开平台建设情况。", "增设专栏并", "按季检查栏目。"
    full = "全年每一季度检查全部栏目并且公布检查结果再行整改到位。"
    made = pdf(
        both(text(70, 700, full), text(90, 680, begin, 13), text(298, 680, rest), text(70, 660, end)),
    )
    said = [b.text for b in document(made).blocks if isinstance(b, Paragraph)]
    assert said[-1] == begin + rest + end
