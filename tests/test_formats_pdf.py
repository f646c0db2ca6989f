"""PDF text layers: tables with rules, dotted, doubled or missing, and what is printed in and over their cells."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drawn import Draw, both, folded, frame, pdf, table, text
from tests.made_files import (
    COLUMNS,
    FONT,
    LABELS,
    document,
    drawn_table,
    figure,
    figures,
    holds_the_table,
    prose,
    rows,
)


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


@pytest.mark.parametrize("third", [4, 3])
def test_numbers_wrapped_in_several_cells_of_a_row_are_no_rows(third: int) -> None:
    numbers = ["22379", "86", "17821", "7", "23745", "56", "132285"]
    ends = [4, 4, third, 4, 4, 4, 4]  # one digit more may have found room

    def draw(made: Any) -> None:
        xs = [60, 250, *(250 + 24 * (c + 1) for c in range(COLUMNS))]
        for y in (700, 670, 640):
            made.line(60, y, xs[-1], y)
        for x in xs:
            made.line(x, 700, x, 640)
        for x, y, words in ((62, 690, LABELS[0]), (62, 678, "（续）"), (62, 652, LABELS[1])):
            made.drawString(x, y, words)
        for c, number in enumerate(numbers):  # ten points wide, four digits and the margins fill a cell
            for line, part in enumerate((number[: ends[c]], number[ends[c] :]) if len(number) > 4 else (number,)):
                made.drawString(xs[c + 1] + 2, 684 + (6 - 12 * line if len(number) > 4 else 0), part)
            made.drawString(xs[c + 1] + 2, 652, figure(1, c))

    found = rows(document(pdf(draw)))
    assert found[0][1:] == [f"{n[:e]}\n{n[e:]}" if len(n) > 4 else n for n, e in zip(numbers, ends, strict=True)]
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


def test_shadows_of_bold_print_are_one_character() -> None:
    found = document(pdf(both(text(70, 700, "总计11"), text(70.4, 700, "总计11"))))
    assert prose(found) == ["总计11"]


def test_a_struck_number_is_left_out_and_told() -> None:
    def draw(made: Any) -> None:
        made.drawString(70, 700, "规章")
        for x, number in ((100, "38"), (140, "52")):
            made.drawString(x, 700, number)
        made.line(100, 703, 100 + made.stringWidth("38"), 703)
        made.line(140, 698, 140 + made.stringWidth("52"), 698)
        made.rect(60, 690, 100, 20)

    found = document(pdf(draw))
    assert prose(found) == ["规章 52"]
    assert [(f.code, dict(f.values)) for f in found.findings] == [("struck-text", {"count": "2"})]


def test_text_that_is_not_to_be_seen_is_left_out() -> None:
    def draw(made: Any) -> None:
        made.drawString(70, 700, "规章 38")
        made.rect(60, 640, 200, 30, stroke=0, fill=1)
        made.setFillColorRGB(1, 1, 1)
        made.rect(60, 600, 200, 30, stroke=0, fill=1)
        made.setLineWidth(20)
        made.line(60, 560, 260, 560)
        for y, words in ((700, "7"), (650, "白字"), (610, "8"), (556, "宽线上")):
            made.drawString(120, y, words)
        made.setFillColorRGB(0, 0, 0, alpha=0)
        made.drawString(180, 700, "9")
        made.setFillColorRGB(0, 0, 0, alpha=1)
        unseen = made.beginText(200, 700)
        unseen.setTextRenderMode(3)
        unseen.textOut("6")
        made.drawText(unseen)

    assert prose(document(pdf(draw))) == ["规章 38", "白字", "宽线上"]


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


def test_numbered_headings_larger_than_the_rest_are_no_lines_of_one_title() -> None:
    def draw(made: Any) -> None:
        made.setFont(FONT, 8)
        for line in range(20):
            made.drawString(70, 500 - 12 * line, "正文" * 10)
        made.setFont(FONT, 12)
        for line, words in enumerate(
            ("某局政府信息公开", "工作年度报告", "五、存在的问题", "更新不快。", "六、其他", "无")
        ):
            made.drawString(70, 800 - 18 * line, words)

    found = prose(document(pdf(draw)))
    assert found[:5] == ["某局政府信息公开工作年度报告", "五、存在的问题", "更新不快。", "六、其他", "无"]
