"""The pages that speak of more than one office, and what their charts need."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from builder.charts import write_specs
from builder.folder import Folder
from builder.pages.agencies import agencies_pages
from builder.pages.dataset import Dataset
from builder.pages.dictionary import dictionary_pages
from builder.pages.downloads import downloads_pages
from builder.pages.english import english_home
from builder.pages.home import home_page
from builder.pages.metric import metric_pages
from builder.pages.quality import quality_pages
from builder.pages.region import region_pages
from builder.pages.render import Page, render
from builder.pages.tools import tool_pages
from builder.pages.updates import updates_pages
from builder.pages.year import year_pages


def shared_pages(dataset: Dataset) -> Iterator[Page]:
    """Every generated page that speaks of more than one office."""
    return chain(
        agencies_pages(dataset),
        region_pages(dataset),
        year_pages(dataset),
        metric_pages(dataset),
        quality_pages(dataset),
        dictionary_pages(),
        downloads_pages(dataset),
        updates_pages(dataset),
        tool_pages(dataset),
        (home_page(dataset), english_home(dataset)),
    )


def write_shared(dataset: Dataset, content: Folder) -> None:
    """Write those pages and the charts' specs into the content folder, each only where its bytes differ."""
    for page in shared_pages(dataset):
        content.put(page.path, render(page).encode())
    write_specs(content.root / "assets" / "charts")
