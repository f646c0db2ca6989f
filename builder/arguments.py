"""What a command is told to read and to write, and plain words where that cannot be meant."""

from __future__ import annotations

from pathlib import Path

import click

_OURS = ("reports", "registry")
NO_REPORTS = (
    "No report was found. Files in all folders below are read, but not hidden ones, .csv files and sidecars (.toml)."
)


def need_reports(data: Path) -> None:
    """Ends the command where ``data`` holds no folder of reports."""
    if not (data / "reports").is_dir():
        raise click.ClickException(
            f"{data / 'reports'}: no such folder. The reports are expected there: run this in the project's folder, or "
            "name the folder that holds reports/ and registry/ with --data DIR."
        )


def need_other_folder(out: Path, data: Path) -> None:
    """Ends the command where its output would go among the reports or over the registry: only ``portal add`` writes
    there."""
    for name in _OURS:
        ours = (data / name).resolve()
        if ours in (out.resolve(), *out.resolve().parents):
            raise click.BadParameter(f"{out} lies in {data / name}, which holds the data itself; name another folder.")


def need_own_folder(out: Path) -> None:
    """Ends ``portal synth`` where ``out`` holds reports or a registry that it has not written itself."""
    held = [name for name in _OURS if (out / name).exists()]
    if held and not (out / "truth.csv").exists():
        raise click.BadParameter(
            f"{out} holds {' and '.join(f'{name}/' for name in held)} that portal synth has not written; name a new "
            "folder for the fictional corpus."
        )
