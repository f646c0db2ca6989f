"""A report's prose, as much of it as a page has room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from builder.catalogue import label
from builder.pages import text
from builder.pages.entries import Opened

BODY_BYTES = 41_000
"""What a page may weigh without the theme's shell, so that the whole stays within 60 kB. Tables and lines come first;
prose that finds no room is in the JSON file, and the page says so."""
_FEWEST_PROSE = 6_000
_REST_BYTES = 7_500  # headings, key figures, markup of the reasons, source, citation, breadcrumbs


def _room(pieces: Iterable[object]) -> int:
    """How many bytes are left for prose beside the other pieces of a page. What dataclasses print of themselves weighs
    about what their HTML does."""
    return max(_FEWEST_PROSE, BODY_BYTES - _REST_BYTES - sum(len(str(piece).encode()) for piece in pieces))


def sections(entry: Opened, beside: Callable[[], Iterable[object]]) -> list[Mapping[str, object]]:
    """The prose sections as far as there is room ``beside`` the other pieces of the page; ``cut`` is how many
    characters of one are left out."""
    told = [(section, text.paragraphs(section.text)) for section in entry.report.sections]
    short = sum(len(line.encode()) for _, lines in told for line in lines) <= _FEWEST_PROSE
    room = _FEWEST_PROSE if short else _room(beside())
    out: list[Mapping[str, object]] = []
    for section, lines in told:
        if not lines:
            continue
        kept: list[str] = []
        for line in lines:
            if room <= 0:
                break
            fits = line if len(line.encode()) <= room else line[: room // 3]
            kept.append(fits if fits == line else f"{fits}……")
            room -= len(fits.encode())
        shown = sum(len(line.removesuffix("……")) for line in kept)
        out.append(
            {
                "id": section.section,
                "heading": text.plain(section.heading) or label("section", section.section),
                "paragraphs": kept,
                "cut": max(0, sum(map(len, lines)) - shown),
                "line": section.place.line,
            }
        )
    return out
