"""What the prose says against what the tables say. Always a hint: the prose may speak of another scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from builder.checks.sheet import Sheet, plain
from builder.model import Finding, Section, Table

# A count: digits, then a measure word. Between a keyword and its count no other count and no end of a clause may stand.
_STOP = "。;；,，"
_COUNT = r"(?P<count>\d[\d,，]*)余?(?:件|份|条|宗|起|例|项|个)"
_GAP = rf"[^\d{_STOP}]{{0,25}}?"
_GET = "(?:收到|接收|受理|接到|新收)"
_NOT = "(?:未(?!经)|没有|无(?!正当|法))"
_NEXT = r"(?:至|到|转)?(?:下(?:一)?(?:个)?年(?:度)?|次年|(?P<next>20\d\d)年(?:度)?)"
_FEE = re.compile(r"信息(?:公开)?处理费[^\d。;；]{0,20}(?P<amount>\d[\d,，]*(?:[.．]\d+)?)(?P<unit>万?元)")


@dataclass(frozen=True, slots=True)
class _Claim:
    """How prose tells one number: all need ``keyword`` in the paragraph; ``none`` says that there are none."""

    keyword: str
    patterns: tuple[re.Pattern[str], ...]
    none: re.Pattern[str] | None = None


_RECEIVED = _Claim(
    "申请",
    (
        re.compile(rf"{_GET}[^\d{_STOP}]{{0,20}}?(?:申请|依申请公开){_GAP}{_COUNT}"),
        re.compile(rf"{_GET}{_GAP}{_COUNT}[^\d{_STOP}]{{0,12}}(?:公开|信息)[^\d{_STOP}]{{0,6}}申请"),
    ),
    re.compile(rf"{_NOT}{_GET}[^{_STOP}]{{0,30}}(?:申请|依申请公开)"),
)
_CARRIED_IN = _Claim("上", (re.compile(rf"上(?:一)?年(?:度)?(?:结转|遗留){_GAP}{_COUNT}"),))
_CARRIED_FORWARD = _Claim(
    "转", (re.compile(rf"结转{_NEXT}{_GAP}{_COUNT}"), re.compile(rf"{_COUNT}{_GAP}(?:结转|转入){_NEXT}"))
)
_REVIEWS = _Claim(
    "行政复议",
    (re.compile(rf"行政复议(?:案件|申请)?{_GAP}{_COUNT}"), re.compile(rf"{_COUNT}[^\d{_STOP}]{{0,12}}行政复议")),
    re.compile(rf"{_NOT}[^。；;]{{0,30}}行政复议(?!决定)"),
)
_LAWSUITS = _Claim(
    "诉讼",
    (re.compile(rf"行政诉讼(?:案件)?{_GAP}{_COUNT}"), re.compile(rf"{_COUNT}[^\d{_STOP}]{{0,12}}行政诉讼")),
    re.compile(rf"{_NOT}[^。；;]{{0,45}}(?:行政诉讼|提起诉讼)"),
)


def received(sheet: Sheet) -> Iterator[Finding]:
    """Applications received as told in the prose, against new_received (with or without those carried in)."""
    new, carried = _total(sheet, "new_received"), _total(sheet, "carried_in")
    if new is None:
        return
    allowed = {new, new + (carried or 0)}
    yield from _told(sheet, "prose-received", "new_received", allowed, new, _RECEIVED)


def carried(sheet: Sheet) -> Iterator[Finding]:
    """Applications carried in and carried forward as told in the prose."""
    for item, claim in (("carried_in", _CARRIED_IN), ("carried_forward", _CARRIED_FORWARD)):
        total = _total(sheet, item)
        if total is not None:
            yield from _told(sheet, "prose-carried", item, {total}, total, claim)


def reviews(sheet: Sheet) -> Iterator[Finding]:
    """Administrative reconsiderations over disclosure as told in the prose."""
    total = sheet.value("review_litigation", "reconsideration", "total")
    if total is not None:
        yield from _told(sheet, "prose-review", "reconsideration", {total}, total, _REVIEWS)


def lawsuits(sheet: Sheet) -> Iterator[Finding]:
    """Lawsuits over disclosure as told in the prose, against both stages of litigation together."""
    direct = sheet.value("review_litigation", "litigation_direct", "total")
    after = sheet.value("review_litigation", "litigation_after_reconsideration", "total")
    if direct is None and after is None:
        return
    total = (direct or Decimal(0)) + (after or Decimal(0))
    item = "litigation_direct"
    yield from _told(sheet, "prose-litigation", item, {total}, total, _LAWSUITS)


def processing_fee(sheet: Sheet) -> Iterator[Finding]:
    """信息处理费 told in section 6 is not 行政事业性收费 of section 2: the same amount in both is a likely mix-up."""
    cell = sheet.cell("proactive", "administrative_fees", "amount")
    if cell is None or not cell.value or cell.status not in ("number", "annotated"):
        return
    factor = {"元": Decimal(1), "万元": Decimal(10000), "": Decimal(10000)}[cell.unit]
    for section, paragraphs in sheet.prose:
        for match in (match for paragraph in paragraphs for match in _FEE.finditer(paragraph)):
            told = _number(match["amount"])
            if told * (10000 if match["unit"] == "万元" else 1) == cell.value * factor:
                yield Finding(
                    "processing-fee",
                    "hint",
                    sheet.place("proactive", "administrative_fees"),
                    "proactive",
                    "administrative_fees",
                    "amount",
                    found=plain(cell.value) + cell.unit,
                    values=(("quote", match.group()), ("prose_line", str(section.place.line))),
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
    claim: _Claim,
) -> Iterator[Finding]:
    """A finding unless the prose is silent or one of its statements agrees with the table."""
    table: Table = "review_litigation" if code in ("prose-review", "prose-litigation") else "applications"
    first: tuple[Section, Decimal, str] | None = None
    for section, paragraphs in sheet.prose:
        for number, quote in _statements(paragraphs, sheet.report.identity.year, claim):
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


def _statements(paragraphs: Iterable[str], year: int, claim: _Claim) -> Iterator[tuple[Decimal, str]]:
    for paragraph in paragraphs:
        if "公开" not in paragraph or claim.keyword not in paragraph:
            continue
        for pattern in claim.patterns:
            for match in pattern.finditer(paragraph):
                carried_to = match.groupdict().get("next")
                if carried_to is None or int(carried_to) == year + 1:
                    yield _number(match["count"]), match.group()
        if claim.none is not None and (denial := claim.none.search(paragraph)):
            yield Decimal(0), denial.group()


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("，", "").replace("．", "."))


def _line(sheet: Sheet, table: str, item: str) -> str:
    place = sheet.place(table, item)
    return str(place.line) if place is not None else ""
