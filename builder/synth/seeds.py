"""Where chance comes from: always from a seed that says what it is for."""

from __future__ import annotations

from random import Random


def chance(*parts: object) -> Random:
    """The same parts give the same sequence, in every process and on every machine."""
    return Random("/".join(map(str, parts)))  # noqa: S311
