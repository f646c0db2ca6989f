"""How to cite a report and the data on its page: GB/T 7714—2015 and BibTeX."""

from __future__ import annotations

import re

from builder.pages import text
from builder.pages.dataset import Entry, Settings

_BIBTEX_SIGNS = re.compile(r"[\\{}$&#^_%~]")


def gbt7714(entry: Entry, name: str, settings: Settings) -> str:
    """GB/T 7714—2015, a report online; the reader fills in the day of access, as the standard wants."""
    report = entry.report
    published = f"({report.published_on})" if report.published_on else ""
    address = report.source_url or page_address(entry, settings)
    return f"{name}. {_title(entry)}[R/OL]. {published}[引用日期]. {text.plain(address)}".rstrip(" .") + "."


def bibtex(entry: Entry, name: str, settings: Settings) -> str:
    """A BibTeX entry of type techreport; signs that TeX obeys are taken out."""
    report = entry.report
    fields = {
        "author": f"{{{_tex(name)}}}",
        "title": _tex(_title(entry)),
        "year": report.published_on[:4] or (str(entry.year + 1) if entry.year else ""),
        "institution": _tex(name),
        "url": _tex_address(report.source_url or page_address(entry, settings)),
        "note": f"report id {entry.id}",
    }
    lines = [f"  {key} = {{{value}}}" for key, value in fields.items() if value and value != "{}"]
    return f"@techreport{{{entry.id},\n" + ",\n".join(lines) + "\n}"


def page_address(entry: Entry, settings: Settings) -> str:
    """The absolute address of the report's page; empty when the site's own is not known."""
    return f"{settings.site_url}reports/{entry.id}/" if settings.site_url else ""


def _title(entry: Entry) -> str:
    return text.plain(entry.report.title) or f"{entry.year}年政府信息公开工作年度报告"


def _tex(value: str) -> str:
    return _BIBTEX_SIGNS.sub("", value)


def _tex_address(value: str) -> str:
    return re.sub(r"[\\{}\s]", "", text.plain(value))
