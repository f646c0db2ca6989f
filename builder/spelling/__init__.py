"""Texts as they are compared, however they are spelled: wide, with radicals, or in traditional characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from builder.memo import Memo
from builder.spelling.radicals import unified

TRADITIONAL = re.compile(
    "[開關務報數辦構規範訴訟復複議執處罰強請獲機屬於總計現製錄當與為會結轉繼續舉類過許項費採購產業營縣區鄉鎮訪這個們來時發對實應該無從進還頁長門車書國詢沒維糾審經後廢權內護穩補確繳納組織條證網檔標題]"
)
_PINYIN = re.compile(r"\([a-zà-ǜāēīōūǎěǐǒǔ]{1,7}\)", re.IGNORECASE)
# What nearly every sentence holds; NFKC says the same of them, but takes ten times as long for a text that it changes.
_WIDE = tuple(zip("，（）：；！？", ",():;!?", strict=True))
_LONGEST_KEPT = 120  # characters; longer texts come once


@cache
def _converter():  # type: ignore[no-untyped-def]
    # Imported late: few reports are in traditional characters and the dictionaries cost 30 ms.
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """NFKC, Kangxi and CJK radicals to ideographs, machine pinyin dropped, traditional to simplified characters."""
    if not text.isascii():
        for wide, plain in _WIDE:
            text = text.replace(wide, plain)
        text = unified(unicodedata.normalize("NFKC", text))
        if TRADITIONAL.search(text):
            text = _converter().convert(_PINYIN.sub("", text)).replace("资讯公开", "信息公开")
    return text


def normalised(text: str) -> str:
    """A name, title or sentence as compared and hashed: simplified, without white space."""
    return _normalised[text]


_normalised: Memo[str, str] = Memo(
    lambda text: "".join(simplify(text).split()), lambda text: len(text) <= _LONGEST_KEPT, most=4096
)
"""A title is asked for by whoever looks for a title, an office or a year."""
