"""Bytes to Document. The kind of a file is told from its content, never from the ending of its name."""

from __future__ import annotations

from dataclasses import replace

from builder.document import Document
from builder.formats.decode import decode
from builder.formats.embedded import from_script
from builder.formats.frontmatter import declared, parted
from builder.formats.html import MAX_CHARACTERS, read_markup, read_mhtml
from builder.formats.markup import read_mixed, text_kind
from builder.formats.sniff import binary_kind, problem
from builder.formats.text import read_text
from builder.model import Finding
from builder.steps import Steps, Stepwise

__all__ = ["read"]


@Stepwise
def read(data: bytes, name: str) -> Steps[Document | Finding]:
    """What the file says, or a Finding that keeps it out: ``empty``, ``scanned``, ``legacy-format``,
    ``unsupported-format``, ``not-a-report``, ``unreadable`` or ``too-large``. ``name`` is only quoted in messages.

    Warnings and hints on what was left out or damaged come along as the Document's findings.
    """
    result = yield from _read(data)
    if isinstance(result, Finding):
        return replace(result, values=(*result.values, ("file", name)))
    return result if result.blocks else problem("empty", file=name)


def _read(data: bytes) -> Steps[Document | Finding]:
    kind = binary_kind(data)
    if isinstance(kind, Finding):
        return kind
    # The readers of packages and PDF are imported when needed: a worker that meets text alone never pays for them.
    if kind == "pdf":
        from builder.formats.pdf import read_pdf

        return (yield from read_pdf.steps(data))
    if kind == "docx":
        from builder.formats.docx import read_docx

        return read_docx(data)
    if kind == "xlsx":
        from builder.formats.xlsx import read_xlsx

        return read_xlsx(data)
    if kind == "mhtml":
        return read_mhtml(data)
    decoded = decode(data)
    if isinstance(decoded, Finding):
        return decoded
    text, findings = decoded
    yield
    document = yield from _read_decoded(text)
    if isinstance(document, Finding) or not findings:
        return document
    return replace(document, findings=(*findings, *document.findings))


def _read_decoded(text: str) -> Steps[Document | Finding]:
    if text.startswith("---") and (front := parted(text))[0]:
        document = yield from _read_decoded(front[1])
        return document if isinstance(document, Finding) else declared(document, front[0])
    kind = text_kind(text)
    if kind == "html":
        return (yield from read_markup.steps(text))
    if len(text) > MAX_CHARACTERS:
        return problem("too-large", what="characters", limit=str(MAX_CHARACTERS))
    if kind == "script":
        return read_markup(from_script(text), 1)
    if kind == "mixed":
        return read_mixed(text)
    return read_text(text, kind)
