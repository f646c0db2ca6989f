"""From a template to a page: front matter, headings, and finished HTML in one element between each two headings.

So no text of a report can be Markdown, any Markdown renderer gives the same HTML, and a page's body can be spliced
into the theme's shell without running one.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import escape

from builder.cache import program_digest
from builder.charts.chart import script_json
from builder.charts.figure import data_table, figure
from builder.exports.schema_org import script
from builder.pages import text

_JSON = json.JSONEncoder(ensure_ascii=False)
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
_BREAK = re.compile(r"\n(?:\n|(## .+ \{#[a-z0-9-]+\})$)", re.MULTILINE)
"""A blank line, or a heading. White space alone is in no line of a template."""


@dataclass(frozen=True, slots=True)
class Page:
    """One generated page. ``path`` is relative to the content folder; ``values`` fill the template.

    ``title`` and ``description`` are plain text. What the theme reads from the front matter: ``hide`` (navigation,
    toc), ``kind`` of page, ``section`` (the tab it belongs to), ``trail`` (title and address from the root of the pages
    above it), ``report_id``, ``lang``, ``alternate`` (language and address of the same page in another language).
    ``described`` are schema.org descriptions, which end up in the body as data.
    """

    path: str
    template: str
    title: str
    description: str
    values: Mapping[str, Any]
    heading: str = ""
    kind: str = ""
    section: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    report_id: str = ""
    hide: tuple[str, ...] = ("navigation",)
    lang: str = "zh"
    alternate: tuple[tuple[str, str], ...] = ()
    described: tuple[Mapping[str, Any], ...] = ()

    @property
    def address(self) -> str:
        """Where the page stands in the site, from its root: empty for the home page, else with a slash at its end."""
        steps = self.path.removesuffix(".md").removesuffix("index").rstrip("/")
        return f"{steps}/" if steps else ""

    @property
    def root(self) -> str:
        """The way from this page's address up to the site's root: empty for the home page, else ``../`` each step."""
        steps = self.path.removesuffix(".md").split("/")
        return "../" * len(steps if steps[-1] != "index" else steps[:-1])


class PageSet(NamedTuple):
    """Pages that are made together. ``name`` is theirs alone; ``pages`` are not made before somebody asks for them, and
    are the same as long as ``made_from`` is."""

    name: str
    made_from: Sequence[bytes]
    pages: Iterable[Page]


@cache
def environment() -> Environment:
    """The templates, compiled once; everything that is not Markup is escaped."""
    made = Environment(
        loader=PackageLoader("builder"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        # A heading ends in {#id}, which is Jinja's own sign of a comment.
        comment_start_string="{*",
        comment_end_string="*}",
    )
    made.filters.update(
        count=text.count, in_english=text.in_english, plain=text.plain, span=text.span, json=script_json
    )
    made.globals.update(share=text.share, figure=figure, data_table=data_table)
    return made


@contextmanager
def keep_compiled(folder: Path) -> Iterator[None]:
    """Let the templates that are compiled in the block be kept in this folder; what another program kept there goes."""
    # Jinja looks at the template alone, and what it is compiled to depends on the environment too.
    own = folder / program_digest()[:16]
    for other in folder.glob("*"):
        if other != own:
            shutil.rmtree(other)
    own.mkdir(parents=True, exist_ok=True)
    environment().bytecode_cache = FileSystemBytecodeCache(str(own))
    try:
        yield
    finally:
        environment().bytecode_cache = None


def render(page: Page) -> str:
    """The page as Markdown text."""
    body = environment().get_template(page.template).render(root=page.root or "./", page=page, **page.values)
    body += "".join(f"\n{script(data)}" for data in page.described)
    lines = ["---", *_front_matter(page)]
    lines += ["---", "", f"# {text.heading(page.heading or page.title)} {{#top}}", "", _blocks(body)]
    return "\n".join(lines)


def _front_matter(page: Page) -> Iterator[str]:
    """Lines of YAML; texts are HTML-escaped, as the theme puts them into the page as they are."""
    fields: dict[str, Hashable] = {"title": _escaped(page.title), "description": _escaped(page.description)}
    fields |= {"kind": page.kind, "section": page.section, "report_id": page.report_id}
    fields |= {"breadcrumbs": _trail(page.trail), "alternate": page.alternate, "hide": page.hide}
    fields |= {"lang": page.lang if page.lang != "zh" else ""}
    return (f"{name}: {_json(value)}" for name, value in fields.items() if value)


# Pages that are made together have much of it in common.
_json = lru_cache(maxsize=256)(_JSON.encode)


@lru_cache(maxsize=64)
def _trail(trail: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((_escaped(title), address) for title, address in trail)


def _escaped(words: str) -> str:
    return str(escape(text.plain(words)))


def _blocks(body: str) -> str:
    """The body without blank lines, with everything between two headings as one element."""
    body = f"\n{body}"
    breaks = list(_BREAK.finditer(body))
    # Most pages have no blank line, and to take out those of the others takes longer than to look for one.
    if any(each[1] is None for each in breaks):
        body = _BLANK_LINE.sub("", body)
        breaks = list(_BREAK.finditer(body))
    out: list[str] = []
    at = 0
    for heading in breaks:
        out += [_block(body[at : heading.start()]), heading[1]]
        at = heading.end()
    out.append(_block(body[at:]))
    return "\n\n".join(part for part in out if part) + "\n"


def _block(html: str) -> str:
    html = html.strip()
    return f'<div class="sr">\n{html}\n</div>' if html else ""
