"""Pages: from the dataset to Markdown files in the content folder, only where bytes differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from builder.charts import write_specs
from builder.pages.agencies import agencies_pages
from builder.pages.agency import agency_pages
from builder.pages.dataset import Dataset, Settings
from builder.pages.dictionary import dictionary_pages
from builder.pages.downloads import downloads_pages
from builder.pages.english import english_home
from builder.pages.home import home_page
from builder.pages.linked import breadcrumbed
from builder.pages.metric import metric_pages
from builder.pages.quality import quality_pages
from builder.pages.region import region_pages
from builder.pages.render import Page
from builder.pages.report import report_pages
from builder.pages.tools import tool_pages
from builder.pages.updates import updates_pages
from builder.pages.writer import Writer
from builder.pages.year import year_pages

__all__ = ["Dataset", "Settings", "all_pages", "write_pages"]


def all_pages(dataset: Dataset, settings: Settings) -> Iterator[Page]:
    """Every generated page, not yet rendered."""
    pages = chain(
        report_pages(dataset, settings),
        agency_pages(dataset, settings),
        agencies_pages(dataset),
        region_pages(dataset),
        year_pages(dataset),
        metric_pages(dataset),
        quality_pages(dataset),
        dictionary_pages(),
        downloads_pages(dataset, settings),
        updates_pages(dataset),
        tool_pages(dataset),
        (home_page(dataset, settings), english_home(dataset, settings)),
    )
    return (breadcrumbed(page, settings) for page in pages)


def write_pages(dataset: Dataset, content_dir: Path, settings: Settings | None = None) -> list[Path]:
    """Write every generated page and the chart specs under ``content_dir``; return the paths whose bytes changed.

    Pages of an earlier build that are no longer made are removed; hand-written pages are never touched.
    """
    writer = Writer(content_dir)
    writer.put_all(all_pages(dataset, settings or Settings()))
    writer.sweep()
    return [*writer.changed, *write_specs(content_dir / "assets" / "charts")]
