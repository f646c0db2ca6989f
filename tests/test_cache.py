"""The cache: what an outcome depends on is in its key, and a damaged file costs work, never truth."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from builder import cache as module
from builder.cache import Keys, OutcomeCache, code_digest
from builder.cache.packing import packed, pickled, unpacked
from builder.cache.zeros import zeros
from builder.collection import Summary, summary
from builder.model import Agency, Figure, Finding, Job, Outcome, Place, Reading, Sidecar
from builder.registry import Acknowledgement, Registry
from tests.handmade import report

JOB = Job("a.txt", b"data", "00")
REGISTRY = Registry((Agency("990101-czj", "云溪县财政局", (), "department", "county", "990101"),))
OUTCOME = Outcome("a.txt", report(), None, (Finding("row-sum", "warning", Place(3), values=(("equation", "1 ≠ 2"),)),))
LOST = Outcome("b.txt", None, Finding("scanned", "error"), (), ("990101-czj", 2020))


def kept(key: str, outcome: Outcome) -> tuple[Summary, bytes]:
    return summary(key, outcome), packed(outcome)


def test_what_is_put_comes_back_whole_also_in_the_next_build(tmp_path: Path) -> None:
    with OutcomeCache(tmp_path / "x" / "c.sqlite") as cache:
        cache.put([kept("k1", OUTCOME), kept("k2", LOST)])
    with OutcomeCache(tmp_path / "x" / "c.sqlite") as cache:
        assert cache.known() == {"k1": summary("k1", OUTCOME), "k2": summary("k2", LOST)}
        assert (cache.load("k1"), cache.load("k2")) == (OUTCOME, LOST)
        assert repr(cache.load("k1")) == repr(OUTCOME), "rows and places have their names again"
        with pytest.raises(KeyError):
            cache.load("k3")


def test_figures_of_every_kind_and_a_report_without_any_come_back_as_they_were() -> None:
    figures = (
        Figure("amount", Decimal("12.50"), "12.50", unit="万元"),
        Figure("produced", Decimal(1200), "1,200"),
        Figure("abolished", Decimal(3), "3", "suspect", "也许是 8"),
        Figure("in_force", None, "无", "not_applicable"),
        Figure("total", Decimal(7), "7"),
    )
    (first, *_) = report().rows
    paged = first._replace(place=Place(4, 2), figures=figures, note="存疑")
    for rows in ((paged, first), ()):
        outcome = replace(OUTCOME, report=replace(report(), rows=rows))
        assert repr(unpacked(packed(outcome))) == repr(outcome)


def test_reports_of_zeros_take_little_room() -> None:
    for outcome in zeros():
        assert unpacked(packed(outcome)) == outcome
        assert 5 * len(packed(outcome)) < len(zlib.compress(pickled(outcome), 1))
    assert len(packed(OUTCOME)) < len(zlib.compress(pickled(OUTCOME), 1))


def test_only_what_is_in_use_is_kept(tmp_path: Path) -> None:
    with OutcomeCache(tmp_path / "c.sqlite") as cache:
        cache.put(kept(f"k{n}", OUTCOME) for n in range(9))
        cache.keep_only(["k1", "k8", "k99"])
        assert set(cache.known()) == {"k1", "k8"}
        cache.keep_only(["k1"])
        assert (len(cache), cache.load("k1")) == (2, OUTCOME), "an outcome and a group of one summary"
    with OutcomeCache(tmp_path / "c.sqlite") as cache:
        assert cache.known() == {"k1": summary("k1", OUTCOME)}, "also in the next build"


def test_a_private_cache_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with OutcomeCache() as cache:
        cache.put([kept("k", OUTCOME)])
        assert cache.load("k") == OUTCOME
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"no database at all", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_set_up_anew(tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(damage)
    with OutcomeCache(path) as cache:
        assert len(cache) == 0
        cache.put([kept("k", OUTCOME)])
        assert cache.load("k") == OUTCOME
    assert "cannot be used and is set up anew" in caplog.text


def test_a_file_that_another_process_holds_is_not_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.sqlite"
    with OutcomeCache(path) as cache:
        cache.put([kept("k", OUTCOME)])
    other = sqlite3.connect(path)
    other.execute("begin exclusive")
    with monkeypatch.context() as at_once, pytest.raises(sqlite3.OperationalError, match=r"c\.sqlite: .*locked"):
        at_once.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))
        OutcomeCache(path)
    other.close()
    with OutcomeCache(path) as cache:
        assert cache.load("k") == OUTCOME


def test_a_file_of_another_layout_is_set_up_anew(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "c.sqlite") as db:
        db.execute("create table kept (key text primary key, data, more)")
    db.close()
    with OutcomeCache(tmp_path / "c.sqlite") as cache:
        assert cache.known() == {}
        cache.put([kept("k", OUTCOME)])
        assert cache.load("k") == OUTCOME


@pytest.mark.parametrize("other", [17, "text", pickled(17)])
def test_heads_of_another_shape_are_damage(tmp_path: Path, other: object) -> None:
    with OutcomeCache(tmp_path / "c.sqlite") as cache:
        cache.put([kept("k", OUTCOME)])
        cache.keep_only(["k"])
    with sqlite3.connect(tmp_path / "c.sqlite") as db:
        db.execute("update kept set data = ?", (other,))
    with OutcomeCache(tmp_path / "c.sqlite") as cache, pytest.raises(module.DAMAGE):
        cache.known()


def test_a_batch_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def cut_off() -> Iterator[tuple[Summary, bytes]]:
        yield kept("k1", OUTCOME)
        raise RuntimeError

    with OutcomeCache(tmp_path / "c.sqlite") as cache:
        with pytest.raises(RuntimeError):
            cache.put(cut_off())
        assert (len(cache), cache.known()) == (0, {})


def test_what_other_code_read_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with OutcomeCache(tmp_path / "c.sqlite") as cache:
        cache.put([kept("k1", OUTCOME)])
    monkeypatch.setattr(module, "code_digest", lambda: "other code")
    with OutcomeCache(tmp_path / "c.sqlite") as cache:
        assert cache.known() == {}, "its summary may be of another kind"
        cache.put([kept("k2", LOST)])
        assert cache.known() == {"k2": summary("k2", LOST)}
        cache.keep_only(["k2"])
        assert len(cache) == 2, "nothing of the other code is left"


@pytest.mark.parametrize(
    "other",
    [
        replace(JOB, sha256="01"),
        replace(JOB, source_file="b.txt"),
        replace(JOB, sidecar=Sidecar(year=2020)),
        replace(JOB, sidecar=Sidecar(readings=(Reading("applications", "granted", "total", None, "r"),))),
        replace(JOB, refused=Finding("too-large", "error")),
        replace(JOB, findings=(Finding("sidecar-key", "error", Place(2)),)),
    ],
)
def test_the_key_holds_what_the_outcome_depends_on(other: Job) -> None:
    keys = Keys(REGISTRY)
    assert keys.of(JOB) == Keys(REGISTRY).of(replace(JOB, data=b"never looked at: the hash says it"))
    assert keys.of(other) != keys.of(JOB)


def test_the_key_follows_registry_and_code(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Keys(REGISTRY).of(JOB)
    assert Keys(Registry()).of(JOB) != key
    explained = Acknowledgement("r", "row-sum", "", "", "reason", "", "", 2)
    assert Keys(replace(REGISTRY, acknowledged=(explained,))).of(JOB) == key
    monkeypatch.setattr(module, "code_digest", lambda: "other code")
    assert Keys(REGISTRY).of(JOB) != key


def test_the_code_digest_covers_forms_readers_and_checks() -> None:
    names = {name for name, _ in module._files(module.resources.files("builder"))}
    covered = {name for name in names if name.startswith(module.PARSE_SIDE)}
    wanted = (
        "forms/2019.toml",
        "forms/2021.toml",
        "formats/__init__.py",
        "parse/__init__.py",
        "checks/sums.py",
        "model.py",
    )
    assert covered >= {*wanted, "identity/__init__.py", "process.py", "sidecar/readings.py"}
    assert not any(name.startswith(("pages", "exports", "charts")) for name in covered)
    assert all((Path(module.__file__).parents[1] / part).exists() for part in module.PARSE_SIDE)
    assert code_digest() == code_digest.__wrapped__()


def test_every_module_that_reads_is_in_the_code_digest() -> None:
    code = "import sys, builder.process; print(*(n for n in sys.modules if n.startswith('builder.')))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = [find_spec(name) for name in result.stdout.split()]
    read_by = [Path(spec.origin).relative_to(Path(module.__file__).parents[1]).as_posix() for spec in found]
    assert read_by and [name for name in read_by if not name.startswith(module.PARSE_SIDE)] == []
