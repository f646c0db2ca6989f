"""The prose of each section: what stands in its region and is not part of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from builder.model import TABLES, Place, Section, SectionId
from builder.parse.lines import Line
from builder.parse.regions import Region
from builder.parse.shapes import PAGE_NUMBER
from builder.parse.title import is_title

_PROBLEM_CUE = re.compile(r"主要问题|存在(?:的)?问题|改进(?:情况|措施)|不足之处|有待(?:加强|提高|深化)")
_LONGEST_BELOW = 80  # characters
_OTHER_CUE = re.compile(r"信息处理费|其他需要|工作要点情况|落实.{0,20}要点")
# What a page prints below an article, as programs that make text of pages leave it.
_BELOW = re.compile(
    r"(?:相关)?(?:附件|文档|链接)(?:下载)?[:：]?|分享(?:到|至)?\s*[:：]?(?:\W*(?:微信|微博|朋友圈|QQ|空间))*|扫一?扫[^。]*|(?:责任)?编辑\s*[:：].*"
    r"|(?:来源|作者|审核|初审|终审)\s*[:：][^。]*|[上下]一[篇条]\s*[:：].*|[【\[（(]?\s*(?:打印|关闭|收藏|返回|字体)[^。]{0,30}"
    r"|(?:浏览|访问|点击|阅读)(?:次数|量|数)?\s*[:：].*|[^。]*(?:网站地图|联系我们|关于我们|网站声明|隐私声明|ICP备)[^。]*"
    r"|(?:主办|承办|协办|技术支持|网站标识码|备案)(?:单位|方|号)?\s*[:：].*|版权所有.*|[\W_]+"
    r"|阅读(?:原文|\s*[\d.]+万?\+?)|(?:在看|赞|喜欢|收藏)\s*\d*|预览时标签不可点|微信扫一扫.*|继续滑动看下一个|(?:轻触|点击)阅读原文"
)
_REPORT = re.compile(r"[^,，;；]*(?:报告|年报|总结)\W*")
_DATED = re.compile(r"\W*20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\W*$")


_NUMBER_ALONE = re.compile(r"第?[一二三四五六][、.．]?(?:部分)?")
"""The number of a heading whose words stand on the next line."""
_UNSAID = re.compile(f"{PAGE_NUMBER.pattern}|{_NUMBER_ALONE.pattern}")


# What stands above links to other pages, or in the imprint: no article goes on below it.
_BELOW_ALL = re.compile(
    r"[\W_]*(?:友情链接|相关(?:信息|链接|文章|阅读|新闻|推荐|稿件)|网友评论|网站导航)[\W_]*|[^。]*(?:备案号|网站标识码|公网安备)[^。]*"
)


def _is_below_all(text: str) -> bool:
    return len(text) <= _LONGEST_BELOW and _BELOW_ALL.fullmatch(text) is not None


def _page_end(lines: Sequence[Line], last: int) -> int:
    """Where the article ends and only lines of the page follow; ``last``: the line with which its last section
    begins."""
    below = (i for i, line in enumerate(lines) if i > last and _is_below_all(line.text))
    end = next(below, len(lines))
    while end and len(lines[end - 1].text) <= _LONGEST_BELOW and _is_below(lines[end - 1].text):
        end -= 1
    return end


def _is_below(text: str) -> bool:
    """Whether a page prints a line below an article, as it also does the titles of other years' reports."""
    undated = _DATED.sub("", text)
    return _BELOW.fullmatch(text) is not None or (_REPORT.fullmatch(undated) is not None and is_title(undated))


def _section(section: SectionId, heading: str, lines: Sequence[str], place: Place) -> Section | None:
    text = "\n".join(filter(None, lines))
    return Section(section, heading, text, place) if text or heading else None


def _is_said(text: str) -> bool:
    """Whether a line is more than the number of its page or of the heading below it."""
    return bool(text) and _UNSAID.fullmatch(text) is None


def _row_text(line: Line) -> str:
    return line.text if not line.grid else " | ".join(t for t in line.texts if t)


def read_sections(lines: Sequence[Line], found: Sequence[Region], body: int, review_end: int) -> tuple[Section, ...]:
    """The sections with prose or a heading, in the form's order of ids. ``body``: the first line after the title;
    ``review_end``: the line after the table of section 4, whose region may run on where later headings are lost."""
    lines = lines[: _page_end(lines, max((r.start for r in found), default=len(lines)))]
    sections: list[Section] = []
    first = min((r.start for r in found), default=len(lines))
    lead = [_row_text(line) for line in lines[body:first] if line.text and not _NUMBER_ALONE.fullmatch(line.text)]
    has_overview = any(r.section == "overview" for r in found)
    if lead and not has_overview:
        part = _section("overview", "", lead, lines[body].place)
        if part:
            sections.append(part)
    for region in found:
        begin = region.start + 1 if region.headed else region.start
        place = lines[region.start].place
        end = min(region.end, review_end) if region.section == "review_litigation" else region.end
        span = lines[begin:end]
        if region.section in TABLES:
            texts = [said.text for said in [line.wording for line in span] if said.prose]
        else:
            texts = [_row_text(line) for line in span if _is_said(line.text)]
        part = _section(region.section, region.heading, [region.rest, *texts], place)
        if part:
            sections.append(part)
        if region.section == "review_litigation" and end < region.end:
            sections.extend(_unheaded(lines[end : region.end], {r.section for r in found}))
    return _merged(sections)


def _merged(sections: Sequence[Section]) -> tuple[Section, ...]:
    """One of each id: what follows later, such as a note below the table of section 4, goes on where it began."""
    merged: dict[SectionId, Section] = {}
    for part in sections:
        if (begun := merged.get(part.section)) is not None:
            text = "\n".join(filter(None, (begun.text, part.heading, part.text)))
            part = replace(begun, heading=begun.heading or part.heading, text=text)
        merged[part.section] = part
    return tuple(merged.values())


def _unheaded(lines: Sequence[Line], headed: set[SectionId]) -> list[Section]:
    """Prose after the last table whose headings are lost: to sections 5 and 6 by what it speaks of, else to section
    4."""
    out: list[Section] = []
    current: SectionId = "review_litigation" if "problems" in headed else "problems"
    parts: dict[SectionId, list[Line]] = {}
    for line in lines:
        if line.wording.signs.heading is None and len(line.text) < 40:
            if "other" not in headed and _OTHER_CUE.search(line.text):
                current = "other"
            elif "problems" not in headed and current != "other" and _PROBLEM_CUE.search(line.text):
                current = "problems"
        parts.setdefault(current, []).append(line)
    for section, members in parts.items():
        part = _section(section, "", [_row_text(m) for m in members if _is_said(m.text)], members[0].place)
        if part:
            out.append(part)
    return out
