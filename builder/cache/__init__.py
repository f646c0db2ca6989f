"""What is kept between builds, in SQLite files that may be deleted at any time: content hash -> Outcome here."""

from __future__ import annotations

import hashlib
import logging
import pickle
import platform
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar
from zlib import crc32

from builder.cache.packing import pickled, unpacked
from builder.collection import Key, Summary
from builder.model import NO_SIDECAR, Job, Outcome
from builder.registry import Registry

_log = logging.getLogger(__name__)

Head = TypeVar("Head")

# What decides how a file is read: everything that process imports, and the libraries that open containers.
PARSE_SIDE = (
    *("cache/packing.py", "cache/zeros.py", "checks/", "collection.py", "document.py", "formats/", "forms/"),
    *("identity/", "memo.py", "model.py", "origin.py", "parse/", "places.py", "privacy.py", "privacy.toml"),
    *("process.py", "registry/__init__.py", "registry/name_index.py", "sidecar/", "spelling/", "steps.py"),
)
LIBRARIES = ("lxml", "OpenCC", "pypdfium2", "PyYAML")
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
        if name.startswith(PARSE_SIDE):
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
HEAD_GROUPS = 64
DAMAGE = (sqlite3.DatabaseError, zlib.error, pickle.UnpicklingError, EOFError)
"""What reading from a cache raises whose file another program has written into."""


