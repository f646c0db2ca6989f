"""What one cell says: a number, a blank, a dash, an annotation, or something that cannot be read for certain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from builder.model import Figure, Status, is_exact


@dataclass(slots=True, eq=False)
class Value:
    """A cell's reading: ``value`` None for blank, not applicable and illegible; ``unit`` 元 or 万元 where printed."""

    raw: str
    value: Decimal | None
    status: Status = "number"
    note: str = ""
    unit: str = ""


_MINUS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "－": "-", "﹣": "-", "‐": "-", "‑": "-", "﹢": "+", "，": ",", "。": "."}
)
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_UNIT = r"(万元|元|件次|件|项|个|宗|条|次|份|起|部|笔|%)?"
_WITH_UNIT = re.compile(_NUMBER.pattern + _UNIT)
_ANNOTATED = re.compile(_NUMBER.pattern + _UNIT + r"[(\[〔【](.+)[)\]〕】]" + _UNIT)
_NOT_APPLICABLE = re.compile(r"[-/\\]+|[―─━ー]{1,2}|无|n/?a|不适用|不涉及|none|null|nil", re.IGNORECASE)
_CHANGE_WORD = re.compile(r"(增加|增|减少|减|減少|減|↑|↓)" + _NUMBER.pattern + _UNIT)
_SIGN_IN_BRACKETS = re.compile(r"\(([+-])(\d+)\)")
_SIGNED_BRACKETS = re.compile(r"\+\(?(\d+)\)?[/、,;]?-\(?(\d+)\)?")
_OCR = re.compile(r"[+-]?[\dOo○QDIlｌ|!]+(\.[\dOoIl]+)?")
_OCR_DIGITS = str.maketrans({"O": "0", "o": "0", "○": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "|": "1", "!": "1"})
PLAIN_DIGITS = 9  # a number of so many ASCII digits and nothing else is read as it stands
# Marks of footnotes: NFKC would make digits of them (76263① is no 762631).
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸❹❺❻❼❽❾❿"
_MARK = f"[{_RAISED}*＊※#†‡]"
_UNMARKED = f"[^{_MARK[1:-1]}注]"
_MARKED = re.compile(rf"({_MARK}+)?\s*({_UNMARKED}*\d{_UNMARKED}*?)\s*({_MARK}+|[（(]?注\s*\d?[)）]?)?")
_SEVERAL = re.compile(r"\d[^\S\n]*+\n\s*+[\d,.]++[^\S\n]*+\n\s*+\d")  # lines: of several rows, more likely than of one
_RAISED_CHARACTER = re.compile(f"[{_RAISED}]")


def _decimal(sign: str, whole: str, fraction: str | None) -> Decimal:
    return Decimal(f"{sign if sign == '-' else ''}{whole.replace(',', '')}{fraction or ''}")


def _unit(text: str | None) -> str:
    return text if text in ("元", "万元") else ""


@lru_cache(maxsize=65536)
def read_value(text: str) -> Value | None:
    """The reading of a cell's text, or None where the text is no value at all (a label, a sentence)."""
    if len(text) <= PLAIN_DIGITS and text.isdigit() and text.isascii():
        return Value(text, Decimal(text))
    raw = text.strip()
    value = _read(raw)
    if value is not None and value.value is not None and not is_exact(value.value):
        return Value(raw, None, "illegible", "数字过长")
    return value


