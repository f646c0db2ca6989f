"""A Document flattened to physical lines, the one shape that every layout of a report can be brought to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import repeat
from operator import attrgetter
from typing import NamedTuple

from builder.document import Document, Grid, Paragraph, PlainRows, Printed
from builder.forms import FORM_IDS, form
from builder.memo import Memo
from builder.model import Place, new_tuple
from builder.parse.wording import FEWEST_CHARACTERS, Wording, worded, wordings
from builder.places import places


class Line(NamedTuple):
    """One paragraph (``grid`` False, one text) or one table row (its cells' texts, blanks kept)."""

    wording: Wording
    place: Place
    grid: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of its cells, or the one text of a paragraph."""
        return self.wording.texts

    @property
    def text(self) -> str:
        """The line as one text, cells joined by a space."""
        return self.wording.text


_TEXT, _LONG = attrgetter("text"), attrgetter("long")
_LOOSE = {
    "（": "[（(]",
    "(": "[（(]",
    "）": "[）)]",
    ")": "[）)]",
    "、": "[、,，]?",
    "，": "[、,，]?",
    "“": '[“"”]?',
    "”": '[“"”]?',
    ".": "[.、．]",
}


def _pattern(label: str) -> str:
    """A regex for a printed label that tolerates spaces, widths and missing arabic numbering."""
    numbering = re.match(r"(\d)\.", label)
    body = label[2:] if numbering else label
    loose = r"\s*".join(_LOOSE.get(c, re.escape(c)) for c in body)
    if not numbering:
        return loose
    required = "" if len(body) <= 2 else "?"
    return rf"(?:{numbering[1]}\s*[.、．]\s*){required}{loose}"


@cache
def _explosive() -> re.Pattern[str]:
    """Every heading, header and row label of the forms, longest first, for texts in which a whole table is one run."""
    labels: dict[str, None] = {}
    for form_id in reversed(FORM_IDS):
        f = form(form_id)
        numbers = "一二三四五六"
        for i, section in enumerate(f.sections):
            for name in (section.zh, *section.aliases):
                labels.setdefault(f"{numbers[i]}、{name}")
        for block in f.blocks:
            labels.setdefault(block.clause)
            for row in block.rows:
                labels.setdefault(row.zh)
        for term in (*f.measures, *f.rows, *f.stages, *f.results, *f.applicants):
            if term.zh not in ("总计", "其他"):
                labels.setdefault(term.zh)
        for row in f.rows:
            for group in row.group:
                labels.setdefault(group)
    for extra in ("信息内容", "申请人情况", "法人或其他组织", "行政诉讼", "申请人无正当理由逾期不补正", "部分公开"):
        labels.setdefault(extra)
    patterns = [_pattern(x) for x in sorted(labels, key=len, reverse=True)]
    return re.compile("|".join(f"(?:{p})" for p in (*patterns, r"总\s*计(?=\s*\d)")))


_DIGIT_AFTER_LABEL = re.compile(
    r"(?:规章|规范性文件|行政许可|行政处罚|行政强制|性收费|数量|予以公开|国家秘密|重复申请|总计)\s*\d"
)


_HEADING = re.compile("[一二三四五六]、")
_FIGURES = re.compile(r"[\s.,，+\-—/|（）()\d%无]*(?:\d\s*(?:万?元|件次|件|项|个|宗|条|次|份|起|部|笔)\s*)?")


def _exploded(text: str) -> Iterator[str] | None:
    """The pieces of a run of text that holds a whole table, or None for ordinary prose."""
    if len(_DIGIT_AFTER_LABEL.findall(text)) < 3:
        return None
    matches = list(_explosive().finditer(text))
    if len(matches) < 8:
        return None
    return _pieces(text, _labels(text, matches))


def _labels(text: str, matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """The matches that are headings or stand in a table, next to another label or to figures; a sentence has words on
    both sides of what it names (制发规范性文件 3 件，涉及自然人 2 件)."""
    ends = [0, *(m.end() for m in matches)]
    starts = [*(m.start() for m in matches), len(text)]
    tabular = [bool(_FIGURES.fullmatch(text, *gap)) for gap in zip(ends, starts, strict=True)]
    return [m for i, m in enumerate(matches) if tabular[i] or tabular[i + 1] or _HEADING.match(m[0])]


def _pieces(text: str, matches: list[re.Match[str]]) -> Iterator[str]:
    position = 0
    for match in matches:
        between = text[position : match.start()].strip()
        if between:
            yield between
        yield match[0].strip()
        position = match.end()
    rest = text[position:].strip()
    if rest:
        yield rest


def flatten(document: Document) -> list[Line]:
    """The document's lines in reading order."""
    lines: list[Line] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text, place, _ = block
            if wording := _whole[text]:
                lines.append(new_tuple(Line, (wording, place, False)))
            else:
                lines.extend(Line(wordings[(piece,)], place) for piece in _parts(text))
            continue
        said, stand = _rows(block)
        if True not in map(_LONG, said):
            lines += map(new_tuple, repeat(Line), zip(said, stand, repeat(True)))
            continue
        for wording, place in zip(said, stand, strict=True):
            if wording.rows:
                lines.extend(Line(worded(row), place, True) for row in wording.rows)
            elif wording.long and (run := _exploded(wording.texts[0])):
                lines.extend(Line(wordings[(piece,)], place) for piece in run)
            else:
                lines.append(Line(wording, place, True))
    return lines


def _one(text: str) -> Wording | None:
    """The wording of a paragraph that is one line and holds no table, None for any other."""
    short = len(text) < FEWEST_CHARACTERS and "\n" not in text
    if not short or not (bare := text.strip()):
        return None
    return worded((bare,)) if bare.isdigit() else wordings[(bare,)]  # any other has no figures of its own


_whole = Memo(_one, lambda text: len(text) < FEWEST_CHARACTERS)


def _parts(paragraph: str) -> Iterator[str]:
    """The lines of a paragraph that are not empty, a run that holds a table in pieces."""
    for text in map(str.strip, paragraph.split("\n")):
        pieces = _exploded(text) if len(text) >= FEWEST_CHARACTERS else None
        if pieces is not None:
            yield from pieces
        elif text:
            yield text


def _rows(grid: Grid) -> tuple[list[Wording], list[Place]]:
    """The wordings and the places of the rows that have cells."""
    if isinstance(grid.rows, PlainRows):
        said = [row.found or _kept(row) for row in grid.rows.printed]
        return said, [*map(places.__getitem__, grid.rows.lines)]
    filled = [row for row in grid.rows if row]
    return [worded(tuple(map(_TEXT, row))) for row in filled], [row[0].place for row in filled]


def _kept(row: Printed) -> Wording:
    row.found = found = worded(row.texts)
    return found
