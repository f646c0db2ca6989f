"""The formats that hold everything in one file, as a task: the workers write several files at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from builder.engine import Engine, Task
from builder.exports import about, dictionary
from builder.exports.about import Version
from builder.exports.dataset import PublishedTables
from builder.exports.sqlite import write_sqlite
from builder.exports.zip_file import write_zip
from builder.folder import Folder


class Order(NamedTuple):
    """The file ``name``, to be written to ``path``, which stands beside the CSV files."""

    name: str
    path: Path
    dataset: PublishedTables
    version: Version


def write_large(dataset: PublishedTables, folder: Folder, version: Version, engine: Engine) -> None:
    """Write Parquet, SQLite, XLSX and ZIP under ``data``; tables, Data Package and licence must be there. OSError where
    the disk refuses or a worker dies again and again."""
    with ExitStack() as files:
        orders = (
            Order(name, files.enter_context(folder.build(f"data/{name}")), dataset, version) for name in _names(dataset)
        )
        for _ in engine.run(WRITING, orders):
            pass


def _names(dataset: PublishedTables) -> Iterator[str]:
    """The files, those that take longest first."""
    yield from dataset.workbooks()
    yield f"{about.NAME}.sqlite"
    yield from (f"{info.id}.parquet" for info in dictionary.tables())
    yield f"{about.NAME}-csv.zip"


def write_files(orders: Sequence[Order]) -> list[None]:
    """Write the files of a batch."""
    for order in orders:
        _write(order)
    return [None] * len(orders)


def _write(order: Order) -> None:
    # Large libraries, which only a worker needs.
    from builder.exports.parquet import write_parquet
    from builder.exports.xlsx import write_xlsx

    name, ending = order.name.rsplit(".", 1)
    match ending:
        case "xlsx":
            write_xlsx(order.dataset, order.version, order.dataset.workbooks()[order.name], order.path)
        case "sqlite":
            write_sqlite(order.dataset, order.version, order.path)
        case "parquet":
            write_parquet(order.dataset, name, order.path)
        case _:
            write_zip(order.path)


def _died(order: Order, reason: str) -> None:
    raise OSError(f"{order.path} cannot be written: {reason}")


# A file takes as long as it takes: the limit of time is for reports.
WRITING: Task[Order, None] = Task(write_files, lambda order: 0, _died, batch=1)
