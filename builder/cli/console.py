"""Standard output and error, also where they are closed or nobody reads them any more."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import click


def ready_streams() -> None:
    """Streams that take every character, and lead nowhere where the process was started with them closed."""
    # What is opened next would take the number of a closed stream, and be written to by what is meant for that.
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            # A console of another encoding lacks some characters of the messages (GBK: −).
            stream.reconfigure(errors="backslashreplace")


def say(text: str | bytes, *, nl: bool = True) -> None:
    """To standard output. That nobody reads on (``| head``) changes nothing of what was done, nor the exit code."""
    try:
        click.echo(text, nl=nl)
    except OSError as error:
        # What waits in the stream would fail again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise click.ClickException(f"standard output: {error}") from error
