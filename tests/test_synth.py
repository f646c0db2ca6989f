"""The generator itself: the same seed gives the same bytes, the figures obey the form, and nothing in it is real."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.forms import form
from builder.registry.files import load
from builder.synth import generate, write_corpus
from builder.synth.benign import MUTATIONS, apply
from builder.synth.cases import benign_case, draw_truth
from builder.synth.compose import compose
from builder.synth.damage import DAMAGES, damage
from builder.synth.figures import MODES, PLANS, draw_figures, plan_rows
from builder.synth.grid import grid
from builder.synth.model import Figures, Page, Table
from builder.synth.offices import offices
from builder.synth.render import LAYOUTS
from builder.synth.seeds import chance

APPLICANTS = [term.id for term in form("2021").applicants]
EVERY_LAYOUT = dict.fromkeys(LAYOUTS, 1.0)


def _total(figures: Figures, items: list[str], column: str) -> Decimal:
    return sum((figures["applications", item, column] or Decimal(0) for item in items), Decimal(0))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), plan=st.sampled_from(PLANS), mode=st.sampled_from(MODES))
def test_every_sum_of_the_form_holds(seed: int, plan: str, mode: str) -> None:
    figures = draw_figures(plan, mode, chance(seed))
    rows = plan_rows(plan)
    outcomes = [row.id for row in rows if row.role == "outcome"]
    for row in rows:
        parts = [figures["applications", row.id, column] or Decimal(0) for column in APPLICANTS[:-1]]
        assert figures["applications", row.id, "total"] == sum(parts)
    for column in APPLICANTS:
        assert _total(figures, outcomes, column) == figures["applications", "total_processed", column]
        received = _total(figures, ["new_received", "carried_in"], column)
        assert received == _total(figures, ["total_processed", "carried_forward"], column)
    for stage in form("2021").stages:
        results = [figures["review_litigation", stage.id, r.id] or Decimal(0) for r in form("2021").results]
        assert results[-1] == sum(results[:-1])
    assert all(value is not None and (value >= 0 or key[2] == "change") for key, value in figures.items())


@pytest.mark.parametrize(("plan", "count"), [("2021", 200), ("2019", 198), ("hybrid", 200), ("single", 186)])
def test_unique_mode_gives_every_cell_its_own_number(plan: str, count: int) -> None:
    figures = draw_figures(plan, "unique", chance("unique", plan))
    assert len(figures) == len(set(figures.values())) == count
    assert all(figures.values())


def test_same_seed_same_bytes_and_a_longer_corpus_begins_with_the_shorter() -> None:
    once = [(r.path, r.data, r.truth.figures) for r in generate(40, 7, EVERY_LAYOUT)]
    again = [(r.path, r.data, r.truth.figures) for r in generate(60, 7, EVERY_LAYOUT)]
    assert again[:40] == once
    assert once != [(r.path, r.data, r.truth.figures) for r in generate(40, 8, EVERY_LAYOUT)]


def test_offices_are_fictional_and_their_names_never_repeat() -> None:
    some = list(islice(offices(3), 3000))
    names = Counter(office.name for office, _ in some)
    assert max(names.values()) == 1
    # GB/T 2260 has no code that begins with 9.
    assert all(office.region_code.startswith("9") for office, _ in some)
    assert len({office.agency_id for office, _ in some}) == len(some)


def test_carry_overs_follow_from_year_to_year() -> None:
    last: dict[str, tuple[int, Figures]] = {}
    followed = 0
    for report in generate(300, 11):
        truth = report.truth
        year, before = last.get(truth.office.agency_id, (0, {}))
        contradicted = any(fault.kind == "contradiction" for fault in report.faults)
        key = ("applications", "carried_in", "natural_person")
        if year == truth.year - 1 and not contradicted and truth.figures[key] is not None:
            assert truth.figures[key] == (before["applications", "carried_forward", "natural_person"] or 0)
            followed += 1
        last[truth.office.agency_id] = (truth.year, truth.figures)
    assert followed > 100


def test_written_corpus_has_reports_registry_and_truth(tmp_path: Path) -> None:
    assert write_corpus(25, 5, tmp_path) == 25
    registry, findings = load(tmp_path / "registry")
    assert not findings
    with (tmp_path / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    files = {path.relative_to(tmp_path / "reports").as_posix() for path in (tmp_path / "reports").rglob("*.*")}
    assert files == {row["source_file"] for row in rows}
    assert len(files) == 25
    known = {agency.agency_id for agency in registry.agencies}
    assert {row["report_id"][:-5] for row in rows} == known


def _printed(page: Page) -> Counter[tuple[str, str, str]]:
    tables = [block for block in page if isinstance(block, Table)]
    return Counter(cell.key for table in tables for row in table.rows for cell in row.cells if cell.key)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_benign_change_keeps_every_figure(mutation: object) -> None:
    """Nothing is lost or printed twice, and the change does change something in one report of ten."""
    name = str(getattr(mutation, "name", ""))
    changed = 0
    for seed in range(10):
        rng = chance("keeps", name, seed)
        truth = draw_truth(rng, "html:plain", MODES[seed % len(MODES)])
        page = compose(truth, rng)
        after = apply(page, truth, name, seed)
        assert _printed(after) == _printed(page) == Counter(dict.fromkeys(truth.figures, 1))
        changed += after != page
    assert changed


@pytest.mark.parametrize("name", ["cut", *DAMAGES])
def test_damage_changes_the_page_and_names_what_is_gone(name: str) -> None:
    for seed in range(10):
        rng = chance("damage", name, seed)
        truth = draw_truth(rng, "html:plain", "unique")
        page = compose(truth, rng)
        damaged = damage(page, seed, name)
        left = set(_printed(damaged.page))
        assert damaged.page != page
        assert damaged.faults
        if name != "merged_digits":
            assert damaged.gone == set(_printed(page)) - left


def test_rows_of_the_grid_cover_every_column_once() -> None:
    truth = draw_truth(chance("grid"), "html:plain", "unique")
    for table in (block for block in compose(truth, chance("grid")) if isinstance(block, Table)):
        width = table.depth + table.width
        covered = Counter(
            (at + down, box.column + right)
            for at, boxes in enumerate(grid(table))
            for box in boxes
            for down in range(box.rowspan)
            for right in range(box.colspan)
        )
        assert covered == Counter({(at, column): 1 for at in range(len(table.rows)) for column in range(width)})


def test_every_file_says_that_it_is_fictional() -> None:
    for report in generate(60, 2, {"text:tab": 1, "markdown": 1, "html:site": 1}):
        text = report.data.decode("utf-8" if report.layout[:4] != "html" else "gb18030", errors="ignore")
        utf8 = report.data.decode("utf-8", errors="ignore")
        assert "虚构数据" in text or "虚构数据" in utf8


def test_cases_are_pure_functions_of_their_seed() -> None:
    assert benign_case(12).data == benign_case(12).data
    assert benign_case(12).data != benign_case(13).data
