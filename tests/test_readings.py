"""Confirmed readings: the cell takes the maintainer's number, says so, and loses its doubt; nothing else changes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from builder.forms import form
from builder.model import Finding, FormId, Place, Reading, Report, Row, Sidecar
from builder.sidecar.readings import NOWHERE, apply, fitting, unfit
from tests.handmade import report

CELL = ("applications", "granted", "natural_person")


def confirm(*cell: str, value: str | None, reason: str = "原件第 2 页") -> Reading:
    return Reading(cell[0], cell[1], cell[2], None if value is None else Decimal(value), reason)


def row(rows: tuple[Row, ...], table: str, item: str) -> Row:
    return next(r for r in rows if (r.table, r.item) == (table, item))


def suspect_report() -> tuple[Report, tuple[Finding, ...]]:
    made = report({CELL: "1"}, statuses={CELL: "suspect"})
    findings = (
        Finding("suspect-cell", "warning", Place(30), *CELL),
        Finding("suspect-cell", "warning", Place(31), "applications", "granted", "business"),
        Finding("extra-row", "hint", Place(32), "applications"),
    )
    return made, findings


def test_without_readings_nothing_changes() -> None:
    made, findings = suspect_report()
    assert apply(made.rows, (), findings) == (made.rows, findings)


def test_a_confirmed_cell_is_annotated_with_the_reason_and_its_doubt_is_gone() -> None:
    made, findings = suspect_report()
    rows, left = apply(made.rows, [confirm(*CELL, value="17")], findings)
    figure = row(rows, "applications", "granted").figure("natural_person")
    assert figure is not None
    assert (figure.value, figure.raw, figure.status, figure.note) == (
        Decimal(17),
        "1",
        "annotated",
        "维护者核定：原件第 2 页",
    )
    assert left == findings[1:]
    others = [(r, r.figures) for r in rows if r.item != "granted"]
    assert others == [(r, r.figures) for r in made.rows if r.item != "granted"]


def test_a_blank_can_be_confirmed() -> None:
    made, findings = suspect_report()
    rows, _ = apply(made.rows, [confirm(*CELL, value=None)], findings)
    figure = row(rows, "applications", "granted").figure("natural_person")
    assert figure is not None and (figure.value, figure.status) == (None, "blank")


def test_a_row_is_certain_once_all_its_cells_are_confirmed() -> None:
    made = report()
    stage = row(made.rows, "review_litigation", "reconsideration")
    doubtful = stage._replace(status="suspect", note="两行互换")
    rows = tuple(doubtful if r == stage else r for r in made.rows)
    doubt = Finding("suspect-row", "warning", stage.place, "review_litigation", "reconsideration")
    readings = [confirm("review_litigation", "reconsideration", f.column, value=str(f.value)) for f in stage.figures]

    part, left = apply(rows, readings[:-1], (doubt,))
    assert (row(part, "review_litigation", "reconsideration").status, left) == ("suspect", (doubt,))

    whole, left = apply(rows, readings, (doubt,))
    certain = row(whole, "review_litigation", "reconsideration")
    assert (certain.status, certain.note, left) == ("number", "", ())
    assert [f.value for f in certain.figures] == [f.value for f in stage.figures]


def test_a_row_that_was_not_read_is_added_in_its_table_at_no_line() -> None:
    made = report(without=(("applications", "granted"), ("proactive", "administrative_fees")))
    readings = [
        confirm(*CELL, value="5"),
        confirm("proactive", "administrative_fees", "amount", value="160.5964"),
        confirm("proactive", "government_procurement", "projects", value="3"),
    ]
    rows, _ = apply(made.rows, readings, ())
    granted = row(rows, "applications", "granted")
    assert (granted.place, granted.form, granted.figures[0].value) == (NOWHERE, "2021", Decimal(5))
    assert [(f.value, f.status, bool(f.note)) for f in granted.figures[1:]] == [(None, "illegible", True)] * 6
    fees = row(rows, "proactive", "administrative_fees").figure("amount")
    assert fees is not None and fees.value == Decimal("160.5964")
    assert row(rows, "proactive", "government_procurement").form == "2019"
    assert [r.item for r in rows if r.table == "proactive"][-2:] == ["administrative_fees", "government_procurement"]
    assert [r.item for r in rows if r.table == "applications"] == [term.id for term in form("2021").rows]
    order = [r.table for r in rows]
    assert order == sorted(order, key=["proactive", "applications", "review_litigation"].index)


def test_doubts_and_what_could_not_be_read_are_settled_alike() -> None:
    made = report({CELL: "1"}, statuses={CELL: "illegible"})
    stage = row(made.rows, "review_litigation", "reconsideration")
    rows = tuple(r._replace(status="illegible", note="连写") if r == stage else r for r in made.rows)
    cell = Finding("illegible-cell", "error", Place(30), *CELL)
    whole = Finding("illegible-row", "error", stage.place, "review_litigation", "reconsideration")
    readings = [confirm("review_litigation", "reconsideration", f.column, value="3") for f in stage.figures]
    assert apply(rows, [confirm(*CELL, value="17"), *readings], (cell, whole))[1] == ()


def test_a_row_that_was_not_read_is_of_the_form_that_has_the_cell() -> None:
    def form_of(table: str, item: str, column: str, rows: tuple[Row, ...]) -> str:
        return row(apply(rows, [confirm(table, item, column, value="3")], ())[0], table, item).form

    older, newer = report(form_id="2019", year=2020).rows, report().rows
    for rows, form_id in ((older, "2019"), (newer, "2021"), ((), "2021")):
        without = tuple(r for r in rows if r.item not in ("granted", "reconsideration"))
        assert form_of("applications", "granted", "total", without) == form_id
        assert form_of("review_litigation", "reconsideration", "total", without) == form_id
    assert form_of("proactive", "administrative_licensing", "change", ()) == "2019"
    assert form_of("proactive", "government_procurement", "projects", newer) == "2019"
    single = [confirm("applications", "other_handling", "total", value="3")]
    section_two = tuple(r for r in older if r.table == "proactive")
    assert {r.form for r in apply(section_two, single, ())[0]} == {"2019"}
    assert form_of("applications", "other_handling", "total", ()) == "2021"


@pytest.mark.parametrize(
    ("form_id", "cell", "fits"),
    [
        ("2021", "proactive.regulations.produced", False),
        ("2021", "proactive.regulations.issued", True),
        ("2021", "applications.other_handling.total", False),
        ("2021", "applications.other_other.total", True),
        ("2021", "proactive.government_procurement.projects", True),
        ("2021", "proactive.other_public_services.change", False),
        ("2019", "proactive.regulations.issued", False),
        ("2019", "applications.other_other.total", False),
        ("2019", "applications.other_handling.total", True),
    ],
)
def test_a_reading_fits_where_the_report_has_its_cell(form_id: FormId, cell: str, fits: bool) -> None:
    reading = confirm(*cell.split("."), value="3")
    rows = report(form_id=form_id).rows
    assert fitting(rows, [reading]) == (reading,) * fits
    assert [f.values for f in unfit(Sidecar(readings=(reading,)), fitting(rows, [reading]))] == [
        (("cell", cell), ("file", "")) for _ in range(not fits)
    ]


def test_of_readings_that_no_form_has_together_those_of_one_form_fit() -> None:
    readings = [confirm("proactive", "regulations", c, value="3") for c in ("issued", "produced", "repealed")]
    assert fitting((), readings) == (readings[0], readings[2])
    others = [confirm("applications", item, "total", value="3") for item in ("other_handling", "other_other")]
    assert fitting((), others) == (others[0],)
