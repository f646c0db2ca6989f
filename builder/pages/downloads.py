"""The downloads: every file under /data/ and the API, in Chinese at /downloads/ and in English at /en/downloads/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from builder.exports import about
from builder.exports.citation import dataset_citation
from builder.exports.dataset import ROWS_PER_SHEET
from builder.exports.dictionary import tables
from builder.exports.tables import SHARED_PARTS
from builder.folder import Folder
from builder.pages.dataset import Dataset
from builder.pages.entries import UNKNOWN_REGION
from builder.pages.fixed import FIXED
from builder.pages.linked import whole
from builder.pages.render import Page
from builder.pages.text import plain, size
from builder.settings import Settings
from builder.tables.rows import PER_REPORT

_MOST_CELLS = 250  # of a report, with the forms mixed
_WORDS = {
    "whole": ("整套数据", "The whole dataset"),
    "tables": ("逐表下载", "Table by table"),
    "table": ("数据表", "Table"),
    "parts": ("按年度和省份", "By year and province"),
    "parts_about": (
        "大表另按报告年度和省份（区划代码前两位）拆分，文件名相同。全是 CSV。",
        "The large tables are also cut by report year and by province (first two digits of the region code), as CSV.",
    ),
    "part": ("年度、省份", "Year, province"),
    "api": ("接口", "API"),
    "api_about": (
        "静态 JSON，没有密钥，没有限额。每份报告、每家机关、每个地区、年度和指标各有一个文件。",
        "Static JSON, no key, no limit: one file for each report, agency, region, year and metric.",
    ),
    "api_page": ("接口说明和例子", "Description and examples"),
    "open": ("怎样打开", "Opening the files"),
    "licence": ("许可", "Licence"),
    "cite": ("引用、版本和校验和", "Citation, version and checksums"),
    "excel": (
        "CSV 是带 BOM 的 UTF-8，Excel 和 WPS 双击即可打开。",
        "CSV files are UTF-8 with a byte order mark; Excel and WPS open them right. ",
    ),
    "dictionary": ("每一列的意思见", "What each column means: "),
    "dictionary_name": ("数据字典", "data dictionary"),
}


class File(NamedTuple):
    """A file of the whole dataset: its address under the root and what it is, in both languages."""

    address: str
    name: str
    zh: str
    en: str


def files(dataset: Dataset) -> tuple[File, ...]:
    """The files that hold or describe everything."""
    # One workbook holds every table only while the largest has fewer than a million rows: at most a note a cell.
    books = (
        [File(f"data/{about.NAME}.xlsx", "Excel", "一个工作簿，每张表一页", "one workbook, a sheet per table")]
        if len(dataset.entries) * _MOST_CELLS <= ROWS_PER_SHEET
        else []
    )
    return (
        File(f"data/{about.NAME}-csv.zip", "CSV (ZIP)", "全部 CSV 和说明", "all CSV files with their description"),
        *books,
        File(f"data/{about.NAME}.sqlite", "SQLite", "一个数据库文件", "one database file"),
        File("data/datapackage.json", "Data Package", "Frictionless 描述文件", "Frictionless description"),
        File("data/csv-metadata.json", "CSVW", "W3C CSV on the Web 描述文件", "W3C CSV on the Web description"),
        File("data/dcat.ttl", "DCAT", "数据目录（Turtle）", "catalogue record (Turtle)"),
    )


class Downloads(NamedTuple):
    """What stands under ``data/``: the version of the dataset, and the bytes of its CSV and JSON tables by file name.
    The other formats may be a little longer or shorter with another version of a library, so that pages never tell."""

    version: about.Version
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, folder: Folder, version: about.Version) -> Downloads:
        """Those of a folder to which the tables are written."""
        names = [f"{table.id}.{kind}" for table in tables() for kind in ("csv", "json")]
        return cls(version, {name: folder.size(f"data/{name}") for name in names})


def downloads_pages(dataset: Dataset, settings: Settings, downloads: Downloads) -> Iterator[Page]:
    """The downloads in both languages, with their sizes and how to cite them."""
    for lang, code, address in ((0, "zh", "downloads/"), (1, "en", "en/downloads/")):
        page = _page(dataset, settings, lang, address, code, downloads)
        yield replace(page, described=whole(address, dataset, settings))


def _parts(dataset: Dataset) -> list[tuple[str, str]]:
    """(folder, name) of the years and provinces with a report, newest year first: the others have no part of their
    own."""
    reported = (code for code, offices in dataset.by_region.items() if any(office.entries for office in offices))
    provinces = []
    for digits in sorted({code[:2] for code in reported if code != UNKNOWN_REGION}):
        region = dataset.registry.region(f"{digits}0000")
        provinces.append((f"by-province/{digits}", plain(region.name) if region else digits))
    return [*((f"by-year/{year}", str(year)) for year in reversed(dataset.years)), *provinces]


def _page(dataset: Dataset, settings: Settings, lang: int, address: str, code: str, downloads: Downloads) -> Page:
    words = {name: both[lang] for name, both in _WORDS.items()}
    return Page(
        path=f"{address}index.md",
        template="downloads.md.j2",
        title=FIXED[address].title,
        description=FIXED[address].description,
        kind="downloads",
        section="downloads/",
        lang=code,
        alternate=(("en", "en/downloads/"), ("zh", "downloads/")),
        values={
            "w": words,
            "lang": code,
            "files": [(f.address, f.name, (f.zh, f.en)[lang]) for f in files(dataset)],
            "tables": [(t.id, (t.zh, t.en)[lang], (t.about_zh, t.about_en)[lang]) for t in tables()],
            "parts": _parts(dataset),
            "cut": [*PER_REPORT, *SHARED_PARTS],
            "example": dataset.entries[0].id if dataset.entries else "",
            "rights": (about.RIGHTS_ZH, about.RIGHTS_EN)[lang],
            "guard": (about.GUARD_ZH, about.GUARD_EN)[lang],
            "sizes": {name: size(bytes) for name, bytes in downloads.sizes.items()},
            "citation": dataset_citation(downloads.version, settings.site_url, english=code == "en"),
            "licence": (about.LICENCE, about.LICENCE_URL),
        },
    )
