"""All CSV tables in one ZIP, with the Data Package that describes them."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from builder.tables import TABLE_COLUMNS

EARLIEST = (1980, 1, 1, 0, 0, 0)


def write_zip(path: Path) -> None:
    """Write the archive of the CSV files, ``datapackage.json`` and ``LICENCE.txt`` that stand beside it."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("datapackage.json", "LICENCE.txt", *(f"{table}.csv" for table in TABLE_COLUMNS)):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every machine
            entry.external_attr = 0o644 << 16
            source = path.with_name(name)
            entry.file_size = source.stat().st_size
            with source.open("rb") as file, archive.open(entry, "w") as target:
                shutil.copyfileobj(file, target, 1 << 20)
