"""Each check against a report with exactly that error: ``fixtures/checks/<code>/`` holds the files and what is printed.

``expected.txt`` is the output of ``portal check`` for the folder without its second (hint) lines. The registry of the
fictional county stands in ``fixtures/checks/registry``; a folder may bring an ``acknowledged.csv`` of its own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder.catalogue import entry
from builder.checks import CODES
from tests.checking import check

FIXTURES = Path(__file__).parent / "fixtures" / "checks"
# ``portal check --data`` here leaves a hidden folder with what it has read.
FOLDERS = sorted(f.name for f in FIXTURES.iterdir() if f.name != "registry" and not f.name.startswith("."))


def registry_of(folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "registry", tmp_path / "registry")
    if (folder / "acknowledged.csv").exists():
        shutil.copy(folder / "acknowledged.csv", tmp_path / "registry")
    return tmp_path / "registry"


@pytest.mark.parametrize("code", FOLDERS)
def test_a_planted_error_is_found_in_its_place_and_nothing_else(code: str, tmp_path: Path) -> None:
    problems, printed = check(FIXTURES / code, registry_of(FIXTURES / code, tmp_path))
    text = "".join(line for line in printed.splitlines(keepends=True) if not line.startswith("    "))
    assert text == (FIXTURES / code / "expected.txt").read_text(encoding="utf-8")
    found = {(problem.finding.code, problem.finding.level) for problem in problems}
    assert found == ({(code, entry(code).level)} if code != "correct" else set())


def test_every_check_has_a_failing_example() -> None:
    assert set(FOLDERS) - {"correct", "acknowledgement-stale"} == CODES
