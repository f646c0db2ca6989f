"""A file put together of pieces, each under a key: those that the file has already are copied from it as they are."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

BYTES_HELD = 1 << 20


class Frame(NamedTuple):
    """What stands before the first piece, between two that are not empty, and after the last one."""

    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""


class Layout(NamedTuple):
    """What a file is made of: the keys of its pieces in their order, how many bytes each has, and the file's SHA-256
    (hex). Pieces of one key are alike."""

    keys: Sequence[bytes]
    lengths: Sequence[int]
    digest: str

    def packed(self) -> bytes:
        """The layout as it is kept between builds, with a digest of its own."""
        data = pickle.dumps(tuple(self), pickle.HIGHEST_PROTOCOL)
        return hashlib.sha256(data).digest() + data


def unpacked(data: bytes) -> Layout | None:
    """What ``Layout.packed`` made; None of anything else, such as a damaged file."""
    # The digest is looked at first: only what we have written is unpickled.
    return Layout._make(pickle.loads(data[32:])) if hashlib.sha256(data[32:]).digest() == data[:32] else None  # noqa: S301


class Pieces:
    """The next state of the file ``standing``, written to ``aside``: the pieces of these ``keys`` in this order, in a
    ``frame``. ``layout`` is that of the file as it stands, with the same frame; None if nothing is known of it."""

    def __init__(
        self, keys: Sequence[bytes], frame: Frame, aside: Path, standing: Path, layout: Layout | None = None
    ) -> None:
        self._keys, self._frame, self._aside, self._standing = keys, frame, aside, standing
        self._there = dict(_spans(layout, frame)) if layout is not None else {}
        self.missing = frozenset(keys).difference(self._there)
        """The keys of pieces that must be added."""
        self._lengths: list[int] = []
        self._between = b""
        self._digest = hashlib.sha256()
        self._waiting = bytearray(frame.head)

    def add(self, data: bytes) -> None:
        """The next of the missing pieces, in the order of the keys; of one key twice where that occurs twice."""
        self._copy()
        self._lengths.append(len(data))
        if data:
            self._waiting += self._between
            self._waiting += data
            self._between = self._frame.between
            # Hundreds of files are written at once, so none is held open.
            if len(self._waiting) >= BYTES_HELD:
                self._flush()

    def finish(self) -> Layout:
        """The whole file is written; ValueError if one of the missing pieces was not added."""
        self._copy()
        if len(self._lengths) != len(self._keys):
            raise ValueError(f"{self._standing}: {len(self._lengths)} of {len(self._keys)} pieces")
        self._waiting += self._frame.tail
        self._flush()
        return Layout(self._keys, self._lengths, self._digest.hexdigest())

    def _copy(self) -> None:
        """Take over the pieces that stand there, up to the next one that is missing."""
        start = end = 0
        for at in range(len(self._lengths), len(self._keys) if self._there else 0):
            span = self._there.get(self._keys[at])
            if span is None:
                break
            self._lengths.append(span[1] - span[0])
            if span[0] == span[1]:
                continue
            if start == end or span[0] != end + len(self._frame.between):
                self._take(start, end)
                start = span[0]
            end = span[1]
        self._take(start, end)

    def _take(self, start: int, end: int) -> None:
        if start == end:
            return
        self._waiting += self._between
        self._between = self._frame.between
        self._flush()
        with self._standing.open("rb") as source, self._aside.open("ab") as target:
            source.seek(start)
            while start < end and (block := source.read(min(BYTES_HELD, end - start))):
                self._digest.update(block)
                target.write(block)
                start += len(block)

    def _flush(self) -> None:
        self._digest.update(self._waiting)
        with self._aside.open("ab") as file:
            file.write(self._waiting)
        self._waiting.clear()


def _spans(layout: Layout, frame: Frame) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Where each piece stands in the file."""
    end, between = len(frame.head), 0
    for key, length in zip(layout.keys, layout.lengths, strict=True):
        start = end + between if length else end
        end = start + length
        if length:
            between = len(frame.between)
        yield key, (start, end)
