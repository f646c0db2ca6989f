"""The published folder: swapped in whole, as it was after a failure, the same however it came about."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.folder.delivery import write_new
from builder.site import publish
from builder.site.publish import STAMP, PublishError, Tree, place, publication

OURS = {"assets/stylesheets/site.css": "body{}", "index.html": "home"}


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder but the stamp, hidden ones too."""
    found = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}
    found.pop(STAMP, None)
    return found


def bring(files: Mapping[str, str], site: Path, cache: Path) -> Tree:
    with publication(site, cache) as tree:
        for name, text in files.items():
            tree.put_bytes(name, text.encode())
    return tree


def empty_folders(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_a_site_is_published_and_brought_up_to_date(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring({**OURS, "a/b/c.html": "1", "a/d.html": "2"}, site, cache)
    assert contents(site) == {**OURS, "a/b/c.html": "1", "a/d.html": "2"}
    tree = bring({**OURS, "a/d.html": "3", "e.html": "4"}, site, cache)
    assert contents(site) == {**OURS, "a/d.html": "3", "e.html": "4"}
    assert sorted(tree.changed) == ["a/d.html", STAMP, "e.html"]
    assert tree.removed == ["a/b/c.html"]
    assert empty_folders(site) == []


def test_nothing_is_touched_when_nothing_changed(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring(OURS, site, cache)
    before = {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in [site, *site.rglob("*")]}
    tree = bring(OURS, site, cache)
    assert (tree.changed, tree.removed) == ([], [])
    assert {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in [site, *site.rglob("*")]} == before


@pytest.mark.parametrize("lost", [False, True])
def test_what_stands_in_the_site_is_never_made_again(tmp_path: Path, lost: bool) -> None:
    site, cache, beside = tmp_path / "site", tmp_path / "cache", tmp_path / ".site.next"
    made: list[str] = []

    def build(files: Mapping[str, str]) -> None:
        with publication(site, cache) as tree:
            for name, text in files.items():
                tree.put(name, text, lambda name=name, text=text: (made.append(name), text.encode())[1])  # type: ignore[misc]

    build({**OURS, "a.html": "1", "b.html": "1"})
    assert not beside.exists(), "nobody knows yet whether there will be another build"
    for a, b in (("1", "2"), ("3", "2"), ("3", "2"), ("1", "1")):
        made.clear()
        before = contents(site)
        if lost:
            shutil.rmtree(beside, ignore_errors=True)
        files = {**OURS, "a.html": a, "b.html": b}
        build(files)
        assert (contents(site), set(made)) == (files, {name for name in files if files[name] != before[name]})


def test_a_failure_leaves_the_site_as_it_was_and_the_next_build_finishes(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring(OURS, site, cache)
    with pytest.raises(RuntimeError, match="half way"), publication(site, cache) as tree:
        tree.put_bytes("index.html", b"new")
        raise RuntimeError("half way")
    assert contents(site) == OURS
    bring({**OURS, "index.html": "newer"}, site, cache)
    assert contents(site) == {**OURS, "index.html": "newer"}


def test_a_first_build_that_fails_publishes_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), publication(tmp_path / "site", tmp_path / "cache") as tree:
        tree.put_bytes("index.html", b"new")
        raise RuntimeError
    assert not (tmp_path / "site").exists()


NAMES = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map("/".join)


def prefix_free(files: dict[str, str]) -> dict[str, str]:
    """A file cannot stand where a folder does."""
    return {name: text for name, text in files.items() if not any(n.startswith(f"{name}/") for n in files)}


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.dictionaries(NAMES, st.sampled_from(["1", "2", ""]), max_size=6).map(prefix_free), st.booleans()),
        min_size=1,
        max_size=5,
    )
)
def test_any_sequence_of_builds_ends_as_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, builds: list[tuple[dict[str, str], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("builds")
    site, cache = folder / "site", folder / "cache"
    published: dict[str, str] | None = None
    for files, fails in builds:
        if fails:
            with pytest.raises(RuntimeError), publication(site, cache) as tree:
                for name, text in files.items():
                    tree.put_bytes(name, text.encode())
                raise RuntimeError
        else:
            bring({**OURS, **files}, site, cache)
            published = {**OURS, **files}
        assert (contents(site) if site.exists() else None) == published
    if published is not None:
        bring(published, folder / "clean", folder / "other")
        assert contents(site) == contents(folder / "clean")
        assert (site / STAMP).read_bytes() == (folder / "clean" / STAMP).read_bytes()
        assert empty_folders(site) == []


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    site = tmp_path / "home"
    site.mkdir()
    (site / "thesis.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(PublishError, match="holds no site made by this program; empty it, or name another folder"):
        bring(OURS, site, tmp_path / "cache")
    assert contents(site) == {"thesis.txt": "precious"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
@pytest.mark.parametrize("there", [True, False])
def test_the_folder_that_a_link_leads_to_is_published_and_the_link_stays(tmp_path: Path, there: bool) -> None:
    served, link, cache = tmp_path / "www" / "served", tmp_path / "site", tmp_path / "cache"
    (served if there else served.parent).mkdir(parents=True)
    link.symlink_to(served, target_is_directory=True)
    for text in ("1", "2", "3"):
        bring({**OURS, "a.html": text}, link, cache)
        assert contents(served) == {**OURS, "a.html": text}
        assert link.readlink() == served
    with pytest.raises(ValueError, match="fails"), publication(link, cache) as tree:
        tree.put_bytes("a.html", b"4")
        raise ValueError("fails")
    assert contents(served) == {**OURS, "a.html": "3"}


def test_the_folder_of_the_theme_is_no_site(tmp_path: Path) -> None:
    theme = tmp_path / "site_overrides"
    shutil.copytree(Path(__file__).parents[1] / "site_overrides", theme)
    before = sorted(theme.rglob("*"))
    with pytest.raises(PublishError, match="holds no site"):
        bring(OURS, theme, tmp_path / "cache")
    assert sorted(theme.rglob("*")) == before


def test_an_empty_folder_may_be_published_into(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    bring(OURS, tmp_path / "site", tmp_path / "cache")
    assert contents(tmp_path / "site") == OURS


def test_a_site_that_another_program_changed_is_made_anew(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring(OURS, site, cache)
    # As `mkdocs build` does: everything goes, the folder stays.
    for path in site.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (site / "assets" / "stylesheets").mkdir(parents=True)
    (site / "assets" / "stylesheets" / "site.css").write_text("other", encoding="utf-8")
    for _ in range(3):
        bring(OURS, site, cache)
        assert contents(site) == OURS


def test_a_site_that_another_build_of_ours_wrote_into_is_made_anew(tmp_path: Path) -> None:
    """As where the finished site of another machine is copied over this one's: its files, with its stamp."""
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring(OURS, site, cache)
    bring({**OURS, "index.html": "theirs"}, tmp_path / "theirs", tmp_path / "other cache")
    for name in ("index.html", STAMP):
        (site / name).unlink()
        shutil.copy(tmp_path / "theirs" / name, site / name)
    bring(OURS, site, cache)
    assert contents(site) == OURS


def test_a_site_that_has_lost_a_file_is_made_anew(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring(OURS, site, cache)
    bring({**OURS, "e.html": "1"}, site, cache)
    (site / "e.html").unlink()
    bring({**OURS, "e.html": "1", "f.html": "2"}, site, cache)
    assert contents(site) == {**OURS, "e.html": "1", "f.html": "2"}


def test_a_site_that_has_lost_what_it_is_known_by_is_made_anew(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring(OURS, site, cache)
    shutil.rmtree(site / "assets")
    bring(OURS, site, cache)
    assert contents(site) == OURS


def test_a_page_that_is_lost_from_both_trees_in_turn_is_there_after_every_build(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    for number in range(3):
        bring({**OURS, "e.html": str(number)}, site, cache)
    for number in (2, 3, 4, 5, 5):
        (site / "index.html").unlink()
        bring({**OURS, "e.html": str(number)}, site, cache)
        assert contents(site) == {**OURS, "e.html": str(number)}
    bring({**OURS, "e.html": "6"}, site, cache)
    assert contents(site) == {**OURS, "e.html": "6"}


@pytest.mark.parametrize("other", ["[]", "{}", "null", '{"index.html": 1}', '{"build.txt": "1"}', "\xff"])
def test_a_list_of_another_shape_costs_only_time(tmp_path: Path, other: str) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring({**OURS, "old.html": "1"}, site, cache)
    for path in cache.glob("tree-*"):
        path.write_text(other, encoding="latin-1")
    bring(OURS, site, cache)
    assert contents(site) == OURS


def test_a_stamp_that_is_no_text_costs_only_time(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring({**OURS, "old.html": "1"}, site, cache)
    (site / STAMP).write_bytes(b"\xff\xfe")
    bring(OURS, site, cache)
    assert contents(site) == OURS


def test_a_lost_cache_costs_only_time(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    bring({**OURS, "old.html": "1"}, site, cache)
    shutil.rmtree(cache)
    bring(OURS, site, cache)
    assert contents(site) == OURS


def test_links_are_never_written_through(tmp_path: Path) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    source = tmp_path / "shard"
    source.write_text("one", encoding="utf-8")
    for text in ("one", "two"):
        source.unlink()
        source.write_text(text, encoding="utf-8")
        with publication(site, cache) as tree:
            tree.put_bytes("assets/stylesheets/site.css", b"body{}")
            tree.link("search/shard", text, str(source))
            assert not (site / "search/shard").exists() or (site / "search/shard").read_text(encoding="utf-8") == "one"
    assert (site / "search/shard").read_text(encoding="utf-8") == "two"


def test_a_new_file_takes_the_place_of_whatever_stands_there(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("kept")
    (tmp_path / "folder/deep").mkdir(parents=True)
    (tmp_path / "file").write_text("a file where a folder is wanted")
    (tmp_path / "link").symlink_to(kept)
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")
    (tmp_path / "linked").symlink_to(tmp_path / "folder")
    names = ("linked", "folder", "file/a/b/c", "link", "lost", "new/d/e", "plain")
    for name in names:
        place(f"{tmp_path}/{name}", lambda path, name=name: write_new(path, name.encode()))  # type: ignore[misc]
    assert [(tmp_path / name).read_text() for name in names] == list(names)
    assert not any((tmp_path / name).is_symlink() for name in names)
    assert kept.read_text() == "kept", "what a link led to is not written into"


def test_a_disk_without_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", refuse)
    source = tmp_path / "shard"
    source.write_text("one", encoding="utf-8")
    for _ in range(2):
        with publication(tmp_path / "site", tmp_path / "cache") as tree:
            tree.put_bytes("assets/stylesheets/site.css", b"body{}")
            tree.link("search/shard", "one", str(source))
    assert (tmp_path / "site/search/shard").read_text(encoding="utf-8") == "one"


def test_a_system_that_cannot_exchange_folders_renames_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def __init__(self, *_: object, **__: object) -> None:
            """A C library without the call."""

    monkeypatch.setattr(publish.ctypes, "CDLL", Nothing)
    site, cache = tmp_path / "site", tmp_path / "cache"
    for text in ("1", "2", "3"):
        bring({**OURS, "a.html": text}, site, cache)
        assert contents(site) == {**OURS, "a.html": text}
    # Cut short between the two renames: the old site is there again before anything else happens.
    site.rename(tmp_path / ".site.old")
    with pytest.raises(RuntimeError), publication(site, cache):
        assert contents(site) == {**OURS, "a.html": "3"}
        raise RuntimeError
    # Cut short before the old site was put beside the new one.
    shutil.copytree(site, tmp_path / ".site.old")
    bring({**OURS, "a.html": "4"}, site, cache)
    assert contents(site) == {**OURS, "a.html": "4"}


def test_a_system_that_can_exchange_folders_does_so_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(ctypes.CDLL(None), "renameat2"):
        pytest.skip("this system cannot exchange folders")
    bring(OURS, tmp_path / "site", tmp_path / "cache")
    monkeypatch.setattr(Path, "rename", None)
    bring({**OURS, "a.html": "1"}, tmp_path / "site", tmp_path / "cache")
    assert contents(tmp_path / "site") == {**OURS, "a.html": "1"}


def test_a_site_where_a_disk_is_mounted_is_told_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    site, cache = tmp_path / "site", tmp_path / "cache"
    bring(OURS, site, cache)
    with monkeypatch.context() as patch, pytest.raises(PublishError, match=r"site cannot be exchanged .* with --site"):
        patch.setattr(publish.ctypes, "CDLL", lambda *_, **__: None)
        patch.setattr(Path, "rename", busy)
        bring({**OURS, "a.html": "1"}, site, cache)
    assert contents(site) == OURS
    bring({**OURS, "a.html": "1"}, site, cache)
    assert contents(site) == {**OURS, "a.html": "1"}


def test_two_files_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    told = pytest.raises(PublishError, match=r"two files of the site are called a\.html")
    with told, publication(tmp_path / "site", tmp_path / "cache") as tree:
        tree.put_bytes("a.html", b"1")
        tree.put_bytes("a.html", b"2")
