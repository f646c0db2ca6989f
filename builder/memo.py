"""What a function finds for short keys, kept for the next time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(dict[K, V]):
    """``memo[key]`` is ``find(key)``, found once. A dictionary, because what is known costs a third of a call of
    ``lru_cache``. When ``most`` are kept all are forgotten; keys that are not ``worth`` it are never kept: what comes
    once is long."""

    def __init__(self, find: Callable[[K], V], worth: Callable[[K], bool], most: int = 16384) -> None:
        self.find, self.worth, self.most = find, worth, most

    def __missing__(self, key: K) -> V:
        found = self.find(key)
        if self.worth(key):
            if len(self) >= self.most:
                self.clear()
            self[key] = found
        return found
