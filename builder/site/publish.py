"""The published folder: built aside, swapped in whole, and brought up to date at the cost of what changed.

Two trees take turns. The one beside the published site is brought to what the site is, then to what it shall be, and
exchanged with it in one step, so a build that fails or is interrupted leaves the published site as it was. Each tree
has a list of its files with the key of what each was made from, kept in the cache under the number of the tree's
folder, which moves along with it. Files that are alike are one file with two names, so nothing here ever writes into a
file that stands in a tree.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson

from builder.folder.delivery import write_new
from builder.folder.memory import remember, remembered

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_OURS = "assets/stylesheets/site.css"
_THEME = "main.html"  # stands in the folder that the style sheet comes from, and in no site
STAMP = "build.txt"
"""A file of the site that holds the digest of all of it: a tree that another program has changed has lost it."""


class PublishError(RuntimeError):
    """The folder that is to be replaced holds something that is not a site of ours, or two files are to have one
    place."""


class Tree:
    """A folder of files by key. ``root`` is made if it is missing; a folder without a list is emptied first."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self._prefix = f"{root}/"
        self._list = _list_of(root, cache)
        self._folders: set[str] = set()
        self._begun = False
        self.keys: dict[str, str] = {}
        known = _known(root, cache)
        if known is None:
            _empty(root)
        else:
            self.keys = known
        self._wanted: dict[str, str] = {}
        self.changed: list[str] = []
        self.removed: list[str] = []

    def put_bytes(self, name: str, data: bytes, key: str = "") -> None:
        """Let the file ``name`` hold ``data``, made from ``key`` where that says more than its digest."""
        self.put(name, key or hashlib.sha256(data).hexdigest(), lambda: data)

    def put(self, name: str, key: str, make: Callable[[], bytes]) -> None:
        """Let the file ``name`` be what ``make`` returns, unless it was made from ``key`` already."""
        if self._changes(name, key):
            data = make()
            self._place(name, key, lambda path: write_new(path, data))

    def keep(self, name: str) -> None:
        """Let the file ``name`` be as it is; KeyError if there is none."""
        self._changes(name, self.keys[name])

    def link(self, name: str, key: str, source: str) -> None:
        """Let the file ``name`` be another name of ``source``, which is replaced, never written into."""
        if self._changes(name, key):
            self._place(name, key, lambda path: _link(source, path))

    def finish(self) -> None:
        """Remove what was not put or linked this time, stamp the tree and write the list."""
        stamp = _stamp(self._wanted)
        self.put(STAMP, stamp, lambda: f"{stamp}\n".encode())
        self._settle()

    def follow(self, keys: Mapping[str, str], root: Path) -> None:
        """Begin with the state of a finished tree, which stands in ``root`` with these keys."""
        for name, key in keys.items():
            if self.keys.get(name) != key:
                self.link(name, key, f"{root}/{name}")
        self._wanted = dict(keys)
        self._settle()
        self._wanted, self.changed, self.removed, self._begun = {}, [], [], False

    def _settle(self) -> None:
        self.removed = sorted(self.keys.keys() - self._wanted.keys())
        for name in self.removed:
            self._remove(Path(self.path(name)))
        self.keys = self._wanted
        if self.removed or self.changed or not self._list.is_file():
            remember(self._list, self.keys)

    def _remove(self, path: Path) -> None:
        # A folder may stand in the file's place by now, or a file in that of its folder: then it is gone already.
        if not path.is_file():
            return
        path.unlink()
        for folder in path.parents:
            if folder == self.root or any(folder.iterdir()):
                break
            folder.rmdir()

    def _changes(self, name: str, key: str) -> bool:
        if name in self._wanted:
            raise PublishError(f"two files of the site are called {name}")
        self._wanted[name] = key
        return self.keys.get(name) != key

    def _place(self, name: str, key: str, make: Callable[[str], None]) -> None:
        path = self.path(name)
        folder, _, _ = name.rpartition("/")
        place(path, make, there=folder in self._folders)
        self._folders.add(folder)
        self._note(name, key)

    def path(self, name: str) -> str:
        """Where the file ``name`` is to be written; ``made`` says that it was."""
        if not self._begun:
            # Until the list is written anew, this tree counts as unknown and would be made from nothing.
            self._list.unlink(missing_ok=True)
            self._begun = True
        # Joining Paths takes longer than writing the file, and there are tens of thousands.
        return f"{self._prefix}{name}"

    def made(self, name: str, key: str) -> None:
        """The file ``name`` is what is made from ``key``: another process has written it."""
        self._changes(name, key)
        self._note(name, key)

    def _note(self, name: str, key: str) -> None:
        self.keys[name] = key
        self.changed.append(name)


