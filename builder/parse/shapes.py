"""How the texts of a line part into labels and values, whatever the layout."""

from __future__ import annotations

import re
from typing import NamedTuple

from builder.model import Figure, new_tuple
from builder.parse.labels import HEADER_ENDS, Match, Vocabulary, heads, is_group, key
from builder.parse.tail import split_tail
from builder.parse.values import Value, read_value

PAGE_NUMBER = re.compile(r"\s*(?:[-—–－·•]+\s*\d{1,3}\s*[-—–－·•]+|第\s*\d{1,3}\s*页.*|\d{1,3}\s*/\s*\d{1,3})\s*")
_NEGATIVE = re.compile(r"\s*[-—–－]\d{1,2}")
_BARE_PAGE_NUMBER = re.compile(r"\s*\d{1,3}\s*")
_FIGURE = re.compile(
    r"\s*[约共计近超逾]?\s*\d(?!\d?\s*[.、．)）]\s*[^\d\s])"
)  # and no number of a label: 1.属于国家秘密
_UNIT = re.compile(r"[（(]?(?:(?:计量)?单位\s*[:：]?\s*)?(?:万?元|[件项个宗条次份起部笔])?[)）]?|数量|件数|金额")
_UNIT_ALONE = re.compile(r"[（(]?(?:万?元|件)[)）]?")
_LONGEST_CELL, _LONGEST_WORD = 30, 8  # characters
_OF_WHICH = Match("group:其中")

_MOST_TOLD = 20  # cells; the form has seven
Cells = tuple[tuple[str, Value | None], ...]


def printed_at(values: tuple[Value, ...]) -> tuple[int, ...]:
    """Positions of the values that are not blank."""
    statuses = [v.status for v in values]
    if "blank" not in statuses:
        return tuple(range(len(values)))
    return tuple([i for i, status in enumerate(statuses) if status != "blank"])


def lacking(values: tuple[Value, ...]) -> bool:
    """Whether a cell prints something that is no number."""
    return bool([v for v in values if v.value is None and v.status != "blank"])


class RowReading:
    """Label, values and match of a row, whose label printed is ``words``. ``known`` when the label names a row of the
    form; ``printed``: positions of the values that are not blank, ``solid`` these values, ``lacking`` when one of them
    is no number. Rows that say the same share one, which keeps the figures ``made`` of it: (values, columns, unit of
    the header, figures)."""

    __slots__ = ("known", "label", "lacking", "made", "match", "printed", "solid", "values", "words")

    def __init__(
        self, label: tuple[str, ...], values: tuple[Value, ...], printed: tuple[int, ...], match: Match | None
    ) -> None:
        self.label, self.values, self.printed, self.match = label, values, printed, match
        self.known = match is not None and match.count == 1 and not is_group(match.item)
        self.solid = values if len(printed) == len(values) else tuple([values[i] for i in printed])
        self.lacking = lacking(self.solid)
        self.words = " ".join(filter(None, label))
        self.made: tuple[tuple[Value, ...], tuple[str, ...], str, tuple[Figure, ...]] | None = None

    def refilled(self, values: tuple[Value, ...]) -> RowReading:
        """The reading of a row that prints other numbers in the same cells."""
        other = RowReading.__new__(RowReading)
        other.label, other.match, other.known, other.words = self.label, self.match, self.known, self.words
        other.values, other.printed, other.lacking, other.made = values, self.printed, self.lacking, None
        other.solid = values if self.solid is self.values else tuple([values[i] for i in self.printed])
        return other


class Shape(NamedTuple):
    """A line's ``row`` of texts, one that ends in values taken apart, with their ``readings``, of which ``printed`` are
    values that are not blank; the ``reading`` of a row whose texts all stand before its values. A single cell may be a
    page number: one with decoration, or a ``bare_number``."""

    row: tuple[str, ...]
    readings: tuple[Value | None, ...]
    printed: int = 0
    reading: RowReading | None = None
    page_number: bool = False
    bare_number: bool = False


