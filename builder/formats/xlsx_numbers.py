"""What a number format of a workbook makes of a number (ECMA-376 part 1, 18.8.31): its digits and point, and words."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

_BUILT_IN = {  # 18.8.30, those that show plain numbers
    **dict.fromkeys(("1", "3", "5", "6", "37", "38", "41", "42"), "0"),
    **dict.fromkeys(("2", "4", "7", "8", "39", "40", "43", "44"), "0.00"),
    "9": "0%",
    "10": "0.00%",
}
_PART = re.compile(r'"[^"]*"?|\\.|!.|_.|\*.|\[[^\]]*\]|General|G/通用格式|.', re.DOTALL | re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,9})?)\]")
_HAN = re.compile(r"[一-鿿]+")
_ADDS_NOTHING = re.compile(r"共|[人家名类批户例篇页次个]+")
"""Words of a format that leave the number what it is, and with which a text is not read as one."""
_MOST_DECIMALS = 10  # with the 15 digits of a number, in per cent, less than Decimal's 28
_LONGEST_CODE = 255


class _Section(NamedTuple):
    """One of the up to four parts of a format. ``point``: digits behind a point that is printed as text; ``plain``: it
    shows the number in a way of its own (fractions, powers, as stored)."""

    condition: tuple[str, float] | None
    plain: bool
    digits: int
    thousands: int
    percent: bool
    least: int
    most: int
    point: int
    before: str
    after: str


def format_code(identity: str, codes: dict[str | None, str]) -> str:
    """The format with this ``numFmtId``; empty for one that shows numbers as they are stored."""
    code = codes.get(identity, "") or _BUILT_IN.get(identity, "")
    return code if len(code) <= _LONGEST_CODE else ""


def formatted(number: float, code: str) -> str | None:
    """The number as the format shows it, without separators, padding and the decimals of a whole one; None for as
    stored. A zero shown as a dash or not at all is the number it is, unless the format hides all numbers."""
    sections = _sections(code)
    chosen = _chosen(sections, number)
    if chosen is None or chosen.plain:
        return None
    if not chosen.digits:
        hidden = not chosen.before and all(not s.digits and not s.plain for s in sections)
        return None if number == 0 and not hidden else chosen.before
    exact = Decimal(f"{number:.15g}").scaleb(2 * chosen.percent - 3 * chosen.thousands - chosen.point)
    most = chosen.most + chosen.point
    text = f"{exact.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP):f}"
    whole, point, rest = text.partition(".")
    if number == int(number) and not chosen.point and not rest.strip("0"):
        rest = ""
    rest = rest[: chosen.least + chosen.point] + rest[chosen.least + chosen.point :].rstrip("0")
    shown = whole + point + rest if rest else whole
    if not shown.strip("-0."):
        shown = shown.lstrip("-")
    return chosen.before + shown + "%" * chosen.percent + chosen.after


def _chosen(sections: tuple[_Section, ...], number: float) -> _Section | None:
    if any(s.condition for s in sections):
        for section in sections[:3]:
            if section.condition is None or _holds(section.condition, number):
                return section
        return None
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _holds(condition: tuple[str, float], number: float) -> bool:
    sign, bound = condition
    return (
        (number < bound and "<" in sign) or (number > bound and ">" in sign) or (number == bound and sign[-1:] == "=")
    )


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[str]] = [[]]
    for part in _PART.findall(code):
        if part == ";":
            parts.append([])
        else:
            parts[-1].append(part)
    return tuple(_section(each) for each in parts)


def _section(parts: list[str]) -> _Section:
    condition = next((m for part in parts if (m := _CONDITION.fullmatch(part))), None)
    plain = any(p in ("/", "E", "e", "@") or p.lower() in ("general", "g/通用格式") for p in parts)
    digits = decimals = least = thousands = point = 0
    behind = False  # the decimal point
    words = ["", ""]
    for part in parts:
        text = part.strip('"') if part.startswith('"') else part[1:] if part[0] in "\\!" else part
        if part in ("0", "#", "?"):
            digits, thousands = digits + 1, 0
            decimals += behind
            least += behind and part != "#"
            point += bool(point) or words[1] == "."
            words[1] = "" if words[1] == "." else words[1]
        elif part == ".":
            behind = True
        elif part == ",":
            thousands += bool(digits)
        elif text == "." and digits and not behind:
            words[1] = "."
        elif part[0] not in "_*[":
            words[bool(digits)] += "".join(_HAN.findall(text))
    return _Section(
        (condition[1], float(condition[2])) if condition else None,
        plain or decimals + point > _MOST_DECIMALS,
        digits,
        thousands,
        "%" in parts,
        least,
        decimals,
        point,
        *("" if digits and _ADDS_NOTHING.fullmatch(word) else word for word in (words[0], words[1].strip("."))),
    )
