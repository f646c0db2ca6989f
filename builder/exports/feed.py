"""The Atom feed of data versions, ``/feed.xml``: which reports each brought, changed or took away."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal
from xml.etree import ElementTree

from builder.exports import about
from builder.exports.schema_org import site_address

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, about.NAME)
WORDS = {"added": "新增", "changed": "更正", "removed": "撤下"}
MOST_UPDATES = 50
MOST_CHANGES = 100
# What XML 1.0 cannot hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one report. ``figures`` is how many of its figures differ; ``year`` None if unknown."""

    report_id: str
    agency: str
    year: int | None
    kind: Literal["added", "changed", "removed"]
    figures: int = 0


@dataclass(frozen=True, slots=True)
class Update:
    """One data version. ``day`` (ISO date) is when it was recorded, never the day of the build."""

    version: str
    day: str
    changes: tuple[Change, ...]


def atom(updates: Sequence[Update], site_url: str | None) -> bytes:
    """The feed, newest first, at most fifty versions. ``updates`` may be in any order. Ids stay the same whatever the
    site's address is; links are relative without one."""
    newest = sorted(updates, key=lambda u: (u.day, u.version), reverse=True)[:MOST_UPDATES]
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    _text(feed, "id", uuid.uuid5(NAMESPACE, "feed").urn)
    _text(feed, "title", f"{about.PUBLISHER_ZH}：数据更新")
    _text(feed, "updated", f"{newest[0].day if newest else '2000-01-01'}T00:00:00Z")
    _text(_text(feed, "author"), "name", about.PUBLISHER_ZH)
    _text(feed, "rights", f"{about.LICENCE} {about.LICENCE_URL}")
    if site_url:
        _link(feed, site_address("feed.xml", "", site_url), "self")
    _link(feed, site_address("updates/", "", site_url), "alternate")
    for update in newest:
        _entry(feed, update, site_url)
    ElementTree.indent(feed)
    text: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _entry(feed: ElementTree.Element, update: Update, site_url: str | None) -> None:
    entry = _text(feed, "entry")
    _text(entry, "id", uuid.uuid5(NAMESPACE, f"{update.day} {update.version}").urn)
    _text(entry, "title", f"数据版本 {update.version}：{summary(update)}")
    _text(entry, "updated", f"{update.day}T00:00:00Z")
    _link(entry, f"{site_address('updates/', '', site_url)}#{update.version}", "alternate")
    lines = [_line(change, site_url) for change in update.changes[:MOST_CHANGES]]
    if len(update.changes) > MOST_CHANGES:
        lines.append(f"另有 {len(update.changes) - MOST_CHANGES} 份报告")
    items = "".join(f"<li>{each}</li>" for each in lines)
    _text(entry, "content", f"<ul>{items}</ul>").set("type", "html")


def summary(update: Update) -> str:
    """How many reports came, changed and went, in Chinese."""
    counts = {kind: sum(change.kind == kind for change in update.changes) for kind in WORDS}
    parts = [f"{WORDS[kind]} {count} 份报告" for kind, count in counts.items() if count]
    return "，".join(parts) or "无变化"


def _line(change: Change, site_url: str | None) -> str:
    """One change in Chinese, as HTML; a report that is still there is linked."""
    name = escape(f"{change.agency} {change.year} 年" if change.year else change.agency)
    if change.kind != "removed":
        name = f'<a href="{escape(site_address(f"reports/{change.report_id}/", "", site_url))}">{name}</a>'
    figures = f"（{change.figures} 个数字）" if change.figures else ""
    return f"{WORDS[change.kind]}：{name}{figures}"


def _text(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    if text is not None:
        child.text = _NOT_XML.sub("\ufffd", text)
    return child


def _link(parent: ElementTree.Element, address: str, rel: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": address})
