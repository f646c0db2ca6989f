"""The dataset as Excel workbooks: one sheet a table, typed cells, frozen header, a sheet about it and a dictionary.

Text is always a string cell: a text that begins with ``=`` is shown and never run, so the CSV files' leading ``'`` is
not needed here. Formulas, links and the clock are off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import xlsxwriter

from builder.exports import about, dictionary
from builder.exports.dataset import ROWS_PER_SHEET, PublishedTables
from builder.exports.dictionary import DICTIONARY_COLUMNS, TableInfo, dictionary_rows
from builder.exports.xlsx_sheet import LONGEST_TEXT, Columns, DataSheet, Sheet

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 (a fixed mark and no time)


def write_xlsx(dataset: PublishedTables, version: about.Version, year: str, path: Path) -> None:
    """Write the workbook of one year, or of all if ``year`` is empty. What a sheet cannot hold goes on in sheets
    "name (2)"."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": about.TITLE_ZH, "author": about.PUBLISHER_ZH, "created": CREATED})
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in (
            _texts("about", ("name", "zh", "en"), _about(version, year)),
            _texts("dictionary", DICTIONARY_COLUMNS, list(dictionary_rows())),
            *(sheet for info in dictionary.tables() for sheet in _tables(dataset, info, year)),
        ):
            made: DataSheet = book.add_worksheet(sheet.title, DataSheet)
            made.fill(sheet, head, day)


def _texts(title: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Sheet:
    return Sheet(title, names, ("text",) * len(names), len(rows), lambda: [list(zip(*rows, strict=True))])


def _tables(dataset: PublishedTables, info: TableInfo, year: str) -> Iterator[Sheet]:
    """The sheets of a table, with the rows of ``year`` if one is given: one sheet, or as many as its rows need."""
    names, types = tuple(c.id for c in info.columns), tuple(c.type for c in info.columns)
    size = dataset.size(info.id, year)
    for start in range(0, max(size, 1), ROWS_PER_SHEET):
        title = info.id if start == 0 else f"{info.id} ({start // ROWS_PER_SHEET + 1})"
        stop = min(size, start + ROWS_PER_SHEET)
        yield Sheet(title, names, types, stop - start, partial(_columns, dataset, info.id, year, start, stop))


def _columns(dataset: PublishedTables, name: str, year: str, start: int, stop: int) -> Iterator[Columns]:
    return (piece.columns for piece in dataset.pieces(name, year, start, stop))


def _about(version: about.Version, year: str) -> list[tuple[str, str, str]]:
    return [
        *about.rows(version),
        ("year", year or "全部", year or "all"),
        (
            "text",
            "文本单元格均为字符串，从不作为公式运行，因此没有 CSV 中的前导 '。",
            "Text is in string cells and never runs as a formula, so the leading ' of the CSV files is not here.",
        ),
        (
            "long text",
            f"超过 {LONGEST_TEXT} 字的文本在此截断，全文见 CSV。",
            f"Text of more than {LONGEST_TEXT} characters is cut here and whole in the CSV.",
        ),
        (
            "long numbers",
            "电子表格无法精确表示的数字以文本形式给出。",
            "A number that a spreadsheet cannot hold exactly is given as text.",
        ),
    ]
