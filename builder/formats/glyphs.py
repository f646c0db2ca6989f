"""The characters of a PDF page with their places, through PDFium."""

from __future__ import annotations

import ctypes
import math
import struct
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from builder.formats import calls
from builder.formats.calls import handle, handle_of
from builder.formats.drawing import Drawing, Glyph, Turn
from builder.formats.raised import raised
from builder.formats.shapes import INVISIBLE
from builder.memo import Memo
from builder.model import new_tuple
from builder.spelling.radicals import unified

_DOUBTFUL = 40.0  # points; a box wider than this is compared with the ink
_SMALL, _HIGH, _CLOSE = 0.9, 0.2, 0.4  # of the font size of the digit before: a superscript
_UNMAPPED = "\ufffd"
_GENERATED = frozenset(" \r\n")  # what PDFium puts between characters by itself
_sides = struct.Struct("4f").unpack_from  # of a FS_RECTF: left, top, right, bottom
_TURNS = (Turn(1.0, 0.0), Turn(0.0, 1.0), Turn(-1.0, 0.0), Turn(0.0, -1.0))


def characters(text_page: Any, most: int) -> Sequence[str]:
    """The first ``most`` characters of a page in PDFium's order, as its fonts have them: empty for what is none."""
    count = min(pdfium.FPDFText_CountChars(text_page), most)
    units = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(text_page, 0, count, units)
    text = bytes(units).decode("utf-16-le", "surrogatepass")[:-1]
    # Told all at once they lack some characters, and have two units for others: then each is asked for by itself.
    if len(text) == count and "\0" not in text:
        return text
    page = handle_of(text_page)
    codes = [calls.char_unicode(page, i) for i in range(count)]
    return [chr(code) if code < 0x110000 else "" for code in codes]


def main_turn(text_page: Any, text: Sequence[str]) -> Turn:
    """The turn that brings most of the ``text`` upright, told from some 200 of its characters; those that PDFium puts
    in by itself are upright on every page."""
    page = handle_of(text_page)
    some = range(0, len(text), max(1, len(text) // 200))
    own = [i for i in some if not (text[i] in _GENERATED and calls.char_is_generated(page, i) == 1)]
    angles = Counter([calls.char_angle(page, i) for i in own])
    found: Counter[int] = Counter()
    for angle, times in angles.items():
        if (quarter := _quarter(angle)) is not None:
            found[quarter] += times
    return _TURNS[min(found, key=lambda quarter: (-found[quarter], quarter)) if found else 0]


def _quarter(angle: float) -> int | None:
    """The direction of a character in quarters of a turn, None for slanted text such as a watermark; ``angle`` is
    clockwise, in radians."""
    degrees = -math.degrees(angle)
    quarter = round(degrees / 90)
    return quarter % 4 if abs(degrees - quarter * 90) < 5 else None


def read_glyphs(text_page: Any, text: Sequence[str], turn: Turn, drawing: Drawing) -> None:
    """Puts the characters (``text``) that stand on the page into ``drawing``, in PDFium's order; counts the hidden and
    the unmapped ones."""
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    page, at, at_x, at_y = handle_of(text_page), ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    generated, unmapped = calls.char_is_generated, calls.char_is_unmapped
    loose, origin, angle_of = calls.char_loose_box, calls.char_origin, calls.char_angle
    cos, sin, left, top = turn
    width, floor = drawing.width, drawing.height + 1
    glyphs, unseen = drawing.glyphs, drawing.unseen
    after_digit = False
    for i, character in enumerate(text):
        if character in _GENERATED and generated(page, i) == 1:
            continue
        if not loose(page, i, at) or not origin(page, i, at_x, at_y):
            continue
        angle = angle_of(page, i)
        if angle and _quarter(angle) is None:
            continue
        shown = _shown[character]
        if not shown or unmapped(page, i) == 1:
            drawing.unmapped += 1
            shown = _UNMAPPED
        box_left, box_top, box_right, box_bottom = _sides(box)
        base_x, base_y = x.value, y.value
        if box_right - box_left > _DOUBTFUL and (ink := _ink(text_page, i, box)):
            box_left, box_right, box_bottom, box_top = ink
            base_x, base_y = box_left, box_bottom
        x0 = box_left * cos + box_bottom * sin - left
        x1 = box_right * cos + box_top * sin - left
        base = base_x * sin - base_y * cos - top
        if not (0 <= (x0 + x1) / 2 <= width and 0 <= base <= floor):
            continue
        y0 = box_left * sin - box_bottom * cos - top
        y1 = box_right * sin - box_top * cos - top
        if unseen and calls.char_text_object(page, i) in unseen and not _is_painted((x0 + x1) / 2, base - 1, drawing):
            continue
        if i % 50 == 0:
            drawing.hidden += _is_invisible(page, i)
        glyph = new_tuple(Glyph, (shown, x0 if x0 < x1 else x1, x1 if x0 < x1 else x0, base, abs(y1 - y0)))
        digit = shown.isdigit()
        if digit and after_digit and _is_raised(glyph, last := glyphs[-1]):
            glyph = Glyph(raised(shown), glyph.x0, glyph.x1, last.y, last.size)
        after_digit = digit
        glyphs.append(glyph)


def _is_painted(x: float, y: float, drawing: Drawing) -> bool:
    return any(area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1 for area in drawing.painted)


def _is_raised(glyph: Glyph, last: Glyph) -> bool:
    """Whether a digit is a footnote's mark behind the digit before it: smaller, higher and close."""
    return (
        glyph.size < _SMALL * last.size
        and last.y - glyph.y > _HIGH * last.size
        and abs(glyph.x0 - last.x1) < _CLOSE * last.size
    )


def _as_shown(character: str) -> str:
    """The character that one of PDFium's stands for, empty where it is none."""
    valid = character >= " " and not "\ud800" <= character < "\ue000" and character not in "\ufffe\uffff"
    return unified(character) if valid else ""


_shown = Memo(_as_shown, lambda _: True)


def _ink(text_page: Any, index: int, box: Any) -> tuple[float, float, float, float] | None:
    """Left, right, bottom and top of a character's ink where PDFium's box is far larger, as it is for upright
    writing."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return None
    width, height = right.value - left.value, top.value - bottom.value
    if 2.5 * width > box.right - box.left or 2.5 * height > box.top - box.bottom:
        return None
    box.left, box.right, box.bottom, box.top = left.value, right.value, bottom.value, top.value
    return box.left, box.right, box.bottom, box.top


def _is_invisible(page: Any, index: int) -> bool:
    item = calls.char_text_object(page, index)
    return bool(item) and calls.text_mode(handle(item)) == INVISIBLE
