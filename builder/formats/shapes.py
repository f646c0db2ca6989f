"""Straight rules and pictures among the objects of a PDF page, through PDFium."""

from __future__ import annotations

import ctypes
import struct
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from builder.formats import calls
from builder.formats.calls import handle, handle_of
from builder.formats.drawing import Drawing, Rule, Turn

_MAX_OBJECTS = 60_000
_MAX_FORM_DEPTH = 6
_MAX_SEGMENTS = 20_000
_THIN = 3.0  # points; a filled shape or stroke not wider than this is a rule
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


_made = tuple.__new__  # a third of the time of Rule(…)
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_shapes(page: Any, turn: Turn, drawing: Drawing) -> None:
    """Puts the rules of a loaded page (an FPDF_PAGE) into ``drawing``, and how much its largest picture covers."""
    _Shapes(drawing, turn).page(page)


class _Shapes:
    """Reads rules and pictures of a page's objects into ``drawing``. Objects are handles."""

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

    def page(self, page: Any) -> None:
        at = handle_of(page)
        for i in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
            self._object(handle(calls.page_object(at, i)), _IDENTITY, 0)

    def _object(self, item: Any, outer: Matrix, depth: int) -> None:
        self.drawing.objects += 1
        if self.drawing.objects > _MAX_OBJECTS or self.segments > _MAX_SEGMENTS:
            self.drawing.full = True
            return
        kind = calls.object_type(item)
        if kind == _TEXT:
            return
        if kind == _PATH:
            self._path(item, self._matrix(item, outer))
        elif kind == _FORM and depth < _MAX_FORM_DEPTH:
            matrix = self._matrix(item, outer)
            for i in range(min(calls.count_form_objects(item), _MAX_OBJECTS)):
                self._object(handle(calls.form_object(item, i)), matrix, depth + 1)
        elif kind == _IMAGE:
            self._image(self._matrix(item, outer))

    def _matrix(self, item: Any, outer: Matrix) -> Matrix:
        if not calls.object_matrix(item, self.at_m):
            return outer
        own: Matrix = _entries(self.m)
        return own if outer is _IDENTITY else _times(own, outer)

    def _apply(self, m: Matrix, x: float, y: float) -> tuple[float, float]:
        return self.turn.point(x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])

    def _image(self, matrix: Matrix) -> None:
        """An image fills the unit square; a thin one is a rule."""
        points = [self._apply(matrix, x, y) for x in (0, 1) for y in (0, 1)]
        if not self._thin(points):
            width = max(p[0] for p in points) - min(p[0] for p in points)
            height = max(p[1] for p in points) - min(p[1] for p in points)
            page = self.drawing.width * self.drawing.height or 1.0
            self.drawing.picture = max(self.drawing.picture, width * height / page)

    def _path(self, path: Any, matrix: Matrix) -> None:
        if not calls.draw_mode(path, self.at_fill, self.at_stroke):
            return
        fill, stroke = self.fill.value, self.stroke.value
        if not fill and not stroke:
            self.segments += min(calls.count_segments(path), _MAX_SEGMENTS)
            return
        thick = stroke and calls.stroke_width(path, self.at_width) and self.width.value > 2 * _THIN
        for points in self._subpaths(path, matrix):
            if stroke and not thick:
                self._straight(points)
            elif fill:
                self._thin(points)

    def _subpaths(self, path: Any, matrix: Matrix) -> list[list[tuple[float, float]]]:
        points: list[tuple[float, float]] = []
        found = [points]
        a, b, c, d, e, f = matrix
        cos, sin, left, top = self.turn
        at_x, at_y = self.at_x, self.at_y
        count = min(calls.count_segments(path), _MAX_SEGMENTS)
        for i in range(count):
            segment = handle(calls.path_segment(path, i))
            if points and calls.segment_type(segment) == _MOVE:
                points = []
                found.append(points)
            calls.segment_point(segment, at_x, at_y)
            px, py = self.x.value, self.y.value
            x, y = px * a + py * c + e, px * b + py * d + f
            points.append((x * cos + y * sin - left, x * sin - y * cos - top))
            if len(points) > 1 and calls.segment_closes(segment):
                points.append(points[0])
        self.segments += max(count, 0)
        return found if points else []

    def _straight(self, points: list[tuple[float, float]]) -> None:
        """Takes the level and upright lines from point to point as rules."""
        for (x0, y0), (x1, y1) in pairwise(points):
            wide, high = abs(x0 - x1), abs(y0 - y1)
            if high <= _STRAIGHT < wide:
                ends = (x0, x1) if x0 < x1 else (x1, x0)
                self.drawing.level.append(_made(Rule, ((y0 + y1) / 2, *ends)))
            elif wide <= _STRAIGHT < high:
                ends = (y0, y1) if y0 < y1 else (y1, y0)
                self.drawing.upright.append(_made(Rule, ((x0 + x1) / 2, *ends)))

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
