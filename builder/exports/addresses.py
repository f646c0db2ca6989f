"""The manifest of published addresses, ``data/registry/addresses.csv``: what was once published stays, moves or leaves
a notice.

Columns ``address, state, target, reason``. An empty ``state`` is a page in use; ``moved`` names its new address in
``target``; ``removed`` gives a ``reason``. A report that its sidecar withdraws is ``removed`` without a line of its own
(``withdrawn``). ``portal add`` writes the addresses of a new report into it (``recorded``);
a maintainer who renames or withdraws something edits its line; ``check`` says what is gone without a word.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from builder.exports.api.metrics import metric_ids
from builder.exports.json_files import encoded
from builder.exports.schema_org import site_address
from builder.folder import Folder
from builder.model import Finding, Level, Place
from builder.places import NOT_UTF_8, broken_line
from builder.registry import Registry

COLUMNS = ("address", "state", "target", "reason")
FILE = "registry/addresses.csv"
PROMISED = ("", "compare/", "explore/", "quality/", "downloads/", "dictionary/", "updates/", "about/")
"""The pages of the contract that every site has; those of reports, agencies, regions, years and metrics come on top."""
WITH_DOCUMENT = ("reports", "agencies", "regions")
# Nothing else is an address of ours, and a step with a dot could stand in the place of a file.
_ADDRESS = re.compile(r"/(?:[a-z0-9_-]{1,200}/)*")
_LONGEST_REASON = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Address:
    """One line. ``address`` and ``target`` begin with ``/``; ``line`` is where it stands in the file."""

    address: str
    state: str = ""
    target: str = ""
    reason: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """All addresses ever published, sorted."""

    entries: tuple[Address, ...] = ()
    _by_address: dict[str, Address] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_address.update((entry.address, entry) for entry in self.entries)

    def get(self, address: str) -> Address | None:
        """The line of this address, None if it was never recorded."""
        return self._by_address.get(address)


def load(path: Path) -> tuple[Manifest, tuple[Finding, ...]]:
    """The manifest at ``path`` and its bad lines, which are left out. A missing file is an empty manifest."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Manifest(), ()
    except UnicodeDecodeError as error:
        return Manifest(), (_finding("address-line", "error", broken_line(error), address="", reason=NOT_UTF_8),)
    entries: dict[str, Address] = {}
    findings: list[Finding] = []
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in rows:
            if any(cells) and not (line == 1 and tuple(cells) == COLUMNS):
                fault = _fault(cells, entries)
                if fault:
                    findings.append(_finding("address-line", "error", line, address=cells[0], reason=fault))
                else:
                    address, state, target, reason = cells
                    entries[address] = Address(address, state, target, reason, line)
            line = rows.line_num + 1
    except csv.Error as error:
        findings.append(_finding("address-line", "error", line, address="", reason=str(error)))
    return Manifest(tuple(entries[a] for a in sorted(entries))), tuple(findings)


def _fault(cells: list[str], known: Collection[str]) -> str:
    """What is wrong with a line, in the file's own words; empty if nothing is."""
    if len(cells) != len(COLUMNS):
        return ", ".join(COLUMNS)
    address, state, target, reason = cells
    if address in known:
        return "address ×2"
    if not _is_address(address) or (state == "moved") != bool(target) or (target and not _is_address(target)):
        return f"{address} → {target}"
    if state not in ("", "moved", "removed"):
        return f"state {state}"
    if len(reason) > _LONGEST_REASON:
        return f"reason: {len(reason)} > {_LONGEST_REASON}"
    return "reason" if state == "removed" and not reason else ""


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def withdrawn(manifest: Manifest, reasons: Iterable[Finding]) -> Manifest:
    """The manifest with the pages of withdrawn reports as removed. ``reasons`` are why files are in quarantine; what a
    line of the manifest says of an address goes before."""
    entries = {entry.address: entry for entry in manifest.entries}
    for finding in reasons:
        values = dict(finding.values)
        if finding.code == "withdrawn" and values["report_id"]:
            address = f"/reports/{values['report_id']}/"
            known = entries.get(address, Address(address))
            if not known.state:
                entries[address] = replace(known, state="removed", reason=values["reason"])
    return Manifest(tuple(entries[a] for a in sorted(entries)))


