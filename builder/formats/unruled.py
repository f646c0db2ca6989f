"""Tables without rules: rows found by their values, columns by what stands above each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.formats.rowlabels import Entry, add_label, label_starts, owners
from builder.formats.typeset import TextLine, starts_item

_GAP = 1.3  # of the font size: nothing printed for so long parts two cells
_FEWEST = 3  # lines of several cells that make a table
_MANY = 5  # values
_MOST_BETWEEN = 4  # lines of one cell that may stand between them
_LONGEST_HEAD = 20  # characters
_LONGEST_LABEL = 40
_NEIGHBOURS = 3  # rows of values on either side that tell a header from a wrapped label
_VALUE = re.compile(
    r"[+\-－—–−減减增]?\s*[\d０-９□OlI][\d０-９,，.．\s□OlI]*(?:万元|元|件|条|个|项|宗|%)?(?:[（(].{1,20}[)）])?"
    r"|[-－—–/]{1,3}|无|N/?A",
    re.IGNORECASE,
)


def is_value(text: str) -> bool:
    """Whether a cell's text is a figure or a dash and no label."""
    return bool(_VALUE.fullmatch(text.strip()))


def loose_tables(lines: Sequence[TextLine]) -> list[tuple[int, int]]:
    """(first, end) of the runs of ``lines`` that are tables: at least three lines of several cells, two of them with
    values, close together; or any line of many values, which no prose has."""
    runs: list[list[int]] = []
    for i, line in enumerate(lines):
        if not _is_row(line):
            continue
        if runs and _is_close(lines[runs[-1][-1] + 1 : i]):
            runs[-1].append(i)
        else:
            runs.append([i])
    result = []
    for run in runs:
        counts = [len(_values(lines[i])) for i in run]
        if (len(run) >= _FEWEST and sum(map(bool, counts)) >= 2) or max(counts) >= _MANY:
            result.append((_start(lines, run[0]), _end(lines, run[-1])))
    return result


def _is_row(line: TextLine) -> bool:
    segments = line.segments(_GAP)
    return len(segments) > 1 and (is_value(segments[-1].text) or all(len(s.text) <= _LONGEST_HEAD for s in segments))


def _is_close(between: Sequence[TextLine]) -> bool:
    """Whether only labels stand between two rows; characters of a label that is printed downwards do not count."""
    texts = [line.text for line in between]
    return sum(len(t) > 2 for t in texts) <= _MOST_BETWEEN and all(len(t) <= _LONGEST_LABEL for t in texts)


def _values(line: TextLine) -> list[TextLine]:
    """The values at the end of a line."""
    segments = line.segments(_GAP)
    first = len(segments)
    while first and is_value(segments[first - 1].text):
        first -= 1
    return segments[first:]


def _is_wrap(line: TextLine, other: TextLine) -> bool:
    """Whether a line of one cell belongs to the label of the row ``other`` next to it."""
    label = other.segments(_GAP)[0]
    return (
        abs(line.y - other.y) < 1.3 * max(line.size, other.size)
        and len(line.text) <= _LONGEST_LABEL
        and (is_value(label.text) or abs(line.x0 - label.x0) < 2.5 * line.size)
    )


def _start(lines: Sequence[TextLine], first: int) -> int:
    return first - 1 if first and _is_wrap(lines[first - 1], lines[first]) else first


def _end(lines: Sequence[TextLine], last: int) -> int:
    after = last + 1
    if after < len(lines) and _is_wrap(lines[after], lines[last]) and not starts_item(lines[after].text):
        after += 1
    return after


def read_loose(lines: Sequence[TextLine]) -> list[tuple[float, list[tuple[int, str]]]]:
    """(y, cells as (column, text)) of each row of a run found by ``loose_tables``, from top to bottom."""
    rows: list[tuple[float, list[tuple[int, str]]]] = []
    stretch: list[TextLine] = []
    edges = [values[0].x0 if (values := _values(line)) else None for line in lines]
    for i, line in enumerate(lines):
        segments = line.segments(_GAP)
        before = [e for e in edges[:i] if e is not None][-_NEIGHBOURS:]
        after = [e for e in edges[i + 1 :] if e is not None][:_NEIGHBOURS]
        edge = min((min(near) for near in (before, after) if near), default=0.0)
        if edges[i] is None and len(segments) > 1 and segments[-1].x1 > edge:
            rows += _stretches(stretch)
            stretch = []
            rows.append((line.y, [(n, s.text) for n, s in enumerate(segments)]))
        else:
            stretch.append(line)
    return rows + _stretches(stretch)


