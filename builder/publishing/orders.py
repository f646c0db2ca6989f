"""From the collection to the shelf of dossiers: which are made anew, and where their files go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from builder.cache import OutcomeCache, program_digest
from builder.checks import CoverageRow
from builder.collection import Collection, Member
from builder.engine import Engine
from builder.folder import Folder
from builder.folder.delivery import Files, Folders
from builder.pages.totals import Peers
from builder.progress import Advance
from builder.publishing.dossier import MAKING, Dossier, Head, Order
from builder.publishing.shelf import DossierCache, Shelf
from builder.registry import Acknowledgement
from builder.search import names
from builder.settings import Settings
from builder.site.records import spelled


@dataclass(frozen=True)
class Places:
    """Where a dossier's files go, and what stands there: pages in the content folder, documents in the exports'."""

    pages: Folder
    documents: Folder

    @classmethod
    def of(cls, content: Path, kept: Path, settings: Settings) -> Places:
        """``kept`` is what belongs to this program between builds: there stand the exports, and what is known of all
        files."""
        exports, made_by = kept / "exports", f"{program_digest()} {settings}"
        return cls(
            Folder(content, kept / "pages.json", made_by),
            Folder(exports, kept / "exports.json", made_by),
        )

    def keep(self, head: Head) -> bool:
        """Let the dossier's files be as they are; False if one is missing or is not what was made."""
        for folder, files in ((self.pages, head.pages), (self.documents, head.documents)):
            if any(folder.digests.known(name) != digest for name, digest in files.items()):
                return False
        self.pages.names.update(head.pages)
        self.documents.names.update(head.documents)
        return True

    def put(self, dossier: Dossier) -> None:
        """Write those of the dossier's files that do not stand there yet."""
        _put(self.pages, dossier.pages, dossier.head.pages)
        _put(self.documents, dossier.documents, dossier.head.documents)

    @property
    def folders(self) -> Folders:
        """Where files go, for workers that see this disk."""
        return Folders(str(self.pages.root), str(self.documents.root))


def _put(folder: Folder, files: Files, digests: Mapping[str, str]) -> None:
    for name, file in files.items():
        if isinstance(file, bytes):
            folder.put(name, file, digests[name])
        else:
            folder.take(name, file, digests[name])


class Orders:
    """The orders of a collection, by agency id, and the keys that say when an order's dossier must be made anew."""

    def __init__(self, collection: Collection, outcomes: OutcomeCache, settings: Settings) -> None:
        self._collection = collection
        self._outcomes = outcomes
        self._settings = settings
        self._peers = Peers(collection.registry, {id: _received(of) for id, of in collection.agencies.items()})
        self._coverage: dict[str, list[CoverageRow]] = {}
        for row in collection.coverage:
            self._coverage.setdefault(row.agency_id, []).append(row)
        self._acknowledged: dict[str, list[Acknowledgement]] = {}
        for each in collection.registry.acknowledged:
            self._acknowledged.setdefault(each.report_id, []).append(each)
        # Many agencies share their division and their peers.
        self._told = cache(repr)
        registered = (agency.agency_id for agency in collection.registry.agencies)
        self.agency_ids = sorted({*registered, *collection.agencies})

    def key(self, agency_id: str) -> str:
        """SHA-256 (hex) of everything that the dossier depends on."""
        registry, members = self._collection.registry, self._collection.agencies.get(agency_id, ())
        agency = registry.agency(agency_id)
        parts = (
            program_digest(),
            self._settings,
            agency or agency_id,
            self._told(registry.chain(agency.region_code)) if agency else registry.digest(),
            [(member.key, member.across, self._acknowledged.get(member.report_id)) for member in members],
            [(row.year, row.status) for row in self._coverage.get(agency_id, ())],
            self._told(self._peers.band(agency_id)),
        )
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()

    def order(self, agency_id: str, earlier: Head | None = None, folders: Folders | None = None) -> Order:
        """The order of one agency; ``earlier`` is the head of a dossier that was made of it before, if there is one.
        ``folders`` are where its files go, if its worker will see them."""
        known = earlier.spelled if earlier is not None else {}
        agency = self._collection.registry.agency(agency_id)
        members = self._collection.agencies.get(agency_id, ())
        return Order(
            agency_id,
            tuple(self._outcomes.packed(member.key) for member in members),
            tuple(member.across for member in members),
            tuple(self._coverage.get(agency_id, ())),
            self._peers.band(agency_id),
            self._settings,
            # Here, as every process that spells a name loads a dictionary, which takes as long as a hundred reports.
            known | spelled(names(agency), known) if agency is not None else known,
            folders,
        )


def _received(members: tuple[Member, ...]) -> dict[int, int | None]:
    """The applications that each report says were received in its year, where that was read for certain."""
    numbers = {member.year: member.trace.totals.values[0] for member in members}
    return {year: int(n) if n is not None and n == int(n) else None for year, n in numbers.items()}


def shelve(orders: Orders, cache: DossierCache, engine: Engine, places: Places, advance: Advance) -> Shelf:
    """All dossiers, made by the engine where ``cache`` lacks them or their files are not there.

    OSError if a dossier's worker dies again and again, or where the disk refuses.
    """
    heads: dict[str, Head] = {}
    keys = {agency_id: orders.key(agency_id) for agency_id in orders.agency_ids}
    folders = places.folders if engine.here else None

    def stale() -> Iterator[Order]:
        for agency_id, key in keys.items():
            head = cache.known(key)
            if head is not None and places.keep(head):
                heads[agency_id] = head
                advance(1)
            else:
                yield orders.order(agency_id, cache.earlier(agency_id), folders)

    for batch, made in engine.run(MAKING, stale()):
        cache.put((keys[order.agency_id], dossier) for order, dossier in zip(batch, made, strict=True))
        for dossier in made:
            places.put(dossier)
            heads[dossier.head.agency_id] = dossier.head
        advance(len(batch))
    return Shelf({agency_id: heads[agency_id] for agency_id in keys}, keys, cache)
