"""What describes the data is accepted by validators that are not ours, offline, and says what is true."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pyarrow.parquet as pq
import pytest
import rdflib
from csvw import CSVW
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD
from rdflib.compare import isomorphic

from builder.exports.about import (
    ABOUT_EN,
    ABOUT_ZH,
    KEYWORDS_EN,
    KEYWORDS_ZH,
    LICENCE,
    LICENCE_URL,
    TITLE_EN,
    TITLE_ZH,
    Version,
    version,
)
from builder.exports.citation import dataset_citation, report_citation
from builder.exports.datapackage import write_datapackage
from builder.exports.dictionary import table, tables
from builder.exports.schema_org import breadcrumbs_jsonld, dataset_jsonld, report_jsonld, script
from builder.folder import Folder
from builder.model import Report
from builder.registry import Registry
from builder.tables import TABLE_COLUMNS
from tests.exported import HOSTILE, REPORTS, SITE, collection_frames, export, whole_dataset
from tests.paged import noted
from tests.shelved import export_all

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SCHEMA = rdflib.Namespace("https://schema.org/")


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("this test is offline")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exports")
    export(out)
    return out / "data"


@pytest.fixture(scope="module")
def unnamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a site_url."""
    out = tmp_path_factory.mktemp("exports")
    export(out, site_url=None)
    return out / "data"


def faults(report: frictionless.Report) -> list[str]:
    return [error.message for task in report.tasks for error in task.errors] + [e.message for e in report.errors]


def test_frictionless_accepts_the_package(built: Path) -> None:
    report = frictionless.validate(built / "datapackage.json")
    assert faults(report) == []
    assert [task.name for task in report.tasks] == list(TABLE_COLUMNS)
    assert all(task.stats["bytes"] == (built / f"{task.name}.csv").stat().st_size for task in report.tasks)


def test_the_package_in_the_zip_is_whole(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built / "sunshine-reports-csv.zip") as archive:
        archive.extractall(tmp_path)
    assert faults(frictionless.validate(tmp_path / "datapackage.json")) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("applications", ",2023,", ",二〇,"), ("reports", ",suspect,", ",doubtful,"),
     ("applications", "010101-jiaoyu-2023", "010101-jiaoyu-1999"), ("proactive_disclosure", ",0.3,", ",0.3元,")],
)  # fmt: skip
def test_frictionless_would_find_a_fault(tmp_path: Path, name: str, old: str, new: str) -> None:
    export(tmp_path)
    folder = Folder(tmp_path)
    path = tmp_path / f"data/{name}.csv"
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())
    write_datapackage(whole_dataset(), folder, version(folder), None)
    assert faults(frictionless.validate(tmp_path / "data/datapackage.json"))


def test_the_package_says_what_a_reader_needs(built: Path, unnamed: Path) -> None:
    package = json.loads((built / "datapackage.json").read_bytes())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["homepage"] == f"{SITE}/"
    assert "remove it to undo" in package["description"]
    resources = {resource["name"]: resource for resource in package["resources"]}
    for name, resource in resources.items():
        data = (built / f"{name}.csv").read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["licenses"] == package["licenses"]
        assert [field["name"] for field in resource["schema"]["fields"]] == list(TABLE_COLUMNS[name])
        assert resource["schema"]["missingValues"] == [""]
        assert resource["dialect"] == {
            "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True,
        }  # fmt: skip
        info = table(name)
        assert (resource["title"], resource["title_en"]) == (info.zh, info.en)
        assert resource["description"] == f"{info.about_zh}\n{info.about_en}"
        assert all(column.about_zh and column.about_en for column in info.columns), name
        assert [(field["title"], field["title_en"]) for field in resource["schema"]["fields"]] == [
            (column.zh, column.en) for column in info.columns
        ]
    assert (package["title"], package["title_en"]) == (TITLE_ZH, TITLE_EN)
    assert package["contributors"] == [{"title": "阳光年报", "roles": ["publisher", "compiler"]}]
    assert package["version"] == json.loads((built / "version.json").read_bytes())["dataset_version"]
    assert package["keywords"] == [*KEYWORDS_ZH, *KEYWORDS_EN]
    applications = resources["applications"]["schema"]
    assert applications["primaryKey"] == ["report_id", "item"]
    references = {tuple(k["fields"]): k["reference"] for k in applications["foreignKeys"]}
    assert references["report_id",] == {"resource": "reports", "fields": ["report_id"]}
    fields = {field["name"]: field for field in applications["fields"]}
    assert "other_handling" in fields["item"]["constraints"]["enum"]
    assert fields["year"]["type"] == "year"
    assert "homepage" not in json.loads((unnamed / "datapackage.json").read_bytes())


