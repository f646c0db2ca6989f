"""The published figures of the sample data give exactly the findings that a count by hand gives.

Counted from the figures alone, report by report: six column sums, seven balances and seven outcome sums of section 3,
three sums of section 4, then carried over and in force from year to year. ``content/quality-notes.md`` tells the same.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.checks import CODES
from builder.collection import Collection
from builder.model import Finding
from tests.checking import collection_of

DATA = Path(__file__).parents[1] / "data"

# report, check, item, column, expected, found, equation
BY_HAND = [
    ("310000-kxjswyh-2024", "balance", "total_processed", "total", "36", "35", "34 + 2 ≠ 35 + ( )"),
    ("320813-rmzf-2023", "review-sum", "reconsideration", "total", "11", "0", "10 + 1 + 0 + 0 ≠ 0"),
    ("320813-rmzf-2023", "review-sum", "litigation_after_reconsideration", "total", "5", "0", "5 + 0 + 0 + 0 ≠ 0"),
    ("350128-gwh-2020", "outcome-sum", "total_processed", "natural_person", "26", "20", "6 + 6 + 4 + 3 + 3 + 4 ≠ 20"),
    ("350128-gwh-2020", "outcome-sum", "total_processed", "total", "27", "21", "7 + 6 + 4 + 3 + 3 + 4 ≠ 21"),
    ("350128-gwh-2023", "in-force", "normative_documents", "in_force", "643", "470", "698 + 77 − 132 ≠ 470"),
    ("350128-gwh-2024", "in-force", "normative_documents", "in_force", "499", "440", "470 + 62 − 33 ≠ 440"),
    ("350128-gwh-2025", "in-force", "normative_documents", "in_force", "453", "546", "440 + 58 − 45 ≠ 546"),
]
RULES = ("row-sum", "balance", "outcome-sum", "review-sum", "carried-over", "in-force")
HINTS = [
    ("350128-gwh-2020", "published-late", "2021-03-05"),
    ("350128-gwh-2021", "published-late", "2022-02-08"),
    ("350128-gwh-2021", "jump-ten", "2293"),
    ("350128-gwh-2022", "published-late", "2023-02-20"),
    ("350128-gwh-2023", "published-late", "2024-03-08"),
    ("350128-gwh-2024", "published-late", "2025-03-10"),
    ("350128-gwh-2025", "published-late", "2026-03-13"),
]


@pytest.fixture(scope="module")
def collection() -> Collection:
    return collection_of(DATA / "reports", DATA / "registry")


@pytest.fixture(scope="module")
def found(collection: Collection) -> list[tuple[str, str, Finding]]:
    """(report id, source file, finding) of every check that does not hold."""
    return [
        (outcome.report.identity.report_id, outcome.source_file, finding)
        for outcome in collection.outcomes()
        if outcome.report
        for finding in outcome.findings
        if finding.code in CODES
    ]


def test_every_sample_report_is_read(collection: Collection) -> None:
    assert (len(collection), collection.quarantine) == (22, ())


def test_the_figures_fail_exactly_the_checks_counted_by_hand(found: list[tuple[str, str, Finding]]) -> None:
    warnings = [
        (report_id, f.code, f.item, f.column, f.expected, f.found, dict(f.values)["equation"])
        for report_id, _, f in found
        if f.code in RULES
    ]
    assert warnings == BY_HAND


def test_the_hints_are_exactly_these(found: list[tuple[str, str, Finding]]) -> None:
    assert sorted((report_id, f.code, f.found) for report_id, _, f in found if f.code not in RULES) == sorted(HINTS)


def test_each_finding_on_a_cell_points_at_the_line_that_prints_it(found: list[tuple[str, str, Finding]]) -> None:
    for _, source_file, finding in found:
        if finding.table:
            assert finding.place is not None
            line = (DATA / "reports" / source_file).read_text(encoding="utf-8").split("\n")[finding.place.line - 1]
            assert finding.found in line, (source_file, finding)


def test_the_page_on_the_sample_data_lists_the_same(collection: Collection) -> None:
    page = (DATA.parent / "content" / "quality-notes.md").read_text(encoding="utf-8")
    listed = [line for line in page.split("## 值得一看")[0].splitlines() if line.startswith("| ")][1:]
    assert len(listed) == len(BY_HAND)
    for report_id, code, _, _, expected, found, equation in BY_HAND:
        report = collection.outcome(report_id).report
        assert report is not None
        begin = f"| {report.identity.agency} {report.identity.year} | {code} |"
        parts = equation.split(" ≠ ")[0]
        assert any(row.startswith(begin) and parts in row and found in row for row in listed), (begin, expected)
