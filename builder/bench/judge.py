"""Reads a file the way the build does and judges what would be published against what was meant."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from builder.model import Figure, Finding, Job, Outcome, Report
from builder.process import process
from builder.registry import Registry

Key = tuple[str, str, str]

SURE = ("number", "annotated", "blank", "not_applicable")
SUMS = ("row-sum", "balance", "outcome-sum", "review-sum")


@dataclass(frozen=True, slots=True)
class Published:
    """What a file gives: figures by address, the addresses under a note (cell or whole row) or a failing check (on its
    row or column), and the whole outcome."""

    figures: Mapping[Key, Figure]
    noted: Set[Key]
    checked: Set[Key]
    outcome: Outcome

    @property
    def report(self) -> Report | None:
        return self.outcome.report

    @property
    def quarantine(self) -> Finding | None:
        return self.outcome.quarantine

    @property
    def form(self) -> str:
        return self.report.form if self.report else ""

    def admits(self, key: Key) -> bool:
        """True if a note or a failing check speaks of this cell, its row or its column."""
        table, item, column = key
        on_row = (table, item, "total") in self.checked or (table, item, "") in self.checked
        on_column = (table, "total_processed", column) in self.checked
        return key in self.noted or (table, item, "") in self.noted or on_row or on_column


def published(data: bytes, name: str, registry: Registry | None = None) -> Published:
    """Reads, parses, identifies and checks one file."""
    job = Job(name, data, hashlib.sha256(data).hexdigest())
    outcome = process(job, registry or Registry())
    rows = outcome.report.rows if outcome.report else ()
    figures: dict[Key, Figure] = {
        (row.table, row.item, figure.column): figure for row in rows for figure in row.figures
    }
    noted: set[Key] = {key for key, figure in figures.items() if figure.status not in ("number", "blank")}
    noted |= {(row.table, row.item, "") for row in rows if row.status != "number"}
    sums = {(f.table, f.item, f.column) for f in outcome.findings if f.code in SUMS}
    return Published(figures, noted, sums, outcome)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``wrong``: published as another figure; ``silent``: the wrong ones that nothing admits; ``missing``: not read;
    ``unsure``: right but under a note that keeps it out of totals; ``extra``: published, but not printed."""

    right: int
    wrong: tuple[str, ...]
    silent: tuple[str, ...]
    missing: tuple[str, ...]
    unsure: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def exact(self) -> bool:
        return not (self.wrong or self.missing or self.unsure or self.extra)

    def __str__(self) -> str:
        parts = [(name, getattr(self, name)) for name in ("wrong", "silent", "missing", "unsure", "extra")]
        return "; ".join(f"{name} {len(cells)}: {', '.join(cells[:6])}" for name, cells in parts if cells) or "exact"


def judge(truth: Mapping[Key, Decimal | None], found: Published, gone: Set[Key] = frozenset()) -> Judgement:
    """Compares cell by cell; ``gone`` are figures that the file no longer prints."""
    right = 0
    wrong: list[str] = []
    silent: list[str] = []
    missing: list[str] = []
    unsure: list[str] = []
    for key, value in truth.items():
        figure = found.figures.get(key)
        name = ".".join(key)
        if figure is not None and figure.value is not None and figure.value != value:
            wrong.append(f"{name} {figure.value} for {value}")
            if not found.admits(key):
                silent.append(wrong[-1])
        elif key in gone:
            continue
        elif figure is None or figure.value != value:
            missing.append(f"{name} {value}")
        else:
            right += 1
            if figure.status not in SURE or (*key[:2], "") in found.noted:
                unsure.append(name)
    unprinted = [(k, f) for k, f in found.figures.items() if k not in truth and f.value is not None]
    extra = [f"{'.'.join(key)} {figure.value}" for key, figure in unprinted]
    silent += [f"{'.'.join(key)} unprinted" for key, _ in unprinted if not found.admits(key)]
    return Judgement(right, tuple(wrong), tuple(silent), tuple(missing), tuple(unsure), tuple(extra))
