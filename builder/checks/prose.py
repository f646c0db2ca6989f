"""What the prose says against what the tables say. Always a hint: the prose may speak of another scope."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from builder.checks.sheet import Sheet, plain
from builder.model import Finding, Section, Table

# A count: digits, then a measure word. Between a keyword and its count no other count and no end of a clause may stand.
_COUNT = r"(?P<count>\d[\d,]*)(?:余)?(?:件|份|条|宗|起|例|项|个)"
_GAP = r"[^\d。;,]{0,25}?"
_RECEIVED = (
    re.compile(rf"(?:收到|接收|受理|接到|新收)[^\d。;,]{{0,20}}?(?:申请|依申请公开){_GAP}{_COUNT}"),
    re.compile(rf"(?:收到|接收|受理|接到|新收){_GAP}{_COUNT}[^\d。;,]{{0,12}}(?:公开|信息)[^\d。;,]{{0,6}}申请"),
)
_NONE_RECEIVED = re.compile(r"(?:未|没有)(?:收到|接收到?|接到|受理)[^。;,]{0,30}(?:申请|依申请公开)")
_CARRIED_IN = (re.compile(rf"上(?:一)?年(?:度)?(?:结转|遗留){_GAP}{_COUNT}"),)
_NEXT = r"(?:至|到|转)?(?:下(?:一)?(?:个)?年(?:度)?|次年|(?P<next>20\d\d)年(?:度)?)"
_CARRIED_FORWARD = (
    re.compile(rf"结转{_NEXT}{_GAP}{_COUNT}"),
    re.compile(rf"{_COUNT}{_GAP}(?:结转|转入){_NEXT}"),
)
_REVIEWS = (re.compile(rf"行政复议(?:案件|申请)?{_GAP}{_COUNT}"), re.compile(rf"{_COUNT}(?:[^\d。;,]{{0,12}})行政复议"))
_LAWSUITS = (re.compile(rf"行政诉讼(?:案件)?{_GAP}{_COUNT}"), re.compile(rf"{_COUNT}(?:[^\d。;,]{{0,12}})行政诉讼"))
_NO_REVIEW = re.compile(r"(?:未(?!经)|没有|无(?!正当|法))(?:发生|收到|产生|出现|被)?[^。;]{0,25}行政复议(?!决定)")
_NO_LAWSUIT = re.compile(r"(?:未(?!经)|没有|无(?!正当|法))(?:发生|收到|产生|出现|被)?[^。;]{0,40}(?:行政诉讼|提起诉讼)")
_FEE = re.compile(r"信息(?:公开)?处理费[^\d。;]{0,20}(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<unit>万?元)")
_YEAR_START = 2019  # no report of either form speaks of an earlier year as its own


def received(sheet: Sheet) -> Iterator[Finding]:
    """Applications received as told in the prose, against new_received (with or without those carried in)."""
    new, carried = _total(sheet, "new_received"), _total(sheet, "carried_in")
    if new is None:
        return
    allowed = {new, new + (carried or 0)}
    yield from _told(sheet, "prose-received", "new_received", allowed, new, _RECEIVED, _NONE_RECEIVED)


def carried(sheet: Sheet) -> Iterator[Finding]:
    """Applications carried in and carried forward as told in the prose."""
    for item, patterns in (("carried_in", _CARRIED_IN), ("carried_forward", _CARRIED_FORWARD)):
        total = _total(sheet, item)
        if total is not None:
            yield from _told(sheet, "prose-carried", item, {total}, total, patterns, None)


def reviews(sheet: Sheet) -> Iterator[Finding]:
    """Administrative reconsiderations over disclosure as told in the prose."""
    total = sheet.value("review_litigation", "reconsideration", "total")
    if total is not None:
        yield from _told(sheet, "prose-review", "reconsideration", {total}, total, _REVIEWS, _NO_REVIEW)


def lawsuits(sheet: Sheet) -> Iterator[Finding]:
    """Lawsuits over disclosure as told in the prose, against both stages of litigation together."""
    direct = sheet.value("review_litigation", "litigation_direct", "total")
    after = sheet.value("review_litigation", "litigation_after_reconsideration", "total")
    if direct is None and after is None:
        return
    total = (direct or Decimal(0)) + (after or Decimal(0))
    item = "litigation_direct"
    yield from _told(sheet, "prose-litigation", item, {total}, total, _LAWSUITS, _NO_LAWSUIT)


def processing_fee(sheet: Sheet) -> Iterator[Finding]:
    """信息处理费 told in section 6 is not 行政事业性收费 of section 2: the same amount in both is a likely mix-up."""
    cell = sheet.cell("proactive", "administrative_fees", "amount")
    if cell is None or not cell.value or cell.status not in ("number", "annotated"):
        return
    factor = {"元": Decimal(1), "万元": Decimal(10000), "": Decimal(10000)}[cell.unit]
    for section, text in sheet.prose:
        for match in _FEE.finditer(text):
            told = Decimal(match["amount"].replace(",", ""))
            if told * (10000 if match["unit"] == "万元" else 1) == cell.value * factor:
                yield Finding(
                    "processing-fee",
                    "hint",
                    cell.place,
                    "proactive",
                    "administrative_fees",
                    "amount",
                    found=plain(cell.value) + cell.unit,
                    values=(("quote", match.group()), ("prose_line", str(section.place.line))),
                )
                return


def title_year(sheet: Sheet) -> Iterator[Finding]:
    """The year in the title is the year of the report."""
    report = sheet.report
    years = [int(year) for year in re.findall(r"(20\d\d)\s*年", unicodedata.normalize("NFKC", report.title))]
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
    for section, text in sheet.prose:
        period = re.search(r"(20\d\d)年1月1日(?:起)?(?:至|到|-|—|~)+(?:20\d\d年)?12月31日", text)
        told = int(period[1]) if period else None
        quote = period.group() if period else ""
        if told is None and section.section == "overview":
            years = [int(found) for found in re.findall(r"(20\d\d)年", text)]
            past = [found for found in years if _YEAR_START <= found < year]
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


def _total(sheet: Sheet, item: str) -> Decimal | None:
    return sheet.value("applications", item, "total")


def _told(
    sheet: Sheet,
    code: str,
    item: str,
    allowed: set[Decimal],
    expected: Decimal,
    patterns: tuple[re.Pattern[str], ...],
    none: re.Pattern[str] | None,
) -> Iterator[Finding]:
    """A finding unless the prose is silent or one of its statements agrees with the table."""
    table: Table = "review_litigation" if code in ("prose-review", "prose-litigation") else "applications"
    first: tuple[Section, Decimal, str] | None = None
    for section, text in sheet.prose:
        for number, quote in _statements(text, sheet.report.identity.year, patterns, none):
            if number in allowed:
                return
            first = first or (section, number, quote)
    if first is not None:
        section, number, quote = first
        yield Finding(
            code,
            "hint",
            section.place,
            table,
            item,
            "total",
            expected=plain(expected),
            found=plain(number),
            values=(("quote", quote), ("table_line", _line(sheet, table, item))),
        )


def _statements(
    text: str, year: int, patterns: tuple[re.Pattern[str], ...], none: re.Pattern[str] | None
) -> Iterator[tuple[Decimal, str]]:
    for paragraph in text.split("\n"):
        if "公开" not in paragraph:
            continue
        for pattern in patterns:
            for match in pattern.finditer(paragraph):
                carried_to = match.groupdict().get("next")
                if carried_to is None or int(carried_to) == year + 1:
                    yield Decimal(match["count"].replace(",", "")), match.group()
        if none is not None and (denial := none.search(paragraph)):
            yield Decimal(0), denial.group()


def _line(sheet: Sheet, table: str, item: str) -> str:
    place = sheet.place(table, item, "total")
    return str(place.line) if place is not None else ""
