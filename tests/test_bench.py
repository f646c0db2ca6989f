"""The benchmark's own arithmetic, and that it measures what it says, at the smallest size."""

from __future__ import annotations

import dataclasses
import gzip
import json
import shutil
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from builder.bench import lighthouse as lighthouse_module
from builder.bench import reading as bench_reading
from builder.bench.__main__ import RESULTS
from builder.bench.child import ROOT
from builder.bench.clock import exponent
from builder.bench.exactness import exactness
from builder.bench.lighthouse import CATEGORIES, UnavailableError, lighthouse
from builder.bench.page import write_page
from builder.bench.project import Project
from builder.bench.reading import Cost, Reading
from builder.bench.readme import READMES, write_readmes
from builder.bench.scale import estimates, write_scale
from builder.bench.served import served
from builder.bench.typical import Typical, measure_batch, typical
from builder.document import Document
from builder.formats import read
from builder.model import Finding, Job
from builder.sources import scan
from builder.synth import write_corpus
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
    assert "| 网页（HTML） | 2.00 | 1.00 | 4.00 | 0.0080 | 1.50（目标 6） | 2.00 | 0.90 |" in page
    assert "每份只读一次" in page
    assert "读得准不准" not in page


def test_no_report_is_read_twice_and_others_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[bytes] = []
    measured: list[int] = []

    def read_once(data: bytes, name: str) -> Document | Finding:
        met.append(data)
        measured.append(len(met))
        return read(data, name)

    monkeypatch.setattr(bench_reading, "LAYOUTS", ("text:tab", "markdown"))
    monkeypatch.setattr(bench_reading, "_growth", lambda layout: 1.0)
    monkeypatch.setattr(bench_reading, "read", read_once)
    monkeypatch.setattr(bench_reading, "process", lambda job, registry: met.append(job.data))
    lines = list(bench_reading.readings(3))
    assert [line.layout for line in lines] == ["text:tab", "markdown"]
    assert measured[0] == 2 * bench_reading.WARM_UP + 1
    assert len(set(met)) == len(met) == 2 * (bench_reading.WARM_UP + 2 * 3)


def test_reports_as_they_come_are_measured_once_each_half_of_them_in_parts(tmp_path: Path) -> None:
    assert write_corpus(24, 5, tmp_path, {"text:tab": 0.5, "html:plain": 0.5}) == 24
    lines = typical(tmp_path)
    assert {line.container for line in lines} == {"text", "html"}
    assert sum(line.reports for line in lines) == 24
    assert all(line.parts > 0 and line.whole > 0 and line.kilobytes > 1 for line in lines)
    jobs = list(scan([tmp_path / "reports"]))
    took = measure_batch([*jobs[:3], Job("leer.txt", b"", "")])
    assert [bool(each.read and each.parse) for each in took] == [True, False, True, False]
    assert [bool(each.whole) for each in took] == [False, True, False, True]
    assert [bool(each.kind) for each in took] == [True, True, True, False]


def test_the_page_compares_reports_as_they_come_with_the_targets(tmp_path: Path) -> None:
    line = dataclasses.asdict(Typical("text", 41, 3.64, 1.5, 2.5))
    write_page({"typical": {"unit_seconds": 0.5, "lines": [line]}}, tmp_path / "benchmark.md")
    page = (tmp_path / "benchmark.md").read_text(encoding="utf-8")
    assert "| 纯文本 | 41 | 3.6 | 1.50 | 2.50 | 0.0050 | 0.75（目标 1） | 1.25 |" in page


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
    clock = {"reading": processor / 8, "bulk": bulk / 2, "render": processor / 20}
    sizes = {"page_bytes": 37000.0, "page_bytes_gzip": 7900.0, "files": 6 * reports, "groups": {}}
    told = {"command": command, "mix": "mixed", "reports": reports, "runs": runs, "pages": reports + 40}
    return {**told, **sizes, "seconds": processor * 3 / 4, "processor": processor, "stages": stages, "clock": clock,
            "peak_mb": reports / 2 + 100, "megabytes": reports / 5}  # fmt: skip


