"""Radicals that stand for characters in PDF text layers and texts copied from them: ⾏ for 行, ⻓ for 长."""

from __future__ import annotations

import re
import unicodedata

# The supplement (U+2E80) has no compatibility mapping of its own; listed are those that stand for a whole character.
_SUPPLEMENT = dict(
    zip(
        "⺁⺒⺓⺔⺛⺝⺟⺠⺢⺩⺪⺫⺬⺭⺮⺶⺷⺼⺽⺾⻁⻂⻃⻄⻅⻆⻇⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻟"
        "⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂巳幺彑旡月母民水王疋目示礻竹羊羊月臼艹虎衤覀西见角角贝车長长门雨青韦页风飞食飠"
        "饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)


def _mapped(code: int) -> str:
    character = chr(code)
    return _SUPPLEMENT.get(character, unicodedata.normalize("NFKC", character))


_BLOCKS = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00))
_TABLE = {code: _mapped(code) for block in _BLOCKS for code in block if _mapped(code) != chr(code)}


RADICALS = "\u2e80-\u2fdf\uf900-\ufaff"  # ranges for a character class
_ANY = re.compile(f"[{RADICALS}]")


def unified(text: str) -> str:
    """The text with the characters that radicals and compatibility ideographs stand for."""
    return _ANY.sub(lambda match: _TABLE.get(ord(match[0]), match[0]), text)
