"""The dataset as one SQLite database: primary and foreign keys, indexes, and a full-text table for Chinese substrings.

A decimal column has no declared type: an exact double stays a number, anything longer stays text and loses no digit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from builder.exports import about, dictionary
from builder.exports.dataset import PublishedTables
from builder.exports.dictionary import DICTIONARY_COLUMNS, TableInfo, dictionary_rows

INDEXED = ("report_id", "agency_id", "region_code", "parent_region_code", "year", "item", "check", "status")
# Trigrams find any substring of three characters or more. For two, LIKE on the table narratives reads every text; LIKE
# on the full-text table is no way: SQLite (3.40 at least) counts bytes there and finds nothing, without a word.
HOW_TO_SEARCH = (
    "search",
    "三个字以上：SELECT * FROM narratives WHERE narrative_id IN (SELECT rowid FROM narratives_search WHERE "
    "narratives_search MATCH '\"行政复议\"')；一两个字：SELECT * FROM narratives WHERE text LIKE '%复议%'。",
    "Three characters or more: MATCH on narratives_search, the words in double quotes; fewer: LIKE on narratives.",
)
# The large hash saves a third of the time: fewer segments to merge.
SEARCH = """
CREATE VIRTUAL TABLE narratives_search USING fts5(
    heading, text, content = 'narratives', content_rowid = 'narrative_id', tokenize = 'trigram');
INSERT INTO narratives_search (narratives_search, rank) VALUES ('hashsize', 67108864);
INSERT INTO narratives_search (narratives_search) VALUES ('rebuild');
INSERT INTO narratives_search (narratives_search, rank) VALUES ('hashsize', 1048576);
"""


def write_sqlite(dataset: PublishedTables, version: about.Version, path: Path) -> None:
    """Write the database. sqlite3.OperationalError where SQLite is older than 3.34."""
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        base.execute("BEGIN")
        _plain(base, "about", ("name", "zh", "en"), [*about.rows(version), HOW_TO_SEARCH])
        _plain(base, "dictionary", DICTIONARY_COLUMNS, dictionary_rows())
        for info in dictionary.tables():
            base.execute(create_table(info, dataset))
            _fill(base, info, dataset)
        for info in dictionary.tables():
            for column in (c.id for c in info.columns if c.id in INDEXED and (c.id,) != dataset.key(info.id)):
                base.execute(f'CREATE INDEX "{info.id}_{column}" ON "{info.id}" ("{column}")')
        base.execute("COMMIT")
        base.executescript(SEARCH)
        base.execute("ANALYZE")


def _plain(base: sqlite3.Connection, name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    base.execute(f'CREATE TABLE "{name}" ({", ".join(f"{_quoted(c)} TEXT" for c in columns)})')
    marks = ", ".join("?" * len(columns))
    base.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608 (names are ours)


def create_table(info: TableInfo, dataset: PublishedTables) -> str:
    """The CREATE TABLE statement of a table with the keys that its rows obey."""
    key = dataset.key(info.id)
    numbered = info.id == "narratives"
    lines = ["narrative_id INTEGER PRIMARY KEY"] if numbered else []
    for column in info.columns:
        type = {"integer": " INTEGER", "year": " INTEGER", "decimal": ""}.get(column.type, " TEXT")
        lines.append(f"{_quoted(column.id)}{type}{' NOT NULL' if column.id in key else ''}")
    if key:
        lines.append(f"{'UNIQUE' if numbered else 'PRIMARY KEY'} ({', '.join(map(_quoted, key))})")
    for reference in dataset.references(info.id):
        own, other = (", ".join(map(_quoted, ids)) for ids in (reference.columns, reference.to))
        lines.append(f'FOREIGN KEY ({own}) REFERENCES "{reference.table}" ({other})')
    return f'CREATE TABLE "{info.id}" (\n    ' + ",\n    ".join(lines) + "\n)"


def _fill(base: sqlite3.Connection, info: TableInfo, dataset: PublishedTables) -> None:
    names = ", ".join(_quoted(c.id) for c in info.columns)
    marks = ", ".join("?" * len(info.columns))
    for piece in dataset.pieces(info.id):
        base.executemany(f'INSERT INTO "{info.id}" ({names}) VALUES ({marks})', piece.with_numbers())  # noqa: S608


def _quoted(id: str) -> str:
    return f'"{id}"'
