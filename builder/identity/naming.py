"""The names that a document gives for an office: the report's own, in its title, and those of its publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from builder.document import Document
from builder.identity.likeness import names
from builder.memo import Memo
from builder.parse import Parsed
from builder.parse.title import BESIDE, YEAR
from builder.spelling import normalised

_TAIL = re.compile(r"(?:年度|全年)?的?(?:关于)?(?:(?<!人民)政府|政务)?信息公开.*|政务公开.*")
_LABEL = re.compile(r"^[【\[](?:20\d\d|年?度|年|政府|政务|信息|公开|工作|报告|年报|公示|公告|通知)+[】\]]")
_SITE = re.compile(rf"^[^|]{{2,20}}(?:网站|门户网|政府网){BESIDE}+")
_LEAD = re.compile(r"^(?:(?:\d{1,2}[.、．](?!\d)|标题|名称|正文|附件\d*|关于|印发|现?公布|现?发布|现将)[:：]?)+")
CITED = re.compile(r"(?<!^)(?<!现将)(?<!现公布)(?<!现发布)《[^《》]*》")
"""Another document's name, last year's report too."""
_PUNCTUATION = re.compile(r"[《》“”\"'‘’\[\]【】#*:：,，。、;；_=<>＞()（）-]+")
_FORMER = re.compile(r"\(原[^()]*\)")
_GENERIC = re.compile(r"^(?:我|本)?(?:省|市|县|区|局|镇|乡|街道|办|单位)?(?:我|本)?(?:局|委|办|单位|机关|镇|乡|街道)?$")
_YEAR = re.compile(YEAR)
_DAY = r"(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月(?:\d{1,2}日)?)"
_PERIOD = rf"(?:{_DAY}|年\d+)[-~—–至到](?:{YEAR}{_DAY}|\d+月(?:\d+日)?)"
_OF_YEAR = re.compile(rf"{YEAR}(?:{_PERIOD}|{_DAY}|年?度?)")
_EDGES = re.compile(r"^(?:关于|年度?)|(?:关于|年度?|的|公开|现?(?:公布|发布))+$")
_DOUBLED = re.compile(r"^(.{2,20}?)\1(.*)$")
_REPORT = re.compile(r"信息公开.*(?:报告|年报|年度报)")
_INTRODUCES = re.compile(r"\s*(?:根据|按照|依据|遵照|为)")
_LONGEST_KEPT = 120  # characters of a line; longer ones come once
_WORDS = "[^,，。;；:：《》]"
_MADE_PUBLIC = re.compile(
    rf"(?:现将|现予?(?:公布|公开|发布)|向社会(?:公布|公开))《?((?={_WORDS}{{0,40}}?{YEAR}){_WORDS}{{4,40}}?信息公开)"
)
_OFFICE = (
    r"(?!根据|按照?|依据|依照|遵照)[^,，。;；:：《》、()（）\s]{2,24}?"
    r"(?:政府|局|委员会|管委会|委|办公室|街道|镇|乡|厅|院|中心|开发区)(?:办事处)?"
)
_MADE_PUBLIC_BY = re.compile(
    rf"(?<![^,，。])({_OFFICE})(?:现|特)?(?:将)?(?:向社会)?(?:公布|公开|发布)《?{YEAR}年?度?政府信息公开"
    r"(?!(?:工作)?(?:年度)?(?:报告|年报)?(?:的|格式|模板|编制|填报))"  # which another office prescribes
)
_AUTHORISED = re.compile(
    rf"《((?={_WORDS}{{0,30}}{YEAR}){_WORDS}{{4,40}}?信息公开){_WORDS}{{0,10}}(?:报告|年报)》(?:已|现|经)"
)
_COMPILED_BY = re.compile(rf"(?<![^,，。告])由({_OFFICE})(?:根据|按照|依据|依照|(?:编制|编写)(?![^,，。;；]))")
_SIGNATURE = re.compile(r"\S{2,28}(?:政府|局|委员会|管委会|委|办公室|街道|镇|乡|厅|院|开发区)(?:办事处)?")
_SIGNED_BELOW = re.compile(  # with its division: many sign as 本局办公室, and are not one office
    rf"(?:^|\n)\s*(?=[^\n:：]{{2,12}}[省市县区旗盟州镇乡])((?!本|我)(?:{_SIGNATURE.pattern}))\s*\n"
    rf"\s*{YEAR}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日\s*$"
)
_PARTS = re.compile(BESIDE + "+")
_PUBLISHER = re.compile(
    r"(?<!\S)(?:(?:信息来源|来源)\s*[:：]|(?:发布机构|发布单位|公开机构|索引机构)(?:\s*[:：]|\s))\s*([^\s:：]{3,40})(?!\S)"
)
_AUTHORITY_METADATA = (
    "author",
    "contentsource",
    "source",
    "发布机构",
    "来源",
    "publisher",
    "sitename",
    "信息来源",
    "发布单位",
    "公开机构",
)


class Names(NamedTuple):
    """``own``: names in the title, ``others``: of the page's source, its publisher or a line of its own, which may be
    the office above, or below the report, over its date, where nothing else tells one. None is 本局 or the like."""

    own: tuple[str, ...]
    others: tuple[str, ...]


@lru_cache(maxsize=1024)
def _name(title: str) -> str:
    """The agency's name in a title: what is left without year, 政府信息公开… and punctuation; a doubled name once."""
    plain = normalised(title)
    plain = _LEAD.sub("", _SITE.sub("", _LABEL.sub("", plain)))
    plain = _FORMER.sub("", _OF_YEAR.sub("", plain))
    plain = _PUNCTUATION.sub("", _TAIL.sub("", plain))
    plain = _EDGES.sub("", plain)
    doubled = _DOUBLED.match(plain)
    return doubled[1] + doubled[2] if doubled else plain