def _read(raw: str) -> Value | None:
    if (marked := _MARKED.fullmatch(raw)) and (marked[1] or marked[3]):
        return _without_mark(raw, marked)
    bare = "".join(unicodedata.normalize("NFKC", raw.rstrip("。；;")).split()).translate(_MINUS)
    if bare.endswith("元"):
        bare = bare.removeprefix("人民币").removeprefix("¥")
    if not bare:
        return Value(raw, None, "illegible", "这一格不是数字") if raw else Value(raw, None, "blank")
    if len(bare) > 60:
        return None
    if _RAISED_CHARACTER.search(raw):
        if _WITH_UNIT.fullmatch(bare):
            return Value(raw, None, "illegible", "数字是上标或带圈的，可能是注号")
        bare = "".join(c if c in _RAISED else unicodedata.normalize("NFKC", c) for c in "".join(raw.split()))
    if match := _WITH_UNIT.fullmatch(bare):
        if _SEVERAL.search(raw):
            return Value(raw, None, "illegible", "一格里有几行数字")
        note = _broken(raw, match[2]) or ("印的是百分比" if match[4] == "%" else "")
        status: Status = "suspect" if note else "number"
        return Value(raw, _decimal(match[1], match[2], match[3]), status, note, _unit(match[4]))
    if bare in ("零", "〇"):
        return Value(raw, Decimal(0))
    if _NOT_APPLICABLE.fullmatch(bare):
        return Value(raw, None, "not_applicable")
    if match := _ANNOTATED.fullmatch(bare):
        return Value(raw, _decimal(match[1], match[2], match[3]), "annotated", match[5], _unit(match[4] or match[6]))
    if match := _CHANGE_WORD.fullmatch(bare):
        sign = "-" if match[1][0] in "减減↓" else ""
        return Value(raw, _decimal(sign, match[3], match[4]))
    if match := _SIGN_IN_BRACKETS.fullmatch(bare):
        return Value(raw, _decimal(match[1], match[2], None))
    if match := _SIGNED_BRACKETS.fullmatch(bare):
        up, down = int(match[1]), int(match[2])
        if up == down == 0:
            return Value(raw, Decimal(0))
        return Value(raw, Decimal(up - down), "suspect", f"增 {up}、减 {down}，净增减为推算")
    if "□" in bare or "�" in bare:
        rest = bare.replace("□", "").replace("�", "")
        if not rest or _WITH_UNIT.fullmatch(rest):
            return Value(raw, None, "illegible", "有无法辨认的字符")
        return None
    if _OCR.fullmatch(bare) and (any(c.isdigit() for c in bare) or len(bare) == 1):
        return Value(raw, Decimal(bare.translate(_OCR_DIGITS)), "suspect", "数字中混有字母，按形近数字读")
    if re.fullmatch(r"\d{2,}\.", bare):
        return Value(raw, Decimal(bare[:-1]), "suspect", "小数点后缺数字")
    return None


def _without_mark(raw: str, marked: re.Match[str]) -> Value | None:
    """A number with a footnote's mark before or behind it: the figure is published, the mark is its annotation."""
    value = read_value(marked[2])
    if value is None or value.value is None:
        return value and replace(value, raw=raw)
    mark = (marked[1] or "") + (marked[3] or "")
    note = "；".join(filter(None, (value.note, f"注号 {mark}")))
    return replace(value, raw=raw, status="annotated" if value.status == "number" else value.status, note=note)


def _broken(raw: str, digits: str) -> str:
    """Why a number with white space inside may be two: a line break, or a zero before the space."""
    if re.search(r"\d\s*\n\s*\d", raw):
        return "数字断在两行"
    if digits[0] == "0" and len(digits) > 1 and re.search(r"\d\s+\d", raw):
        return "数字之间有空格，且以 0 开头"
    return ""


def adds_up(cells: Sequence[Value] | Sequence[Figure]) -> bool:
    """Whether the last of these cells is the sum of the others; what was not read counts as nothing."""
    *parts, total = [cell.value or 0 for cell in cells]
    return sum(parts) == total


def splits(digits: str, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut a run of digits into ``parts`` numbers without leading zeros (at most seven digits each)."""
    if parts == 0:
        if not digits:
            yield ()
        return
    if not digits or len(digits) < parts or len(digits) > 7 * parts:
        return
    longest = 1 if digits[0] == "0" else min(7, len(digits) - parts + 1)
    for length in range(1, longest + 1):
        head = int(digits[:length])
        for tail in splits(digits[length:], parts - 1):
            yield (head, *tail)


def run_readings(tokens: Sequence[str], parts: int, block: int, limit: int = 64) -> list[tuple[int, ...]]:
    """Readings of run-together tokens as ``parts`` numbers in blocks of ``block`` whose last is the sum of the others.

    Works block by block, so that fifteen numbers cost no more than three times five. Stops at ``limit`` readings.
    """
    text = " ".join(tokens)
    found: list[tuple[int, ...]] = []

    def numbers(position: int, count: int, total: int) -> Iterator[tuple[tuple[int, ...], int]]:
        while position < len(text) and text[position] == " ":
            position += 1
        if count == 0:
            target = str(total)
            if text.startswith(target, position):
                yield (total,), position + len(target)
            return
        for length in range(1, 8):
            piece = text[position : position + length]
            if len(piece) < length or " " in piece or (length > 1 and piece[0] == "0"):
                return
            for rest, end in numbers(position + length, count - 1, total + int(piece)):
                yield (int(piece), *rest), end

    def blocks(position: int, left: int) -> Iterator[tuple[int, ...]]:
        if left == 0:
            if not text[position:].strip():
                yield ()
            return
        for head, end in numbers(position, block - 1, 0):
            for tail in blocks(end, left - 1):
                yield head + tail

    for reading in blocks(0, parts // block):
        if reading not in found:
            found.append(reading)
        if len(found) >= limit:
            break
    return found
