"""The tables in parts: each part holds just the records of the whole that belong there, and only what changed is
written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.exports.api.metrics import metric_ids
from builder.exports.dictionary import CSV_OF
from builder.exports.json_files import json_records
from builder.exports.lines import BETWEEN
from builder.exports.tables import SHARED_PARTS, Where, write_tables
from builder.folder import Folder
from builder.tables import PER_REPORT, TABLE_COLUMNS, Row, Rows
from builder.tables.chunk import Lines
from builder.tables.columns import INTEGER_COLUMNS, items
from builder.tables.csv import csv_bytes, header, records
from tests.exported import REPORTS, csv_rows, export
from tests.paged import noted

PARTITIONED = (*PER_REPORT, *SHARED_PARTS)
REGIONS = ("110101", "350128", "990000")
"""Divisions that have a document; nothing is ever in the last."""

texts = st.text(st.sampled_from("a,\"'\r\n=+-@\t政0\ufeff\u2028\u0085"), max_size=8)


_ITEM = {"proactive_disclosure": "item", "applications": "item", "review_litigation": "stage"}


@dataclass(frozen=True)
class Handmade:
    """Chunks of made-up reports: where each belongs, and its rows by table; ``read`` is what was asked for."""

    reports: Mapping[str, tuple[Where, Rows]]
    read: list[tuple[str, str]] = field(default_factory=list, compare=False)

    def digests(self, name: str) -> Mapping[str, bytes]:
        return {id: hashlib.sha256(repr(self.reports[id][1][name]).encode()).digest() for id in sorted(self.reports)}

    @property
    def places(self) -> dict[str, Where]:
        return {id: where for id, (where, _) in self.reports.items()}

    def lines(self, name: str, report_ids: Iterable[str]) -> Iterator[tuple[str, Lines]]:
        for id in report_ids:
            self.read.append((name, id))
            rows = self.reports[id][1][name]
            items = [str(row[TABLE_COLUMNS[name].index(_ITEM[name])]) for row in rows] if name in _ITEM else []
            yield id, Lines(records(name, rows), [BETWEEN.join(json_records(name, rows))] if rows else [], items)

    def rows(self, name: str) -> list[Row]:
        return [row for id in sorted(self.reports) for row in self.reports[id][1][name]]


@st.composite
def made_up(draw: st.DrawFn) -> Handmade:
    """A few reports with a few rows in some tables, hostile texts in every text cell."""
    reports: dict[str, tuple[Where, Rows]] = {}
    for n in range(draw(st.integers(0, 4))):
        region = draw(st.sampled_from(["110101", "350128", "350129", "000000"]))
        year = draw(st.sampled_from([2019, 2023, None]))
        id = f"{region}-a{n}-{year or 0:04d}"
        rows: Rows = {name: [] for name in PER_REPORT}
        for name in draw(st.sets(st.sampled_from(PER_REPORT))):
            for _ in range(1 if name in ("reports", "figures_wide") else draw(st.integers(1, 3))):
                cells: dict[str, str | int | None] = {
                    column: draw(st.none() | st.integers(0, 99)) if column in INTEGER_COLUMNS[name] else ""
                    for column in TABLE_COLUMNS[name]
                }
                for column in ("agency", "title", "text", "heading", "raw", "note", "message"):
                    if column in cells:
                        cells[column] = draw(texts)
                own = {"report_id": id, "region_code": region, "year": year}
                cells |= {column: value for column, value in own.items() if column in cells}
                table = next((table for table, stem in CSV_OF.items() if stem == name), None)
                if table is not None:
                    cells["stage" if "stage" in cells else "item"] = draw(st.sampled_from(items(table)))
                rows[name].append(tuple(cells[column] for column in TABLE_COLUMNS[name]))
        reports[id] = (Where(f"{year or 0:04d}", region[:2], region), rows)
    return Handmade(reports)


SHARED: Rows = {
    "agencies": [],
    "regions": [],
    "coverage": [
        ("110101-a", '=甲,"局', "110101", 2019, "missing"),
        ("110101-a", '=甲,"局', "110101", 2023, "published"),
        ("350128-b", "乙\r\n局", "350128", 2023, "missing"),
    ],
    "quarantine": [],
    "metrics": [],
}


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def expected_files(chunks: Handmade) -> dict[str, bytes]:
    """Every file as it is when the rows of the whole table are sorted out one by one."""
    made: dict[str, bytes] = {}
    for name in TABLE_COLUMNS:
        rows = chunks.rows(name) if name in PER_REPORT else SHARED[name]
        made[f"data/{name}.csv"] = csv_bytes(name, rows)
        made[f"data/{name}.json"] = b"[" + b",".join(b"\n" + r for r in json_records(name, rows)) + b"\n]\n"
        parts: dict[str, list[Row]] = {}
        if name == "figures_wide":
            parts = {f"api/v1/regions/{code}.csv": [] for code in REGIONS}
        parts |= {f"api/v1/metrics/{item}.csv": [] for item, table in metric_ids().items() if CSV_OF[table] == name}
        if name in PER_REPORT:
            # A report has its parts also where it has no rows: then they are headers only.
            for where in chunks.places.values():
                parts |= {
                    f"data/by-year/{where.year}/{name}.csv": [],
                    f"data/by-province/{where.province}/{name}.csv": [],
                }
                if name == "figures_wide" and where.year != "0000":
                    parts[f"api/v1/years/{where.year}.csv"] = []
        for row in rows if name in PARTITIONED else ():
            of = dict(zip(TABLE_COLUMNS[name], row, strict=True))
            where = chunks.places[str(of["report_id"])] if name in PER_REPORT else None
            year = where.year if where else f"{of['year']:04d}"
            province = where.province if where else str(of["region_code"])[:2]
            names = [f"data/by-year/{year}/{name}.csv", f"data/by-province/{province}/{name}.csv"]
            if name == "figures_wide":
                names += [f"api/v1/years/{year}.csv"] * (year != "0000")
                names += [f"api/v1/regions/{of['region_code']}.csv"] * (of["region_code"] in REGIONS)
            if name in CSV_OF.values():
                names.append(f"api/v1/metrics/{of['stage' if 'stage' in of else 'item']}.csv")
            for file in names:
                parts.setdefault(file, []).append(row)
        made |= {file: csv_bytes(name, of_part) for file, of_part in parts.items()}
    return made


@settings(max_examples=25)
@given(made_up())
def test_every_part_holds_just_its_records_of_the_whole_in_their_order(chunks: Handmade) -> None:
    with TemporaryDirectory() as out:
        folder = Folder(Path(out))
        write_tables(chunks, SHARED, chunks.places, REGIONS, folder)
        found, expected = files(folder.root), expected_files(chunks)
        assert set(found) == set(expected) == folder.names
        assert [name for name in found if found[name] != expected[name]] == []


@settings(max_examples=25)
@given(made_up())
def test_what_is_read_back_from_the_parts_is_the_whole(chunks: Handmade) -> None:
    with TemporaryDirectory() as out:
        folder = Folder(Path(out))
        write_tables(chunks, SHARED, chunks.places, REGIONS, folder)
        for name in PARTITIONED:
            rows = [tuple(v or None if isinstance(v, str) else v for v in r) for r in
                    (chunks.rows(name) if name in PER_REPORT else SHARED[name])]  # fmt: skip
            assert csv_rows(folder.read(f"data/{name}.csv"), name) == (list(TABLE_COLUMNS[name]), rows)
            told = json.loads(folder.read(f"data/{name}.json"))
            assert [tuple(record.values()) for record in told] == rows
            for by in ("by-year", "by-province"):
                read = []
                for path in sorted((folder.root / "data" / by).glob(f"*/{name}.csv")):
                    columns, of_part = csv_rows(path.read_bytes(), name)
                    assert columns == list(TABLE_COLUMNS[name])
                    assert of_part == [row for row in rows if row in of_part], "in the order of the whole"
                    read += of_part
                assert sorted(map(repr, read)) == sorted(map(repr, rows))


def report(id: str, where: Where, text: str) -> tuple[Where, Rows]:
    rows: Rows = {name: [] for name in PER_REPORT}
    rows["narratives"] = [(id, id[:-5], "某局", int(where.year) or None, "overview", "总体情况", text)]
    rows["applications"] = [(id, id[:-5], "某局", int(where.year) or None, "2021", "granted", *range(7), 30)]
    return where, rows


BEIJING, FUJIAN = Where("2023", "11", "110101"), Where("2019", "35", "350128")


def of_two(text: str = "一") -> Handmade:
    return Handmade(
        {
            "110101-a-2023": report("110101-a-2023", BEIJING, text),
            "350128-b-2019": report("350128-b-2019", FUJIAN, "二"),
        }
    )


def build(chunks: Handmade, root: Path, generation: str = "") -> Folder:
    folder = Folder(root / "out", root / "memory.json", generation)
    write_tables(chunks, SHARED, chunks.places, REGIONS, folder)
    folder.sweep()
    return folder


def test_a_second_build_asks_for_no_chunk_and_writes_nothing(tmp_path: Path) -> None:
    first = build(of_two(), tmp_path)
    before = files(first.root)
    assert sorted(first.changed) == sorted(before)
    chunks = of_two()
    again = build(chunks, tmp_path)
    assert (again.changed, files(again.root), again.names, chunks.read) == ([], before, first.names, [])
    build(chunks, tmp_path, "another program")
    assert sorted(chunks.read) == sorted((name, id) for name in PER_REPORT for id in chunks.reports)


def test_a_changed_table_writes_its_own_parts_only(tmp_path: Path) -> None:
    build(of_two(), tmp_path)
    chunks = of_two("三")
    folder = build(chunks, tmp_path)
    assert chunks.read == [("narratives", "110101-a-2023")], "all else is in the files"
    assert files(folder.root) == expected_files(of_two("三"))
    assert sorted(folder.changed) == [
        "data/by-province/11/narratives.csv",
        "data/by-year/2023/narratives.csv",
        "data/narratives.csv",
        "data/narratives.json",
    ]


@settings(max_examples=10)
@given(st.lists(made_up(), min_size=2, max_size=4))
def test_whatever_stood_there_the_files_are_those_of_a_first_build(states: list[Handmade]) -> None:
    with TemporaryDirectory() as out:
        for state in states:
            folder = build(state, Path(out))
            assert files(folder.root) == expected_files(state)


def test_a_report_that_moves_takes_its_records_along(tmp_path: Path) -> None:
    build(of_two(), tmp_path)
    moved = Handmade({id: (Where("2019", "35", "350128"), rows) for id, (_, rows) in of_two().reports.items()})
    folder = build(moved, tmp_path)
    assert files(folder.root) == expected_files(moved)
    assert not (folder.root / "data/by-province/11/narratives.csv").exists()
    assert folder.read("data/by-province/35/narratives.csv").count(b"overview") == 2


def test_the_parts_of_a_report_that_is_gone_go_with_it(tmp_path: Path) -> None:
    build(of_two(), tmp_path)
    left = Handmade({id: each for id, each in of_two().reports.items() if id == "350128-b-2019"})
    folder = build(left, tmp_path)
    assert files(folder.root) == expected_files(left)
    assert not (folder.root / "data/by-year/2023/narratives.csv").exists()
    assert (folder.root / "data/by-year/2023/coverage.csv").exists(), "coverage says that it is missing"
    assert folder.read("api/v1/regions/110101.csv") == header("figures_wide")
    assert folder.read("api/v1/metrics/carried_in.csv") == header("applications")


def test_a_part_that_somebody_removed_is_written_again(tmp_path: Path) -> None:
    before = files(build(of_two(), tmp_path).root)
    for name in ("data/by-year/2019/applications.csv", "data/narratives.json"):
        (tmp_path / "out" / name).unlink()
        folder = build(of_two(), tmp_path)
        assert (folder.changed, files(folder.root)) == ([name], before)


def test_a_changed_report_touches_just_its_own_files(tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept"
    export(out, kept=kept)
    before = {p.relative_to(out).as_posix(): p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()}
    # The report of 2022 of the agency 010101-caizheng.
    other = noted(REPORTS[1], ("applications", "granted", "total"), raw="4711")
    export(out, reports=[REPORTS[0], other, *REPORTS[2:]], kept=kept)
    after = {p.relative_to(out).as_posix(): p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()}
    assert set(after) == set(before)
    touched = {name for name in after if after[name] != before[name]}
    assert "api/v1/reports/010101-caizheng-2022.csv" in touched
    for untouched in ("reports/010101-jiaoyu-2023", "agencies/010101-jiaoyu", "agencies/010100-shizf", "years/2019"):
        assert not {f"api/v1/{untouched}.csv", f"api/v1/{untouched}.json"} & touched
    assert not [
        name for name in touched if name.startswith(("data/by-year/2019", "data/by-year/0", "data/by-province/00"))
    ]
