"""The report's own title: the line or lines that say whose yearly report this is, before section 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from builder.model import Document
from builder.parse.labels import normalised
from builder.parse.lines import Line

YEAR = r"((?:19|20)\d\d|二[〇○零Ｏ][〇○零一二三四五六七八九]{2})"
_YEAR = re.compile(YEAR)
_plain = lru_cache(maxsize=1024)(normalised)
_TITLE = re.compile(r"(?:信息|政务)\s*公开.*(?:报告|年报|年度报|总结)")
_LABEL = re.compile(r"^\s*(?:标\s*题|名\s*称|文件名称|信息名称|Title)\s*[:：]\s*", re.IGNORECASE)
_MORE = re.compile(r"[_|\-–—>＞»].*$")
_FURNITURE = re.compile(r"正文|.*(?:首页|当前位置|所在位置|您的位置).*|=+正文=+|[>＞»]+[^>＞»]+[>＞»].*")
_GENERIC = re.compile(r"政府|政务|信息|公开|工作|年度|年|报告|年报|总结|指南|制度|目录|规定|依申请|[^\u4e00-\u9fff]")
_NOTICE = re.compile(r".{0,40}(?:印发|公布|发布|公开)《([^《》]*)》的?(?:通知|公告|公示)")
_DIVISION = re.compile(r"[\u4e00-\u9fff]{2,12}[省市县区旗州盟]")
_LONGEST = 90
_CITES = re.compile(
    r"[《》。]|[:：]$|根据|按照|编制|现将|通知|格式|栏目|[A-Za-z0-9]/"  # or is a path or an address
    r"|^[\"'`{\[]|^[A-Za-z_$][^\u4e00-\u9fff]*[\"'`{=]|(?:报告|年报|总结)[^\u4e00-\u9fff]*[\"'`{}=]"  # or in a program
)
_ITEM = re.compile(r"第[一二三四五六七八九十\d]+条|[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?[、.．](?!\d)")


def is_title(text: str) -> bool:
    """Whether a line is a title of a yearly report, not a sentence that cites one."""
    plain = _plain(text)
    return len(plain) <= _LONGEST and bool(_TITLE.search(plain)) and not (_CITES.search(plain) or _ITEM.match(plain))


def find_title(document: Document, lines: Sequence[Line], before: int) -> tuple[str, int]:
    """(title as printed, index of the first line after it). Of the lines ``before`` the first section, alone or up to
    three joined (a title broken over lines), the one that tells most, year and agency, and of those alike the last: a
    site's menu stands before the title. Else the container's own title, else a line that tells neither; ("", 0) if
    there is none."""
    head = lines[:before]
    best = ("", 0)
    for length in (1, 2, 3):
        for start in range(len(head) - length + 1):
            part = head[start : start + length]
            if any(len(p.text) > _LONGEST for p in part) or _FURNITURE.fullmatch(_plain(part[0].text)):
                continue
            text = _LABEL.sub("", "".join(p.text for p in part))
            if notice := _NOTICE.fullmatch(_plain(text)):
                text = notice[1]
            if not is_title(text):
                continue
            if start and _continues(head[start - 1].text, text):
                text = _LABEL.sub("", head[start - 1].text) + text
                if start > 1 and _DIVISION.fullmatch(_plain(head[start - 2].text)):
                    text = head[start - 2].text + text
            if not best[0] or _tells(text) >= max(_tells(best[0]), 1):
                best = text, start + length
        if best[0] and (length == 3 or _tells(best[0])):
            break
    if not _tells(best[0]):
        for name, value in (("title", document.title), *document.metadata):
            candidate = _MORE.sub("", value) if name == "title" else value
            if name.lower() in ("title", "articletitle", "标题", "名称") and is_title(candidate):
                if not best[0] or _tells(candidate):
                    return candidate.strip(), best[1]
                break
    return best[0], _after_repeats(head, best[1], best[0]) if best[0] else 0


@lru_cache(maxsize=1024)
def _tells(title: str) -> int:
    """How much a title tells: its year, and whose it is."""
    plain = _plain(title)
    return bool(_YEAR.search(plain)) + (len(_GENERIC.sub("", _YEAR.sub("", plain))) > 1)


def _continues(above: str, title: str) -> bool:
    """Whether the line above is the first part of the title: an agency's name over 2021年政府信息公开工作年度报告."""
    plain = _plain(title)
    starts_bare = bool(re.match(r"(?:20\d\d|二[〇○零]..)?年?度?(?:政府|政务)?信息公开", plain))
    return (
        starts_bare
        and 2 <= len(_plain(above)) <= 40
        and _tells(above) > 0
        and not is_title(above)
        and not re.search(r"[。：:，,>＞|]|首页|位置|正文|来源|日期|访问", above)
    )


def _after_repeats(head: Sequence[Line], index: int, title: str) -> int:
    while index < len(head) and _plain(head[index].text) == _plain(title):
        index += 1
    return index
