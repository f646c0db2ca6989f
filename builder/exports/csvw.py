"""CSV on the Web metadata: one ``{table}.csv-metadata.json`` beside each table and ``csv-metadata.json`` for all."""

from __future__ import annotations

import re
from typing import Any

from builder.exports import about, dictionary
from builder.exports.dataset import PublishedTables
from builder.exports.dictionary import Column
from builder.exports.json_files import encoded
from builder.folder import Folder

CONTEXT: list[object] = ["http://www.w3.org/ns/csvw", {"@language": "zh"}]
TYPES = {"integer": "integer", "year": "gYear", "decimal": "decimal", "date": "date"}


def write_csvw(dataset: PublishedTables, folder: Folder, version: about.Version) -> None:
    """Write the metadata of each table alone, and of all with the foreign keys between them."""
    for info in dictionary.tables():
        alone = {"@context": CONTEXT, **_table(dataset, info.id), **_said(version)}
        folder.put(f"data/{info.id}.csv-metadata.json", encoded(alone))
    tables = []
    for info in dictionary.tables():
        table = _table(dataset, info.id)
        # A CSVW validator takes an empty cell for a reference to nothing.
        if references := dataset.references(info.id, filled=True):
            table["tableSchema"]["foreignKeys"] = [
                {
                    "columnReference": list(r.columns),
                    "reference": {"resource": f"{r.table}.csv", "columnReference": list(r.to)},
                }
                for r in references
            ]
        tables.append(table)
    together = {"@context": CONTEXT, **_texts(about.TITLE_ZH, about.TITLE_EN), **_said(version), "tables": tables}
    folder.put("data/csv-metadata.json", encoded(together))


def _said(version: about.Version) -> dict[str, Any]:
    return {
        "dc:license": {"@id": about.LICENCE_URL},
        "dc:publisher": {"schema:name": {"@value": about.PUBLISHER_ZH, "@language": "zh"}},
        "schema:version": version.dataset,
        "schema:softwareVersion": version.generator,
    }


def _texts(zh: str, en: str, name: str = "dc:title") -> dict[str, Any]:
    return {name: [{"@value": zh, "@language": "zh"}, {"@value": en, "@language": "en"}]}


def _table(dataset: PublishedTables, name: str) -> dict[str, Any]:
    info = dictionary.table(name)
    key = dataset.key(name)
    schema: dict[str, Any] = {"columns": [_column(c, c.id in key) for c in info.columns]}
    if key:
        schema["primaryKey"] = list(key)
    return {
        "url": f"{name}.csv",
        **_texts(info.zh, info.en),
        **_texts(f"{info.about_zh}{about.GUARD_ZH}", f"{info.about_en} {about.GUARD_EN}", "dc:description"),
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": schema,
    }


def _column(column: Column, required: bool) -> dict[str, Any]:
    datatype: object = TYPES.get(column.type, "string")
    if column.values:
        datatype = {"base": "string", "format": "|".join(map(re.escape, column.values))}
    described = {
        "name": column.id,
        "titles": {"und": [column.id], "zh": [column.zh], "en": [column.en]},
        **_texts(column.about_zh, column.about_en, "dc:description"),
        "datatype": datatype,
        "null": "",
    }
    return described | ({"required": True} if required else {})
