"""Benign changes of words: labels, headings, titles, prose and notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from builder.forms import form
from builder.synth.flat import CAPTIONS
from builder.synth.model import Line, Page, Row, Truth, with_rows, with_tables

Write = Callable[[str], str]


def _relabel(page: Page, write: Write, *, heads: bool = True) -> Page:
    """Every label and heading cell of the tables rewritten."""

    def row(r: Row) -> Row:
        own = tuple(replace(h, text=write(h.text)) for h in r.heads) if heads else r.heads
        return replace(r, heads=own, labels=tuple(map(write, r.labels)))

    return with_rows(page, row)


def _reline(page: Page, write: Callable[[Line], Line]) -> Page:
    return tuple(write(block) if isinstance(block, Line) else block for block in page)


def spaced(page: Page, truth: Truth, rng: Random) -> Page:
    """Blanks of all kinds inside labels: 总 计, 行政　许可."""

    def write(text: str) -> str:
        if len(text) < 2 or rng.random() < 0.6:
            return text
        at = rng.randint(1, len(text) - 1)
        return text[:at] + rng.choice((" ", "  ", "\u3000", "\u00a0")) + text[at:]

    return _relabel(page, write)


def half_width(page: Page, truth: Truth, rng: Random) -> Page:
    table = str.maketrans({"（": "(", "）": ")", "，": ",", "：": ":"})
    return _relabel(page, lambda text: text.translate(table))


def straight_quotes(page: Page, truth: Truth, rng: Random) -> Page:
    opening, closing = rng.choice((('"', '"'), ("「", "」"), ("‘", "’"), ("", "")))
    return _relabel(page, lambda text: text.replace("“", opening).replace("”", closing))


def comma_for_pause(page: Page, truth: Truth, rng: Random) -> Page:
    """补正，行政机关 for 补正、行政机关; the number's own 、 stays."""
    mark = rng.choice("，,")
    return _relabel(page, lambda text: text[:3] + text[3:].replace("、", mark))


_NUMBER = re.compile(r"^(\d)\.")


def other_numbering(page: Page, truth: Truth, rng: Random) -> Page:
    style = rng.choice(("{}、", "{}．", "{} .", "{}. ", "（{}）", "{} ", "{}"))
    return _relabel(page, lambda text: _NUMBER.sub(lambda m: style.format(m[1]), text), heads=False)


def no_numbering(page: Page, truth: Truth, rng: Random) -> Page:
    return _relabel(page, lambda text: _NUMBER.sub("", text), heads=False)


_SHORT = {
    "refused_prohibited_by_law": "2.其他法律法规禁止公开",
    "unavailable_not_held": "1.本机关不掌握行政信息",
    "refused_enforcement_file": "7.属于行政制法案件",
    "not_processed_publication": "3.需要提供公开出版物",
    "granted_in_part": "（二）部分公开",
    "other_uncorrected_overdue": "1.逾期不补正",
    "other_unpaid_overdue": "2.逾期不缴费",
    "normative_documents": "规范性文件",
    "administrative_fees": "行政事业收费",
}


def aliases(page: Page, truth: Truth, rng: Random) -> Page:
    """Misprints and short forms that the form files list as aliases."""

    def row(r: Row) -> Row:
        if r.item not in _SHORT or rng.random() < 0.3:
            return r
        return replace(r, labels=(*r.labels[:-1], _SHORT[r.item]))

    return with_rows(page, row)


def explained(page: Page, truth: Truth, rng: Random) -> Page:
    """A definition behind the label, with digits in it that are no figures."""
    year = truth.year

    def row(r: Row) -> Row:
        if not r.cells or not r.labels or r.item in ("other_handling", "total_processed") or rng.random() < 0.6:
            return r
        note = rng.choice((f"（指{year}年办件数）", "（减用负值表示，如-8）", "：依照条例第20条，含当年第1至第4季度"))
        return replace(r, labels=(*r.labels[:-1], r.labels[-1] + note))

    return with_rows(page, row)


_TRADITIONAL = str.maketrans(
    "规范性机关处罚强许收费申请数业结转办复维尚审计诉讼议东内务执属询无现没创则举报类书论释总组织义启号开标题续继绩个来书团应该说过还业为后续须证误录",
    "規範性機關處罰強許收費申請數業結轉辦復維尚審計訴訟議東內務執屬詢無現沒創則舉報類書論釋總組織義啟號開標題續繼績個來書團應該說過還業為後續須證誤錄",
)


def traditional(page: Page, truth: Truth, rng: Random) -> Page:
    return _relabel(page, lambda text: text.translate(_TRADITIONAL))


_RADICALS = str.maketrans(
    {"行": "⾏", "一": "⼀", "文": "⽂", "人": "⼈", "工": "⼯", "方": "⽅", "自": "⾃", "力": "⼒"}
)


def radicals(page: Page, truth: Truth, rng: Random) -> Page:
    """Kangxi radicals in place of characters, as PDF text layers have them."""
    changed = _relabel(page, lambda text: text.translate(_RADICALS))
    return _reline(
        changed, lambda line: replace(line, text=line.text.translate(_RADICALS)) if line.level != 1 else line
    )


def zero_width(page: Page, truth: Truth, rng: Random) -> Page:
    mark = rng.choice(("\u200b", "\u200c", "\ufeff", "\u00ad"))
    return _relabel(page, lambda text: mark.join((text[:2], text[2:])) if rng.random() < 0.4 else text)


