"""The frozen types that travel between processes and into the cache: plain, picklable in little room.

Flow: ``Job`` (a file's bytes and its sidecar) -> ``Document`` (what the container says, see ``builder.document``) ->
``Report`` (what the form means) -> ``Outcome`` (a published report or a quarantined file, with every ``Finding`` on the
way).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Any, Literal, NamedTuple

Level = Literal["error", "warning", "hint"]
Table = Literal["proactive", "applications", "review_litigation"]
FormId = Literal["2019", "2021"]
Status = Literal["number", "blank", "not_applicable", "annotated", "suspect", "illegible"]
SectionId = Literal["overview", "proactive", "applications", "review_litigation", "problems", "other"]

TABLES: tuple[Table, ...] = ("proactive", "applications", "review_litigation")
DOUBTFUL: frozenset[Status] = frozenset(("suspect", "illegible"))
"""Cells and rows that are printed, but were not read for certain."""

new_tuple = tuple.__new__
"""A named tuple of its values in order: ``new_tuple(Place, (3, None))`` takes a third of the time of ``Place(3)``, and
a report has hundreds of them."""


class _Compact:
    """Pickled as the class and its values in order: what dataclasses do by themselves for frozen slots asks for the
    fields of every single object, and a build reads hundreds of objects per report again and again."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return type(self), _values(self.__slots__)(self)


