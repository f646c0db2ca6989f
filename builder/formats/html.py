"""Web pages to Document: decoded first, parsed once, walked once."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from builder.document import Document
from builder.formats.decode import decode
from builder.formats.elements import collapsed, hidden_elements, styles_of, text_of
from builder.formats.embedded import carried, escaped
from builder.formats.page import BIG_LINE, LINE, Page, has_grid
from builder.formats.plaintables import PlainTable, set_apart
from builder.formats.raised import raise_digits
from builder.formats.sniff import problem
from builder.formats.struck import strike, struck_text
from builder.formats.stylesheet import state_rules
from builder.formats.tables import MAX_CELLS, tidy
from builder.model import Finding
from builder.steps import Steps, Stepwise

MAX_CHARACTERS = 8 * 1024 * 1024  # after pictures in data: addresses are taken out
_MAX_TAGS = 600_000
_MAX_DEPTH = 2_048  # libxml2's own, beyond which it drops the rest of the page
_DATA_ADDRESS = re.compile(r"data:[\w/+.;=-]{0,100};base64,[A-Za-z0-9+/=]+")
_TAG = re.compile(r"<(?:p|div|table|tr|td|th|h[1-6]|li|br|span|section)(?=[\s>/])", re.IGNORECASE)


def read_html(data: bytes) -> Document | Finding:
    """The page as a Document of kind ``html``; ``empty``, ``unreadable``, ``scanned`` or ``too-large`` if not."""
    decoded = decode(data)
    if isinstance(decoded, Finding):
        return decoded
    text, findings = decoded
    document = read_markup(text)
    return document if isinstance(document, Finding) else replace(document, findings=(*findings, *document.findings))


def read_mhtml(data: bytes) -> Document | Finding:
    """The page of a web archive (RFC 2557), as Word and browsers save it; its pictures are left aside."""
    # As large as all other modules of a reader together, for a format that hardly any report has.
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                return read_html(content)
    return problem("unreadable", reason="broken-mhtml")


@Stepwise
def read_markup(text: str, line: int | None = None) -> Steps[Document | Finding]:
    """As ``read_html``, from text. ``line`` is the line of all that is found, where one line carried the text."""
    if len(text) > 500_000:
        text = _DATA_ADDRESS.sub("", text)
    if len(text) > MAX_CHARACTERS:
        return problem("too-large", what="characters", limit=str(MAX_CHARACTERS))
    if len(text) > _MAX_TAGS and text.count("<") > _MAX_TAGS:
        return problem("too-large", what="tags", limit=str(_MAX_TAGS))
    many = len(text) >= BIG_LINE and text.count("\n") >= BIG_LINE
    if line is None and many:
        page = yield from _walked(_with_lines(text), {}, line)
    else:
        shortened, plain = set_apart(text)
        yield
        page = yield from _walked(shortened, plain, line)
        if plain:  # some that were not met: they are no tables, but part of a script or comment, or are hidden
            page = yield from _walked(text, {}, line)
    if isinstance(page, Finding):
        return page
    if page.cells > MAX_CELLS:
        return problem("too-large", what="cells", limit=str(MAX_CELLS))
    yield
    root, blocks = page.root, page.trimmed()
    findings = struck_text(page.struck)
    if line is None and not has_grid(blocks):
        if markup := escaped(root):
            return read_markup(markup, 1 if many else None)
        for markup, at in carried(root):
            inner = read_markup(markup, at)
            if isinstance(inner, Document):
                blocks.extend(inner.blocks)
                findings.extend(inner.findings)
    if not blocks:
        return problem("scanned", format="HTML") if root.find(".//img") is not None else problem("empty")
    return Document("html", tuple(blocks), _title(root), _metadata(root), tuple(findings))


def _walked(text: str, plain: dict[str, PlainTable], line: int | None) -> Steps[Page | Finding]:
    """The page after its walk, or why it cannot be read; ``plain`` are the tables that were set apart, less
    in the end those that were met."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, collect_ids=False
    )
    data = text.encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:  # not a single element
        return problem("empty")
    if root is None:
        return problem("empty")
    if any("depth" in error.message for error in parser.error_log):
        return problem("too-large", what="nesting", limit=str(_MAX_DEPTH))
    yield
    styles = styles_of(root)
    if state_rules(root, styles, data):
        styles = styles_of(root)
    raise_digits(root, styles)
    strike(root, styles)
    yield
    page = Page(root, line, hidden_elements(root, styles), plain)
    page.walk()
    if page.dropped_tables and not has_grid(page.blocks) and not page.plain:
        page = Page(root, line)
        page.walk()
    return page


def _with_lines(text: str) -> str:
    """Puts each tag's line into an attribute of its own, for pages of more lines than libxml2 counts."""
    line, last = 1, 0

    def mark(match: re.Match[str]) -> str:
        nonlocal line, last
        line += text.count("\n", last, match.start())
        last = match.start()
        return f'{match[0]} {LINE}="{line}"'

    return _TAG.sub(mark, text)


def _title(root: etree._Element) -> str:
    for element in root.iter("title"):
        title = tidy(collapsed(text_of(element)))
        if title:
            return title
    return ""


def _metadata(root: etree._Element) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip()
        content = tidy(element.get("content") or "")
        if name and content and len(content) <= 500 and len(pairs) < 100:
            pairs.append((name, content))
    return tuple(pairs)
