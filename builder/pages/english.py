"""The English home page, /en/; the dictionary and downloads bring their own English versions."""

from __future__ import annotations

from builder.pages import names, text
from builder.pages.dataset import Dataset, comparable
from builder.pages.fixed import FIXED
from builder.pages.linked import whole
from builder.pages.measures import MEASURES
from builder.pages.region import newest_year
from builder.pages.render import Page
from builder.pages.totals import Total, total
from builder.settings import Settings


def english_home(dataset: Dataset, settings: Settings) -> Page:
    """What this is, for readers of English: the latest sums by level and kind, and the way to the data."""
    everyone = dataset.everyone
    year = newest_year(everyone)
    rows = []
    for key, members in comparable(dataset.groups(everyone)):
        reported = sum(year in office.by_year for office in members)
        if not reported:
            continue
        cells = tuple(_told(total(dataset, members, year, m.of), reported) for m in MEASURES)
        rows.append((names.group_en(key), f"{reported} of {dataset.obliged(members, year)}", cells))
    return Page(
        path="en/index.md",
        template="home_en.md.j2",
        title=FIXED["en/"].title,
        heading="How China’s public offices answer requests for information",
        description=FIXED["en/"].description,
        kind="home",
        section="en/",
        hide=("navigation", "toc"),
        lang="en",
        alternate=(("en", "en/"), ("zh", "")),
        described=whole("en/", dataset, settings),
        values={
            "reports": len(dataset.entries),
            "offices": sum(bool(o.entries) for o in everyone),
            "years": dataset.years,
            "year": year,
            "rows": rows,
            "measures": [m.en for m in MEASURES],
            "sample": any(entry.sample for entry in dataset.entries),
        },
    )


def _told(found: Total, reported: int) -> str:
    """A sum, and over how many agencies where not all that reported have the number."""
    told = text.count(found.value)
    return told if found.n in (0, reported) else f"{told} ({found.n} of {reported})"
