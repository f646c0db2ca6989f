"""The dataset as Excel workbooks: one sheet a table, typed cells, frozen header, a sheet about it and a dictionary.

Text is always a string cell: a text that begins with ``=`` is shown and never run, so the CSV files' leading ``'`` is
not needed here. Formulas, links and the clock are off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter

from builder.exports import about, dictionary
from builder.exports.dataset import LARGEST_EXACT, Dataset, Table, Value, number
from builder.exports.dictionary import Column, dictionary_rows
from builder.exports.folder import Folder
from builder.exports.partitions import years

ROWS_PER_SHEET = 1_000_000
LONGEST_TEXT = 32_767
CUT = "……（单元格字数已满，全文见 CSV）"
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 (a fixed mark and no time)
# XML 1.0 has no way to write these two; XlsxWriter escapes every other control character.
_NOT_XML = re.compile("[\ufffe\uffff]")


def write_xlsx(dataset: Dataset, folder: Folder, version: about.Version) -> None:
    """Write ``data/sunshine-reports.xlsx``; once a table has more than a million rows, one workbook a year instead:
    ``data/sunshine-reports-{year}.xlsx``, where a still larger table goes on in sheets "name (2)"."""
    if max(len(dataset.frames[i.id]) for i in dictionary.tables()) <= ROWS_PER_SHEET:
        with folder.build(f"data/{about.NAME}.xlsx") as path:
            _workbook(path, dataset, version, "")
        return
    for year in sorted(set(years(dataset, "reports")) | set(years(dataset, "coverage"))):
        with folder.build(f"data/{about.NAME}-{year}.xlsx") as path:
            _workbook(path, dataset, version, year)


def _workbook(path: Path, dataset: Dataset, version: about.Version, year: str) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": about.TITLE_ZH, "author": about.PUBLISHER_ZH, "created": CREATED})
        formats = {"head": book.add_format({"bold": True}), "date": book.add_format({"num_format": "yyyy-mm-dd"})}
        _sheet(book, formats, "about", _texts("name", "zh", "en"), _about(version, year))
        _sheet(book, formats, "dictionary", _texts("table", "column", "type", "zh", "en", "about_zh", "about_en"),
               dictionary_rows())  # fmt: skip
        for info in dictionary.tables():
            table = dataset.table(info.id)
            rows = list(_of_year(dataset, table, year)) if year else list(table.rows())
            for start in range(0, max(len(rows), 1), ROWS_PER_SHEET):
                title = info.id if start == 0 else f"{info.id} ({start // ROWS_PER_SHEET + 1})"
                _sheet(book, formats, title, info.columns, rows[start : start + ROWS_PER_SHEET])


def _of_year(dataset: Dataset, table: Table, year: str) -> Iterator[tuple[Value, ...]]:
    columns = {c.id for c in table.info.columns}
    if not columns & {"report_id", "year"}:
        return table.rows()
    return (row for row, of in zip(table.rows(), years(dataset, table.info.id), strict=True) if of == year)


def _texts(*ids: str) -> tuple[Column, ...]:
    return tuple(Column(id, "text", id, id, "", "") for id in ids)


def _about(version: about.Version, year: str) -> list[tuple[str, str, str]]:
    return [
        *about.rows(version),
        ("year", year or "全部", year or "all"),
        ("text", "文本单元格均为字符串，从不作为公式运行，因此没有 CSV 中的前导 '。",
         "Text is in string cells and never runs as a formula, so the leading ' of the CSV files is not here."),
        ("long text", f"超过 {LONGEST_TEXT} 字的文本在此截断，全文见 CSV。",
         f"Text of more than {LONGEST_TEXT} characters is cut here and whole in the CSV."),
        ("long numbers", "电子表格无法精确表示的数字以文本形式给出。",
         "A number that a spreadsheet cannot hold exactly is given as text."),
    ]  # fmt: skip


def _sheet(
    book: Any, formats: dict[str, Any], title: str, columns: tuple[Column, ...], rows: Iterable[tuple[Value, ...]]
) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, {"text": 28, "code": 20, "url": 28}.get(column.type, 12))
        sheet.write_string(0, index, column.id, formats["head"])
    writers = [_writer(sheet, formats, c.type) for c in columns]
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if value is not None:
                writers[index](last, index, value)
    sheet.autofilter(0, 0, max(1, last), len(columns) - 1)


def _writer(sheet: Any, formats: dict[str, Any], type: str) -> Callable[[int, int, Any], object]:
    """What writes a value of a column of this type at (row, column)."""

    def whole(row: int, column: int, value: int) -> object:
        if abs(value) > LARGEST_EXACT:
            return sheet.write_string(row, column, str(value))
        return sheet.write_number(row, column, value)

    def exact(row: int, column: int, value: str) -> object:
        held = number(value)
        write = sheet.write_string if isinstance(held, str) else sheet.write_number
        return write(row, column, held)

    def day(row: int, column: int, value: str) -> object:
        found = _day(value)
        if found is None:
            return sheet.write_string(row, column, _fitting(value))
        return sheet.write_datetime(row, column, found, formats["date"])

    def text(row: int, column: int, value: str) -> object:
        return sheet.write_string(row, column, _fitting(value))

    return {"integer": whole, "year": whole, "decimal": exact, "date": day}.get(type, text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def _fitting(text: str) -> str:
    text = _NOT_XML.sub("\ufffd", text)
    if len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return text
    kept = text.encode("utf-16-le")[: (LONGEST_TEXT - len(CUT)) * 2].decode("utf-16-le", errors="ignore")
    return kept + CUT
