"""``portal add``: what a new file is, where it goes, and what is said when that cannot be found out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder import add
from builder.add import Addition, plan, store
from builder.add.proposal import csv_line, propose, register
from builder.collection import Collection
from builder.model import Agency, Finding, Identity, Region
from builder.registry import Registry
from builder.registry.files import load
from builder.reporter.added import render
from tests.checking import collection_of

FIXTURES = Path(__file__).parent / "fixtures" / "checks"
TEXT = (FIXTURES / "correct" / "caizheng-2023.txt").read_text(encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A ``data/`` folder with the fictional registry and one report, of 2022."""
    shutil.copytree(FIXTURES / "registry", tmp_path / "data" / "registry")
    reports = tmp_path / "data" / "reports" / "990101"
    reports.mkdir(parents=True)
    shutil.copy(FIXTURES / "correct" / "caizheng-2022.txt", reports / "990101-caizheng-2022.txt")
    return tmp_path / "data"


def held(data: Path) -> Collection:
    return collection_of(data / "reports", data / "registry", as_given=True)


def given(tmp_path: Path, text: str = TEXT, name: str = "新文件.txt") -> Path:
    path = tmp_path / "inbox" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def planned(data: Path, *paths: Path) -> tuple[Addition, ...]:
    return plan(paths, held(data), data)


def codes(addition: Addition) -> list[str]:
    return [finding.code for finding in addition.findings]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_report_is_recognised_and_filed_under_region_agency_and_year(data: Path, tmp_path: Path) -> None:
    before = snapshot(data)
    [addition] = planned(data, given(tmp_path))
    assert addition.destination == "reports/990101/990101-caizheng-2023.txt"
    assert (codes(addition), addition.sidecar, addition.proposal) == ([], "", None)
    assert snapshot(data) == before  # planning writes nothing
    store([addition], data)
    added = {name: text for name, text in snapshot(data).items() if name not in before}
    assert added == {addition.destination: TEXT.encode()}
    assert "990101-caizheng-2023" in held(data).report_ids


def test_problems_of_the_new_report_point_into_data_and_compare_with_last_year(data: Path, tmp_path: Path) -> None:
    more = TEXT.replace("行政规范性文件\t7\t2\t45", "行政规范性文件\t7\t2\t47")
    text = more.replace("3\t1\t0\t2\t6\t", "3\t1\t0\t2\t7\t")
    [addition] = planned(data, given(tmp_path, text))
    assert sorted(codes(addition)) == ["in-force", "review-sum"]
    text = render([addition], data, "zh", dry_run=True, entered=False)
    assert f"  {data.as_posix()}/reports/990101/990101-caizheng-2023.txt:61: warning review-sum: " in text
    assert f"{data.as_posix()}/reports/990101/990101-caizheng-2022.txt:13" in text


def test_the_same_file_again_is_left_alone(data: Path, tmp_path: Path) -> None:
    path = given(tmp_path)
    store(planned(data, path), data)
    [addition] = planned(data, path)
    assert (addition.destination, codes(addition)) == ("", ["already-added"])
    [first, second] = plan([path, given(tmp_path, name="copy.txt")], held_without_new(data), data)
    assert (first.destination != "", codes(second)) == (True, ["already-added"])


def held_without_new(data: Path) -> Collection:
    (data / "reports" / "990101" / "990101-caizheng-2023.txt").unlink()
    return held(data)


def test_a_second_file_for_the_agency_year_gets_a_higher_revision_and_wins(data: Path, tmp_path: Path) -> None:
    store(planned(data, given(tmp_path)), data)
    corrected = given(tmp_path, TEXT.replace("行政许可\t312", "行政许可\t321"), "更正.txt")
    [addition] = planned(data, corrected)
    assert addition.destination == "reports/990101/990101-caizheng-2023-2.txt"
    assert addition.sidecar == "revision = 1\n"
    assert "second-file" in codes(addition)
    store([addition], data)
    collection = held(data)
    assert collection.outcome("990101-caizheng-2023").source_file.endswith("990101-caizheng-2023-2.txt")
    assert [outcome.quarantine.code for outcome in collection.quarantine if outcome.quarantine] == ["superseded"]


