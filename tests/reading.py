"""Reads a file the way the build does and judges what would be published against what was meant."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from builder.checks import check_report
from builder.formats import read
from builder.model import Figure, Finding, Identity, Report
from builder.parse import parse

Key = tuple[str, str, str]

SURE = ("number", "annotated", "blank", "not_applicable")
_NOBODY = Identity("000000-nobody", "", "000000", "", 2023, False)


@dataclass(frozen=True, slots=True)
class Published:
    """What a file gives: figures by address, the addresses under a note (cell or whole row) or a failing check (on its
    row or column), or the Finding that kept it out."""

    figures: Mapping[Key, Figure]
    noted: Set[Key]
    checked: Set[tuple[str, str, str]]
    form: str = ""
    title: str = ""
    quarantine: Finding | None = None

    def admits(self, key: Key) -> bool:
        """True if a note or a failing check speaks of this cell, its row or its column."""
        table, item, column = key
        on_row = (table, item, "total") in self.checked or (table, item, "") in self.checked
        on_column = (table, "total_processed", column) in self.checked
        return key in self.noted or (table, item, "") in self.noted or on_row or on_column


def published(data: bytes, name: str) -> Published:
    """Reads, parses and checks one file."""
    document = read(data, name)
    parsed = document if isinstance(document, Finding) else parse(document)
    if isinstance(parsed, Finding):
        return Published({}, frozenset(), frozenset(), quarantine=parsed)
    figures = {(row.table, row.item, figure.column): figure for row in parsed.rows for figure in row.figures}
    noted = {key for key, figure in figures.items() if figure.status not in ("number", "blank")}
    noted |= {(row.table, row.item, "") for row in parsed.rows if row.status != "number"}
    kind = document.kind if not isinstance(document, Finding) else ""
    report = Report(_NOBODY, parsed.title, parsed.form, parsed.rows, parsed.sections, kind, name, "")
    checked = {(f.table, f.item, f.column) for f in check_report(report) if f.item and f.expected != f.found}
    return Published(figures, noted, checked, parsed.form, parsed.title)


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
