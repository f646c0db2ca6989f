"""Workbooks (XLSX) to Document: the visible sheets in order, each as one table with its title lines before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from lxml import etree

from builder.document import Block, Cell, Document
from builder.formats.package import Package, core_properties, open_package
from builder.formats.raised import raised
from builder.formats.sniff import problem
from builder.formats.struck import struck_text
from builder.formats.tables import MAX_CELLS, MAX_COLUMNS, PICTURE, paragraphs, table_blocks, tidy
from builder.formats.xlsx_numbers import formatted
from builder.formats.xlsx_styles import SPREADSHEET as _S
from builder.formats.xlsx_styles import Styles, is_struck
from builder.model import Finding, Place, new_tuple

_STORED, _FORMULA, _INLINE, _RUN, _GUIDE, _TEXT = (f"{_S}{name}" for name in ("v", "f", "is", "r", "rPh", "t"))
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MAX_SHEETS = 100
_MAX_CHARACTERS = 8 * 1024 * 1024  # shown in all cells: a string that is stored once may stand in each of them
_LONGEST_LABEL = 60  # characters


def read_xlsx(data: bytes) -> Document | Finding:
    """The workbook as a Document of kind ``xlsx``; lines are row numbers and pages are sheet numbers, as Excel
    shows them."""
    package = open_package(data)
    if isinstance(package, Finding):
        return package
    book = package.xml("xl/workbook.xml")
    if isinstance(book, Finding):
        return book
    targets = package.related("xl/workbook.xml")
    values = _Values.of(package, book)
    if isinstance(values, Finding):
        return values
    blocks: list[Block] = []
    cells = 0
    for number, entry in enumerate(list(book.iter(f"{_S}sheet"))[:_MAX_SHEETS], 1):
        target = targets.get(entry.get(_REFERENCE) or "")
        if target is None or entry.get("state") in ("hidden", "veryHidden"):
            continue
        root = package.xml(target)
        if isinstance(root, Finding):
            return root
        if root.tag != f"{_S}worksheet":
            continue
        rows = _rows(root, values, number)
        cells += sum(map(len, rows))
        if cells > MAX_CELLS:
            return problem("too-large", what="cells", limit=str(MAX_CELLS))
        if values.characters > _MAX_CHARACTERS:
            return problem("too-large", what="characters", limit=str(_MAX_CHARACTERS))
        blocks.extend(_sheet_blocks(rows))
    if not blocks:
        pictures = any(name.startswith("xl/media/") for name in package.names)
        return problem("scanned", format="XLSX") if pictures else problem("empty")
    title, metadata = core_properties(package)
    return Document("xlsx", tuple(blocks), title, metadata, tuple(struck_text(values.struck)))


def _sheet_blocks(rows: list[tuple[Cell, ...]]) -> Iterator[Block]:
    """Tables, parted by empty rows; a lone cell above, below or between them is a paragraph, as are merged titles at
    the head of the sheet. A lone cell between rows of a table, beside a merged one or right of where the table begins
    has blank cells beside it."""
    stretch: list[tuple[Cell, ...]] = []
    started = False
    between, merged = _between(rows), {line for line, _ in _covered(rows)}
    for row in rows:
        line = row[0].place.line
        inside = line in between or line in merged or bool(stretch and row[0].column > stretch[0][0].column)
        if stretch and stretch[-1][0].place.line != line - 1:
            yield from table_blocks(_even(stretch))
            stretch = []
        if len(row) == 1 and (not started or (row[0].colspan == 1 and not inside)):
            yield from table_blocks(_even(stretch))
            stretch = []
            yield from paragraphs(row[0].text, row[0].place)
        else:
            started = True
            stretch.append(row)
    yield from table_blocks(_even(stretch))


def _even(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Rows of one width: cells that the file does not even mention are blank."""
    left = min((row[0].column for row in rows), default=0)
    right = max((row[-1].column + row[-1].colspan for row in rows), default=0)
    covered = _covered(rows)
    result = []
    for row in rows:
        place, first, end = row[0].place, row[0].column, row[-1].column + row[-1].colspan
        before, after = (
            [Cell("", place, c) for c in missing if (place.line, c) not in covered]
            for missing in (range(left, first), range(end, right))
        )
        result.append((*before, *row, *after))
    return result


