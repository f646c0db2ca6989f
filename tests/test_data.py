"""What is committed under ``data/``: the registry against known counts, the sample reports against their figures."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from builder.document import Document
from builder.formats import read
from builder.identity import identify
from builder.model import Identity, Job, Region, form_of
from builder.parse import Parsed, parse
from builder.registry import Registry
from builder.registry.files import load

ROOT = Path(__file__).parent.parent
REPORTS = sorted(p for p in (ROOT / "data" / "reports").rglob("*") if p.suffix in (".txt", ".md"))
# The five reports whose sample figures came from the real files, by the report they became.
REAL = {
    "410308-zwfwdsj-2023": "000_93a748786510a07e.txt",
    "410308-xjzzykfq-2023": "001_23342086d9f98d8c.txt",
    "410502-zwfwdsj-2023": "002_11a477df60dc3f67.txt",
    "411202-zwfwdsj-2021": "003_e5ab4e1304f86961.txt",
    "410300-zwfwdsj-2022": "004_7c23cb3ecb2525a9.txt",
}


@cache
def registry() -> Registry:
    loaded, findings = load(ROOT / "data" / "registry")
    assert findings == ()
    return loaded


def on(day: str) -> list[Region]:
    """The divisions in force on a day: ``valid_from`` counts, ``valid_to`` does not."""
    return [r for r in registry().regions if r.valid_from <= day and (not r.valid_to or r.valid_to > day)]


# ---- registry


def test_counts_of_divisions() -> None:
    now = registry().in_use()
    assert Counter(r.level for r in now) == {"province": 34, "prefecture": 333, "county": 2846}
    # Kinds as the Ministry of Civil Affairs counted them on 31 December 2024.
    kinds: Counter[str] = Counter()
    for region in now:
        if region.level == "county":
            special = region.name if region.name in ("神农架林区", "六枝特区") else ""
            kinds[
                special or next(k for k in ("自治县", "自治旗", "区", "市", "县", "旗") if region.name.endswith(k))
            ] += 1
    assert kinds == {
        "区": 977,
        "市": 397,
        "县": 1301,
        "自治县": 117,
        "旗": 49,
        "自治旗": 3,
        "神农架林区": 1,
        "六枝特区": 1,
    }


@pytest.mark.parametrize(
    ("year", "codes"),
    [(2018, 3218), (2019, 3213), (2020, 3211), (2021, 3210), (2022, 3210), (2023, 3211), (2024, 3213)],
)
def test_counts_at_the_end_of_each_year(year: int, codes: int) -> None:
    """Numbers of the ministry's yearly lists of divisions at county level and above."""
    there = on(f"{year}-12-31")
    assert len(there) == codes
    assert len({r.region_code for r in there}) == codes


def test_every_division_lies_in_the_one_above_it() -> None:
    for day in ("2018-12-31", "2021-12-31", "2024-12-31"):
        there = {r.region_code: r for r in on(day)}
        for region in there.values():
            code, parent = region.region_code, region.parent_region_code
            if region.level == "province":
                assert parent == ""
                assert code.endswith("0000")
                continue
            assert parent in there
            assert code[:2] == parent[:2]
            if region.level == "prefecture":
                assert there[parent].level == "province"
                assert code.endswith("00")
                continue
            assert not code.endswith("00")
            assert parent == (code[:4] + "00" if code[:4] + "00" in there else code[:2] + "0000")


def test_no_artificial_rows() -> None:
    names = [r.name for r in registry().regions]
    assert not [
        n
        for n in names
        if n in ("市辖区", "县", "区")
        or "直辖" in n
        or n.endswith(("开发区", "工业园区", "产业园区", "管理区", "示范区"))
    ]
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,15}", n) for n in names)
    # A name stands once under its parent.
    for day in ("2018-12-31", "2024-12-31"):
        assert max(Counter((r.parent_region_code, r.name) for r in on(day)).values()) == 1


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("110101", "东城区", "110000"),
        ("350128", "平潭县", "350100"),
        ("320813", "洪泽区", "320800"),
        ("410308", "孟津区", "410300"),
        ("410502", "文峰区", "410500"),
        ("411202", "湖滨区", "411200"),
        ("419001", "济源市", "410000"),
        ("429021", "神农架林区", "420000"),
        ("441900", "东莞市", "440000"),
        ("460302", "西沙区", "460300"),
        ("653229", "和安县", "653200"),
        ("810000", "香港特别行政区", ""),
    ],
)
def test_divisions_by_hand(code: str, name: str, parent: str) -> None:
    region = registry().region(code)
    assert region is not None
    assert (region.name, region.parent_region_code, region.valid_to) == (name, parent, "")


def test_former_divisions() -> None:
    former = {(r.region_code, r.name): r.valid_to for r in registry().regions if r.valid_to}
    assert former["410322", "孟津县"] == former["410306", "吉利区"] == "2021-03-18"
    assert former["130502", "桥东区"] == "2020-06-05"  # renamed, its code lives on
    assert registry().region("130502").name == "襄都区"  # type: ignore[union-attr]
    assert all("2019-01-01" <= day <= "2024-12-31" for day in former.values())
    assert {r.name for r in on("2021-03-17") if r.parent_region_code == "410300"} ^ {
        r.name for r in on("2021-03-18") if r.parent_region_code == "410300"
    } == {"孟津县", "吉利区", "偃师市", "孟津区", "偃师区"}


