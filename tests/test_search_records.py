"""Records, their stubs and their shards."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from threading import Event, Lock, Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.site import Indexing, search
from builder.site.build import _put_search
from builder.site.publish import publication
from builder.site.records import HAN, HIDDEN, SPACE, Card, Choice, SearchRecord, pinyin, spell, stub, whole
from builder.site.search import SearchError, shards
from tests.sited import build_index, index_of

RECORD = SearchRecord(
    url="reports/350128-gwh-2023/",
    kind="report",
    title="平潭综合实验区管委会 2023 年度报告",
    texts=("政务服务", "行政复议1件。"),
    place="福建省福州市",
    names=("平潭管委会",),
    facts=(("新收申请", "81 件"),),
    warning="有数字对不上",
    choices=(Choice("year", "2023", "2023 年"), Choice("region", "350000", "福建省")),
    region_code="350128",
    year=2023,
)


def test_han_characters_are_spelled_in_pairs_and_everything_else_stands_alone() -> None:
    assert spell("行政复议1件，2023年") == "行政 政复 复议 1 件 ， 2023 年"
    assert spell("县 12345热线\nAPP") == "县 ␣ 12345 热线 ␣ APP"
    assert spell("𠀀𠀁𠀂") == "𠀀𠀁 𠀁𠀂"


def unspell(words: str) -> str:
    """The text that ``spell`` was given, white space as single spaces, as the page puts it together."""
    is_han, out = re.compile(f"[{HAN}]"), []
    before = ""
    for word in words.split(" "):
        if is_han.match(word) and is_han.match(before):
            out.append(word[1:])
        else:
            out.append(" " if word == SPACE else word)
        before = word
    return "".join(out)


@given(st.text(st.sampled_from("行政复议。，1a A\n\u3000〇々𠀀é_-<&\"'"), max_size=30))
def test_what_is_spelled_can_be_put_together_again(text: str) -> None:
    assert unspell(spell(text)) == re.sub(r"\s+", " ", text)


@given(
    st.text(st.sampled_from("行政复议，1"), max_size=20), st.text(st.sampled_from("行政复议"), min_size=2, max_size=5)
)
def test_a_phrase_of_pairs_is_in_the_words_where_the_text_has_it(text: str, query: str) -> None:
    pairs = [query[i : i + 2] for i in range(len(query) - 1)]
    words = spell(text).split(" ")
    found = any(words[i : i + len(pairs)] == pairs for i in range(len(words)))
    assert found == (query in text)


def test_pinyin_begins_at_every_character() -> None:
    assert pinyin("平潭县") == ("pingtanxian", "ptx", "tanxian", "tx")
    assert pinyin("重庆市")[0] == "chongqingshi"
    assert pinyin("abc，县") == ()
    assert len(pinyin("县" * 100_000)) < 200, "it grows with the square of a name"


class _Stub(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.filters: list[str] = []
        self.meta = ""
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.filters += [v for k, v in given.items() if k == "data-pagefind-filter" and v]
        self.meta = given.get("data-pagefind-meta") or self.meta

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_stub_holds_words_filters_and_what_a_result_shows() -> None:
    page = _Stub(stub(RECORD))
    searched, _, hidden = page.words.partition(HIDDEN)
    assert unspell(searched.strip()) == "平潭综合实验区管委会 2023 年度报告 政务服务 行政复议1件。"
    assert {"pingtanguanweihui", "ptgwh", "gwh"} <= set(hidden.split())
    assert page.filters == ["group:report-2023", "year:2023", "region:350000"]
    shown = json.loads(bytes(ord(sign) - 0x2800 for sign in page.meta.removeprefix("m:")))
    assert shown == {
        "u": RECORD.url,
        "t": RECORD.title,
        "k": "report",
        "p": "福建省福州市",
        "f": [["新收申请", "81 件"]],
        "w": "有数字对不上",
    }
    assert not re.search(r"\w", page.meta.removeprefix("m:")), "what is shown must never be a word"


def test_a_name_is_one_word_however_it_is_written_and_nothing_is_none() -> None:
    same = ("云溪县财政局2023", "云溪县财政局 2023 年度报告", "云溪县财政局２０２３年政府信息公开工作年度报告")
    assert len({whole(name) for name in same}) == 1
    assert len({whole(name) for name in ("云溪县", "云溪县财政局", "云溪县财政局2022", same[0])}) == 4
    assert whole("年度报告") == whole("——") == whole("") == ""
    words = re.search("<p>(.*)</p>", stub(replace(RECORD, called=("平潭2023",))))
    assert words is not None and words[1].split(HIDDEN)[1].split()[:2] == [whole(RECORD.title), whole("平潭2023")]


@pytest.mark.parametrize(
    "hostile", ["</p><script>x</script>", "___PAGEFIND_WEIGHT___9", '" data-x="', "&lt;", HIDDEN, "␣"]
)
def test_hostile_text_stays_text(hostile: str) -> None:
    page = stub(SearchRecord("a/", "page", hostile, (hostile,), choices=(Choice("kind", hostile, hostile),)))
    assert page.count("<") == 12
    assert "___" not in page.split("<p>")[1], "no word that Pagefind would obey"


def many(count: int, provinces: tuple[str, ...] = ("11", "35")) -> list[SearchRecord]:
    return [
        SearchRecord(
            f"reports/{n}/", "report", f"报告第{n}号", region_code=f"{provinces[n % len(provinces)]}0100", year=2020
        )
        for n in range(count)
    ]


def cards(records: list[SearchRecord]) -> Sequence[Card]:
    return index_of(records).cards


def test_a_small_site_has_one_shard_and_a_large_one_one_for_each_province() -> None:
    assert list(shards(cards(many(search.SINGLE_SHARD)))) == ["all"]
    split = shards(cards([*many(search.SINGLE_SHARD), SearchRecord("about/", "page", "关于")]))
    assert list(split) == ["00", "11", "35"]
    assert [r.url for r in split["00"]] == ["about/"]


def test_a_province_too_large_for_one_shard_is_cut_by_prefecture_and_county(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SINGLE_SHARD", 10)
    monkeypatch.setattr(search, "LARGEST_SHARD", 4)
    codes = ["110000"] * 3 + ["350000", "350100"] + ["350101"] * 5 + ["350200"] * 3
    made = cards([SearchRecord(f"reports/{n}/", "report", "某", region_code=code) for n, code in enumerate(codes)])
    split = shards(made)
    assert {name: len(members) for name, members in split.items()} == {
        "11": 3, "3500": 1, "350100": 1, "350101": 5, "3502": 3,
    }  # fmt: skip
    assert sorted(card.url for members in split.values() for card in members) == sorted(card.url for card in made)


def test_offices_come_first_and_new_reports_before_old() -> None:
    kinds = [SearchRecord("p/", "page", "p"), SearchRecord("r1/", "report", "r", year=2019)]
    kinds += [SearchRecord("r2/", "report", "r", year=2023), SearchRecord("a/", "agency", "a")]
    assert [r.url for r in shards(cards(kinds))["all"]] == ["a/", "p/", "r2/", "r1/"]


def test_only_the_shard_of_a_changed_record_is_indexed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SINGLE_SHARD", 3)
    records = many(8)
    assert build_index(index_of(records), tmp_path / "a") == ["runtime", "11", "35"]
    assert build_index(index_of(records[::-1]), tmp_path / "a") == []
    records[1] = SearchRecord(records[1].url, "report", "改过的题目", region_code="350100", year=2020)
    assert build_index(index_of(records), tmp_path / "a") == ["35"]
    build_index(index_of(records), tmp_path / "b")
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b"), "as a clean build has it"
    assert build_index(index_of(records[::2]), tmp_path / "a") == []
    assert not (tmp_path / "a" / "35").exists(), "a province without records has no shard"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_more_shards_are_indexed_at_a_time_than_there_are_jobs(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SINGLE_SHARD", 1)
    real, lock = search._pagefind, Lock()
    running: list[int] = [0]

    def counted(stubs: Path, out: Path, language: str) -> None:
        with lock:
            running.append(running[-1] + 1)
        real(stubs, out, language)
        with lock:
            running.append(running[-1] - 1)

    monkeypatch.setattr(search, "_pagefind", counted)
    codes = ("110000", "120000", "330000", "350000")
    records = [SearchRecord(f"r{code}/", "report", "某县", region_code=code) for code in codes]
    assert len(build_index(index_of(records), tmp_path, jobs)) == 5
    assert max(running) == jobs


def test_the_largest_shard_is_indexed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SINGLE_SHARD", 1)
    asked: list[str] = []
    real = search._pagefind

    def noted(stubs: Path, out: Path, language: str) -> None:
        asked.append(language)
        real(stubs, out, language)

    monkeypatch.setattr(search, "_pagefind", noted)
    codes = ("110000", "330000", "330100", "330200", "350000", "350100")
    build_index(index_of([SearchRecord(f"r{code}/", "report", "某县", region_code=code) for code in codes]), tmp_path)
    assert asked == ["s33", "s35", "s11", "sruntime"]


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="this system has no such priorities")
def test_pagefind_gives_way_to_what_the_build_does_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tells = tmp_path / "tells"
    tells.write_text("#!/bin/sh\nsleep 0.2; nice >&2; exit 3\n", encoding="ascii")
    tells.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tells))
    own = os.getpriority(os.PRIO_PROCESS, 0)
    with pytest.raises(SearchError, match=rf"pagefind ended with 3: {min(19, own + 10)}$"):
        build_index(index_of(many(1)), tmp_path / "search")


def test_what_waits_is_given_up_when_the_work_beside_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SINGLE_SHARD", 1)
    begun, goes_on = Event(), Event()
    asked: list[str] = []

    def slow(stubs: Path, out: Path, language: str) -> None:
        asked.append(language)
        begun.set()
        goes_on.wait(10)
        raise SearchError("in vain")

    monkeypatch.setattr(search, "_pagefind", slow)
    records = [SearchRecord(f"r{code}/", "report", "某县", region_code=code) for code in ("110000", "120000", "330000")]
    with pytest.raises(RuntimeError, match="disk"), Indexing(tmp_path) as indexing:
        indexing.begin(index_of(records))
        begun.wait(10)
        Timer(0.2, goes_on.set).start()
        raise RuntimeError("the disk is full")
    assert asked == ["s11"], "of four shards only the one that was under way"
    assert not (tmp_path / "shards.json").exists()


def test_an_index_that_fails_keeps_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(index_of(many(2)), tmp_path)
    before = _bytes(tmp_path)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/bin/false")
    with pytest.raises(SearchError, match="pagefind ended with 1"):
        build_index(index_of(many(3)), tmp_path)
    assert _bytes(tmp_path) == before
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert build_index(index_of(many(3)), tmp_path) == ["all"]


@pytest.mark.parametrize("suffix", ["pf_meta", "pf_fragment"])
def test_a_full_disk_is_told_as_one_and_keeps_the_old_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    build_index(index_of(many(2)), tmp_path)
    before, real = _bytes(tmp_path), search._pagefind

    def on_a_full_disk(stubs: Path, out: Path, language: str) -> None:
        real(stubs, out, language)
        next(out.rglob(f"*.{suffix}")).write_bytes(b"")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left on device"):
        patch.setattr(search, "_pagefind", on_a_full_disk)
        build_index(index_of(many(3)), tmp_path)
    assert _bytes(tmp_path) == before


def test_a_shard_that_a_killed_build_has_half_removed_is_not_taken_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SINGLE_SHARD", 3)
    build_index(index_of(many(8)), tmp_path)
    before = _bytes(tmp_path)

    def killed(folder: Path, ignore_errors: bool = False) -> None:
        for path in folder.glob("*.pf_meta"):
            path.unlink()
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(shutil, "rmtree", killed)
        build_index(index_of(many(8)[::2]), tmp_path)
    build_index(index_of(many(8)), tmp_path)
    assert _bytes(tmp_path) == before


@pytest.mark.parametrize("damage", [b"\xff", b"", b"{}"])
def test_a_shard_whose_key_is_damaged_is_indexed_anew(tmp_path: Path, damage: bytes) -> None:
    build_index(index_of(many(2)), tmp_path)
    before = _bytes(tmp_path)
    (tmp_path / "all/key.txt").write_bytes(damage)
    assert build_index(index_of(many(2)), tmp_path) == ["all"]
    assert _bytes(tmp_path) == before


def test_of_a_shard_indexed_anew_only_files_of_other_content_are_published_anew(tmp_path: Path) -> None:
    index, site = tmp_path / "search", tmp_path / "site"

    def published(records: list[SearchRecord]) -> dict[str, int]:
        """The file numbers of the published index, by name."""
        build_index(index_of(records), index)
        with publication(site, tmp_path / "kept") as tree:
            tree.put_bytes("assets/stylesheets/site.css", b"")
            _put_search(tree, index)
        made = {name: data for name, data in _bytes(index).items() if not name.endswith("key.txt")}
        assert _bytes(site / "search") == made
        return {name: (site / "search" / name).stat().st_ino for name in made}

    records = many(60)
    before = published(records)
    records[7] = replace(records[7], texts=("本机关今年收到的申请",))
    after = published(records)
    fragments = {name for name in after if name.startswith("all/fragment/")}
    assert len(fragments) == 60
    (anew,) = (name for name in fragments if after[name] != before.get(name))
    assert anew not in before
    kept = {name for name in after if after[name] == before.get(name)}
    assert any(name.endswith(".pf_filter") for name in kept)
    assert "all/pagefind-entry.json" not in kept


def test_the_manifest_names_shards_groups_and_choices(tmp_path: Path) -> None:
    other = SearchRecord("a/", "agency", "某局", choices=(Choice("region", "350000", "福建省"),))
    build_index(index_of([RECORD, other]), tmp_path)
    manifest = json.loads((tmp_path / "shards.json").read_text(encoding="utf-8"))
    assert [name for name, _ in manifest["shards"]] == ["all"]
    assert manifest["groups"] == {"agency": 1, "report-2023": 1}
    assert manifest["filters"] == {
        "year": [["2023", "2023 年", 1]],
        "region": [["350000", "福建省", 2]],
        "kind": [],
        "quality": [],
    }
