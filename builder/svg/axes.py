"""Axes of charts over years: round ends, rules with their numbers, names of the series beside their ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log10

from builder.svg import ink
from builder.svg.series import Line

_PLOT = 190
_TOP = 32


def frame(labels: Iterable[str], values: Iterable[float], named: Iterable[str]) -> Frame:
    """The axes of a chart that holds these values and zero; ``named`` are the series that are told apart."""
    return _frame(tuple(labels), span(values), tuple(named))


@dataclass(frozen=True, slots=True)
class Span:
    """What an axis reaches from and to, in whole steps: ``low`` is 0 unless something is negative."""

    low: float
    top: float
    step: float


def span(values: Iterable[float]) -> Span:
    """The round ends of an axis that holds these values and zero."""
    low, top = 0.0, 0.0
    for value in values:
        low, top = min(low, value), max(top, value)
    end, step = nice(top - low)
    return Span(0.0, end, step) if low == 0 else Span(floor(low / step) * step, ceil(top / step) * step, step)


class Frame:
    """Axes of a chart over years: a few rules with their numbers at the left, names of the series at the right.
    ``grid`` are the rules with their numbers, and the labels below."""

    def __init__(self, labels: Sequence[str], span: Span, named: Iterable[str]) -> None:
        self.labels = labels
        self.span = span
        self.left: float = max(*(ink.width(ink.number(end)) + 8 for end in (span.low, span.top)), 18)
        self.right = max((ink.width(name) + 15 for name in named), default=0) + 10
        self.slot = (ink.WIDTH - self.left - self.right) / max(len(labels), 1)
        self.bar = min(self.slot * 0.64, 46)
        self.bottom: float = _TOP + _PLOT
        self.total = self.bottom + 24
        self.grid = self._grid()

    def centre(self, i: int) -> float:
        """Where the column ``i`` has its middle."""
        return self.left + self.slot * (i + 0.5)

    def x(self, i: int) -> float:
        """Where the column ``i`` begins."""
        return self.centre(i) - self.bar / 2

    def height(self, value: float) -> float:
        """How much of the plot a value takes."""
        return _PLOT * value / (self.span.top - self.span.low)

    def y(self, value: float) -> float:
        """Where a value lies."""
        return self.bottom - self.height(value - self.span.low)

    def _grid(self) -> str:
        """As many labels as there is room for; the last one always."""
        out = []
        low, top, step = self.span.low, self.span.top, self.span.step
        for i in range(round((top - low) / step) + 1):
            value = low + i * step
            y = self.y(value)
            css = "sr-axis" if value == 0 else "sr-grid"
            across = f"M{ink.short(self.left)} {ink.short(y)}H{ink.short(ink.WIDTH - self.right + 4)}"
            out.append(f'<path class="{css}" d="{across}"/>')
            out.append(ink.text(self.left - 6, y + 4.5, ink.number(value), "end", css="sr-m"))
        skip = ceil(max((ink.width(label) for label in self.labels), default=0) / max(self.slot - 4, 1))
        for i, label in enumerate(self.labels):
            if (len(self.labels) - 1 - i) % max(skip, 1) == 0:
                out.append(ink.text(self.centre(i), self.bottom + 18, label, "middle", css="sr-m"))
        return "".join(out)

    def rules(self, changes: Iterable[int]) -> str:
        """Where the form changed: a rule before each of these columns."""
        out = []
        for i in changes:
            x = self.left + self.slot * i
            out.append(f'<path class="sr-change" d="M{ink.short(x)} 4V{ink.short(self.bottom)}"/>')
            # Above the numbers that stand over the columns.
            out.append(ink.text(x + 4, 12, "换表样", css="sr-m"))
        return "".join(out)

    def line(self, line: Line) -> str:
        """A line with a dot at each value; a dashed one has none."""
        points = [(self.centre(i), self.y(v)) if v is not None else None for i, v in enumerate(line.values)]
        dots = "".join(
            f'<circle cx="{ink.short(p[0])}" cy="{ink.short(p[1])}" r="3.2" class="sr-f-{line.tone}"/>'
            for p in points
            if p and not line.dashed
        )
        return ink.path(points, line.tone, line.dashed) + dots

    def band(self, low: Sequence[float | None], high: Sequence[float | None], depth: int) -> str:
        """The area between two lines."""
        known = [(i, a, b) for i, (a, b) in enumerate(zip(low, high, strict=True)) if a is not None and b is not None]
        if not known:
            return ""
        ring = [(self.centre(i), self.y(b)) for i, _, b in known] + [
            (self.centre(i), self.y(a)) for i, a, _ in reversed(known)
        ]
        path = "L".join(f"{ink.short(x)} {ink.short(y)}" for x, y in ring)
        return f'<path class="sr-band sr-band-{depth}" d="M{path}Z"/>'

    def names(self, wanted: Sequence[tuple[str, float, str]]) -> str:
        """Names of series at the right, moved apart where they would lie on one another."""
        placed = spread([y for _, y, _ in wanted], 18, _TOP, self.bottom)
        x = ink.WIDTH - self.right + 8
        return "".join(
            ink.rect(x, y - 5, 10, 10, tone) + ink.text(x + 15, y + 4.5, name)
            for (name, _, tone), y in zip(wanted, placed, strict=True)
        )


# Most offices have reported for the same years, and ends of axes are round.
_frame = lru_cache(maxsize=1024)(Frame)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as may be to those wanted, at least ``gap`` apart in their order, within ``low`` to ``high``."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    at = low - gap
    for i in order:
        at = placed[i] = max(wanted[i], at + gap)
    limit = high
    for i in reversed(order):
        if placed[i] <= limit:
            break
        placed[i] = limit
        limit -= gap
    return placed


def nice(top: float) -> tuple[float, float]:
    """A round end of an axis that holds ``top`` and its step (two to five steps); counts never get a step below 1."""
    if top <= 1:
        return 1.0, 1.0
    unit = 10.0 ** floor(log10(top))
    steps = (unit * factor for factor in (0.2, 0.25, 0.5, 1.0, 2.0))
    step = next(step for step in steps if step >= 1 and step == floor(step) and top <= step * 5)
    return step * ceil(top / step), step
