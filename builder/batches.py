"""Sequences in batches, of which one at a time is in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

REPORTS_AT_ONCE = 100
"""What is kept of so many reports is looked up in one statement and in memory together."""


def batched(items: Iterable[Item], most: int) -> Iterator[list[Item]]:
    """Lists of ``most`` items, the last of what is left; as ``itertools.batched``, which Python 3.12 brings."""
    left = iter(items)
    while some := list(islice(left, most)):
        yield some
