"""The benchmark's own arithmetic, and that it measures what it says, at the smallest size."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from builder.bench.clock import exponent
from builder.bench.exactness import exactness
from builder.bench.page import write_page
from builder.bench.reading import Cost, Reading
from builder.synth.render import SUFFIXES


@pytest.mark.parametrize("power", [0.5, 1.0, 1.1, 2.0])
def test_exponent_of_a_known_power(power: float) -> None:
    sizes = [1000, 5000, 20000]
    assert exponent(sizes, [3e-4 * size**power for size in sizes]) == pytest.approx(power)


def test_every_container_is_measured_and_cells_add_up() -> None:
    lines = list(exactness("benign", 2))
    assert [line.container for line in lines] == list(SUFFIXES)
    for line in lines:
        assert line.cells == line.exact + line.marked + line.left_out + line.wrong + line.silent > 300


def test_page_shows_what_was_measured_and_leaves_out_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "content" / "benchmark.md"
    machine = {"unit_seconds": 0.5, "processors": 2, "python": "3.11.7", "system": "Linux"}
    reading = dataclasses.asdict(Reading("html:plain", 7, 6.1, Cost(2.0, 1.0, 4.0), 0.9))
    write_page({"machine": machine, "reading": [reading]}, path)
    page = path.read_text(encoding="utf-8")
    # 3 ms on a machine half as fast as that of the targets are 1.5 ms there.
    assert "| 网页（HTML） | 2.00 | 1.00 | 4.00 | 0.0080 | 1.50（目标 6） | 0.90 |" in page
    assert "读得准不准" not in page


def test_a_share_below_one_never_reads_as_all(tmp_path: Path) -> None:
    line = {
        "container": "pdf",
        "reports": 900,
        "cells": 1_000_000,
        "exact": 999_999,
        "marked": 1,
        "left_out": 0,
        "wrong": 0,
        "silent": 0,
    }
    path = tmp_path / "page.md"
    write_page({"exactness": {"benign": [line], "damaged": [{**line, "exact": 1_000_000}]}}, path)
    page = path.read_text(encoding="utf-8")
    assert "99.99%" in page
    assert page.count("100%") == 1
