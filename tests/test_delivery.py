"""Files written by the workers that make them: only what differs is touched, and what is said of them is true."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.folder import Folder
from builder.folder.delivery import Written, deliver
from builder.folder.digests import Digests, look

FILES = {"a/b/one.md": "一".encode(), "a/two.md": b"22", "three.md": b""}


def stands(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_files_are_written_in_folders_that_are_made_for_them(tmp_path: Path) -> None:
    written = deliver(str(tmp_path / "out"), FILES)
    assert stands(tmp_path / "out") == FILES
    assert written == {name: Written(look(f"{tmp_path}/out/{name}"), changed=True) for name in FILES}


def test_only_what_differs_is_touched_and_other_names_keep_their_bytes(tmp_path: Path) -> None:
    before = deliver(str(tmp_path), FILES)
    os.link(tmp_path / "a/two.md", tmp_path / "published")
    again = deliver(str(tmp_path), {**FILES, "a/two.md": b"23"})
    assert {name for name, file in again.items() if isinstance(file, Written) and file.changed} == {"a/two.md"}
    assert (tmp_path / "a/two.md").read_bytes() == b"23"
    assert (tmp_path / "published").read_bytes() == b"22"
    same = FILES.keys() - {"a/two.md"}
    assert {name: again[name] for name in same} == {name: Written(before[name][0], changed=False) for name in same}  # type: ignore[index]


def test_what_a_killed_worker_left_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "three.md").write_bytes(b"the beginning of something")
    deliver(str(tmp_path), FILES)
    assert stands(tmp_path) == FILES


def test_a_folder_in_a_files_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "three.md").mkdir()
    with pytest.raises(OSError, match=r"three\.md"):
        deliver(str(tmp_path), FILES)


def test_a_folder_knows_what_others_have_written_and_keeps_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "out", tmp_path / "memory.json")
    for name, file in deliver(str(folder.root), FILES).items():
        assert isinstance(file, Written)
        folder.take(name, file, f"digest of {name}")
    (folder.root / "old.md").write_bytes(b"of an earlier build")
    assert folder.sweep() == ["old.md"]
    assert folder.changed == list(FILES)
    assert {name: folder.sha256(name) for name in FILES} == {name: f"digest of {name}" for name in FILES}
    folder.digests.save()
    assert Digests(folder.root, tmp_path / "memory-digests.json").of("a/two.md") == "digest of a/two.md"
    left = Written(look(f"{folder.root}/three.md"), changed=False)
    with pytest.raises(ValueError, match=r"two files are called three\.md"):
        folder.take("three.md", left, "another")
    again = Folder(tmp_path / "out")
    again.take("three.md", left, "d")
    assert (again.changed, again.names) == ([], {"three.md"})
