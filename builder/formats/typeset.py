"""Characters of a PDF page set into lines, and lines into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from builder.formats.glyphs import Glyph

_SAME_LINE = 0.4  # of the font size
_DOUBLED = 0.15  # of the font size; the same character again so close is the shadow of a bold one
_WORD_GAP = 0.3  # of the font size, between letters or digits
_DIGIT_GAP = 0.6  # between digits: more is the space between two columns
_VALUE_GAP = 0.55  # between other characters and a digit
_WIDE_GAP = 1.2  # between Chinese characters, which justified lines push apart
_LARGE = 1.15  # times the body's size: a title
_NARROW = re.compile(r"[0-9A-Za-z.,%()+\-]")
_SPACES = re.compile(r" {2,}")
_STARTS_ITEM = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}\s*[、.．](?!\d))"
)


@dataclass(slots=True)
class TextLine:
    """Characters on one baseline ``y``, from left to right, on page ``page``."""

    glyphs: list[Glyph]
    y: float
    size: float
    page: int = 0

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return max(g.x1 for g in self.glyphs)

    @property
    def text(self) -> str:
        return line_text(self.glyphs)

    def segments(self, gap: float) -> list[TextLine]:
        """The line cut wherever nothing is printed for ``gap`` times the font size, less between digits."""
        parts: list[list[Glyph]] = []
        end = 0.0
        for glyph in self.glyphs:
            if glyph.text.isspace():
                continue
            limit = gap
            if parts and glyph.text.isdigit():
                limit = min(gap, _DIGIT_GAP if parts[-1][-1].text.isdigit() else _VALUE_GAP)
            if not parts or glyph.x0 - end > limit * self.size:
                parts.append([])
            parts[-1].append(glyph)
            end = max(end, glyph.x1) if len(parts[-1]) > 1 else glyph.x1
        return [TextLine(p, self.y, self.size, self.page) for p in parts]


def starts_item(text: str) -> bool:
    """Whether the text begins with the number of a section, row or item: 一、 （二） 3."""
    return bool(_STARTS_ITEM.match(text))


def line_text(glyphs: Iterable[Glyph]) -> str:
    """The characters with a space where the print leaves one."""
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None:
            gap = glyph.x0 - before.x1
            size = min(glyph.size, before.size)
            narrow = _NARROW.match(glyph.text) and _NARROW.match(before.text)
            limit = _WORD_GAP if narrow else _VALUE_GAP if glyph.text.isdigit() else _WIDE_GAP
            if gap > limit * size:
                parts.append(" ")
        parts.append(glyph.text)
        before = glyph
    return _SPACES.sub(" ", "".join(parts)).strip()


def text_lines(glyphs: Iterable[Glyph], page: int = 0) -> list[TextLine]:
    """Lines from top to bottom, without blank ones and without the shadows of bold characters."""
    lines: list[list[Glyph]] = []
    top = last = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x0)):
        near = _SAME_LINE * glyph.size
        if not lines or glyph.y - last > near or glyph.y - top > 1.5 * near:
            lines.append([])
            top = glyph.y
        lines[-1].append(glyph)
        last = glyph.y
    result = []
    for line in lines:
        kept = _single(sorted(line, key=lambda g: g.x0))
        inked = [g for g in kept if not g.text.isspace()]
        if inked:
            sizes = sorted(g.size for g in inked)
            baselines = sorted(g.y for g in inked)
            while kept[0].text.isspace():
                kept.pop(0)
            result.append(TextLine(kept, baselines[len(inked) // 2], sizes[len(inked) // 2], page))
    return result


def _single(glyphs: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in glyphs:
        before = next((g for g in reversed(kept[-3:]) if g.text == glyph.text), None)
        if before is None or glyph.x0 - before.x0 > _DOUBLED * glyph.size:
            kept.append(glyph)
    return kept


@dataclass(frozen=True, slots=True)
class Body:
    """The running text: the font size that most characters have, and its margins."""

    size: float
    left: float
    right: float

    @classmethod
    def of(cls, lines: Sequence[TextLine]) -> Body:
        """Measured on all lines outside tables."""
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.glyphs)
        size = min(sizes, key=lambda s: (-sizes[s], s)) if sizes else 0.0
        running = [line for line in lines if line.size < _LARGE * size]
        return cls(size, min((n.x0 for n in running), default=0.0), max((n.x1 for n in running), default=0.0))


def set_paragraphs(lines: Sequence[TextLine], body: Body) -> list[tuple[str, TextLine, int]]:
    """(text, first line, heading level) of each paragraph: a line that runs to the margin goes on in one that begins at
    the margin, and the lines of a title, larger than the body, go together."""
    result: list[tuple[str, TextLine, int]] = []
    before: TextLine | None = None
    for line in lines:
        title = line.size >= _LARGE * body.size
        if before is not None and _goes_on(before, line, body, title and before.size >= _LARGE * body.size):
            text, first, level = result[-1]
            space = " " if _NARROW.match(text[-1:]) and _NARROW.match(line.text[:1]) else ""
            result[-1] = (text + space + line.text, first, level)
        else:
            result.append((line.text, line, 1 if title else 0))
        before = line
    return result


def _goes_on(before: TextLine, line: TextLine, body: Body, titles: bool) -> bool:
    if abs(before.size - line.size) > 0.2 * line.size:
        return False
    if titles:
        return before.page == line.page and 0 < line.y - before.y < 2.5 * line.size
    full = before.x1 > body.right - 1.6 * before.size
    begins = line.x0 < body.left + 0.9 * line.size
    return full and begins and not starts_item(line.text)
