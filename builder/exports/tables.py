"""The CSV and JSON files of the tables, whole and in parts, written in one pass over the reports' chunks.

Every part (a year, a province, a division, a metric) is made of the very records of the whole file, header first, so
the two cannot differ. A file is written only where one of its reports changed, and then only that report's chunk is
read: all others are taken from the file as it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from builder.batches import REPORTS_AT_ONCE, batched
from builder.exports.api.metrics import metric_ids
from builder.exports.dictionary import CSV_OF
from builder.exports.json_files import json_records
from builder.folder import Folder
from builder.folder.pieces import Frame, Pieces
from builder.tables.chunk import Chunks, Lines
from builder.tables.columns import TABLE_COLUMNS
from builder.tables.csv import header, records
from builder.tables.rows import PER_REPORT, Row, Rows

SHARED_PARTS = ("coverage",)
"""Tables that are not made report by report and yet are cut by year and province."""
_LIST = Frame(b"[", b",", b"\n]\n")


class Where(NamedTuple):
    """Where a report belongs: four digits of its year, two of its province (0000 and 00: unknown, 00 the whole country
    too), and the code of its division."""

    year: str
    province: str
    region_code: str


def write_tables(
    chunks: Chunks, shared: Rows, places: Mapping[str, Where], regions: Iterable[str], folder: Folder
) -> None:
    """Write ``data/{table}.csv`` and ``.json`` of every table, ``data/by-year/{year}/{table}.csv``,
    ``data/by-province/{two digits}/{table}.csv``, and the CSV files of regions, years and metrics under ``api/v1``.

    ``shared`` are the tables that say something of more than one report, ``places`` says where each report belongs,
    ``regions`` which divisions have a document.
    """
    documents = frozenset(regions)
    told = repr((list(places), list(map(tuple, places.values())), sorted(documents)))
    frame = hashlib.sha256(told.encode()).digest()
    for name in TABLE_COLUMNS:
        if name in PER_REPORT:
            digests = chunks.digests(name)
            with folder.group(f"table {name}", [frame, *digests.values()]) as stale:
                if stale:
                    _write_table(name, digests, chunks, places, documents, folder)
        else:
            with folder.group(f"table {name}", [repr(shared[name]).encode("utf-8", "backslashreplace")]) as stale:
                if stale:
                    _write_shared(name, shared[name], folder)


def _write_shared(name: str, rows: Sequence[Row], folder: Folder) -> None:
    lines = records(name, rows)
    folder.put(f"data/{name}.csv", b"".join((header(name), *lines)))
    folder.put(f"data/{name}.json", _opened(json_records(name, rows)))
    if name in SHARED_PARTS:
        year, region = (TABLE_COLUMNS[name].index(column) for column in ("year", "region_code"))
        parts: dict[str, list[bytes]] = {}
        for row, line in zip(rows, lines, strict=True):
            for part in (f"by-year/{row[year]:04d}", f"by-province/{str(row[region])[:2]}"):
                parts.setdefault(f"data/{part}/{name}.csv", [header(name)]).append(line)
        for file, part_lines in sorted(parts.items()):
            folder.put(file, b"".join(part_lines))


def _opened(objects: list[bytes]) -> bytes:
    return b"[" + b",".join(b"\n" + each for each in objects) + b"\n]\n"


def _write_table(
    name: str,
    digests: Mapping[str, bytes],
    chunks: Chunks,
    places: Mapping[str, Where],
    regions: Collection[str],
    folder: Folder,
) -> None:
    parts = {place: tuple(_parts(name, place, regions)) for place in dict.fromkeys(places.values())}
    whole, listed = f"data/{name}.csv", f"data/{name}.json"
    by_item = {item: f"api/v1/metrics/{item}.csv" for item in _items(name)}
    keys: dict[str, list[bytes]] = {file: list(digests.values()) for file in (whole, listed, *by_item.values())}
    keys |= {f"api/v1/regions/{code}.csv": [] for code in sorted(regions) if name == "figures_wide"}
    of_place: dict[Where, list[list[bytes]]] = {
        place: [keys.setdefault(file, []) for file in files] for place, files in parts.items()
    }
    for report_id, digest in digests.items():
        for of_file in of_place[places[report_id]]:
            of_file.append(digest)
    with ExitStack() as files:
        stale: dict[str, Pieces] = {}
        for file, its_keys in keys.items():
            frame = _LIST if file == listed else Frame(header(name))
            pieces = files.enter_context(folder.written(file, its_keys, frame))
            if pieces is not None:
                stale[file] = pieces
        missing = {digest for pieces in stale.values() for digest in pieces.missing}
        made = chunks.lines(name, [id for id, digest in digests.items() if digest in missing])
        for some in batched(made, REPORTS_AT_ONCE):
            brought: dict[str, list[bytes]] = {file: [] for file in stale}
            for report_id, chunk in some:
                csv = b"".join(chunk.csv)
                of_report = dict.fromkeys((whole, *parts[places[report_id]]), csv)
                of_report[listed] = b"".join((b"\n", *chunk.json)) if chunk.json else b""
                if by_item:
                    of_report |= _by_file(chunk, by_item)
                digest = digests[report_id]
                for file, data in of_report.items():
                    if file in stale and digest in stale[file].missing:
                        brought[file].append(data)
            for file, its_pieces in brought.items():
                if its_pieces:
                    stale[file].add(*its_pieces)


def _by_file(chunk: Lines, by_item: Mapping[str, str]) -> dict[str, bytes]:
    """The records of each metric, by the file of that metric."""
    lines: dict[str, list[bytes]] = {item: [] for item in by_item}
    for item, line in zip(chunk.metrics, chunk.csv, strict=True):
        lines[item].append(line)
    return {by_item[item]: b"".join(of_item) for item, of_item in lines.items()}


def _parts(name: str, place: Where, regions: Collection[str]) -> Iterator[str]:
    yield f"data/by-year/{place.year}/{name}.csv"
    yield f"data/by-province/{place.province}/{name}.csv"
    if name == "figures_wide":
        if place.region_code in regions:
            yield f"api/v1/regions/{place.region_code}.csv"
        if place.year != "0000":
            yield f"api/v1/years/{place.year}.csv"


def _items(name: str) -> list[str]:
    """The metrics whose figures stand in this table."""
    return [item for item, table in metric_ids().items() if CSV_OF[table] == name]
