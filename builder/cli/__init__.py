"""The command line: arguments, progress and exit codes. The work is elsewhere, imported when it is asked for."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder import __version__
from builder.cli.arguments import (
    NO_REPORTS,
    need_other_folder,
    need_own_folder,
    need_registry,
    need_reports,
    told_registry,
)
from builder.cli.console import ready_streams, say
from builder.cli.options import FOLDER, PATHS, data_option, format_option, lang_option, work_options
from builder.cli.refusal import plain_errors
from builder.progress import Mode, progress

if TYPE_CHECKING:
    from builder import reporter
    from builder.catalogue import Lang
    from builder.collection import Collection
    from builder.reporter import differences
    from builder.work import Work


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="portal")
def main() -> None:
    """From a folder of government disclosure reports to CSV tables and a searchable site."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr)


def run() -> None:
    """The program ``portal``: ``main``, and the end of the process at once."""
    ready_streams()
    try:
        main(prog_name="portal")
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        sys.stdout.flush()
        sys.stderr.flush()
        # To free what a build holds, object by object, takes as long as to publish it.
        os._exit(end.code)


@main.command()
@data_option
@click.option("--site", default="site", show_default=True, type=FOLDER, help="Folder that the site is written to.")
@work_options
@click.option("--scheduler", default="", metavar="ADDRESS", help="Read on a Dask cluster, such as tcp://host:8786.")
def build(data: Path, site: Path, jobs: int | None, mode: Mode, scheduler: str) -> None:
    """Build the whole site from the reports in DATA; unchanged reports cost nothing."""
    from builder.build import build_all
    from builder.engine import COLLECT_AFTER, SchedulerError, collect_rarely
    from builder.project import SettingsError
    from builder.site import PublishError, SearchError, ThemeError
    from builder.work import BusyError, cache_folder

    # A build holds a million objects of earlier ones to its end, in no cycles: nothing is gained by looking at them.
    collect_rarely(25 * COLLECT_AFTER)
    # Sums need no threads of NumPy's linear algebra, which wait busily; workers inherit this.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    need_reports(data)
    need_other_folder(site, data)
    try:
        with plain_errors(site, cache_folder(data)):
            _told(build_all(data, site, _work(jobs, mode, scheduler)), data)
    except (BusyError, PublishError, SchedulerError, SearchError, SettingsError, ThemeError) as error:
        raise click.ClickException(str(error)) from error
    say(f"The site is in {site}.")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=PATHS, metavar="PATH...")
@click.option("--out", required=True, type=FOLDER, help="Folder that the CSV tables are written to.")
@data_option
@work_options
def parse(paths: tuple[Path, ...], out: Path, data: Path, jobs: int | None, mode: Mode) -> None:
    """Read reports in files or folders and write the CSV tables, without a site.

    Hidden files and .csv files are left out; a .toml beside a report is its sidecar.
    """
    from builder.build import parse_to

    need_other_folder(out, data)
    with plain_errors(out):
        _told(parse_to(paths, out, data, _work(jobs, mode)), data)
    say(f"The tables are in {out}.")


@main.command()
@click.argument("paths", nargs=-1, type=PATHS, metavar="[PATH]...")
@format_option(("text", "json", "github"), "Lines for people, JSON for programs, or annotations of a pull request.")
@lang_option
@click.option("--strict", is_flag=True, help="Exit with 1 on a warning too.")
@data_option
@work_options
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
    from builder.work import cache_folder

    if not paths:
        need_reports(data)
    with plain_errors(cache_folder(data)), checked(paths or (data / "reports",), data, _work(jobs, mode)) as collection:
        if not paths:
            from builder.project import findings

            collection = replace(collection, findings=(*collection.findings, *findings(collection, data)))
        whole = not paths or (data / "reports").resolve() in [path.resolve() for path in paths]
        problems = reporter.gather(collection, data_prefix=_prefix(data), whole=whole)
        counts = reporter.summary(problems, collection)
        _told_if_empty(len(collection) + len(collection.quarantine))
    _say(reporter.render(problems, counts, format_, _language(lang)), format_)
    sys.exit(reporter.exit_code(counts, strict=strict))