def _between(rows: list[tuple[Cell, ...]]) -> set[int]:
    """The lines of lone cells between rows of more: one alone, or labels one below the other, but no prose."""
    found: set[int] = set()
    lone: list[tuple[Cell, ...]] = []
    below, last = False, 0
    for row in rows:
        line = row[0].place.line
        if line != last + 1:
            lone, below = [], False
        last = line
        if len(row) == 1:
            lone.append(row)
            continue
        if below and (len(lone) == 1 or all(len(r[0].text) <= _LONGEST_LABEL for r in lone)):
            found.update(r[0].place.line for r in lone)
        lone, below = [], True
    return found


def _covered(rows: list[tuple[Cell, ...]]) -> set[tuple[int, int]]:
    """(line, column) below the first line of every cell that is merged downwards."""
    return {
        (row[0].place.line + down, cell.column + across)
        for row in rows
        for cell in row
        if cell.rowspan > 1
        for down in range(1, cell.rowspan)
        for across in range(cell.colspan)
    }


class Shown(NamedTuple):
    """What a cell shows; ``struck``: some of its text is struck out and left out."""

    text: str
    struck: bool = False


@dataclass(slots=True)
class _Values:
    """What turns stored values into printed ones: shared strings, and what the cells' styles say. ``struck``: cells met
    of which a part or all is struck out; ``characters`` shown so far: cells beyond the limit show nothing."""

    strings: list[Shown] = field(default_factory=list)
    styles: Styles = field(default_factory=Styles)
    epoch: date = date(1899, 12, 30)
    struck: int = 0
    characters: int = 0

    @classmethod
    def of(cls, package: Package, book: etree._Element) -> _Values | Finding:
        strings: list[Shown] = []
        if "xl/sharedStrings.xml" in package.names:
            root = package.xml("xl/sharedStrings.xml")
            if isinstance(root, Finding):
                return root
            strings = [_rich(item) for item in root.iter(f"{_S}si")]
        styles: etree._Element | Finding = problem("empty")
        if "xl/styles.xml" in package.names:
            styles = package.xml("xl/styles.xml")
        said = Styles() if isinstance(styles, Finding) else Styles.of(styles)
        mac = any(p.get("date1904") in ("1", "true") for p in book.iter(f"{_S}workbookPr"))
        return cls(strings, said, date(1904, 1, 1) if mac else date(1899, 12, 30))

    def text(self, cell: etree._Element) -> str:
        """The cell as printed; a formula without a stored result, or with an error, is no number."""
        style = cell.get("s") or "0"
        number = int(style) if style.isdecimal() else 0
        shown = self._shown(cell, number)
        if number in self.styles.struck and shown.text:
            shown = Shown("", struck=True)
        self.struck += shown.struck
        self.characters += len(shown.text)
        return shown.text if self.characters <= _MAX_CHARACTERS else ""

    def _shown(self, cell: etree._Element, style: int) -> Shown:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return _rich(inline) if inline is not None else Shown("")
        value = next(cell.iterchildren(_STORED), None)
        stored = value.text if value is not None else None
        if not stored:
            formula = cell.find(_FORMULA)
            return Shown(PICTURE if formula is not None else "")
        if kind == "s":
            index = int(stored) if stored.isdecimal() else len(self.strings)
            return self.strings[index] if index < len(self.strings) else Shown(PICTURE)
        if kind == "e":
            return Shown(PICTURE)
        return Shown(self._number(stored, style) if kind == "n" else stored)

    def _number(self, stored: str, style: int) -> str:
        try:
            number = float(stored)
        except ValueError:
            return stored
        if not isfinite(number):
            return stored
        if style in self.styles.dates and 1 <= number < 2_958_466:  # 9999-12-31
            return (self.epoch + timedelta(days=int(number))).isoformat()
        code = self.styles.codes.get(style)
        if code is not None and abs(number) < 1e15 and (shown := formatted(number, code)) is not None:
            return shown
        if number == int(number) and abs(number) < 1e15:
            return str(int(number))
        return f"{number:.15g}"  # 15 digits are what Excel keeps; the file holds the binary value's 17


