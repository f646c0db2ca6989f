"""SHA-256 of a folder's files, remembered by what the file system says of them, so that an unchanged file is not read
again.

Only what is replaced as a whole is looked up here: a file with the same number, size and times has the same bytes.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from builder.folder.memory import remember, remembered

Look = list[int]
"""What the file system says of a file: its number, size and times."""
Known = list[int | str]
"""The same, and its digest."""


def look(path: str) -> Look:
    """What the file system says of the file ``path``; OSError if there is none."""
    # Tens of thousands of files: joining paths takes longer than asking for them.
    about = os.stat(path)  # noqa: PTH116
    return [about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns]


class Digests:
    """Digests by path relative to ``root``, kept in the file ``memory`` between builds if there is one. What was asked
    for or noted once is taken as it was then: this build alone writes into the folder."""

    def __init__(self, root: Path, memory: Path | None = None) -> None:
        self.root = root
        self._memory = memory
        self._prefix = f"{root}/"
        # Without the file, or with a damaged one, everything is read anew.
        self._known: dict[str, Known] = (remembered(memory) if memory is not None else None) or {}
        self._seen: dict[str, Known] = {}
        self._noted: set[str] = set()

    def of(self, name: str) -> str:
        """The digest (hex) of the file ``name``; OSError if there is none."""
        seen = self._seen.get(name)
        if seen is None:
            path = self._prefix + name
            now = look(path)
            seen = self._known.get(name)
            if seen is None or seen[:-1] != now:
                with open(path, "rb") as file:  # noqa: PTH123 (see look)
                    seen = [*now, hashlib.file_digest(file, "sha256").hexdigest()]
            self._seen[name] = seen
        return str(seen[-1])

    def known(self, name: str) -> str | None:
        """The digest of the file ``name``, None if there is none."""
        try:
            return self.of(name)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def note(self, name: str, digest: str, now: Look | None = None) -> None:
        """Remember that the file ``name``, just written, has this digest. ``now`` is what the file system says of it,
        where the caller has asked."""
        self._seen[name] = [*(now or look(self._prefix + name)), digest]
        self._noted.add(name)

    def forget(self, name: str) -> None:
        """Let the file ``name`` be looked at anew."""
        self._seen.pop(name, None)
        self._noted.discard(name)

    def save(self) -> None:
        """Keep what was asked for and noted this time. A file that was written may have got another name since."""
        for name in self._noted:
            number, size, modified, changed, digest = self._seen[name]
            now = look(self._prefix + name)
            # Another name changes the last of the times, and nothing else does so alone but rights and owners.
            if now[:3] == [number, size, modified] and now[3] != changed:
                self._seen[name] = [*now, digest]
        if self._memory is not None and self._seen != self._known:
            remember(self._memory, self._seen)
