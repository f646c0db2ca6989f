"""Every cell its own number: what the five sample reports do to their tables, done to figures that cannot be confused.

The named tests write a quirk of a real report over invented figures; with ``REAL_REPORTS`` set (a folder that holds the
five reports and their expected.csv) the reports themselves are refilled with unique figures and read back.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from builder.bench.judge import judge, published
from builder.synth.benign_tables import cut_in_two, outdented
from builder.synth.cases import draw_truth
from builder.synth.compose import compose
from builder.synth.figures import PLANS
from builder.synth.flat import compact_rows, shifted_rows
from builder.synth.model import Figures, Line, Page, Table, Truth
from builder.synth.render import LAYOUTS, render
from builder.synth.seeds import chance

Edit = Callable[[str], str]


def truth_of(name: str, plan: str = "2021") -> Truth:
    """A truth of its own for every test, with 200 (2019: 198) different figures."""
    seed = 0
    while (truth := draw_truth(chance("unique", name, seed), "text:line", "unique")).plan != plan:
        seed += 1
    return truth


def as_text(page: Page, rows: Callable[..., list[list[str]]] = shifted_rows) -> str:
    """The page in the layout of the sample reports: tabs, blank lines between paragraphs and tables."""
    parts = [
        block.text if isinstance(block, Line) else "\n".join("\t".join(row) for row in rows(block, chance()))
        for block in page
    ]
    return "\n\n".join(parts) + "\n"


def assert_exact(text: str, truth: Truth) -> None:
    verdict = judge(truth.figures, published(text.encode(), "report.txt"))
    assert verdict.exact, str(verdict)
    assert verdict.right == len(truth.figures)


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_every_figure_back(layout: str, plan: str) -> None:
    truth = truth_of(layout, plan)
    data, suffix = render(compose(truth, chance(layout)), truth, layout, chance(layout))
    found = published(data, f"report.{suffix}")
    verdict = judge(truth.figures, found)
    assert verdict.exact, str(verdict)
    assert found.form == truth.form


def test_headings_restarted_inside_section_one() -> None:
    truth = truth_of("restarted")
    prose = "\n\n".join(
        (
            "一、加强领导",
            "专人负责，全年例会6次。",
            "二、完善制度",
            "修订办法2件。",
            "三、强化监督",
            "抽查31次。",
            "四、2024年打算",
            "增设专栏4个。",
            "",
        )
    )
    text = as_text(compose(truth, chance()))
    assert_exact(replaced(text, ("二、主动公开政府信息情况", prose + "二、主动公开政府信息情况")), truth)


@pytest.mark.parametrize("marks", [("##", "##", "##"), ("##", "###", "####"), ("#", "######", "#")])
def test_hash_headings_of_changing_level(marks: tuple[str, str, str]) -> None:
    truth = truth_of("hash" + marks[1])
    text = as_text(compose(truth, chance()))
    headings = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    )
    assert_exact(replaced(text, *((h, f"{m} {h}") for h, m in zip(headings, marks, strict=True))), truth)


def test_punishment_padded_with_zeros() -> None:
    """行政处罚 n 0 0 where the form has one column: the first is the figure, the others are padding."""
    truth = truth_of("padded")
    text = as_text(compose(truth, chance()))
    for label in ("行政处罚", "行政强制", "行政事业性收费"):
        text, count = re.subn(rf"(?m)^({label}\t[\d.]+)\t\t$", r"\1\t0\t0", text)
        assert count == 1
    assert_exact(text, truth)


@pytest.mark.parametrize("head", ["本年收费金额（单位：万元，保留4位小数）", "本年收费金额(单位:万元,保留4位小数)"])
def test_digit_in_the_head_of_the_fees_is_no_figure(head: str) -> None:
    truth = truth_of("places" + head[6])
    assert_exact(replaced(as_text(compose(truth, chance())), ("本年收费金额（单位：万元）", head)), truth)


def test_outdented_rows() -> None:
    """3.其他 and （七）总计 in the first column, their figures beside them, two fillers behind."""
    truth = truth_of("outdented")
    text = as_text(compose(truth, chance()))
    text, others = re.subn(r"(?m)^\t\t(3\.其他(?:\t\d+){7})$", r"\1", text)
    text = re.sub(r"(?m)^(3\.其他)((?:\t\d+){7})$", r"\1\t\2\t", text)
    text, totals = re.subn(r"(?m)^\t（七）总计((?:\t\d+){7})\t$", r"（七）总计\1\t\t", text)
    assert (others, totals) == (1, 1)
    assert_exact(text, truth)


@pytest.mark.parametrize("seed", range(12))
def test_outdented_from_any_row_on(seed: int) -> None:
    truth = truth_of(f"outdented {seed}")
    page = outdented(compose(truth, chance()), truth, chance(seed))
    assert_exact(as_text(page, compact_rows if seed % 2 else shifted_rows), truth)


def test_table_cut_by_a_blank_line() -> None:
    truth = truth_of("blank line")
    text = as_text(compose(truth, chance()))
    cut = replaced(
        text,
        ("\t\t3.危及", "\n\t\t3.危及"),
        ("二、上年结转", "\n二、上年结转"),
        ("第二十条第（八）项", "\n第二十条第（八）项"),
    )
    assert_exact(cut, truth)


@pytest.mark.parametrize("seed", range(6))
def test_table_cut_by_blank_lines_anywhere(seed: int) -> None:
    truth = truth_of(f"cut {seed}")
    assert_exact(as_text(cut_in_two(compose(truth, chance()), truth, chance(seed))), truth)


def test_unread_glyphs_in_prose_and_headings() -> None:
    truth = truth_of("glyphs")
    text = replaced(
        as_text(compose(truth, chance())), ("一、总体情况", "□、总体情况"), ("（一）主动公开", "(□) 主动□开")
    )
    assert_exact(text, truth)


def test_unread_glyph_in_a_label_is_never_matched_in_silence() -> None:
    """4.保护第三□合法权益 has one likely reading: the figures come, marked."""
    truth = truth_of("glyph in label")
    text = replaced(as_text(compose(truth, chance())), ("4.保护第三方合法权益", "4.保护第三□合法权益"))
    found = published(text.encode(), "report.txt")
    verdict = judge(truth.figures, found)
    assert not verdict.wrong
    assert not verdict.extra
    assert ("applications", "refused_third_party_rights", "") in found.noted or not verdict.unsure


def test_header_of_section_four_set_apart_by_a_dashed_line() -> None:
    """A converter that took the first heading row for a table of its own."""
    truth = truth_of("dashed")
    text = as_text(compose(truth, chance()))
    text, count = re.subn(r"(?m)^行政复议\t+行政诉讼\t+$", "行政复议\t行政诉讼\n------\t------\n", text)
    assert count == 1
    assert_exact(text, truth)


def test_rows_with_and_without_fillers_in_one_table() -> None:
    """The first row without a filler, a blank line, the rest with fillers before or behind."""
    truth = truth_of("fillers")
    text = as_text(compose(truth, chance()))
    text, count = re.subn(r"(?m)^(一、本年新收政府信息公开申请数量)\t((?:\t\d+){7})\t$", r"\1\2\n", text)
    assert count == 1
    assert_exact(text, truth)


def test_legal_wording_of_prohibited_by_law_with_a_space_after_the_numbers() -> None:
    truth = truth_of("wording")
    text = replaced(
        as_text(compose(truth, chance())),
        ("2.其他法律行政法规禁止公开", "2.其他法律法规禁止公开"),
        ("（一）予以公开", "(一) 予以公开"),
        ("（七）总计", "(七) 总计"),
    )
    assert_exact(text, truth)


# ---- the real reports, refilled ----

REAL = os.environ.get("REAL_REPORTS", "")
FIVE = tuple(sorted(path.name for path in Path(REAL).glob("00?_*.txt"))) if REAL else ("REAL_REPORTS",)
NUMBER = re.compile(r"\d+")
real_reports = pytest.mark.skipif(not REAL, reason="REAL_REPORTS is not set")


def refilled(text: str, figures: Figures) -> str:
    """The report with its tables' figures replaced in printed order; padding of 第（五）–（八）项 stays as it is."""
    values = iter(figures.values())
    wanted = [len([k for k in figures if k[:2] == row]) for row in dict.fromkeys(k[:2] for k in figures)]
    # Section 4 prints its three stages in one row.
    counts = iter([*wanted[:-3], sum(wanted[-3:])])
    lines = []
    for line in text.split("\n"):
        cells = line.split("\t")
        if sum(bool(NUMBER.fullmatch(cell)) for cell in cells):
            left = next(counts)
            for n, cell in enumerate(cells):
                if NUMBER.fullmatch(cell) and left:
                    cells[n] = str(next(values))
                    left -= 1
            assert not left, line
        lines.append("\t".join(cells))
    assert next(values, None) is None
    return "\n".join(lines)


