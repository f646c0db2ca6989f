"""Where and when a report was published, as far as its own container says so. The maintainer's sidecar comes first."""

from __future__ import annotations

import re
from datetime import date

from builder.document import Document
from builder.parse import Parsed

_DATE_NAMES = re.compile(
    r"(?:pub|publish)_?-?(?:ed)?_?-?(?:date|time)|article:published_time|dc\.date(?:\.issued)?|发[布表](?:日期|时间)|公开日期",
    re.IGNORECASE,
)
_URL_NAMES = re.compile(r"canonical|og:url|原文链接|原文地址|网址", re.IGNORECASE)
_DATE = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_DATE_LINE = re.compile(r"(?:发布|发表|公开|发文)(?:日期|时间)(?:\s*[:：]\s*|\s+)(" + _DATE.pattern + ")")
_URL = re.compile(r"https?://[^\s\"'<>（）()，。；]+")
_URL_LINE = re.compile(r"(?:原文链接|原文地址|网址)\s*[:：]\s*(" + _URL.pattern + ")")


def published_on(document: Document, parsed: Parsed) -> str:
    """The date of publication in ISO 8601, from the container's metadata, else from a line such as 发布时间：… before
    section 1; "" where neither names one, or names no day of the calendar."""
    values = [value for name, value in document.metadata if _DATE_NAMES.fullmatch(name)]
    values += [match[1] for line in parsed.lead if (match := _DATE_LINE.search(line))]
    return next((day for value in values if (day := _day(value))), "")


def _day(text: str) -> str:
    match = _DATE.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else ""
    except ValueError:  # 2023-02-30: no date at all is better than a wrong one
        return ""


def source_url(document: Document, parsed: Parsed) -> str:
    """The report's own address, from metadata or a line such as 原文链接：… before section 1, else ""."""
    values = [value for name, value in document.metadata if _URL_NAMES.fullmatch(name)]
    values += [match[1] for line in parsed.lead if (match := _URL_LINE.search(line))]
    return next((match[0] for value in values if (match := _URL.match(value.strip()))), "")
