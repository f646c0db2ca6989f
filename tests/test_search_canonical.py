"""The search index is the same bytes for the same records, in whatever order Pagefind writes its filters."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.site.canonical import put_in_order
from builder.site.records import Choice
from builder.site.search import SearchError
from tests.sited import build_index, index_of
from tests.test_build import digests
from tests.test_search_records import RECORD

FILTERS = {"年度": ["2021", "2022", "2023"], "kind": ["a", "b"], "quality": ["ok"]}


def written(folder: Path, filters: list[tuple[str, list[str]]], magic: bytes = b"pagefind_dcd") -> Path:
    """An index as Pagefind lays it out, with nothing in it but filters; each value holds the page of its own number."""

    def put(name: str, value: object) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(magic + cbor2.dumps(value)))

    listed = []
    for number, (name, values) in enumerate(filters):
        put(f"filter/sall_{number}.pf_filter", [name, [[v, [FILTERS[name].index(v)]] for v in values]])
        listed.append([name, f"sall_{number}"])
    put("pagefind.sall_x.pf_meta", ["1.5.2", [["sall_p", 3]], [], listed, [], ["title"]])
    entry = {"version": "1.5.2", "languages": {"sall": {"hash": "sall_x", "wasm": None, "page_count": 3}}}
    (folder / "pagefind-entry.json").write_text(json.dumps(entry))
    return folder


@given(st.permutations(list(FILTERS)), st.data())
def test_any_order_becomes_one(names: list[str], data: st.DataObject) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        shuffled = [(name, data.draw(st.permutations(FILTERS[name]))) for name in names]
        put_in_order(written(Path(one), shuffled))
        put_in_order(written(Path(other), list(FILTERS.items())))
        assert digests(Path(one)) == digests(Path(other))


def test_nothing_is_lost_and_every_name_leads_to_its_file(tmp_path: Path) -> None:
    put_in_order(written(tmp_path, [(name, values[::-1]) for name, values in FILTERS.items()]))
    [about] = json.loads((tmp_path / "pagefind-entry.json").read_text())["languages"].values()

    def read(path: Path) -> list[object]:
        return list(cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd")))

    version, pages, chunks, filters, sorts, fields = read(tmp_path / f"pagefind.{about['hash']}.pf_meta")
    assert (version, pages, chunks, sorts, fields) == ("1.5.2", [["sall_p", 3]], [], [], ["title"])
    found = {name: read(tmp_path / f"filter/{file}.pf_filter") for name, file in filters}  # type: ignore[attr-defined]
    assert found == {name: [name, [[v, [n]] for n, v in enumerate(values)]] for name, values in FILTERS.items()}
    assert len(list(tmp_path.rglob("*.pf_*"))) == 1 + len(FILTERS)


def test_another_layout_is_not_taken_for_pagefind_s(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pf_meta"):
        put_in_order(written(tmp_path, [], magic=b"something"))


def test_an_unknown_layout_ends_the_build_with_a_word_about_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.site.canonical._MAGIC", b"something")
    with pytest.raises(SearchError, match="laid out as that of"):
        build_index(index_of([RECORD]), tmp_path)


def test_two_runs_of_pagefind_give_the_same_bytes(tmp_path: Path) -> None:
    records = [
        replace(
            RECORD, url=f"reports/a-{year}/", year=year, choices=(*RECORD.choices, Choice("year", str(year), str(year)))
        )
        for year in range(2008, 2026)
    ]
    for name in ("one", "other"):
        assert build_index(index_of(records), tmp_path / name) == ["runtime", "all"]
    assert digests(tmp_path / "one") == digests(tmp_path / "other")
