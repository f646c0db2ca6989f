"""The pages on quality: /quality/, a help page for each catalogue code, files that were not published, offices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from builder import catalogue, privacy
from builder.checks import CHECKS
from builder.pages import names, text
from builder.pages.dataset import Dataset
from builder.pages.entries import Entry, group_of
from builder.pages.fixed import FIXED
from builder.pages.home import counted_once
from builder.pages.home import quality as statuses
from builder.pages.listing import slices
from builder.pages.render import Page

_GROUPS = {
    "figures": "报告自身的数字对不上",
    "worth": "值得一看",
    "reading": "我们没有读清",
    "data": "文件、名录和说明",
}
_LEVELS = {"error": "错误", "warning": "警告", "hint": "提示"}
_SECTION = "quality/"
_LIST_ROWS = 350


@dataclass(frozen=True, slots=True)
class StatusRow:
    """Reports of a year or division by status, in the order of ``names.STATUS``."""

    name: str
    address: str
    reports: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How often a report has a catalogue code, as a finding of this group of ``troubles``."""

    report: Entry
    group: str
    times: int


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A catalogue code and in how many reports, how often, it was found."""

    entry: catalogue.Entry
    group: str
    level: str
    reports: int
    times: int


def quality_pages(dataset: Dataset) -> Iterator[Page]:
    """All pages under /quality/."""
    found = _found(dataset)
    rows = [row for entry in catalogue.all_entries() for row in _code_rows(entry, found.get(entry.code, []))]
    yield _overview(dataset, rows)
    for entry in catalogue.all_entries():
        yield from _code(dataset, entry, found.get(entry.code, []))
    yield from _files(dataset)
    yield from _offices(dataset)


def _found(dataset: Dataset) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for entry in dataset.entries:
        for code, group, times in entry.findings:
            found.setdefault(code, []).append(Found(entry, group, times))
    return found


def _code_rows(about: catalogue.Entry, found: Sequence[Found]) -> Iterator[CodeRow]:
    """A row in the code's own group, and one in each other that it was found in: a figure in doubt makes a hint of what
    would be a warning."""
    own = group_of(about.code, about.level)
    for group in dict.fromkeys((own, *(each.group for each in found))):
        times = [each.times for each in found if each.group == group]
        level = _LEVELS[about.level if group == own else "hint"]
        yield CodeRow(about, group, level, len(times), sum(times))


def _overview(dataset: Dataset, rows: Sequence[CodeRow]) -> Page:
    by_year = [
        _status_row(str(year), f"years/{year}/", (e for e in dataset.entries if e.year == year))
        for year in reversed(dataset.years)
    ]
    by_region = [
        _status_row(
            text.plain(region.name),
            f"regions/{region.region_code}/",
            (e for o in dataset.within(region.region_code) for e in o.entries),
        )
        for region in dataset.children("")
    ]
    return Page(
        path="quality/index.md",
        template="quality.md.j2",
        title=FIXED["quality/"].title,
        description=FIXED["quality/"].description,
        kind="quality",
        section=_SECTION,
        values={
            "reports": len(dataset.entries),
            "statuses": statuses(dataset),
            "once": counted_once(dataset),
            "words": list(names.STATUS.values()),
            "by_year": by_year,
            "by_region": by_region,
            "kinds": [(group, title, *_by_occurrence(rows, group)) for group, title in _GROUPS.items()],
            "refused": len(dataset.quarantine),
            "missing": sum(row.status == "missing" for row in dataset.coverage),
            "duties": len(dataset.coverage),
            "checks": {check.code: check.source for check in CHECKS},
        },
    )


def _by_occurrence(rows: Sequence[CodeRow], group: str) -> tuple[list[CodeRow], list[CodeRow]]:
    """The codes of a group that some report has, and those that none has."""
    own = [row for row in rows if row.group == group]
    return [row for row in own if row.times], [row for row in own if not row.times]


def _status_row(name: str, address: str, entries: Iterable[Entry]) -> StatusRow:
    counts = dict.fromkeys(names.STATUS, 0)
    for entry in entries:
        counts[entry.state] += 1
    return StatusRow(name, address, sum(counts.values()), tuple(counts.values()))


def _code(dataset: Dataset, entry: catalogue.Entry, found: Sequence[Found]) -> Iterator[Page]:
    own = group_of(entry.code, entry.level)
    source = next((check.source for check in CHECKS if check.code == entry.code), "")
    for part in slices(f"quality/{entry.code}", len(found), _LIST_ROWS):
        yield Page(
            path=part.path,
            template="quality_code.md.j2",
            title=entry.title_zh,
            description=text.plain(entry.explain_zh),
            kind="quality",
            section=_SECTION,
            trail=(("数据质量", "quality/"),),
            values={
                "about": entry,
                "kind": _GROUPS[own],
                "level": _LEVELS[entry.level],
                "source": source,
                "rules": privacy.rules() if entry.code == "masked" else (),
                "part": part,
                "count": len(found),
                "rows": [
                    (
                        each.report,
                        _name(dataset, each.report),
                        each.times,
                        "" if each.group == own else _GROUPS[each.group],
                    )
                    for each in found[part.first : part.end]
                ],
            },
        )


def _name(dataset: Dataset, entry: Entry) -> str:
    return text.plain(dataset.offices[entry.agency_id].agency.name)


def _files(dataset: Dataset) -> Iterator[Page]:
    rows = [
        (text.plain(o.source_file), o.quarantine.code, text.plain(catalogue.message(o.quarantine)))
        for o in dataset.quarantine
        if o.quarantine is not None
    ]
    return _list("quality/files", "quality_files.md.j2", rows)


def _offices(dataset: Dataset) -> Iterator[Page]:
    rows = [
        (office, text.plain(office.agency.name), len(office.entries), cells)
        for office in dataset.offices.values()
        if any(cells := tuple(sum(e.found(group) for e in office.entries) for group in ("figures", "worth", "reading")))
    ]
    return _list("quality/agencies", "quality_agencies.md.j2", rows)


def _list(path: str, template: str, rows: Sequence[object]) -> Iterator[Page]:
    own = FIXED[f"{path}/"]
    for part in slices(path, len(rows), _LIST_ROWS):
        yield Page(
            path=part.path,
            template=template,
            title=own.title,
            description=own.description,
            kind="quality",
            section=_SECTION,
            trail=(("数据质量", "quality/"),),
            values={"part": part, "rows": rows[part.first : part.end]},
        )