def _kept(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(n for n in dict.fromkeys(names) if 2 <= len(n) <= 60 and not _GENERIC.match(n))


class _Told(NamedTuple):
    """What a line before section 1 tells: ``own`` names, the ``years`` of a title, names of a page's publisher, and the
    line itself where it is nothing but a name."""

    own: tuple[str, ...]
    years: tuple[str, ...]
    publishers: tuple[str, ...]
    signed: tuple[str, ...]


def _told_by(line: str) -> _Told:
    plain = normalised(line)
    titled = len(line) <= 80 and "报" in line and _REPORT.search(CITED.sub("", line)) is not None
    own = [_name(line)] if titled and not _INTRODUCES.match(line) else []
    authorised = [match[1] for match in _AUTHORISED.finditer(plain)]
    made_public = chain(_MADE_PUBLIC.finditer(plain), _MADE_PUBLIC_BY.finditer(plain))
    own.extend(map(_name, (*(match[1] for match in made_public), *authorised)))
    years = tuple(_YEAR.findall("".join(authorised) or (plain if titled else "")))
    publishers = tuple(normalised(match[1]) for match in (*_PUBLISHER.finditer(line), *_COMPILED_BY.finditer(plain)))
    return _Told(tuple(own), years, publishers, (plain,) if _SIGNATURE.fullmatch(line) else ())


_told = Memo(_told_by, lambda line: len(line) <= _LONGEST_KEPT, most=4096)


def _in_page_title(title: str) -> list[str]:
    """The offices that are parts of a page's title of their own. A government behind the title of the report is whose
    site it is, with the reports of all its departments."""
    parts = _PARTS.split(title)
    titled = next((i for i, part in enumerate(parts) if _REPORT.search(part)), len(parts))
    return [
        part
        for i, part in enumerate(parts)
        if _SIGNATURE.fullmatch(part) and not (i > titled and part.endswith("人民政府"))
    ]


def names_in(parsed: Parsed, document: Document) -> Names:
    """The names of a report, likelier ones first. A page lists other reports: beside a title that names an office only
    those titles count that mean the same one, else those that are not of another year."""
    own = [*_kept([_name(parsed.title)])] if parsed.title else []
    title = own[0] if own else ""
    year = set(_YEAR.findall(normalised(parsed.title)))
    told = [_told[line] for line in parsed.lead]
    for line in told:
        if not (year and line.years and year.isdisjoint(line.years)):
            own += line.own
    if title:
        own = [name for name in own if names(title, (name,))]
    others = [
        _PUNCTUATION.sub("", normalised(value))
        for key, value in document.metadata
        if key.lower() in _AUTHORITY_METADATA
    ]
    others += [name for line in told for name in line.publishers]
    others += [name for line in told for name in line.signed]
    others += _in_page_title(normalised(document.title))
    found = Names(_kept(own), _kept(others))
    if any(found) or not parsed.sections:
        return found
    below = _SIGNED_BELOW.search(parsed.sections[-1].text[-200:])
    return Names((), _kept([normalised(below[1])] if below else ()))
