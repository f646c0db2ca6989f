"""From the content folder to HTML: generated pages are spliced into shells, everything else goes through MkDocs.

Both ways give the bytes that ``mkdocs build`` of the whole folder gives. Shells and MkDocs' output are kept in the
cache, so a build in which only generated pages changed never imports MkDocs.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from builder.digests import Digests
from builder.site.generated import take_apart
from builder.site.publish import Tree
from builder.site.shell import Pieces, Slots, fill, render_shell, slots
from builder.site.theme import Theme, build, fingerprint

_INDEX = ("index.md", "README.md")
_MARKDOWN = re.compile(r"[\w./-]+\.md\b")
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file of the content folder, the address of its page and the file of the site it becomes."""

    name: str
    digest: str
    url: str
    out: str


@dataclass(frozen=True)
class Content:
    """What the content folder holds: pages by name, and files that are published as they are (name, digest)."""

    root: Path
    pages: tuple[Source, ...]
    files: tuple[tuple[str, str], ...]


def scan(digests: Digests) -> Content:
    """Everything in the folder but hidden files."""
    pages: list[Source] = []
    files: list[tuple[str, str]] = []
    for name, _ in walk(digests.root):
        digest = digests.of(name)
        if name.endswith(".md"):
            folder, _, file = name.rpartition("/")
            url = f"{folder}/" if file in _INDEX and folder else "" if file in _INDEX else f"{name[:-3]}/"
            pages.append(Source(name, digest, url, f"{url}index.html"))
        else:
            files.append((name, digest))
    digests.save()
    return Content(digests.root, tuple(pages), tuple(files))


def walk(root: Path, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Files under ``root``, with forward slashes, and their paths, sorted within each folder, without hidden ones."""
    with os.scandir(root / prefix) as found:
        entries = sorted((e for e in found if not e.name.startswith(".")), key=lambda e: e.name)
    for entry in entries:
        if entry.is_dir():
            yield from walk(root, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry.path


@dataclass
class Renderer:
    """Puts the pages of a content folder into a tree. ``settings`` replace values of the configuration file.

    ``told`` collects MkDocs' warnings, ``spliced`` and ``built`` count the pages of either way that were made anew.
    """

    config_file: Path
    settings: Mapping[str, Any]
    cache: Path
    told: list[str]
    spliced: int = 0
    built: int = 0

    def put(self, content: Content, tree: Tree, advance: Advance) -> None:
        """Bring every page of ``content`` and the theme's own files into ``tree``."""
        shells = _Shells(self, content)
        by_hand: list[Source] = []
        for source in content.pages:
            key = f"{shells.key}{source.digest}"
            if tree.keys.get(source.out) == key:
                tree.keep(source.out)
            elif filled := shells.slots(content, source):
                tree.put(source.out, key, partial(shells.page, filled))
                self.spliced += 1
            else:
                by_hand.append(source)
                continue
            advance(1)
        self._put_by_hand(content, by_hand, shells.key, tree)
        advance(len(by_hand))
        shells.save()

    def _put_by_hand(self, content: Content, pages: list[Source], shell_key: str, tree: Tree) -> None:
        named = _named(content, pages)
        digest = hashlib.sha256(f"{shell_key} {named}".encode())
        for page in pages:
            digest.update(f"{page.name} {page.digest}\n".encode())
        key = digest.hexdigest()
        out = self.cache / "mkdocs" / key[:16]
        if not (out / "404.html").is_file():
            shutil.rmtree(out.parent, ignore_errors=True)
            docs = self.cache / "docs"
            _fill(docs, content, {page.name for page in pages}, named)
            made = out.with_suffix(".part")
            self.told += build(self.config_file, docs, made, self.settings)
            made.rename(out)
            self.built += len(pages)
        spliced = {page.out for page in content.pages} - {page.out for page in pages}
        for name, _ in walk(out):
            if name not in spliced and name not in ("sitemap.xml", "sitemap.xml.gz"):
                tree.link(name, key, f"{out}/{name}")


class _Shells:
    """The shells of one configuration, kept in the cache file ``shells.json``; MkDocs is loaded when one is missing."""

    def __init__(self, renderer: Renderer, content: Content) -> None:
        self._renderer = renderer
        self._content = content
        self._file = renderer.cache / "shells.json"
        self._theme: Theme | None = None
        self._layouts: dict[str, Pieces] = {}
        self._nav: tuple[str, ...] | None = None
        self._changed = False
        # Whether a page that the navigation names is there decides what the navigation links to.
        seeds = [page.name for page in content.pages if _may_be_in_nav(page.name)]
        made_from = [fingerprint(renderer.config_file), dict(sorted(renderer.settings.items())), seeds]
        self.key = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:24]
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            known = {}
        if known.get("key") == self.key:
            self._nav = tuple(known["nav"])
            self._layouts = {layout: tuple(pieces) for layout, pieces in known["layouts"].items()}

    @property
    def theme(self) -> Theme:
        if self._theme is None:
            docs = self._renderer.cache / "docs"
            _fill(docs, self._content)
            self._theme = Theme(self._renderer.config_file, docs, self._renderer.settings)
        return self._theme

    def slots(self, content: Content, source: Source) -> Slots | None:
        """What a generated page brings; None for any other page."""
        if self._nav is None:
            self._nav = self.theme.nav_urls
            self._changed = True
        # Tens of thousands of pages: joining paths and looking for line ends takes as long as reading.
        with open(f"{content.root}/{source.name}", "rb") as file:  # noqa: PTH123
            page = take_apart(file.read().decode())
        return slots(page, source.url, self._nav) if page else None

    def page(self, filled: Slots) -> bytes:
        """The finished page."""
        pieces = self._layouts.get(filled.layout)
        if pieces is None:
            pieces = self._layouts[filled.layout] = render_shell(self.theme, filled.layout)
            self._changed = True
        return fill(pieces, filled.values).encode("utf-8", errors="xmlcharrefreplace")

    def save(self) -> None:
        if self._changed:
            kept = {"key": self.key, "nav": self._nav, "layouts": self._layouts}
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def _may_be_in_nav(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return "/" not in folder and (not folder or file in _INDEX)


def _named(content: Content, pages: Iterable[Source]) -> list[str]:
    """The other pages that the Markdown of these ones names: MkDocs turns their names into addresses."""
    there = {page.name for page in content.pages}
    found: set[str] = set()
    for page in pages:
        folder = posixpath.dirname(page.name)
        for name in _MARKDOWN.findall((content.root / page.name).read_text(encoding="utf-8")):
            found.add(posixpath.normpath(posixpath.join(folder, name)))
    return sorted(found & there)


def _fill(docs: Path, content: Content, wanted: Collection[str] = (), named: Collection[str] = ()) -> None:
    """A folder for MkDocs: the wanted pages, and an empty one for every other that these or the navigation may name."""
    shutil.rmtree(docs, ignore_errors=True)
    docs.mkdir(parents=True)
    for page in content.pages:
        if page.name not in wanted and page.name not in named and not _may_be_in_nav(page.name):
            continue
        path = docs / page.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if page.name in wanted:
            shutil.copyfile(content.root / page.name, path)
        else:
            path.write_text("", encoding="utf-8")
