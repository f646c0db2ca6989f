"""The engines: the same outcomes whatever does the work, and a worker that dies takes no other file along."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path

import pytest

from builder import engine as module
from builder.cache.packing import unpacked
from builder.collection import summary
from builder.engine import Engine, Task, dask, processes
from builder.model import Agency, Job, Outcome, Region
from builder.process import process
from builder.reading import READING, Read, read_batch
from builder.registry import Registry
from builder.steps import Steps

REGISTRY = Registry()


def jobs(count: int) -> list[Job]:
    return [
        Job(f"{n:03}.txt", f"某县某局{2019 + n % 7}年政府信息公开工作年度报告\n规章\t{n}\t2\t3\n".encode(), f"{n:064}")
        for n in range(count)
    ]


def ran(engine: Engine, work: Iterable[Job], task: Task[Job, Read] | None = None) -> dict[str, Outcome]:
    found = {}
    with engine:
        for batch, results in engine.run(task or replace(READING, batch=4), work):
            for job, (about, data, _) in zip(batch, results, strict=True):
                assert job.source_file not in found
                found[job.source_file] = outcome = unpacked(data)
                assert about == summary("", outcome)
    return found


class Here(Executor):
    """Works at once, in this process; dies on the files it is told to die on, as a pool does: for good."""

    def __init__(self, deadly: Iterable[str] = ()) -> None:
        self._deadly = set(deadly)
        self._dead = False

    def submit(self, work, batch):  # type: ignore[no-untyped-def, override]
        if self._dead:
            raise ConnectionError
        future: Future[list[Read]] = Future()
        if any(job.source_file in self._deadly for job in batch):
            self._dead = True
            future.set_exception(ConnectionError())
        else:
            future.set_result(work(batch))
        return future


def collecting(batch: Sequence[int]) -> list[int]:
    return [gc.get_threshold()[0] for _ in batch]


def test_workers_do_not_look_for_cycles_all_the_time() -> None:
    task: Task[int, int] = Task(collecting, lambda item: 1, lambda item, reason: 0)
    with processes(REGISTRY, 1) as engine:
        assert [results for _, results in engine.run(task, [1])] == [[module.COLLECT_AFTER]]


STILLBORN = """
import multiprocessing.resource_tracker, sys
from multiprocessing import spawn
from builder.engine import processes
from builder.reading import READING
from builder.registry import Registry
from builder.model import Job, Region

if __name__ == "__main__":
    multiprocessing.resource_tracker.ensure_running()
    spawn.set_executable(sys.argv[1])
    regions = [Region(f"{n:06}", "某" * 20, "county", "") for n in range(5000)]
    with processes(Registry(regions=regions), 1) as engine:
        try:
            list(engine.run(READING, [Job("a.txt", b"", "0") for _ in range(40)]))
        except OSError as error:
            print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for an interpreter is a shell script")
def test_workers_that_cannot_start_are_told(tmp_path: Path) -> None:
    dead, script = tmp_path / "python", tmp_path / "stillborn.py"
    dead.write_text("#!/bin/sh\nexit 1\n")
    dead.chmod(0o755)
    script.write_text(STILLBORN, encoding="utf-8")
    command = [sys.executable, str(script), str(dead)]
    path = str(Path(__file__).parents[1])
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": path}, check=True
    )
    assert done.stdout == "no process to work in can be started\n"


def where(batch: Sequence[int]) -> list[tuple[int, Registry]]:
    return [(os.getpid(), module.registry()) for _ in batch]


def test_few_items_of_harmless_work_need_no_worker() -> None:
    registry = Registry(regions=(Region("330102", "某区", "county", "330100"),))
    task: Task[int, tuple[int, Registry]] = Task(where, lambda item: 1, lambda item, reason: (0, REGISTRY), 1, 2)
    before = module.registry()
    try:
        with processes(registry, 1) as engine:
            assert list(engine.run(task, [])) == []
            assert list(engine.run(task, [1, 2])) == [([1, 2], [(os.getpid(), registry)] * 2)]
            found = {tuple(batch): done for batch, done in engine.run(task, [1, 2, 3, 4])}
            assert set(found) == {(1, 2), (3,), (4,)}
            assert {pid for done in found.values() for pid, _ in done}.isdisjoint({os.getpid()})
            assert {given for done in found.values() for _, given in done} == {registry}
            harmful = list(engine.run(replace(task, alone=0), [1]))
            assert harmful[0][1][0][0] != os.getpid()
    finally:
        module._use(before)


def test_processes_give_what_one_process_gives() -> None:
    work = jobs(11)
    expected = {job.source_file: process(job, REGISTRY) for job in work}
    assert ran(processes(REGISTRY, 2), work) == expected


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("deadly", [[], ["000.txt"], ["010.txt"], ["003.txt", "004.txt", "016.txt"]])
def test_a_lost_worker_costs_its_own_file_only(workers: int, deadly: list[str]) -> None:
    work = jobs(17)
    found = ran(Engine(REGISTRY, workers, lambda _: Here(deadly), ConnectionError), work)
    assert set(found) == {job.source_file for job in work}
    for job in work:
        quarantine = found[job.source_file].quarantine
        if job.source_file in deadly:
            assert quarantine is not None and quarantine.code == "internal-error"
        else:
            assert found[job.source_file] == process(job, REGISTRY)


