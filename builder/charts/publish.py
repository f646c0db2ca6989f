"""Writes what the interactive charts need into the site's content: specs, themes and the Vega bundle.

Altair takes seconds to import and Vega to bundle, so a stamp of the files and of what they are made from is kept beside
them.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import metadata, resources
from pathlib import Path
from types import TracebackType
from typing import Self

from builder.engine import follow_parent

STAMP = "made-from.txt"


class Bundling:
    """Lets another process write specs, themes and Vega bundle into ``folder``, where they are not up to date, while
    other work goes on: a context manager, finished once within its block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Not a thread: the libraries keep Python to themselves for seconds.
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), follow_parent)
        self._written: Future[list[Path]] | None = None

    def __enter__(self) -> Self:
        if not _up_to_date(self._folder):
            self._written = self._pool.submit(write_specs, self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def finish(self) -> None:
        """Wait until all is written. OSError if the disk refuses, or where the process died."""
        try:
            if self._written is not None:
                self._written.result()
        except BrokenProcessPool as died:
            raise OSError("the process that makes the charts' specs died") from died


def _up_to_date(folder: Path) -> bool:
    return (folder / STAMP).is_file() and (folder / STAMP).read_bytes() == _stamp(folder).encode()


def write_specs(folder: Path) -> list[Path]:
    """Write specs, themes and Vega bundle into ``folder``; return the paths written, none when they are up to date."""
    if _up_to_date(folder):
        return []
    # Seconds to import, so only where something has changed.
    import vl_convert

    from builder.charts import specs
    from builder.svg import palette

    texts = {f"{kind}.json": _json(specs.spec(kind)) for kind in specs.KINDS}
    texts |= {f"theme-{mode}.json": _json(specs.theme(mode)) for mode in palette.MODES}
    texts["vega.js"] = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed; window.vega = vega;")
    folder.mkdir(parents=True, exist_ok=True)
    for stale in sorted(folder.iterdir()):
        if stale.name not in texts:
            stale.unlink()
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    (folder / STAMP).write_bytes(_stamp(folder).encode())
    return [folder / name for name in (*texts, STAMP)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _stamp(folder: Path) -> str:
    """What the files are made from, and what stands in ``folder``: one that is lost or changed is made anew."""
    digest = hashlib.sha256()
    for name in ("svg/palette.py", "charts/specs.py", "charts/publish.py"):
        digest.update(resources.files("builder").joinpath(name).read_bytes())
    versions = (f"{name} {metadata.version(name)}" for name in ("altair", "vl-convert-python"))
    made = (path for path in sorted(folder.iterdir()) if path.name != STAMP)
    files = (f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}" for path in made)
    return "".join(f"{line}\n" for line in (digest.hexdigest(), *versions, *files))
