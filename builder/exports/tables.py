"""The CSV and JSON files of the tables, whole and in parts, written in one pass over the reports' chunks.

Every part (a year, a province, a division, a metric) is made of the very records of the whole file, header first, so
the two cannot differ. A part is written only where one of its reports changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from typing import NamedTuple

from builder.exports.api.metrics import metric_ids
from builder.exports.dictionary import CSV_OF
from builder.exports.json_files import json_records
from builder.exports.lines import BETWEEN
from builder.folder import Folder
from builder.tables.chunk import Chunks, Lines
from builder.tables.columns import TABLE_COLUMNS
from builder.tables.csv import header, records
from builder.tables.rows import PER_REPORT, Rows

REPORTS_AT_ONCE = 200
SHARED_PARTS = ("coverage",)
"""Tables that are not made report by report and yet are cut by year and province."""


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
    for name in TABLE_COLUMNS:
        if name in PER_REPORT:
            _write_table(name, chunks, places, documents, folder)
        else:
            _write_shared(name, shared, folder)


def _write_shared(name: str, shared: Rows, folder: Folder) -> None:
    rows = shared[name]
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
    name: str, chunks: Chunks, places: Mapping[str, Where], regions: Collection[str], folder: Folder
) -> None:
    digests = chunks.digests(name)
    everything = list(digests.values())
    by_place: defaultdict[Where, list[bytes]] = defaultdict(list)
    for report_id, digest in digests.items():
        by_place[places[report_id]].append(digest)
    parts = {place: tuple(_parts(name, place, regions)) for place in by_place}
    made_from: dict[str, list[bytes]] = {f"data/{name}.csv": everything}
    made_from |= {f"api/v1/metrics/{item}.csv": everything for item in _items(name)}
    made_from |= {f"api/v1/regions/{code}.csv": [] for code in sorted(regions) if name == "figures_wide"}
    for place, own in by_place.items():
        for part in parts[place]:
            made_from.setdefault(part, []).extend(own)
    with ExitStack() as files:
        listed = files.enter_context(folder.written(f"data/{name}.json", everything))
        out = {file: files.enter_context(folder.written(file, keys)) for file, keys in made_from.items()}
        stale = {file: write for file, write in out.items() if write is not None}
        if listed is not None:
            listed(b"[")
        for write in stale.values():
            write(header(name))
        comma = b""
        for some in _several(chunks.lines(name) if listed is not None or stale else ()):
            lines = _sorted_out(name, some, lambda report_id: parts[places[report_id]])
            for file in lines.keys() & stale.keys():
                stale[file](b"".join(lines[file]))
            objects = BETWEEN.join(chunk.json for _, chunk in some if chunk.json)
            if listed is not None and objects:
                listed(comma + b"\n" + objects)
                comma = b","
        if listed is not None:
            listed(b"\n]\n")


def _several(found: Iterable[tuple[str, Lines]]) -> Iterator[list[tuple[str, Lines]]]:
    each = iter(found)
    while some := list(islice(each, REPORTS_AT_ONCE)):
        yield some


def _sorted_out(
    name: str, some: Iterable[tuple[str, Lines]], parts_of: Callable[[str], Iterable[str]]
) -> dict[str, list[bytes]]:
    """The records of some reports by the files that they belong in."""
    lines: defaultdict[str, list[bytes]] = defaultdict(list)
    whole = lines[f"data/{name}.csv"]
    files = {item: lines[f"api/v1/metrics/{item}.csv"] for item in _items(name)}
    for report_id, chunk in some:
        whole += chunk.csv
        for file in parts_of(report_id):
            lines[file] += chunk.csv
        if files:
            for metric, line in zip(chunk.metrics, chunk.csv, strict=True):
                files[metric].append(line)
    return lines


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
