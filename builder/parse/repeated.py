"""Tables that many reports print alike, as most figures of most reports are 0: read once, placed anew in each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import update_wrapper
from typing import Concatenate, Generic, NamedTuple, ParamSpec

from builder.model import Finding, Place, Row, new_tuple
from builder.parse.lines import Line

_MOST_KEPT = 1024  # tables of one reader
_MOST_LINES = 400
Said = ParamSpec("Said")


class Read(NamedTuple):
    """What the lines of a table say: its rows, findings, and how many of the lines it ``took``."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    took: int


class _Known(NamedTuple):
    """The rows of a table, each with the index of its line."""

    rows: tuple[tuple[Row, int], ...]
    took: int


class Repeated(Generic[Said]):
    """A reader of tables that reads those with the same wordings once, if the same is ``said`` of them.

    Kept is what nothing in it ties to one report: tables without findings and notes, which may name a line, without
    figures other than 0 beside a label, and without sentences, which come once."""

    def __init__(self, read: Callable[Concatenate[Sequence[Line], Said], Read]) -> None:
        self.read = read
        self._known: dict[Hashable, _Known] = {}
        update_wrapper(self, read)

    def __call__(self, lines: Sequence[Line], /, *said: Said.args, **named: Said.kwargs) -> Read:
        if not 0 < len(lines) <= _MOST_LINES:
            return self.read(lines, *said, **named)
        wordings, places, grids = zip(*lines, strict=True)
        for wording in wordings:
            if wording.alike or wording.long:
                return self.read(lines, *said, **named)
        key = wordings, grids, said, *named.items()
        if (known := self._known.get(key)) is None:
            read = self.read(lines, *said, **named)
            self._keep(key, places, read)
            return read
        rows = [
            new_tuple(Row, (table, item, form, label, places[at], figures, status, note))
            for (table, item, form, label, _, figures, status, note), at in known.rows
        ]
        return Read(tuple(rows), (), known.took)

    def _keep(self, key: Hashable, places: Sequence[Place], read: Read) -> None:
        line_of = {id(place): i for i, place in enumerate(places)}
        if len(line_of) < len(places):  # lines that share a place: no row tells which of them it is
            return
        if read.findings or any(row.note for row in read.rows):
            return
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[key] = _Known(tuple([(row, line_of[id(row.place)]) for row in read.rows]), read.took)
