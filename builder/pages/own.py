"""The pages of one office and of its reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.pages.agency import agency_page
from builder.pages.dataset import Dataset, Office
from builder.pages.entries import Opened
from builder.pages.linked import breadcrumbed
from builder.pages.render import Page
from builder.pages.report import report_page
from builder.pages.totals import Band
from builder.settings import Settings


def office_pages(
    dataset: Dataset, office: Office, reports: Sequence[Opened], band: Band | None, settings: Settings
) -> Iterator[Page]:
    """The pages of an office's reports, which come oldest first, each with its neighbours in time, and its own.
    ``band`` is how the applications received are spread over offices of its kind."""
    entries = office.entries
    for opened, before, after in zip(reports, (None, *entries), (*entries[1:], None), strict=False):
        yield breadcrumbed(report_page(dataset, office, opened, before, after, settings), settings)
    yield breadcrumbed(agency_page(dataset, office, band, settings), settings)
