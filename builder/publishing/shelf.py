"""The dossiers of all agencies, kept between builds: made where their orders changed, and read again piece by piece."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from builder.batches import REPORTS_AT_ONCE, batched
from builder.cache import Cache, program_digest
from builder.exports.api.context import Part
from builder.exports.profile import Profile, together
from builder.pages.entries import Entry
from builder.publishing.dossier import Dossier, Head
from builder.site.records import Card, Index, SearchRecord, card, stub
from builder.tables.chunk import Lines
from builder.tables.rows import PER_REPORT, Row

_PROFILES = "profiles"
_STUBS = "stubs"


class DossierCache(Cache[Head]):
    """The pieces of dossiers, each under its dossier's key and the piece's name, and the dossiers' heads."""

    def __init__(self, path: Path | None = None, program: str = "") -> None:
        """``program`` is this one where it is not given."""
        super().__init__(path, program or program_digest()[:16])
        self._used: set[str] = set()

    def known(self, key: str) -> Head | None:
        """The head of the dossier under this key, None if there is none."""
        return self._heads.get(key)

    @cached_property
    def _by_agency(self) -> dict[str, Head]:
        return {head.agency_id: head for head in self._heads.values()}

    def earlier(self, agency_id: str) -> Head | None:
        """The head of a dossier of this agency, whatever it was made from; None if there is none."""
        return self._by_agency.get(agency_id)

    def put(self, dossiers: Iterable[tuple[str, Dossier]]) -> None:
        """Stores dossiers under their keys, but for their files; all or none."""
        some = dict(dossiers)
        self._put_headed(
            {key: dossier.head for key, dossier in some.items()},
            (
                (f"{key} {name}", data)
                for key, dossier in some.items()
                for name, data in (
                    *dossier.lines.items(),
                    *((_rows(table), data) for table, data in dossier.rows.items()),
                    (_PROFILES, dossier.profiles),
                    (_STUBS, dossier.stubs),
                )
            ),
        )

    def pieces(self, keys: Iterable[str], name: str) -> Iterator[tuple[str, Any]]:
        """The pieces of this name of the dossiers under these keys, by key, in their order; KeyError if one is
        missing."""
        for some in batched(keys, REPORTS_AT_ONCE):
            for key, data in zip(some, self._find([f"{key} {name}" for key in some]), strict=True):
                yield key, pickle.loads(data)  # noqa: S301 (see ``unpacked``)

    def stub(self, record: SearchRecord) -> str:
        """The stub of a record, from the cache where it is there: the dictionary of pinyin takes a second to load."""
        made_from = repr(record).encode("utf-8", "backslashreplace")
        name = f"stub {hashlib.sha256(made_from).hexdigest()}"
        self._used.add(name)
        try:
            return str(self._get(name))
        except KeyError:
            made = stub(record)
            self._put([(name, made)])
            return made

    def keep_only(self, keys: Iterable[int | str]) -> None:
        """Forgets every dossier that is not under one of these keys, and what another program has kept."""
        unused = {name for name, _ in self._starting_with("stub ")} - self._used
        self._forget("key = ?", [(f"{self.program} {name}",) for name in unused])
        self._keep_only(keys, lambda head: head.agency_id, lambda key: (f"{key} ", f"{key} ~"))


def _rows(name: str) -> str:
    """What the piece is called that holds the rows of a table."""
    return f"{name} rows"


def _by_report(cache: DossierCache, keys: Mapping[str, str], name: str) -> Iterator[tuple[str, Any]]:
    """What the pieces of this name hold of each report, in the order of ``keys``, its dossier's by report id."""
    # Report ids are sorted across agencies, and those of a few agencies may interleave.
    for some in batched(keys.items(), REPORTS_AT_ONCE):
        at_hand = {key: dict(of) for key, of in cache.pieces(dict.fromkeys(key for _, key in some), name)}
        for report_id, key in some:
            yield report_id, at_hand[key][report_id]


