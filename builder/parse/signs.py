"""What the texts of a line tell by themselves of where it stands: headings, words that only one table has, prose."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from builder.forms import FORM_IDS, form
from builder.model import SectionId
from builder.parse.labels import bare, key, vocabulary
from builder.parse.values import read_value
from builder.spelling import TRADITIONAL

CLAUSE = re.compile(r"第\s*二\s*十\s*条\s*第?\s*[（(\[]?\s*([一二三四五六七八九])\s*[)）\]]?\s*项")
_NUMBERED = re.compile(
    r"\s*(?:第?[一二三四五六七八九十□]{1,2}\s*(?:[、.．,，:：]|部分)|[（(][一二三四五六七八九十][)）]|\d{1,2}\s*[、.．])\s*"
)
_LONGEST_LABEL = 80  # characters
_TABLE_CAPTION = re.compile(r"^(?:附?表[一二三四\d]?|附件\d?|第[一二三四五六]部分|[一二三四五六壹贰叁肆伍陆])")
_SENTENCE_END = re.compile(r"[。；;！!？?]\s*[”\"）)]?\s*$")
_NOTE = re.compile(r"^\s*(?:注|备注|说明|附注|※|\*)\s*[:：\d]")

Heading = tuple[SectionId, str, str]


class Signs(NamedTuple):
    """The heading that a line is: (section, heading as printed, prose on the same line); the tables that only this line
    can open."""

    heading: Heading | None
    opens: frozenset[SectionId]


NO_SIGNS = Signs(None, frozenset())
"""The signs of most lines: a line has none if its signs are this very object."""


@cache
def _headings() -> dict[str, SectionId]:
    names: dict[str, SectionId] = {}
    for form_id in FORM_IDS:
        for section in form(form_id).sections:
            for name in (section.zh, *section.aliases):
                names.setdefault(bare(name), section.id)  # type: ignore[arg-type]
    return names


@cache
def _heading_start() -> re.Pattern[str]:
    names = sorted({n for f in FORM_IDS for s in form(f).sections for n in (s.zh, *s.aliases)}, key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, names)) + r")\s*(?:[:：。;；]\s*|\s+|(?=[（(]一[)）]))(?=\S)")


def _heading(text: str) -> Heading | None:
    if len(text) <= 60:
        section = _headings().get(_TABLE_CAPTION.sub("", bare(text)))
        if section:
            return section, text, ""
    return _run_on(text)


def _run_on(text: str) -> Heading | None:
    """A numbered heading with prose on its own line."""
    numbered = _NUMBERED.match(text)
    match = _heading_start().match(text, numbered.end()) if numbered else None
    if match and len(text) > match.end():
        return _headings()[bare(match[1])], text[: match.end(1)], text[match.end() :]
    return None


_PROACTIVE_HEADS = {"信息内容"}
_APPLICATION_HEADS = {"申请人情况", "自然人"}
_REVIEW_HEADS = {"结果维持", "未经复议直接起诉", "复议后起诉", "行政复议", "行政复议行政诉讼"}


_OPENING = ("本列数据的勾稽关系", "本年新收政府信息公开申请数量")


@cache
def _ends() -> frozenset[str]:
    """The characters that the names of sections and the header words of tables end in."""
    names = (*_headings(), *_PROACTIVE_HEADS, *_APPLICATION_HEADS, *_REVIEW_HEADS)
    return frozenset(name[-1] for name in names)


def _is_sentence(text: str) -> bool:
    """Whether a text is neither a heading, but for one that it begins with, nor opens a table, as a few of its
    characters show; False where that takes more."""
    last = text[-2:-1] if text[-1] == "。" else text[-1]
    if not "一" <= last <= "龥" or last in _ends() or text[0] == "第":
        return False
    return not ("稽" in text or ("收" in text and "量" in text) or TRADITIONAL.search(text))


@lru_cache(maxsize=8192)
def _opener(text: str) -> SectionId | None:
    """The table that a short text belongs to alone: a clause caption, a header word, the label of the first row."""
    if len(text) > _LONGEST_LABEL:
        return "applications" if "本列数据的勾稽关系" in text else None
    k = key(text)
    if len(text) <= 40 and (CLAUSE.match(text) or k in _PROACTIVE_HEADS):
        return "proactive"
    if k in _APPLICATION_HEADS or k.startswith(_OPENING):
        return "applications"
    return "review_litigation" if len(text) <= 20 and bare(text) in _REVIEW_HEADS else None


def _is_proactive_row(texts: tuple[str, ...]) -> bool:
    if len(texts) < 2 or not texts[0] or not vocabulary("proactive").exact.get(key(texts[0])):
        return False
    return any(t and read_value(t) is not None for t in texts[1:])


def signs_of(texts: tuple[str, ...]) -> Signs:
    """The signs of a line."""
    if all(map(str.isascii, texts)):
        return NO_SIGNS
    filled = [*filter(None, texts)]
    if len(filled) == 1 and _is_sentence(filled[0]):
        heading = _run_on(filled[0])
        return Signs(heading, frozenset()) if heading else NO_SIGNS
    heading = _heading(filled[0]) if len(filled) == 1 else None
    opens: set[SectionId] = set()
    for text in filled:
        if not text.isascii() and (table := _opener(text)):
            opens.add(table)
    if _is_proactive_row(texts):
        opens.add("proactive")
    return Signs(heading, frozenset(opens)) if heading or opens else NO_SIGNS


def is_prose(texts: tuple[str, ...]) -> bool:
    """In a table's region, of a line with one text: a sentence or a footnote, not a header or a label."""
    text = "".join(texts).strip()
    return bool(_NOTE.match(text)) or (len(text) >= 12 and bool(_SENTENCE_END.search(text)))


def ends_in_number(texts: tuple[str, ...]) -> bool:
    """Whether a cell's last word is a value that begins with a digit."""
    last_words = (text.split()[-1] for text in texts if text and not text.isspace())
    return any(last[0].isdigit() and read_value(last) is not None for last in last_words)
