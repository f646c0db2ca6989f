"""The second half of a build in this process, of outcomes that are all in memory: dossiers, shelf and exports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from builder import engine, project
from builder.cache import OutcomeCache, program_digest
from builder.cache.packing import packed
from builder.collection import Collection, Summary, collect, summary
from builder.engine import Engine
from builder.exports.addresses import Manifest
from builder.exports.feed import Update
from builder.exports.write import Material, write_bulk, write_exports
from builder.folder import Folder
from builder.model import Outcome
from builder.pages.dataset import Dataset
from builder.publishing.orders import Orders, Places, shelve
from builder.publishing.shelf import DossierCache, Shelf
from builder.registry import Registry
from builder.settings import Settings
from builder.work import Work


class Inline(Executor):
    """Works at once, in this process."""

    def submit(self, work, batch):  # type: ignore[no-untyped-def, override]
        future: Future[list[Any]] = Future()
        future.set_result(work(batch))
        return future


class InlineEngine(Engine):
    """An engine that is this process, and remembers what it was given."""

    def __init__(self, registry: Registry, *, here: bool = True) -> None:
        super().__init__(registry, 1, lambda _: Inline(), ConnectionError, here=here)
        self.given: list[Any] = []

    def run(self, task, items):  # type: ignore[no-untyped-def, override]
        for batch, results in super().run(task, items):
            self.given += batch
            yield batch, results


@contextmanager
def inline(registry: Registry, *, here: bool = True) -> Iterator[InlineEngine]:
    """Such an engine, whose process has this registry until the end; ``here``: it says that it sees this disk."""
    before = engine.registry()
    engine._use(registry)
    try:
        yield InlineEngine(registry, here=here)
    finally:
        engine._use(before)


@dataclass(frozen=True)
class InThisProcess(Work):
    """A build's work without any other process."""

    def engine(self, registry: Registry) -> AbstractContextManager[Engine]:
        return inline(registry)


@dataclass(frozen=True)
class Shelved:
    """What a build has when all dossiers are on the shelf. ``made`` are the agencies whose dossiers were made now."""

    collection: Collection
    orders: Orders
    shelf: Shelf
    dossiers: DossierCache
    places: Places
    settings: Settings
    made: tuple[str, ...]

    def material(self, updates: tuple[Update, ...] = (), manifest: Manifest | None = None) -> Material:
        """What the exports are made from, with these recorded versions and addresses."""
        nothing = self.places.documents.root / "no such folder"
        found = project.material(nothing, Path("content"), self.collection, self.shelf, self.settings)
        return replace(found, updates=updates, manifest=manifest or found.manifest)

    def dataset(self, updates: tuple[Update, ...] = ()) -> Dataset:
        """What the pages that speak of many are made from, with these recorded versions."""
        return Dataset.of(self.shelf.entries, self.shelf.marks(), self.collection, updates)


def put(outcomes: Sequence[Outcome], cache: OutcomeCache) -> list[Summary]:
    """The outcomes' summaries, each under a key that says all of it, as the reading of a build leaves them."""
    keys = (hashlib.sha256(repr(outcome).encode("utf-8", "backslashreplace")).hexdigest() for outcome in outcomes)
    about = [summary(key, outcome) for key, outcome in zip(keys, outcomes, strict=True)]
    cache.put(zip(about, map(packed, outcomes), strict=True))
    return about


@contextmanager
def shelved(
    outcomes: Sequence[Outcome],
    registry: Registry,
    *,
    settings: Settings | None = None,
    pages: Path | None = None,
    documents: Path | None = None,
    kept: Path | None = None,
    here: bool = True,
) -> Iterator[Shelved]:
    """All dossiers of these outcomes, made or taken from those that an earlier build left in ``kept``; their files are
    in the folders ``pages`` and ``documents``. What is not given is in a folder that is gone at the end. ``here``:
    whoever makes dossiers writes their files."""
    with ExitStack() as until_the_end:
        aside = Path(until_the_end.enter_context(TemporaryDirectory()))
        kept, content, exports = kept or aside / "kept", pages or aside / "content", documents or aside / "exports"
        places = Places(
            Folder(content, kept / "pages.json", program_digest()),
            Folder(exports, kept / "exports.json", program_digest()),
        )
        cache = until_the_end.enter_context(OutcomeCache())
        dossiers = until_the_end.enter_context(DossierCache(kept / "dossiers.sqlite"))
        collection = collect(put(outcomes, cache), cache.load, registry)
        orders = Orders(collection, cache, settings or Settings())
        with inline(registry, here=here) as maker:
            shelf = shelve(orders, dossiers, maker, places, lambda _: None)
        made = tuple(order.agency_id for order in maker.given)
        yield Shelved(collection, orders, shelf, dossiers, places, settings or Settings(), made)


def export_all(
    outcomes: Sequence[Outcome],
    registry: Registry,
    out: Path,
    *,
    site_url: str = "",
    updates: tuple[Update, ...] = (),
    manifest: Manifest | None = None,
    kept: Path | None = None,
) -> list[Path]:
    """All exports of these outcomes in ``out``; ``site_url`` ends with a slash or is empty. Their paths, sorted."""
    with shelved(outcomes, registry, settings=Settings(site_url), documents=out, kept=kept) as made:
        material, folder = made.material(updates, manifest), made.places.documents
        with inline(registry) as here:
            write_bulk(material, folder, write_exports(material, folder), here)
        made.places.documents.sweep()
        made.dossiers.keep_only(made.shelf.made_from.values())
        return [folder.root / name for name in sorted(folder.names)]