def test_a_file_that_another_has_superseded_is_not_published_again(data: Path, tmp_path: Path) -> None:
    first = given(tmp_path)
    store(planned(data, first), data)
    store(planned(data, given(tmp_path, TEXT.replace("行政许可\t312", "行政许可\t321"), "更正.txt")), data)
    [again] = planned(data, first)
    assert (again.destination, codes(again)) == ("", ["already-added"])
    assert dict(again.findings[0].values)["other_file"].endswith("/990101-caizheng-2023.txt")


def test_many_files_for_one_agency_year_in_one_command_get_names_and_revisions_of_their_own(
    data: Path, tmp_path: Path
) -> None:
    store(planned(data, given(tmp_path)), data)
    decisions = (321, 322, 323, 321)
    paths = [
        given(tmp_path, TEXT.replace("行政许可\t312", f"行政许可\t{n}"), f"{i}.txt") for i, n in enumerate(decisions)
    ]
    additions = planned(data, *paths)
    stems = [f"reports/990101/990101-caizheng-2023-{number}.txt" for number in (2, 3, 4)]
    assert [addition.destination for addition in additions] == [*stems, ""]
    assert [addition.sidecar for addition in additions] == ["revision = 1\n", "revision = 2\n", "revision = 3\n", ""]
    assert codes(additions[-1]) == ["already-added"]
    store(additions, data)
    assert held(data).outcome("990101-caizheng-2023").source_file.endswith("-4.txt")


def test_the_sidecar_comes_along_and_keeps_its_comments(data: Path, tmp_path: Path) -> None:
    path = given(tmp_path, TEXT.replace("2023年政府信息公开工作年度报告", "政府信息公开工作年度报告", 1))
    path.with_suffix(".toml").write_text("# 电话问来的\nyear = 2021\nrevision = 4\n", encoding="utf-8")
    [addition] = planned(data, path)
    assert addition.destination == "reports/990101/990101-caizheng-2021.txt"
    assert addition.sidecar == "# 电话问来的\nyear = 2021\nrevision = 4\n"


def test_the_date_of_publication_is_taken_from_the_page(data: Path, tmp_path: Path) -> None:
    rows = "".join(f"<p>{line}</p>\n" for line in TEXT.splitlines() if "\t" not in line)
    html = f'<html><head><meta name="PubDate" content="2024-01-19 10:30"></head><body>\n{rows}</body></html>'
    [addition] = planned(data, given(tmp_path, html, "index.shtml"))
    assert addition.destination == "reports/990101/990101-caizheng-2023.html"
    assert addition.sidecar == 'published_on = "2024-01-19"\n'


def test_an_agency_that_the_registry_lacks_is_proposed_and_entered_only_when_asked(data: Path, tmp_path: Path) -> None:
    path = given(tmp_path, TEXT.replace("澄湖县财政局", "澄湖县审计局"))
    [addition] = planned(data, path)
    assert addition.proposal == Agency("990101-sjj", "澄湖县审计局", (), "department", "county", "990101")
    assert addition.destination == "reports/990101/990101-sjj-2023.txt"
    text = render([addition], data, "zh", dry_run=True, entered=False)
    assert "      990101-sjj,澄湖县审计局,,department,county,990101,,\n" in text and "--register" in text
    agencies = data / "registry" / "agencies.csv"
    before = agencies.read_text(encoding="utf-8")
    store([addition], data)
    assert agencies.read_text(encoding="utf-8") == before
    [again] = planned(data, path)
    assert (codes(again), again.proposal) == (["already-added"], addition.proposal)
    store([again], data, enter_agencies=True)
    entered = agencies.read_text(encoding="utf-8").splitlines()
    assert entered == [*before.splitlines()[:3], csv_line(addition.proposal), *before.splitlines()[3:]]
    assert "990101-sjj-2023" in held(data).report_ids


