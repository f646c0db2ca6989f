"""Files to Jobs: what is a report, what lies beside it, and what is never read."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from pathlib import Path

import pytest

from builder import sources
from builder.model import Job
from builder.sources import find, scan

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")


def put(root: Path, **files: bytes) -> Path:
    for name, data in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def by_name(root: Path) -> dict[str, Job]:
    jobs = list(scan([root]))
    assert len({job.source_file for job in jobs}) == len(jobs)
    return {job.source_file: job for job in jobs}


def refusal(job: Job) -> tuple[str, str] | None:
    return (job.refused.code, dict(job.refused.values)["file"]) if job.refused else None


def test_reports_of_any_folder_with_bytes_and_hash(tmp_path: Path) -> None:
    put(tmp_path, b_dot_txt=b"bb", **{"2023__x__a_dot_html": b"aa", "2023__a": b"no ending"})
    jobs = list(scan([tmp_path]))
    assert [(job.source_file, job.data) for job in jobs] == [
        ("b.txt", b"bb"),
        ("2023/a", b"no ending"),
        ("2023/x/a.html", b"aa"),
    ]
    assert jobs[0].sha256 == hashlib.sha256(b"bb").hexdigest()


def test_hidden_files_csv_and_sidecars_are_no_reports(tmp_path: Path) -> None:
    put(
        tmp_path,
        _dot_git__x_dot_txt=b"1",
        _dot_DS_Store=b"2",
        expected_dot_csv=b"3",
        UPPER_dot_CSV=b"4",
        a_dot_txt=b"5",
        a_dot_toml=b"year = 2023",
        c_dot_pdf=b"6",
        c_dot_pdf_dot_toml=b"year = 2022",
    )
    jobs = by_name(tmp_path)
    assert sorted(jobs) == ["a.txt", "c.pdf"]
    assert (jobs["a.txt"].sidecar.year, jobs["c.pdf"].sidecar.year) == (2023, 2022)


def test_a_sidecar_without_a_report_is_told(tmp_path: Path) -> None:
    put(
        tmp_path,
        sub__lost_dot_toml=b"year = 2023",
        sub__lots_dot_txt=b"x",
        sub__y_dot_csv=b"",
        sub__y_dot_toml=b"",
    )
    jobs = by_name(tmp_path)
    assert refusal(jobs["sub/lost.toml"]) == ("orphan-sidecar", "sub/lost.toml")
    assert refusal(jobs["sub/y.toml"]) == ("orphan-sidecar", "sub/y.toml")
    assert refusal(jobs["sub/lots.txt"]) is None
    assert jobs["sub/lost.toml"].refused and jobs["sub/lost.toml"].refused.level == "warning"


def test_a_sidecar_that_is_not_called_as_one_is_told(tmp_path: Path) -> None:
    """Where the disk tells a.TOML from a.toml, its word would else be left out in silence."""
    put(tmp_path, a_dot_txt=b"x", a_dot_TOML=b"year = 2023", b_dot_csv=b"x", b_dot_toml=b"year = 2023")
    assert {name: refusal(job) for name, job in by_name(tmp_path).items()} == {
        "a.txt": None,
        "a.TOML": ("orphan-sidecar", "a.TOML"),
        "b.toml": ("orphan-sidecar", "b.toml"),
    }


def test_a_sidecar_keeps_the_case_of_its_report(tmp_path: Path) -> None:
    put(tmp_path, R_dot_HTML=b"x", R_dot_HTML_dot_toml=b"year = 2023")
    assert [(job.source_file, job.sidecar.year) for job in scan([tmp_path])] == [("R.HTML", 2023)]


def test_a_link_to_no_sidecar_is_told(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt=b"x")
    (tmp_path / "a.toml").symlink_to("lost.toml")
    for given in (tmp_path, tmp_path / "a.txt"):
        [job] = scan([given])
        assert [(f.code, dict(f.values)["file"]) for f in job.findings] == [("unreadable", "a.toml")]


def test_a_folder_is_no_report_that_a_sidecar_belongs_to(tmp_path: Path) -> None:
    put(tmp_path, lost_dot_toml=b"year = 2023", lost__x_dot_txt=b"x")
    assert refusal(by_name(tmp_path)["lost.toml"]) == ("orphan-sidecar", "lost.toml")


def test_a_folder_called_like_a_sidecar_is_told(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt=b"x", a_dot_toml__y_dot_txt=b"y")
    for job in (by_name(tmp_path)["a.txt"], *scan([tmp_path / "a.txt"])):
        assert [(f.code, dict(f.values)["file"]) for f in job.findings] == [("unreadable", "a.toml")]


def test_a_faulty_sidecar_is_told_and_the_report_read(tmp_path: Path) -> None:
    put(tmp_path, s__a_dot_txt=b"x", s__a_dot_toml=b"year = 2023\nyears = 1\n")
    (job,) = scan([tmp_path])
    assert (job.data, job.sidecar.year) == (b"x", 2023)
    assert [(f.code, dict(f.values)["file"], f.place and f.place.line) for f in job.findings] == [
        ("sidecar-key", "s/a.toml", 2)
    ]


def test_single_files(tmp_path: Path) -> None:
    put(tmp_path, s__a_dot_txt=b"x", s__a_dot_toml=b"year = 2023", s__b_dot_toml=b"", s__c_dot_csv=b"")
    s = tmp_path / "s"
    jobs = list(scan([s / "a.txt", s / "a.toml", s / "b.toml", s / "c.csv"]))
    assert [(job.source_file, refusal(job)) for job in jobs] == [
        ("a.txt", None),
        ("b.toml", ("orphan-sidecar", "b.toml")),
    ]
    assert jobs[0].sidecar.year == 2023
    with pytest.raises(FileNotFoundError, match=r"gone\.txt"):
        list(scan([s / "gone.txt"]))


def test_as_given_puts_the_folder_before_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, d__r__a_dot_txt=b"x", d__r__b_dot_toml=b"")
    monkeypatch.chdir(tmp_path)
    for given, expected in (("d", "d/r/a.txt"), ("d/r/a.txt", "d/r/a.txt"), (".", "d/r/a.txt")):
        assert next(find([Path(given)], as_given=True)).source_file == expected
    put(tmp_path, here_dot_txt=b"x")
    assert next(find([Path("here.txt")], as_given=True)).source_file == "here.txt"
    orphan = list(find([Path("d")], as_given=True))[1]
    assert refusal(sources.read(orphan)) == ("orphan-sidecar", "d/r/b.toml")


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    put(tmp_path, limit_dot_txt=b"12345678", over_dot_txt=b"123456789")
    assert refusal(by_name(tmp_path)["big.txt"]) == ("too-large", "big.txt")
    monkeypatch.setattr(sources, "MAX_BYTES", 8)
    jobs = by_name(tmp_path)
    assert jobs["limit.txt"].data == b"12345678"
    assert refusal(jobs["over.txt"]) == ("too-large", "over.txt")
    assert (jobs["over.txt"].data, jobs["over.txt"].sha256) == (b"", "")
    put(tmp_path, over_dot_toml=b"year = 2023\nyears = 1\n")
    told = by_name(tmp_path)["over.txt"]
    assert told.sidecar.year == 2023 and [f.code for f in told.findings] == ["sidecar-key"]


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.txt").write_bytes(b"0123456789")
    before, looked = os.lstat(tmp_path / "report.txt"), os.lstat
    (tmp_path / "report.txt").write_bytes(b"0123456789" * 9)
    small = os.stat_result((*before[:6], 10, *before[7:]))
    monkeypatch.setattr(os, "lstat", lambda path: small if Path(path).name == "report.txt" else looked(path))
    assert by_name(tmp_path)["report.txt"].data == b"0123456789" * 9
    monkeypatch.setattr(sources, "MAX_BYTES", 89)
    assert refusal(by_name(tmp_path)["report.txt"]) == ("too-large", "report.txt")


def test_a_large_sidecar_is_not_read_but_its_report_is(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt=b"x", a_dot_toml=b"#" * (sources.MAX_SIDECAR_BYTES + 1))
    (job,) = scan([tmp_path])
    assert (job.data, [f.code for f in job.findings]) == (b"x", ["too-large"])


@needs_links
def test_links_are_followed_inside_the_folder_once_and_never_outside(tmp_path: Path) -> None:
    put(
        tmp_path,
        in__a_dot_txt=b"inside",
        out__secret_dot_txt=b"outside",
        out__year_dot_toml=b"year = 2023",
    )
    root = tmp_path / "in"
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "self.txt").symlink_to(root / "self.txt")
    (root / "broken.txt").symlink_to(root / "nothing.txt")
    (root / "near.txt").symlink_to(root / "a.txt")
    (root / "far.txt").symlink_to(tmp_path / "out/secret.txt")
    (root / "a.toml").symlink_to(tmp_path / "out/year.toml")
    (root / "elsewhere").symlink_to(tmp_path / "out", target_is_directory=True)
    jobs = by_name(root)
    assert sorted(jobs) == ["a.txt", "broken.txt", "elsewhere", "far.txt", "near.txt", "self.txt"]
    assert jobs["near.txt"].data == b"inside"
    assert refusal(jobs["far.txt"]) == ("outside-folder", "far.txt")
    assert refusal(jobs["elsewhere"]) == ("outside-folder", "elsewhere")
    assert {(refusal(jobs[n]) or ("",))[0] for n in ("broken.txt", "self.txt")} == {"unreadable"}
    assert jobs["a.txt"].sidecar.year is None
    assert [f.code for f in jobs["a.txt"].findings] == ["outside-folder"]
    assert next(scan([root / "far.txt"])).data == b"outside"  # named by the user


@needs_links
def test_what_never_ends_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(by_name(tmp_path)["pipe.txt"]) == ("unreadable", "pipe.txt")


def test_what_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, a_dot_txt=b"x", b_dot_txt=b"z", shut__c_dot_txt=b"y")
    scandir, looked = os.scandir, os.lstat

    def refuse(path: Path, name: str) -> None:
        if Path(path).name == name:
            raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "scandir", lambda path: refuse(path, "shut") or scandir(path))
    monkeypatch.setattr(os, "lstat", lambda path: refuse(path, "a.txt") or looked(path))
    jobs = by_name(tmp_path)
    assert refusal(jobs["a.txt"]) == ("unreadable", "a.txt")
    assert refusal(jobs["shut"]) == ("unreadable", "shut")
    assert jobs["b.txt"].data == b"z"


@needs_links
def test_hostile_names_are_names(tmp_path: Path) -> None:
    names = [
        "..%2f..%2fetc",
        "..a.txt",
        "a\nb.txt",
        "\u202egpj.txt",
        "<img src=x>.txt",
        "年 报.txt",
        "=1+1.txt",
        "a\u2028b.txt",
    ]
    for name in names:
        (tmp_path / f"x{name}").write_bytes(name.encode())
    (tmp_path / os.fsdecode(b"x\xff.txt")).write_bytes(b"latin")
    assert {name: job.data for name, job in by_name(tmp_path).items()} == {
        "x..%2f..%2fetc": b"..%2f..%2fetc",
        "x..a.txt": b"..a.txt",
        "xa\\nb.txt": b"a\nb.txt",
        "x\\u202egpj.txt": "\u202egpj.txt".encode(),
        "x<img src=x>.txt": b"<img src=x>.txt",
        "x年 报.txt": "年 报.txt".encode(),
        "x=1+1.txt": b"=1+1.txt",
        "xa\\u2028b.txt": "a\u2028b.txt".encode(),
        "x\\xff.txt": b"latin",
    }


def test_a_name_is_read_as_utf8_whatever_the_locale_takes_it_for(monkeypatch: pytest.MonkeyPatch) -> None:
    on_disk = "沭阳县/年报 ü😀.txt".encode() + b"\xff"
    for locale in ("gbk", "iso8859-9", "ascii"):
        monkeypatch.setattr(os, "fsencode", lambda text, locale=locale: text.encode(locale, "surrogateescape"))
        assert sources.shown(on_disk.decode(locale, "surrogateescape")) == "沭阳县/年报 ü😀.txt\\xff"


def test_the_order_is_that_of_names_whatever_the_disk_says(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        put(tmp_path, **{f"{name}__z_dot_txt": b"1", f"{name}_dot_txt": b"2"})
    assert [s.source_file for s in find([tmp_path])] == ["a.txt", "b.txt", "c.txt", "a/z.txt", "b/z.txt", "c/z.txt"]


def test_a_file_named_twice_comes_once_as_the_first_path_has_it(tmp_path: Path) -> None:
    put(tmp_path, a__x_dot_txt=b"1", a__y_dot_txt=b"2", b__x_dot_txt=b"3")
    a, b = tmp_path / "a", tmp_path / "b"
    paths = [a / "x.txt", tmp_path / "b" / ".." / "a", b, a / "x.txt", tmp_path]
    assert [(source.source_file, source.path) for source in find(paths)] == [
        ("x.txt", str(a / "x.txt")),
        ("y.txt", f"{b / '..' / 'a'}/y.txt"),
        ("x.txt", f"{b}/x.txt"),
    ]
