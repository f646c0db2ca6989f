"""Runs the commands of the maintainer's guide in a copy of the sample data and puts their real output below them.

``python -m tests.walk`` writes the page anew; ``test_maintain_page.py`` fails while it is not what this would write.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from click.testing import CliRunner

from builder.cli import main

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "content" / "maintain.md"
ENVIRONMENT = {
    "LC_ALL": "zh_CN.UTF-8",
    "GIT_AUTHOR_NAME": "maintainer",
    "GIT_AUTHOR_EMAIL": "maintainer@example.org",
    "GIT_COMMITTER_NAME": "maintainer",
    "GIT_COMMITTER_EMAIL": "maintainer@example.org",
}
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
_PORTAL = re.compile(r"(?:(?P<before>.*) && )?portal (?P<arguments>[^>]*?)(?: > (?P<target>\S+))?")
_NOT_RUN = ("make ",)


def rerun(page: str, folder: Path) -> str:
    """The page with the output of every command as it is now; ``folder`` is the working folder of all of them."""
    return _BLOCK.sub(lambda block: _block(block.group(), folder), page)


def prepare(folder: Path) -> None:
    """A repository with the sample data and one commit, as after a clone."""
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("updates"))
    (folder / ".gitignore").write_text(".cache/\n", encoding="utf-8")
    for command in ("git init -q", "git add -A", "git commit -q -m sample"):
        _shell(command, folder)


def _block(block: str, folder: Path) -> str:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_run(command, folder)}" for command in commands)


def _run(command: str, folder: Path) -> str:
    if command.startswith(_NOT_RUN):
        return ""
    match = _PORTAL.fullmatch(command)
    if match is None:
        return _shell(command, folder)
    if match["before"]:
        _shell(match["before"], folder)
    output, target = _portal(match["arguments"].split(), folder), match["target"]
    if not target:
        return output
    (folder / target).write_text(output, encoding="utf-8")
    return ""


def _portal(arguments: list[str], folder: Path) -> str:
    here = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(main, [*arguments, "--jobs", "1"], env=ENVIRONMENT)
    finally:
        os.chdir(here)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def _shell(command: str, folder: Path) -> str:
    environment = os.environ | ENVIRONMENT | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        prepare(Path(temporary))
        PAGE.write_text(rerun(PAGE.read_text(encoding="utf-8"), Path(temporary)), encoding="utf-8")
