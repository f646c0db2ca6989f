"""Benign changes of the tables' shape: heads, extra rows and columns, cuts."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

from builder.forms import form
from builder.synth.model import Cell, Head, Line, Page, Row, Table, Truth, with_tables


def _heads(table: Table) -> int:
    return next(n for n, row in enumerate(table.rows) if row.cells)


def no_second_head(page: Page, truth: Truth, rng: Random) -> Page:
    """Section 3 with only its first heading row."""

    def write(table: Table) -> tuple[Table, ...]:
        first = Row(heads=tuple(replace(h, rowspan=1) for h in table.rows[0].heads))
        return (replace(table, rows=(first, *table.rows[_heads(table) :])),)

    return with_tables(page, write, "applications")


def no_heads(page: Page, truth: Truth, rng: Random) -> Page:
    """Section 3 without any heading row: the order of the seven columns is what stays."""
    return with_tables(page, lambda t: (replace(t, rows=t.rows[_heads(t) :]),), "applications")


def _renamed(page: Page, names: list[str]) -> Page:
    def write(table: Table) -> tuple[Table, ...]:
        heads = tuple(replace(h, text=name) for h, name in zip(table.rows[2].heads, names, strict=True))
        return (replace(table, rows=(*table.rows[:2], Row(heads=heads), *table.rows[3:])),)

    return with_tables(page, write, "applications")


def generic_heads(page: Page, truth: Truth, rng: Random) -> Page:
    return _renamed(page, [f"数据{n}" for n in range(1, 6)])


def misplaced_heads(page: Page, truth: Truth, rng: Random) -> Page:
    """The five kinds of organisation named in another order over figures in the right one."""
    names = [term.zh for term in form("2021").applicants[1:6]]
    return _renamed(page, rng.sample(names, 5))


def local_row(page: Page, truth: Truth, rng: Random) -> Page:
    """其他主动公开文件, a row that a province adds to 第（一）项."""

    def write(table: Table) -> tuple[Table, ...]:
        at = next(n for n, row in enumerate(table.rows) if row.item == "normative_documents")
        cells = tuple(Cell(str(rng.randint(100, 999))) for _ in range(3))
        local = Row(labels=("其他主动公开文件",), cells=cells)
        return (replace(table, rows=(*table.rows[: at + 1], local, *table.rows[at + 1 :])),)

    return with_tables(page, write, "proactive")


def _sum(cells: tuple[Cell, ...]) -> str:
    counts = [int(cell.text) for cell in cells if cell.text.isdigit()]
    return str(sum(counts)) if counts else ""


def subtotal_column(page: Page, truth: Truth, rng: Random) -> Page:
    """An eighth column, the subtotal of the organisations."""

    def row(r: Row) -> Row:
        if r.cells:
            return replace(r, cells=(*r.cells[:6], Cell(_sum(r.cells[1:6])), *r.cells[6:]))
        heads = list(r.heads)
        if len(heads) == 5:
            heads.append(Head("小计"))
        heads = [replace(h, colspan=h.colspan + 1) if h.text in ("申请人情况", "法人或其他组织") else h for h in heads]
        return replace(r, heads=tuple(heads))

    return with_tables(page, lambda t: (replace(t, width=t.width + 1, rows=tuple(map(row, t.rows))),), "applications")


def group_totals(page: Page, truth: Truth, rng: Random) -> Page:
    """Rows （三）不予公开 to （五）不予处理 with totals of their own before their parts."""

    def write(table: Table) -> tuple[Table, ...]:
        rows: list[Row] = []
        for at, row in enumerate(table.rows):
            above = table.rows[at - 1].labels if at else ()
            if len(row.labels) == 3 and row.labels[:2] != above[:2]:
                group = [r for r in table.rows if len(r.labels) == 3 and r.labels[:2] == row.labels[:2]]
                cells = tuple(Cell(_sum(tuple(r.cells[i] for r in group))) for i in range(len(row.cells)))
                rows.append(Row(labels=row.labels[:2], cells=cells))
            rows.append(replace(row, labels=(row.labels[0], row.labels[2])) if len(row.labels) == 3 else row)
        return (replace(table, rows=tuple(rows)),)

    return with_tables(page, write, "applications")


def outdented(page: Page, truth: Truth, rng: Random) -> Page:
    """From some row on, labels stand in the first column: 3.其他, （七）总计."""

    def write(table: Table) -> tuple[Table, ...]:
        start = rng.randint(_heads(table) + 2, len(table.rows) - 2)
        rows = tuple(replace(r, labels=r.labels[-1:]) if n >= start else r for n, r in enumerate(table.rows))
        return (replace(table, rows=rows),)

    return with_tables(page, write, "applications")


def regrouped(page: Page, truth: Truth, rng: Random) -> Page:
    """三、本年度办理结果 printed again after a page break."""

    def write(table: Table) -> tuple[Table, ...]:
        at = rng.randint(_heads(table) + 3, len(table.rows) - 2)
        return (replace(table, rows=(*table.rows[:at], replace(table.rows[at], regroup=True), *table.rows[at + 1 :])),)

    return with_tables(page, write, "applications")


def review_in_three(page: Page, truth: Truth, rng: Random) -> Page:
    """Section 4 as three tables of five."""
    results = tuple(Head(term.zh) for term in form("2021").results)

    def write(table: Table) -> tuple[Table, ...]:
        cells = table.rows[-1].cells
        return tuple(
            Table(
                table.table,
                0,
                5,
                (Row(heads=(Head(stage.zh, colspan=5),)), Row(heads=results), Row(cells=cells[n : n + 5])),
            )
            for stage, n in zip(form("2021").stages, (0, 5, 10), strict=True)
        )

    return with_tables(page, write, "review_litigation")


def _pieces(table: Table, cuts: list[int]) -> list[Table]:
    edges = [0, *cuts, len(table.rows)]
    pieces = [table.rows[a:b] for a, b in pairwise(edges) if a < b]
    return [replace(table, rows=(replace(rows[0], regroup=True), *rows[1:])) for rows in pieces]


def _body_cuts(table: Table, rng: Random, most: int) -> list[int]:
    first = _heads(table) + 1
    return sorted(rng.sample(range(first, len(table.rows)), min(most, len(table.rows) - first)))


def cut_in_two(page: Page, truth: Truth, rng: Random) -> Page:
    """Section 3 cut by blank lines into two or three tables, the later ones without heads."""
    return with_tables(page, lambda t: tuple(_pieces(t, _body_cuts(t, rng, rng.randint(1, 2)))), "applications")


def one_table_per_block(page: Page, truth: Truth, rng: Random) -> Page:
    """Section 2 as one table per 第二十条第（…）项."""

    def write(table: Table) -> tuple[Table, ...]:
        starts = [n for n, r in enumerate(table.rows) if n and len(r.heads) > 1 and not table.rows[n - 1].heads]
        starts += [n for n, r in enumerate(table.rows) if n and len(r.heads) == 1]
        return tuple(_pieces(table, sorted(starts)))

    return with_tables(page, write, "proactive")


def one_table_per_row(page: Page, truth: Truth, rng: Random) -> Page:
    """Every row of section 3 a table of its own, the heads one as well."""

    return with_tables(page, lambda t: tuple(_pieces(t, list(range(_heads(t), len(t.rows))))), "applications")


def page_numbers(page: Page, truth: Truth, rng: Random) -> Page:
    """A page number between rows of section 3, as PDF conversions leave it."""
    number = rng.choice(("- 4 -", "— 4 —", "4", "第 4 页 共 6 页", "－ 4 －"))

    def write(table: Table) -> tuple[Line | Table, ...]:
        first, second = _pieces(table, _body_cuts(table, rng, 1))
        return (first, Line(number), second)

    return with_tables(page, write, "applications")
