"""PDFium's functions, called with arguments that are made once: each call costs half so, and a page takes thousands."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium


def direct(function: Any) -> Callable[..., Any]:
    """The function, which takes a number as it is, a ``handle`` for an object, ``ctypes.byref`` for a place to write
    to, and gives an address for a pointer."""
    result = function.restype
    plain = ctypes.c_void_p if issubclass(result, ctypes._Pointer) else result
    # None of these functions calls back or takes long, so that the interpreter's lock may stay where it is.
    return ctypes.PYFUNCTYPE(plain)(ctypes.cast(function, ctypes.c_void_p).value or 0)


handle: Callable[[int | None], Any] = ctypes.c_void_p.from_param
"""An object of PDFium as an argument, from its address."""


def handle_of(pointer: Any) -> Any:
    """As ``handle``, from a pointer to the object."""
    return handle(ctypes.cast(pointer, ctypes.c_void_p).value)


char_unicode = direct(pdfium.FPDFText_GetUnicode)
char_is_generated = direct(pdfium.FPDFText_IsGenerated)
char_is_unmapped = direct(pdfium.FPDFText_HasUnicodeMapError)
char_angle = direct(pdfium.FPDFText_GetCharAngle)
char_loose_box = direct(pdfium.FPDFText_GetLooseCharBox)
char_origin = direct(pdfium.FPDFText_GetCharOrigin)
char_text_object = direct(pdfium.FPDFText_GetTextObject)
text_mode = direct(pdfium.FPDFTextObj_GetTextRenderMode)
page_object = direct(pdfium.FPDFPage_GetObject)
form_object = direct(pdfium.FPDFFormObj_GetObject)
object_type = direct(pdfium.FPDFPageObj_GetType)
object_matrix = direct(pdfium.FPDFPageObj_GetMatrix)
object_bounds = direct(pdfium.FPDFPageObj_GetBounds)
fill_colour = direct(pdfium.FPDFPageObj_GetFillColor)
stroke_width = direct(pdfium.FPDFPageObj_GetStrokeWidth)
draw_mode = direct(pdfium.FPDFPath_GetDrawMode)
count_form_objects = direct(pdfium.FPDFFormObj_CountObjects)
count_segments = direct(pdfium.FPDFPath_CountSegments)
path_segment = direct(pdfium.FPDFPath_GetPathSegment)
segment_point = direct(pdfium.FPDFPathSegment_GetPoint)
segment_type = direct(pdfium.FPDFPathSegment_GetType)
segment_closes = direct(pdfium.FPDFPathSegment_GetClose)
