"""PDF tables without rules: columns by what stands above each other, labels by their rows."""

from __future__ import annotations

from typing import Any

from tests.drawn import pdf
from tests.made_files import (
    COLUMNS,
    LABELS,
    document,
    figure,
    figures,
    rows,
)


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
