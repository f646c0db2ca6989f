"""Lines of a table's region to records: a run of label texts and the values that follow it, whatever the layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from builder.model import Place
from builder.parse.labels import Match, Vocabulary, key
from builder.parse.lines import Line
from builder.parse.values import Value, read_value

_PAGE_NUMBER = re.compile(r"\s*(?:[-—–－·•]+\s*\d{1,3}\s*[-—–－·•]+|第\s*\d{1,3}\s*页.*|\d{1,3}\s*/\s*\d{1,3})\s*")
_BARE_PAGE_NUMBER = re.compile(r"\s*\d{1,3}\s*")


def printed_at(values: tuple[Value, ...]) -> tuple[int, ...]:
    """Positions of the values that are not blank."""
    return tuple(i for i, v in enumerate(values) if v.status != "blank")


@dataclass(slots=True)
class Record:
    """``texts`` label texts, ``values`` the cells after them (blanks kept). ``own``: label and values share a
    physical row. ``closed``: the physical row ended the record, so that its cells are all there are. ``last``: the
    document ends here. ``printed``: positions of the cells that are not blank, found from ``values`` unless given."""

    texts: tuple[str, ...]
    values: tuple[Value, ...]
    place: Place
    own: bool = False
    closed: bool = False
    last: bool = False
    match: Match | None = None
    printed: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.printed:
            self.printed = printed_at(self.values)

    def narrowed(self, values: tuple[Value, ...]) -> Record:
        """The same record with other cells."""
        return replace(self, values=values, printed=())


_VALUE_STARTS = "+-−－—/□OolI０１２３４５６７８９"
_TAIL = re.compile(r"\S+")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")


@lru_cache(maxsize=4096)
def _split_tail(text: str) -> tuple[str, list[str]]:
    """A text line's label and the whitespace-separated values at its end (行政许可 97; 0 0 0)."""
    text = _BRACKETED.sub(lambda m: re.sub(r"\s+", "", m[0]), text)
    tokens = list(_TAIL.finditer(text))
    first = len(tokens)
    while first > 0:
        word = tokens[first - 1][0]
        value = read_value(word)
        if value is None or not (word[0].isdigit() or word[0] in _VALUE_STARTS or word == "无"):
            break
        first -= 1
    if first == len(tokens):
        return text, []
    label = text[: tokens[first].start()].strip()
    return label, [t[0] for t in tokens[first:]]


def _expanded(line: Line) -> Line:
    """A text line that ends in values as a row of cells."""
    if len(line.texts) != 1:
        return line
    text = line.texts[0]
    label, values = _split_tail(text)
    if (label and values) or len(values) > 1:
        return Line(((label,) if label else ()) + tuple(values), line.place, grid=True)
    return line


def _noise(line: Line, tabular: bool, wanted: bool) -> bool:
    """A page number: decorated anywhere, a bare one only as a paragraph of its own among whole rows."""
    text = line.texts[0]
    if _PAGE_NUMBER.fullmatch(text) and not re.fullmatch(r"\s*[-—–－]\d{1,2}", text):
        return True
    return tabular and not wanted and not line.grid and bool(_BARE_PAGE_NUMBER.fullmatch(text))


def records(
    lines: Sequence[Line], words: Vocabulary, width: int, *, ends_document: bool, blank_rows: bool = False
) -> tuple[list[Record], tuple[str, ...]]:
    """The records of a region, and the texts after the last one. ``width`` is the number of values of a full row (the
    least that makes a row of blanks); ``blank_rows`` keeps rows of ``width`` blanks without a label, which are else
    fillers."""
    rows = [_expanded(line) for line in lines]
    tabular = sum(1 for r in rows if len(r.texts) > 1 and len(_shape(r.texts)[2]) >= min(width, 3)) >= 3
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

    for line in rows:
        if len(line.texts) == 1:
            if _noise(line, tabular, bool(pending) and words.match(tuple(pending[-1:])) is not None):
                continue
            text = line.texts[0]
            value = read_value(text)
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
        flush()
        if blank_rows and len(line.texts) % width == 0 and not any(line.texts):
            blanks = (Value("", None, "blank"),) * len(line.texts)
            found.append(Record(tuple(pending), blanks, line.place, closed=True))
            pending.clear()
        found.extend(_row(line, words, width, pending))
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


@lru_cache(maxsize=8192)
def _shape(row: tuple[str, ...]) -> tuple[Cells, tuple[int, ...], tuple[int, ...]]:
    """A row's cells with their readings, the positions of its texts, and those of its printed values.

    Cached because most rows of most reports are the same: a label and seven zeros.
    """
    cells = tuple((t, read_value(t)) for t in row)
    texts = tuple(i for i, (_, v) in enumerate(cells) if v is None)
    printed = tuple(i for i, (_, v) in enumerate(cells) if v is not None and v.status != "blank")
    return cells, texts, printed


def _row(line: Line, words: Vocabulary, width: int, pending: list[str]) -> list[Record]:
    """The records of one physical row of several cells; ``pending`` gains its texts when it holds no values."""
    cells, texts, printed = _shape(line.texts)
    if texts and (not printed or texts[-1] < printed[0]):
        record = _labelled(_reading(line.texts, words), line.place, words, width, pending)
        return [record] if record else []
    if not texts:
        if not printed:
            return []
        label = tuple(pending)
        pending.clear()
        return [Record(label, tuple(v for _, v in cells if v), line.place, closed=True, match=words.match(label))]
    starts = [i for i in texts if words.exact.get(key(cells[i][0])) and any(j < i for j in printed)]
    starts = [i for i in starts if any(k < i for k in texts if words.match((cells[k][0],)))]
    bounds = [0, *starts, len(cells)]
    out: list[Record] = []
    for a, b in pairwise(bounds):
        record = _span(cells[a:b], line.place, words, width, pending)
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


class _Reading(NamedTuple):
    """Label, values and match of a row; ``known`` when the label names a row of the form; ``printed``: positions of
    the values that are not blank."""

    label: tuple[str, ...]
    values: tuple[Value, ...]
    match: Match | None
    known: bool
    printed: tuple[int, ...]


@lru_cache(maxsize=8192)
def _reading(row: tuple[str, ...], words: Vocabulary) -> _Reading:
    """A row whose texts all stand before its values."""
    cells, texts, _ = _shape(row)
    return _read(cells, texts[-1], words)


def _read(cells: Cells, label_end: int, words: Vocabulary) -> _Reading:
    label = tuple(t for t, v in cells[: label_end + 1] if v is None)
    values = tuple(v or Value(t.strip(), None, "illegible", "这一格不是数字") for t, v in cells[label_end + 1 :])
    match = words.match(label)
    known = match is not None and not match.item.startswith("group:")
    return _Reading(label, values, match, known, printed_at(values))


def _labelled(reading: _Reading, place: Place, words: Vocabulary, width: int, pending: list[str]) -> Record | None:
    """The record of a row, its label joined to the texts above where it names no row alone; None, and its texts
    pending, where no value is printed."""
    label, values, match, known, printed = reading
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
    return Record(label, values, place, own=known, closed=True, match=match, printed=printed)
