"""A Pagefind index in one fixed order, so that the same pages give the same bytes.

Pagefind writes filters, and the values of each, in the order of a hash table, another one on every run. A file of its
index is gzip around a magic word and CBOR (RFC 8949); its name holds a hash, which the metadata and then
``pagefind-entry.json`` repeat.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import cbor2
import orjson

_MAGIC = b"pagefind_dcd"
_ENTRY = "pagefind-entry.json"


def put_in_order(folder: Path) -> None:
    """Sort the filters of the index in ``folder``. KeyError or ValueError if it is not laid out as Pagefind
    1.5 does it."""
    entry = orjson.loads((folder / _ENTRY).read_bytes())
    for language, about in entry["languages"].items():
        meta = folder / f"pagefind.{about['hash']}.pf_meta"
        version, pages, chunks, filters, *rest = _read(meta)
        in_order = sorted([name, _filter_in_order(folder, language, file)] for name, file in filters)
        data = _packed([version, pages, chunks, in_order, *rest])
        about["hash"] = _name(language, data)
        meta.unlink()
        (folder / f"pagefind.{about['hash']}.pf_meta").write_bytes(data)
    (folder / _ENTRY).write_bytes(orjson.dumps(entry))


def _filter_in_order(folder: Path, language: str, file: str) -> str:
    """The new name of a filter, whose values are sorted now."""
    path = folder / "filter" / f"{file}.pf_filter"
    name, values = _read(path)
    data = _packed([name, sorted(values)])
    path.unlink()
    renamed = _name(language, data)
    path.with_name(f"{renamed}.pf_filter").write_bytes(data)
    return renamed


def _name(language: str, data: bytes) -> str:
    return f"{language}_{hashlib.sha256(data).hexdigest()[:12]}"


def _read(path: Path) -> list[Any]:
    plain = gzip.decompress(path.read_bytes())
    if not plain.startswith(_MAGIC):
        raise ValueError(f"{path.name} is no file of a Pagefind index")
    found: list[Any] = cbor2.loads(plain.removeprefix(_MAGIC))
    return found


def _packed(value: list[Any]) -> bytes:
    return gzip.compress(_MAGIC + cbor2.dumps(value), mtime=0)
