"""Runs one of our commands as a visitor would, and notes what it took: time by stage, memory of all processes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
_SECONDS_BETWEEN_SAMPLES = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """``seconds`` of wall clock, in ``clock`` the same by stage; ``processor`` seconds of all processes, in ``stages``
    the same by stage as they ended; ``peak_mb`` of all processes together. Other programs lengthen the first a lot, the
    others little."""

    seconds: float
    processor: float
    stages: dict[str, float]
    clock: dict[str, float]
    peak_mb: float


def _resident(process: psutil.Process) -> int:
    total = 0
    for one in (process, *process.children(recursive=True)):
        # A worker may end between being listed and being asked.
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _watch(process: psutil.Process, done: threading.Event, peak: list[int]) -> None:
    while not done.wait(_SECONDS_BETWEEN_SAMPLES):
        try:
            peak.append(_resident(process))
        except psutil.NoSuchProcess:
            return


def _used(process: psutil.Process) -> float:
    """Processor seconds of a process and of all that it has started, those that have ended included."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def _processor() -> float:
    """Seconds of all processes that this one has started and seen end."""
    times = os.times()
    return times.children_user + times.children_system


def run(command: Sequence[str], cwd: Path) -> Run:
    """Runs ``command``; CalledProcessError with its last words if it fails. Stages come from JSON lines on standard
    error (``--progress json``); other lines are kept for the error message."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    started, before = time.perf_counter(), _processor()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    done, peak = threading.Event(), [0]
    watched = psutil.Process(process.pid)
    watcher = threading.Thread(target=_watch, args=(watched, done, peak))
    watcher.start()
    stages: dict[str, float] = {}
    clock: dict[str, float] = {}
    used = 0.0
    words: list[str] = []
    for line in process.stderr or ():
        fact = json.loads(line) if line.startswith('{"stage"') else None
        if fact is None:
            words.append(line)
        elif fact["finished"]:
            # The workers live on from stage to stage, so their time is asked for, not waited for.
            now = _used(watched)
            stages[fact["stage"]] = stages.get(fact["stage"], 0.0) + now - used
            clock[fact["stage"]] = clock.get(fact["stage"], 0.0) + fact["seconds"]
            used = now
    code = process.wait()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    if code:
        raise subprocess.CalledProcessError(code, command, stderr="".join(words[-20:]))
    return Run(seconds, _processor() - before, stages, clock, max(peak) / 1e6)


def portal(*arguments: str) -> list[str]:
    """The command line of ``portal`` with this interpreter."""
    return [sys.executable, "-c", "from builder.cli import run; run()", *arguments, "--progress", "json"]


def median(runs: Sequence[Run]) -> Run:
    """The medians of several runs, and the highest peak of memory."""
    names = dict.fromkeys(name for one in runs for name in one.stages)

    def middle(of: str) -> dict[str, float]:
        return {name: statistics.median(getattr(one, of).get(name, 0.0) for one in runs) for name in names}

    return Run(
        seconds=statistics.median(one.seconds for one in runs),
        processor=statistics.median(one.processor for one in runs),
        stages=middle("stages"),
        clock=middle("clock"),
        peak_mb=max(one.peak_mb for one in runs),
    )
