"""Work in parallel, in batches, through the standard Executor interface: the same results on any engine.

A worker that dies (a crash in a C library, memory used up, a file that never ends) takes its batch along. That batch is
done again one item at a time, and an item that kills its worker once more is given up.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

from builder.registry import Registry

BATCH_BYTES = 8 * 1024 * 1024
SECONDS_PER_ITEM = 300
"""For each of its steps, where an item is done in several."""
SECONDS_TO_CONNECT = 10
BYTES_PER_WORKER = 4 * 1024**3
COLLECT_AFTER = 200_000

Item = TypeVar("Item")
Result = TypeVar("Result")


class SchedulerError(RuntimeError):
    """An address that is none of a Dask scheduler's, or no Dask to ask there."""


@dataclass
class _Worker:
    """What a worker process keeps between batches. ``seconds`` 0 sets no limit."""

    registry: Registry
    seconds: int = 0


_worker = _Worker(Registry())


def registry() -> Registry:
    """The registry that this worker process was given."""
    return _worker.registry


def timed(items: Iterable[Item]) -> Iterator[Item]:
    """The items of a batch, or their turns in one step, in a worker process: each may take so many seconds, then the
    process ends."""
    for item in items:
        # SIGALRM ends the process even inside a C library that never comes back to Python.
        if _worker.seconds:
            signal.alarm(_worker.seconds)
        yield item
    if _worker.seconds:
        signal.alarm(0)


@dataclass(frozen=True)
class Task(Generic[Item, Result]):
    """A kind of work. ``work`` is a function of a module, as its name travels to other processes; a batch is at most
    ``batch`` items and ``BATCH_BYTES`` of ``size``; ``died`` is the result for an item that kills its worker.
    ``alone``: so few items need no worker, as none ever kills one; 0 where one may."""

    work: Callable[[Sequence[Item]], list[Result]]
    size: Callable[[Item], int]
    died: Callable[[Item, str], Result]
    batch: int = 32
    alone: int = 0


class Engine:
    """Something that works in parallel: ``open`` gives an Executor of so many workers, whose futures raise ``lost``
    when a worker died. ``registry`` is what the workers were given; ``here``: they see the disk of this machine. A
    context manager: its workers stay for the next task until it ends."""

    def __init__(
        self,
        registry: Registry,
        workers: int,
        open: Callable[[int], Executor],
        lost: type[Exception],
        *,
        here: bool = True,
    ) -> None:
        self.workers = workers
        self.here = here
        self._registry = registry
        self._open = open
        self._lost = lost
        self._executor: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None

    def run(self, task: Task[Item, Result], items: Iterable[Item]) -> Iterator[tuple[Sequence[Item], Sequence[Result]]]:
        """Batches of items with their results, in any order. Reads ``items`` no faster than they are worked off.

        Raises OSError if no worker can be started at all.
        """
        lost: list[Sequence[Item]] = []
        waiting = _batches(task, items)
        if task.alone:
            first, second = next(waiting, None), next(waiting, None)
            if first is not None and second is None:
                _use(self._registry)
                yield first, task.work(first)
                return
            waiting = chain(filter(None, (first, second)), waiting)
        for batch in waiting:
            lost += yield from self._until_lost(task, chain([batch], waiting), 2 * self.workers)
        # One item at a time, so that the one that kills its worker is known.
        again = ([item] for batch in lost for item in batch)
        for batch in again:
            self._try_out(task)
            guilty = yield from self._until_lost(task, chain([batch], again), 1)
            reason = f"the process that worked on it died, or needed more than {SECONDS_PER_ITEM} s or 4 GiB"
            yield from ((alone, [task.died(item, reason) for item in alone]) for alone in guilty)

    def _try_out(self, task: Task[Item, Result]) -> None:
        with self._open(1) as executor:
            try:
                executor.submit(task.work, []).result()
            except self._lost as error:
                raise OSError("no process to work in can be started") from error

    def _until_lost(
        self, task: Task[Item, Result], waiting: Iterator[Sequence[Item]], at_once: int
    ) -> Generator[tuple[Sequence[Item], Sequence[Result]], None, list[Sequence[Item]]]:
        """Works until nothing is waiting or a worker is lost; returns the batches that were under way at that time."""
        lost: list[Sequence[Item]] = []
        running: dict[Future[list[Result]], Sequence[Item]] = {}
        if self._executor is None:
            self._executor = self._open(self.workers)
        while True:
            while not lost and len(running) < at_once and (batch := next(waiting, None)) is not None:
                try:
                    running[self._executor.submit(task.work, batch)] = batch
                except self._lost:
                    lost.append(batch)
            if not running:
                if lost:
                    self._close()
                return lost
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                batch = running.pop(future)
                try:
                    results = future.result()
                except self._lost:
                    lost.append(batch)
                else:
                    yield batch, results


