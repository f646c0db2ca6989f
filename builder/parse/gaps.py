"""Blank cells of section 3 that a text with one cell a line keeps as blank lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from builder.parse.labels import Vocabulary, key
from builder.parse.lines import Line
from builder.parse.values import read_value
from builder.parse.wording import Wording

_FEWEST_ROWS = 2  # with blanks among figures; one alone could be chance
_BLANK = Wording(("",))


def with_blanks(lines: Sequence[Line], words: Vocabulary, width: int) -> Sequence[Line]:
    """The lines with one of a blank for each blank cell, where the distances between labels and figures leave one
    reading in which every row has ``width`` cells; else the lines as they are."""
    start = next((i for i, line in enumerate(lines) if words.exact.get(key(line.text)) in words.wild.values()), None)
    if start is None or any(line.grid for line in lines[start:]):
        return lines
    told = lines[start:]
    steps = [b.place.line - a.place.line for a, b in pairwise(told)]
    if not steps or min(steps) < 1 or max(steps) == min(steps):
        return lines
    filled = [read_value(line.text) is not None for line in told]
    readings = {tuple(found) for blank in {1, min(steps)} if (found := _counted(filled, steps, blank, width))}
    if len(readings) != 1:
        return lines
    result = list(lines[:start])
    for line, blanks in zip(told, readings.pop(), strict=True):
        result += [line, *[Line(_BLANK, line.place)] * blanks]
    return result


def _counted(filled: Sequence[bool], steps: Sequence[int], blank: int, width: int) -> list[int] | None:
    """How many blank cells follow each line, where a blank cell takes ``blank`` lines and any other the least step
    there is; None where a row would have more or fewer cells than ``width``, or too few have any."""
    step, counts = min(steps), [0] * len(filled)
    cells = figures = rows = 0
    for i, distance in enumerate(steps):
        blanks, over = divmod(distance - step, blank)
        if over:
            return None
        counts[i] = blanks
        figures += filled[i]
        cells += filled[i] + blanks
        if filled[i + 1]:
            continue
        if cells not in (0, width):
            return None
        rows += 0 < figures < cells
        cells = figures = 0
    counts[-1] = max(0, width - cells - 1) if filled[-1] else 0  # the file may end with the last figure
    return counts if rows >= _FEWEST_ROWS else None
