"""The API pages: every example is copied out of the page, run against the exported sample data and compared."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from builder.exports.addresses import check, load
from builder.process import process
from builder.project import current_addresses
from builder.registry.files import load as load_registry
from builder.sources import scan
from tests.handmade import collected
from tests.shelved import export_all

ROOT = Path(__file__).parent.parent
STAND_IN = "https://example.org/sunshine-reports"
PAGES = ("content/api.md", "content/en/api.md")
BLOCK = re.compile(r"^```([a-z]+)\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOOLS = {
    "bash": ["bash", "-e", "-o", "pipefail", "-c"],
    "python": [sys.executable, "-c"],
    "javascript": ["node", "--input-type=module", "-e"],
    "r": ["Rscript", "-e"],
}


def examples() -> list[tuple[str, str, str, str]]:
    """(page, language, code, expected output) of every example whose tool is on this machine."""
    found = []
    for page in PAGES:
        for language, code, output in BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
            if shutil.which(TOOLS[language][0]):
                found.append((page, language, code, output))
    return found


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the output under test is the example's."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """The exports of the sample data in ``data/``, and the addresses of its pages."""
    registry, _ = load_registry(ROOT / "data/registry")
    outcomes = [process(job, registry) for job in scan([ROOT / "data/reports"])]
    out = tmp_path_factory.mktemp("site")
    export_all(outcomes, registry, out)
    return out, current_addresses(collected(outcomes, registry))


@pytest.fixture(scope="module")
def address(sample: tuple[Path, set[str]]) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(sample[0]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("page", "language", "code", "output"), examples())
def test_an_example_prints_what_the_page_says(
    address: str, tmp_path: Path, page: str, language: str, code: str, output: str
) -> None:
    assert STAND_IN in code
    command = [*TOOLS[language], code.replace(STAND_IN, address)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == (output, "", 0)


@pytest.mark.parametrize("page", PAGES)
def test_every_example_has_its_output_and_each_language_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert {language for language, _, _ in BLOCK.findall(text)} == set(TOOLS)
    assert len(re.findall(r"^```", text, re.MULTILINE)) == 4 * len(BLOCK.findall(text))


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_the_page_names_exists(sample: tuple[Path, set[str]], page: str) -> None:
    stands_for = {"{report_id}": "350128-gwh-2023", "{agency_id}": "350128-gwh", "{region_code}": "350128",
                  "{year}": "2023", "{item}": "granted", "{table}": "applications"}  # fmt: skip
    named = re.findall(r"`(/(?:api|data|feed)[^`]*)`", (ROOT / page).read_text(encoding="utf-8"))
    assert len(named) > 15
    for name in named:
        for key, value in stands_for.items():
            name = name.replace(key, value)
        assert (sample[0] / name.removeprefix("/")).exists(), name


def test_no_published_address_has_disappeared(sample: tuple[Path, set[str]]) -> None:
    manifest, findings = load(ROOT / "data/registry/addresses.csv")
    assert findings == ()
    assert len(manifest.entries) > 80
    assert check(manifest, sample[1]) == ()
