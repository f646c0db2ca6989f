"""Drawn PDF pages to blocks in reading order, without page numbers; what a page break cut is put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from builder.document import Block, Cell
from builder.formats.drawing import Drawing
from builder.formats.pagetables import PageTable, TableCell, page_tables
from builder.formats.tables import paragraphs, table_blocks, tidy
from builder.formats.typeset import Body, TextLine, set_paragraphs, starts_item, text_lines
from builder.formats.unruled import is_value, loose_tables, read_loose
from builder.model import Place, new_tuple

_ANYWHERE = re.compile(r"[-—–－‐·•~～]+\s*\d{1,3}\s*[-—–－‐·•~～]+|第\s*\d{1,3}\s*页.{0,12}")
_DECORATED = re.compile(r"[-—–－]?\s*\d{1,3}\s*/\s*\d{1,3}\s*[-—–－]?|\d{1,3}\s*[-—–－]")
_DIGITS = re.compile(r"\d+")
_RUNNING = 2  # lines at head and foot
_FEWEST_CELLS = 4  # a line of so many parts is a table's
_BARE = re.compile(r"\d{1,3}")
_FOOT, _HEAD = 0.88, 0.1  # of the page's height: below and above are page numbers
_SAME_COLUMNS = 5.0  # points by which a table's columns may shift over a page break

Item = TextLine | PageTable


def assembled(drawings: Sequence[Drawing]) -> list[Block]:
    """The blocks of all pages. Lines are ordinals of paragraphs and rows throughout the file."""
    pages: list[tuple[list[PageTable], list[TextLine]]] = []
    for number, drawing in enumerate(drawings, 1):
        tables, rest = page_tables(drawing, number)
        pages.append((tables, text_lines(rest, number)))
    _drop_running_lines(pages, drawings)
    _drop_page_numbers(pages, drawings)
    items = [item for tables, lines in pages for item in _in_order(tables, lines)]
    _mend_rows(items)
    body = Body.of([item for item in items if isinstance(item, TextLine)])
    return list(_blocks(items, body))


def _drop_running_lines(pages: list[tuple[list[PageTable], list[TextLine]]], drawings: Sequence[Drawing]) -> None:
    """Takes out what stands at head or foot of most pages, figures aside: a title, an address, a date of printing."""
    edges: list[tuple[int, TextLine, str]] = []
    for number, (_, lines) in enumerate(pages, 1):
        height = drawings[number - 1].height
        for line in {id(x): x for x in lines[:_RUNNING] + lines[-_RUNNING:]}.values():
            text = _DIGITS.sub("0", line.text)
            if not _HEAD * height <= line.y <= _FOOT * height and not _BARE.fullmatch(text) and not is_value(text):
                edges.append((number, line, text))
    counts = Counter({text: len({n for n, _, t in edges if t == text}) for _, _, text in edges})
    for number, line, text in edges:
        if counts[text] > 1 and 2 * counts[text] >= len(pages) and len(line.segments(1.0)) < _FEWEST_CELLS:
            pages[number - 1][1].remove(line)


def _drop_page_numbers(pages: list[tuple[list[PageTable], list[TextLine]]], drawings: Sequence[Drawing]) -> None:
    """Takes page numbers out: plain ones anywhere, others at head and foot, bare ones if they count with the pages."""
    bare: list[tuple[int, TextLine]] = []
    for number, (tables, lines) in enumerate(pages, 1):
        height = drawings[number - 1].height
        lines[:] = [line for line in lines if not _ANYWHERE.fullmatch(line.text)]
        floor = max((t.bottom for t in tables), default=0.0)
        for line in {id(x): x for x in lines[:1] + lines[-1:]}.values():
            if not (line.y > max(_FOOT * height, floor) or line.y < _HEAD * height):
                continue
            if _DECORATED.fullmatch(line.text):
                lines.remove(line)
            elif _BARE.fullmatch(line.text):
                bare.append((number, line))
    offsets = Counter(int(line.text) - number for number, line in bare)
    for number, line in bare:
        offset = int(line.text) - number
        if offset == 0 or offsets[offset] > 1:
            pages[number - 1][1].remove(line)


def _in_order(tables: Sequence[PageTable], lines: Sequence[TextLine]) -> list[Item]:
    """Tables and lines from top to bottom, with the tables without rules that the lines between hold."""
    items: list[Item] = []
    rest = list(lines)
    for table in (*tables, None):
        before = [line for line in rest if table is None or line.y <= table.top + line.size / 2]
        rest = rest[len(before) :]
        items += _with_loose(before)
        if table is not None:
            items.append(table)
    return items


def _with_loose(lines: Sequence[TextLine]) -> Iterator[Item]:
    position = 0
    for start, end in loose_tables(lines):
        if start < position:
            continue
        yield from lines[position:start]
        table = PageTable(lines[start].page, lines[start].y, lines[end - 1].y)
        table.rows = [[TableCell(text, column) for column, text in cells] for _, cells in read_loose(lines[start:end])]
        yield table
        position = end
    yield from lines[position:]


def _mend_rows(items: list[Item]) -> None:
    """Puts a row that a page break cut in two back together."""
    for before, after in pairwise(items):
        if isinstance(before, PageTable) and isinstance(after, PageTable) and after.page == before.page + 1:
            if (
                not _has_columns(before, after)
                or not before.rows
                or len(after.rows) < 2
                or _is_repeated(after.rows[0], before.rows)
            ):
                continue
            if _is_cut(before.rows[-1], after.rows[0]):
                _join(before.rows[-1], after.rows.pop(0))


def _has_columns(before: PageTable, after: PageTable) -> bool:
    """Whether one of the tables has all columns of the other; rows that merge some may stand alone on a page."""
    fewer, more = sorted((before.xs, after.xs), key=len)
    return len(fewer) > 0 and all(any(abs(a - b) < _SAME_COLUMNS for b in more) for a in fewer)


def _counterpart(cell: TableCell, upper: Sequence[TableCell]) -> TableCell | None:
    """The cell of the row above that begins at the same rule."""
    return next((c for c in upper if abs(c.left - cell.left) < _SAME_COLUMNS), None)


def _is_repeated(row: list[TableCell], above: list[list[TableCell]]) -> bool:
    """Whether a row stands above as well, as the head that is printed on every page does."""
    return any([c.text for c in other] == [c.text for c in row] for other in above)


def _is_cut(upper: list[TableCell], lower: list[TableCell]) -> bool:
    """Whether ``lower`` only goes on with the label of ``upper``: the label was wrapped, what follows begins no item,
    and one of the two has no values. Or with its numbers, all of which fill their cells."""
    label = next((c for c in reversed(lower) if c.text and not is_value(c.text)), None)
    if label is None:
        above = [_counterpart(cell, upper) for cell in lower if cell.text]
        return bool(above) and all(cell and cell.text.isdecimal() and cell.broken for cell in above)
    if starts_item(label.text):
        return False
    counterpart = _counterpart(label, upper)
    if counterpart is None or not counterpart.wrapped or is_value(counterpart.text):
        return False
    valued = [any(is_value(c.text) for c in row) for row in (upper, lower)]
    return not all(valued)


def _join(upper: list[TableCell], lower: list[TableCell]) -> None:
    for cell in lower:
        counterpart = _counterpart(cell, upper)
        if counterpart is not None and cell.text:
            counterpart.text = "\n".join(filter(None, (counterpart.text, cell.text)))


def _blocks(items: Sequence[Item], body: Body) -> Iterator[Block]:
    ordinal = 0
    pending: list[TextLine] = []
    for item in (*items, None):
        if isinstance(item, TextLine):
            pending.append(item)
            continue
        for text, line, heading in set_paragraphs(pending, body):
            ordinal += 1
            yield from paragraphs(text, Place(ordinal, line.page), heading)
        pending = []
        if item is not None:
            rows = []
            for row in item.rows:
                ordinal += 1
                place = Place(ordinal, item.page)
                rows.append(
                    tuple([new_tuple(Cell, (tidy(c.text), place, c.column, c.colspan, c.rowspan)) for c in row])
                )
            yield from table_blocks(rows)
