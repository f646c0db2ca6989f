"""Sites and search indexes made on their own, without reports."""

from __future__ import annotations

from pathlib import Path

from builder.engine import processes
from builder.registry import Registry
from builder.site import Built, Index, Indexing, Site, rendered


def built(site: Site, workers: int = 1) -> Built:
    """The site, brought up to date."""
    with processes(Registry(), workers) as engine:
        with rendered(site, engine) as about:
            pass
        return about


def build_index(index: Index, folder: Path, jobs: int = 1) -> list[str]:
    """The index in ``folder``, brought up to date while nothing else goes on; the shards that were indexed anew."""
    with Indexing(folder, jobs) as indexing:
        indexing.begin(index)
        return indexing.finish()
