"""The registry: good rows are kept, each bad one is told with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.model import Agency, Finding, Region
from builder.registry import Registry
from builder.registry.files import load

REGIONS = """region_code,name,level,parent_region_code,valid_from,valid_to
990000,云省,province,,,
990100,溪市,prefecture,990000,,
990101,云溪县,county,990100,2021-03-01,
990102,旧溪县,county,990100,,2021-02-28
"""
AGENCIES = """agency_id,name,aliases,kind,level,region_code,valid_from,valid_to
990101-czj,云溪县财政局,县财政局; 云溪财政局 ;,department,county,990101,2019-01-01,
990100-zf,溪市人民政府,,government,prefecture,990100,,
"""
ACKNOWLEDGED = """report_id,check,item,column,reason,by,on
990101-czj-2023,row-sum,granted,total,"原件如此，
已核对",Li,2025-02-03
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in {"regions": REGIONS, "agencies": AGENCIES, "acknowledged": ACKNOWLEDGED, **files}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8-sig", newline="")
    return folder


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(f.code, dict(f.values)["file"], f.place.line if f.place else 0) for f in findings]


def test_a_good_registry(tmp_path: Path) -> None:
    registry, findings = load(write(tmp_path))
    assert findings == ()
    assert registry.agency("990101-czj") == Agency(
        "990101-czj", "云溪县财政局", ("县财政局", "云溪财政局"), "department", "county", "990101", "2019-01-01", ""
    )
    assert [a.agency_id for a in registry.agencies] == ["990100-zf", "990101-czj"]
    assert registry.region("990102") == Region("990102", "旧溪县", "county", "990100", "", "2021-02-28")
    assert [r.region_code for r in registry.in_use()] == ["990000", "990100", "990101"]
    assert [r.name for r in registry.children("990100")] == ["云溪县"]
    assert registry.children("990101") == ()
    assert registry.agency("990101-nobody") is None
    assert registry.region("000000") is None
    (explained,) = registry.acknowledged
    assert (explained.report_id, explained.check, explained.item, explained.column) == (
        *("990101-czj-2023", "row-sum", "granted", "total"),
    )
    assert (explained.reason, explained.by, explained.on, explained.line) == (
        "原件如此，\n已核对",
        "Li",
        "2025-02-03",
        2,
    )


def test_no_registry_at_all_is_an_empty_one(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere") == (Registry(), ())


@pytest.mark.parametrize(
    ("row", "code", "kept"),
    [
        ("990101-cz j,甲局,,department,county,990101,,", "registry-value", False),
        ("../x,甲局,,department,county,990101,,", "registry-value", False),
        (f"990101-{'a' * 101},甲局,,department,county,990101,,", "registry-value", False),
        ("990101-a,,,department,county,990101,,", "registry-value", False),
        ("990101-a,甲局,,department,county,9901,,", "registry-value", False),
        ("990101-a,甲局,,bureau,county,990101,,", "registry-value", True),
        ("990101-a,甲局,,department,县级,990101,,", "registry-value", True),
        ("990101-a,甲局,,department,county,990101,2021-02-30,", "registry-value", True),
        ("990101-a,甲局,,department,county,990101,,20210201", "registry-value", True),
        ("990101-a,甲局,,department,county,990101,2022-03-01,2022-03-01", "registry-period", True),
        ("990101-a,甲局,department,county,990101,,", "registry-width", False),
        ("990101-czj,甲局,,department,county,990101,,", "registry-duplicate", False),
        ("990101-a,甲局,,department,county,990199,,", "registry-unknown-region", True),
    ],
)
def test_a_bad_row_is_told_with_its_line(tmp_path: Path, row: str, code: str, kept: bool) -> None:
    registry, findings = load(write(tmp_path, agencies=f"{AGENCIES}\n{row}\n"))
    assert told(findings) == [(code, "registry/agencies.csv", 5)]
    assert len(registry.agencies) == (3 if kept else 2)
    assert registry.agency("990101-czj") is not None


def test_all_kinds_and_levels_of_the_contract_are_good(tmp_path: Path) -> None:
    kinds = ("government", "office", "department", "subdistrict", "township", "zone", "other")
    levels = ("national", "province", "prefecture", "county", "township")
    of_kind = "".join(f"990101-{kind},{kind},,{kind},county,990101,,\n" for kind in kinds)
    of_level = "".join(f"990101-l-{level},{level},,other,{level},990101,,\n" for level in levels)
    divisions = "".join(f"99050{at},{level},{level},990000,,\n" for at, level in enumerate(levels))
    registry, findings = load(write(tmp_path, agencies=AGENCIES + of_kind + of_level, regions=REGIONS + divisions))
    assert findings == () and len(registry.agencies) == 2 + len(kinds) + len(levels)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("990101-czj,row-sum,granted,total,已核对,Li,2025-02-03", "registry-value", "report_id"),
        ("990101-czj-2022,,granted,total,已核对,Li,2025-02-03", "registry-value", "check"),
        ("990101-czj-2022,row-sum,granted,total,,Li,2025-02-03", "registry-value", "reason"),
        ("990101-czj-2023,row-sum,granted,total,又一次,Li,2025-02-03", "registry-duplicate", ""),
    ],
)
def test_a_bad_acknowledgement_explains_nothing(tmp_path: Path, row: str, code: str, column: str) -> None:
    registry, findings = load(write(tmp_path, acknowledged=ACKNOWLEDGED + row + "\n"))
    assert told(findings) == [(code, "registry/acknowledged.csv", 4)]
    assert dict(findings[0].values).get("column", "") == column
    assert [explained.reason for explained in registry.acknowledged] == ["原件如此，\n已核对"]


