"""A folder that a build writes to: a file is touched only where it must change, and what is no longer made goes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from builder.folder.delivery import Written, write_new
from builder.folder.digests import Digests
from builder.folder.memory import remember, remembered
from builder.folder.pieces import Frame, Layout, Pieces, unpacked


class Made(NamedTuple):
    """What is remembered of a file, or of a group of them: the key of what they were made from, and the SHA-256 of each
    by name."""

    key: str
    files: dict[str, str]


@dataclass
class Folder:
    """Files under ``root``, named by their path with forward slashes. ``names`` are all put here, ``changed`` those
    whose bytes were not there before. ``memory`` is a file that remembers between builds what ``written`` files were
    made from; without it each is written anew. ``generation`` stands for all code that makes them. ``digests`` knows
    the files; its own memory stands beside ``memory``, and so do the layouts of ``written`` files. OSError where the
    disk refuses."""

    root: Path
    memory: Path | None = None
    generation: str = ""
    names: set[str] = field(default_factory=set)
    changed: list[str] = field(default_factory=list)
    digests: Digests = field(init=False)
    _layouts: Folder | None = None
    _made: set[str] = field(default_factory=set)
    _known: dict[str, Made] = field(default_factory=dict)
    _made_now: dict[str, Made] = field(default_factory=dict)

    def __post_init__(self) -> None:
        beside = self.memory.with_name(f"{self.memory.stem}-digests.json") if self.memory is not None else None
        self.digests = Digests(self.root, beside)
        if self.memory is not None:
            self._layouts = Folder(self.memory.with_name(f"{self.memory.stem}-layouts"))
            kept = remembered(self.memory)
            # Other code may have kept other things.
            if kept is not None and kept["generation"] == self.generation:
                self._known = {name: Made(*made) for name, made in kept["made"].items()}

    def keep(self, name: str) -> None:
        """Let ``name`` be as it is."""
        self.names.add(name)

    def path(self, name: str) -> Path:
        """Where ``name`` is written; makes the folders above it and counts the file as put."""
        self._expect(name)
        return self.root / name

    def _expect(self, name: str) -> None:
        # Tens of thousands of files: joining paths takes as long as writing them.
        folder, _, _ = name.rpartition("/")
        if folder not in self._made:
            (self.root / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        self.names.add(name)
        self.digests.forget(name)

    def put(self, name: str, data: bytes, digest: str = "") -> None:
        """Write ``data``, whose SHA-256 is ``digest`` where the caller knows it, as ``name``; ValueError if this build
        did so before: what it is called after is not unique."""
        digest = digest or hashlib.sha256(data).hexdigest()
        self._is_first(name)
        self._expect(name)
        known = self.digests.known(name)
        if known == digest:
            return
        path = f"{self.root}/{name}"
        if known is not None:
            # The file may have other names, which keep their bytes.
            os.unlink(path)  # noqa: PTH108 (see _expect)
        write_new(path, data)
        self._note(name, digest)

    def take(self, name: str, written: Written, digest: str) -> None:
        """The file ``name`` was ``written`` by another process, and ``digest`` is its SHA-256; otherwise as ``put``."""
        self._is_first(name)
        self.names.add(name)
        self.digests.note(name, digest, written.look)
        if written.changed:
            self.changed.append(name)

    def _is_first(self, name: str) -> None:
        if name in self.names:
            raise ValueError(f"two files are called {name}")

    @contextmanager
    def written(self, name: str, keys: Sequence[bytes], frame: Frame) -> Iterator[Pieces | None]:
        """The file ``name`` as pieces of these keys, to which the missing ones are added in the block; it is there when
        that ends without an exception. None where the file was made from the same keys already."""
        key = self._key(keys)
        path = self.path(name)
        known = self._known.get(name)
        if known is not None and known.key == key and self._stands(known):
            self._leave(name)
            yield None
            return
        aside = path.with_name(f".{path.name}.aside")
        aside.unlink(missing_ok=True)
        pieces = Pieces(keys, frame, aside, path, self._layout(name) if known is not None else None)
        try:
            yield pieces
            layout = pieces.finish()
            self._replace(name, aside, layout.digest)
            self._made_now[name] = Made(key, {name: layout.digest})
            if self._layouts is not None:
                self._layouts.put(name, layout.packed())
        finally:
            aside.unlink(missing_ok=True)

    def _leave(self, name: str) -> None:
        """Remember what is remembered of a file that stands as it is."""
        if name in self._known and self._layouts is not None:
            self._made_now[name] = self._known[name]
            self._layouts.keep(name)

    def _layout(self, name: str) -> Layout | None:
        """The layout of the file as it stands, None if it is not known."""
        try:
            layout = unpacked(self._layouts.read(name)) if self._layouts is not None else None
        except FileNotFoundError:
            return None
        # A build that was cut short may have replaced the file and not its layout.
        return layout if layout is not None and layout.digest == self.digests.known(name) else None

    @contextmanager
    def group(self, name: str, made_from: Iterable[bytes]) -> Iterator[bool]:
        """Files that are made together, in the block, from the same keys; False where they stand there already."""
        key = self._key(made_from)
        known = self._known.get(f"group {name}")
        if known is not None and known.key == key and self._stands(known):
            self.names.update(known.files)
            self._made_now[f"group {name}"] = known
            for file in known.files:
                self._leave(file)
            yield False
            return
        before = set(self.names)
        yield True
        files = {file: self.digests.of(file) for file in sorted(self.names - before)}
        self._made_now[f"group {name}"] = Made(key, files)

    def _key(self, made_from: Iterable[bytes]) -> str:
        return hashlib.sha256(b"".join(made_from)).hexdigest()

    def _stands(self, made: Made) -> bool:
        return all(self.digests.known(file) == digest for file, digest in made.files.items())

    @contextmanager
    def build(self, name: str) -> Iterator[Path]:
        """A path to write a large file to; it becomes ``name`` at the end, and nothing is left of it on an error."""
        path = self.path(name)
        aside = path.with_name(f".{path.name}.aside")
        aside.unlink(missing_ok=True)
        try:
            yield aside
            with aside.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if self.digests.known(name) != digest:
                self._replace(name, aside, digest)
        finally:
            aside.unlink(missing_ok=True)

    def _replace(self, name: str, aside: Path, digest: str) -> None:
        aside.replace(self.root / name)
        self._note(name, digest)

    def _note(self, name: str, digest: str) -> None:
        self.digests.note(name, digest)
        self.changed.append(name)

    def read(self, name: str) -> bytes:
        """The bytes of a file of this folder."""
        return (self.root / name).read_bytes()

    def size(self, name: str) -> int:
        """Size in bytes of a file of this folder."""
        return (self.root / name).stat().st_size

    def sha256(self, name: str) -> str:
        """SHA-256 (hex) of a file of this folder."""
        return self.digests.of(name)

    def sweep(self, folders: Iterable[str] = ("",)) -> list[str]:
        """Remove what stands in these folders of the folder and was not put there by this build; return the names
        removed."""
        removed: list[str] = []
        for folder in folders:
            if (self.root / folder).is_dir():
                self._sweep(f"{folder}/" if folder else "", removed)
        self._remember()
        return sorted(removed)

    def _sweep(self, prefix: str, removed: list[str]) -> bool:
        """Whether nothing is left of the folder ``prefix``, which ends in a slash or is empty."""
        empty = True
        with os.scandir(f"{self.root}/{prefix}") as found:
            entries = list(found)
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if self._sweep(f"{name}/", removed):
                    (self.root / name).rmdir()
                    continue
            elif name not in self.names:
                (self.root / name).unlink()
                removed.append(name)
                continue
            empty = False
        return empty

    def _remember(self) -> None:
        if self._layouts is not None:
            self._layouts.sweep()
        if self.memory is not None and self._made_now != self._known:
            kept = {"generation": self.generation, "made": {name: list(made) for name, made in self._made_now.items()}}
            remember(self.memory, kept)
