"""The large tables cut by year and by province, so that nobody must load all.

A partition is made of the very records of the whole table's CSV file, header first, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from builder.exports.dataset import Dataset
from builder.exports.folder import Folder

END = b"\r\n"
PARTITIONED = (
    "reports",
    "proactive_disclosure",
    "applications",
    "review_litigation",
    "narratives",
    "cell_notes",
    "checks",
    "coverage",
    "figures_wide",
)


def split_records(data: bytes) -> tuple[bytes, list[bytes]]:
    """Header and records of a CSV file, each with its line end; a record may hold quoted line ends."""
    lines = data.splitlines(keepends=True)
    if lines and not lines[-1].endswith(END):
        raise ValueError("the CSV file does not end with a line end")
    records: list[bytes] = []
    begun = b""
    for line in lines:
        begun += line
        # A record ends with its line where no quote is open; a lone CR or LF stands inside quotes.
        if begun.count(b'"') % 2 == 0:
            records.append(begun)
            begun = b""
    return (records[0] if records else b""), records[1:]


def grouped(header: bytes, records: Sequence[bytes], keys: Iterable[str]) -> dict[str, bytes]:
    """CSV files by key, keys in sorted order; ValueError unless there is one key for each record."""
    groups: dict[str, list[bytes]] = {}
    for key, record in zip(keys, records, strict=True):
        groups.setdefault(key, [header]).append(record)
    return {key: b"".join(groups[key]) for key in sorted(groups)}


def write_partitions(dataset: Dataset, folder: Folder) -> None:
    """Write ``data/by-year/{year}/{table}.csv`` (0000: year unknown) and ``data/by-province/{two digits}/{table}.csv``
    (00: province unknown, and agencies of the whole country)."""
    for name in PARTITIONED:
        header, records = split_records(folder.read(f"data/{name}.csv"))
        for year, data in grouped(header, records, years(dataset, name)).items():
            folder.put(f"data/by-year/{year}/{name}.csv", data)
        for province, data in grouped(header, records, provinces(dataset, name)).items():
            folder.put(f"data/by-province/{province}/{name}.csv", data)


def years(dataset: Dataset, name: str) -> Iterator[str]:
    """The year of each row of a partitioned table, four digits."""
    frame = dataset.frames[name]
    if "report_id" in frame.columns:
        return (str(report_id)[-4:] for report_id in frame["report_id"])
    return (f"{int(year):04d}" for year in frame["year"])


def provinces(dataset: Dataset, name: str) -> Iterator[str]:
    """The first two digits of the region code of each row's agency."""
    frame = dataset.frames[name]
    if "region_code" in frame.columns:
        return (str(code)[:2] for code in frame["region_code"])
    reports = dataset.frames["reports"]
    region = dict(zip(reports["report_id"], reports["region_code"], strict=True))
    return (str(region[report_id])[:2] for report_id in frame["report_id"])
