"""Writes all exports, in two steps: what a change of one report changes, and the formats that hold everything in one
file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from builder.engine import Engine
from builder.exports import about
from builder.exports.addresses import Manifest, write_notices
from builder.exports.api.context import Part, Record, context
from builder.exports.api.write import write_api
from builder.exports.bulk import write_large
from builder.exports.checksums import write_checksums, write_licence, write_version
from builder.exports.csvw import write_csvw
from builder.exports.datapackage import write_datapackage
from builder.exports.dataset import PublishedTables
from builder.exports.dcat import write_dcat
from builder.exports.feed import Update, atom
from builder.exports.profile import Profile
from builder.exports.robots import robots
from builder.exports.tables import Where, write_tables
from builder.folder import Folder
from builder.registry import Registry
from builder.tables.chunk import Chunks, Stack
from builder.tables.rows import Rows


@dataclass(frozen=True)
class Material:
    """What the exports are made from: the reports' lines (``chunks``), rows (``stack``) and ``parts`` by report id,
    what gives the ``profiles`` of the tables that they make, the ``shared`` tables, recorded versions, the manifest,
    and what gives the addresses of the site's ``pages``, which begin with ``/``. ``site_url`` is empty where nothing
    can be absolute."""

    chunks: Chunks
    stack: Stack
    profiles: Callable[[], Mapping[str, Profile]]
    parts: Mapping[str, Part]
    shared: Rows
    registry: Registry
    site_url: str = ""
    updates: tuple[Update, ...] = ()
    manifest: Manifest = field(default_factory=Manifest)
    pages: Callable[[], Collection[str]] = frozenset


def write_exports(material: Material, folder: Folder) -> about.Version:
    """Write tables, API, feed, robots and notices, each file only where it must change; return the data's version.
    OSError where the disk refuses."""
    site_url = material.site_url or None
    reports = {id: part.record for id, part in material.parts.items()}
    found = context(reports, material.shared, material.registry, site_url)
    places = {id: _where(record) for id, record in reports.items()}
    write_tables(material.chunks, material.shared, places, found.inhabited(), folder)
    version = about.version(folder)
    write_api(found, {id: part.addable for id, part in material.parts.items()}, material.chunks, folder, version)
    if material.manifest.entries:
        write_notices(material.manifest, folder, material.pages(), site_url)
    folder.put("feed.xml", atom(material.updates, site_url))
    folder.put("robots.txt", robots(site_url))
    return version


def _where(report: Record) -> Where:
    region_code = report["region_code"] or ""
    return Where(f"{report['year'] or 0:04d}", region_code[:2], region_code)


def write_bulk(material: Material, folder: Folder, version: about.Version, engine: Engine) -> None:
    """Write the whole dataset as Parquet, SQLite, XLSX and ZIP, and what describes all files; the tables must be there.
    Files of the same data and program are left as they are. The engine's workers must see the same disk."""
    site_url = material.site_url or None
    with folder.group("bulk", [version.dataset.encode(), material.site_url.encode()]) as stale:
        if stale:
            dataset = PublishedTables.of(material.profiles(), material.stack, material.shared)
            write_licence(folder)
            write_datapackage(dataset, folder, version, site_url)
            write_large(dataset, folder, version, engine)
            write_csvw(dataset, folder, version)
            write_dcat(dataset, folder, version, site_url)
            write_version(dataset, folder, version, site_url)
            write_checksums(folder)
