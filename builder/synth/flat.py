"""Writes a page as text or Markdown, in the layouts that conversions from Word, HTML and PDF leave behind."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from builder.synth.grid import Box, grid
from builder.synth.model import Line, Page, Table

Texts = list[list[str]]


def _spread(table: Table, boxes: tuple[Box, ...]) -> list[str]:
    texts = [""] * max(table.depth + table.width, 1 + max(box.column for box in boxes))
    for box in boxes:
        texts[box.column] = box.text
    return texts


def _shift(table: Table, texts: list[str]) -> list[str]:
    """One filler of the label columns pushed to the row's end, as conversions do with a label over two cells."""
    gaps = [n for n, text in enumerate(texts[: table.depth]) if not text and any(texts[:n])]
    if table.depth < 2 or (not gaps and any(texts[: table.depth])):
        return texts
    at = gaps[-1] if gaps else 0
    return [*texts[:at], *texts[at + 1 :], ""]


def _compact(boxes: tuple[Box, ...]) -> list[str]:
    return [box.text for box in boxes if box.text or not box.label]


def spread_rows(table: Table, rng: Random) -> Texts:
    """Every row as wide as the grid, covered cells empty."""
    return [_spread(table, boxes) for boxes in grid(table)]


def shifted_rows(table: Table, rng: Random) -> Texts:
    """Rows as in reports copied out of Word: fillers before some figures and behind others."""
    return [_shift(table, _spread(table, boxes)) for boxes in grid(table)]


def compact_rows(table: Table, rng: Random) -> Texts:
    """Only the cells that hold something, and the blank figures."""
    return [_compact(boxes) for boxes in grid(table)]


def ragged_rows(table: Table, rng: Random) -> Texts:
    """Each row in one of the three manners."""
    return [
        rng.choice((_spread(table, boxes), _shift(table, _spread(table, boxes)), _compact(boxes)))
        for boxes in grid(table)
    ]


def _tab(texts: Texts) -> list[str]:
    return ["\t".join(row) for row in texts]


def _spaces(texts: Texts) -> list[str]:
    return [" ".join(row) for row in texts]


def _pipe(texts: Texts) -> list[str]:
    return ["".join(f"{text} | " for text in row).rstrip(" ") for row in texts]


def _lead(texts: Texts) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in texts]


def _ruled(texts: Texts) -> list[str]:
    lines = _lead(texts)
    return [lines[0], "|" + "---|" * max(map(len, texts)), *lines[1:]]


def _ruled_everywhere(texts: Texts) -> list[str]:
    return [line for row in texts for line in ("| " + " | ".join(row) + " |", "|" + "---|" * len(row))]


def _filled(texts: Texts) -> list[str]:
    width = max(map(len, texts))
    return [" | ".join(row) + " | " + "|" * (width - len(row)) for row in texts]


def _one_per_line(texts: Texts) -> list[str]:
    return [text for row in texts for text in row]


def _one_per_line_piped(texts: Texts) -> list[str]:
    return [f"{text} |".lstrip() for row in texts for text in row]


def _one_per_paragraph(texts: Texts) -> list[str]:
    return [line for row in texts for text in row for line in (text, "")][:-1]


Rows = Callable[[Table, Random], Texts]
Join = Callable[[Texts], list[str]]

LAYOUTS: dict[str, tuple[Rows, Join, bool]] = {
    "tab": (spread_rows, _tab, True),
    "tab-shifted": (shifted_rows, _tab, False),
    "tab-compact": (compact_rows, _tab, True),
    "tab-ragged": (ragged_rows, _tab, False),
    "spaces": (compact_rows, _spaces, False),
    "pipe": (compact_rows, _pipe, True),
    "pipe-spread": (spread_rows, _pipe, True),
    "pipe-lead": (compact_rows, _lead, True),
    "pipe-ruled": (spread_rows, _ruled, True),
    "pipe-ruled-rows": (compact_rows, _ruled_everywhere, True),
    "pipe-filled": (compact_rows, _filled, False),
    "line": (compact_rows, _one_per_line, False),
    "line-piped": (compact_rows, _one_per_line_piped, True),
    "paragraph": (compact_rows, _one_per_paragraph, False),
}
"""Per layout: how cells are placed, how they are joined, and whether a blank figure stays visible in it."""

CAPTIONS = {
    "proactive": "表二：主动公开政府信息情况",
    "applications": "表三：收到和处理政府信息公开申请情况",
    "review_litigation": "表四：政府信息公开行政复议、行政诉讼情况",
}


def text(page: Page, layout: str, rng: Random) -> str:
    """The page as plain text, paragraphs one to a line or with blank lines between."""
    place, join, _ = LAYOUTS[layout]
    gap = "\n\n" if layout in ("tab-shifted", "paragraph", "tab") else "\n"
    parts = [block.text if isinstance(block, Line) else "\n".join(join(place(block, rng))) for block in page]
    return gap.join(parts) + "\n"


def markdown(page: Page, rng: Random) -> str:
    """The page as Markdown: headings at levels of the converter's choice, injected captions, a separator per table."""
    place = rng.choice((spread_rows, compact_rows))
    captions, offset = rng.random() < 0.5, rng.randint(0, 2)
    parts: list[str] = []
    for block in page:
        if isinstance(block, Line):
            level = min(6, block.level + (offset if block.level > 1 else 0))
            parts.append(f"{'#' * level} {block.text}" if level else block.text)
            continue
        if captions:
            parts.append(f"## {CAPTIONS[block.table]}")
        parts.append("\n".join(_ruled(place(block, rng))))
    return "\n\n".join(parts) + "\n"
