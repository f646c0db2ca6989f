"""SHA-256 of files, remembered by what the file system says of them, so that an unchanged file is not read again.

Only what is replaced as a whole is looked up here: a file with the same number, size and times has the same bytes.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import orjson


class Digests:
    """Digests by path relative to ``root``, kept in the file ``memory`` between builds."""

    def __init__(self, memory: Path, root: Path) -> None:
        self._memory = memory
        self._root = f"{root}/"
        self._known: dict[str, list[int | str]] = {}
        self._seen: dict[str, list[int | str]] = {}
        try:
            self._known = orjson.loads(memory.read_bytes())
        except (FileNotFoundError, ValueError):
            self._known = {}

    def of(self, name: str, status: os.stat_result | None = None) -> str:
        """The digest (hex) of the file ``name``; ``status`` spares a look at the disk."""
        # Tens of thousands of files: joining paths takes longer than asking for them.
        status = status or os.stat(self._root + name)  # noqa: PTH116
        about: list[int | str] = [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]
        known = self._known.get(name)
        if known is None or known[:-1] != about:
            known = [*about, hashlib.sha256(Path(self._root + name).read_bytes()).hexdigest()]
        self._seen[name] = known
        return str(known[-1])

    def known(self, name: str) -> str | None:
        """The digest of the file ``name``, None if there is none."""
        try:
            return self.of(name)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def save(self) -> None:
        """Keep what was asked for this time."""
        if self._seen != self._known:
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            self._memory.write_bytes(orjson.dumps(self._seen))
