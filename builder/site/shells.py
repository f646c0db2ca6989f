"""The shells that generated pages are spliced into, kept in a file that worker processes read too, and the splicing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from builder.engine import Task
from builder.folder.delivery import write_new
from builder.folder.memory import remember, remembered
from builder.site.generated import take_apart
from builder.site.publish import place
from builder.site.shell import Pieces, Slots, fill, render_shell, slots
from builder.site.theme import Theme


class Kept(NamedTuple):
    """The addresses that every shell names, and the shells by layout."""

    nav: tuple[str, ...]
    layouts: dict[str, Pieces]


def _kept(file: Path, key: str) -> Kept | None:
    """What stands in ``file`` of the configuration ``key``, None if nothing does."""
    known = remembered(file)
    if known is None or known["key"] != key:
        return None
    return Kept(tuple(known["nav"]), {layout: tuple(pieces) for layout, pieces in known["layouts"].items()})


class Shells:
    """The shells of the configuration ``key``, kept in ``file``; ``load`` gives the theme when one is missing."""

    def __init__(self, file: Path, key: str, load: Callable[[], Theme]) -> None:
        self.file = file
        self.key = key
        self._load = load
        self._theme: Theme | None = None
        self._kept = _kept(file, key)
        self._changed = False

    @property
    def _known(self) -> Kept:
        if self._kept is None:
            self._kept = Kept(self._loaded().nav_urls, {})
            self._changed = True
        return self._kept

    def _loaded(self) -> Theme:
        if self._theme is None:
            self._theme = self._load()
        return self._theme

    def page(self, path: str, url: str) -> bytes | None:
        """The finished page at ``url`` of the Markdown file ``path``; None if that is not a generated one."""
        filled = _slots(path, url, self._known)
        if filled is None:
            return None
        layouts = self._known.layouts
        if filled.layout not in layouts:
            layouts[filled.layout] = render_shell(self._loaded(), filled.layout)
            self._changed = True
        return _filled(layouts[filled.layout], filled)

    def save(self) -> None:
        """Let worker processes, and the next build, know these shells."""
        if self._changed:
            remember(self.file, {"key": self.key, **self._known._asdict()})
            self._changed = False


def _slots(path: str, url: str, kept: Kept) -> Slots | None:
    # Tens of thousands of pages: joining paths and looking for line ends takes as long as reading.
    with open(path, "rb") as file:  # noqa: PTH123
        raw = file.read()
    try:
        page = take_apart(raw.decode())
    except UnicodeDecodeError:
        return None  # no generated page; what builds those that were written by hand tells it
    return slots(page, url, kept.nav) if page else None


def _filled(pieces: Pieces, filled: Slots) -> bytes:
    return fill(pieces, filled.values).encode("utf-8", errors="xmlcharrefreplace")


class Order(NamedTuple):
    """A page to be spliced into a shell that is ``kept`` in a file under a ``key``: its Markdown file, its address, and
    the file that it becomes."""

    kept: Path
    key: str
    path: str
    url: str
    out: str


@lru_cache(maxsize=1)
def _kept_once(file: Path, key: str) -> Kept | None:
    return _kept(file, key)


def _splice(order: Order) -> bool:
    kept = _kept_once(order.kept, order.key)
    filled = _slots(order.path, order.url, kept) if kept else None
    if kept is None or filled is None or filled.layout not in kept.layouts:
        return False
    page = _filled(kept.layouts[filled.layout], filled)
    place(order.out, lambda path: write_new(path, page))
    return True


def splice_batch(batch: Sequence[Order]) -> list[bool]:
    """Which pages of a batch were written; the others are not generated, or their layout's shell is not known yet."""
    return [_splice(order) for order in batch]


def _died(order: Order, reason: str) -> bool:
    raise OSError(f"the page {order.url} cannot be made: {reason}")


SPLICING: Task[Order, bool] = Task(splice_batch, lambda order: 0, _died, batch=100, alone=100)
"""Pages as a task for an engine whose workers see the same disk."""
