"""The benchmark's own arithmetic, and that it measures what it says, at the smallest size."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from builder.bench.clock import exponent
from builder.bench.exactness import exactness
from builder.bench.page import write_page
from builder.bench.project import Project
from builder.bench.reading import Cost, Reading
from builder.bench.scale import estimates, write_scale
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


def built(command: str, reports: int, processor: float, bulk: float, runs: int = 1) -> dict[str, object]:
    stages = {"reading": processor / 4, "bulk": bulk, "render": processor / 10}
    sizes = {"page_bytes": 37000.0, "page_bytes_gzip": 7900.0, "files": 6 * reports, "groups": {}}
    told = {"command": command, "mix": "mixed", "reports": reports, "runs": runs, "pages": reports + 40}
    return {**told, **sizes, "seconds": 999.0, "processor": processor, "stages": stages, "peak_mb": reports / 2 + 100,
            "megabytes": reports / 5}  # fmt: skip


def test_a_change_is_compared_with_the_clean_build_of_its_size_without_the_bulk_formats(tmp_path: Path) -> None:
    builds = [
        built("build", 1000, 44.0, 4.0),
        built("build", 3000, 126.0, 6.0),
        built("change", 3000, 11.0, 5.0, runs=3),
    ]
    rivals = [{"name": "mkdocs", "pages": 1040, "seconds": 1.0, "processor": 104.0, "peak_mb": 321.0, "megabytes": 9.0}]
    write_page({"builds": builds, "rivals": rivals}, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| 3,000 | 3 | 120.0 | 6.0 | 1/20.0 | 5.0 |" in page
    # 1040 pages in 44 s are 2.36 times 1040 in 104 s; its render stage takes a tenth.
    assert "| 整个构建，1,000 份 | 1,040 | 44.0 | 23.6 | 2.4 |" in page
    assert "| 只渲染，1,000 份 | 1,040 | 4.4 | 236.4 | 23.6 |" in page
    assert f"指数：{exponent([1000, 3000], [44.0, 126.0]):.2f}" in page
    assert "- 5,000 份报告的全新构建没有测。" in page and "1,000 份报告的全新构建没有测" not in page
    assert "- Zensical没有测。" in page and "有的结果只测了 1 次" in page


def test_the_million_lies_on_the_line_through_the_largest_sizes(tmp_path: Path) -> None:
    builds = [built("build", 1000, 44.0, 4.0), built("build", 3000, 126.0, 6.0)]
    (million,) = estimates(builds, [1_000_000])
    assert million.processor == pytest.approx(126.0 + 997_000 * 41e-3)
    assert million.files == 6_000_000
    write_scale({"builds": builds}, tmp_path / "scale.md")
    page = (tmp_path / "scale.md").read_text(encoding="utf-8")
    assert "超过 3,000 份的规模没有实测过" in page and "| 1,000,000 | 11.4 小时 |" in page
    write_scale({}, tmp_path / "scale.md")
    assert "推算" not in (tmp_path / "scale.md").read_text(encoding="utf-8").partition("## 怎样放到网上")[2]


def test_each_turn_changes_one_figure_of_the_same_report(tmp_path: Path) -> None:
    reports = tmp_path / "data" / "reports"
    reports.mkdir(parents=True)
    (reports / "a.txt").write_bytes(b"no figures")
    (reports / "b.txt").write_bytes(b"granted\t0\t0\t5\n")
    ours = Project(tmp_path)
    assert ours.change(0).read_bytes() == b"granted\t1\t0\t5\n"
    assert ours.change(1).read_bytes() == b"granted\t2\t0\t5\n"
    assert (reports / "a.txt").read_bytes() == b"no figures"
