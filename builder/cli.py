"""The command line: arguments, progress and exit codes. The work is elsewhere, imported when it is asked for."""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from builder import __version__
from builder.progress import MODES, Mode, progress

if TYPE_CHECKING:
    from builder import reporter
    from builder.build import Work
    from builder.collection import Collection

Command = TypeVar("Command", bound=Callable[..., Any])

_PATHS = click.Path(exists=True, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


def _data_option(command: Command) -> Command:
    option = click.option(
        "--data", default="data", show_default=True, type=_FOLDER, help="Folder with reports/ and registry/."
    )
    return option(command)


def _work_options(command: Command) -> Command:
    for option in (
        click.option(
            "--progress",
            "mode",
            default="auto",
            show_default=True,
            type=click.Choice(MODES),
            help="How progress is shown on standard error; auto is a bar on a terminal, else plain lines.",
        ),
        click.option(
            "--jobs", type=click.IntRange(1), metavar="N", help="Processes that read reports; default: all processors."
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="portal")
def main() -> None:
    """From a folder of government disclosure reports to CSV tables and a searchable site."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_PATHS, metavar="PATH...")
@click.option("--out", required=True, type=_FOLDER, help="Folder that the CSV tables are written to.")
@_data_option
@_work_options
def parse(paths: tuple[Path, ...], out: Path, data: Path, jobs: int | None, mode: Mode) -> None:
    """Read reports in files or folders and write the CSV tables, without a site.

    Hidden files and .csv files are left out; a .toml beside a report is its sidecar.
    """
    from builder.build import parse_to

    with _plain_errors():
        _told(parse_to(paths, out, data, _work(jobs, mode)), data)
        click.echo(f"The tables are in {out}.")


@main.command()
@click.argument("paths", nargs=-1, type=_PATHS, metavar="[PATH]...")
@click.option("--format", "format_", default="text", show_default=True, type=click.Choice(("text", "json", "github")))
@click.option("--lang", type=click.Choice(("zh", "en")), help="Language of the messages; default: the locale's.")
@click.option("--strict", is_flag=True, help="Exit with 1 on a warning too.")
@_data_option
@_work_options
def check(
    paths: tuple[Path, ...],
    format_: reporter.Format,
    lang: str | None,
    strict: bool,
    data: Path,
    jobs: int | None,
    mode: Mode,
) -> None:
    """List every problem in the reports (default: those in DATA), one line each with a hint.

    Exits with 1 if there is an error, with --strict also if there is a warning.
    """
    from builder import reporter
    from builder.build import checked

    with _plain_errors(), checked(paths, data, _work(jobs, mode)) as collection:
        prefix = "" if data == Path() else f"{data.as_posix()}/"
        problems = reporter.gather(collection, data_prefix=prefix)
        counts = reporter.summary(problems, collection)
    click.echo(reporter.render(problems, counts, format_, reporter.language(lang, os.environ)), nl=False)
    sys.exit(reporter.exit_code(counts, strict=strict))


def _work(jobs: int | None, mode: Mode, scheduler: str = "") -> Work:
    from builder.build import Work
    from builder.engine import default_workers

    return Work(jobs or default_workers(), scheduler, progress(mode))


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Nothing could be written or reached: one line and exit code 1 instead of a traceback."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(str(error)) from error


def _told(collection: Collection, data: Path) -> None:
    if not collection.registry.agencies:
        click.echo(f"No agencies in {data / 'registry'}: agencies are published under provisional ids.", err=True)
    refused = len(collection.quarantine)
    click.echo(f"{len(collection) + refused} files: {len(collection)} reports published, {refused} in quarantine.csv.")