def test_workers_that_never_start_blame_no_file() -> None:
    class Stillborn(Here):
        def __init__(self) -> None:
            super().__init__()
            self._dead = True

    with pytest.raises(OSError, match="can be started"):
        ran(Engine(REGISTRY, 2, lambda _: Stillborn(), ConnectionError), jobs(9))


def test_files_are_read_no_faster_than_they_are_worked_off() -> None:
    taken = 0

    def lazily() -> Iterator[Job]:
        nonlocal taken
        for job in jobs(100):
            taken += 1
            yield job

    done = 0
    for batch, _ in Engine(REGISTRY, 2, lambda _: Here(), ConnectionError).run(replace(READING, batch=5), lazily()):
        done += len(batch)
        assert taken - done <= 5 * 5
    assert done == 100


def test_batches_are_bounded_in_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_BYTES", 100)
    engine = Engine(REGISTRY, 1, lambda _: Here(), ConnectionError)
    sizes = [len(batch) for batch, _ in engine.run(replace(READING, batch=50), jobs(9))]
    assert sum(sizes) == 9 and max(sizes) <= 2


def test_a_real_process_that_dies() -> None:
    found = ran(processes(REGISTRY, 2), jobs(13), replace(READING, batch=4, work=deadly_batch))
    assert len(found) == 13
    lost = [name for name, outcome in found.items() if outcome.quarantine]
    assert lost == ["010.txt"]


def deadly_batch(batch: Sequence[Job]) -> list[Read]:
    for job in batch:
        if job.source_file == "010.txt":
            os._exit(11)
    return read_batch(batch)


KILLED = """
from builder.engine import processes
from builder.registry import Registry
from tests.test_engine import PIDS
if __name__ == "__main__":
    with processes(Registry(), 2) as engine:
        for _, pids in engine.run(PIDS, range(2)):
            print(*pids, flush=True)
        input()
"""


def pid_batch(batch: Sequence[int]) -> list[int]:
    return [os.getpid() for _ in batch]


PIDS: Task[int, int] = Task(pid_batch, size=lambda _: 0, died=lambda *_: 0)


@pytest.mark.skipif(os.name != "posix", reason="processes are looked up by their numbers")
def test_workers_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "build.py"
    script.write_text(KILLED, encoding="utf-8")
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=here) as build:
        assert build.stdout is not None
        pids = {int(build.stdout.readline()) for _ in range(2)}
        build.kill()
        until = time.monotonic() + 30
        while any(map(runs, pids)) and time.monotonic() < until:
            time.sleep(0.05)
        left = [pid for pid in pids if runs(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    assert left == []


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and that nobody has asked after still has its number.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not hasattr(module.signal, "alarm"), reason="this system has no alarm clock for processes")
def test_a_file_that_never_ends_is_given_up() -> None:
    found = ran(processes(REGISTRY, 1), jobs(3), replace(READING, batch=3, work=endless_batch))
    assert [name for name, outcome in sorted(found.items()) if outcome.quarantine] == ["001.txt"]


def endless_batch(batch: Sequence[Job]) -> list[Read]:
    module._worker.seconds = 1
    monkey, steps = pytest.MonkeyPatch(), process.steps

    def endless(job: Job, registry: Registry) -> Steps[Outcome]:
        while job.source_file == "001.txt":
            pass
        return (yield from steps(job, registry))

    monkey.setattr(process, "steps", endless)
    return read_batch(batch)


def slow_batch(batch: Sequence[Job]) -> list[Read]:
    time.sleep(0.3)
    return read_batch(batch)


def test_a_dask_cluster_that_loses_a_worker_gives_the_same() -> None:
    from distributed import LocalCluster

    registry = Registry((Agency("990101-mj", "某县某局", (), "department", "county", "990101"),))
    work = jobs(24)
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        dask(registry, cluster.scheduler_address) as engine,
    ):
        results = engine.run(replace(READING, batch=2, work=slow_batch), work)
        found = [next(results)]
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        found += results
    outcomes = {
        job.source_file: unpacked(data) for batch, done in found for job, (_, data, _) in zip(batch, done, strict=True)
    }
    assert outcomes == {job.source_file: process(job, registry) for job in work}
    assert all(o.report and o.report.identity.agency_id == "990101-mj" for o in outcomes.values())


@pytest.mark.parametrize("address", ["nonsense", "tcp://nonsense", "tcp://", "none://host:1"])
def test_an_address_of_no_scheduler(address: str) -> None:
    with pytest.raises(module.SchedulerError, match="tcp://host:8786"), dask(REGISTRY, address):
        pass


def test_no_dask_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(module.SchedulerError, match="extra dask"), dask(REGISTRY, "tcp://127.0.0.1:9"):
        pass


def test_a_dask_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(OSError), dask(REGISTRY, "tcp://127.0.0.1:9"):
        pass
