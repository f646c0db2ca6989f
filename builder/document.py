"""What a container says, free of its markup: paragraphs and tables in reading order. Readers make it, the parser reads
it, and it stays in the process in which it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

from builder.model import Finding, Place


class Cell(NamedTuple):
    """One physical cell as the container has it. ``text`` is stripped but otherwise raw (inner line breaks kept).

    ``column`` is the grid column it begins in once spans are expanded (0-based). A cell that a rowspan carries into
    later rows stands only in the row where it begins. A tuple, because a report has hundreds of them.
    """

    text: str
    place: Place
    column: int = 0
    colspan: int = 1
    rowspan: int = 1


class Printed:
    """The ``texts`` of a row's cells, one object for all rows that a reader has met and that print the same. What a
    parser makes of them it may keep as ``found``, for the next report with such a row."""

    __slots__ = ("found", "texts")

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.texts = texts
        self.found: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class PlainRows(Sequence[tuple[Cell, ...]]):
    """Rows whose cells span nothing and stand in one line, as all rows of a text: what they print and their lines are
    all that is known of them, and cells are made when they are asked for."""

    printed: tuple[Printed, ...]
    lines: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, index: int) -> tuple[Cell, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[Cell, ...], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[Cell, ...] | tuple[tuple[Cell, ...], ...]:
        if isinstance(index, slice):
            return tuple([self[i] for i in range(*index.indices(len(self)))])
        place = Place(self.lines[index])
        return tuple([Cell(text, place, column) for column, text in enumerate(self.printed[index].texts)])


class Paragraph(NamedTuple):
    """A line or paragraph outside tables. ``heading`` is its declared level 1 to 6 (``#``, ``<h2>``, a DOCX style), 0
    for body text."""

    text: str
    place: Place
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of physical cells, in reading order. Empty cells are kept (``text == ""``): blank is not zero."""

    rows: Sequence[tuple[Cell, ...]]
    place: Place


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A container's content in reading order, free of its markup.

    ``kind``: text, markdown, html, docx, pdf, xlsx. ``title``: the title the container itself declares (``<title>``,
    a DOCX property), not the report's heading. ``metadata``: (name, value) pairs such as ``("PubDate", "2025-03-10")``.
    """

    kind: str
    blocks: tuple[Block, ...]
    title: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
