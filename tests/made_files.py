"""Small files in every container, made by the tests themselves: a table whose every cell holds a figure of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from builder.document import Cell, Document, Grid, Paragraph
from builder.formats import read
from builder.model import Finding

LABELS = ("（一）予以公开", "（二）部分公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开", "（七）总计")
COLUMNS = 7


def figure(row: int, column: int) -> str:
    """A number that stands nowhere else in the table."""
    return str(1000 + 100 * row + 7 * column)


def figures(row: int) -> list[str]:
    return [figure(row, c) for c in range(COLUMNS)]


def document(data: bytes, name: str = "report") -> Document:
    result = read(data, name)
    assert isinstance(result, Document), result
    return result


def refusal(data: bytes, name: str = "report") -> Finding:
    result = read(data, name)
    assert isinstance(result, Finding), result.blocks[:3]
    return result


def grids(found: Document) -> list[Grid]:
    return [b for b in found.blocks if isinstance(b, Grid)]


def prose(found: Document) -> list[str]:
    return [b.text for b in found.blocks if isinstance(b, Paragraph)]


def texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def rows(found: Document) -> list[list[str]]:
    return [texts(row) for grid in grids(found) for row in grid.rows]


def holds_the_table(found: Document) -> None:
    """Every figure stands in its own row and place, after its own label."""
    by_label = {row[-COLUMNS - 1].replace("\n", ""): row[-COLUMNS:] for row in rows(found) if len(row) > COLUMNS}
    assert {label: by_label.get(label) for label in LABELS} == {label: figures(i) for i, label in enumerate(LABELS)}


def html_table() -> str:
    """The table as the form has it: group labels over several rows."""
    spans = {0: '<td rowspan="5">三、本年度办理结果</td><td colspan="2">', 1: '<td colspan="2">', 4: '<td colspan="2">'}
    spans |= {2: '<td rowspan="2">（三）不予公开</td><td>', 3: "<td>"}
    body = (
        f"<tr>{spans[i]}{label}</td>{''.join(f'<td>{n}</td>' for n in figures(i))}</tr>"
        for i, label in enumerate(LABELS)
    )
    return f"<table>{''.join(body)}</table>"


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, **parts: str | bytes) -> bytes:
    """A DOCX with this body and further parts (``word_numbering_xml`` is word/numbering.xml)."""
    main = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:body>{body}</w:body></w:document>"
    )
    named = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    return package({"word/document.xml": main, **named})


def package(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def para(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(text)}</w:tc>"


FONT = "STSong-Light"


def canvas(buffer: io.BytesIO, **options: Any) -> Any:
    """A PDF canvas with a Chinese font that readers know by name."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    made = Canvas(buffer, pagesize=(595, 842), invariant=1, **options)
    made.setFont(FONT, 10)
    return made


def drawn_table(made: Any, top: float, labels: Sequence[str], *, lines: bool, first: int = 0) -> float:
    """Draws rows of label and figures from ``top`` (in PDF coordinates) downwards; the y below them. ``first`` numbers
    them."""
    xs = [60, 250, *(250 + 40 * (c + 1) for c in range(COLUMNS))]
    y = top
    for i, label in enumerate(labels, first):
        wrapped = label.split("\n")
        height = max(24.0, 14.0 * len(wrapped) + 6)
        for n, line in enumerate(wrapped):
            made.drawString(63, y - height / 2 + 7 * len(wrapped) - 14 * n - 11, line)
        for c, number in enumerate(figures(i)):
            made.drawCentredString(xs[c + 1] + 20, y - height / 2 - 4, number)
        if lines:
            made.line(60, y, xs[-1], y)
            for x in xs:
                made.line(x, y, x, y - height)
        y -= height
    if lines:
        made.line(60, y, xs[-1], y)
    return y
