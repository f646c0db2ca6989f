"""A built site as files: its pages parsed, and what their links, anchors and assets lead to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

ROOT = "https://site.invalid/"
# Where an element says which other file it wants, and whether a browser fetches that by itself.
_REFERENCES = {
    ("a", "href"): False,
    ("area", "href"): False,
    ("form", "action"): False,
    ("link", "href"): True,
    ("script", "src"): True,
    ("img", "src"): True,
    ("iframe", "src"): True,
    ("source", "src"): True,
    ("object", "data"): True,
    ("use", "href"): True,
}


class BuiltPage:
    """One page: ``address`` from the site's root, such as ``reports/x/``."""

    def __init__(self, site: Path, path: Path) -> None:
        self.path = path
        self.name = path.relative_to(site).as_posix()
        self.address = self.name.removesuffix("index.html")

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.source)

    @cached_property
    def anchors(self) -> frozenset[str]:
        return frozenset(self.tree.xpath("//@id | //a/@name"))

    def references(self) -> Iterator[tuple[html.HtmlElement, str, bool]]:
        """(element, absolute address, whether a browser fetches it by itself)."""
        for (tag, attribute), fetched in _REFERENCES.items():
            for element in self.tree.iter(tag):
                if (given := element.get(attribute)) is not None:
                    by_itself = fetched and element.get("rel") not in ("canonical", "alternate", "alternate ")
                    yield element, urljoin(urljoin(ROOT, self.address), given.strip()), by_itself


class BuiltSite:
    """Every page of a site's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made = (BuiltPage(folder, path) for path in sorted(folder.rglob("*.html")))
        self.pages: Mapping[str, BuiltPage] = {page.address: page for page in made}

    def file(self, address: str) -> Path | None:
        """The file that a plain file server would send for an absolute address of the site; None if there is none."""
        path = posixpath.normpath(unquote(urlsplit(address).path).lstrip("/"))
        found = self.folder / path
        if found.is_dir():
            # A server sends a folder's page only under the address with a slash.
            return found / "index.html" if urlsplit(address).path.endswith("/") else None
        return found if found.is_file() else None
