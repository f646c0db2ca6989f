"""The ready workflows name commands, options and make targets that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from builder.cli import main

ROOT = Path(__file__).parents[1]
FILES = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), ROOT / ".gitlab-ci.yml"]


def scripts(node: Any) -> list[str]:
    """Every shell line of a workflow, wherever it stands."""
    if isinstance(node, dict):
        lines = []
        for key, value in node.items():
            if key in ("run", "script"):
                lines += [value] if isinstance(value, str) else value
            else:
                lines += scripts(value)
        return [line for text in lines for line in text.splitlines()]
    return [line for item in node for line in scripts(item)] if isinstance(node, list) else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_options_and_targets_exist(path: Path) -> None:
    lines = scripts(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert lines
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in lines:
        for target in re.findall(r"\bmake ([a-z]+)", line):
            assert target in targets, line
        for name, rest in re.findall(r"\bportal ([a-z]+)([^|>]*)", line):
            command = main.commands[name]
            known = {option for p in command.params for option in p.opts if isinstance(p, click.Option)}
            assert set(re.findall(r"--[a-z-]+", rest)) <= known, line
        for file in re.findall(r"^\s*(\.ci/\w+)", line):
            assert (ROOT / file).is_file()


def test_a_pull_request_is_checked_with_annotations_and_shown() -> None:
    lines = "\n".join(scripts(yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))))
    assert "portal check --format github" in lines
    assert "--format md" in lines and "GITHUB_STEP_SUMMARY" in lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_expression_is_pasted_into_a_shell(path: Path) -> None:
    # A branch named $(…) would run: values reach the shell through the environment only.
    for line in scripts(yaml.safe_load(path.read_text(encoding="utf-8"))):
        assert "${{" not in line


def test_what_runs_the_code_of_a_commit_may_write_no_more_than_a_comment() -> None:
    for path in FILES[:-1]:
        flow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert flow["permissions"] == {"contents": "read"}
        for job in flow["jobs"].values():
            checkouts = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
            assert all(step["with"]["persist-credentials"] is False for step in checkouts)
            may_write = {right for right, degree in job.get("permissions", {}).items() if degree == "write"}
            assert may_write <= ({"pull-requests"} if checkouts else {"pages", "id-token"})
