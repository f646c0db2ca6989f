"""What pages tell machines about themselves: schema.org descriptions, with the words and addresses that readers see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from builder.exports.schema_org import breadcrumbs_jsonld, dataset_jsonld, report_jsonld
from builder.pages import text
from builder.pages.dataset import Dataset
from builder.pages.entries import Opened
from builder.pages.render import Page
from builder.settings import Settings


def whole(page: str, dataset: Dataset, settings: Settings) -> tuple[Mapping[str, Any], ...]:
    """The whole dataset, for the page at the address ``page``."""
    lang = "en" if page.startswith("en/") else "zh"
    return (dataset_jsonld(page, settings.site_url, dataset.years, lang),)


def one_report(entry: Opened, name: str, place: str, source_url: str, settings: Settings) -> Mapping[str, Any]:
    """A report on its own page. ``source_url`` is empty or an address of the web."""
    row = {
        "report_id": entry.id,
        "agency": name,
        "year": entry.year,
        "title": text.plain(entry.report.title),
        "published_on": text.plain(entry.report.published_on),
        "source_url": source_url,
    }
    return report_jsonld(row, f"reports/{entry.id}/", settings.site_url, text.plain(place))


def breadcrumbed(page: Page, settings: Settings) -> Page:
    """The page with the way to it, as the theme draws it, if there is one."""
    below_regions = page.section == "regions/" and page.address != "regions/"
    if page.lang != "zh" or not (page.trail or below_regions):
        return page
    regions = [("地区", "regions/")] if below_regions else []
    trail = [("首页", ""), *regions, *page.trail, (page.title, page.address)]
    named = [(text.plain(name), address) for name, address in trail]
    return replace(page, described=(*page.described, breadcrumbs_jsonld(named, page.address, settings.site_url)))
