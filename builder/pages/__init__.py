"""Pages: from the dataset to Markdown. Those of one office are made apart from those that speak of many."""

GENERATED = (
    "reports",
    "agencies",
    "regions",
    "years",
    "metrics",
    "quality",
    "downloads",
    "dictionary",
    "updates",
    "compare",
    "explore",
    "en/dictionary",
    "en/downloads",
)
"""Folders of the content folder that hold nothing but generated pages."""
