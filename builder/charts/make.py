"""From a few numbers to a whole chart: drawing, table and rows for the interactive spec at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder import svg
from builder.charts.chart import Chart, DataTable, Value
from builder.svg.axes import Span, span, spread
from builder.svg.ink import number
from builder.svg.palette import PALE
from builder.svg.series import Bar, Line, Stack

_PLOT = 230.0
_ROOM_INSIDE = 0.09  # of the longest bar: room for a number
Row = dict[str, Value]


def bar_chart(id: str, title: str, unit: str, rows: Sequence[Bar], head: tuple[str, str], note: str = "") -> Chart:
    """Horizontal bars. ``head`` names the two columns of the table."""
    data: list[Row] = []
    for r in rows:
        row: Row = {"label": r.label, "value": r.value, "tone": r.tone}
        if r.value is not None and r.text != number(r.value):
            row["text"] = r.text
        data.append(row)
    table = DataTable(head, tuple((r.label, r.text) for r in rows))
    return Chart(id, "bars", title, unit, tuple(data), table, svg.bars(rows, title), note)


def stacked_bar_chart(
    id: str, title: str, unit: str, rows: Sequence[Stack], first: str, note: str = "", whole: bool = False
) -> Chart:
    """Horizontal stacked bars; ``first`` heads the table's first column. ``whole``: all bars equally long, each piece
    its share, with the numbers still in counts."""
    drawing = svg.stacked_bars(rows, title, whole)
    return Chart(
        id, "stacked-bars", title, unit, _stacked(rows, whole, inside=True), _table(rows, first), drawing, note
    )


def column_chart(
    id: str,
    title: str,
    unit: str,
    columns: Sequence[Stack],
    changes: Sequence[int] = (),
    note: str = "",
    table: DataTable | None = None,
) -> Chart:
    """Columns over years, stacked where one has several parts. ``changes``: columns before which the form changed."""
    parts = {part.name: part.tone for c in columns for part in c.parts if part.value}
    data = [*_stacked(columns), *_changes([c.label for c in columns], changes)]
    if len(parts) > 1:
        reach = span(end for c in columns for end in (c.low, c.top))
        data += _names([(n, svg.middle(columns, n), tone) for n, tone in parts.items()], reach)
    drawing = svg.stacked_columns(columns, title, changes)
    return Chart(id, "columns", title, unit, tuple(data), table or _table(columns, "年度"), drawing, note)


def line_chart(
    id: str,
    title: str,
    unit: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    table: DataTable,
    changes: Sequence[int] = (),
    bands: Sequence[tuple[Sequence[float | None], Sequence[float | None]]] = (),
    note: str = "",
) -> Chart:
    """Lines over ``labels``, with areas (low, high) behind them, the widest first; ``table`` tells their numbers."""
    data: list[Row] = []
    for depth, (low, high) in enumerate(bands):
        for label, a, b in zip(labels, low, high, strict=True):
            data.append({"row": "band", "label": label, "low": a, "high": b, "depth": depth})
    ends = []
    for line in lines:
        for label, value in zip(labels, line.values, strict=True):
            point: Row = {"row": "point", "label": label, "name": line.name, "value": value, "tone": line.tone}
            data.append(point | ({"dashed": True} if line.dashed else {}))
        known = [v for v in line.values if v is not None]
        if known:
            ends.append((line.name, known[-1], line.tone))
    values = [v for line in lines for v in line.values if v is not None]
    values += [v for band in bands for side in band for v in side if v is not None]
    if len(ends) > 1:
        data += _names(ends, span(values))
    data += _changes(labels, changes)
    return Chart(id, "lines", title, unit, tuple(data), table, svg.lines(labels, lines, title, changes, bands), note)


def _stacked(stacks: Sequence[Stack], whole: bool = False, inside: bool = False) -> tuple[Row, ...]:
    data: list[Row] = []
    top = max((stack.value for stack in stacks), default=0) or 1
    for stack in stacks:
        over, under, scale = 0.0, 0.0, 1 / stack.value if whole and stack.value else 1.0
        for part in stack.parts:
            at = over if part.value > 0 else under
            end = at + part.value * scale
            if part.value:
                named: Row = {"row": "part", "label": stack.label, "name": part.name, "value": part.value}
                piece: Row = {**named, "from": _place(at), "to": _place(end), "tone": part.tone}
                if inside and (end - at) * (1 if whole else 1 / top) > _ROOM_INSIDE:
                    piece |= {"text": number(part.value), "pale": part.tone in PALE}
                data.append(piece)
            over, under = (end, under) if part.value > 0 else (over, end)
        if not over and not under:
            # The axis takes its order from the pieces, so each bar has one.
            data.append({"row": "part", "label": stack.label, "from": 0, "to": 0, "tone": "soft"})
        data.append({"row": "top", "label": stack.label, "to": _place(over), "text": stack.text})
    return tuple(data)


def _place(value: float) -> float:
    """A place on an axis, short in the page's data."""
    return int(value) if value == int(value) else round(value, 4)


def _names(wanted: Sequence[tuple[str, float, str]], reach: Span) -> list[Row]:
    places = spread([at for _, at, _ in wanted], 18 / _PLOT * (reach.top - reach.low), reach.low, reach.top)
    return [
        {"row": "name", "name": name, "at": _place(at), "tone": tone}
        for (name, _, tone), at in zip(wanted, places, strict=True)
    ]


def _changes(labels: Sequence[str], changes: Iterable[int]) -> list[Row]:
    return [{"row": "change", "label": labels[i], "text": "换表样"} for i in changes]


def _exact(value: float | None) -> str:
    """A number in a table: all its digits, where a drawing may round it to 万."""
    return "缺" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def _table(stacks: Sequence[Stack], first: str) -> DataTable:
    names = tuple(dict.fromkeys(part.name for stack in stacks for part in stack.parts))
    many = len(names) > 1
    rows = []
    for stack in stacks:
        values = {part.name: part.value for part in stack.parts}
        cells = tuple(_exact(values.get(n)) for n in names) or (stack.text,)
        total = (_exact(stack.value) if stack.parts else stack.text,) if many else ()
        rows.append((stack.label, *cells, *total))
    return DataTable((first, *names, "合计") if many else (first, *(names or ("数量",))), tuple(rows))
