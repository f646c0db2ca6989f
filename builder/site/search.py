"""The search index: stubs in shards, each indexed by Pagefind only when one of its records changed.

A shard is a province (the first two digits of the region code), or where that is too large a prefecture or a county, so
that a commit re-indexes one of them; a small site has a single shard. The browser merges those that ``shards.json``
names into the empty index ``runtime``, which holds Pagefind's script: the index that a browser loads first is asked in
the page's language, whose segmenter would tear our words apart.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from importlib import metadata, resources
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from builder.folder.delivery import write_new
from builder.folder.memory import forget
from builder.site.canonical import put_in_order
from builder.site.records import Card, Index

RUNTIME = "runtime"
SINGLE_SHARD = 1500
"""Up to this many records there is one shard: below, splitting saves nothing."""
LARGEST_SHARD = 5000
"""Pagefind takes a hundred kilobytes of memory for each record of a shard. More shards cost every query a little."""
AT_ONCE = 4
"""So many shards are indexed at a time at most, however many processors there are: 2 GB of memory."""
_ALL_DIGITS = 6
_NICENESS = 10
CHUNK_WORDS = 600
"""Occurrences per index chunk: small ones, as a query takes a chunk of every shard for each of its words."""

_GROUPS = {"agency": 0, "region": 1, "page": 2, "report": 3}
_SCRIPTS = {"pagefind.js", "pagefind-worker.js"}
_WASM = "wasm.unknown.pagefind"
_EMPTY = '<html lang="x"><body><p>0</p></body></html>\n'
KEY = "key.txt"
"""The file of a shard that says what it was made from."""
NAMED_AFTER_CONTENT = (".pf_fragment", ".pf_index", ".pf_filter", ".pf_meta")
"""How files end whose names hold a digest of what is in them."""
_SETTINGS = {
    "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": str(CHUNK_WORDS),
    # Pagefind compresses each record in 300 kB of its own: its allocator (jemalloc) is to keep them for the next one.
    "_RJEM_MALLOC_CONF": "tcache_max:1048576",
}


class SearchError(RuntimeError):
    """Pagefind refused; the message is its own."""


def shards(cards: Iterable[Card]) -> dict[str, list[Card]]:
    """Cards by shard, in the order in which results come: offices first, reports from the newest year on."""
    ordered = sorted(cards, key=lambda r: (_GROUPS[r.kind], -r.year, r.url))
    if len(ordered) <= SINGLE_SHARD:
        return {"all": ordered} if ordered else {}
    return dict(sorted(_split(ordered, 2)))


def _split(cards: Sequence[Card], digits: int) -> Iterator[tuple[str, list[Card]]]:
    """The cards by so many digits of their region code, and by more of them where a shard would be too large."""
    found: dict[str, list[Card]] = {}
    for each in cards:
        found.setdefault((each.region_code or "000000")[:digits], []).append(each)
    for name, members in found.items():
        if len(members) > LARGEST_SHARD and digits < _ALL_DIGITS:
            yield from _split(members, digits + 2)
        else:
            yield name, members


class Indexing:
    """Brings the index in ``folder`` up to date, up to ``jobs`` shards at a time, while other work goes on: a context
    manager, begun and finished once within its block. ``folder`` belongs to this class between builds."""

    def __init__(self, folder: Path, jobs: int = 1) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(min(jobs, AT_ONCE))
        self._works: list[Future[None]] = []
        self._split: dict[str, list[Card]] = {}
        self._keys: dict[str, str] = {}
        self._stale: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, index: Index) -> None:
        """Hand what is not up to date to Pagefind. OSError if the disk refuses."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._split = shards(index.cards)
        self._keys = {RUNTIME: _key([]), **{name: _key(members) for name, members in self._split.items()}}
        self._stale = [name for name, key in self._keys.items() if _known_key(self._folder / name) != key]
        # The largest first: one that is begun last keeps everything waiting.
        for name in sorted(self._stale, key=lambda name: -len(self._split.get(name, ()))):
            pages = index.stubs(self._split[name]) if name in self._split else [_EMPTY]
            # Made aside on the same disk and moved, so that what stands under the name is always whole.
            work = tempfile.TemporaryDirectory(dir=self._folder, prefix=".index-")
            _write_stubs(pages, Path(work.name, "stubs"))
            self._works.append(self._pool.submit(_index, work, name, self._folder / name, self._keys[name]))

    def finish(self) -> list[str]:
        """Wait for Pagefind; return the shards that were indexed anew. SearchError if it failed, OSError if the disk
        did."""
        for done in self._works:
            done.result()
        for path in self._folder.iterdir():
            if path.is_dir() and path.name not in self._keys:
                forget(path)
        _write(self._folder / "shards.json", _manifest(self._split, self._keys))
        return self._stale


