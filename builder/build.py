"""The flow, from files to the collection, its dossiers and tables, and the finished site."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from builder.cache import DAMAGE, Keys, OutcomeCache
from builder.collection import Collection, Summary, collect
from builder.engine import Engine
from builder.folder.memory import forget
from builder.model import Job
from builder.progress import Stage
from builder.reading import READING
from builder.registry.files import load
from builder.sources import Source, find, read
from builder.work import Work, alone, cache_folder, cache_path, cache_path_if_writable

_log = logging.getLogger(__name__)

CONTENT = Path("content")
CONFIG = Path("mkdocs.yml")


def build_all(data: Path, site: Path, work: Work) -> Collection:
    """The whole site of the reports in ``data``, in the project that the current folder holds.

    OSError, BusyError, ThemeError, SearchError and PublishError leave the published site as it was.
    """
    with alone(data, CONTENT):
        try:
            return _build(data, site, work)
        except DAMAGE as error:
            # A full disk or a locked file is no damage, and a second try would not help.
            if isinstance(error, sqlite3.OperationalError):
                raise
            _log.warning("what is kept between builds is damaged and is made anew: %s", error)
            forget(cache_folder(data))
            return _build(data, site, work)


def _build(data: Path, site: Path, work: Work) -> Collection:
    from builder import project
    from builder.charts import Bundling
    from builder.exports.write import write_bulk, write_exports
    from builder.pages import GENERATED
    from builder.pages.dataset import Dataset
    from builder.pages.downloads import Downloads
    from builder.pages.render import keep_compiled
    from builder.pages.shared import write_shared
    from builder.publishing.orders import Orders, Places, shelve
    from builder.publishing.shelf import DossierCache
    from builder.search import shared_records
    from builder.search.written import written_records
    from builder.site import Indexing, Site, rendered

    stage, kept = work.progress.stage, cache_folder(data)
    search = kept / "site" / "search"
    registry, faults = load(data / "registry")
    with (
        OutcomeCache(cache_path(data)) as outcomes,
        DossierCache(kept / "dossiers.sqlite") as dossiers,
        keep_compiled(kept / "templates"),
    ):
        with (
            Bundling(CONTENT / "assets" / "charts") as bundling,
            work.engines(registry) as (engine, here),
            Indexing(search, work.jobs) as indexing,
        ):
            summaries = _summaries(find([data / "reports"]), Keys(registry), outcomes, engine, stage)
            with stage("comparing"):
                collection = collect(summaries, outcomes.load, registry, faults)
            about = project.settings(CONFIG)
            places = Places.of(CONTENT, kept, about)
            orders = Orders(collection, outcomes, about)
            with stage("offices", len(orders.agency_ids)) as advance:
                shelf = shelve(orders, dossiers, engine, places, advance)
            material = project.material(data, CONTENT, collection, shelf, about)
            dataset = Dataset.of(shelf.entries, shelf.marks(), collection, material.updates)
            with stage("exports"):
                indexing.begin(shelf.index(chain(shared_records(dataset), written_records(CONTENT))))
                version = write_exports(material, places.documents)
            with stage("pages"):
                write_shared(dataset, places.pages, about, Downloads.of(places.documents, version))
                places.pages.sweep(GENERATED)
                bundling.finish()
            trees = {"": places.documents}
            out = Site(places.pages.digests, site, kept / "site", CONFIG, trees, about.site_url, search)
            with rendered(out, here, stage):
                with stage("search"):
                    indexing.finish()
                with stage("bulk"):
                    write_bulk(material, places.documents, version, here)
                    places.documents.sweep()
        outcomes.keep_only(collection.keys)
        dossiers.keep_only(shelf.made_from.values())
        return collection


def parse_to(paths: Sequence[Path], out: Path, data: Path, work: Work) -> Collection:
    """Only the data step: the tables of the reports in these paths, written to ``out``; keeps no cache."""
    from builder.tables import all_rows, write_csv

    with OutcomeCache() as cache:
        collection = read_reports(paths, data, cache, work)
        with work.progress.stage("tables"):
            write_csv(all_rows(collection), out)
        return collection


@contextmanager
def checked(paths: Sequence[Path], data: Path, work: Work) -> Iterator[Collection]:
    """The reports in these paths, called by the paths that an editor can open from here."""
    with OutcomeCache(cache_path_if_writable(data)) as cache:
        yield read_reports(paths, data, cache, work, as_given=True)


def read_reports(
    paths: Sequence[Path], data: Path, cache: OutcomeCache, work: Work, *, as_given: bool = False
) -> Collection:
    """Every report in these paths, read or taken from the cache, as one collection under the registry of ``data``."""
    registry, faults = load(data / "registry")
    with work.engine(registry) as engine:
        summaries = _summaries(find(paths, as_given=as_given), Keys(registry), cache, engine, work.progress.stage)
    with work.progress.stage("comparing"):
        return collect(summaries, cache.load, registry, faults)


def _summaries(found: Iterable[Source], keys: Keys, cache: OutcomeCache, engine: Engine, stage: Stage) -> list[Summary]:
    """The summaries of all files, by path; what the cache lacks is read by the engine and kept there."""
    sources, known = list(found), cache.known()
    summaries: list[Summary] = []
    with stage("reading", len(sources)) as advance:

        def unknown() -> Iterator[Job]:
            for job in map(read, sources):
                about = known.get(keys.of(job))
                if about is None:
                    yield job
                else:
                    summaries.append(about)
                    advance(1)

        for jobs, done in engine.run(READING, unknown()):
            # What failed is put under a key that nobody asks for, so it is tried anew in the next build.
            names = [f"{keys.of(job)}{' failed' * each.failed}" for job, each in zip(jobs, done, strict=True)]
            read_now = [each.about._replace(key=name) for name, each in zip(names, done, strict=True)]
            cache.put((about, each.data) for about, each in zip(read_now, done, strict=True))
            summaries += read_now
            advance(len(jobs))
    return sorted(summaries, key=lambda about: (about.source_file, about.key))