def wrapped(page: Page, truth: Truth, rng: Random) -> Page:
    """Labels broken over lines inside their cell."""

    def write(text: str) -> str:
        if len(text) < 4 or rng.random() < 0.5:
            return text
        at = rng.randint(2, len(text) - 1)
        return text[:at] + "\n" + text[at:]

    return _relabel(page, write)


def restarted_headings(page: Page, truth: Truth, rng: Random) -> Page:
    """二, 三, 四 numbered 一, 二, 三, as if the tables were an annex."""
    shift = {"二": "一", "三": "二", "四": "三"}
    return _reline(
        page,
        lambda line: (
            replace(line, text=shift.get(line.text[0], line.text[0]) + line.text[1:]) if line.section else line
        ),
    )


def unnumbered_headings(page: Page, truth: Truth, rng: Random) -> Page:
    return _reline(page, lambda line: replace(line, text=line.text[2:]) if line.section else line)


def other_headings(page: Page, truth: Truth, rng: Random) -> Page:
    """The wordings that the form files list, with a colon now and then."""

    def write(line: Line) -> Line:
        if not line.section:
            return line
        term = form("2021").term("section", line.section)
        return replace(line, text=line.text[:2] + rng.choice((term.zh, *term.aliases)) + rng.choice(("", "：")))

    return _reline(page, write)


def clause_style(page: Page, truth: Truth, rng: Random) -> Page:
    old, new = "第二十条第（", rng.choice(("第二十条 第（", "第二十条\u3000第（", "条例第二十条第（", "第二十条第("))

    def write(text: str) -> str:
        return text.replace(old, new).replace("）项", ")项") if new.endswith("(") else text.replace(old, new)

    return _relabel(page, write)


def no_clauses(page: Page, truth: Truth, rng: Random) -> Page:
    """Section 2 without its 第二十条第（…）项 lines."""

    def keep(row: Row) -> bool:
        return not (row.heads and row.heads[0].text.replace(" ", "").startswith(("第二十条", "条例第二十条")))

    return with_tables(page, lambda t: (replace(t, rows=tuple(filter(keep, t.rows))),), "proactive")


def _after_overview(page: Page, lines: tuple[Line, ...]) -> Page:
    at = next(n for n, b in enumerate(page) if isinstance(b, Line) and b.section == "proactive")
    return (*page[:at], *lines, *page[at:])


def numbered_prose(page: Page, truth: Truth, rng: Random) -> Page:
    """Headings inside section 1 that reuse 一、 to 四、."""
    names = ("健全制度，明确分工", "完善目录，按时更新", "加强督查，务求实效", "下一年度打算")
    lines = tuple(
        line
        for number, name in zip("一二三四", names, strict=True)
        for line in (
            Line(f"{number}、{name}"),
            Line(f"本年度就此召开会议{rng.randint(2, 9)}次，形成材料{rng.randint(11, 40)}份。"),
        )
    )
    return _after_overview(page, lines)


def echoing_prose(page: Page, truth: Truth, rng: Random) -> Page:
    """Prose headings in the very words of the tables' sections."""
    lines = (
        Line("三、主动公开工作情况"),
        Line(f"全年公布规章{rng.randint(1, 9)}件、行政许可{rng.randint(11, 99)}项。"),
        Line("四、政府信息公开申请情况"),
        Line(f"行政复议{rng.randint(1, 9)}件，行政诉讼{rng.randint(1, 9)}件，总计{rng.randint(11, 99)}件。"),
    )
    return _after_overview(page, lines)


def unread_glyphs(page: Page, truth: Truth, rng: Random) -> Page:
    """□ where a character of the prose could not be read."""

    def write(line: Line) -> Line:
        if line.level or len(line.text) < 8 or rng.random() < 0.4:
            return line
        at = rng.randint(1, len(line.text) - 2)
        return replace(line, text=line.text[:at] + "□" + line.text[at + 1 :])

    return _after_overview(_reline(page, write), (Line("□、重点领域"), Line("(□) 按季度更新目录。")))


def doubled_word(page: Page, truth: Truth, rng: Random) -> Page:
    return _reline(page, lambda x: replace(x, text=x.text.replace("公开工作", "公开 公开工作")) if x.level == 1 else x)


def spaced_year(page: Page, truth: Truth, rng: Random) -> Page:
    return _reline(
        page, lambda x: replace(x, text=x.text.replace(f"{truth.year}年", f" {truth.year} 年")) if x.level == 1 else x
    )


def title_twice(page: Page, truth: Truth, rng: Random) -> Page:
    return (page[0], replace(page[0], level=0), *page[1:]) if isinstance(page[0], Line) else page


_FOOTNOTES = ("注：本表统计截至12月31日。", "备注：第3栏包含2个派出机构的数据。", "说明：1.空格表示0；2.单位为件。")


def footnotes(page: Page, truth: Truth, rng: Random) -> Page:
    return with_tables(page, lambda table: (table, Line(rng.choice(_FOOTNOTES))))


def sentence_before(page: Page, truth: Truth, rng: Random) -> Page:
    return with_tables(page, lambda table: (Line(f"{truth.year}年有关情况见下表，共{rng.randint(2, 9)}类。"), table))


def captions(page: Page, truth: Truth, rng: Random) -> Page:
    return with_tables(page, lambda table: (*[Line(CAPTIONS[table.table])] * rng.randint(1, 3), table))
