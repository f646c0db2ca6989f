"""The static API: every document keeps to its schema, every link resolves, every sum is a sum of what is published."""

from __future__ import annotations

import csv
import io
import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

import jsonschema
import pytest
import referencing
from openapi_spec_validator import validate as validate_openapi

from builder.checks.acknowledge import Acknowledgements
from builder.exports.api.context import context
from builder.exports.api.figures import FIGURES, WHOLE, Addable, addable, detail
from builder.exports.api.metrics import metric_ids
from builder.exports.api.places import reports_below
from builder.exports.api.reports import cell
from builder.exports.api.totals import Figures, median, total
from builder.exports.dictionary import pair
from builder.forms import form
from builder.model import Agency, Figure, Region, Report, Row
from builder.registry import Registry
from builder.tables.columns import figures as all_figures
from builder.tables.rows import report_rows
from builder.tables.statement import Printed
from tests.exported import (
    HOSTILE,
    LONG_NUMBER,
    REGISTRY,
    REPORTS,
    SITE,
    collection_frames,
    csv_rows,
    export,
    material,
    outcomes,
)
from tests.handmade import report as made_by_hand
from tests.shelved import export_all

CAIZHENG = "010101-caizheng-2023"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    export(out)
    return out


@pytest.fixture(scope="module")
def api(site: Path) -> Path:
    return site / "api/v1"


def documents(api: Path) -> Iterator[tuple[str, Any]]:
    for path in sorted(api.rglob("*.json")):
        if path.parent.name != "schema":
            yield path.relative_to(api).as_posix(), json.loads(path.read_bytes())


def load(api: Path, name: str) -> Any:
    return json.loads((api / name).read_bytes())


@pytest.fixture(scope="module")
def schemas(api: Path) -> dict[str, Any]:
    return {p.name.removesuffix(".schema.json"): json.loads(p.read_bytes()) for p in (api / "schema").iterdir()}


def test_the_schemas_are_schemas(schemas: dict[str, Any]) -> None:
    assert {"report", "agency", "region", "year", "metric", "metrics", "index", "notice", "table-reports"} <= set(
        schemas
    )
    for schema in schemas.values():
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_document_keeps_to_the_schema_it_names(api: Path, schemas: dict[str, Any]) -> None:
    named = set()
    for name, document in documents(api):
        if name == "openapi.json":
            continue
        schema = PurePosixPath(document["$schema"]).name.removesuffix(".schema.json")
        assert (api / name).parent.joinpath(document["$schema"]).is_file(), name
        validator = jsonschema.Draft202012Validator(schemas[schema], format_checker=jsonschema.FormatChecker())
        assert [f"{name}: {error.json_path} {error.message}" for error in validator.iter_errors(document)] == []
        named.add(schema)
    assert named == {schema for schema in schemas if not schema.startswith("table-")}


def test_every_json_table_keeps_to_its_schema(site: Path, schemas: dict[str, Any]) -> None:
    for name, schema in schemas.items():
        if name.startswith("table-"):
            table = json.loads((site / f"data/{name.removeprefix('table-')}.json").read_bytes())
            jsonschema.Draft202012Validator(schema).validate(table)


@pytest.mark.parametrize(
    ("name", "break_it"),
    [
        (f"reports/{CAIZHENG}.json", lambda d: d["applications"][0]["figures"]["total"].update(value="many")),
        (f"reports/{CAIZHENG}.json", lambda d: d.update(extra=1)),
        (f"reports/{CAIZHENG}.json", lambda d: d["source"].pop("sha256")),
        ("agencies/010101-caizheng.json", lambda d: d["series"][0].update(status="fine")),
        ("regions/010101.json", lambda d: d["totals"][0]["counts"].append(-1)),
        ("metrics/granted.json", lambda d: d["series"][0].pop("count")),
    ],
)
def test_the_schemas_would_find_a_fault(api: Path, schemas: dict[str, Any], name: str, break_it: Any) -> None:
    document = load(api, name)
    schema = schemas[PurePosixPath(document["$schema"]).name.removesuffix(".schema.json")]
    jsonschema.Draft202012Validator(schema).validate(document)
    break_it(document)
    assert not jsonschema.Draft202012Validator(schema).is_valid(document)


