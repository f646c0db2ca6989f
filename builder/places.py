"""Places by their line, one object for all documents: a text has one for every line."""

from __future__ import annotations

from builder.memo import Memo
from builder.model import Place

places: Memo[int, Place] = Memo(Place, lambda line: line <= places.most)
"""The place of a line in a container without pages."""
