"""What a page shows of a chart: a static drawing, the same numbers as a table, and the rows for the interactive one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class DataTable:
    """The numbers behind a chart as finished text: the first cell of a row is its heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of one page.

    ``id`` is unique in the page; ``kind`` names the spec (``builder.charts.specs.KINDS``), whose fields ``rows`` have.
    ``title`` says what is seen, ``unit`` in what it is counted, ``note`` what is left out and why.
    """

    id: str
    kind: str
    title: str
    unit: str
    rows: tuple[Mapping[str, Value], ...]
    table: DataTable
    drawing: Markup
    note: str = ""

    @property
    def data(self) -> Markup:
        """The rows as JSON that may stand in a ``<script type="application/json">``: no ``<``, no line separators."""
        return script_json(self.rows)


def script_json(value: Sequence[Mapping[str, Value]] | Mapping[str, object]) -> Markup:
    """``value`` as compact JSON in which nothing can end a script element or a line."""
    text = _COMPACT.encode(value)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped just above
