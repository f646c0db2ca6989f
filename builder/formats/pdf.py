"""PDF files with a text layer to Document, through PDFium. Scans and broken files are said to be such."""

from __future__ import annotations

import ctypes
import re
import zlib
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from builder.document import Document
from builder.formats.assembly import assembled
from builder.formats.crossed import without_crossed
from builder.formats.drawing import Drawing
from builder.formats.glyphs import characters, main_turn, read_glyphs
from builder.formats.shapes import WHOLE_PAGE, read_shapes
from builder.formats.sniff import problem
from builder.formats.standin import give_font
from builder.formats.struck import struck_text
from builder.formats.tables import tidy
from builder.model import Finding, Place
from builder.steps import Steps, Stepwise

_MAX_PAGES = 200
_MAX_ANNOTATIONS = 10_000  # of one page
_MAX_GLYPHS = 400_000
_MAX_PAGE_GLYPHS = 40_000  # a full page of small print has some 4,000
_MAX_INFLATED = 64 * 1024 * 1024  # of all streams that are neither pictures nor fonts
_FEWEST_GLYPHS = 30  # a page with a picture and less text than this is a scan with a page number
_UNMAPPED_SHARE = 0.1
_ENCRYPTED = (4, 5)  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_STREAM = re.compile(rb"stream\r?\n")
_NO_TEXT = re.compile(rb"/Subtype\s*/(?:Image|CIDFontType0C|Type1C|OpenType)|/Length1\b")
_METADATA = ("Author", "CreationDate", "ModDate")
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2}).*")


@Stepwise
def read_pdf(data: bytes) -> Steps[Document | Finding]:
    """The text layer as a Document of kind ``pdf``; places are ordinals of paragraphs and table rows, with the page.

    ``scanned`` without a text layer; ``unreadable`` if broken, encrypted or with fonts that do not say what they show;
    ``too-large`` beyond 200 pages or where streams unpack beyond all measure.
    """
    if _inflates(data):
        return problem("too-large", what="streams", limit=str(_MAX_INFLATED))
    give_font()
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return problem("unreadable", reason="encrypted" if error.err_code in _ENCRYPTED else "broken-pdf")
    try:
        info = {name: file.get_metadata_value(name) for name in ("Title", *_METADATA)}
        drawings = _drawings(file)
    finally:
        file.close()
    if isinstance(drawings, Finding):
        return drawings
    refused, findings = _judged(drawings)
    if refused is not None:
        return refused
    yield
    blocks = assembled(drawings)
    if not blocks:
        return problem("empty")
    metadata = tuple((n, _DATE.sub(r"\1-\2-\3", info[n])) for n in _METADATA if info[n])
    return Document("pdf", tuple(blocks), tidy(info["Title"]), metadata, tuple(findings))


def _inflates(data: bytes) -> bool:
    """Whether the streams that are neither pictures nor fonts unpack to more than PDFium should be given."""
    total = 0
    for match in _STREAM.finditer(data):
        dictionary = data[max(data.rfind(b"obj", 0, match.start()), match.start() - 2048) : match.start()]
        if b"Flate" not in dictionary and b"/Fl" not in dictionary:
            continue
        if _NO_TEXT.search(dictionary):
            continue
        left = _MAX_INFLATED - total + 1
        try:
            content = zlib.decompressobj().decompress(data[match.end() : match.end() + left], left)
            if dictionary.count(b"Flate") > 1:  # packed twice
                content = zlib.decompressobj().decompress(content, left)
        except zlib.error:
            continue
        total += len(content)
        if total > _MAX_INFLATED:
            return True
    return False


def _drawings(file: pypdfium2.PdfDocument) -> list[Drawing] | Finding:
    count = len(file)
    if count == 0:
        return problem("unreadable", reason="broken-pdf")
    if count > _MAX_PAGES:
        return problem("too-large", what="pages", limit=str(_MAX_PAGES))
    drawings: list[Drawing] = []
    glyphs = 0
    for number in range(count):
        page = _loaded(file, number)
        if not page:
            return problem("unreadable", reason="broken-pdf")
        try:
            drawing = _drawing(page)
        finally:
            pdfium.FPDF_ClosePage(page)
        glyphs += len(drawing.glyphs)
        if glyphs > _MAX_GLYPHS or drawing.full:
            return problem("too-large", what="characters", limit=str(_MAX_GLYPHS))
        drawings.append(drawing)
    return drawings


def _loaded(file: pypdfium2.PdfDocument, number: int) -> Any:
    """A page (an FPDF_PAGE) with what is filled into its form."""
    page = pdfium.FPDF_LoadPage(file, number)
    if page and _has_fields(page):
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(file, number)
    return page


def _has_fields(page: Any) -> bool:
    """Whether there are fields of a form, or texts typed over the page; signatures are none."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        size = pdfium.FPDFAnnot_GetStringValue(annotation, b"FT", None, 0)
        field = (ctypes.c_ushort * (size // 2 + 1))()
        pdfium.FPDFAnnot_GetStringValue(annotation, b"FT", field, size)
        pdfium.FPDFPage_CloseAnnot(annotation)
        signature = bytes(field).decode("utf-16-le", "replace").startswith("Sig")
        if kind == pdfium.FPDF_ANNOT_FREETEXT or (kind == pdfium.FPDF_ANNOT_WIDGET and not signature):
            return True
    return False


def _drawing(page: Any) -> Drawing:
    """The drawing of a loaded page (an FPDF_PAGE)."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        text = characters(text_page, _MAX_PAGE_GLYPHS) if text_page else ""
        turn = main_turn(text_page, text)
        box = _page_box(page)
        corners = [turn.point(x, y) for x in box[::2] for y in box[1::2]]
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - top
        turn = turn._replace(left=left, top=top)
        drawing = Drawing(width, height, full=len(text) == _MAX_PAGE_GLYPHS)
        read_shapes(page, turn, drawing)
        read_glyphs(text_page, text, turn, drawing)
        without_crossed(drawing)
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
    return drawing


def _page_box(page: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for box in (pdfium.FPDFPage_GetCropBox, pdfium.FPDFPage_GetMediaBox):
        if box(page, left, bottom, right, top) and right.value > left.value and top.value > bottom.value:
            return left.value, bottom.value, right.value, top.value
    return 0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)


def _judged(drawings: list[Drawing]) -> tuple[Finding | None, list[Finding]]:
    """(why the file cannot be read, what to warn of if it can)."""
    inked = [sum(1 for g in d.glyphs if not g.text.isspace()) for d in drawings]
    if not any(inked) and not any(d.objects for d in drawings):
        return problem("empty"), []
    scans = [
        number
        for number, (ink, d) in enumerate(zip(inked, drawings, strict=True), 1)
        if (ink < _FEWEST_GLYPHS and d.picture > WHOLE_PAGE) or (ink == 0 and d.objects)
    ]
    if len(scans) == len(drawings) or not any(inked):
        return problem("scanned", format="PDF"), []
    if sum(d.unmapped for d in drawings) > _UNMAPPED_SHARE * sum(inked):
        return problem("unreadable", reason="fonts"), []
    findings = [Finding("scanned-page", "warning", Place(1, n), values=(("page", str(n)),)) for n in scans]
    findings += struck_text(sum(d.struck for d in drawings))
    hidden = [n for n, d in enumerate(drawings, 1) if d.hidden and d.picture > WHOLE_PAGE]
    if hidden:
        findings.append(Finding("ocr-layer", "warning", Place(1, hidden[0]), values=(("page", str(hidden[0])),)))
    return None, findings
