"""A sheet of the workbook whose rows are written as they come.

XlsxWriter makes everything around them. Its own way, cell by cell, takes eight times as long (17 million cells at
20,000 reports) and writes a text that looks like ``<r>…</r>`` as markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from builder.exports.table import LARGEST_EXACT, number
from builder.tables.rows import Value

LONGEST_TEXT = 32_767
CUT = "……（单元格字数已满，全文见 CSV）"
DAY_0 = date(1899, 12, 30)
FIRST_DAY = date(1900, 3, 1)
# The standard's way to write what XML 1.0 cannot hold, and to write a text that looks like that way.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_LOOKS_ESCAPED = re.compile("(?=_x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\ufffe\uffff]")

Columns = Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in a sheet. ``types`` are those of the dictionary; ``pieces``, groups of rows column by column, is
    called when the workbook is written, so that no sheet is in memory as a whole."""

    title: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: int
    pieces: Callable[[], Iterable[Columns]]


class DataSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of typed columns under a header. Text is always an inline string and never a formula or a link."""

    def fill(self, sheet: Sheet, head: Any, day: Any) -> None:
        """Give the sheet its content, with the formats of the header and of dates."""
        self.content, self.head, self.day = sheet, head, day
        last = len(sheet.names) - 1
        self.dim_rowmin, self.dim_rowmax, self.dim_colmin, self.dim_colmax = 0, sheet.rows, 0, last
        self.freeze_panes(1, 0)
        self.autofilter(0, 0, max(1, sheet.rows), last)
        for index, type in enumerate(sheet.types):
            self.set_column(index, index, {"text": 28, "code": 20, "url": 28}.get(type, 12))

    def _write_sheet_data(self) -> None:
        sheet, head, day = self.content, self.head._get_xf_index(), self.day._get_xf_index()
        self._xml_start_tag("sheetData")
        self.fh.write(_row(1, _letters(len(sheet.names)), [f' s="{head}"{_text(name)}' for name in sheet.names]))
        line = 2
        for columns in sheet.pieces():
            bodies = [_bodies(type, values, day) for type, values in zip(sheet.types, columns, strict=True)]
            self.fh.write(_rows(bodies, line))
            line += len(bodies[0])
        self._xml_end_tag("sheetData")


def _rows(columns: list[list[str]], first: int) -> str:
    letters = _letters(len(columns))
    return "".join(_row(line, letters, bodies) for line, bodies in enumerate(zip(*columns, strict=True), start=first))


def _letters(count: int) -> list[str]:
    return [xl_col_to_name(index) for index in range(count)]


def _row(line: int, letters: Sequence[str], bodies: Iterable[str]) -> str:
    cells = [f'<c r="{letter}{line}"{body}' for letter, body in zip(letters, bodies, strict=True) if body]
    return f'<row r="{line}">{"".join(cells)}</row>'


def _bodies(type: str, values: Sequence[Value], day: int) -> list[str]:
    """What follows a cell's address, for each value; empty for an empty cell."""

    def dated(text: str) -> str:
        serial = _serial(text)
        return _text(text) if serial is None else f' s="{day}"><v>{serial}</v></c>'

    makers: dict[str, Callable[[Any], str]] = {"integer": _whole, "year": _whole, "decimal": _decimal, "date": dated}
    make = makers.get(type, _text)
    known: dict[Value, str] = {None: ""}
    for value in values:
        if value not in known:
            known[value] = make(value)
    return [known[value] for value in values]


def _whole(value: int) -> str:
    return f"><v>{value}</v></c>" if abs(value) <= LARGEST_EXACT else _text(str(value))


def _decimal(text: str) -> str:
    exact = number(text)
    return _text(exact) if isinstance(exact, str) else f"><v>{exact}</v></c>"


def _serial(text: str) -> int | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # Excel takes 1900 for a leap year: before March its days are not those of the calendar.
    return (found - DAY_0).days if found >= FIRST_DAY else None


@lru_cache(maxsize=65536)
def _text(text: str) -> str:
    text = _LOOKS_ESCAPED.sub("_x005F", fitting(text))
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f' t="inlineStr"><is><t{space}>{html.escape(text, quote=False)}</t></is></c>'


def fitting(text: str) -> str:
    """The text as a cell can hold it: at most 32,767 UTF-16 units, a longer one cut with a word about it."""
    text = _NOT_XML.sub("\ufffd", text)
    if len(text) <= LONGEST_TEXT // 2 or len(text.encode("utf-16-le")) <= LONGEST_TEXT * 2:
        return text
    kept = text.encode("utf-16-le")[: (LONGEST_TEXT - len(CUT)) * 2].decode("utf-16-le", errors="ignore")
    return kept + CUT
