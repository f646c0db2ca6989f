"""What a command says where the disk, or what it asks for, refuses."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def plain_errors(*folders: Path) -> Iterator[None]:
    """Nothing could be written or reached: one line and exit code 1 instead of a traceback. ``folders`` are those that
    the command writes to."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        words = str(error)
        # Who fills the disk rarely says with which file; SQLite has its own words for it.
        if getattr(error, "errno", None) in _FULL or "disk is full" in words:
            words += f". Make room on the disk that holds {' or '.join(map(str, folders))}, then start again."
        raise click.ClickException(words) from error
