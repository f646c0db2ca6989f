"""The documents: every command and option is told, every link leads somewhere, output is real, both languages agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from builder import __version__
from builder.cli import main
from tests.readme import READMES, rewritten
from tests.walk import ROOT

HAND_WRITTEN = tuple(
    path
    for name in ("maintain", "about", "api", "en/about", "en/api")
    if (path := ROOT / f"content/{name}.md").exists()
)
DOCUMENTS = tuple(sorted([*ROOT.glob("*.md"), *(ROOT / "data").rglob("*.md")]))


_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


def prose(path: Path) -> str:
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def links(path: Path) -> list[str]:
    return [match[1] or match[2] for match in _LINK.finditer(prose(path))]


def anchors(path: Path) -> set[str]:
    """The ids that a repository's web view gives to headings."""
    titles = [re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", title) for _, title in _HEADING.findall(prose(path))]
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def options() -> Iterator[tuple[str, str]]:
    """(command, long option) of the whole command line; the command is empty for ``portal`` itself."""
    for name, command in [("", main), *main.commands.items()]:
        context = click.Context(command, info_name=name)
        for parameter in command.get_params(context):
            yield from ((name, option) for option in parameter.opts if option.startswith("--"))


def told(readme: Path) -> dict[str, set[str]]:
    """By command, the options in the rows of the README's table that speak of it; ``portal`` speaks of all."""
    found: dict[str, set[str]] = {}
    for head, about in re.findall(r"^\| (`[^|]+`) \| (.+) \|$", readme.read_text(encoding="utf-8"), re.MULTILINE):
        codes = [code.removeprefix("portal ").split(" ")[0] for code in _CODE.findall(head)]
        for name in (*main.commands, "") if codes == ["portal"] else codes:
            found.setdefault(name, set()).update(re.findall(r"--[a-z-]+", about))
    return found


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_command_and_option_is_told(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    assert [name for name in main.commands if f"| `portal {name}" not in text] == []
    known = told(readme)
    assert [(command, option) for command, option in options() if option not in known[command]] == []


@pytest.mark.parametrize("path", (*READMES, *HAND_WRITTEN), ids=lambda path: path.name)
def test_no_option_is_told_that_does_not_exist(path: Path) -> None:
    real = {option for _, option in options()}
    for code in re.findall(r"portal [a-z]+ [^`\n]*", path.read_text(encoding="utf-8")):
        assert set(re.findall(r"(?<!\S)--[a-z-]+", code.split(" && ")[0])) <= real, code
    if path in READMES:
        assert {option for found in told(path).values() for option in found} <= real | {"--help"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    lost = []
    for link in links(path):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_both_readmes_have_the_same_sections_commands_and_links() -> None:
    def shape(path: Path) -> tuple[list[int], list[str], list[list[str]]]:
        text = path.read_text(encoding="utf-8")
        levels = [len(marks) for marks, _ in _HEADING.findall(prose(path))]
        commands = re.findall(r"^\$ (.+?)(?: --lang ..)?$", text, re.MULTILINE)
        language = re.compile(r"content/(en/)?|README(\.zh)?\.md")
        sections = re.split(r"^## ", prose(path), flags=re.MULTILINE)
        targets = [
            sorted(language.sub("", link) for link in re.findall(r"\]\(([^)]+)\)", section)) for section in sections
        ]
        return levels, commands, targets

    english, chinese = map(shape, READMES)
    assert english == chinese


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_output_in_the_readmes_is_the_real_one(readme: Path, tmp_path: Path) -> None:
    # To bring both up to date: python -m tests.readme
    assert rewritten(readme, tmp_path) == readme.read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_short_command_is_told_and_exists(readme: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    table = readme.read_text(encoding="utf-8").split("| `make …` |")[1].split("\n\n")[0]
    heads = [row.split(" | ")[0] for row in table.splitlines()[2:]]
    assert {name for head in heads for name in _CODE.findall(head)} == targets


def test_every_variable_that_a_test_listens_to_is_told() -> None:
    found = set()
    for path in (ROOT / "tests").glob("*.py"):
        found.update(re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", path.read_text(encoding="utf-8")))
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {name for name in found if f"`{name}=" not in text} == set()


def test_the_architecture_names_every_module_and_no_other() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = text.split("| module in `builder/` |")[1].split("\n\n")[0].splitlines()[2:]
    told = {name.rstrip("/") for row in rows for name in _CODE.findall(row.split(" | ")[0])}
    entries = [path for path in (ROOT / "builder").iterdir() if not path.name.startswith("_")]
    assert told == {path.stem for path in entries}


def test_paths_that_contributing_names_exist() -> None:
    named = set(_CODE.findall(prose(ROOT / "CONTRIBUTING.md")))
    paths = {name for name in named if re.fullmatch(r"(?:builder|tests|content|data|\.ci)/[\w./-]+", name)}
    to_be_made = {"builder/forms/2027.toml", "builder/formats/odt.py", "tests/corpus/NN-name/"}
    assert sorted(name for name in paths - to_be_made if not (ROOT / name).exists()) == []


def test_the_changelog_is_kept() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)]?(?: - (\S+))?$", text, re.MULTILINE)
    assert versions and versions[0][0] == __version__
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for _, day in versions)
    assert [day for _, day in versions] == sorted((day for _, day in versions), reverse=True)
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits"}
