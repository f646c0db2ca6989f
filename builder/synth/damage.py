"""Damages that the form's sums, labels or order can reveal, one per call, as pure functions of a page and a seed.

They keep to sections 3 and 4, whose figures are tied together; a digit lost in section 2 nobody could notice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from random import Random

from builder.synth.model import Cell, Fault, Key, Page, Row, Table
from builder.synth.seeds import chance


@dataclass(frozen=True, slots=True)
class Damaged:
    """``page`` after the damage; ``gone`` are the figures that it no longer prints at all."""

    name: str
    page: Page
    faults: tuple[Fault, ...]
    gone: frozenset[Key]


Rows = tuple[Row, ...]
Damage = Callable[[Rows, Random], Rows | None]
"""The rows of a table after the damage, None where it cannot apply."""


def _figures(row: Row) -> list[Key]:
    return [cell.key for cell in row.cells if cell.key]


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def _data(rows: Rows) -> list[int]:
    return [n for n, row in enumerate(rows) if row.cells]


def _with(rows: Rows, at: int, row: Row) -> Rows:
    return (*rows[:at], row, *rows[at + 1 :])


def _retext(row: Row, texts: list[str]) -> Row:
    return replace(row, cells=tuple(replace(c, text=t) for c, t in zip(row.cells, texts, strict=True)))


def _in_a_cell(change: Callable[[str, Random], str]) -> Damage:
    """The damage of one printed figure; none where it changes nothing."""

    @wraps(change)
    def damaged(rows: Rows, rng: Random) -> Rows | None:
        places = [(n, i) for n in _data(rows) for i, t in enumerate(_texts(rows[n])) if change(t, chance(0)) != t]
        if not places:
            return None
        at, i = rng.choice(places)
        texts = _texts(rows[at])
        texts[i] = change(texts[i], rng)
        return _with(rows, at, _retext(rows[at], texts))

    return damaged


def _in_a_row(among: Callable[[Rows], list[int]]) -> Callable[[Callable[[Row, Random], Row]], Damage]:
    """The damage of one of these rows; none where there are none."""

    def of(change: Callable[[Row, Random], Row]) -> Damage:
        @wraps(change)
        def damaged(rows: Rows, rng: Random) -> Rows | None:
            if not (choices := among(rows)):
                return None
            at = rng.choice(choices)
            return _with(rows, at, change(rows[at], rng))

        return damaged

    return of


def _labelled(rows: Rows) -> list[int]:
    return [n for n in _data(rows) if rows[n].labels]


def _counting(rows: Rows) -> list[int]:
    """Rows with a figure other than zero: among zeros alone, nothing tells one place from another."""
    return [n for n in _data(rows) if any(text not in ("", "0") for text in _texts(rows[n]))]


@_in_a_cell
def lost_digit(text: str, rng: Random) -> str:
    ways = [text[:n] + text[n + 1 :] for n in range(len(text))]
    real = [way for way in ways if way and int(way) != int(text)] if len(text) > 1 else []
    return rng.choice(real) if real else text


@_in_a_cell
def changed_digit(text: str, rng: Random) -> str:
    if not text:
        return text
    at = rng.randrange(len(text))
    other = rng.choice([d for d in ("123456789" if at == 0 else "0123456789") if d != text[at]])
    return text[:at] + other + text[at + 1 :]


@_in_a_cell
def misread_digit(text: str, rng: Random) -> str:
    """O for 0, l for 1."""
    at = [n for n, digit in enumerate(text) if digit in "01"] if len(text) > 1 else []
    if not at:
        return text
    n = rng.choice(at)
    return text[:n] + {"0": "O", "1": "l"}[text[n]] + text[n + 1 :]


@_in_a_row(_counting)
def lost_cell(row: Row, rng: Random) -> Row:
    i = rng.randrange(len(row.cells))
    return replace(row, cells=row.cells[:i] + row.cells[i + 1 :])


@_in_a_row(_counting)
def doubled_cell(row: Row, rng: Random) -> Row:
    """A figure printed twice, so that the row has one too many."""
    i = rng.randrange(len(row.cells))
    return replace(row, cells=(*row.cells[:i], Cell(row.cells[i].text), *row.cells[i:]))


def swapped_rows(rows: Rows, rng: Random) -> Rows | None:
    if len(_labelled(rows)) < 2:
        return None
    a, b = rng.sample(_labelled(rows), 2)
    return _with(_with(rows, a, rows[b]), b, rows[a])


def swapped_with_total_row(rows: Rows, rng: Random) -> Rows | None:
    """The figures of an outcome under the label of the total, and the other way round."""
    totals = [n for n in _data(rows) if rows[n].item == "total_processed"]
    outcomes = [n for n in _data(rows) if totals and n < totals[0] and len(rows[n].labels) > 1]
    outcomes = [n for n in outcomes if _texts(rows[n]) != _texts(rows[totals[0]])]
    if not outcomes:
        return None
    a, b = totals[0], rng.choice(outcomes)
    return _with(_with(rows, a, _retext(rows[a], _texts(rows[b]))), b, _retext(rows[b], _texts(rows[a])))


def swapped_with_total_cell(rows: Rows, rng: Random) -> Rows | None:
    """A figure and the total of its row (in section 4, of its block) have changed places."""
    choices: list[tuple[int, int, int]] = []
    for n in _data(rows):
        keys = _figures(rows[n])
        for i in range(len(keys)):
            total = next(j for j in range(i, len(keys)) if keys[j][2] == "total")
            swapped = {rows[n].cells[i].text, rows[n].cells[total].text}
            if len(swapped) == 2 and not swapped <= {"", "0"}:
                choices.append((n, i, total))
    if not choices:
        return None
    at, i, total = rng.choice(choices)
    texts = _texts(rows[at])
    texts[i], texts[total] = texts[total], texts[i]
    return _with(rows, at, _retext(rows[at], texts))


@_in_a_row(_labelled)
def lost_label(row: Row, rng: Random) -> Row:
    return replace(row, labels=(*row.labels[:-1], ""))


def repeated_label(rows: Rows, rng: Random) -> Rows | None:
    """A row that bears the label of the row above instead of its own."""
    choices = [n for n in _data(rows) if n and rows[n - 1].cells and rows[n].labels[:-1] == rows[n - 1].labels[:-1]]
    choices = [n for n in choices if rows[n].labels]
    if not choices:
        return None
    at = rng.choice(choices)
    return _with(rows, at, replace(rows[at], labels=rows[at - 1].labels))


def doubled_row(rows: Rows, rng: Random) -> Rows | None:
    at = rng.choice(_data(rows))
    return (*rows[: at + 1], *rows[at:])


def lost_row(rows: Rows, rng: Random) -> Rows:
    at = rng.choice(_data(rows))
    return (*rows[:at], *rows[at + 1 :])


def blanks_pushed_to_end(rows: Rows, rng: Random) -> Rows | None:
    """Zeros left blank and the other figures pushed together at the row's beginning: their columns are lost."""
    choices = []
    for n in _data(rows):
        filled = [t for t in _texts(rows[n]) if t and t != "0"]
        pushed = filled + [""] * (len(rows[n].cells) - len(filled))
        if filled and pushed != [t if t != "0" else "" for t in _texts(rows[n])]:
            choices.append((n, pushed))
    if not choices:
        return None
    at, pushed = rng.choice(choices)
    return _with(rows, at, _retext(rows[at], pushed))


