"""One report per agency-year: which of several is published, and what becomes of the others."""

from __future__ import annotations

from itertools import permutations

import pytest

from builder.collection import unreadable
from builder.model import Agency, Finding, Outcome, Place, Region
from builder.registry import Registry
from tests.handmade import Address, collected, report

REGISTRY = Registry(
    (Agency("990101-caizheng", "云溪县财政局", (), "department", "county", "990101"),),
    (Region("990101", "云溪县", "county", ""),),
)
A: Address = ("applications", "granted", "natural_person")
B: Address = ("applications", "granted", "business")


def file(name: str, **changes: object) -> Outcome:
    made = report(**{"source_file": name, **changes})  # type: ignore[arg-type]
    return Outcome(name, made, None)


@pytest.mark.parametrize(
    "files",
    [
        # best first: revision, then published_on, then unreadable cells, then path
        [file("z.txt", revision=1), file("a.txt", published_on="2024-05-01")],
        [file("z.txt", published_on="2024-01-31"), file("a.txt", published_on="2024-01-30"), file("b.txt")],
        [file("z.txt"), file("a.txt", statuses={A: "illegible"}), file("b.txt", statuses={A: "suspect", B: "suspect"})],
        [
            file("z.txt"),
            file(
                "a.txt",
                without=tuple(
                    ("review_litigation", s)
                    for s in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
                ),
            ),
        ],
        [file("a.txt"), file("b.txt"), file("c/a.txt")],
        [file("z.txt", revision=2), file("y.txt", revision=1, published_on="2025-01-01"), file("a.txt")],
    ],
)
def test_the_contracts_order_decides_whatever_came_first(files: list[Outcome]) -> None:
    for order in permutations(files):
        collection = collected(list(order), REGISTRY)
        assert [r.source_file for r in collection.reports()] == [files[0].source_file]
        assert [o.source_file for o in collection.quarantine] == sorted(f.source_file for f in files[1:])
        for loser in collection.quarantine:
            assert loser.report is None and loser.quarantine is not None
            values = dict(loser.quarantine.values)
            assert (loser.quarantine.code, values["winner"], values["report_id"]) == (
                *("superseded", files[0].source_file, "990101-caizheng-2023"),
            )


@pytest.mark.parametrize(
    ("days", "late"),
    [
        (["2024-01-31"], ""),
        (["2024-02-01"], "2024-02-01"),
        ([""], ""),
        (["2024-03-20", "2024-01-20"], ""),
        (["2024-03-20", ""], "2024-03-20"),
        (["", "2024-02-20", "2024-03-20"], "2024-02-20"),
        (["2024-03-20", "2023-01-20"], "2024-03-20"),
    ],
)
def test_a_report_is_late_if_its_first_version_was(days: list[str], late: str) -> None:
    files = [file(f"{i}.txt", revision=len(days) - i, published_on=day) for i, day in enumerate(days)]
    collection = collected(files, REGISTRY)
    found = collection.outcome("990101-caizheng-2023").findings
    assert [(f.code, f.expected, f.found) for f in found] == [("published-late", "2024-01-31", late)] * bool(late)
    assert [row.status for row in collection.coverage] == ["late" if late else "published"]


def test_unreadable_counts_cells_rows_and_missing_tables() -> None:
    assert unreadable(report()) == 0
    assert unreadable(report(statuses={A: "suspect", B: "blank"})) == 1
    stages = tuple(
        ("review_litigation", s) for s in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    )
    assert unreadable(report(without=stages)) == 15


def test_reports_come_by_id_with_findings_across_reports_added() -> None:
    cells = {("applications", "carried_in", "natural_person"): "999"}
    files = [
        Outcome(f"{y}.txt", report(cells if y == 2023 else None, year=y, source_file=f"{y}.txt"), None)
        for y in (2023, 2022)
    ]
    own = Finding("suspect-cell", "warning", Place(9))
    files[0] = Outcome(files[0].source_file, files[0].report, None, (own,))
    collection = collected(files, REGISTRY)
    assert collection.report_ids == ("990101-caizheng-2022", "990101-caizheng-2023")
    assert len(collection) == 2
    outcome = collection.outcome("990101-caizheng-2023")
    assert outcome.findings[0] == own
    assert ("carried-over", "natural_person") in {(f.code, f.column) for f in outcome.findings}
    assert [o.report.identity.year for o in collection.outcomes() if o.report] == [2022, 2023]
    with pytest.raises(KeyError):
        collection.outcome("990101-caizheng-2024")


def test_quarantined_files_are_sorted_and_claim_their_year() -> None:
    refused = [
        Outcome(n, None, Finding("scanned", "error"), (), c) for n, c in (("b", None), ("a", ("990101-caizheng", 2022)))
    ]
    collection = collected([*refused, file("x.txt")], REGISTRY)
    assert [o.source_file for o in collection.quarantine] == ["a", "b"]
    assert [(c.year, c.status) for c in collection.coverage] == [(2022, "unreadable"), (2023, "published")]


def test_nothing_at_all() -> None:
    collection = collected([], REGISTRY)
    assert (len(collection), collection.quarantine, list(collection.outcomes())) == (0, (), [])