def test_openapi_is_valid_and_says_where_everything_is(api: Path, schemas: dict[str, Any]) -> None:
    described = load(api, "openapi.json")
    validate_openapi(described, base_uri=(api / "openapi.json").as_uri())
    assert described["servers"] == [{"url": f"{SITE}/api/v1"}]
    patterns = {path: re.compile(re.sub("{[a-z_]+}", "[^/]+", re.escape(path).replace(r"\{", "{").replace(r"\}", "}")))
                for path in described["paths"]}  # fmt: skip
    matched = set()
    for path in sorted(p for p in api.rglob("*") if p.is_file() and p.parent.name != "schema"):
        name = f"/{path.relative_to(api).as_posix()}"
        if name != "/openapi.json":
            found = [key for key, pattern in patterns.items() if pattern.fullmatch(name)]
            assert found, name
            matched.update(found)
    assert matched == set(patterns)
    # Schemas are in files of their own: every reference leads to one.
    references = re.findall(r'"\$ref": "([^"]+)"', (api / "openapi.json").read_text())
    assert {PurePosixPath(r).name.removesuffix(".schema.json") for r in references} <= set(schemas)
    assert all((api / reference).is_file() for reference in references)


def links(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "links":
                yield from (address for address in inner.values() if address)
            elif key == "link":
                yield inner
            else:
                yield from links(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from links(inner)


def test_every_link_to_a_file_resolves(site: Path, api: Path) -> None:
    seen = 0
    for name, document in documents(api):
        for link in links(document):
            target = (api / name).parent.joinpath(link).resolve()
            assert target.is_relative_to(site.resolve()), (name, link)
            if not link.endswith("/") and "{" not in link:
                assert target.is_file(), (name, link)
                seen += 1
    assert seen > 100


def test_templates_of_the_index_lead_to_documents(api: Path) -> None:
    index = load(api, "index.json")
    first = {"report_id": CAIZHENG, "agency_id": "010101-caizheng", "region_code": index["regions"][0],
             "year": index["years"][0], "item": index["metrics"][0]}  # fmt: skip
    templates = [link for link in index["links"].values() if "{" in link]
    assert len(templates) == 5
    assert all((api / template.format(**first)).is_file() for template in templates)
    assert index["years"] == [2019, 2022, 2023]
    assert index["metrics"] == list(metric_ids())
    assert index["counts"] == {"reports": 5, "agencies": 6, "regions": 5, "figures": 226}


def in_order(report: Report) -> dict[tuple[str, str, str], tuple[Row, Figure]]:
    """The report's cells by address, in the order of the forms."""
    printed = {(row.table, row.item, f.column): (row, f) for row in report.rows for f in row.figures}
    order = all_figures()
    assert [row.item for row in report.rows] != [item for _, item, _ in order], "the test's own rows are shuffled"
    return {address: printed[address] for address in order if address in printed}


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.identity.report_id)
def test_every_figure_has_its_raw_text_line_and_hash(api: Path, report: Report) -> None:
    document = load(api, f"reports/{report.identity.report_id}.json")
    assert document["source"]["file"] == report.source_file
    assert document["source"]["sha256"] == report.source_sha256
    found = {
        (table, row["item"], column): figure
        for table in ("proactive", "applications", "review_litigation")
        for row in document[table]
        for column, figure in row["figures"].items()
    }
    expected = in_order(report)
    assert list(found) == list(expected), "in the order of the form"
    for address, (of, figure) in expected.items():
        told = found[address]
        assert (told["raw"], told["line"]) == (figure.raw, of.place.line)
        if figure.raw == "7.5":
            assert (told["value"], told["status"]) == (None, "illegible"), "no whole number is no count"
            continue
        assert (None if told["value"] is None else Decimal(str(told["value"]))) == figure.value
        assert told.get("status", "number") == figure.status
        assert told.get("unit", "") == figure.unit


def test_a_report_s_json_is_what_the_tables_say(api: Path) -> None:
    tables = collection_frames()
    for report in tables["reports"].to_dict("records"):
        document = load(api, f"reports/{report['report_id']}.json")
        assert document["title"] == (report["title"] or None)
        assert (document["status"], document["warnings"]) == (report["status"], report["warnings"])
        for part, name in (("narratives", "narratives"), ("notes", "cell_notes"), ("checks", "checks")):
            own = tables[name][tables[name]["report_id"] == report["report_id"]]
            assert len(document[part]) == len(own)
        counts = tables["applications"]
        own = counts[counts["report_id"] == report["report_id"]]
        for row, published in zip(document["applications"], own.to_dict("records"), strict=True):
            assert row["item"] == published["item"]
            for column, figure in row["figures"].items():
                assert figure["value"] == (published[column] if published[column] == published[column] else None)


def test_a_report_s_own_words_and_neighbours(api: Path) -> None:
    document = load(api, f"reports/{CAIZHENG}.json")
    assert document["title"] == HOSTILE["title"]
    assert document["narratives"][0]["text"] == HOSTILE["prose"]
    assert document["source"]["published_on"] == "2024-01-30"
    assert document["links"]["previous"] == "010101-caizheng-2022.json"
    assert document["links"]["next"] is None
    assert document["checks"][-1]["acknowledged"] == "=机关已说明"
    fees = next(row for row in document["proactive"] if row["item"] == "administrative_fees")
    assert fees["figures"]["amount"]["value"] == LONG_NUMBER
    unknown = load(api, "reports/000000-x0a1b2c3d-0000.json")
    assert unknown["year"] is None
    assert (unknown["links"]["year"], unknown["links"]["region"]) == (None, None)
    assert load(api, "reports/010101-jiaoyu-2023.json")["applications"][0]["page"] == 4


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))


