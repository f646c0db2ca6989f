"""What is kept between builds, in SQLite files that may be deleted at any time: content hash -> Outcome here."""

from __future__ import annotations

import hashlib
import logging
import pickle
import platform
import sqlite3
import zlib
from collections.abc import Iterable
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from builder.collection import Key, Summary
from builder.model import NO_SIDECAR, Job, Outcome
from builder.registry import Registry
from builder.zeros import zeros

_log = logging.getLogger(__name__)

# What decides how a file is read: everything that process imports, and the libraries that open containers.
PARSE_SIDE = (
    *("model.py", "forms", "formats", "parse", "checks", "identity.py", "origin.py", "process.py", "readings.py"),
    *("likeness.py", "memo.py", "name_index.py", "naming.py", "places.py", "privacy.py", "privacy.toml"),
    *("registry.py", "reported_year.py", "sidecar.py", "collection.py", "zeros.py"),
)
LIBRARIES = ("lxml", "OpenCC", "pypdfium2")
WRITING_LIBRARIES = ("jinja2", "markupsafe", "orjson", "pyarrow", "pypinyin", "xlsxwriter")


def _files(folder: Traversable) -> Iterable[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from ((f"{entry.name}/{name}", data) for name, data in _files(entry))
        elif entry.name.endswith((".py", ".toml", ".j2")):
            yield entry.name, entry.read_bytes()


@cache
def code_digest() -> str:
    """SHA-256 (hex) of the reading code, the forms and the versions of Python and of the libraries that read."""
    digest = hashlib.sha256(platform.python_version().encode())
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    for name, data in _files(resources.files("builder")):
        if name.split("/")[0] in PARSE_SIDE:
            digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()


@cache
def program_digest() -> str:
    """SHA-256 (hex) of everything that makes pages and data: ``code_digest``, all our code and templates, and the
    versions of the libraries that write."""
    digest = hashlib.sha256(code_digest().encode())
    for library in WRITING_LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    for name, data in _files(resources.files("builder")):
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()


_ALONE = (NO_SIDECAR, None, ())


class Keys:
    """Makes the keys of one build: everything an Outcome depends on, and nothing else."""

    def __init__(self, registry: Registry) -> None:
        self._base = f"{code_digest()} {registry.digest()}"

    def of(self, job: Job) -> str:
        """SHA-256 (hex) over code, registry, path, bytes, sidecar and what the scan found."""
        # Most files come alone, and telling so in full would take longer than all the rest.
        beside = (job.sidecar, job.refused, job.findings)
        parts = (self._base, job.source_file, job.sha256, *(beside if beside != _ALONE else ()))
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


CACHE_KIB = 64 * 1024
DAMAGE = (sqlite3.DatabaseError, zlib.error, pickle.UnpicklingError, EOFError)
"""What reading from a cache raises whose file another program has written into."""


def pickled(value: object) -> bytes:
    """``value`` as the caches keep what is read in every build."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


@cache
def _usual() -> bytes:
    """What ``packed`` compresses against: a report that says hardly anything else takes half the room."""
    return b"".join(map(pickled, zeros()))


@cache
def _begun() -> Any:
    """A compressor that has seen ``_usual``: to show it to one takes as long as to compress."""
    return zlib.compressobj(1, zdict=_usual())


def packed(value: object) -> bytes:
    """``value`` as the caches keep everything else: compressed."""
    compressor = _begun().copy()
    return bytes(compressor.compress(pickled(value)) + compressor.flush())


def unpacked(data: bytes) -> Any:
    """What ``packed`` was given. The pickles are ours, made under a key that holds the code's own hash; the folder of a
    cache must be as trusted as the code."""
    return pickle.loads(zlib.decompressobj(zdict=_usual()).decompress(data))  # noqa: S301


class Cache:
    """A context manager around one table ``kept`` with the column ``key``. ``path`` None keeps everything in a private
    file that is gone at the end. A damaged file is set up anew: a cache only ever saves work."""

    columns: ClassVar[tuple[str, ...]]
    """The columns beside ``key``."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = self._open()
        except sqlite3.DatabaseError as error:
            if path is None:
                raise
            _log.warning("the cache is damaged and is set up anew: %s", error)
            path.unlink()
            self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path or "")
        try:
            # Losing the last transaction in a power cut costs work, never truth.
            db.execute("pragma synchronous = off")
            # Keys are hashes: of a large collection's every insert and look-up needs another page of the index.
            db.execute(f"pragma cache_size = -{CACHE_KIB}")
            db.execute(f"create table if not exists kept (key text primary key, {', '.join(self.columns)})")
            db.execute(f"select key, {', '.join(self.columns)} from kept limit 1")  # noqa: S608
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def _put(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Stores rows of all columns, all or none."""
        with self._db:
            marks = ", ".join("?" * (1 + len(self.columns)))
            self._db.executemany(f"insert or replace into kept values ({marks})", rows)  # noqa: S608

    def _get(self, key: Key, *columns: str) -> tuple[Any, ...] | None:
        found = self._db.execute(f"select {', '.join(columns)} from kept where key = ?", (key,)).fetchone()  # noqa: S608
        return None if found is None else tuple(found)

    def keep_only(self, keys: Iterable[Key]) -> None:
        """Forgets everything that is not under one of these keys."""
        there = {key for (key,) in self._db.execute("select key from kept")}
        self._forget("key = ?", [(key,) for key in there.difference(keys)])

    def _forget(self, where: str, values: Iterable[tuple[object, ...]]) -> None:
        """Forgets what the condition holds for with any of these values."""
        with self._db:
            gone = self._db.executemany(f"delete from kept where {where}", values).rowcount  # noqa: S608
        if gone > 0 and gone > len(self):
            self._db.execute("vacuum")

    def __len__(self) -> int:
        return int(self._db.execute("select count(*) from kept").fetchone()[0])


class OutcomeCache(Cache):
    """Outcomes and their summaries, each by the key that ``Keys`` makes."""

    columns = ("code", "source_file", "report_id", "revision", "published_on", "unreadable", "trace", "data")

    def known(self) -> dict[Key, Summary]:
        """The summaries of all outcomes by their keys; what other code made is none of them."""
        columns = ", ".join(self.columns[1:-1])
        rows = self._db.execute(f"select key, {columns} from kept where code = ?", (code_digest(),))  # noqa: S608
        return {key: Summary._make((key, *about, pickle.loads(trace))) for key, *about, trace in rows}  # noqa: S301

    def put(self, outcomes: Iterable[tuple[Summary, bytes]]) -> None:
        """Stores packed outcomes with their summaries, each under the summary's key; all or none."""
        code = code_digest()
        self._put((about.key, code, *about[1:-1], pickled(about.trace), data) for about, data in outcomes)

    def packed(self, key: Key) -> bytes:
        """The packed outcome under this key; KeyError if there is none."""
        found = self._get(key, "data")
        if found is None:
            raise KeyError(key)
        return bytes(found[0])

    def load(self, key: Key) -> Outcome:
        """The outcome under this key; KeyError if there is none."""
        outcome: Outcome = unpacked(self.packed(key))
        return outcome
