"""Files on disk to Jobs: which files are reports, what lies beside them, and what is refused before it is read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from builder.model import NO_SIDECAR, Finding, Job, Level, Sidecar
from builder.sidecar import read_sidecar

MAX_BYTES = 64 * 1024 * 1024
MAX_SIDECAR_BYTES = 256 * 1024

_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")


class Source(NamedTuple):
    """A file that becomes a Job. ``source_file`` is what it is called from then on; ``root`` is the folder given, all
    links resolved; ``sidecar`` the name of the one beside it, if any; ``refused`` says why it will not be read.
    ``path`` is text: tens of thousands are found in every build, and Paths take longer than opening the files."""

    path: str
    source_file: str
    root: Path
    sidecar: str = ""
    refused: Finding | None = None


def scan(paths: Iterable[Path]) -> Iterator[Job]:
    """``read`` of each of ``find``."""
    return map(read, find(paths))


def find(paths: Iterable[Path], *, as_given: bool = False) -> Iterator[Source]:
    """The reports in these files and folders, folder by folder in the order of their names.

    They are called by their path relative to the folder given, or ``as_given`` with that folder before it. Left out:
    hidden files and folders, ``.csv`` and the sidecars of reports. A sidecar without a report and a linked folder that
    lies outside the one given come refused. A file that several of the paths lead to comes once, as the first has it.
    FileNotFoundError for a path that does not exist.
    """
    several = list(paths)
    if len(several) < 2:
        yield from _each(several, as_given=as_given)
        return
    met: set[str] = set()
    for source in _each(several, as_given=as_given):
        where = os.path.abspath(source.path)  # noqa: PTH100
        if where not in met:
            met.add(where)
            yield source


def _each(paths: Iterable[Path], *, as_given: bool) -> Iterator[Source]:
    for path in paths:
        if path.is_dir():
            yield from _folder(str(path), path.as_posix() if as_given and path.as_posix() != "." else "")
        elif path.exists():
            beside = {entry.name for entry in path.parent.iterdir()} if _is_sidecar(path.name) else _own(path)
            above = path.parent.as_posix() if as_given and path.parent.as_posix() != "." else ""
            # A link that is named itself is followed: only what a scan comes across may not lead outside.
            yield from _sources(str(path.parent), above, [path.name], beside | {path.name}, _real(str(path)).parent)
        else:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def read(source: Source) -> Job:
    """The file's bytes, hash and sidecar (``report.toml``, or else ``report.html.toml``, for ``report.html``).

    What is too large, no regular file, unreadable or a link that leaves the folder given comes as a refused Job.
    """
    name = shown(source.source_file)
    if source.refused is not None:
        return Job(name, b"", "", refused=source.refused)
    data = _bytes(source.path, source.source_file, MAX_BYTES, source.root)
    sidecar, findings = _sidecar(source)
    if isinstance(data, Finding):
        return Job(name, b"", "", sidecar, refused=data, findings=findings)
    return Job(name, data, hashlib.sha256(data).hexdigest(), sidecar, findings=findings)


def shown(path: str) -> str:
    """A relative path as printed everywhere: forward slashes; control, bidi and broken characters as ``\\xff``."""
    text = path.replace(os.sep, "/")
    if not text.isascii():
        # The bytes on the disk, whatever the locale takes them for.
        text = os.fsencode(text).decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(_escaped(c) if unicodedata.category(c) in _INVISIBLE else c for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _real(path: str) -> Path:
    # os.path.realpath never raises on a loop of links, Path.resolve does before Python 3.13.
    return Path(os.path.realpath(path))


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(".csv")


def _is_sidecar(name: str) -> bool:
    return name.lower().endswith(".toml")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    # DirEntry.is_dir asks nobody about what is no link, but raises on a loop of links.
    return os.path.isdir(entry.path) if entry.is_symlink() else entry.is_dir()  # noqa: PTH112


def _folder(root: str, called: str) -> Iterator[Source]:
    real_root = _real(root)
    entered = {real_root}
    pending = [(root, called)]
    while pending:
        folder, relative = pending.pop()
        files: list[str] = []
        folders: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not _is_left_out(entry.name):
                        (folders if _is_folder(entry) else files).append(entry.name)
        except OSError as error:
            shut = relative or "."
            yield Source(folder, shut, real_root, refused=_finding("unreadable", shut, reason=_why(error)))
            continue
        yield from _sources(folder, relative, sorted(files), set(files), real_root, set(folders))
        for name in sorted(folders, reverse=True):
            # A linked folder is entered once and only inside the folder given: loops end, nothing else is read.
            real = _real(f"{folder}/{name}")
            if real in entered:
                continue
            entered.add(real)
            inner = _joined(relative, name)
            if real.is_relative_to(real_root):
                pending.append((f"{folder}/{name}", inner))
            else:
                yield Source(f"{folder}/{name}", inner, real_root, refused=_finding("outside-folder", inner))


def _sources(
    folder: str, relative: str, names: list[str], beside: set[str], root: Path, folders: Collection[str] = ()
) -> Iterator[Source]:
    """These files of one folder; ``beside`` are the names of all its files, ``folders`` those of the folders in it."""
    # A folder is no report that a sidecar could belong to, but one called like a sidecar is told as unreadable.
    sidecars = set(filter(_is_sidecar, beside.union(folders)))
    reports = {name for name in beside - sidecars if not _is_left_out(name)} if sidecars else set()
    theirs = {sidecar for name in reports for sidecar in _sidecars(name)}
    for name in names:
        inner = _joined(relative, name)
        if _is_left_out(name):
            continue
        if not _is_sidecar(name):
            yield Source(f"{folder}/{name}", inner, root, _sidecar_of(name, sidecars) if sidecars else "")
        elif name not in theirs:
            yield Source(f"{folder}/{name}", inner, root, refused=_finding("orphan-sidecar", inner, "warning"))


def _sidecars(name: str) -> tuple[str, str]:
    """What a file's sidecar may be called; the first counts."""
    return f"{os.path.splitext(name)[0]}.toml", f"{name}.toml"  # noqa: PTH122 (as Path.stem, for every file)


