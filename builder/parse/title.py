"""The report's own title: the line or lines that say whose yearly report this is, before section 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from builder.document import Document
from builder.parse.lines import Line
from builder.spelling import normalised

YEAR = r"((?:19|20)\d\d|二[〇○零Ｏ][〇○零一二三四五六七八九]{2})"
_YEAR = re.compile(YEAR)
DATE = YEAR + r"(?:[-./](?!12[-./]31)\d{1,2}[-./]\d{1,2}|年(?!12月31日)\d{1,2}月(?:\d{1,2}日)?)(?!.{0,12}12[-./月])"
"""A date, most often that of publication; none of those that a report's period begins and ends with."""
_DATE = re.compile(DATE)
_REPORT = re.compile("报告|年报|总结")
_TITLE = re.compile(r"(?:信息|政务)\s*公开.*(?:报告|年报|年度报|总结)")
_LABEL = re.compile(r"^\s*(?:标\s*题|名\s*称|文件名称|信息名称|Title)\s*[:：]\s*", re.IGNORECASE)
BESIDE = r"[_|\-–—>＞»]"
"""Between the title of a page and the name of its site."""
_MORE = re.compile(BESIDE + r".*$")
_FURNITURE = re.compile(r"正文|=+正文=+|[>＞»]+[^>＞»]+[>＞»].*")
_WHEREABOUTS = ("首页", "当前位置", "所在位置", "您的位置")
_GENERIC = re.compile(r"政府|政务|信息|公开|工作|年度|年|报告|年报|总结|指南|制度|目录|规定|依申请|[^\u4e00-\u9fff]")
_NOTICE = re.compile(r".{0,40}(?:印发|公布|发布|公开)《([^《》]*)》的?(?:通知|公告|公示)")
_DIVISION = re.compile(r"[\u4e00-\u9fff]{2,12}[省市县区旗州盟]")
_RUN_ON = re.compile(r"((?![本该此现]).{6,60}?(?:报告|年报))\s*(?=根据|按照|依据|依照|本(?:年度)?报告)")
"""A title that the first sentence goes on behind, in one line."""
_TWICE = re.compile(r"(.{8,44}?)\s*(?:[_|–—-].{0,40}?)?\1")
"""The title of a page and that of its article, with nothing between them."""
_LONGEST = 90
_LINES_ASKED = 8  # of section 1
_REST = re.compile(r"(?:政府|政务)?(?:信息)?(?:公开)?(?:工作)?(?:情况)?(?:年度)?(?:报告|年报|总结)")
"""The end of a title on a line of its own."""
_PAGE_TITLES = ("title", "og:title")
_DECLARING = (*_PAGE_TITLES, "articletitle", "标题", "名称")
_CITES = re.compile(
    r"[《》。]|[:：]$|根据|按照|编制(?!委员会|办)|现将|通知|格式|栏目|[A-Za-z0-9]/"  # or is a path or an address
    r"|^[\"'`{\[]|^[A-Za-z_$][^\u4e00-\u9fff]*[\"'`{=]|(?:报告|年报|总结)[^\u4e00-\u9fff]*[\"'`{}=]"  # or in a program
)
_ITEM = re.compile(r"第[一二三四五六七八九十\d]+条|[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?[、.．](?!\d)")


def is_title(text: str) -> bool:
    """Whether a line is a title of a yearly report, not a sentence that cites one."""
    plain = normalised(text)
    return len(plain) <= _LONGEST and bool(_TITLE.search(plain)) and not (_CITES.search(plain) or _ITEM.match(plain))


def find_title(document: Document, lines: Sequence[Line], before: int) -> tuple[str, int]:
    """(title as printed, index of the first line after it). Of the lines ``before`` the first section, alone or up to
    three joined (a title broken over lines), the one that tells most, year and agency, and of those alike the last: a
    site's menu stands before the title. Where they differ, the one that the container declares as its own title, else
    one whose year and office section 1 names. Where no line tells either, the declared one; ("", 0) if there is
    none."""
    head = lines[:before]
    found = _titles(head)
    most = max((_tells(text) for text, _ in found), default=0)
    telling = [title for title in found if _tells(title[0]) == most] if most else found[:1]
    best = telling[-1] if telling else ("", 0)
    if most > 1 and found[-1] is not best and _YEAR.search(normalised(found[-1][0])):
        telling.append(found[-1])  # with no office: it may be the column's
    if not most or len({normalised(text) for text, _ in telling}) > 1:
        declared = _declared(document)
        if declared and (_tells(declared) > most or not best[0]):
            return declared, best[1]
        if most:
            best = _own(telling, declared, lines[before : before + _LINES_ASKED])
    return best[0], _after_repeats(head, best[1], best[0]) if best[0] else 0


