"""The folder that a build writes to: touched only where it must change, whole or not at all, nothing left over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.folder import Folder
from builder.folder import pieces as module
from builder.folder.memory import remembered
from builder.folder.pieces import Frame


def keys(*names: str) -> list[bytes]:
    return [name.encode() for name in names]


FRAME = Frame(b"head\n", b"; ", b".\n")


def tell(folder: Folder, name: str, made_from: Iterable[str], text: str = "one") -> bool:
    """Whether the file had to be written: its pieces are ``text`` and their keys."""
    with folder.written(name, keys(*made_from), FRAME) as pieces:
        for key in made_from:
            if pieces is not None and key.encode() in pieces.missing:
                pieces.add(f"{text} {key}".encode())
        return pieces is not None


def told(*parts: str) -> bytes:
    return f"head\n{'; '.join(parts)}.\n".encode()


def opened(root: Path, generation: str = "") -> Folder:
    return Folder(root / "out", root / "kept" / "memory.json", generation)


def left(root: Path) -> list[str]:
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def test_a_file_is_put_only_where_its_bytes_differ(tmp_path: Path) -> None:
    first = Folder(tmp_path)
    first.put("a/b.txt", b"one")
    assert (first.changed, first.read("a/b.txt")) == (["a/b.txt"], b"one")
    stamp = (tmp_path / "a/b.txt").stat().st_mtime_ns
    second = Folder(tmp_path)
    second.put("a/b.txt", b"one")
    assert (second.changed, second.names, (tmp_path / "a/b.txt").stat().st_mtime_ns) == ([], {"a/b.txt"}, stamp)
    third = Folder(tmp_path)
    third.put("a/b.txt", b"two")
    assert (third.changed, third.read("a/b.txt"), left(tmp_path)) == (["a/b.txt"], b"two", ["a/b.txt"])


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put("years/2023.md", b"one")
    with pytest.raises(ValueError, match=r"years/2023\.md"):
        folder.put("years/2023.md", b"two")
    folder.keep("reports/a.md")
    with pytest.raises(ValueError, match=r"reports/a\.md"):
        folder.put("reports/a.md", b"kept from an earlier build")
    assert folder.read("years/2023.md") == b"one"


def test_what_is_written_from_the_same_is_not_written_again(tmp_path: Path) -> None:
    first = opened(tmp_path)
    assert tell(first, "a.csv", ["k1", "k2"])
    digest = first.sha256("a.csv")
    first.sweep()
    again = opened(tmp_path)
    assert not tell(again, "a.csv", ["k1", "k2"])
    assert (again.changed, again.names, again.read("a.csv")) == ([], {"a.csv"}, told("one k1", "one k2"))
    assert again.sha256("a.csv") == digest, "without reading the file"
    again.sweep()
    assert not tell(opened(tmp_path), "a.csv", ["k1", "k2"]), "also two builds later"


@pytest.mark.parametrize("made_from", [[], ["k1"], ["k2", "k1"], ["k1", "k2", "k3"], ["k1", "k3"]])
def test_what_is_written_from_something_else_is_written_again(tmp_path: Path, made_from: list[str]) -> None:
    first = opened(tmp_path)
    tell(first, "a.csv", ["k1", "k2"])
    first.sweep()
    again = opened(tmp_path)
    assert tell(again, "a.csv", made_from, "two")
    # What the file has already is taken from it.
    pieces = [f"{'one' if key in ('k1', 'k2') else 'two'} {key}" for key in made_from]
    assert (again.read("a.csv"), again.changed) == (told(*pieces), ["a.csv"])


def test_another_program_a_lost_file_or_a_lost_memory_writes_again(tmp_path: Path) -> None:
    def build(generation: str = "1") -> bool:
        folder = opened(tmp_path, generation)
        done = tell(folder, "a.csv", ["k"])
        folder.sweep()
        assert folder.read("a.csv") == told("one k")
        return done

    assert build() and not build()
    assert build("2") and not build("2")
    for harm in (Path.unlink, lambda path: path.write_bytes(b"???"), lambda path: path.write_bytes(b"")):
        harm(tmp_path / "out/a.csv")
        assert build("2") and not build("2")
    memory = tmp_path / "kept/memory.json"
    for damaged in ("{ cut off", "", "{}", "[]", '{"a.csv": ["key", "digest"]}', '{"generation": "2", "made": [1]}'):
        memory.write_text(damaged, encoding="utf-8")
        assert build("2") and not build("2"), damaged
    memory.unlink()
    assert build("2") and not build("2")


def test_without_a_memory_everything_is_written_anew(tmp_path: Path) -> None:
    for _ in range(2):
        folder = Folder(tmp_path)
        assert tell(folder, "a.csv", ["k"])
        folder.sweep()
    assert left(tmp_path) == ["a.csv"]


def put_together(
    root: Path, pieces: Sequence[bytes], frame: Frame, *, all_anew: bool = False, at_once: int = 1
) -> tuple[bytes, int]:
    """The file of these pieces, each under a key of its own bytes, and how many of them had to be given."""
    folder, given = opened(root, "another" if all_anew else ""), list[bytes]()
    with folder.written("a.bin", [b"key of " + piece for piece in pieces], frame) as writer:
        if writer is not None:
            given = [piece for piece in pieces if b"key of " + piece in writer.missing]
            for first in range(0, len(given), at_once):
                writer.add(*given[first : first + at_once])
    folder.sweep()
    assert folder.sha256("a.bin") == hashlib.sha256(folder.read("a.bin")).hexdigest()
    return folder.read("a.bin"), len(given)


@settings(max_examples=100)
@given(
    st.lists(st.lists(st.integers(0, 9), max_size=9), min_size=2, max_size=4),
    st.sampled_from([Frame(), Frame(b"[", b",", b"]"), Frame(b"head", b"", b""), Frame(b"", b"between", b"tail")]),
    st.sampled_from([1, 5, 1 << 20]),
    st.sampled_from([1, 2, 9]),
)
def test_only_new_pieces_are_given_and_the_file_is_as_if_all_were(
    states: list[list[int]], frame: Frame, held: int, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as root:
        patch.setattr(module, "BYTES_HELD", held)
        before: set[bytes] = set()
        for state in states:
            # The piece of 0 is empty and occurs as often as it likes.
            pieces = [bytes([64 + n]) * n for n in state]
            whole = frame.head + frame.between.join(filter(None, pieces)) + frame.tail
            found = put_together(Path(root), pieces, frame, at_once=at_once)
            assert found == (whole, sum(piece not in before for piece in pieces))
            before = set(pieces)


def test_a_layout_that_is_lost_damaged_or_of_another_file_is_not_used(tmp_path: Path) -> None:
    frame, layout = Frame(b"[", b",", b"]"), tmp_path / "kept/memory-layouts/a.bin"
    other = tmp_path / "other"
    put_together(other, [b"xxx", b"b"], frame)
    harms: list[Callable[[], object]] = [
        layout.unlink,
        lambda: layout.write_bytes(b""),
        lambda: layout.write_bytes(layout.read_bytes()[:-1]),
        lambda: layout.write_bytes(layout.read_bytes()[:40] + b"?" + layout.read_bytes()[41:]),
        lambda: layout.write_bytes((other / "kept/memory-layouts/a.bin").read_bytes()),
        lambda: (tmp_path / "out/a.bin").write_bytes(b"[a,?]"),
        (tmp_path / "out/a.bin").unlink,
    ]
    for harm in harms:
        assert put_together(tmp_path, [b"a", b"b"], frame)[0] == b"[a,b]"
        harm()
        assert put_together(tmp_path, [b"b", b"c"], frame) == (b"[b,c]", 2)
        assert put_together(tmp_path, [b"b", b"c"], frame, all_anew=True) == (b"[b,c]", 2), "another program"


def test_a_file_whose_pieces_are_not_all_given_is_not_there(tmp_path: Path) -> None:
    folder = opened(tmp_path)
    with pytest.raises(ValueError, match="1 of 2"), folder.written("a.csv", keys("k1", "k2"), FRAME) as pieces:
        assert pieces is not None
        pieces.add(b"one")
    assert left(tmp_path / "out") == []


@pytest.mark.parametrize("held", [1, 1 << 20])
def test_nothing_of_a_failed_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr(module, "BYTES_HELD", held)
    folder = opened(tmp_path)
    tell(folder, "a.csv", ["k"])
    folder.sweep()
    again = opened(tmp_path)
    with pytest.raises(RuntimeError), again.written("a.csv", keys("k", "new"), FRAME) as pieces:
        assert pieces is not None
        pieces.add(b"half")
        raise RuntimeError
    assert left(tmp_path / "out") == ["a.csv"]
    assert again.read("a.csv") == told("one k")


def test_a_build_that_ends_half_way_leads_no_later_one_astray(tmp_path: Path) -> None:
    first = opened(tmp_path)
    tell(first, "a.csv", ["k1"])
    with first.group("bulk", keys("k1")) as stale:
        assert stale
        first.put("bulk.bin", b"one")
    first.sweep()
    broken = opened(tmp_path)  # the process dies before anything is swept
    tell(broken, "a.csv", ["k1", "k2"], "two")
    with broken.group("bulk", keys("k2")):
        broken.put("bulk.bin", b"two")
    back = opened(tmp_path)  # and its input is taken back
    tell(back, "a.csv", ["k1"], "three")
    with back.group("bulk", keys("k1")) as stale:
        if stale:
            back.put("bulk.bin", b"one")
    back.sweep()
    assert (back.read("a.csv"), back.read("bulk.bin")) == (told("one k1"), b"one")


def test_a_group_is_made_together_or_stands_as_it_is(tmp_path: Path) -> None:
    def build(*made_from: str, generation: str = "") -> bool:
        folder = opened(tmp_path, generation)
        folder.put("before.txt", b"")
        with folder.group("bulk", keys(*made_from)) as stale:
            if stale:
                folder.put("data/a.bin", f"a {made_from}".encode())
                with folder.build("data/b.bin") as path:
                    path.write_bytes(b"b")
        folder.put("after.txt", b"")
        assert folder.sweep() == []
        assert left(folder.root) == ["after.txt", "before.txt", "data/a.bin", "data/b.bin"]
        assert folder.read("data/a.bin") == f"a {made_from}".encode()
        return stale

    assert build("k") and not build("k") and not build("k")
    assert build("k", "l") and build("k") and not build("k")
    assert build("k", generation="2") and not build("k", generation="2")
    for harm in (Path.unlink, lambda path: path.write_bytes(b"?")):
        harm(tmp_path / "out/data/b.bin")
        assert build("k", generation="2") and not build("k", generation="2")


def test_a_group_that_fails_is_made_again(tmp_path: Path) -> None:
    first = opened(tmp_path)
    with pytest.raises(RuntimeError), first.group("bulk", keys("k")) as stale:
        assert stale
        first.put("a.bin", b"half of it")
        raise RuntimeError
    first.sweep()
    with opened(tmp_path).group("bulk", keys("k")) as stale:
        assert stale


def test_what_is_kept_stays_and_everything_else_goes(tmp_path: Path) -> None:
    for name in ("mine/kept.md", "mine/old/deep.md", "other/theirs.md", "top.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    folder = Folder(tmp_path)
    folder.keep("mine/kept.md")
    folder.put("mine/new.md", b"y")
    assert folder.sweep(["mine", "not there"]) == ["mine/old/deep.md"]
    assert left(tmp_path) == ["mine/kept.md", "mine/new.md", "other/theirs.md", "top.md"]
    assert not (tmp_path / "mine/old").exists(), "no empty folder stays"
    assert folder.changed == ["mine/new.md"]
    assert folder.sweep() == ["other/theirs.md", "top.md"]


def test_a_link_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine.txt").write_bytes(b"mine")
    folder = Folder(tmp_path / "made")
    folder.put("kept.txt", b"kept")
    (tmp_path / "made" / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert folder.sweep() == ["linked"]
    assert (tmp_path / "elsewhere" / "mine.txt").read_bytes() == b"mine" and not (tmp_path / "made" / "linked").exists()


def test_a_large_file_that_is_as_it_was_is_not_touched(tmp_path: Path) -> None:
    for data, changed in ((b"large", ["large.bin"]), (b"large", []), (b"other", ["large.bin"])):
        folder = Folder(tmp_path)
        with folder.build("large.bin") as path:
            path.write_bytes(data)
        assert folder.changed == changed and (tmp_path / "large.bin").read_bytes() == data


def test_what_is_no_longer_written_is_forgotten(tmp_path: Path) -> None:
    first = opened(tmp_path)
    tell(first, "a.csv", ["k"])
    tell(first, "b.csv", ["k"])
    first.sweep()
    second = opened(tmp_path)
    tell(second, "b.csv", ["k"])
    assert second.sweep() == ["a.csv"]
    assert set(remembered(tmp_path / "kept/memory.json")["made"]) == {"b.csv"}
    assert left(tmp_path / "kept/memory-layouts") == ["b.csv"]


def test_a_group_that_stands_keeps_what_is_known_of_its_files(tmp_path: Path) -> None:
    def build(group: str, *made_from: str) -> bool:
        folder = opened(tmp_path)
        with folder.group("table", keys(group)) as stale:
            if stale:
                tell(folder, "a.csv", made_from, group)
        folder.sweep()
        assert left(folder.root) == ["a.csv"]
        return stale

    assert build("one", "k") and not build("one", "k") and not build("one", "k")
    assert build("two", "k", "l")
    assert (tmp_path / "out/a.csv").read_bytes() == told("one k", "two l")
