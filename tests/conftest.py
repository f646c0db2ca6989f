"""Fixtures that every test may use: a real browser, the sample data's built site, the real reports if at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples on every run, so that a red test is red for everyone; HYPOTHESIS_PROFILE=explore looks for new ones.
# No test depends on how fast a machine is, nor on how busy.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

ROOT = Path(__file__).parents[1]
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


def copy_project(target: Path) -> Path:
    """A project folder with everything that ``portal build`` needs, and nothing that an earlier build left."""
    ours = ("data", "content", "site_overrides", "mkdocs.yml")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *ours]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target


def portal(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a project folder, in a process of its own."""
    command = [sys.executable, "-c", "from builder.cli import run; run()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def built_once(factory: pytest.TempPathFactory, name: str, prepare: Callable[[Path], object]) -> Path:
    """A copy of the project, prepared and built into ``site``: once, whatever the number of test processes."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    done = shared / "built.txt"
    try:
        shared.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 300
        while not done.is_file():
            assert time.monotonic() < deadline, f"the site {name} was not built in time"
            time.sleep(0.2)
    else:
        prepare(copy_project(shared))
        result = portal(shared, "build", "--progress", "quiet")
        done.write_text("" if result.returncode == 0 else result.stdout + result.stderr, encoding="utf-8")
    fault = done.read_text(encoding="utf-8")
    assert not fault, fault
    return shared


@pytest.fixture(scope="session")
def sample_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the sample data built. Tests must not change it."""
    return built_once(tmp_path_factory, "sample", lambda project: None)


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of reports that try to be more than text, with a ``site_url``."""
    from tests.hostile import make

    return built_once(tmp_path_factory, "hostile", lambda project: make(project, ROOT / "data")) / "site"


@pytest.fixture(scope="session")
def sample_site(sample_project: Path) -> Path:
    """The built site of the sample data."""
    return sample_project / "site"
