"""Straight rules and pictures among the objects of a PDF page, through PDFium."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from builder.formats import calls
from builder.formats.calls import handle, handle_of
from builder.formats.drawing import Area, Drawing, Rule, Turn
from builder.memo import Memo
from builder.model import new_tuple

WHOLE_PAGE = 0.5
"""A picture that covers more of a page is a scan of it."""
INVISIBLE = 3
"""The way of drawing text neither filled nor stroked (ISO 32000-1, 9.3.6), as OCR does under a scan."""
_MAX_OBJECTS = 60_000
_MAX_FORM_DEPTH = 6
_MAX_SEGMENTS = 60_000  # a dotted frame takes five for each dot
_THIN = 3.0  # points; a filled shape or stroke not wider than this is a rule
_FILLED = 0  # text without outlines
_WHITE = 250  # of 255
_STRAIGHT = 0.7  # points a rule may deviate from straight
_TEXT, _PATH, _IMAGE, _FORM = (
    pdfium.FPDF_PAGEOBJ_TEXT,
    pdfium.FPDF_PAGEOBJ_PATH,
    pdfium.FPDF_PAGEOBJ_IMAGE,
    pdfium.FPDF_PAGEOBJ_FORM,
)
_MOVE = pdfium.FPDF_SEGMENT_MOVETO
_entries = struct.Struct("6f").unpack_from  # of a FS_MATRIX: a to f

Matrix = tuple[float, float, float, float, float, float]


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


def read_shapes(page: Any, turn: Turn, drawing: Drawing) -> None:
    """Puts the rules of a loaded page (an FPDF_PAGE) into ``drawing``, how much its largest picture covers, and which
    texts are not to be seen."""
    _Shapes(drawing, turn).page(page)


class _Shapes:
    """Reads rules and pictures of a page's objects into ``drawing``. Objects are handles, points already ours."""

    def __init__(self, drawing: Drawing, turn: Turn) -> None:
        self.drawing = drawing
        self.turn = turn
        self.segments = 0
        self.m = pdfium.FS_MATRIX()
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.width, self.x, self.y = ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
        self.at_m, self.at_width = ctypes.byref(self.m), ctypes.byref(self.width)
        self.at_fill, self.at_stroke = ctypes.byref(self.fill), ctypes.byref(self.stroke)
        self.at_x, self.at_y = ctypes.byref(self.x), ctypes.byref(self.y)
        self.texts = 0
        self.invisible: set[int] = set()
        self.white: set[int] = set()
        self.fills: list[tuple[Any, Matrix]] = []
        colour = (ctypes.c_uint * 4)()  # red, green, blue, alpha
        self.colour = colour
        self.at_colour = [ctypes.byref(colour, 4 * i) for i in range(4)]

    def page(self, page: Any) -> None:
        count = min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)
        # Turned as a whole: what a turn by quarters does to a number is exact, so it may as well come first.
        cos, sin, _, _ = self.turn
        self._objects(calls.page_object, handle_of(page), count, (cos, sin, sin, -cos, 0.0, 0.0), 0)
        # Under a scan, and where nothing else is, invisible text is what was recognised.
        if self.drawing.picture <= WHOLE_PAGE and len(self.invisible) < self.texts:
            self.drawing.unseen |= self.invisible
        if self.white:
            self.drawing.unseen |= self.white
            self.drawing.painted += [area for fill in self.fills if (area := self._painted(*fill))]

    def _objects(self, ask: Callable[..., Any], holder: Any, count: int, outer: Matrix, depth: int) -> None:
        """The first ``count`` objects of a page or form."""
        self.drawing.objects += max(count, 0)
        known: Memo[bytes, Matrix] = Memo(lambda own: _times(_entries(own), outer), lambda _: True)
        own_matrix = memoryview(self.m).tobytes
        for address in map(ask, repeat(holder), range(count)):
            item = handle(address)
            if self.drawing.objects > _MAX_OBJECTS or self.segments > _MAX_SEGMENTS:
                self.drawing.full = True
                return
            kind = calls.object_type(item)
            if kind == _TEXT:
                self._text(item, address)
                continue
            if kind != _FORM:
                self.fills.append((item, outer))
            matrix = known[own_matrix()] if calls.object_matrix(item, self.at_m) else outer
            if kind == _PATH:
                self._path(item, matrix)
            elif kind == _FORM and depth < _MAX_FORM_DEPTH:
                count = min(calls.count_form_objects(item), _MAX_OBJECTS)
                self._objects(calls.form_object, item, count, matrix, depth + 1)
            elif kind == _IMAGE:
                self._image(matrix)

    def _text(self, text: Any, address: int) -> None:
        self.texts += 1
        mode = calls.text_mode(text)
        if mode == _FILLED:
            red, green, blue, alpha = self.at_colour
            if calls.fill_colour(text, red, green, blue, alpha) and self._is_pale():
                self.white.add(address)
        elif mode == INVISIBLE:
            self.invisible.add(address)

    def _is_pale(self) -> bool:
        """Whether the colour asked for is white, or not seen at all."""
        colour = self.colour
        return (colour[0] >= _WHITE and min(colour) >= _WHITE) or not colour[3]

    def _painted(self, item: Any, outer: Matrix) -> Area | None:
        """What a shape or picture covers in a colour."""
        pale = False
        if calls.object_type(item) == _PATH:
            if not calls.draw_mode(item, self.at_fill, self.at_stroke):
                return None
            if self.fill.value:
                pale = calls.fill_colour(item, *self.at_colour) and self._is_pale()
            elif not calls.stroke_width(item, self.at_width) or self.width.value <= _THIN:
                return None
        sides = (ctypes.c_float * 4)()  # left, bottom, right, top
        if pale or not calls.object_bounds(item, *(ctypes.byref(sides, 4 * i) for i in range(4))):
            return None
        a, b, c, d, e, f = outer
        _, _, left, top = self.turn
        xs = [x * a + y * c + e - left for x in sides[::2] for y in sides[1::2]]
        ys = [x * b + y * d + f - top for x in sides[::2] for y in sides[1::2]]
        return Area(min(xs), min(ys), max(xs), max(ys))

    def _path(self, path: Any, matrix: Matrix) -> None:
        if not calls.draw_mode(path, self.at_fill, self.at_stroke):
            return
        count = min(calls.count_segments(path), _MAX_SEGMENTS)
        self.segments += count
        if self.stroke.value and not (calls.stroke_width(path, self.at_width) and self.width.value > 2 * _THIN):
            self._stroked(path, count, matrix)
        elif self.fill.value:
            self._filled(path, count, matrix)

    def _stroked(self, path: Any, count: int, matrix: Matrix) -> None:
        """Takes the level and upright lines from point to point as rules."""
        a, b, c, d, e, f = matrix
        _, _, left, top = self.turn
        x_read, y_read, at_x, at_y = self.x, self.y, self.at_x, self.at_y
        start_x = start_y = x0 = y0 = 0.0
        for i in range(count):
            segment = handle(calls.path_segment(path, i))
            calls.segment_point(segment, at_x, at_y)
            x, y = x_read.value, y_read.value
            x1, y1 = x * a + y * c + e - left, x * b + y * d + f - top
            if not i or calls.segment_type(segment) == _MOVE:
                start_x, start_y = x1, y1
            else:
                self._line(x0, y0, x1, y1)
                if calls.segment_closes(segment):
                    self._line(x1, y1, start_x, start_y)
                    x1, y1 = start_x, start_y
            x0, y0 = x1, y1

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Takes a level or upright line as a rule."""
        wide, high = abs(x0 - x1), abs(y0 - y1)
        if high <= _STRAIGHT < wide:
            low, high = (x0, x1) if x0 < x1 else (x1, x0)
            self.drawing.level.append(new_tuple(Rule, ((y0 + y1) / 2, low, high)))
        elif wide <= _STRAIGHT < high:
            low, high = (y0, y1) if y0 < y1 else (y1, y0)
            self.drawing.upright.append(new_tuple(Rule, ((x0 + x1) / 2, low, high)))

    def _filled(self, path: Any, count: int, matrix: Matrix) -> None:
        """Takes thin shapes as rules."""
        a, b, c, d, e, f = matrix
        _, _, left, top = self.turn
        xs: list[float] = []
        ys: list[float] = []
        for i in range(count):
            segment = handle(calls.path_segment(path, i))
            if xs and calls.segment_type(segment) == _MOVE:
                self._thin(xs, ys)
                xs, ys = [], []
            calls.segment_point(segment, self.at_x, self.at_y)
            x, y = self.x.value, self.y.value
            xs.append(x * a + y * c + e - left)
            ys.append(x * b + y * d + f - top)
        if xs:
            self._thin(xs, ys)

    def _image(self, matrix: Matrix) -> None:
        """An image fills the unit square; a thin one is a rule."""
        a, b, c, d, e, f = matrix
        _, _, left, top = self.turn
        xs = [x * a + y * c + e - left for x in (0, 1) for y in (0, 1)]
        ys = [x * b + y * d + f - top for x in (0, 1) for y in (0, 1)]
        if not self._thin(xs, ys):
            page = self.drawing.width * self.drawing.height or 1.0
            self.drawing.picture = max(self.drawing.picture, (max(xs) - min(xs)) * (max(ys) - min(ys)) / page)

    def _thin(self, xs: list[float], ys: list[float]) -> bool:
        """Takes a thin shape around these points as a rule, a dot as one either way; False for any other shape."""
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        wide, high = x1 - x0, y1 - y0
        if min(wide, high) > _THIN:
            return False
        if wide > high - _STRAIGHT and high <= _THIN:
            self.drawing.level.append(new_tuple(Rule, ((y0 + y1) / 2, x0, x1)))
        if high > wide - _STRAIGHT and wide <= _THIN:
            self.drawing.upright.append(new_tuple(Rule, ((x0 + x1) / 2, y0, y1)))
        return True
