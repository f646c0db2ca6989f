"""What a build leaves for the next one: read again only as it was written, as damage may cost work, never a build."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import orjson


def sealed(data: bytes) -> bytes:
    """``data`` below its own SHA-256."""
    return b"%s\n%s" % (hashlib.sha256(data).hexdigest().encode(), data)


def unsealed(data: bytes) -> bytes | None:
    """What ``sealed`` was given; None for anything else, such as a damaged file."""
    digest, _, rest = data.partition(b"\n")
    return rest if hashlib.sha256(rest).hexdigest().encode() == digest else None


def remember(path: Path, value: object) -> None:
    """Keep ``value``, plain JSON, in the file ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sealed(orjson.dumps(value)))


def remembered(path: Path) -> Any:
    """What ``remember`` was given; None where the file is missing or holds anything else."""
    try:
        data = unsealed(path.read_bytes())
    except FileNotFoundError:
        return None
    return None if data is None else orjson.loads(data)


def forget(folder: Path) -> None:
    """Remove ``folder``, if it is there, with all that is in it. Who is killed meanwhile leaves nothing under its name:
    half of it could pass for the whole."""
    aside = folder.with_name(f".{folder.name}.gone")
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists():
        folder.rename(aside)
        shutil.rmtree(aside)
