"""The maintainer's guide shows what the commands really print."""

from __future__ import annotations

from pathlib import Path

from tests.walk import PAGE, prepare, rerun


def test_the_output_in_the_guide_is_the_real_one(tmp_path: Path) -> None:
    prepare(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    # To bring the page up to date: python -m tests.walk
    assert rerun(page, tmp_path) == page
