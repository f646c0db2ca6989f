"""The marks of a report's cells: what is not a plain number, and what does not add up, in words under the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from builder.catalogue import labels
from builder.checks.sheet import plain
from builder.model import Figure
from builder.pages import text
from builder.pages.troubles import Mark
from builder.tables.statement import Statement


@dataclass(frozen=True, slots=True)
class Note:
    """What stands under a table for a marked cell. ``where`` names it, ``text`` says what is the matter."""

    number: int
    where: str
    text: str
    line: int


@dataclass
class Marks:
    """Marks of one report: ``checks`` lead to findings by (table, item, column); notes are numbered as met, so every
    cell is asked for once."""

    checks: Mapping[tuple[str, str, str], Sequence[Mark]]
    notes: list[Note] = field(default_factory=list)

    @cached_property
    def rows(self) -> frozenset[tuple[str, str]]:
        """Table and item of the rows that findings are about, or a cell of them."""
        return frozenset((table, item) for table, item, _ in self.checks)

    def none_in(self, said: Statement) -> bool:
        """Whether the row is as it is in every report that says the same."""
        return not said.once(_has_notes) and (not self.rows or (said.table, said.item) not in self.rows)

    def of(self, said: Statement, figure: Figure, line: int) -> str:
        """The marks of a cell: links to its note and to the findings about it. In a row that is doubtful as a whole the
        row says so, once."""
        out = ""
        if _noted(said, figure):
            number = len(self.notes) + 1
            self.notes.append(Note(number, cell_name(said.table, said.item, figure.column), _told(figure), line))
            out = f'<a class="sr-mark" href="#n{number}" title="{_WHY[figure.status]}">注{number}</a>'
        return out + self.about(said.table, said.item, figure.column)

    def about(self, table: str, item: str, column: str) -> str:
        """Links to the findings about a cell, or with an empty column about the row."""
        return "".join(
            f'<a class="sr-ne" href="#f{mark.number}" title="{mark.words}">{mark.sign}{mark.number}</a>'
            for mark in self.checks.get((table, item, column), ())
        )


def cell_name(table: str, item: str, column: str) -> str:
    """A cell by the form's labels of its row and column."""
    return " · ".join(labels(table, item, column))


_WHY = {"annotated": "原表附有说明", "suspect": "存疑读数", "illegible": "无法辨认"}


def _told(figure: Figure) -> str:
    raw, note = text.plain(figure.raw), text.plain(figure.note)
    printed = f"原文“{raw}”" if raw else "原文空白"
    value = "空" if figure.value is None else plain(figure.value)
    if figure.status == "annotated":
        return f"{printed}，取 {value}"
    if figure.status == "suspect":
        return f"存疑：{printed}，最可能是 {value}（{note or '读法不能确定'}）。已标出，不计入合计、图表和比较"
    return f"无法辨认：{printed}{f'（{note}）' if note else ''}。留空，不猜测"


def _noted(said: Statement, figure: Figure) -> bool:
    return figure.status in _WHY and figure.status != said.status


def _has_notes(said: Statement) -> bool:
    return any(_noted(said, figure) for figure in said.cells.values())