def place(path: str, make: Callable[[str], None], *, there: bool = False) -> None:
    """Let ``make`` make a new file ``path`` in place of what stands there, if anything does; ``there``: its folder is
    known to be there."""
    if not there:
        _make_folder(os.path.dirname(path))  # noqa: PTH120 (see Tree.path)
    # Nearly always nothing does, and asking takes as long as making a file.
    try:
        make(path)
    except FileExistsError:
        _clear(path)
        make(path)


def _link(source: str, path: str) -> None:
    try:
        os.link(source, path)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise
        write_new(path, Path(source).read_bytes())


def _clear(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
        shutil.rmtree(path)
    else:
        os.unlink(path)  # noqa: PTH108


def _make_folder(folder: str) -> None:
    try:
        os.mkdir(folder)  # noqa: PTH102 (see Tree.path)
    except FileExistsError:
        if not os.path.isdir(folder):  # noqa: PTH112
            Path(folder).unlink(missing_ok=True)
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 (another process may have been faster)
    except (FileNotFoundError, NotADirectoryError):
        _make_folder(os.path.dirname(folder))  # noqa: PTH120
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103


@contextmanager
def publication(site: Path, cache: Path) -> Iterator[Tree]:
    """The tree that becomes ``site`` when the block ends without an exception; ``site`` is untouched until then.

    PublishError if ``site`` holds files that are not a site of ours.
    """
    # A link to the folder that a server serves stays one: that folder is exchanged.
    site = Path(os.path.realpath(site))
    ours = (site / _OURS).is_file() and not (site / _THEME).exists()
    if site.is_dir() and any(site.iterdir()) and not ours and _known(site, cache) is None:
        told = "is not empty and holds no site made by this program; empty it, or name another folder with --site"
        raise PublishError(f"{site} {told}")
    cache.mkdir(parents=True, exist_ok=True)
    if not site.exists() and _old(site).exists():
        _old(site).rename(site)
    beside = site.with_name(f".{site.name}.next")
    tree = Tree(beside, cache)
    published = _known(site, cache)
    if published is not None and not all(os.access(f"{site}/{name}", os.F_OK) for name in published):
        # The site has lost a file since it was published: nothing is taken from it, and it is emptied in its turn.
        _list_of(site, cache).unlink()
        published = None
    if published is not None:
        # Not when it was published: a build whose site is taken elsewhere, as most are, has no next one.
        tree.follow(published, site)
    yield tree
    tree.finish()
    if published != tree.keys:
        _exchange(beside, site)
    known = {_list_of(root, cache) for root in (beside, site) if root.is_dir()}
    for stale in cache.glob("tree-*.json"):
        if stale not in known:
            stale.unlink()


def _list_of(root: Path, cache: Path) -> Path:
    return cache / f"tree-{root.stat().st_ino}.json"


def _known(root: Path, cache: Path) -> dict[str, str] | None:
    """The keys of a tree; None if its list is missing or not of what stands there."""
    try:
        keys: dict[str, str] | None = remembered(_list_of(root, cache))
        stamp = (root / STAMP).read_bytes().strip()
    except FileNotFoundError:
        return None
    return keys if keys is not None and keys[STAMP].encode() == stamp else None


def _stamp(keys: dict[str, str]) -> str:
    return hashlib.sha256(orjson.dumps(keys, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _old(site: Path) -> Path:
    return site.with_name(f".{site.name}.old")


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change names, in one step where the system can; ``other`` may be missing."""
    if not other.exists():
        one.rename(other)
        return
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if renameat2 is not None:
        done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        if done == 0:
            return
    # No such step on this system: two renames, and the next build begins by undoing a swap that was cut short.
    old = _old(other)
    shutil.rmtree(old, ignore_errors=True)
    try:
        other.rename(old)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        told = "cannot be exchanged for the new site, as a disk is mounted there; name a folder in it with --site"
        raise PublishError(f"{other} {told}") from error
    one.rename(other)
    old.rename(one)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
