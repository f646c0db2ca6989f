"""A Document flattened to physical lines, the one shape that every layout of a report can be brought to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from builder.forms import FORM_IDS, form
from builder.model import Document, Paragraph, Place, PlainRow


class Line(NamedTuple):
    """One paragraph (``grid`` False, one text) or one table row (its cells' texts, blanks kept)."""

    texts: tuple[str, ...]
    place: Place
    grid: bool = False
    heading: int = 0

    @property
    def text(self) -> str:
        """The line as one text, cells joined by a space."""
        return (self.texts[0] if len(self.texts) == 1 else " ".join(filter(None, self.texts))).strip()


_made = tuple.__new__  # a third of the time of Line(…)
_TEXT = attrgetter("text")
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


_FEWEST_CHARACTERS = 80  # of a run that holds a table


def _exploded(text: str) -> Iterator[str] | None:
    """The pieces of a run of text that holds a whole table, or None for ordinary prose."""
    if len(_DIGIT_AFTER_LABEL.findall(text)) < 3:
        return None
    matches = list(_explosive().finditer(text))
    if len(matches) < 8:
        return None
    return _pieces(text, matches)


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
            for text in map(str.strip, block.text.split("\n")) if "\n" in block.text else (block.text.strip(),):
                pieces = _exploded(text) if len(text) >= _FEWEST_CHARACTERS else None
                if pieces is not None:
                    lines.extend(Line((piece,), block.place) for piece in pieces)
                elif text:
                    lines.append(_made(Line, ((text,), block.place, False, block.heading)))
            continue
        for row in block.rows:
            if not row:
                continue
            if isinstance(row, PlainRow):
                texts, place = row.texts, row.place
            else:
                texts, place = tuple(map(_TEXT, row)), row[0].place
            pieces = _exploded(texts[0]) if len(texts) == 1 and len(texts[0]) >= _FEWEST_CHARACTERS else None
            if pieces is not None:
                lines.extend(Line((piece,), place) for piece in pieces)
            else:
                lines.append(_made(Line, (texts, place, True, 0)))
    return lines
