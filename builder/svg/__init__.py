"""Small static charts as SVG text, drawn from the data that the interactive charts get: seen without JavaScript and in
print, and fast enough (0.1 ms) for every page.

All drawings are ``WIDTH`` units wide and as high as they need; colours are classes of the style sheet (``sr-f-<tone>``
fills, ``sr-s-<tone>`` strokes), so that they follow light, dark and print. A value None is a gap, never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from builder.svg import ink
from builder.svg.axes import frame
from builder.svg.palette import COLOURS, PALE
from builder.svg.series import Bar, Line, Part, Stack

_ROW = 30
_BAR = 18
_TONES = [*COLOURS["light"]]


def bars(rows: Sequence[Bar], label: str) -> Markup:
    """Horizontal bars with their labels at the left and their values at the end."""
    left = ink.label_width(row.label for row in rows)
    room = ink.WIDTH - left - 12 - max((ink.width(row.text) for row in rows), default=0)
    top = max((row.value or 0 for row in rows), default=0) or 1
    out: list[str] = []
    for i, row in enumerate(rows):
        y = 4 + i * _ROW
        # What is below zero, a misprint among counts, has no length: its number says what it is.
        length = room * max(row.value or 0, 0) / top
        out.append(ink.text(left - 8, y + 14, ink.fit(row.label, left - 8), "end", title=row.label))
        if length:
            out.append(ink.rect(left, y, max(length, 1), _BAR, row.tone))
        out.append(ink.text(left + length + 6, y + 14, row.text, css="sr-n" if row.value else "sr-m"))
    return ink.svg(out, 4 + len(rows) * _ROW, label)


def stacked_bars(rows: Sequence[Stack], label: str, whole: bool = False) -> Markup:
    """Horizontal stacked bars, the number in each piece that has room for it. ``whole``: all equally long."""
    left = ink.label_width(row.label for row in rows)
    room = ink.WIDTH - left - 12 - max((ink.width(row.text) for row in rows), default=0)
    top = max((row.value for row in rows), default=0) or 1
    drawn = {part.name for row in rows for part in row.parts if part.value}
    legend = _legend([part for row in rows for part in row.parts if part.name in drawn], left)
    out: list[str] = [legend.text]
    for i, row in enumerate(rows):
        y = legend.height + i * _ROW
        out.append(ink.text(left - 8, y + 14, ink.fit(row.label, left - 8), "end", title=row.label))
        x = float(left)
        for part in row.parts:
            length = room * part.value / ((row.value if whole else top) or 1)
            if length:
                out.append(ink.rect(x, y, max(length - 1, 0.5), _BAR, part.tone))
            told = ink.number(part.value)
            if length >= ink.width(told) + 6:
                out.append(ink.text(x + length / 2, y + 14, told, "middle", css=_inbar(part.tone)))
            x += length
        out.append(ink.text(x + 6, y + 14, row.text, css="sr-n" if row.value else "sr-m"))
    return ink.svg(out, legend.height + len(rows) * _ROW, label)


def stacked_columns(columns: Sequence[Stack], label: str, changes: Iterable[int] = ()) -> Markup:
    """Columns over years, pieces named at the right. ``changes``: indices of columns before which the form changed."""
    named: dict[str, Part] = {}
    for column in columns:
        for part in column.parts:
            if part.value:
                named[part.name] = part
    axes = frame(
        (c.label for c in columns), (end for c in columns for end in (c.low, c.top)), named if len(named) > 1 else ()
    )
    out = [axes.grid, axes.rules(changes)]
    for i, column in enumerate(columns):
        over = under = axes.y(0)
        for part in column.parts:
            height = axes.height(abs(part.value))
            if height:
                gap = 1 if height > 2 else 0
                if part.value > 0:
                    over -= height
                    out.append(ink.rect(axes.x(i), over, axes.bar, height - gap, part.tone))
                else:
                    out.append(ink.rect(axes.x(i), under + gap, axes.bar, height - gap, part.tone))
                    under += height
        if column.text:
            css = "sr-n" if column.parts else "sr-m"
            out.append(ink.text(axes.centre(i), over - 5, column.text, "middle", css=css))
    if len(named) > 1:
        out.append(axes.names([(n, axes.y(middle(columns, n)), p.tone) for n, p in named.items()]))
    return ink.svg(out, axes.total, label)


def lines(labels: Sequence[str], series: Sequence[Line], label: str, changes: Iterable[int] = (),
          bands: Sequence[tuple[Sequence[float | None], Sequence[float | None]]] = ()) -> Markup:  # fmt: skip
    """Lines over years, each named at its end. ``bands``: (low, high) areas behind them, widest first."""
    values = [v for line in series for v in line.values if v is not None]
    values += [v for band in bands for side in band for v in side if v is not None]
    axes = frame(labels, values, [line.name for line in series] if len(series) > 1 else [])
    out = [axes.grid, *(axes.band(low, high, i) for i, (low, high) in enumerate(bands)), axes.rules(changes)]
    ends = []
    for line in series:
        out.append(axes.line(line))
        known = [v for v in line.values if v is not None]
        if known:
            ends.append((line.name, axes.y(known[-1]), line.tone))
    if len(ends) > 1:
        out.append(axes.names(ends))
    return ink.svg(out, axes.total, label)


def sparkline(values: Sequence[float | None], label: str) -> Markup:
    """A line without axes, 120 by 32, its last point marked."""
    known = [v for v in values if v is not None]
    top = max(known, default=0) or 1
    step = 112 / max(len(values) - 1, 1)
    points = [(4 + i * step, 28 - 24 * v / top) if v is not None else None for i, v in enumerate(values)]
    out = [ink.path(points, "main")]
    last = next((p for p in reversed(points) if p), None)
    if last:
        out.append(f'<circle cx="{ink.short(last[0])}" cy="{ink.short(last[1])}" r="3" class="sr-f-main"/>')
    return ink.safe(
        f'<svg class="sr-spark" viewBox="0 0 120 32" role="img" aria-label="{escape(label)}">{"".join(out)}</svg>'
    )


def _inbar(tone: str) -> str:
    return "sr-inbar sr-inbar-ink" if tone in PALE else "sr-inbar"


@dataclass(frozen=True, slots=True)
class _Legend:
    text: str
    height: float


def _legend(parts: Sequence[Part], left: float) -> _Legend:
    # In the order of the form, whichever pieces the first bar has.
    names = {part.name: part.tone for part in sorted(parts, key=lambda part: _TONES.index(part.tone))}
    out = []
    x, y = float(left), 4.0
    for name, tone in names.items():
        width = 18 + ink.width(name) + 14
        if x + width > ink.WIDTH and x > left:
            x, y = float(left), y + 20
        out.append(ink.rect(x, y, 12, 12, tone) + ink.text(x + 18, y + 11, name, css="sr-m"))
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
