"""Which of the text formats a decoded file is, and Markdown that carries tables in HTML."""

from __future__ import annotations

import re
from typing import Literal

from builder.formats.embedded import is_script
from builder.formats.html import read_markup
from builder.formats.tables import shifted
from builder.formats.text import read_text
from builder.model import Block, Document, Finding

TextKind = Literal["html", "script", "mixed", "markdown", "text"]

_SAMPLE = 200_000  # characters
_PAGE = re.compile(r"(?is)(?:\s|<!--.*?-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body|meta)\b")
_TAG = re.compile(r"(?i)</?(?:p|div|span|br|font|h[1-6]|li|ul|section|article|center|script|table|tr|td|th)\b[^<>]*>")
_TABLE = re.compile(r"(?is)<table\b.*?</table\s*>")
_WRAPPER = re.compile(r"(?i)</?(?:html|body|br|sup|sub)\b[^<>]*>")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|\s*\|?\s*:?-{3,}:?\s*\|)", re.MULTILINE)


def text_kind(text: str) -> TextKind:
    """``html``: tags carry the text; ``script``: JSON or a script with markup in its strings; ``mixed``: Markdown with
    HTML tables; else ``markdown`` or ``text``."""
    sample = text[:_SAMPLE]
    if _PAGE.match(sample):
        return "html"
    if is_script(text):
        return "script"
    outside = _TABLE.sub("", sample)
    tables = len(outside) < len(sample)
    tags = len(_TAG.findall(outside))
    lines = sum(1 for line in _WRAPPER.sub("", outside).split("\n") if line.strip())
    if tables and lines and tags * 4 <= lines:
        return "mixed"
    if tables or "<table" in sample.lower() or tags > max(2, lines // 2):
        return "html"
    return "markdown" if _MARKDOWN.search(sample) else "text"


def read_mixed(text: str) -> Document | Finding:
    """Markdown whose tables are HTML, in reading order; its lines keep their numbers."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    start = 0
    for match in _TABLE.finditer(text):
        blocks += _prose(text, start, match.start())
        table = read_markup(match[0])
        if isinstance(table, Document):
            before = text.count("\n", 0, match.start())
            blocks += [shifted(block, before) for block in table.blocks]
            findings += table.findings
        elif table.code == "too-large":
            return table
        start = match.end()
    blocks += _prose(text, start, len(text))
    return Document("markdown", tuple(blocks), findings=tuple(findings))


def _prose(text: str, start: int, end: int) -> list[Block]:
    before = text.count("\n", 0, start)
    document = read_text(_WRAPPER.sub("", text[start:end]), "markdown")
    return [shifted(block, before) for block in document.blocks]
