"""Everything that is published of one agency: its pages and documents, and its part of tables, search and totals.

A dossier needs no other agency's reports but for what its order says of them, so it is made anywhere and kept until
something in its order changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from builder import engine
from builder.cache.packing import pickled, unpacked
from builder.checks import CoverageRow
from builder.checks.acknowledge import Acknowledgements
from builder.collection import compared
from builder.engine import Task
from builder.exports.api.context import Part, context
from builder.exports.api.figures import Detail, addable, detail
from builder.exports.api.places import agency_files
from builder.exports.api.reports import report_files
from builder.exports.lines import report_lines
from builder.exports.profile import profile
from builder.exports.table import fields
from builder.folder.delivery import Files, Folders, deliver
from builder.model import Finding
from builder.pages.dataset import Dataset, office
from builder.pages.entries import Entry, Opened, opened
from builder.pages.own import office_pages
from builder.pages.render import render
from builder.pages.totals import Band
from builder.registry import Registry
from builder.search import office_records
from builder.settings import Settings
from builder.site.records import Card, card, spelled, stub
from builder.steps import Steps, Stepwise, in_step
from builder.tables.chunk import Lines
from builder.tables.rows import PER_REPORT, Row, Rows, report_rows
from builder.tables.whole import agency_row


class Order(NamedTuple):
    """What a dossier is made from besides the registry: the agency's packed outcomes, oldest first, what comparing them
    with other agencies found, when it had to report, and how the applications of offices of its kind are spread;
    ``spelled`` changes nothing: it is the pinyin of names as far as that is known: of all but those of an office that
    the registry lacks. ``folders`` are where its files go, for a worker that sees them."""

    agency_id: str
    outcomes: tuple[bytes, ...]
    across: tuple[tuple[Finding, ...], ...]
    coverage: tuple[CoverageRow, ...]
    band: Band | None
    settings: Settings
    spelled: dict[str, tuple[str, ...]]
    folders: Folders | None = None


class Head(NamedTuple):
    """What everything that speaks of more than one agency needs of a dossier. By report id, oldest first: ``entries``,
    ``reports`` (rows of that table) and ``parts``. ``marks`` are digests of the entries, ``chunks`` of the lines by
    table and report id; ``spelled`` is the pinyin of all names that the search finds; ``pages`` and ``documents`` are
    the SHA-256 of the files by name."""

    agency_id: str
    entries: tuple[Entry, ...]
    reports: tuple[Row, ...]
    parts: dict[str, Part]
    cards: tuple[Card, ...]
    marks: dict[str, bytes]
    chunks: dict[str, dict[str, bytes]]
    spelled: dict[str, tuple[str, ...]]
    pages: dict[str, str]
    documents: dict[str, str]


class Dossier(NamedTuple):
    """``lines`` and ``rows`` by table are pairs of report id and these, ``profiles`` speak of the rows by table,
    ``stubs`` are those of the head's cards, all pickled; ``pages`` are files of the content folder, ``documents`` of
    the exports' folder."""

    head: Head
    lines: dict[str, bytes]
    rows: dict[str, bytes]
    profiles: bytes
    stubs: bytes
    pages: Files
    documents: Files


@Stepwise
def make(order: Order, registry: Registry) -> Steps[Dossier]:
    """The dossier of one agency."""
    acknowledged = _acknowledgements(registry)
    outcomes = compared([unpacked(data) for data in order.outcomes], order.across)
    reports = [opened(o.report, o.findings, acknowledged) for o in outcomes if o.report is not None]
    yield
    rows = {each.id: report_rows(each.printed, each.findings, acknowledged) for each in reports}
    yield
    lines = {each.id: report_lines(each.printed, rows[each.id]) for each in reports}
    yield
    entries = tuple(each.entry for each in reports)
    details = {each.id: detail(each.printed, rows[each.id]) for each in reports}
    parts = {
        each.id: Part(fields("reports", rows[each.id]["reports"][0]), addable(each.printed, details[each.id].suspect))
        for each in reports
    }
    yield
    documents = _documents(order, registry, reports, parts, details, lines)
    yield
    mine = office(order.agency_id, entries, registry)
    dataset = Dataset(registry, entries, {mine.id: mine}, order.coverage)
    made = list(office_pages(dataset, mine, reports, order.band, order.settings))
    yield
    pages = {page.path: render(page).encode() for page in made}
    yield
    searched = list(office_records(dataset, mine, [each.report for each in reports]))
    pinyin = spelled(sorted({name for record in searched for name in record.names}), order.spelled)
    found = [(record, stub(record, pinyin)) for record in searched]
    yield
    stacked = {name: [(id, of_report[name]) for id, of_report in rows.items()] for name in PER_REPORT}
    listed = {name: [(id, of_report[name]) for id, of_report in lines.items()] for name in PER_REPORT}
    head = Head(
        order.agency_id,
        entries,
        tuple(rows[id]["reports"][0] for id in rows),
        parts,
        tuple(card(record, text, order.agency_id) for record, text in found),
        {entry.id: _digest(repr(entry).encode("utf-8", "backslashreplace")) for entry in entries},
        {name: {id: _digest(b"".join(each.csv)) for id, each in of_table} for name, of_table in listed.items()},
        pinyin,
        _digests(pages),
        _digests(documents),
    )
    profiles = {name: profile(name, [row for _, some in stacked[name] for row in some]) for name in PER_REPORT}
    yield
    return Dossier(
        head,
        {name: pickled(of_table) for name, of_table in listed.items()},
        {name: pickled(of_table) for name, of_table in stacked.items()},
        pickled(profiles),
        pickled([text for _, text in found]),
        pages if order.folders is None else deliver(order.folders.pages, pages),
        documents if order.folders is None else deliver(order.folders.documents, documents),
    )


@lru_cache(maxsize=1)
def _acknowledgements(registry: Registry) -> Acknowledgements:
    return Acknowledgements(registry)


def _digest(data: bytes) -> bytes:
    """Sixteen bytes that tell data from others."""
    return hashlib.blake2b(data, digest_size=16).digest()


def _digests(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def _documents(
    order: Order,
    registry: Registry,
    reports: Sequence[Opened],
    parts: Mapping[str, Part],
    details: Mapping[str, Detail],
    lines: Mapping[str, Mapping[str, Lines]],
) -> dict[str, bytes]:
    """The API's documents of the agency and of its reports."""
    mine = office(order.agency_id, [each.entry for each in reports], registry).agency
    region = registry.region(mine.region_code)
    shared: Rows = {
        "agencies": [agency_row(mine, registry, [each.year or None for each in reports])],
        "regions": [(region.region_code, region.name, region.level, region.parent_region_code)]
        if region is not None and not region.valid_to
        else [],
    }
    records = {id: each.record for id, each in parts.items()}
    found = context(records, shared, registry, order.settings.site_url or None)
    made: dict[str, bytes] = {}
    for each in reports:
        made |= report_files(found, each.printed, lines[each.id])
    wide = [line for id in sorted(lines) for line in lines[id]["figures_wide"].csv]
    return made | agency_files(found, order.agency_id, details, order.coverage, wide)


def make_batch(batch: Sequence[Order]) -> list[Dossier]:
    """The dossiers of a batch."""
    return in_step([make.steps(order, engine.registry()) for order in batch], engine.timed)


def _died(order: Order, reason: str) -> Dossier:
    raise OSError(f"the pages of {order.agency_id} cannot be made: {reason}")


MAKING: Task[Order, Dossier] = Task(
    make_batch, lambda order: 10 * sum(map(len, order.outcomes)), _died, batch=4, alone=16
)
