"""The command line as people use it: what it writes, what it says, and how it ends."""

from __future__ import annotations

import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from builder import __version__
from builder.cli import main
from builder.cli.refusal import plain_errors
from builder.reading import READING
from builder.tables import TABLE_COLUMNS
from tests.shelved import InThisProcess

REGIONS = "region_code,name,level,parent_region_code,valid_from,valid_to\n990101,云溪县,county,,,\n"
AGENCIES = (
    "agency_id,name,aliases,kind,level,region_code,valid_from,valid_to\n"
    "990101-czj,云溪县财政局,,department,county,990101,,\n"
)
STAGES = "\t".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"])


def report(year: int, total: int = 10) -> str:
    return (
        f"云溪县财政局{year}年政府信息公开工作年度报告\n\n一、总体情况\n公开政府信息41条。\n"
        "二、主动公开政府信息情况\n第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t7\n"
        f"四、政府信息公开行政复议、行政诉讼情况\n行政复议\t行政诉讼\n\t\t\t\t\t未经复议直接起诉\t复议后起诉\n"
        f"{STAGES}\t{STAGES}\t{STAGES}\n1\t2\t3\t4\t{total}\t5\t6\t7\t8\t26\t9\t10\t11\t12\t42\n"
        "五、存在的主要问题及改进情况\n解读不够通俗，下一年改进。\n六、其他需要报告的事项\n无。\n"
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with data/, which commands run in."""
    for name, text in {
        "data/registry/regions.csv": REGIONS,
        "data/registry/agencies.csv": AGENCIES,
        "data/reports/2022/czj.txt": report(2022),
        "data/reports/2023/czj.txt": report(2023, total=11),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments, prog_name="portal")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_told_with_where_and_what_to_do(project: Path) -> None:
    (project / "out").mkdir()
    (project / "out/.agencies.csv.part").symlink_to("/dev/full")
    result = run("parse", "data/reports", "--out", "out")
    assert result.exit_code == 1 and result.stderr.splitlines()[-1] == (
        "Error: [Errno 28] No space left on device. Make room on the disk that holds out, then start again."
    )
    full = "database or disk is full"
    with (
        pytest.raises(click.ClickException, match=rf"^{full}\. Make room .* that holds site,"),
        plain_errors(Path("site")),
    ):
        raise sqlite3.OperationalError(full)
    with pytest.raises(click.ClickException, match=r"^database is locked$"), plain_errors(Path("site")):
        raise sqlite3.OperationalError("database is locked")


def test_version_and_help_on_everything() -> None:
    assert run("--version").output.strip() == f"portal, version {__version__}"
    for name, command in main.commands.items():
        result = run(name, "--help")
        assert result.exit_code == 0
        assert command.help and command.help.split("\n")[0][:40] in result.output
        for option in command.params:
            assert isinstance(option, click.Argument) or getattr(option, "help", ""), (name, option.name)


@pytest.mark.parametrize(
    "arguments",
    [
        ["parse"],
        ["parse", "."],
        ["parse", "gone", "--out", "x"],
        ["no-such-command"],
        ["check", "--lang", "fr"],
        ["parse", ".", "--out", "x", "--jobs", "0"],
    ],
)
def test_wrong_usage_ends_with_2(project: Path, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_parse_writes_every_table_and_nothing_else(project: Path) -> None:
    before = sorted(project.rglob("*"))
    result = run("parse", "data/reports", "--out", "out")
    assert result.exit_code == 0, result.output
    assert "2 files: 2 reports published, 0 in quarantine.csv." in result.output
    assert sorted(p.name for p in (project / "out").iterdir()) == sorted(f"{stem}.csv" for stem in TABLE_COLUMNS)
    assert [p for p in sorted(project.rglob("*")) if "out" not in p.parts] == before
    reports = table(project / "out/reports.csv")
    assert [(r["report_id"], r["source_file"], r["status"]) for r in reports] == [
        ("990101-czj-2022", "2022/czj.txt", "partial"),
        ("990101-czj-2023", "2023/czj.txt", "partial"),
    ]
    failing = {(r["report_id"], r["check"]) for r in table(project / "out/checks.csv")}
    assert ("990101-czj-2023", "review-sum") in failing and ("990101-czj-2022", "review-sum") not in failing


def test_one_bad_file_never_stops_the_rest(project: Path) -> None:
    (project / "data/reports/empty.txt").write_bytes(b"")
    (project / "data/reports/photo.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (project / "data/reports/copy.txt").write_text(report(2022), encoding="utf-8")
    result = run("parse", "data/reports", "--out", "out", "--progress", "quiet")
    assert result.exit_code == 0
    assert "5 files: 2 reports published, 3 in quarantine.csv." in result.output
    lost = {(r["source_file"], r["code"]) for r in table(project / "out/quarantine.csv")}
    assert lost == {("copy.txt", "superseded"), ("empty.txt", "empty"), ("photo.html", "scanned")}


def test_the_number_of_jobs_changes_no_byte(project: Path) -> None:
    for n in range(2010, 2017):
        (project / f"data/reports/{n}.txt").write_text(report(n, total=n), encoding="utf-8")
    for jobs in ("1", "3"):
        assert run("parse", "data/reports", "--out", f"out{jobs}", "--jobs", jobs).exit_code == 0
    for path in (project / "out1").iterdir():
        assert path.read_bytes() == (project / "out3" / path.name).read_bytes()


def test_nothing_to_read_still_writes_the_headers(project: Path) -> None:
    (project / "none").mkdir()
    result = run("parse", "none", "--out", "out", "--data", "none")
    assert result.exit_code == 0
    assert "No agencies in none" in result.output
    assert (project / "out/reports.csv").read_bytes().count(b"\r\n") == 1


def test_what_cannot_be_written_ends_with_1_and_one_line(project: Path) -> None:
    (project / "out").write_text("a file where the folder should be")
    result = run("parse", "data/reports", "--out", "out/tables", "--progress", "quiet")
    assert result.exit_code == 1
    assert re.fullmatch(r"Error: .*out.*\n", result.output)


def test_check_says_where_and_ends_by_level(project: Path) -> None:
    result = run("check", "--progress", "quiet")
    assert result.exit_code == 0
    assert re.search(r"^data/reports/2023/czj\.txt:\d+: warning review-sum: ", result.output, re.MULTILINE)
    assert run("check", "--strict").exit_code == 1
    (project / "data/reports/empty.txt").write_bytes(b"")
    assert run("check").exit_code == 1
    assert run("check", "data/reports/2022/czj.txt").exit_code == 0
    english = run("check", "--lang", "en", "--progress", "quiet", "data/reports/empty.txt").output
    assert english.startswith("data/reports/empty.txt:1: error empty: ")
    found = json.loads(run("check", "--format", "json", "--progress", "quiet").stdout)
    assert "data/reports/empty.txt" in json.dumps(found)
    assert "::error file=data/reports/empty.txt" in run("check", "--format", "github").output


def test_check_tells_faults_of_the_registry(project: Path) -> None:
    (project / "data/registry/agencies.csv").write_text(
        AGENCIES + "990101-b,乙局,,bureau,county,990101,,\n", encoding="utf-8"
    )
    result = run("check", "--progress", "quiet")
    assert result.exit_code == 1
    assert re.search(r"^data/registry/agencies\.csv:3: error registry-value: ", result.output, re.MULTILINE)


def test_a_registry_that_cannot_be_read_is_told_and_nothing_is_filed_by_it(project: Path) -> None:
    agencies = project / "data/registry/agencies.csv"
    agencies.write_bytes(AGENCIES.encode("gb18030"))
    told = "data/registry/agencies.csv:2: error registry-unreadable: "
    parsed = run("parse", "data/reports", "--out", "out", "--progress", "quiet")
    assert parsed.exit_code == 0 and parsed.stderr.startswith(told)
    (project / "new.txt").write_text(report(2024), encoding="utf-8")
    added = run("add", "new.txt", "--register", "--progress", "quiet")
    assert added.exit_code == 1 and added.stderr.startswith(f"Error: {told}")
    assert agencies.read_bytes() == AGENCIES.encode("gb18030")
    assert not list(project.glob("data/reports/99*"))


def test_a_console_of_another_encoding_is_no_failure_and_programs_get_utf_8(project: Path) -> None:
    (project / "data/reports/2022/czj.toml").write_text('"a−b" = 1\n', encoding="utf-8")  # no GBK has this minus
    command = (sys.executable, "-c", "from builder.cli import run; run()", "check", "--progress", "quiet")
    environ = {**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONPATH": os.pathsep.join(sys.path), "LANG": "zh_CN.GBK"}
    for form, encoding in (("text", "gbk"), ("json", "utf-8")):
        done = subprocess.run([*command, "--format", form], capture_output=True, env=environ, check=False)
        assert done.returncode == 1, done.stderr.decode("gbk", "replace")
        assert "sidecar-key" in done.stdout.decode(encoding)
    assert "a−b" in json.dumps(json.loads(done.stdout), ensure_ascii=False)


@pytest.mark.skipif(sys.platform == "win32", reason="streams are closed in the shell's way")
@pytest.mark.parametrize(
    ("arguments", "ending", "code"),
    [
        ("parse data/reports --out out", ">&-", 0),
        ("parse data/reports --out out", "2>&-", 0),
        ("parse data/reports --out out", "<&- >&- 2>&-", 0),
        ("parse data/reports --out out", "| sleep 0", 0),
        ("check", ">&-", 0),
        ("check", "| sleep 0", 0),
        ("check --strict", "| sleep 0", 1),
        ("--version", ">&-", 0),
    ],
)
def test_who_does_not_listen_changes_neither_output_nor_exit_code(
    project: Path, arguments: str, ending: str, code: int
) -> None:
    portal = f'"{sys.executable}" -c "from builder.cli import run; run()" {arguments} --progress quiet --jobs 1'
    if arguments == "--version":
        portal = portal.removesuffix(" --progress quiet --jobs 1")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    # A pipe's exit code is its last command's: the first one's is kept beside.
    told = f"({portal}; echo $? > code) {ending}" if ending.startswith("|") else f"{portal} {ending}; echo $? > code"
    done = subprocess.run(told, shell=True, capture_output=True, env=environ, check=False)
    assert (project / "code").read_text() == f"{code}\n", done.stderr.decode()
    assert done.stderr == b""
    if "--out" in arguments:
        assert {file.stem for file in (project / "out").iterdir()} == set(TABLE_COLUMNS)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_what_cannot_be_said_is_no_traceback(project: Path) -> None:
    command = (sys.executable, "-c", "from builder.cli import run; run()", "check", "--progress", "quiet")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environ, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("Error: standard output: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [("check",), ("add", "--dry-run", "data/reports/2022/czj.txt"), ("diff", "o", "o")]
)
def test_who_only_looks_needs_no_leave_to_write(project: Path, arguments: tuple[str, ...]) -> None:
    assert run("parse", "data/reports", "--out", "o").exit_code == 0
    (project / ".cache").write_text("where the folder of the cache would be")
    assert run(*arguments).exit_code == 0
    assert run("build").exit_code == 1


@pytest.mark.parametrize(("folder", "data"), [("data", "."), ("data/reports", "..")])
def test_nothing_is_kept_among_the_data_whatever_it_is_called(
    project: Path, monkeypatch: pytest.MonkeyPatch, folder: str, data: str
) -> None:
    monkeypatch.chdir(project / folder)
    before = sorted(project.joinpath("data").rglob("*"))
    assert run("check", "--data", data).exit_code == 0
    assert sorted(project.joinpath("data").rglob("*")) == before
    assert (project / ".cache/portal/outcomes.sqlite").is_file()


def test_of_two_builds_at_once_the_second_is_refused(project: Path) -> None:
    (project / ".cache").mkdir()
    with FileLock(project / ".cache/portal.lock"):
        refused = run("build")
        elsewhere = run("build", "--data", "nowhere")
    assert refused.exit_code == 1 and refused.stderr.startswith("Error: another build is at work here and holds ")
    assert sorted(path.name for path in project.iterdir()) == [".cache", "data"], "nothing was touched"
    assert "another build" not in elsewhere.stderr
    assert "another build" not in run("build").stderr, "what an ended build has left keeps nobody out"


def test_what_was_read_once_is_not_read_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run("check", "--progress", "quiet").output

    def never(*_: object) -> list[Any]:
        raise AssertionError("read again")

    monkeypatch.setattr("builder.build.READING", replace(READING, work=never))
    monkeypatch.setattr("builder.work.Work", InThisProcess)
    assert run("check", "--progress", "quiet").output == first


def test_add_files_a_report_and_a_dry_run_writes_nothing(project: Path) -> None:
    (project / "new.txt").write_text(report(2024), encoding="utf-8")
    before = sorted(project.joinpath("data").rglob("*"))
    dry = run("add", "--dry-run", "new.txt")
    assert dry.exit_code == 0 and "990101-czj" in dry.output
    assert sorted(project.joinpath("data").rglob("*")) == before
    assert run("add", "new.txt").exit_code == 0
    (stored,) = (p for p in project.joinpath("data").rglob("*") if p not in before and p.is_file())
    assert stored.read_text(encoding="utf-8") == report(2024)
    (project / "empty.txt").write_bytes(b"")
    assert run("add", "empty.txt").exit_code == 1


def test_diff_of_two_folders(project: Path) -> None:
    assert run("parse", "data/reports", "--out", "old").exit_code == 0
    (project / "data/reports/2022/czj.txt").write_text(report(2022, total=12), encoding="utf-8")
    assert run("parse", "data/reports", "--out", "new").exit_code == 0
    result = run("diff", "old", "new", "--format", "json", "--progress", "quiet")
    assert result.exit_code == 0
    (change,) = json.loads(result.stdout)["changes"]
    assert (change["report_id"], change["kind"]) == ("990101-czj-2022", "changed")
    assert [(f["column"], f["old"]["value"], f["new"]["value"]) for f in change["figures"]] == [("total", "10", "12")]
    assert run("diff", "old", "nowhere").exit_code == 1


def test_synth_writes_a_corpus_that_parse_reads(project: Path) -> None:
    assert run("synth", "4", "--seed", "7", "--out", "corpus").exit_code == 0
    result = run("parse", "corpus/reports", "--data", "corpus", "--out", "out", "--progress", "quiet")
    assert result.exit_code == 0 and result.output.startswith("4 files: ")


@pytest.mark.parametrize(
    ("mode", "expected"), [("plain", r"reading: 2 \(\d"), ("json", r'\{"stage": "reading", "done": 2')]
)
def test_progress_goes_to_standard_error(project: Path, mode: str, expected: str) -> None:
    result = run("parse", "data/reports", "--out", "out", "--progress", mode)
    assert re.search(expected, result.stderr)
    assert "reading" not in result.stdout


def held(folder: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "arguments",
    [
        ("parse", "data/reports", "--out", "data/registry"),
        ("parse", "data/reports", "--out", "data/reports/tables"),
        ("parse", "data/reports", "--out", "data/reports/../registry"),
        ("synth", "2", "--seed", "1", "--out", "data"),
        ("build", "--site", "data/reports/site"),
    ],
)
def test_no_output_goes_over_the_data(project: Path, arguments: tuple[str, ...]) -> None:
    before = held(project / "data")
    result = run(*arguments)
    assert result.exit_code == 2 and "name " in result.output and "data" in result.output
    assert held(project / "data") == before


def test_a_corpus_is_written_over_its_like(project: Path) -> None:
    assert [run("synth", "2", "--seed", "1", "--out", "corpus").exit_code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("arguments", [("check",), ("build",)])
def test_a_wrong_data_folder_is_told_in_words(project: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--data", "dta")
    assert result.exit_code == 1
    assert "dta/reports: no such folder" in result.output and "--data" in result.output and "Errno" not in result.output


@pytest.mark.parametrize(
    ("arguments", "code"), [(("parse", "none", "--out", "out"), 0), (("check", "none"), 0), (("add", "none"), 1)]
)
def test_a_folder_without_reports_is_told(project: Path, arguments: tuple[str, ...], code: int) -> None:
    (project / "none").mkdir()
    result = run(*arguments)
    assert result.exit_code == code and "No report was found" in result.output


def test_diff_says_what_it_wants(project: Path) -> None:
    run("parse", "data/reports", "--out", "tables")
    (project / "none").mkdir()
    assert "nowhere: neither a folder of CSV tables" in run("diff", "tables", "nowhere").output
    assert "none/reports.csv: no such file" in run("diff", "tables", "none").output


def test_a_wrong_value_comes_with_a_right_one(project: Path) -> None:
    (project / "data/reports/2022/czj.toml").write_text('published_on = "2023/1/5"\nyaer = 2022\n', encoding="utf-8")
    with (project / "data/registry/agencies.csv").open("a", encoding="utf-8") as file:
        file.write("990101-slj,云溪县水利局,,bureau,county,990101,,\n")
    said = run("check", "--lang", "en").output
    assert '"2025-01-31"' in said and "published_on, revision" in said and "government, office, department" in said


def test_acknowledgements_of_reports_that_were_not_looked_at_are_not_called_stale(project: Path) -> None:
    (project / "data/registry/acknowledged.csv").write_text(
        "report_id,check,item,column,reason,by,on\n"
        "990101-czj-2023,review-sum,reconsideration,total,原件如此,甲,2024-02-01\n"
        "990101-czj-2022,review-sum,reconsideration,total,原件如此,甲,2024-02-01\n",
        encoding="utf-8",
    )
    for paths in ((), ("data/reports",), ("./data/reports/",)):
        told = run("check", "--progress", "quiet", *paths).output
        assert "acknowledged.csv:3: hint acknowledgement-stale" in told
        assert "acknowledged.csv:2:" not in told
    assert "acknowledgement-stale" not in run("check", "--progress", "quiet", "data/reports/2022/czj.txt").output
