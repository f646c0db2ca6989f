"""Workbooks: merged cells, numbers as printed, what is hidden, and titles above the table."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from builder.document import Grid
from tests.made_files import LABELS, document, figure, figures, grids, holds_the_table, package, prose, refusal, rows


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    active = book.active
    assert isinstance(active, Worksheet)
    return book, active


def test_the_table_with_titles_and_merged_cells() -> None:
    book, s = sheet()
    s["B2"] = "某局2031年年报"
    s.merge_cells("B2:K2")
    s["B3"] = "三、收到和处理政府信息公开申请情况"
    for i, label in enumerate(LABELS):
        s.cell(5 + i, 3 if i in (2, 3) else 2, label)
        for c, n in enumerate(figures(i)):
            s.cell(5 + i, 4 + c, int(n))
    s["B7"] = "（三）不予公开"
    s.merge_cells("B7:B8")
    found = document(saved(book))
    assert prose(found) == ["某局2031年年报", "三、收到和处理政府信息公开申请情况"]
    (grid,) = grids(found)
    assert [(c.text, c.column, c.rowspan) for c in grid.rows[2][:2]] == [("（三）不予公开", 1, 2), (LABELS[2], 2, 1)]
    assert [c.text for c in grid.rows[3]] == [LABELS[3], *figures(3)]
    assert [(r[0].place.line, r[0].place.page) for r in grid.rows] == [(n, 1) for n in range(5, 10)]


def test_a_plain_table() -> None:
    book, s = sheet()
    for i, label in enumerate(LABELS):
        s.append([label, *map(int, figures(i))])
    holds_the_table(document(saved(book)))


def test_blanks_at_either_end_of_a_row_that_the_file_does_not_mention() -> None:
    book, s = sheet()
    for c in range(6):
        s.cell(1, 2 + c, f"列{c}")
        s.cell(4, 2 + c, int(figure(3, c)))
    s["D2"], s["E2"], s["D3"] = 17, 23, 41
    (grid,) = grids(document(saved(book)))
    assert [[c.text for c in row] for row in grid.rows[1:3]] == [
        ["", "", "17", "23", "", ""],
        ["", "", "41", "", "", ""],
    ]
    assert [[c.column for c in row] for row in grid.rows] == [[1, 2, 3, 4, 5, 6]] * 4


def test_numbers_as_printed() -> None:
    book, s = sheet()
    s.append(["甲", 1.0, 160.5964, 0.1 + 0.2, -3, 75394432.52, 12345678901, "0012", True])
    s.append(["乙", 1e-7, date(2032, 1, 20), None, "5", 3, 4, 5, 6])
    found = rows(document(saved(book)))
    assert found[0][:8] == ["甲", "1", "160.5964", "0.3", "-3", "75394432.52", "12345678901", "0012"]
    assert found[1][2:5] == ["2032-01-20", "", "5"]


def test_numbers_as_their_format_shows_them() -> None:
    formats = (
        (43_000, "0,", "43"),
        (123_456, "0!.0000", "12.3456"),
        (57, '0"人次"', "57"),
        (58, '"共"0"件"', "58件"),
        (59, '0"年报告"', "59年报告"),
        (999_999_999_999_999, f"0.{'0' * 15}", "999999999999999"),
        (123_457, '0\\.0,"万元"', "12.3万元"),
        (251_000, '#,##0.00"元"', "251000元"),
        (521.3, "0_ ", "521"),
        (593.9051, "0.00_);[Red](0.00)", "593.91"),
        (-594.25, "0.0_);(0.0)", "-594.3"),
        (0.125, "0.0%", "12.5%"),
        (45.25, "0.###", "45.25"),
        (31, "0000", "31"),
        (18, "[>=20]0,;0", "18"),
        (20_000, "[>=20]0,;0", "20"),
        (19, ";;;", ""),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
        (3.5, "# ?/?", "3.5"),
        (3.25, "General", "3.25"),
        (61, "0.00E+00", "61"),
    )
    book, s = sheet()
    s.append(["甲", *(number for number, _, _ in formats)])
    for column, (_, code, _) in enumerate(formats, 2):
        s.cell(1, column).number_format = code
    assert rows(document(saved(book)))[0][1:] == [shown for _, _, shown in formats]


def test_formulas_give_their_stored_result_or_no_number() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    made = book.add_worksheet()
    made.write_row(0, 0, ["甲", 4])
    made.write_formula(0, 2, "=B1+1", None, 5)
    made.write_formula(0, 3, "=1/0", None, "#DIV/0!")
    book.close()
    with zipfile.ZipFile(buffer) as archive:
        assert b'<c r="D1" t="e">' in archive.read("xl/worksheets/sheet1.xml")
    assert rows(document(buffer.getvalue())) == [["甲", "4", "5", "�"]]
    other, s = sheet()
    s.append(["甲", 4, "=B1+1"])
    assert rows(document(saved(other))) == [["甲", "4", "�"]]


def test_blank_figures_with_borders_are_a_row() -> None:
    book, s = sheet()
    border = Border(left=Side(style="thin"))
    s.append(["结果维持", "结果纠正", "其他结果"])
    for c in range(1, 4):
        s.cell(2, c).border = border
        s.cell(3, c).border = border
    assert rows(document(saved(book))) == [["结果维持", "结果纠正", "其他结果"], ["", "", ""]]


def test_unmentioned_cells_are_blank() -> None:
    book, s = sheet()
    s.append(["甲", 1, None, 3, 4])
    s.append(["乙", 5])
    s.append(["丙"])
    s.append(["丁", 6, 7, 8, 9])
    assert rows(document(saved(book))) == [
        ["甲", "1", "", "3", "4"],
        ["乙", "5", "", "", ""],
        ["丙", "", "", "", ""],
        ["丁", "6", "7", "8", "9"],
    ]


def test_rows_of_labels_alone_are_blank_rows() -> None:
    """As programs write them that leave empty cells out."""
    book, s = sheet()
    for line in (["甲", "乙", 1, 2, 3], [None, "丙"], [None, "丁"], [None, "戊"], [None, "己", 4, None, 5]):
        s.append(line)
    blanks = ["", "", ""]
    below = [["", n, *blanks] for n in "丙丁戊"]
    assert rows(document(saved(book)))[0] == ["甲", "乙", "1", "2", "3"]
    assert [r[-4:] for r in rows(document(saved(book)))[1:4]] == [r[1:] for r in below]
    s.merge_cells("A1:A5")
    assert [r[-4:] for r in rows(document(saved(book)))[1:4]] == [r[1:] for r in below]
    assert rows(document(saved(book)))[4][-4:] == ["己", "4", "", "5"]


def test_labels_alone_in_the_first_column_are_blank_rows_and_prose_is_none() -> None:
    book, s = sheet()
    prose_line = "本年度各科室按照职责分工做好信息公开工作，" * 4
    for line in (
        ["甲", 1, 2],
        ["丙"],
        ["丁"],
        ["戊"],
        ["己", 4, 5],
        [prose_line],
        ["丑"],
        ["庚", 6, 7],
        ["辛"],
        ["壬"],
    ):
        s.append(line)
    found = document(saved(book))
    assert rows(found) == [
        *(["甲", "1", "2"], ["丙", "", ""], ["丁", "", ""], ["戊", "", ""], ["己", "4", "5"]),
        ["庚", "6", "7"],
    ]
    assert prose(found) == [prose_line, "丑", "辛", "壬"]


def test_several_sheets_and_hidden_parts() -> None:
    book, s = sheet()
    s.append(["甲", 1, 91, 2])
    s.append(["隐", 92, 93, 94])
    s.append(["乙", 3, 95, 4])
    s.column_dimensions["C"].hidden = True
    s.row_dimensions[2].hidden = True
    other = book.create_sheet("附表")
    other.append(["丙", 5])
    secret = book.create_sheet("草稿")
    secret.append(["丁", 96])
    secret.sheet_state = "hidden"
    found = document(saved(book))
    assert rows(found) == [["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5"]]
    assert [b.place.page for b in found.blocks if isinstance(b, Grid)] == [1, 1, 2]


def test_rich_and_inline_strings() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    made = book.add_worksheet()
    made.write_rich_string(0, 0, "予以", book.add_format({"bold": True}), "公开")
    made.write(0, 1, 7)
    book.close()
    assert rows(document(buffer.getvalue())) == [["予以公开", "7"]]


def test_a_superscript_is_no_digit_of_the_number_before_it() -> None:
    book, made = sheet()
    mark = TextBlock(InlineFont(vertAlign="superscript"), "2")
    made.append(["甲", CellRichText("443", mark), 5])
    assert rows(document(saved(book))) == [["甲", "443²", "5"]]


def test_an_empty_workbook() -> None:
    book, _ = sheet()
    assert refusal(saved(book)).code == "empty"


def test_a_workbook_without_its_parts() -> None:
    assert refusal(package({"xl/workbook.xml": "<workbook/>"})).code == "empty"
    assert refusal(package({"xl/workbook.xml": "<workbook"})).code == "unreadable"


def test_absurd_merges_are_bounded() -> None:
    book, s = sheet()
    for i in range(3):
        s.append(["甲", int(figure(i, 0)), int(figure(i, 1))])
    merge = b'</sheetData><mergeCells><mergeCell ref="A5:XFD1048576"/><mergeCell ref="B1:A0"/></mergeCells>'
    assert rows(document(with_sheet(saved(book), b"</sheetData>", merge))) == [
        ["甲", figure(i, 0), figure(i, 1)] for i in range(3)
    ]


def test_struck_text_is_left_out_and_told() -> None:
    book, page = sheet()
    gone = TextBlock(InlineFont(strike=True), "505")
    page.append(["甲", CellRichText(gone, TextBlock(InlineFont(), "550")), 61, "七"])
    page.append(["乙", CellRichText(TextBlock(InlineFont(strike=False), "8")), 62, "八"])
    page["C1"].font = Font(strike=True)
    page["D2"].font = Font(strike=True)
    found = document(saved(book))
    assert rows(found) == [["甲", "550", "", "七"], ["乙", "8", "62", ""]]
    assert [(f.code, dict(f.values)) for f in found.findings] == [("struck-text", {"count": "3"})]


def test_a_string_that_is_stored_once_and_stands_in_every_cell() -> None:
    book, s = sheet()
    for _ in range(1000):
        s.append(["字" * 30_000])
    data = saved(book)
    assert len(data) < 1_000_000, "30 million characters are read"
    assert refusal(data).code == "too-large"


def test_a_number_that_is_none_is_shown_as_it_stands() -> None:
    for stored in ("1e400", "-inf", "nan"):
        book, s = sheet()
        s.append(["规章", 424242, 7])
        found = document(with_sheet(saved(book), b"424242", stored.encode()))
        assert [[c.text for c in row] for grid in grids(found) for row in grid.rows] == [["规章", stored, "7"]]


def with_sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with something else in its first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    before = parts[name]
    assert isinstance(before, bytes) and old in before
    return package({**parts, name: before.replace(old, new)})
