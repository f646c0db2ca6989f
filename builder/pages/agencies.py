"""The lists of agencies: /agencies/ and one for each level and kind, /agencies/{level-kind}/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.pages import names, text
from builder.pages.dataset import Dataset, Office
from builder.pages.fixed import FIXED
from builder.pages.listing import by_name, office_row, slices
from builder.pages.region import kind_links
from builder.pages.render import Page, PageSet


def agencies_pages(dataset: Dataset) -> Iterator[PageSet]:
    """The list of all agencies by region, and those of each level and kind, each agency with its newest report."""
    shown = (office.latest for office in dataset.everyone if office.latest is not None)
    yield PageSet("agencies", dataset.marks_of(shown), _lists(dataset))


def _lists(dataset: Dataset) -> Iterator[Page]:
    everyone = dataset.everyone
    yield from _list(dataset, "agencies/index", FIXED["agencies/"].title, by_name(everyone), "agencies/")
    for key, members in dataset.groups(everyone):
        id = names.group_id(key)
        yield from _list(dataset, f"agencies/{id}", names.group(key), by_name(members), f"agencies/{id}/")


def _list(dataset: Dataset, path: str, title: str, offices: Sequence[Office], base: str) -> Iterator[Page]:
    for part in slices(path, len(offices)):
        yield Page(
            path=part.path,
            template="agencies.md.j2",
            title=part.titled(title),
            description=f"{text.plain(title)}：{len(offices)} 家，各取最新一份年度报告的数字。",
            kind="index",
            section="regions/",
            trail=(("机关", "agencies/"),) if path != "agencies/index" else (),
            values={
                "rows": [office_row(dataset, o, o.latest) for o in offices[part.first : part.end]],
                "part": part,
                "base": base,
                "count": len(offices),
                "kinds": kind_links(dataset),
                "of_all": path == "agencies/index",
            },
        )
