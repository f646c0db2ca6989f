"""Lines of a table's region to records: a run of label texts and the values that follow it, whatever the layout."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from builder.model import Place, new_tuple
from builder.parse.labels import Match, Vocabulary, is_group, key
from builder.parse.lines import Line
from builder.parse.shapes import Cells, RowReading, Shape, label_end, printed_at, read_row
from builder.parse.values import Value


class Record(NamedTuple):
    """``texts`` label texts, ``values`` the cells after them (blanks kept), ``printed`` the positions of those that are
    not blank. ``own``: label and values share a physical row. ``closed``: the physical row ended the record, so that
    its cells are all there are. ``last``: the document ends here. ``reading``: the physical row that gave the values,
    where they are all of its own."""

    texts: tuple[str, ...]
    values: tuple[Value, ...]
    printed: tuple[int, ...]
    place: Place
    own: bool = False
    closed: bool = False
    last: bool = False
    match: Match | None = None
    reading: RowReading | None = None

    @property
    def solid(self) -> tuple[Value, ...]:
        """The values that are not blank."""
        return self.reading.solid if self.reading is not None else tuple([self.values[i] for i in self.printed])

    def narrowed(self, values: tuple[Value, ...]) -> Record:
        """The same record with other cells."""
        return self._replace(values=values, printed=printed_at(values), reading=None)


class _Stream:
    """A ``run`` of values that come one a line, and the texts of the label above them; ``fillers``: a whole row began
    with blanks, which follow its label and are no cells of the form."""

    def __init__(self, words: Vocabulary, width: int) -> None:
        self.words, self.width, self.fillers = words, width, False
        self.run: list[Value] = []
        self._texts: tuple[str, ...] = ()
        self._place = Place(0)

    def add(self, value: Value, place: Place, pending: list[str]) -> None:
        """Adds a value; the first takes the ``pending`` texts for its label."""
        if not self.run:
            self._texts, self._place = tuple(pending), place
            pending.clear()
        self.run.append(value)

    def ended(self) -> tuple[Record, ...]:
        """The record of the values so far, after which the next run begins; none of fillers, or without values."""
        if not self.run:
            return ()
        opens_blank = self.run[0].status == "blank"
        solid = [value.status for value in self.run if value.status != "blank"]
        self.fillers = self.fillers or (opens_blank and len(solid) == self.width)
        # Where both ends are blank, the first of them may be the filler.
        while len(self.run) > self.width and self.run[-1].status == "blank" and not (self.fillers and opens_blank):
            self.run.pop()
        texts, place, values, self.run = self._texts, self._place, tuple(self.run), []
        printed, match = printed_at(values), self.words.match_lines(texts)
        if not printed and (match is None or len(values) < self.width):
            return ()
        own = match is not None and match.count == 1
        return (new_tuple(Record, (texts, values, printed, place, own, False, False, match, None)),)


def records(
    lines: Sequence[Line], words: Vocabulary, width: int, *, ends_document: bool, blank_rows: bool = False
) -> tuple[list[Record], tuple[str, ...]]:
    """The records of a region, and the texts after the last one. ``width`` is the number of values of a full row (the
    least that makes a row of blanks); ``blank_rows`` keeps rows of ``width`` blanks without a label, which are else
    fillers."""
    wordings = [line.wording for line in lines]
    shapes = [said.shape if said.words is words else said.shaped(words) for said in wordings]
    enough = min(width, 3)
    tabular = [shape.printed >= enough for shape in shapes].count(True) >= 3
    found: list[Record] = []
    pending: list[str] = []
    stream = _Stream(words, width)
    for line, shape in zip(lines, shapes, strict=True):
        row, readings, printed, reading, page_number, bare_number = shape
        if len(row) == 1:
            text, value = row[0], readings[0]
            if page_number or (
                bare_number and tabular and not line.grid and not (pending and words.match(tuple(pending[-1:])))
            ):
                continue
            if value is None:
                found += stream.ended()
                pending.append(text)
            elif stream.run or value.status != "blank" or (pending and words.match(tuple(pending))):
                stream.add(value, line.place, pending)
            continue
        if stream.run:
            # One cell a line, but the last of a row with the fillers that follow it (0 | | |).
            last = readings[0] if printed == 1 and None not in readings else None
            if last is not None and last.status != "blank" and len(stream.run) < width:
                stream.run.append(last)
                found += stream.ended()
                continue
            found += stream.ended()
        if blank_rows and len(row) % width == 0 and not any(row):
            blanks = (Value("", None, "blank"),) * len(row)
            found.append(Record(tuple(pending), blanks, (), line.place, closed=True))
            pending.clear()
        if reading is not None:
            if record := _labelled(reading, line.place, words, width, pending):
                found.append(record)
        else:
            found.extend(_parts(shape, line.place, words, width, pending))
    found += stream.ended()
    if found and ends_document and not pending:
        found[-1] = found[-1]._replace(last=True)
    return found, tuple(pending)


def labels_below(found: list[Record], rest: tuple[str, ...], words: Vocabulary) -> list[Record]:
    """The records, each with the label that follows it, where the first has none and the last label has no figures:
    numbers printed above their labels would else all stand one row too low."""
    if not found or found[0].closed or not rest:
        return found
    first, last = found[0].match, words.match(rest)
    if first is not None or last is None or is_group(last.item):
        return found
    following = [(texts, words.match(texts)) for texts in (*(r.texts for r in found[1:]), rest)]
    return [
        record._replace(texts=texts, match=match, own=bool(match and match.count == 1))
        for record, (texts, match) in zip(found, following, strict=True)
    ]


def _parts(shape: Shape, place: Place, words: Vocabulary, width: int, pending: list[str]) -> list[Record]:
    """The records of a row without a label of its own, or of several labels with values between them; ``pending`` gains
    the texts of a part without values."""
    cells: Cells = tuple(zip(shape.row, shape.readings, strict=True))
    texts = [i for i, (_, v) in enumerate(cells) if v is None]
    if not texts:
        if not shape.printed:
            return []
        label = tuple(pending)
        pending.clear()
        values = tuple([v for v in shape.readings if v is not None])
        return [Record(label, values, printed_at(values), place, closed=True, match=words.match_lines(label))]
    printed = [i for i, (_, v) in enumerate(cells) if v is not None and v.status != "blank"]
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
    before = [i for i in texts if not any(j < i for j in printed)]
    end = label_end(tuple([text for text, _ in cells]), before, words, len(printed)) if before else -1
    for i in texts:
        if i not in before and words.match((cells[i][0],)) is not None:
            end = i
    return _labelled(read_row(cells, end, words), place, words, width, pending)


def _labelled(reading: RowReading, place: Place, words: Vocabulary, width: int, pending: list[str]) -> Record | None:
    """The record of a row, its label joined to the texts above where it names no row alone; None, and its texts
    pending, where no value is printed."""
    label, values, printed, match, known = reading.label, reading.values, reading.printed, reading.match, reading.known
    if not printed:
        if known and len(values) >= width and words.match((*pending, *label)) is not None:  # 总计 may be a header's
            pending.clear()
            return Record(label, values, (), place, own=True, closed=True, match=match)
        pending.extend(label)
        return None
    if pending:
        if not known and label:
            joined = (*pending, *label)
            wider = words.match_lines(joined)
            if wider is not None and not is_group(wider.item):
                label, match, known = joined, wider, wider.count == 1
        pending.clear()
    return new_tuple(Record, (label, values, printed, place, known, True, False, match, reading))
