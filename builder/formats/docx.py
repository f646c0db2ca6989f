"""Word files (DOCX) to Document: what Word would print of the body, with deleted, hidden and struck text left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

from lxml import etree

from builder.document import Block, Cell, Document
from builder.formats.effects import state_effects
from builder.formats.html import read_html, read_mhtml
from builder.formats.numbering import Numbering
from builder.formats.package import Package, core_properties, open_package
from builder.formats.raised import raised
from builder.formats.sniff import problem
from builder.formats.struck import struck_text
from builder.formats.tables import MAX_CELLS, MAX_COLUMNS, PICTURE, paragraphs, table_blocks, tidy
from builder.model import Finding, Place, new_tuple

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_P, _TBL, _TR, _TC, _R, _T = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "r", "t"))
_BOX = f"{_W}txbxContent"
_WRAPPERS = frozenset(f"{_W}{n}" for n in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_GONE = frozenset(f"{_W}{n}" for n in ("del", "moveFrom", "pPr", "rPr", "tblPr", "tcPr", "trPr", "sdtPr", "sdtEndPr"))
_PROPERTIES, _STYLE, _LIST, _RUN_PROPERTIES = (f"{_W}{n}" for n in ("pPr", "pStyle", "numPr", "rPr"))
_CELL_PROPERTIES, _ROW_PROPERTIES = f"{_W}tcPr", f"{_W}trPr"
_SPAN, _MERGE, _MERGE_ACROSS, _DELETED_CELL = (f"{_W}{n}" for n in ("gridSpan", "vMerge", "hMerge", "cellDel"))
_VALUE_OF, _SYMBOL = f"{_W}val", f"{_W}sym"
_SPANNING = (_SPAN, _MERGE, _MERGE_ACROSS, _DELETED_CELL)
_UNPRINTED = tuple(f"{_W}{n}" for n in ("vanish", "strike", "dstrike"))
_RAISED = f"{_W}vertAlign"
_PICTURES = frozenset(f"{_W}{n}" for n in ("drawing", "pict", "object"))
_FIXED = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}
_RICH = (*_FIXED, *_PICTURES, _SYMBOL, _MATH_TEXT)
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_VALUE = re.compile(r"[\d.,%+\-\s]*")
_MAX_SPAN = 100


def read_docx(data: bytes) -> Document | Finding:
    """The body as a Document of kind ``docx``; lines count paragraphs with text and table rows. Headers, footers, notes
    and comments are left out."""
    package = open_package(data)
    if isinstance(package, Finding):
        return package
    root = package.xml("word/document.xml")
    if isinstance(root, Finding):
        return root
    body = root.find(f"{_W}body")
    if body is None:
        return problem("unreadable", reason="broken-xml")
    _drop_fallbacks(root)
    state_effects(root, package)
    styled, listed = (next(root.iter(tag), None) is not None for tag in (_STYLE, _LIST))
    reader = _Reader(package, _headings(package) if styled else {}, _numbering(package) if listed else Numbering())
    reader.look_for(root)
    blocks = list(reader.container(body))
    if reader.cells > MAX_CELLS:
        return problem("too-large", what="cells", limit=str(MAX_CELLS))
    if not blocks:
        pictures = any(name.startswith("word/media/") for name in package.names)
        return problem("scanned", format="DOCX") if pictures else problem("empty")
    title, metadata = core_properties(package)
    findings = struck_text(reader.struck)
    return Document("docx", tuple(blocks), title, metadata, tuple(findings))


def _drop_fallbacks(root: etree._Element) -> None:
    """Of alternative contents (ECMA-376 part 3, 9.3) only the first choice stays, or a text box would be read twice."""
    for alternative in list(root.iter(f"{_MC}AlternateContent")):
        for other in list(alternative)[1:]:
            alternative.remove(other)


def _numbering(package: Package) -> Numbering:
    root = package.xml("word/numbering.xml")
    return Numbering() if isinstance(root, Finding) else Numbering.of(root)


def _headings(package: Package) -> dict[str, int]:
    """Style id to heading level, through the styles each is based on."""
    root = package.xml("word/styles.xml")
    if isinstance(root, Finding):
        return {}
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in root.iter(f"{_W}style"):
        identity = style.get(f"{_W}styleId") or ""
        name = _value(style.find(f"{_W}name"))
        named = _HEADING_NAME.fullmatch(name.strip())
        outline = _value(style.find(f"{_W}pPr/{_W}outlineLvl"))
        if outline.isdecimal() and int(outline) < 9:
            levels[identity] = min(int(outline) + 1, 6)
        elif named:
            levels[identity] = min(int(named[1]), 6)
        elif name.lower() in ("title", "标题"):
            levels[identity] = 1
        parents[identity] = _value(style.find(f"{_W}basedOn"))
    for identity in parents:
        ancestor, seen = identity, set()
        while ancestor in parents and ancestor not in levels and ancestor not in seen:
            seen.add(ancestor)
            ancestor = parents[ancestor]
        levels.setdefault(identity, levels.get(ancestor, 0))
    return levels


def _value(element: etree._Element | None) -> str:
    return (element.get(_VALUE_OF) or "") if element is not None else ""


def _is_on(properties: etree._Element | None, *names: str) -> bool:
    """Whether one of these toggles (17.17.4, ST_OnOff) is set."""
    if properties is None:
        return False
    found = (properties.find(f"{_W}{name}") for name in names)
    return any(e is not None and (e.get(f"{_W}val") or "1") not in ("0", "false", "off", "none") for e in found)


def _number(element: etree._Element | None, default: int = 1) -> int:
    text = _value(element)
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


@dataclass(slots=True)
class _Reader:
    """One pass over the body. ``cells`` read and ``struck`` runs left out so far; ``boxes``, ``lists``, ``unprinted``:
    whether the body has text boxes, numbered paragraphs, and runs that Word does not print or strikes; ``raised``: and
    superscripts; ``plain``: it has none of these, nor pictures, tabs or line breaks. ``spanning``: the cells whose
    properties say more than how they look."""

    package: Package
    headings: dict[str, int]
    numbering: Numbering
    line: int = 0
    cells: int = 0
    struck: int = 0
    boxes: bool = True
    lists: bool = True
    unprinted: bool = True
    raised: bool = True
    plain: bool = False
    spanning: Set[etree._Element] = frozenset()
    related: dict[str, str] = field(default_factory=dict)

    def look_for(self, root: etree._Element) -> None:
        """Notes what the document has at all, so that no cell needs to be asked for what most documents lack."""
        self.boxes = next(root.iter(_BOX), None) is not None
        self.lists = next(root.iter(_LIST), None) is not None
        self.unprinted = next(root.iter(*_UNPRINTED), None) is not None
        self.raised = next(root.iter(_RAISED), None) is not None
        rich = self.boxes or self.lists or self.unprinted or self.raised or next(root.iter(*_RICH), None) is not None
        self.plain = not rich
        stated = map(etree._Element.getparent, root.iter(*_SPANNING))
        self.spanning = {properties.getparent() for properties in stated if properties is not None}

    def container(self, parent: etree._Element) -> Iterator[Block]:
        """The blocks of a body, cell or text box. The XML parser bounds the depth."""
        for child in parent:
            if self.cells > MAX_CELLS:
                return
            if child.tag == _P:
                yield from self._paragraph(child)
            elif child.tag == _TBL:
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.container(child)
            elif child.tag == f"{_W}altChunk":
                yield from self._chunk(child)

    def _next(self) -> Place:
        self.line += 1
        return Place(self.line)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        boxes: list[etree._Element] = []
        text, _ = self._text(paragraph, boxes)
        if tidy(text):
            yield from paragraphs(text, self._next(), self._level(paragraph))
        for box in boxes:
            yield from self.container(box)

    def _level(self, paragraph: etree._Element) -> int:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return 0
        outline = _value(properties.find(f"{_W}outlineLvl"))
        if outline.isdecimal():
            return min(int(outline) + 1, 6) if int(outline) < 9 else 0
        return self.headings.get(_value(properties.find(f"{_W}pStyle")), 0)

    def _text(self, paragraph: etree._Element, boxes: list[etree._Element]) -> tuple[str, bool]:
        """(text with its list number, whether it shows a picture); text boxes go to ``boxes``."""
        if self.plain and (plain := _plain_text(paragraph)) is not None:
            return plain, False
        parts: list[str] = []
        picture = self._inline(paragraph, parts, boxes)
        text = "".join(parts)
        listed = paragraph.find(f"{_PROPERTIES}/{_LIST}") if self.lists else None
        if listed is None:
            return text, picture
        label = self.numbering.label(listed)
        # A number before a bare value would read as part of it.
        return (text if _VALUE.fullmatch(text) else label + text), picture

    def _inline(self, parent: etree._Element, parts: list[str], boxes: list[etree._Element]) -> bool:
        picture = False
        for child in parent:
            tag = child.tag
            if tag in (_T, _MATH_TEXT):
                parts.append(child.text or "")
            elif tag in _FIXED:
                parts.append(_FIXED[tag])
            elif tag in _GONE:
                continue
            elif tag == _SYMBOL:
                code = child.get(f"{_W}char") or ""
                parts.append(chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else "")
            elif tag in _PICTURES:
                found = list(child.iter(_BOX))
                boxes.extend(found)
                picture = picture or not found
            elif self.unprinted and tag == _R and _is_on(child.find(_RUN_PROPERTIES), "vanish", "strike", "dstrike"):
                self.struck += _is_on(child.find(_RUN_PROPERTIES), "strike", "dstrike") and child.find(_T) is not None
            elif self.raised and tag == _R and _value(child.find(f"{_RUN_PROPERTIES}/{_RAISED}")) == "superscript":
                inner: list[str] = []
                picture = self._inline(child, inner, boxes) or picture
                parts.append(raised("".join(inner)))
            else:
                picture = self._inline(child, parts, boxes) or picture
        return picture

    def _chunk(self, chunk: etree._Element) -> Iterator[Block]:
        """A web page put in whole, as exporters on web sites do (17.17.2.1)."""
        self.related = self.related or self.package.related("word/document.xml")
        name = self.related.get(chunk.get(_REFERENCE) or "")
        data = self.package.part(name) if name else b""
        if isinstance(data, Finding) or not data:
            return
        inner = read_mhtml(data) if b"mime-version" in data[:2048].lower() else read_html(data)
        if isinstance(inner, Document):
            yield from inner.blocks

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows: list[list[_Raw]] = []
        merging: dict[int, _Raw] = {}  # column -> the cell that a vertical merge goes on
        for row in _children(table, _TR):
            properties = row.find(_ROW_PROPERTIES)
            if properties is not None and properties.find(f"{_W}del") is not None:
                continue
            if next(row.iter(_TBL), None) is not None:
                yield from table_blocks(_finished(rows))
                rows, merging = [], {}
                for cell in _children(row, _TC):
                    yield from self.container(cell)
                continue
            rows.append(self._row(row, properties, merging))
            if self.cells > MAX_CELLS:
                return
        yield from table_blocks(_finished(rows))

    def _row(self, row: etree._Element, properties: etree._Element | None, merging: dict[int, _Raw]) -> list[_Raw]:
        place = self._next()
        column = _number(properties.find(f"{_W}gridBefore"), 0) if properties is not None else 0
        cells: list[_Raw] = []
        going: dict[int, _Raw] = {}
        for element in _children(row, _TC):
            stated = element.find(_CELL_PROPERTIES) if element in self.spanning else None
            own = {} if stated is None else {said.tag: said for said in reversed(stated)}  # the first one counts
            if _DELETED_CELL in own:
                continue
            self.cells += 1
            span = max(_number(own.get(_SPAN)), 1)
            merge = own.get(_MERGE)
            continued = _value(own.get(_MERGE_ACROSS)) == "continue" and bool(cells)
            if continued:
                cells[-1].colspan += span
            elif merge is not None and _value(merge) != "restart" and column in merging:
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
        inside_boxes = {p for box in cell.iter(_BOX) for p in box.iter(_P)} if self.boxes else set()
        for paragraph in cell.iter(_P):
            text, shows = self._text(paragraph, [])
            picture = picture or (shows and paragraph not in inside_boxes)
            lines.append(text)
        return _stacked(lines) or (PICTURE if picture else "")


def _plain_text(paragraph: etree._Element) -> str | None:
    """The texts of the runs of a paragraph, None where one stands in anything else."""
    texts: list[str] = []
    for text in paragraph.iter(_T):
        run = text.getparent()
        if run is None or run.tag != _R or run.getparent() is not paragraph:
            return None
        texts.append(text.text or "")
    return "".join(texts)


def _stacked(paragraphs: Iterable[str]) -> str:
    """The text of a cell with these paragraphs."""
    text = tidy("\n".join(paragraphs).replace("\t", " "))
    return re.sub(r"\n{2,}", "\n", text) if "\n\n" in text else text


def _finished(rows: list[list[_Raw]]) -> list[tuple[Cell, ...]]:
    return [tuple([new_tuple(Cell, (c.text, c.place, c.column, c.colspan, c.rowspan)) for c in row]) for row in rows]
