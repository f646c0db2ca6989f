"""What pages keep of every report, and what a report's own page is made from.

Of every report an ``Entry`` is kept, small enough for a hundred thousand of them: who, when, its status, its findings
by code, and the totals that pages compare. A report's own page is made from the whole of it (``Opened``). Numbers
that were not read for certain (suspect, illegible, blank) are in no total, chart or comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from operator import attrgetter, itemgetter
from typing import NamedTuple, Protocol

from builder import catalogue
from builder.checks.acknowledge import Acknowledgements
from builder.model import DOUBTFUL, Finding, Level, Report
from builder.tables.columns import columns, figures, items
from builder.tables.rows import status
from builder.tables.statement import Printed, Statement

UNKNOWN_REGION = "000000"
Address = tuple[str, str, str]
Number = int | Decimal

_YUAN = {"元": Decimal("0.0001"), "万元": Decimal(1)}


class Numbers(Protocol):
    """Anything that knows a report's counts."""

    def number(self, table: str, item: str, column: str = "total") -> int | None: ...

    def unread(self, table: str, item: str, column: str = "total") -> bool: ...


@cache
def kept() -> dict[Address, int]:
    """The figures that every entry keeps, with their position: totals of section 3, all of sections 2 and 4."""
    found: dict[Address, int] = {}
    for table in ("proactive", "applications", "review_litigation"):
        for item in items(table):
            for column in columns(table):
                address = (table, item, column)
                if (table != "applications" or column == "total") and address in figures():
                    found[address] = len(found)
    return found


@cache
def _kept_of(table: str) -> slice:
    of_table = [at for address, at in kept().items() if address[0] == table]
    return slice(of_table[0], of_table[-1] + 1)


@cache
def _totals() -> tuple[int, ...]:
    """The positions of the totals of sections 3 and 4."""
    return tuple(at for (table, _, column), at in kept().items() if table != "proactive" and column == "total")


class Entry(NamedTuple):
    """A report in short; a tuple, as every build reads all of them. ``findings``: (code, group of ``troubles``, how
    many); ``contradicted``: its own figures contradict each other, unexplained, whatever else ``status`` says of it;
    ``doubts``: totals of section 3 that are printed but not read for certain; ``unsure``: the kept figures that
    are suspect or illegible, by their position. Amounts are in 万元."""

    id: str
    agency_id: str
    agency: str
    region_code: str
    year: int
    form: str
    status: str
    sample: bool
    published_on: str
    findings: tuple[tuple[str, str, int], ...]
    contradicted: bool
    numbers: tuple[Number | None, ...]
    doubts: int
    unsure: tuple[int, ...]

    def number(self, table: str, item: str, column: str = "total") -> int | None:
        """A kept count that was read for certain; None for everything else, and for what is no whole number."""
        # Sums over tens of thousands of reports ask so: ``amount`` would be another call.
        at = kept().get((table, item, column))
        value = None if at is None else self.numbers[at]
        return value if value is None or isinstance(value, int) else _whole(value)

    @property
    def state(self) -> str:
        """``status`` as the pages tell it: ``untold`` if there is no total that could disagree, ``incomplete`` if all
        that is wrong is a row that was not found, which is no word against the report's figures."""
        if self.status == "problems":
            return "problems" if self.contradicted else "incomplete"
        return "untold" if self.status == "ok" and all(self.numbers[at] is None for at in _totals()) else self.status

    def unread(self, table: str, item: str, column: str = "total") -> bool:
        """Whether a kept count is printed, but not so that it was read for certain: no blank, which is no doubt."""
        return bool(self.unsure) and kept().get((table, item, column)) in self.unsure

    def amount(self, table: str, item: str, column: str) -> Number | None:
        """A kept figure that was read for certain, decimals and all."""
        at = kept().get((table, item, column))
        return None if at is None else self.numbers[at]

    def counted(self, table: str) -> bool:
        """Whether any kept figure of a table is other than zero."""
        return any(self.numbers[_kept_of(table)])

    def found(self, group: str) -> int:
        """How many findings of one group of ``troubles`` there are."""
        return sum(n for _, of_group, n in self.findings if of_group == group)


def kept_figures(entries: Sequence[Entry], at: int) -> list[Number | None]:
    """The figure at this position of ``kept`` of each of these entries."""
    # Sums over tens of thousands of reports ask so, for each of a hundred figures: no function of ours for each.
    return list(map(itemgetter(at), map(_numbers, entries)))


