"""A made-up collection for tests of pages: two counties, seven offices, years of both forms, every kind of trouble."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import html5lib
from lxml import etree, html

from builder.checks import check_report
from builder.checks.acknowledge import Acknowledgements
from builder.exports.about import Version
from builder.exports.feed import Change, Update
from builder.model import Agency, Figure, Finding, Outcome, Reading, Region, Report
from builder.pages import GENERATED
from builder.pages.dataset import Dataset, office
from builder.pages.downloads import Downloads, downloads_pages
from builder.pages.entries import Opened, opened
from builder.pages.linked import breadcrumbed
from builder.pages.own import office_pages
from builder.pages.render import Page, render
from builder.pages.shared import large_pages, small_pages, write_shared
from builder.registry import Acknowledgement, Registry
from builder.settings import Settings
from tests.handmade import Address, collected, report
from tests.shelved import shelved

REGISTRY = Registry(
    agencies=(
        Agency("990100-shizf", "青石市人民政府", ("青石市政府",), "government", "prefecture", "990100"),
        *(
            Agency(f"990101-{slug}", f"云溪县{name}局", (f"县{name}局",), "department", "county", "990101")
            for slug, name in (("caizheng", "财政"), ("jiaoyu", "教育"), ("minzheng", "民政"), ("jiaotong", "交通"))
        ),
        Agency("990101-xianzf", "云溪县人民政府", (), "government", "county", "990101"),
        Agency("990102-caizheng", "石桥县财政局", (), "department", "county", "990102", "2022-05-01"),
    ),
    regions=(
        Region("990000", "山河省", "province", ""),
        Region("990100", "青石市", "prefecture", "990000"),
        Region("990101", "云溪县", "county", "990100"),
        Region("990102", "石桥县", "county", "990100"),
    ),
    acknowledged=(
        Acknowledgement(
            "990101-jiaoyu-2023", "row-sum", "granted", "total", "印刷错误，<已>更正", "维护者", "2024-05-01", 2
        ),
    ),
)
UPDATES = (
    Update("2025-03-01", "2025-03-01", (Change("990101-caizheng-2022", "云溪县财政局", 2022, "added"),)),
    Update("2026-03-01", "2026-03-01", (Change("990101-gone-2020", "云溪县<b>旧</b>局", 2020, "removed"),)),
)
ZERO = ("applications", "review_litigation")


def zeros(**changes: Any) -> Report:
    """A report without an application, a review or a lawsuit."""
    made = report(**changes)
    rows = tuple(
        row._replace(figures=tuple(f._replace(value=f.value * 0, raw="0") if f.value else f for f in row.figures))
        if row.table in ZERO
        else row
        for row in made.rows
    )
    return replace(made, rows=rows)


def noted(one: Report, address: Address, **changes: Any) -> Report:
    """The report with one cell changed."""
    table, item, column = address

    def changed(figure: Figure) -> Figure:
        return figure._replace(**changes) if figure.column == column else figure

    rows = tuple(
        row._replace(figures=tuple(map(changed, row.figures))) if (row.table, row.item) == (table, item) else row
        for row in one.rows
    )
    return replace(one, rows=rows)


def reports() -> list[Report]:
    granted = ("applications", "granted", "total")
    troubled = report({granted: "9999"}, agency_id="990101-jiaoyu", agency="云溪县教育局", year=2023)
    doubtful = noted(
        report(year=2024), ("applications", "granted", "business"), status="suspect", note="字迹不清", raw="l3"
    )
    doubtful = noted(
        doubtful, ("applications", "granted_in_part", "total"), status="annotated", raw="22（其中修订 16 件）"
    )
    doubtful = noted(
        doubtful, ("review_litigation", "reconsideration", "other"), status="illegible", value=None, raw="□"
    )
    doubtful = noted(doubtful, ("applications", "refused_state_secret", "business"), status="blank", value=None, raw="")
    doubtful = noted(doubtful, ("proactive", "regulations", "issued"), status="not_applicable", value=None, raw="—")
    doubtful = replace(
        doubtful,
        readings=(Reading("applications", "granted", "total", None, "电话核实"),),
        source_url="https://example.org/a?b=1&c=2",
        published_on="2025-02-10",
    )
    old = report(
        year=2019, form_id="2019", agency_id="990100-shizf", agency="青石市人民政府", region_code="990100", sample=True
    )
    unknown = report(agency_id="000000-x0a1b2c3d", agency="无名局", region_code="000000", year=0)
    unknown = replace(unknown, identity=replace(unknown.identity, registered=False))
    return [
        *(report(year=year) for year in (2021, 2022, 2023)),
        doubtful,
        troubled,
        zeros(agency_id="990101-minzheng", agency="云溪县民政局", year=2023),
        report(year=2023, agency_id="990101-jiaotong", agency="云溪县交通局"),
        report(year=2023, agency_id="990102-caizheng", agency="石桥县财政局", region_code="990102"),
        report(year=2023, agency_id="990101-xianzf", agency="云溪县人民政府"),
        old,
        report(year=2021, agency_id="990100-shizf", agency="青石市人民政府", region_code="990100"),
        unknown,
    ]


def outcomes(chosen: Sequence[Report] | None = None) -> list[Outcome]:
    """What became of these reports (all of them by default) and of one quarantined file."""
    read = [Outcome(r.source_file, r, None, check_report(r)) for r in (chosen if chosen is not None else reports())]
    refused = Finding("empty", "error", values=(("file", "空<i>.txt"),))
    return [*read, Outcome("空<i>.txt", None, refused)]


DOWNLOADS = Downloads(Version("0123456789ab"), {"applications.csv": 12_345})


def dataset(chosen: Sequence[Report] | None = None, registry: Registry = REGISTRY) -> Dataset:
    with shelved(outcomes(chosen), registry) as made:
        return made.dataset(UPDATES)


def shared_pages(data: Dataset, settings: Settings | None = None) -> Iterator[Page]:
    """Every page that speaks of more than one office."""
    about = settings or Settings()
    large = (page for together in large_pages(data) for page in together.pages)
    others = chain(small_pages(data, about), downloads_pages(data, about, DOWNLOADS))
    return (breadcrumbed(page, about) for page in chain(large, others))


def all_pages(
    chosen: Sequence[Report] | None = None, registry: Registry = REGISTRY, settings: Settings | None = None
) -> dict[str, str]:
    """Every generated page by path: those that the dossiers wrote, and those that speak of more than one office."""
    with shelved(outcomes(chosen), registry, settings=settings) as made:
        own = written(made.places.pages.root)
        return own | {page.path: render(page) for page in shared_pages(made.dataset(UPDATES), settings)}


def write_content(folder: Path, chosen: Sequence[Report] | None = None, kept: Path | None = None) -> list[str]:
    """Bring a content folder up to date as a build does; the names of the files whose bytes changed."""
    with shelved(outcomes(chosen), REGISTRY, pages=folder, kept=kept) as made:
        write_shared(made.dataset(UPDATES), made.places.pages, Settings(), DOWNLOADS)
        made.places.pages.sweep(GENERATED)
        return made.places.pages.changed


def opened_of(report_id: str, registry: Registry = REGISTRY) -> Opened:
    """One of the reports of this collection with everything found about it, inside and across reports."""
    outcome = collected(outcomes(), registry).outcome(report_id)
    assert outcome.report is not None
    return opened(outcome.report, outcome.findings, Acknowledgements(registry))


def page_of(
    one: Report, settings: Settings | None = None, registry: Registry = REGISTRY, more: Sequence[Finding] = ()
) -> Page:
    """The page of a report that is alone in the collection; ``more`` are findings besides those of the checks."""
    outcome = collected(outcomes([one]), registry).outcome(one.identity.report_id)
    it = opened(one, (*outcome.findings, *more), Acknowledgements(registry))
    mine = office(it.entry.agency_id, [it.entry], registry)
    own = Dataset(registry, (it.entry,), {mine.id: mine})
    page, _ = office_pages(own, mine, [it], None, settings or Settings())
    return page


def blocks(markdown: str) -> etree._Element:
    """The page's blocks of HTML as one tree."""
    return html.fromstring(f"<main>{markdown.split('---', 2)[2]}</main>")