def accepted(path: Path) -> CSVW:
    """The metadata read and its tables found valid; the reader only warns of a cell of the wrong type."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = CSVW(str(path), validate=True)
        assert read.is_valid
    return read


def test_the_wide_table_tells_where_the_unit_of_an_amount_stands(built: Path) -> None:
    """Some offices print yuan where the form asks for ten thousand: the column must not promise the form's unit."""
    package = json.loads((built / "datapackage.json").read_bytes())
    [wide] = [r for r in package["resources"] if r["name"] == "figures_wide"]
    told = {f["name"]: f["description"] for f in wide["schema"]["fields"] if "proactive_disclosure" in f["description"]}
    assert set(told) == {"proactive.administrative_fees.amount", "proactive.government_procurement.amount"}
    assert not any("in ten thousand yuan." in words for words in told.values())


KINDS_OF_VALUES = {
    "reports": {"year": ("year", "gYear"), "published_on": ("date", "date"), "errors": ("integer", "integer")},
    "proactive_disclosure": {"value": ("number", "decimal"), "source_line": ("integer", "integer")},
    "narratives": {"text": ("string", "string"), "section": ("string", "string")},
}


@pytest.mark.parametrize("name", KINDS_OF_VALUES)
def test_both_kinds_of_metadata_tell_what_stands_in_a_column(built: Path, name: str) -> None:
    package = json.loads((built / "datapackage.json").read_bytes())
    [resource] = [r for r in package["resources"] if r["name"] == name]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    alone = json.loads((built / f"{name}.csv-metadata.json").read_bytes())
    columns = {column["name"]: column for column in alone["tableSchema"]["columns"]}
    for column in table(name).columns:
        described = columns[column.id]
        assert described["titles"] == {"und": [column.id], "zh": [column.zh], "en": [column.en]}
        assert described["dc:description"] == [
            {"@value": column.about_zh, "@language": "zh"},
            {"@value": column.about_en, "@language": "en"},
        ]
    for id, kinds in KINDS_OF_VALUES[name].items():
        datatype = columns[id]["datatype"]
        assert (fields[id]["type"], datatype["base"] if isinstance(datatype, dict) else datatype) == kinds
    assert alone["dc:title"] == [
        {"@value": table(name).zh, "@language": "zh"},
        {"@value": table(name).en, "@language": "en"},
    ]
    assert alone["dc:license"] == {"@id": LICENCE_URL}
    assert alone["dc:publisher"] == {"schema:name": {"@value": "阳光年报", "@language": "zh"}}
    assert alone["schema:version"] == package["version"]


def test_a_csvw_reader_accepts_all_tables_together(built: Path) -> None:
    read = accepted(built / "csv-metadata.json")
    assert [table.url.string for table in read.tables] == [f"{name}.csv" for name in TABLE_COLUMNS]


@pytest.mark.parametrize("name", TABLE_COLUMNS)
def test_a_csvw_reader_accepts_each_table_alone(built: Path, name: str) -> None:
    read = accepted(built / f"{name}.csv-metadata.json")
    rows = list(read.tables[0])
    assert len(rows) == len(collection_frames()[name])
    assert set(rows[0]) == set(TABLE_COLUMNS[name])
    if name == "applications":
        assert {type(row["total"]) for row in rows} == {int}


