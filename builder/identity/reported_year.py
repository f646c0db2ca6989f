"""Which year a report is of."""

from __future__ import annotations

import re
from collections import Counter

from builder.document import Document
from builder.identity.naming import CITED
from builder.model import Finding, Job, Place
from builder.parse import Parsed
from builder.parse.title import DATE, YEAR
from builder.spelling import normalised

_PERIOD = re.compile(YEAR + r"年?0?1月0?1日.{0,6}?(?:至|到|—|-|~|–).{0,3}?(?:" + YEAR + r"年)?12月31日")
# A date is no year of a report, nor is a year before which another one stands nearer.
_YEAR_REPORT = re.compile(
    YEAR + r"(?!\s*[-./\d]|年\d{1,2}月)年?度?(?:(?!(?:19|20)\d\d)[^,。;:]){0,30}?(?:信息|政务)公开"
)
_DATE = re.compile(DATE)
_ANY_YEAR = re.compile(YEAR + r"年")
_PATH_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")


def _year(text: str) -> int:
    return int(text.translate(str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")))


def prose_of(parsed: Parsed) -> str:
    """The text before the tables and that of the sections, as much of it as says who reports and on what year."""
    return "\n".join((*parsed.lead, *(s.text for s in parsed.sections)))[:60_000]


def find_year(parsed: Parsed, document: Document, job: Job) -> tuple[int, tuple[Finding, ...]]:
    """The report's year and how sure: from the title, the statistics period, 20XX年政府信息公开… (one year alone), the
    path, the date of publication, or the year most often named. All but the first three come with a
    ``year-inferred`` warning."""
    if job.sidecar.year is not None:
        return job.sidecar.year, ()
    title = _DATE.sub("", normalised(parsed.title))
    if match := _YEAR_REPORT.search(title) or _ANY_YEAR.search(title) or re.search(YEAR, title):
        return _year(match[1]), ()
    text = normalised(prose_of(parsed))
    if match := _PERIOD.search(text):
        return _year(match[1]), ()
    told = {_year(match[1]) for match in _YEAR_REPORT.finditer(CITED.sub("", text[:2000]))}
    if len(told) == 1:
        return told.pop(), ()

    def inferred(year: int, source: str) -> tuple[int, tuple[Finding, ...]]:
        return year, (Finding("year-inferred", "warning", Place(1), values=(("year", str(year)), ("source", source))),)

    name = job.source_file.rsplit("/", 1)[-1]
    if match := _PATH_YEAR.search(name) or _PATH_YEAR.search(job.source_file):
        return inferred(int(match[1]), "文件名 (file name)")
    for key, value in document.metadata:
        if re.search(r"date|time|日期|时间", key, re.IGNORECASE) and (match := re.search(r"(20\d\d)\D", value + " ")):
            return inferred(int(match[1]) - 1, "公布日期的上一年 (the year before the date of publication)")
    years = Counter(_year(m[1]) for m in _ANY_YEAR.finditer(text))
    if years:
        return inferred(years.most_common(1)[0][0], "正文中最常出现的年份 (the year most often named)")
    return 0, (Finding("year-unknown", "error", Place(1)),)
