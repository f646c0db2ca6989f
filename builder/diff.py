"""What changed between two states of the data: which agency-years came, went or changed, and which of their figures.

Both states are folders of the contract's CSV tables; of a commit they are made first. Tables are compared report by
report while both files are read once, so memory does not grow with the data.
"""

from __future__ import annotations

import csv
import io
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from builder.cache import OutcomeCache
    from builder.work import Work

_STEMS = ("reports", "proactive_disclosure", "applications", "review_litigation", "narratives", "cell_notes", "checks")
_FIELDS = ("agency", "title", "form", "source_file", "source_url", "published_on", "status")
_KEYS = ("report_id", "agency_id", "agency", "year", "form", "source_line")
_CHECK_KEYS = ("check", "table", "item", "column", "expected", "found")
_LONGEST_CELL = 2**31 - 1  # the prose of a section may be longer than what the csv module takes without being told

Row = dict[str, str]
Tables = dict[str, list[Row]]
Address = tuple[str, str, str]
Kind = Literal["added", "changed", "removed"]


class DiffError(Exception):
    """A state that cannot be read: no such folder or commit, or tables that are not the contract's."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A published figure: its text ("" for a blank), unit as printed, and the status of its note if it has one."""

    value: str
    unit: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One cell; None where the report has no such cell."""

    table: str
    item: str
    column: str
    old: Cell | None
    new: Cell | None


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check that fails now and did not (``new``), or the other way round."""

    check: str
    table: str
    item: str
    column: str
    message: str
    new: bool


@dataclass(frozen=True, slots=True)
class ReportChange:
    """What became of one report. ``figures`` of an added or removed report are all that it has."""

    report_id: str
    agency: str
    year: str
    kind: Kind
    fields: tuple[tuple[str, str, str], ...] = ()
    figures: tuple[FigureChange, ...] = ()
    sections: tuple[str, ...] = ()
    checks: tuple[CheckChange, ...] = ()


def compare(old: Path, new: Path) -> tuple[ReportChange, ...]:
    """Every report that differs between two folders of CSV tables, by report id. DiffError if one is no such folder."""
    changes = []
    both = merge(_reports(old, "old"), _reports(new, "new"), key=lambda entry: entry[0])
    for report_id, sides in groupby(both, key=lambda entry: entry[0]):
        by_side = {side: tables for _, side, tables in sides}
        change = _change(report_id, by_side.get("old"), by_side.get("new"))
        if change is not None:
            changes.append(change)
    return tuple(changes)


def states(old: str, new: str, data: Path, cache: OutcomeCache, work: Work) -> tuple[ReportChange, ...]:
    """``compare`` of two folders of tables, or of the folder ``data`` as it was in two commits (read by this version of
    the program, so that only the data makes a difference). DiffError for what is neither."""
    with TemporaryDirectory(prefix="portal-diff-") as temporary:
        folders = [
            path if (path := Path(state)).is_dir() else _commit_tables(state, data, Path(temporary) / side, cache, work)
            for side, state in (("old", old), ("new", new))
        ]
        return compare(folders[0], folders[1])


def _commit_tables(commit: str, data: Path, into: Path, cache: OutcomeCache, work: Work) -> Path:
    from builder.build import read_reports
    from builder.tables import all_rows, write_csv

    into.mkdir()
    then = commit_data(data, commit, into)
    (then / "reports").mkdir(exist_ok=True)
    write_csv(all_rows(read_reports([then / "reports"], then, cache, work)), into / "tables")
    return into / "tables"


