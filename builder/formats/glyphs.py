"""What a PDF page draws, through PDFium: characters with their places, straight rules, and how much of it is picture.

Coordinates are points with the origin above the page's top left once its text stands upright: x to the right, y down.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from builder.formats.radicals import unified

MAX_GLYPHS = 40_000  # of one page; a full page of small print has some 4,000
_MAX_OBJECTS = 60_000
_MAX_FORM_DEPTH = 6
_MAX_SEGMENTS = 20_000
_THIN = 3.0  # points; a filled shape or stroke not wider than this is a rule
_STRAIGHT = 0.7  # points a rule may deviate from straight
_DOUBTFUL = 40.0  # points; a box wider than this is compared with the ink
_UNMAPPED = "\ufffd"
_INVISIBLE_MODE = 3  # ISO 32000-1, 9.3.6: text drawn neither filled nor stroked, as OCR does under a scan

Transform = Callable[[float, float], tuple[float, float]]
Matrix = tuple[float, float, float, float, float, float]


class Glyph(NamedTuple):
    """A character: ``x0`` to ``x1`` is its advance, ``y`` its baseline, ``size`` its font's height."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


class Rule(NamedTuple):
    """A straight rule: at ``at`` (y of a level one, x of an upright one) from ``low`` to ``high``."""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class Drawing:
    """One page. ``picture``: the share of the page that its largest picture covers; ``hidden``: characters drawn
    invisible; ``unmapped``: characters whose font does not say what they are; ``full``: there was more."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    picture: float = 0.0
    hidden: int = 0
    unmapped: int = 0
    objects: int = 0
    full: bool = False


def draw(page: Any) -> Drawing:
    """The drawing of a loaded page (an FPDF_PAGE)."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        count = min(pdfium.FPDFText_CountChars(text_page), MAX_GLYPHS) if text_page else 0
        angle = _main_angle(text_page, count)
        box = _page_box(page)
        corners = [_turned(angle)(x, y) for x in box[::2] for y in box[1::2]]
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - top
        turn = _turned(angle)

        def transform(x: float, y: float) -> tuple[float, float]:
            u, v = turn(x, y)
            return u - left, v - top

        drawing = Drawing(width, height, full=count == MAX_GLYPHS)
        drawing.glyphs.extend(_glyphs(text_page, count, angle, transform, drawing))
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
    _Shapes(drawing, transform).page(page)
    return drawing


def _page_box(page: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for box in (pdfium.FPDFPage_GetCropBox, pdfium.FPDFPage_GetMediaBox):
        if box(page, left, bottom, right, top) and right.value > left.value and top.value > bottom.value:
            return left.value, bottom.value, right.value, top.value
    return 0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)