_numbers = attrgetter("numbers")


def counts(entries: Sequence[Entry], table: str, item: str) -> list[int | None]:
    """What ``number`` of each of these entries says of a total."""
    found = kept_figures(entries, kept()[table, item, "total"])
    return [v if v is None or isinstance(v, int) else _whole(v) for v in found]


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole report with everything found about it, inside and across reports, and what of it is explained."""

    entry: Entry
    report: Report
    findings: tuple[Finding, ...]
    printed: Printed
    acknowledged: Acknowledgements

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def year(self) -> int:
        return self.entry.year

    def number(self, table: str, item: str, column: str = "total") -> int | None:
        """A count that was read for certain, of any cell."""
        said = self.printed.said.get((table, item))
        return said.once(_counts).get(column) if said is not None else None

    def unread(self, table: str, item: str, column: str = "total") -> bool:
        """Whether any cell is printed, but not so that it was read for certain."""
        said = self.printed.said.get((table, item))
        return said is not None and column in said.once(_unread)


def _unread(said: Statement) -> frozenset[str]:
    """The columns of a row whose cell is suspect or illegible, or holds a count that is not whole."""
    none = {column for column, value in said.read.items() if said.table != "proactive" and _whole(value) is None}
    return frozenset(none | {column for column, figure in said.cells.items() if figure.status in DOUBTFUL})


def _counts(said: Statement) -> dict[str, int | None]:
    return {column: _whole(value) for column, value in said.read.items()}


def _whole(value: Decimal) -> int | None:
    return int(value) if value == int(value) else None


def group_of(code: str, level: Level) -> str:
    """Which group of troubles a finding, or a code, belongs to: figures, worth, reading or data."""
    kind = catalogue.entry(code).kind
    return "worth" if kind == "figures" and level == "hint" else kind


def opened(report: Report, findings: tuple[Finding, ...], acknowledged: Acknowledgements) -> Opened:
    """The whole report."""
    printed = Printed(report)
    return Opened(_entry(printed, findings, acknowledged), report, findings, printed, acknowledged)


def _entry(printed: Printed, findings: Sequence[Finding], acknowledged: Acknowledgements) -> Entry:
    report, who = printed.report, printed.report.identity
    tally: dict[tuple[str, str], int] = {}
    for finding in findings:
        key = (finding.code, group_of(finding.code, finding.level))
        tally[key] = tally.get(key, 0) + 1
    open_ = [f for f in findings if acknowledged.of(who.report_id, f) is None]
    doubtful = {address: unread for address, said in printed.said.items() if (unread := said.once(_unread))}
    numbers: list[Number | None] = []
    for address, columns_kept in _kept_rows().items():
        said = printed.said.get(address)
        numbers += said.once(_kept_numbers) if said is not None else (None,) * len(columns_kept)
    return Entry(
        id=who.report_id,
        agency_id=who.agency_id,
        agency=who.agency,
        region_code=who.region_code or UNKNOWN_REGION,
        year=who.year,
        form=report.form,
        status=status(printed, open_),
        sample=report.sample,
        published_on=report.published_on,
        findings=tuple((code, group, n) for (code, group), n in sorted(tally.items())),
        contradicted=any(group_of(f.code, f.level) == "figures" for f in open_),
        numbers=tuple(numbers),
        doubts=sum(
            said.table == "applications" and "total" in said.cells and "total" not in said.read
            for said in printed.said.values()
        ),
        unsure=tuple(
            at
            for (table, item, column), at in kept().items()
            if (table, item) in doubtful and column in doubtful[table, item]
        ),
    )


@cache
def _kept_rows() -> dict[tuple[str, str], tuple[str, ...]]:
    """The columns of ``kept`` by table and item."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for table, item, column in kept():
        found[table, item] = (*found.get((table, item), ()), column)
    return found


def _kept_numbers(said: Statement) -> list[Number | None]:
    return [_kept_number(said, column) for column in _kept_rows()[said.table, said.item]]


def _kept_number(said: Statement, column: str) -> Number | None:
    value = said.read.get(column)
    if value is not None and column == "amount":
        factor = _YUAN.get(said.cells[column].unit)
        return None if factor is None else value * factor
    if value is not None and value == int(value):
        return int(value)
    # A count that is not whole is none, as in the tables.
    return value if said.table == "proactive" else None