def _titles(head: Sequence[Line]) -> list[tuple[str, int]]:
    """Each title that stands there, in lines alone, else joined, with the index of the line after it."""
    found: list[tuple[str, int]] = []
    alone = [_alone(line.text) for line in head]
    parts = [len(text) <= _LONGEST and not _is_furniture(normalised(text)) for text in alone]
    for length in (1, 2, 3):
        if length == 2:
            parts = [may and not _is_dated(text) for may, text in zip(parts, alone, strict=True)]
        for start in range(len(head) - length + 1):
            if not all(parts[start : start + length]):
                continue
            text = _LABEL.sub("", "".join(alone[start : start + length]))
            if "《" in (plain := normalised(text)) and (notice := _NOTICE.fullmatch(plain)):
                text = notice[1]
            above = start - 1
            if length == 1 and start and _REST.fullmatch(normalised(text)) and _may_begin(head[above].text):
                text, above = head[above].text + text, above - 1
            if not is_title(text):
                continue
            if above >= 0 and _continues(head[above].text, text):
                text = _LABEL.sub("", head[above].text) + text
                if above and _DIVISION.fullmatch(normalised(head[above - 1].text)):
                    text = head[above - 1].text + text
            found.append((text, start + length - bool(_RUN_ON.match(head[start + length - 1].text))))
        if any(_tells(text) for text, _ in found):
            break
    return found


def _alone(text: str) -> str:
    """The title that a line begins with, or holds twice; any other line as it is."""
    found = _RUN_ON.match(text) or _TWICE.fullmatch(text) if "报" in text else None
    return found[1] if found and is_title(found[1]) else text


def _declared(document: Document) -> str:
    """The title that the container declares, without the site's name behind it; the one that tells most."""
    named = [(name.lower(), value) for name, value in (("title", document.title), *document.metadata)]
    told = [_MORE.sub("", v).strip() if name in _PAGE_TITLES else v.strip() for name, v in named if name in _DECLARING]
    return max(filter(is_title, told), key=_tells, default="")


def _own(titles: Sequence[tuple[str, int]], declared: str, section: Sequence[Line]) -> tuple[str, int]:
    """Of titles that differ, as a page lists other years' and offices' reports, the one that is declared, or else fits
    what section 1 says. One that is declared only, and not printed, has to fit as the others do."""
    printed = [title for title in titles if normalised(title[0]) == normalised(declared)]
    if printed:
        return printed[-1]
    text = normalised("".join(line.text for line in section))
    year = found[0] if (found := _YEAR.search(text)) else ""

    def fits(title: tuple[str, int]) -> tuple[bool, bool, int, bool]:
        plain = normalised(title[0])
        name = _YEAR.sub("", plain).split("年")[0]
        return year in plain, len(name) > 1 and name in text, _tells(plain), title[0] == declared

    told = [*titles, (declared, titles[-1][1])] if _tells(declared) == _tells(titles[-1][0]) else titles
    return max(reversed(told), key=fits)


def _may_begin(text: str) -> bool:
    """Whether a line may be the first part of a title that goes on below."""
    return not is_title(text) and not _is_dated(text)


def _is_dated(text: str) -> bool:
    """Whether a line tells a date, and is not the end of a title that has one behind it."""
    plain = normalised(text)
    return _DATE.search(plain) is not None and _REPORT.search(plain) is None


def _is_furniture(plain: str) -> bool:
    """Whether a line is a site's, around the article."""
    return any(word in plain for word in _WHEREABOUTS) or _FURNITURE.fullmatch(plain) is not None


@lru_cache(maxsize=1024)
def _tells(title: str) -> int:
    """How much a title tells: its year, and whose it is."""
    plain = normalised(title)
    return bool(_YEAR.search(plain)) + (len(_GENERIC.sub("", _YEAR.sub("", plain))) > 1)


def _continues(above: str, title: str) -> bool:
    """Whether the line above is the first part of the title: an agency's name over 2021年政府信息公开工作年度报告."""
    plain = normalised(title)
    starts_bare = bool(re.match(r"(?:20\d\d|二[〇○零]..)?年?度?(?:政府|政务)?信息公开", plain))
    return (
        starts_bare
        and 2 <= len(normalised(above)) <= 40
        and _tells(above) > 0
        and _may_begin(above)
        and not re.search(r"[。：:，,>＞|]|首页|位置|正文|来源|日期|访问", above)
    )


def _after_repeats(head: Sequence[Line], index: int, title: str) -> int:
    while index < len(head) and normalised(head[index].text) == normalised(title):
        index += 1
    return index