@pytest.mark.parametrize(
    ("row", "column", "kept"),
    [
        ("99010,乙县,county,990100,,", "region_code", False),
        ("990105,,county,990100,,", "name", False),
        ("990105,乙县,县级,990100,,", "level", True),
        ("990105,乙县,county,990100,2020-1-1,", "valid_from", True),
        ("990105,乙县,county,990100,,2020-13-01", "valid_to", True),
    ],
)
def test_a_bad_division_is_told_with_its_line_and_column(tmp_path: Path, row: str, column: str, kept: bool) -> None:
    registry, findings = load(write(tmp_path, regions=REGIONS + row + "\n"))
    assert told(findings) == [("registry-value", "registry/regions.csv", 6)]
    assert dict(findings[0].values)["column"] == column
    assert len(registry.regions) == 4 + kept


def test_an_acknowledgement_without_a_date_of_the_calendar_still_explains(tmp_path: Path) -> None:
    registry, findings = load(write(tmp_path, acknowledged=ACKNOWLEDGED.replace("2025-02-03", "2025-02-30")))
    assert told(findings) == [("registry-value", "registry/acknowledged.csv", 2)]
    assert len(registry.acknowledged) == 1


def test_a_wrong_value_of_an_agency_counts_as_empty(tmp_path: Path) -> None:
    row = "990101-a,甲局,,bureau,县级,990101,2021-02-30,20210201"
    registry, findings = load(write(tmp_path, agencies=f"{AGENCIES}{row}\n"))
    assert [code for code, *_ in told(findings)] == ["registry-value"] * 4
    agency = registry.agency("990101-a")
    assert agency is not None
    assert (agency.kind, agency.level, agency.valid_from, agency.valid_to) == ("", "", "", "")


def test_a_wrong_value_of_a_division_or_an_explanation_counts_as_empty(tmp_path: Path) -> None:
    division = "990109,新区,县级,990100,2021-02-30,\n"
    explained = "990101-a-2023,row-sum,,,原文如此,甲,2024/1/5\n"
    registry, findings = load(write(tmp_path, regions=REGIONS + division, acknowledged=ACKNOWLEDGED + explained))
    assert [code for code, *_ in told(findings)] == ["registry-value"] * 3
    found = registry.region("990109")
    assert found is not None and (found.level, found.valid_from) == ("", "")
    assert [a.on for a in registry.acknowledged if a.report_id == "990101-a-2023"] == [""]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "agencies.csv").unlink()
    (tmp_path / "agencies.csv").mkdir()
    registry, findings = load(tmp_path)
    assert told(findings) == [("registry-unreadable", "registry/agencies.csv", 1)]
    assert dict(findings[0].values)["reason"] and registry.agencies == () and registry.regions


