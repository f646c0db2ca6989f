"""What every reader shares: tidy cell text, and telling a table of data from one that only lays out a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.document import Block, Cell, Grid, Paragraph
from builder.model import Place, new_tuple
from builder.spelling.radicals import RADICALS, unified

PICTURE = "\ufffd"  # stands for a picture or object in a cell without text: no blank, and no number either
MAX_CELLS = 100_000  # physical cells of one document; reports have some 400
MAX_COLUMNS = 1_000
INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_UNTIDY = re.compile(f"{INVISIBLE.pattern[:-1]}\t\n\x0c\r\x85{RADICALS}]")
PROSE = 200  # characters; the longest cell of the forms, a label with its whole legal definition, stays below
_LAYOUT = 1_000


def tidy(text: str) -> str:
    """The text without zero-width and control characters, each line stripped, without empty lines at its ends."""
    if not _UNTIDY.search(text):
        return text.strip()
    lines = [line.strip() for line in unified(INVISIBLE.sub("", text)).split("\n")]
    return "\n".join(lines).strip("\n")


def paragraphs(text: str, place: Place, heading: int = 0) -> list[Paragraph]:
    """One Paragraph per line of ``text`` that is not empty."""
    return [new_tuple(Paragraph, (line, place, heading)) for line in tidy(text).split("\n") if line]


def table_blocks(rows: Sequence[tuple[Cell, ...]]) -> list[Block]:
    """A table as a Grid, or as Paragraphs where it only lays out a page.

    Layout is a table of one cell per row, and any row with a cell as long as an article, or whose only cell is prose
    as no label is. Rows without cells are left out.
    """
    filled = [row for row in rows if row]
    if all(len(row) == 1 for row in filled):
        return [p for row in filled for p in paragraphs(row[0].text, row[0].place)]
    blocks: list[Block] = []
    pending: list[tuple[Cell, ...]] = []
    for row in filled:
        if not _is_layout(row):
            pending.append(row)
            continue
        if pending:
            blocks.append(Grid(tuple(pending), pending[0][0].place))
            pending = []
        blocks.extend(p for cell in row for p in paragraphs(cell.text, cell.place))
    if pending:
        blocks.append(Grid(tuple(pending), pending[0][0].place))
    return blocks


def _is_layout(row: tuple[Cell, ...]) -> bool:
    if len(row) == 1:
        return len(row[0].text) > PROSE and row[0].rowspan == 1
    return bool([cell for cell in row if len(cell.text) > _LAYOUT and "\n" in cell.text])


def shifted(block: Block, lines: int) -> Block:
    """The block as it stands ``lines`` further down in its file."""
    place = Place(block.place.line + lines)
    if isinstance(block, Paragraph):
        return block._replace(place=place)
    rows = tuple(tuple(c._replace(place=Place(c.place.line + lines)) for c in row) for row in block.rows)
    return Grid(rows, place)
