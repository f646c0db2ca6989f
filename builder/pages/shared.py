"""The pages that speak of more than one office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from builder.folder import Folder
from builder.pages.agencies import agencies_pages
from builder.pages.dataset import Dataset
from builder.pages.dictionary import dictionary_pages
from builder.pages.downloads import Downloads, downloads_pages
from builder.pages.english import english_home
from builder.pages.home import home_page
from builder.pages.linked import breadcrumbed
from builder.pages.metric import metric_pages, metrics_page
from builder.pages.quality import quality_pages
from builder.pages.region import region_pages, regions_page
from builder.pages.render import Page, PageSet, render
from builder.pages.tools import tool_pages
from builder.pages.updates import updates_pages
from builder.pages.year import year_pages, years_page
from builder.settings import Settings


def large_pages(dataset: Dataset) -> Iterator[PageSet]:
    """The pages that speak of more than one office, each made only where what it shows changed, as it shows so much."""
    return chain(agencies_pages(dataset), region_pages(dataset), year_pages(dataset), metric_pages(dataset))


def small_pages(dataset: Dataset, settings: Settings) -> Iterator[Page]:
    """All other pages that speak of more than one office, but for the downloads. They are made together."""
    yield from quality_pages(dataset)
    yield from dictionary_pages()
    yield from updates_pages(dataset)
    yield from tool_pages(dataset)
    yield regions_page(dataset)
    yield years_page(dataset)
    yield metrics_page()
    yield home_page(dataset, settings)
    yield english_home(dataset, settings)


def write_shared(dataset: Dataset, content: Folder, settings: Settings, downloads: Downloads) -> None:
    """Write those pages into the content folder, each only where its bytes differ."""
    about = repr(settings).encode("utf-8", "backslashreplace")
    small = PageSet("small pages", dataset.marks_of_all(), small_pages(dataset, settings))
    for together in (*large_pages(dataset), small):
        with content.group(together.name, [about, *together.made_from]) as stale:
            _write(together.pages if stale else (), content, settings)
    _write(downloads_pages(dataset, settings, downloads), content, settings)


def _write(pages: Iterable[Page], content: Folder, settings: Settings) -> None:
    for page in pages:
        content.put(page.path, render(breadcrumbed(page, settings)).encode())
