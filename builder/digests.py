"""SHA-256 of a folder's files, remembered by what the file system says of them, so that an unchanged file is not read
again.

Only what is replaced as a whole is looked up here: a file with the same number, size and times has the same bytes.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import orjson

Known = list[int | str]
"""What the file system says of a file (number, size and times), and its digest."""


class Digests:
    """Digests by path relative to ``root``, kept in the file ``memory`` between builds if there is one. What was asked
    for or noted once is taken as it was then: this build alone writes into the folder."""

    def __init__(self, root: Path, memory: Path | None = None) -> None:
        self.root = root
        self._memory = memory
        self._prefix = f"{root}/"
        self._known: dict[str, Known] = {}
        self._seen: dict[str, Known] = {}
        self._noted: set[str] = set()
        if memory is not None:
            # Without the file, or with a damaged one, everything is read anew.
            with suppress(FileNotFoundError, ValueError):
                self._known = orjson.loads(memory.read_bytes())

    def of(self, name: str) -> str:
        """The digest (hex) of the file ``name``; OSError if there is none."""
        seen = self._seen.get(name)
        if seen is None:
            look = self._look(name)
            seen = self._known.get(name)
            if seen is None or seen[:-1] != look:
                with open(self._prefix + name, "rb") as file:  # noqa: PTH123 (see _look)
                    seen = [*look, hashlib.file_digest(file, "sha256").hexdigest()]
            self._seen[name] = seen
        return str(seen[-1])

    def known(self, name: str) -> str | None:
        """The digest of the file ``name``, None if there is none."""
        try:
            return self.of(name)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def note(self, name: str, digest: str) -> None:
        """Remember that the file ``name``, just written, has this digest."""
        self._seen[name] = [*self._look(name), digest]
        self._noted.add(name)

    def forget(self, name: str) -> None:
        """Let the file ``name`` be looked at anew."""
        self._seen.pop(name, None)
        self._noted.discard(name)

    def _look(self, name: str) -> Known:
        # Tens of thousands of files: joining paths takes longer than asking for them.
        about = os.stat(self._prefix + name)  # noqa: PTH116
        return [about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns]

    def save(self) -> None:
        """Keep what was asked for and noted this time. A file that was written may have got another name since."""
        for name in self._noted:
            number, size, modified, changed, digest = self._seen[name]
            look = self._look(name)
            # Another name changes the last of the times, and nothing else does so alone but rights and owners.
            if look[:3] == [number, size, modified] and look[3] != changed:
                self._seen[name] = [*look, digest]
        if self._memory is not None and self._seen != self._known:
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            self._memory.write_bytes(orjson.dumps(self._seen))
