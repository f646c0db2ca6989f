"""Findings that a person has looked at and explained, in ``data/registry/acknowledged.csv``.

An acknowledgement names report, check, item and column exactly as ``checks.csv`` does (an empty item or column means an
empty one there). It closes the finding, its reason is published beside it, and once nothing matches it is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from builder.model import Finding, Place
from builder.registry import Acknowledgement, Registry

REGISTRY_FILE = "registry/acknowledged.csv"

Key = tuple[str, str, str, str]


class Acknowledgements:
    """The registry's acknowledgements by what they close."""

    def __init__(self, registry: Registry) -> None:
        self._by_key: dict[Key, Acknowledgement] = {}
        for entry in registry.acknowledged:
            self._by_key[entry.report_id, entry.check, entry.item, entry.column] = entry

    def of(self, report_id: str, finding: Finding) -> Acknowledgement | None:
        """The acknowledgement that closes this finding of this report, or None."""
        return self._by_key.get((report_id, finding.code, finding.item, finding.column))

    def stale(self, findings: Mapping[str, Iterable[Finding]]) -> tuple[Finding, ...]:
        """One finding per acknowledgement that closes nothing in ``findings`` (all findings by report id)."""
        alive = {
            (report_id, finding.code, finding.item, finding.column)
            for report_id, of_report in findings.items()
            for finding in of_report
        }
        return tuple(
            Finding(
                "acknowledgement-stale",
                "hint",
                Place(entry.line),
                item=entry.item,
                column=entry.column,
                values=(
                    ("file", REGISTRY_FILE),
                    ("report_id", entry.report_id),
                    ("check", entry.check),
                    ("reason", entry.reason),
                ),
            )
            for key, entry in self._by_key.items()
            if key not in alive
        )
