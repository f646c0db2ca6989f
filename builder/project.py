"""What a build reads besides reports: the site's settings, the recorded versions, the manifest of addresses."""

from __future__ import annotations

from collections.abc import Collection as Names
from pathlib import Path

from mkdocs.utils.yaml import yaml_load

from builder.collection import Collection
from builder.exports import addresses as manifests
from builder.exports.addresses import Manifest, Published
from builder.exports.write import Material
from builder.model import Finding
from builder.pages.fixed import FIXED
from builder.publishing.shelf import Shelf
from builder.registry.files import cut_short
from builder.search.written import written_pages
from builder.settings import Settings
from builder.tables.whole import shared_rows
from builder.updates import load_updates


class SettingsError(ValueError):
    """A setting of ``mkdocs.yml`` is of no use; the message says which and why."""


def settings(config: Path) -> Settings:
    """``site_url`` and ``extra: contact`` of ``mkdocs.yml``; FileNotFoundError without one."""
    if not config.is_file():
        raise FileNotFoundError(f"{config}: no such file. The site is built in the project's folder, which holds it.")
    try:
        with config.open(encoding="utf-8") as file:
            stated = yaml_load(file)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{config}: not in UTF-8; save it as UTF-8") from error
    if not isinstance(stated, dict):
        raise SettingsError(f"{config}: expected settings, each as name: value")
    address, extra = str(stated.get("site_url") or ""), stated.get("extra")
    contact = str(extra.get("contact") or "") if isinstance(extra, dict) else ""
    if contact and not contact.startswith(("mailto:", "https://", "http://")):
        told = f'{config}: extra: contact is "{contact}"; expected "mailto:…" or "https://…", or "" for none'
        raise SettingsError(told)
    return Settings(address if not address or address.endswith("/") else f"{address}/", contact)


def material(data: Path, content: Path, collection: Collection, shelf: Shelf, about: Settings) -> Material:
    """What the exports are made from; ``content`` is the folder of the hand-written pages."""

    def pages() -> set[str]:
        reports = (Published(e.id, e.agency_id, e.region_code, e.year) for e in shelf.entries)
        others = (*FIXED, *(url for url, _ in written_pages(content)))
        return manifests.published(reports, collection.registry) | {f"/{each}" for each in others}

    recorded = _with_withdrawn(manifests.load(data / manifests.FILE)[0], collection)
    return Material(
        chunks=shelf,
        stack=shelf.stack(),
        profiles=shelf.profiles,
        parts=shelf.parts(),
        shared=shared_rows(collection, shelf.reports()),
        registry=collection.registry,
        site_url=about.site_url,
        updates=load_updates(data / "updates")[0],
        manifest=recorded,
        pages=pages,
    )


def _with_withdrawn(recorded: Manifest, collection: Collection) -> Manifest:
    return manifests.withdrawn(recorded, (o.quarantine for o in collection.quarantine if o.quarantine))


def current_addresses(collection: Collection) -> set[str]:
    """The addresses of the pages that these reports have."""
    every = (report.identity for report in collection.reports())
    reports = (Published(who.report_id, who.agency_id, who.region_code, who.year) for who in every)
    return manifests.published(reports, collection.registry)


def findings(collection: Collection, data: Path) -> tuple[Finding, ...]:
    """What is wrong with the recorded versions and the manifest; ``collection`` holds all reports of ``data``."""
    recorded, faults = manifests.load(data / manifests.FILE)
    lost: tuple[Finding, ...] = ()
    if recorded.entries and not cut_short(collection.findings):
        # An agency of the registry keeps its page when its last report is withdrawn.
        agencies = {f"/agencies/{agency.agency_id}/" for agency in collection.registry.agencies}
        kept = {entry.address for entry in recorded.entries} & agencies
        lost = manifests.check(_with_withdrawn(recorded, collection), current_addresses(collection) | kept)
    return (*load_updates(data / "updates")[1], *faults, *lost)


def record(collection: Collection, data: Path) -> Path | None:
    """Adds the pages of these reports to the manifest, if there is one; its path if that changed it."""
    path = data / manifests.FILE
    recorded, faults = manifests.load(path)
    # What could not be read would be lost.
    if faults or not recorded.entries:
        return None
    return _replaced(path, manifests.recorded(recorded, _new(recorded, current_addresses(collection))))


def _new(recorded: Manifest, current: Names[str]) -> list[str]:
    return sorted(address for address in current if recorded.get(address) is None)


def _replaced(path: Path, data: bytes) -> Path | None:
    if path.read_bytes() == data:
        return None
    aside = path.with_name(f".{path.name}.part")
    aside.write_bytes(data)
    return aside.replace(path)
