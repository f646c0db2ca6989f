"""A small collection with everything that an export can get wrong, and its exports, written once for all tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pandas as pd

from builder.exports.addresses import Address, Manifest
from builder.exports.dataset import PublishedTables
from builder.exports.feed import Change, Update
from builder.exports.profile import profile, together
from builder.exports.write import Material
from builder.model import Agency, Finding, Outcome, Place, Region, Report
from builder.registry import Acknowledgement, Registry
from builder.tables import all_rows
from builder.tables.columns import DECIMAL_COLUMNS, INTEGER_COLUMNS, TABLE_COLUMNS
from builder.tables.rows import PER_REPORT, Row, Rows
from tests.handmade import collected, report
from tests.shelved import export_all, shelved

SITE = "https://example.org/sunshine"
LONG_NUMBER = "12345678901234567.123456789"
HOSTILE = {
    "title": '=HYPERLINK("https://example.org","x"),"引号"\r\n第二行',
    "agency": "@云溪县<script>alert(1)</script>&局",
    "raw": "'=1+1\t\x01_x0041_",
    "rich": "<r><t>不是标记</t></r>",
    "prose": "+本机关收到申请。\n-行政复议一件，政务服务大厅；\"引号\"、'单引号'、"
    "\u202e反向、𠮷野家、</script>{{ x }}\n\n# 标题",
}

REGISTRY = Registry(
    agencies=(
        Agency("010000-shengzf", "零一省人民政府", (), "government", "province", "010000"),
        Agency("010100-shizf", "青石市人民政府", ("青石市政府",), "government", "prefecture", "010100", "2019-01-01"),
        Agency("010101-caizheng", "云溪县财政局", (), "department", "county", "010101"),
        Agency("010101-jiaoyu", "云溪县教育局", ("县教育局", "县教体局"), "department", "county", "010101"),
        Agency("010101-weibao", "云溪县未报局", (), "department", "county", "010101"),
    ),
    regions=(
        Region("010000", "零一省", "province", ""),
        Region("010100", "青石市", "prefecture", "010000"),
        Region("010101", "云溪县", "county", "010100"),
        Region("010102", "无人县", "county", "010100"),
        Region("020000", "另一省", "province", ""),
    ),
    acknowledged=(
        Acknowledgement(
            "010101-caizheng-2023", "row-sum", "granted", "total", "=机关已说明", "维护者", "2024-05-01", 2
        ),
    ),
)


def _reports() -> list[Report]:
    fee = ("proactive", "administrative_fees", "amount")
    granted = ("applications", "granted", "natural_person")
    hostile = report(
        {fee: LONG_NUMBER, granted: "900"},
        agency_id="010101-caizheng",
        region_code="010101",
        statuses={granted: "suspect"},
        prose={"overview": HOSTILE["prose"]},
        source_url="https://example.org/a?b=1&c=<d>",
        published_on="2024-01-30",
    )
    raw = tuple(
        row._replace(figures=tuple(f._replace(raw=HOSTILE["raw"]) if f.status == "suspect" else f for f in row.figures))
        for row in hostile.rows
    )
    sections = tuple(replace(s, heading=HOSTILE["rich"]) if s.section == "overview" else s for s in hostile.sections)
    hostile = replace(hostile, rows=raw, title=HOSTILE["title"], sections=sections)
    earlier = report(
        {fee: "160.5000", ("applications", "new_received", "business"): "",
         ("review_litigation", "reconsideration", "other"): ""},
        agency_id="010101-caizheng", region_code="010101", year=2022,
    )  # fmt: skip
    school = report(
        {fee: "0.3", ("applications", "granted", "business"): "7.5"},
        agency_id="010101-jiaoyu", agency="云溪县教育局", region_code="010101", revision=2, kind="pdf",
    )  # fmt: skip
    paged = tuple(row._replace(place=Place(row.place.line, 4)) for row in school.rows)
    school = replace(school, rows=paged)
    old = report(
        {("proactive", "administrative_licensing", "change"): "-3"},
        agency_id="010100-shizf", agency="青石市人民政府", region_code="010100", year=2019, form_id="2019", sample=True,
        prose={"overview": "政" * 40_000},
    )  # fmt: skip
    unknown = report(
        agency_id="000000-x0a1b2c3d", agency=HOSTILE["agency"], region_code="000000", year=0,
        without=(("applications", "granted"),),
    )  # fmt: skip
    who = replace(unknown.identity, region="", registered=False)
    return [hostile, earlier, school, old, replace(unknown, identity=who)]


def _finished(number: int, one: Report) -> Report:
    """A hash of its own, and procurement in 元 where all other amounts are in 万元."""
    rows = tuple(
        row._replace(figures=tuple(f._replace(unit="元") if f.column == "amount" else f for f in row.figures))
        if row.item == "government_procurement"
        else row
        for row in one.rows
    )
    return replace(one, rows=rows, source_sha256=f"{number:064x}")


REPORTS = [_finished(number, one) for number, one in enumerate(_reports(), start=10)]


def outcomes(reports: list[Report] | None = None) -> list[Outcome]:
    """What became of these reports (all of them by default) and of one quarantined file."""
    found = Finding("row-sum", "warning", Place(30), "applications", "granted", "total", "=5", "-6")
    read = [Outcome(r.source_file, r, None, (found,)) for r in reports or REPORTS]
    empty = Finding("empty", "error", Place(1), values=(("file", "-空.txt"),))
    return [*read, Outcome("-空.txt", None, empty)]


def frame(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """A table of the contract: whole numbers as nullable Int64, all else as text with "" for empty."""
    names = TABLE_COLUMNS[name]
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pd.DataFrame(
        {
            column: pd.array(list(values), dtype="Int64" if column in INTEGER_COLUMNS[name] else "str")
            for column, values in zip(names, columns, strict=True)
        }
    )


@dataclass(frozen=True)
class Handed:
    """A stack of rows that are in memory."""

    tables: Mapping[str, Mapping[str, list[Row]]]

    def rows(self, name: str) -> Iterable[tuple[str, list[Row]]]:
        return sorted(self.tables[name].items())


def whole_dataset(changed: Callable[[str, Row], Row] = lambda name, row: row) -> PublishedTables:
    """The dataset of these reports, each row as ``changed`` gives it back."""
    tables = {name: [changed(name, row) for row in rows] for name, rows in collection_rows().items()}
    by_report: dict[str, dict[str, list[Row]]] = {name: {} for name in PER_REPORT}
    for name, reports in by_report.items():
        for row in tables[name]:
            reports.setdefault(str(row[0]), []).append(row)
    profiles = {
        name: together(name, [profile(name, rows) for rows in reports.values()]) for name, reports in by_report.items()
    }
    shared = {n: rows for n, rows in tables.items() if n not in PER_REPORT}
    return PublishedTables.of(profiles, Handed(by_report), shared)


def collection_rows(reports: list[Report] | None = None) -> Rows:
    """The tables of these reports, row by row."""
    return all_rows(collected(outcomes(reports), REGISTRY))


def collection_frames(reports: list[Report] | None = None) -> dict[str, pd.DataFrame]:
    """The tables of these reports."""
    return {name: frame(name, of_table) for name, of_table in collection_rows(reports).items()}


def material(reports: list[Report] | None = None) -> Material:
    """What the exports of these reports are made from; its chunks can no longer be asked for."""
    with shelved(outcomes(reports), REGISTRY) as made:
        return made.material()


UPDATES = (
    Update("2025-03-01", "2025-03-01", (Change("010101-caizheng-2022", "云溪县财政局", 2022, "added"),)),
    Update(
        "2026-03-01",
        "2026-03-01",
        (
            Change("010101-caizheng-2023", "<b>云溪县&财政局\x00", 2023, "changed", 3),
            Change("000000-x0a1b2c3d-0000", "某局", None, "removed", 0),
        ),
    ),
)
MANIFEST = Manifest(
    (
        Address("/agencies/010101-jiaoju/", "moved", "/agencies/010101-jiaoyu/", "更名", 2),
        Address("/reports/010101-caizheng-2018/", "removed", "", "机关要求<撤下>", 3),
    )
)


def export(
    out: Path,
    *,
    site_url: str | None = SITE,
    reports: list[Report] | None = None,
    manifest: Manifest = MANIFEST,
    kept: Path | None = None,
) -> list[Path]:
    """All exports of these reports; ``kept`` is where one build leaves for the next what it knows."""
    address = f"{site_url}/" if site_url else ""
    return export_all(outcomes(reports), REGISTRY, out, site_url=address, updates=UPDATES, manifest=manifest, kept=kept)


Found = list[tuple[object, ...]]


def expected_rows(tables: Mapping[str, pd.DataFrame], name: str) -> Found:
    """A table's rows as plain values: int, Decimal, str, and None where empty."""
    frame = tables[name]
    columns = []
    for column in frame.columns:
        values = frame[column].tolist()
        if column in INTEGER_COLUMNS[name]:
            columns.append([None if pd.isna(v) else int(v) for v in values])
        elif column in DECIMAL_COLUMNS.get(name, ()):
            columns.append([Decimal(v) if v else None for v in values])
        else:
            columns.append([v or None for v in values])
    return list(zip(*columns, strict=True))


def csv_rows(data: bytes, name: str) -> tuple[list[str], Found]:
    """Header and rows of a CSV table as an independent reader sees it, the guard undone in text."""
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    numeric = INTEGER_COLUMNS[name] | DECIMAL_COLUMNS.get(name, frozenset())

    def value(column: str, text: str) -> object:
        if not text:
            return None
        if column in INTEGER_COLUMNS[name]:
            return int(text)
        return Decimal(text) if column in numeric else text.removeprefix("'")

    return header, [tuple(value(c, t) for c, t in zip(header, row, strict=True)) for row in rows]