def commit_data(data: Path, commit: str, into: Path) -> Path:
    """Puts the folder ``data`` as of a commit of its repository into the folder ``into``; returns where it is then.
    DiffError for an unknown commit, or one without that folder."""
    data = data.resolve()
    git = ["git", "-C", str(data.parent)]
    full = _git([*git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}"], commit)
    archive = _git([*git, "archive", "--format=tar", full.decode().strip(), data.name], commit)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(into, filter=_inside)  # noqa: S202 (``_inside`` refuses what ``data_filter`` does)
    return into / data.name


def _inside(member: tarfile.TarInfo, into: str) -> tarfile.TarInfo | None:
    """The member without rights of its own; None for a link that leads outside, which no scan would read either."""
    try:
        return tarfile.data_filter(member, into)
    except tarfile.FilterError:
        return None


def _git(command: list[str], commit: str) -> bytes:
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise DiffError("git is not installed") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip()
        meant = f"{commit}: neither a folder of CSV tables (as portal parse writes them) nor a commit"
        raise DiffError(f"{meant} ({reason})" if reason else meant) from error


def _reports(folder: Path, side: str) -> Iterator[tuple[str, str, Tables]]:
    """One report at a time, by id, with its rows of every table."""
    every = merge(*(_groups(folder, stem) for stem in _STEMS), key=lambda entry: entry[0])
    for report_id, groups in groupby(every, key=lambda entry: entry[0]):
        yield report_id, side, {stem: rows for _, stem, rows in groups}


def _groups(folder: Path, stem: str) -> Iterator[tuple[str, str, list[Row]]]:
    """The rows of one table, report by report in the order of ids."""
    path = folder / f"{stem}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            csv.field_size_limit(_LONGEST_CELL)
            reader = csv.DictReader(file)
            if "report_id" not in (reader.fieldnames or ()):
                raise DiffError(f"{path}: no column report_id; tables as portal parse writes them are expected")
            previous = ""
            for report_id, rows in groupby(reader, key=lambda row: row["report_id"]):
                if report_id <= previous:
                    raise DiffError(f"{path}: not sorted by report_id ({report_id} after {previous})")
                previous = report_id
                yield report_id, stem, list(rows)
    except FileNotFoundError as error:
        raise DiffError(f"{path}: no such file; a folder of CSV tables as portal parse writes them has it") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DiffError(f"{path}: {error}") from error


def _change(report_id: str, old: Tables | None, new: Tables | None) -> ReportChange | None:
    before, after = old or {}, new or {}
    about = (after.get("reports") or before.get("reports") or [{}])[0]
    change = ReportChange(
        report_id,
        _plain(about.get("agency", "")),
        about.get("year", ""),
        "changed" if old and new else "added" if new else "removed",
        _fields(before, after) if old and new else (),
        _figures(before, after),
        _sections(before, after) if old and new else (),
        _checks(before, after),
    )
    same = not (change.fields or change.figures or change.sections or change.checks)
    return None if change.kind == "changed" and same else change


def _fields(before: Tables, after: Tables) -> tuple[tuple[str, str, str], ...]:
    old, new = before.get("reports", [{}])[0], after.get("reports", [{}])[0]
    pairs = ((name, _plain(old.get(name, "")), _plain(new.get(name, ""))) for name in _FIELDS)
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _figures(before: Tables, after: Tables) -> tuple[FigureChange, ...]:
    old, new = _cells(before), _cells(after)
    addresses = dict.fromkeys((*new, *old))  # the new report's order, then what it lost
    changes = (FigureChange(*address, old.get(address), new.get(address)) for address in addresses)
    return tuple(change for change in changes if change.old != change.new)


def _cells(tables: Tables) -> dict[Address, Cell]:
    notes = {(n["table"], n["item"], n["column"]): n["status"] for n in tables.get("cell_notes", [])}

    def cell(address: Address, value: str, unit: str = "") -> Cell:
        whole_row = notes.get((address[0], address[1], ""), "")
        return Cell(value, unit, notes.get(address) or whole_row)

    cells: dict[Address, Cell] = {}
    for row in tables.get("proactive_disclosure", []):
        address = ("proactive", row["item"], row["measure"])
        cells[address] = cell(address, row["value"], row["unit"])
    for table, name in (("applications", "item"), ("review_litigation", "stage")):
        for row in tables.get(table, []):
            for column, value in row.items():
                if column not in _KEYS and column != name:
                    address = (table, row[name], column)
                    cells[address] = cell(address, value)
    return cells


def _sections(before: Tables, after: Tables) -> tuple[str, ...]:
    def texts(tables: Tables) -> dict[str, tuple[str, str]]:
        return {row["section"]: (row["heading"], row["text"]) for row in tables.get("narratives", [])}

    old, new = texts(before), texts(after)
    return tuple(section for section in dict.fromkeys((*new, *old)) if old.get(section) != new.get(section))


def _checks(before: Tables, after: Tables) -> tuple[CheckChange, ...]:
    def failing(tables: Tables) -> dict[tuple[str, ...], Row]:
        return {tuple(row[name] for name in _CHECK_KEYS): row for row in tables.get("checks", [])}

    old, new = failing(before), failing(after)
    appeared = [(row, True) for key, row in new.items() if key not in old]
    gone = [(row, False) for key, row in old.items() if key not in new]
    return tuple(
        CheckChange(row["check"], row["table"], row["item"], row["column"], _plain(row["message"]), is_new)
        for row, is_new in (*appeared, *gone)
    )


def _plain(text: str) -> str:
    """The text as it was before the CSV guarded it against being taken for a formula."""
    return text.removeprefix("'")
