"""Files on disk to Jobs: which files are reports, what lies beside them, and what is refused before it is read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from builder.model import Finding, Job, Sidecar
from builder.sidecar import read_sidecar

MAX_BYTES = 64 * 1024 * 1024
MAX_SIDECAR_BYTES = 1024 * 1024


def scan(paths: Iterable[Path]) -> Iterator[Job]:
    """A Job for each report in these files and folders, folder by folder in the order of their names.

    Left out: hidden files and folders, ``.csv`` and the sidecars of reports. A sidecar without a report comes as a
    refused Job, and so does what is too large, no regular file, unreadable or a link that leaves the folder given.
    FileNotFoundError for a path that does not exist.
    """
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        elif path.exists():
            yield from _file(path)
        else:
            raise FileNotFoundError(path)


def shown(path: str) -> str:
    """A relative path as printed everywhere: forward slashes, bytes that are no UTF-8 as ``\\xff``."""
    return path.replace(os.sep, "/").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _real(path: Path) -> Path:
    # os.path.realpath never raises on a loop of links, Path.resolve does before Python 3.13.
    return Path(os.path.realpath(path))


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(".csv")


def _is_sidecar(name: str) -> bool:
    return name.lower().endswith(".toml")


def _file(path: Path) -> Iterator[Job]:
    if _is_left_out(path.name):
        return
    beside = {entry.name for entry in path.parent.iterdir()} if _is_sidecar(path.name) else set()
    yield from _jobs(path.parent, "", [path.name], beside | {path.name}, _real(path.parent))


def _folder(root: Path) -> Iterator[Job]:
    real_root = _real(root)
    entered = {real_root}
    pending = [""]
    while pending:
        relative = pending.pop()
        folder = root / relative
        files: list[str] = []
        folders: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if _is_left_out(entry.name):
                        continue
                    # Unlike DirEntry.is_dir, this never raises on a broken link or a loop of links.
                    (folders if os.path.isdir(entry.path) else files).append(entry.name)  # noqa: PTH112
        except OSError as error:
            yield _refused(relative or ".", _finding("unreadable", relative or ".", reason=_why(error)))
            continue
        yield from _jobs(folder, relative, sorted(files), set(files), real_root)
        for name in sorted(folders, reverse=True):
            real = _real(folder / name)
            # A linked folder is entered once and only inside the folder given, so loops end and nothing else is read.
            if real in entered:
                continue
            entered.add(real)
            inner = f"{relative}/{name}" if relative else name
            if real.is_relative_to(real_root):
                pending.append(inner)
            else:
                yield _refused(inner, _finding("outside-folder", inner))


def _jobs(folder: Path, relative: str, names: list[str], beside: set[str], root: Path) -> Iterator[Job]:
    """Jobs of these files of one folder; ``beside`` are the names of all its files."""
    reports = {name for name in beside if not _is_sidecar(name) and not _is_left_out(name)}
    stems = reports | {Path(name).stem for name in reports}
    for name in names:
        source_file = f"{relative}/{name}" if relative else name
        if not _is_sidecar(name):
            yield _job(folder / name, source_file, root)
        elif Path(name).stem not in stems:
            yield _refused(source_file, _finding("orphan-sidecar", source_file, "warning"))


def _job(path: Path, source_file: str, root: Path) -> Job:
    """One report's bytes, hash and sidecar, ``report.toml`` or else ``report.html.toml`` for ``report.html``."""
    data = _read(path, source_file, MAX_BYTES, root)
    sidecar, findings = _sidecar(path, source_file, root)
    if isinstance(data, Finding):
        return _refused(source_file, data, sidecar, findings)
    return Job(shown(source_file), data, hashlib.sha256(data).hexdigest(), sidecar, findings=findings)


def _sidecar(path: Path, source_file: str, root: Path) -> tuple[Sidecar, tuple[Finding, ...]]:
    for beside in (path.with_suffix(".toml"), path.with_name(path.name + ".toml")):
        if not os.path.lexists(beside):
            continue
        file = source_file.removesuffix(path.name) + beside.name
        data = _read(beside, file, MAX_SIDECAR_BYTES, root)
        return (Sidecar(), (data,)) if isinstance(data, Finding) else read_sidecar(data, shown(file))
    return Sidecar(), ()


def _read(path: Path, source_file: str, limit: int, root: Path) -> bytes | Finding:
    """The file's bytes, never more than ``limit`` of them, or why it is refused."""
    try:
        if path.is_symlink() and not _real(path).is_relative_to(root):
            return _finding("outside-folder", source_file)
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return _finding("unreadable", source_file, reason="not a regular file")
        if about.st_size <= limit:
            with path.open("rb") as file:
                data = file.read(limit + 1)
            if len(data) <= limit:
                return data
    except OSError as error:
        return _finding("unreadable", source_file, reason=_why(error))
    return _finding("too-large", source_file, what="bytes", limit=str(limit))


def _finding(code: str, file: str, level: str = "error", **values: str) -> Finding:
    return Finding(code, "warning" if level == "warning" else "error", values=(*values.items(), ("file", shown(file))))


def _refused(
    source_file: str, reason: Finding, sidecar: Sidecar | None = None, findings: tuple[Finding, ...] = ()
) -> Job:
    return Job(shown(source_file), b"", "", sidecar or Sidecar(), refused=reason, findings=findings)
