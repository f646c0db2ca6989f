"""The dataset piece by piece: what is known of the whole is what the rows say, however small the pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.exports import dictionary
from builder.exports.profile import profile, together, year_of
from builder.tables import PER_REPORT, TABLE_COLUMNS, Row
from tests.exported import collection_rows, export, whole_dataset


def column(name: str, id: str, value: str | int | None) -> Callable[[str, Row], Row]:
    """What lets ``value`` stand in one column of one table."""

    def changed(table: str, row: Row) -> Row:
        at = TABLE_COLUMNS[name].index(id)
        return (*row[:at], value, *row[at + 1 :]) if table == name else row

    return changed


@pytest.mark.parametrize("name", PER_REPORT)
def test_the_parts_together_say_what_the_whole_says(name: str) -> None:
    rows = collection_rows()[name]
    ids = sorted({str(row[0]) for row in rows})
    parts = [profile(name, [row for row in rows if row[0] == id]) for id in ids]
    whole = profile(name, rows)
    # Only rows of one report can have the same key.
    assert together(name, parts)._replace(unique=True) == whole._replace(unique=True)
    assert together(name, []).rows == 0
    assert whole.rows == len(rows) > 0


def test_a_profile_tells_keys_gaps_and_digits() -> None:
    row = dict.fromkeys(TABLE_COLUMNS["proactive_disclosure"], "")
    row |= {"report_id": "010101-a-2021", "agency_id": "010101-a", "year": "2021", "item": "i", "measure": "c"}
    first = tuple((row | {"value": "12.5"}).values())
    other = tuple((row | {"value": "-1234.25", "agency_id": "", "measure": "d"}).values())
    found = profile("proactive_disclosure", [first, other])
    assert (found.rows, found.years, found.unique) == (2, Counter({"2021": 2}), True)
    assert found.gaps == {"agency_id"}
    assert found.values["agency_id"] == {"010101-a"}
    assert found.digits == {"value": (4, 2)}
    assert not profile("proactive_disclosure", [first, first]).unique


@pytest.mark.parametrize("year", ["", "0000", "2022", "2023", "1999"])
@pytest.mark.parametrize("name", TABLE_COLUMNS)
def test_pieces_are_the_rows_of_the_table(name: str, year: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.exports.dataset.ROWS_AT_ONCE", 7)
    rows = [row for row in collection_rows()[name] if not year or year_of(name, row) in ("", year)]
    expected = [tuple(None if value == "" else value for value in row) for row in rows]
    dataset = whole_dataset()
    pieces = list(dataset.pieces(name, year))
    assert [row for piece in pieces for row in piece.rows()] == expected
    assert all(len(piece) == 7 for piece in pieces[:-1])
    assert dataset.size(name, year) == len(expected)
    assert [row for piece in dataset.pieces(name, year, 3, 9) for row in piece.rows()] == expected[3:9]


def test_keys_and_references_are_those_that_hold() -> None:
    dataset = whole_dataset()
    assert dataset.key("applications") == ("report_id", "item")
    assert {r.table for r in dataset.references("applications")} == {"reports", "agencies"}
    twice = whole_dataset(column("applications", "item", "granted"))
    assert twice.key("applications") == ()
    unnamed = whole_dataset(column("applications", "item", ""))
    assert unnamed.key("applications") == ()
    unknown = whole_dataset(column("applications", "agency_id", "nobody"))
    assert {r.table for r in unknown.references("applications")} == {"reports"}
    empty = whole_dataset(column("applications", "agency_id", ""))
    assert {r.table for r in empty.references("applications")} == {"reports", "agencies"}
    assert {r.table for r in empty.references("applications", filled=True)} == {"reports"}


def test_small_pieces_make_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = export(tmp_path / "whole")
    monkeypatch.setattr("builder.exports.dataset.ROWS_AT_ONCE", 5)
    monkeypatch.setattr("builder.exports.parquet.ROWS_PER_GROUP", 10**6)
    for path in export(tmp_path / "pieces"):
        assert path.read_bytes() == (tmp_path / "whole" / path.relative_to(tmp_path / "pieces")).read_bytes(), path
    assert len(whole) > len(dictionary.tables())
