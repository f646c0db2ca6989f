"""Benign changes of how a figure is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

from builder.synth.model import Cell, Head, Key, Page, Row, Truth, with_rows


def _recell(page: Page, write: Callable[[str, Key], str]) -> Page:
    def row(r: Row) -> Row:
        return replace(r, cells=tuple(replace(c, text=write(c.text, c.key)) if c.key else c for c in r.cells))

    return with_rows(page, row)


def full_width_digits(page: Page, truth: Truth, rng: Random) -> Page:
    table = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
    return _recell(page, lambda text, key: text.translate(table))


def thousands(page: Page, truth: Truth, rng: Random) -> Page:
    comma = rng.choice((",", "，"))
    return _recell(page, lambda text, key: f"{Decimal(text):,f}".replace(",", comma) if text else text)


def split_digits(page: Page, truth: Truth, rng: Random) -> Page:
    """Spaces inside numbers: 1 284."""

    def write(text: str, key: Key) -> str:
        if len(text) < 2 or not text.isdigit() or rng.random() < 0.5:
            return text
        at = rng.randint(1, len(text) - 1)
        return f"{text[:at]} {text[at:]}"

    return _recell(page, write)


def padded_spaces(page: Page, truth: Truth, rng: Random) -> Page:
    return _recell(page, lambda text, key: rng.choice((" ", "\u3000", "\u00a0", "")) + text + rng.choice((" ", "")))


def signed_changes(page: Page, truth: Truth, rng: Random) -> Page:
    """+3 for a growth in 本年增/减."""
    return _recell(page, lambda text, key: f"+{text}" if key[2] == "change" and text[:1].isdigit() else text)


def spelled_minus(page: Page, truth: Truth, rng: Random) -> Page:
    """减2, 減2 and －2 for -2 in 本年增/减."""
    sign = rng.choice(("减", "減", "－", "−"))
    return _recell(page, lambda text, key: sign + text[1:] if text.startswith("-") else text)


def dashes(page: Page, truth: Truth, rng: Random) -> Page:
    """A sign for "nothing" where a figure was left blank."""
    return _recell(page, lambda text, key: text or rng.choice(("-", "/", "—", "无", "N/A", "--", "——")))


def annotated(page: Page, truth: Truth, rng: Random) -> Page:
    note = rng.choice(("（其中修订 1 件）", "（含自然失效1件）", "(含联合发文)"))
    return _recell(page, lambda text, key: text + note if key[1] == "normative_documents" and text.isdigit() else text)


def units(page: Page, truth: Truth, rng: Random) -> Page:
    """万元 behind a fee."""
    return _recell(
        page,
        lambda text, key: (
            f"{text}万元" if key[1:] == ("administrative_fees", "amount") and text[-1:].isdigit() else text
        ),
    )


def padded_zeros(page: Page, truth: Truth, rng: Random) -> Page:
    """行政处罚 7 0 0, where the form has one column."""

    def write(row: Row) -> Row:
        if len(row.cells) != 1 or not row.cells[0].text.strip():
            return row
        return replace(row, cells=(*row.cells, Cell("0"), Cell("0")))

    return with_rows(page, write, "proactive")


def four_places(page: Page, truth: Truth, rng: Random) -> Page:
    """A digit in the head of the fees that is no figure."""

    def head(h: Head) -> Head:
        return replace(
            h, text=h.text.replace("单位：万元", rng.choice(("单位：万元，保留4位小数", "单位:万元,保留4位小数")))
        )

    return with_rows(page, lambda row: replace(row, heads=tuple(map(head, row.heads))), "proactive")