@cache
def _values(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    """What gives the values of an object's fields with these names, of which there are several."""
    return attrgetter(*names)


class Place(NamedTuple):
    """Where something stands in its source: ``line`` is 1-based, a line of text, Markdown or HTML, in DOCX, PDF and
    XLSX the ordinal of the row or paragraph; ``page`` is 1-based and only known for paged containers."""

    line: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Finding(_Compact):
    """Something worth telling. ``code`` is a kebab-case key of the catalogue, which holds title, explanation and
    remedy.

    ``values`` fill the catalogue's message template, as (name, text) pairs. ``table``, ``item``, ``column`` point at
    a cell, an empty column at the whole row. ``expected`` and ``found`` are for checks on figures.
    """

    code: str
    level: Level
    place: Place | None = None
    table: str = ""
    item: str = ""
    column: str = ""
    expected: str = ""
    found: str = ""
    values: tuple[tuple[str, str], ...] = ()


_MAX_DIGITS = 18  # before the point, and behind it


def is_exact(number: Decimal) -> bool:
    """Whether a number is one that can be printed and counted with: finite, and of no more digits than any figure."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_MAX_DIGITS and number.adjusted() < _MAX_DIGITS


class Figure(NamedTuple):
    """One cell of one statutory table (a tuple, as a report has hundreds). ``column`` is the measure, applicant
    group or result.

    ``value`` is None where nothing was read (blank, not_applicable, illegible). ``raw`` is the text as printed.
    ``note`` says in words why ``status`` is not ``number``. It stands where its row does; without a place of their own
    the figures of rows that say the same are one object.
    """

    column: str
    value: Decimal | None
    raw: str
    status: Status = "number"
    note: str = ""
    unit: str = ""

    def __reduce__(self) -> tuple[Callable[..., Figure], tuple[object, ...]]:
        column, value, raw, status, note, unit = self
        number = None if value is None else str(value)
        if number == raw and status == "number" and not note and not unit:  # nearly every one
            return _figure, (column, raw)
        return _figure, (column, raw, number, status, note, unit)


@lru_cache(maxsize=4096)
def _figure(column: str, raw: str, *said: Any) -> Figure:
    """The figure that was stored as these values: one for all rows and reports that have such a cell."""
    number, status, note, unit = said or (raw, "number", "", "")
    return new_tuple(Figure, (column, None if number is None else Decimal(number), raw, status, note, unit))


class Row(NamedTuple):
    """A printed row of a statutory table: an item of the tables proactive and applications, a stage of
    review_litigation (a tuple, as ``Figure``).

    ``label`` is the label as printed; ``note`` is not empty when the whole row is suspect or illegible. ``figures``
    are one for each column of the row in its form, in that order.
    """

    table: Table
    item: str
    form: FormId
    label: str
    place: Place
    figures: tuple[Figure, ...]
    status: Status = "number"
    note: str = ""

    def figure(self, column: str) -> Figure | None:
        """The cell of this column, None where the row has none."""
        for figure in self.figures:
            if figure.column == column:
                return figure
        return None


def form_of(rows: Iterable[Row]) -> str:
    """The form of a report with these rows: 2019, 2021, mixed, or empty without any."""
    forms = {row.form for row in rows}
    return "mixed" if len(forms) > 1 else next(iter(forms), "")


_PLACE = Row._fields.index("place")


@dataclass(frozen=True, slots=True)
class Section(_Compact):
    """Prose of one statutory section, ``text`` with one line per paragraph; ``heading`` as printed, empty if lost."""

    section: SectionId
    heading: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Reading(_Compact):
    """A maintainer's confirmed reading of one cell (sidecar ``[[reading]]``). ``value`` None confirms a blank."""

    table: str
    item: str
    column: str
    value: Decimal | None
    reason: str

    @property
    def cell(self) -> str:
        """The cell by its ids, as a message names it."""
        return f"{self.table}.{self.item}.{self.column}"


@dataclass(frozen=True, slots=True)
class Sidecar(_Compact):
    """``NAME.toml`` beside a report: what the maintainer states because the file cannot. ``unmask``: rules of
    ``privacy.toml`` that do not apply, and words that stay; ``withdrawn``: why it is not published. ``file`` and
    ``lines`` are where each key, and the reading of each cell, is stated, which is no part of what is said."""

    agency_id: str = ""
    year: int | None = None
    source_url: str = ""
    published_on: str = ""
    revision: int = 0
    sample: bool = False
    readings: tuple[Reading, ...] = ()
    unmask: tuple[str, ...] = ()
    withdrawn: str = ""
    file: str = field(default="", compare=False)
    lines: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    def finding(self, code: str, level: Level, key: str, *values: tuple[str, str]) -> Finding:
        """A finding about what is stated under ``key``, which points at its line."""
        return Finding(code, level, Place(dict(self.lines).get(key, 1)), values=(*values, ("file", self.file)))


NO_SIDECAR = Sidecar()
"""What is stated of a report that has none."""


@dataclass(frozen=True, slots=True)
class Region(_Compact):
    """A division of GB/T 2260. ``valid_to`` empty means in use."""

    region_code: str
    name: str
    level: str
    parent_region_code: str
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class Agency(_Compact):
    """An office that must report. ``region_code`` is the county-level (or higher) division it lies in."""

    agency_id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    level: str
    region_code: str
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class Identity(_Compact):
    """Who reported, for which year. ``registered`` is False when the registry lacks the agency; ``year`` 0 if
    unknown."""

    agency_id: str
    agency: str
    region_code: str
    region: str
    year: int
    registered: bool

    @property
    def report_id(self) -> str:
        return f"{self.agency_id}-{self.year:04d}"


@dataclass(frozen=True, slots=True)
class Report(_Compact):
    """One agency-year as read. ``form``: 2019, 2021, mixed, or empty without tables. An item has one row at most."""

    identity: Identity
    title: str
    form: str
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    kind: str
    source_file: str
    source_sha256: str
    source_url: str = ""
    published_on: str = ""
    revision: int = 0
    sample: bool = False
    readings: tuple[Reading, ...] = ()

    def __reduce__(self) -> tuple[Callable[..., Report], tuple[Any, ...]]:
        # Rows, sections and their places field by field, which are stored in half the time.
        _, (identity, title, form, _, _, *rest) = _Compact.__reduce__(self)
        rows = [*zip(*self.rows, strict=True)]
        if rows:
            rows[_PLACE] = (*zip(*rows[_PLACE], strict=True),)
        sections = [(part.section, part.heading, part.text, *part.place) for part in self.sections]
        return _report, (identity, title, form, rows, sections, *rest)

    def row(self, table: Table, item: str) -> Row | None:
        """The row of this item, None where the report prints none."""
        return next((r for r in self.rows if r.table == table and r.item == item), None)


def _report(
    identity: Identity, title: str, form: str, rows: list[Any], parts: list[tuple[Any, ...]], *rest: Any
) -> Report:
    """The report that was stored as these values."""
    if rows:
        rows[_PLACE] = map(new_tuple, repeat(Place), zip(*rows[_PLACE], strict=True))
    named = tuple(map(new_tuple, repeat(Row), zip(*rows, strict=True)))
    sections = tuple([Section(id, heading, text, new_tuple(Place, place)) for id, heading, text, *place in parts])
    return Report(identity, title, form, named, sections, *rest)


@dataclass(frozen=True, slots=True)
class Job(_Compact):
    """One file to process: everything ``process`` needs, so that it touches no disk.

    ``source_file`` is relative to the folder given, with forward slashes. ``refused`` names a reason found before
    reading (too large, unreadable), in which case ``data`` is empty.
    """

    source_file: str
    data: bytes
    sha256: str
    sidecar: Sidecar = NO_SIDECAR
    refused: Finding | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome(_Compact):
    """What became of one file: ``report`` or ``quarantine``, exactly one of them, and all findings.

    ``claimed`` is the (agency id, year) of a quarantined file, where its sidecar or its name states both.
    """

    source_file: str
    report: Report | None
    quarantine: Finding | None
    findings: tuple[Finding, ...] = ()
    claimed: tuple[str, int] | None = None
