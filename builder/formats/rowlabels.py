"""Labels of tables without rules: which lines go on with which label, and which row of values a label belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder.formats.typeset import TextLine, starts_item


@dataclass(slots=True)
class Entry:
    """A cell: its lines from top to bottom, and where it stands. ``row``: of a label, the row of values that one of its
    lines is printed beside."""

    lines: list[TextLine]
    row: int | None = None

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def x0(self) -> float:
        return min(line.x0 for line in self.lines)

    @property
    def x1(self) -> float:
        return max(line.x1 for line in self.lines)

    @property
    def y(self) -> float:
        return (self.lines[0].y + self.lines[-1].y) / 2


def label_starts(parted: Sequence[tuple[list[TextLine], int | None]]) -> set[int]:
    """The lines with which the label of a row begins that has none beside its values. It is printed around them: of the
    lines between two such rows, as many belong to the upper one as it has above its values."""
    found: set[int] = set()
    start, upper = 0, -1  # the lines with which the latest label begins, and of the latest values
    for i, (segments, beside) in enumerate(parted):
        if beside is None:
            if segments and starts_item(segments[-1].text):
                start = i
            continue
        if start <= upper:
            if segments or upper + 1 == i:
                start = i
            else:
                start = min(upper + 1 + upper - start, i - 1)
                found.add(start)
        upper = i
    return found


def add_label(labels: list[Entry], segment: TextLine, row: int | None, *, begins: bool) -> None:
    """Adds a line, printed beside this ``row`` of values, to the label it goes on with: the one straight above it,
    unless it begins a new one or both have values of their own."""
    if not (begins or starts_item(segment.text)):
        for label in reversed(labels[-4:]):
            last = label.lines[-1]
            close = 0 < segment.y - last.y < 1.75 * max(segment.size, last.size)
            if close and segment.x0 < label.x1 and label.x0 < segment.x1 and None in (row, label.row):
                label.lines.append(segment)
                label.row = label.row if row is None else row
                return
    labels.append(Entry([segment], row))


def owners(values: list[list[Entry]], labels: list[Entry], edge: float) -> tuple[list[list[Entry]], list[Entry]]:
    """(labels of each row of values, labels of none): a label goes to the row it is printed beside, else to the one
    nearest to its middle, if it is near. What stands among the values, right of ``edge``, is none's: a header's last
    line."""
    owned: list[list[Entry]] = [[] for _ in values]
    alone: list[Entry] = []
    for label in labels:
        if label.row is not None:
            owned[label.row].append(label)
            continue
        if label.x0 >= edge:
            alone.append(label)
            continue
        reach = max(0.75 * label.lines[0].size, (label.lines[-1].y - label.lines[0].y) / 2 + 1)
        distance, row = min(((abs(label.y - v[0].y), i) for i, v in enumerate(values)), default=(float("inf"), 0))
        if distance <= reach:
            owned[row].append(label)
        else:
            alone.append(label)
    return owned, alone
