"""Every format holds the same data: each is read back by a reader that is not ours and compared cell by cell."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from builder.exports import dataset as dataset_module
from builder.exports import dictionary, xlsx_sheet
from builder.exports import xlsx as xlsx_module
from builder.exports.about import Version
from builder.exports.parquet import write_parquet
from builder.exports.table import number
from builder.exports.tables import SHARED_PARTS
from builder.tables import INTEGER_COLUMNS, PER_REPORT, TABLE_COLUMNS
from builder.tables.columns import DECIMAL_COLUMNS
from builder.tables.rows import Row
from tests.exported import (
    HOSTILE,
    LONG_NUMBER,
    REPORTS,
    Found,
    collection_frames,
    collection_rows,
    csv_rows,
    expected_rows,
    export,
    whole_dataset,
)  # fmt: skip

TABLES = tuple(TABLE_COLUMNS)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return collection_frames()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exports")
    export(out)
    return out / "data"


def same(found: Found, expected: Found) -> None:
    """Equal values of equal types, None for None, in the same order."""
    assert len(found) == len(expected)
    for mine, theirs in zip(found, expected, strict=True):
        assert [(type(v), v) for v in mine] == [(type(v), v) for v in theirs]


def as_decimal(name: str, rows: Iterator[tuple[object, ...]]) -> Found:
    """Numbers of decimal columns as Decimals, whatever the format gives them as."""
    decimal = [column in DECIMAL_COLUMNS.get(name, ()) for column in TABLE_COLUMNS[name]]
    return [
        tuple(Decimal(str(v)) if d and v is not None else v for v, d in zip(row, decimal, strict=True)) for row in rows
    ]


def test_the_data_under_test_is_hard(tables: dict[str, pd.DataFrame]) -> None:
    assert HOSTILE["title"] in set(tables["reports"]["title"])
    assert HOSTILE["raw"] in set(tables["cell_notes"]["raw"])
    assert HOSTILE["rich"] in set(tables["narratives"]["heading"])
    assert LONG_NUMBER in set(tables["proactive_disclosure"]["value"])
    assert {"160.5000", "-3", ""} <= set(tables["figures_wide"].filter(like="proactive").to_numpy().ravel())
    assert tables["reports"]["year"].isna().any()
    assert all(len(tables[name]) for name in TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_csv(built: Path, tables: dict[str, pd.DataFrame], name: str) -> None:
    header, rows = csv_rows((built / f"{name}.csv").read_bytes(), name)
    assert tuple(header) == TABLE_COLUMNS[name]
    same(rows, expected_rows(tables, name))


@pytest.mark.parametrize("name", TABLES)
def test_json(built: Path, tables: dict[str, pd.DataFrame], name: str) -> None:
    records = json.loads((built / f"{name}.json").read_bytes())
    assert all(tuple(record) == TABLE_COLUMNS[name] for record in records)
    same(as_decimal(name, (tuple(r.values()) for r in records)), expected_rows(tables, name))


@pytest.mark.parametrize("name", TABLES)
def test_json_has_one_record_a_line(built: Path, tables: dict[str, pd.DataFrame], name: str) -> None:
    first, *lines, last, end = (built / f"{name}.json").read_text(encoding="utf-8").split("\n")
    assert (first, last, end) == ("[", "]", "")
    assert len([json.loads(line.removesuffix(",")) for line in lines]) == len(tables[name])


@pytest.mark.parametrize("name", TABLES)
def test_parquet(built: Path, tables: dict[str, pd.DataFrame], name: str) -> None:
    table = pq.read_table(built / f"{name}.parquet")
    for column in table.schema:
        if column.name in INTEGER_COLUMNS[name]:
            assert column.type == pa.int64()
        elif column.name in DECIMAL_COLUMNS.get(name, ()):
            assert column.type == pa.decimal128(38, 10)
        else:
            assert column.type == (pa.date32() if column.name == "published_on" else pa.string())
    rows = [tuple(row.values()) for row in table.to_pylist()]
    dates = [column == "published_on" for column in TABLE_COLUMNS[name]]
    plain = [tuple(str(v) if d and v is not None else v for v, d in zip(row, dates, strict=True)) for row in rows]
    same(plain, expected_rows(tables, name))


@pytest.mark.parametrize("name", TABLES)
def test_sqlite(built: Path, tables: dict[str, pd.DataFrame], name: str) -> None:
    columns = ", ".join(f'"{column}"' for column in TABLE_COLUMNS[name])
    with closing(sqlite3.connect(built / "sunshine-reports.sqlite")) as base:
        rows = base.execute(f'SELECT {columns} FROM "{name}" ORDER BY rowid').fetchall()
    same(as_decimal(name, iter(rows)), expected_rows(tables, name))


@pytest.fixture(scope="module")
def book(built: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(built / "sunshine-reports.xlsx")


@pytest.mark.parametrize("name", TABLES)
def test_xlsx(book: openpyxl.Workbook, tables: dict[str, pd.DataFrame], name: str) -> None:
    sheet = book[name]
    assert sheet.freeze_panes == "A2"
    header, *rows = ([unescaped(cell.value) for cell in row] for row in sheet.iter_rows())
    assert tuple(header) == TABLE_COLUMNS[name]
    plain = [tuple(v.date().isoformat() if isinstance(v, datetime) else v for v in row) for row in rows]
    expected = expected_rows(tables, name)
    if name == "narratives":
        # The one thing a cell cannot hold: forty thousand characters.
        expected = [tuple(xlsx_sheet.fitting(v) if isinstance(v, str) else v for v in row) for row in expected]
        assert max(len(str(row[-1])) for row in plain) == xlsx_sheet.LONGEST_TEXT
    same(as_decimal(name, iter(plain)), expected)


def unescaped(value: object) -> object:
    return unescape(value) if isinstance(value, str) else value


def test_xlsx_cells_have_types(book: openpyxl.Workbook) -> None:
    kinds = {"report_id": "s", "region_code": "s", "year": "n", "form": "s", "errors": "n"}
    header = [cell.value for cell in next(book["reports"].iter_rows())]
    row = next(c for c in book["reports"].iter_rows(min_row=2) if c[0].value == "010101-caizheng-2023")
    cells = dict(zip(header, row, strict=True))
    assert {id: cells[id].data_type for id in kinds} == kinds
    assert cells["region_code"].value == "010101"
    assert cells["published_on"].value.isoformat() == "2024-01-30T00:00:00"
    assert cells["published_on"].number_format == "yyyy-mm-dd"


def test_xlsx_runs_nothing_and_links_nowhere(built: Path) -> None:
    with zipfile.ZipFile(built / "sunshine-reports.xlsx") as parts:
        names = parts.namelist()
        sheets = b"".join(parts.read(n) for n in names if n.startswith("xl/worksheets/sheet"))
    assert b"HYPERLINK(" in sheets, "the hostile text is there"
    assert b"<f>" not in sheets and b"<hyperlink" not in sheets
    assert not [n for n in names if "external" in n.lower() or (n.endswith(".rels") and "worksheets" in n)]


def test_xlsx_has_a_dictionary_of_every_column(book: openpyxl.Workbook) -> None:
    listed = {(row[0].value, row[1].value) for row in book["dictionary"].iter_rows(min_row=2)}
    assert {(name, column) for name in TABLES for column in TABLE_COLUMNS[name]} <= listed
    assert [row[0].value for row in book["about"].iter_rows()][:2] == ["name", "title"]
    assert book.sheetnames == ["about", "dictionary", *TABLES]


def test_xlsx_is_split_by_year_when_a_sheet_is_full(
    tmp_path: Path, tables: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (dataset_module, xlsx_module):
        monkeypatch.setattr(module, "ROWS_PER_SHEET", 30)
    dataset = whole_dataset()
    for name, year in dataset.workbooks().items():
        xlsx_module.write_xlsx(dataset, Version("0123456789ab"), year, tmp_path / name)
    books = {p.stem[-4:]: openpyxl.load_workbook(p) for p in sorted(tmp_path.glob("*.xlsx"))}
    assert list(books) == ["0000", "2019", "2020", "2021", "2022", "2023"]
    found: Found = []
    for year, of_year in books.items():
        for sheet in (s for s in of_year.sheetnames if s.startswith("applications")):
            _, *rows = of_year[sheet].iter_rows(values_only=True)
            assert len(rows) <= 30
            assert {str(row[0])[-4:] for row in rows} <= {year}
            found += rows
    assert books["2023"].sheetnames.count("applications (2)") == 1
    assert sorted(found, key=str) == sorted(expected_rows(tables, "applications"), key=str)


def test_zip_holds_the_csv_files_and_their_package(built: Path) -> None:
    with zipfile.ZipFile(built / "sunshine-reports-csv.zip") as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {"datapackage.json", "LICENCE.txt", *(f"{t}.csv" for t in TABLES)}
        for entry in archive.infolist():
            assert archive.read(entry) == (built / entry.filename).read_bytes()
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("by", ["by-year", "by-province"])
@pytest.mark.parametrize("name", (*PER_REPORT, *SHARED_PARTS))
def test_partitions_make_up_the_whole(built: Path, tables: dict[str, pd.DataFrame], by: str, name: str) -> None:
    found: Found = []
    for path in sorted((built / by).glob(f"*/{name}.csv")):
        header, rows = csv_rows(path.read_bytes(), name)
        assert tuple(header) == TABLE_COLUMNS[name]
        for row in rows:
            own = dict(zip(header, row, strict=True))
            if by == "by-year":
                assert path.parent.name == (f"{own['year']:04d}" if own.get("year") else str(own["report_id"])[-4:])
            else:
                assert str(own.get("report_id") or own["agency_id"]).startswith(path.parent.name)
        found += rows
    assert sorted(map(repr, found)) == sorted(map(repr, expected_rows(tables, name)))


def test_sqlite_keys_hold_and_are_declared(built: Path) -> None:
    with closing(sqlite3.connect(built / "sunshine-reports.sqlite")) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        keys = {row[2:5] for row in base.execute("PRAGMA foreign_key_list(applications)")}
        assert keys == {("reports", "report_id", "report_id"), ("agencies", "agency_id", "agency_id")}
        # The unregistered agency's division is none of the table regions: that key does not hold and is not declared.
        assert {row[2] for row in base.execute("PRAGMA foreign_key_list(reports)")} == {"agencies"}
        assert [row[1] for row in base.execute("PRAGMA table_info(reports)") if row[5]] == ["report_id"]
        with pytest.raises(sqlite3.IntegrityError):
            base.execute("INSERT INTO applications (report_id, item) SELECT report_id, item FROM applications LIMIT 1")
        indexes = {row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
        assert {"applications_item", "applications_agency_id", "reports_year"} <= indexes


@given(st.data())
def test_full_text_finds_every_substring(built: Path, data: st.DataObject) -> None:
    with closing(sqlite3.connect(built / "sunshine-reports.sqlite")) as base:
        prose = [row[0] for row in base.execute("SELECT text FROM narratives WHERE length(text) < 1000")]
        text = data.draw(st.sampled_from(prose))
        start = data.draw(st.integers(0, len(text) - 3))
        wanted = text[start : start + data.draw(st.integers(3, 12))]
        quoted = '"' + wanted.replace('"', '""') + '"'
        match = "SELECT count(*) FROM narratives_search WHERE narratives_search MATCH ?"
        plain = "SELECT count(*) FROM narratives WHERE instr(lower(text), lower(?)) OR instr(lower(heading), lower(?))"
        found = base.execute(match, (quoted,)).fetchone()
        assert found == base.execute(plain, (wanted, wanted)).fetchone()
        assert found[0] >= 1


def test_the_database_says_how_to_search_it(built: Path) -> None:
    with closing(sqlite3.connect(built / "sunshine-reports.sqlite")) as base:
        [(told,)] = base.execute("SELECT zh FROM about WHERE name = 'search'").fetchall()
        queries = [part.rstrip("。") for part in re.findall("SELECT \\* FROM narratives .*?(?=；|。)", told)]
        assert len(queries) == 2
        found = [base.execute(f"SELECT report_id FROM ({query})").fetchall() for query in queries]
    assert found == [[("010101-caizheng-2023",)]] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("-3", -3), ("160.5000", 160.5), ("0.3", 0.3), ("9007199254740992", 2**53),
     ("9007199254740993", "9007199254740993"), (LONG_NUMBER, LONG_NUMBER), ("1E+3", 1000), ("NaN", "NaN")],
)  # fmt: skip
def test_a_number_is_exact_or_text(text: str, expected: object) -> None:
    assert (type(number(text)), number(text)) == (type(expected), expected)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_no_number_loses_a_digit(value: Decimal) -> None:
    assert Decimal(str(number(f"{value:f}"))) == value


def _with_value(name: str, row: Row, *, value: str, of: Row) -> Row:
    at = TABLE_COLUMNS["proactive_disclosure"].index("value")
    return (*row[:at], value, *row[at + 1 :]) if name == "proactive_disclosure" and row == of else row


@pytest.mark.skipif(sys.platform != "linux", reason="only here is a path any bytes")
def test_parquet_is_written_in_a_folder_whose_name_is_no_utf8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"\xcf\xee\xc4\xbf")
    folder.mkdir()
    write_parquet(whole_dataset(), "reports", folder / "made.parquet")
    with (folder / "made.parquet").open("rb") as made:
        assert pq.read_table(made).num_rows == len(collection_rows()["reports"])


def test_a_figure_of_many_digits_keeps_them_in_parquet(tmp_path: Path) -> None:
    for text, type in [("0." + "1" * 20, pa.decimal128(38, 20)), ("9" * 35 + ".12345678901", pa.string())]:
        longer = partial(_with_value, value=text, of=collection_rows()["proactive_disclosure"][0])
        write_parquet(whole_dataset(longer), "proactive_disclosure", tmp_path / "made.parquet")
        column = pq.read_table(tmp_path / "made.parquet").column("value")
        assert column.type == type
        assert str(column[0].as_py()) == text


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = export(tmp_path / "a"), export(tmp_path / "b")
    assert [p.relative_to(tmp_path / "a") for p in first] == [p.relative_to(tmp_path / "b") for p in second]
    for mine, theirs in zip(first, second, strict=True):
        assert mine.read_bytes() == theirs.read_bytes(), mine


def test_a_second_build_touches_only_what_changed(tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept"
    export(out, kept=kept)
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()}
    export(out, kept=kept)
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()} == before
    export(out, reports=REPORTS[:-1], kept=kept)
    after = {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()}
    gone = {p.relative_to(out).as_posix() for p in before.keys() - after.keys()}
    assert {"api/v1/reports/000000-x0a1b2c3d-0000.json", "data/by-province/00/reports.csv"} <= gone
    assert all("000000-x0a1b2c3d" in name or "/00/" in name or "/0000/" in name for name in gone)
    touched = {p.relative_to(out).as_posix() for p in after if after[p] != before.get(p)}
    assert not [name for name in touched if name.startswith(("api/v1/reports/", "api/v1/regions/", "data/by-year/2"))]


def test_what_many_builds_left_is_what_one_build_makes(tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept"
    for reports in (REPORTS, REPORTS[1:], REPORTS[2:3], REPORTS[::-1]):
        export(out, reports=reports, kept=kept)
        clean = export(tmp_path / "clean", reports=reports)
        assert {p.relative_to(out) for p in out.rglob("*") if p.is_file()} == {
            p.relative_to(tmp_path / "clean") for p in clean
        }
        for path in clean:
            assert (out / path.relative_to(tmp_path / "clean")).read_bytes() == path.read_bytes(), path


def test_the_dictionary_knows_every_column_and_its_type() -> None:
    for info in dictionary.tables():
        assert tuple(c.id for c in info.columns) == TABLE_COLUMNS[info.id]
        for column in info.columns:
            assert (column.type in ("integer", "year")) == (column.id in INTEGER_COLUMNS[info.id]), column
            assert (column.type == "decimal") == (column.id in DECIMAL_COLUMNS.get(info.id, ())), column
            assert column.zh and column.en and column.about_zh and column.about_en
        assert set(info.key) <= set(TABLE_COLUMNS[info.id])


def test_a_wide_column_is_named_in_the_words_of_its_own_form() -> None:
    assert dictionary.figure("proactive.government_procurement.amount").zh == "政府集中采购：采购总金额"
    assert dictionary.figure("proactive.administrative_fees.amount").zh == "行政事业性收费：本年收费金额"
    with pytest.raises(KeyError):
        dictionary.figure("proactive.administrative_fees.issued")
