"""Files written where they are made: a worker that sees the build's disk hands over what the file system says of them,
not their bytes, which would take as long to travel as to be written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from builder.folder.digests import Look, look


class Folders(NamedTuple):
    """Where pages and documents go."""

    pages: str
    documents: str


class Written(NamedTuple):
    """A file that stands where it belongs: what the file system says of it, and whether it was written now."""

    look: Look
    changed: bool


File = bytes | Written
Files = Mapping[str, File]
"""Files by name: what is to be written yet, or stands there."""


def deliver(folder: str, files: Mapping[str, bytes]) -> Files:
    """Let the files below ``folder`` hold these bytes; one that does so is not touched. OSError where the disk
    refuses."""
    return {name: _delivered(f"{folder}/{name}", data) for name, data in files.items()}


def _delivered(path: str, data: bytes) -> Written:
    # Nearly always nothing stands there, in a folder that does: asking first takes as long as writing.
    try:
        return _new(path, data)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    except FileExistsError:
        with open(path, "rb") as file:  # noqa: PTH123
            if file.read() == data:
                return Written(look(path), changed=False)
        # The file may have other names, which keep their bytes.
        os.unlink(path)  # noqa: PTH108
    return _new(path, data)


def _new(path: str, data: bytes) -> Written:
    write_new(path, data)
    return Written(look(path), changed=True)


def write_new(path: str, data: bytes) -> None:
    """A new file of these bytes; FileExistsError if something stands there."""
    # Tens of thousands of files: joining paths takes as long as writing them.
    with open(path, "xb") as file:  # noqa: PTH123
        file.write(data)
