"""What a build costs as a whole: clean at several sizes by stage, and after one report has changed."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.bench.child import Run, portal, run
from builder.bench.clock import exponent
from builder.bench.corpora import corpus

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Build:
    """Medians over runs for one size; ``stages`` in seconds, ``megabytes`` what was written."""

    command: str
    mix: str
    reports: int
    seconds: float
    stages: dict[str, float]
    peak_mb: float
    megabytes: float

    @property
    def per_second(self) -> float:
        return self.reports / self.seconds


def _median(runs: Sequence[Run]) -> Run:
    names = dict.fromkeys(name for one in runs for name in one.stages)
    return Run(
        seconds=statistics.median(one.seconds for one in runs),
        stages={name: statistics.median(one.stages.get(name, 0.0) for one in runs) for name in names},
        peak_mb=max(one.peak_mb for one in runs),
    )


def _written(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def clean_parses(work: Path, mix: str, sizes: Sequence[int], runs: int) -> Iterator[Build]:
    """``portal parse``: files to the CSV tables, without a cache."""
    for reports in sizes:
        data, out = corpus(work / "corpora", reports, mix), work / "tables"
        done: list[Run] = []
        for _ in range(runs):
            shutil.rmtree(out, ignore_errors=True)
            done.append(run(portal("parse", str(data / "reports"), "--data", str(data), "--out", str(out)), ROOT))
        took = _median(done)
        yield Build("parse", mix, reports, took.seconds, took.stages, took.peak_mb, _written(out))


def growth(builds: Sequence[Build]) -> float:
    """The exponent of seconds over reports."""
    return exponent([build.reports for build in builds], [build.seconds for build in builds])
