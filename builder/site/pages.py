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
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from builder.engine import Engine
from builder.folder.digests import Digests
from builder.folder.memory import forget
from builder.places import broken_line
from builder.site.publish import Tree
from builder.site.shells import SPLICING, Order, Shells
from builder.site.theme import Theme, ThemeError, build, fingerprint, need_front_matter

_INDEX = ("index.md", "README.md")
_MARKDOWN = re.compile(r"[\w./-]+\.md\b")
Advance = Callable[[int], None]
ONE_OF = 100
"""One of so many pages is spliced before the others, to see what layouts there are."""


class Source(NamedTuple):
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

    def path(self, page: Source) -> str:
        """The Markdown file of a page."""
        return f"{self.root}/{page.name}"


def scan(digests: Digests) -> Content:
    """Everything in the folder but hidden files."""
    pages: list[Source] = []
    files: list[tuple[str, str]] = []
    for name, _ in walk(digests.root):
        digest = digests.of(name)
        if name.endswith(".md"):
            url = address(name)
            pages.append(Source(name, digest, url, f"{url}index.html"))
        else:
            files.append((name, digest))
    digests.save()
    return Content(digests.root, tuple(pages), tuple(files))


def address(name: str) -> str:
    """Where the page of a Markdown file stands in the site, "" for the first one; ``name`` as ``walk`` gives it."""
    folder, _, file = name.rpartition("/")
    if file in _INDEX:
        return f"{folder}/" if folder else ""
    return f"{name[:-3]}/"


def walk(root: Path, prefix: str = "", without: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Files under ``root``, with forward slashes, and their paths, sorted within each folder, without hidden ones and
    those in the folders ``without``."""
    with os.scandir(root / prefix) as found:
        entries = sorted((e for e in found if not e.name.startswith(".")), key=lambda e: e.name)
    for entry in entries:
        if entry.is_dir():
            if f"{prefix}{entry.name}" not in without:
                yield from walk(root, f"{prefix}{entry.name}/", without)
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

    def put(self, content: Content, tree: Tree, engine: Engine, advance: Advance) -> None:
        """Bring every page of ``content`` and the theme's own files into ``tree``. The engine's workers must see the
        same disk."""
        shells = self._shells(content)
        splicing = _Splicing(content, shells, tree, advance)
        stale: list[Source] = []
        for source in content.pages:
            if tree.keys.get(source.out) == splicing.key(source):
                tree.keep(source.out)
                advance(1)
            else:
                stale.append(source)
        # A few pages show nearly all layouts; what they do not show comes back from the workers.
        by_hand = splicing.here(stale[::ONE_OF])
        left = splicing.spread([source for at, source in enumerate(stale) if at % ONE_OF], engine)
        by_hand += splicing.here(left)
        self.spliced += len(stale) - len(by_hand)
        self._put_by_hand(content, sorted(by_hand, key=attrgetter("name")), shells.key, tree)
        advance(len(by_hand))

    def _shells(self, content: Content) -> Shells:
        # Whether a page that the navigation names is there decides what the navigation links to.
        seeds = [page.name for page in content.pages if _may_be_in_nav(page.name)]
        made_from = [fingerprint(self.config_file), dict(sorted(self.settings.items())), seeds]
        key = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:24]

        def load() -> Theme:
            docs = self.cache / "docs"
            _fill(docs, content)
            return Theme(self.config_file, docs, self.settings)

        return Shells(self.cache / "shells.json", key, load)

    def _put_by_hand(self, content: Content, pages: list[Source], shell_key: str, tree: Tree) -> None:
        named = _named(content, pages)
        digest = hashlib.sha256(f"{shell_key} {named}".encode())
        for page in pages:
            digest.update(f"{page.name} {page.digest}\n".encode())
        key = digest.hexdigest()
        out = self.cache / "mkdocs" / key[:16]
        if not (out / "404.html").is_file():
            forget(out.parent)
            for page in pages:
                need_front_matter(content.root / page.name)
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


@dataclass(frozen=True)
class _Splicing:
    """Brings pages of ``content`` into ``tree``, spliced into ``shells``."""

    content: Content
    shells: Shells
    tree: Tree
    advance: Advance

    def here(self, pages: Iterable[Source]) -> list[Source]:
        """Splices pages in this process; those that are not generated are returned."""
        by_hand: list[Source] = []
        for source in pages:
            page = self.shells.page(self.content.path(source), source.url)
            if page is None:
                by_hand.append(source)
            else:
                self.tree.put_bytes(source.out, page, self.key(source))
                self.advance(1)
        self.shells.save()
        return by_hand

    def spread(self, pages: Iterable[Source], engine: Engine) -> list[Source]:
        """Lets the workers splice pages; those that they could not are returned."""
        by_url = {source.url: source for source in pages}
        left: list[Source] = []
        for batch, done in engine.run(SPLICING, map(self._order, by_url.values())):
            for order, written in zip(batch, done, strict=True):
                source = by_url[order.url]
                if written:
                    self.tree.made(source.out, self.key(source))
                else:
                    left.append(source)
            self.advance(sum(done))
        return left

    def _order(self, source: Source) -> Order:
        out = self.tree.path(source.out)
        return Order(self.shells.file, self.shells.key, self.content.path(source), source.url, out)

    def key(self, source: Source) -> str:
        """What a spliced page is made from."""
        return f"{self.shells.key}{source.digest}"


def _may_be_in_nav(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return "/" not in folder and (not folder or file in _INDEX)


def _named(content: Content, pages: Iterable[Source]) -> list[str]:
    """The other pages that the Markdown of these ones names: MkDocs turns their names into addresses."""
    there = {page.name for page in content.pages}
    found: set[str] = set()
    for page in pages:
        folder = posixpath.dirname(page.name)
        for name in _MARKDOWN.findall(_text(content.root / page.name)):
            found.add(posixpath.normpath(posixpath.join(folder, name)))
    return sorted(found & there)


def _text(page: Path) -> str:
    try:
        return page.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ThemeError(f"{page}:{broken_line(error)}: not in UTF-8; save the page as UTF-8") from error


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