@pytest.mark.parametrize(
    ("file", "column"),
    [
        (file, column)
        for file, text in (("agencies", AGENCIES), ("regions", REGIONS), ("acknowledged", ACKNOWLEDGED))
        for column in text.splitlines()[0].split(",")
    ],
)
def test_missing_columns_leave_the_file_out(tmp_path: Path, file: str, column: str) -> None:
    texts = {"agencies": AGENCIES, "regions": REGIONS, "acknowledged": ACKNOWLEDGED}
    head, rest = texts[file].split("\n", 1)
    lacking = ",".join("x" if name == column else name for name in head.split(","))
    registry, findings = load(write(tmp_path, **{file: f"{lacking}\n{rest}"}))
    assert told(findings) == [("registry-columns", f"registry/{file}.csv", 1)]
    assert dict(findings[0].values)["columns"] == column
    assert getattr(registry, file) == ()


def test_what_follows_from_a_file_that_cannot_be_read_is_not_told(tmp_path: Path) -> None:
    whole = REGIONS.encode()
    for broken, code, line in ((whole + b"\xff\n", "registry-unreadable", whole.count(b"\n") + 1),
                               (whole.replace(b"level", b"rank"), "registry-columns", 1)):  # fmt: skip
        write(tmp_path)
        (tmp_path / "regions.csv").write_bytes(broken)
        assert told(load(tmp_path)[1]) == [(code, "registry/regions.csv", line)]
    # Cut short in its middle: the rows that were read may lie in divisions that were not.
    head, _, _, county, _ = REGIONS.splitlines()
    write(tmp_path, regions=f'{head}\n{county}\n990100,"溪"市,prefecture,,,\n')
    assert told(load(tmp_path)[1]) == [("registry-unreadable", "registry/regions.csv", 3)]


def test_columns_may_come_in_any_order_with_others_between(tmp_path: Path) -> None:
    regions = "note,name,region_code,parent_region_code,level,valid_to,valid_from\nx,云省,990000,,province,,\n"
    registry, _ = load(write(tmp_path, regions=regions, agencies=AGENCIES.splitlines()[0] + "\n"))
    assert registry.regions == (Region("990000", "云省", "province", ""),)


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"agency_id,name\n\xff\xfe\n", 2), ((AGENCIES + '990101-b,"乙局,,x\n').encode(), 4)],
)
def test_what_is_no_csv_is_told(tmp_path: Path, data: bytes, line: int) -> None:
    write(tmp_path)
    (tmp_path / "agencies.csv").write_bytes(data)
    _, findings = load(tmp_path)
    assert told(findings) == [("registry-unreadable", "registry/agencies.csv", line)]


def test_parents_must_exist_and_never_run_in_a_circle(tmp_path: Path) -> None:
    rows = "990200,甲市,prefecture,990201,,\n990201,乙县,county,990200,,\n990301,丙县,county,999999,,\n"
    _, findings = load(write(tmp_path, regions=REGIONS + rows))
    assert told(findings) == [
        ("registry-parent-loop", "registry/regions.csv", 6),
        ("registry-parent-loop", "registry/regions.csv", 7),
        ("registry-unknown-parent", "registry/regions.csv", 8),
    ]


def test_of_a_renamed_division_the_name_in_use_counts(tmp_path: Path) -> None:
    rows = "990103,新名县,county,990100,2020-01-01,\n990103,旧名县,county,990100,1990-01-01,2019-12-31\n"
    registry, findings = load(write(tmp_path, regions=REGIONS + rows))
    assert findings == ()
    region = registry.region("990103")
    assert region is not None and region.name == "新名县"


def test_the_digest_follows_what_identifies_and_nothing_else(tmp_path: Path) -> None:
    before = load(write(tmp_path))[0].digest()
    assert load(write(tmp_path, acknowledged=ACKNOWLEDGED.splitlines()[0]))[0].digest() == before
    assert load(write(tmp_path, agencies=AGENCIES.replace("溪市人民政府", "溪市政府")))[0].digest() != before
    assert load(write(tmp_path, regions=REGIONS.replace("旧溪县", "老溪县")))[0].digest() != before
