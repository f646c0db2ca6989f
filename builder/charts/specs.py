"""The Vega-Lite specs, one per kind of drawing, and the one theme. Made by Altair once per version of this module.

A spec holds no data: the page's rows are swapped in under the name ``rows``. Where a drawing has several sorts of
marks, each row says in ``row`` which it is: part, top (the text over a column), name (a series' name at the right),
point, band or change (the form changed before this column). ``tone`` is a colour of the palette.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from builder.svg.palette import COLOURS, INK, MUTED, PAPER, RULE, Mode

PLOT_HEIGHT = 230
_TONES = [*COLOURS["light"]]
_FONT = '"Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
# 12000 is written 1.2 万, as Chinese newspapers do.
_NUMBER = "abs(datum.value) >= 10000 ? format(datum.value / 10000, '~g') + '万' : format(datum.value, ',')"
_VALUE = "isValid(datum.value) ? format(datum.value, ',') : '缺'"
_TIP = alt.Tooltip("tip:N", title="")
# What is under the pointer, in words; a row says only its label, name and value.
_TOLD = f"datum.label + (datum.name ? ' ' + datum.name : '') + '：' + ({_VALUE})"


def theme(mode: Mode) -> dict[str, Any]:
    """The Vega-Lite config: light or dark, quiet axes, one typeface."""
    ink, muted = INK[mode], MUTED[mode]
    return {
        "background": None,
        # To a screen reader the chart is one picture with a name; its numbers are in the table beside it.
        # A row without a number keeps its place: by default Vega-Lite leaves it out, label and all.
        "mark": {"aria": False, "invalid": "break-paths-show-domains"},
        "font": _FONT,
        "padding": {"left": 2, "right": 2, "top": 4, "bottom": 2},
        "view": {"stroke": None},
        "range": {"category": [*COLOURS[mode].values()]},
        "title": {"anchor": "start", "color": ink, "fontSize": 15, "subtitleColor": muted, "subtitleFontSize": 12},
        "axis": {
            "aria": False,
            "labelColor": muted,
            "labelFontSize": 13,
            "domainColor": muted,
            "gridColor": RULE[mode],
            "tickColor": RULE[mode],
            "title": None,
        },
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
        "axisX": {"grid": False, "ticks": False, "labelPadding": 6},
        "text": {"color": ink, "fontSize": 13},
        "legend": {
            "aria": False,
            "labelColor": muted,
            "labelFontSize": 13,
            "symbolSize": 130,
            "symbolType": "square",
            "title": None,
        },
        "rule": {"color": muted, "strokeDash": [3, 3]},
        "style": {
            "muted": {"color": muted},
            # Below a number, so that it covers the line that it stands on.
            "halo": {"stroke": PAPER[mode], "strokeWidth": 3, "strokeJoin": "round"},
            "ink-inside": {"color": "#101215", "fontWeight": "bold"},
            "paper-inside": {"color": "#ffffff" if mode == "light" else "#101215", "fontWeight": "bold"},
        },
    }


def _colour(field: str = "tone") -> alt.Color:
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=_TONES, range="category"), legend=None)


def _rows(row: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name="rows")).transform_filter(f"datum.row === '{row}'")


def _bars() -> alt.LayerChart:
    rows = alt.Chart(alt.NamedData(name="rows")).transform_calculate(
        text=f"datum.text || ({_VALUE})",
        tip=_TOLD,
        # What is missing, and a misprint below zero, has no length: its words stand beside the label.
        length="isValid(datum.value) ? max(datum.value, 0) : 0",
    )
    base = rows.encode(
        y=alt.Y("label:N", sort=None, axis=alt.Axis(domain=False, labelLimit=190)),
        x=alt.X("length:Q", axis=None, scale=alt.Scale(zero=True, domainMin=0)),
        tooltip=_TIP,
    )
    bars = base.mark_bar(height=18).encode(color=_colour())
    texts = base.mark_text(align="left", dx=6).encode(text="text:N")
    return alt.LayerChart(layer=[bars, texts], height=alt.Step(30))


def _stacked_bars() -> alt.LayerChart:
    y = alt.Y("label:N", sort=None, axis=alt.Axis(domain=False, labelLimit=190))
    parts = (
        _rows("part")
        .transform_calculate(tip=_TOLD)
        .mark_bar(height=18)
        .encode(y=y, x=alt.X("from:Q", axis=None), x2="to:Q", color=_colour(), tooltip=_TIP)
    )
    inside = [
        _rows("part")
        .transform_filter(f"datum.pale === {pale}")
        .transform_calculate(middle="(datum.from + datum.to) / 2")
        .mark_text(style=style)
        .encode(y=y, x=alt.X("middle:Q", axis=None), text="text:N")
        for pale, style in (("true", "ink-inside"), ("false", "paper-inside"))
    ]
    texts = _rows("top").mark_text(align="left", dx=6).encode(y=y, x=alt.X("to:Q", axis=None), text="text:N")
    return alt.LayerChart(layer=[parts, *inside, texts], height=alt.Step(30))


_YEARS = alt.X(
    "label:O",
    sort=None,
    scale=alt.Scale(type="band", paddingInner=0.36, paddingOuter=0.2),
    axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=5),
)


def _y(field: str) -> alt.Y:
    # Counts have no halves: no more ticks than whole numbers.
    ticks = alt.ExprRef("max(1, min(4, floor(domain('y')[1] - domain('y')[0])))")
    axis = alt.Axis(tickCount=ticks, labelExpr=_NUMBER)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=True))


def _frame_marks() -> list[alt.Chart]:
    """What every chart over years has: names of series at the right and the change of the form."""
    names = _rows("name").encode(x=alt.value("width"), y=_y("at"))
    squares = names.mark_point(shape="square", filled=True, size=90, opacity=1, xOffset=13).encode(color=_colour())
    words = names.mark_text(align="left", dx=23).encode(text="name:N")
    edge = alt.X("label:O", sort=None, bandPosition=0)
    rule = _rows("change").mark_rule().encode(x=edge)
    told = (
        _rows("change")
        .mark_text(align="left", dx=4, dy=-22, style="muted")
        .encode(x=edge, y=alt.value(0), text="text:N")
    )
    return [squares, words, rule, told]


def _columns() -> alt.LayerChart:
    parts = (
        _rows("part")
        .transform_calculate(tip=_TOLD)
        .mark_bar()
        .encode(x=_YEARS, y=_y("from"), y2="to:Q", color=_colour(), tooltip=_TIP)
    )
    top = _rows("top").encode(x=_YEARS, y=_y("to"), text="text:N")
    # Over the change of the form, whose line they would stand on else.
    return _layered(parts, *_frame_marks(), top.mark_text(dy=-8, style="halo"), top.mark_text(dy=-8))


def _lines() -> alt.LayerChart:
    bands = (
        _rows("band")
        .mark_area(color=RULE["light"], opacity=0.45, tooltip=False)
        .encode(x=_YEARS, y=_y("low"), y2="high:Q", detail="depth:N")
    )
    base = (
        _rows("point")
        .transform_calculate(tip=_TOLD, dashed="datum.dashed === true")
        .encode(x=_YEARS, y=_y("value"), color=_colour(), tooltip=_TIP)
    )
    dashes = alt.Scale(domain=[False, True], range=[[1, 0], [5, 4]])
    drawn = base.mark_line(strokeWidth=2.2, invalid="break-paths-show-domains").encode(
        strokeDash=alt.StrokeDash("dashed:N", scale=dashes, legend=None), detail="name:N"
    )
    dots = base.mark_point(filled=True, size=46, opacity=1).transform_filter("isValid(datum.value)")
    return _layered(bands, drawn, dots, *_frame_marks())


def _layered(*layers: alt.Chart) -> alt.LayerChart:
    return alt.LayerChart(layer=list(layers), height=PLOT_HEIGHT)


_MAKERS = {"bars": _bars, "stacked-bars": _stacked_bars, "columns": _columns, "lines": _lines}
KINDS = tuple(_MAKERS)


def spec(kind: str) -> dict[str, Any]:
    """The Vega-Lite spec of this kind as plain JSON values; KeyError for an unknown kind."""
    chart = _MAKERS[kind]().properties(width="container", autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
    made: dict[str, Any] = chart.to_dict(context={"pre_transform": False})
    made.pop("config", None)
    return made
