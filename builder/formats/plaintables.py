"""Plain tables of a web page, read from its source before it is parsed: most of their rows and cells stand in page
after page, and are read once for all.

Plain is what can be read in one way only: each element is closed where it must be, its attributes are quoted and hide,
raise, strike out or repeat nothing, and a cell holds a text, alone or in paragraphs, of which parts may be dressed.
Every other table is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, overload

from builder.document import Cell, Grid, PlainRows, Printed
from builder.formats.elements import BREAK, INLINE, broken, stacked, tidied
from builder.formats.raised import raises
from builder.formats.spans import RawCell, placed, span
from builder.formats.struck import strikes
from builder.formats.stylesheet import leaves_nothing
from builder.formats.tables import PROSE
from builder.memo import Memo
from builder.model import Place
from builder.places import places

MARK = "data-plain-table"  # set on the empty tables that stand for plain ones
_LONGEST_KEPT = 400  # characters of a row or cell
_ATTRIBUTE = r"""([a-z-]+)=(?:"([^"<>&\x00-\x1f]*)"|'([^'<>&\x00-\x1f]*)'|([A-Za-z0-9%#.-]+))"""
_ATTRIBUTES = f"((?: +{_ATTRIBUTE.replace('(', '(?:').replace('(?:?:', '(?:')})*) *"
_BLANK = " \n\t"
_SPACE = f"[{_BLANK}]*"
_HEAD = re.compile(f"<table{_ATTRIBUTES}>{_SPACE}(?:<(tbody){_ATTRIBUTES}>)?")
_FOOT = re.compile(f"{_SPACE}(?:</(tbody)>{_SPACE})?")
_ROW = re.compile(f"{_SPACE}<tr{_ATTRIBUTES}>")
_CELL = re.compile(f"([dh]>|)({_SPACE})<t([dh]){_ATTRIBUTES}>")
_PARAGRAPH = re.compile(f"{_SPACE}<p{_ATTRIBUTES}>")
_BREAK = re.compile("<br ?/?>")
_DRESS = re.compile(f"<(/?)({'|'.join(INLINE)}){_ATTRIBUTES}>")
_TEXT = re.compile("[^<&\x00-\x08\x0c-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*")
_CHARACTERS = {"&nbsp;": "\xa0", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
_SHEET = re.compile("<style", re.IGNORECASE)  # may hide and raise what has a class
_NAMED = re.compile("|".join(_CHARACTERS))


PlainRow = tuple[Printed, tuple[tuple[str, int, int, int], ...], int]
"""What a row prints; the text, line, colspan and rowspan of each cell; how many lines the row takes. Lines count from
the row's first, which is 0."""


class PlainTable(NamedTuple):
    """``rows``, the first ``line`` lines below the table's own; ``cells``: how many they have."""

    rows: list[PlainRow]
    line: int
    cells: int

    def grid(self, line: int, stays: bool) -> Grid:
        """The table that begins in this line of the page; ``stays``: all of it does."""
        printed: list[Printed] = []
        lines: list[int] = []
        at = line + self.line
        for said, cells, taken in self.rows:
            if cells:
                printed.append(said)
                lines.append(line if stays else at + cells[0][1])
            at += taken
        rows = _Rows(tuple(printed), tuple(lines), self, line, stays)
        return Grid(rows, places[lines[0]])


@dataclass(frozen=True, slots=True, eq=False)
class _Rows(PlainRows):
    """The rows of a plain table in their place. Their cells, which may span others, are made when asked for."""

    table: PlainTable
    line: int
    stays: bool

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return iter(self[:])

    @overload
    def __getitem__(self, index: int) -> tuple[Cell, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[Cell, ...], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[Cell, ...] | tuple[tuple[Cell, ...], ...]:
        rows: list[list[RawCell]] = []
        at = self.line + self.table.line
        for _, cells, taken in self.table.rows:
            rows.append([(text, Place(self.line if self.stays else at + below), w, h) for text, below, w, h in cells])
            at += taken
        return tuple(filter(None, placed(rows)))[index]


def set_apart(page: str) -> tuple[str, dict[str, PlainTable]]:
    """The page with empty tables, of as many lines, in the place of the plain ones, and these by the text of those."""
    found: dict[str, PlainTable] = {}
    pieces: list[str] = []
    end = after = 0
    classed = False
    while (close := page.find("</table>", after)) >= 0:
        start = page.rfind("<table", after, close)
        after = close + len("</table>")
        if start < 0 or (read := _table(page, start, close)) is None:
            continue
        name, (opening, table, lines) = str(len(found)), read
        classed = classed or page.find("class=", start, close) >= 0
        found[name] = table
        pieces += page[end:start], f'<table{opening} {MARK}="">{name}{lines}</table>'
        end = after
    rest = "".join((*pieces, page[end:]))
    if rest.count(MARK) > len(found) or (classed and _SHEET.search(rest)):
        return page, {}
    return rest, found


def _table(page: str, start: int, close: int) -> tuple[str, PlainTable, str] | None:
    """The attributes, the content and the line ends of a table, from its tag to the one that ends it, if it is
    plain."""
    head = _HEAD.match(page, start, close)
    if head is None or _spans[head[1]] is None or _spans[head[3] or ""] is None:
        return None
    *sources, rest = page[head.end() : close].split("</tr>")
    foot = _FOOT.fullmatch(rest)
    if foot is None or foot[1] != head[2]:
        return None
    rows: list[PlainRow] = []
    for source in sources:
        # To look for one that is too long to be kept takes as long as to read it halfway.
        if (row := _rows[source] if len(source) <= _LONGEST_KEPT else _row(source)) is None:
            return None
        rows.append(row)
    widths = [len(cells) for _, cells, _ in rows]
    if max(widths, default=0) < 2:  # it may only lay out the page
        return None
    line = head[0].count("\n")
    lines = line + sum([taken for _, _, taken in rows]) + rest.count("\n")
    return head[1], PlainTable(rows, line, sum(widths)), "\n" * lines


def _row(source: str) -> PlainRow | None:
    """A row, from the end of the one before."""
    head = _ROW.match(source)
    if head is None or _spans[head[1]] is None:
        return None
    *pieces, rest = source[head.end() :].split("</t")
    line, end = head[0].count("\n"), ""
    cells: list[tuple[str, int, int, int]] = []
    for piece in pieces:
        if (cell := _cells[piece]) is None:
            return None
        after, closing, text, at, taken, colspan, rowspan = cell
        if after != end:
            return None
        cells.append((text, line + at, colspan, rowspan))
        line += taken
        end = closing
    if not rest.startswith(end) or rest[len(end) :].strip(_BLANK):
        return None
    return Printed(tuple([cell[0] for cell in cells])), tuple(cells), line + rest.count("\n")


_Cell = tuple[str, str, str, int, int, int, int]
"""A cell: the end of the one before and its own, of the tags what follows ``</t``; its text; the line that its tag
stands in, of so many lines from the end of the cell before, from 0; colspan and rowspan."""


def _cell(source: str) -> _Cell | None:
    """A cell, from within the tag that ends the one before to the one that ends it."""
    head = _CELL.match(source)
    spans = _spans[head[4]] if head is not None else None
    if head is None or spans is None:
        return None
    shown = _shown(source[head.end() :])
    # A longer one may be part of the page's layout, see ``table_blocks``.
    if shown is None or len(shown) > PROSE:
        return None
    return head[1], f"{head[3]}>", shown, head[2].count("\n"), source.count("\n"), *spans


def _shown(content: str) -> str | None:
    """What a cell shows, by the rules of ``Page``."""
    if BREAK in content:
        return None
    texts = [content]
    if _PARAGRAPH.match(content):
        *paragraphs, rest = content.split("</p>")
        heads = [_PARAGRAPH.match(paragraph) for paragraph in paragraphs]
        if rest.strip(_BLANK) or any(head is None or _spans[head[1]] is None for head in heads):
            return None
        texts = [paragraph[head.end() :] for paragraph, head in zip(paragraphs, heads, strict=True) if head]
    lines = [_text(_BREAK.sub(BREAK, text)) for text in texts]
    said = [line for line in lines if line is not None]
    if len(said) < len(lines):
        return None
    if any(BREAK in line for line in said):
        return broken(BREAK.join(said))
    return tidied[said[0]] if len(said) == 1 else stacked(said)


def _text(content: str) -> str | None:
    """The text of a cell without what dresses it."""
    pieces: list[str] = []
    opened: list[str] = []
    end = 0
    for tag in _DRESS.finditer(content):
        pieces.append(content[end : tag.start()])
        end = tag.end()
        closes, name, attributes = tag.groups()
        if not closes:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return None
        if _spans[attributes] is None:
            return None
    pieces.append(content[end:])
    # A parser may drop white space between elements.
    if opened or (len(pieces) > 1 and any(piece and not piece.strip(_BLANK) for piece in pieces)):
        return None
    text = "".join(pieces)
    if not _TEXT.fullmatch(_NAMED.sub("", text)):
        return None
    return _NAMED.sub(lambda match: _CHARACTERS[match[0]], text)


def _spanned(attributes: str) -> tuple[int, int] | None:
    """Colspan and rowspan by an element's attributes, None where these do more than dress it."""
    said: dict[str, str] = {}
    for name, *values in re.findall(_ATTRIBUTE, attributes):
        if name in said:
            return None
        said[name] = "".join(values)
    style = said.get("style", "")
    if "hidden" in said or any(says(style) for says in (raises, strikes, leaves_nothing)):
        return None
    return span(said.get("colspan")), span(said.get("rowspan"))


def _worth(source: str) -> bool:
    return len(source) <= _LONGEST_KEPT


_rows: Memo[str, PlainRow | None] = Memo(_row, _worth, most=4096)  # each with all that a parser finds out about it
_cells: Memo[str, _Cell | None] = Memo(_cell, _worth)
_spans: Memo[str, tuple[int, int] | None] = Memo(_spanned, _worth, most=1024)
