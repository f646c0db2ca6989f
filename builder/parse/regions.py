"""Where each statutory section stands. Tables are found by their own words, headings by their wording; numbering is
ignored, because reports restart it, reuse it inside section 1, and number the tables anew where they are an annex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from builder.forms import FORM_IDS, form
from builder.model import TABLES, SectionId
from builder.parse.labels import bare, key, vocabulary
from builder.parse.lines import Line
from builder.parse.values import read_value

CLAUSE = re.compile(r"第\s*二\s*十\s*条\s*第?\s*[（(\[]?\s*([一二三四五六七八九])\s*[)）\]]?\s*项")
_NUMBERED = re.compile(
    r"\s*(?:第?[一二三四五六七八九十□]{1,2}\s*(?:[、.．,，:：]|部分)|[（(][一二三四五六七八九十][)）]|\d{1,2}\s*[、.．])\s*"
)
_LONGEST_LABEL = 80  # characters
_TABLE_CAPTION = re.compile(r"^(?:附?表[一二三四\d]?|附件\d?)")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines ``start`` to ``end`` (exclusive) of one section; ``heading`` as printed, "" if lost; ``rest`` is prose that
    stood on the heading's own line."""

    section: SectionId
    start: int
    end: int
    heading: str
    headed: bool
    rest: str = ""


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


Heading = tuple[SectionId, str, str]


def heading_of(line: Line) -> Heading | None:
    """(section, heading as printed, prose on the same line) of a line that is a section heading, else None."""
    return signs_of(line.texts).heading


def _heading(text: str) -> Heading | None:
    if len(text) <= 60:
        section = _headings().get(_TABLE_CAPTION.sub("", bare(text)))
        if section:
            return section, text, ""
    numbered = _NUMBERED.match(text)
    if numbered:
        match = _heading_start().match(text, numbered.end())
        if match and len(text) > match.end():
            return _headings()[bare(match[1])], text[: match.end(1)], text[match.end() :]
    return None


_PROACTIVE_HEADS = {"信息内容"}
_APPLICATION_HEADS = {"申请人情况", "自然人"}
_REVIEW_HEADS = {"结果维持", "未经复议直接起诉", "复议后起诉", "行政复议", "行政复议行政诉讼"}


@lru_cache(maxsize=8192)
def _opener(text: str) -> SectionId | None:
    """The table that a short text belongs to alone: a clause caption, a header word, the label of the first row."""
    if len(text) > _LONGEST_LABEL:
        return "applications" if "本列数据的勾稽关系" in text else None
    k = key(text)
    if len(text) <= 40 and (CLAUSE.match(text) or k in _PROACTIVE_HEADS):
        return "proactive"
    if k in _APPLICATION_HEADS or k.startswith(("本列数据的勾稽关系", "本年新收政府信息公开申请数量")):
        return "applications"
    return "review_litigation" if len(text) <= 20 and bare(text) in _REVIEW_HEADS else None


def _is_proactive_row(texts: tuple[str, ...]) -> bool:
    if len(texts) < 2 or not vocabulary("proactive").exact.get(key(texts[0])):
        return False
    return any(t and read_value(t) is not None for t in texts[1:])


class Signs(NamedTuple):
    """What a line tells by itself of where it stands: the heading it is, the tables that only it can open."""

    heading: Heading | None
    opens: frozenset[SectionId]


_NO_SIGNS = Signs(None, frozenset())


def _signs_in(texts: tuple[str, ...]) -> Signs:
    filled = [*filter(None, texts)]
    heading = _heading(filled[0]) if len(filled) == 1 else None
    opens: set[SectionId] = set()
    for text in filled:
        if not text.isascii() and (table := _opener(text)):
            opens.add(table)
    if _is_proactive_row(texts):
        opens.add("proactive")
    return Signs(heading, frozenset(opens)) if heading or opens else _NO_SIGNS


_known_signs = lru_cache(maxsize=16384)(_signs_in)


def signs_of(texts: tuple[str, ...]) -> Signs:
    """The signs of a line, kept for all but sentences: those come once."""
    return _signs_in(texts) if len(texts) == 1 and len(texts[0]) > _LONGEST_LABEL else _known_signs(texts)


def anchored(lines: Sequence[Line], signs: Sequence[Signs]) -> dict[SectionId, int]:
    """The first line of each table that opens it by its own words."""
    found: dict[SectionId, int] = {}
    for i, (_, opens) in enumerate(signs):
        if not opens:
            continue
        if "proactive" not in found and "proactive" in opens:
            found["proactive"] = i
        elif "applications" not in found and "applications" in opens:
            found["applications"] = i
        elif "review_litigation" not in found and "review_litigation" in opens and values_follow(lines, i):
            found["review_litigation"] = i
        if len(found) == len(TABLES):
            break
    return found


def values_follow(lines: Sequence[Line], i: int) -> bool:
    """Whether printed values come within a table's reach after line ``i`` (so that a mention in prose opens
    nothing)."""
    for line in lines[i : i + 60]:
        for text in line.texts:
            last = text.split()[-1] if text.split() else ""
            if last and last[0].isdigit() and read_value(last) is not None:
                return True
        if len(line.text) > 120:
            return False
    return False


def regions(lines: Sequence[Line], signs: Sequence[Signs]) -> list[Region]:
    """The sections in reading order, each up to the next one's start, from the ``signs`` of each line (and maybe more).
    Lines before the first belong to none."""
    heads: dict[SectionId, list[int]] = {}
    signs = signs[: len(lines)]
    named = {i: heading for i, (heading, _) in enumerate(signs) if heading}
    for i, (section, _, _) in named.items():
        heads.setdefault(section, []).append(i)
    anchors = anchored(lines, signs)
    starts: dict[SectionId, int] = {}
    headed: dict[SectionId, bool] = {}
    for table in TABLES:
        anchor = anchors.get(table)
        if anchor is None:
            floor = max((anchors[t] for t in TABLES[: TABLES.index(table)] if t in anchors), default=-1)
            ceiling = min((anchors[t] for t in TABLES[TABLES.index(table) + 1 :] if t in anchors), default=len(lines))
            candidates = [i for i in heads.get(table, []) if floor < i < ceiling]
            if candidates:
                starts[table], headed[table] = candidates[-1] if floor < 0 else candidates[0], True
            continue
        others = [a for t, a in anchors.items() if t != table and a < anchor]
        before = [i for i in heads.get(table, []) if i <= anchor and i > max(others, default=-1)]
        starts[table] = (
            before[0]
            if before and _only_table_between(lines, before[0], anchor)
            else (before[-1] if before else anchor)
        )
        headed[table] = bool(before)
    for section in ("problems", "other"):
        if section in heads:
            starts[section], headed[section] = heads[section][-1], True
    first = min(starts.values(), default=len(lines))
    overview = [i for i in heads.get("overview", []) if i < first]
    if overview:
        starts["overview"], headed["overview"] = overview[0], True
    ordered = sorted(starts.items(), key=lambda item: item[1])
    ends = [*(start for _, start in ordered[1:]), len(lines)][: len(ordered)]
    result = []
    for (section, start), end in zip(ordered, ends, strict=True):
        _, heading, rest = named[start] if headed[section] else (section, "", "")
        result.append(Region(section, start, end, heading, headed[section], rest))
    return result


def _only_table_between(lines: Sequence[Line], start: int, anchor: int) -> bool:
    """A caption may repeat the heading several times; prose between them means the first was a subheading of section
    1."""
    return all(len(line.text) < 60 for line in lines[start:anchor])