def test_agencies() -> None:
    names = Counter(name for a in registry().agencies for name in (a.name, *a.aliases))
    assert max(names.values()) == 1, "a name that points to two agencies"
    for agency in registry().agencies:
        region = registry().region(agency.region_code)
        assert region is not None
        assert region.level == agency.level
        assert agency.agency_id.startswith(agency.region_code + "-")
        assert not region.valid_from or agency.valid_from >= region.valid_from


# ---- sample reports


def identity(parsed: Parsed, document: Document, path: Path) -> Identity:
    data = path.read_bytes()
    job = Job(path.name, data, hashlib.sha256(data).hexdigest())
    found = identify(document, parsed, job, registry())
    assert isinstance(found, tuple), found
    assert found[1] == (), "identity with a doubt"
    return found[0]


@cache
def figures() -> dict[str, dict[tuple[str, str, str], tuple[str, str]]]:
    """report id -> (table, item, column) -> (value, unit) as published."""
    published: dict[str, dict[tuple[str, str, str], tuple[str, str]]] = {}
    with (ROOT / "tests" / "data" / "sample_figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = published.setdefault(row["report_id"], {})
            key = (row["table"], row["item"], row["column"])
            assert key not in at
            at[key] = (row["value"], row["unit"])
    return published


def test_there_are_22_samples_with_4366_figures() -> None:
    assert sorted(p.stem for p in REPORTS) == sorted(figures())
    assert len(REPORTS) == 22
    assert Counter(map(len, figures().values())) == {200: 17, 198: 3, 186: 2}
    assert sum(value == "" for cells in figures().values() for value, _ in cells.values()) == 261


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_a_sample_gives_back_its_figures(path: Path) -> None:
    document = read(path.read_bytes(), path.name)
    assert isinstance(document, Document)
    parsed = parse(document)
    assert isinstance(parsed, Parsed)
    expected = figures()[path.stem]
    found = {
        (row.table, row.item, f.column): ("" if f.value is None else format(f.value, "f"), f.unit)
        for row in parsed.rows
        for f in row.figures
    }
    assert found == expected
    assert {f.status for row in parsed.rows for f in row.figures} <= {"number", "blank"}
    assert [s.section for s in parsed.sections] == [
        "overview",
        "proactive",
        "applications",
        "review_litigation",
        "problems",
        "other",
    ]
    assert all(s.text for s in parsed.sections if s.section in ("overview", "problems", "other"))
    assert form_of(parsed.rows) == ("2019" if ("proactive", "regulations", "produced") in expected else "2021")
    who = identity(parsed, document, path)
    assert who.registered
    assert who.report_id == path.stem
    assert path.parent.name == who.region_code


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_a_sample_says_that_it_is_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    note = text.split("\n")[2]
    assert note.startswith("样例：数字与公布者一致，文字为本项目摘要，以原件为准。")
    sidecar = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    assert sidecar["sample"] is True
    assert set(sidecar) <= {"sample", "source_url", "published_on"}
    if "source_url" in sidecar:
        assert note.endswith(f"原件：{sidecar['source_url']}")
        assert sidecar["published_on"].replace("-", "") in sidecar["source_url"]
    else:
        assert note.endswith("原件地址未记录。")
    if "published_on" in sidecar:
        assert date.fromisoformat(sidecar["published_on"]).year == int(path.stem[-4:]) + 1
    assert text.endswith("\n")
    assert not [line for line in text.split("\n") if line != line.rstrip()], "a blank cell that an editor would strip"


def real(name: str) -> Path:
    folder = os.environ.get("REAL_REPORTS")
    if not folder:
        pytest.skip("REAL_REPORTS is not set: the real reports are not part of the repository")
    return Path(folder) / name


@pytest.mark.parametrize(("report_id", "name"), REAL.items(), ids=REAL)
def test_figures_are_those_of_the_real_report(report_id: str, name: str) -> None:
    with real("expected.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = {
            (r["table"], r["item"], r["column"]): r["value"] for r in csv.DictReader(file) if r["source_file"] == name
        }
    assert len(expected) == 200
    assert {key: value for key, (value, _) in figures()[report_id].items()} == expected


@pytest.mark.parametrize(("report_id", "name"), REAL.items(), ids=REAL)
def test_the_prose_is_our_own(report_id: str, name: str) -> None:
    """No run of sixteen characters of the real report's prose stands in the sample's."""

    def prose(text: str) -> str:
        lines = [line for line in text.split("\n") if "\t" not in line and not line.startswith(("|", "#"))]
        kept = [line for line in lines if len(line) > 40]  # headings and labels are the form's
        return re.sub(r"\s+", "", "\n".join(kept))

    original = prose(real(name).read_text(encoding="utf-8"))
    own = prose(next(p for p in REPORTS if p.stem == report_id).read_text(encoding="utf-8"))
    assert len(original) > 300
    assert own
    copied = {own[i : i + 16] for i in range(len(own) - 15)} & {original[i : i + 16] for i in range(len(original) - 15)}
    assert not copied