def shape_of(row: tuple[str, ...], words: Vocabulary) -> Shape:
    """The shape of a line; ``words`` tell a label's row."""
    if len(row) == 1 and not row[0].isdigit():
        if PAGE_NUMBER.fullmatch(row[0]) and not _NEGATIVE.fullmatch(row[0]):
            return Shape(row, (None,), page_number=True)
        text, tail = split_tail(row[0], words)
        if (text and tail) or len(tail) > 1:
            row = (*((text,) if text else ()), *tail)
    readings = tuple(map(read_value, row))
    if len(row) == 1:
        return Shape(row, readings, bare_number=_BARE_PAGE_NUMBER.fullmatch(row[0]) is not None)
    texts: list[int] = []
    printed: list[int] = []
    mixed = False
    for i, value in enumerate(readings):
        if value is None:
            texts.append(i)
            mixed = mixed or bool(printed)
        elif value.status != "blank":
            printed.append(i)
    if not texts or mixed:
        return Shape(row, readings, len(printed))
    start = (texts[-1] if len(texts) == 1 else label_end(row, texts, words, len(printed))) + 1
    if start <= texts[-1]:
        return Shape(row, readings, len(printed), read_row(tuple(zip(row, readings, strict=True)), start - 1, words))
    label = tuple([row[i] for i in texts])
    values: tuple[Value, ...] = readings[start:]  # type: ignore[assignment]
    at = tuple(range(len(values))) if len(printed) == len(values) else tuple([i - start for i in printed])
    match = words.match(label)
    if match is None and len(label) > 1 and _UNIT.fullmatch(label[-1].strip()):
        match = words.match(label[:-1])
    return new_tuple(Shape, (row, readings, len(printed), RowReading(label, values, at, match), False, False))


def shape_like(other: Shape, row: tuple[str, ...], words: Vocabulary) -> Shape:
    """The shape of a line that prints other plain numbers in the same cells."""
    reading = other.reading
    if len(row) == 1 or (reading is not None and reading.lacking):
        return shape_of(row, words)
    readings = tuple(map(read_value, row))
    if reading is not None:
        values: tuple[Value, ...] = readings[len(row) - len(reading.values) :]  # type: ignore[assignment]
        reading = reading.refilled(values)
    return new_tuple(Shape, (row, readings, other.printed, reading, False, False))


def label_end(row: tuple[str, ...], texts: list[int], words: Vocabulary, numbers: int) -> int:
    """Where a row's label ends: at its last text, but what stands behind the label of a row and is neither of a label
    nor a unit is a cell that is no number (行政许可 | 暂无; 规章 | 2'723 | 8); where ``numbers`` follow, fewer than a
    whole row's, only a word or what begins as a figure, since more explains the label. 其他 and 总计 without
    a number may be a header's."""
    behind = len(row) - 1 - texts[-1] if numbers and words.summed else numbers
    # In a sheet that is wider than the table fillers pass for blank cells.
    if numbers >= words.width or (behind >= words.width and not _FIGURE.match(row[texts[-1]])):
        return texts[-1]
    for n in range(max(0, len(texts) - _MOST_TOLD), len(texts) - 1):
        name = key(row[texts[n]])
        item = words.exact.get(name, "group:")
        if is_group(item) or name in words.also_groups or (name in HEADER_ENDS and row[texts[n]].strip() == name):
            continue
        rest = tuple([row[i] for i in texts[n + 1 :]])
        if not numbers and len(rest) == 1 and texts[-1] == len(row) - 1 and _UNIT_ALONE.fullmatch(rest[0].strip()):
            return texts[n]  # a cell that nothing was filled in before its unit
        longest = _LONGEST_WORD if numbers else _LONGEST_CELL
        if all((len(t) <= longest or _FIGURE.match(t)) and is_cell(t, item, words) for t in rest):
            named = words.match(rest)
            return texts[n] if named is None or named == _OF_WHICH else texts[-1]
    return texts[-1]


def is_cell(text: str, item: str, words: Vocabulary) -> bool:
    """Whether a text behind the label of a row is neither a unit nor the head of a column nor more of the label."""
    return not (_UNIT.fullmatch(text.strip()) or key(text) in heads() or words.is_part(text, item))


def read_row(cells: Cells, label_end: int, words: Vocabulary) -> RowReading:
    """The reading of a row whose label ends at cell ``label_end``; a text after it is a cell that is no number."""
    label = tuple([t for t, v in cells[: label_end + 1] if v is None])
    values = tuple([v or Value(t.strip(), None, "illegible", "这一格不是数字") for t, v in cells[label_end + 1 :]])
    return RowReading(label, values, printed_at(values), words.match(label))
