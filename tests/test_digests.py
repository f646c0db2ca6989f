"""What is remembered of files: right whatever happens to them between two builds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from builder.folder.digests import Digests


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def opened(root: Path) -> Digests:
    return Digests(root / "files", root / "kept" / "digests.json")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "files" / "a" / "b.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"one")
    return path


def test_a_file_that_stands_is_read_once(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = opened(tmp_path)
    assert first.of("a/b.txt") == sha(b"one")
    first.save()
    monkeypatch.setattr(hashlib, "file_digest", None)
    assert opened(tmp_path).of("a/b.txt") == sha(b"one")


def test_another_name_for_a_file_just_written_costs_no_reading(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(tmp_path)
    first.note("a/b.txt", sha(b"one"))
    file.with_name("another").hardlink_to(file)
    first.save()
    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "file_digest", None)
        assert opened(tmp_path).of("a/b.txt") == sha(b"one")
    second = opened(tmp_path)
    second.note("a/b.txt", sha(b"one"))
    file.write_bytes(b"another")
    second.save()
    assert opened(tmp_path).of("a/b.txt") == sha(b"another"), "whoever has written since is found out"


def test_a_file_that_changed_between_builds_is_read_again(file: Path, tmp_path: Path) -> None:
    for data in (b"two", b"three", b""):
        first = opened(tmp_path)
        first.of("a/b.txt")
        first.save()
        aside = file.with_name("aside")
        aside.write_bytes(data)
        aside.replace(file)
        assert opened(tmp_path).of("a/b.txt") == sha(data)


def test_within_a_build_only_what_is_noted_or_forgotten_changes(file: Path, tmp_path: Path) -> None:
    digests = opened(tmp_path)
    digests.of("a/b.txt")
    file.write_bytes(b"two")
    assert digests.of("a/b.txt") == sha(b"one")
    digests.forget("a/b.txt")
    assert digests.of("a/b.txt") == sha(b"two")
    file.write_bytes(b"three")
    digests.note("a/b.txt", sha(b"three"))
    assert digests.of("a/b.txt") == sha(b"three")
    digests.save()
    assert opened(tmp_path).of("a/b.txt") == sha(b"three")


def test_a_missing_file_has_none(file: Path, tmp_path: Path) -> None:
    digests = opened(tmp_path)
    assert (digests.known("a/c.txt"), digests.known("a/b.txt/c")) == (None, None)
    with pytest.raises(FileNotFoundError):
        digests.of("a/c.txt")
    with pytest.raises(FileNotFoundError):
        digests.note("a/c.txt", sha(b""))


@pytest.mark.parametrize("damage", [b"", b"{", b"{}", b"[]", b'{"a/b.txt": 1}', b'{"a/b.txt": [1, "digest"]}'])
def test_a_lost_or_damaged_memory_costs_reading_only(file: Path, tmp_path: Path, damage: bytes) -> None:
    first = opened(tmp_path)
    first.of("a/b.txt")
    first.save()
    (tmp_path / "kept" / "digests.json").write_bytes(damage)
    assert opened(tmp_path).of("a/b.txt") == sha(b"one")
