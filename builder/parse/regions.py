"""Where each statutory section stands. Tables are found by their own words, headings by their wording; numbering is
ignored, because reports restart it, reuse it inside section 1, and number the tables anew where they are an annex."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from difflib import SequenceMatcher
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from builder.forms import FORM_IDS, form
from builder.model import TABLES, SectionId
from builder.parse.labels import bare, key
from builder.parse.lines import Line
from builder.parse.signs import NO_SIGNS, Signs
from builder.parse.title import is_title

_SIGNS = attrgetter("wording.signs")
_NUMBER = re.compile(r"\s*第?[一二三四五六](?:[、.．]|部分)")
# （一）主动公开政府信息情况 is a part of section 1 where 二、主动公开政府信息情况 stands as well.
_SUBHEADING = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、.．])")
_LONGEST_HEADING = 30  # characters
_ALIKE = 0.75
_FEWEST_NAMED = 4  # sections in a table of contents
_REACH = 60  # lines from a table's first words to its first values


Signed = Sequence[tuple[int, Signs]]
"""Lines that tell where they stand, by index."""
Anchors = dict[SectionId, int]
"""The first line of each table that opens it by its own words."""


class Region(NamedTuple):
    """Lines ``start`` to ``end`` (exclusive) of one section; ``heading`` as printed, "" if lost; ``rest`` is prose that
    stood on the heading's own line."""

    section: SectionId
    start: int
    end: int
    heading: str
    headed: bool
    rest: str = ""


def signed(lines: Sequence[Line]) -> Signed:
    """The lines that tell where they stand."""
    told = [(i, signs) for i, signs in enumerate(map(_SIGNS, lines)) if signs is not NO_SIGNS]
    contents = _contents({i: heading[0] for i, (heading, _) in told if heading})
    return [(i, signs) for i, signs in told if i not in contents]


def _contents(named: dict[int, SectionId]) -> set[int]:
    """The lines of a table of contents: it names sections one below the other, all of which come later."""
    runs: list[list[int]] = []
    for i, section in named.items():
        if runs and runs[-1][-1] == i - 1 and section not in {named[j] for j in runs[-1]}:
            runs[-1].append(i)
        else:
            runs.append([i])
    last = {section: i for i, section in named.items()}
    contents = [run for run in runs if len(run) >= _FEWEST_NAMED and all(last[named[i]] > run[-1] for i in run)]
    return set(chain.from_iterable(contents))


def anchored(lines: Sequence[Line], told: Signed) -> Anchors:
    """The first line under its own heading that opens each table by its own words, else the first of all: a small table
    in the prose of section 1 may speak in the same words."""
    found: Anchors = {}
    headed: set[SectionId] = set()
    under: SectionId | None = None
    for i, (heading, opens) in told:
        under = heading[0] if heading else under
        for table in TABLES:
            if table not in opens or table in headed or (table in found and table != under):
                continue
            if table == "review_litigation" and not values_follow(lines, i):
                continue
            if table in found and is_the_form(lines[found[table] : _next_heading(told, found[table])], table):
                headed.add(table)
                break
            found[table] = i
            if table == under:
                headed.add(table)
            break
        if len(headed) == len(TABLES):
            break
    return found


_OF_THE_FORM = {
    "proactive": ("信息内容", *(measure.zh for f in FORM_IDS for measure in form(f).measures)),
    "applications": tuple(row.zh for row in form("2021").rows if row.id not in ("new_received", "carried_in")),
    "review_litigation": tuple(result.zh for result in form("2021").results[:-1]),
}


def is_the_form(lines: Sequence[Line], table: SectionId) -> bool:
    """Whether lines that hold a table which no heading of its own precedes have the form's own words."""
    words = {key(text) for line in lines for text in line.texts}
    return len(words & {key(word) for word in _OF_THE_FORM[table]}) > 1


def _next_heading(told: Signed, start: int) -> int | None:
    return next((i for i, (heading, _) in told if heading and i > start), None)


def values_follow(lines: Sequence[Line], i: int) -> bool:
    """Whether printed values come within a table's reach after line ``i`` (so that a mention in prose opens
    nothing)."""
    for line in lines[i : i + _REACH]:
        if line.wording.numbered:
            return True
        if len(line.text) > 120:
            return False
    return False


def regions(lines: Sequence[Line], told: Signed, anchors: Anchors) -> list[Region]:
    """The sections in reading order, each up to the next one's start, from what the lines have ``told``. Lines before
    the first belong to none."""
    heads: dict[SectionId, list[int]] = {}
    named = {i: heading for i, (heading, _) in told if heading}
    for i, (section, _, _) in named.items():
        heads.setdefault(section, []).append(i)
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
        before = [i for i in before if not _SUBHEADING.match(lines[i].text)] or before
        starts[table] = (
            before[0]
            if before and _only_table_between(lines, before[0], anchor, {i for i, h in named.items() if h[0] != table})
            else (before[-1] if before else anchor)
        )
        headed[table] = bool(before)
        if not before and anchor and _is_misprint(lines[anchor - 1], table):
            starts[table], headed[table] = anchor - 1, True
            named[anchor - 1] = (table, lines[anchor - 1].text, "")
    last = max((starts[t] for t in TABLES if t in starts), default=-1)
    for section in ("problems", "other"):
        if section in heads:
            # Behind the tables, unless these come last: parts of section 1 may have the same words and numbers.
            found = [i for i in heads[section] if i > last] or heads[section]
            numbered = [i for i in found if _NUMBER.match(lines[i].text)]
            whole = [i for i in found if not _SUBHEADING.match(lines[i].text)]
            starts[section], headed[section] = (numbered or whole or found)[-1], True
    first = min(starts.values(), default=len(lines))
    # Before everything, or behind tables that come first as an annex.
    overview = [i for i in heads.get("overview", []) if i < first] or [i for i in heads.get("overview", []) if i > last]
    if overview:
        starts["overview"], headed["overview"] = _below_title(lines, overview), True
    ordered = sorted(starts.items(), key=lambda item: item[1])
    ends = [*(start for _, start in ordered[1:]), len(lines)][: len(ordered)]
    result = []
    for (section, start), end in zip(ordered, ends, strict=True):
        _, heading, rest = named[start] if headed[section] else (section, "", "")
        result.append(Region(section, start, end, heading, headed[section], rest))
    return result


def _below_title(lines: Sequence[Line], found: Sequence[int]) -> int:
    """The first of these headings, but none without a number that stands above a title, in a site's menu."""
    if len(found) == 1 or _NUMBER.match(lines[found[0]].text):
        return found[0]
    title = max((i for i in range(found[0], found[-1]) if is_title(lines[i].text)), default=-1)
    return next(i for i in found if i > title)


def _is_misprint(line: Line, table: SectionId) -> bool:
    """Whether the line above a table that has no heading is its heading with a misprint (主动公开政府政府情况)."""
    text = line.text
    if line.grid or not _NUMBER.match(text) or len(text) > _LONGEST_HEADING:
        return False
    names = [bare(n) for f in FORM_IDS for s in form(f).sections if s.id == table for n in (s.zh, *s.aliases)]
    return any(SequenceMatcher(None, bare(text), name, autojunk=False).ratio() >= _ALIKE for name in names)


def _only_table_between(lines: Sequence[Line], start: int, anchor: int, others: Set[int]) -> bool:
    """A caption may repeat the heading several times; prose between them means the first was a subheading of section 1,
    and headings of ``others`` that the tables come behind them all."""
    between = range(start, anchor)
    return others.isdisjoint(between) and all(len(lines[i].text) < 60 for i in between)