def test_a_report_s_csv_has_one_line_a_figure(api: Path) -> None:
    for report in REPORTS:
        rows = rows_of(api / f"reports/{report.identity.report_id}.csv")
        printed = list(in_order(report).values())
        assert len(rows) == len(printed)
        for row, (of, figure) in zip(rows, printed, strict=True):
            assert (row["table"], row["item"], row["column"]) == (of.table, of.item, figure.column)
            assert row["raw"].removeprefix("'") == figure.raw
            assert int(row["source_line"]) == of.place.line
            assert row["agency"].removeprefix("'") == report.identity.agency
    granted = next(
        r for r in rows_of(api / f"reports/{CAIZHENG}.csv") if (r["item"], r["column"]) == ("granted", "total")
    )
    assert (granted["item_zh"], granted["column_zh"]) == ("（一）予以公开", "总计")
    assert (
        next(r for r in rows_of(api / f"reports/{CAIZHENG}.csv") if r["raw"].startswith("''="))["status"] == "suspect"
    )


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        (("proactive", "normative_documents", "produced"), ("规范性文件", "本年新制作数量")),
        (("proactive", "normative_documents", "issued"), ("行政规范性文件", "本年制发件数")),
        (("proactive", "administrative_fees", "amount"), ("行政事业性收费", "本年收费金额")),
        (("proactive", "government_procurement", "amount"), ("政府集中采购", "采购总金额")),
        (("applications", "other_handling", "total"), ("（六）其他处理", "总计")),
    ],
)
def test_a_cell_is_called_as_the_form_calls_it_that_has_it(
    address: tuple[str, str, str], labels: tuple[str, str]
) -> None:
    row, column = pair(*address)
    assert row is not None
    assert (row.zh, column.zh) == labels


@pytest.mark.parametrize("text", ['a"b', "a,b", "a\nb", "a\rb", "=1", "'", '"', "", "政"])
def test_a_cell_is_one_cell(text: str) -> None:
    [[read, end]] = csv.reader(io.StringIO(f"{cell(text)},end\r\n", newline=""), strict=True)
    assert (read.removeprefix("'") if text[:1] in ("=", "'") else read, end) == (text, "end")


