"""Runs one of our commands as a visitor would, and notes what it took: time by stage, memory of all processes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

_SECONDS_BETWEEN_SAMPLES = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """``seconds`` of wall clock, ``stages`` in the order in which they ended, ``peak_mb`` of all processes together."""

    seconds: float
    stages: dict[str, float]
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


def run(command: Sequence[str], cwd: Path) -> Run:
    """Runs ``command``; CalledProcessError with its last words if it fails. Stages come from JSON lines on standard
    error (``--progress json``); other lines are kept for the error message."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    done, peak = threading.Event(), [0]
    watcher = threading.Thread(target=_watch, args=(psutil.Process(process.pid), done, peak))
    watcher.start()
    stages: dict[str, float] = {}
    words: list[str] = []
    for line in process.stderr or ():
        fact = json.loads(line) if line.startswith('{"stage"') else None
        if fact is None:
            words.append(line)
        elif fact["finished"]:
            stages[fact["stage"]] = stages.get(fact["stage"], 0.0) + fact["seconds"]
    code = process.wait()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    if code:
        raise subprocess.CalledProcessError(code, command, stderr="".join(words[-20:]))
    return Run(seconds, stages, max(peak) / 1e6)


def portal(*arguments: str) -> list[str]:
    """The command line of ``portal`` with this interpreter."""
    return [sys.executable, "-c", "from builder.cli import main; main()", *arguments, "--progress", "json"]