def test_a_change_is_compared_with_the_clean_build_of_its_size_without_the_bulk_formats(tmp_path: Path) -> None:
    builds = [
        built("build", 1000, 44.0, 4.0),
        built("build", 3000, 126.0, 6.0),
        built("change", 3000, 11.0, 5.0, runs=3),
        built("render", 3000, 12.0, 0.0),
    ]
    rivals = [{"name": "mkdocs", "pages": 1040, "seconds": 1.0, "processor": 104.0, "peak_mb": 321.0, "megabytes": 9.0}]
    write_page({"builds": builds, "rivals": rivals}, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| 处理器 | 3,000 | 3 | 120.0 | 6.0 | 1/20.0 | 5.0 |" in page
    assert "| 用时 | 3,000 | 3 | 91.5 | 5.8 | 1/15.9 | 2.5 |" in page
    assert "| 到可搜索的网站（不含整体格式），1,000 份 | 1,040 | 40.0 | 26.0 | 2.6 | 31.0 |" in page
    # 1040 pages in 44 s are 2.36 times 1040 in 104 s; rendering is a tenth of the build after a change of the theme.
    assert "| 整个构建，1,000 份 | 1,040 | 44.0 | 23.6 | 2.4 |" in page
    assert "| 只渲染，3,000 份 | 3,040 | 1.2 | 2,533.3 | 253.3 | 0.6 | 4.9 |" in page
    assert "只渲染，1,000 份" not in page
    assert f"指数：{exponent([1000, 3000], [44.0, 126.0]):.2f}" in page
    assert "- 5,000 份报告的全新构建没有测。" in page and "1,000 份报告的全新构建没有测" not in page
    assert "- Zensical没有测。" in page and "有的结果只测了 1 次" in page


def test_what_was_built_by_turns_is_compared_turn_by_turn(tmp_path: Path) -> None:
    paces = [(10.0, 100.0, 150.0), (20.0, 220.0, 400.0), (12.5, 150.0, 200.0)]
    turns = [{"reports": 20000, "plain": a, "whole": b, "searchable": c} for a, b, c in paces]
    write_page({"turns": turns}, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")][-4:]
    told = [[cell.strip("| ") for cell in row] for row in rows]
    assert told[1] == ["2", "20.0", "220.0", "400.0", "11.0", "20.0"]
    assert told[3] == ["中位数", "12.5", "150.0", "200.0", "11.0", "16.0"], "of ratios, not a ratio of medians"


def test_the_readmes_say_what_was_measured_and_nothing_else_changes(tmp_path: Path) -> None:
    marks = "before\n<!-- exactness -->\nold\n<!-- /exactness -->\n<!-- scale -->\n<!-- /scale -->\nafter\n"
    for name in READMES:
        (tmp_path / name).write_text(marks, encoding="utf-8")
    line = {"container": "pdf", "reports": 30, "cells": 8000, "exact": 7998, "silent": 0}
    exact = {"exactness": {"benign": [{**line, "exact": 8000}], "damaged": [line]}}
    write_readmes(exact, tmp_path)
    english = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert english.startswith("before\n<!-- exactness -->\nMeasured on 60 generated reports")
    assert english.endswith("<!-- scale -->\n<!-- /scale -->\nafter\n")
    assert (
        "100% of 8,000 cells" in english
        and "99.97% of the" in english
        and "no wrong figure" in " ".join(english.split())
    )
    builds = [built("build", 3000, 126.0, 6.0), built("change", 3000, 11.0, 5.0)]
    write_readmes(
        {"machine": {"processors": 4}, "builds": builds, "large": [built("build", 9000, 600.0, 6.0)]}, tmp_path
    )
    chinese = (tmp_path / "README.zh.md").read_text(encoding="utf-8")
    assert "读错而没有任何说明（单元格没有注，所在行列的核对也通过）的有 0 个" in chinese
    assert "4 个处理器上，3,000 份报告建成 3,040 个页面、搜索和全部下载，用 1.6 分钟" in chinese
    assert "改一份之后，不含整体格式的构建用全新构建的 1/20 处理器时间" in chinese
    (tmp_path / "README.md").write_text("without marks", encoding="utf-8")
    with pytest.raises(ValueError, match="exactness"):
        write_readmes(exact, tmp_path)


def test_the_readmes_hold_the_figures_of_the_last_measurement(tmp_path: Path) -> None:
    for name in READMES:
        shutil.copy(ROOT / name, tmp_path)
    write_readmes(json.loads(RESULTS.read_text(encoding="utf-8")), tmp_path)
    for name in READMES:
        assert (tmp_path / name).read_text(encoding="utf-8") == (ROOT / name).read_text(encoding="utf-8")


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


def test_each_turn_the_same_report_has_received_one_application_more(tmp_path: Path) -> None:
    reports = tmp_path / "data" / "reports"
    reports.mkdir(parents=True)
    (reports / "a.txt").write_bytes(b"no figures")
    label, zeros = "一、本年新收政府信息公开申请数量", "\t0" * 7
    silent = f"{label}{zeros}\n二、其他{zeros}\n"
    for name in ("b", "c", "d"):
        (reports / f"{name}.txt").write_text(silent, encoding="utf-8")
    ours = Project(tmp_path)
    for turn in (0, 1):
        row = f"{label}\t{turn + 1}\t0\t0\t0\t0\t0\t{turn + 1}"
        assert ours.change(turn) == reports / "c.txt", "of those that can say so, the one in the middle"
        assert (reports / "c.txt").read_text(encoding="utf-8") == f"{row}\n二、其他{zeros}\n"
    assert (reports / "a.txt").read_bytes() == b"no figures"
    assert {(reports / f"{name}.txt").read_text(encoding="utf-8") for name in ("b", "d")} == {silent}


def test_each_turn_the_theme_has_another_remark(tmp_path: Path) -> None:
    settings = tmp_path / "mkdocs.yml"
    settings.write_text("site_name: 阳光\n", encoding="utf-8")
    for turn in (0, 1):
        Project(tmp_path).retouch(turn)
        assert settings.read_text(encoding="utf-8") == f"site_name: 阳光\n# turn {turn}\n"


def visit(performance: float, seo: float) -> dict[str, Any]:
    """What Lighthouse says of a page, as far as we read it."""
    audits: dict[str, Any] = {
        "fine": {"score": 1},
        "bad": {"score": 0.3},
        "told": {"score": 0},
        "absent": {"score": None},
        "largest-contentful-paint": {"numericValue": 1000 * performance},
        "total-byte-weight": {"numericValue": 90_000},
    }
    told = [{"id": name, "weight": int(name != "told")} for name in ("fine", "bad", "told", "absent")]
    categories: dict[str, Any] = {name: {"score": 1.0, "auditRefs": []} for name in CATEGORIES}
    categories["performance"] = {"score": performance, "auditRefs": told}
    categories["seo"]["score"] = seo
    return {"audits": audits, "categories": categories}


def test_the_median_of_the_visits_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    visits = iter([visit(0.5, 0.92), visit(0.97, 0.91), visit(0.98, 0.93)])
    monkeypatch.setattr(lighthouse_module, "chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(lighthouse_module, "_program", lambda work: work)
    monkeypatch.setattr(lighthouse_module, "_visit", lambda command, address, browser: next(visits))
    (score,) = lighthouse(tmp_path, tmp_path, 3, {"agency": "agencies/x/"})
    assert score.points == {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 92}
    assert (score.largest_ms, score.kilobytes, score.failing) == (970, 90, ("performance/bad",))
    write_page({"lighthouse": [dataclasses.asdict(score)]}, tmp_path / "page.md")
    assert "| 机关 | 97 | 100 | 100 | 92 | 1.0 | 90 |" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_what_lighthouse_lacks_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnavailableError, match="Chromium"):
        next(lighthouse(tmp_path, tmp_path, 1))
    monkeypatch.setattr(lighthouse_module, "chromium", lambda: "/usr/bin/chromium")
    with pytest.raises(UnavailableError, match="npm"):
        next(lighthouse(tmp_path, tmp_path, 1))


def test_text_is_served_compressed_and_the_rest_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<p>字</p>" * 200, encoding="utf-8")
    (tmp_path / "a" / "x.parquet").write_bytes(b"PAR1" * 50)
    with served(tmp_path) as address:
        with urlopen(f"{address}a/?q=1") as page:
            assert page.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(page.read()).decode() == "<p>字</p>" * 200
        with urlopen(f"{address}a/x.parquet") as file:
            assert file.headers["Content-Encoding"] is None
            assert file.read() == b"PAR1" * 50