def test_csv_of_agencies_regions_years_and_metrics_are_lines_of_the_tables(site: Path, api: Path) -> None:
    parts = {"agencies": "figures_wide", "regions": "figures_wide", "years": "figures_wide"}
    for folder, table in parts.items():
        whole = (site / f"data/{table}.csv").read_bytes()
        found = b""
        for path in sorted((api / folder).glob("*.csv")):
            data = path.read_bytes()
            header, rows = csv_rows(data, table)
            assert whole.startswith(data.splitlines(keepends=True)[0])
            key = {"agencies": "agency_id", "regions": "region_code", "years": "year"}[folder]
            assert {str(row[header.index(key)]) for row in rows} <= {path.stem}
            found += data
        _, rows = csv_rows(whole, table)
        known = [row for row in rows if folder == "agencies" or row[0] != "000000-x0a1b2c3d-0000"]
        assert all(str(row[0]).encode() in found for row in known)
    lines = (site / "data/applications.csv").read_bytes().splitlines(keepends=True)
    granted = (api / "metrics/granted.csv").read_bytes().splitlines(keepends=True)
    assert granted == [lines[0], *(line for line in lines if b",granted," in line)]


def test_an_agency_s_figures_stand_side_by_side(api: Path) -> None:
    document = load(api, "agencies/010101-caizheng.json")
    assert [entry["year"] for entry in document["series"]] == [2022, 2023]
    place = document["figures"].index("applications.new_received.business")
    assert document["series"][0]["values"][place] is None, "blank is not zero"
    assert document["series"][1]["suspect"] == ["applications.granted.natural_person"]
    assert document["series"][1]["units"] == {"proactive.administrative_fees.amount": "万元"}
    assert not [id for id in document["figures"] if id.startswith("applications.other_handling")]
    assert [c["status"] for c in document["coverage"]].count("published") == 2
    assert load(api, "agencies/010100-shizf.json")["valid_from"] == "2019-01-01"
    assert load(api, "agencies/010101-jiaoyu.json")["aliases"] == ["县教育局", "县教体局"]
    assert load(api, "agencies/010101-weibao.json")["series"] == []
    assert load(api, "agencies/000000-x0a1b2c3d.json")["registered"] is False


def test_a_region_s_sums(api: Path) -> None:
    county, city, province = (load(api, f"regions/{code}.json") for code in ("010101", "010100", "010000"))
    assert [r["region_code"] for r in county["ancestors"]] == ["010100", "010000"]
    assert [r["region_code"] for r in city["children"]] == ["010101", "010102"]
    assert {a["agency_id"] for a in county["agencies"]} == {"010101-caizheng", "010101-jiaoyu", "010101-weibao"}
    assert [(t["year"], t["level"], t["kind"], t["reports"]) for t in county["totals"]] == [
        (2022, "county", "department", 1), (2023, "county", "department", 2)]  # fmt: skip
    # The city's own report is counted apart from its county's offices, never added to them.
    assert [(t["year"], t["level"], t["kind"], t["reports"]) for t in city["totals"]] == [
        (2019, "prefecture", "government", 1),
        (2022, "county", "department", 1),
        (2023, "county", "department", 2),
    ]
    assert province["totals"] == city["totals"]
    of_2023 = dict(
        zip(county["figures"], zip(*(county["totals"][1][k] for k in ("sums", "counts")), strict=True), strict=True)
    )
    assert of_2023["applications.granted.natural_person"] == (0, 1), "900 is suspect and left out"
    assert of_2023["applications.granted.business"] == (1, 1), "7.5 is no count"
    assert of_2023["applications.new_received.natural_person"] == tuple(
        2 * v for v in (figure("new_received", "natural_person"), 1)
    )
    fees = Decimal(LONG_NUMBER) * 10_000 + 3_000
    summed, count = of_2023["proactive.administrative_fees.amount"]
    assert isinstance(summed, str) and (Decimal(summed), count) == (fees, 2), "in 元, to the last digit"
    assert of_2023["applications.other_handling.total"] == (None, 0)
    old = dict(zip(city["figures"], city["totals"][0]["sums"], strict=True))
    assert old["proactive.administrative_licensing.change"] == -3
    assert not (api / "regions/020000.json").exists(), "nobody reports there"


