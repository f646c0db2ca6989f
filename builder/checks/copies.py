"""Prose that stands word for word in another report: last year's, or another agency's.

Each paragraph of sections 1 and 5 is hashed once with years, digits, spaces and punctuation taken out, so the cost is
linear in the text. A section counts as copied when most of its characters stand in paragraphs of one other report.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from builder.model import Finding, Place, Report

_SECTIONS = ("overview", "problems")
_SHORTEST = 30  # characters: shorter paragraphs are formulas that everybody uses
_LEAST = 100  # characters of a section that can be copied at all
_SHARE = 0.8
_NOISE = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """The fingerprint of one section: hash and length of each paragraph."""

    section: str
    place: Place
    length: int
    paragraphs: tuple[tuple[bytes, int], ...]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """All of a report that comparing its prose needs; small enough to keep beside a cached report."""

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
        lines = [_NOISE.sub("", unicodedata.normalize("NFKC", line)) for line in section.text.split("\n")]
        paragraphs = tuple(
            (hashlib.blake2b(line.encode(), digest_size=8).digest(), len(line))
            for line in lines
            if len(line) >= _SHORTEST
        )
        passages.append(Passage(section.section, section.place, sum(map(len, lines)), paragraphs))
    who = report.identity
    return Fingerprint(who.report_id, who.agency_id, who.agency, who.year, report.source_file, tuple(passages))


def copied(fingerprints: Iterable[Fingerprint]) -> dict[str, tuple[Finding, ...]]:
    """Findings by report id. An agency's own earlier years come first, then the first other agency."""
    prints = sorted(fingerprints, key=lambda p: (p.year, p.report_id))
    # For each paragraph the first report of up to two agencies, and the latest report per agency while years go up.
    firsts: dict[tuple[str, bytes], list[Fingerprint]] = defaultdict(list)
    for print_ in prints:
        for key in _keys(print_):
            known = firsts[key]
            if len(known) < 2 and all(other.agency_id != print_.agency_id for other in known):
                known.append(print_)
    own: dict[tuple[str, str, bytes], Fingerprint] = {}
    found: dict[str, tuple[Finding, ...]] = {}
    for print_ in prints:
        findings = []
        for passage in print_.passages:
            if passage.length < _LEAST:
                continue
            last = {digest: own.get((print_.agency_id, passage.section, digest)) for digest, _ in passage.paragraphs}
            others = {digest: _first_other(firsts[passage.section, digest], print_) for digest, _ in passage.paragraphs}
            finding = _verdict(passage, last) or _verdict(passage, others)
            if finding is not None:
                findings.append(finding)
        if findings:
            found[print_.report_id] = tuple(findings)
        for section, digest in _keys(print_):
            own[print_.agency_id, section, digest] = print_
    return found


def _keys(print_: Fingerprint) -> Iterator[tuple[str, bytes]]:
    return ((passage.section, digest) for passage in print_.passages for digest, _ in passage.paragraphs)


def _first_other(known: list[Fingerprint], print_: Fingerprint) -> Fingerprint | None:
    return next((o for o in known if o.agency_id != print_.agency_id and o.year <= print_.year), None)


def _verdict(passage: Passage, sources: dict[bytes, Fingerprint | None]) -> Finding | None:
    shared: dict[str, int] = defaultdict(int)
    by_id: dict[str, Fingerprint] = {}
    for digest, length in passage.paragraphs:
        source = sources[digest]
        if source is not None:
            shared[source.report_id] += length
            by_id[source.report_id] = source
    if not shared:
        return None
    best = min(shared, key=lambda report_id: (-shared[report_id], report_id))
    share = shared[best] / passage.length
    if share < _SHARE:
        return None
    other = by_id[best]
    line = next(p.place.line for p in other.passages if p.section == passage.section)
    return Finding(
        "copied-prose",
        "hint",
        passage.place,
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
