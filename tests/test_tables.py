"""The published tables: the contract's columns, every figure in its cell, bytes that spreadsheets read right."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.collection import Collection
from builder.forms import form
from builder.model import Agency, Figure, Finding, Identity, Outcome, Place, Region, Report, Row, Section, Status
from builder.registry import Acknowledgement, Registry
from builder.tables import TABLE_COLUMNS, Rows, all_rows, write_csv
from builder.tables.columns import figures, items, merged
from builder.tables.csv import csv_bytes, guarded
from builder.tables.whole import agency_row
from tests.handmade import collected, report

CONTRACT = {
    "reports": "report_id, agency_id, agency, region_code, region, year, form, title, source_file, source_sha256, "
    "source_url, published_on, status, errors, warnings",
    "agencies": "agency_id, agency, aliases, kind, level, region_code, region, parent_region_code, first_year, "
    "last_year, reports",
    "regions": "region_code, region, level, parent_region_code",
    "proactive_disclosure": "report_id, agency_id, agency, year, form, item, measure, value, unit, source_line",
    "applications": "report_id, agency_id, agency, year, form, item, natural_person, business, research_institution, "
    "public_interest_org, legal_service_org, other_org, total, source_line",
    "review_litigation": "report_id, agency_id, agency, year, form, stage, upheld, corrected, other, pending, total, "
    "source_line",
    "narratives": "report_id, agency_id, agency, year, section, heading, text",
    "cell_notes": "report_id, table, item, column, status, raw, note, source_line",
    "checks": "report_id, agency_id, year, check, level, table, item, column, expected, found, message, source_line, "
    "acknowledged",
    "coverage": "agency_id, agency, region_code, year, status",
    "quarantine": "source_file, code, message, line",
    "metrics": "table, id, zh, en, unit, form, definition_zh, definition_en, legal_basis",
}
REGIONS = (
    Region("990000", "云省", "province", ""),
    Region("990101", "云溪县", "county", "990000"),
    Region("990102", "旧溪县", "county", "990000", "", "2020-12-31"),
)
AGENCIES = (
    Agency("990101-caizheng", "云溪县财政局", ("县财政局", "财政局"), "department", "county", "990101", "2022-01-01"),
)
REGISTRY = Registry(AGENCIES, REGIONS)


class Tables(dict[str, list[dict[str, str]]]):
    """The tables of a collection as a reader of the CSV files sees them; ``rows`` are what those were made from."""

    def __init__(self, collection: Collection) -> None:
        self.rows: Rows = all_rows(collection)
        super().__init__({name: read(name, csv_bytes(name, rows)) for name, rows in self.rows.items()})


def read_header(data: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read(name: str, data: bytes) -> list[dict[str, str]]:
    found = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert tuple(found.fieldnames or ()) == TABLE_COLUMNS[name]
    return list(found)


def one(made: Report, *findings: Finding, registry: Registry = REGISTRY) -> Tables:
    return Tables(collected([Outcome(made.source_file, made, None, findings)], registry))


def two_forms() -> Collection:
    unregistered = Identity("000000-x0123abcd", "某乡", "000000", "", 0, registered=False)
    files = [
        report(),
        report(year=2020, form_id="2019", source_file="b/2020.txt"),
        report(identity=unregistered, source_file="=HYPERLINK(1).txt"),
    ]
    lost = Outcome(
        "scan.pdf", None, Finding("internal-error", "error", Place(4), values=(("file", "scan.pdf"), ("reason", "E")))
    )
    return collected([*(Outcome(f.source_file, f, None) for f in files), lost], REGISTRY)


def test_columns_are_the_contracts_in_its_order() -> None:
    assert {name: ", ".join(columns) for name, columns in TABLE_COLUMNS.items() if name in CONTRACT} == CONTRACT
    made = all_rows(collected([], Registry()))
    assert list(made) == list(TABLE_COLUMNS)
    assert {name: {len(row) for row in rows} for name, rows in made.items() if rows} == {
        name: {len(TABLE_COLUMNS[name])} for name, rows in made.items() if rows
    }
    assert {name: tuple(read_header(csv_bytes(name, rows))) for name, rows in made.items()} == TABLE_COLUMNS
    assert {name for name, rows in made.items() if rows} == {"metrics"}


def test_every_cell_of_both_forms_stands_in_its_own_place() -> None:
    made = Tables(two_forms())
    for year, form_id in ((2023, "2021"), (2020, "2019")):
        printed = {(r.table, r.item, f.column): f.raw for r in report(form_id=form_id).rows for f in r.figures}
        found = {}
        for row in made["proactive_disclosure"]:
            if row["year"] == str(year):
                assert row["form"] == form_id
                found["proactive", row["item"], row["measure"]] = row["value"]
        for table, key, columns in (
            ("applications", "item", [c.id for c in form(form_id).applicants]),
            ("review_litigation", "stage", [r.id for r in form(form_id).results]),
        ):
            for row in made[table]:
                if row["year"] == str(year):
                    found |= {(table, row[key], c): row[c] for c in columns}
        assert found == printed
        (wide,) = (row for row in made["figures_wide"] if row["year"] == str(year))
        keys = ("report_id", "agency_id", "agency", "region_code", "region", "year", "form")
        assert {tuple(k.split(".")): v for k, v in wide.items() if v and k not in keys} == printed


def test_rows_are_sorted_by_report_and_then_as_the_form_prints_them() -> None:
    made = Tables(two_forms())
    for name in ("reports", "applications", "proactive_disclosure", "review_litigation", "narratives", "figures_wide"):
        ids = [row["report_id"] for row in made[name]]
        assert ids == sorted(ids) and len(set(ids)) == 3
    mine = [row["item"] for row in made["applications"] if row["report_id"] == "990101-caizheng-2020"]
    assert mine == [row.id for row in form("2019").rows]
    shuffled = report(rows=report().rows[::-1])
    assert one(shuffled).rows["applications"] == one(report()).rows["applications"]


def test_ids_that_go_on_where_another_ends_are_sorted_as_texts() -> None:
    two = [report(agency_id=id, agency=f"{id}局") for id in ("990101-czj", "990101-czj-2")]
    made = all_rows(collected([Outcome(r.source_file, r, None) for r in two], Registry()))
    for name in ("reports", "applications", "figures_wide"):
        assert list(dict.fromkeys(row[0] for row in made[name])) == ["990101-czj-2-2023", "990101-czj-2023"], name
    assert [row[0] for row in made["agencies"]] == ["990101-czj", "990101-czj-2"]


def test_the_two_forms_merge_into_one_order() -> None:
    order = items("applications")
    assert order.index("other_handling") == order.index("not_processed_reconfirmation") + 1
    assert order.index("other_handling") < order.index("total_processed")
    assert [i for i in order if i != "other_handling"] == [row.id for row in form("2021").rows]
    assert items("proactive")[-1] == "government_procurement"
    assert len(figures()) == len(set(figures())) == 29 + 26 * 7 + 15
    assert merged("ab", "xb", "by", "") == ("x", "a", "b", "y")


def test_source_lines_units_and_empty_years() -> None:
    made = Tables(two_forms())
    lines = {row["item"]: row["source_line"] for row in made["applications"] if row["year"] == "2023"}
    assert lines == {r.item: str(r.place.line) for r in report().rows if r.table == "applications"}
    fees = [r for r in made["proactive_disclosure"] if r["item"] == "administrative_fees" and r["year"] == "2023"]
    assert [(r["measure"], r["unit"]) for r in fees] == [("amount", "万元")]
    assert [r["year"] for r in made["reports"] if r["status"] == "unidentified"] == [""]
    nowhere = report(rows=(Row("applications", "granted", "2021", "", Place(0), (Figure("total", Decimal(3), ""),)),))
    assert [(r["total"], r["source_line"]) for r in one(nowhere)["applications"]] == [("3", "")]


def test_amounts_keep_every_printed_digit() -> None:
    cell = ("proactive", "administrative_fees", "amount")
    for text in ("160.5964", "0.10", "75394432.52", "-3", "1E+3", "24252.311082"):
        made = one(report({cell: text}))
        (value,) = (r["value"] for r in made["proactive_disclosure"] if r["item"] == "administrative_fees")
        assert value == ("1000" if text == "1E+3" else text)
        assert made["figures_wide"][0]["proactive.administrative_fees.amount"] == value
        assert not made["cell_notes"]


def test_blank_is_empty_with_a_note_and_never_zero() -> None:
    made = one(report({("applications", "granted", "business"): "", ("proactive", "regulations", "issued"): ""}))
    (granted,) = (r for r in made["applications"] if r["item"] == "granted")
    assert granted["business"] == ""
    (value,) = (
        r["value"] for r in made["proactive_disclosure"] if (r["item"], r["measure"]) == ("regulations", "issued")
    )
    assert value == ""
    notes = [(r["table"], r["item"], r["column"], r["status"]) for r in made["cell_notes"]]
    assert notes == [("proactive", "regulations", "issued", "blank"), ("applications", "granted", "business", "blank")]


def test_a_printed_zero_is_a_zero_in_every_table() -> None:
    cells = [
        ("proactive", "administrative_fees", "amount"),
        ("applications", "granted", "business"),
        ("review_litigation", "reconsideration", "other"),
    ]
    made = one(report(dict.fromkeys(cells, "0")))
    fees = [r["value"] for r in made["proactive_disclosure"] if r["item"] == "administrative_fees"]
    granted = [r["business"] for r in made["applications"] if r["item"] == "granted"]
    other = [r["other"] for r in made["review_litigation"] if r["stage"] == "reconsideration"]
    assert [*fees, *granted, *other] == ["0"] * 3
    assert [made["figures_wide"][0][".".join(cell)] for cell in cells] == ["0"] * 3


def test_a_row_of_blanks_has_a_line_and_a_missing_row_has_none() -> None:
    blank = {("review_litigation", "reconsideration", r.id): "" for r in form("2021").results}
    made = one(report(blank, without=(("review_litigation", "litigation_direct"),)))
    found = {
        r["stage"]: [r[c] for c in ("upheld", "corrected", "other", "pending", "total")]
        for r in made["review_litigation"]
    }
    assert found["reconsideration"] == [""] * 5
    assert set(found) == {"reconsideration", "litigation_after_reconsideration"}


def test_notes_of_every_kind() -> None:
    printed = (
        Figure("natural_person", Decimal(22), "22（其中3）", "annotated", "其中3"),
        Figure("business", None, "-", "not_applicable"),
        Figure("research_institution", Decimal(10), "1O", "suspect", "O"),
        Figure("public_interest_org", None, "1□", "illegible", "□"),
        Figure("legal_service_org", Decimal("1.5"), "1.5"),
        Figure("other_org", Decimal(10) ** 18, "1" + "0" * 18),
        Figure("total", Decimal(7), "7"),
    )
    row = Row("applications", "granted", "2021", "（一）予以公开", Place(70, 3), printed, "suspect", "行名不全")
    made = one(report(rows=(row,)))
    assert [tuple(r.values())[3:] for r in made["cell_notes"]] == [
        ("", "suspect", "（一）予以公开", "行名不全", "70"),
        ("natural_person", "annotated", "22（其中3）", "其中3", "70"),
        ("business", "not_applicable", "'-", "", "70"),
        ("research_institution", "suspect", "1O", "O", "70"),
        ("public_interest_org", "illegible", "1□", "□", "70"),
        ("legal_service_org", "illegible", "1.5", "不是整数，不能作为件数", "70"),
        ("other_org", "illegible", "1000000000000000000", "不是整数，不能作为件数", "70"),
    ]
    (cells,) = made["applications"]
    assert list(cells.values())[6:13] == ["22", "", "10", "", "", "", "7"]


@pytest.mark.parametrize("status", ["suspect", "illegible"])
def test_a_row_that_is_doubtful_as_a_whole_has_a_note_without_a_column(status: Status) -> None:
    rows = [r._replace(status=status, note="两行互换") if r.item == "granted" else r for r in report().rows]
    (note,) = one(report(rows=tuple(rows)))["cell_notes"]
    assert list(note.values())[1:7] == ["applications", "granted", "", status, "granted", "两行互换"]


def test_a_count_of_eighteen_digits_is_published() -> None:
    many = str(10**18 - 1)
    made = one(report({("applications", "granted", "other_org"): many}))
    assert [row["other_org"] for row in made["applications"] if row["item"] == "granted"] == [many]
    assert made["figures_wide"][0]["applications.granted.other_org"] == many and not made["cell_notes"]


def test_a_section_of_a_heading_alone_has_its_line() -> None:
    made = one(report(sections=(Section("other", "六、其他需要报告的事项", "", Place(9)),)))
    assert [(r["section"], r["heading"], r["text"]) for r in made["narratives"]] == [
        ("other", "六、其他需要报告的事项", "")
    ]


CELL = ("applications", "granted", "natural_person")
FAILS = Finding("row-sum", "warning", Place(25), "applications", "granted", "total", "2", "3", (("equation", "1 + 1"),))
HINT = replace(FAILS, level="hint")
STAGES = tuple(("review_litigation", stage.id) for stage in form("2021").stages)


@pytest.mark.parametrize(
    ("made", "findings", "status"),
    [
        (report(), (), "ok"),
        (report(), (HINT,), "ok"),
        (report(), (FAILS,), "problems"),
        (report(), (Finding("year-inferred", "warning"),), "ok"),
        (report(statuses={CELL: "suspect"}), (FAILS,), "suspect"),
        (report(statuses={CELL: "illegible"}), (), "suspect"),
        (
            report(rows=[r._replace(status="suspect") if r.item == "granted" else r for r in report().rows]),
            (),
            "suspect",
        ),
        (report({CELL: ""}), (), "ok"),
        (report(without=STAGES, statuses={CELL: "suspect"}), (FAILS,), "partial"),
        (report(rows=()), (), "partial"),
        (report(identity=Identity("990101-x01234567", "乙局", "990101", "云溪县", 2023, False)), (), "unidentified"),
        (report(identity=Identity("990101-caizheng", "云溪县财政局", "990101", "云溪县", 0, True)), (), "unidentified"),
    ],
)
def test_status(made: Report, findings: tuple[Finding, ...], status: str) -> None:
    assert [r["status"] for r in one(made, *findings)["reports"]] == [status]


def test_checks_errors_and_warnings_and_what_is_acknowledged() -> None:
    explained = Acknowledgement(
        "990101-caizheng-2023", "row-sum", "granted", "total", "原件如此", "Li", "2025-01-02", 2
    )
    error = Finding("suspect-row", "error", Place(30), "applications", "granted")
    later = replace(FAILS, code="balance", item="total_processed", column="business", place=Place(44))
    for registry, expected in (
        (REGISTRY, ("problems", "1", "2")),
        (replace(REGISTRY, acknowledged=(explained,)), ("problems", "1", "1")),
    ):
        made = one(report(), FAILS, error, later, registry=registry)
        (about,) = made["reports"]
        assert (about["status"], about["errors"], about["warnings"]) == expected
    balance, row_sum = made["checks"]
    assert (balance["check"], balance["acknowledged"], balance["source_line"]) == ("balance", "", "44")
    assert (row_sum["check"], row_sum["level"], row_sum["expected"], row_sum["found"]) == (
        "row-sum",
        "warning",
        "2",
        "3",
    )
    assert (row_sum["table"], row_sum["item"], row_sum["column"], row_sum["year"]) == (
        "applications",
        "granted",
        "total",
        "2023",
    )
    assert row_sum["message"].startswith("“（一）予以公开”一行")
    assert row_sum["acknowledged"] == "原件如此"


def test_checks_stand_by_code_and_then_as_the_form_prints_their_cells() -> None:
    def at(table: str, item: str, column: str = "", line: int = 1, code: str = "row-sum") -> Finding:
        return replace(FAILS, code=code, table=table, item=item, column=column, place=Place(line))

    in_order = [
        at("applications", "total_processed", "natural_person", code="balance"),
        at("applications", "total_processed", "business", code="balance"),
        at("applications", "total_processed", "total", code="balance"),
        at("", "overview", code="missing-section"),
        at("", "problems", code="missing-section"),
        at("", "problems", line=9, code="missing-section"),
        at("applications", "new_received"),
        at("applications", "carried_in"),
        at("applications", "granted", "total", 7),
        at("applications", "granted", "total", 30),
        at("applications", "carried_forward"),
        at("review_litigation", "reconsideration"),
        at("review_litigation", "litigation_direct"),
    ]
    for findings in (in_order[::-1], in_order[1::2] + in_order[::2]):
        found = one(report(), *findings)["checks"]
        assert [(r["check"], r["table"], r["item"], r["column"], r["source_line"]) for r in found] == [
            (f.code, f.table, f.item, f.column, str(f.place.line if f.place else "")) for f in in_order
        ]


def test_agencies_regions_coverage_and_quarantine() -> None:
    made = Tables(two_forms())
    registered, unknown = made["agencies"][::-1]
    assert list(registered.values()) == [
        *("990101-caizheng", "云溪县财政局", "县财政局;财政局", "department", "county", "990101", "云溪县", "990000"),
        *("2020", "2023", "2"),
    ]
    assert list(unknown.values()) == ["000000-x0123abcd", "某乡", "", "", "", "000000", "", "", "", "", "1"]
    assert [r["region_code"] for r in made["regions"]] == ["990000", "990101"]
    assert [(r["year"], r["status"]) for r in made["coverage"]] == [("2022", "missing"), ("2023", "published")]
    assert [list(r.values()) for r in made["quarantine"]] == [
        ["scan.pdf", "internal-error", "处理 scan.pdf 时程序出错：E", "4"]
    ]


def test_a_report_of_an_unknown_year_counts_and_begins_no_span() -> None:
    agency = Agency("990101-czj", "云溪县财政局", (), "department", "county", "990101")
    columns = TABLE_COLUMNS["agencies"]
    for years, span in (([2022, None, 2019], (2019, 2022, 3)), ([None], (None, None, 1)), ([], (None, None, 0))):
        row = dict(zip(columns, agency_row(agency, Registry(), years), strict=True))
        assert (row["first_year"], row["last_year"], row["reports"]) == span


def test_metrics_has_every_id_of_each_form_in_that_forms_words() -> None:
    found = {
        (r["table"], r["id"], r["form"]): (r["zh"], r["unit"]) for r in Tables(collected([], Registry()))["metrics"]
    }
    assert found["proactive", "amount", "2021"] == ("本年收费金额", "万元")
    assert found["proactive", "amount", "2019"][0] == "采购总金额"
    assert {key[1] for key in found} >= {part for figure in figures() for part in figure[1:]}
    assert list(found) == sorted(found)


def test_files_have_a_mark_windows_line_ends_and_the_same_bytes_every_time(tmp_path: Path) -> None:
    first = write_csv(all_rows(two_forms()), tmp_path / "a")
    again = write_csv(all_rows(two_forms()), tmp_path / "b")
    assert [p.name for p in first] == [p.name for p in again] == [f"{name}.csv" for name in TABLE_COLUMNS]
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == sorted(p.name for p in first)
    for left, right in zip(first, again, strict=True):
        data = left.read_bytes()
        assert data == right.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert {len(row) for row in table} == {len(TABLE_COLUMNS[left.stem])}


def test_formulas_are_guarded_in_text_and_never_in_numbers() -> None:
    sections = (Section("overview", "+总体情况", "=1+1\n@x", Place(3)), Section("other", "其他", "'quoted'", Place(4)))
    made = one(report({("proactive", "administrative_fees", "amount"): "-7"}, sections=sections, title="-标题"))
    assert [(r["heading"], r["text"]) for r in made["narratives"]] == [
        ("'+总体情况", "'=1+1\n@x"),
        ("其他", "''quoted'"),
    ]
    assert made["reports"][0]["title"] == "'-标题"
    text = csv_bytes("proactive_disclosure", made.rows["proactive_disclosure"]).decode()
    assert ",-7,万元," in text
    assert [row[-1] for row in made.rows["narratives"]] == ["=1+1\n@x", "'quoted'"]


@given(st.text())
def test_a_guard_is_undone_by_removing_one_apostrophe(text: str) -> None:
    cell = guarded(text)
    assert cell[:1] not in tuple("=+-@\t\r")
    assert (cell.removeprefix("'") if cell.startswith("'") else cell) == text


@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8"))] * 2), min_size=1, max_size=4))
def test_any_text_survives_the_file(texts: list[tuple[str, str]]) -> None:
    made = [("990101-a-2023", "990101-a", "甲局", 2023, "overview", heading, text) for heading, text in texts]
    found = read("narratives", csv_bytes("narratives", made))
    undone = [
        [cell.removeprefix("'") if cell.startswith("'") else cell for cell in list(r.values())[-2:]] for r in found
    ]
    assert list(map(tuple, undone)) == texts
