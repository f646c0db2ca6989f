"""Characters of a PDF page that a rule strikes out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from builder.formats.drawing import Drawing, Glyph, Rule

_LOW, _HIGH = 0.12, 0.48  # of the font size above the baseline: where a rule strikes out
_LARGEST = 60.0  # points
_OFF = 0.35  # of the font size, by which a rule may end before or behind the characters' ends


def without_crossed(drawing: Drawing) -> None:
    """Leaves out the characters that a level rule of their own runs through, and counts them. A table's rules run
    between lines of text, or reach further than the characters on them."""
    # Most rules go between lines of text, and many at one height, so that few are looked at.
    lines = sorted({glyph[3:] for glyph in drawing.glyphs})
    through: set[float] = set()
    for at in {rule.at for rule in drawing.level}:
        near = lines[bisect_left(lines, (at, 0.0)) : bisect_left(lines, (at + _HIGH * _LARGEST, 0.0))]
        if any(_is_between(at, y, size) for y, size in near):
            through.add(at)
    gone: set[int] = set()
    for rule in drawing.level if through else ():
        if rule.at in through:
            gone |= _struck(rule, drawing.glyphs)
    if gone:
        drawing.glyphs[:] = [glyph for glyph in drawing.glyphs if id(glyph) not in gone]
        drawing.struck = len(gone)


def _is_between(at: float, y: float, size: float) -> bool:
    return _LOW * size <= y - at <= _HIGH * size


def _struck(rule: Rule, glyphs: Sequence[Glyph]) -> set[int]:
    """The characters that the rule goes through, if it is as long as they are."""
    on = [g for g in glyphs if _is_between(rule.at, g.y, g.size) and rule.low <= (g.x0 + g.x1) / 2 <= rule.high]
    inked = [g for g in on if not g.text.isspace()]
    if not inked:
        return set()
    off = _OFF * max(g.size for g in inked)
    ends = min(g.x0 for g in on) - rule.low, rule.high - max(g.x1 for g in on)
    return {id(g) for g in on} if all(abs(end) <= off for end in ends) else set()
