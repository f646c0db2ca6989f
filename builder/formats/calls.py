"""PDFium's functions, called with plain numbers for pointers: each call costs less so, and a page takes thousands."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium


def direct(function: Any) -> Callable[..., Any]:
    """The function, taking the ``address`` of whatever it wants a pointer to, and giving one for a pointer."""
    result, *arguments = [_plain(kind) for kind in (function.restype, *function.argtypes)]
    return ctypes.CFUNCTYPE(result, *arguments)(address(function))


def _plain(kind: Any) -> Any:
    return ctypes.c_void_p if issubclass(kind, ctypes._Pointer) else kind


def address(value: Any) -> int:
    """Where a variable stands, or what a pointer or function points to; 0 for a null pointer."""
    if isinstance(value, ctypes.Structure | ctypes._SimpleCData):
        return ctypes.addressof(value)
    return ctypes.cast(value, ctypes.c_void_p).value or 0


char_unicode = direct(pdfium.FPDFText_GetUnicode)
char_is_generated = direct(pdfium.FPDFText_IsGenerated)
char_is_unmapped = direct(pdfium.FPDFText_HasUnicodeMapError)
char_angle = direct(pdfium.FPDFText_GetCharAngle)
char_loose_box = direct(pdfium.FPDFText_GetLooseCharBox)
char_origin = direct(pdfium.FPDFText_GetCharOrigin)
page_object = direct(pdfium.FPDFPage_GetObject)
form_object = direct(pdfium.FPDFFormObj_GetObject)
object_type = direct(pdfium.FPDFPageObj_GetType)
object_matrix = direct(pdfium.FPDFPageObj_GetMatrix)
stroke_width = direct(pdfium.FPDFPageObj_GetStrokeWidth)
draw_mode = direct(pdfium.FPDFPath_GetDrawMode)
count_form_objects = direct(pdfium.FPDFFormObj_CountObjects)
count_segments = direct(pdfium.FPDFPath_CountSegments)
path_segment = direct(pdfium.FPDFPath_GetPathSegment)
segment_point = direct(pdfium.FPDFPathSegment_GetPoint)
segment_type = direct(pdfium.FPDFPathSegment_GetType)
segment_closes = direct(pdfium.FPDFPathSegment_GetClose)
