"""What every drawing is put together from: rectangles, paths and texts, and how much room a text takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

WIDTH = 460
_FONT = 14.0


def path(points: Sequence[tuple[float, float] | None], tone: str, dashed: bool = False) -> str:
    """A line through the points; None breaks it."""
    d, pen = "", "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        d += f"{pen}{short(point[0])} {short(point[1])}"
        pen = "L"
    css = f"sr-line sr-s-{tone} sr-dash" if dashed else f"sr-line sr-s-{tone}"
    return f'<path class="{css}" d="{d}"/>' if d else ""


def svg(parts: Sequence[str], height: float, label: str) -> Markup:
    """A drawing of ``WIDTH`` by ``height``; ``label`` says what it shows to those who do not see it."""
    return safe(
        f'<svg class="sr-svg" viewBox="0 0 {WIDTH} {short(height)}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def safe(drawn: str) -> Markup:
    """Everything inside was made by the functions of this package, which escape each text they take."""
    return Markup(drawn)  # noqa: S704


def rect(x: float, y: float, wide: float, high: float, tone: str) -> str:
    """A rectangle, its upper left corner at (x, y)."""
    return f'<rect class="sr-f-{tone}" x="{short(x)}" y="{short(y)}" width="{short(wide)}" height="{short(high)}"/>'


def text(x: float, y: float, words: str, anchor: str = "", css: str = "", title: str = "") -> str:
    """Words on a line at height ``y``; ``title`` is what a visitor sees who points at words that were cut."""
    attributes = f' text-anchor="{anchor}"' if anchor else ""
    attributes += f' class="{css}"' if css else ""
    full = f"<title>{escaped(title)}</title>" if title and title != words else ""
    return f'<text x="{short(x)}" y="{short(y)}"{attributes}>{full}{escaped(words)}</text>'


@lru_cache(maxsize=4096)
def escaped(text: str) -> str:
    """A label or a number as HTML; few differ."""
    return str(escape(text))


def label_width(labels: Iterable[str]) -> float:
    """The room at the left that labels get."""
    return min(max((width(label) for label in labels), default=0), 190) + 10


def fit(text: str, room: float) -> str:
    """The text, cut where it is wider than ``room``."""
    if width(text) <= room + 1:
        return text
    while text and width(text) + _FONT > room:
        text = text[:-1]
    return f"{text}…"


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """Width of a text in units: a Han character is as wide as the font size, the rest a little over half."""
    return sum(_FONT if ord(c) > 0x2E7F else _FONT * 0.58 for c in text)


def number(value: float) -> str:
    """A number as a chart prints it: 1,234, from ten thousand on in 万."""
    if abs(value) >= 10_000:
        return f"{value / 10_000:g}万"
    return f"{value:,g}" if abs(value) < 100 else f"{value:,.0f}"


def short(value: float) -> str:
    """A coordinate: one decimal, none where it is zero."""
    return f"{value:.1f}".removesuffix(".0")
