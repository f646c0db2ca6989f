"""What a line says, apart from where it stands: found out once for all lines of all reports that say the same, which
most do: a heading, a label, a label and zeros."""

from __future__ import annotations

from typing import Any

from builder.memo import Memo
from builder.parse.clauses import Told, told_by
from builder.parse.labels import Vocabulary
from builder.parse.shapes import Shape, shape_of
from builder.parse.signs import Signs, ends_in_number, is_prose, signs_of

_LONGEST_KEPT = 200  # characters; sentences come once


def _joined(texts: tuple[str, ...]) -> str:
    return (texts[0] if len(texts) == 1 else " ".join(filter(None, texts))).strip()


_FINDERS = {"text": _joined, "told": told_by, "prose": is_prose, "numbered": ends_in_number}


class Wording:
    """The ``texts`` of a line's cells, and what they tell: ``signs`` of where it stands; when first asked for, ``text``
    (the cells joined by spaces), ``told`` (of section 2), ``prose`` and ``numbered`` (``ends_in_number``)."""

    __slots__ = ("numbered", "prose", "shapes", "signs", "text", "texts", "told")
    numbered: bool
    prose: bool
    text: str
    told: Told

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.texts = texts
        self.signs: Signs = signs_of(texts)
        self.shapes: dict[Vocabulary, Shape] = {}

    def __getattr__(self, name: str) -> Any:
        # Reached for a slot that is still empty.
        if name not in _FINDERS:
            raise AttributeError(name)
        found = _FINDERS[name](self.texts)
        setattr(self, name, found)
        return found

    def shape(self, words: Vocabulary) -> Shape:
        """Labels and values as the words of a table tell them apart."""
        shape = self.shapes.get(words)
        if shape is None:
            shape = self.shapes[words] = shape_of(self.texts, words)
        return shape


wordings: Memo[tuple[str, ...], Wording] = Memo(Wording, lambda texts: len("".join(texts)) <= _LONGEST_KEPT)
"""The wording of a line by its texts."""