def _key(members: Sequence[Card]) -> str:
    digest = hashlib.sha256(made_by().encode())
    for each in members:
        digest.update(each.digest.encode())
    return digest.hexdigest()


@cache
def made_by() -> str:
    """SHA-256 (hex) of the code and the libraries that make a shard."""
    digest = hashlib.sha256()
    for part in ("canonical.py", "records.py", "search.py"):
        digest.update(resources.files(__package__).joinpath(part).read_bytes())
    for library in ("pagefind", "pypinyin"):
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    return digest.hexdigest()


def _known_key(shard: Path) -> str:
    path = shard / KEY
    return path.read_text(encoding="ascii", errors="replace") if path.is_file() else ""


def _write_stubs(pages: Iterable[str], stubs: Path) -> None:
    # Not in the threads that wait for Pagefind: each file would wait for Python, which the build keeps busy.
    stubs.mkdir()
    for number, page in enumerate(pages):
        write_new(f"{stubs}/{number:07d}.html", page.encode())


def _index(work: tempfile.TemporaryDirectory[str], name: str, out: Path, key: str) -> None:
    """The shard of the stubs in ``work``, which is gone at the end, in place of what stands there."""
    with work:
        made = Path(work.name, "made")
        _pagefind(Path(work.name, "stubs"), made, language=f"s{name}")
        _need_room(made)
        try:
            put_in_order(made)
        except (KeyError, ValueError) as error:
            version = metadata.version("pagefind")
            raise SearchError(f"the index of Pagefind {version} is not laid out as that of 1.5: {error}") from error
        needed = {*_SCRIPTS, _WASM} if name == RUNTIME else set()
        for path in made.iterdir():
            if path.name not in needed and (path.suffix in {".js", ".css"} or path.name == _WASM):
                path.unlink()
        (made / KEY).write_text(key, encoding="ascii")
        if out.exists():
            out.rename(Path(work.name, "before"))
        made.rename(out)


def _pagefind(stubs: Path, out: Path, language: str) -> None:
    """Run Pagefind. The shard's name is its language: results carry it in their ids, so those of two shards differ."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise SearchError("there is no Pagefind program: pip install 'pagefind[extended]'")
    command = [str(program), "--site", str(stubs), "--output-path", str(out), "--silent"]
    with subprocess.Popen(
        [*command, "--force-language", language],
        env={**os.environ, **_SETTINGS},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        if hasattr(os, "setpriority"):
            # What the build's own processes leave: else it is done too early, and they work on alone.
            os.setpriority(os.PRIO_PROCESS, process.pid, os.getpriority(os.PRIO_PROCESS, 0) + _NICENESS)
        said, complained = process.communicate()
    if process.returncode or not (out / "pagefind-entry.json").is_file():
        raise SearchError(f"pagefind ended with {process.returncode}: {(complained or said).strip()[-2000:]}")


def _need_room(made: Path) -> None:
    """OSError where Pagefind has left a file empty: on a full disk it does so without a word."""
    for folder, _, names in os.walk(made):
        for name in names:
            if not os.path.getsize(f"{folder}/{name}"):  # noqa: PTH202 (a file for each record)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), f"{folder}/{name}")


def _manifest(split: Mapping[str, Sequence[Card]], keys: Mapping[str, str]) -> bytes:
    """What the search box needs before it searches: shards, groups, choices of each filter with their counts."""
    choices: dict[str, dict[str, list[str | int]]] = {"year": {}, "region": {}, "kind": {}, "quality": {}}
    cards = [card for members in split.values() for card in members]
    groups = Counter(card.group for card in cards)
    for (name, value, label), times in Counter(chain.from_iterable(card.choices for card in cards)).items():
        choice = choices[name].setdefault(value, [value, label, 0])
        choice[2] = int(choice[2]) + times
    manifest = {
        "shards": [[name, keys[name][:12]] for name in split],
        "groups": dict(sorted(groups.items())),
        "filters": {name: [found[value] for value in sorted(found)] for name, found in choices.items()},
    }
    return json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _write(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        path.write_bytes(data)