@main.command()
@click.argument("files", nargs=-1, required=True, type=PATHS, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--register", is_flag=True, help="Enter the proposed agencies in the registry too.")
@lang_option
@data_option
@work_options
def add(
    files: tuple[Path, ...],
    dry_run: bool,
    register: bool,
    lang: str | None,
    data: Path,
    jobs: int | None,
    mode: Mode,
) -> None:
    """File new reports under DATA: recognise agency and year, propose registry entries, run the checks.

    Exits with 1 if no file could be filed. No other command writes under DATA.
    """
    from builder import add as filing
    from builder.build import checked
    from builder.reporter.added import is_there, render
    from builder.work import cache_folder

    with plain_errors(data, cache_folder(data)):
        reports = data / "reports"
        with checked((reports,) if reports.is_dir() else (), data, _work(jobs, mode)) as collection:
            need_registry(collection.findings, data)
            additions = filing.plan(files, collection, data)
        _told_if_empty(len(additions))
        if not dry_run and filing.store(additions, data, enter_agencies=register):
            from builder.project import record

            with checked((reports,), data, _work(jobs, mode)) as collection:
                record(collection, data)
    say(render(additions, data, _language(lang), dry_run=dry_run, entered=register), nl=False)
    sys.exit(0 if any(addition.destination or is_there(addition) for addition in additions) else 1)


@main.command()
@click.argument("old")
@click.argument("new")
@format_option(("text", "md", "json"), "Lines for people, Markdown for a pull request, or JSON for programs.")
@lang_option
@data_option
@work_options
def diff(
    old: str, new: str, format_: differences.DiffFormat, lang: str | None, data: Path, jobs: int | None, mode: Mode
) -> None:
    """Say which agency-years and which figures differ between two folders of CSV tables, or two commits of DATA."""
    from builder.cache import OutcomeCache
    from builder.diff import DiffError, states
    from builder.reporter.differences import render
    from builder.work import cache_folder, cache_path_if_writable

    try:
        with plain_errors(cache_folder(data)), OutcomeCache(cache_path_if_writable(data)) as cache:
            changes = states(old, new, data, cache, _work(jobs, mode))
    except DiffError as error:
        raise click.ClickException(str(error)) from error
    _say(render(changes, format_, _language(lang)), format_)


@main.command()
@click.argument("n", type=click.IntRange(1))
@click.option("--seed", required=True, type=int, help="The same seed gives the same corpus.")
@click.option("--out", required=True, type=FOLDER, help="Folder for reports/, registry/, truth.csv and faults.csv.")
def synth(n: int, seed: int, out: Path) -> None:
    """Write a fictional corpus of N reports with its truth, to test and to measure."""
    from builder.synth.corpus import write_corpus

    need_own_folder(out)
    with plain_errors(out):
        written = write_corpus(n, seed, out)
    say(f"{written} fictional reports are in {out}.")


def _work(jobs: int | None, mode: Mode, scheduler: str = "") -> Work:
    from builder.engine import default_workers
    from builder.work import Work

    return Work(jobs or default_workers(), scheduler, progress(mode))


def _language(option: str | None) -> Lang:
    from builder.reporter import language

    return language(option, os.environ)


def _say(text: str, format: str) -> None:
    """Lines for people in the encoding of their console; what programs read is UTF-8 everywhere."""
    say(text if format == "text" else text.encode(), nl=False)


def _prefix(data: Path) -> str:
    return "" if data == Path() else f"{data.as_posix()}/"


def _told(collection: Collection, data: Path) -> None:
    told_registry(collection.findings, data)
    if not collection.registry.agencies:
        click.echo(f"No agencies in {data / 'registry'}: agencies are published under provisional ids.", err=True)
    refused = len(collection.quarantine)
    _told_if_empty(len(collection) + refused)
    say(f"{len(collection) + refused} files: {len(collection)} reports published, {refused} in quarantine.csv.")


def _told_if_empty(files: int) -> None:
    if not files:
        click.echo(NO_REPORTS, err=True)
