"""Tables written with commas or semicolons, in a frame of characters, or with a tab between paragraphs, as tables with
tabs or pipes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import pairwise

from builder.formats.framed import RULE, UPRIGHT, one_line_a_row

_FRAME = re.compile(r"^[ \t]*(?:\+[-=+|]{2,}|[─-╿][─-╿ |+-]*)[ \t]*$", re.MULTILINE)
_NUMBER = re.compile(r"\s*[-+]?\d[\d.]*\s*")
_LEVEL = ("+", "─", "━", "═")
_FEWEST_FIELDS, _FEWEST_LINES = 4, 3
_CLOSE = 2  # lines from a cell to the tab beside it
_FEWEST_SIGNS = 40  # in a text with such a table: sections 3 and 4 alone have more


def with_pipes(text: str) -> str:
    """The text with every sign for an upright line as a pipe, and lines of frame as rules between rows."""
    framed = any(sign in text for sign in _LEVEL)
    if framed:
        text = "\n".join(one_line_a_row(text.split("\n")))
    for sign in UPRIGHT:
        if sign in text:
            text = text.replace(sign, "|")
    return _FRAME.sub(RULE, text) if framed else text


def tabs_alone(text: str) -> bool:
    """Whether a text has as many lines of a lone tab as a table copied from a page has, the cells of which hold
    paragraphs."""
    return text.count("\n\t\n") >= _FEWEST_SIGNS


def in_line(lines: list[str]) -> list[str]:
    """The lines, those of a table copied from a page with each row in the line of its first cell: a tab alone parts its
    cells, at most one blank line away from either; more blank lines end the row, unless another tab follows them."""
    result = list(lines)
    rows: dict[int, list[str]] = {}
    head = -1  # the line of the row that is being read
    for before, i in pairwise(i for i, line in enumerate(lines) if line):
        near, after_tab = i - before <= _CLOSE, lines[before] == "\t"
        if lines[i] == "\t":
            if head < 0 or not (near or after_tab):
                head = before if near and "\t" not in lines[before] else i
        elif not (near and after_tab) or "\t" in lines[i]:
            head = -1
        if 0 <= head < i:
            rows.setdefault(head, [result[head]]).append(lines[i])
            result[i] = ""
    for line, texts in rows.items():
        result[line] = "".join(texts)
    return result


def may_part(text: str) -> bool:
    """Whether a text has as many commas or semicolons as such a table."""
    return any(sign in text and text.count(sign) >= _FEWEST_SIGNS for sign in ",;")


def with_tabs(text: str) -> list[str]:
    """The text's lines, those of a table in commas or semicolons with tabs: three or more in a row that all have the
    same number of fields, one of them mostly of numbers."""
    lines = text.split("\n")
    for sign in ",;":
        if text.count(sign) >= _FEWEST_SIGNS:
            lines = _parted(lines, sign)
    return lines


def _parted(lines: list[str], sign: str) -> list[str]:
    result = list(lines)
    for start, rows in _runs(lines, sign):
        if len(rows) >= _FEWEST_LINES and any(map(_is_filled, rows)):
            result[start : start + len(rows)] = ["\t".join(f.replace("\t", " ") for f in row) for row in rows]
    return result


def _runs(lines: list[str], sign: str) -> Iterator[tuple[int, list[list[str]]]]:
    """(first line, fields) of each stretch of lines with the same number of fields."""
    start, rows = 0, list[list[str]]()
    for i, line in enumerate([*lines, ""]):
        fields = _fields(line, sign)
        if rows and len(fields) != len(rows[0]):
            yield start, rows
            rows = []
        if len(fields) >= _FEWEST_FIELDS:
            if not rows:
                start = i
            rows.append(fields)


def _fields(line: str, sign: str) -> list[str]:
    if line.count(sign) < _FEWEST_FIELDS - 1 or "\t" in line:
        return []
    try:
        return next(csv.reader([line], delimiter=sign, strict=True), [])
    except csv.Error:  # a stray quotation mark: no such table
        return []


def _is_filled(row: list[str]) -> bool:
    filled = [field for field in row if field.strip()]
    return len(filled) > 1 and sum(_NUMBER.fullmatch(field) is not None for field in filled) * 2 > len(filled)
