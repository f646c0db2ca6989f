"""How a build works: on which processors, where it keeps what it knows, and who watches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from builder.engine import Engine, dask, default_workers, processes
from builder.progress import Progress, Quiet
from builder.registry import Registry


class BusyError(RuntimeError):
    """Another build is at work in the same folders."""


@dataclass(frozen=True)
class Work:
    """``jobs`` processes of this machine, or the Dask cluster at ``scheduler``."""

    jobs: int = field(default_factory=default_workers)
    scheduler: str = ""
    progress: Progress = field(default_factory=Quiet)

    def engine(self, registry: Registry) -> AbstractContextManager[Engine]:
        """Workers with this registry, for as long as the context lasts."""
        if self.scheduler:
            return dask(registry, self.scheduler)
        return processes(registry, self.jobs)

    @contextmanager
    def engines(self, registry: Registry) -> Iterator[tuple[Engine, Engine]]:
        """An engine, and one whose workers see the disk of this machine: the same where there is no cluster."""
        with self.engine(registry) as engine:
            if engine.here:
                yield engine, engine
            else:
                with processes(registry, self.jobs) as here:
                    yield engine, here


def cache_folder(data: Path) -> Path:
    """Where what is known of this data is kept between builds: beside it, out of version control."""
    # What is beside "." or ".." only its full path tells.
    return Path(os.path.abspath(data)).parent / ".cache" / "portal"  # noqa: PTH100


@contextmanager
def alone(*folders: Path) -> Iterator[None]:
    """No other build works on these folders, and on what is kept beside them, until the end; BusyError if one does."""
    with ExitStack() as held:
        for kept in sorted({cache_folder(folder) for folder in folders}):
            kept.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(kept.with_suffix(".lock"), timeout=0)
            try:
                held.enter_context(lock)
            except Timeout as busy:
                raise BusyError(
                    f"another build is at work here and holds {lock.lock_file}; start again when it has ended"
                ) from busy
        yield


def cache_path(data: Path) -> Path:
    """The outcomes of this data's reports."""
    return cache_folder(data) / "outcomes.sqlite"


def cache_path_if_writable(data: Path) -> Path | None:
    """``cache_path``, or None where nothing can be kept: who only looks at data needs no leave to write beside it."""
    path = cache_path(data)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    there = (path.parent, path) if path.exists() else (path.parent,)
    return path if all(os.access(each, os.W_OK) for each in there) else None
