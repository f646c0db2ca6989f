"""Changes of layout and wording that real reports show and that must change no figure, as pure functions of a page.

``mutate`` applies a few at once; each is only used where the container can carry it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from builder.synth import benign_labels as labels
from builder.synth import benign_tables as tables
from builder.synth import benign_values as values
from builder.synth.model import Page, Truth
from builder.synth.seeds import chance

Change = Callable[[Page, Truth, Random], Page]


@dataclass(frozen=True, slots=True)
class Mutation:
    """``group``: of one group at most one is applied, since two would fight over the same characters."""

    name: str
    change: Change
    group: str
    layouts: Callable[[str], bool]


def _any(layout: str) -> bool:
    return True


def _in_cells(layout: str) -> bool:
    """Containers whose cells can hold a line break."""
    return layout.startswith(("html:", "docx", "xlsx", "pdf:ruled"))


def _not_by_line(layout: str) -> bool:
    """Layouts in which a number on a line of its own is no cell."""
    return not layout.startswith(("text:line", "text:paragraph"))


def _tabular(layout: str) -> bool:
    """Layouts that show where a cell ends even when its text holds a blank: not a number split over one line."""
    return layout not in ("pdf:bare", "text:spaces") and _not_by_line(layout)


def _wide_enough(layout: str) -> bool:
    """Containers whose cells hold wide digits: in the narrow columns of a PDF they would run into their neighbours."""
    return not layout.startswith("pdf:")


def _set(group: str, where: Callable[[str], bool], *changes: Change) -> tuple[Mutation, ...]:
    return tuple(Mutation(f.__name__, f, group, where) for f in changes)


MUTATIONS: tuple[Mutation, ...] = (
    *_set("label", _any, labels.spaced, labels.half_width, labels.straight_quotes, labels.comma_for_pause),
    *_set("numbering", _any, labels.other_numbering, labels.no_numbering),
    *_set("wording", _any, labels.aliases, labels.explained),
    *_set("script", _any, labels.traditional, labels.radicals, labels.zero_width),
    *_set("break", _in_cells, labels.wrapped),
    *_set("headings", _any, labels.restarted_headings, labels.unnumbered_headings, labels.other_headings),
    *_set("clauses", _any, labels.clause_style, labels.no_clauses),
    *_set("prose", _any, labels.numbered_prose, labels.echoing_prose, labels.unread_glyphs),
    *_set("title", _any, labels.doubled_word, labels.spaced_year, labels.title_twice),
    *_set("around", _any, labels.footnotes, labels.sentence_before, labels.captions),
    *_set("heads", _any, tables.no_second_head, tables.generic_heads, tables.misplaced_heads),
    *_set("extra", _any, tables.local_row, tables.subtotal_column, tables.group_totals, tables.no_heads),
    *_set("rows", _any, tables.outdented, tables.regrouped),
    *_set("review", _any, tables.review_in_three),
    *_set("cut", _any, tables.cut_in_two, tables.one_table_per_block),
    *_set("cut", lambda layout: layout != "xlsx", tables.one_table_per_row),
    *_set("cut", _not_by_line, tables.page_numbers),
    # Values come last, since subtotals are added up from plain digits.
    *_set("digits", _tabular, values.thousands, values.split_digits, values.padded_spaces),
    *_set("digits", _wide_enough, values.full_width_digits),
    *_set("signs", _any, values.signed_changes, values.spelled_minus),
    *_set("empty", _any, values.dashes),
    *_set("annotation", _any, values.annotated, values.units),
    *_set("padding", _any, values.padded_zeros, values.four_places),
)

BY_NAME = {mutation.name: mutation for mutation in MUTATIONS}


@dataclass(frozen=True, slots=True)
class Mutated:
    """A changed page, and the names of the changes."""

    page: Page
    names: tuple[str, ...]


def mutate(page: Page, truth: Truth, layout: str, seed: int) -> Mutated:
    """``page`` with one to four benign changes that ``layout`` can carry."""
    rng = chance(seed)
    usable = [mutation for mutation in MUTATIONS if mutation.layouts(layout)]
    chosen: dict[str, Mutation] = {}
    for mutation in rng.sample(usable, rng.randint(1, 4)):
        chosen.setdefault(mutation.group, mutation)
    ordered = [mutation for mutation in MUTATIONS if mutation in chosen.values()]
    for mutation in ordered:
        page = mutation.change(page, truth, rng)
    return Mutated(page, tuple(mutation.name for mutation in ordered))


def apply(page: Page, truth: Truth, name: str, seed: int) -> Page:
    """``page`` with the one change of this name. KeyError for an unknown one."""
    return BY_NAME[name].change(page, truth, chance(seed))


def disturbed_text(data: bytes, seed: int) -> bytes:
    """A UTF-8 text file with line ends, blanks and marks that editors leave: CRLF, BOM, spaces at line ends."""
    rng = chance(seed)
    text = data.decode()
    if rng.random() < 0.3:
        text = "".join(line + rng.choice(("", " ", "\u3000")) + "\n" for line in text.splitlines())
    if rng.random() < 0.4:
        text = text.replace("\n", "\r\n")
    if rng.random() < 0.2:
        text = rng.choice(("\u200b", "\n\n", "\u00a0\n")) + text
    return (b"\xef\xbb\xbf" if rng.random() < 0.3 else b"") + text.encode()
