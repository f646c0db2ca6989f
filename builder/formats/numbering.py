"""Automatic list numbers of DOCX paragraphs (ECMA-376 part 1, 17.9): 一、 or （二） that stand nowhere in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from builder.formats.wordml import W, value

_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "japaneseDigitalTenThousand", "ideographTraditional")
)  # fmt: skip
_DIGITS = "零一二三四五六七八九"
_MAX_LEVEL = 8


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


def _integer(element: etree._Element | None, default: int = 0) -> int:
    stated = value(element)
    return int(stated) if re.fullmatch(r"-?\d{1,6}", stated) else default


def chinese(number: int) -> str:
    """A number of 0 to 99 in Chinese, as lists count: 十, 十一, 二十; digits beyond."""
    if not 0 <= number < 100:
        return str(number)
    if number < 10:
        return _DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _printed(number: int, form: str) -> str:
    if form in _CHINESE:
        return chinese(number)
    if form == "decimalFullWidth":
        return str(number).translate({48 + i: 0xFF10 + i for i in range(10)})
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((65 if form == "upperLetter" else 97) + number - 1)
    return str(number)


@dataclass(slots=True)
class Numbering:
    """``label`` counts on with every call, so it must be called once for each paragraph in document order."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element) -> Numbering:
        """From the root of word/numbering.xml."""
        abstract = {e.get(f"{W}abstractNumId"): e for e in root.iter(f"{W}abstractNum")}
        levels: dict[str, dict[int, _Level]] = {}
        for num in root.iter(f"{W}num"):
            base = abstract.get(value(num.find(f"{W}abstractNumId")))
            if base is None:
                continue
            own = {}
            for level in base.iter(f"{W}lvl"):
                form = value(level.find(f"{W}numFmt")) or "decimal"
                text = "" if form in ("bullet", "none") else value(level.find(f"{W}lvlText"))
                number = level.get(f"{W}ilvl") or ""
                if number.isdecimal():
                    own[int(number)] = _Level(_integer(level.find(f"{W}start"), 1), form, text)
            for override in num.iter(f"{W}lvlOverride"):
                number, start = override.get(f"{W}ilvl") or "", override.find(f"{W}startOverride")
                if number.isdecimal() and start is not None and int(number) in own:
                    level = own[int(number)]
                    own[int(number)] = _Level(_integer(start, 1), level.form, level.text)
            levels[num.get(f"{W}numId") or ""] = own
        return cls(levels)

    def label(self, properties: etree._Element) -> str:
        """The number a paragraph with these ``w:numPr`` shows; "" for bullets and unknown lists."""
        list_id = value(properties.find(f"{W}numId"))
        depth = min(_integer(properties.find(f"{W}ilvl")), _MAX_LEVEL)
        levels = self.levels.get(list_id, {})
        if depth not in levels:
            return ""
        counts = self.counts.setdefault(list_id, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            d = int(match[1]) - 1
            level = levels.get(d)
            return _printed(counts.get(d, level.start), level.form) if level else ""

        return re.sub(r"%([1-9])", shown, levels[depth].text)
