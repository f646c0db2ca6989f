"""Plain tables of offices with their newest or one year's figures, cut into pages of a size that loads at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.pages import names, text
from builder.pages.dataset import Dataset, Office
from builder.pages.entries import Entry
from builder.pages.measures import MEASURES

PAGE_ROWS = 180
"""Rows of a table on one page: two links each, so that a page stays below 400 links."""


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office with the report that its figures are from, if there is one."""

    id: str
    name: str
    region: str
    region_code: str
    group: str
    entry: Entry | None
    cells: tuple[str, ...]
    granted: str
    status: str
    troubles: int


def office_row(dataset: Dataset, office: Office, entry: Entry | None) -> OfficeRow:
    """The row of an office; ``entry`` is the report whose figures it shows."""
    numbers = tuple("" if entry is None else text.count(m.of(entry)) for m in MEASURES if m.id != "granted")
    return OfficeRow(
        id=office.id,
        name=text.plain(office.agency.name),
        region=dataset.region(office.region_code).name,
        region_code=office.region_code,
        group=names.group(office.group),
        entry=entry,
        cells=numbers,
        granted=granted(entry) if entry is not None else "",
        status=names.STATUS[entry.state] if entry is not None else "没有收录",
        troubles=entry.found("figures") if entry is not None else 0,
    )


def granted(entry: Entry) -> str:
    """Granted of processed as "3 / 4", or a dash where either was not read."""
    part, base = (entry.number("applications", item) for item in ("granted", "total_processed"))
    return "—" if part is None or base is None else f"{text.count(part)} / {text.count(base)}"


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a long list: ``number`` of ``pages``, ``path`` its file."""

    number: int
    pages: int
    path: str
    first: int
    end: int

    def titled(self, title: str) -> str:
        """The title of the list as that of this page."""
        return title if self.number == 1 else f"{title}（第 {self.number} 页）"


def slices(path: str, rows: int, size: int = PAGE_ROWS) -> Iterator[Slice]:
    """The pages of a list of ``rows``, at least one. ``path`` is the first page's file without ``.md``: the second is
    ``{path}/2.md``."""
    pages = max(1, -(-rows // size))
    stem = path.removesuffix("/index")
    for number in range(1, pages + 1):
        name = f"{path}.md" if number == 1 else f"{stem}/{number}.md"
        yield Slice(number, pages, name, (number - 1) * size, min(rows, number * size))


def by_name(offices: Sequence[Office]) -> list[Office]:
    """Offices in the order of lists: highest level first, then by id."""
    return sorted(offices, key=lambda o: (names.group_order(o.group), o.id))
