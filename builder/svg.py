"""Small static charts as SVG text, drawn from the data that the interactive charts get: seen without JavaScript and in
print, and fast enough (0.1 ms) for every page.

All drawings are ``WIDTH`` units wide and as high as they need; colours are classes of the style sheet (``sr-f-<tone>``
fills, ``sr-s-<tone>`` strokes), so that they follow light, dark and print. A value None is a gap, never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log10

from markupsafe import Markup, escape

from builder.charts.palette import PALE

WIDTH = 460
_ROW = 30
_BAR = 18
_PLOT = 190
_TOP = 32
_FONT = 14.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar: ``text`` is printed at its end, ``tone`` a colour of the palette."""

    label: str
    value: float | None
    text: str
    tone: str = "main"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a stacked bar."""

    name: str
    value: float
    tone: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A stacked bar or column; ``text`` stands at its end, empty ``parts`` with a text such as 缺 is a gap."""

    label: str
    parts: tuple[Part, ...]
    text: str

    @property
    def value(self) -> float:
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Line:
    """A line over the columns of a chart; ``texts`` is printed at points where it is not empty."""

    name: str
    values: tuple[float | None, ...]
    tone: str
    dashed: bool = False


def bars(rows: Sequence[Bar], label: str) -> Markup:
    """Horizontal bars with their labels at the left and their values at the end."""
    left = _label_width(row.label for row in rows)
    room = WIDTH - left - 12 - max((_width(row.text) for row in rows), default=0)
    top = max((row.value or 0 for row in rows), default=0) or 1
    out: list[str] = []
    for i, row in enumerate(rows):
        y = 4 + i * _ROW
        length = room * (row.value or 0) / top
        out.append(_text(left - 8, y + 14, _fit(row.label, left - 8), "end", title=row.label))
        if length:
            out.append(_rect(left, y, max(length, 1), _BAR, row.tone))
        out.append(_text(left + length + 6, y + 14, row.text, css="sr-n" if row.value else "sr-m"))
    return _svg(out, 4 + len(rows) * _ROW, label)


def stacked_bars(rows: Sequence[Stack], label: str, whole: bool = False) -> Markup:
    """Horizontal stacked bars, the number in each piece that has room for it. ``whole``: all equally long."""
    left = _label_width(row.label for row in rows)
    room = WIDTH - left - 12 - max((_width(row.text) for row in rows), default=0)
    top = max((row.value for row in rows), default=0) or 1
    drawn = {part.name for row in rows for part in row.parts if part.value}
    legend = _legend([part for row in rows for part in row.parts if part.name in drawn], left)
    out: list[str] = [legend.text]
    for i, row in enumerate(rows):
        y = legend.height + i * _ROW
        out.append(_text(left - 8, y + 14, _fit(row.label, left - 8), "end", title=row.label))
        x = float(left)
        for part in row.parts:
            length = room * part.value / ((row.value if whole else top) or 1)
            if length:
                out.append(_rect(x, y, max(length - 1, 0.5), _BAR, part.tone))
            told = number(part.value)
            if length >= _width(told) + 6:
                out.append(_text(x + length / 2, y + 14, told, "middle", css=_inbar(part.tone)))
            x += length
        out.append(_text(x + 6, y + 14, row.text, css="sr-n" if row.value else "sr-m"))
    return _svg(out, legend.height + len(rows) * _ROW, label)


def stacked_columns(columns: Sequence[Stack], label: str, changes: Iterable[int] = ()) -> Markup:
    """Columns over years, pieces named at the right. ``changes``: indices of columns before which the form changed."""
    named: dict[str, Part] = {}
    for column in columns:
        for part in column.parts:
            if part.value:
                named[part.name] = part
    frame = _Frame(
        [c.label for c in columns], max((c.value for c in columns), default=0), named if len(named) > 1 else ()
    )
    out = [frame.grid(), frame.rules(changes)]
    for i, column in enumerate(columns):
        y = frame.bottom
        for part in column.parts:
            height = frame.height(part.value)
            if height:
                y -= height
                gap = 1 if height > 2 else 0
                out.append(_rect(frame.x(i), y, frame.bar, height - gap, part.tone))
        if column.text:
            out.append(_text(frame.centre(i), y - 5, column.text, "middle", css="sr-n" if column.parts else "sr-m"))
    if len(named) > 1:
        out.append(frame.names([(n, frame.y(middle(columns, n)), p.tone) for n, p in named.items()]))
    return _svg(out, frame.total, label)


