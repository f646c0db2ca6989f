"""Writes a page in any container and layout under one name, such as ``text:tab`` or ``html:word``."""

from __future__ import annotations

from random import Random

from builder.synth import flat, markup, office
from builder.synth import pdf as paper
from builder.synth.model import Page, Truth

LAYOUTS: tuple[str, ...] = (
    *(f"text:{name}" for name in flat.LAYOUTS),
    "markdown",
    *(f"html:{flavour}" for flavour in markup.FLAVOURS),
    "docx",
    "xlsx",
    *(f"pdf:{flavour}" for flavour in paper.FLAVOURS),
)

SUFFIXES = {"text": "txt", "markdown": "md", "html": "html", "docx": "docx", "xlsx": "xlsx", "pdf": "pdf"}


def shows_blanks(layout: str) -> bool:
    """True where a blank figure stays visible as an empty cell, so that nothing about it must be guessed."""
    kind, _, name = layout.partition(":")
    return flat.LAYOUTS[name][2] if kind == "text" else layout != "pdf:bare"


def render(page: Page, truth: Truth, layout: str, rng: Random) -> tuple[bytes, str]:
    """The file's bytes and its suffix without the dot. KeyError for an unknown layout."""
    kind, _, name = layout.partition(":")
    suffix = SUFFIXES[kind]
    match kind:
        case "text":
            data = flat.text(page, name, rng).encode()
        case "markdown":
            data = flat.markdown(page, rng).encode()
        case "html":
            charset = rng.choice(tuple(markup.CHARSETS))
            data = markup.encoded(markup.html(page, truth, name, rng), charset)
        case "docx":
            data = office.docx(page)
        case "xlsx":
            data = office.xlsx(page)
        case _:
            data = paper.pdf(page, name, rng.choice(("- {} -", "— {} —", "{}", "第 {} 页")))
    return data, suffix