def _batches(task: Task[Item, Result], items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    group: list[Item] = []
    size = 0
    # The first batches are small, so that a worker starts while the next items are still looked for.
    most = task.alone or 1
    for item in items:
        group.append(item)
        size += task.size(item)
        if len(group) >= most or size >= BATCH_BYTES:
            yield group
            group, size, most = [], 0, min(task.batch, 2 * most)
    if group:
        yield group


def processes(registry: Registry, workers: int) -> Engine:
    """``workers`` processes of this machine, with limits of time and memory where the system has them."""
    return Engine(registry, workers, lambda n: _Processes(n, registry), BrokenProcessPool)


class _Processes(ProcessPoolExecutor):
    """Processes that are given the registry in a file: a pipe takes 64 KB, and one that died at its start would leave
    this process writing the rest for ever."""

    def __init__(self, workers: int, registry: Registry) -> None:
        self._given = TemporaryDirectory(prefix="portal-")
        file = Path(self._given.name, "registry.pickle")
        file.write_bytes(pickle.dumps(registry, pickle.HIGHEST_PROTOCOL))
        # Spawned, not forked: the same on every system, and safe beside the threads of a progress display.
        super().__init__(workers, multiprocessing.get_context("spawn"), _start_worker, (file,))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait, cancel_futures=cancel_futures)
        self._given.cleanup()


def _use(registry: Registry) -> None:
    _worker.registry = registry


def collect_rarely(after: int = COLLECT_AFTER) -> None:
    """Let this process look for garbage in cycles only after so many new objects."""
    # A report is hundreds of tuples and no cycles: looking for some after every 700 objects took a third of the time.
    gc.freeze()
    gc.set_threshold(after, 20, 100)


def follow_parent() -> None:
    """In a worker process: Ctrl-C is the parent's to handle, and whatever ends the parent ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # A build that is killed tells nobody, and its workers would wait, or write, for ever.
        os._exit(1)


def _start_worker(file: Path) -> None:
    _use(pickle.loads(file.read_bytes()))  # noqa: S301
    collect_rarely()
    follow_parent()
    # Last of all that ends a worker: to free what it holds, object by object, would take most of a second.
    atexit.register(os._exit, 0)
    if sys.platform != "win32":
        _worker.seconds = SECONDS_PER_ITEM
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = BYTES_PER_WORKER if hard == resource.RLIM_INFINITY else min(hard, BYTES_PER_WORKER)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


@contextmanager
def dask(registry: Registry, address: str) -> Iterator[Engine]:
    """The workers of a Dask cluster (``tcp://host:port``), each with this version of ``builder`` installed.

    Raises OSError if nobody answers there; SchedulerError for what is no address, and without the extra ``dask``.
    """
    try:
        from distributed import Client, KilledWorker, WorkerPlugin
    except ModuleNotFoundError as error:
        raise SchedulerError(f"--scheduler needs the extra dask, which is not installed here ({error})") from error

    class Setup(WorkerPlugin):
        name = "portal-registry"

        def setup(self, worker: object) -> None:
            _use(registry)

    try:
        connected = Client(address, timeout=SECONDS_TO_CONNECT)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise SchedulerError(f"{address}: no address of a Dask scheduler, such as tcp://host:8786 ({error})") from error
    with connected as client:
        client.register_plugin(Setup())
        workers = max(1, sum(client.ncores().values()))
        with Engine(registry, workers, lambda _: client.get_executor(pure=False), KilledWorker, here=False) as engine:
            yield engine


def default_workers() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
