"""The line that ``agencies.csv`` lacks, worked out from the name of an agency that a report gives."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence, Set
from pathlib import Path

from builder.model import Agency, Identity, Region
from builder.registry import Registry
from builder.registry.files import AGENCY_COLUMNS

# The first that fits the end of a name; what none fits is "other".
_KINDS = (
    ("government", re.compile(r"人民政府$")),
    (
        "zone",
        re.compile(r"(?:[发新园范验景税]区)(?:管理?委员会|管委会|管理局)?$|管委会$"),
    ),
    ("subdistrict", re.compile(r"街道(?:办事处)?$")),
    ("office", re.compile(r"(?:政府|政务|委员会)?办公[室厅]$")),
    ("department", re.compile(r"(?:局|委|委员会|厅|部|院|中心|总队|支队|大队|处|站|署|行)$")),
)
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)(?:人民政府)?$")
_LONGEST_SLUG = 24


def propose(identity: Identity, registry: Registry, proposed: Sequence[Agency] = ()) -> Agency | None:
    """An entry for an agency that the registry lacks; None if it is registered, unnamed or of no known region.

    ``proposed`` are the entries of the same command: one agency gets one id, and no two the same one.
    """
    region = registry.region(identity.region_code)
    if identity.registered or not identity.agency or region is None:
        return None
    for other in proposed:
        if (other.name, other.region_code) == (identity.agency, region.region_code):
            return other
    kind = _kind(identity.agency)
    level = "township" if kind in ("township", "subdistrict") else region.level
    slug = _slug(_bare(identity.agency, region, registry))
    agency_id = _unused(f"{region.region_code}-{slug}", registry, {other.agency_id for other in proposed})
    return Agency(agency_id, identity.agency, (), kind, level, region.region_code)


def csv_line(agency: Agency, columns: Sequence[str] = AGENCY_COLUMNS) -> str:
    """The entry as a line of ``agencies.csv`` with these columns, without its end."""
    text = io.StringIO()
    cells = {name: getattr(agency, name) for name in AGENCY_COLUMNS} | {"aliases": ";".join(agency.aliases)}
    csv.DictWriter(text, columns, lineterminator="").writerow({name: cells.get(name, "") for name in columns})
    return text.getvalue()


def register(agencies: list[Agency], path: Path) -> None:
    """Puts the entries into ``agencies.csv`` where its order of ids wants them, in the columns of its header.

    Every other line is left alone, with its end and the mark at the file's beginning that Excel needs.
    """
    text = path.read_bytes().decode() if path.exists() else ",".join(AGENCY_COLUMNS)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.removesuffix(end).split(end)
    columns = [name.strip() for name in next(csv.reader([lines[0].removeprefix("\ufeff")]))]
    at = columns.index("agency_id")
    for agency in agencies:
        ids = (next(csv.reader([line]), [])[at : at + 1] for line in lines)
        later = (n for n, id in enumerate(ids) if n and id > [agency.agency_id])
        lines.insert(next(later, len(lines)), csv_line(agency, columns))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}{end}" for line in lines), encoding="utf-8", newline="")


def _kind(name: str) -> str:
    if _TOWNSHIP.search(name):
        return "township"
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "other")


def _bare(name: str, region: Region, registry: Registry) -> str:
    """The name without the divisions it begins with; all of it if nothing else is left."""
    rest = name
    for division in reversed(registry.chain(region.region_code)):
        rest = rest.removeprefix(division.name)
    return rest or name


def _slug(name: str) -> str:
    """First letters of the pinyin of each character, as the ids of the registry are made."""
    from pypinyin import Style, lazy_pinyin

    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))
    return re.sub(r"[^a-z0-9]", "", letters.lower())[:_LONGEST_SLUG] or "x"


def _unused(agency_id: str, registry: Registry, taken: Set[str]) -> str:
    number, candidate = 1, agency_id
    while registry.agency(candidate) is not None or candidate in taken:
        number += 1
        candidate = f"{agency_id}-{number}"
    return candidate
