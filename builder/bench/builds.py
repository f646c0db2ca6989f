"""What a build costs as a whole: clean at several sizes by stage, after one report has changed, and after the theme
has."""

from __future__ import annotations

import gzip
import shutil
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builder.bench.child import ROOT, Run, median, portal, run
from builder.bench.clock import exponent
from builder.bench.corpora import corpus
from builder.bench.project import Project, project

_SAMPLED_PAGES = 200


@dataclass(frozen=True, slots=True)
class Build:
    """Medians over ``runs`` for one size; ``stages`` in seconds of all processes, as ``processor`` is, ``clock`` the
    stages in seconds of wall clock, as ``seconds`` is; ``megabytes`` is what was written. Of a site also its pages, and
    bytes of a page as they are and compressed."""

    command: str
    mix: str
    reports: int
    seconds: float
    stages: dict[str, float]
    clock: dict[str, float]
    peak_mb: float
    megabytes: float
    processor: float
    runs: int = 1
    pages: int = 0
    page_bytes: float = 0.0
    page_bytes_gzip: float = 0.0
    files: int = 0
    groups: dict[str, float] = field(default_factory=dict)


def _sizes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}


def clean_parses(work: Path, mix: str, sizes: Sequence[int], runs: int) -> Iterator[Build]:
    """``portal parse``: files to the CSV tables, without a cache."""
    for reports in sizes:
        data, out = corpus(work / "corpora", reports, mix), work / "tables"
        done: list[Run] = []
        for _ in range(runs):
            shutil.rmtree(out, ignore_errors=True)
            done.append(run(portal("parse", str(data / "reports"), "--data", str(data), "--out", str(out)), ROOT))
        took = median(done)
        megabytes = sum(_sizes(out).values()) / 1e6
        yield Build(
            "parse", mix, reports, took.seconds, took.stages, took.clock, took.peak_mb, megabytes, took.processor, runs
        )


def clean_builds(work: Path, sizes: Sequence[int], runs: int) -> Iterator[Build]:
    """``portal build`` from nothing to the searchable site."""
    for reports in sizes:
        yield _after("build", work, reports, runs, lambda where, _: where.clean())


def changed_build(work: Path, reports: int, runs: int) -> Iterator[Build]:
    """Clean ``portal build``s, then builds after one report has changed."""
    yield from clean_builds(work, [reports], runs)
    yield _after("change", work, reports, runs, Project.change)


def rendering(work: Path, reports: int, runs: int) -> Iterator[Build]:
    """Builds of what is built already after a change of the theme: nothing but rendering, with nothing else beside."""
    yield _after("render", work, reports, runs, Project.retouch)


def _after(command: str, work: Path, reports: int, runs: int, touch: Callable[[Project, int], object]) -> Build:
    """``portal build`` after what ``touch`` does to the project, each turn anew."""
    where = project(work, reports)
    done: list[Run] = []
    for turn in range(runs):
        touch(where, turn)
        done.append(where.build())
    return _built(command, reports, done, where.site)


def _built(command: str, reports: int, done: Sequence[Run], site: Path) -> Build:
    sizes = _sizes(site)
    pages = [path for path in sizes if path.suffix == ".html"]
    sample = pages[:: max(1, len(pages) // _SAMPLED_PAGES)]
    groups: dict[str, float] = {}
    for path, size in sizes.items():
        name = path.relative_to(site).parts[0] if path.parent != site else "."
        groups[name] = groups.get(name, 0.0) + size / 1e6
    took = median(done)
    return Build(
        command=command,
        mix="mixed",
        reports=reports,
        seconds=took.seconds,
        stages=took.stages,
        clock=took.clock,
        peak_mb=took.peak_mb,
        megabytes=sum(sizes.values()) / 1e6,
        processor=took.processor,
        runs=len(done),
        pages=len(pages),
        page_bytes=statistics.fmean(sizes[path] for path in pages),
        page_bytes_gzip=statistics.fmean(len(gzip.compress(path.read_bytes(), 6)) for path in sample),
        files=len(sizes),
        groups=groups,
    )


def growth(builds: Sequence[Build]) -> float:
    """The exponent of seconds over reports."""
    return exponent([build.reports for build in builds], [build.seconds for build in builds])
