"""The lines of a source that the tables were read from, for people who look a figure up."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup, escape

from builder.pages import text
from builder.pages.entries import Opened
from builder.tables.statement import Statement


class SourceLine(NamedTuple):
    """What stands in a line of the source, as far as it was read into the tables: its cells between bars."""

    line: int
    page: int | None
    cells: str


def source_lines(entry: Opened) -> list[SourceLine]:
    """The lines that the tables were read from, in order: label and cells as they stand there."""
    return [SourceLine(line, page, " | ".join(cells)) for line, page, cells in _lines(entry, _as_read)]


def listed(entry: Opened) -> Markup:
    """The same as items of a list; not by the template, as there are many."""
    items = [
        f'<li id="L{line}"><b>{f"{page} 页 " if page else ""}{line}</b><span>{" | ".join(cells)}</span></li>'
        for line, page, cells in _lines(entry, _escaped)
    ]
    return Markup("\n".join(items))  # noqa: S704


def _lines(entry: Opened, told: Callable[[Statement], str]) -> list[tuple[int, int | None, list[str]]]:
    """Line, page and what is ``told`` of each row there."""
    lines: dict[int, tuple[int, int | None, list[str]]] = {}
    for row, said in entry.printed.rows:
        line, page = row.place
        lines.setdefault(line, (line, page, []))[2].append(said.once(told))
    return [lines[line] for line in sorted(lines)]


def _as_read(said: Statement) -> str:
    return " | ".join(map(text.plain, (said.label, *(figure.raw for figure in said.figures))))


def _escaped(said: Statement) -> str:
    return str(escape(_as_read(said)))
