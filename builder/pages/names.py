"""Names of levels, kinds, states and metrics as the pages write them."""

from __future__ import annotations

from builder.forms import Term

NAMELESS = "未能识别的机关"

LEVELS = {"national": "国家级", "province": "省级", "prefecture": "市级", "county": "县级", "township": "乡级"}
LEVELS_EN = {
    "national": "National",
    "province": "Provincial",
    "prefecture": "Prefectural",
    "county": "County",
    "township": "Township",
}
KINDS = {
    "government": "政府",
    "office": "政府办公厅（室）",
    "department": "部门",
    "subdistrict": "街道办事处",
    "township": "乡镇政府",
    "zone": "开发区、功能区",
    "other": "其他机关",
}
KINDS_EN = {
    "government": "government",
    "office": "government general office",
    "department": "department",
    "subdistrict": "subdistrict",
    "township": "township government",
    "zone": "development zone",
    "other": "other organ",
}
STATUS = {
    "ok": "对得上",
    "untold": "没有可以核对的总数",
    "problems": "有数字对不上",
    "incomplete": "缺行",
    "suspect": "有存疑读数",
    "partial": "缺表",
    "unidentified": "机关未登记或年份不明",
}
COVERAGE = {"published": "已公布", "late": "1 月 31 日之后公布", "missing": "没有收录", "unreadable": "读不出"}
COVERAGE_SIGNS = {"published": "●", "late": "◐", "missing": "○", "unreadable": "×"}


UNCLASSIFIED = "unclassified"
"""In the place of the kind of an office for which the registry gives none that there is."""


def group(key: tuple[str, str]) -> str:
    """Level and kind in words: 县级部门; offices that the registry lacks are 未登记的机关, those whose kind it does not
    say 类别不明的机关."""
    level, kind = key
    if kind in ("", UNCLASSIFIED):
        return "类别不明的机关" if kind else "未登记的机关"
    if kind in ("subdistrict", "township"):
        return KINDS[kind]
    return LEVELS.get(level, "") + KINDS[kind]


def group_en(key: tuple[str, str]) -> str:
    """Level and kind in English: County department. Subdistricts and townships say their level themselves."""
    level, kind = key
    own = KINDS_EN.get(kind, "")
    return (own if kind in ("subdistrict", "township") else f"{LEVELS_EN.get(level, '')} {own}".strip()).capitalize()


def group_id(key: tuple[str, str]) -> str:
    """Level and kind as part of an address: county-department; unregistered for offices that the registry lacks."""
    return "-".join(part for part in key if part) or "unregistered"


def group_order(key: tuple[str, str]) -> tuple[int, int]:
    """Highest level first, kinds in the registry's order, the unregistered last."""
    level, kind = key
    levels, kinds = list(LEVELS), list(KINDS)
    return (
        levels.index(level) if level in levels else len(levels),
        kinds.index(kind) if kind in kinds else len(kinds),
    )


def metric(own: Term) -> str:
    """What a metric is called where its table does not stand around it: 不予公开 · 属于国家秘密."""
    return " · ".join(map(bare, (*own.group[1:], own.zh)))


def bare(label: str) -> str:
    """A label without its numbering and the explanation in its brackets."""
    for sign in ("、", "）", "."):
        head, found, rest = label.partition(sign)
        if found and len(head) <= 2 and rest:
            label = rest
            break
    return label.partition("（区分")[0]
