"""Whether title, prose, file name and date of publication fit the year that the report is filed under."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from builder.checks.sheet import Sheet
from builder.forms import form
from builder.model import Finding

_YEAR = re.compile(r"(20\d\d)年")
_PERIOD = re.compile(r"(20\d\d)年1月1日起?(?:至|到|-|—|~|～)+(?:20\d\d年)?12月31日")
FILED = re.compile(r"-(20\d\d)(?:-\d+)?$")  # as ``portal add`` names files: the year behind the agency's id
_FIRST_YEAR = form("2019").first_year


def title_year(sheet: Sheet) -> Iterator[Finding]:
    """The year in the title is the year of the report."""
    report = sheet.report
    years = [int(year) for year in _YEAR.findall("".join(unicodedata.normalize("NFKC", report.title).split()))]
    if report.identity.year and years and report.identity.year not in years:
        yield Finding(
            "title-year",
            "hint",
            expected=str(report.identity.year),
            found=str(years[0]),
            values=(("title", report.title),),
        )


def prose_year(sheet: Sheet) -> Iterator[Finding]:
    """The prose speaks of the report's year: the statistics period names it, and section 1 names it at least once."""
    year = sheet.report.identity.year
    if not year:
        return
    for section, paragraphs in sheet.prose:
        period = next((match for paragraph in paragraphs if (match := _PERIOD.search(paragraph))), None)
        told = int(period[1]) if period else None
        quote = period.group() if period else ""
        if told is None and section.section == "overview":
            years = [int(found) for paragraph in paragraphs for found in _YEAR.findall(paragraph)]
            past = [found for found in years if _FIRST_YEAR <= found < year]
            if past and year not in years:
                told, quote = past[0], f"{past[0]}年"
        if told is not None and told != year:
            yield Finding(
                "prose-year",
                "hint",
                section.place,
                item=section.section,
                expected=str(year),
                found=str(told),
                values=(("quote", quote),),
            )
            return


def file_year(sheet: Sheet) -> Iterator[Finding]:
    """A file named as ``portal add`` names them (``…-2023.txt``) holds the report of that year."""
    year = sheet.report.identity.year
    file = sheet.report.source_file
    # Nearly every name holds that year and no other.
    match = FILED.search(PurePosixPath(file).stem) if "-20" in file.replace(f"-{year}", "") else None
    if year and match is not None and int(match[1]) != year:
        yield Finding("file-year", "hint", expected=match[1], found=str(year))


def early(sheet: Sheet) -> Iterator[Finding]:
    """A report is not published before its year is over."""
    report = sheet.report
    if report.published_on and report.published_on[:4] <= f"{report.identity.year:04d}":
        values = (("year", str(report.identity.year)),)
        yield Finding("published-early", "hint", found=report.published_on, values=values)


def late(year: int, published_on: str) -> Iterator[Finding]:
    """Published by 31 January of the next year (Regulations, art. 49); ``published_on`` is the first version's day, ""
    where it is unknown."""
    if year and is_late(published_on, year):
        yield Finding("published-late", "hint", expected=f"{year + 1:04d}-01-31", found=published_on)


def is_late(published_on: str, year: int) -> bool:
    """Whether an ISO date is after 31 January of the year after ``year``; False for an unknown date."""
    return published_on[:10] > f"{year + 1:04d}-01-31" if published_on else False