def words(element: etree._Element) -> str:
    return " ".join(element.text_content().split())


def grid(table: etree._Element) -> list[list[str]]:
    """A table as a browser lays it out: every slot filled with the text of the cell that covers it."""
    rows: list[dict[int, str]] = []
    carried: dict[tuple[int, int], str] = {}
    for y, row in enumerate(table.iter("tr")):
        line = {x: text for (at, x), text in carried.items() if at == y}
        x = 0
        for cell in row:
            while x in line:
                x += 1
            for dx in range(int(cell.get("colspan", "1"))):
                for dy in range(int(cell.get("rowspan", "1"))):
                    if dy:
                        carried[y + dy, x + dx] = words(cell)
                    else:
                        line[x + dx] = words(cell)
        rows.append(line)
    width = {max(row) + 1 for row in rows}
    assert len(width) == 1, "rows of different width"
    for row in rows:
        assert sorted(row) == list(range(len(row))), "a hole in the table"
    return [[row[x] for x in sorted(row)] for row in rows]


def written(folder: Path) -> dict[str, str]:
    """Every page under a content folder by its path."""
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.md"))}


def strict_errors(fragment: str) -> list[str]:
    """What the HTML standard's parser objects to in a page's body."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(f"<!doctype html><html><head><title>x</title></head><body>{fragment}</body></html>")
    return [f"{name} {values} at {place}" for place, name, values in parser.errors]


def table(found: etree._Element, caption: str) -> list[list[str]]:
    """The table whose caption begins so, as a grid of texts."""
    return next(grid(t) for t in found.iter("table") if words(t.find("caption")).startswith(caption))
