"""Cell texts to values: every way a report prints a number, a blank, or something else."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.parse.values import read_value, run_readings, splits


@pytest.mark.parametrize(
    ("text", "value", "status", "unit"),
    [
        ("0", "0", "number", ""),
        (" 17 ", "17", "number", ""),
        ("１２", "12", "number", ""),
        ("1,234,567", "1234567", "number", ""),
        ("75394432.52元", "75394432.52", "number", "元"),
        ("160.5964万元", "160.5964", "number", "万元"),
        ("0.0000", "0.0000", "number", ""),
        ("+173", "173", "number", ""),
        ("-2", "-2", "number", ""),
        ("－8", "-8", "number", ""),
        ("減3", "-3", "number", ""),
        ("增4", "4", "number", ""),
        ("↓41", "-41", "number", ""),
        ("（-50）", "-50", "number", ""),
        ("+(0) -(0)", "0", "number", ""),
        ("12件", "12", "number", ""),
        ("12。", "12", "number", ""),
        ("12件；", "12", "number", ""),
        ("￥251,000元", "251000", "number", "元"),
        ("人民币12.5万元", "12.5", "number", "万元"),
        ("12%", "12", "suspect", ""),
        ("1 5", "15", "number", ""),
        ("22（其中修订 16 件）", "22", "annotated", ""),
        ("55(含自然失效29件)", "55", "annotated", ""),
        ("22.5万元（含上年）", "22.5", "annotated", "万元"),
        ("-3（净减）", "-3", "annotated", ""),
        ("76263①", "76263", "annotated", ""),
        ("806²", "806", "annotated", ""),
        ("*42", "42", "annotated", ""),
        ("9 ※", "9", "annotated", ""),
        ("2483注1", "2483", "annotated", ""),
        ("12（注2）", "12", "annotated", ""),
        ("1O*", "10", "suspect", ""),
        ("1O", "10", "suspect", ""),
        ("○", "0", "suspect", ""),
        ("l2", "12", "suspect", ""),
        ("+(3) -(1)", "2", "suspect", ""),
    ],
)
def test_numbers(text: str, value: str, status: str, unit: str) -> None:
    read = read_value(text)
    assert read is not None
    assert (format(read.value, "f") if read.value is not None else None, read.status, read.unit) == (
        value,
        status,
        unit,
    )
    assert read.raw == text.strip()


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "\t"])
def test_blank_is_no_number(text: str) -> None:
    read = read_value(text)
    assert read is not None and read.status == "blank" and read.value is None


@pytest.mark.parametrize("text", ["-", "--", "—", "－", "/", "无", "无。", "N/A", "n/a", "不适用", "―", "──", "ー"])
def test_not_applicable(text: str) -> None:
    read = read_value(text)
    assert read is not None and read.status == "not_applicable" and read.value is None


@pytest.mark.parametrize("text", ["①", "¹²", "1①2"])
def test_raised_digits_alone_may_be_a_mark(text: str) -> None:
    read = read_value(text)
    assert read is not None and read.status == "illegible" and read.value is None


@pytest.mark.parametrize(("text", "value"), [("12\n34", "1234"), ("12\n34\n56", None), ("0\n5\n0\n2", None)])
def test_digits_in_several_lines_are_one_number_at_most_of_two(text: str, value: str | None) -> None:
    read = read_value(text)
    assert read is not None and read.value == (None if value is None else Decimal(value))
    assert read.status == ("illegible" if value is None else "suspect")


def test_digits_far_apart_take_no_time_that_grows_with_the_square_of_their_distance() -> None:
    begun = time.process_time()
    value = read_value(f"1{chr(10) * 20_000}2")
    assert value is not None and value.status == "suspect"
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("text", ["注1", "（注1）", "***", "①规章"])
def test_a_mark_without_a_number_is_no_value(text: str) -> None:
    assert read_value(text) is None


@pytest.mark.parametrize("text", ["□", "1□", "□0"])
def test_an_unread_character_is_never_guessed(text: str) -> None:
    read = read_value(text)
    assert read is not None and read.status == "illegible" and read.value is None


@pytest.mark.parametrize(
    "text", ["{}", "{}（其中修订 16 件）", "增{}", "(+{})", "+({})-(1)", "1O{}", "1.{}", "{}.", "{}*"]
)
def test_no_figure_has_so_many_digits(text: str) -> None:
    value = read_value(text.format("12345678901234567890123456789012345"))
    assert value is not None
    assert (value.value, value.status, value.note) == (None, "illegible", "数字过长")


@pytest.mark.parametrize(
    "text", ["行政许可", "保留4位小数", "2023年", "1.属于国家秘密", "详见附件", "第20条", "3、其他"]
)
def test_texts_are_no_values(text: str) -> None:
    assert read_value(text) is None


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_decimals_come_back_as_printed(number: Decimal) -> None:
    read = read_value(format(number, "f"))
    assert read is not None and read.value is not None and format(read.value, "f") == format(number, "f")


@given(st.lists(st.integers(0, 999), min_size=4, max_size=4))
def test_a_run_of_digits_is_among_its_readings(parts: list[int]) -> None:
    reading = (*parts, sum(parts))
    assert reading in run_readings(["".join(map(str, reading))], 5, 5, limit=10_000)


def test_runs_with_several_readings_say_so() -> None:
    assert len(run_readings(["220000325"], 7, 7)) > 1
    assert run_readings(["640020470"], 7, 7) == [(64, 0, 0, 2, 0, 4, 70)]
    assert run_readings(["10203", "1200012", "00000"], 15, 5) == [(1, 0, 2, 0, 3, 12, 0, 0, 0, 12, 0, 0, 0, 0, 0)]


def test_splits_never_start_a_number_with_zero() -> None:
    assert list(splits("000", 3)) == [(0, 0, 0)]
    assert (69, 3, 665) in list(splits("693665", 3))
    assert all(part == 0 or str(part)[0] != "0" for cut in splits("102030", 3) for part in cut)
