"""The whole way: what a build makes, that it makes it again the same, and only what changed."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder import project
from builder.build import build_all
from builder.cache import OutcomeCache
from builder.exports.addresses import COLUMNS
from builder.publishing.dossier import MAKING
from builder.reading import READING
from builder.work import cache_path
from tests.conftest import copy_project, portal
from tests.shelved import InThisProcess


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def table(site: Path, name: str) -> list[dict[str, str]]:
    with (site / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_report_agency_region_and_year_has_its_page_and_its_data(sample_site: Path) -> None:
    reports = table(sample_site, "reports")
    assert len(reports) >= 22
    for report in reports:
        for page in (
            f"reports/{report['report_id']}",
            f"agencies/{report['agency_id']}",
            f"regions/{report['region_code']}",
            f"years/{report['year']}",
        ):
            assert (sample_site / page / "index.html").is_file(), page
        assert (sample_site / f"api/v1/reports/{report['report_id']}.json").is_file()
    for page in ("", "compare/", "explore/", "quality/", "downloads/", "dictionary/", "updates/", "about/", "en/"):
        assert (sample_site / page / "index.html").is_file(), page
    for name in ("404.html", "feed.xml", "robots.txt", "data/SHA256SUMS", "search/shards.json"):
        assert (sample_site / name).is_file(), name


def test_the_csv_of_the_site_is_that_of_parse(sample_project: Path, tmp_path: Path) -> None:
    result = portal(sample_project, "parse", "data/reports", "--out", str(tmp_path), "--progress", "quiet")
    assert result.returncode == 0, result.stderr
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (sample_project / "site/data" / path.name).read_bytes(), path.name


def test_an_incremental_build_gives_what_a_clean_one_gives(
    sample_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / "incremental"
    shutil.copytree(sample_project, ours, symlinks=True)
    reports = sorted(path for path in (ours / "data/reports").rglob("*") if path.suffix in (".txt", ".md"))
    reports[0].unlink()
    reports[0].with_suffix(".toml").unlink(missing_ok=True)
    text = reports[1].read_text(encoding="utf-8")
    reports[1].write_text(text.replace("0", "1", 1) + "\n另：补充说明一句。\n", encoding="utf-8")
    for path in (reports[2], reports[2].with_suffix(".toml")):
        path.rename(path.with_name(f"renamed{path.suffix}"))
    (ours / "data/reports/empty.txt").write_bytes(b"")
    assert portal(ours, "build", "--jobs", "1").returncode == 0

    clean = copy_project(tmp_path / "clean")
    shutil.rmtree(clean / "data")
    shutil.copytree(ours / "data", clean / "data")
    assert portal(clean, "build", "--jobs", "2").returncode == 0
    assert digests(ours / "site") == digests(clean / "site")
    assert digests(ours / "site") != digests(sample_project / "site")

    monkeypatch.chdir(ours)
    before = digests(ours / "site")
    with monkeypatch.context() as idle:
        idle.setattr("builder.build.READING", replace(READING, work=never))
        idle.setattr("builder.publishing.orders.MAKING", replace(MAKING, work=never))
        build_all(Path("data"), Path("site"), InThisProcess())  # nothing is read or made again
        assert digests(ours / "site") == before
        with OutcomeCache(cache_path(Path("data"))) as cache:
            assert len(cache.known()) == len(reports)  # what is gone is forgotten, empty.txt stands for the one removed
        reports[1].write_text(text, encoding="utf-8")
        with pytest.raises(AssertionError, match="work again"):
            build_all(Path("data"), Path("site"), InThisProcess())
        idle.setattr("builder.build.READING", READING)
        with pytest.raises(AssertionError, match="work again"):
            build_all(Path("data"), Path("site"), InThisProcess())
        assert digests(ours / "site") == before, "a build that fails changes nothing"


def never(batch: Sequence[object]) -> list[Any]:
    raise AssertionError(f"work again: {batch}")


def test_a_build_that_fails_leaves_the_site_as_it_was(sample_project: Path, tmp_path: Path) -> None:
    ours = tmp_path / "project"
    shutil.copytree(sample_project, ours, symlinks=True)
    before = digests(ours / "site")
    (ours / "mkdocs.yml").write_text("theme: no-such-theme\n", encoding="utf-8")
    result = portal(ours, "build", "--progress", "quiet")
    assert result.returncode == 1
    assert "site_name" in result.stderr and "Traceback" not in result.stderr
    assert digests(ours / "site") == before


@pytest.mark.parametrize(
    ("file", "found", "wrong", "told"),
    [
        ("content/mine.md", None, b"# a\n\nb\xff\n", "content/mine.md:3: not in UTF-8"),
        (
            "content/mine.md",
            None,
            b"---\ntitle: a\ndescription: b: c\n---\n# d\n",
            "content/mine.md:3: the front matter is no YAML: mapping",
        ),
        (
            "content/mine.md",
            None,
            b"---\ntitle: a\n# d\n",
            "content/mine.md:1: the front matter does not end",
        ),
        ("site_overrides/main.html", None, b"{% if x %}\n", "site_overrides/main.html:1: Unexpected end of template"),
        ("site_overrides/main.html", None, b"{% extends 'gone.html' %}\n", "no template gone.html"),
        ("site_overrides/main.html", None, b"\n{{ 1 / 0 }}\n", "site_overrides/main.html:2: division by zero"),
        ("site_overrides/main.html", None, b"\xff{{", "a template failed: 'utf-8' codec can't decode"),
        ("mkdocs.yml", None, b"- a\n", "mkdocs.yml: expected settings"),
        ("mkdocs.yml", None, b"site_name: \xff\n", "mkdocs.yml: not in UTF-8"),
        ("mkdocs.yml", b"extra:\n", b"extra: [\n", "mkdocs.yml"),
        ("mkdocs.yml", b"site_name:", b"name:", "Error: mkdocs.yml: Config value 'name'"),
        ("mkdocs.yml", b"\ntheme:\n", b"\nthemee:\n", "Error: mkdocs.yml: theme: name is mkdocs; expected material"),
        ("mkdocs.yml", b"  custom_dir: site_overrides\n", b"", "Error: mkdocs.yml: theme: custom_dir is missing"),
        (
            "mkdocs.yml",
            b'contact: ""',
            b"contact: a@b.org",
            'mkdocs.yml: extra: contact is "a@b.org"; expected',
        ),
    ],
)
def test_a_slip_in_what_the_site_is_made_of_is_told_in_a_line(
    file: str, found: bytes | None, wrong: bytes, told: str, sample_project: Path, tmp_path: Path
) -> None:
    ours = tmp_path / "project"
    shutil.copytree(sample_project, ours, symlinks=True)
    path = ours / file
    path.write_bytes(path.read_bytes().replace(found, wrong) if found else wrong)
    result = portal(ours, "build", "--progress", "quiet")
    assert result.returncode == 1
    assert told in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["outcomes.sqlite", "dossiers.sqlite"])
def test_damage_in_the_middle_of_a_cache_costs_work_only(
    name: str, sample_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ours = tmp_path / "project"
    shutil.copytree(sample_project, ours, symlinks=True)
    before = digests(ours / "site")
    cache = ours / ".cache/portal" / name
    data = bytearray(cache.read_bytes())
    # The first pages hold the list of tables and the first rows: damage there is noticed at opening.
    half = len(data) // 2
    data[half:] = bytes(byte ^ 0xA5 for byte in data[half:])
    cache.write_bytes(data)
    # Whatever is asked for must be read: one report has changed, and changes back.
    report = next(path for path in sorted((ours / "data/reports").rglob("*.txt")))
    report.write_bytes(report.read_bytes() + b"\n")
    monkeypatch.chdir(ours)
    build_all(Path("data"), Path("site"), InThisProcess())
    assert "is damaged and is made anew" in caplog.text
    report.write_bytes(report.read_bytes()[:-1])
    build_all(Path("data"), Path("site"), InThisProcess())
    assert digests(ours / "site") == before


def test_a_folder_that_is_no_project_is_told(tmp_path: Path) -> None:
    result = portal(tmp_path, "build", "--progress", "quiet")
    assert result.returncode == 1
    assert "data" in result.stderr and "Traceback" not in result.stderr


def test_settings_come_from_the_sites_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: x\n", encoding="utf-8")
    assert (project.settings(config).site_url, project.settings(config).contact) == ("", "")
    config.write_text("site_url: https://example.org/a\nextra:\n  contact: mailto:a@example.org\n", encoding="utf-8")
    assert project.settings(config).site_url == "https://example.org/a/"
    assert project.settings(config).contact == "mailto:a@example.org"
    config.write_text("site_url: !ENV [PORTAL_TEST_URL, '']\n", encoding="utf-8")
    monkeypatch.setenv("PORTAL_TEST_URL", "https://example.org/")
    assert project.settings(config).site_url == "https://example.org/"


def test_the_manifest_of_addresses_grows_with_what_is_added_and_check_tells_what_is_lost(
    sample_project: Path, tmp_path: Path
) -> None:
    ours = copy_project(tmp_path / "project")
    manifest = ours / "data/registry/addresses.csv"
    manifest.write_text(f"{','.join(COLUMNS)}\n/,,,\n/reports/990101-gone-2020/,,,\n", encoding="utf-8")
    result = portal(ours, "check", "--lang", "en", "--progress", "quiet")
    assert result.returncode == 1
    assert "data/registry/addresses.csv:3: error address-gone: " in result.stdout
    regions = ours / "data/registry/regions.csv"
    whole = regions.read_bytes()
    regions.write_bytes(whole + b"\xff\n")
    result = portal(ours, "check", "--lang", "en", "--progress", "quiet")
    assert "registry-unreadable" in result.stdout, "told alone: that divisions lose their pages follows from it"
    assert "address-" not in result.stdout
    regions.write_bytes(whole)

    report = next(path for path in sorted((ours / "data/reports").rglob("*.txt")))
    moved = ours / report.name
    report.rename(moved)
    report.with_suffix(".toml").unlink(missing_ok=True)
    assert portal(ours, "add", moved.name, "--progress", "quiet").returncode == 0
    lines = manifest.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(COLUMNS) and lines[1:] == sorted(lines[1:])
    assert {f"/reports/{row['report_id']}/,,," for row in table(sample_project / "site", "reports")} <= set(lines)
    assert "/reports/990101-gone-2020/,,," in lines

    manifest.write_text(f"{','.join(COLUMNS)}\n/,,,\n/reports/990101-gone-2020/,removed,,\n", encoding="utf-8")
    before = manifest.read_bytes()
    next(path for path in sorted((ours / "data/reports").rglob("*.txt"))).rename(moved)
    assert portal(ours, "add", moved.name, "--progress", "quiet").returncode == 0
    assert manifest.read_bytes() == before, "a line that cannot be read, as its reason is missing, is not lost"
