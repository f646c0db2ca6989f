"""``make bench``: measures, prints and keeps the figures, and writes them as pages of the site and into the READMEs."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

from builder.bench.builds import changed_build, clean_builds, clean_parses, rendering
from builder.bench.clock import unit
from builder.bench.exactness import exactness
from builder.bench.lighthouse import UnavailableError, lighthouse
from builder.bench.page import write_page
from builder.bench.page_builds import CHANGED_SIZE, CLEAN_SIZES, LARGE_SIZE, RUNS
from builder.bench.project import Project, own, project
from builder.bench.queries import queries
from builder.bench.reading import readings
from builder.bench.readme import write_readmes
from builder.bench.rivals import rivals, turns
from builder.bench.scale import write_scale
from builder.bench.typical import typical

RESULTS = Path(__file__).parent / "results.json"
Facts = dict[str, Any]


def _machine(quick: bool, work: Path) -> Facts:
    return {
        "unit_seconds": round(unit(), 3),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _listed(items: Any) -> list[Facts]:
    return [dataclasses.asdict(item) for item in items]


def _reading(quick: bool, work: Path) -> list[Facts]:
    return _listed(readings(3 if quick else 30))


def _typical(quick: bool, work: Path) -> Facts:
    data = project(work, 50 if quick else CLEAN_SIZES[0]).root / "data"
    # The unit of this very moment: a machine's speed changes with what else it does.
    return {"unit_seconds": round(unit(), 3), "lines": _listed(typical(data))}


def _exactness(quick: bool, work: Path) -> Facts:
    return {kind: _listed(exactness(kind, 20 if quick else 400)) for kind in ("benign", "damaged")}


def _tables(quick: bool, work: Path) -> Facts:
    sizes, runs = ((100, 400), 1) if quick else ((1000, 5000), 3)
    return {mix: _listed(clean_parses(work, mix, sizes, runs)) for mix in ("text", "mixed")}


def _builds(quick: bool, work: Path) -> list[Facts]:
    sizes, changed, runs = ((50, 100), 100, 1) if quick else (CLEAN_SIZES, CHANGED_SIZE, RUNS)
    return _listed(
        [*clean_builds(work, sizes, runs), *changed_build(work, changed, runs), *rendering(work, changed, runs)]
    )


def _large(quick: bool, work: Path) -> list[Facts]:
    return _listed(clean_builds(work, (200,) if quick else (LARGE_SIZE,), 1))


def _rivals(quick: bool, work: Path) -> list[Facts]:
    small, large, runs = (50, 100, 1) if quick else (CLEAN_SIZES[0], CHANGED_SIZE, RUNS)
    # Only Hugo ends in reasonable time at the size at which our rendering is judged.
    return _listed([*rivals(_built(small, work), work, runs), *rivals(_built(large, work), work, runs, ("hugo",))])


def _turns(quick: bool, work: Path) -> list[Facts]:
    small, large, runs = (50, 100, 1) if quick else (CLEAN_SIZES[0], CLEAN_SIZES[-1], RUNS)
    return _listed(turns(_built(small, work), project(work, large), large, work, runs))


def _queries(quick: bool, work: Path) -> list[Facts]:
    reports = 100 if quick else CHANGED_SIZE
    found = _listed(queries(_built(reports, work).site, QUERIES))
    return [{**query, "reports": reports} for query in found]


def _lighthouse(quick: bool, work: Path) -> list[Facts]:
    try:
        return _listed(lighthouse(own(work).site, work, 1 if quick else 3))
    except UnavailableError as missing:
        print(missing)
        return []


def _built(reports: int, work: Path) -> Project:
    where = project(work, reports)
    where.build()
    return where


QUERIES = ("行政复议", "教育局", "2023 公安")
PARTS: dict[str, Callable[[bool, Path], Any]] = {
    "machine": _machine,
    "typical": _typical,
    "reading": _reading,
    "exactness": _exactness,
    "tables": _tables,
    "builds": _builds,
    "rivals": _rivals,
    "turns": _turns,
    "large": _large,
    "queries": _queries,
    "lighthouse": _lighthouse,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m builder.bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)}; default: all but large"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes and one run, to see that it works")
    parser.add_argument("--work", type=Path, default=Path(".cache/bench"), help="where corpora and output are kept")
    parser.add_argument("--results", type=Path, help="figures kept from run to run (JSON)")
    parser.add_argument("--page", type=Path, help="the page of measurements")
    parser.add_argument("--scale", type=Path, help="the page on larger collections")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    asked.work.mkdir(parents=True, exist_ok=True)
    # A quick run only shows that it works: its figures never replace those of a whole one.
    pages = asked.work if asked.quick else Path("content")
    asked.page, asked.scale = asked.page or pages / "benchmark.md", asked.scale or pages / "scale.md"
    asked.results = asked.results or (asked.work / "results.json" if asked.quick else RESULTS)
    facts: Facts = json.loads(asked.results.read_text(encoding="utf-8")) if asked.results.exists() else {}
    # A hundred thousand reports take an hour and fifty gigabytes: only who asks for them gets them.
    for name in asked.parts or (part for part in PARTS if part != "large"):
        print(f"{name} …", flush=True)
        facts[name] = PARTS[name](asked.quick, asked.work.absolute())
        asked.results.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_page(facts, asked.page)
    write_scale(facts, asked.scale)
    if not asked.quick:
        write_readmes(facts, Path())
    print(asked.page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
