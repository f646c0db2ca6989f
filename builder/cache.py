"""Outcomes kept between builds: content hash -> Outcome, in one SQLite file that may be deleted at any time."""

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

from builder.collection import Key, Summary, summary
from builder.model import Job, Outcome
from builder.registry import Registry

_log = logging.getLogger(__name__)

# What decides how a file is read: everything that process imports, and the libraries that open containers.
PARSE_SIDE = (
    *("model.py", "forms", "formats", "parse", "checks", "identity.py", "origin.py", "process.py", "readings.py"),
    *("privacy.py", "privacy.toml"),
    *("registry.py", "sidecar.py", "collection.py"),
)
LIBRARIES = ("lxml", "OpenCC", "pypdfium2")

_SCHEMA = """
create table if not exists outcome (
    key text primary key, source_file text, report_id text, revision integer, published_on text, unreadable integer,
    data blob
) without rowid
"""


def _files(folder: Traversable) -> Iterable[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from ((f"{entry.name}/{name}", data) for name, data in _files(entry))
        elif entry.name.endswith((".py", ".toml")):
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


class Keys:
    """Makes the keys of one build: everything an Outcome depends on, and nothing else."""

    def __init__(self, registry: Registry) -> None:
        self._base = f"{code_digest()} {registry.digest()}"

    def of(self, job: Job) -> str:
        """SHA-256 (hex) over code, registry, path, bytes, sidecar and what the scan found."""
        parts = (self._base, job.source_file, job.sha256, job.sidecar, job.refused, job.findings)
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


class OutcomeCache:
    """A context manager. ``path`` None keeps the outcomes in a private file that is gone at the end.

    A damaged file is set up anew: the cache only ever saves work. Its pickles are ours, made under a key that holds
    the code's own hash; the folder must be as trusted as the code.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
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
        db = sqlite3.connect(self._path or "")
        try:
            # Losing the last transaction in a power cut costs work, never truth.
            db.execute("pragma synchronous = off")
            db.execute(_SCHEMA)
            db.execute("select key, source_file, report_id, revision, published_on, unreadable from outcome limit 1")
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def __enter__(self) -> OutcomeCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def known(self, key: str) -> Summary | None:
        """The summary of the outcome under this key, None if there is none."""
        columns = "key, source_file, report_id, revision, published_on, unreadable"
        row = self._db.execute(f"select {columns} from outcome where key = ?", (key,)).fetchone()  # noqa: S608
        return Summary(*row) if row else None

    def put(self, outcomes: Iterable[tuple[str, Outcome]]) -> list[Summary]:
        """Stores outcomes under their keys, all or none; their summaries."""
        made = []
        with self._db:
            for key, outcome in outcomes:
                about = summary(key, outcome)
                data = zlib.compress(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL), 1)
                self._db.execute("insert or replace into outcome values (?, ?, ?, ?, ?, ?, ?)", (*about, data))
                made.append(about)
        return made

    def load(self, key: Key) -> Outcome:
        """The outcome under this key; KeyError if there is none."""
        row = self._db.execute("select data from outcome where key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        outcome: Outcome = pickle.loads(zlib.decompress(row[0]))  # noqa: S301
        return outcome

    def keep_only(self, keys: Iterable[Key]) -> None:
        """Forgets every outcome that is not under one of these keys."""
        with self._db:
            self._db.execute("create temp table kept (key text primary key) without rowid")
            self._db.executemany("insert or ignore into kept values (?)", ((key,) for key in keys))
            gone = self._db.execute("delete from outcome where key not in (select key from kept)").rowcount
            self._db.execute("drop table kept")
        if gone > len(self):
            self._db.execute("vacuum")

    def __len__(self) -> int:
        return int(self._db.execute("select count(*) from outcome").fetchone()[0])