def figure(item: str, column: str) -> int:
    row = next(r for r in REPORTS[2].rows if (r.table, r.item) == ("applications", item))
    [value] = [f.value for f in row.figures if f.column == column]
    assert value is not None
    return int(value)


def test_a_year_lists_its_reports(api: Path) -> None:
    document = load(api, "years/2023.json")
    assert [r["report_id"] for r in document["reports"]] == [CAIZHENG, "010101-jiaoyu-2023"]
    assert [t["reports"] for t in document["totals"]] == [2]
    assert sorted(p.name for p in (api / "years").glob("*.json")) == ["2019.json", "2022.json", "2023.json"]


def test_a_suspect_cell_or_row_is_left_out_of_totals() -> None:
    def left_out(made: Report) -> set[str]:
        printed = Printed(made)
        found = detail(printed, report_rows(printed, (), Acknowledgements(Registry())))
        known = addable(printed, found.suspect).known
        gone = {id for id, is_known in zip(FIGURES, known, strict=True) if not is_known}
        assert gone - unprinted == set(found.suspect) - unprinted
        return gone - unprinted

    certain = made_by_hand()
    whole = addable(Printed(certain), ()).known
    unprinted = {id for id, is_known in zip(FIGURES, whole, strict=True) if not is_known}
    assert left_out(certain) == set()
    cell_id = "applications.granted.business"
    assert left_out(made_by_hand(statuses={("applications", "granted", "business"): "suspect"})) == {cell_id}
    for table, item in {(row.table, row.item) for row in certain.rows}:
        rows = tuple(r._replace(status="suspect") if (r.table, r.item) == (table, item) else r for r in certain.rows)
        expected = {id for id in FIGURES if id.startswith(f"{table}.{item}.")} - unprinted
        assert left_out(replace(certain, rows=rows)) == expected != set()


def test_a_number_of_a_row_in_doubt_says_so_itself(tmp_path: Path) -> None:
    """Whoever reads the cells alone must not take them for certain: no total does."""
    certain = made_by_hand({("applications", "granted", "research_institution"): ""})
    rows = tuple(r._replace(status="suspect", note="错了位") if r.item == "granted" else r for r in certain.rows)
    export_all(outcomes([replace(certain, rows=rows)]), REGISTRY, tmp_path)
    id = certain.identity.report_id
    told = [r for r in rows_of(tmp_path / f"api/v1/reports/{id}.csv") if r["item"] == "granted"]
    assert [r["status"] for r in told] == ["suspect" if r["value"] else "blank" for r in told]
    assert [r["column"] for r in told if r["status"] == "blank"] == ["research_institution"]
    document = load(tmp_path / "api/v1", f"reports/{id}.json")
    [row] = [r for r in document["applications"] if r["item"] == "granted"]
    assert (row["figures"]["total"]["status"], row["figures"]["total"]["note"]) == ("suspect", "错了位")
    assert row["figures"]["research_institution"]["status"] == "blank"
    others = [f for r in document["applications"] if r["item"] != "granted" for f in r["figures"].values()]
    assert all("status" not in f for f in others)


@pytest.mark.parametrize(("level", "kind"), [("county", ""), ("", "department"), (None, None)])
def test_nothing_is_added_up_over_agencies_that_nobody_knows(
    tmp_path: Path, level: str | None, kind: str | None
) -> None:
    """They may be a government and its departments."""
    known = () if level is None else (Agency("990101-caizheng", "云溪县财政局", (), kind or "", level, "990101"),)
    registry = Registry(known, (Region("990101", "云溪县", "county", ""),))
    export_all(outcomes([made_by_hand()]), registry, tmp_path)
    api = tmp_path / "api/v1"
    assert load(api, "years/2023.json")["totals"] == load(api, "regions/990101.json")["totals"] == []
    assert load(api, "metrics/granted.json")["series"] == []


