"""Tables in a frame of characters: cells over several lines, cells that span others, frames of either width."""

from __future__ import annotations

import pytest

from builder.formats.text import read_text
from tests.made_files import COLUMNS, LABELS, figures, rows

WIDE = "─│┌┬┐├┼┤└┴┘"


def columns(text: str, wide: str = "") -> int:
    return sum(2 if c > "\u2e80" or c in wide else 1 for c in text)


def padded(text: str, width: int, wide: str = "") -> str:
    return f" {text}{' ' * (width - 1 - columns(text, wide))}"


def framed(cells: list[list[list[str]]], widths: list[int]) -> str:
    """A table as pandoc writes it: each cell as a list of lines, a rule between all rows."""
    rule = "+".join(["", *("-" * width for width in widths), ""])
    lines = [rule]
    for row in cells:
        for i in range(max(map(len, row))):
            texts = [padded(cell[i] if i < len(cell) else "", width) for cell, width in zip(row, widths, strict=True)]
            lines.append("|".join(["", *texts, ""]))
        lines.append(rule)
    return "\n".join(lines)


def wrapped(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def joined(found: list[list[str]]) -> list[list[str]]:
    return [[text.replace("\n", "") for text in row] for row in found]


TRUTH = [[label, *figures(i)] for i, label in enumerate(LABELS)]


def test_cells_over_several_lines_are_one_row() -> None:
    cells = [[wrapped(label, 3), *([n] for n in numbers)] for label, *numbers in TRUTH]
    found = read_text(framed(cells, [8, *[6] * COLUMNS]), "markdown")
    assert joined(rows(found)) == TRUTH
    assert [row[0].place.line for grid in found.blocks for row in grid.rows] == [2, 6, 10, 14, 20]  # type: ignore[union-attr]


def test_a_number_that_is_wrapped_is_one_cell() -> None:
    cells = [[[label], *([n] for n in numbers[:-1]), ["12", "84097"]] for label, *numbers in TRUTH]
    found = rows(read_text(framed(cells, [36, *[6] * COLUMNS]), "markdown"))
    assert [row[-1] for row in found] == ["12\n84097"] * len(LABELS)


def test_rows_without_a_rule_between_them_stay_rows() -> None:
    body = [["\n".join(column)] for column in zip(*TRUTH, strict=True)]
    cells = [[["行名"], *([f"列{c}"] for c in range(COLUMNS))], [column[0].split("\n") for column in body]]
    assert rows(read_text(framed(cells, [36, *[6] * COLUMNS]), "markdown"))[1:] == TRUTH


@pytest.mark.parametrize("wide", ["", WIDE])
def test_a_label_beside_several_rows(wide: str) -> None:
    """Half a rule parts what stands right of it; the strokes of a frame take one column or two."""
    group, labels = wrapped("（三）不予公开", 3), LABELS[2:4]
    size = columns("─", wide)

    def rule(left: str, cross: str, right: str, first: str = "─" * 5) -> str:
        rest = [f"{'─' * (20 if size == 1 else 10)}", *["─" * 4] * COLUMNS]
        return f"{left}{first}{cross}{cross.join(rest)}{right}"

    def line(first: str, label: str, numbers: list[str]) -> str:
        sizes = [5 * size, 20, *[4 * size] * COLUMNS]
        texts = [padded(t, w, wide) for t, w in zip([first, label, *numbers], sizes, strict=True)]
        return "│".join(["", *texts, ""])

    second = wrapped(labels[1], 7)
    blank = [""] * COLUMNS
    lines = [
        rule("┌", "┬", "┐"),
        line(group[0][:2], labels[0], [f"{n:>3}" for n in ("17", "23", "", "8", "4", "61", "113")]),
        rule("│", "┼", "┤", padded(group[0][2], 5 * size)).replace("┼", "├", 1),
        line(group[1][:2], second[0], [f"{n:>3}" for n in ("5", "0", "9", "31", "2", "19", "66")]),
        line(group[1][2] + group[2], second[1], blank),
        rule("└", "┴", "┘"),
    ]
    found = joined(rows(read_text("\n".join(lines))))
    assert found == [
        ["（三）不予公开", labels[0], "17", "23", "", "8", "4", "61", "113"],
        ["", labels[1], "5", "0", "9", "31", "2", "19", "66"],
    ]


def test_what_does_not_stand_in_columns_is_left_as_it_is() -> None:
    text = framed([[[label], *([n] for n in numbers)] for label, *numbers in TRUTH], [36, *[6] * COLUMNS])
    ragged = text.replace("  |", "|")
    assert rows(read_text(ragged, "markdown")) == TRUTH
