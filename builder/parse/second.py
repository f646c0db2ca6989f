"""A second report, or a second copy of one, in a file: two offices in one document, a page for print and for phones."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Finding, Row
from builder.parse.lines import Line
from builder.parse.regions import Signs, anchored, values_follow
from builder.parse.title import is_title

_NEAR = 8  # lines between a title and the first heading


def second_start(lines: Sequence[Line], signs: Sequence[Signs]) -> int:
    """The line with which a second report begins: after all three tables the first two open once more. The number of
    lines where there is none."""
    first = anchored(lines, signs)
    if len(first) < 3:
        return len(lines)
    after = max(first.values()) + 1
    again = anchored(lines[after:], signs[after:])
    if "proactive" not in again or "applications" not in again:
        return len(lines)
    opens = after + min(again["proactive"], again["applications"])
    if not all(values_follow(lines, after + again[table]) for table in ("proactive", "applications")):
        return len(lines)
    headings = [i for i in range(after, opens) if (h := signs[i].heading) and h[0] in ("overview", "proactive")]
    start = next((i for i in headings if (h := signs[i].heading) and h[0] == "overview"), (headings or [opens])[-1])
    titles = (i for i in range(max(after, start - _NEAR), start) if is_title(lines[i].text))
    return next(titles, start)


def other_report(rows: Sequence[Row], again: Sequence[Row], line: Line) -> tuple[Finding, ...]:
    """``second-report`` where the second set of tables surely holds other figures than the first."""
    figures = {(r.table, r.item, f.column): f.value for r in rows for f in r.figures}
    sure = [
        (r, f) for r in again if r.status == "number" for f in r.figures if f.status not in ("suspect", "illegible")
    ]
    if all(figures.get((r.table, r.item, f.column)) == f.value for r, f in sure):
        return ()
    return (Finding("second-report", "error", line.place, values=(("text", line.text[:60]),)),)
