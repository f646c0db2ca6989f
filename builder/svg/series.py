"""What charts draw: bars, pieces of stacked bars or columns, and lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar: ``text`` is printed at its end, ``tone`` a colour of the palette."""

    label: str
    value: float | None
    text: str
    tone: str = "main"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a stacked bar."""

    name: str
    value: float
    tone: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A stacked bar or column; ``text`` stands at its end, empty ``parts`` with a text such as 缺 is a gap."""

    label: str
    parts: tuple[Part, ...]
    text: str

    @property
    def value(self) -> float:
        return sum(part.value for part in self.parts)

    @property
    def top(self) -> float:
        """How far it reaches above zero."""
        return sum(part.value for part in self.parts if part.value > 0)

    @property
    def low(self) -> float:
        """How far it reaches below zero, a negative number or 0."""
        return sum(part.value for part in self.parts if part.value < 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line over the columns of a chart; None is a gap. A ``dashed`` one has no dots."""

    name: str
    values: tuple[float | None, ...]
    tone: str
    dashed: bool = False
