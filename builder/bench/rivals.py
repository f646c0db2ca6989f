"""The same pages built by others: MkDocs with Material as it comes, MkDocs spared all it can be, Zensical and Hugo.

All get the Markdown that our build wrote. Hugo has no Material, so it gets the shell of one of our finished pages as
its only template, and front matter of title and description alone (its own names clash with ours).
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.bench.child import Run, median, run
from builder.bench.project import Project

_PLAIN = """\
site_name: 阳光年报
docs_dir: content
site_dir: site
theme: {name: material, language: zh, font: false}
markdown_extensions: [attr_list, tables, toc]
"""
_NO_NAV = """\
nav: [index.md]
not_in_nav: "*"
"""
_HUGO = """\
baseURL = "/"
title = "阳光年报"
disableKinds = ["taxonomy", "term", "RSS", "sitemap"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.parser.attribute]
title = true
"""
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_ARTICLE = re.compile(r"(<article\b[^>]*>).*(</article>)", re.DOTALL)
_KEPT = ("title: ", "description: ")


@dataclass(frozen=True, slots=True)
class Rival:
    """Medians over ``runs``; ``megabytes`` of finished site."""

    name: str
    pages: int
    seconds: float
    processor: float
    peak_mb: float
    megabytes: float
    runs: int = 1


def _mkdocs(project: Project, folder: Path) -> list[str]:
    shutil.copytree(project.content, folder / "content")
    (folder / "mkdocs.yml").write_text(f"{_PLAIN}plugins: [search]\n", encoding="utf-8")
    return [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def _mkdocs_spared(project: Project, folder: Path) -> list[str]:
    shutil.copytree(project.content, folder / "content")
    (folder / "mkdocs.yml").write_text(f"{_PLAIN}plugins: []\n{_NO_NAV}", encoding="utf-8")
    return [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def _zensical(project: Project, folder: Path) -> list[str]:
    command = _mkdocs(project, folder)
    return [*command[:2], "zensical", "build"]


def _hugo(project: Project, folder: Path) -> list[str]:
    (folder / "hugo.toml").write_text(_HUGO, encoding="utf-8")
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    page = next((project.site / "reports").glob("*/index.html")).read_text(encoding="utf-8")
    shell = page.replace("{{", "{{`{{`}}")
    shell = re.sub(r"<title>.*?</title>", "<title>{{ .Title }}</title>", shell, count=1, flags=re.DOTALL)
    shell = _ARTICLE.sub(lambda found: f"{found[1]}{{{{ .Content }}}}{found[2]}", shell, count=1)
    for name in ("single", "list", "home"):
        (layouts / f"{name}.html").write_text(shell, encoding="utf-8")
    for source in project.content.rglob("*.md"):
        name = "_index.md" if source.name == "index.md" else source.name
        target = folder / "content" / source.parent.relative_to(project.content) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_FRONT.sub(_title_alone, source.read_text(encoding="utf-8")), encoding="utf-8")
    return [str(Path(sys.executable).parent / "hugo"), "--quiet", "--destination", "site"]


def _title_alone(front: re.Match[str]) -> str:
    kept = [line for line in front[1].split("\n") if line.startswith(_KEPT)]
    return "\n".join(["---", *kept, "---", ""])


RIVALS: dict[str, Callable[[Project, Path], list[str]]] = {
    "mkdocs": _mkdocs,
    "mkdocs-spared": _mkdocs_spared,
    "zensical": _zensical,
    "hugo": _hugo,
}


def rivals(project: Project, work: Path, runs: int, names: tuple[str, ...] = tuple(RIVALS)) -> Iterator[Rival]:
    """One line per rival, over the content that ``project`` has built; each run begins with nothing."""
    for name in names:
        folder = work / "rivals" / name
        took, site = median([_once(name, project, folder) for _ in range(runs)]), folder / "site"
        sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
        yield Rival(name, _pages(site), took.seconds, took.processor, took.peak_mb, sum(sizes) / 1e6, runs)


def _once(name: str, project: Project, folder: Path) -> Run:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return run(RIVALS[name](project, folder), folder)


def _pages(site: Path) -> int:
    return sum(1 for _ in site.rglob("index.html"))


@dataclass(frozen=True, slots=True)
class Turn:
    """Pages per second of the plain ``mkdocs build``, and of a clean build of ours right after it: of all of it, and
    without the bulk formats. ``reports`` are those of ours."""

    reports: int
    plain: float
    whole: float
    searchable: float


def turns(small: Project, large: Project, reports: int, work: Path, runs: int) -> Iterator[Turn]:
    """The plain build of what ``small`` has built, and ours of ``large``, by turns: a machine that is shared is faster
    by a quarter in one minute than in another."""
    folder = work / "rivals" / "mkdocs"
    for _ in range(runs):
        plain = _once("mkdocs", small, folder)
        large.clean()
        ours = large.build()
        pages, searchable = _pages(large.site), ours.seconds - ours.clock["bulk"]
        yield Turn(reports, _pages(folder / "site") / plain.seconds, pages / ours.seconds, pages / searchable)
