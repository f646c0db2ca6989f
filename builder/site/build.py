"""From content, the search's index and data folders to the published site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from builder.engine import Engine
from builder.folder import Folder
from builder.folder.digests import Digests
from builder.progress import Stage
from builder.site.pages import Content, Renderer, scan, walk
from builder.site.publish import Tree, publication
from builder.site.search import KEY, NAMED_AFTER_CONTENT, made_by

SITEMAP_SIZE = 50_000
"""Addresses that one sitemap may hold (sitemaps.org protocol)."""


@dataclass(frozen=True)
class Site:
    """What a site is made from.

    ``content`` knows the folder of Markdown pages and of files published as they are; ``trees`` are further folders of
    such files, written to by this build, by the path they appear under, empty for the root itself. ``cache`` belongs to
    this package. ``site_url`` with its final slash, or empty: then nothing that needs absolute addresses is made.
    ``search`` is the folder of the search's index, None for a site that cannot be searched.
    """

    content: Digests
    out: Path
    cache: Path
    config_file: Path = Path("mkdocs.yml")
    trees: Mapping[str, Folder] = field(default_factory=dict)
    site_url: str = ""
    search: Path | None = None


@dataclass
class Built:
    """What a build did: ``pages`` in all, ``rendered`` anew, files ``changed`` and ``removed``, and what MkDocs warned
    of."""

    pages: int
    rendered: int
    warnings: tuple[str, ...]
    changed: int = 0
    removed: int = 0


@contextmanager
def rendered(site: Site, engine: Engine, stage: Stage) -> Iterator[Built]:
    """The site with its pages rendered; the index and the trees may still be made in the block, and all of it is
    published in one step when that ends without an exception. ``stage`` is told of ``render`` and ``publish``. The
    engine's workers must see the same disk.

    ThemeError, PublishError or OSError leave the published folder as it was.
    """
    content = scan(site.content)
    settings = {"site_url": site.site_url} if site.site_url else {}
    renderer = Renderer(site.config_file.absolute(), settings, site.cache / "pages", [])
    with ExitStack() as publishing:
        tree = publishing.enter_context(publication(site.out, site.cache))
        with stage("render", len(content.pages)) as advance:
            renderer.put(content, tree, engine, advance)
        built = Built(len(content.pages), renderer.spliced + renderer.built, tuple(renderer.told))
        yield built
        with stage("publish"):
            for name, digest in content.files:
                tree.put(name, digest, (content.root / name).read_bytes)
            for prefix, files in site.trees.items():
                _put_tree(tree, prefix, files)
            if site.search is not None:
                _put_search(tree, site.search)
            _put_sitemap(tree, content, site.site_url)
            publishing.close()
            for files in site.trees.values():
                files.digests.save()
        built.changed, built.removed = len(tree.changed), len(tree.removed)


def _put_tree(tree: Tree, prefix: str, files: Folder) -> None:
    """Files of this folder are replaced, never written into, so the site's are other names of them."""
    for name in files.names:
        tree.link(f"{prefix}/{name}" if prefix else name, files.digests.of(name), f"{files.root}/{name}")


def _put_search(tree: Tree, folder: Path) -> None:
    """Nearly all files of a shard are called after what is in them, and stay where a shard that was indexed anew has
    them too; the others have the shard's key."""
    keys: dict[str, str] = {}
    for name, path in walk(folder):
        shard, _, file = name.partition("/")
        if not file:
            tree.put_bytes(f"search/{name}", (folder / name).read_bytes())
        elif file != KEY:
            if shard not in keys:
                keys[shard] = (folder / shard / KEY).read_text(encoding="ascii")
            made_from = f"{made_by()} {file}" if file.endswith(NAMED_AFTER_CONTENT) else keys[shard]
            tree.link(f"search/{name}", made_from, path)


def _put_sitemap(tree: Tree, content: Content, site_url: str) -> None:
    """Sitemaps want absolute addresses: none without ``site_url``. No dates: only a clock knows them."""
    if not site_url:
        return
    urls = [f"{site_url}{page.url}" for page in content.pages]
    parts = [urls[at : at + SITEMAP_SIZE] for at in range(0, len(urls), SITEMAP_SIZE)]
    if len(parts) == 1:
        tree.put_bytes("sitemap.xml", _sitemap("urlset", "url", parts[0]))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        tree.put_bytes(name, _sitemap("urlset", "url", part))
    tree.put_bytes("sitemap.xml", _sitemap("sitemapindex", "sitemap", [f"{site_url}{name}" for name in names]))


def _sitemap(outer: str, inner: str, urls: Iterable[str]) -> bytes:
    lines = "".join(f"<{inner}><loc>{escape(url)}</loc></{inner}>\n" for url in urls)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{space}">\n{lines}</{outer}>\n'.encode()
