"""The local eighth column 法人或其他组织小计, which stays out of the figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from builder.forms import form
from builder.parse.alignment import Offsets, align
from builder.parse.entries import WIDTH
from builder.parse.labels import bare
from builder.parse.lines import Line
from builder.parse.records import Record
from builder.parse.values import Value, read_value

SUBTOTAL = "小计"
_WIDE = WIDTH + 1


def without_subtotal(found: list[Record], lines: Sequence[Line]) -> tuple[list[Record], list[Record]]:
    """Takes the local eighth column (法人或其他组织小计) out of every row; also gives the rows that would read
    otherwise had it stood elsewhere. Its place is where every row has the sum of the other five organisations; where
    several places would do, the header decides, else the last is the likeliest."""
    heads = heads_of(lines)
    eights = [r for r in found if len(r.printed) == _WIDE]
    if SUBTOTAL not in heads and (len(eights) < 3 or len(eights) < len(found) // 2):
        return found, []
    learned = Offsets(((r, _WIDE) for r in found), totals=True)
    wide = {}
    for i, record in enumerate(found):
        aligned = align(record, _WIDE, learned) if len(record.values) >= _WIDE else None
        if aligned and aligned.status == "number":
            wide[i] = aligned.values
    places = _places(list(wide.values()), heads)
    if not places:
        return found, []
    without, unsure = list(found), []
    for i, values in wide.items():
        readings = [tuple(v for j, v in enumerate(values) if j != at) for at in places]
        without[i] = found[i].narrowed(readings[-1])
        if any([v.value for v in r] != [v.value for v in readings[-1]] for r in readings):
            unsure.append(without[i])
    return without, unsure


def _places(rows: Sequence[Sequence[Value]], heads: Sequence[str]) -> list[int]:
    """The columns that hold the sum of the other organisations in every row (blanks count as nothing), 1 to 6; the one
    that the header names, where it does."""
    headed = _headed(heads)
    fitting = [at for at in range(1, WIDTH) if rows and all(_is_subtotal(row, at) for row in rows)]
    return [headed] if headed is not None and (headed in fitting or not fitting) else fitting


def _is_subtotal(row: Sequence[Value], at: int) -> bool:
    numbers = [v.value or Decimal(0) for v in row]
    others = sum(n for i, n in enumerate(numbers) if i not in (0, at, WIDTH))
    return numbers[at] == others and numbers[0] + others == numbers[WIDTH]


def heads_of(lines: Sequence[Line]) -> list[str]:
    """The header cells in reading order, up to the first row with a figure."""
    heads: list[str] = []
    for line in lines:
        in_line = _heads_in(line.texts)
        if in_line is None:
            break
        heads.extend(in_line)
    return heads


@lru_cache(maxsize=4096)
def _heads_in(texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The header cells of one line, None for a line with a figure; the words of a line that is one text."""
    if any(read_value(t) is not None for t in texts if t):
        return None
    names = {t.zh for t in form("2021").applicants} | {SUBTOTAL}
    words = texts[0].split() if len(texts) == 1 else texts
    return tuple([k for word in words if (k := _head_key(word)) in names])


def _headed(heads: Sequence[str]) -> int | None:
    """The position of 小计 among the value columns by the header, where that names the organisations."""
    if SUBTOTAL not in heads or "商业企业" not in heads:
        return None
    at = len(heads) - 1 - heads[::-1].index(SUBTOTAL)
    first = len(heads) - 1 - heads[::-1].index("商业企业")
    return at - first + 1 if first < at else 1


def _head_key(text: str) -> str:
    k = bare(text)
    return SUBTOTAL if k.endswith(SUBTOTAL) else k