def lines(labels: Sequence[str], series: Sequence[Line], label: str, changes: Iterable[int] = (),
          bands: Sequence[tuple[Sequence[float | None], Sequence[float | None]]] = ()) -> Markup:  # fmt: skip
    """Lines over years, each named at its end. ``bands``: (low, high) areas behind them, widest first."""
    values = [v for line in series for v in line.values if v is not None]
    values += [v for _, high in bands for v in high if v is not None]
    frame = _Frame(labels, max(values, default=0), [line.name for line in series] if len(series) > 1 else [])
    out = [frame.grid(), *(frame.band(low, high, i) for i, (low, high) in enumerate(bands)), frame.rules(changes)]
    ends = []
    for line in series:
        out.append(frame.line(line))
        known = [v for v in line.values if v is not None]
        if known:
            ends.append((line.name, frame.y(known[-1]), line.tone))
    if len(ends) > 1:
        out.append(frame.names(ends))
    return _svg(out, frame.total, label)


def sparkline(values: Sequence[float | None], label: str) -> Markup:
    """A line without axes, 120 by 32, its last point marked."""
    known = [v for v in values if v is not None]
    top = max(known, default=0) or 1
    step = 112 / max(len(values) - 1, 1)
    points = [(4 + i * step, 28 - 24 * v / top) if v is not None else None for i, v in enumerate(values)]
    out = [_path(points, "main")]
    last = next((p for p in reversed(points) if p), None)
    if last:
        out.append(f'<circle cx="{_n(last[0])}" cy="{_n(last[1])}" r="3" class="sr-f-main"/>')
    return _safe(
        f'<svg class="sr-spark" viewBox="0 0 120 32" role="img" aria-label="{escape(label)}">{"".join(out)}</svg>'
    )


class _Frame:
    """Axes of a chart over years: a few rules with their numbers at the left, names of the series at the right."""

    def __init__(self, labels: Sequence[str], top: float, named: Iterable[str]) -> None:
        self.labels = labels
        self.top, self.step = nice(top)
        self.left: float = max(_width(number(self.top)) + 8, 18)
        self.right = max((_width(name) + 15 for name in named), default=0) + 10
        self.slot = (WIDTH - self.left - self.right) / max(len(labels), 1)
        self.bar = min(self.slot * 0.64, 46)
        self.bottom: float = _TOP + _PLOT
        self.total = self.bottom + 24

    def centre(self, i: int) -> float:
        return self.left + self.slot * (i + 0.5)

    def x(self, i: int) -> float:
        return self.centre(i) - self.bar / 2

    def height(self, value: float) -> float:
        return _PLOT * value / self.top

    def y(self, value: float) -> float:
        return self.bottom - self.height(value)

    def grid(self) -> str:
        out = []
        value = 0.0
        while value <= self.top * 1.001:
            y = self.y(value)
            css = "sr-axis" if value == 0 else "sr-grid"
            out.append(f'<path class="{css}" d="M{_n(self.left)} {_n(y)}H{_n(WIDTH - self.right + 4)}"/>')
            out.append(_text(self.left - 6, y + 4.5, number(value), "end", css="sr-m"))
            value += self.step
        skip = ceil(max((_width(label) for label in self.labels), default=0) / max(self.slot - 4, 1))
        for i, label in enumerate(self.labels):
            if (len(self.labels) - 1 - i) % max(skip, 1) == 0:
                out.append(_text(self.centre(i), self.bottom + 18, label, "middle", css="sr-m"))
        return "".join(out)

    def rules(self, changes: Iterable[int]) -> str:
        out = []
        for i in changes:
            x = self.left + self.slot * i
            out.append(f'<path class="sr-change" d="M{_n(x)} 4V{_n(self.bottom)}"/>')
            # Above the numbers that stand over the columns.
            out.append(_text(x + 4, 12, "换表样", css="sr-m"))
        return "".join(out)

    def line(self, line: Line) -> str:
        points = [(self.centre(i), self.y(v)) if v is not None else None for i, v in enumerate(line.values)]
        dots = "".join(
            f'<circle cx="{_n(p[0])}" cy="{_n(p[1])}" r="3.2" class="sr-f-{line.tone}"/>'
            for p in points
            if p and not line.dashed
        )
        return _path(points, line.tone, line.dashed) + dots

    def band(self, low: Sequence[float | None], high: Sequence[float | None], depth: int) -> str:
        known = [(i, a, b) for i, (a, b) in enumerate(zip(low, high, strict=True)) if a is not None and b is not None]
        if not known:
            return ""
        ring = [(self.centre(i), self.y(b)) for i, _, b in known] + [
            (self.centre(i), self.y(a)) for i, a, _ in reversed(known)
        ]
        path = "L".join(f"{_n(x)} {_n(y)}" for x, y in ring)
        return f'<path class="sr-band sr-band-{depth}" d="M{path}Z"/>'

    def names(self, wanted: Sequence[tuple[str, float, str]]) -> str:
        """Names of series at the right, moved apart where they would lie on one another."""
        placed = spread([y for _, y, _ in wanted], 18, _TOP, self.bottom)
        x = WIDTH - self.right + 8
        return "".join(
            _rect(x, y - 5, 10, 10, tone) + _text(x + 15, y + 4.5, name)
            for (name, _, tone), y in zip(wanted, placed, strict=True)
        )


