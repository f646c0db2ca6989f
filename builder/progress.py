"""Progress of long work: a bar with the time left on a terminal, plain lines or JSON lines elsewhere, or nothing."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol

Mode = Literal["auto", "plain", "json", "quiet"]
MODES: tuple[Mode, ...] = ("auto", "plain", "json", "quiet")
Advance = Callable[[int], None]

_SECONDS_BETWEEN_LINES = 5.0


class Progress(Protocol):
    """Tells people how far the work is. Everything goes to standard error."""

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Advance, bool | None]:
        """A context around one stage; what it gives is called with the number of pieces just done."""


class Stage(Protocol):
    """How a part of the work tells of its stages: ``Progress.stage`` of whoever watches."""

    def __call__(self, name: str, total: int | None = None) -> AbstractContextManager[Advance, bool | None]: ...


class Quiet:
    """Says nothing."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        yield lambda _: None


class Lines:
    """One line when a stage is done, and every few seconds while it runs; ``as_json`` an object per line, with the
    processor seconds of this process and of those that it has seen end."""

    def __init__(self, as_json: bool = False) -> None:
        self._as_json = as_json

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        started = told = time.monotonic()
        used = sum(os.times()[:4])
        done = 0

        def advance(pieces: int) -> None:
            nonlocal done, told
            done += pieces
            if time.monotonic() - told >= _SECONDS_BETWEEN_LINES:
                told = time.monotonic()
                self._tell(name, done, total, told - started, sum(os.times()[:4]) - used, finished=False)

        yield advance
        self._tell(name, done, total, time.monotonic() - started, sum(os.times()[:4]) - used, finished=True)

    def _tell(
        self, name: str, done: int, total: int | None, seconds: float, processor: float, *, finished: bool
    ) -> None:
        if self._as_json:
            spent = {"seconds": round(seconds, 2), "processor": round(processor, 2)}
            line = json.dumps({"stage": name, "done": done, "total": total, **spent, "finished": finished})
        else:
            count = "" if total is None and not done else f" {done:,}" if finished else f" {done:,} of {total or '?'}"
            left = f", about {seconds / done * (total - done):.0f} s left" if total and done and not finished else ""
            line = f"{name}:{count} ({seconds:.1f} s{left})"
        print(line, file=sys.stderr, flush=True)


class Terminal:
    """A bar per stage."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        # Loaded where there is a terminal to draw on: elsewhere it would take longer than some builds' smaller stages.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Bars(*columns, console=Console(stderr=True)) as bars:
            task = bars.add_task(name, total=total)
            yield lambda pieces: bars.advance(task, pieces)
            done = total or bars.tasks[0].completed or 1
            bars.update(task, total=done, completed=done)


def progress(mode: Mode) -> Progress:
    """The display for this mode; ``auto`` is a bar on a terminal and plain lines elsewhere."""
    if mode == "quiet":
        return Quiet()
    if mode == "auto" and sys.stderr.isatty():
        return Terminal()
    return Lines(as_json=mode == "json")
