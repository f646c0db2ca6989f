"""The catalogue in DCAT 3 with the terms of DCAT-AP, as JSON-LD and as Turtle of the same triples.

Addresses are absolute with a ``site_url``; without one they are relative to the catalogue's own address.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from builder.exports import about, dictionary
from builder.exports.dataset import PublishedTables
from builder.exports.json_files import encoded
from builder.folder import Folder

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA = {
    "csv": ("text/csv", "CSV"),
    "json": ("application/json", "JSON"),
    "parquet": ("application/vnd.apache.parquet", "PARQUET"),
    "sqlite": ("application/vnd.sqlite3", "SQLITE"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    "zip": ("application/zip", "ZIP"),
}


@dataclass(frozen=True, slots=True)
class Iri:
    """The address of a thing."""

    address: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text with a language, or a value with a datatype of ``xsd``, or a plain text with neither."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass(slots=True)
class Node:
    """One described thing: its address, its class and what is said of it, in order."""

    id: str
    type: str
    said: list[tuple[str, Iri | Literal]] = field(default_factory=list)

    def say(self, name: str, *values: Iri | Literal) -> None:
        """Adds a property, once for each of its values."""
        self.said.extend((name, value) for value in values)


def write_dcat(dataset: PublishedTables, folder: Folder, version: about.Version, site_url: str | None) -> None:
    """Write ``data/dcat.jsonld`` and ``data/dcat.ttl``; the files they describe must be there."""
    nodes = catalogue(dataset, folder, version, site_url)
    folder.put("data/dcat.jsonld", encoded(json_ld(nodes)))
    folder.put("data/dcat.ttl", turtle(nodes).encode())


def catalogue(dataset: PublishedTables, folder: Folder, version: about.Version, site_url: str | None) -> list[Node]:
    """The catalogue, the whole dataset with its bulk files, one dataset for each table, and the API."""
    base = f"{site_url.rstrip('/')}/data/" if site_url else ""
    top = f"{base}../" if not base else f"{base.removesuffix('data/')}"
    anchor = f"{base}dcat" if base else ""
    publisher = Node(f"{anchor}#publisher", "foaf:Agent")
    publisher.say("foaf:name", Literal(about.PUBLISHER_ZH, "zh"), Literal(about.PUBLISHER_EN, "en"))
    period = Node(f"{anchor}#period", "dct:PeriodOfTime")
    years = sorted(year for year in dataset.profiles["reports"].years if year > "0000")
    if years:
        period.say("dcat:startDate", Literal(years[0], datatype="gYear"))
        period.say("dcat:endDate", Literal(years[-1], datatype="gYear"))

    described = _Described(folder, base, anchor, publisher, period, version)
    bulk = sorted(
        n for n in folder.names if n.startswith(f"data/{about.NAME}") and n.rsplit(".", 1)[-1] in MEDIA
    )  # fmt: skip
    whole = described.dataset("dataset", about.TITLE_ZH, about.TITLE_EN, about.ABOUT_ZH, about.ABOUT_EN, bulk)
    parts = [
        described.dataset(i.id, i.zh, i.en, i.about_zh, i.about_en,
                          [f"data/{i.id}.{kind}" for kind in ("csv", "json", "parquet")])
        for i in dictionary.tables()
    ]  # fmt: skip
    whole.say("dct:hasPart", *(Iri(p.id) for p in parts))
    service = Node(f"{anchor}#api", "dcat:DataService")
    service.say("dct:title", Literal("静态 JSON 接口", "zh"), Literal("Static JSON API", "en"))
    service.say("dcat:endpointURL", Iri(f"{top}api/v1/"))
    service.say("dcat:endpointDescription", Iri(f"{top}api/v1/openapi.json"))
    service.say("dcat:servesDataset", Iri(whole.id))
    service.say("dct:license", Iri(about.LICENCE_URL))
    head = Node(f"{anchor}#catalogue", "dcat:Catalog")
    described.words(head, about.TITLE_ZH, about.TITLE_EN, about.ABOUT_ZH, about.ABOUT_EN)
    head.say("dct:publisher", Iri(publisher.id))
    head.say("dct:license", Iri(about.LICENCE_URL))
    head.say("dct:language", Iri(f"{AUTHORITY}language/ZHO"), Iri(f"{AUTHORITY}language/ENG"))
    head.say("foaf:homepage", Iri(top))
    head.say("dcat:dataset", *(Iri(n.id) for n in (whole, *parts)))
    head.say("dcat:service", Iri(service.id))
    return [head, publisher, period, service, whole, *parts, *described.distributions]


@dataclass(slots=True)
class _Described:
    folder: Folder
    base: str
    anchor: str
    publisher: Node
    period: Node
    version: about.Version
    distributions: list[Node] = field(default_factory=list)

    def words(self, node: Node, title_zh: str, title_en: str, about_zh: str, about_en: str) -> None:
        node.say("dct:title", Literal(title_zh, "zh"), Literal(title_en, "en"))
        node.say("dct:description", Literal(about_zh, "zh"), Literal(about_en, "en"))

    def dataset(self, id: str, title_zh: str, title_en: str, about_zh: str, about_en: str, files: list[str]) -> Node:
        node = Node(f"{self.anchor}#{id}", "dcat:Dataset")
        self.words(node, title_zh, title_en, about_zh, about_en)
        node.say("dct:identifier", Literal(f"{about.NAME}/{id}"))
        node.say("dct:publisher", Iri(self.publisher.id))
        node.say("dcat:version", Literal(self.version.dataset))
        node.say("dct:license", Iri(about.LICENCE_URL))
        node.say("dct:language", Iri(f"{AUTHORITY}language/ZHO"))
        node.say("dct:accrualPeriodicity", Iri(f"{AUTHORITY}frequency/ANNUAL"))
        node.say("dct:spatial", Iri(f"{AUTHORITY}country/CHN"))
        node.say("dct:temporal", Iri(self.period.id))
        node.say("dcat:theme", Iri(f"{AUTHORITY}data-theme/GOVE"))
        node.say("dcat:keyword", *(Literal(k, "zh") for k in about.KEYWORDS_ZH))
        node.say("dcat:keyword", *(Literal(k, "en") for k in about.KEYWORDS_EN))
        node.say("dcat:distribution", *(Iri(self._distribution(name)) for name in files))
        return node

    def _distribution(self, name: str) -> str:
        file = name.removeprefix("data/")
        media, kind = MEDIA[file.rsplit(".", 1)[-1]]
        node = Node(f"{self.anchor}#file-{quote(file)}", "dcat:Distribution")
        address = Iri(f"{self.base}{quote(file)}")
        node.say("dct:title", Literal(file))
        node.say("dcat:accessURL", address)
        node.say("dcat:downloadURL", address)
        node.say("dcat:mediaType", Iri(f"https://www.iana.org/assignments/media-types/{media}"))
        node.say("dct:format", Iri(f"{AUTHORITY}file-type/{kind}"))
        node.say("dcat:byteSize", Literal(str(self.folder.size(name)), datatype="nonNegativeInteger"))
        node.say("dct:license", Iri(about.LICENCE_URL))
        node.say("dct:rights", Iri(f"{self.base}LICENCE.txt"))
        checksum = Node(f"{self.anchor}#sha256-{quote(file)}", "spdx:Checksum")
        checksum.say("spdx:algorithm", Iri(f"{PREFIXES['spdx']}checksumAlgorithm_sha256"))
        checksum.say("spdx:checksumValue", Literal(self.folder.sha256(name), datatype="hexBinary"))
        node.say("spdx:checksum", Iri(checksum.id))
        self.distributions += [node, checksum]
        return node.id


def json_ld(nodes: list[Node]) -> dict[str, Any]:
    """The nodes as JSON-LD with its context inside."""

    def value(said: Iri | Literal) -> dict[str, str]:
        if isinstance(said, Iri):
            return {"@id": said.address}
        typed = {"@type": f"xsd:{said.datatype}"} if said.datatype else {}
        return {"@value": said.text, **({"@language": said.language} if said.language else typed)}

    graph = []
    for node in nodes:
        entry: dict[str, Any] = {"@id": node.id, "@type": node.type}
        for name, said in node.said:
            entry.setdefault(name, []).append(value(said))
        graph.append(entry)
    return {"@context": PREFIXES, "@graph": graph}


def turtle(nodes: list[Node]) -> str:
    """The nodes as Turtle."""

    def value(said: Iri | Literal) -> str:
        if isinstance(said, Iri):
            return f"<{said.address}>"
        # A JSON string is a Turtle string: the same quotes and escapes.
        text = json.dumps(said.text, ensure_ascii=False)
        if said.language:
            return f"{text}@{said.language}"
        return f"{text}^^xsd:{said.datatype}" if said.datatype else text

    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for node in nodes:
        lines += ["", f"<{node.id}> a {node.type} ;"]
        lines += [f"    {name} {value(said)} ;" for name, said in node.said]
        lines[-1] = f"{lines[-1][:-1]}."
    return "\n".join(lines) + "\n"
