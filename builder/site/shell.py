"""The theme's shell, rendered by MkDocs once per layout with marks in place of what a page brings.

A layout is everything of a page that the templates may branch on: its place, how many entries its contents list and its
breadcrumbs have, and all of its front matter except the texts that are only printed. Those, the body and the contents
list are spliced in where their marks stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from builder.site.generated import GeneratedPage
from builder.site.theme import Theme

Pieces = tuple[str, ...]

# Printed and never branched on, apart from being there or not.
_PRINTED = ("title", "description", "report_id")
_SAFE_URL = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*\Z")
# An address is printed as the way to it from the page, so the mark takes the steps up along.
_MARKS = re.compile(r"(?:\.\./)*(srmarkaddress[0-9]+x)|(srmark[a-z]+[0-9]*x)")


def mark(name: str, number: int | str = "") -> str:
    """A word that no page holds and no filter of a template changes."""
    return f"srmark{name.replace('_', '')}{number}x"


@dataclass(frozen=True, slots=True)
class Slots:
    """What one page brings to the shell of its ``layout``: values by mark."""

    layout: str
    values: dict[str, str]


def slots(page: GeneratedPage, url: str, nav_urls: Collection[str]) -> Slots | None:
    """What the page at ``url`` (from the site's root, with a slash at its end) brings; None if it cannot be spliced."""
    meta = page.meta
    crumbs = meta.get("breadcrumbs") or []
    if not _SAFE_URL.match(url) or not meta.get("title") or not all(isinstance(meta.get(n, ""), str) for n in _PRINTED):
        return None
    if not _SAFE_URL.match(f"{meta.get('report_id') or 'none'}/"):
        return None
    values = {mark("body"): page.content}
    values |= {mark(name): meta[name] for name in _PRINTED if meta.get(name)}
    for number, crumb in enumerate(crumbs):
        if not _is_crumb(crumb):
            return None
        values[mark("crumb", number)] = crumb[0]
        values[mark("address", number)] = relative(crumb[1], url)
    for number, heading in enumerate(page.headings):
        values[mark("id", number)], values[mark("heading", number)] = heading.id, heading.html
    kept = {name: value for name, value in meta.items() if name not in (*_PRINTED, "breadcrumbs")}
    place = url
    # A page that its own shell names is that shell's only one; the others of a folder share theirs.
    if url not in nav_urls and json.dumps(url) not in json.dumps(kept):
        first, *steps = url.rstrip("/").split("/")
        values |= {mark("step", number): step for number, step in enumerate(steps)}
        place = "".join(f"{step}/" for step in (first, *(mark("step", number) for number in range(len(steps)))))
    layout = {
        "place": place,
        "meta": kept,
        "printed": {name: bool(meta[name]) for name in _PRINTED if name in meta},
        "crumbs": len(crumbs),
        "headings": [heading.level for heading in page.headings],
    }
    return Slots(json.dumps(layout, ensure_ascii=False, sort_keys=True, separators=(",", ":")), values)


def _is_crumb(crumb: object) -> bool:
    """A [title, address] pair whose address is a plain path from the root."""
    match crumb:
        case [str(), str(address)]:
            return bool(address) and _SAFE_URL.match(address) is not None
    return False


def relative(target: str, url: str) -> str:
    """The way from the page at ``url`` to ``target``, both from the root with slashes at their ends."""
    there, here = target.split("/")[:-1], url.split("/")[:-1]
    shared = 0
    while shared < min(len(there), len(here)) and there[shared] == here[shared]:
        shared += 1
    steps = [".."] * (len(here) - shared) + there[shared:]
    return f"{'/'.join(steps) or '.'}/"


def fill(pieces: Pieces, values: Mapping[str, str]) -> str:
    """The finished page: every second piece is a mark."""
    out = list(pieces)
    for at in range(1, len(out), 2):
        out[at] = values[out[at]]
    return "".join(out)


def render_shell(theme: Theme, layout: str) -> Pieces:
    """The shell of a layout as text and marks in turn."""
    from mkdocs.structure.toc import AnchorLink

    wanted = json.loads(layout)
    meta: dict[str, Any] = dict(wanted["meta"])
    for name, given in wanted["printed"].items():
        meta[name] = mark(name) if given else ""
    if wanted["crumbs"]:
        meta["breadcrumbs"] = [[mark("crumb", n), f"{mark('address', n)}/"] for n in range(wanted["crumbs"])]
    entries: list[AnchorLink] = []
    for number, level in enumerate(wanted["headings"]):
        entry = AnchorLink(mark("heading", number), mark("id", number), level)
        (entries if level == 1 else entries[-1].children).append(entry)
    # The theme adds a heading to a body that has none.
    body = f"<h1{mark('body')}"
    html = theme.render(wanted["place"], meta, body, entries).replace(body, mark("body"))
    return _split(re.sub(r"(srmarkaddress[0-9]+x)/", r"\1", html))


def _split(html: str) -> Pieces:
    pieces: list[str] = []
    at = 0
    for found in _MARKS.finditer(html):
        pieces += [html[at : found.start()], found[1] or found[2]]
        at = found.end()
    return (*pieces, html[at:])
