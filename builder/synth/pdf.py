"""Writes a page as PDF with a text layer, in a font every PDF reader knows by name, so no font file is needed."""

from __future__ import annotations

import io
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from builder.synth.grid import grid
from builder.synth.model import Line, Page, Table

FONT = "STSong-Light"
FLAVOURS = ("ruled", "bare")
_SIZE = 8
_PADDING = 12
_PAGE_WIDTH = 490
_LABELS = {"proactive": (110,), "applications": (22, 62, 130), "review_litigation": ()}


@cache
def _ready() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _widths(table: Table, columns: int) -> tuple[float, ...]:
    labels = _LABELS[table.table][: table.depth]
    figures = columns - len(labels)
    return (*labels, *((_PAGE_WIDTH - sum(labels)) / figures,) * figures)


def _spread_down(text: str, width: float, rows: int) -> list[str]:
    """A label over several rows, as many characters a row as fit, so that a page break may fall inside the cell."""
    fit = max(1, int((width - _PADDING) // _SIZE))
    pieces = [text[n : n + fit] for n in range(0, len(text), fit)]
    per_row = -(-len(pieces) // rows)
    return ["\n".join(pieces[n : n + per_row]) for n in range(0, len(pieces), per_row)]


def _flowable(table: Table, ruled: bool) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph
    from reportlab.platypus import Table as PdfTable

    style = ParagraphStyle("cell", fontName=FONT, fontSize=_SIZE, leading=10, wordWrap="CJK")
    boxes_of = grid(table)
    widths = _widths(table, max(box.column + box.colspan for boxes in boxes_of for box in boxes))
    cells: list[list[object]] = [[""] * len(widths) for _ in boxes_of]
    commands: list[tuple[object, ...]] = [
        ("FONT", (0, 0), (-1, -1), FONT, _SIZE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for at, boxes in enumerate(boxes_of):
        for box in boxes:
            right, below = box.column + box.colspan - 1, min(at + box.rowspan, len(cells)) - 1
            tall = below - at + 1
            pieces = _spread_down(box.text, sum(widths[box.column : right + 1]), tall) if tall > 1 else [box.text]
            for n, piece in enumerate(pieces):
                inner = Paragraph(escape(piece).replace("\n", "<br/>"), style)
                cells[at + n][box.column] = piece if box.key else inner
            if right > box.column:
                commands += [("SPAN", (box.column, row), (right, row)) for row in range(at, below + 1)]
            if ruled:
                commands.append(("BOX", (box.column, at), (right, below), 0.5, "black"))
    flowable = PdfTable(cells, colWidths=widths, splitInRow=0)
    flowable.setStyle(commands)
    return flowable


def pdf(page: Page, flavour: str, numbers: str = "- {} -") -> bytes:
    """The page as PDF. ``flavour`` ``ruled`` draws the tables' lines, ``bare`` none; ``numbers`` the page number."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    _ready()
    body = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=17, wordWrap="CJK", firstLineIndent=22)
    title = ParagraphStyle("title", fontName=FONT, fontSize=16, leading=24, alignment=1, wordWrap="CJK")

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(297, 30, numbers.format(document.page))

    flowables = [
        Paragraph(escape(block.text), title if block.level == 1 else body)
        if isinstance(block, Line)
        else _flowable(block, flavour == "ruled")
        for block in page
    ]
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer, invariant=1, title="", author="", topMargin=60, bottomMargin=60, leftMargin=50, rightMargin=50
    )
    document.build(flowables, onFirstPage=number, onLaterPages=number)
    return buffer.getvalue()
