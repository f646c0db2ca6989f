"""The catalogue: words for findings, in the form's labels, whatever a report puts into them."""

from __future__ import annotations

import re

import pytest

from builder import catalogue
from builder.checks import check_report
from builder.model import Finding
from tests.handmade import report


def test_a_message_names_table_row_and_column_in_the_forms_words() -> None:
    finding = Finding(
        "row-sum", "warning", None, "applications", "granted", "total", "21", "25", (("equation", "20 + 1"),)
    )
    assert catalogue.message(finding) == "“（一）予以公开”一行：各类申请人相加为 21，印出的总计为 25（20 + 1）"
    assert catalogue.message(finding, "en").startswith("row “Granted”: the applicants add up to 21")
    assert catalogue.where(finding) == "收到和处理政府信息公开申请情况 › （一）予以公开 › 总计"
    assert catalogue.where(finding, "en") == "Applications received and processed › Granted › Total"
    assert catalogue.where(Finding("empty", "error")) == ""


@pytest.mark.parametrize("code", [each.code for each in catalogue.all_entries() if each.aside_zh])
def test_what_stands_beside_a_message_on_its_page_is_not_in_it_alone(code: str) -> None:
    values = tuple((name, f"<{name}>") for name in ("equation", "other_file", "other_line", "other_files", "count"))
    finding = Finding(code, "hint", None, "applications", "granted", "total", "21", "25", values)
    whole, alone = catalogue.message(finding), catalogue.message_alone(finding)
    assert whole.startswith(alone)
    assert "other_file" not in alone
    assert whole.removeprefix(alone)[0] == "（"


def test_english_messages_name_sections_in_english() -> None:
    findings = check_report(report(sections=()))
    assert "missing-section" in [finding.code for finding in findings]
    for finding in findings:
        assert not re.search(r"[一-龥]", catalogue.message(finding, "en")), finding


def test_text_from_a_report_is_never_a_template() -> None:
    finding = Finding("sidecar-syntax", "error", values=(("file", "{reason}"), ("reason", "{file.__class__} {0} %s")))
    assert catalogue.message(finding) == "{reason} 读不懂：{file.__class__} {0} %s"


def test_a_value_that_is_missing_stays_visible() -> None:
    assert "{reason}" in catalogue.message(Finding("sidecar-syntax", "error", values=(("file", "a.toml"),)))


def test_a_message_is_one_line() -> None:
    finding = Finding("sidecar-syntax", "error", values=(("file", "a\r\nb.toml"), ("reason", "x\n\ny")))
    assert catalogue.message(finding) == "a b.toml 读不懂：x y"


def test_labels_come_from_either_form() -> None:
    assert catalogue.label("measure", "total_disclosed") == "对外公开总数量"  # 2019 only
    assert catalogue.label("measure", "in_force", "en") == "In force"  # 2021 only
    assert catalogue.label("item", "no_such_item") == "no_such_item"


@pytest.mark.parametrize(
    ("item", "column", "zh", "en"),
    [
        ("administrative_fees", "amount", "本年收费金额", "Fees collected this year"),
        ("government_procurement", "amount", "采购总金额", "Procurement amount"),
        ("administrative_licensing", "decisions", "本年处理决定数量", "Decisions this year"),
        ("other_public_services", "change", "本年增/减", "Change this year"),
    ],
)
def test_a_measure_is_called_as_in_the_row_it_stands_in(item: str, column: str, zh: str, en: str) -> None:
    assert catalogue.labels("proactive", item, column)[1] == zh
    assert catalogue.labels("proactive", item, column, "en")[1] == en


def test_unknown_codes_are_a_fault() -> None:
    with pytest.raises(KeyError):
        catalogue.message(Finding("no-such-code", "error"))
    with pytest.raises(KeyError):
        catalogue.entry("no-such-code")


def test_entries_are_sorted_and_hints_are_their_remedies() -> None:
    codes = [entry.code for entry in catalogue.all_entries()]
    assert codes == sorted(set(codes))
    finding = Finding("orphan-sidecar", "warning")
    assert catalogue.hint(finding, "en") == catalogue.entry("orphan-sidecar").remedy_en
    assert catalogue.hint(finding) == catalogue.entry("orphan-sidecar").remedy_zh
