"""Characters of a PDF page set into lines, and lines into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from operator import attrgetter

from builder.formats.drawing import Glyph

_SAME_LINE = 0.4  # of the font size
_DOUBLED = 0.15  # of the font size; the same character again so close is the shadow of a bold one
_WORD_GAP = 0.3  # of the font size, between letters or digits
_DIGIT_GAP = 0.6  # between digits: more is the space between two columns
_VALUE_GAP = 0.55  # between other characters and a digit
_WIDE_GAP = 1.2  # between Chinese characters, which justified lines push apart
_LARGE = 1.15  # times the body's size: a title
_NARROW = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,%()+-")
_SPACES = re.compile(r" {2,}")
_STARTS_ITEM = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}\s*[、.．](?!\d))"
)


@dataclass  # without slots, so that what is not asked for costs nothing
class TextLine:
    """Characters on one baseline ``y``, from left to right, on page ``page``. What is told of them is kept, since the
    search for tables asks again and again: ``glyphs`` stay as they are."""

    glyphs: list[Glyph]
    y: float
    size: float
    page: int = 0
    _text: str | None = field(default=None, init=False, repr=False, compare=False)
    _x1: float | None = field(default=None, init=False, repr=False, compare=False)
    _segments: dict[float, list[TextLine]] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        if self._x1 is None:
            self._x1 = max([x1 for _, _, x1, _, _ in self.glyphs])
        return self._x1

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = line_text(self.glyphs)
        return self._text

    def segments(self, gap: float) -> list[TextLine]:
        """The line cut wherever nothing is printed for ``gap`` times the font size, less between digits."""
        if self._segments is None:
            self._segments = {}
        if gap not in self._segments:
            self._segments[gap] = [TextLine(run, self.y, self.size, self.page) for run in self.runs(gap)]
        return self._segments[gap]

    def runs(self, gap: float) -> list[list[Glyph]]:
        """The characters of the segments, without blanks."""
        parts: list[list[Glyph]] = []
        part: list[Glyph] = []
        end = 0.0
        wide, narrow, narrowest = [min(gap, limit) * self.size for limit in (gap, _VALUE_GAP, _DIGIT_GAP)]
        for glyph in self.glyphs:
            text, x0, x1, _, _ = glyph
            if text.isspace():
                continue
            limit = wide
            if part and text.isdigit():
                limit = narrowest if part[-1].text.isdigit() else narrow
            if not part or x0 - end > limit:
                part = [glyph]
                parts.append(part)
                end = x1
                continue
            part.append(glyph)
            if x1 > end:
                end = x1
        return parts


def starts_item(text: str) -> bool:
    """Whether the text begins with the number of a section, row or item: 一、 （二） 3."""
    return bool(_STARTS_ITEM.match(text))


def line_text(glyphs: Sequence[Glyph]) -> str:
    """The characters with a space where the print leaves one."""
    before, _, end, _, size_before = glyphs[0]
    parts = [before]
    for text, x0, x1, _, size in glyphs[1:]:
        gap = x0 - end
        least = size if size < size_before else size_before
        if gap > _WORD_GAP * least:  # the least that parts anything
            narrow = text in _NARROW and before in _NARROW
            limit = _WORD_GAP if narrow else _VALUE_GAP if text.isdigit() else _WIDE_GAP
            if gap > limit * least:
                parts.append(" ")
        parts.append(text)
        before, end, size_before = text, x1, size
    line = "".join(parts)
    return (_SPACES.sub(" ", line) if "  " in line else line).strip()


_BY_PLACE = attrgetter("y", "x0")
_BY_X = attrgetter("x0")


def text_lines(glyphs: Sequence[Glyph], page: int = 0) -> list[TextLine]:
    """Lines from top to bottom, without blank ones and without the shadows of bold characters."""
    lines: list[list[Glyph]] = []
    line: list[Glyph] = []
    top = last = 0.0
    if len(glyphs) == 1 and not glyphs[0].text.isspace():  # as in most cells
        return [TextLine(list(glyphs), glyphs[0].y, glyphs[0].size, page)]
    for glyph in sorted(glyphs, key=_BY_PLACE):
        _, _, _, y, size = glyph
        near = _SAME_LINE * size
        if not line or y - last > near or y - top > 1.5 * near:
            line = []
            lines.append(line)
            top = y
        line.append(glyph)
        last = y
    result = []
    for line in lines:
        # On one baseline they are in order already.
        kept = _single(line if line[0].y == line[-1].y else sorted(line, key=_BY_X))
        inked = [g for g in kept if not g[0].isspace()]
        if inked:
            while kept[0].text.isspace():
                kept.pop(0)
            _, _, _, baselines, sizes = zip(*inked, strict=True)
            middle = len(inked) // 2
            result.append(TextLine(kept, sorted(baselines)[middle], sorted(sizes)[middle], page))
    return result


def _single(glyphs: list[Glyph]) -> list[Glyph]:
    """Without a character that is among the three before it at almost the same place; ``glyphs`` from left to right."""
    kept: list[Glyph] = []
    end = -inf
    for glyph in glyphs:
        text, x0, _, _, size = glyph
        # Close to the one before it, or it is close to none.
        if not x0 - end > _DOUBLED * size:
            before = next((x for other, x, _, _, _ in kept[:-4:-1] if other == text), None)
            if before is not None and not x0 - before > _DOUBLED * size:
                continue
        kept.append(glyph)
        end = x0
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
    the margin, and the lines of a title, larger than the body, go together unless they are headings with numbers."""
    result: list[tuple[str, TextLine, int]] = []
    before: TextLine | None = None
    for line in lines:
        title = line.size >= _LARGE * body.size
        if before is not None and _goes_on(before, line, body, title and before.size >= _LARGE * body.size):
            text, first, level = result[-1]
            space = " " if text[-1:] in _NARROW and line.text[:1] in _NARROW else ""
            result[-1] = (text + space + line.text, first, level)
        else:
            result.append((line.text, line, 1 if title else 0))
        before = line
    return result


def _goes_on(before: TextLine, line: TextLine, body: Body, titles: bool) -> bool:
    # A paragraph may begin in larger characters, so that those decide between which the line ends.
    if abs(before.glyphs[-1].size - line.glyphs[0].size) > 0.2 * line.glyphs[0].size:
        return False
    if titles and not starts_item(before.text) and before.text[-1] not in "。；":
        return before.page == line.page and 0 < line.y - before.y < 2.5 * line.size and not starts_item(line.text)
    full = before.x1 > body.right - 1.6 * before.size
    begins = line.x0 < body.left + 0.9 * line.size
    return full and begins and not starts_item(line.text)
