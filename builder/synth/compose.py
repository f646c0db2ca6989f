"""Sets a fictional report in the form's own layout: title, six sections, three tables."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from builder.forms import form
from builder.synth.figures import plan_blocks, plan_rows
from builder.synth.model import Cell, Figures, Head, Key, Line, Page, Row, Table, Truth
from builder.synth.prose import FICTION, other, overview, problems

NUMERALS = "一二三四五六"


def printed(value: Decimal | None) -> str:
    """A figure as it is printed when nothing disturbs it; blank for None."""
    return "" if value is None else f"{value:f}"


def _cells(figures: Figures, table: str, item: str, columns: tuple[str, ...]) -> tuple[Cell, ...]:
    keys: list[Key] = [(table, item, column) for column in columns]
    return tuple(Cell(printed(figures[key]), key) for key in keys)


def proactive(truth: Truth) -> Table:
    """Section 2 as one table of four columns."""
    rows: list[Row] = []
    for shape, block in plan_blocks(truth.plan):
        heads = [shape.term("measure", m).zh for m in block.measures]
        if block.measures == ("amount",):
            heads = [f"{heads[0]}（单位：万元）"]
        span = 3 - len(heads) + 1
        rows.append(Row(heads=(Head(block.clause, colspan=4),)))
        rows.append(Row(heads=(Head("信息内容"), *(Head(h) for h in heads[:-1]), Head(heads[-1], colspan=span))))
        for term in block.rows:
            cells = _cells(truth.figures, "proactive", term.id, block.measures)
            rows.append(Row(labels=(term.zh,), cells=cells, item=term.id))
    return Table("proactive", 1, 3, tuple(rows))


def applications(truth: Truth) -> Table:
    """Section 3: three label columns and seven figures."""
    applicants = form("2021").applicants
    heads = (
        Row(
            heads=(
                Head("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", colspan=3, rowspan=3),
                Head("申请人情况", colspan=7),
            )
        ),
        Row(
            heads=(
                Head(applicants[0].zh, rowspan=2),
                Head(applicants[1].group[0], colspan=5),
                Head(applicants[6].zh, rowspan=2),
            )
        ),
        Row(heads=tuple(Head(term.zh) for term in applicants[1:6])),
    )
    columns = tuple(term.id for term in applicants)
    rows = tuple(
        Row(labels=(*t.group, t.zh), cells=_cells(truth.figures, "applications", t.id, columns), item=t.id)
        for t in plan_rows(truth.plan)
    )
    return Table("applications", 3, 7, heads + rows)


def review(truth: Truth) -> Table:
    """Section 4: one row of fifteen figures without a label."""
    shape = form("2021")
    results = tuple(Head(term.zh) for term in shape.results)
    columns = tuple(term.id for term in shape.results)
    heads = (
        Row(heads=(Head(shape.stages[0].zh, colspan=5), Head(shape.stages[1].group[0], colspan=10))),
        Row(
            heads=(
                *(Head(h.text, rowspan=2) for h in results),
                *(Head(stage.zh, colspan=5) for stage in shape.stages[1:]),
            )
        ),
        Row(heads=results + results),
    )
    cells = tuple(c for s in shape.stages for c in _cells(truth.figures, "review_litigation", s.id, columns))
    return Table("review_litigation", 0, 15, (*heads, Row(cells=cells)))


def compose(truth: Truth, rng: Random) -> Page:
    """The page in its plain shape. ``rng`` chooses words only; figures and layout come from ``truth``."""
    sections = form("2021").sections
    headings = [Line(f"{n}、{s.zh}", 2, s.id) for n, s in zip(NUMERALS, sections, strict=True)]
    return (
        Line(f"{truth.office.name}{truth.year}年政府信息公开工作年度报告", 1),
        Line(FICTION),
        headings[0],
        *overview(truth, rng),
        headings[1],
        proactive(truth),
        headings[2],
        applications(truth),
        headings[3],
        review(truth),
        headings[4],
        *problems(rng),
        headings[5],
        *other(rng),
    )
