"""Whether everything the form asks for is there: tables, rows, sections, the right form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from builder.checks.sheet import Sheet
from builder.forms import Term, form
from builder.model import TABLES, Finding, FormId, Place, Row, Table

_PROSE_SECTIONS = ("overview", "problems", "other")
_NO_WORD = re.compile(r"\W+")
_SAYS = re.compile(r"\W*[^\W本暂无没不未存的主任明问情]")  # begins as no sentence that says nothing
_NOTHING = re.compile(
    r"(?:本(?:年度|年|机关|单位))*(?:暂)?(?:无|没有|不存在|未发现)?(?:存在)?(?:的|主要|任何|明显)*(?:问题|情况)?"
)


def missing_tables(sheet: Sheet) -> Iterator[Finding]:
    """Each of the three statutory tables is there. A picture of a table is none."""
    present = {table for table, _ in sheet.rows}
    for table in TABLES:
        if table not in present:
            yield Finding("missing-table", "warning", _section_place(sheet, table), table)


def missing_rows(sheet: Sheet) -> Iterator[Finding]:
    """Each row of the form is printed in a table that is there. Neighbours missing together make one finding."""
    forms = {row.form for row in sheet.rows.values()}
    if len(forms) == 1 and _all_rows(*forms) <= sheet.rows.keys():  # nearly every report
        return
    for table in TABLES:
        found = [row for row in sheet.rows.values() if row.table == table]
        if not found:
            continue
        printed = [row.item for row in found]
        run: list[Term] = []
        before = ""
        for term in (*_expected(table, found), None):
            if term is not None and term.id not in printed:
                run.append(term)
                continue
            if run:
                yield _missing(sheet, table, run, before or printed[0])
                run = []
            if term is not None:
                before = term.id


def missing_sections(sheet: Sheet) -> Iterator[Finding]:
    """Sections 1, 5 and 6 are there (the other three are the tables')."""
    present = {section.section for section in sheet.report.sections}
    for section in _PROSE_SECTIONS:
        if section not in present:
            yield Finding("missing-section", "hint", item=section)


def empty_problems(sheet: Sheet) -> Iterator[Finding]:
    """Section 5 tells problems and improvements: empty or 无 is not an answer."""
    for section, paragraphs in sheet.prose:
        if section.section != "problems":
            continue
        text = "".join(paragraphs)
        if _SAYS.match(text) is None and _NOTHING.fullmatch(_NO_WORD.sub("", text)):
            quote = section.text.strip()
            yield Finding("problems-empty", "hint", section.place, item="problems", found=quote)


def other_form(sheet: Sheet) -> Iterator[Finding]:
    """Tables of the 2019 form belong to the report years 2019 and 2020, tables of the 2021 form to 2021 and later."""
    year = sheet.report.identity.year
    if not year:
        return
    due = "2021" if year >= form("2021").first_year else "2019"
    other = [row for row in sheet.rows.values() if row.form != due and row.table != "review_litigation"]
    if not other:
        return
    told: set[str] = set()
    if not any(table == "applications" and item.startswith("other_") for table, item in sheet.rows):
        told.add("applications")  # the rows that tell its form are not there
    for row in other:
        if row.table in told:
            continue
        told.add(row.table)
        yield Finding(
            "form-year",
            "hint",
            row.place,
            row.table,
            expected=due,
            found=row.form,
            values=(("document", form(due).document), ("year", str(year))),
        )


def _expected(table: Table, found: Sequence[Row]) -> tuple[Term, ...]:
    """The rows that a table should print, in order, by those that it does."""
    earlier = {row.form for row in found} == {"2019"}
    if table == "applications":
        earlier = earlier or any(row.item == "other_handling" for row in found)
    return form("2019" if earlier else "2021").rows_of(table)


@cache
def _all_rows(form_id: FormId) -> frozenset[tuple[str, str]]:
    """Table and item of every row of a form."""
    return frozenset((table, item) for table, items in form(form_id).tables.items() for item in items)


def _missing(sheet: Sheet, table: Table, run: list[Term], before: str) -> Finding:
    labels = [row.zh for row in run]
    return Finding(
        "missing-row",
        "warning",
        sheet.place(table, before),
        table,
        run[0].id,
        found=str(len(run)),
        values=(("count", str(len(run))), ("labels", _joined(labels))),
    )


def _joined(labels: Iterable[str]) -> str:
    labels = list(labels)
    return "、".join(labels) if len(labels) <= 2 else f"{labels[0]} … {labels[-1]}"


def _section_place(sheet: Sheet, section: str) -> Place | None:
    return next((found.place for found in sheet.report.sections if found.section == section), None)
