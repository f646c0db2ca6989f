"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from builder.progress import MODES

Command = TypeVar("Command", bound=Callable[..., Any])

PATHS = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def data_option(command: Command) -> Command:
    """``--data``: the folder with reports and registry."""
    option = click.option(
        "--data", default="data", show_default=True, type=FOLDER, help="Folder with reports/ and registry/."
    )
    return option(command)


def lang_option(command: Command) -> Command:
    """``--lang``: the language of messages."""
    option = click.option("--lang", type=click.Choice(("zh", "en")), help="Language; default: the locale's.")
    return option(command)


def format_option(formats: tuple[str, ...], meaning: str) -> Callable[[Command], Command]:
    """``--format``, given as ``format_``: one of ``formats``, by default the first."""
    choice = click.Choice(formats)
    return click.option("--format", "format_", default=formats[0], show_default=True, type=choice, help=meaning)


def work_options(command: Command) -> Command:
    """``--jobs`` and ``--progress``, given as ``jobs`` and ``mode``: how to work."""
    jobs = click.option(
        "--jobs", type=click.IntRange(1), metavar="N", help="Processes at work at a time; default: all processors."
    )
    mode = click.option(
        "--progress",
        "mode",
        default="auto",
        show_default=True,
        type=click.Choice(MODES),
        help="How progress is shown on standard error; auto is a bar on a terminal, else plain lines.",
    )
    return jobs(mode(command))
