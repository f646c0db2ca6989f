"""The flow, from files to the collection, its tables and the finished site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from builder.cache import Keys, OutcomeCache
from builder.collection import Collection, Summary, collect
from builder.model import Job, Outcome
from builder.registry import load
from builder.sources import find, read
from builder.work import Work as Work
from builder.work import cache_folder
from builder.work import cache_path as cache_path

CONTENT = Path("content")
CONFIG = Path("mkdocs.yml")


def build_all(data: Path, site: Path, work: Work) -> Collection:
    """The whole site of the reports in ``data``, in the project that the current folder holds.

    OSError, ThemeError, SearchError and PublishError leave the published site as it was.
    """
    from builder.exports import write_exports
    from builder.pages import Dataset, write_pages
    from builder.project import manifest, settings, updates
    from builder.search import records
    from builder.site import Site, build_site
    from builder.tables import frames

    stage = work.progress.stage
    with OutcomeCache(cache_path(data)) as cache:
        collection = read_reports([data / "reports"], data, cache, work)
        versions, about = updates(data), settings(CONFIG)
        with stage("tables"):
            tables = frames(collection)
        exports = cache_folder(data) / "exports"
        write_exports(
            tables,
            collection.registry,
            exports,
            reports=collection.reports(),
            site_url=about.site_url or None,
            updates=versions,
            manifest=manifest(data, collection),
            stage=stage,
        )
        with stage("pages"):
            dataset = Dataset.of(collection, versions)
            write_pages(dataset, CONTENT, about)
        knowledge = cache_folder(data) / "site"
        build_site(Site(CONTENT, site, knowledge, CONFIG, records(dataset), {"": exports}, about.site_url), stage)
        cache.keep_only(collection.keys)
        return collection


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
