"""Pages: from the dataset to Markdown files in the content folder, only where bytes differ."""

from __future__ import annotations

from pathlib import Path

from builder.charts import write_specs
from builder.pages.dataset import Dataset, Settings
from builder.pages.report import report_pages
from builder.pages.writer import Writer

__all__ = ["Dataset", "Settings", "write_pages"]


def write_pages(dataset: Dataset, content_dir: Path, settings: Settings | None = None) -> list[Path]:
    """Write every generated page and the chart specs under ``content_dir``; return the paths whose bytes changed.

    Pages of an earlier build that are no longer made are removed; hand-written pages are never touched.
    """
    settings = settings or Settings()
    writer = Writer(content_dir)
    writer.put_all(report_pages(dataset, settings))
    writer.sweep()
    return [*writer.changed, *write_specs(content_dir / "assets" / "charts")]
