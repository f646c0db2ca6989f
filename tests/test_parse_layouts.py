"""Tables as texts lay them out: one cell a line, on their side, with columns and fillers of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from builder import formats
from builder.formats.text import read_text
from builder.model import Finding
from builder.parse import Parsed, applications, parse
from builder.parse.lines import Line
from builder.parse.records import Record
from builder.synth.cases import Case, benign_case, damaged_case
from tests.parsed import (
    HEAD,
    ROWS,
    TAIL,
    all_right,
    figures,
    one_cell_per_line,
    read,
    report,
    row,
    tabbed,
)


def apart(rows: Sequence[Sequence[str]], cell: int, blank: int) -> list[str]:
    """One cell a line, each with the line ends of its own: ``cell`` behind one that holds something."""
    return "".join(text + "\n" * (cell if text else blank) for cells in rows for text in cells).rstrip("\n").split("\n")


def with_blank_columns() -> tuple[dict[str, list[int]], list[list[str]]]:
    """The table without 科研机构 and 法律服务机构, and its cells, those of the two blank."""
    table = {item: [n if at not in (2, 4) else 0 for at, n in enumerate(row)] for item, row in figures().items()}
    table = {item: [*row[:-1], sum(row[:-1])] for item, row in table.items()}
    rows = [line.split("\t") for line in tabbed(table)]
    return table, [["" if at - len(cells) in (-5, -3) else c for at, c in enumerate(cells)] for cells in rows]


@pytest.mark.parametrize(("cell", "blank"), [(1, 1), (2, 2), (2, 1), (3, 1)])
def test_blank_lines_in_the_place_of_blank_cells_are_blank_cells(cell: int, blank: int) -> None:
    table, rows = with_blank_columns()
    parsed = report(apart(rows, cell, blank))
    assert {item: read(parsed, item) for item in table} == {
        item: [None if at in (2, 4) else n for at, n in enumerate(row)] for item, row in table.items()
    }
    assert {row(parsed, item).status for item in table} == {"number"}


@pytest.mark.parametrize(("at", "by"), [(3, ""), (3, "\n"), (40, "\n\n\n")])
def test_blank_lines_that_do_not_make_whole_rows_are_none(at: int, by: str) -> None:
    """A lost blank line, or more of them, in one place: then blanks say nothing of where figures stand."""
    _, rows = with_blank_columns()
    lines = apart(rows, 2, 2)
    lines[at : at + 1] = by.split("\n") if by else []
    parsed = report(lines)
    values = [v for item in ("new_received", "granted", "carried_forward") for v in read(parsed, item)]
    assert set(values) <= {None}


def test_blank_lines_of_one_cell_too_few_say_nothing_of_any_row() -> None:
    _, rows = with_blank_columns()
    rows[5].remove("")
    parsed = report(apart(rows, 2, 2))
    values = [v for item in ("new_received", "granted", "carried_forward") for v in read(parsed, item)]
    assert set(values) <= {None}


@pytest.mark.parametrize(
    ("blank", "told"),
    [({"granted": (2, 4)}, False), ({"granted": (2, 4), "carried_in": range(7)}, False),
     ({"granted": (2, 4), "carried_in": (5,)}, True)],
)  # fmt: skip
def test_blank_lines_count_where_two_rows_have_some_among_their_figures(
    blank: dict[str, Sequence[int]], told: bool
) -> None:
    """Those in a single row could stand there by chance, and those of a row of blanks part two rows."""
    table = figures()
    rows = [
        [label, *("" if at in blank.get(item, ()) else str(n) for at, n in enumerate(table[item]))]
        for item, (label, *_) in zip(table, (line.split("\t") for line in tabbed(table)), strict=True)
    ]
    parsed = report(apart(rows, 2, 2))
    expected = [None if at in blank["granted"] else n for at, n in enumerate(table["granted"])]
    assert (read(parsed, "granted") == expected) == told


def test_attributes_of_markdown_headings_are_no_text() -> None:
    text = read_text(
        "# 云溪县档案局2023年政府信息公开工作年度报告 {#报告 .title}\n## 一、总体情况 {.unnumbered}\n话\n", "markdown"
    )
    assert [getattr(b, "text", "") for b in text.blocks] == [
        "云溪县档案局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "话",
    ]


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
        numbers_beside(0, 5),
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


def test_fillers_between_a_label_and_its_cells_one_a_line_leave_rows_with_two_blank_ends_in_doubt() -> None:
    table = figures()
    rows = [[label, "", *cells] for label, *cells in (line.split("\t") for line in tabbed(table))]
    granted = rows[list(table).index("granted")]
    granted[-1] = ""
    parsed = report(["\n".join(f"{cell} |" for cell in row) for row in rows])
    assert row(parsed, "granted").status == "suspect"
    assert all(
        row(parsed, item).status == "number" and read(parsed, item) == table[item]
        for item in table
        if item != "granted"
    )


def stacked(lines: list[str]) -> list[str]:
    """The rows of each group of the form in one row of cells, a line of each cell per row."""
    rows = [line.split("\t") for line in lines]
    groups: list[list[list[str]]] = []
    for cells in rows:
        if cells[0][:2] in ("1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.") and cells[0][:2] != "1.":
            groups[-1].append(cells)
        else:
            groups.append([cells])
    return ["（甲）\t" + "\t".join("<br>".join(column) for column in zip(*group, strict=True)) for group in groups]


def test_rows_that_stand_in_one_row_of_cells_are_as_many_rows() -> None:
    table = figures()
    assert all_right(report(stacked(tabbed(table))), table)
    wrapped = [line.replace("3.危及", "3.危<br>及") for line in stacked(tabbed(table))]
    parsed = report(wrapped)
    assert not any(r.status == "number" for r in parsed.rows if r.item.startswith("refused_")), "one label too many"


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


@pytest.mark.parametrize("between", ["\t", "   "])
def test_a_total_that_stands_first_is_read_as_the_total(between: str) -> None:
    table = figures()
    lines = [
        "\t".join([label, cells[-1], *cells[:-1]]) for label, *cells in (line.split("\t") for line in tabbed(table))
    ]
    parsed = parse(
        read_text(
            HEAD
            + "三、收到和处理政府信息公开申请情况\n"
            + "\n".join(
                ["申请人情况\t总计\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他", *lines]
            ).replace("\t", between)
            + "\n"
            + TAIL
        )
    )
    assert isinstance(parsed, Parsed) and all_right(parsed, table)


def test_a_row_whose_label_ends_in_that_of_another_does_not_take_its_place() -> None:
    table = figures()
    unknown = ("一、本年新收申请", "二、上年结转申请", "（一）公开", "（二）区分后予以公开")
    lines = ["\t".join([label, *map(str, values)]) for label, values in zip(unknown, table.values(), strict=False)]
    parsed = report([*lines, *tabbed(table)[4:]])
    assert all(read(parsed, item) == table[item] for item in ("granted", "granted_in_part"))
    assert row(parsed, "granted_in_part").status == "suspect"


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


def test_a_merged_cell_that_comes_once_for_each_of_its_columns() -> None:
    block = "信息内容\t本年处理决定数量\t本年处理决定数量\n行政许可\t97\t97\t97\n行政处罚\t12\t12\t13\n"
    parsed = report(tabbed(figures()), proactive=block)
    assert row(parsed, "administrative_licensing").status == "number"
    assert row(parsed, "administrative_punishment").status == "suspect"


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


def test_fences_of_divisions_are_left_out_and_words_behind_colons_are_not() -> None:
    """As pandoc writes them: ``::: {.WordSection1}`` … ``:::``."""
    fences = ("::: {.WordSection1 align=center}", ":::::: TRS_Editor", "::: note :::", ":::")
    text = HEAD + "\n\n".join((*fences, ":::说明：甲。")) + "\n" + "\n".join(tabbed(figures())) + "\n" + TAIL
    parsed = parse(read_text(text, "markdown"))
    assert isinstance(parsed, Parsed)
    assert next(s.text for s in parsed.sections if s.section == "overview") == "一年来依法公开。\n:::说明：甲。"
