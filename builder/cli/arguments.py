"""What a command is told to read and to write, and plain words where that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from builder.model import Finding

_OURS = ("reports", "registry")
_FILED_BY = ("registry/agencies.csv", "registry/regions.csv")
_UNREAD = ("registry-unreadable", "registry-columns")
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


def need_registry(findings: Iterable[Finding], data: Path) -> None:
    """Ends ``portal add`` where agencies or divisions cannot be read: what is registered would be filed as if it were
    not."""
    lost = [f for f in findings if f.code in _UNREAD and dict(f.values)["file"] in _FILED_BY]
    if lost:
        raise click.ClickException("\n".join(_registry_errors(lost, data)))


def told_registry(findings: Iterable[Finding], data: Path) -> None:
    """Tells what of the registry is left out; the rest that is wrong with it ``portal check`` tells."""
    for line in _registry_errors(findings, data):
        click.echo(line, err=True)


def _registry_errors(findings: Iterable[Finding], data: Path) -> Iterator[str]:
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        # A sound registry, as it nearly always is, costs no command the words for what is wrong with one.
        from builder.reporter import Problem, headline

        for finding in errors:
            yield headline(Problem(str(data / dict(finding.values)["file"]), finding), "en")


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
