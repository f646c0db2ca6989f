"""Lines of a table's region to records: a run of label texts and the values that follow it, whatever the layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from builder.model import Place
from builder.parse.labels import Match, Vocabulary, key
from builder.parse.lines import Line
from builder.parse.tail import split_tail
from builder.parse.values import Value, read_value

_PAGE_NUMBER = re.compile(r"\s*(?:[-—–－·•]+\s*\d{1,3}\s*[-—–－·•]+|第\s*\d{1,3}\s*页.*|\d{1,3}\s*/\s*\d{1,3})\s*")
_NEGATIVE = re.compile(r"\s*[-—–－]\d{1,2}")
_BARE_PAGE_NUMBER = re.compile(r"\s*\d{1,3}\s*")
_TOLD = re.compile(r"[^\d（(]\D{0,8}\d[\d,.]*\D{0,8}")


def printed_at(values: tuple[Value, ...]) -> tuple[int, ...]:
    """Positions of the values that are not blank."""
    return tuple([i for i, v in enumerate(values) if v.status != "blank"])


@dataclass(slots=True)
class Record:
    """``texts`` label texts, ``values`` the cells after them (blanks kept). ``own``: label and values share a
    physical row. ``closed``: the physical row ended the record, so that its cells are all there are. ``last``: the
    document ends here. ``printed``: positions of the cells that are not blank, found from ``values`` unless given.
    ``reading``: the physical row that gave the values, where they are all of its own."""

    texts: tuple[str, ...]
    values: tuple[Value, ...]
    place: Place
    own: bool = False
    closed: bool = False
    last: bool = False
    match: Match | None = None
    printed: tuple[int, ...] = ()
    reading: RowReading | None = None

    def __post_init__(self) -> None:
        if not self.printed:
            self.printed = printed_at(self.values)

    def narrowed(self, values: tuple[Value, ...]) -> Record:
        """The same record with other cells."""
        return Record(self.texts, values, self.place, self.own, self.closed, self.last, self.match)


def records(
    lines: Sequence[Line], words: Vocabulary, width: int, *, ends_document: bool, blank_rows: bool = False
) -> tuple[list[Record], tuple[str, ...]]:
    """The records of a region, and the texts after the last one. ``width`` is the number of values of a full row (the
    least that makes a row of blanks); ``blank_rows`` keeps rows of ``width`` blanks without a label, which are else
    fillers."""
    shapes = [_shape(line.texts, words) for line in lines]
    enough = min(width, 3)
    tabular = [len(s.printed) >= enough and len(s.cells) > 1 for s in shapes].count(True) >= 3
    found: list[Record] = []
    pending: list[str] = []
    stream: Record | None = None
    run: list[Value] = []

    def flush() -> None:
        nonlocal stream
        if stream is not None:
            while len(run) > width and run[-1].status == "blank":
                run.pop()
            stream = stream.narrowed(tuple(run))
            run.clear()
            if stream.printed or (stream.match and len(stream.values) >= width):
                found.append(stream)
            stream = None

    for line, shape in zip(lines, shapes, strict=True):
        if len(shape.cells) == 1:
            text, value = shape.cells[0]
            if shape.page_number or (
                shape.bare_number and tabular and not line.grid and not (pending and words.match(tuple(pending[-1:])))
            ):
                continue
            if value is None:
                flush()
                pending.append(text)
            elif value.status == "blank" and stream is None and not (pending and words.match(tuple(pending))):
                continue
            else:
                if stream is None:
                    texts = tuple(pending)
                    pending.clear()
                    match = words.match(texts)
                    stream = Record(texts, (), line.place, own=bool(match and match.count == 1), match=match)
                run.append(value)
            continue
        if stream is not None:
            flush()
        if blank_rows and len(shape.row) % width == 0 and not any(shape.row):
            blanks = (Value("", None, "blank"),) * len(shape.row)
            found.append(Record(tuple(pending), blanks, line.place, closed=True))
            pending.clear()
        found.extend(_row(shape, line.place, words, width, pending))
    flush()
    if found and ends_document and not pending:
        found[-1].last = True
    return found, tuple(pending)


def labels_below(found: list[Record], rest: tuple[str, ...], words: Vocabulary) -> None:
    """Gives each record the label that follows it, where the first has none and the last label has no figures: numbers
    printed above their labels would else all stand one row too low."""
    if not found or found[0].closed or not rest:
        return
    first, last = found[0].match, words.match(rest)
    if first is not None or last is None or last.item.startswith("group:"):
        return
    following = [*(r.texts for r in found[1:]), rest]
    for record, texts in zip(found, following, strict=True):
        record.texts, record.match = texts, words.match(texts)
        record.own = bool(record.match and record.match.count == 1)


Cells = tuple[tuple[str, Value | None], ...]


class _Shape(NamedTuple):
    """A line's ``row`` of texts, one that ends in values taken apart, with their readings as ``cells``; the positions
    of its ``texts`` and of its ``printed`` values; the ``reading`` of a row whose texts all stand before its values. A
    single cell may be a page number: one with decoration, or a ``bare_number``."""

    row: tuple[str, ...]
    cells: Cells
    texts: tuple[int, ...]
    printed: tuple[int, ...]
    reading: RowReading | None = None
    page_number: bool = False
    bare_number: bool = False


def _shape_of(row: tuple[str, ...], words: Vocabulary) -> _Shape:
    if len(row) == 1:
        if _PAGE_NUMBER.fullmatch(row[0]) and not _NEGATIVE.fullmatch(row[0]):
            return _Shape(row, ((row[0], None),), (), (), None, True)
        label, values = split_tail(row[0], words)
        if (label and values) or len(values) > 1:
            row = (*((label,) if label else ()), *values)
    readings = [read_value(text) for text in row]
    texts: list[int] = []
    printed: list[int] = []
    for i, value in enumerate(readings):
        if value is None:
            texts.append(i)
        elif value.status != "blank":
            printed.append(i)
    cells = tuple(zip(row, readings, strict=True))
    if len(row) > 1:
        plain = texts and (not printed or texts[-1] < printed[0])
        reading = _read(cells, _label_end(row, texts, printed, words), words) if plain else None
        return _Shape(row, cells, tuple(texts), tuple(printed), reading)
    bare = _BARE_PAGE_NUMBER.fullmatch(row[0]) is not None
    return _Shape(row, cells, tuple(texts), tuple(printed), None, False, bare)


def _label_end(row: tuple[str, ...], texts: list[int], printed: list[int], words: Vocabulary) -> int:
    """Where the label of a row ends: at its last text, but where it has no numbers words with a digit behind a row's
    label (行政许可 | 约502件) are a cell that is no number."""
    for at in () if printed else texts[:-1]:
        item = words.exact.get(key(row[at]), "group:")
        told = [row[i] for i in texts if i > at]
        if not item.startswith("group:") and all(map(_TOLD.fullmatch, told)) and words.match(tuple(told)) is None:
            return at
    return texts[-1]


_known_shape = lru_cache(maxsize=16384)(_shape_of)
_LONGEST_KNOWN = 200  # characters; sentences come once


def _shape(row: tuple[str, ...], words: Vocabulary) -> _Shape:
    """The shape of a line, kept because most rows of most reports are the same: a label and seven zeros."""
    return _shape_of(row, words) if len(row) == 1 and len(row[0]) > _LONGEST_KNOWN else _known_shape(row, words)


def _row(shape: _Shape, place: Place, words: Vocabulary, width: int, pending: list[str]) -> list[Record]:
    """The records of one physical row of several cells; ``pending`` gains its texts when it holds no values."""
    if shape.reading is not None:
        record = _labelled(shape.reading, place, words, width, pending)
        return [record] if record else []
    cells, texts, printed = shape.cells, shape.texts, shape.printed
    if not texts:
        if not printed:
            return []
        label = tuple(pending)
        pending.clear()
        return [Record(label, tuple([v for _, v in cells if v]), place, closed=True, match=words.match(label))]
    starts = [i for i in texts if words.exact.get(key(cells[i][0])) and any(j < i for j in printed)]
    starts = [i for i in starts if any(k < i for k in texts if words.match((cells[k][0],)))]
    bounds = [0, *starts, len(cells)]
    out: list[Record] = []
    for a, b in pairwise(bounds):
        record = _span(cells[a:b], place, words, width, pending)
        if record:
            out.append(record)
    return out


def _span(cells: Cells, place: Place, words: Vocabulary, width: int, pending: list[str]) -> Record | None:
    """A row, or part of one, in which texts and values alternate. A serial number may stand before the label; any other
    value ends the label, and a text after it is a cell that is no number."""
    texts = [i for i, (_, v) in enumerate(cells) if v is None]
    printed = [i for i, (_, v) in enumerate(cells) if v is not None and v.status != "blank"]
    label_end = -1
    for i in texts:
        if not any(j < i for j in printed) or words.match((cells[i][0],)) is not None:
            label_end = i
    return _labelled(_read(cells, label_end, words), place, words, width, pending)


@dataclass(slots=True, eq=False)
class RowReading:
    """Label, values and match of a row; ``known`` when the label names a row of the form; ``printed``: positions of
    the values that are not blank. Rows that say the same share one, so that more can be kept under it."""

    label: tuple[str, ...]
    values: tuple[Value, ...]
    match: Match | None
    known: bool
    printed: tuple[int, ...]


def _read(cells: Cells, label_end: int, words: Vocabulary) -> RowReading:
    """The reading of a row whose label ends at cell ``label_end``."""
    label = tuple([t for t, v in cells[: label_end + 1] if v is None])
    values = tuple([v or Value(t.strip(), None, "illegible", "这一格不是数字") for t, v in cells[label_end + 1 :]])
    match = words.match(label)
    known = match is not None and not match.item.startswith("group:")
    return RowReading(label, values, match, known, printed_at(values))


def _labelled(reading: RowReading, place: Place, words: Vocabulary, width: int, pending: list[str]) -> Record | None:
    """The record of a row, its label joined to the texts above where it names no row alone; None, and its texts
    pending, where no value is printed."""
    label, match, known, values, printed = reading.label, reading.match, reading.known, reading.values, reading.printed
    if not printed:
        if known and len(values) >= width:
            pending.clear()
            return Record(label, values, place, own=True, closed=True, match=match)
        pending.extend(label)
        return None
    if not known and pending and label:
        joined = (*pending, *label)
        wider = words.match(joined)
        if wider is not None and not wider.item.startswith("group:"):
            label, match, known = joined, wider, wider.count == 1
    pending.clear()
    return Record(label, values, place, known, closed=True, match=match, printed=printed, reading=reading)
