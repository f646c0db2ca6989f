"""What ``portal check`` prints, from one list of problems in three formats and two languages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from builder.checks import check_report
from builder.model import Finding, Outcome, Place, Report
from builder.registry import Acknowledgement, Registry
from builder.reporter import exit_code, gather, language, render, summary, words
from tests.handmade import collected, report

BROKEN = {("review_litigation", "reconsideration", "total"): "99"}
MESSAGE_ZH = "“行政复议”：维持、纠正、其他、未审结相加为 10，印出的总计为 99（1 + 2 + 3 + 4 ≠ 99）"


def outcome(made: Report) -> Outcome:
    return Outcome(made.source_file, made, None, check_report(made))


def broken(**changes: object) -> Outcome:
    return outcome(replace(report(BROKEN), **changes))  # type: ignore[arg-type]


def acknowledged(check: str) -> Registry:
    row = Acknowledgement(
        "990101-caizheng-2023", check, "reconsideration", "total", "原文如此", "李某", "2024-02-02", 2
    )
    return Registry(acknowledged=(row,))


def printed(outcomes: list[Outcome], registry: Registry, format: str, lang: str = "zh") -> str:
    collection = collected(outcomes, registry)
    problems = gather(collection, data_prefix="data/")
    return render(problems, summary(problems, collection), format, lang)  # type: ignore[arg-type]


def test_text_gives_file_line_level_code_message_and_the_hint_below() -> None:
    line = report(BROKEN).row("review_litigation", "reconsideration").place.line  # type: ignore[union-attr]
    text = printed([broken()], Registry(), "text").splitlines()
    assert text[0] == f"990101-caizheng-2023.txt:{line}: warning review-sum: {MESSAGE_ZH}"
    assert text[1].startswith("    → 对照原文第四部分。")
    assert text[2:] == ["1 个文件，1 份可以发布；0 个错误，1 个警告，0 个提示"]


def test_english() -> None:
    text = printed([broken()], Registry(), "text", "en")
    assert "upheld, corrected, other and pending add up to 10, the printed total is 99 (1 + 2 + 3 + 4 ≠ 99)" in text
    assert "“Administrative reconsideration”" in text
    assert text.splitlines()[-1] == "files 1, publishable 1; errors 0, warnings 1, hints 0"


def test_github_annotations_escape_what_would_end_them() -> None:
    made = broken(source_file="a,b:50%.txt")
    [annotation, last] = printed([made], Registry(), "github").splitlines()
    assert annotation.startswith("::warning file=a%2Cb%3A50%25.txt,line=")
    assert ",title=review-sum 复议或诉讼各结果之和不等于总计::" in annotation
    assert "（1 + 2 + 3 + 4 ≠ 99）%0A对照原文第四部分。" in annotation
    assert last.startswith("1 个文件")


def test_json_holds_the_same_problems_and_the_acknowledged_ones() -> None:
    found = json.loads(printed([broken()], acknowledged("review-sum"), "json"))
    [problem] = found["problems"]
    assert problem["acknowledged"] == "原文如此"
    assert (problem["expected"], problem["found"], problem["kind"]) == ("10", "99", "figures")
    assert problem["message"] == MESSAGE_ZH
    assert found["summary"] == {
        "files": 1, "reports": 1, "errors": 0, "warnings": 0, "hints": 0, "acknowledged": 1,
    }  # fmt: skip


def test_an_acknowledged_problem_is_closed_in_text_and_does_not_count() -> None:
    collection = collected([broken()], acknowledged("review-sum"))
    problems = gather(collection)
    counts = summary(problems, collection)
    assert exit_code(counts, strict=True) == 0
    assert render(problems, counts, "text", "zh") == (
        "1 个文件，1 份可以发布；0 个错误，0 个警告，0 个提示；1 个已有说明\n"
    )


def test_a_stale_acknowledgement_is_told_with_its_line() -> None:
    text = printed([broken()], acknowledged("row-sum"), "text")
    assert "data/registry/acknowledged.csv:2: hint acknowledgement-stale: 990101-caizheng-2023 的 row-sum" in text


@pytest.mark.parametrize(
    ("level", "plain", "strict"), [("error", 1, 1), ("warning", 0, 1), ("hint", 0, 0)]
)  # fmt: skip
def test_exit_codes(level: str, plain: int, strict: int) -> None:
    made = report()
    finding = Finding("missing-section", level, item="other", values=(("heading", "其他"),))  # type: ignore[arg-type]
    collection = collected([Outcome(made.source_file, made, None, (finding,))], Registry())
    counts = summary(gather(collection), collection)
    assert (exit_code(counts), exit_code(counts, strict=True)) == (plain, strict)


def test_sorted_by_file_line_and_level_whatever_came_first() -> None:
    files = [broken(source_file="b.txt"), outcome(report(BROKEN, year=2021, source_file="a.txt"))]
    two = Finding("missing-section", "hint", Place(3), item="other", values=(("heading", "其他"),))
    one = replace(two, level="error")
    files.append(Outcome("a.txt", report(year=2020), None, (two, one)))
    problems = gather(collected(files, Registry()))
    order = [(p.file, p.line, ["error", "warning", "hint"].index(p.finding.level)) for p in problems]
    assert order == sorted(order)
    assert {file for file, _, _ in order} == {"a.txt", "b.txt"}
    assert problems == gather(collected(files[::-1], Registry()))


def test_findings_across_reports_quarantine_and_sidecars_are_among_the_problems() -> None:
    lost = Outcome("empty.txt", None, Finding("problems-empty", "error", found="x"))
    sidecar = Finding("sidecar-syntax", "error", Place(4), values=(("file", "sub/x.toml"), ("reason", "?")))
    carrying = {("applications", "carried_in", "total"): "9"}
    reports = [outcome(report(year=2022)), replace(outcome(report(carrying)), findings=(sidecar,))]
    collection = collected([lost, *reports], Registry())
    problems = gather(collection)
    found = {(p.file, p.finding.code) for p in problems}
    assert {("990101-caizheng-2023.txt", "carried-over"), ("empty.txt", "problems-empty")} <= found
    assert ("sub/x.toml", "sidecar-syntax") in found
    counts = summary(problems, collection)
    assert (counts.files, counts.reports) == (3, 2)


def test_paged_sources_say_the_page() -> None:
    finding = Finding("negative", "warning", Place(12, page=3), "proactive", "regulations", "issued", found="-1")
    assert words(finding, "zh").endswith("（第 3 页）")
    assert words(finding, "en").endswith("(page 3)")


@pytest.mark.parametrize(
    ("option", "environ", "expected"),
    [
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh"),
        (None, {"LANG": "C.UTF-8"}, "zh"),
        (None, {}, "zh"),
    ],
)
def test_language(option: str | None, environ: dict[str, str], expected: str) -> None:
    assert language(option, environ) == expected
