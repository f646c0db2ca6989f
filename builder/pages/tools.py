"""The shells of /compare/ and /explore/, filled by their scripts: what they are for, what to do without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator

from builder.exports.dictionary import pair
from builder.forms import FORM_IDS, form
from builder.pages import text
from builder.pages.dataset import Dataset
from builder.pages.fixed import FIXED
from builder.pages.render import Page


def tool_pages(dataset: Dataset) -> Iterator[Page]:
    """The two pages that need JavaScript."""
    # Offices of one level and kind, of the group that has most of them with several reports: what may be compared.
    groups = dataset.groups([office for office in dataset.offices.values() if len(office.entries) > 1])
    most = max((members for _, members in groups), key=len, default=())
    examples = [(office.id, text.plain(office.agency.name)) for office in most[:3]]
    measures = _measures()
    yield Page(
        path="compare/index.md",
        template="compare.md.j2",
        title=FIXED["compare/"].title,
        description=FIXED["compare/"].description,
        kind="compare",
        section="compare/",
        hide=("navigation", "toc"),
        values={"examples": examples, "measures": measures},
    )
    yield Page(
        path="explore/index.md",
        template="explore.md.j2",
        title=FIXED["explore/"].title,
        description=FIXED["explore/"].description,
        kind="explore",
        section="explore/",
        hide=("navigation", "toc"),
        values={"reports": len(dataset.entries), "measures": measures},
    )


def _measures() -> str:
    """What each measure of section 2 is called, and the forms that have it, as JSON by ``item.measure``."""
    forms: dict[tuple[str, str], list[str]] = {}
    for id in FORM_IDS:
        for item, measures in form(id).tables["proactive"].items():
            for measure in measures:
                forms.setdefault((item, measure), []).append(id)
    told = {
        ".".join(figure): {"name": pair("proactive", *figure)[1].zh, "forms": having}
        for figure, having in forms.items()
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
