"""A second report, a second copy of one, or of one of its tables, in a file: two offices in one document, a page for
print and for phones, an annex."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import DOUBTFUL, TABLES, Finding, Row
from builder.parse.lines import Line
from builder.parse.regions import Anchors, Signed, anchored, is_the_form, values_follow
from builder.parse.title import is_title

_NEAR = 8  # lines between a title and the first heading


def second_start(lines: Sequence[Line], told: Signed, first: Anchors) -> int:
    """The line with which a second report begins: after all three tables, which ``first`` opens, the first two open
    once more. The number of lines where there is none."""
    if len(first) < 3:
        return len(lines)
    after = max(first.values()) + 1
    rest = [(i, signs) for i, signs in told if i >= after]
    again = anchored(lines, rest)
    if "proactive" not in again or "applications" not in again:
        return len(lines)
    opens = min(again["proactive"], again["applications"])
    if not all(values_follow(lines, again[table]) for table in ("proactive", "applications")):
        return len(lines)
    headings = [(i, h[0]) for i, (h, _) in rest if h and i < opens and h[0] in ("overview", "proactive")]
    overview = (i for i, section in headings if section == "overview")
    start = next(overview, headings[-1][0] if headings else opens)
    titles = (i for i in range(max(after, start - _NEAR), start) if is_title(lines[i].text))
    return next(titles, start)


def table_again(lines: Sequence[Line], told: Signed, after: int) -> int:
    """The line, from ``after`` on, where all tables end, with which one of them opens once more: in an annex, or put
    right. The number of lines where there is none."""
    again = anchored(lines, [(i, signs) for i, signs in told if i >= after])
    opens = [again[t] for t in TABLES if t in again and is_the_form(lines[again[t] :], t)]
    return min((i for i in opens if values_follow(lines, i)), default=len(lines))


def other_rows(rows: Sequence[Row], again: Sequence[Row], line: Line) -> tuple[Finding, ...]:
    """``second-report`` where a row of a table that is printed once more surely holds other figures than at first."""
    known = {(r.table, r.item) for r in rows}
    return other_report(rows, [r for r in again if (r.table, r.item) in known], line)


def other_report(rows: Sequence[Row], again: Sequence[Row], line: Line) -> tuple[Finding, ...]:
    """``second-report`` where the second set of tables surely holds other figures than the first."""
    figures = {(r.table, r.item, f.column): f.value for r in rows for f in r.figures}
    sure = [(r, f) for r in again if r.status == "number" for f in r.figures if f.status not in DOUBTFUL]
    if all(figures.get((r.table, r.item, f.column)) == f.value for r, f in sure):
        return ()
    return (Finding("second-report", "error", line.place, values=(("text", line.text[:60]),)),)
