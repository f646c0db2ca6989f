"""A chart and its table as HTML: by string joins, not by a template, as most pages have several."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from builder.charts.chart import Chart, DataTable
from builder.svg.ink import escaped


def figure(chart: Chart, source: str, open_: bool = False) -> Markup:
    """The chart with its numbers as a table, folded away unless ``open_``; ``source`` says where they are from."""
    return Markup(  # noqa: S704 - everything is escaped here or where it was drawn
        f'<figure class="sr-chart" id="{chart.id}" data-chart="{chart.kind}">\n'
        f"<figcaption><strong>{escaped(chart.title)}</strong><span>{escaped(chart.unit)}</span></figcaption>\n"
        f'<div class="sr-plot">{chart.drawing}</div>\n'
        f'<details class="sr-data"{" open" if open_ else ""}><summary>数据表</summary>\n'
        f"{data_table(chart.table, chart.title)}</details>\n"
        f'<p class="sr-source">{escape(chart.note)}来源：{escape(source)}</p>\n'
        f'<script type="application/json">{chart.data}</script>\n'
        "</figure>"
    )


def data_table(table: DataTable, caption: str) -> Markup:
    """The numbers behind a chart."""
    head = "".join([f'<th scope="col">{escaped(name)}</th>' for name in table.head])
    rows = "".join(map(_row, table.rows))
    return Markup(  # noqa: S704
        f'<table class="sr-list"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>\n'
        f"{rows}</tbody></table>\n"
    )


def _row(cells: Sequence[str]) -> str:
    first, *others = map(escaped, cells)
    return f'<tr><th scope="row">{first}</th>{"".join([f"<td>{cell}</td>" for cell in others])}</tr>\n'
