"""How what is kept between builds is packed. Without the caches themselves: workers pack what they have made, and need
neither a database nor the versions of libraries for that."""

from __future__ import annotations

import pickle
import zlib
from functools import cache
from typing import Any

from builder.cache.zeros import zeros


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
