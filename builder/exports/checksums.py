"""``SHA256SUMS``, ``version.json`` and ``LICENCE.txt``: what lets a reader check, cite and reuse a download."""

from __future__ import annotations

from builder.exports import about
from builder.exports.citation import dataset_citation
from builder.exports.dataset import PublishedTables
from builder.exports.json_files import encoded
from builder.folder import Folder


def write_licence(folder: Folder) -> None:
    """Write ``data/LICENCE.txt``, the terms of every file under ``data/`` and ``api/``."""
    lines = (about.TITLE_ZH, about.TITLE_EN, "", f"{about.LICENCE} {about.LICENCE_URL}", "")
    folder.put("data/LICENCE.txt", "\n".join((*lines, about.RIGHTS_ZH, "", about.RIGHTS_EN, "")).encode())


def write_version(dataset: PublishedTables, folder: Folder, version: about.Version, site_url: str | None) -> None:
    """Write ``data/version.json``: versions, rows and hash of each table, and how to cite it all."""
    citation = dataset_citation(version, f"{site_url.rstrip('/')}/" if site_url else "")
    tables = {
        name: {"rows": profile.rows, "sha256": folder.sha256(f"data/{name}.csv")}
        for name, profile in dataset.profiles.items()
    }
    said = {
        "dataset_version": version.dataset,
        "generator": about.NAME,
        "generator_version": version.generator,
        "licence": about.LICENCE,
        "citation": {"gbt7714": citation.gbt7714, "bibtex": citation.bibtex},
        "tables": tables,
    }
    folder.put("data/version.json", encoded(said))


def write_checksums(folder: Folder) -> None:
    """Write ``data/SHA256SUMS`` of every other file under ``data/``; ``sha256sum -c SHA256SUMS`` checks a copy."""
    names = sorted(n for n in folder.names if n.startswith("data/") and n != "data/SHA256SUMS")
    text = "".join(f"{folder.sha256(n)}  {n.removeprefix('data/')}\n" for n in names)
    folder.put("data/SHA256SUMS", text.encode())
