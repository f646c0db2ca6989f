"""Reports built by hand for tests of what comes after reading: every sum holds, every line is its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from builder.collection import Collection, collect, summary
from builder.forms import form
from builder.model import Figure, Finding, Identity, Outcome, Place, Report, Row, Section, Status, Table
from builder.registry import Registry

Address = tuple[str, str, str]

PROSE = {
    "overview": (
        "本机关2023年围绕群众关心的事项公开政府信息，修订了公开指南，完善了依申请公开的登记、办理和答复流程。\n"
        "本年度门户网站新增栏目两个，政务新媒体按月检查，全年组织培训一次，邀请居民代表到政务大厅座谈。"
    ),
    "problems": "公开内容的解读不够通俗，个别栏目更新不够及时。下一年将逐月检查栏目并增加图解。",
    "other": "本年度没有收取信息处理费。",
}


def figures(values: Mapping[Address, str], form_id: str = "2021") -> dict[Address, str]:
    """Printed texts of every cell of a form, sums holding, then those of ``values`` on top."""
    cells: dict[Address, str] = {}
    the_form = form(form_id)
    number = 2
    for block in the_form.blocks:
        for row in block.rows:
            for measure in block.measures:
                number += 3
                cells["proactive", row.id, measure] = str(number)
    applicants = [column.id for column in the_form.applicants[:-1]]
    for index, column in enumerate(applicants):
        processed = 0
        for position, row in enumerate(row for row in the_form.rows if row.role == "outcome"):
            cells["applications", row.id, column] = str(position * 7 + index)
            processed += position * 7 + index
        forward, carried = 11 + index, 3 + index * 2
        cells["applications", "total_processed", column] = str(processed)
        cells["applications", "carried_forward", column] = str(forward)
        cells["applications", "carried_in", column] = str(carried)
        cells["applications", "new_received", column] = str(processed + forward - carried)
    for row in the_form.rows:
        total = sum(int(cells["applications", row.id, column]) for column in applicants)
        cells["applications", row.id, "total"] = str(total)
    for index, stage in enumerate(the_form.stages):
        parts = [index * 5 + position + 1 for position in range(4)]
        for result, part in zip(the_form.results, [*parts, sum(parts)], strict=True):
            cells["review_litigation", stage.id, result.id] = str(part)
    return cells | dict(values)


def report(
    values: Mapping[Address, str] | None = None,
    *,
    agency_id: str = "990101-caizheng",
    agency: str = "云溪县财政局",
    region_code: str = "990101",
    year: int = 2023,
    form_id: str = "2021",
    prose: Mapping[str, str] | None = None,
    without: tuple[tuple[str, str], ...] = (),
    statuses: Mapping[Address, Status] | None = None,
    **changes: object,
) -> Report:
    """A report whose cells print the given texts. ``""`` is blank; ``without`` lists (table, item) of rows left out."""
    cells = figures(values or {}, form_id)
    statuses = statuses or {}
    rows: list[Row] = []
    for line, ((table, item), columns) in enumerate(_by_row(cells).items(), start=20):
        if (table, item) in without:
            continue
        printed = tuple(
            _figure(column, text, statuses.get((table, item, column)), table, item) for column, text in columns.items()
        )
        rows.append(Row(_table(table), item, "2019" if form_id == "2019" else "2021", item, Place(line), printed))
    sections = tuple(
        Section(section.id, section.zh, text, Place(3 + 2 * number))  # type: ignore[arg-type]
        for number, section in enumerate(form("2021").sections)
        if (text := (PROSE | dict(prose or {})).get(section.id))
    )
    made = Report(
        identity=Identity(agency_id, agency, region_code, "云溪县", year, registered=True),
        title=f"{agency}{year}年政府信息公开工作年度报告",
        form=form_id,
        rows=tuple(rows),
        sections=sections,
        kind="text",
        source_file=f"{agency_id}-{year}.txt",
        source_sha256="0" * 64,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _by_row(cells: Mapping[Address, str]) -> dict[tuple[str, str], dict[str, str]]:
    by_row: dict[tuple[str, str], dict[str, str]] = {}
    for (table, item, column), text in cells.items():
        by_row.setdefault((table, item), {})[column] = text
    return by_row


def _figure(column: str, text: str, status: Status | None, table: str, item: str) -> Figure:
    value = Decimal(text) if text and status != "illegible" else None
    unit = "万元" if (table, item, column) == ("proactive", "administrative_fees", "amount") else ""
    return Figure(column, value, text, status or ("number" if text else "blank"), unit=unit)


def _table(name: str) -> Table:
    return {"proactive": "proactive", "applications": "applications"}.get(name, "review_litigation")  # type: ignore[return-value]


def collected(outcomes: Sequence[Outcome], registry: Registry, findings: Iterable[Finding] = ()) -> Collection:
    """The collection of outcomes that are all in memory."""
    return collect([summary(i, o) for i, o in enumerate(outcomes)], lambda key: outcomes[int(key)], registry, findings)
