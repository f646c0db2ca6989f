"""Versions of the data as recorded in ``data/updates``."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.diff import Cell, FigureChange, ReportChange
from builder.reporter.differences import as_json
from builder.updates import load_updates

FIGURE = FigureChange("applications", "granted", "total", Cell("3"), Cell("4"))

ONE = '{"changes": [{"report_id": "%s", "agency": "%s", "year": 2023, "kind": "added", "figure_count": %s}]}'


def test_what_diff_prints_is_read_back_oldest_first(tmp_path: Path) -> None:
    changed = ReportChange("990101-a-2023", "甲局", "2023", "changed", figures=(FIGURE, FIGURE))
    added = ReportChange("990101-b-0000", "乙局", "", "added", figures=(FIGURE,))
    gone = ReportChange("990101-c-2022", "丙局", "2022", "removed")
    (tmp_path / "2026-03-01-second.json").write_text(as_json([added, gone]), encoding="utf-8")
    (tmp_path / "2026-02-28.json").write_text(as_json([changed]), encoding="utf-8")
    updates, findings = load_updates(tmp_path)
    assert findings == ()
    assert [(u.version, u.day) for u in updates] == [("2026-02-28", "2026-02-28"), ("2026-03-01-second", "2026-03-01")]
    [change] = updates[0].changes
    assert (change.report_id, change.agency, change.year, change.kind, change.figures) == (
        "990101-a-2023", "甲局", 2023, "changed", 2,
    )  # fmt: skip
    assert [(c.year, c.kind) for c in updates[1].changes] == [(None, "added"), (2022, "removed")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.json", '{"changes": []}'),
        ("2026-02-30.json", '{"changes": []}'),
        ("2026-02-28.json", '{"changes": \n\n oops'),
        ("2026-02-28.json", "[]"),
        ("2026-02-28.json", "[" * 100_000),
        ("2026-02-28.json", ONE % ("990101-a-2023", "甲局", "Infinity")),
        ("2026-02-28.json", ONE % ("990101-a-2023", r"\ud800", 1)),
        ("2026-02-28.json", ONE % (r"\"><script>", "甲局", 1)),
        ("2026-02-28.json", ONE % ("../../990101-a-2023", "甲局", 1)),
        ("2026-02-28.json", (ONE % ("990101-a-2023", "甲局", 1)).replace("added", "exploded")),
        ("2026-02-28.json", (ONE % ("990101-a-2023", "甲局", 1)).replace("2023,", '"2023",')),
        ("2026-02-28 copy.json", '{"changes": []}'),
    ],
)
def test_a_file_that_is_no_version_is_told_and_skipped(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    updates, [finding] = load_updates(tmp_path)
    assert updates == ()
    assert finding.code == "update-unreadable"
    assert dict(finding.values)["file"] == f"updates/{name}"
    if "oops" in text:
        assert finding.place is not None and finding.place.line == 3


def test_no_folder_no_versions(tmp_path: Path) -> None:
    assert load_updates(tmp_path / "none") == ((), ())
