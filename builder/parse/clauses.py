"""What the texts of a line tell of a block of section 2: the clause that heads it, its measures, its unit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from builder.parse.labels import key, vocabulary
from builder.parse.signs import CLAUSE
from builder.parse.values import read_value
from builder.spelling import simplify

_CLAUSE_KEYS = dict(zip("一二三四五六七八九", "123456789", strict=True))


class Told(NamedTuple):
    """Whether a cell or line heads a block, the clause it names, whether it is a row's label or ends in a value; its
    keys joined, and 万元 or 元 where it prints the unit of the amounts, both empty for a sentence."""

    head: bool
    clause: str
    filled: bool
    keys: str
    unit: str


@lru_cache(maxsize=8192)
def _told_by(text: str) -> Told:
    clause = CLAUSE.match(text) if len(text) < 60 else None
    words = text.split()
    value = read_value(words[-1]) if words else None
    head = clause is not None or (len(text) < 60 and key(text).startswith("信息内容"))
    filled = key(text) in vocabulary("proactive").exact or (value is not None and value.value is not None)
    short = len(text) < 80
    return Told(
        head,
        _CLAUSE_KEYS[clause[1]] if clause else "",
        filled,
        key(text) if short else "",
        _header_unit(text) if short else "",
    )


def told_by(texts: tuple[str, ...]) -> Told:
    """What a line tells: of each kind the first that one of its cells does."""
    cells = [*map(_told_by, filter(None, texts))]
    if len(cells) == 1:
        return cells[0]
    head, filled, clause, unit = False, False, "", ""
    for cell in cells:
        head = head or cell.head
        filled = filled or cell.filled
        clause = clause or cell.clause
        unit = unit or cell.unit
    return Told(head, clause, filled, "".join([cell.keys for cell in cells]), unit)


def _header_unit(text: str) -> str:
    plain = simplify(text)
    if "元" not in plain:
        return ""
    return "万元" if "万元" in plain else "元" if re.search(r"单位:?元|\(元\)", plain) else ""