def _inbar(tone: str) -> str:
    return "sr-inbar sr-inbar-ink" if tone in PALE else "sr-inbar"


@dataclass(frozen=True, slots=True)
class _Legend:
    text: str
    height: float


def _legend(parts: Sequence[Part], left: float) -> _Legend:
    names = {part.name: part.tone for part in parts}
    out = []
    x, y = float(left), 4.0
    for name, tone in names.items():
        width = 18 + _width(name) + 14
        if x + width > WIDTH and x > left:
            x, y = float(left), y + 20
        out.append(_rect(x, y, 12, 12, tone) + _text(x + 18, y + 11, name, css="sr-m"))
        x += width
    return _Legend("".join(out), y + 26 if names else 4)


def middle(columns: Sequence[Stack], name: str) -> float:
    """Height of the middle of the piece called ``name`` in the last column that has it, in the chart's own numbers."""
    for column in reversed(columns):
        base = 0.0
        for part in column.parts:
            if part.name == name and part.value:
                return base + part.value / 2
            base += part.value
    return 0.0


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
    for factor in (0.2, 0.25, 0.5, 1.0, 2.0):
        step = unit * factor
        if step >= 1 and step == floor(step) and top <= step * 5:
            return step * ceil(top / step), step
    return unit * 10, unit * 2.5


def _path(points: Sequence[tuple[float, float] | None], tone: str, dashed: bool = False) -> str:
    d, pen = "", "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        d += f"{pen}{_n(point[0])} {_n(point[1])}"
        pen = "L"
    css = f"sr-line sr-s-{tone} sr-dash" if dashed else f"sr-line sr-s-{tone}"
    return f'<path class="{css}" d="{d}"/>' if d else ""


def _svg(parts: Sequence[str], height: float, label: str) -> Markup:
    return _safe(
        f'<svg class="sr-svg" viewBox="0 0 {WIDTH} {_n(height)}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def _safe(drawn: str) -> Markup:
    """Everything inside was made by the functions of this module, which escape each text they take."""
    return Markup(drawn)  # noqa: S704


def _rect(x: float, y: float, width: float, height: float, tone: str) -> str:
    return f'<rect class="sr-f-{tone}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>'


def _text(x: float, y: float, text: str, anchor: str = "", css: str = "", title: str = "") -> str:
    attributes = f' text-anchor="{anchor}"' if anchor else ""
    attributes += f' class="{css}"' if css else ""
    full = f"<title>{escaped(title)}</title>" if title and title != text else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{attributes}>{full}{escaped(text)}</text>'


@lru_cache(maxsize=4096)
def escaped(text: str) -> str:
    """A label or a number as HTML; few differ."""
    return str(escape(text))


def _label_width(labels: Iterable[str]) -> float:
    return min(max((_width(label) for label in labels), default=0), 190) + 10


def _fit(text: str, room: float) -> str:
    if _width(text) <= room + 1:
        return text
    while text and _width(text) + _FONT > room:
        text = text[:-1]
    return f"{text}…"


@lru_cache(maxsize=4096)
def _width(text: str) -> float:
    """Width of a text in units: a Han character is as wide as the font size, the rest a little over half."""
    return sum(_FONT if ord(c) > 0x2E7F else _FONT * 0.58 for c in text)


def number(value: float) -> str:
    """A number as a chart prints it: 1,234, from ten thousand on in 万."""
    if value >= 10_000:
        return f"{value / 10_000:g}万"
    return f"{value:,g}" if value < 100 else f"{value:,.0f}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
