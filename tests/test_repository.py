"""The repository: everything that is installed is pinned, nothing points outside, the documented commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
from pathlib import Path

import pytest

from builder.cache import LIBRARIES, PARSE_SIDE

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in pins)
    return {normal(line.split("==")[0]): line.split("==")[1] for line in pins}


def declared() -> Iterator[str]:
    project = PROJECT["project"]
    for group in (project["dependencies"], *project["optional-dependencies"].values()):
        for requirement in group:
            name = re.match(r"[A-Za-z0-9._-]+", requirement)
            assert name is not None
            if name[0] != project["name"]:
                yield normal(name[0])


def imported(*roots: Path) -> set[str]:
    """Top-level names of the packages that these files import and that are neither ours nor Python's."""
    found: set[str] = set()
    for root in roots:
        for path in [root] if root.is_file() else root.rglob("*.py"):
            code = path.read_text(encoding="utf-8")
            found.update(
                re.findall(r"^[ \t]*(?:import|from)[ \t]+([a-z_0-9]+)(?:\.[\w.]+)?(?: import .*| as .*)?$", code, re.M)
            )
    return {name for name in found if name not in sys.stdlib_module_names and name not in ("builder", "tests")}


COME_ALONG = {"markupsafe", "numpy", "markdown", "pluggy"}
"""Parts of what is declared that its own interface hands out: jinja2's, pandas', mkdocs' and pytest's."""


def distributions(module: str) -> set[str]:
    return {normal(name) for name in packages_distributions().get(module, [module])}


def test_every_requirement_is_pinned_and_every_import_required() -> None:
    pins = pinned()
    assert set(declared()) <= pins.keys()
    known = (pins.keys() & set(declared())) | COME_ALONG
    modules = imported(ROOT / "builder", ROOT / "tests")
    assert sorted(module for module in modules if not distributions(module) & known) == []


def test_every_pinned_version_installs_on_the_oldest_python_that_is_promised() -> None:
    def least(wanted: str) -> list[int]:
        return [int(part) for part in re.sub(r".*>=\s*([\d.]*\d).*|.*", r"\1", wanted).split(".") if part]

    promised = least(PROJECT["project"]["requires-python"])
    too_new = []
    for name, version in pinned().items():
        try:
            about = metadata(name)
        except PackageNotFoundError:
            continue
        wanted = about.get("Requires-Python", "")
        if about["Version"] == version and least(wanted) > [*promised, 0]:
            too_new.append(f"{name} {version}: Python {wanted}")
    assert too_new == []


def test_the_key_of_the_cache_names_every_library_that_reads() -> None:
    libraries = {normal(library) for library in LIBRARIES}
    modules = imported(*(ROOT / "builder" / part for part in PARSE_SIDE))
    assert sorted(module for module in modules if not distributions(module) & libraries) == []


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git work tree")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_nothing_points_at_a_machine_a_package_registry_or_a_delivery_network() -> None:
    folder = "sha" + "red"  # in two parts, so that this file may be looked through as well
    patterns = (
        *("/w" + "ork/", r"/home/[a-z]", r"/Users/[A-Z]", r"[A-Z]:\\Users", rf"\.\./{folder}"),
        *(r"pypi\.org/simple", r"files\.pythonhosted", r"registry\.npmjs", r"--(extra-)?index-url"),
        *(r"unpkg\.com", r"cdn\.jsdelivr", r"cdnjs\.", r"fonts\.googleapis"),
    )
    outside = re.compile("|".join(patterns))
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in (".png", ".pdf", ".docx", ".xlsx", ".doc", ".wps") or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if outside.search(line) and not (name == ".ci/run" and f"../{folder}/reports" in line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert found == []


def test_what_a_build_writes_is_not_committed(sample_project: Path) -> None:
    made = [path.relative_to(sample_project).as_posix() for path in sorted(sample_project.rglob("*")) if path.is_file()]
    ours = {path.relative_to(ROOT).as_posix() for path in tracked()}
    new = [name for name in made if name not in ours and name != "built.txt"]
    result = subprocess.run(
        ["git", "check-ignore", "--stdin", "-z"],
        cwd=ROOT,
        input="\0".join(new).encode(),
        capture_output=True,
        check=False,
    )
    assert set(new) - set(result.stdout.decode().split("\0")) == set()


def test_the_documented_short_commands_exist_for_make_and_for_windows() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("site", "test", "serve", "bench", "lint", "screenshots"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    windows = (ROOT / "make.cmd").read_text(encoding="utf-8")
    for target in ("site", "test", "serve", "lint"):
        assert f"\n:{target}" in windows, target


def test_the_licences_are_whole_and_the_version_is_one() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence and "END OF TERMS AND CONDITIONS" in licence
    assert "CC BY 4.0" in (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8")
    from builder import __version__

    assert f"version: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("engine", ("pandas", "altair", "jinja2", "mkdocs", "numpy", "pyarrow")),
        ("publishing.dossier", ("pandas", "altair", "mkdocs", "numpy", "pyarrow", "pypinyin")),
    ],
)
def test_a_worker_never_imports_what_only_the_main_process_needs(module: str, heavy: tuple[str, ...]) -> None:
    code = f"import sys, builder.{module}; print(*sorted(set({heavy}) & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
