"""One walk over a parsed web page: its paragraphs and tables in reading order, each with the element it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from builder.document import Block, Cell, Grid, Paragraph
from builder.formats.elements import (
    BLOCKS,
    BREAK,
    DROPPED,
    FURNITURE,
    GROUPS,
    HEADINGS,
    INLINE,
    STRUCK,
    broken,
    collapsed,
    plain_text,
    shown_value,
    text_of,
    tidied,
)
from builder.formats.outline import holders, lays_out
from builder.formats.plaintables import MARK, PlainTable
from builder.formats.spans import RawCell, placed, span
from builder.formats.tables import MAX_CELLS, PICTURE, paragraphs, shifted, table_blocks
from builder.formats.text import read_text
from builder.model import Place
from builder.places import places

BIG_LINE = 65_535  # libxml2 counts no further
LINE = "data-source-line"  # set on the tags of pages with more lines than that
_NUMBERED = re.compile(r"第?([一二三四五六七八])\s*(?:[、.．]|部分)")
_LONGEST_HEADING = 40
_MOST_TRIMMED = 500
_HOLD_TEXT = frozenset(("caption", "td", "th"))


@dataclass(slots=True)
class Page:
    """``walk`` fills ``blocks`` and ``origins``. ``line`` is the line of everything, where the page has none of its
    own; ``hidden``: elements to be left out; ``plain``: the tables that were set apart, less those that were met;
    ``dropped_tables``: something with tables was left out; ``struck``: deleted texts."""

    root: Element
    line: int | None = None
    hidden: Set[Element] = frozenset()
    plain: dict[str, PlainTable] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    origins: list[Element] = field(default_factory=list)
    dropped_tables: bool = False
    struck: int = 0
    cells: int = 0
    _text: list[str] = field(default_factory=list)
    _at: Element | None = None
    _heading: int = 0
    _rows: list[Element] = field(default_factory=list)
    _holders: Set[Element] | None = None

    def walk(self) -> None:
        """Iterative, since a page may nest thousands deep; ends early beyond ``MAX_CELLS``, which ``cells`` tells."""
        walker = etree.iterwalk(self.root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if self._take_whole(element):
                    skipped = element
                    walker.skip_subtree()
                    if self.cells > MAX_CELLS:
                        return
                else:
                    self._open(element)
                continue
            if element is skipped:
                skipped = None
            elif element.tag in BLOCKS:
                self._flush()
                if element.tag in HEADINGS:
                    self._heading = 0
            if element.tail:
                self._say(element.tail, element)
        self._flush()

    def trimmed(self) -> list[Block]:
        """The blocks without what follows the innermost element around its numbered headings: links, imprint."""
        heads = [
            (match[1], origin)
            for block, origin in zip(self.blocks, self.origins, strict=True)
            if isinstance(block, Paragraph) and len(block.text) <= _LONGEST_HEADING
            if (match := _NUMBERED.match(block.text))
        ]
        if len({number for number, _ in heads}) < 3:
            return self.blocks
        first, last = heads[0][1], heads[-1][1]
        around = {first, *first.iterancestors()}
        holder = next((e for e in (last, *last.iterancestors()) if e in around), None)
        end = len(self.blocks)
        while end and len(self.blocks) - end < _MOST_TRIMMED and isinstance(self.blocks[end - 1], Paragraph):
            origin = self.origins[end - 1]
            if origin is holder or any(a is holder for a in origin.iterancestors()):
                return self.blocks[:end]
            end -= 1
        return self.blocks

    def _place(self, element: Element) -> Place:
        line = self.line or element.sourceline or 1
        if line >= BIG_LINE and self.line is None:
            return Place(int(element.get(LINE) or line))
        return places[line]

    def _holds_tables(self, element: Element) -> bool:
        """Whether a row, menu or footer does."""
        if self._holders is None:
            self._holders = holders(self.root)
        return element in self._holders

    def _take_whole(self, element: Element) -> bool:
        """Deals with an element that is dropped, or read as one thing; False for one to be walked into."""
        tag = element.tag
        if self._is_dropped(element):
            return True
        if tag == "table" and not lays_out(element):
            self._flush()
            self._add(self._table(element), element)
        elif tag == "tr" and not self._holds_tables(element):
            self._flush_text()
            self._rows.append(element)
        elif tag == "pre":
            self._flush()
            place = self._place(element)
            blocks = read_text(text_of(element)).blocks
            self._add([shifted(b, place.line - 1) for b in blocks] if self.line is None else list(blocks), element)
        else:
            return False
        return True

    def _is_dropped(self, element: Element) -> bool:
        tag = element.tag
        if tag in DROPPED:
            self.struck += tag in STRUCK
            return True
        if element in self.hidden:
            self.dropped_tables = self.dropped_tables or element.find(".//table") is not None or tag in ("table", "tr")
            return True
        return tag in FURNITURE and not self._holds_tables(element)

    def _open(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCKS or tag == "br":
            self._flush()
            if tag in HEADINGS:
                self._heading = HEADINGS[tag]
        if element.text:
            self._say(element.text, element)

    def _say(self, text: str, element: Element) -> None:
        if not self._text and text.isspace():
            return
        if self._rows:
            self._flush_rows()
        if self._at is None:
            self._at = element
        self._text.append(text)

    def _add(self, blocks: Sequence[Block], origin: Element) -> None:
        self.blocks.extend(blocks)
        self.origins.extend([origin] * len(blocks))

    def _flush(self) -> None:
        self._flush_rows()
        self._flush_text()

    def _flush_text(self) -> None:
        if self._at is not None:
            text = collapsed("".join(self._text))
            self._add(paragraphs(text, self._place(self._at), self._heading), self._at)
            self._text, self._at = [], None

    def _flush_rows(self) -> None:
        if self._rows:
            origin = self._rows[0]
            cells = [self._cells(row.iter("td", "th")) for row in self._rows]
            self._rows = []
            self._add(table_blocks(placed(cells)), origin)

    def _table(self, table: Element) -> list[Block]:
        """A table without tables in it. Text outside its cells goes before it, as browsers do."""
        if self.plain and table.get(MARK) is not None and (plain := self.plain.pop((table.text or "").strip(), None)):
            self.cells += plain.cells
            return [plain.grid(self._place(table).line, stays=self.line is not None)]
        if not self.hidden:
            etree.strip_tags(table, *INLINE)
        # Elements that are kept are the same objects wherever they are met again, which takes a tenth of the time.
        parts = list(table.iter("caption", "tr", "td", "th", *GROUPS))
        rows: list[tuple[Cell, ...]] = []
        group: list[list[RawCell]] = []
        parent: Element | None = None
        for row, holder in _rows(parts):
            if holder is not None and holder is not parent and holder.tag in GROUPS:
                rows += placed(group)
                group, parent = [], holder
            group.append(self._cells(row))
            if self.cells > MAX_CELLS:  # rows within rows hold the same cells again and again
                break
        rows += placed(group)
        return [*self._stray(table, parts), *table_blocks(rows)]

    def _stray(self, table: Element, parts: Sequence[Element]) -> Iterator[Paragraph]:
        for caption in table.iter("caption"):
            yield from paragraphs(self._cell_text(caption), self._place(caption))
        if table.text and not table.text.isspace():
            yield from paragraphs(collapsed(table.text), self._place(table))
        for element in parts:
            if element.tag not in _HOLD_TEXT and (text := element.text) and not text.isspace():
                yield from paragraphs(collapsed(text), self._place(element))
            if (text := element.tail) and not text.isspace():
                yield from paragraphs(collapsed(text), self._place(element))

    def _cells(self, elements: Iterable[Element]) -> list[RawCell]:
        cells: list[RawCell] = []
        hidden = self.hidden
        for element in elements:
            if hidden and (element in hidden or element.getparent() in hidden):
                continue
            text = self._cell_text(element) if len(element) else tidied[element.text or ""]
            place = self._place(element)
            if element.keys():  # to say that it has none takes an element half the time of a look for one
                cells.append((text, place, span(element.get("colspan")), span(element.get("rowspan"))))
            else:
                cells.append((text, place, 1, 1))
        self.cells += len(cells)
        return cells

    def _cell_text(self, cell: Element) -> str:
        """Inline text joined as it stands, blocks and line breaks on lines of their own."""
        plain = plain_text(cell, self.hidden)
        if plain is not None:
            return plain
        parts: list[str] = []
        picture = False
        walker = etree.iterwalk(cell, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            breaks = tag in BLOCKS or tag == "br"
            if event == "start":
                if element is not cell and self._is_dropped(element):
                    parts.append("" if element in self.hidden else shown_value(element))
                    walker.skip_subtree()
                    continue
                picture = picture or tag == "img"
                if breaks:
                    parts.append(BREAK)
                if element.text:
                    parts.append(element.text)
                continue
            if breaks:
                parts.append(BREAK)
            if element is not cell and element.tail:
                parts.append(element.tail)
        text = broken("".join(parts))
        return text or (PICTURE if picture else "")


def _rows(parts: Iterable[Element]) -> Iterator[tuple[list[Element], Element | None]]:
    """The cells of each row with what holds the row, or the cells that stand together without one and None; ``parts``
    are those of a table, in their order."""
    loose: list[Element] = []
    held = 0  # cells of rows that are still to come: they follow their row
    for element in parts:
        if element.tag == "tr":
            if loose:
                yield loose, None
                loose = []
            cells = list(element.iter("td", "th"))
            held = max(held, len(cells))
            yield cells, element.getparent()
        elif element.tag in ("td", "th"):
            if held:
                held -= 1
            else:
                loose.append(element)
    if loose:
        yield loose, None


def has_grid(blocks: list[Block]) -> bool:
    """Whether any table of data was found."""
    return any(isinstance(b, Grid) for b in blocks)
