"""schema.org descriptions for the pages, as JSON-LD: ``Dataset`` and ``BreadcrumbList``.

Addresses are absolute with a ``site_url`` and otherwise relative to the page. ``page`` is the page's own address in
the site, such as ``reports/350128-gov-2023/``, empty for the home page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import orjson

from builder.exports import about
from builder.exports.citation import report_citation

CONTEXT = "https://schema.org"


def site_address(target: str, page: str, site_url: str | None) -> str:
    """The address of ``target`` (a path in the site) as ``page`` should state it."""
    path = _quoted(target)
    if site_url:
        return f"{site_url.rstrip('/')}/{path}"
    return "../" * page.count("/") + path or "./"


_quoted = lru_cache(maxsize=256)(quote)


def dataset_jsonld(page: str, site_url: str | None, years: Iterable[int], lang: str = "zh") -> dict[str, Any]:
    """The whole dataset, in whatever version, for the home and downloads pages, in the words of the page's language."""
    titles, abouts = (about.TITLE_ZH, about.TITLE_EN), (about.ABOUT_ZH, about.ABOUT_EN)
    first = int(lang == "en")
    files = {
        f"{about.NAME}-csv.zip": "application/zip",
        f"{about.NAME}.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        f"{about.NAME}.sqlite": "application/vnd.sqlite3",
        "datapackage.json": "application/json",
    }
    return {
        **_dataset(titles[first], abouts[first], site_address("downloads/", page, site_url)),
        "alternateName": titles[not first],
        "identifier": about.NAME,
        "keywords": [*about.KEYWORDS_ZH, *about.KEYWORDS_EN],
        **_covered(years),
        "spatialCoverage": {"@type": "Place", "name": "中华人民共和国"},
        "distribution": [_download(site_address(f"data/{n}", page, site_url), kind) for n, kind in files.items()],
    }


def report_jsonld(report: Mapping[str, Any], page: str, site_url: str | None, place: str = "") -> dict[str, Any]:
    """One report. ``report`` is its row of the table reports; ``place`` the name of its division."""
    report_id, agency, year = str(report["report_id"]), str(report["agency"]), int(report["year"] or 0)
    title = str(report["title"] or "") or f"{agency}政府信息公开工作年度报告"
    address = site_address(f"reports/{report_id}/", page, site_url)
    described = (
        f"{agency}{f'{year} 年' if year else ''}政府信息公开工作年度报告的全部统计数字和文字内容："
        "主动公开、依申请公开、行政复议和行政诉讼，逐格注明来源行号。"
    )
    source = str(report["source_url"] or "")
    citation = report_citation(report_id, agency, year, title, str(report["published_on"] or ""), source)
    return {
        **_dataset(title, described, address),
        "identifier": report_id,
        **_covered([year] if year else []),
        **({"spatialCoverage": {"@type": "Place", "name": place}} if place else {}),
        **({"isBasedOn": source} if source.startswith(("https://", "http://")) else {}),
        "sourceOrganization": {"@type": "GovernmentOrganization", "name": agency},
        "citation": citation.gbt7714,
        "isPartOf": {"@type": "Dataset", "name": about.TITLE_ZH, "description": about.ABOUT_ZH,
                     "license": about.LICENCE_URL, "creator": _publisher(),
                     "url": site_address("downloads/", page, site_url)},
        "distribution": [
            _download(site_address(f"api/v1/reports/{report_id}.json", page, site_url), "application/json"),
            _download(site_address(f"api/v1/reports/{report_id}.csv", page, site_url), "text/csv"),
        ],
    }  # fmt: skip


def breadcrumbs_jsonld(trail: Iterable[tuple[str, str]], page: str, site_url: str | None) -> dict[str, Any]:
    """The way to a page: (name, path in the site) from the top down, the page itself last."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": site_address(target, page, site_url)}
            for place, (name, target) in enumerate(trail, start=1)
        ],
    }


def script(data: Mapping[str, Any]) -> str:
    """The finished ``<script>`` element; no text inside can end it or begin a comment."""
    text = orjson.dumps(data).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f'<script type="application/ld+json">{text}</script>'


def _dataset(name: str, description: str, address: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": name,
        "description": description,
        "inLanguage": "zh-CN",
        "license": about.LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": _publisher(),
        "publisher": _publisher(),
    }


def _publisher() -> dict[str, str]:
    return {"@type": "Organization", "name": about.PUBLISHER_ZH, "alternateName": about.PUBLISHER_EN}


def _download(address: str, kind: str) -> dict[str, str]:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind, "license": about.LICENCE_URL}


def _covered(years: Iterable[int]) -> dict[str, str]:
    known = sorted(y for y in years if y)
    if not known:
        return {}
    return {"temporalCoverage": str(known[0]) if len(set(known)) == 1 else f"{known[0]}/{known[-1]}"}
