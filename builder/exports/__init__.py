"""Everything that the site offers to machines: the files under ``/data/``, the API, feed, robots and notices.

``write_exports`` writes it all. A build that knows what changed may call the parts: ``api.write_report`` for one
report's documents, the ``write_*`` of a format for its files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from builder.exports import about
from builder.exports.addresses import Manifest, published, write_notices
from builder.exports.api import context, write_api
from builder.exports.checksums import write_checksums, write_licence, write_version
from builder.exports.csvw import write_csvw
from builder.exports.datapackage import write_datapackage
from builder.exports.dataset import Dataset
from builder.exports.dcat import write_dcat
from builder.exports.feed import Update, atom
from builder.exports.folder import Folder
from builder.exports.json_files import write_json
from builder.exports.parquet import write_parquet
from builder.exports.partitions import write_partitions
from builder.exports.robots import robots
from builder.exports.sqlite import write_sqlite
from builder.exports.xlsx import write_xlsx
from builder.exports.zip_file import write_zip
from builder.model import Report
from builder.progress import Stage, unwatched
from builder.registry import Registry
from builder.tables.csv import csv_bytes

__all__ = ["Dataset", "Folder", "write_bulk", "write_exports", "write_metadata", "write_tables"]


def write_exports(
    frames: Mapping[str, pd.DataFrame],
    registry: Registry,
    out_dir: Path,
    *,
    reports: Iterable[Report],
    site_url: str | None = None,
    updates: Sequence[Update] = (),
    manifest: Manifest | None = None,
    pages: Collection[str] = (),
    stage: Stage = unwatched,
) -> list[Path]:
    """Write all exports into ``out_dir``, named by their addresses in the site, and return their paths, sorted.

    ``frames`` are those of ``builder.tables.frames``, ``reports`` the same reports as read. ``pages`` are the
    addresses of the site's pages, beginning with ``/``; none means those that the data has. A file is touched only
    where its bytes differ. ``out_dir`` is the exports' own folder: what an earlier build left there is removed.
    ``stage`` is told of two stages: ``exports``, and ``bulk``, the formats that hold the whole dataset in one file.
    OSError where the disk refuses.
    """
    dataset, folder = Dataset(frames), Folder(out_dir)
    with stage("exports"):
        version = write_tables(dataset, folder)
        found = context(dataset, registry, site_url)
        write_api(found, folder, reports, version)
        write_notices(manifest or Manifest(), folder, pages or published(found), site_url)
    with stage("bulk"):
        write_bulk(dataset, folder, version, site_url)
        write_metadata(dataset, folder, version, site_url)
    folder.put("feed.xml", atom(updates, site_url))
    folder.put("robots.txt", robots(site_url))
    folder.sweep()
    return [folder.root / name for name in sorted(folder.names)]


def write_tables(dataset: Dataset, folder: Folder) -> about.Version:
    """Write the CSV tables, whole and partitioned; return the version of the data in them."""
    for name, frame in dataset.frames.items():
        folder.put(f"data/{name}.csv", csv_bytes(name, frame))
    write_partitions(dataset, folder)
    return about.version(folder)


def write_bulk(dataset: Dataset, folder: Folder, version: about.Version, site_url: str | None) -> None:
    """Write the whole dataset as JSON, Parquet, SQLite, XLSX and ZIP; the CSV tables must be there."""
    write_json(dataset, folder)
    write_parquet(dataset, folder)
    write_sqlite(dataset, folder, version)
    write_xlsx(dataset, folder, version)
    write_licence(folder)
    write_datapackage(dataset, folder, version, site_url)
    write_zip(folder)


def write_metadata(dataset: Dataset, folder: Folder, version: about.Version, site_url: str | None) -> None:
    """Write what describes the files: CSVW, DCAT, version and checksums; the files must be there."""
    write_csvw(dataset, folder, version)
    write_dcat(dataset, folder, version, site_url)
    write_version(dataset, folder, version, site_url)
    write_checksums(folder)
