"""The flow, from files to the collection, its tables and the finished site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from builder.cache import Keys, OutcomeCache
from builder.collection import Collection, Summary, collect
from builder.engine import Engine, dask, default_workers, processes
from builder.model import Job, Outcome
from builder.progress import Progress, Quiet
from builder.registry import Registry, load
from builder.sources import find, read


@dataclass(frozen=True)
class Work:
    """How to work: ``jobs`` processes of this machine, or the Dask cluster at ``scheduler``."""

    jobs: int = field(default_factory=default_workers)
    scheduler: str = ""
    progress: Progress = field(default_factory=Quiet)

    def engine(self, registry: Registry) -> AbstractContextManager[Engine]:
        if self.scheduler:
            return dask(registry, self.scheduler)
        return nullcontext(processes(registry, self.jobs))


def cache_path(data: Path) -> Path:
    """Where the outcomes of this data are kept between builds: beside it, out of version control."""
    return data.parent / ".cache" / "portal" / "outcomes.sqlite"


def read_reports(
    paths: Sequence[Path], data: Path, cache: OutcomeCache, work: Work, *, as_given: bool = False
) -> Collection:
    """Every report in these paths, read or taken from the cache, as one collection under the registry of ``data``."""
    registry, findings = load(data / "registry")
    sources = list(find(paths, as_given=as_given))
    keys = Keys(registry)
    summaries: list[Summary] = []
    with work.progress.stage("reading", len(sources)) as advance:

        def unknown() -> Iterator[Job]:
            for job in map(read, sources):
                known = cache.known(keys.of(job))
                if known is None:
                    yield job
                else:
                    summaries.append(known)
                    advance(1)

        with work.engine(registry) as engine:
            for jobs, outcomes in engine.run(unknown()):
                summaries += cache.put((_kept_as(keys.of(j), o), o) for j, o in zip(jobs, outcomes, strict=True))
                advance(len(jobs))
    summaries.sort(key=lambda about: (about.source_file, about.key))
    with work.progress.stage("comparing"):
        return collect(summaries, cache.load, registry, findings)


def _kept_as(key: str, outcome: Outcome) -> str:
    # A failure of ours (memory used up, a worker killed) may not happen again: nobody asks for this key, so it is
    # tried anew in the next build.
    failed = outcome.quarantine is not None and outcome.quarantine.code == "internal-error"
    return f"{key} failed" if failed else key


def parse_to(paths: Sequence[Path], out: Path, data: Path, work: Work) -> Collection:
    """Only the data step: the tables of the reports in these paths, written to ``out``; keeps no cache."""
    from builder.tables import frames, write_csv

    with OutcomeCache() as cache:
        collection = read_reports(paths, data, cache, work)
        with work.progress.stage("tables"):
            write_csv(frames(collection), out)
        return collection


@contextmanager
def checked(paths: Sequence[Path], data: Path, work: Work) -> Iterator[Collection]:
    """The reports in these paths, called by the paths that an editor can open from here."""
    with OutcomeCache(cache_path(data)) as cache:
        yield read_reports(paths, data, cache, work, as_given=True)