def _turned(angle: int) -> Transform:
    """The turn that brings text running at ``angle`` (degrees, a multiple of 90) upright, y down."""
    cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[angle // 90 % 4]
    return lambda x, y: (x * cos + y * sin, x * sin - y * cos)


def _degrees(text_page: Any, index: int) -> int | None:
    """The direction of a character in whole quarters of a turn, None for slanted text such as a watermark."""
    angle = -math.degrees(pdfium.FPDFText_GetCharAngle(text_page, index))  # PDFium counts clockwise
    quarter = round(angle / 90) * 90
    return quarter % 360 if abs(angle - quarter) < 5 else None


def _main_angle(text_page: Any, count: int) -> int:
    step = max(1, count // 200)
    found = Counter(a for i in range(0, count, step) if (a := _degrees(text_page, i)) is not None)
    return min(found, key=lambda a: (-found[a], a)) if found else 0


def _glyphs(text_page: Any, count: int, main: int, transform: Transform, drawing: Drawing) -> Iterator[Glyph]:
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    code_of, generated, loose = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_IsGenerated, pdfium.FPDFText_GetLooseCharBox
    origin, unmapped = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_HasUnicodeMapError
    for i in range(count):
        if generated(text_page, i) == 1:
            continue
        code = code_of(text_page, i)
        text = chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if not loose(text_page, i, box) or not origin(text_page, i, x, y) or _degrees(text_page, i) is None:
            continue
        if unmapped(text_page, i) == 1 or not text or text in "\ufffe\uffff":
            drawing.unmapped += 1
            text = _UNMAPPED
        if box.right - box.left > _DOUBTFUL and _shrink(text_page, i, box):
            x.value, y.value = box.left, box.bottom
        x0, y0 = transform(box.left, box.bottom)
        x1, y1 = transform(box.right, box.top)
        _, base = transform(x.value, y.value)
        if not (0 <= (x0 + x1) / 2 <= drawing.width and 0 <= base <= drawing.height + 1):
            continue
        if i % 50 == 0:
            drawing.hidden += _is_invisible(text_page, i)
        yield Glyph(unified(text), min(x0, x1), max(x0, x1), base, abs(y1 - y0))


def _shrink(text_page: Any, index: int, box: Any) -> bool:
    """Puts a character's inked box into ``box`` where PDFium's box is far larger, as it is for upright writing."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return False
    width, height = right.value - left.value, top.value - bottom.value
    if 2.5 * width > box.right - box.left or 2.5 * height > box.top - box.bottom:
        return False
    box.left, box.right, box.bottom, box.top = left.value, right.value, bottom.value, top.value
    return True


def _is_invisible(text_page: Any, index: int) -> bool:
    item = pdfium.FPDFText_GetTextObject(text_page, index)
    return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE_MODE


def _times(a: Matrix, b: Matrix) -> Matrix:
    """The matrix that applies ``a``, then ``b``."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class _Shapes:
    """Reads rules and pictures of a page's objects into ``drawing``."""

    drawing: Drawing
    transform: Transform
    segments: int = 0

    def page(self, page: Any) -> None:
        for i in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
            self._object(pdfium.FPDFPage_GetObject(page, i), _IDENTITY, 0)

    def _object(self, item: Any, outer: Matrix, depth: int) -> None:
        self.drawing.objects += 1
        if self.drawing.objects > _MAX_OBJECTS or self.segments > _MAX_SEGMENTS:
            self.drawing.full = True
            return
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(item, _times(self._matrix(item), outer))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
            matrix = _times(self._matrix(item), outer)
            for i in range(min(pdfium.FPDFFormObj_CountObjects(item), _MAX_OBJECTS)):
                self._object(pdfium.FPDFFormObj_GetObject(item, i), matrix, depth + 1)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self._image(_times(self._matrix(item), outer))

    @staticmethod
    def _matrix(item: Any) -> Matrix:
        m = pdfium.FS_MATRIX()
        return (m.a, m.b, m.c, m.d, m.e, m.f) if pdfium.FPDFPageObj_GetMatrix(item, m) else _IDENTITY

    def _apply(self, m: Matrix, x: float, y: float) -> tuple[float, float]:
        return self.transform(x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])

    def _image(self, matrix: Matrix) -> None:
        """An image fills the unit square; a thin one is a rule."""
        points = [self._apply(matrix, x, y) for x in (0, 1) for y in (0, 1)]
        if not self._thin(points):
            width = max(p[0] for p in points) - min(p[0] for p in points)
            height = max(p[1] for p in points) - min(p[1] for p in points)
            page = self.drawing.width * self.drawing.height or 1.0
            self.drawing.picture = max(self.drawing.picture, width * height / page)

    def _path(self, path: Any, matrix: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
            return
        width = ctypes.c_float()
        thick = stroke.value and pdfium.FPDFPageObj_GetStrokeWidth(path, width) and width.value > 2 * _THIN
        for points in self._subpaths(path, matrix):
            if stroke.value and not thick:
                for start, end in pairwise(points):
                    self._segment(start, end)
            elif fill.value:
                self._thin(points)

    def _subpaths(self, path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        points: list[tuple[float, float]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for i in range(min(pdfium.FPDFPath_CountSegments(path), _MAX_SEGMENTS)):
            self.segments += 1
            segment = pdfium.FPDFPath_GetPathSegment(path, i)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
                yield points
                points = []
            points.append(self._apply(matrix, x.value, y.value))
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if points:
            yield points

    def _segment(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        (x0, y0), (x1, y1) = start, end
        if abs(y0 - y1) <= _STRAIGHT and abs(x0 - x1) > _STRAIGHT:
            self.drawing.level.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= _STRAIGHT and abs(y0 - y1) > _STRAIGHT:
            self.drawing.upright.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def _thin(self, points: list[tuple[float, float]]) -> bool:
        """Takes a thin filled shape as a rule; False for any other shape."""
        x0, x1 = min(p[0] for p in points), max(p[0] for p in points)
        y0, y1 = min(p[1] for p in points), max(p[1] for p in points)
        if y1 - y0 <= _THIN and x1 - x0 > y1 - y0:
            self.drawing.level.append(Rule((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _THIN and y1 - y0 > x1 - x0:
            self.drawing.upright.append(Rule((x0 + x1) / 2, y0, y1))
        else:
            return False
        return True
