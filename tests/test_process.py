"""One file to its outcome: read, identified, checked; whatever happens, an Outcome comes back."""

from __future__ import annotations

import logging
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import process as module
from builder.model import Agency, Finding, Job, Place, Reading, Region, Sidecar
from builder.process import process
from builder.registry import Registry
from builder.sources import scan

REGISTRY = Registry(
    (Agency("990101-czj", "云溪县财政局", (), "department", "county", "990101"),),
    (Region("990101", "云溪县", "county", ""),),
)
REPORT = """云溪县财政局2023年政府信息公开工作年度报告

一、总体情况
本机关2023年主动公开政府信息41条。

二、主动公开政府信息情况
第二十条第（一）项
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t1\t2\t3
行政规范性文件\t4\t5\t6
第二十条第（五）项
信息内容\t本年处理决定数量
行政许可\t7
第二十条第（六）项
信息内容\t本年处理决定数量
行政处罚\t8
行政强制\t9
第二十条第（八）项
信息内容\t本年收费金额（单位：万元）
行政事业性收费\t10.25

四、政府信息公开行政复议、行政诉讼情况
行政复议\t行政诉讼
结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t复议后起诉
\t\t\t\t\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计
1\t2\t3\t4\t11\t5\t6\t7\t8\t26\t9\t10\t11\t12\t42

五、存在的主要问题及改进情况
解读材料不够通俗，下一年改进。

六、其他需要报告的事项
无。
"""


def job(text: str = REPORT, **changes: object) -> Job:
    return replace(Job("990101/a.txt", text.encode(), "ab" * 32), **changes)  # type: ignore[arg-type]


def test_what_the_sidecar_states_in_vain_is_told_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.txt").write_text(REPORT, encoding="utf-8")
    told = '# by hand\nyear = 2023\n\nagency_id = "990101-cjz"\nunmask = ["moblie"]\n'
    (tmp_path / "sub/a.toml").write_text(told, encoding="utf-8")
    [read] = scan([tmp_path])
    outcome = process(read, REGISTRY)
    assert outcome.report is not None and outcome.report.identity.agency_id == "990101-czj", "the title was used"
    found = {f.code: (dict(f.values)["file"], f.place) for f in outcome.findings if "file" in dict(f.values)}
    assert found == {"unknown-agency-id": ("sub/a.toml", Place(4)), "unmask-stale": ("sub/a.toml", Place(5))}


def test_a_report_is_read_identified_and_checked() -> None:
    note = Finding("sidecar-key", "error", values=(("file", "990101/a.toml"), ("key", "x")))
    sidecar = Sidecar(source_url="https://example.org/", published_on="2024-01-20", revision=3, sample=True)
    outcome = process(job(sidecar=sidecar, findings=(note,)), REGISTRY)
    report = outcome.report
    assert report is not None and outcome.quarantine is None
    assert (report.identity.report_id, report.identity.registered) == ("990101-czj-2023", True)
    assert (report.title, report.form, report.kind) == ("云溪县财政局2023年政府信息公开工作年度报告", "2021", "text")
    assert (report.source_file, report.source_sha256) == ("990101/a.txt", "ab" * 32)
    assert (report.source_url, report.published_on, report.revision, report.sample) == (
        *("https://example.org/", "2024-01-20", 3, True),
    )
    figures = {(r.item, f.column): f.value for r in report.rows for f in r.figures}
    assert figures["normative_documents", "repealed"] == 5
    assert figures["administrative_fees", "amount"] == Decimal("10.25")
    assert outcome.findings[0] == note
    failing = {(f.code, f.item, f.expected, f.found) for f in outcome.findings if f.code == "review-sum"}
    assert failing == {("review-sum", "reconsideration", "10", "11")}
    assert "missing-table" in {f.code for f in outcome.findings}


def test_a_confirmed_reading_is_what_is_published_and_checked() -> None:
    reading = Reading("review_litigation", "reconsideration", "total", Decimal(10), "原件是 10")
    outcome = process(job(sidecar=Sidecar(readings=(reading,))), REGISTRY)
    assert outcome.report is not None and outcome.report.readings == (reading,)
    row = outcome.report.row("review_litigation", "reconsideration")
    figure = row.figure("total") if row else None
    assert figure is not None and (figure.value, figure.status) == (Decimal(10), "annotated")
    assert "review-sum" not in {f.code for f in outcome.findings}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x00" * 999, "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "scanned"),
        ("采购公告".encode(), "not-a-report"),
    ],
)
def test_what_is_no_report_is_quarantined(data: bytes, code: str) -> None:
    outcome = process(job(data=data), REGISTRY)
    assert outcome.report is None and outcome.quarantine is not None
    assert (outcome.source_file, outcome.quarantine.code, outcome.claimed) == ("990101/a.txt", code, None)


def test_a_refused_file_keeps_its_reason_and_what_its_sidecar_claims() -> None:
    reason = Finding("too-large", "error")
    outcome = process(job(data=b"", refused=reason, sidecar=Sidecar("990101-czj", 2022)), REGISTRY)
    assert outcome.quarantine == reason
    assert outcome.claimed == ("990101-czj", 2022)


@pytest.mark.parametrize(
    ("name", "sidecar", "claimed"),
    [
        ("990101/990101-czj-2022.pdf", Sidecar(), ("990101-czj", 2022)),
        ("990101-czj-2022-1.pdf", Sidecar(), ("990101-czj", 2022)),
        ("990101-czj-2022.pdf", Sidecar(year=2021), ("990101-czj", 2021)),
        ("990101-sjj-2022.pdf", Sidecar(), None),  # no agency of the registry
        ("990101-czj-2022年.pdf", Sidecar(), None),
    ],
)
def test_a_file_named_as_add_names_them_says_whose_it_is(
    name: str, sidecar: Sidecar, claimed: tuple[str, int] | None
) -> None:
    damaged = job(source_file=name, data=b"%PDF-1.4", sidecar=sidecar)
    assert process(damaged, REGISTRY).claimed == claimed
    orphan = replace(damaged, data=b"", sidecar=Sidecar(), refused=Finding("orphan-sidecar", "warning"))
    assert process(orphan, REGISTRY).claimed is None


@pytest.mark.parametrize("fault", [RecursionError("too deep"), MemoryError(), ValueError("x" * 5000), KeyError("k")])
def test_a_fault_of_ours_stops_one_file_only_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(module.parse, "steps", fail)
    with caplog.at_level(logging.ERROR):
        outcome = process(job(), REGISTRY)
    assert outcome.report is None and outcome.quarantine is not None
    values = dict(outcome.quarantine.values)
    assert (outcome.quarantine.code, values["file"]) == ("internal-error", "990101/a.txt")
    assert values["reason"].startswith(type(fault).__name__) and len(values["reason"]) <= 300
    assert "990101/a.txt" in caplog.text


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_to_a_report_gives_an_outcome_and_no_fault(data: st.DataObject) -> None:
    raw = bytearray(REPORT.encode())
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(raw) - 1))
        end = data.draw(st.integers(start, min(len(raw), start + 40)))
        raw[start:end] = data.draw(
            st.binary(max_size=20) | st.sampled_from(["\t", "|", "\n", "<table>", "□", "（七）总计"]).map(str.encode)
        )
        raw = raw or bytearray(b"x")
    outcome = process(job(data=bytes(raw)), REGISTRY)
    assert (outcome.report is None) != (outcome.quarantine is None)
    assert outcome.quarantine is None or outcome.quarantine.code != "internal-error", outcome.quarantine