class Published(NamedTuple):
    """What the addresses of a report's pages are made of; ``year`` 0 if unknown."""

    report_id: str
    agency_id: str
    region_code: str
    year: int


def published(reports: Iterable[Published], registry: Registry) -> set[str]:
    """The addresses of the pages that these reports give rise to: theirs, those of their agencies, regions and years,
    of all metrics, and the pages that always are."""
    found = {f"/{page}" for page in PROMISED} | {f"/metrics/{item}/" for item in metric_ids()}
    for who in reports:
        found |= {f"/reports/{who.report_id}/", f"/agencies/{who.agency_id}/"}
        found |= {f"/regions/{region.region_code}/" for region in registry.chain_in_use(who.region_code)}
        if who.year:
            found.add(f"/years/{who.year}/")
    return found


def check(manifest: Manifest, current: Collection[str]) -> tuple[Finding, ...]:
    """Addresses that are gone without redirect or notice (error), that lead nowhere (warning), or that the manifest
    lacks (hint). ``current`` are those of the site at hand, beginning with ``/``. Nothing without a manifest."""
    if not manifest.entries:
        return ()
    findings = []
    for entry in manifest.entries:
        if not entry.state and entry.address not in current:
            findings.append(_finding("address-gone", "error", entry.line, address=entry.address))
        elif entry.state == "moved" and entry.target not in current:
            values = {"address": entry.address, "target": entry.target}
            findings.append(_finding("address-target", "warning", entry.line, **values))
    missing = sorted(address for address in current if manifest.get(address) is None)
    if missing:
        findings.append(_finding("address-unrecorded", "hint", 1, count=str(len(missing)), first=missing[0]))
    return tuple(findings)


def _finding(code: str, level: Level, line: int, **values: str) -> Finding:
    return Finding(code, level, Place(line), values=(("file", FILE), *values.items()))


def recorded(manifest: Manifest, current: Iterable[str]) -> bytes:
    """The manifest's file with ``current`` added: sorted, no line lost, one that came back in use again."""
    entries = {entry.address: entry for entry in manifest.entries}
    entries.update((address, Address(address)) for address in current)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((e.address, e.state, e.target, e.reason) for _, e in sorted(entries.items()))
    return text.getvalue().encode()


def write_notices(manifest: Manifest, folder: Folder, current: Collection[str], site_url: str | None) -> None:
    """Write a page at every address that moved or was removed, and where the API had a document one that says so."""
    for entry in manifest.entries:
        if not entry.state or entry.address in current:
            continue
        page = entry.address.removeprefix("/")
        folder.put(f"{page}index.html", notice_page(entry, site_url).encode())
        part, _, id = page.removesuffix("/").partition("/")
        if part in WITH_DOCUMENT:
            said = {
                "$schema": "../schema/notice.schema.json",
                "state": entry.state,
                "target": entry.target or None,
                "reason": entry.reason or None,
                "page": f"../../..{entry.address}",
            }
            folder.put(f"api/v1/{part}/{id}.json", encoded(said))


def notice_page(entry: Address, site_url: str | None) -> str:
    """A whole HTML page, without script or style: a redirect, or the notice that the content was removed and why."""
    page = entry.address.removeprefix("/")
    reason = f"<p>{html.escape(entry.reason)}</p>" if entry.reason else ""
    if entry.state == "moved":
        target = html.escape(site_address(entry.target.removeprefix("/"), page, site_url))
        relative = html.escape(site_address(entry.target.removeprefix("/"), page, None))
        head = f'<link rel="canonical" href="{target}">' if site_url else ""
        head += f'<meta http-equiv="refresh" content="0; url={relative}">'
        title = "页面已移动"
        body = f'<p>本页已移至 <a href="{relative}">{html.escape(entry.target)}</a>。</p>'
        english = "This page has moved."
    else:
        head, title, english = "", "页面已撤下", "This page was removed."
        home = site_address("", page, None)
        body = f'<p>本页内容已撤下。<a href="{home}">返回首页</a></p>'
    return (
        f'<!doctype html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">{head}</head>\n'
        f'<body><main><h1>{title}</h1>{body}{reason}<p lang="en">{english}</p></main></body>\n</html>\n'
    )
