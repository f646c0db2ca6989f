"""The folder that the exports are written to: a file is touched only where its bytes differ."""

from __future__ import annotations

import filecmp
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Folder:
    """Files under ``root``, named by their path with forward slashes. ``names`` are all put here, ``changed`` those
    whose bytes were not there before. OSError where the disk refuses."""

    root: Path
    names: set[str] = field(default_factory=set)
    changed: list[str] = field(default_factory=list)
    _made: set[Path] = field(default_factory=set)
    _digests: dict[str, str] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Where ``name`` is written; makes the folders above it and counts the file as put."""
        path = self.root / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        self.names.add(name)
        self._digests.pop(name, None)
        return path

    def put(self, name: str, data: bytes) -> None:
        """Write ``data`` as ``name``."""
        path = self.path(name)
        try:
            same = path.stat().st_size == len(data) and path.read_bytes() == data
        except FileNotFoundError:
            same = False
        if not same:
            self._replace(name, self._written(path, data))

    @contextmanager
    def build(self, name: str) -> Iterator[Path]:
        """A path to write a large file to; it becomes ``name`` at the end, and nothing is left of it on an error."""
        path = self.path(name)
        aside = path.with_name(f".{path.name}.aside")
        aside.unlink(missing_ok=True)
        try:
            yield aside
            if path.exists() and filecmp.cmp(path, aside, shallow=False):
                return
            self._replace(name, aside)
        finally:
            aside.unlink(missing_ok=True)

    def _written(self, path: Path, data: bytes) -> Path:
        aside = path.with_name(f".{path.name}.aside")
        aside.write_bytes(data)
        return aside

    def _replace(self, name: str, aside: Path) -> None:
        aside.replace(self.root / name)
        self.changed.append(name)

    def read(self, name: str) -> bytes:
        """The bytes of a file of this folder."""
        return (self.root / name).read_bytes()

    def size(self, name: str) -> int:
        """Size in bytes of a file of this folder."""
        return (self.root / name).stat().st_size

    def sha256(self, name: str) -> str:
        """SHA-256 (hex) of a file of this folder."""
        if name not in self._digests:
            with (self.root / name).open("rb") as file:
                self._digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._digests[name]

    def sweep(self) -> list[str]:
        """Remove what stands in the folder and was not put there by this build; return the names removed."""
        removed = []
        for path in sorted(self.root.rglob("*"), reverse=True):
            name = path.relative_to(self.root).as_posix()
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif name not in self.names:
                path.unlink()
                removed.append(name)
        return sorted(removed)
