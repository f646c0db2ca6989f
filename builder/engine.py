"""Jobs to outcomes in parallel, in batches, through the standard Executor interface: the same outcomes on any engine.

A worker that dies (a crash in a C library, memory used up, a file that never ends) takes its batch along. That batch is
done again one file at a time, and a file that kills its worker once more is quarantined.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from builder.model import Job, Outcome
from builder.process import internal_error, process
from builder.registry import Registry

_log = logging.getLogger(__name__)

BATCH_FILES = 32
BATCH_BYTES = 8 * 1024 * 1024
SECONDS_PER_FILE = 300
SECONDS_TO_CONNECT = 10
BYTES_PER_WORKER = 4 * 1024**3

Done = tuple[Sequence[Job], Sequence[Outcome]]


@dataclass
class _Worker:
    """What a worker process keeps between batches. ``seconds`` 0 sets no limit."""

    registry: Registry
    seconds: int = 0


_worker = _Worker(Registry())


@dataclass(frozen=True)
class Engine:
    """Something that works in parallel: ``open`` gives an Executor of so many workers, whose futures raise ``lost``
    when a worker died."""

    workers: int
    open: Callable[[int], Executor]
    lost: type[Exception]

    def run(self, jobs: Iterable[Job], batch_files: int = BATCH_FILES) -> Iterator[Done]:
        """Batches of jobs with their outcomes, in any order. Reads ``jobs`` no faster than they are worked off.

        Raises OSError if no worker can be started at all.
        """
        lost: list[Sequence[Job]] = []
        waiting = _batches(jobs, batch_files)
        for batch in waiting:
            lost += yield from self._until_lost(chain([batch], waiting), self.workers, 2 * self.workers)
        # One file at a time, so that the one that kills its worker is known.
        again = ([job] for batch in lost for job in batch)
        for batch in again:
            self._try_out()
            guilty = yield from self._until_lost(chain([batch], again), 1, 1)
            yield from ((alone, [_died(job) for job in alone]) for alone in guilty)

    def _try_out(self) -> None:
        with self.open(1) as executor:
            try:
                executor.submit(process_batch, []).result()
            except self.lost as error:
                raise OSError("no process for reading can be started") from error

    def _until_lost(
        self, waiting: Iterator[Sequence[Job]], workers: int, at_once: int
    ) -> Generator[Done, None, list[Sequence[Job]]]:
        """Works until nothing is waiting or a worker is lost; returns the batches that were under way at that time."""
        lost: list[Sequence[Job]] = []
        running: dict[Future[list[Outcome]], Sequence[Job]] = {}
        with self.open(workers) as executor:
            while True:
                while not lost and len(running) < at_once and (batch := next(waiting, None)) is not None:
                    try:
                        running[executor.submit(process_batch, batch)] = batch
                    except self.lost:
                        lost.append(batch)
                if not running:
                    return lost
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    batch = running.pop(future)
                    try:
                        outcomes = future.result()
                    except self.lost:
                        lost.append(batch)
                    else:
                        yield batch, outcomes


def _died(job: Job) -> Outcome:
    _log.error("%s: the process that read it died", job.source_file)
    reason = f"the process that read it died, or needed more than {SECONDS_PER_FILE} s or 4 GiB"
    return Outcome(job.source_file, None, internal_error(job, reason), job.findings)


def _batches(jobs: Iterable[Job], files: int) -> Iterator[Sequence[Job]]:
    group: list[Job] = []
    size = 0
    for job in jobs:
        group.append(job)
        size += len(job.data)
        if len(group) >= files or size >= BATCH_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def process_batch(batch: Sequence[Job]) -> list[Outcome]:
    """The outcomes of a batch, in a worker that ``_start_worker`` or the Dask plugin has prepared."""
    outcomes = []
    for job in batch:
        # SIGALRM ends the process even inside a C library that never comes back to Python.
        if _worker.seconds:
            signal.alarm(_worker.seconds)
        outcomes.append(process(job, _worker.registry))
    if _worker.seconds:
        signal.alarm(0)
    return outcomes


def processes(registry: Registry, workers: int) -> Engine:
    """``workers`` processes of this machine, with limits of time and memory where the system has them."""
    # Spawned, not forked: the same on every system, and safe beside the threads of a progress display.
    context = multiprocessing.get_context("spawn")
    return Engine(workers, lambda n: ProcessPoolExecutor(n, context, _start_worker, (registry,)), BrokenProcessPool)


def _use(registry: Registry) -> None:
    _worker.registry = registry


def _start_worker(registry: Registry) -> None:
    _use(registry)
    # Ctrl-C is the parent's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        _worker.seconds = SECONDS_PER_FILE
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = BYTES_PER_WORKER if hard == resource.RLIM_INFINITY else min(hard, BYTES_PER_WORKER)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


@contextmanager
def dask(registry: Registry, address: str) -> Iterator[Engine]:
    """The workers of a Dask cluster (``tcp://host:port``), each with this version of ``builder`` installed.

    Raises OSError if nobody answers there; ModuleNotFoundError without the extra ``dask``.
    """
    from distributed import Client, KilledWorker, WorkerPlugin

    class Setup(WorkerPlugin):
        name = "portal-registry"

        def setup(self, worker: object) -> None:
            _use(registry)

    with Client(address, timeout=SECONDS_TO_CONNECT) as client:  # type: ignore[no-untyped-call]
        client.register_plugin(Setup())
        workers = max(1, sum(client.ncores().values()))
        yield Engine(workers, lambda _: client.get_executor(pure=False), KilledWorker)


def default_workers() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