def test_a_metric_s_spread(api: Path) -> None:
    document = load(api, "metrics/carried_in.json")
    [found] = [s for s in document["series"] if (s["year"], s["column"]) == (2023, "natural_person")]
    assert found == {
        "year": 2023, "level": "county", "kind": "department", "column": "natural_person", "reports": 2, "count": 2,
        "sum": 6, "median": 3, "min": 3, "max": 3,
    }  # fmt: skip
    assert document["forms"] == ["2019", "2021"]
    assert load(api, "metrics/other_handling.json")["forms"] == ["2019"]
    fees = load(api, "metrics/administrative_fees.json")
    assert [c["unit"] for c in fees["columns"] if c["column"] == "amount"] == ["元"]
    [spread] = [s for s in fees["series"] if (s["year"], s["column"]) == (2023, "amount")]
    assert (spread["count"], spread["min"]) == (2, 3000)
    assert {s["column"] for s in load(api, "metrics/reconsideration.json")["series"]} == {
        r.id for r in form("2021").results
    }


def test_sums_and_medians_are_exact() -> None:
    long = Decimal("12345678901234567890123456789.123456789")
    assert total([long, Decimal("0.000000001")]) == Decimal("12345678901234567890123456789.123456790")
    assert total([2**62, 2**62]) == 2**63
    assert total([]) == 0
    assert (median([1]), median([1, 2]), median([1, 2, 9])) == (1, Decimal("1.5"), 2)


def test_counts_too_large_for_64_bits_are_summed_right() -> None:
    known = material()
    column = FIGURES.index("applications.carried_in.total")
    large = Addable(
        bytes(array(WHOLE, (0,) * len(FIGURES))),
        bytes(at == column for at in range(len(FIGURES))),
        ((column, str(5 * 10**18)),),
    )
    found = context({id: part.record for id, part in known.parts.items()}, known.shared, REGISTRY, None)
    totals = Figures(found, dict.fromkeys(found.reports, large)).totals(found.reports)
    registered = sum(one.identity.registered for one in REPORTS)
    assert sum(int(str(t["sums"][column])) for t in totals) == registered * 5 * 10**18


def test_one_report_s_documents_do_not_depend_on_the_others(tmp_path: Path, api: Path) -> None:
    export(tmp_path, reports=[r for r in REPORTS if r.identity.agency_id == "010101-jiaoyu"])
    for name in ("reports/010101-jiaoyu-2023.json", "reports/010101-jiaoyu-2023.csv"):
        mine, theirs = (tmp_path / "api/v1" / name).read_bytes(), (api / name).read_bytes()
        assert mine == theirs


def test_a_loop_of_regions_ends() -> None:
    known = material()
    regions = [(*row[:3], "010101") if row[0] == "010000" else row for row in known.shared["regions"]]
    records = {id: part.record for id, part in known.parts.items()}
    found = context(records, known.shared | {"regions": regions}, REGISTRY, None)
    assert found.ancestors("010000") == ["010101", "010100"]
    assert len(reports_below(found, "010000")) == 4


def test_without_a_site_url_nothing_is_absolute(tmp_path: Path) -> None:
    export(tmp_path, site_url=None)
    assert load(tmp_path / "api/v1", "openapi.json")["servers"] == [{"url": "."}]
    for _, document in documents(tmp_path / "api/v1"):
        assert not [link for link in links(document) if ":" in link or link.startswith("/")]


def test_references_between_schemas_need_no_network(api: Path) -> None:
    registry: referencing.Registry[Any] = referencing.Registry()
    for path in (api / "schema").iterdir():
        resource = referencing.Resource.from_contents(json.loads(path.read_bytes()))
        registry = registry.with_resource(path.name, resource)
        assert "$ref" not in path.read_text(), "each schema stands alone"
    assert len(registry) > 20
