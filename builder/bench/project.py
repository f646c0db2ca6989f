"""The project folders that whole builds are measured in: our theme, settings and pages, a corpus as data."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from builder.bench.child import ROOT, Run, portal, run
from builder.bench.corpora import corpus
from builder.pages import GENERATED

_REMARK = "# turn "
_RECEIVED = re.compile("(新收政府信息公开申请数量)(\t0){7}".encode())


@dataclass(frozen=True, slots=True)
class Project:
    """A folder to run ``portal build`` in."""

    root: Path

    @property
    def content(self) -> Path:
        """Where the pages are written."""
        return self.root / "content"

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.root / "site"

    def build(self) -> Run:
        """``portal build``, after whatever earlier builds left."""
        return run(portal("build"), self.root)

    def clean(self) -> None:
        """Forgets every earlier build."""
        generated = (f"content/{folder}" for folder in (*GENERATED, "assets"))
        for name in ("site", ".site.next", ".cache", *generated):
            shutil.rmtree(self.root / name, ignore_errors=True)

    def change(self, turn: int) -> Path:
        """Lets one report say that it received applications in its year, each turn so many more; the report's file.

        The home page, those of its division, its year and the metrics, and the checks of the report show that number.
        It is the one in the middle of those that can say so: the divisions at the ends have few offices, and so little
        that shows it or is searched with it.
        """
        reports = sorted((self.root / "data/reports").rglob("*.txt"))
        path = next((path for path in reports if _first(path).exists()), None)
        if path is None:
            silent = [path for path in reports if _RECEIVED.search(path.read_bytes())]
            path = silent[len(silent) // 2]
            shutil.copyfile(path, _first(path))
        row = rb"\1\t%d%s\t%d" % (turn + 1, b"\t0" * 5, turn + 1)
        path.write_bytes(_RECEIVED.sub(row, _first(path).read_bytes(), count=1))
        return path

    def retouch(self, turn: int) -> None:
        """Changes the settings of the theme by a remark, each turn another: every page is rendered anew, and nothing
        else is made."""
        settings = self.root / "mkdocs.yml"
        plain, _, _ = settings.read_text(encoding="utf-8").partition(_REMARK)
        settings.write_text(f"{plain}{_REMARK}{turn}\n", encoding="utf-8")


def _first(path: Path) -> Path:
    """Where a report is kept as it was before its first change."""
    return path.parent / f".{path.name}.first"


def project(work: Path, reports: int, mix: str = "mixed") -> Project:
    """A project over a corpus of so many reports, made on first use."""
    root = work / "projects" / f"{mix}-{reports}"
    if not (root / "mkdocs.yml").exists():
        corpus(root, reports, mix).rename(root / "data")
        _furnish(root)
    return Project(root)


def own(work: Path) -> Project:
    """A copy of this project with its own data, as it is now, built."""
    root = work / "projects" / "own"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns(".cache"))
    _furnish(root)
    made = Project(root)
    made.build()
    return made


def _furnish(root: Path) -> None:
    """Theme, settings and hand-written pages beside the data."""
    shutil.copytree(ROOT / "site_overrides", root / "site_overrides")
    for folder in ("content", "content/en"):
        (root / folder).mkdir()
        for page in (ROOT / folder).glob("*.md"):
            if page.name != "index.md":
                shutil.copyfile(page, root / folder / page.name)
    shutil.copyfile(ROOT / "mkdocs.yml", root / "mkdocs.yml")
