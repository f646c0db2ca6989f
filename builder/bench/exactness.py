"""What share of cells is read exactly, by container: reports under benign changes of layout, and under damage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.bench.judge import judge, published
from builder.synth.cases import Case, benign_case, damaged_case
from builder.synth.render import LAYOUTS, SUFFIXES


@dataclass(frozen=True, slots=True)
class Exactness:
    """Cells of one container. ``exact``: as printed and certain; ``marked``: as printed, under a note; ``left_out``:
    empty, or in a row that was not found; ``wrong``: another figure under a note or a failing check; ``silent``:
    another figure without a word."""

    container: str
    reports: int
    cells: int
    exact: int
    marked: int
    left_out: int
    wrong: int
    silent: int

    @property
    def share(self) -> float:
        return self.exact / self.cells


def _measure(container: str, cases: list[Case]) -> Exactness:
    exact = marked = left_out = wrong = silent = cells = 0
    for case in cases:
        verdict = judge(case.truth.figures, published(case.data, case.name), case.gone)
        cells += len(case.truth.figures) - len(case.gone)
        exact += verdict.right - len(verdict.unsure)
        marked += len(verdict.unsure)
        left_out += len(verdict.missing)
        silent += len(verdict.silent)
        wrong += len(verdict.wrong) + len(verdict.extra) - len(verdict.silent)
    return Exactness(container, len(cases), cells, exact, marked, left_out, wrong, silent)


def exactness(kind: str, reports: int) -> Iterator[Exactness]:
    """One line per container, ``reports`` reports each; ``kind`` is ``benign`` or ``damaged``."""
    draw = {"benign": benign_case, "damaged": damaged_case}[kind]
    for container in SUFFIXES:
        layouts = tuple(layout for layout in LAYOUTS if layout.partition(":")[0] == container)
        yield _measure(container, [draw(seed, layouts) for seed in range(reports)])