def _rich(item: etree._Element) -> Shown:
    """A string's runs joined, without the phonetic guides and what is struck out; superscript digits as such."""
    if next(item.iter(_RUN, _GUIDE), None) is None:
        return Shown("".join([t.text or "" for t in item.iter(_TEXT)]))
    guides = {t for guide in item.iter(_GUIDE) for t in guide.iter(_TEXT)}
    high = {t for run in item.iter(_RUN) if _is_raised(run) for t in run.iter(_TEXT)}
    gone = {t for run in item.iter(_RUN) if is_struck(run.find(f"{_S}rPr")) for t in run.iter(_TEXT)}
    texts = [(t, t.text or "") for t in item.iter(_TEXT) if t not in guides and t not in gone]
    return Shown("".join(raised(text) if t in high else text for t, text in texts), bool(gone))


def _is_raised(run: etree._Element) -> bool:
    return any(e.get("val") == "superscript" for e in run.iter(f"{_S}vertAlign"))


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(maxsize=4096)  # workbooks have the same few hundred addresses
def _stated_column(address: str) -> int | None:
    match = _ADDRESS.fullmatch(address)
    return _column(match[1]) if match else None


def _spans(root: etree._Element) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """(column and row spans by the first cell of each merge, the cells that merges cover)."""
    first: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for merge in root.iter(f"{_S}mergeCell"):
        ends = _ADDRESS.findall((merge.get("ref") or "").replace("$", ""))
        if len(ends) != 2 or len(covered) > MAX_CELLS:
            continue
        (left, top), (right, bottom) = ((_column(letters), int(row)) for letters, row in ends)
        if not (0 <= right - left < MAX_COLUMNS and 0 <= bottom - top < MAX_COLUMNS):
            continue
        first[top, left] = (right - left + 1, bottom - top + 1)
        covered.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1) if (r, c) != (top, left))
    return first, covered


def _hidden_columns(root: etree._Element) -> list[range]:
    hidden = []
    for column in root.iter(f"{_S}col"):
        low, high = column.get("min") or "", column.get("max") or ""
        if column.get("hidden") in ("1", "true") and low.isdecimal() and high.isdecimal():
            hidden.append(range(int(low) - 1, int(high)))
    return hidden


def _within(column: int, ranges: list[range]) -> bool:
    return any(column in each for each in ranges)


def _rows(root: etree._Element, values: _Values, sheet: int) -> list[tuple[Cell, ...]]:
    """The sheet's rows of cells that the file mentions, the gaps between them filled. A row without text stays only
    right below one with text: tables end in a frame of empty cells, and a row of blank figures is one."""
    first, covered = _spans(root)
    hidden = _hidden_columns(root)
    found: dict[int, dict[int, str]] = {}
    count = 0
    for number, row in enumerate(root.iter(f"{_S}row"), 1):
        line = int(row.get("r") or number)
        if row.get("hidden") in ("1", "true"):
            continue
        texts: dict[int, str] = {}
        for position, cell in enumerate(row.iter(f"{_S}c")):
            stated = _stated_column(cell.get("r") or "")
            column = position if stated is None else stated
            if column < MAX_COLUMNS and (line, column) not in covered and not (hidden and _within(column, hidden)):
                text = values.text(cell)
                texts[column] = text if text.isdigit() else tidy(text)
        if not any(texts.values()) and (len(texts) < 2 or not any(found.get(line - 1, {}).values())):
            continue
        count += len(texts)
        if count > MAX_CELLS:
            break
        found[line] = texts
    rows = []
    for line, texts in found.items():
        low, high = min(texts), max(texts)
        columns = [c for c in range(low, high + 1) if (line, c) not in covered and not (hidden and _within(c, hidden))]
        place = Place(line, sheet)
        said = [(texts.get(c, ""), place, c, *first.get((line, c), (1, 1))) for c in columns]
        rows.append(tuple([new_tuple(Cell, cell) for cell in said]))
    return rows