@_in_a_row(_counting)
def shifted_right(row: Row, rng: Random) -> Row:
    """An empty cell in front, so that every figure stands one column too far and the last is lost."""
    return _retext(row, ["", *_texts(row)[:-1]])


@_in_a_row(_counting)
def merged_digits(row: Row, rng: Random) -> Row:
    """Neighbouring figures run together into one cell."""
    cells = row.cells
    start = rng.randrange(len(cells) - 1)
    end = rng.randint(start + 2, len(cells))
    if rng.random() < 0.3:
        start, end = 0, len(cells)
    merged = replace(cells[start], text="".join(cell.text for cell in cells[start:end]))
    return replace(row, cells=(*cells[:start], merged, *cells[end:]))


DAMAGES: dict[str, Damage] = {
    f.__name__: f
    for f in (
        lost_digit,
        changed_digit,
        misread_digit,
        lost_cell,
        doubled_cell,
        swapped_rows,
        swapped_with_total_row,
        swapped_with_total_cell,
        lost_label,
        repeated_label,
        doubled_row,
        lost_row,
        blanks_pushed_to_end,
        shifted_right,
        merged_digits,
    )
}


def _keys(page: Page) -> set[Key]:
    return {key for block in page if isinstance(block, Table) for row in block.rows for key in _figures(row)}


def _tied(page: Page) -> list[tuple[int, Table]]:
    """Where the tables stand whose figures are tied together by sums."""
    return [(n, b) for n, b in enumerate(page) if isinstance(b, Table) and b.table != "proactive"]


def cut(page: Page, rng: Random) -> Page:
    """The page as far as a cell of section 3 or 4; the last figure may have lost its end."""
    at, table = rng.choice(_tied(page))
    last = rng.choice(_data(table.rows))
    row = table.rows[last]
    count = rng.randint(1, len(row.cells))
    cells = list(row.cells[:count])
    kept = rng.randint(1, max(1, len(cells[-1].text)))
    cells[-1] = replace(cells[-1], text=cells[-1].text[:kept])
    rows = (*table.rows[:last], replace(row, cells=tuple(cells)))
    return (*page[:at], replace(table, rows=rows))


def damage(page: Page, seed: int, name: str = "") -> Damaged:
    """The page with one damage: the one named, or one chosen by ``seed``. A damage that cannot apply (no two-digit
    figure in a report of zeros) gives way to ``lost_row``."""
    rng = chance(seed)
    name = name or rng.choice(("cut", *DAMAGES))
    if name == "cut":
        after = cut(page, rng)
    else:
        at, table = _tied(page)[0 if rng.random() < 0.85 else -1]
        rows = DAMAGES[name](table.rows, rng)
        if rows is None:
            name = "lost_row"
            rows = lost_row(table.rows, rng)
        after = (*page[:at], replace(table, rows=rows), *page[at + 1 :])
    gone = frozenset(_keys(page) - _keys(after)) if name != "merged_digits" else frozenset()
    before = {cell.key: cell.text for b in page if isinstance(b, Table) for row in b.rows for cell in row.cells}
    changed = [
        Fault(name, *cell.key, cell.text)
        for b in after
        if isinstance(b, Table)
        for row in b.rows
        for cell in row.cells
        if cell.key and before.get(cell.key) != cell.text
    ]
    lost = [Fault(name, *key, "") for key in sorted(gone)]
    return Damaged(name, after, tuple(changed + lost) or (Fault(name, "", "", "", ""),), gone)
