"""The data's versions as recorded in ``data/updates/``: what ``portal diff --format json`` printed, one file a version.

``2026-03-01.json`` or ``2026-03-01-second.json``: the name is the version, its first ten characters the day. They are
the source of the page of updates and of the feed, so that a build needs neither git nor the build before it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from builder.exports.feed import Change, Update
from builder.model import Finding, Place
from builder.registry import REPORT_ID, is_date

_NAME = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(-[a-z0-9]+)*")
_KINDS = ("added", "changed", "removed")


def load_updates(folder: Path) -> tuple[tuple[Update, ...], tuple[Finding, ...]]:
    """The recorded versions, oldest first, and a finding for each file that is none. A missing folder holds none."""
    updates: list[Update] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.json")):
        match = _NAME.fullmatch(path.stem)
        try:
            if match is None or not is_date(match["day"]):
                raise ValueError("YYYY-MM-DD.json")
            recorded = json.loads(path.read_text(encoding="utf-8"))
            updates.append(Update(path.stem, match["day"], tuple(map(_change, recorded["changes"]))))
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            values = (("file", f"updates/{path.name}"), ("reason", str(error)[:200]))
            findings.append(Finding("update-unreadable", "warning", Place(line), values=values))
    return tuple(updates), tuple(findings)


def _change(raw: dict[str, Any]) -> Change:
    kind, year = raw["kind"], raw["year"]
    if kind not in _KINDS or not (year is None or type(year) is int):
        raise ValueError(f"kind {kind!r}, year {year!r}")
    report_id, agency = str(raw["report_id"]), str(raw["agency"])
    if not REPORT_ID.fullmatch(report_id):
        raise ValueError(f"report_id {report_id!r}")
    agency.encode()  # JSON may name half a character, and no page could hold it
    return Change(report_id, agency, year, kind, int(raw["figure_count"]))
