"""Label matching: texts are normalised, looked up, then searched in; a close miss is only ever proposed.

The vocabulary comes from the forms. A key is what is left of a label when width, spaces, quotes, punctuation, arabic
numbering and bracketed explanations are taken away; numbering in bracketed Chinese numerals stays as ``⑴``…``⑼``
because （六）其他 and 3.其他 are different rows.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from builder.forms import FORM_IDS, form
from builder.model import Table
from builder.spelling import normalised

_NUMERALS = "一二三四五六七八九"
_BRACKETS = tuple(zip("〔〕[]", "()()", strict=True))
_KEY_NUMBER = re.compile("[⑴-⑼]")
_BRACKET_NUMBER = re.compile(r"\(([一二三四五六七八九])\)")
_EXPLANATION = re.compile(r"\([^()]*\)")
_NUMBERING = re.compile(r"(?<!\w)[一二三四五六七八九十]{1,2}[、.,:]")
_NUMBERS = re.compile("[一二三四五六七八九十][、.,:]")  # what few sentences hold is found in a tenth of the time
_NOT_WORD = re.compile(r"[^\u4e00-\u9fff\u3400-\u4dbf□⑴-⑼]+")
# 其他 and 总计 also end the header row; only a header stands right before them there.
HEADER_ENDS = ("其他", "总计")
_HEADER_WORDS = frozenset(t.zh for t in form("2021").applicants if t.zh not in HEADER_ENDS) | {"法人或其他组织"}
HEADER_WORDS = _HEADER_WORDS | {*HEADER_ENDS, "申请人情况"}
_FEWEST_TOLD = 4  # characters of a label that tells another row; a shorter text may be the end of one
_LONG_LABEL = 8  # characters of a label that names its row whatever stands before it
_ADDS_NOTHING = re.compile(r"(?:本?年度?|依法|予以|申请人?|信息|内容)+$")
"""Before a label: 依法予以公开 is 予以公开, 申请人重复申请 is 重复申请."""
_AFTER_COLON = re.compile("[:：].*", re.DOTALL)


@cache
def heads() -> frozenset[str]:
    """What the heads of columns say: a page may repeat them between a label and its figures."""
    return frozenset(key(m.zh) for f in FORM_IDS for m in (*form(f).measures, *form(f).results)) | HEADER_WORDS


@lru_cache(maxsize=16384)
def key(text: str) -> str:
    """The comparison key of a label, heading or header cell; "" for a text without ideographs."""
    if text.isascii():
        return ""
    text = normalised(text).replace("其它", "其他")
    for bracket, plain in _BRACKETS:
        text = text.replace(bracket, plain)
    if "(" in text:
        text = _BRACKET_NUMBER.sub(lambda m: "⑴⑵⑶⑷⑸⑹⑺⑻⑼"[_NUMERALS.index(m[1])], text)
        for _ in range(3):
            shorter = _EXPLANATION.sub("", text)
            if shorter == text:
                break
            text = shorter
    return _NOT_WORD.sub("", _NUMBERING.sub("", text) if _NUMBERS.search(text) else text)


def _told(text: str) -> str:
    return "".join(filter(str.isalnum, normalised(text)))


_NUMBERED = re.compile(r"(?<!\S)(?:\d\s*[.、．]|[（(][一二三四五六七][)）]|[一二四]、)\s*[^\W\d□][^\s□]*$")


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """The key without bracketed Chinese numbering."""
    return _KEY_NUMBER.sub("", key(text))


def is_group(item: str) -> bool:
    """Whether an item is the heading of a group or a part of a row, and so no row of the form."""
    return item.startswith("group:")


@dataclass(frozen=True, slots=True)
class Match:
    """A label found: ``item`` is a form id, ``group:…`` for a group heading or a part of a row. ``count`` = distinct
    rows named by the text."""

    item: str
    count: int = 1


class Vocabulary:
    """The row labels of one statutory table over both forms; ``width``: the columns of its widest row, ``summed``:
    whether the last of them is the total."""

    def __init__(self, labels: dict[str, str], groups: tuple[str, ...], width: int, *, summed: bool) -> None:
        self.width, self.summed = width, summed
        named = {form for text in labels for form in (key(text), bare(text))}
        self.also_groups = {form for text in groups for form in (key(text), bare(text)) if form in named}
        groups = tuple(g for g in groups if key(g) not in named)
        self.exact: dict[str, str] = {}
        for text, item in labels.items():
            self.exact.setdefault(key(text), item)
            stripped = bare(text)
            if stripped not in ("其他", ""):
                self.exact.setdefault(stripped, item)
        for text in groups:
            self.exact.setdefault(key(text), f"group:{bare(text)}")
            self.exact.setdefault(bare(text), f"group:{bare(text)}")
        self.texts = labels
        searchable = sorted((k for k in self.exact if len(k) >= 4), key=len, reverse=True)
        self.search = re.compile("|".join(searchable)) if searchable else re.compile(r"(?!)")
        self.wild = {k: v for k, v in self.exact.items() if not is_group(v)}
        self.match = lru_cache(maxsize=16384)(self._match)

    def _match(self, texts: tuple[str, ...]) -> Match | None:
        """The row that a run of label texts names: its last text if that alone is a label, else the last label in the
        joined run."""
        if not texts:
            return None
        if len(texts) > 1 and key(texts[-1]) in HEADER_ENDS and any(key(t) in _HEADER_WORDS for t in texts[-7:-1]):
            return None
        last = (
            self.exact.get(key(texts[-1]))
            or self.exact.get(key(_AFTER_COLON.sub("", texts[-1])))
            or self.exact.get(key(texts[-1]).removeprefix("其中"))
        )
        if last and not is_group(last) and len(texts) <= 3:
            return Match(last)
        if key(texts[-1]).startswith("其中") and not last:
            return Match("group:其中")
        joined = key("".join(texts))
        whole = self.exact.get(joined)
        if whole:
            return Match(whole)
        spelled = self._spelled(texts)
        if spelled:
            return spelled
        # Numbers printed beside the first line of a label: the texts before it are the rest of the label above.
        if not last and len(texts) > 1 and (begun := self._begun(texts[-1])):
            return Match(begun, 2)
        # A row of one form that is a group of the other names a row only where no text follows it.
        found = [
            self.exact[m[0]]
            for m in self.search.finditer(joined)
            if m[0] not in self.also_groups or m.end() == len(joined)
        ]
        rows = [f for f in found if not is_group(f)]
        if last and (not rows or not is_group(last)):
            return Match(last, max(1, len(set(rows) | {last})))
        if rows:
            return Match(rows[-1], max(len(set(rows)), 1 + self._is_qualified(texts[-1], rows[-1])))
        if found:
            return Match(found[-1])
        if gaps := self._with_gaps(texts):
            return gaps
        begun = self._begun(texts[-1])
        return Match(begun, 2) if begun else None

    def _is_qualified(self, text: str, item: str) -> bool:
        """Whether words that are no label's stand before a short label of this row: 部分予以公开 is not 予以公开."""
        k = bare(text)
        label = next((m[0] for m in self.search.finditer(k) if self.exact[m[0]] == item), "")
        before = _ADDS_NOTHING.sub("", k[: k.find(label)]) if 0 < len(label) < _LONG_LABEL else ""
        return bool(before) and not any(before.endswith(known) or known.endswith(before) for known in self.exact)

    def match_lines(self, texts: tuple[str, ...]) -> Match | None:
        """As ``match``, of texts that were printed one below the other: a label that stands whole above another text is
        a row without figures, and the figures are those of a row that the form does not know (``group:local``)."""
        found = self.match(texts)
        if found is None or is_group(found.item) or len(texts) < 2 or self.match(texts[-1:]) is not None:
            return found
        told = bare(texts[-1])
        if len(told) < _FEWEST_TOLD or told in heads() or self.is_part(texts[-1], found.item):
            return found
        for at in range(len(texts) - 1):
            if self.exact.get(key(texts[at])) == found.item != self.exact.get(key("".join(texts[at:]))):
                return Match("group:local")
        return found

    def named(self, texts: tuple[str, ...]) -> int:
        """How many rows the lines of the last cell of a label name, each whole."""
        lines = texts[-1].split("\n") if texts else ()
        items = {self.wild.get(key(line)) for line in lines} - {None}
        return len(items)

    def _spelled(self, texts: tuple[str, ...]) -> Match | None:
        """A label printed one or two characters a line: the last few short texts joined."""
        for start in range(len(texts) - 2, max(-1, len(texts) - 40), -1):
            if len(key(texts[start])) > 2 or len(key(texts[start + 1])) > 2:
                return None
            item = self.exact.get(key("".join(texts[start:])))
            if item and not is_group(item):
                return Match(item)
        return None

    def _begun(self, text: str) -> str | None:
        """The one row whose label begins with this text: with four characters or more, or with its number and one."""
        k = bare(text)
        items = {item for label, item in self.wild.items() if label.startswith(k)} if len(k) >= _FEWEST_TOLD else set()
        if not items and (numbered := _NUMBERED.search(text)):
            told = _told(numbered[0])
            items = {item for label, item in self.texts.items() if _told(label).startswith(told)}
        return items.pop() if len(items) == 1 else None

    def is_part(self, text: str, item: str) -> bool:
        """Whether a text (two characters or more) is a piece of a label of this row."""
        k = bare(text)
        told = _told(text)
        return (len(k) >= 2 and any(k in label for label, i in self.wild.items() if i == item)) or (
            len(told) >= 2 and any(told in label for label in self._written(item))
        )

    def is_of_parts(self, text: str, item: str) -> bool:
        """Whether the pieces between blanks are all of one label of this row: where a label goes over several lines, a
        piece of its group's may stand beside a line."""
        pieces = [*map(_told, text.split())]
        return len(max(pieces, key=len, default="")) >= _FEWEST_TOLD and any(
            all(piece in label for piece in pieces) for label in self._written(item)
        )

    def _written(self, item: str) -> Iterator[str]:
        return (_told(label) for label, i in self.texts.items() if i == item)

    def _with_gaps(self, texts: tuple[str, ...]) -> Match | None:
        """A label with □ for unread characters matches when exactly one label of that length fits."""
        for text in (texts[-1], "".join(texts)):
            k = key(text)
            if "□" not in k or len(k) < 3 or k.count("□") * 2 > len(k):
                continue
            pattern = re.compile(re.escape(k).replace("□", "."))
            items = {item for label, item in self.wild.items() if pattern.fullmatch(label)}
            if len(items) == 1:
                return Match(items.pop())
        return None

    def closest(self, texts: tuple[str, ...]) -> str | None:
        """The one row whose label is a misprint away (similarity of 0.7 or more, clearly ahead of the next), or
        None."""
        best: list[tuple[float, str]] = []
        for text in dict.fromkeys((texts[-1], "".join(texts))):
            k = _KEY_NUMBER.sub("", key(text))
            if len(k) < 4:
                continue
            scores: dict[str, float] = {}
            for label, item in self.wild.items():
                if abs(len(label) - len(k)) <= max(3, len(k) // 2):
                    scores[item] = max(
                        scores.get(item, 0.0), difflib.SequenceMatcher(None, k, label, autojunk=False).ratio()
                    )
            best.extend((score, item) for item, score in scores.items())
        best.sort(reverse=True)
        if not best or best[0][0] < 0.7:
            return None
        rival = next((score for score, item in best if item != best[0][1]), 0.0)
        return best[0][1] if best[0][0] - rival >= 0.08 else None


@cache
def vocabulary(table: Table) -> Vocabulary:
    """The vocabulary of a table, from the labels and aliases of all forms."""
    labels: dict[str, str] = {}
    groups: dict[str, None] = {}
    for form_id in reversed(FORM_IDS):
        for term in form(form_id).rows_of(table):
            labels.setdefault(term.zh, term.id)
            for alias in term.aliases:
                labels.setdefault(alias, term.id)
            for start, group in enumerate(term.group):
                groups.setdefault(group)
                labels.setdefault("".join((*term.group[start:], term.zh)), term.id)
    width = {
        "proactive": 3,
        "applications": len(form("2021").applicants),
        "review_litigation": len(form("2021").results),
    }
    return Vocabulary(labels, tuple(groups), width[table], summed=table != "proactive")
