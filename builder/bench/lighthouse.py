"""Lighthouse, Chromium's own judge of pages, on the pages that visitors see most, as on a mid-range phone.

The program comes from npm into a folder of the work folder, in the version below; it measures in the system's Chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.bench.served import chromium, served

VERSION = "12.8.2"
"""The last one that runs on the Node.js of current stable systems (18.16 and newer)."""

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TARGET_SCORE = 95
PAGES = {
    "home": "",
    "report": "reports/350128-gwh-2023/",
    "agency": "agencies/350128-gwh/",
    "compare": "compare/?a=350128-gwh,320813-rmzf,321300-rmzf",
}
"""Pages of the project's own data, by name."""
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking --no-first-run"


@dataclass(frozen=True, slots=True)
class Score:
    """Medians of ``runs`` visits to one page: points of 100 by category, milliseconds until the largest content is
    there, kilobytes sent. ``failing`` names the audits that cost points in any of them."""

    page: str
    runs: int
    points: Mapping[str, int]
    largest_ms: float
    kilobytes: float
    failing: tuple[str, ...]


class UnavailableError(Exception):
    """What has to be there first, in a sentence."""


def _program(work: Path) -> Path:
    """Lighthouse's command, installed on first use."""
    home = work / f"lighthouse-{VERSION}"
    command = home / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not command.is_file():
        npm = shutil.which("npm")
        if npm is None:
            raise UnavailableError("Lighthouse needs npm and Node.js, which are not on the PATH.")
        home.mkdir(parents=True, exist_ok=True)
        given = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(home)]
        done = subprocess.run([npm, *given, f"lighthouse@{VERSION}"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise UnavailableError(f"npm could not install Lighthouse {VERSION}: {done.stderr.strip()[-400:]}")
    return command


def _visit(command: Path, address: str, browser: str) -> dict[str, Any]:
    """One run's report."""
    given = ["--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={_FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": browser}
    done = subprocess.run(
        ["node", str(command), address, *given], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UnavailableError(f"Lighthouse stopped at {address}: {done.stderr.strip()[-400:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _failing(report: Mapping[str, Any]) -> Iterator[str]:
    """Audits with weight that did not get all their points, as ``category/audit 0.87``."""
    for category in CATEGORIES:
        for reference in report["categories"][category]["auditRefs"]:
            score = report["audits"][reference["id"]]["score"]
            if reference["weight"] and score is not None and score < 0.9:
                yield f"{category}/{reference['id']}"


def lighthouse(site: Path, work: Path, runs: int, pages: Mapping[str, str] = PAGES) -> Iterator[Score]:
    """One line per page. Raises UnavailableError where npm, Node.js or Chromium is missing."""
    browser = chromium()
    if browser is None:
        raise UnavailableError("Lighthouse needs a Chromium, and there is none on the PATH.")
    command = _program(work)
    with served(site) as address:
        for name, path in pages.items():
            reports = [_visit(command, address + path, browser) for _ in range(runs)]
            points = {
                category: round(100 * statistics.median(r["categories"][category]["score"] or 0 for r in reports))
                for category in CATEGORIES
            }
            largest, weight = (
                statistics.median(r["audits"][audit]["numericValue"] for r in reports)
                for audit in ("largest-contentful-paint", "total-byte-weight")
            )
            failing = sorted({audit for report in reports for audit in _failing(report)})
            yield Score(name, runs, points, largest, weight / 1000, tuple(failing))
