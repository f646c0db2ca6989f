"""Fixtures that every test may use: a real browser, and the real reports where a folder of them is at hand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples on every run, so that a red test is red for everyone; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless. Without one the test is skipped, with REQUIRE_BROWSER=1 it fails."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, but there is no Chromium on the PATH", pytrace=False)
        pytest.skip("no Chromium on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def real_reports() -> Path:
    """The folder that REAL_REPORTS names: published reports, and their cells in ``expected.csv``."""
    folder = os.environ.get("REAL_REPORTS")
    if not folder:
        pytest.skip("REAL_REPORTS is not set: no folder of published reports")
    assert (Path(folder) / "expected.csv").is_file(), f"REAL_REPORTS={folder} holds no expected.csv"
    return Path(folder)
