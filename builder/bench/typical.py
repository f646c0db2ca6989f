"""What reading costs as reports come: those of a fictional corpus, each once, in one worker as a build starts it.

Most figures of most reports are 0, as in real ones, and every container comes in its share. The layouts one by one,
with figures of every size equally often, are in ``reading``.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from builder import engine
from builder.bench.clock import cpu_seconds
from builder.bench.reading import read_and_parsed
from builder.engine import Task, processes
from builder.model import Finding, Job
from builder.process import process
from builder.registry.files import load
from builder.sources import scan


class _Took(NamedTuple):
    """Seconds of one report: of reading it and of parsing it, or of all that is done with it in one."""

    kind: str
    kilobytes: float
    read: float = 0.0
    parse: float = 0.0
    whole: float = 0.0


@dataclass(frozen=True, slots=True)
class Typical:
    """Medians in milliseconds over the reports of one container: ``parts``, reading and parsing together, over half of
    them, ``whole``, with identity and checks, over the others; no report is read twice."""

    container: str
    reports: int
    kilobytes: float
    parts: float
    whole: float


def typical(data: Path) -> list[Typical]:
    """One line per container, over all reports of a data folder that the build would publish."""
    registry, _ = load(data / "registry")
    found: dict[str, list[_Took]] = {}
    with processes(registry, 1) as worker:
        for _, costs in worker.run(MEASURING, scan([data / "reports"])):
            for took in costs:
                if took.kind:
                    found.setdefault(took.kind, []).append(took)
    return [_line(kind, found[kind]) for kind in sorted(found, key=lambda kind: -len(found[kind]))]


def _line(kind: str, costs: Sequence[_Took]) -> Typical:
    parts = [each.read + each.parse for each in costs if each.read]
    wholes = [each.whole for each in costs if each.whole]
    return Typical(
        kind,
        len(costs),
        statistics.median(each.kilobytes for each in costs),
        1000 * statistics.median(parts or [0.0]),
        1000 * statistics.median(wholes or [0.0]),
    )


def measure_batch(batch: Sequence[Job]) -> list[_Took]:
    """What the files of a batch took, without a kind those that are no report."""
    return list(_measured(batch))


def _measured(batch: Sequence[Job]) -> Iterator[_Took]:
    for turn, job in enumerate(engine.timed(batch)):
        yield _in_one(job) if turn % 2 else _in_parts(job)


def _in_parts(job: Job) -> _Took:
    document, reading, parsing = read_and_parsed(job)
    if isinstance(document, Finding):
        return _Took("", 0.0)
    return _Took(document.kind, len(job.data) / 1000, reading, parsing)


def _in_one(job: Job) -> _Took:
    kinds: list[str] = []

    def all_of_it() -> None:
        report = process(job, engine.registry()).report
        kinds.append(report.kind if report is not None else "")

    whole = cpu_seconds(all_of_it)
    return _Took(kinds[0], len(job.data) / 1000, whole=whole)


def _died(job: Job, reason: str) -> _Took:
    raise OSError(f"{job.source_file} cannot be measured: {reason}")


MEASURING: Task[Job, _Took] = Task(measure_batch, lambda job: len(job.data), _died)
