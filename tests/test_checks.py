"""The checks inside one report: planted errors are found in their place, correct reports are left in peace."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.catalogue import message
from builder.checks import CHECKS, CODES, check_report
from builder.forms import form
from builder.model import Finding, Status
from tests.handmade import Address, figures, report

APPLICANTS = [column.id for column in form("2021").applicants]
OUTCOMES = [row.id for row in form("2021").rows if row.role == "outcome"]


def only(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def brief(findings: tuple[Finding, ...]) -> list[tuple[str, str, str, str, str]]:
    return [(f.code, f.item, f.column, f.expected, f.found) for f in findings]


@pytest.mark.parametrize(("form_id", "year"), [("2019", 2019), ("2019", 2020), ("2021", 2021), ("2021", 2024)])
def test_a_correct_report_has_no_finding(form_id: str, year: int) -> None:
    prose = {"overview": f"{year}年，本机关按要求公开政府信息，组织培训，检查栏目。"}
    assert check_report(report(form_id=form_id, year=year, prose=prose)) == ()


def test_hongze_2023_reconsideration_ten_and_one_with_total_zero() -> None:
    cells = {
        ("review_litigation", "reconsideration", column): text
        for column, text in zip(
            ("upheld", "corrected", "other", "pending", "total"), ["10", "1", "0", "0", "0"], strict=True
        )
    }
    [finding] = check_report(report(cells))
    assert brief((finding,)) == [("review-sum", "reconsideration", "total", "11", "0")]
    assert finding.level == "warning"
    assert dict(finding.values)["equation"] == "10 + 1 + 0 + 0 ≠ 0"
    assert finding.table == "review_litigation"


def test_pingtan_2020_parts_of_27_under_a_total_of_21() -> None:
    cells: dict[Address, str] = {}
    for item in [row.id for row in form("2019").rows]:
        for column in APPLICANTS:
            cells["applications", item, column] = "0"
    for item, number in (("granted", "14"), ("refused_internal_affairs", "6"), ("unavailable_not_held", "7")):
        cells["applications", item, "natural_person"] = cells["applications", item, "total"] = number
    for item in ("new_received", "total_processed"):
        cells["applications", item, "natural_person"] = cells["applications", item, "total"] = "21"
    prose = {"overview": "2020年，本机关公开政府信息的工作按计划完成。"}
    findings = check_report(report(cells, form_id="2019", year=2020, prose=prose))
    assert brief(findings) == [
        ("outcome-sum", "total_processed", "natural_person", "27", "21"),
        ("outcome-sum", "total_processed", "total", "27", "21"),
    ]
    assert dict(findings[0].values)["equation"] == "14 + 6 + 7 ≠ 21"


def test_row_sum_names_the_row_and_total() -> None:
    base = figures({})
    row = {column: base["applications", "granted_in_part", column] for column in APPLICANTS}
    findings = only(check_report(report({("applications", "granted_in_part", "total"): "9"})), "row-sum")
    assert brief(tuple(findings)) == [("row-sum", "granted_in_part", "total", row["total"], "9")]
    parts = " + ".join(row[column] for column in APPLICANTS[:-1])
    assert dict(findings[0].values)["equation"] == f"{parts} ≠ 9"
    assert findings[0].place == report().row("applications", "granted_in_part").place  # type: ignore[union-attr]


def test_balance_names_total_processed_and_the_column() -> None:
    zeros = {(t, i, c): "0" for t, i, c in figures({}) if t == "applications"}
    ones: dict[Address, str] = {("applications", "new_received", "total"): "17"}
    ones |= {("applications", item, "total"): "16" for item in ("granted", "total_processed")}
    findings = only(check_report(report(zeros | ones)), "balance")
    assert brief(tuple(findings)) == [("balance", "total_processed", "total", "17", "16")]
    assert dict(findings[0].values)["equation"] == "17 + 0 ≠ 16 + 0"


def test_a_blank_total_is_not_checked_and_blank_parts_count_as_nothing() -> None:
    blank_total = {("applications", item, "total"): "" for item in OUTCOMES}
    assert check_report(report(blank_total)) == ()
    blanks = {("applications", "granted", column): "" for column in ("business", "other_org")}
    [finding] = only(check_report(report(blanks)), "row-sum")
    assert dict(finding.values)["equation"] == "0 + ( ) + 2 + 3 + 4 + ( ) ≠ 15"


def test_a_side_of_blanks_only_is_not_compared() -> None:
    blanks = {("applications", "granted", column): "" for column in APPLICANTS[:-1]}
    assert only(check_report(report(blanks)), "row-sum") == []


def test_a_blank_carried_forward_counts_as_nothing_in_the_balance() -> None:
    findings = only(check_report(report({("applications", "carried_forward", "total"): ""})), "balance")
    assert [(f.column, f.level) for f in findings] == [("total", "hint")], "the row's parts say that it is no 0"
    assert dict(findings[0].values)["equation"].endswith("+ ( )")


def of_one_column(**numbers: str) -> dict[Address, str]:
    """Section 3 all zero but for these rows in natural_person, and in total what they print there."""
    zeros = {(t, i, c): "0" for t, i, c in figures({}) if t == "applications"}
    return zeros | {("applications", i, c): n for i, n in numbers.items() for c in ("natural_person", "total")}


def test_parts_without_their_total_are_no_row_that_adds_up() -> None:
    cells = of_one_column(new_received="4", granted="4", total_processed="4")
    cells |= {("applications", "granted", column): n for column, n in (("natural_person", "2"), ("other_org", "2"))}
    [finding] = only(check_report(report(cells | {("applications", "granted", "total"): "0"})), "row-sum")
    assert (finding.expected, finding.found) == ("4", "0")


def test_a_blank_total_processed_is_told_as_a_blank() -> None:
    cells = of_one_column(new_received="5", total_processed="")
    assert only(check_report(report(cells)), "balance") == []
    found = check_report(report(cells | of_one_column(new_received="5", total_processed="", granted="3")))
    assert [(f.code, f.column, f.expected, f.found) for f in found if f.table == "applications"] == [
        ("outcome-sum", "natural_person", "3", ""),
        ("outcome-sum", "total", "3", ""),
    ]
    said = "column “Total”: the outcomes add up to 3, the total processed is ( ) (3 ≠ ( ))"
    assert said in [message(f, "en") for f in found]


def test_a_blank_total_beside_figures_softens_the_balance_of_totals_alone() -> None:
    cells = of_one_column(new_received="9", carried_in="2", granted="9", total_processed="9")
    cells["applications", "carried_in", "total"] = ""
    cells["applications", "total_processed", "total"] = "8"
    found = only(check_report(report(cells)), "balance")
    assert [(f.column, f.level) for f in found] == [("natural_person", "warning"), ("total", "hint")]
    # A row that is blank throughout says that there is nothing, and lacks no total.
    cells |= {("applications", "carried_in", column): "" for column in APPLICANTS}
    found = only(check_report(report(cells)), "balance")
    assert [(f.column, f.level) for f in found] == [("total", "warning")]


def test_an_illegible_cell_is_the_other_kind_of_trouble() -> None:
    address = ("applications", "granted", "business")
    findings = check_report(report({address: "9□"}, statuses={address: "illegible"}))
    assert findings == ()


def test_a_suspect_cell_makes_its_failing_sums_a_hint() -> None:
    address = ("applications", "granted", "business")
    findings = check_report(report({address: "71"}, statuses={address: "suspect"}))
    assert {f.code for f in findings} == {"row-sum", "outcome-sum"}
    assert {f.level for f in findings} == {"hint"}
    assert all("71?" in dict(f.values)["equation"] for f in findings)


@pytest.mark.parametrize(("status", "level"), [("number", "warning"), ("suspect", "hint"), ("illegible", None)])
def test_a_row_in_doubt_makes_its_failing_sums_a_hint_or_none(status: Status, level: str | None) -> None:
    made = report({("review_litigation", "reconsideration", "total"): "99"})
    rows = tuple(r._replace(status=status) if r.item == "reconsideration" else r for r in made.rows)
    assert [f.level for f in check_report(replace(made, rows=rows))] == ([level] if level else [])


def test_a_total_without_any_part_is_written_against_zero() -> None:
    zeros = {address: "0" for address in figures({}) if address[0] == "applications"}
    received = {("applications", i, c): "5" for i in ("new_received", "total_processed") for c in ("business", "total")}
    found = check_report(report(zeros | received))
    assert [(f.code, dict(f.values)["equation"]) for f in found] == [("outcome-sum", "0 ≠ 5")] * 2


def test_counts_are_whole_and_not_negative() -> None:
    cells = {
        ("proactive", "administrative_licensing", "decisions"): "12.5",
        ("proactive", "administrative_coercion", "decisions"): "-4",
        ("proactive", "administrative_fees", "amount"): "160.5964",
    }
    assert brief(check_report(report(cells))) == [
        ("not-whole", "administrative_licensing", "decisions", "", "12.5"),
        ("negative", "administrative_coercion", "decisions", "≥ 0", "-4"),
    ]


def test_the_2019_change_may_be_negative() -> None:
    cells = {("proactive", "administrative_fees", "change"): "-15"}
    prose = {"overview": "2020年，本机关公开政府信息的工作按计划完成。"}
    assert check_report(report(cells, form_id="2019", year=2020, prose=prose)) == ()


def test_missing_table_and_missing_rows() -> None:
    table = tuple(("review_litigation", stage.id) for stage in form("2021").stages)
    [finding] = check_report(report(without=table))
    assert (finding.code, finding.level, finding.table) == ("missing-table", "warning", "review_litigation")
    gone = (("applications", "refused_state_secret"), ("applications", "refused_prohibited_by_law"))
    [finding] = only(check_report(report(without=gone)), "missing-row")
    assert (finding.table, finding.item, finding.found) == ("applications", "refused_state_secret", "2")
    assert finding.place == report().row("applications", "granted_in_part").place  # type: ignore[union-attr]


def test_the_single_other_row_in_a_2021_table_is_not_a_missing_row() -> None:
    gone = tuple(
        ("applications", item) for item in ("other_uncorrected_overdue", "other_unpaid_overdue", "other_other")
    )
    base = figures({})
    single = {
        ("applications", "other_handling", column): str(
            sum(int(base["applications", item, column]) for _, item in gone)
        )
        for column in APPLICANTS
    }
    assert check_report(report(single, without=gone)) == ()


@pytest.mark.parametrize("table", ["proactive", "applications"])
def test_rows_of_the_2019_form_are_missing_by_that_form(table: str) -> None:
    prose = {"overview": "2020年，本机关公开政府信息的工作按计划完成。"}
    gone = {"proactive": "other_public_services", "applications": "refused_state_secret"}[table]
    found = check_report(report(form_id="2019", year=2020, prose=prose, without=((table, gone),)))
    assert [(f.table, f.item, f.found) for f in only(found, "missing-row")] == [(table, gone, "1")]


@pytest.mark.parametrize(
    ("gone", "neighbour"),
    [
        (("new_received", "carried_in"), "granted"),
        (("refused_internal_affairs",), "refused_third_party_rights"),
        (("carried_forward",), "total_processed"),
    ],
)
def test_what_a_table_lacks_is_told_at_the_row_above_or_at_its_first(gone: tuple[str, ...], neighbour: str) -> None:
    one = report(without=tuple(("applications", item) for item in gone))
    beside = one.row("applications", neighbour)
    [finding] = [f for f in check_report(one) if f.code == "missing-row"]
    assert beside is not None and (finding.place, finding.item, finding.found) == (
        beside.place,
        gone[0],
        str(len(gone)),
    )


@pytest.mark.parametrize("section", ["overview", "problems", "other"])
def test_missing_section(section: str) -> None:
    assert [(f.code, f.item) for f in check_report(report(prose={section: ""}))] == [("missing-section", section)]


@pytest.mark.parametrize("text", ["无", "无。", "暂无", "没有。", "本年度无", "不存在问题"])
def test_section_five_that_says_nothing(text: str) -> None:
    [finding] = check_report(report(prose={"problems": text}))
    assert (finding.code, finding.level, finding.item, finding.found) == ("problems-empty", "hint", "problems", text)


def test_form_of_the_wrong_year() -> None:
    prose = {"overview": "2022年，本机关公开政府信息的工作按计划完成。"}
    findings = check_report(report(form_id="2019", year=2022, prose=prose))
    assert [(f.code, f.table, f.expected, f.found) for f in findings] == [
        ("form-year", "proactive", "2021", "2019"),
        ("form-year", "applications", "2021", "2019"),
    ]
    early = check_report(report(form_id="2021", year=2020, prose={"overview": "2020年，公开工作完成。"}))
    assert {(f.code, f.expected, f.found) for f in early} == {("form-year", "2019", "2021")}


def test_a_table_cut_before_the_rows_that_tell_its_form_is_of_no_wrong_form() -> None:
    gone = {("applications", row.id) for row in form("2021").rows if row.id.startswith("other_")}
    cut = report(form_id="2021", year=2020, without=gone, prose={"overview": "2020年，公开工作完成。"})
    assert [f.table for f in check_report(cut) if f.code == "form-year"] == ["proactive"]
    gone = {("applications", "other_handling")}
    cut = report(form_id="2019", year=2022, without=gone, prose={"overview": "2022年，公开工作完成。"})
    assert [f.table for f in check_report(cut) if f.code == "form-year"] == ["proactive"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2023年共收到政府信息公开申请45件，均已答复。", "45"),
        ("2023年，全年新收政府信息公开申请 45 件，其中网上 12 件。", "45"),
        ("2023年收到 45 件政府信息公开申请。", "45"),
        ("2023年共受理依申请公开事项４５件。", "45"),
        ("2023年未收到政府信息公开申请。", "0"),
    ],
)
def test_prose_against_applications_received(text: str, told: str) -> None:
    [finding] = check_report(report(prose={"overview": text}))
    total = figures({})["applications", "new_received", "total"]
    assert brief((finding,)) == [("prose-received", "new_received", "total", total, told)]
    assert finding.level == "hint"
    zeros = {(t, i, c): "0" for t, i, c in figures({}) if t == "applications"}
    agreeing = zeros | {
        ("applications", item, column): told
        for item in ("new_received", "granted", "total_processed")
        for column in ("natural_person", "total")
    }
    assert check_report(report(agreeing, prose={"overview": text})) == ()


@pytest.mark.parametrize(
    ("text", "code", "item", "told"),
    [
        ("2023年公开工作：上年结转申请 99 件。", "prose-carried", "carried_in", "99"),
        ("2023年公开工作：结转2024年继续办理97件。", "prose-carried", "carried_forward", "97"),
        ("2023年公开工作：有 98 件结转下年度办理。", "prose-carried", "carried_forward", "98"),
        ("2023年因政府信息公开被申请行政复议 96 件。", "prose-review", "reconsideration", "96"),
        ("2023年政府信息公开未发生行政复议。", "prose-review", "reconsideration", "0"),
        ("2023年因政府信息公开引起行政诉讼案件 95 件。", "prose-litigation", "litigation_direct", "95"),
        ("2023年没有因政府信息公开被提起诉讼的情况。", "prose-litigation", "litigation_direct", "0"),
        (
            "2023年公开工作：行政复议（含补正后重新提出的和并案审理的案件）共计 94 件。",
            "prose-review",
            "reconsideration",
            "94",
        ),
        ("2023年因政府信息公开被申请行政复议 90 余件。", "prose-review", "reconsideration", "90"),
    ],
)
def test_prose_against_the_other_tables(text: str, code: str, item: str, told: str) -> None:
    [finding] = check_report(report(prose={"overview": text}))
    assert (finding.code, finding.item, finding.found) == (code, item, told)


def test_the_prose_may_count_what_was_carried_in_and_name_other_numbers_too() -> None:
    received, carried = (int(figures({})["applications", item, "total"]) for item in ("new_received", "carried_in"))
    for told in (str(received), str(received + carried), f"7 件，共受理政府信息公开申请 {received}"):
        assert check_report(report(prose={"overview": f"2023年共收到政府信息公开申请 {told} 件。"})) == (), told
    [finding] = check_report(report(prose={"overview": f"2023年共收到政府信息公开申请 {carried} 件，收到申请 8 件。"}))
    assert finding.found == str(carried), "the first that does not agree"


@pytest.mark.parametrize(
    ("direct", "after", "told"), [("", "10", "10"), ("10", "", "10"), ("10", "10", "20"), ("", "", None)]
)
def test_the_prose_counts_lawsuits_of_both_kinds(direct: str, after: str, told: str | None) -> None:
    cells = {
        ("review_litigation", stage, column): "" if column != "total" else number
        for stage, number in (("litigation_direct", direct), ("litigation_after_reconsideration", after))
        for column in ("upheld", "corrected", "other", "pending", "total")
    }
    found = check_report(report(cells, prose={"overview": "2023年因政府信息公开引起行政诉讼 95 件。"}))
    assert [(f.code, f.expected) for f in found] == ([("prose-litigation", told)] if told else [])


@pytest.mark.parametrize(
    "text",
    [
        "2023年办结行政复议案件 96 件。",  # does not speak of disclosure
        "2023年政府信息公开工作：未经复议直接起诉的情形已整理，修订无正当理由行政复议指南。",
        "2023年主动公开政府信息 4512 条，开展培训 3 次。",
        "2023年公开工作：结转2022年文件 31 件。",
        "2023年公开工作：结转2025年继续办理的文件 31 件。",
        "2023年政府信息公开工作：因无法联系当事人，行政复议文书已公告送达。",
    ],
)
def test_prose_that_speaks_of_something_else(text: str) -> None:
    assert check_report(report(prose={"overview": text})) == ()


def test_the_same_amount_as_processing_fee_and_administrative_fee() -> None:
    cells = {("proactive", "administrative_fees", "amount"): "0.135"}
    [finding] = check_report(report(cells, prose={"other": "本年度收取信息处理费共计 1,350 元。"}))
    assert (finding.code, finding.item, finding.found) == ("processing-fee", "administrative_fees", "0.135万元")
    assert check_report(report(cells, prose={"other": "本年度收取信息处理费 1351 元。"})) == ()
    [finding] = check_report(report(cells, prose={"other": "本年度收取信息处理费 0.135 万元。"}))
    assert dict(finding.values)["quote"] == "信息处理费0.135万元"
    doubtful = report(cells, statuses={next(iter(cells)): "suspect"}, prose={"other": "收取信息处理费 1350 元。"})
    assert check_report(doubtful) == ()
    # An amount without a unit is in the unit that the form asks for.
    told = report(cells, prose={"other": "收取信息处理费 1350 元。"})
    bare = replace(
        told, rows=tuple(row._replace(figures=tuple(f._replace(unit="") for f in row.figures)) for row in told.rows)
    )
    assert [(f.code, f.found) for f in check_report(bare)] == [("processing-fee", "0.135")]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a/990101-caizheng-2022.txt", "2022"),
        ("a/990101-caizheng-2022-2.docx", "2022"),
        ("a/990101-caizheng-2023.txt", None),
        ("2022/20220119.html", None),
        ("财政局2022年.txt", None),
    ],
)
def test_a_file_named_for_another_year(name: str, told: str | None) -> None:
    findings = check_report(report(source_file=name))
    assert [(f.code, f.expected, f.found) for f in findings] == ([("file-year", told, "2023")] if told else [])


@pytest.mark.parametrize(("published_on", "early"), [("2023-12-31", True), ("2024-01-01", False), ("", False)])
def test_published_before_the_year_was_over(published_on: str, early: bool) -> None:
    findings = check_report(report(published_on=published_on))
    assert brief(findings) == ([("published-early", "", "", "", published_on)] if early else [])


def test_wrong_year_in_title_and_prose() -> None:
    [finding] = check_report(report(title="云溪县财政局2022年政府信息公开工作年度报告"))
    assert (finding.code, finding.expected, finding.found) == ("title-year", "2023", "2022")
    [finding] = check_report(report(prose={"overview": "统计期限为2022年1月1日至2022年12月31日。2023年公开有序。"}))
    assert (finding.code, finding.expected, finding.found) == ("prose-year", "2023", "2022")
    [finding] = check_report(report(prose={"overview": "2022年，我局公开有序。"}))
    assert (finding.code, finding.item) == ("prose-year", "overview")
    assert check_report(report(prose={"overview": "与2022年相比，2023年公开有序。"})) == ()
    [finding] = check_report(report(title="云溪县财政局2022年政府信息公开工作年度报告（2024年发布）"))
    assert finding.found == "2022", "the first year of the title"
    [finding] = check_report(report(prose={"overview": "2021年起，我局公开有序，2022年不变。"}))
    assert (finding.found, dict(finding.values)["quote"]) == ("2021", "2021年")


@pytest.mark.parametrize("between", ["至", "到", "-", "—", "——", "~", "～", "起至"])
def test_the_statistics_period_as_people_write_it(between: str) -> None:
    for prose in ({"overview": f"2023年公开有序。统计期限为2022年1月1日{between}12月31日。"},
                  {"other": f"统计期限为2022年1月1日{between}2022年12月31日。"}):  # fmt: skip
        [finding] = check_report(report(prose=prose))
        assert (finding.code, finding.item, finding.found) == ("prose-year", *prose, "2022")


@pytest.mark.parametrize(
    "prose",
    [
        {"overview": "我局2018年成立公开专班，工作有序。"},  # before there was this report
        {"overview": "到2025年，公开工作更上一层楼。"},
        {"problems": "2022年查出的问题已改正，栏目还不够细。"},
    ],
)
def test_other_years_that_the_prose_may_name_alone(prose: dict[str, str]) -> None:
    assert check_report(report(prose=prose)) == ()


def test_the_statistics_period_is_told_once() -> None:
    period = "统计期限为2022年1月1日至2022年12月31日。"
    found = check_report(report(prose={"overview": period, "problems": f"栏目不够细。{period}"}))
    assert [(f.code, f.item) for f in found] == [("prose-year", "overview")]


def test_a_report_of_an_unknown_year_is_compared_with_no_year() -> None:
    one = report(
        title="云溪县财政局2022年政府信息公开工作年度报告",
        source_file="a/990101-caizheng-2022.txt",
        published_on="2022-06-01",
        prose={"overview": "统计期限为2022年1月1日至2022年12月31日。"},
    )
    assert check_report(replace(one, identity=replace(one.identity, year=0))) == ()


def test_every_check_has_its_own_code() -> None:
    assert len(CODES) == len(CHECKS)


@given(
    item=st.sampled_from(OUTCOMES),
    column=st.sampled_from(APPLICANTS),
    change=st.integers(min_value=1, max_value=10**8),
)
def test_any_changed_cell_of_section_three_is_found_on_its_row_or_column(item: str, column: str, change: int) -> None:
    address = ("applications", item, column)
    printed = figures({})[address]
    findings = check_report(report({address: str(int(printed) + change)}))
    assert (item, "total") in {(f.item, f.column) for f in findings if f.code == "row-sum"}
    assert ("total_processed", column) in {(f.item, f.column) for f in findings if f.code == "outcome-sum"}


@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=0), min_size=4, max_size=4))
def test_a_stage_that_adds_up_is_never_reported(parts: list[Decimal]) -> None:
    texts = [*map(str, parts), str(sum(parts))]
    columns = [result.id for result in form("2021").results]
    cells = {("review_litigation", "reconsideration", c): t for c, t in zip(columns, texts, strict=True)}
    assert check_report(report(cells)) == ()
