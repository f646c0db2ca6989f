"""What the search finds: one record per page, and the small stub page that Pagefind indexes in its place.

Pagefind cuts pages and queries into words with two different segmenters and so loses Chinese words. A stub therefore
spells every run of Han characters as overlapping pairs, 行政复议 as 行政 政复 复议, and the browser asks for the same
pairs as a phrase: every substring of two characters or more is found, exactly. What a result shows stands in characters
that the index ignores, so a label or a figure is never a hit.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import Literal, NamedTuple

import orjson

from builder.memo import Memo

Kind = Literal["agency", "report", "region", "page"]

HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{HAN}]+)")
_SIGN = re.compile(r"[^\W_]+|\s+|.")

SPACE = "␣"
"""Stands for white space, so that the text can be put together again."""
HIDDEN = "⁂⁂"
"""What follows is found but never shown: names as a whole, pinyin."""
_BRAILLE = [chr(0x2800 + byte) for byte in range(256)]


class Choice(NamedTuple):
    """One choice of a filter: ``name`` is year, region, kind or quality, ``value`` its id, ``label`` what is read."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """One page as the search sees it. All texts are plain text.

    ``url`` is relative to the site's root. ``texts`` are searched, the title too. ``place`` is a small line under the
    title; ``facts`` are (label, value) pairs shown with it, ``warning`` a word of caution, neither of them searched.
    ``names`` are found by their pinyin as well; a query that is the title or one of ``called`` as a whole finds this
    page first. ``region_code`` decides the shard; ``year`` is 0 where there is none.
    """

    url: str
    kind: Kind
    title: str
    texts: tuple[str, ...] = ()
    place: str = ""
    names: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    choices: tuple[Choice, ...] = ()
    region_code: str = ""
    year: int = 0
    called: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The group a result is shown in; reports by year."""
        return f"report-{self.year:04d}" if self.kind == "report" else self.kind

    @property
    def searched(self) -> str:
        """The text in which a plain text search finds what the index must find."""
        return "\n".join((self.title, *self.texts))


class Card(NamedTuple):
    """All of a record that ordering, filters and shards need. ``choices`` are plain tuples of ``Choice``'s fields, as
    tens of thousands are read in every build; ``digest`` is that of the stub; ``owner`` says to whoever keeps the stubs
    where to look."""

    url: str
    kind: Kind
    year: int
    group: str
    region_code: str
    choices: tuple[tuple[str, str, str], ...]
    digest: str
    owner: str = ""


@dataclass(frozen=True)
class Index:
    """What the search is made from: ``stubs`` gives the stubs of some cards, in their order."""

    cards: Sequence[Card] = ()
    stubs: Callable[[Sequence[Card]], Iterable[str]] = lambda cards: ()


def card(record: SearchRecord, stub: str, owner: str = "") -> Card:
    """The card of a record with this stub."""
    digest = hashlib.sha256(stub.encode("utf-8", "backslashreplace")).hexdigest()
    choices = tuple((each.name, each.value, each.label) for each in record.choices)
    return Card(record.url, record.kind, record.year, record.group, record.region_code, choices, digest, owner)


def spell(text: str) -> str:
    """``text`` as words for the index: pairs of Han characters, runs of other letters and digits, single signs."""
    first, *rest = _RUN.split(text)
    words = _signs(first)
    for han, other in zip(rest[::2], rest[1::2], strict=True):
        words += map(add, han, han[1:]) if len(han) > 1 else han
        words += _between[other]
    return " ".join(words)


def _signs(text: str) -> list[str]:
    return [SPACE if each.isspace() else each for each in _SIGN.findall(text)]


_between: Memo[str, list[str]] = Memo(_signs, lambda text: len(text) <= 4)
"""The words of what stands between two runs of Han characters: most often a comma or a number."""


_LONGEST_SPELLED = 100  # characters of a name: what is found from each of them on grows with their square


@lru_cache(maxsize=4096)
def pinyin(name: str) -> tuple[str, ...]:
    """Full pinyin and initials of a name, from each of its characters on, so that the middle of a name is found too."""
    from pypinyin import lazy_pinyin

    syllables = [s for s in lazy_pinyin(name[:_LONGEST_SPELLED], errors="ignore") if s.isascii()]
    found: dict[str, None] = {}
    for start in range(len(syllables) - 1):
        found["".join(syllables[start:])] = None
        found["".join(s[0] for s in syllables[start:])] = None
    return tuple(found)


def spelled(names: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The pinyin of these names; what is ``known`` needs no dictionary."""
    return {name: known[name] if name in known else pinyin(name) for name in names}


# What most titles end with and queries leave out; site_overrides/assets/javascripts/search.js has the same two.
_NO_SIGN = re.compile(r"[\W_]+")
_TAIL = re.compile(r"年?度?(?:政府信息公开)?(?:工作)?(?:年度)?(?:报告|年报)?\Z")


@lru_cache(maxsize=4096)
def whole(name: str) -> str:
    """The word by which a query finds what is called just so: a checksum in ten digits; empty for a name of nothing."""
    bare = _TAIL.sub("", _NO_SIGN.sub("", unicodedata.normalize("NFKC", name).lower()), count=1)
    return f"{zlib.crc32(bare.encode('utf-8', 'replace')):010d}" if bare else ""


def stub(record: SearchRecord, spelled: Mapping[str, Iterable[str]] | None = None) -> str:
    """The page that Pagefind reads in place of the real one. ``spelled`` is the pinyin of its names, where known."""
    words, known = spell(record.searched), spelled or {}
    hidden = dict.fromkeys(filter(None, map(whole, (record.title, *record.called))))
    hidden |= dict.fromkeys(word for name in record.names for word in (known[name] if name in known else pinyin(name)))
    if hidden:
        words += f" {HIDDEN} {' '.join(hidden)}"
    choices = [("group", record.group), *((choice.name, choice.value) for choice in record.choices)]
    filters = "".join([_filter(name, value) for name, value in choices])
    # A page without marks weighs 24 of 24 and one at 25 of 24 takes two bytes less per word: 25 is Pagefind's zero.
    return (
        f'<html lang="x"><body data-pagefind-weight="1.05"><i data-pagefind-meta="m:{_shown(record)}"></i>{filters}'
        f"<p>{html.escape(words)}</p></body></html>\n"
    )


@lru_cache(maxsize=1024)
def _filter(name: str, value: str) -> str:
    return f'<i data-pagefind-filter="{html.escape(f"{name}:{value}")}"></i>'


def _shown(record: SearchRecord) -> str:
    """What a result shows as JSON, each byte as a Braille sign: no letter and no digit, so never a word."""
    shown = {
        "u": record.url,
        "t": record.title,
        "k": record.kind,
        "p": record.place,
        "f": record.facts,
        "w": record.warning,
    }
    data = orjson.dumps({k: v for k, v in shown.items() if v})
    return "".join(map(_BRAILLE.__getitem__, data))
