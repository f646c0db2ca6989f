"""Generated pages, taken apart: what a page brings, and the HTML that Python-Markdown makes of it, without running it.

A generated page is front matter, headings ``# title {#id}`` and ``## title {#id}``, and blocks of finished HTML that
begin with ``<div`` and hold no blank line. Anything else is not ours and is left to MkDocs.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_HEADING = re.compile(r"(#{1,2}) (\S(?:.*\S)?) \{#([a-z][a-z0-9-]*)\}\Z")
# What Python-Markdown could take for more than text in a heading, and what it would change in a block of HTML. Numeric
# character references come out as they are.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>]|&(?!#[0-9]+;)|(?<!&)#|  ")
_ALTERED = ("\t", "\r", "\x02", "\x03")
_META = re.compile(r"([a-z_]+): (.+)\Z")
# No escapes, and nothing that YAML could read otherwise than JSON.
_STRING = re.compile(r'"[^"\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*"\Z')
_WORDS = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)\b)(?:[a-z]+|\[[a-z]+(?:, [a-z]+)*\])\Z")


@dataclass(frozen=True, slots=True)
class Heading:
    """``html`` is what both the page and its contents list show."""

    level: int
    id: str
    html: str


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page as its file has it. ``meta`` is the front matter; the first heading is the title."""

    meta: dict[str, Any]
    headings: tuple[Heading, ...]
    content: str


def take_apart(text: str) -> GeneratedPage | None:
    """The page's parts; None for a page that is not of the generated kind."""
    if not text.startswith("---\n") or any(each in text for each in _ALTERED):
        return None
    front, found, body = text[4:].partition("\n---\n\n")
    meta = _front_matter(front)
    if not found or meta is None or not body.endswith("\n"):
        return None
    out: list[str] = []
    headings: list[Heading] = []
    for block in body[:-1].split("\n\n"):
        heading = _HEADING.match(block)
        if heading:
            level, html, id = len(heading[1]), heading[2], heading[3]
            if _MARKUP.search(html):
                return None
            headings.append(Heading(level, id, html))
            out.append(f'<h{level} id="{id}">{html}</h{level}>\n')
        elif block.startswith("<div") and block.endswith("</div>"):
            out.append(f"{block}\n\n")
        else:
            return None
    ids = {h.id for h in headings}
    if not headings or [h.level for h in headings].count(1) != 1 or headings[0].level != 1 or len(ids) < len(headings):
        return None
    return GeneratedPage(meta, tuple(headings), "".join(out).strip())


def _front_matter(text: str) -> dict[str, Any] | None:
    """Lines ``name: value`` whose value is JSON, a bare word, or a list of bare words; None for any other YAML."""
    meta: dict[str, Any] = {}
    for line in text.split("\n"):
        found = _META.match(line)
        if not found:
            return None
        name, value = found.groups()
        if _STRING.match(value):
            meta[name] = value[1:-1]
        elif _WORDS.match(value):
            words = [word.strip() for word in value.strip("[]").split(",")]
            meta[name] = words if value.startswith("[") else words[0]
        else:
            try:
                meta[name] = json.loads(value)
            except ValueError:
                return None
    return meta
