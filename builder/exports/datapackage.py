"""``datapackage.json`` (Data Package v2): every CSV table with its Table Schema, keys, size and hash."""

from __future__ import annotations

from typing import Any

from builder.exports import about, dictionary
from builder.exports.dataset import PublishedTables
from builder.exports.dictionary import Column
from builder.exports.json_files import encoded
from builder.folder import Folder

PROFILES = "https://datapackage.org/profiles/2.0/"
TYPES = {"integer": "integer", "year": "year", "decimal": "number", "date": "date"}


def write_datapackage(dataset: PublishedTables, folder: Folder, version: about.Version, site_url: str | None) -> None:
    """Write ``data/datapackage.json``; the CSV files must be there."""
    folder.put("data/datapackage.json", encoded(datapackage(dataset, folder, version, site_url)))


def datapackage(
    dataset: PublishedTables, folder: Folder, version: about.Version, site_url: str | None
) -> dict[str, Any]:
    """The descriptor. ``homepage`` is left out without a ``site_url``."""
    package: dict[str, Any] = {
        "$schema": f"{PROFILES}datapackage.json",
        "name": about.NAME,
        "title": about.TITLE_ZH,
        "title_en": about.TITLE_EN,
        "description": f"{about.ABOUT_ZH}\n\n{about.ABOUT_EN}\n\n{about.GUARD_ZH}\n\n{about.GUARD_EN}",
        "version": version.dataset,
        "generator": f"{about.NAME} {version.generator}",
    }
    if site_url:
        package["homepage"] = site_url
    package |= {
        "keywords": [*about.KEYWORDS_ZH, *about.KEYWORDS_EN],
        "contributors": [{"title": about.PUBLISHER_ZH, "roles": ["publisher", "compiler"]}],
        "licenses": licences(),
        "resources": [_resource(dataset, folder, i.id) for i in dictionary.tables()],
    }
    return package


def licences() -> list[dict[str, str]]:
    """The licence in Data Package terms."""
    return [{"name": about.LICENCE, "path": about.LICENCE_URL, "title": about.LICENCE_TITLE}]


def _resource(dataset: PublishedTables, folder: Folder, name: str) -> dict[str, Any]:
    info = dictionary.table(name)
    return {
        "name": name,
        "path": f"{name}.csv",
        "type": "table",
        "title": info.zh,
        "title_en": info.en,
        "description": f"{info.about_zh}\n{info.about_en}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": folder.size(f"data/{name}.csv"),
        "hash": f"sha256:{folder.sha256(f'data/{name}.csv')}",
        "licenses": licences(),
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": table_schema(dataset, name),
    }


def table_schema(dataset: PublishedTables, name: str) -> dict[str, Any]:
    """The Table Schema of a table, with the keys that hold for the rows at hand."""
    key, references = dataset.key(name), dataset.references(name)
    schema: dict[str, Any] = {
        "$schema": f"{PROFILES}tableschema.json",
        "fields": [_field(c, c.id in key) for c in dictionary.table(name).columns],
        "missingValues": [""],
    }
    if key:
        schema["primaryKey"] = list(key)
    if references:
        schema["foreignKeys"] = [
            # Table Schema names a table's own columns by an empty resource.
            {
                "fields": list(r.columns),
                "reference": {"resource": "" if r.table == name else r.table, "fields": list(r.to)},
            }
            for r in references
        ]
    return schema


def _field(column: Column, required: bool) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.id,
        "type": TYPES.get(column.type, "string"),
        "title": column.zh,
        "title_en": column.en,
        "description": f"{column.about_zh}\n{column.about_en}",
    }
    constraints: dict[str, Any] = {"required": True} if required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    return field | ({"constraints": constraints} if constraints else {})
