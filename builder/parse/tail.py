"""A line of text to its label and the values at its end."""

from __future__ import annotations

import re

from builder.forms import FORM_IDS, form
from builder.parse.labels import Vocabulary, is_group, key, vocabulary
from builder.parse.values import read_value

_VALUE_STARTS = "+-−－—/□OolI０１２３４５６７８９"
_GLUED = re.compile(r"(.*[\u4e00-\u9fff”\")）])([+-]?\d[\d,.]*)")
_ROW_WIDTHS = (1, 3, 7)
_PAIRS = {item for f in FORM_IDS for item, columns in form(f).tables["proactive"].items() if len(columns) == 2}
_RESULTS = frozenset(key(result.zh) for f in FORM_IDS for result in form(f).results)
_AFTER_COLON = re.compile(r"([^\s:：]{2,10})[:：](\d\S*)")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")


def split_tail(text: str, words: Vocabulary) -> tuple[str, list[str]]:
    """A text line's label and the whitespace-separated values at its end (行政许可 97; 0 0 0)."""
    if "（" in text or "(" in text:
        text = _BRACKETED.sub(lambda m: re.sub(r"\s+", "", m[0]), text)
    tokens = text.split()
    first = len(tokens)
    while first > 0:
        word = tokens[first - 1]
        value = read_value(word)
        if value is None or not (word[0].isdigit() or word[0] in _VALUE_STARTS or word in ("无", "零")):
            break
        first -= 1
    if first == len(tokens):
        told = told_result(text) if words is vocabulary("review_litigation") else None
        return told or _unglued(text, [], words)
    label = text.rsplit(None, len(tokens) - first)[0].strip() if first else ""
    return _unglued(label, tokens[first:], words)


def told_result(text: str) -> tuple[str, list[str]] | None:
    """A line of section 4 that is one result, a colon and its number (结果维持：1); None for any other."""
    told = _AFTER_COLON.fullmatch(text.strip())
    if told is None or key(told[1]) not in _RESULTS or read_value(told[2]) is None:
        return None
    return told[1], [told[2]]


def _unglued(label: str, values: list[str], words: Vocabulary) -> tuple[str, list[str]]:
    """A row's label and values where no space parts the first value from the label (规章152 440 402)."""
    if not label or not (label[-1].isdigit() or label[-1] in ",."):
        return label, values
    glued = _GLUED.fullmatch(label)
    item = words.exact.get(key(glued[1]), "group:") if glued else "group:"
    width = len(values) + 1
    if glued is None or is_group(item) or not (width in _ROW_WIDTHS or (width == 2 and item in _PAIRS)):
        return label, values
    return glued[1], [glued[2], *values]
