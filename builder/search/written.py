"""The pages in the content folder that nobody generates, as the search finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.utils.meta import get_data

from builder.pages import GENERATED
from builder.pages.fixed import FIXED
from builder.pages.text import plain
from builder.search import page_record
from builder.site import SearchRecord
from builder.site.pages import address, walk

_HEADING = re.compile(r"^##+ +(.+?)(?: *\{#[^}]*\})? *$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"[`*_]|\[|\]\([^)]*\)")


def written_pages(content: Path) -> Iterator[tuple[str, str]]:
    """(address, path) of each of these pages, by path."""
    for name, path in walk(content, without=GENERATED):
        if name.endswith(".md") and (url := address(name)) and url not in FIXED:
            yield url, path


def written_records(content: Path) -> Iterator[SearchRecord]:
    """The records of these pages, by path; they are found by title, description and headings."""
    for url, path in written_pages(content):
        body, meta = get_data(Path(path).read_text(encoding="utf-8-sig", errors="replace"))
        title = plain(str(meta.get("title") or ""))
        if title:
            headings = (_MARKUP.sub("", heading) for heading in _HEADING.findall(_FENCE.sub("", body)))
            yield page_record(url, title, plain(str(meta.get("description") or "")), *headings)
