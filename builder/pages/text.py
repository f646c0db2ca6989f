"""Text that is safe to put on a page, and how the site writes numbers, shares and years.

Text from reports reaches a page only through ``plain`` or ``paragraphs`` and jinja2's autoescaping: it stays one line,
it holds nothing that a browser or Markdown would obey, and nothing that turns the reading direction round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from math import floor, log10

from markupsafe import Markup, escape

from builder.checks.sheet import plain as plain_number

SMALL_BASE = 30
"""Below this many cases a share is told as "4 件中 3 件", never as a percentage, and no ranking is built on it."""

_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Zero-width and direction controls, and what no text may hold: seen as the code they are.
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]")
_CHINESE = re.compile(
    r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+(?:[ 0-9]+[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+)*"
)
_MARKUP = re.compile(r"[^\w\s\u00b7-\uffff]|_")

Number = int | float | Decimal


def plain(text: str) -> str:
    """One line of text with runs of white space as one space; invisible controls are written out as ``[U+202E]``."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    text = _SPACES.sub(" ", text).strip()
    return _UNSEEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", text) if _UNSEEN.search(text) else text


def paragraphs(text: str) -> list[str]:
    """The lines of a prose section that hold anything, each as ``plain`` text."""
    return [line for line in map(plain, text.splitlines()) if line]


def in_english(text: str) -> Markup:
    """``text`` for a page in English: its Chinese words say that they are, to what reads aloud (WCAG 3.1.2)."""
    return Markup(_CHINESE.sub(r'<span lang="zh">\g<0></span>', str(escape(text))))  # noqa: S704


def heading(text: str) -> str:
    """``plain`` text as a Markdown heading: every ASCII sign a character reference, so that none is obeyed."""
    return _MARKUP.sub(lambda m: f"&#{ord(m[0])};", plain(text))


def count(value: Number | None, missing: str = "—") -> str:
    """A number with thousands separators, decimals as they were printed; ``missing`` for None. A quartile has one
    decimal, or as many as it takes not to look like nothing."""
    if value is None:
        return missing
    if isinstance(value, float):
        places = 1 if not value or abs(value) >= 0.05 else 1 - floor(log10(abs(value)))
        return f"{value:,.{places}f}".removesuffix(".0")
    if isinstance(value, int):
        return f"{value:,}"
    return f"{Decimal(plain_number(value)):,f}"


def share(part: Number | None, base: Number | None) -> str:
    """How much of a base: "4 件中 3 件" for a small one, "62.5%（40 件中 25 件）" for others, none and all in words
    only, and what is no part of its base, as figures that contradict each other are not; empty without a base."""
    if part is None or not base:
        return ""
    words, told = f"{count(base)} 件中 {count(part)} 件", percent(part, base)
    return f"{told}（{words}）" if told else words


def percent(part: Number, base: Number) -> str:
    """A part of its base in per cent; empty for a small base, for none and all of it, and for what is no part of it."""
    return f"{float(part) / float(base):.1%}" if base >= SMALL_BASE and 0 < part < base else ""


def unequal(sums: Iterable[tuple[str, float, Number | None]]) -> str:
    """A remark on the pieces of a chart that do not add up to the total printed beside them: (what, sum, printed).
    Empty where all do."""
    told = [f"{what} {count(int(of))} 对 {count(printed)}" for what, of, printed in sums if printed not in (None, of)]
    return f"各项相加与印出的总计不同：{'，'.join(told)}。" if told else ""


def span(years: Iterable[int]) -> str:
    """Years as people write them: 2019–2021、2023."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def size(count: int) -> str:
    """Bytes as a reader counts them: 850 B, 1.2 kB, 34 MB."""
    for unit, bytes_of in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= bytes_of:
            number = count / bytes_of
            return f"{number:.1f} {unit}" if number < 10 else f"{number:,.0f} {unit}"
    return f"{count} B"