def _stretches(lines: Sequence[TextLine]) -> list[tuple[float, list[tuple[int, str]]]]:
    """Rows between two headers, read apart where the columns of values change: one table follows another without a
    header. The cut goes where the space between the lines is widest."""
    columns: list[tuple[float, float]] = []
    start = last = 0
    rows: list[tuple[float, list[tuple[int, str]]]] = []
    for i, line in enumerate(lines):
        spans = [(v.x0, v.x1) for v in _values(line)]
        if not spans:
            continue
        few, many = sorted((spans, columns), key=len)
        if not all(any(low <= b and a <= high for a, b in many) for low, high in few):
            cut = max(range(last + 1, i + 1), key=lambda n: lines[n].y - lines[n - 1].y)
            rows += _stretch(lines[start:cut])
            start, columns = cut, []
        columns = _merged([*columns, *spans])
        last = i
    return rows + _stretch(lines[start:])


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Overlapping x ranges as one."""
    result: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if result and low <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return result


def _stretch(lines: Sequence[TextLine]) -> list[tuple[float, list[tuple[int, str]]]]:
    """The rows between two headers. A column that a row leaves blank stays blank where the columns part cleanly."""
    edge = _value_edge(lines)
    values: list[list[Entry]] = []
    labels: list[Entry] = []
    parted: list[tuple[list[TextLine], int | None]] = []  # the labels of each line, and the row of values beside them
    for line in lines:
        segments = [part for s in line.segments(_GAP) for part in _cut(s, edge)]
        row = [Entry([s]) for s in segments if s.x0 >= edge]
        beside = None
        if any(is_value(e.text) for e in row):
            beside = len(values)
            values.append(row)
            segments = [s for s in segments if s.x0 < edge]
        parted.append((segments, beside))
    starts = label_starts(parted)
    for i, (segments, beside) in enumerate(parted):
        for segment in segments:
            # Left of the item's own label stand those of groups, which go over several rows.
            item = segment is segments[-1]
            add_label(labels, segment, beside if item else None, begins=item and i in starts)
    ranges = _columns(values)
    owned, alone = owners(values, labels, edge)
    width = max((len(own) for own in owned), default=0)
    rows: list[tuple[float, list[tuple[int, str]]]] = [(label.y, [(0, label.text)]) for label in alone]
    for row, own in zip(values, owned, strict=True):
        cells = [(i, label.text) for i, label in enumerate(sorted(own, key=lambda e: e.x0))]
        if ranges:
            texts = {_column(e, ranges): e.text for e in row}
            cells += [(width + i, texts.get(i, "")) for i in range(len(ranges))]
        else:
            cells += [(width + i, e.text) for i, e in enumerate(row)]
        rows.append((row[0].y, cells))
    return sorted(rows, key=lambda item: item[0])


def _value_edge(lines: Sequence[TextLine]) -> float:
    """The x from which on values stand: left of the first value of the rows that have most of them."""
    best = 1
    edges: list[float] = []
    for line in lines:
        values = _values(line)
        if len(values) > best:
            best, edges = len(values), []
        if len(values) == best:
            edges.append(values[0].x0)
    return min(edges, default=float("inf")) - 1.0


def _cut(segment: TextLine, edge: float) -> list[TextLine]:
    """A label that runs up to the first value, and that value, apart."""
    if not segment.x0 < edge < segment.x1:
        return [segment]
    left = [g for g in segment.glyphs if g.x0 < edge]
    right = [g for g in segment.glyphs if g.x0 >= edge]
    if not right or left[-1].x1 > right[0].x0:
        return [segment]
    parts = [TextLine(glyphs, segment.y, segment.size, segment.page) for glyphs in (left, right)]
    return parts if is_value(parts[1].text) and not is_value(parts[0].text[-1]) else [segment]


def _columns(rows: list[list[Entry]]) -> list[tuple[float, float]]:
    """The x ranges of the columns; empty where some row has two cells in one, so that they cannot be told apart."""
    ranges = _merged([(e.x0, e.x1) for row in rows for e in row])
    clean = all(len({_column(e, ranges) for e in row}) == len(row) for row in rows)
    return ranges if clean else []


def _column(entry: Entry, ranges: Sequence[tuple[float, float]]) -> int:
    middle = (entry.x0 + entry.x1) / 2
    return next((i for i, (low, high) in enumerate(ranges) if low <= middle <= high), -1)
