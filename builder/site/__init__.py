"""The site: content rendered in the theme, the search index, everything published in one step."""

from builder.site.build import Built, Site, rendered
from builder.site.publish import PublishError
from builder.site.records import Choice, Index, SearchRecord
from builder.site.search import Indexing, SearchError
from builder.site.theme import ThemeError

__all__ = [
    "Built",
    "Choice",
    "Index",
    "Indexing",
    "PublishError",
    "SearchError",
    "SearchRecord",
    "Site",
    "ThemeError",
    "rendered",
]
