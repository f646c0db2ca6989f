"""The fictional corpora that builds are measured on, written once and kept."""

from __future__ import annotations

from pathlib import Path

from builder.synth import write_corpus

SEED = 2024

MIXES: dict[str, dict[str, float] | None] = {
    "text": {"text:tab-shifted": 0.4, "text:tab": 0.3, "text:pipe": 0.1, "markdown": 0.2},
    "mixed": None,
}
"""``text``: the layouts of the sample reports. ``mixed``: every container in the shares of ``builder.synth.SHARES``."""


def corpus(folder: Path, reports: int, mix: str) -> Path:
    """A data folder with so many reports, for ``--data``; written on first use."""
    path = folder / f"{mix}-{reports}"
    if not (path / "registry" / "agencies.csv").exists():
        write_corpus(reports, SEED, path, MIXES[mix])
    return path
