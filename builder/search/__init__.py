"""What the search finds: a record for each agency, kind of agency, report, division, year and metric, and for the pages
that every site has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from builder.catalogue import label
from builder.exports.dictionary import term
from builder.forms import ROW_KINDS, outcome_groups
from builder.model import Agency, Region, Report
from builder.pages import text
from builder.pages.dataset import Dataset, Office
from builder.pages.entries import Entry
from builder.pages.fixed import FIXED
from builder.pages.names import KINDS, NAMELESS, STATUS, bare, metric
from builder.pages.region import kind_links
from builder.site.records import Choice, SearchRecord
from builder.tables.columns import items

_RESULTS = ("upheld", "corrected", "other", "pending")
_FACTS = ("new_received", "total_processed", "granted")


def names(agency: Agency) -> tuple[str, ...]:
    """The names that an office is found by, what it is called first."""
    return (text.plain(agency.name) or NAMELESS, *map(text.plain, agency.aliases))


def office_records(dataset: Dataset, office: Office, reports: Sequence[Report]) -> Iterator[SearchRecord]:
    """The records of an office and of its reports, which come in the order of its entries."""
    trail = dataset.chain(office.region_code)
    yield _office(office, trail)
    for entry, report in zip(office.entries, reports, strict=True):
        yield _report(report, entry, office, trail)


def shared_records(dataset: Dataset) -> Iterator[SearchRecord]:
    """The records of divisions, kinds of offices, years, metrics and the pages that every site has."""
    for code, region in dataset.regions.items():
        yield _region(region, dataset.chain(code), len(dataset.within(code)))
    for id, name, offices in kind_links(dataset):
        yield SearchRecord(f"agencies/{id}/", "page", name, facts=(("机关", text.count(offices)),))
    for year in dataset.years:
        count = sum(entry.year == year for entry in dataset.entries)
        yield SearchRecord(f"years/{year}/", "page", f"{year} 年度", facts=(("报告", text.count(count)),))
    for table, kind in ROW_KINDS.items():
        for item in items(table):
            own = term(kind, item)
            found_by = (*own.group, own.zh, own.en, own.definition_zh, *results(table))
            section = label("section", table)
            yield SearchRecord(f"metrics/{item}/", "page", metric(own), found_by, section, called=(bare(own.zh),))
    groups = [(bare(group.zh), group.definition_zh) for group in outcome_groups()]
    for address, own_words in FIXED.items():
        record = page_record(address, *own_words)
        if address == "metrics/":
            texts, called = (*record.texts, *chain.from_iterable(groups)), tuple(name for name, _ in groups)
            record = replace(record, texts=texts, called=called)
        yield record


def results(table: str) -> tuple[str, ...]:
    """What the results of reviews and lawsuits are called and mean: their pages tell all of them."""
    terms = (term("result", column) for column in _RESULTS) if table == "review_litigation" else ()
    return tuple(words for own in terms for words in (own.zh, own.definition_zh, own.caveat_zh) if words)


def page_record(address: str, title: str, description: str, *more: str) -> SearchRecord:
    """The record of a page that speaks of no office: found by its title, by what it is for, and by ``more``."""
    return SearchRecord(address, "page", title, (description, *more), place=description)


def _office(office: Office, trail: tuple[Region, ...]) -> SearchRecord:
    name, *aliases = names(office.agency)
    facts = [("年度", text.span(entry.year for entry in office.entries if entry.year))]
    if office.latest is not None:
        facts += _facts(office.latest)
    return SearchRecord(
        url=f"agencies/{office.id}/",
        kind="agency",
        title=name,
        texts=(*aliases, _place(trail)),
        place=_place(trail),
        names=(name, *aliases),
        called=(*aliases, *_governed(office, trail)),
        facts=tuple(fact for fact in facts if fact[1]),
        choices=_choices(office, trail),
        region_code=office.region_code,
    )


def _governed(office: Office, trail: tuple[Region, ...]) -> tuple[str, ...]:
    """The division whose government this is: its name alone asks for both."""
    own = office.agency.kind == "government" and trail and trail[-1].level == office.agency.level
    return (text.plain(trail[-1].name), _place(trail)) if own else ()


def _report(report: Report, entry: Entry, office: Office, trail: tuple[Region, ...]) -> SearchRecord:
    name, *aliases = names(office.agency)
    prose = (line for section in report.sections for line in text.paragraphs(section.text))
    year = (Choice("year", str(entry.year), f"{entry.year} 年"),) if entry.year else ()
    return SearchRecord(
        url=f"reports/{entry.id}/",
        kind="report",
        title=f"{name} {entry.year or '年份不明'} 年度报告",
        texts=(text.plain(report.title), *prose),
        place=_place(trail),
        names=(name,),
        called=(text.plain(report.title), *(f"{each}{entry.year}" for each in aliases if entry.year)),
        facts=tuple(_facts(entry)),
        warning="" if entry.status == "ok" else STATUS[entry.status],
        choices=(*year, *_choices(office, trail), Choice("quality", entry.status, STATUS[entry.status])),
        region_code=office.region_code,
        year=entry.year,
    )


def _region(region: Region, trail: tuple[Region, ...], offices: int) -> SearchRecord:
    return SearchRecord(
        url=f"regions/{region.region_code}/",
        kind="region",
        title=text.plain(region.name),
        texts=(_place(trail),),
        place=_place(trail[:-1]),
        names=(text.plain(region.name),),
        called=(_place(trail),),
        facts=(("机关", text.count(offices)),),
        choices=_province(trail),
        region_code=region.region_code,
    )


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """The totals that matter, as far as they were read for certain."""
    words = {"new_received": "新收申请", "total_processed": "办结", "granted": "予以公开"}
    found = [(words[item], entry.number("applications", item)) for item in _FACTS]
    return [(word, f"{text.count(value)} 件") for word, value in found if value is not None]


def _place(trail: tuple[Region, ...]) -> str:
    return "".join(text.plain(region.name) for region in trail)


def _province(trail: tuple[Region, ...]) -> tuple[Choice, ...]:
    return (Choice("region", trail[0].region_code, text.plain(trail[0].name)),) if trail else ()


def _choices(office: Office, trail: tuple[Region, ...]) -> tuple[Choice, ...]:
    kind = office.agency.kind
    return (*_province(trail), *((Choice("kind", kind, KINDS[kind]),) if kind in KINDS else ()))
