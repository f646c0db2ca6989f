"""What the styles of a workbook say of its cells (ECMA-376 part 1, 18.8): dates, other shapes of numbers, strikes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from lxml.etree import _Element as Element

from builder.formats.xlsx_numbers import format_code

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
"""The namespace of every part of a workbook."""
_DATE_IDS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))  # 18.8.30, with zh-cn
_DATE_CODE = re.compile(r"[yd]", re.IGNORECASE)
_CODE_TEXT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Styles(NamedTuple):
    """By the numbers of cell styles: those that show a date, how others show a number if not as it is stored, and
    those whose font is struck out."""

    dates: frozenset[int] = frozenset()
    codes: Mapping[int, str] = MappingProxyType({})
    struck: frozenset[int] = frozenset()

    @classmethod
    def of(cls, root: Element) -> Styles:
        """The styles of ``xl/styles.xml``."""
        codes = {f.get("numFmtId"): f.get("formatCode") or "" for f in root.iter(f"{SPREADSHEET}numFmt")}
        fonts = root.find(f"{SPREADSHEET}fonts")
        gone = {str(n) for n, font in enumerate(fonts if fonts is not None else ()) if is_struck(font)}
        formats = root.find(f"{SPREADSHEET}cellXfs")
        styles = list(enumerate(formats if formats is not None else ()))
        dates = frozenset(n for n, style in styles if _is_date(style.get("numFmtId") or "0", codes))
        said = {n: format_code(style.get("numFmtId") or "0", codes) for n, style in styles if n not in dates}
        return cls(
            dates,
            {n: code for n, code in said.items() if code},
            frozenset(n for n, style in styles if (style.get("fontId") or "0") in gone),
        )


def _is_date(identity: str, codes: dict[str | None, str]) -> bool:
    code = _CODE_TEXT.sub("", codes.get(identity, ""))
    return _DATE_CODE.search(code) is not None or (identity.isdecimal() and int(identity) in _DATE_IDS)


def is_struck(font: Element | None) -> bool:
    """Whether a font, or what is said of a run, strikes its text out (18.4.10)."""
    said = font.find(f"{SPREADSHEET}strike") if font is not None else None
    return said is not None and (said.get("val") or "1") not in ("0", "false")
