"""What a line says, apart from where it stands: found out once for all lines of all reports that say the same, which
most do: a heading, a label, a label and zeros."""

from __future__ import annotations

from typing import Any

from builder.memo import Memo
from builder.parse.clauses import Told, told_by
from builder.parse.labels import Vocabulary
from builder.parse.shapes import Shape, shape_like, shape_of
from builder.parse.signs import Signs, ends_in_number, is_prose, signs_of
from builder.parse.stacked import stacked
from builder.parse.values import PLAIN_DIGITS

FEWEST_CHARACTERS = 80  # of a run that holds a table
_LONGEST_KEPT = 200  # characters; sentences come once


def _joined(texts: tuple[str, ...]) -> str:
    return (texts[0] if len(texts) == 1 else " ".join(filter(None, texts))).strip()


def _zeroed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The cells with a 0 for every number in plain digits: what a line is, its labels tell, not its figures."""
    return tuple(["0" if text.isdigit() and len(text) <= PLAIN_DIGITS and text.isascii() else text for text in texts])


_FINDERS = {"text": _joined, "told": told_by, "prose": is_prose, "numbered": ends_in_number}


class Wording:
    """The ``texts`` of a line's cells, and what they tell: ``signs`` of where it stands; when first asked for, ``text``
    (the cells joined by spaces), ``told`` (of section 2), ``prose`` and ``numbered`` (``ends_in_number``); its last
    ``shape``, as the ``words`` of a table tell labels and values apart. ``long``: one text that may hold a table, or
    cells that hold several ``rows``.
    ``alike``: the wording of the line with zeros for its figures, which tells the same of all but these."""

    __slots__ = ("alike", "long", "numbered", "prose", "rows", "shape", "signs", "text", "texts", "told", "words")
    numbered: bool
    prose: bool
    shape: Shape
    signs: Signs
    text: str
    told: Told

    def __init__(self, texts: tuple[str, ...], alike: Wording | None = None) -> None:
        self.texts, self.alike = texts, alike
        self.words: Vocabulary | None = None
        self.signs = alike.signs if alike else signs_of(texts)
        self.rows = stacked(texts)
        self.long = bool(self.rows) or (len(texts) == 1 and len(texts[0]) >= FEWEST_CHARACTERS)
        if len(texts) - texts.count("") > 1:
            self.prose = False

    def __getattr__(self, name: str) -> Any:
        # Reached for a slot that is still empty.
        if name not in _FINDERS:
            raise AttributeError(name)
        found = getattr(self.alike, name) if self.alike and name != "text" else _FINDERS[name](self.texts)
        setattr(self, name, found)
        return found

    def shaped(self, words: Vocabulary) -> Shape:
        """The shape by these words, found anew where the last one was by others."""
        if self.words is not words:
            self.words = words
            alike = self.alike
            self.shape = shape_like(alike.shaped(words), self.texts, words) if alike else shape_of(self.texts, words)
        return self.shape


wordings: Memo[tuple[str, ...], Wording] = Memo(Wording, lambda texts: len("".join(texts)) <= _LONGEST_KEPT)
"""The wording of a line by its texts, but for lines with figures."""


def worded(texts: tuple[str, ...]) -> Wording:
    """The wording of a line. One with figures comes once and is not kept."""
    if (known := wordings.get(texts)) is not None:
        return known
    zeroed = _zeroed(texts)
    return wordings[texts] if zeroed == texts else Wording(texts, wordings[zeroed])
