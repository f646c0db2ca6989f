"""Word files (DOCX) to Document: what Word would print of the body, with deleted, hidden and struck text left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from builder.document import Block, Cell, Document
from builder.formats.docx_body import print_only
from builder.formats.docx_styles import heading_level, heading_levels
from builder.formats.docx_text import Printer
from builder.formats.effects import state_effects
from builder.formats.html import read_html, read_mhtml
from builder.formats.package import Package, core_properties, open_package
from builder.formats.sniff import problem
from builder.formats.struck import struck_text
from builder.formats.tables import MAX_CELLS, MAX_COLUMNS, PICTURE, paragraphs, table_blocks, tidy
from builder.formats.wordml import BOX, PARAGRAPH_STYLE, P, T, W, value
from builder.model import Finding, Place, new_tuple

_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE, _ROW, _CELL, _CHUNK = (f"{W}{n}" for n in ("tbl", "tr", "tc", "altChunk"))
_WRAPPERS = frozenset(f"{W}{n}" for n in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_CELL_PROPERTIES, _ROW_PROPERTIES = f"{W}tcPr", f"{W}trPr"
_SPAN, _MERGE, _MERGE_ACROSS, _DELETED_CELL = (f"{W}{n}" for n in ("gridSpan", "vMerge", "hMerge", "cellDel"))
_SPANNING = (_SPAN, _MERGE, _MERGE_ACROSS, _DELETED_CELL)
_MAX_SPAN = 100
_HEAD = re.compile(r"word/header\d*\.xml")


def read_docx(data: bytes) -> Document | Finding:
    """The body as a Document of kind ``docx``; lines count paragraphs with text and table rows. Footers, notes and
    comments are left out; a header is the title of a file that states none."""
    return _read(data)


def _read(data: bytes, *, whole: bool = False) -> Document | Finding:
    """``whole``: the file is put in whole into another one, and what is put into it in its turn is left out."""
    package = open_package(data)
    if isinstance(package, Finding):
        return package
    root = package.xml("word/document.xml")
    if isinstance(root, Finding):
        return root
    body = root.find(f"{W}body")
    if body is None:
        return problem("unreadable", reason="broken-xml")
    print_only(root)
    state_effects(root, package)
    reader = _Reader(root, package, whole=whole)
    blocks = list(reader.container(body))
    if reader.cells > MAX_CELLS:
        return problem("too-large", what="cells", limit=str(MAX_CELLS))
    if not blocks:
        pictures = any(name.startswith("word/media/") for name in package.names)
        return problem("scanned", format="DOCX") if pictures else problem("empty")
    title, metadata = core_properties(package)
    return Document(
        "docx", tuple(blocks), title or _running_head(package), metadata, tuple(struck_text(reader.printer.struck))
    )


def _running_head(package: Package) -> str:
    """The first line that is printed at the head of pages."""
    for name in sorted(n for n in package.names if _HEAD.fullmatch(n)):
        root = package.xml(name)
        for paragraph in () if isinstance(root, Finding) else root.iter(P):
            if text := tidy("".join(t.text or "" for t in paragraph.iter(T))):
                return text
    return ""


def _number(element: etree._Element | None, default: int = 1) -> int:
    text = value(element)
    return min(int(text), _MAX_SPAN) if text.isdecimal() and len(text) < 9 else default


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those in content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


@dataclass(slots=True)
class _Raw:
    """A cell while its spans still grow."""

    text: str
    place: Place
    column: int
    colspan: int
    rowspan: int = 1


class _Reader:
    """One pass over the body (``root``), with the ``cells`` read so far."""

    def __init__(self, root: etree._Element, package: Package, *, whole: bool) -> None:
        self.printer = Printer(root, package)
        self.cells = 0
        self._package = package
        self._whole = whole
        self._headings = heading_levels(package) if next(root.iter(PARAGRAPH_STYLE), None) is not None else {}
        self._line = 0
        self._related: dict[str, str] = {}
        # The cells whose properties say more than how they look.
        stated = map(etree._Element.getparent, root.iter(*_SPANNING))
        self._spanning = {properties.getparent() for properties in stated if properties is not None}

    def container(self, parent: etree._Element) -> Iterator[Block]:
        """The blocks of a body, cell or text box. The XML parser bounds the depth."""
        for child in parent:
            if self.cells > MAX_CELLS:
                return
            if child.tag == P:
                yield from self._paragraph(child)
            elif child.tag == _TABLE:
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.container(child)
            elif child.tag == _CHUNK:
                yield from self._chunk(child)

    def _next(self) -> Place:
        self._line += 1
        return Place(self._line)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        boxes: list[etree._Element] = []
        text, _ = self.printer.text(paragraph, boxes)
        if tidy(text):
            yield from paragraphs(text, self._next(), heading_level(paragraph, self._headings))
        for box in boxes:
            yield from self.container(box)

    def _chunk(self, chunk: etree._Element) -> Iterator[Block]:
        """A web page or Word file put in whole, as exporters on web sites do (17.17.2.1)."""
        self._related = self._related or self._package.related("word/document.xml")
        name = self._related.get(chunk.get(_REFERENCE) or "")
        data = self._package.part(name) if name else b""
        if isinstance(data, Finding) or not data or self._whole:
            return
        if data.startswith(b"PK"):
            inner = _read(data, whole=True)
        else:
            inner = read_mhtml(data) if b"mime-version" in data[:2048].lower() else read_html(data)
        if isinstance(inner, Document):
            yield from inner.blocks

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows: list[list[_Raw]] = []
        merging: dict[int, _Raw] = {}  # column -> the cell that a vertical merge goes on
        for row in _children(table, _ROW):
            properties = row.find(_ROW_PROPERTIES)
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            if next(row.iter(_TABLE), None) is not None:
                yield from table_blocks(_finished(rows))
                rows, merging = [], {}
                for cell in _children(row, _CELL):
                    yield from self.container(cell)
                continue
            rows.append(self._row(row, properties, merging))
            if self.cells > MAX_CELLS:
                return
        yield from table_blocks(_finished(rows))

    def _row(self, row: etree._Element, properties: etree._Element | None, merging: dict[int, _Raw]) -> list[_Raw]:
        place = self._next()
        column = _number(properties.find(f"{W}gridBefore"), 0) if properties is not None else 0
        cells: list[_Raw] = []
        going: dict[int, _Raw] = {}
        for element in _children(row, _CELL):
            stated = element.find(_CELL_PROPERTIES) if element in self._spanning else None
            own = {} if stated is None else {said.tag: said for said in reversed(stated)}  # the first one counts
            if _DELETED_CELL in own:
                continue
            self.cells += 1
            span = max(_number(own.get(_SPAN)), 1)
            merge = own.get(_MERGE)
            continued = value(own.get(_MERGE_ACROSS)) == "continue" and bool(cells)
            if continued:
                cells[-1].colspan += span
            elif merge is not None and value(merge) != "restart" and column in merging:
                merging[column].rowspan += 1
                going[column] = merging[column]
            else:
                raw = _Raw(self._cell_text(element), place, column, span)
                cells.append(raw)
                if merge is not None:
                    going[column] = raw
            column = min(column + span, MAX_COLUMNS)
        merging.clear()
        merging.update(going)
        return cells

    def _cell_text(self, cell: etree._Element) -> str:
        lines: list[str] = []
        picture = False
        inside_boxes = {p for box in cell.iter(BOX) for p in box.iter(P)} if self.printer.boxed else set()
        for paragraph in cell.iter(P):
            text, shows = self.printer.text(paragraph, [])
            picture = picture or (shows and paragraph not in inside_boxes)
            lines.append(text)
        return _stacked(lines) or (PICTURE if picture else "")


def _stacked(paragraphs: Iterable[str]) -> str:
    """The text of a cell with these paragraphs."""
    text = tidy("\n".join(paragraphs).replace("\t", " "))
    return re.sub(r"\n{2,}", "\n", text) if "\n\n" in text else text


def _finished(rows: list[list[_Raw]]) -> list[tuple[Cell, ...]]:
    return [tuple([new_tuple(Cell, (c.text, c.place, c.column, c.colspan, c.rowspan)) for c in row]) for row in rows]
