"""Reports in text for the tests of the parser, and what it reads in them."""

from __future__ import annotations

from collections.abc import Sequence

from builder.formats.text import read_text
from builder.forms import form
from builder.model import Row
from builder.parse import Parsed, parse

HEAD = "云溪县档案局2023年政府信息公开工作年度报告\n一、总体情况\n一年来依法公开。\n"
TAIL = "五、存在的主要问题及改进情况\n公开还不够及时。\n六、其他需要报告的事项\n无\n"
ROWS = form("2021").rows


def figures() -> dict[str, list[int]]:
    """Distinct numbers in every applicant column of every row, so that all sums of section 3 hold."""
    table = {row.id: [101 * (i + 2) + 7 * c * (i + 1) for c in range(6)] for i, row in enumerate(ROWS)}
    outcomes = [row.id for row in ROWS if row.role == "outcome"]
    table["total_processed"] = [sum(table[i][c] for i in outcomes) for c in range(6)]
    for c in range(6):
        table["new_received"][c] = table["total_processed"][c] + table["carried_forward"][c] - table["carried_in"][c]
    return {item: [*values, sum(values)] for item, values in table.items()}


def tabbed(table: dict[str, list[int]], rows: Sequence[str] | None = None) -> list[str]:
    labels = {row.id: row.zh for row in ROWS}
    return ["\t".join([labels[i], *map(str, table[i])]) for i in rows or table]


def report(applications: Sequence[str], review: str = "", proactive: str = "") -> Parsed:
    parts = [HEAD, "二、主动公开政府信息情况\n", proactive, "三、收到和处理政府信息公开申请情况\n"]
    parts += [
        "申请人情况\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n",
        "\n".join(applications),
        "\n",
    ]
    parts += ["四、政府信息公开行政复议、行政诉讼情况\n", review, TAIL]
    parsed = parse(read_text("".join(parts)))
    assert isinstance(parsed, Parsed)
    return parsed


def read(parsed: Parsed, item: str) -> list[int | None]:
    return [None if f.value is None else int(f.value) for f in row(parsed, item).figures]


def off_the_form(rows: Sequence[Row]) -> list[str]:
    """The rows that stand twice, or have other cells than their form has, or in another order."""
    items = [(r.table, r.item) for r in rows]
    return [
        f"{r.table}.{r.item}: {len(r.figures)} cells"
        for r in rows
        if items.count((r.table, r.item)) > 1 or tuple(f.column for f in r.figures) != _columns(r)
    ]


def _columns(of: Row) -> tuple[str, ...]:
    return form(of.form).columns(of.table, of.item)


def row(parsed: Parsed, item: str) -> Row:
    return next(r for r in parsed.rows if r.item == item)


def all_right(parsed: Parsed, table: dict[str, list[int]]) -> bool:
    return all(read(parsed, item) == values and row(parsed, item).status == "number" for item, values in table.items())


REVIEW = [11, 12, 13, 14, 50, 21, 22, 23, 24, 90, 31, 32, 33, 34, 130]
STAGES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


def one_cell_per_line(lines: list[str]) -> list[str]:
    return [cell for line in lines for cell in line.split("\t")]
