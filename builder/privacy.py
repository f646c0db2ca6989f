"""What of private persons is masked in the words of a report, by the rules in ``privacy.toml``.

Done once, before anything is made of a report, so that pages, tables, the API and the search all hold the masked words.
Figures are never touched: of cells only those are looked at that hold words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from operator import attrgetter

from builder.document import Document, Grid
from builder.model import Finding, Place, Report, Row, Section, Sidecar

_PLAIN = frozenset(("number",))
_STATUS, _FIGURES = attrgetter("status"), attrgetter("figures")
_PATHS = ("file", "winner")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``replacement`` takes the place of what ``pattern`` finds or, with ``each``, of all that this finds in
    the pattern's group ``part``. A text without the ``sign`` holds nothing of it."""

    id: str
    sign: str
    pattern: str
    each: str
    replacement: str
    what_zh: str
    what_en: str
    why_zh: str
    why_en: str
    example: str
    becomes: str


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order in which they are applied."""
    stated = tomllib.loads(resources.files(__package__).joinpath("privacy.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for name, pattern in stated["words"].items():
        words[name] = _filled(pattern, words)
    return tuple(
        Rule(**{**raw, **{name: _filled(raw.get(name, ""), words) for name in ("pattern", "each")}})
        for raw in stated["rule"]
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    return re.sub(r"%(\w+)%", lambda m: words[m[1]], pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # When a text holds the sign: compiling all takes longer than most reports, which hold one or none.
    return re.compile(pattern)


class Mask:
    """Masks texts, and remembers what it masked and which of the words to keep it met. ``keep`` are ids of rules that
    do not apply and words that stay as they are."""

    def __init__(self, keep: Iterable[str] = ()) -> None:
        self.keep = frozenset(keep)
        self.met: set[str] = set()
        self.masked: list[tuple[Rule, str]] = []

    def text(self, text: str) -> str:
        """``text`` with everything masked that a rule names."""
        for rule in rules():
            if rule.sign in text and _compiled(rule.pattern).search(text):
                text = _compiled(rule.pattern).sub(self._replacing(rule), text)
        return text

    def _replacing(self, rule: Rule) -> Callable[[re.Match[str]], str]:
        def replaced(found: re.Match[str]) -> str:
            kept = {word for word in self.keep if word in (rule.id, found[0]) or (len(word) > 1 and word in found[0])}
            self.met |= kept
            if kept:
                return found[0]
            self.masked.append((rule, found[0]))
            if not rule.each:
                return found.expand(rule.replacement)
            whole, start, end = found[0], found.start("part") - found.start(), found.end("part") - found.start()
            return whole[:start] + _compiled(rule.each).sub(rule.replacement, whole[start:end]) + whole[end:]

        return replaced

    def cell(self, text: str) -> str:
        """A cell's text: masked where it holds a letter, else it is a figure and stays."""
        return self.text(text) if any(map(str.isalpha, text)) else text

    def finding(self, finding: Finding) -> Finding:
        """The finding with what it quotes masked."""
        values = tuple((name, value if name in _PATHS else self.cell(value)) for name, value in finding.values)
        return finding if values == finding.values else replace(finding, values=values)


def apply(report: Report, document: Document, sidecar: Sidecar) -> tuple[Report, tuple[Finding, ...]]:
    """The report with its title, prose, labels and cells masked, and a ``masked`` hint for each line and rule.

    An entry of the sidecar's ``unmask`` that nothing answers to gives ``unmask-stale``.
    """
    mask = Mask(sidecar.unmask)
    sections = tuple([_section(section, mask) for section in report.sections])
    title, rows = mask.text(report.title), _rows(report.rows, mask)
    same = title == report.title and rows is report.rows and sections == report.sections
    told = report if same else replace(report, title=title, sections=sections, rows=rows)
    counts: dict[tuple[Place, str], int] = {}
    standing: dict[str, dict[str, list[Place]]] = {}
    for rule, words in mask.masked:
        if rule.id not in standing:
            standing[rule.id] = _places(document, rule)
        # Line 0 where a line break in the document tears the words apart.
        places = standing[rule.id].setdefault(words, [Place(0)])
        place = places.pop(0) if len(places) > 1 else places[0]
        counts[place, rule.id] = counts.get((place, rule.id), 0) + 1
    findings = [
        Finding("masked", "hint", place, values=(("rule", rule), ("count", str(count))))
        for (place, rule), count in sorted(counts.items(), key=lambda item: (item[0][0].line, item[0][1]))
    ]
    stale = sorted(mask.keep - mask.met - {rule.id for rule in rules()})
    findings += [sidecar.finding("unmask-stale", "hint", "unmask", ("words", words)) for words in stale]
    return told, tuple(findings)


def _section(section: Section, mask: Mask) -> Section:
    heading, text = mask.text(section.heading), mask.text(section.text)
    same = heading == section.heading and text == section.text
    return section if same else replace(section, heading=heading, text=text)


def _rows(rows: tuple[Row, ...], mask: Mask) -> tuple[Row, ...]:
    """Labels, cells and notes hardly ever hold anything, so they are looked through first."""
    texts = [row.label for row in rows]
    texts += [row.note for row in rows if row.note]
    if not _PLAIN.issuperset(map(_STATUS, chain.from_iterable(map(_FIGURES, rows)))):
        texts += [words for row in rows for f in row.figures if f.status != "number" for words in (f.raw, f.note)]
    if not any(map(_tells, texts)):
        return rows
    quoted = Mask(mask.keep)  # a row's note quotes its label, where the same words are counted
    return tuple(
        row._replace(
            label=mask.cell(row.label),
            note=quoted.cell(row.note),
            figures=tuple(f._replace(raw=mask.cell(f.raw), note=mask.cell(f.note)) for f in row.figures),
        )
        for row in rows
    )


@lru_cache(maxsize=16384)
def _tells(text: str) -> bool:
    """Whether any rule finds something in a label or a cell; most are the form's own labels."""
    return any(rule.sign in text and _compiled(rule.pattern).search(text) for rule in rules())


def _places(document: Document, rule: Rule) -> dict[str, list[Place]]:
    """Where the rule finds something in the document, by the words found."""
    texts: list[tuple[str, Place]] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            texts += [(cell.text, cell.place) for row in block.rows for cell in row]
        else:
            texts.append((block.text, block.place))
    found: dict[str, list[Place]] = {}
    for text, place in texts:
        for match in _compiled(rule.pattern).finditer(text):
            found.setdefault(match[0], []).append(place)
    return found
