"""How to cite the dataset or one report: GB/T 7714-2015 and BibTeX.

The day of access is the reader's to fill in, so it stands as 引用日期 (“date of access”), or is omitted: a build
has no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from builder.exports import about

_SPECIAL = re.compile(r"[\\{}%&$#_~^]")
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True, slots=True)
class Citation:
    """Plain texts, not yet escaped for HTML."""

    gbt7714: str
    bibtex: str


def dataset_citation(version: about.Version, address: str = "", *, english: bool = False) -> Citation:
    """The whole dataset in the version at hand. ``address``: its absolute address, empty if unknown. ``english``:
    whether the line of GB/T 7714 is."""
    where = f" {address}." if address else ""
    fields = {
        "author": about.PUBLISHER_EN,
        "title": f"{about.TITLE_ZH} ({about.TITLE_EN})",
        "version": version.dataset,
        "url": address,
        "note": f"Licence: {about.LICENCE}",
    }
    chinese = f"{about.PUBLISHER_ZH}. {about.TITLE_ZH}：版本 {version.dataset}[DS/OL]. [引用日期].{where}"
    told = f"{about.PUBLISHER_EN}. {about.TITLE_EN}: version {version.dataset}[DS/OL]. [date of access].{where}"
    return Citation(
        told if english else chinese,
        _bibtex("misc", f"{about.NAME}-{version.dataset}", fields),
    )


@lru_cache(maxsize=64)
def report_citation(
    report_id: str, agency: str, year: int | None, title: str, published_on: str = "", address: str = ""
) -> Citation:
    """One agency's report. ``title`` may be empty; ``address`` is where to read it, absolute, empty if unknown."""
    year_text = str(year) if year else ""
    title = title or f"{agency}{year_text}{'年' if year else ''}政府信息公开工作年度报告"
    day = f"({published_on})" if published_on else ""
    where = f" {address}." if address else ""
    fields = {
        "author": agency,
        "title": title,
        "year": published_on[:4] or (str(year + 1) if year else ""),
        "type": "政府信息公开工作年度报告",
        "institution": agency,
        "url": address,
        "note": f"Data: {about.PUBLISHER_ZH} {about.PUBLISHER_EN}, {report_id}",
    }
    return Citation(f"{agency}. {title}[R/OL]. {day}[引用日期].{where}", _bibtex("techreport", report_id, fields))


def _bibtex(kind: str, key: str, fields: dict[str, str]) -> str:
    # Braces twice keep the case of a title and the words of a corporate author together.
    lines = [f"  {name} = {{{{{_escaped(name, text)}}}}}" for name, text in fields.items() if text]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _escaped(name: str, text: str) -> str:
    text = " ".join(text.split())
    if name == "url":
        return re.sub(r"[{}\\]", lambda m: f"%{ord(m[0]):02X}", text)
    return _SPECIAL.sub(lambda m: _ESCAPES.get(m[0], f"\\{m[0]}"), text)
