"""A file put together of pieces, each under a key: those that the file has already are copied from it as they are."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Sequence
from itertools import accumulate, count, groupby, repeat
from operator import sub
from pathlib import Path
from typing import BinaryIO, NamedTuple

from builder.folder.memory import sealed, unsealed

BYTES_HELD = 1 << 20
_MISSING = -1


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
        """The layout as it is kept between builds."""
        return sealed(pickle.dumps(tuple(self), pickle.HIGHEST_PROTOCOL))


def unpacked(data: bytes) -> Layout | None:
    """What ``Layout.packed`` made; None of anything else, such as a damaged file."""
    # Only what we have written is unpickled.
    kept = unsealed(data)
    return Layout._make(pickle.loads(kept)) if kept is not None else None  # noqa: S301


class Pieces:
    """The next state of the file ``standing``, written to ``aside``: the pieces of these ``keys`` in this order, in a
    ``frame``. ``layout`` is that of the file as it stands, with the same frame; None if nothing is known of it."""

    def __init__(
        self, keys: Sequence[bytes], frame: Frame, aside: Path, standing: Path, layout: Layout | None = None
    ) -> None:
        self._keys, self._frame, self._aside, self._standing = keys, frame, aside, standing
        self._there = layout or Layout((), (), "")
        between = len(frame.between)
        steps = (n + between if n else 0 for n in self._there.lengths)
        self._starts = list(accumulate(steps, initial=len(frame.head)))
        """Where each piece stands in the file, with what follows it before the next one."""
        # Hundreds of files of thousands of pieces each, most of them as they were: no piece is looked at alone.
        place = dict(zip(self._there.keys, count(), strict=False))
        self._places = [*map(place.get, keys, repeat(_MISSING)), _MISSING]
        """Which of those pieces each key is of, and an end."""
        self.missing = frozenset(key for key, at in zip(keys, self._places, strict=False) if at == _MISSING)
        """The keys of pieces that must be added."""
        self._lengths: list[int] = []
        self._between = b""
        self._digest = hashlib.sha256()
        self._waiting = bytearray(frame.head)

    def add(self, *pieces: bytes) -> None:
        """The next of the missing pieces, in the order of the keys; of one key twice where that occurs twice."""
        # Where nothing stands there is nothing to copy between them, and many are as fast as one.
        for run in ((piece,) for piece in pieces) if self._there.keys else (pieces,):
            if self._places[len(self._lengths)] != _MISSING:
                self._copy()
            self._lengths += map(len, run)
            if any(run):
                self._waiting += self._between
                self._waiting += self._frame.between.join(filter(None, run))
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
        at = len(self._lengths)
        standing = self._places[at : self._places.index(_MISSING, at)]
        if not standing:
            return
        with self._standing.open("rb") as source:
            for first, end in _runs(standing):
                self._lengths += self._there.lengths[first:end]
                self._take(source, self._starts[first], self._starts[end] - len(self._frame.between))

    def _take(self, source: BinaryIO, start: int, end: int) -> None:
        if start >= end:
            return
        self._waiting += self._between
        self._between = self._frame.between
        source.seek(start)
        while start < end and (block := source.read(min(BYTES_HELD, end - start))):
            self._waiting += block
            start += len(block)
            if len(self._waiting) >= BYTES_HELD:
                self._flush()

    def _flush(self) -> None:
        self._digest.update(self._waiting)
        with self._aside.open("ab") as file:
            file.write(self._waiting)
        self._waiting.clear()


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where places begin that follow each other, and where they end."""
    done = 0
    for _, run in groupby(map(sub, places, count())):
        size = len(list(run))
        yield places[done], places[done] + size
        done += size
