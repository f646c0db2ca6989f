"""Ten ways in which a maintainer breaks a report: each time file, line and trouble are named in plain words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.checking import check

FIXTURES = Path(__file__).parent / "fixtures" / "checks"
NAME = "990101-caizheng-2023.txt"
TEXT = (FIXTURES / "correct" / "caizheng-2023.txt").read_text(encoding="utf-8")
OLD_FORM = (FIXTURES / "form-year" / "caizheng-2023.txt").read_text(encoding="utf-8")
GRANTED = "（一）予以公开\t\t9\t2\t0\t1\t1\t0\t13"
LOST = "\t\t6.属于四类过程性信息\t2\t0\t0\t0\t1\t0\t3\n"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one correct report."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / NAME).write_text(TEXT, encoding="utf-8")
    return folder


def said(reports: Path, lang: str = "zh") -> list[str]:
    _, text = check(reports, FIXTURES / "registry", lang)
    return text.splitlines()


def line_of(words: str, text: str = TEXT) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_nothing_is_said_of_a_correct_report(reports: Path) -> None:
    assert said(reports) == ["1 个文件，1 份可以发布；0 个错误，0 个警告，0 个提示"]


def test_1_a_wrong_digit(reports: Path) -> None:
    (reports / NAME).write_text(TEXT.replace(GRANTED, GRANTED.replace("\t9\t", "\t8\t")), encoding="utf-8")
    lines = said(reports)
    assert lines[0] == (
        f"{NAME}:{line_of('予以公开')}: warning row-sum: "
        "“（一）予以公开”一行：各类申请人相加为 12，印出的总计为 13（8 + 2 + 0 + 1 + 1 + 0 ≠ 13）"
    )
    assert lines[2].startswith(f"{NAME}:{line_of('（七）总计')}: warning outcome-sum: “自然人”一列：")


def test_2_a_lost_row(reports: Path) -> None:
    (reports / NAME).write_text(TEXT.replace(LOST, ""), encoding="utf-8")
    lines = said(reports)
    before = line_of("5.属于三类内部事务信息")
    assert lines[0] == (
        f"{NAME}:{before}: warning missing-row: “收到和处理政府信息公开申请情况”表缺 1 行：6.属于四类过程性信息"
    )
    assert "outcome-sum" in lines[2]


def test_3_a_wrong_year(reports: Path) -> None:
    (reports / NAME).write_text(TEXT.replace("财政局2023年", "财政局2022年", 1), encoding="utf-8")
    assert said(reports)[0] == f"{NAME}:1: hint file-year: 文件名写的是 2023 年，报告认定为 2022 年度"


def test_4_an_unknown_agency(reports: Path) -> None:
    (reports / NAME).write_text(TEXT.replace("澄湖县财政局", "澄湖县气象局"), encoding="utf-8")
    first, hint, *_ = said(reports)
    assert first.startswith(f"{NAME}:1: warning agency-unregistered: ") and "澄湖县气象局" in first
    assert "data/registry/agencies.csv" in hint


def test_5_a_doubled_file(reports: Path) -> None:
    shutil.copy(reports / NAME, reports / "副本.txt")
    first, hint, last = said(reports)
    assert first.startswith("副本.txt:1: warning superseded: ") and NAME in first
    assert "revision" in hint
    assert last.startswith("2 个文件，1 份可以发布，1 个不能")


def test_6_a_bad_encoding(reports: Path) -> None:
    (reports / NAME).write_bytes(TEXT.encode("gb18030"))
    assert len(said(reports)) == 1  # another encoding is no trouble
    data = bytearray(TEXT.encode())
    data[line_byte("接待查阅") : line_byte("接待查阅") + 1] = b"\xff"
    (reports / NAME).write_bytes(bytes(data))
    assert said(reports)[0] == (
        f"{NAME}:{line_of('接待查阅')}: warning damaged-characters: 有 3 个字符损坏，第一个在这一行"
    )
    (reports / NAME).write_text(TEXT.encode("gb18030").decode("latin-1"), encoding="utf-8")
    first, hint, _ = said(reports)
    assert first.startswith(f"{NAME}:1: error not-a-report: ") and "乱码" in hint


def line_byte(words: str) -> int:
    return len(TEXT[: TEXT.index(words)].encode())


def test_7_an_empty_file(reports: Path) -> None:
    (reports / NAME).write_bytes(b"")
    assert said(reports)[0].startswith(f"{NAME}:1: error empty: ")


def test_8_a_renamed_file(reports: Path) -> None:
    (reports / NAME).with_suffix(".toml").write_text('published_on = "2024-01-20"\n', encoding="utf-8")
    (reports / NAME).rename(reports / "新建文本文档.docx")
    first, hint, _ = said(reports)
    assert first.startswith("990101-caizheng-2023.toml:1: warning orphan-sidecar: ")
    assert "同名" in hint


def test_9_a_table_that_is_a_picture(reports: Path) -> None:
    start, end = (
        TEXT.index("（本列") if "（本列" in TEXT else TEXT.index("\t\t\t申请人情况"),
        TEXT.index("四、政府信息公开"),
    )
    text = f"{TEXT[:start]}（见图）\n\n{TEXT[end:]}"
    (reports / NAME).write_text(text, encoding="utf-8")
    first, hint, _ = said(reports)
    place = line_of("三、收到和处理", text)
    assert first == (
        f"{NAME}:{place}: warning missing-table: 没有找到“收到和处理政府信息公开申请情况”表，该部分没有数字（不是 0）"
    )
    assert "图片" in hint


def test_10_a_report_of_the_old_form(reports: Path) -> None:
    (reports / NAME).write_text(OLD_FORM, encoding="utf-8")
    lines = said(reports)
    assert [line.split(": ")[1] for line in lines[:-1:2]] == ["hint form-year", "hint form-year"]
    assert "2019 年表样" in lines[0] and lines[0].startswith(f"{NAME}:{line_of('规章', OLD_FORM)}: ")


def test_the_same_in_english(reports: Path) -> None:
    (reports / NAME).write_text(TEXT.replace(LOST, ""), encoding="utf-8")
    lines = said(reports, "en")
    assert "the table “Applications received and processed” lacks 1 row(s): 6.属于四类过程性信息" in lines[0]
    assert lines[-1] == "files 1, publishable 1; errors 0, warnings 4, hints 0"