KEYS = {
    "reports": ["report_id"],
    "agencies": ["agency_id"],
    "regions": ["region_code"],
    "proactive_disclosure": ["report_id", "item", "measure"],
    "applications": ["report_id", "item"],
    "review_litigation": ["report_id", "stage"],
    "narratives": ["report_id", "section"],
    "coverage": ["agency_id", "year"],
    "quarantine": ["source_file"],
    "metrics": ["table", "id", "form"],
    "figures_wide": ["report_id"],
}
"""What identifies a row; notes and checks of a report may be alike."""


def test_both_kinds_of_metadata_tell_the_keys_of_every_table(built: Path) -> None:
    together = json.loads((built / "csv-metadata.json").read_bytes())["tables"]
    schemas = {table["url"].removesuffix(".csv"): table["tableSchema"] for table in together}
    resources = json.loads((built / "datapackage.json").read_bytes())["resources"]
    assert set(schemas) == {resource["name"] for resource in resources} == set(TABLE_COLUMNS)
    for resource in resources:
        name, schema = resource["name"], schemas[resource["name"]]
        keys = KEYS.get(name)
        assert (schema.get("primaryKey"), resource["schema"].get("primaryKey")) == (keys, keys), name
        needed = {column["name"] for column in schema["columns"] if column.get("required")}
        asked = {field["name"] for field in resource["schema"]["fields"] if "required" in field.get("constraints", ())}
        assert needed == asked == set(keys or ())
        alone = json.loads((built / f"{name}.csv-metadata.json").read_bytes())["tableSchema"]
        assert "foreignKeys" not in alone and alone["columns"] == schema["columns"]
        led_to = {tuple(key["columnReference"]): key["reference"]["resource"] for key in schema.get("foreignKeys", ())}
        of_reports, of_agencies = "report_id" in TABLE_COLUMNS[name], "agency_id" in TABLE_COLUMNS[name]
        assert (("report_id",) in led_to) == (of_reports and name != "reports"), name
        assert (("agency_id",) in led_to) == (of_agencies and name != "agencies"), name
        assert {led_to.get(("report_id",), "reports.csv"), led_to.get(("agency_id",), "agencies.csv")} == {
            "reports.csv", "agencies.csv",
        }  # fmt: skip


def test_a_csvw_reader_would_find_a_fault(tmp_path: Path) -> None:
    export(tmp_path)
    accepted(tmp_path / "data/reports.csv-metadata.json")
    path = tmp_path / "data/reports.csv"
    path.write_bytes(path.read_bytes().replace(b",suspect,", b",doubtful,"))
    with pytest.raises(UserWarning, match="doubtful"):
        accepted(tmp_path / "data/reports.csv-metadata.json")


def graph(path: Path, kind: str) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format=kind, publicID=f"{SITE}/data/dcat")


@pytest.fixture(scope="module")
def catalogue(built: Path) -> rdflib.Graph:
    return graph(built / "dcat.ttl", "turtle")


def test_turtle_and_json_ld_say_the_same(built: Path, unnamed: Path, catalogue: rdflib.Graph) -> None:
    assert len(catalogue) > 900
    assert isomorphic(catalogue, graph(built / "dcat.jsonld", "json-ld"))
    # Without a site_url the addresses are relative: read where the site stands, they come out the same. Only the ZIP
    # differs: the package inside states no homepage.
    relative = graph(unnamed / "dcat.ttl", "turtle")
    assert isomorphic(relative, graph(unnamed / "dcat.jsonld", "json-ld"))
    assert {subject for subject, _, _ in catalogue ^ relative} == {
        rdflib.URIRef(f"{SITE}/data/dcat#{part}-sunshine-reports-csv.zip") for part in ("file", "sha256")
    }
    assert "example.org" not in (unnamed / "dcat.ttl").read_text() + (unnamed / "dcat.jsonld").read_text()


