"""Office packages (ZIP with XML parts, ECMA-376 part 2), opened with bounds on size, entries and markup."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from builder.formats.sniff import problem, usual_names
from builder.model import Finding

_MAX_ENTRIES = 10_000
_MAX_TOTAL = 512 * 1024 * 1024
_MAX_PART = 32 * 1024 * 1024
_MAX_TAGS = 2_000_000
_MAX_RATIO = 1_000  # deflate's limit is 1032; XML of tables reaches some 60
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


@dataclass(frozen=True, slots=True)
class Package:
    """An open package. ``names``: its parts by their usual names."""

    archive: zipfile.ZipFile
    names: Mapping[str, str]

    def part(self, name: str) -> bytes | Finding:
        """A part's bytes; ``too-large`` or ``unreadable`` (also where it is missing or encrypted)."""
        if name not in self.names:
            return problem("unreadable", reason="missing-part")
        info = self.archive.getinfo(self.names[name])
        bomb = info.file_size > 1_000_000 and info.file_size > _MAX_RATIO * info.compress_size
        if bomb or info.file_size > _MAX_PART:
            return problem("too-large", what="part", limit=str(_MAX_PART))
        if info.flag_bits & 1:
            return problem("unreadable", reason="encrypted")
        try:
            return self.archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
            return problem("unreadable", reason="broken-zip")

    def xml(self, name: str) -> etree._Element | Finding:
        """A part's root element. A document type is refused: no office program writes one, entity bombs need it."""
        data = self.part(name)
        if isinstance(data, Finding):
            return data
        if data.count(b"<") > _MAX_TAGS:
            return problem("too-large", what="tags", limit=str(_MAX_TAGS))
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            return problem("unreadable", reason="broken-xml")
        if root.getroottree().docinfo.internalDTD is not None:
            return problem("unreadable", reason="entities")
        return root

    def related(self, name: str) -> dict[str, str]:
        """Relationship id to part name, for the part ``name``; empty if it has none that can be read."""
        folder, base = posixpath.split(name)
        root = self.xml(f"{folder}/_rels/{base}.rels")
        if isinstance(root, Finding):
            return {}
        targets = {}
        for element in root.iter(_RELATIONSHIP):
            target = element.get("Target") or ""
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if element.get("TargetMode") != "External" and path in self.names:
                targets[element.get("Id") or ""] = path
        return targets


def open_package(data: bytes) -> Package | Finding:
    """The package, or ``too-large`` or ``unreadable``. Nothing is unpacked yet."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return problem("unreadable", reason="broken-zip")
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES:
        return problem("too-large", what="entries", limit=str(_MAX_ENTRIES))
    if sum(e.file_size for e in entries) > _MAX_TOTAL:
        return problem("too-large", what="unpacked", limit=str(_MAX_TOTAL))
    return Package(archive, usual_names(e.filename for e in entries))


def core_properties(package: Package) -> tuple[str, tuple[tuple[str, str], ...]]:
    """(title, metadata) of docProps/core.xml; both empty if there is none."""
    root = package.xml("docProps/core.xml")
    if isinstance(root, Finding):
        return "", ()
    found = {etree.QName(e).localname: (e.text or "").strip() for e in root if isinstance(e.tag, str)}
    names = ("creator", "created", "modified", "subject")
    return found.get("title", ""), tuple((name, found[name]) for name in names if found.get(name))
