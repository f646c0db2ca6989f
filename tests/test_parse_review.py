"""Section 4, review and litigation: fifteen figures in one row, and what tells them apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.parsed import (
    REVIEW,
    STAGES,
    figures,
    read,
    report,
    row,
    tabbed,
)


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


@pytest.mark.parametrize("last", ["130", "１３０", "131"])
@pytest.mark.parametrize("staged", [False, True])
def test_section_four_printed_twice_is_in_doubt_where_it_says_something_else(last: str, staged: bool) -> None:
    def table(numbers: Sequence[int | str]) -> str:
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
    assert ["又出现" in r.note for r in found] == [not staged and last == "131"] * 2 + [last == "131"]


@pytest.mark.parametrize(
    ("below", "doubted"),
    [
        ("0 0", set(STAGES)),
        ("7", {"litigation_direct"}),
        ("- 4 -", set[str]()),
        ("4", set[str]()),
    ],
)
def test_digits_below_the_fifteen_are_of_broken_numbers_or_the_page(below: str, doubted: set[str]) -> None:
    numbers = [*REVIEW]
    if below == "7":
        numbers[9] = 9
    parsed = report(tabbed(figures()), review=" ".join(map(str, numbers)) + f"\n{below}\n")
    assert [n for stage in STAGES for n in read(parsed, stage)] == numbers
    assert {stage for stage in STAGES if row(parsed, stage).status == "suspect"} == doubted


@pytest.mark.parametrize(("order", "status"), [((0, 1, 2), "number"), ((1, 0, 2), "suspect")])
def test_blanks_in_a_row_per_result_stand_where_they_are(order: tuple[int, ...], status: str) -> None:
    heads = ("行政复议", "未经复议直接起诉", "复议后起诉")
    numbers = [["3", "", "", "4", "7"], ["", "", "", "", ""], ["", "8", "9", "", "17"]]
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    lines = [
        f"{heads[i] if not n else ''}\t{result}\t{cell}\n"
        for i in order
        for n, (result, cell) in enumerate(zip(results, numbers[i], strict=True))
    ]
    parsed = report(tabbed(figures()), review="".join(lines))
    printed = [int(n) if n else None for i in order for n in numbers[i]]
    assert [n for stage in STAGES for n in read(parsed, stage)] == printed
    assert {row(parsed, stage).status for stage in STAGES} == {status}


@pytest.mark.parametrize(("between", "status"), [("\t", "suspect"), ("    ", "suspect"), ("\n", "number")])
def test_lawsuits_before_reviews_are_in_doubt_where_one_line_says_so(between: str, status: str) -> None:
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    kinds = f"行政诉讼{between}行政复议\n未经复议直接起诉    复议后起诉\n"  # cells over several columns come once
    table = [results * 3, list(map(str, REVIEW))]
    parsed = report(tabbed(figures()), review=kinds + "".join("\t".join(cells) + "\n" for cells in table))
    assert {row(parsed, stage).status for stage in STAGES} == {status}


def test_lawsuits_before_reviews_are_in_doubt_where_cells_stand_one_a_line() -> None:
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    cells = ["行政诉讼", "行政复议", "未经复议直接起诉", "复议后起诉", *results * 3, *map(str, REVIEW)]
    parsed = report(tabbed(figures()), review="\n".join(cells) + "\n")
    assert {row(parsed, stage).status for stage in STAGES} == {"suspect"}
