"""Writes a page as DOCX or XLSX, with merged cells. The same page gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from builder.synth.grid import Box, grid
from builder.synth.model import Line, Page, Table

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DOCX_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>",
}


def _paragraph(text: str, heading: int = 0) -> str:
    style = f'<w:pPr><w:outlineLvl w:val="{heading - 1}"/></w:pPr>' if heading else ""
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:p>{style}<w:r>{runs}</w:r></w:p>"


def _word_cell(text: str, colspan: int, merge: str) -> str:
    span = f'<w:gridSpan w:val="{colspan}"/>' if colspan > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph(text)}</w:tc>"


def _word_table(table: Table) -> str:
    width = table.depth + table.width
    open_spans: dict[int, tuple[int, int]] = {}
    rows: list[str] = []
    for boxes in grid(table):
        cells: dict[int, str] = {}
        for column, (left, colspan) in list(open_spans.items()):
            cells[column] = _word_cell("", colspan, "<w:vMerge/>")
            open_spans[column] = (left - 1, colspan)
            if left == 1:
                del open_spans[column]
        for box in boxes:
            merge = '<w:vMerge w:val="restart"/>' if box.rowspan > 1 else ""
            cells[box.column] = _word_cell(box.text, box.colspan, merge)
            if box.rowspan > 1:
                open_spans[box.column] = (box.rowspan - 1, box.colspan)
        rows.append("<w:tr>" + "".join(cells[column] for column in sorted(cells)) + "</w:tr>")
    columns = '<w:gridCol w:w="900"/>' * width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def docx(page: Page) -> bytes:
    """The page as a Word document; section headings carry an outline level, the title none."""
    body = "".join(
        _paragraph(block.text, block.level - 1 if block.level else 0) if isinstance(block, Line) else _word_table(block)
        for block in page
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {_W}><w:body>{body}</w:body></w:document>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**_DOCX_PARTS, "word/document.xml": document}.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _is_number(box: Box) -> bool:
    return box.key is not None and box.text.lstrip("-").replace(".", "", 1).isascii() and box.text.lstrip("-").isdigit()


def xlsx(page: Page) -> bytes:
    """The page on one worksheet, lines in the first column, tables with merged cells, whole numbers as numbers."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "虚构数据", "created": datetime(2020, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("年度报告")
    ruled = book.add_format({"border": 1})
    at = 0
    for block in page:
        if isinstance(block, Line):
            sheet.write_string(at, 0, block.text)
            at += 1
            continue
        for boxes in grid(block):
            for box in boxes:
                value = int(box.text) if _is_number(box) else box.text
                bottom, right = at + box.rowspan - 1, box.column + box.colspan - 1
                if (bottom, right) != (at, box.column):
                    sheet.merge_range(at, box.column, bottom, right, value, ruled)
                else:
                    sheet.write(at, box.column, value, ruled)
            at += 1
        at += 1
    book.close()
    return buffer.getvalue()
