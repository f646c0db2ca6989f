"""The local eighth column 法人或其他组织小计, which stays out of the figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from builder.forms import form
from builder.parse.alignment import align, offsets
from builder.parse.entries import WIDTH
from builder.parse.labels import bare
from builder.parse.lines import Line
from builder.parse.records import Record
from builder.parse.values import read_value


def without_subtotal(found: list[Record], lines: Sequence[Line]) -> list[Record]:
    """Takes the local eighth column (法人或其他组织小计) out of every row. Its place is where
    every row of eight numbers has the sum of the other five, else where the header has it."""
    wide = WIDTH + 1
    at = _subtotal_by_sums([r for r in found if len(r.printed) == wide], found)
    if at is None:
        at = _subtotal_in_header(lines)
    if at is None:
        return found
    learned = offsets(((r, wide) for r in found), totals=True)
    kept = []
    for record in found:
        aligned = align(record, wide, learned) if len(record.values) >= wide else None
        if aligned and aligned.status == "number":
            record = record.narrowed(tuple(v for i, v in enumerate(aligned.values) if i != at))
        kept.append(record)
    return kept


def _subtotal_in_header(lines: Sequence[Line]) -> int | None:
    """The position of 小计 among the value columns, from the header cells in reading order."""
    names = {t.zh for t in form("2021").applicants} | {"小计"}
    heads: list[str] = []
    for line in lines:
        if any(read_value(t) is not None for t in line.texts if t):
            break
        heads.extend(k for t in line.texts if (k := _head_key(t)) in names)
    if "小计" not in heads:
        return None
    at = len(heads) - 1 - heads[::-1].index("小计")
    first = len(heads) - 1 - heads[::-1].index("商业企业") if "商业企业" in heads else -1
    return at - first + 1 if first < at and first >= 0 else 1


def _head_key(text: str) -> str:
    k = bare(text)
    return "小计" if k.endswith("小计") else k


def _subtotal_by_sums(eights: list[Record], found: list[Record]) -> int | None:
    if len(eights) < 3 or len(eights) < len(found) // 2:
        return None
    printed = [[r.values[i].value or Decimal(0) for i in r.printed] for r in eights]
    for at in (6, 1, 2, 3, 4, 5):
        rest = [[v for i, v in enumerate(row) if i != at] for row in printed]
        if all(row[at] == sum(r[1:6]) and sum(r[:6]) == r[6] for row, r in zip(printed, rest, strict=True)):
            return at
    return None
