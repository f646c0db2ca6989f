"""Sites and search indexes made on their own, without reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from builder.engine import processes
from builder.progress import Quiet
from builder.registry import Registry
from builder.site import Built, Index, Indexing, SearchRecord, Site, rendered
from builder.site.records import card, stub


def built(site: Site, workers: int = 1) -> Built:
    """The site, brought up to date."""
    with processes(Registry(), workers) as engine:
        with rendered(site, engine, Quiet().stage) as about:
            pass
        return about


def build_index(index: Index, folder: Path, jobs: int = 1) -> list[str]:
    """The index in ``folder``, brought up to date while nothing else goes on; the shards that were indexed anew."""
    with Indexing(folder, jobs) as indexing:
        indexing.begin(index)
        return indexing.finish()


def index_of(records: Iterable[SearchRecord]) -> Index:
    """An index of records that are all in memory."""
    made = [(record, stub(record)) for record in records]
    by_url = {record.url: text for record, text in made}
    return Index([card(record, text) for record, text in made], lambda cards: [by_url[each.url] for each in cards])