def test_a_sidecar_that_is_no_toml_is_told_and_nothing_is_filed(data: Path, tmp_path: Path) -> None:
    path = given(tmp_path)
    path.with_suffix(".toml").write_text("year = = 2021", encoding="utf-8")
    [addition] = planned(data, path)
    assert (addition.destination, codes(addition)) == ("", ["sidecar-syntax"])


def test_a_report_without_an_agency_is_not_filed_and_told_what_to_write(data: Path, tmp_path: Path) -> None:
    [addition] = planned(data, given(tmp_path, TEXT.replace("澄湖县财政局", "我局")))
    assert (addition.destination, codes(addition)) == ("", ["agency-unknown"])
    assert "agency_id = " in render([addition], data, "zh", dry_run=False, entered=False)


def test_a_report_of_an_agency_of_no_known_division_is_not_filed(data: Path, tmp_path: Path) -> None:
    [addition] = planned(data, given(tmp_path, TEXT.replace("澄湖县财政局", "河西市审计局")))
    assert (addition.destination, codes(addition)) == ("", ["agency-unknown"])
    assert dict(addition.findings[0].values)["name"] == "河西市审计局"


def test_a_markdown_file_is_filed_as_one(data: Path, tmp_path: Path) -> None:
    table = "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n| 规章 | 0 | 0 | 0 |\n"
    title = "# 澄湖县财政局2023年政府信息公开工作年度报告\n\n## 一、总体情况\n\n略。\n\n"
    [addition] = planned(data, given(tmp_path, f"{title}## 二、主动公开政府信息情况\n\n{table}", "报告"))
    assert addition.destination == "reports/990101/990101-caizheng-2023.md"


def test_a_report_without_a_year_is_not_filed(data: Path, tmp_path: Path) -> None:
    [addition] = planned(data, given(tmp_path, TEXT.replace("2023年", "")))
    assert (addition.destination, "year-unknown" in codes(addition)) == ("", True)


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"\x89PNG\r\n\x1a\n", "scanned"), ("只是一封信。".encode(), "not-a-report")]
)
def test_what_is_no_report_is_not_filed(data: Path, tmp_path: Path, content: bytes, code: str) -> None:
    path = given(tmp_path)
    path.write_bytes(content)
    [addition] = planned(data, path)
    assert (addition.destination, codes(addition)) == ("", [code])


def test_a_legacy_file_is_converted_once_and_the_result_kept(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add, "convert", lambda data, name: TEXT.encode() if data == b"legacy" else None)
    path = given(tmp_path, "legacy", "report.wps")
    [addition] = planned(data, path)
    assert (addition.data, addition.converted) == (TEXT.encode(), ".wps")
    assert addition.destination.endswith("990101-caizheng-2023.txt")  # what it is, not what it was called
    monkeypatch.setattr(add, "convert", lambda data, name: Finding("conversion-unavailable", "error"))
    [addition] = planned(data, path)
    assert (addition.destination, codes(addition)) == ("", ["conversion-unavailable"])


def test_nothing_is_ever_overwritten(data: Path, tmp_path: Path) -> None:
    additions = planned(data, given(tmp_path))
    taken = data / additions[0].destination
    taken.write_text("someone was faster", encoding="utf-8")
    with pytest.raises(FileExistsError):
        store(additions, data)
    assert taken.read_text(encoding="utf-8") == "someone was faster"


