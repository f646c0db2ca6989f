"""The registry's three CSV files in ``data/registry/`` (UTF-8, header row of the contract's names).

A bad row is left out, or kept without the cell that cannot be, with a finding that names file and line; a missing file
is an empty table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from builder.model import Agency, Finding, Level, Place, Region
from builder.places import NOT_UTF_8, broken_line
from builder.registry import AGENCY_ID, REPORT_ID, Acknowledgement, Registry, is_date

AGENCY_COLUMNS = ("agency_id", "name", "aliases", "kind", "level", "region_code", "valid_from", "valid_to")
REGION_COLUMNS = ("region_code", "name", "level", "parent_region_code", "valid_from", "valid_to")
ACKNOWLEDGED_COLUMNS = ("report_id", "check", "item", "column", "reason", "by", "on")
KINDS = ("government", "office", "department", "subdistrict", "township", "zone", "other")
LEVELS = ("national", "province", "prefecture", "county", "township")

_REGION_CODE = re.compile(r"[0-9]{6}")

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class _Row:
    """One CSV row: ``file`` as shown in findings, 1-based ``line`` where the row begins."""

    file: str
    line: int
    cells: dict[str, str]

    def finding(self, code: str, level: Level, **values: str) -> Finding:
        return Finding(code, level, Place(self.line), values=(("file", self.file), *values.items()))


def cut_short(findings: Iterable[Finding]) -> bool:
    """Whether a file of the registry could not be read to its end: what is missing then is told once, there."""
    return any(finding.code in ("registry-unreadable", "registry-columns") for finding in findings)


def load(folder: Path) -> tuple[Registry, tuple[Finding, ...]]:
    """The registry in ``folder`` (``data/registry``) and what is wrong with it, in file and line order."""
    findings: list[Finding] = []

    def rows(name: str, columns: tuple[str, ...]) -> list[_Row]:
        found, problems = _read(folder / name, columns)
        findings.extend(problems)
        return found

    regions = _checked(rows("regions.csv", REGION_COLUMNS), _region, findings)
    findings.extend(_bad_periods(regions))
    all_known = not cut_short(findings)
    known = {r.region_code for r, _ in regions}
    findings.extend(_bad_parents(regions) if all_known else ())
    agencies = _checked(rows("agencies.csv", AGENCY_COLUMNS), _agency, findings)
    findings.extend(_bad_periods(agencies))
    for agency, row in agencies:
        if all_known and agency.region_code not in known:
            findings.append(row.finding("registry-unknown-region", "warning", region_code=agency.region_code))
    acknowledged = _checked(rows("acknowledged.csv", ACKNOWLEDGED_COLUMNS), _acknowledgement, findings)
    registry = Registry(
        tuple(sorted((a for a, _ in agencies), key=lambda a: a.agency_id)),
        tuple(sorted((r for r, _ in regions), key=lambda r: (r.region_code, r.valid_from))),
        tuple(a for a, _ in acknowledged),
    )
    findings.sort(key=lambda f: (dict(f.values)["file"], f.place.line if f.place else 0, f.code))
    return registry, tuple(findings)


def _read(path: Path, columns: tuple[str, ...]) -> tuple[list[_Row], list[Finding]]:
    file = f"registry/{path.name}"
    head = _Row(file, 1, {})
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [head.finding("registry-unreadable", "error", reason=error.strerror or str(error))]
    except UnicodeDecodeError as error:
        return [], [_Row(file, broken_line(error), {}).finding("registry-unreadable", "error", reason=NOT_UTF_8)]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[_Row] = []
    findings: list[Finding] = []
    line = 1
    try:
        names = [name.strip() for name in next(reader, [])]
        missing = [c for c in columns if c not in names]
        if missing:
            return [], [head.finding("registry-columns", "error", columns=", ".join(missing))]
        line = reader.line_num + 1
        for cells in reader:
            row = _Row(file, line, dict(zip(names, (c.strip() for c in cells), strict=False)))
            line = reader.line_num + 1
            if not any(cells):
                continue
            if len(cells) != len(names):
                findings.append(row.finding("registry-width", "error", found=str(len(cells)), expected=str(len(names))))
                continue
            rows.append(row)
    except csv.Error as error:
        findings.append(_Row(file, line, {}).finding("registry-unreadable", "error", reason=str(error)))
    return rows, findings


def _checked(
    rows: list[_Row], make: Callable[[_Row, list[Finding]], tuple[str, Entry] | None], findings: list[Finding]
) -> list[tuple[Entry, _Row]]:
    """What ``make`` makes of each row, the first of those with one key; a later one is a finding."""
    kept: list[tuple[Entry, _Row]] = []
    seen: dict[str, int] = {}
    for row in rows:
        made = make(row, findings)
        if made is None:
            continue
        key, value = made
        if key in seen:
            findings.append(row.finding("registry-duplicate", "error", id=key, first=str(seen[key])))
            continue
        seen[key] = row.line
        kept.append((value, row))
    return kept


_LISTED = {"kind": KINDS, "level": LEVELS}
_LOOKS = {
    "agency_id": "321322-fgj",
    "report_id": "321322-fgj-2024",
    "region_code": "321322",
    "valid_from": "2025-01-31",
    "valid_to": "2025-01-31",
    "on": "2025-01-31",
}


def _bad(row: _Row, columns: Iterable[str]) -> list[Finding]:
    return [row.finding("registry-value", "error", column=c, found=row.cells[c], expected=_looks(c)) for c in columns]


def _looks(column: str) -> str:
    """How a right value of a column looks, for the message about a wrong one."""
    if column in _LISTED:
        return ", ".join(_LISTED[column])
    return _LOOKS.get(column, "… (不能为空, not empty)")


def _dates(row: _Row) -> Iterator[str]:
    return (c for c in ("valid_from", "valid_to", "on") if row.cells.get(c) and not is_date(row.cells[c]))


def _usable(
    row: _Row, needed: dict[str, re.Pattern[str] | None], listed: tuple[str, ...], findings: list[Finding]
) -> dict[str, str] | None:
    """The cells of a row, those empty that cannot be; None where one of the ``needed`` is missing or looks wrong."""
    c = row.cells
    wrong = [name for name, looks in needed.items() if not (looks.fullmatch(c[name]) if looks else c[name])]
    unusable = [*(name for name in listed if c[name] not in _LISTED[name]), *_dates(row)]
    findings.extend(_bad(row, [*wrong, *unusable]))
    return None if wrong else {**c, **dict.fromkeys(unusable, "")}


def _region(row: _Row, findings: list[Finding]) -> tuple[str, Region] | None:
    c = _usable(row, {"region_code": _REGION_CODE, "name": None}, ("level",), findings)
    if c is None:
        return None
    key = f"{row.cells['region_code']} {row.cells['valid_from']}".strip()
    return key, Region(*(c[name] for name in REGION_COLUMNS))


def _agency(row: _Row, findings: list[Finding]) -> tuple[str, Agency] | None:
    needed = {"agency_id": AGENCY_ID, "name": None, "region_code": _REGION_CODE}
    c = _usable(row, needed, ("kind", "level"), findings)
    if c is None:
        return None
    aliases = tuple(a.strip() for a in c["aliases"].split(";") if a.strip())
    return c["agency_id"], Agency(c["agency_id"], c["name"], aliases, *(c[name] for name in AGENCY_COLUMNS[3:]))


def _acknowledgement(row: _Row, findings: list[Finding]) -> tuple[str, Acknowledgement] | None:
    c = _usable(row, {"report_id": REPORT_ID, "check": None, "reason": None}, (), findings)
    if c is None:
        return None
    key = " ".join(c[n] for n in ("report_id", "check", "item", "column")).strip()
    return key, Acknowledgement(**{name: c[name] for name in ACKNOWLEDGED_COLUMNS}, line=row.line)


def _bad_periods(rows: Iterable[tuple[Agency | Region, _Row]]) -> Iterator[Finding]:
    """What ended before it began was there in no year, and nobody would miss a report of it."""
    for each, row in rows:
        if each.valid_to and each.valid_to <= each.valid_from:
            yield row.finding("registry-period", "error", valid_from=each.valid_from, valid_to=each.valid_to)


def _bad_parents(regions: list[tuple[Region, _Row]]) -> Iterator[Finding]:
    """A parent that is no division, or a division that lies in itself by way of its parents."""
    parents = {r.region_code: r.parent_region_code for r, _ in regions}
    for region, row in regions:
        parent = region.parent_region_code
        if parent and parent not in parents:
            yield row.finding("registry-unknown-parent", "warning", region_code=parent)
        seen = {region.region_code}
        while parent and parent not in seen:
            seen.add(parent)
            parent = parents.get(parent, "")
        if parent == region.region_code:
            yield row.finding("registry-parent-loop", "error", region_code=region.region_code)
