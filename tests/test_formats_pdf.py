"""PDF text layers: ruled tables, tables without rules, page breaks, page numbers, scans and odd fonts."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2
import pytest

from builder.document import Grid, Paragraph
from builder.formats.standin import give_font
from tests.made_files import (
    COLUMNS,
    FONT,
    LABELS,
    canvas,
    document,
    drawn_table,
    figure,
    figures,
    grids,
    holds_the_table,
    prose,
    refusal,
    rows,
)

Draw = Callable[[Any], None]


def pdf(*pages: Draw, **options: Any) -> bytes:
    buffer = io.BytesIO()
    made = canvas(buffer, **options)
    for draw in pages:
        made.setFont(FONT, 10)
        draw(made)
        made.showPage()
    made.save()
    return buffer.getvalue()


def table(labels: Sequence[str] = LABELS, *, lines: bool = True, top: float = 700, first: int = 0) -> Draw:
    return lambda made: drawn_table(made, top, labels, lines=lines, first=first) and None


def text(x: float, y: float, words: str, size: float = 10) -> Draw:
    def draw(made: Any) -> None:
        made.setFont(FONT, size)
        made.drawString(x, y, words)
        made.setFont(FONT, 10)

    return draw


def both(*draws: Draw) -> Draw:
    return lambda made: [draw(made) for draw in draws] and None


def folded(found: list[list[str]]) -> list[list[str]]:
    return [[cell.replace("\n", "") for cell in row] for row in found]


@pytest.mark.parametrize("lines", [True, False])
def test_every_figure_stands_in_its_row(lines: bool) -> None:
    found = document(pdf(both(text(70, 760, "三、收到和处理政府信息公开申请情况"), table(lines=lines))))
    holds_the_table(found)
    assert prose(found)[:1] == ["三、收到和处理政府信息公开申请情况"]


WRAPPED = (
    "1.属于国家秘密",
    "2.申请人无正当理由逾期不补正、\n行政机关不再处理其政府\n信息公开申请",
    "（七）总\n计",
    "四、结转",
)


@pytest.mark.parametrize("lines", [True, False])
def test_wrapped_labels_keep_their_figures(lines: bool) -> None:
    found = rows(document(pdf(table(WRAPPED, lines=lines))))
    assert folded(found) == [[label.replace("\n", ""), *figures(i)] for i, label in enumerate(WRAPPED)]


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


@pytest.mark.parametrize("dot", [0.4, 1])
def test_dotted_frames_of_filled_shapes_are_rules(dot: float) -> None:
    xs = [60, 250, *(250 + 40 * (c + 1) for c in range(COLUMNS))]
    bottom = 700 - 24 * len(LABELS)

    def draw(made: Any) -> None:
        for i, label in enumerate(LABELS):
            made.drawString(63, 684 - 24 * i, label)
            for c in range(1, COLUMNS - 1):
                made.drawString(xs[c + 1] + 5, 684 - 24 * i, figure(i, c))
        for y in range(bottom, 701, 24):
            for n in range(int((xs[-1] - 60) / dot / 2) + 1):
                made.rect(60 + 2 * dot * n, y, dot, dot, stroke=0, fill=1)
        for x in xs:
            for n in range(int((700 - bottom) / dot / 2) + 1):
                made.rect(x, bottom + 2 * dot * n, dot, dot, stroke=0, fill=1)

    expected = [[label, "", *figures(i)[1:-1], ""] for i, label in enumerate(LABELS)]
    assert rows(document(pdf(draw))) == expected


def frame(made: Any, top: float, bottom: float) -> None:
    xs = [60, 250, *(250 + 40 * (c + 1) for c in range(COLUMNS))]
    for x in xs:
        made.line(x, top, x, bottom)
    for y in (top, bottom):
        made.line(60, y, xs[-1], y)


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


def test_missing_rules_between_rows_are_made_up_for() -> None:
    def draw(made: Any) -> None:
        drawn_table(made, 700, LABELS, lines=False)
        xs = [60, 250, *(250 + 40 * (c + 1) for c in range(COLUMNS))]
        for x in xs:
            made.line(x, 700, x, 700 - 24 * 5)
        made.line(60, 700, xs[-1], 700)
        made.line(60, 700 - 24, xs[-1], 700 - 24)
        made.line(60, 700 - 24 * 5, xs[-1], 700 - 24 * 5)

    holds_the_table(document(pdf(draw)))


def test_numbers_wrapped_in_several_cells_of_a_row_are_no_rows() -> None:
    numbers = ["22379", "86", "17821", "7", "23745", "56", "132285"]

    def draw(made: Any) -> None:
        xs = [60, 250, *(250 + 24 * (c + 1) for c in range(COLUMNS))]
        for y in (700, 670, 640):
            made.line(60, y, xs[-1], y)
        for x in xs:
            made.line(x, 700, x, 640)
        for x, y, words in ((62, 690, LABELS[0]), (62, 678, "（续）"), (62, 652, LABELS[1])):
            made.drawString(x, y, words)
        for c, number in enumerate(numbers):  # ten points wide, four digits and the margins fill a cell
            for line, part in enumerate((number[:4], number[4:]) if len(number) > 4 else (number,)):
                made.drawString(xs[c + 1] + 2, 684 + (6 - 12 * line if len(number) > 4 else 0), part)
            made.drawString(xs[c + 1] + 2, 652, figure(1, c))

    found = rows(document(pdf(draw)))
    assert found[0][1:] == [f"{n[:4]}\n{n[4:]}" if len(n) > 4 else n for n in numbers]
    assert found[1] == [LABELS[1], *figures(1)]


def test_thin_rectangles_and_boxes_are_rules() -> None:
    def draw(made: Any) -> None:
        drawn_table(made, 700, LABELS, lines=False)
        for i in range(5):
            made.rect(60, 700 - 24 * (i + 1), 190, 24)  # one box per cell
            for c in range(COLUMNS):
                x = 250 + 40 * c
                made.rect(x, 700 - 24 * i - 0.4, 40, 0.8, stroke=0, fill=1)
                made.rect(x - 0.4, 700 - 24 * (i + 1), 0.8, 24, stroke=0, fill=1)
        made.rect(250, 700 - 120, 280, 0.8, stroke=0, fill=1)
        made.rect(530, 700 - 120, 0.8, 120, stroke=0, fill=1)

    holds_the_table(document(pdf(draw)))


def test_a_frame_of_two_lines_around_every_cell_is_one_border() -> None:
    def draw(made: Any) -> None:
        for i, label in enumerate(LABELS):
            y = 676 - 24 * i
            for inset in (1, 2.2):
                made.rect(60 + inset, y + inset, 190 - 2 * inset, 24 - 2 * inset)
                for c in range(COLUMNS):
                    made.rect(250 + 40 * c + inset, y + inset, 40 - 2 * inset, 24 - 2 * inset)
            made.drawString(66, y + 8, label)
            for c in range(i % 2, COLUMNS, 2):
                made.drawString(256 + 40 * c, y + 8, figure(i, c))

    expected = [
        [label, *(n if (c + i) % 2 == 0 else "" for c, n in enumerate(figures(i)))] for i, label in enumerate(LABELS)
    ]
    assert rows(document(pdf(draw))) == expected


def test_rules_inside_a_form_are_found() -> None:
    def draw(made: Any) -> None:
        made.beginForm("grid")
        frame(made, 300, 276)
        frame(made, 276, 252)
        made.endForm()
        made.saveState()
        made.translate(0, 400)
        made.doForm("grid")
        made.restoreState()
        drawn_table(made, 700, LABELS[:2], lines=False)

    found = document(pdf(draw))
    assert rows(found) == [[LABELS[i], *figures(i)] for i in range(2)]


def ruled_row(*numbers: str) -> Draw:
    """One row of narrow cells (30 points) below a label row, numbers centred."""

    def draw(made: Any) -> None:
        for i, row in enumerate((["甲"] * len(numbers), numbers)):
            for c, n in enumerate(row):
                made.drawCentredString(75 + 30 * c, 700 - 24 * i - 16, n)
                made.rect(60 + 30 * c, 700 - 24 * (i + 1), 30, 24)

    return draw


@pytest.mark.parametrize("size", [6, 8.4])
def test_a_superscript_is_no_digit_of_the_number_before_it(size: float) -> None:
    def draw(made: Any) -> None:
        made.drawString(70, 700, "行政许可")
        made.setFont(FONT, 10)
        made.drawString(200, 700, "806")
        made.setFont(FONT, size)
        made.drawString(200 + made.stringWidth("806", FONT, 10), 704, "12")

    assert prose(document(pdf(draw))) == ["行政许可 806¹²"]


def test_a_number_wider_than_its_cell_stays_whole() -> None:
    assert rows(document(pdf(ruled_row("8", "12345678", "7", "6"))))[1] == ["8", "12345678", "7", "6"]


@pytest.mark.parametrize("x", [45, 205])
def test_a_number_over_the_edge_of_the_table_stays_whole(x: float) -> None:
    def draw(made: Any) -> None:
        for at in (60, 90, 180, 210):
            made.line(at, 700, at, 650)
        for y in (700, 675, 650):
            made.line(60, y, 210, y)
        made.drawString(100, 684, "规章")
        made.drawString(x, 684, "66274")
        made.drawString(230, 684, "8")

    found = document(pdf(draw))
    assert rows(found)[0] == (["66274", "规章", ""] if x < 60 else ["", "规章", "66274"])
    assert prose(found) == ["8"]


def test_digits_over_a_rule_beside_a_blank_are_no_number() -> None:
    found = rows(document(pdf(ruled_row("", "12345678", "", "6"))))[1]
    assert found[1] == "12345678�"
    assert found[::2] == ["", ""]


def test_a_number_wrapped_in_its_cell_is_one_cell() -> None:
    def draw(made: Any) -> None:
        ruled_row("8", "", "7", "6")(made)
        made.drawCentredString(105, 700 - 24 - 10, "15130")
        made.drawCentredString(105, 700 - 24 - 21, "000")

    assert rows(document(pdf(draw)))[1] == ["8", "15130\n000", "7", "6"]


def test_blanks_of_a_table_without_rules_stay_in_their_columns() -> None:
    def draw(made: Any) -> None:
        for i in range(4):
            y = 700 - 24 * i
            made.drawString(63, y, LABELS[i])
            for c in range(COLUMNS):
                if (i, c) not in ((1, 0), (1, 3), (2, 6)):
                    made.drawRightString(280 + 40 * c, y, figure(i, c))

    expected = [[LABELS[i], *figures(i)] for i in range(4)]
    for i, c in ((1, 0), (1, 3), (2, 6)):
        expected[i][1 + c] = ""
    assert rows(document(pdf(draw))) == expected


def test_narrow_columns_never_run_together() -> None:
    def draw(made: Any) -> None:
        for i in range(4):
            made.drawString(63, 700 - 24 * i, LABELS[i])
            for c in range(COLUMNS):
                made.drawCentredString(220 + 30 * c, 700 - 24 * i, figure(i, c))  # ten points between numbers of twenty

    assert rows(document(pdf(draw))) == [[LABELS[i], *figures(i)] for i in range(4)]


def test_a_label_close_to_its_only_value() -> None:
    def draw(made: Any) -> None:
        for i, name in enumerate(("行政许可", "行政处罚", "行政强制")):
            made.drawString(63, 700 - 24 * i, name)
            made.drawString(63 + 40 + 6.5, 700 - 24 * i, figure(i, 0))

    expected = [[name, figure(i, 0)] for i, name in enumerate(("行政许可", "行政处罚", "行政强制"))]
    assert rows(document(pdf(draw))) == expected


NAMES = ("规章", "行政规范性文件", "其他对外管理服务事项")


def test_labels_close_together_each_have_their_own_figures() -> None:
    def draw(made: Any) -> None:
        for i, name in enumerate(NAMES):
            made.drawCentredString(120, 700 - 14 * i, name)
            for c in range(3):
                made.drawCentredString(240 + 60 * c, 700 - 14 * i, figure(i, c))

    assert rows(document(pdf(draw))) == [[name, *figures(i)[:3]] for i, name in enumerate(NAMES)]


def test_figures_halfway_down_a_label_close_below_another() -> None:
    def draw(made: Any) -> None:
        for i, name in enumerate((*NAMES, NAMES[1])):
            y = 700 - 20 * i
            for line, part in enumerate((name[:5], name[5:]) if len(name) > 5 else (name,)):
                made.drawCentredString(120, y + (6 - 12 * line if len(name) > 5 else 0), part)
            for c in range(3):
                made.drawCentredString(240 + 60 * c, y, figure(i, c))

    expected = [(name, *figures(i)[:3]) for i, name in enumerate((*NAMES, NAMES[1]))]
    assert [(row[0].replace("\n", ""), *row[1:]) for row in rows(document(pdf(draw)))] == expected


def test_the_last_line_of_a_head_is_no_label_of_the_row_below() -> None:
    def draw(made: Any) -> None:
        made.drawCentredString(360, 721, "现行有效件")
        for c, head in enumerate(("信息内容", "本年制发件数", "本年废止件数")):
            made.drawCentredString(120 + 60 * (2 * c if c < 2 else 3), 714, head)
        made.drawCentredString(360, 707, "数")
        for i, name in enumerate(NAMES):
            made.drawCentredString(120, 700 - 24 * i, name)
            for c in range(3):
                made.drawCentredString(240 + 60 * c, 700 - 24 * i, figure(i, c))

    found = rows(document(pdf(draw)))
    assert found[-3:] == [[name, *figures(i)[:3]] for i, name in enumerate(NAMES)]


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


def test_shadows_of_bold_print_are_one_character() -> None:
    found = document(pdf(both(text(70, 700, "总计11"), text(70.4, 700, "总计11"))))
    assert prose(found) == ["总计11"]


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


def test_a_page_turned_on_its_side() -> None:
    def draw(made: Any) -> None:
        made.rotate(90)
        made.translate(100, -595)
        drawn_table(made, 500, LABELS, lines=True)

    holds_the_table(document(pdf(draw)))


def test_a_small_table_turned_on_its_side() -> None:
    """Of few short cells most characters are blanks and line ends that PDFium puts in upright."""
    cells = [["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5", "6"]]

    def draw(made: Any) -> None:
        made.rotate(90)
        made.translate(100, -595)
        for i, row in enumerate(cells):
            for c, number in enumerate(row):
                made.drawCentredString(160 + 80 * c, 484 - 24 * i, number)
                made.rect(120 + 80 * c, 476 - 24 * i, 80, 24)

    assert rows(document(pdf(draw))) == cells


def test_a_slanted_watermark_is_left_out() -> None:
    def draw(made: Any) -> None:
        drawn_table(made, 700, LABELS, lines=True)
        made.translate(200, 600)
        made.rotate(45)
        made.setFont(FONT, 40)
        made.drawString(0, 0, "内部资料8")

    found = document(pdf(draw))
    holds_the_table(found)
    assert not prose(found)


def test_radicals_are_unified() -> None:
    assert prose(document(pdf(text(70, 700, "⼀、⾏政许可")))) in (["一、行政许可"], ["�、�政许可"])


def test_title_and_dates() -> None:
    def draw(made: Any) -> None:
        made.setTitle("某局2031年年报")
        made.setAuthor("某局")
        made.drawString(70, 700, "一、总体情况")

    found = document(pdf(draw))
    assert found.title == "某局2031年年报"
    assert dict(found.metadata)["Author"] == "某局"
    assert dict(found.metadata)["CreationDate"] == "2000-01-01"


def picture() -> Any:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    return ImageReader(Image.new("RGB", (60, 80), (200, 210, 220)))


def scan(made: Any) -> None:
    made.drawImage(picture(), 0, 0, 595, 842)


def test_scans_are_said_to_be_scans() -> None:
    assert refusal(pdf(scan, scan)).code == "scanned"
    assert refusal(pdf(both(scan, text(290, 40, "- 1 -")), both(scan, text(290, 40, "- 2 -")))).code == "scanned"
    curves: Draw = lambda made: made.circle(200, 300, 50)  # noqa: E731
    assert refusal(pdf(curves)).code == "scanned"
    assert refusal(pdf(lambda made: None)).code == "empty"


def test_one_scanned_page_among_others_is_told() -> None:
    found = document(pdf(table(), scan))
    assert [(f.code, f.place.page if f.place else 0) for f in found.findings] == [("scanned-page", 2)]
    holds_the_table(found)


def test_a_recognised_text_layer_is_told() -> None:
    def draw(made: Any) -> None:
        scan(made)
        hidden = made.beginText(70, 700)
        hidden.setFont(FONT, 10)
        hidden.setTextRenderMode(3)
        hidden.textLine("一、总体情况，本年度受理政府信息公开申请二十一件，均已按期办结并答复申请人。")
        made.drawText(hidden)

    assert [f.code for f in document(pdf(draw)).findings] == ["ocr-layer"]


def test_passwords() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = pdf(table(), encrypt=StandardEncryption("secret", "owner", strength=128))
    finding = refusal(locked)
    assert finding.code == "unreadable"
    assert "encrypted" in dict(finding.values)["reason"]
    holds_the_table(document(pdf(table(), encrypt=StandardEncryption("", "owner", strength=128))))


def raw_pdf(*objects: str | bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += (
            f"{number} 0 obj\n".encode() + (content if isinstance(content, bytes) else content.encode()) + b"\nendobj\n"
        )
    at = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer <</Size {len(objects) + 1} /Root 1 0 R>>\nstartxref\n{at}\n%%EOF".encode()


CATALOG = "<</Type /Catalog /Pages 2 0 R>>"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        raw_pdf(CATALOG, "<</Type /Pages /Kids [2 0 R] /Count 1>>"),
        raw_pdf(
            CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R>>"
        ),
        raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 2147483647>>", "<</Type /Page /Parent 3 0 R>>"),
        raw_pdf("<</Type /Catalog /Pages 1 0 R>>"),
        raw_pdf(CATALOG, "<</Type /Pages /Kids [] /Count 0>>"),
    ],
)
def test_broken_and_looping_page_trees_end(data: bytes) -> None:
    assert refusal(data).code in ("unreadable", "too-large", "empty")


def looping_form() -> bytes:
    resources = "/Resources <</XObject <</F 4 0 R>>>>"
    form = f"<</Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources} /Length 5>>\nstream\n/F Do\nendstream"
    page = f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R {resources}>>"
    content = "<</Length 5>>\nstream\n/F Do\nendstream"
    return raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", page, form, content)


def test_a_form_that_draws_itself_ends() -> None:
    assert refusal(looping_form()).code in ("scanned", "empty")


def test_streams_that_unpack_beyond_measure() -> None:
    packed = zlib.compress(b"0 0 m 9 9 l S\n" * 8_000_000, 9)
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R>>"
    content = f"<</Filter /FlateDecode /Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream"
    bomb = raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", page, content)
    assert len(bomb) < 1_000_000
    assert refusal(bomb).code == "too-large"


def test_too_many_pages() -> None:
    assert refusal(pdf(*[text(70, 700, "页")] * 201)).code == "too-large"


def test_a_truncated_file_gives_a_document_or_a_finding() -> None:
    whole = pdf(table(), table())
    for share in range(1, 10):
        cut = whole[: len(whole) * share // 10]
        try:
            found = document(cut)
        except AssertionError:
            assert refusal(cut).code in ("unreadable", "empty", "scanned")
        else:
            assert all(isinstance(b, Paragraph | Grid) for b in found.blocks)


def test_fonts_without_character_codes_are_not_guessed() -> None:
    font = "<</Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [5 0 R]>>"
    kid = (
        "<</Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity)"
        " /Supplement 0>> /DW 1000 /FontDescriptor 7 0 R>>"
    )
    descriptor = (
        "<</Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800"
        " /Descent -200 /CapHeight 700 /StemV 80>>"
    )
    words = b"BT /F 12 Tf 70 700 Td <" + b"".join(b"%04X" % (3000 + n) for n in range(60)) + b"> Tj ET"
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources <</Font <</F 4 0 R>>>>>>"
    content = b"<</Length %d>>\nstream\n" % len(words) + words + b"\nendstream"
    data = raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", page, font, kid, content, descriptor)
    assert refusal(data).code in ("unreadable", "scanned")


def test_a_font_that_the_file_lacks_is_never_looked_for_on_this_machine() -> None:
    """Without any Chinese font PDFium would drop each character that is drawn by itself."""
    data = pdf(both(*(text(60 + 20 * n, 700, letter, 20) for n, letter in enumerate("本一 7，件"))))
    give_font()
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    inked = {page.get_text_range(n, 1): page.get_charbox(n) for n in range(page.count_chars())}
    assert inked["一"] == pytest.approx((81.0, 698.4, 99.0, 716.8), abs=0.5)
    assert inked["7"] == pytest.approx((121.0, 700.0, 125.0, 714.0), abs=0.5)
    assert [block.text for block in document(data).blocks if isinstance(block, Paragraph)] == ["本一 7，件"]


def test_a_character_of_two_units_shifts_none_behind_it() -> None:
    """PDFium has two characters for it, neither of which is one."""
    means = b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <5409> <42> <D842DFB7> endbfchar"
    words = b"BT /F 10 Tf 70 700 Td (" + b"A" * 20 + b"BA" + b") Tj 0 -20 Td (A) Tj ET"
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources <</Font <</F 4 0 R>>>>>>"
    font = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R>>"
    streams = [b"<</Length %d>>\nstream\n" % len(content) + content + b"\nendstream" for content in (words, means)]
    data = raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", page, font, *streams)
    assert prose(document(data)) == ["吉" * 20 + "\ufffd" + "吉吉"]