def test_the_catalogue_has_what_dcat_ap_demands(catalogue: rdflib.Graph) -> None:
    [head] = catalogue.subjects(RDF.type, DCAT.Catalog)
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset, DCTERMS.license):
        assert list(catalogue.objects(head, needed)), needed
    [publisher] = catalogue.objects(head, DCTERMS.publisher)
    assert {str(name) for name in catalogue.objects(publisher, FOAF.name)} == {"阳光年报", "Sunshine Reports"}
    datasets = set(catalogue.subjects(RDF.type, DCAT.Dataset))
    assert datasets == set(catalogue.objects(head, DCAT.dataset))
    assert len(datasets) == 1 + len(TABLE_COLUMNS)
    for dataset in datasets:
        said = set(catalogue.predicates(dataset))
        assert {DCTERMS.title, DCTERMS.description, DCTERMS.temporal, DCTERMS.spatial, DCTERMS.license} <= said
        assert {DCTERMS.publisher, DCAT.distribution, DCAT.keyword, DCAT.theme, DCTERMS.identifier} <= said
    [period] = set(catalogue.objects(None, DCTERMS.temporal))
    assert str(catalogue.value(period, DCAT.startDate)) == "2019"
    assert str(catalogue.value(period, DCAT.endDate)) == "2023"


def test_the_catalogue_leads_from_the_whole_to_its_parts_and_files(built: Path, catalogue: rdflib.Graph) -> None:
    def said(id: str, predicate: rdflib.URIRef) -> set[tuple[str, str | None]]:
        found = catalogue.objects(rdflib.URIRef(f"{SITE}/data/dcat#{id}"), predicate)
        return {(str(value), getattr(value, "language", None)) for value in found}

    def things(*ids: str) -> set[tuple[str, None]]:
        return {(f"{SITE}/data/dcat#{id}", None) for id in ids}

    for id in ("catalogue", "dataset"):
        assert said(id, DCTERMS.title) == {(TITLE_ZH, "zh"), (TITLE_EN, "en")}
        assert said(id, DCTERMS.description) == {(ABOUT_ZH, "zh"), (ABOUT_EN, "en")}
    for info in tables():
        assert said(info.id, DCTERMS.title) == {(info.zh, "zh"), (info.en, "en")}
        assert said(info.id, DCTERMS.description) == {(info.about_zh, "zh"), (info.about_en, "en")}
        assert said(info.id, DCTERMS.identifier) == {(f"sunshine-reports/{info.id}", None)}
        assert said(info.id, DCAT.distribution) == things(*(f"file-{info.id}.{x}" for x in ("csv", "json", "parquet")))
    bulk = ("sunshine-reports-csv.zip", "sunshine-reports.sqlite", "sunshine-reports.xlsx")
    assert said("dataset", DCAT.distribution) == things(*(f"file-{name}" for name in bulk))
    assert said("dataset", DCTERMS.hasPart) == things(*TABLE_COLUMNS)
    assert said("catalogue", DCAT.dataset) == things("dataset", *TABLE_COLUMNS)
    assert said("dataset", rdflib.URIRef(f"{DCAT}version")) == {
        (json.loads((built / "version.json").read_bytes())["dataset_version"], None)
    }
    assert said("dataset", DCAT.keyword) == {(k, "zh") for k in KEYWORDS_ZH} | {(k, "en") for k in KEYWORDS_EN}
    assert said("catalogue", FOAF.homepage) == {(f"{SITE}/", None)}
    assert said("catalogue", DCAT.service) == things("api")
    assert said("api", DCAT.servesDataset) == things("dataset")
    assert said("api", DCAT.endpointURL) == {(f"{SITE}/api/v1/", None)}
    assert said("api", DCAT.endpointDescription) == {(f"{SITE}/api/v1/openapi.json", None)}
    authority = "http://publications.europa.eu/resource/authority"
    for id in ("dataset", "reports"):
        assert said(id, DCTERMS.spatial) == {(f"{authority}/country/CHN", None)}
        assert said(id, DCTERMS.language) == {(f"{authority}/language/ZHO", None)}
        assert said(id, DCTERMS.accrualPeriodicity) == {(f"{authority}/frequency/ANNUAL", None)}
        assert said(id, DCAT.theme) == {(f"{authority}/data-theme/GOVE", None)}
    [period] = catalogue.objects(rdflib.URIRef(f"{SITE}/data/dcat#dataset"), DCTERMS.temporal)
    assert catalogue.value(period, DCAT.startDate).datatype == XSD.gYear  # type: ignore[union-attr]


