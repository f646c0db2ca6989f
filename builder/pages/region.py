"""The pages of divisions: /regions/ and /regions/{region_code}/, with totals that say what they cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from builder.model import Region
from builder.pages import groups, names, text
from builder.pages.dataset import Dataset, Office
from builder.pages.entries import UNKNOWN_REGION
from builder.pages.fixed import FIXED
from builder.pages.listing import by_name, office_row, slices
from builder.pages.render import Page, PageSet
from builder.pages.totals import covering


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A division in a list: offices in it and below, how many of them reported for the year, reports in all."""

    code: str
    name: str
    offices: int
    covers: str
    reports: int
    children: tuple[RegionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An office's years: sign and words of each year's state."""

    id: str
    name: str
    cells: tuple[tuple[str, str], ...]


def region_pages(dataset: Dataset) -> Iterator[PageSet]:
    """One page per division with offices in it or below, more where it has very many."""
    for code in dataset.regions:
        shown = (entry for office in dataset.within(code) for entry in office.entries)
        yield PageSet(f"region {code}", dataset.marks_of(shown), _region(dataset, code))


def regions_page(dataset: Dataset) -> Page:
    """The index of divisions."""
    year = newest_year(dataset.everyone)
    tops = [_row(dataset, region, year, deep=True) for region in dataset.children("")]
    return Page(
        path="regions/index.md",
        template="regions.md.j2",
        title=FIXED["regions/"].title,
        description=FIXED["regions/"].description,
        kind="index",
        section="regions/",
        values={"rows": tops, "year": year, "kinds": kind_links(dataset)},
    )


def kind_links(dataset: Dataset) -> list[tuple[str, str, int]]:
    """(id, name, number of offices) of every level and kind."""
    return [(names.group_id(key), names.group(key), len(members)) for key, members in dataset.all_groups]


def newest_year(offices: Iterable[Office]) -> int:
    """The newest year for which half as many of the offices reported as in their best year; 0 without reports."""
    counts: dict[int, int] = {}
    for office in offices:
        for year in office.by_year:
            if year:
                counts[year] = counts.get(year, 0) + 1
    enough = max(counts.values(), default=0) / 2
    return max((year for year, n in counts.items() if n >= enough), default=0)


def _row(dataset: Dataset, region: Region, year: int, deep: bool = False) -> RegionRow:
    offices = dataset.within(region.region_code)
    reported = sum(year in office.by_year for office in offices)
    below = dataset.children(region.region_code)
    return RegionRow(
        code=region.region_code,
        name=text.plain(region.name),
        offices=len(offices),
        covers=covering(reported, dataset.obliged(offices, year)) if year else "",
        reports=sum(len(office.entries) for office in offices),
        children=tuple(_row(dataset, child, year) for child in below) if deep else (),
    )


def _region(dataset: Dataset, code: str) -> Iterator[Page]:
    region, chain = dataset.region(code), dataset.chain(code)
    within, own = dataset.within(code), by_name(dataset.by_region.get(code, ()))
    year = newest_year(within)
    years = sorted({e.year for o in within for e in o.entries if e.year})
    span = list(range(years[0], years[-1] + 1)) if years else []
    main = groups.largest(dataset, within)
    name = text.plain(region.name)
    values = {
        "region": region,
        "in_api": code in dataset.in_api,
        # Files are cut by the first two digits of a division's code.
        "province": code[:2] if code.endswith("0000") and code != UNKNOWN_REGION and years else "",
        "name": name,
        "year": year,
        "within": len(within),
        "reports": sum(len(o.entries) for o in within),
        "children": [_row(dataset, child, year) for child in dataset.children(code)],
        "groups": groups.group_rows(dataset, within, year) if year else [],
        "main": names.group(main[0]) if main else "",
        "charts": groups.small_multiples(dataset, main[1], span) if main and len(span) > 1 else [],
        "years": span,
        "troubles": sum(e.contradicted for o in within for e in o.entries),
        "sample": any(e.sample for o in within for e in o.entries),
    }
    for part in slices(f"regions/{code}", len(own)):
        shown = own[part.first : part.end]
        yield Page(
            path=part.path,
            template="region.md.j2",
            title=part.titled(name),
            heading=name,
            description=f"{name}的政府信息公开年度报告：{len(within)} 家机关，{values['reports']} 份报告。",
            kind="region",
            section="regions/",
            trail=tuple((r.name, f"regions/{r.region_code}/") for r in chain[:-1]),
            values=values
            | {
                "part": part,
                "rows": [office_row(dataset, office, office.latest) for office in shown],
                "matrix": [_matrix_row(dataset, office, span) for office in shown],
            },
        )


def _matrix_row(dataset: Dataset, office: Office, years: Sequence[int]) -> MatrixRow:
    cells = []
    for year in years:
        duty = dataset.duties(office).get(year, "published" if year in office.by_year else "")
        cells.append((names.COVERAGE_SIGNS[duty], names.COVERAGE[duty]) if duty else ("", "不需报告"))
    return MatrixRow(office.id, text.plain(office.agency.name), tuple(cells))
