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

_HEADING = re.compile(r"^##+ +(.+?)(?: *\{#[^}]*\})? *$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_GENERATED = tuple(f"{folder}/" for folder in GENERATED)
_MARKUP = re.compile(r"[`*_]|\[|\]\([^)]*\)")


def written_records(content: Path) -> Iterator[SearchRecord]:
    """The records of these pages, by path; they are found by title, description and headings."""
    for path in sorted(content.rglob("*.md")):
        name = path.relative_to(content).as_posix()
        address = name.removesuffix(".md").removesuffix("index").strip("/")
        if not address or f"{address}/" in FIXED or f"{address}/".startswith(_GENERATED):
            continue
        body, meta = get_data(path.read_text(encoding="utf-8-sig", errors="replace"))
        title = plain(str(meta.get("title") or ""))
        if title:
            headings = (_MARKUP.sub("", heading) for heading in _HEADING.findall(_FENCE.sub("", body)))
            yield page_record(f"{address}/", title, plain(str(meta.get("description") or "")), *headings)