MEDIA = {
    ".csv": ("text/csv", "CSV"),
    ".json": ("application/json", "JSON"),
    ".parquet": ("application/vnd.apache.parquet", "PARQUET"),
    ".sqlite": ("application/vnd.sqlite3", "SQLITE"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ".zip": ("application/zip", "ZIP"),
}


def test_every_distribution_is_a_file_of_that_size_and_hash(built: Path, catalogue: rdflib.Graph) -> None:
    found = set()
    for distribution in catalogue.subjects(RDF.type, DCAT.Distribution):
        address = str(catalogue.value(distribution, DCAT.downloadURL))
        data = (built / address.removeprefix(f"{SITE}/data/")).read_bytes()
        size = catalogue.value(distribution, DCAT.byteSize)
        assert (int(str(size)), size.datatype) == (len(data), XSD.nonNegativeInteger)  # type: ignore[union-attr]
        checksum = catalogue.value(distribution, SPDX.checksum)
        assert str(catalogue.value(checksum, SPDX.checksumValue)) == hashlib.sha256(data).hexdigest()
        assert str(catalogue.value(distribution, DCTERMS.license)) == LICENCE_URL
        assert str(catalogue.value(checksum, SPDX.algorithm)) == f"{SPDX}checksumAlgorithm_sha256"
        assert str(catalogue.value(distribution, DCAT.accessURL)) == address
        assert str(catalogue.value(distribution, DCTERMS.rights)) == f"{SITE}/data/LICENCE.txt"
        media, kind = MEDIA[Path(address).suffix]
        told = str(catalogue.value(distribution, DCAT.mediaType)), str(catalogue.value(distribution, DCTERMS.format))
        assert told == (
            f"https://www.iana.org/assignments/media-types/{media}",
            f"http://publications.europa.eu/resource/authority/file-type/{kind}",
        )
        found.add(Path(address).suffix)
    assert found == set(MEDIA)


def test_sha256sums_covers_every_other_file(built: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=built, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    listed = {line.split("  ", 1)[1] for line in (built / "SHA256SUMS").read_text().splitlines()}
    present = {p.relative_to(built).as_posix() for p in built.rglob("*") if p.is_file()}
    assert present - listed == {"SHA256SUMS"}


def version_of(out: Path, reports: list[Report]) -> Version:
    export(out, reports=reports)
    return version(Folder(out))


def test_the_version_is_the_data_s_own(tmp_path: Path) -> None:
    first = version_of(tmp_path / "a", REPORTS)
    assert first == version_of(tmp_path / "b", REPORTS[::-1])
    other = noted(REPORTS[1], ("applications", "granted", "total"), raw="4711", value=Decimal(4711))
    assert version_of(tmp_path / "a", [REPORTS[0], other, *REPORTS[2:]]).dataset != first.dataset
    assert len(first.dataset) == 12


def test_version_json_counts_rows_and_cites(built: Path) -> None:
    said = json.loads((built / "version.json").read_bytes())
    assert {name: table["rows"] for name, table in said["tables"].items()} == {
        name: len(frame) for name, frame in collection_frames().items()
    }
    assert said["dataset_version"] in said["citation"]["gbt7714"]
    assert said["citation"]["gbt7714"].endswith(f"[DS/OL]. [引用日期]. {SITE}/.")


def test_citations() -> None:
    cited = report_citation("010101-a-2023", "云溪县财政局", 2023, "某报告", "2024-01-30", "https://example.org/a_b")
    assert cited.gbt7714 == "云溪县财政局. 某报告[R/OL]. (2024-01-30)[引用日期]. https://example.org/a_b."
    assert "@techreport{010101-a-2023,\n  author = {{云溪县财政局}},\n  title = {{某报告}}" in cited.bibtex
    assert "  year = {{2024}}" in cited.bibtex
    assert "  url = {{https://example.org/a_b}}" in cited.bibtex
    bare = report_citation("010101-a-2023", "云溪县财政局", 2023, "")
    assert bare.gbt7714 == "云溪县财政局. 云溪县财政局2023年政府信息公开工作年度报告[R/OL]. [引用日期]."
    assert "url" not in bare.bibtex
    hostile = report_citation("010101-a-0000", "甲 & 乙", None, "50%_{x}\\ #$~^\n", "", "https://e.org/{a}\\")
    assert r"50\%\_\{x\}\textbackslash{} \#\$\textasciitilde{}\textasciicircum{}" in hostile.bibtex
    assert "{{https://e.org/%7Ba%7D%5C}}" in hostile.bibtex
    assert "year" not in hostile.bibtex
    assert dataset_citation(Version("0123456789ab")).bibtex.startswith("@misc{sunshine-reports-0123456789ab,")
    assert dataset_citation(Version("0123456789ab")).gbt7714.endswith("：版本 0123456789ab[DS/OL]. [引用日期].")
    english = dataset_citation(Version("0123456789ab"), "https://example.org/", english=True).gbt7714
    assert english.startswith("Sunshine Reports. ") and english.isascii()
    assert english.endswith(": version 0123456789ab[DS/OL]. [date of access]. https://example.org/.")


def test_a_citation_in_bibtex_has_every_field_once() -> None:
    cited = report_citation("010101-a-2023", "云溪县财政局", 2023, "某报告", "2025-01-30", "https://example.org/a")
    assert cited.bibtex.splitlines() == [
        "@techreport{010101-a-2023,",
        "  author = {{云溪县财政局}},",
        "  title = {{某报告}},",
        "  year = {{2025}},",
        "  type = {{政府信息公开工作年度报告}},",
        "  institution = {{云溪县财政局}},",
        "  url = {{https://example.org/a}},",
        "  note = {{Data: 阳光年报 Sunshine Reports, 010101-a-2023}}",
        "}",
    ]
    assert "  year = {{2024}}," in report_citation("010101-a-2023", "云溪县财政局", 2023, "某报告").bibtex
    whole = dataset_citation(Version("0123456789ab"), "https://example.org/")
    assert whole.gbt7714 == f"阳光年报. {TITLE_ZH}：版本 0123456789ab[DS/OL]. [引用日期]. https://example.org/."
    assert whole.bibtex.splitlines() == [
        "@misc{sunshine-reports-0123456789ab,",
        "  author = {{Sunshine Reports}},",
        f"  title = {{{{{TITLE_ZH} ({TITLE_EN})}}}},",
        "  version = {{0123456789ab}},",
        "  url = {{https://example.org/}},",
        f"  note = {{{{Licence: {LICENCE}}}}}",
        "}",
    ]


def as_triples(data: dict[str, Any], base: str) -> rdflib.Graph:
    # schema.org's context stands on another host; its vocabulary is what matters here.
    local = {**data, "@context": {"@vocab": str(SCHEMA), "license": {"@type": "@id"}, "item": {"@type": "@id"},
                                  "contentUrl": {"@type": "@id"}, "url": {"@type": "@id"}}}  # fmt: skip
    return rdflib.Graph().parse(data=json.dumps(local), format="json-ld", publicID=base)


REPORT = {
    "report_id": "010101-caizheng-2023", "agency": HOSTILE["agency"], "year": 2023, "title": HOSTILE["title"],
    "source_url": "javascript:alert(1)", "published_on": None,
}  # fmt: skip


@pytest.mark.parametrize("site_url", [None, SITE])
def test_a_report_s_json_ld(site_url: str | None) -> None:
    page = "reports/010101-caizheng-2023/"
    found = as_triples(report_jsonld(REPORT, page, site_url, "云溪县"), f"{SITE}/{page}")
    address = rdflib.URIRef(f"{SITE}/{page}")
    assert (address, RDF.type, SCHEMA.Dataset) in found
    assert str(found.value(address, SCHEMA.name)) == HOSTILE["title"]
    assert 50 <= len(str(found.value(address, SCHEMA.description))) <= 5000
    assert str(found.value(address, SCHEMA.license)) == LICENCE_URL
    assert (None, SCHEMA.contentUrl, rdflib.URIRef(f"{SITE}/api/v1/reports/010101-caizheng-2023.csv")) in found
    assert not list(found.objects(address, SCHEMA.isBasedOn)), "a script is no source"
    assert str(found.value(address, SCHEMA.temporalCoverage)) == "2023"


def test_the_dataset_s_json_ld() -> None:
    data = dataset_jsonld("", None, [2023, 2019])
    found = as_triples(data, f"{SITE}/")
    address = rdflib.URIRef(f"{SITE}/downloads/")
    assert str(found.value(address, SCHEMA.temporalCoverage)) == "2019/2023"
    assert (None, SCHEMA.contentUrl, rdflib.URIRef(f"{SITE}/data/sunshine-reports.sqlite")) in found


def test_the_json_ld_of_a_report_tells_whose_where_from_and_where_its_files_are() -> None:
    row = {**REPORT, "agency": "云溪县财政局", "title": None, "source_url": "https://example.org/1"}
    data = report_jsonld({**row, "published_on": "2024-01-30"}, "reports/010101-caizheng-2023/", None, "云溪县")
    told = "云溪县财政局政府信息公开工作年度报告"
    assert (data["name"], data["identifier"], data["url"]) == (
        told, "010101-caizheng-2023", "../../reports/010101-caizheng-2023/",
    )  # fmt: skip
    assert data["description"].startswith("云溪县财政局2023 年政府信息公开")
    assert data["spatialCoverage"] == {"@type": "Place", "name": "云溪县"}
    assert data["sourceOrganization"] == {"@type": "GovernmentOrganization", "name": "云溪县财政局"}
    for whose in (data["creator"], data["publisher"], data["isPartOf"]["creator"]):
        assert whose == {"@type": "Organization", "name": "阳光年报", "alternateName": "Sunshine Reports"}
    assert (data["isPartOf"]["@type"], data["isPartOf"]["license"]) == ("Dataset", LICENCE_URL)
    assert data["isAccessibleForFree"] is True and data["inLanguage"] == "zh-CN"
    assert data["isBasedOn"] == "https://example.org/1"
    assert data["citation"] == f"云溪县财政局. {told}[R/OL]. (2024-01-30)[引用日期]. https://example.org/1."
    assert (data["isPartOf"]["name"], data["isPartOf"]["url"]) == (TITLE_ZH, "../../downloads/")
    assert {(file["@type"], file["license"]) for file in data["distribution"]} == {("DataDownload", LICENCE_URL)}
    assert [(file["contentUrl"], file["encodingFormat"]) for file in data["distribution"]] == [
        ("../../api/v1/reports/010101-caizheng-2023.json", "application/json"),
        ("../../api/v1/reports/010101-caizheng-2023.csv", "text/csv"),
    ]
    undated = report_jsonld({**row, "year": 0}, "", SITE)
    assert undated["citation"] == f"云溪县财政局. {told}[R/OL]. [引用日期]. https://example.org/1."
    assert undated["description"].startswith("云溪县财政局政府信息公开")
    assert not {"temporalCoverage", "spatialCoverage"} & set(undated)


@pytest.mark.parametrize(("lang", "name", "other"), [("zh", TITLE_ZH, TITLE_EN), ("en", TITLE_EN, TITLE_ZH)])
def test_the_json_ld_of_the_dataset_is_in_the_words_of_the_page(lang: str, name: str, other: str) -> None:
    data = dataset_jsonld("en/", SITE, [2023, 2023], lang)
    assert (data["name"], data["alternateName"]) == (name, other)
    assert data["description"].isascii() == (lang == "en")
    assert data["spatialCoverage"] == {"@type": "Place", "name": "中华人民共和国"}
    assert data["identifier"] == "sunshine-reports"
    assert data["temporalCoverage"] == "2023" and {"政府信息公开", "open data"} <= set(data["keywords"])
    assert [
        (file["contentUrl"].removeprefix(f"{SITE}/data/"), file["encodingFormat"]) for file in data["distribution"]
    ] == [
        ("sunshine-reports-csv.zip", "application/zip"),
        ("sunshine-reports.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("sunshine-reports.sqlite", "application/vnd.sqlite3"),
        ("datapackage.json", "application/json"),
    ]
    assert "temporalCoverage" not in dataset_jsonld("", None, [], lang)


@pytest.mark.parametrize("site_url", [None, SITE])
def test_breadcrumbs(site_url: str | None) -> None:
    trail = [("首页", ""), ("地区", "regions/"), ("云溪县", "regions/010101/")]
    found = as_triples(breadcrumbs_jsonld(trail, "regions/010101/", site_url), f"{SITE}/regions/010101/")
    items = {
        str(found.value(s, SCHEMA.name)): str(found.value(s, SCHEMA.item)) for s in found.subjects(SCHEMA.position)
    }
    assert {str(found.value(s, RDF.type)) for s in found.subjects(SCHEMA.position)} == {str(SCHEMA.ListItem)}
    assert sorted(int(str(place)) for place in found.objects(None, SCHEMA.position)) == [1, 2, 3]
    assert items == {"首页": f"{SITE}/", "地区": f"{SITE}/regions/", "云溪县": f"{SITE}/regions/010101/"}


def test_no_text_ends_the_script_element() -> None:
    element = script(report_jsonld({**REPORT, "title": "</script><!--<b>&\u2028"}, "reports/x/", None))
    inside = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028")
    assert json.loads(inside)["name"] == "</script><!--<b>&\u2028"


def own_licences(built: Path) -> Iterator[tuple[str, bool]]:
    yield "LICENCE.txt", LICENCE_URL in (built / "LICENCE.txt").read_text()
    for path in sorted((built.parent / "api/v1").rglob("*.json")):
        if path.parent.name in ("reports", "agencies", "regions", "years", "metrics"):
            document = json.loads(path.read_bytes())
            if not document["$schema"].endswith("notice.schema.json"):
                yield path.name, document["licence"]["url"] == LICENCE_URL


def test_every_document_states_its_licence(built: Path) -> None:
    stated = list(own_licences(built))
    assert len(stated) > 50
    assert [name for name, ok in stated if not ok] == []


def test_exports_of_nothing_are_valid(tmp_path: Path) -> None:
    paths = export_all([], Registry(), tmp_path)
    data = tmp_path / "data"
    assert len(paths) > 80
    assert faults(frictionless.validate(data / "datapackage.json")) == []
    accepted(data / "csv-metadata.json")
    assert isomorphic(graph(data / "dcat.ttl", "turtle"), graph(data / "dcat.jsonld", "json-ld"))
    assert json.loads((data / "reports.json").read_bytes()) == []
    assert openpyxl.load_workbook(data / "sunshine-reports.xlsx")["reports"].max_row == 1
    assert pq.read_table(data / "reports.parquet").num_rows == 0