@dataclass(frozen=True)
class KeptStack:
    """The rows of all reports, in the cache of this ``program`` in the file ``path``. ``keys`` are those of the
    dossiers, by report id in published order."""

    path: Path
    program: str
    keys: Mapping[str, str]

    def rows(self, name: str) -> Iterator[tuple[str, list[Row]]]:
        """The reports' rows of one table by report id, in published order."""
        with DossierCache(self.path, self.program) as cache:
            yield from _by_report(cache, self.keys, _rows(name))


@dataclass(frozen=True)
class Shelf:
    """The dossiers of one build. ``heads`` and ``made_from``, the dossiers' keys, are by agency id."""

    heads: Mapping[str, Head]
    made_from: Mapping[str, str]
    _cache: DossierCache

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All reports in short, in published order."""
        return tuple(sorted((e for head in self.heads.values() for e in head.entries), key=lambda e: e.id))

    def marks(self) -> dict[str, bytes]:
        """Digests of the entries by report id."""
        return {id: mark for head in self.heads.values() for id, mark in head.marks.items()}

    def parts(self) -> dict[str, Part]:
        """What sums and documents of many need of each report, by report id."""
        return {id: part for head in self.heads.values() for id, part in head.parts.items()}

    @cached_property
    def owners(self) -> dict[str, str]:
        """The agency of each report, by report id in published order."""
        return {entry.id: entry.agency_id for entry in self.entries}

    def digests(self, name: str) -> dict[str, bytes]:
        """The digests of the reports' chunks of one table by report id, in published order."""
        return self._digests[name]

    @cached_property
    def _digests(self) -> dict[str, dict[str, bytes]]:
        return {name: self._digests_of(name) for name in PER_REPORT}

    def _digests_of(self, name: str) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for head in self.heads.values():
            found |= head.chunks[name]
        return dict(zip(self.owners, map(found.__getitem__, self.owners), strict=True))

    def lines(self, name: str, report_ids: Iterable[str]) -> Iterator[tuple[str, Lines]]:
        """The lines of one table of these reports by report id, in the order given."""
        return _by_report(self._cache, {report_id: self._keys[report_id] for report_id in report_ids}, name)

    def stack(self) -> KeptStack:
        """The reports' rows, for other processes too; ValueError where the dossiers are in no file of their own."""
        if self._cache.path is None:
            raise ValueError("a private cache cannot be read from elsewhere")
        return KeptStack(self._cache.path, self._cache.program, self._keys)

    def profiles(self) -> dict[str, Profile]:
        """The profiles of the tables that are made report by report."""
        parts = [part for _, part in self._cache.pieces(self.made_from.values(), _PROFILES)]
        return {name: together(name, (part[name] for part in parts)) for name in PER_REPORT}

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {report_id: self.made_from[owner] for report_id, owner in self.owners.items()}

    def reports(self) -> list[Row]:
        """The rows of the table ``reports``, in published order."""
        rows = {str(row[0]): row for head in self.heads.values() for row in head.reports}
        return [rows[report_id] for report_id in sorted(rows)]

    def index(self, shared: Iterable[SearchRecord]) -> Index:
        """What the search is made from: the cards of all dossiers, and ``shared`` records, which speak of more than one
        office; their stubs are made where the cache lacks them."""
        texts = {record.url: (record, self._cache.stub(record)) for record in shared}
        own = (each for head in self.heads.values() for each in head.cards)

        def stubs(cards: Sequence[Card]) -> Iterator[str]:
            kept = self._stubs([each for each in cards if each.owner])
            return (next(kept) if each.owner else texts[each.url][1] for each in cards)

        return Index([*own, *(card(record, text) for record, text in texts.values())], stubs)

    def _stubs(self, cards: Sequence[Card]) -> Iterator[str]:
        """The stubs of these cards of dossiers, in their order."""
        found: dict[str, str] = {}
        owners = {self.made_from[card.owner]: card.owner for card in cards}
        for key, texts in self._cache.pieces(owners, _STUBS):
            found |= zip((card.url for card in self.heads[owners[key]].cards), texts, strict=True)
        return (found[card.url] for card in cards)