REGISTRY = Registry(
    regions=(
        Region("990000", "望北省", "province", ""),
        Region("990100", "临江市", "prefecture", "990000"),
        Region("990101", "澄湖县", "county", "990100"),
    )
)


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("澄湖县人民政府", "990101", ("990101-rmzf", "government", "county")),
        ("望北省临江市人民政府办公室", "990100", ("990100-rmzfbgs", "office", "prefecture")),
        ("澄湖县东街街道办事处", "990101", ("990101-djjdbsc", "subdistrict", "township")),
        ("柳溪镇人民政府", "990101", ("990101-lxzrmzf", "township", "township")),
        ("澄湖县经济开发区管委会", "990101", ("990101-jjkfqgwh", "zone", "county")),
        ("临江市发展和改革委员会", "990100", ("990100-fzhggwyh", "department", "prefecture")),
        ("澄湖县志编纂组", "990101", ("990101-zbzz", "other", "county")),
        ("澄湖县", "990101", ("990101-chx", "other", "county")),
        ("澄湖县" + "大数据" * 9, "990101", (f"990101-{'dsj' * 8}", "other", "county")),
        ("ΑΒΓ", "990101", ("990101-x", "other", "county")),
    ],
)
def test_proposals(name: str, code: str, expected: tuple[str, str, str]) -> None:
    proposal = propose(Identity(f"{code}-x12345678", name, code, "", 2023, registered=False), REGISTRY)
    assert proposal is not None
    assert (proposal.agency_id, proposal.kind, proposal.level) == expected


def test_a_proposed_id_is_never_one_that_is_taken() -> None:
    taken = Registry((Agency("990101-sjj", "澄湖县水经局", (), "department", "county", "990101"),), REGISTRY.regions)
    proposal = propose(Identity("990101-x1", "澄湖县审计局", "990101", "", 2023, registered=False), taken)
    assert proposal is not None and proposal.agency_id == "990101-sjj-2"


def test_two_new_agencies_of_one_command_get_ids_of_their_own(data: Path, tmp_path: Path) -> None:
    names = {"审计.txt": "澄湖县审计局", "商经.txt": "澄湖县商经局"}
    paths = [given(tmp_path, TEXT.replace("澄湖县财政局", name), file) for file, name in names.items()]
    paths.append(given(tmp_path, TEXT.replace("澄湖县财政局", "澄湖县审计局").replace("2023", "2022"), "上年.txt"))
    additions = planned(data, *paths)
    ids = ["990101-sjj", "990101-sjj-2", "990101-sjj"]
    assert [addition.proposal.agency_id for addition in additions if addition.proposal] == ids
    store(additions, data, enter_agencies=True)
    registered = load(data / "registry")[0]
    assert [registered.agency(id).name for id in ids[:2] if registered.agency(id)] == list(names.values())  # type: ignore[union-attr]
    assert {"990101-sjj-2023", "990101-sjj-2-2023", "990101-sjj-2022"} <= set(held(data).report_ids)


def test_registering_keeps_what_a_spreadsheet_needs_and_the_columns_of_the_header(tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    lines = [
        "\ufeffname,agency_id,aliases,kind,level,region_code,valid_from,valid_to,remark",
        "甲,990101-a,,other,county,990101,,,x",
    ]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    register([Agency("990101-b", "乙", (), "other", "county", "990101")], path)
    assert path.read_bytes().decode() == "".join(f"{x}\r\n" for x in (*lines, "乙,990101-b,,other,county,990101,,,"))
    registered = load(tmp_path)[0].agency("990101-b")
    assert registered is not None and registered.name == "乙"


def test_registering_begins_a_registry(tmp_path: Path) -> None:
    register([Agency("990101-b", "乙", (), "other", "county", "990101")], tmp_path / "registry" / "agencies.csv")
    assert (tmp_path / "registry" / "agencies.csv").read_text(encoding="utf-8") == (
        "agency_id,name,aliases,kind,level,region_code,valid_from,valid_to\n990101-b,乙,,other,county,990101,,\n"
    )


def test_registering_leaves_every_other_line_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    lines = [
        "agency_id,name,aliases,kind,level,region_code,valid_from,valid_to",
        '990101-a,"甲,局",,other,county,990101,,',
        "990101-c,丙,,other,county,990101,,",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    register([Agency("990101-b", "乙", ("小乙", "老乙"), "other", "county", "990101")], path)
    assert path.read_text(encoding="utf-8").splitlines() == [
        *lines[:2],
        "990101-b,乙,小乙;老乙,other,county,990101,,",
        lines[2],
    ]
    assert len(load(tmp_path)[0].agencies) == 3
