"""Places by their line, one object for all documents: a text has one for every line; and where a file that a maintainer
wrote is not in UTF-8."""

from __future__ import annotations

from builder.memo import Memo
from builder.model import Place

places: Memo[int, Place] = Memo(Place, lambda line: line <= places.most)
"""The place of a line in a container without pages."""

NOT_UTF_8 = "不是 UTF-8 编码 (not in UTF-8)"


def broken_line(error: UnicodeDecodeError) -> int:
    """The line of the first byte that could not be decoded."""
    return error.object.count(b"\n", 0, error.start) + 1
