"""Prose that stands word for word in another report: last year's, or another agency's.

Each paragraph of sections 1 and 5 is hashed once with years, digits, spaces and punctuation taken out, so the cost is
linear in the text. A section counts as copied when most of its characters stand in paragraphs of one other report.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from builder.memo import Memo
from builder.model import Finding, Place, Report

_SECTIONS = ("overview", "problems")
_SHORTEST = 30  # characters: shorter paragraphs are formulas that everybody uses
_LEAST = 100  # characters of a section that can be copied at all
_SHARE = 0.8
_NOISE = re.compile(r"[\W\d_]+")


_words: Memo[int, str] = Memo(lambda code: _NOISE.sub("", unicodedata.normalize("NFKC", chr(code))), lambda _: True)
"""What a character, told by its number, adds to the words of a text."""


class Passage(NamedTuple):
    """The fingerprint of one section: its length in characters, and hash and length of each longer paragraph."""

    section: str
    line: int
    length: int
    paragraphs: tuple[tuple[int, int], ...]


class Fingerprint(NamedTuple):
    """All of a report that comparing its prose needs, so that nobody has to keep the text of a hundred thousand."""

    report_id: str
    agency_id: str
    agency: str
    year: int
    source_file: str
    passages: tuple[Passage, ...]


def fingerprint(report: Report) -> Fingerprint:
    """The paragraphs' hashes of one report."""
    passages = []
    for section in report.sections:
        if section.section not in _SECTIONS:
            continue
        lines = [line.translate(_words) for line in section.text.split("\n")]
        paragraphs = tuple((_hash(section.section, line), len(line)) for line in lines if len(line) >= _SHORTEST)
        passages.append(Passage(section.section, section.place.line, sum(map(len, lines)), paragraphs))
    who = report.identity
    return Fingerprint(who.report_id, who.agency_id, who.agency, who.year, report.source_file, tuple(passages))


def copied(fingerprints: Iterable[Fingerprint]) -> dict[str, tuple[Finding, ...]]:
    """Findings by report id. An agency's own earlier years come first, then the first other agency."""
    prints = sorted(fingerprints, key=lambda p: (p.year, p.report_id))
    by_agency: dict[str, list[Fingerprint]] = defaultdict(list)
    first: dict[int, Fingerprint] = {}
    second: dict[int, Fingerprint] = {}  # the first report of another agency than the first one's
    for this in prints:
        by_agency[this.agency_id].append(this)
        for digest in (digest for passage in this.passages for digest, _ in passage.paragraphs):
            if first.setdefault(digest, this).agency_id != this.agency_id:
                second.setdefault(digest, this)
    found: dict[str, tuple[Finding, ...]] = {}
    for agency_id in sorted(by_agency):
        own: dict[int, Fingerprint] = {}
        for this in by_agency[agency_id]:
            others = _others(this, first, second)
            findings = [_copy(passage, own) or _copy(passage, others) for passage in this.passages]
            if any(findings):
                found[this.report_id] = tuple(finding for finding in findings if finding is not None)
            own.update((digest, this) for passage in this.passages for digest, _ in passage.paragraphs)
    return found


def _hash(section: str, text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8, person=section.encode()).digest()
    return int.from_bytes(digest, "big")


def _others(this: Fingerprint, first: dict[int, Fingerprint], second: dict[int, Fingerprint]) -> dict[int, Fingerprint]:
    """For each of its paragraphs the first report of another agency, of its year or earlier."""
    others = {}
    for digest in (digest for passage in this.passages for digest, _ in passage.paragraphs):
        other = first[digest] if first[digest].agency_id != this.agency_id else second.get(digest)
        if other is not None and other.year <= this.year:
            others[digest] = other
    return others


def _copy(passage: Passage, sources: dict[int, Fingerprint]) -> Finding | None:
    if passage.length < _LEAST:
        return None
    shared: dict[str, int] = defaultdict(int)
    by_id: dict[str, Fingerprint] = {}
    for digest, length in passage.paragraphs:
        if digest in sources:
            source = sources[digest]
            shared[source.report_id] += length
            by_id[source.report_id] = source
    if not shared:
        return None
    best = min(shared, key=lambda report_id: (-shared[report_id], report_id))
    share = shared[best] / passage.length
    if share < _SHARE:
        return None
    other = by_id[best]
    line = next(p.line for p in other.passages if p.section == passage.section)
    return Finding(
        "copied-prose",
        "hint",
        Place(passage.line),
        item=passage.section,
        found=f"{share:.0%}",
        values=(
            ("share", f"{share:.0%}"),
            ("other_agency", other.agency),
            ("other_year", str(other.year)),
            ("other_report", other.report_id),
            ("other_file", other.source_file),
            ("other_line", str(line)),
        ),
    )