@real_reports
@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("copy", range(5))
def test_unique_copy_of_a_real_report(name: str, copy: int) -> None:
    truth = truth_of(f"{name} {copy}")
    text = (Path(REAL) / name).read_text(encoding="utf-8")
    assert_exact(refilled(text, truth.figures), truth)


@real_reports
@pytest.mark.parametrize("name", FIVE)
def test_real_report_cell_by_cell(name: str) -> None:
    with (Path(REAL) / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source_file"] == name]
    expected = {(r["table"], r["item"], r["column"]): Decimal(r["value"]) if r["value"] else None for r in rows}
    verdict = judge(expected, published((Path(REAL) / name).read_bytes(), name))
    assert verdict.exact, str(verdict)
    assert verdict.right == 200


@real_reports
def test_every_other_real_report_has_no_silent_error() -> None:
    """All files of the folder: right, or empty or doubtful under a note, and no number where none is printed."""
    problems = []
    with (Path(REAL) / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for path in sorted(Path(REAL).iterdir()):
        own = [row for row in rows if row["source_file"] == path.name]
        if path.suffix == ".csv":
            continue
        expected = {(r["table"], r["item"], r["column"]): Decimal(r["value"]) if r["value"] else None for r in own}
        found = published(path.read_bytes(), path.name)
        verdict = judge(expected, found)
        unnoted = [name for name in verdict.missing if not found.admits(tuple(name.split(" ")[0].split(".")))]  # type: ignore[arg-type]
        if verdict.silent or unnoted:
            problems.append(f"{path.name}: {verdict.silent or unnoted}")
    assert not problems, "\n".join(problems)


def test_table_kinds_are_the_three_of_the_form() -> None:
    """The named tests above edit text; this keeps them honest should the layout change."""
    page = compose(truth_of("kinds"), chance())
    assert [block.table for block in page if isinstance(block, Table)] == [
        "proactive",
        "applications",
        "review_litigation",
    ]