def _sidecar_of(name: str, there: set[str]) -> str:
    return next((sidecar for sidecar in _sidecars(name) if sidecar in there), "")


def _own(path: Path) -> set[str]:
    """The names of a report's sidecars that stand beside it."""
    return {name for name in _sidecars(path.name) if os.path.lexists(path.with_name(name))}


def _joined(relative: str, name: str) -> str:
    return f"{relative}/{name}" if relative else name


def _sidecar(source: Source) -> tuple[Sidecar, tuple[Finding, ...]]:
    if not source.sidecar:
        return NO_SIDECAR, ()
    name = os.path.basename(source.path)  # noqa: PTH119
    path, file = (each.removesuffix(name) + source.sidecar for each in (source.path, source.source_file))
    data = _bytes(path, file, MAX_SIDECAR_BYTES, source.root)
    return (NO_SIDECAR, (data,)) if isinstance(data, Finding) else read_sidecar(data, shown(file))


def _bytes(path: str, source_file: str, limit: int, root: Path) -> bytes | Finding:
    """The file's bytes, never more than ``limit`` of them, or why it is refused."""
    try:
        about = os.lstat(path)
        if stat.S_ISLNK(about.st_mode):
            if not _real(path).is_relative_to(root):
                return _finding("outside-folder", source_file)
            about = os.stat(path)  # noqa: PTH116
        # A pipe or device would never end: only what has a size is opened.
        if not stat.S_ISREG(about.st_mode):
            return _finding("unreadable", source_file, reason="not a regular file")
        if about.st_size <= limit:
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123
                # As much memory is taken as is asked for, and the limit is far above any report.
                data = file.read(about.st_size + 1)
                while len(data) != about.st_size and len(data) <= limit and (more := file.read(limit + 1 - len(data))):
                    data += more
            if len(data) <= limit:
                return data
    except OSError as error:
        return _finding("unreadable", source_file, reason=_why(error))
    return _finding("too-large", source_file, what="bytes", limit=str(limit))


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _finding(code: str, file: str, level: Level = "error", **values: str) -> Finding:
    return Finding(code, level, values=(*values.items(), ("file", shown(file))))
