"""Reports against each other: years of one agency, prose of several, a district against its offices, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from builder.checks import compare_agencies, compare_years, coverage, trace
from builder.checks.acknowledge import Acknowledgements
from builder.checks.coverage import must_report
from builder.forms import form
from builder.model import Agency, Finding, Place, Region, Report
from builder.registry import Acknowledgement, Registry
from tests.handmade import Address, figures, report

APPLICANTS = [column.id for column in form("2021").applicants]
AGENCY = "990101-caizheng"


def zeros(**applications: str) -> dict[Address, str]:
    """Section 3 all zero but for ``item="number"`` in natural_person and total."""
    cells = {(t, i, c): "0" for t, i, c in figures({}) if t in ("applications", "proactive", "review_litigation")}
    for item, number in applications.items():
        cells["applications", item, "natural_person"] = cells["applications", item, "total"] = number
    return cells


def check_across(reports: Sequence[Report], registry: Registry) -> dict[str, tuple[Finding, ...]]:
    """What comparing years and agencies finds, as a collection puts it together."""
    agencies = {report.identity.agency_id for report in reports}
    found = compare_agencies(map(trace, reports), registry)
    for agency_id in agencies:
        of_agency = compare_years(report for report in reports if report.identity.agency_id == agency_id)
        found |= {id: (*findings, *found.get(id, ())) for id, findings in of_agency.items()}
    return found


def years(*reports: Report, registry: Registry | None = None) -> dict[str, list[tuple[str, str, str, str, str]]]:
    found = check_across(reports, registry or Registry())
    return {
        report_id: [(f.code, f.item, f.column, f.expected, f.found) for f in findings if f.code != "copied-prose"]
        for report_id, findings in found.items()
        if any(f.code != "copied-prose" for f in findings)
    }


def test_consecutive_years_that_agree() -> None:
    before = report(zeros(new_received="5", carried_forward="3", granted="2", total_processed="2"), year=2022)
    now = report(zeros(carried_in="3", granted="3", total_processed="3"), year=2023)
    assert years(before, now) == {}


def test_carried_in_against_last_years_carried_forward() -> None:
    before = report(zeros(new_received="5", carried_forward="3", granted="2", total_processed="2"), year=2022)
    now = report(zeros(carried_in="1", granted="1", total_processed="1"), year=2023)
    assert years(now, before) == {
        f"{AGENCY}-2023": [
            ("carried-over", "carried_in", "natural_person", "3", "1"),
            ("carried-over", "carried_in", "total", "3", "1"),
        ]
    }
    finding = check_across([before, now], Registry())[f"{AGENCY}-2023"][0]
    values = dict(finding.values)
    assert values["equation"] == "3 ≠ 1"
    assert values["other_file"] == before.source_file
    assert values["other_line"] == str(before.row("applications", "carried_forward").place.line)  # type: ignore[union-attr]
    assert finding.level == "warning"


def test_years_with_a_gap_or_of_another_agency_are_not_compared() -> None:
    before = report(zeros(carried_forward="3"), year=2021)
    now = report(zeros(carried_in="1"), year=2023)
    other = report(zeros(carried_in="1"), year=2022, agency_id="990101-jiaoyu")
    assert years(before, now, other) == {}


def test_blank_and_suspect_cells_are_not_compared_across_years() -> None:
    address = ("applications", "carried_in", "total")
    before = report(zeros(carried_forward="3", new_received="3"), year=2022)
    blank = zeros(carried_in="3") | {address: "", ("applications", "carried_in", "natural_person"): ""}
    assert years(before, report(blank, year=2023)) == {}
    doubtful = report(zeros(carried_in="3") | {address: "8"}, statuses={address: "suspect"}, year=2023)
    assert years(before, doubtful) == {}
    unprinted = report(zeros(new_received="3"), without=(("applications", "carried_forward"),), year=2022)
    assert years(unprinted, report(zeros(carried_in="3"), year=2023)) == {}


def test_documents_in_force_follow_from_last_year() -> None:
    def documents(issued: int, repealed: int, in_force: int, year: int) -> Report:
        numbers = {"issued": issued, "repealed": repealed, "in_force": in_force}
        cells = {("proactive", "normative_documents", m): str(n) for m, n in numbers.items()}
        return report(zeros() | cells, year=year)

    assert years(documents(3, 1, 30, 2022), documents(7, 5, 32, 2023)) == {}
    assert years(documents(3, 1, 30, 2022), documents(7, 5, 33, 2023)) == {
        f"{AGENCY}-2023": [("in-force", "normative_documents", "in_force", "32", "33")]
    }


@pytest.mark.parametrize(
    ("last", "new", "code"),
    [
        ("312", "3120", "jump-ten"),
        ("3120", "312", "jump-ten"),
        ("49", "490", None),
        ("312", "624", None),
        ("312", "3120000", "jump-ten-thousand"),
        ("0", "3120", None),
        ("50", "625", "jump-ten"),
        ("50", "626", None),
        ("50", "400", "jump-ten"),
        ("50", "399", None),
        ("3", "60000", "jump-ten-thousand"),
        ("3", "60001", None),
        ("3", "15000", "jump-ten-thousand"),
        ("-312", "-3120", None),
    ],
)
def test_jumps(last: str, new: str, code: str | None) -> None:
    address = ("proactive", "administrative_licensing", "decisions")
    found = years(report(zeros() | {address: last}, year=2022), report(zeros() | {address: new}, year=2023))
    expected = [(code, "administrative_licensing", "decisions", last, new)] if code else None
    assert found.get(f"{AGENCY}-2023") == expected


@pytest.mark.parametrize(
    "address",
    [
        ("applications", "new_received", "total"),
        ("applications", "total_processed", "total"),
        ("review_litigation", "reconsideration", "total"),
        ("review_litigation", "litigation_direct", "total"),
        ("review_litigation", "litigation_after_reconsideration", "total"),
    ],
)
def test_totals_that_jump(address: Address) -> None:
    before, now = (report(zeros() | {address: n}, year=y) for n, y in (("312", 2022), ("3120", 2023)))
    assert years(before, now) == {f"{AGENCY}-2023": [("jump-ten", *address[1:], "312", "3120")]}


def test_parts_of_a_sum_may_jump() -> None:
    cells = (
        ("applications", "granted", "total"),
        ("applications", "new_received", "business"),
        ("review_litigation", "reconsideration", "upheld"),
    )
    before, now = (report(zeros() | dict.fromkeys(cells, n), year=y) for n, y in (("312", 2022), ("3120", 2023)))
    assert years(before, now) == {}


def test_yuan_for_ten_thousands() -> None:
    address = ("proactive", "administrative_fees", "amount")
    found = years(
        report(zeros() | {address: "4068.208"}, year=2022), report(zeros() | {address: "40682080"}, year=2023)
    )
    assert found == {
        f"{AGENCY}-2023": [("jump-ten-thousand", "administrative_fees", "amount", "4068.208万元", "40682080万元")]
    }


@pytest.mark.parametrize("blank", ["issued", "repealed", "in_force"])
def test_documents_in_force_are_not_counted_on_from_a_blank(blank: str) -> None:
    numbers = {("proactive", "regulations", m): n for m, n in (("issued", "5"), ("repealed", "1"), ("in_force", "90"))}
    before = report(zeros() | numbers, year=2022)
    assert years(before, report(zeros() | numbers | {("proactive", "regulations", blank): ""}, year=2023)) == {}


def test_numbers_of_items_and_their_changes_may_jump() -> None:
    cells = [("proactive", "administrative_licensing", measure) for measure in ("previous_items", "change")]
    before, now = (
        report(zeros() | dict.fromkeys(cells, number), form_id="2019", year=year)
        for number, year in (("60", 2019), ("600", 2020))
    )
    assert years(before, now) == {}


@pytest.mark.parametrize(("last", "new"), [("4", "40"), ("1", "10"), ("5", "0.5")])
def test_small_amounts_may_jump_as_large_ones_do(last: str, new: str) -> None:
    address = ("proactive", "government_procurement", "amount")
    before, now = (
        report(zeros() | {address: number}, form_id="2019", year=year) for number, year in ((last, 2019), (new, 2020))
    )
    [(code, *_)] = years(before, now)[f"{AGENCY}-2020"]
    assert code == "jump-ten"


@pytest.mark.parametrize(
    ("last", "new", "jumps"),
    [
        (("4068.208", "万元"), ("4070", ""), False),
        (("4068.208", ""), ("4070", "万元"), False),
        (("40682080", "元"), ("4070", ""), False),
        (("40682080", "元"), ("4070", "万元"), False),
        (("40682080", "元"), ("40700000", "万元"), True),
        (("4068.208", ""), ("40700000", ""), True),
    ],
)
def test_amounts_are_compared_by_their_units_and_not_where_one_has_none(
    last: tuple[str, str], new: tuple[str, str], jumps: bool
) -> None:
    def fees(amount: str, unit: str, year: int) -> Report:
        one = report(zeros() | {("proactive", "administrative_fees", "amount"): amount}, year=year)
        rows = [
            row._replace(figures=tuple(figure._replace(unit=unit) for figure in row.figures))
            if row.item == "administrative_fees"
            else row
            for row in one.rows
        ]
        return replace(one, rows=tuple(rows))

    found = years(fees(*last, 2022), fees(*new, 2023))
    assert [code for code, *_ in found.get(f"{AGENCY}-2023", [])] == ["jump-ten-thousand"] * jumps


def test_a_row_that_slipped_by_a_column() -> None:
    before = report(zeros(new_received="103", granted="103", total_processed="103"), year=2022)
    shifted = zeros() | {
        ("applications", item, column): "98"
        for item in ("new_received", "granted", "total_processed")
        for column in ("business", "total")
    }
    found = years(before, report(shifted, year=2023))[f"{AGENCY}-2023"]
    assert found == [
        ("column-slip", "new_received", "business", "103", "98"),
        ("column-slip", "total_processed", "business", "103", "98"),
    ]


@pytest.mark.parametrize(
    ("last", "now", "left", "told"), [(20, 20, 0, True), (19, 20, 0, False), (20, 19, 0, False), (20, 200, 1, False)]
)
def test_few_applications_or_some_left_in_the_column_are_no_slip(last: int, now: int, left: int, told: bool) -> None:
    before = report(zeros(new_received=str(last)), year=2022)
    cells = {"natural_person": left, "business": now, "total": now + left}
    shifted = {("applications", "new_received", column): str(n) for column, n in cells.items()}
    found = years(before, report(zeros() | shifted, year=2023)).get(f"{AGENCY}-2023", [])
    assert ("column-slip" in [code for code, *_ in found]) is told


def test_nine_tenths_of_a_row_are_nearly_all_of_it() -> None:
    def received(most: int, column: str, other: str, year: int) -> Report:
        cells = {column: most, other: 100 - most, "total": 100}
        return report(zeros() | {("applications", "new_received", c): str(n) for c, n in cells.items()}, year=year)

    for share, told in ((90, True), (89, False)):
        before, now = received(100, "natural_person", "other_org", 2022), received(share, "business", "other_org", 2023)
        assert ("column-slip" in str(years(before, now))) is told


LONG = "门户网站设置了便民专栏，按季度核对目录并补充缺漏的文件，对办理流程作了图解，窗口可以当场查阅并打印有关材料。"
OTHER = "本机关全年培训经办人员两次，邀请律师讲解答复文书的写法，抽查二十份答复并逐份讲评，整理问答手册发给各股室使用。"
NEW = "本年新写的这一段与上年完全不同，讲的是另外几件事情的经过和结果，长短与另一段相仿，方便比较。"


def copies(*reports: Report) -> dict[str, list[Finding]]:
    found = check_across(reports, Registry())
    only = {key: [f for f in findings if f.code == "copied-prose"] for key, findings in found.items()}
    return {key: findings for key, findings in only.items() if findings}


def test_copied_from_last_year_with_only_the_year_changed() -> None:
    before = report(year=2022, prose={"overview": f"2022年，{LONG}\n{OTHER}"})
    now = report(year=2023, prose={"overview": f"2023 年，{LONG}\n{OTHER}"})
    sections = [replace(each, place=Place(each.place.line + 100)) for each in before.sections]
    before = replace(before, sections=tuple(sections))
    [finding] = copies(now, before)[now.identity.report_id]
    assert (finding.item, finding.found, finding.level) == ("overview", "100%", "hint")
    told = dict(finding.values)
    assert (told["other_report"], told["other_file"]) == (before.identity.report_id, before.source_file)
    assert told["other_line"] == str(sections[0].place.line)
    assert finding.place == now.sections[0].place


def test_half_a_section_is_not_a_copy() -> None:
    before = report(year=2022, prose={"overview": f"2022年，{LONG}\n{OTHER}"})
    now = report(year=2023, prose={"overview": f"2023年，{LONG}\n{NEW}"})
    assert copies(before, now) == {}


def test_copied_from_another_agency_names_each_other_in_the_same_year() -> None:
    text = {"overview": f"2023年，{LONG}\n{OTHER}"}
    ours, theirs = report(prose=text), report(prose=text, agency_id="990101-jiaoyu", agency="云溪县教育局")
    found = copies(ours, theirs)
    assert dict(found[ours.identity.report_id][0].values)["other_agency"] == "云溪县教育局"
    assert dict(found[theirs.identity.report_id][0].values)["other_agency"] == "云溪县财政局"


def test_an_agencys_own_last_year_is_told_before_another_agency() -> None:
    text = {"overview": f"{LONG}\n{OTHER}"}
    theirs = report(year=2021, prose=text, agency_id="990101-aaa")
    before, now = report(year=2022, prose=text), report(year=2023, prose=text)
    [finding] = copies(theirs, before, now)[now.identity.report_id]
    assert dict(finding.values)["other_report"] == before.identity.report_id


def test_of_several_sources_the_one_that_gave_most_is_told() -> None:
    gave_less = report(prose={"overview": NEW}, agency_id="990101-aaa")
    gave_most = report(prose={"overview": f"{LONG}\n{OTHER}\n{LONG[::-1]}\n{OTHER[::-1]}"}, agency_id="990101-bbb")
    ours = report(prose={"overview": f"{NEW}\n{LONG}\n{OTHER}\n{LONG[::-1]}\n{OTHER[::-1]}"})
    [finding] = copies(gave_less, gave_most, ours)[ours.identity.report_id]
    assert dict(finding.values)["other_report"] == gave_most.identity.report_id


def test_the_words_of_another_section_are_no_copy() -> None:
    one = report(prose={"overview": f"{LONG}\n{OTHER}"})
    other = report(prose={"problems": f"{LONG}\n{OTHER}"}, agency_id="990101-jiaoyu")
    assert copies(one, other) == {}


def test_short_formulas_are_nobodys_property() -> None:
    text = {"problems": "存在的问题：解读不够。\n改进：多作图解。"}
    assert copies(report(prose=text), report(prose=text, agency_id="990101-jiaoyu")) == {}


@pytest.mark.parametrize("section", ["overview", "problems", "other"])
def test_sections_that_an_office_writes_itself_are_compared(section: str) -> None:
    ours, theirs = (report(prose={section: f"{LONG}\n{OTHER}"}, agency_id=f"990101-{slug}") for slug in ("a", "b"))
    found = copies(ours, theirs)
    assert [f.item for f in found.get(ours.identity.report_id, ())] == ([section] if section != "other" else [])


@pytest.mark.parametrize(
    ("same", "other", "copied"),
    [
        ((30, 30, 40), 0, True),
        ((30, 30, 39), 0, False),
        ((30, 30, 30, 29), 0, False),
        ((80,), 20, True),
        ((79,), 21, False),
    ],
)
def test_a_copy_is_long_and_most_of_its_section(same: tuple[int, ...], other: int, copied: bool) -> None:
    def text(own: str) -> dict[str, str]:
        shared = [chr(ord("甲") + n) * length for n, length in enumerate(same)]
        return {"problems": "\n".join([*shared, own * other])}

    found = copies(report(prose=text("我")), report(prose=text("他"), agency_id="990101-jiaoyu"))
    assert len(found) == (2 if copied else 0)


def agency(slug: str, kind: str, region: str = "990101", valid_from: str = "", valid_to: str = "") -> Agency:
    return Agency(f"{region}-{slug}", slug, (), kind, "county", region, valid_from, valid_to)


def of(slug: str, received: str, region: str = "990101", year: int = 2023) -> Report:
    cells = zeros(new_received=received, granted=received, total_processed=received)
    return report(cells, agency_id=f"{region}-{slug}", region_code=region, year=year)


COUNTY = Registry(
    agencies=(
        agency("caizheng", "department"),
        agency("jiaoyu", "department"),
        agency("jiuju", "department", valid_to="2020-06-30"),
        agency("zhengfu", "government"),
    ),
    regions=(Region("990101", "云溪县", "county", "990100"),),
)


def test_a_county_against_the_sum_of_its_offices() -> None:
    offices = [of("caizheng", "21"), of("jiaoyu", "35")]
    assert years(*offices, of("zhengfu", "56"), registry=COUNTY) == {}
    assert years(*offices, of("zhengfu", "62"), registry=COUNTY) == {
        "990101-zhengfu-2023": [
            ("district-sum", "new_received", "total", "56", "62"),
            ("district-sum", "total_processed", "total", "56", "62"),
        ]
    }
    found = check_across([*offices, of("zhengfu", "62")], COUNTY)["990101-zhengfu-2023"]
    assert dict(found[0].values)["equation"] == "21 + 35 ≠ 62"


def test_a_county_is_not_compared_while_an_office_is_missing() -> None:
    assert years(of("caizheng", "21"), of("zhengfu", "62"), registry=COUNTY) == {}
    assert years(of("caizheng", "21"), of("jiaoyu", "35"), of("zhengfu", "62", year=2022), registry=COUNTY) == {}


@pytest.mark.parametrize("unread", ["zhengfu", "jiaoyu"])
def test_a_county_is_not_compared_where_a_total_is_blank(unread: str) -> None:
    numbers = {"caizheng": "21", "jiaoyu": "35", "zhengfu": "62"}
    reports = {slug: of(slug, number) for slug, number in numbers.items()}
    cells = zeros(new_received="5", granted="5", total_processed=numbers[unread])
    blank = cells | {("applications", "new_received", "total"): ""}
    reports[unread] = report(blank, agency_id=f"990101-{unread}")
    found = years(*reports.values(), registry=COUNTY)
    assert [item for _, item, *_ in found["990101-zhengfu-2023"]] == ["total_processed"]


@pytest.mark.parametrize(
    ("offices", "equation"), [(8, "1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 ≠ 99"), (9, "1 + 2 + 3 + 4 + 5 + 6 + 7 + … ≠ 99")]
)
def test_the_sum_of_many_offices_is_written_shortened(offices: int, equation: str) -> None:
    slugs = [f"ju{number}" for number in range(offices)]
    registry = Registry(
        (agency("zhengfu", "government"), *(agency(slug, "department") for slug in slugs)), COUNTY.regions
    )
    reports = [of(slug, str(number)) for number, slug in enumerate(slugs, start=1)]
    found = check_across([*reports, of("zhengfu", "99")], registry)["990101-zhengfu-2023"]
    assert dict(found[0].values)["equation"] == equation and dict(found[0].values)["count"] == str(offices)


def test_a_prefecture_counts_the_governments_below_and_needs_all_of_them() -> None:
    prefecture = Registry(
        agencies=(
            *COUNTY.agencies,
            agency("zhengfu", "government", "990100"),
            agency("bangongshi", "office", "990100"),
        ),
        regions=(*COUNTY.regions, Region("990100", "云溪市", "prefecture", "990000")),
    )
    reports = [of("zhengfu", "56"), of("bangongshi", "4", "990100"), of("zhengfu", "61", "990100")]
    assert [c[3:] for c in years(*reports, registry=prefecture)["990100-zhengfu-2023"]] == [("60", "61"), ("60", "61")]
    more = Registry(prefecture.agencies, regions=(*prefecture.regions, Region("990102", "石桥区", "county", "990100")))
    assert years(*reports, registry=more) == {}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "due"),
    [
        ("", "", True),
        ("2023-12-31", "", True),
        ("2024-01-01", "", False),
        ("", "2024-01-01", True),
        ("", "2023-12-31", False),
    ],
)
def test_who_must_report_for_2023(valid_from: str, valid_to: str, due: bool) -> None:
    assert must_report(agency("caizheng", "department", valid_from=valid_from, valid_to=valid_to), 2023) is due


def test_coverage_of_every_year_between_the_first_and_the_last() -> None:
    reported = {("990101-caizheng", 2020): "", ("990101-jiaoyu", 2022): "2023-02-01"}
    rows = coverage(reported, COUNTY, unreadable=[("990101-zhengfu", 2021)])
    assert [(row.agency_id.removeprefix("990101-"), row.year, row.status) for row in rows] == [
        ("caizheng", 2020, "published"),
        ("caizheng", 2021, "missing"),
        ("caizheng", 2022, "missing"),
        ("jiaoyu", 2020, "missing"),
        ("jiaoyu", 2021, "missing"),
        ("jiaoyu", 2022, "late"),
        ("zhengfu", 2020, "missing"),
        ("zhengfu", 2021, "unreadable"),
        ("zhengfu", 2022, "missing"),
    ]
    assert coverage({}, COUNTY) == ()
    unknown = ("990101-caizheng", 0)
    assert coverage({unknown: ""}, COUNTY) == coverage({}, COUNTY, unreadable=[unknown]) == ()
    [row] = coverage({unknown: "", ("990101-caizheng", 2022): "2023-01-05"}, COUNTY, unreadable=[unknown])[:1]
    assert row == ("990101-caizheng", "caizheng", "990101", 2022, "published")
    misdated = coverage({("990101-caizheng", 1998): "", ("990101-caizheng", 2009): ""}, COUNTY)
    assert {row.year for row in misdated} == {2008, 2009}


def test_acknowledgements_close_exactly_what_they_name_and_stale_ones_are_told() -> None:
    def known(item: str, column: str, line: int) -> Acknowledgement:
        return Acknowledgement(
            "990101-caizheng-2023", "row-sum", item, column, "原文如此", "维护者", "2024-03-01", line
        )

    registry = Registry(acknowledged=(known("granted", "total", 2), known("granted", "", 3)))
    acknowledged = Acknowledgements(registry)
    finding = Finding("row-sum", "warning", table="applications", item="granted", column="total")
    closing = acknowledged.of("990101-caizheng-2023", finding)
    assert closing is not None and closing.reason == "原文如此"
    assert acknowledged.of("990101-caizheng-2022", finding) is None
    [stale] = acknowledged.stale({"990101-caizheng-2023": [finding]})
    assert (stale.code, stale.place and stale.place.line) == ("acknowledgement-stale", 3)


def test_across_is_the_same_whatever_the_order() -> None:
    reports = [
        of(slug, str(n), year=year) for n, slug in enumerate(("zhengfu", "caizheng", "jiaoyu")) for year in (2022, 2023)
    ]
    found = check_across(reports, COUNTY)
    backwards = sorted(reports, key=lambda r: (r.identity.agency_id, -r.identity.year), reverse=True)
    assert found == check_across(backwards, COUNTY)
    assert found
