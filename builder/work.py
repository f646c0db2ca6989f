"""How a build works: on which processors, where it keeps what it knows, and who watches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from builder.engine import Engine, dask, default_workers, processes
from builder.progress import Progress, Quiet
from builder.registry import Registry


@dataclass(frozen=True)
class Work:
    """``jobs`` processes of this machine, or the Dask cluster at ``scheduler``."""

    jobs: int = field(default_factory=default_workers)
    scheduler: str = ""
    progress: Progress = field(default_factory=Quiet)

    def engine(self, registry: Registry) -> AbstractContextManager[Engine]:
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
