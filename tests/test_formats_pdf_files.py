"""PDF files as wholes: scans, passwords, broken and hostile ones, fonts that do not say what they show."""

from __future__ import annotations

import zlib
from typing import Any

import pypdfium2
import pytest

from builder.document import Paragraph
from builder.formats.standin import give_font
from tests.drawn import Draw, both, pdf, table, text
from tests.made_files import (
    FONT,
    document,
    holds_the_table,
    prose,
    refusal,
)


def test_title_and_dates() -> None:
    def draw(made: Any) -> None:
        made.setTitle("某局2031年年报")
        made.setAuthor("某局")
        made.drawString(70, 700, "一、总体情况")

    found = document(pdf(draw))
    assert found.title == "某局2031年年报"
    assert dict(found.metadata)["Author"] == "某局"
    assert dict(found.metadata)["CreationDate"] == "2000-01-01"


def picture() -> Any:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    return ImageReader(Image.new("RGB", (60, 80), (200, 210, 220)))


def scan(made: Any) -> None:
    made.drawImage(picture(), 0, 0, 595, 842)


def test_scans_are_said_to_be_scans() -> None:
    assert refusal(pdf(scan, scan)).code == "scanned"
    assert refusal(pdf(both(scan, text(290, 40, "- 1 -")), both(scan, text(290, 40, "- 2 -")))).code == "scanned"
    curves: Draw = lambda made: made.circle(200, 300, 50)  # noqa: E731
    assert refusal(pdf(curves)).code == "scanned"
    assert refusal(pdf(lambda made: None)).code == "empty"


def test_one_scanned_page_among_others_is_told() -> None:
    found = document(pdf(table(), scan))
    assert [(f.code, f.place.page if f.place else 0) for f in found.findings] == [("scanned-page", 2)]
    holds_the_table(found)


def test_a_recognised_text_layer_is_told() -> None:
    def draw(made: Any) -> None:
        scan(made)
        hidden = made.beginText(70, 700)
        hidden.setFont(FONT, 10)
        hidden.setTextRenderMode(3)
        hidden.textLine("一、总体情况，本年度受理政府信息公开申请二十一件，均已按期办结并答复申请人。")
        made.drawText(hidden)

    assert [f.code for f in document(pdf(draw)).findings] == ["ocr-layer"]


def test_what_is_filled_into_a_form_is_read() -> None:
    def draw(made: Any) -> None:
        made.drawString(70, 700, "规章")
        made.acroForm.textfield(name="a", value="38", x=110, y=696, width=40, height=16, fontSize=10, borderWidth=0)

    assert prose(document(pdf(draw))) == ["规章 38"]


def test_passwords() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = pdf(table(), encrypt=StandardEncryption("secret", "owner", strength=128))
    finding = refusal(locked)
    assert finding.code == "unreadable"
    assert "encrypted" in dict(finding.values)["reason"]
    holds_the_table(document(pdf(table(), encrypt=StandardEncryption("", "owner", strength=128))))


def raw_pdf(*objects: str | bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += (
            f"{number} 0 obj\n".encode() + (content if isinstance(content, bytes) else content.encode()) + b"\nendobj\n"
        )
    at = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer <</Size {len(objects) + 1} /Root 1 0 R>>\nstartxref\n{at}\n%%EOF".encode()


CATALOG = "<</Type /Catalog /Pages 2 0 R>>"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        raw_pdf(CATALOG, "<</Type /Pages /Kids [2 0 R] /Count 1>>"),
        raw_pdf(
            CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R>>"
        ),
        raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 2147483647>>", "<</Type /Page /Parent 3 0 R>>"),
        raw_pdf("<</Type /Catalog /Pages 1 0 R>>"),
        raw_pdf(CATALOG, "<</Type /Pages /Kids [] /Count 0>>"),
    ],
)
def test_broken_and_looping_page_trees_end(data: bytes) -> None:
    assert refusal(data).code in ("unreadable", "too-large", "empty")


def looping_form() -> bytes:
    resources = "/Resources <</XObject <</F 4 0 R>>>>"
    form = f"<</Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources} /Length 5>>\nstream\n/F Do\nendstream"
    page = f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R {resources}>>"
    content = "<</Length 5>>\nstream\n/F Do\nendstream"
    return raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", page, form, content)


def test_a_form_that_draws_itself_ends() -> None:
    assert refusal(looping_form()).code in ("scanned", "empty")


def test_streams_that_unpack_beyond_measure() -> None:
    packed = zlib.compress(b"0 0 m 9 9 l S\n" * 8_000_000, 9)
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R>>"
    content = f"<</Filter /FlateDecode /Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream"
    bomb = raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", page, content)
    assert len(bomb) < 1_000_000
    assert refusal(bomb).code == "too-large"


def test_too_many_pages() -> None:
    assert refusal(pdf(*[text(70, 700, "页")] * 201)).code == "too-large"


def test_a_truncated_file_is_refused_unless_it_lacks_but_its_last_bytes() -> None:
    whole = pdf(table(), table())
    for share in range(1, 100):
        assert refusal(whole[: len(whole) * share // 100]).code == "unreadable", share
    assert document(whole[:-5]).blocks == document(whole).blocks


def test_fonts_without_character_codes_are_not_guessed() -> None:
    font = "<</Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [5 0 R]>>"
    kid = (
        "<</Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity)"
        " /Supplement 0>> /DW 1000 /FontDescriptor 7 0 R>>"
    )
    descriptor = (
        "<</Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800"
        " /Descent -200 /CapHeight 700 /StemV 80>>"
    )
    words = b"BT /F 12 Tf 70 700 Td <" + b"".join(b"%04X" % (3000 + n) for n in range(60)) + b"> Tj ET"
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources <</Font <</F 4 0 R>>>>>>"
    content = b"<</Length %d>>\nstream\n" % len(words) + words + b"\nendstream"
    data = raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", page, font, kid, content, descriptor)
    assert refusal(data).code in ("unreadable", "scanned")


def test_a_font_that_the_file_lacks_is_never_looked_for_on_this_machine() -> None:
    """Without any Chinese font PDFium would drop each character that is drawn by itself."""
    data = pdf(both(*(text(60 + 20 * n, 700, letter, 20) for n, letter in enumerate("本一 7，件"))))
    give_font()
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    inked = {page.get_text_range(n, 1): page.get_charbox(n) for n in range(page.count_chars())}
    assert inked["一"] == pytest.approx((81.0, 698.4, 99.0, 716.8), abs=0.5)
    assert inked["7"] == pytest.approx((121.0, 700.0, 125.0, 714.0), abs=0.5)
    assert [block.text for block in document(data).blocks if isinstance(block, Paragraph)] == ["本一 7，件"]


def test_a_character_of_two_units_shifts_none_behind_it() -> None:
    """PDFium has two characters for it, neither of which is one."""
    means = b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <5409> <42> <D842DFB7> endbfchar"
    words = b"BT /F 10 Tf 70 700 Td (" + b"A" * 20 + b"BA" + b") Tj 0 -20 Td (A) Tj ET"
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources <</Font <</F 4 0 R>>>>>>"
    font = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R>>"
    streams = [b"<</Length %d>>\nstream\n" % len(content) + content + b"\nendstream" for content in (words, means)]
    data = raw_pdf(CATALOG, "<</Type /Pages /Kids [3 0 R] /Count 1>>", page, font, *streams)
    assert prose(document(data)) == ["吉" * 20 + "\ufffd" + "吉吉"]
