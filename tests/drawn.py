"""Pages drawn for the tests of the PDF reader."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from tests.made_files import (
    COLUMNS,
    FONT,
    LABELS,
    canvas,
    drawn_table,
)

Draw = Callable[[Any], None]


def pdf(*pages: Draw, **options: Any) -> bytes:
    buffer = io.BytesIO()
    made = canvas(buffer, **options)
    for draw in pages:
        made.setFont(FONT, 10)
        draw(made)
        made.showPage()
    made.save()
    return buffer.getvalue()


def table(labels: Sequence[str] = LABELS, *, lines: bool = True, top: float = 700, first: int = 0) -> Draw:
    return lambda made: drawn_table(made, top, labels, lines=lines, first=first) and None


def text(x: float, y: float, words: str, size: float = 10) -> Draw:
    def draw(made: Any) -> None:
        made.setFont(FONT, size)
        made.drawString(x, y, words)
        made.setFont(FONT, 10)

    return draw


def both(*draws: Draw) -> Draw:
    return lambda made: [draw(made) for draw in draws] and None


def folded(found: list[list[str]]) -> list[list[str]]:
    return [[cell.replace("\n", "") for cell in row] for row in found]


def frame(made: Any, top: float, bottom: float) -> None:
    xs = [60, 250, *(250 + 40 * (c + 1) for c in range(COLUMNS))]
    for x in xs:
        made.line(x, top, x, bottom)
    for y in (top, bottom):
        made.line(60, y, xs[-1], y)
