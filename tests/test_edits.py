"""A small project edited at random, one thing after the other: each build gives what a clean one of its data gives."""

from __future__ import annotations

import csv
import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from builder.build import build_all
from tests.conftest import copy_project
from tests.shelved import InThisProcess
from tests.test_build import digests

REPORTS = ("320813-rmzf-2023", "321300-rmzf-2023", "321322-rmzf-2025", *(f"350128-gwh-{y}" for y in (2022, 2023, 2024)))
SPARE = ("350128-gwh-2021", "321300-rmzf-2024")


class Edits:
    """Changes reports and registry of a project, which of them by chance."""

    def __init__(self, project: Path, spare: Sequence[Path]) -> None:
        self._project, self._spare, self._chance = project, list(spare), random.Random(8)

    def change_a_figure(self) -> None:
        path = self._any()
        lines = path.read_text(encoding="utf-8").split("\n")
        cells = [re.split(r"([|\t])", line) for line in lines]
        numbers = [(n, m) for n, row in enumerate(cells) for m, text in enumerate(row) if text.strip().isdigit()]
        at, cell = self._chance.choice(numbers)
        cells[at][cell] = cells[at][cell].replace(cells[at][cell].strip(), str(int(cells[at][cell]) + 3))
        path.write_text("\n".join([*lines[:at], "".join(cells[at]), *lines[at + 1 :]]), encoding="utf-8")

    def add_a_report(self) -> None:
        path = self._spare.pop()
        for file in path.parent.glob(f"{path.stem}.*"):
            shutil.copyfile(file, self._reports / file.name)

    def remove_a_report(self) -> None:
        path = self._any()
        path.unlink()
        path.with_suffix(".toml").unlink(missing_ok=True)

    def rename_a_report(self) -> None:
        path = self._any()
        for file in list(path.parent.glob(f"{path.stem}.*")):
            file.rename(file.with_stem("renamed"))

    def add_a_sidecar(self) -> None:
        path = self._chance.choice([path for path in self._all() if not path.with_suffix(".toml").exists()])
        stated = 'published_on = 2024-03-30\nsource_url = "https://example.org/x"\nsample = true\n'
        path.with_suffix(".toml").write_text(stated, encoding="utf-8")

    def acknowledge_a_finding(self) -> None:
        with (self._project / "site/data/checks.csv").open(encoding="utf-8-sig", newline="") as file:
            found = self._chance.choice([row for row in csv.DictReader(file) if not row["acknowledged"]])
        with (self._project / "data/registry/acknowledged.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(
                [*(found[c] for c in ("report_id", "check", "item", "column")), "原件如此", "", ""]
            )

    def rename_an_agency(self) -> None:
        path = self._project / "data/registry/agencies.csv"
        text = path.read_text(encoding="utf-8")
        assert ",洪泽区人民政府;" in text
        path.write_text(text.replace(",洪泽区人民政府;", ",洪泽人民政府;洪泽区人民政府;"), encoding="utf-8")

    @property
    def _reports(self) -> Path:
        return self._project / "data/reports"

    def _all(self) -> list[Path]:
        return sorted(path for path in self._reports.iterdir() if path.suffix != ".toml")

    def _any(self) -> Path:
        return self._chance.choice(self._all())


def small_project(target: Path, of: Path) -> Path:
    """A copy of a project with a few of its reports, one of them without its sidecar."""
    shutil.copytree(of, target, ignore=shutil.ignore_patterns("reports", "site", ".cache"))
    (target / "data/reports").mkdir()
    for name in REPORTS:
        for file in (of / "data/reports").rglob(f"{name}.*"):
            shutil.copyfile(file, target / "data/reports" / file.name)
    (target / "data/reports/350128-gwh-2023.toml").unlink()
    return target


def build(project: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(project)
    build_all(Path("data"), Path("site"), InThisProcess())
    return digests(project / "site")


def test_each_edit_leads_to_what_a_clean_build_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = copy_project(tmp_path / "sample")
    spare = [path for name in SPARE for path in (sample / "data/reports").rglob(f"{name}.*") if path.suffix != ".toml"]
    ours = small_project(tmp_path / "ours", sample)
    before = build(ours, monkeypatch)
    edits = Edits(ours, spare)
    rounds: list[tuple[Callable[[], None], ...]] = [
        (edits.change_a_figure, edits.add_a_sidecar),
        (edits.rename_a_report,),
        (edits.acknowledge_a_finding,),
        (edits.rename_an_agency,),
        (edits.add_a_report, edits.remove_a_report),
    ]
    for number, together in enumerate(rounds):
        for edit in together:
            edit()
        clean = tmp_path / f"clean {number}"
        shutil.copytree(ours, clean, ignore=shutil.ignore_patterns("site", ".cache", "content"))
        shutil.copytree(sample / "content", clean / "content")
        mine, theirs = build(ours, monkeypatch), build(clean, monkeypatch)
        assert mine == theirs, together
        assert mine != before, f"{together} changes nothing"
        before = mine
