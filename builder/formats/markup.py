"""Which of the text formats a decoded file is, and Markdown that carries tables in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from builder.document import Block, Document
from builder.formats.embedded import is_script
from builder.formats.html import read_markup
from builder.formats.raised import raised, raises
from builder.formats.sniff import problem
from builder.formats.struck import strikes
from builder.formats.stylesheet import leaves_nothing
from builder.formats.tables import shifted
from builder.formats.text import read_text
from builder.model import Finding

TextKind = Literal["html", "script", "mixed", "markdown", "text"]

_SAMPLE = 200_000  # characters
_MOST_TABLES = 1_000
_PAGE = re.compile(r"(?is)(?:\s|<!--.*?-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body|meta)\b")
_TAG = re.compile(r"(?i)</?(?:p|div|span|br|font|h[1-6]|li|ul|section|article|center|script|table|tr|td|th)\b[^<>]*>")
_WRAPPER = re.compile(r"(?i)</?(?:html|body|br|sup|sub)\b[^<>]*>")
_INLINE = re.compile(r"(?i)</?(?:html|body|sup|sub|p|div|span|font|section|article|center|strong|b|u)\b[^<>]*>")
_SUPERSCRIPT = re.compile(r"(?i)<sup\b[^<>]*>([^<>]*+)</sup\b")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|\s*\|?\s*:?-{3,}:?\s*\|)", re.MULTILINE)


def text_kind(text: str) -> TextKind:
    """``html``: tags carry the text; ``script``: JSON or a script with markup in its strings; ``mixed``: Markdown with
    HTML tables; else ``markdown`` or ``text``."""
    sample = text[:_SAMPLE]
    if _PAGE.match(sample):
        return "html"
    if is_script(text):
        return "script"
    if "<" not in sample:
        return "markdown" if _is_markdown(sample) else "text"
    spans = list(_tables(sample))
    outside = "".join(sample[a:b] for a, b in _between(spans, len(sample)))
    tags = len(_TAG.findall(outside))
    lines = sum(1 for line in _WRAPPER.sub("", outside).split("\n") if line.strip())
    bare = not spans and "<table" not in sample.lower()
    if (spans and lines and tags * 4 <= lines) or (bare and tags and _is_markdown(sample)):
        return "mixed"
    if not bare or tags > max(2, lines // 2):
        return "html"
    return "markdown" if _is_markdown(sample) else "text"


def _is_markdown(text: str) -> bool:
    return ("#" in text or "---" in text) and _MARKDOWN.search(text) is not None


def read_mixed(text: str) -> Document | Finding:
    """Markdown whose tables are HTML, in reading order; its lines keep their numbers."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    spans = list(_tables(text))
    if len(spans) > _MOST_TABLES:
        return problem("too-large", what="tables", limit=str(_MOST_TABLES))
    lines = end = 0
    for start, after in spans:
        blocks += _prose(text[end:start], lines)
        lines += text.count("\n", end, start)
        table = read_markup(text[start:after])
        if isinstance(table, Document):
            blocks += [shifted(block, lines) for block in table.blocks]
            findings += table.findings
        elif table.code == "too-large":
            return table
        lines += text.count("\n", start, after)
        end = after
    blocks += _prose(text[end:], lines)
    return Document("markdown", tuple(blocks), findings=tuple(findings))


def _prose(text: str, lines_before: int) -> list[Block]:
    text = _SUPERSCRIPT.sub(lambda mark: raised(mark[1]) + "</sup", text)
    document = read_text(_INLINE.sub(_left, text), "markdown")
    return [shifted(block, lines_before) for block in document.blocks]


def _left(tag: re.Match[str]) -> str:
    """What stays of a tag in Markdown: its line ends, so that lines keep their numbers, and all of one that hides,
    strikes or raises digits, so that these pass for none of a figure's."""
    said = tag[0]
    if "hidden" in said or any(says(said) for says in (raises, strikes, leaves_nothing)):
        return said
    return "\n" * said.count("\n")


def _tables(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each HTML table, from its tag to the next that ends one; none that never ends."""
    lower = text.replace("<TABLE", "<table").replace("</TABLE", "</table")  # lower() could change the length
    end = 0
    while (start := lower.find("<table", end)) >= 0:
        last = lower.find("</table", start)
        end = lower.find(">", last) + 1 if last >= 0 else 0
        if not end:
            return
        yield start, end


def _between(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """What lies before, between and after ``spans``."""
    return list(zip([0, *(end for _, end in spans)], [*(start for start, _ in spans), length], strict=True))
