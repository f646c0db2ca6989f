"""Rows that say the same share what is made from them; rows that differ in anything printed do not."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from builder.checks import check_report
from builder.checks.acknowledge import Acknowledgements
from builder.exports.json_files import json_records
from builder.exports.lines import own_records, report_lines
from builder.model import Place, Row, Status
from builder.registry import Registry
from builder.tables.csv import records
from builder.tables.rows import PER_REPORT, report_rows
from builder.tables.statement import KEPT, Printed, Statement, _known, statement
from tests.handmade import report


def rows() -> tuple[Row, ...]:
    return report({}).rows


def test_rows_that_say_the_same_elsewhere_share_a_statement() -> None:
    for row in rows():
        assert statement(row) is statement(row._replace(place=Place(4711, 3)))


@pytest.mark.parametrize(
    "change",
    [{"value": Decimal("0.0")}, {"raw": "０"}, {"status": "suspect"}, {"note": "注"}, {"unit": "件"}],
)
def test_cells_that_differ_at_all_share_none(change: dict[str, object]) -> None:
    row = next(row for row in rows() if row.table == "applications")
    first, *others = row.figures
    zero = first._replace(value=Decimal(0), raw="0", note="核定")
    same, other = (row._replace(figures=(f, *others)) for f in (zero, zero._replace(**change)))
    assert statement(same) is not statement(other)


@pytest.mark.parametrize("change", [{"label": "又"}, {"status": "suspect"}, {"note": "注"}, {"form": "2019"}])
def test_rows_that_differ_at_all_share_none(change: dict[str, object]) -> None:
    for row in rows():
        assert statement(row) is not statement(row._replace(**change))


def test_what_is_made_from_a_statement_is_made_once() -> None:
    made: list[str] = []

    def item(said: Statement) -> str:
        made.append(said.item)
        return said.item

    said = statement(rows()[0]._replace(label="once"))
    assert [said.once(item), said.once(item)] == [said.item] * 2 and made == [said.item]


def test_no_more_is_kept_than_so_many_statements() -> None:
    row = rows()[0]
    for n in range(KEPT + 10):
        statement(row._replace(label=str(n)))
    assert _known.cache_info().currsize == KEPT


@pytest.mark.parametrize("status", ["suspect", "illegible"])
def test_a_doubtful_row_makes_its_cells_doubtful_and_reads_none(status: Status) -> None:
    said = statement(rows()[0]._replace(status=status))
    assert {figure.status for figure in said.cells.values()} == {status} and not said.read


def test_what_was_read_for_certain_are_plain_numbers_zeros_and_explained_ones() -> None:
    row = next(row for row in rows() if row.table == "review_litigation")
    texts: list[tuple[str, Status]] = [("7", "number"), ("0", "number"), ("22", "annotated"), ("", "blank")]
    texts.append(("9", "suspect"))
    told = [
        figure._replace(value=Decimal(raw) if raw else None, status=status)
        for figure, (raw, status) in zip(row.figures, texts, strict=True)
    ]
    said = statement(row._replace(figures=tuple(told)))
    assert said.read == {f.column: f.value for f in told[:3]} and list(said.cells) == [f.column for f in row.figures]


def test_lines_put_together_are_the_lines_of_whole_rows() -> None:
    one = report({("proactive", "administrative_fees", "amount"): "1.50"}, agency='=甲,"局"', prose={"problems": ""})
    row = one.rows[0]
    doubtful = row._replace(place=Place(0), status="suspect", note='"疑"')
    printed = Printed(replace(one, rows=(doubtful, *one.rows[1:])))
    made = report_rows(printed, check_report(printed.report), Acknowledgements(Registry()))
    lines = report_lines(printed, made)
    assert all(made.values())
    for name in PER_REPORT:
        assert made[name], name
        assert lines[name].csv == records(name, made[name])
        assert b"".join(lines[name].json) == b",\n".join(json_records(name, made[name]))


def test_a_report_s_own_records_do_not_say_whose_they_are() -> None:
    one = report({}, agency='"section":\n,{', prose={"overview": '"section":1,\n{"report_id":'})
    printed = Printed(replace(one, rows=(one.rows[0]._replace(status="suspect"), *one.rows[1:])))
    made = report_rows(printed, (), Acknowledgements(Registry()))
    lines = report_lines(printed, made)
    for name in ("narratives", "cell_notes", "checks"):
        whole = [json.loads(each) for each in json_records(name, made[name])]
        keys = ("report_id", "agency_id", "agency", "year")
        expected = [{key: value for key, value in each.items() if key not in keys} for each in whole]
        assert json.loads(own_records(name, lines[name])) == expected