class Cache(Generic[Head]):
    """A context manager around one table of data by name. ``path`` None keeps everything in a private file that is gone
    at the end. A damaged file is set up anew: a cache only ever saves work.

    What is kept under a key has a head, and every build reads all of them: they are gathered in a few groups at its
    end, as a few pickles are read faster than thousands. Those made since stand one by one, so that a build that is cut
    short loses none. ``program`` stands for the code that made what is kept, and nothing of other code is ever read.
    """

    def __init__(self, path: Path | None, program: str) -> None:
        self.path = path
        self.program = program
        self._groups: dict[str, dict[Key, Head]] = {}
        self._single: dict[Key, Head] = {}
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = self._open()
        except sqlite3.DatabaseError as error:
            if path is None:
                raise
            # What another process holds is not damaged.
            if isinstance(error, sqlite3.OperationalError):
                raise sqlite3.OperationalError(f"{path}: {error}") from error
            _log.warning("%s cannot be used and is set up anew: %s", path, error)
            path.unlink()
            self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path or "")
        try:
            # Losing the last transaction in a power cut costs work, never truth.
            db.execute("pragma synchronous = off")
            # Keys are hashes: of a large collection's every insert and look-up needs another page of the index.
            db.execute(f"pragma cache_size = -{CACHE_KIB}")
            db.execute("create table if not exists kept (key text primary key, data)")
            columns = [column for column, *_ in db.execute("select * from kept limit 1").description]
            if columns != ["key", "data"]:
                raise sqlite3.DatabaseError("another version of this program has made it")
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

    @cached_property
    def _heads(self) -> dict[Key, Head]:
        """All heads by their keys."""
        # Thousands are read in every build: not compressed. What is unpickled is ours, see ``unpacked``.
        try:
            self._groups = {name: pickle.loads(data) for name, data in self._starting_with("heads ")}  # noqa: S301
            self._single = {name[len("head ") :]: pickle.loads(data) for name, data in self._starting_with("head ")}  # noqa: S301
            return dict(chain(*(group.items() for group in self._groups.values()), self._single.items()))
        except (AttributeError, TypeError) as error:
            raise sqlite3.DatabaseError(f"{self.path}: holds what this program has not written: {error}") from error

    def _starting_with(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """What this program keeps under names that begin so."""
        for key, data in self._db.execute("select key, data from kept where key between ? and ?", self._range(prefix)):
            yield key.removeprefix(f"{self.program} "), data

    def _range(self, prefix: str) -> tuple[str, str]:
        return f"{self.program} {prefix}", f"{self.program} {prefix}~"

    def _get(self, name: str) -> Any:
        """What is kept under this name; KeyError if nothing is."""
        return self._find([name])[0]

    def _find(self, names: Sequence[str]) -> list[Any]:
        """What is kept under each of these names, so few that one statement can hold them; KeyError for one that
        nothing is kept under."""
        keys = [f"{self.program} {name}" for name in names]
        wanted = ", ".join("?" * len(keys))
        found = dict(self._db.execute(f"select key, data from kept where key in ({wanted})", keys))  # noqa: S608
        return [found[key] for key in keys]

    def _put(self, rows: Iterable[tuple[str, object]]) -> None:
        """Stores data by name, all or none."""
        named = ((f"{self.program} {name}", data) for name, data in rows)
        with self._db:
            self._db.executemany("insert or replace into kept values (?, ?)", named)

    def _put_headed(self, heads: dict[Key, Head], rows: Iterable[tuple[str, object]]) -> None:
        """Stores heads by their keys and what they are heads of, all or none."""
        self._put(chain(rows, ((f"head {key}", pickled(head)) for key, head in heads.items())))
        self._heads.update(heads)
        self._single.update(heads)

    def _keep_only(
        self, keys: Iterable[Key], of: Callable[[Head], str], names: Callable[[Key], tuple[str, str]]
    ) -> None:
        """Forgets everything under other keys than these, which stands between two ``names``, and what another program
        has kept. Heads ``of`` one owner are in one group."""
        unwanted = self._heads.keys() - set(keys)
        changed: dict[str, dict[Key, Head]] = {}
        for key in (*self._single, *unwanted):
            name = f"heads {crc32(of(self._heads[key]).encode('utf-8', 'replace')) % HEAD_GROUPS}"
            group = changed.setdefault(name, dict(self._groups.get(name, {})))
            if key in unwanted:
                group.pop(key, None)
            else:
                group[key] = self._heads[key]
        self._put((name, pickled(group)) for name, group in changed.items() if group)
        gone = [names(key) for key in unwanted]
        gone += [(name, name) for name, group in changed.items() if not group]
        gone.append(("head ", "head ~"))
        first, last = self._range("")
        self._forget("key < ? or key > ?", [(first, last)])
        self._forget(
            "key between ? and ?", [(f"{self.program} {one}", f"{self.program} {other}") for one, other in gone]
        )
        del self._heads

    def _forget(self, where: str, values: Iterable[tuple[object, ...]]) -> None:
        """Forgets what the condition holds for with any of these values."""
        with self._db:
            gone = self._db.executemany(f"delete from kept where {where}", values).rowcount  # noqa: S608
        if gone > 0 and gone > len(self):
            self._db.execute("vacuum")

    def __len__(self) -> int:
        return int(self._db.execute("select count(*) from kept").fetchone()[0])


class OutcomeCache(Cache[Summary]):
    """Outcomes by the keys that ``Keys`` makes; their summaries are the heads."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(path, code_digest()[:16])

    def known(self) -> dict[Key, Summary]:
        """The summaries of all outcomes by their keys; what other code made is none of them."""
        return self._heads

    def put(self, outcomes: Iterable[tuple[Summary, bytes]]) -> None:
        """Stores packed outcomes with their summaries, each under the summary's key; all or none."""
        some = list(outcomes)
        self._put_headed({about.key: about for about, _ in some}, ((_outcome(about.key), data) for about, data in some))

    def packed(self, key: Key) -> bytes:
        """The packed outcome under this key; KeyError if there is none."""
        return bytes(self._get(_outcome(key)))

    def load(self, key: Key) -> Outcome:
        """The outcome under this key; KeyError if there is none."""
        outcome: Outcome = unpacked(self.packed(key))
        return outcome

    def keep_only(self, keys: Iterable[Key]) -> None:
        """Forgets every outcome that is not under one of these keys, and what other code has read."""
        self._keep_only(keys, lambda about: about.source_file, lambda key: (_outcome(key), _outcome(key)))


def _outcome(key: Key) -> str:
    """What an outcome is called."""
    return f"outcome {key}"
