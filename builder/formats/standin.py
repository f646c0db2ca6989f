"""The one font that PDFium is given for Chinese fonts that a PDF names but does not hold.

PDFium would look for one on this machine: so its text, which drops what has no ink, would depend on what is installed
(without any Chinese font it loses every character that is drawn by itself), and reading the large font files takes
longer than reading the report. Of this font only the outlines of boxes are ever asked for; nothing is drawn with it.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium

_EM = 1000
_ASCENT, _DESCENT = 880, -120
_NOTHING, _NARROW, _WIDE = range(3)  # the glyphs
_BOXES = {_NARROW: (50, 0, 250, 700), _WIDE: (50, -80, 950, 840)}  # what ink covers; 0 is empty
_ADVANCES = (500, 500, 1000)
_RANGES = (  # all but spaces and what is never seen
    (0x21, 0x7E, _NARROW),
    (0xA1, 0xAC, _NARROW),
    (0xAE, 0x1FFF, _NARROW),
    (0x2010, 0x2027, _NARROW),
    (0x2030, 0x205E, _NARROW),
    (0x2070, 0x2E7F, _NARROW),
    (0x2E80, 0x2FFF, _WIDE),
    (0x3001, 0xFEFE, _WIDE),
    (0xFF01, 0x10FFFF, _WIDE),
)
_CHINESE = frozenset((128, 129, 134, 136))  # FXFONT_*_CHARSET of Japanese, Korean, simplified and traditional Chinese
_WHOLE = 0  # the table asked for when the whole file is meant
_HANDLE = 1


def _box(x0: int, y0: int, x1: int, y1: int) -> bytes:
    """A simple glyph of one contour, as of the OpenType table ``glyf``."""
    head = struct.pack(">5h", 1, x0, y0, x1, y1) + struct.pack(">HH", 3, 0)
    xs = struct.pack(">4h", x0, 0, x1 - x0, 0)
    ys = struct.pack(">4h", y0, y1 - y0, 0, y0 - y1)
    return head + bytes((1, 1, 1, 1)) + xs + ys


def _tables() -> dict[bytes, bytes]:
    """The tables that FreeType wants of a TrueType font (OpenType 1.9, chapter 5)."""
    glyphs = [_box(*_BOXES[n]) if n in _BOXES else b"" for n in (_NOTHING, _NARROW, _WIDE)]
    glyphs = [glyph + bytes(-len(glyph) % 4) for glyph in glyphs]
    offsets = [sum(map(len, glyphs[:n])) for n in range(len(glyphs) + 1)]
    groups = b"".join(struct.pack(">3L", *group) for group in _RANGES)
    many_to_one = struct.pack(">HHLLL", 13, 0, 16 + len(groups), 0, len(_RANGES)) + groups
    return {
        b"cmap": struct.pack(">HHHHL", 0, 1, 3, 10, 12) + many_to_one,
        b"glyf": b"".join(glyphs),
        b"head": struct.pack(
            ">4L2H2q4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _EM, 0, 0, 0, -120, _EM, _ASCENT, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">L3hH11hH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, 1, 0, 0, 0, 0, 0, 0, 0, 3),
        b"hmtx": b"".join(struct.pack(">Hh", a, _BOXES[n][0] if n in _BOXES else 0) for n, a in enumerate(_ADVANCES)),
        b"loca": struct.pack(f">{len(offsets)}L", *offsets),
        b"maxp": struct.pack(">L14H", 0x10000, len(glyphs), 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    }


def font_file() -> bytes:
    """The font, as the bytes of a TrueType file."""
    tables = _tables()
    header = struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, len(tables) * 16 - 64)
    directory, body = b"", b""
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sLLL", tag, 0, 12 + 16 * len(tables) + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return header + directory + body


@cache
def give_font() -> Any:
    """Makes PDFium ask for fonts here and nowhere else, from now on in this process. Fonts other than Chinese ones it
    has itself. Returns what must stay in memory for that, which the cache does."""
    data = font_file()
    fields = dict(pdfium.FPDF_SYSFONTINFO._fields_)

    def map_font(_info: Any, _weight: int, _italic: int, charset: int, *_more: Any) -> int:
        return _HANDLE if charset in _CHINESE else 0

    def get_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table != _WHOLE:
            return 0
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    info = pdfium.FPDF_SYSFONTINFO(
        version=1,
        MapFont=fields["MapFont"](map_font),
        GetFont=fields["GetFont"](lambda *_: 0),
        GetFontData=fields["GetFontData"](get_data),
        DeleteFont=fields["DeleteFont"](lambda *_: None),
    )
    pdfium.FPDF_SetSystemFontInfo(info)
    return info
