"""What a PDF page draws, as plain values: characters with their places, straight rules, how much of it is picture.

Coordinates are points with the origin above the page's top left once its text stands upright: x to the right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Glyph(NamedTuple):
    """A character: ``x0`` to ``x1`` is its advance, ``y`` its baseline, ``size`` its font's height."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


class Rule(NamedTuple):
    """A straight rule: at ``at`` (y of a level one, x of an upright one) from ``low`` to ``high``."""

    at: float
    low: float
    high: float


class Turn(NamedTuple):
    """From a page's own coordinates to ours: the turn by ``cos`` and ``sin`` that brings its text upright, y down, then
    the shift of the origin."""

    cos: float
    sin: float
    left: float = 0.0
    top: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page lies."""
        return x * self.cos + y * self.sin - self.left, x * self.sin - y * self.cos - self.top


class Area(NamedTuple):
    """What a shape covers."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Drawing:
    """One page. ``unseen``: texts, by their addresses, that are drawn white, which shows on the ``painted`` areas only,
    or not at all; ``picture``: the share of the page that its largest picture covers; ``hidden``: characters drawn
    invisible; ``struck``: characters with a rule through them, left out; ``unmapped``: characters whose font does not
    say what they are; ``full``: there was more."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    unseen: set[int] = field(default_factory=set)
    painted: list[Area] = field(default_factory=list)
    picture: float = 0.0
    hidden: int = 0
    struck: int = 0
    unmapped: int = 0
    objects: int = 0
    full: bool = False
