"""The three statutory tables as HTML in the layout of the form: groups spanning rows, headers spanning columns, units.

Every printed cell is there. Marks say in words what is not a plain number and what does not add up; a row's last cell
leads to its line of the source. Made with string joins, not a template: this is most of a report page's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from markupsafe import Markup, escape

from builder.catalogue import label
from builder.checks.sheet import Sheet, plain
from builder.forms import Form, ProactiveBlock, Term, form
from builder.model import Figure, Place, Row
from builder.pages import text
from builder.pages.troubles import Mark

_ALWAYS = ("new_received", "carried_in", "granted", "total_processed", "carried_forward")
_FEWEST_FOLDED = 4
_FEWEST_UPRIGHT = 5
_ZERO_MARK = {"blank": "空", "illegible": "无法辨认"}


@dataclass(frozen=True, slots=True)
class Note:
    """What stands under a table for a marked cell. ``where`` names it, ``text`` says what is the matter."""

    number: int
    where: str
    text: str
    line: int


@dataclass
class Marks:
    """Marks of one report: ``checks`` lead to findings by (table, item, column); notes are numbered as met."""

    checks: Mapping[tuple[str, str, str], Sequence[Mark]]
    notes: dict[tuple[str, str, str], Note] = field(default_factory=dict)

    def of(self, row: Row, figure: Figure) -> str:
        """The marks of a cell: links to its note and to the findings about it. In a row that is doubtful as a whole the
        row says so, once."""
        out, table, item = "", row.table, row.item
        if figure.status in ("annotated", "suspect", "illegible") and figure.status != row.status:
            number = self._note(row, figure)
            out += f'<a class="sr-mark" href="#n{number}" title="{_WHY[figure.status]}">注{number}</a>'
        return out + self.about(table, item, figure.column)

    def about(self, table: str, item: str, column: str) -> str:
        """Links to the findings about a cell, or with an empty column about the row."""
        return "".join(
            f'<a class="sr-ne" href="#f{mark.number}" title="{mark.words}">{mark.sign}{mark.number}</a>'
            for mark in self.checks.get((table, item, column), ())
        )

    def _note(self, row: Row, figure: Figure) -> int:
        table, item = row.table, row.item
        key = (table, item, figure.column)
        if key not in self.notes:
            number = len(self.notes) + 1
            where = f"{label(_KINDS[table][0], item)} · {label(_KINDS[table][1], figure.column)}"
            self.notes[key] = Note(number, where, _told(figure), row.place.line)
        return self.notes[key].number


_KINDS = {
    "proactive": ("item", "measure"),
    "applications": ("row", "applicant"),
    "review_litigation": ("stage", "result"),
}
_ROWS = {"suspect": "整行存疑", "illegible": "整行无法辨认"}
_WHY = {"annotated": "原表附有说明", "suspect": "存疑读数", "illegible": "无法辨认"}


def _told(figure: Figure) -> str:
    raw, note = text.plain(figure.raw), text.plain(figure.note)
    printed = f"原文“{raw}”" if raw else "原文空白"
    if figure.status == "annotated":
        return f"{printed}，取 {plain(figure.value) if figure.value is not None else '空'}"
    if figure.status == "suspect":
        value = "空" if figure.value is None else plain(figure.value)
        return f"存疑：{printed}，最可能是 {value}（{note or '读法不能确定'}）。已标出，不计入合计、图表和比较"
    return f"无法辨认：{printed}{f'（{note}）' if note else ''}。留空，不猜测"


def _cell(figure: Figure | None, mark: str, colspan: int = 1) -> str:
    span = f' colspan="{colspan}"' if colspan > 1 else ""
    if figure is None:
        return f'<td{span} class="sr-b">未印</td>'
    unit = f"<small>{escape(figure.unit)}</small>" if figure.unit else ""
    if figure.status == "number":
        if not figure.value:
            return f"<td{span}>0{unit}{mark}</td>"
        return f"<td{span}><b>{plain(figure.value)}</b>{unit}{mark}</td>"
    if figure.status == "suspect":
        value = "空" if figure.value is None else plain(figure.value)
        return f'<td{span} class="sr-q">{value}{unit}?{mark}</td>'
    if figure.value is not None:
        return f"<td{span}><b>{plain(figure.value)}</b>{unit}{mark}</td>"
    if figure.status == "not_applicable":
        return f'<td{span} class="sr-b">{escape(text.plain(figure.raw))}{mark}</td>'
    return f'<td{span} class="sr-b">{_ZERO_MARK[figure.status]}{mark}</td>'


def _line(place: Place | None) -> str:
    if place is None:
        return "<td></td>"
    page = f"{place.page} 页 " if place.page else ""
    return f'<td class="sr-l"><a href="#L{place.line}">{page}{place.line}</a></td>'


def applications(sheet: Sheet, marks: Marks) -> tuple[Markup, Markup, int]:
    """Section 3: the rows that say something, the whole table, and how many rows only the whole one has.

    With fewer than four rows to fold the first is the whole table and the second empty.
    """
    of_form = form("2019" if ("applications", "other_handling") in sheet.rows else "2021")
    printed = [t for t in of_form.rows if ("applications", t.id) in sheet.rows]
    if not printed:
        return Markup(""), Markup(""), 0
    telling = [t for t in printed if t.id in _ALWAYS or not _says_nothing(sheet.rows["applications", t.id], marks)]
    folded = len(printed) - len(telling)
    if folded < _FEWEST_FOLDED:
        return _applications(of_form, printed, sheet, marks), Markup(""), 0
    return _applications(of_form, telling, sheet, marks), _applications(of_form, printed, sheet, marks), folded


def _says_nothing(row: Row, marks: Marks) -> bool:
    if row.status != "number" or ("applications", row.item, "") in marks.checks:
        return False
    return all(
        not f.value
        and f.status in ("number", "blank", "not_applicable")
        and ("applications", row.item, f.column) not in marks.checks
        for f in row.figures
    )


def _applications(of_form: Form, terms: Sequence[Term], sheet: Sheet, marks: Marks) -> Markup:
    columns = [t.id for t in of_form.applicants]
    # As many columns of headings as the rows at hand fill: a folded table may do without the groups within groups.
    deep = 1 + max(len(t.group) for t in terms)
    out = [_applications_head(of_form.form, deep)]
    heads = _group_heads(terms, deep)
    for term, head in zip(terms, heads, strict=True):
        row = sheet.rows["applications", term.id]
        cells = [_figure_cell(sheet, marks, "applications", term.id, column) for column in columns]
        css = ' class="sr-sum"' if term.role in ("total", "inflow", "outflow") else ""
        doubt = f'<small class="sr-q">{_ROWS[row.status]}</small>' if row.status in _ROWS else ""
        about = marks.about("applications", term.id, "")
        out.append(f"<tr{css}>{head}{doubt}{about}</th>{''.join(cells)}{_line(row.place)}</tr>\n")
    out.append("</tbody></table>")
    return Markup("".join(out))  # noqa: S704


def _figure_cell(sheet: Sheet, marks: Marks, table: str, item: str, column: str, colspan: int = 1) -> str:
    figure = sheet.cell(table, item, column)
    if figure is None:
        return _cell(None, "", colspan)
    if figure.status == "number" and (table, item, column) not in marks.checks:
        return _cell(figure, "", colspan)
    return _cell(figure, marks.of(sheet.rows[table, item], figure), colspan)


def _group_heads(terms: Sequence[Term], deep: int) -> list[str]:
    """The heading cells of each row, ``deep`` columns of them; a group's stands in its first row and spans them."""
    heads = [""] * len(terms)
    for depth in (1, 2):
        runs = groupby(range(len(terms)), key=lambda i: terms[i].group[:depth] if len(terms[i].group) >= depth else i)
        for _, run in runs:
            rows = list(run)
            group = terms[rows[0]].group
            if len(group) >= depth:
                upright = ' class="sr-v"' if depth == 1 and len(rows) > _FEWEST_UPRIGHT else ""
                heads[rows[0]] += f'<th scope="rowgroup" rowspan="{len(rows)}"{upright}>{_label(group[depth - 1])}</th>'
    for i, term in enumerate(terms):
        span = deep - len(term.group)
        colspan = f' colspan="{span}"' if span > 1 else ""
        # Left open: marks of the row follow before its end tag.
        heads[i] += f'<th scope="row"{colspan}>{_label(term.zh)}'
    return heads


@cache
def _label(zh: str) -> str:
    """A label of the form; what its brackets explain is set small."""
    name, bracket, rest = zh.partition("（区分")
    return f"{escape(name)}<small>{escape(bracket + rest)}</small>" if bracket else str(escape(zh))


@cache
def _applications_head(form_id: str, deep: int) -> str:
    of_form = form(form_id)
    groups = [(name, list(run)) for name, run in groupby(of_form.applicants, key=lambda t: t.group)]
    upper, lower = "", ""
    for group, terms in groups:
        if group:
            upper += f'<th scope="colgroup" colspan="{len(terms)}">{escape(group[0])}</th>'
            lower += "".join(f'<th scope="col">{escape(t.zh)}</th>' for t in terms)
        else:
            upper += "".join(f'<th scope="col" rowspan="2">{escape(t.zh)}</th>' for t in terms)
    return (
        '<table class="sr-form sr-applications">'
        "<caption>收到和处理政府信息公开申请情况<small>单位：件</small></caption>\n"
        f'<thead><tr><td colspan="{deep}" rowspan="3" class="sr-corner">'
        "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和</td>"
        f'<th scope="colgroup" colspan="{len(of_form.applicants)}">申请人情况</th>'
        '<th scope="col" rowspan="3" class="sr-l">来源行</th></tr>\n'
        f"<tr>{upper}</tr>\n<tr>{lower}</tr></thead>\n<tbody>\n"
    )


def proactive(sheet: Sheet, marks: Marks) -> Markup:
    """Section 2: one small table for each heading 第二十条第（…）项, each of the form whose columns it has."""
    forms = {row.form for (table, _), row in sheet.rows.items() if table == "proactive"}
    out = []
    for key, blocks in groupby(sorted(_blocks(forms), key=lambda b: b[1].key), key=lambda b: b[1].key):
        for form_id, block in blocks:
            rows = [t for t in block.rows if _printed(sheet, t.id, form_id, key)]
            if rows:
                out.append(_proactive_block(form(form_id), block, rows, sheet, marks))
    return Markup("".join(out))  # noqa: S704


def _blocks(forms: Iterable[str]) -> list[tuple[str, ProactiveBlock]]:
    return [(form_id, block) for form_id in sorted(forms) for block in form(form_id).blocks]


def _printed(sheet: Sheet, item: str, form_id: str, key: str) -> bool:
    row = sheet.rows.get(("proactive", item))
    return row is not None and row.form == form_id


def _proactive_block(of_form: Form, block: ProactiveBlock, terms: Sequence[Term], sheet: Sheet, marks: Marks) -> Markup:
    measures = [of_form.term("measure", m) for m in block.measures]
    out = [
        f'<table class="sr-form sr-proactive"><caption>{escape(block.clause)}</caption>\n',
        '<thead><tr><th scope="col">信息内容</th>',
        *(f'<th scope="col">{escape(_header(m, of_form.form))}</th>' for m in measures),
        '<th scope="col" class="sr-l">来源行</th></tr></thead>\n<tbody>\n',
    ]
    for term in terms:
        row = sheet.rows["proactive", term.id]
        about = marks.about("proactive", term.id, "")
        cells = [_figure_cell(sheet, marks, "proactive", term.id, m.id) for m in measures]
        out.append(f'<tr><th scope="row">{escape(term.zh)}{about}</th>{"".join(cells)}{_line(row.place)}</tr>\n')
    out.append("</tbody></table>\n")
    return Markup("".join(out))  # noqa: S704


def _header(measure: Term, form_id: str) -> str:
    """The 2021 form prints the unit of its one amount in the heading; the 2019 form leaves it to the cell."""
    return f"{measure.zh}（单位：{measure.unit}）" if measure.id == "amount" and form_id == "2021" else measure.zh


def reviews(sheet: Sheet, marks: Marks) -> Markup:
    """Section 4: one row of fifteen, as the form has it."""
    of_form = form("2021")
    stages = of_form.stages
    if not any(("review_litigation", s.id) in sheet.rows for s in stages):
        return Markup("")
    cells, lines = [], []
    for stage in stages:
        row = sheet.rows.get(("review_litigation", stage.id))
        cells += [_figure_cell(sheet, marks, "review_litigation", stage.id, r.id) for r in of_form.results]
        link = f'<a href="#L{row.place.line}">来源行 {row.place.line}</a>' if row else "未印"
        lines.append(f'<td class="sr-l" colspan="{len(of_form.results)}">{link}</td>')
    about = "".join(marks.about("review_litigation", s.id, "") for s in stages)
    head = _reviews_head()
    foot = f"<tr>{''.join(lines)}</tr></tbody></table>{about}"
    return Markup(f"{head}<tr>{''.join(cells)}</tr>\n{foot}")  # noqa: S704


@cache
def _reviews_head() -> str:
    of_form = form("2021")
    width = len(of_form.results)
    upper, lower = "", ""
    for group, run in groupby(of_form.stages, key=lambda t: t.group):
        stages = list(run)
        if group:
            upper += f'<th scope="colgroup" colspan="{width * len(stages)}">{escape(group[0])}</th>'
            lower += "".join(f'<th scope="colgroup" colspan="{width}">{escape(s.zh)}</th>' for s in stages)
        else:
            upper += "".join(f'<th scope="colgroup" colspan="{width}" rowspan="2">{escape(s.zh)}</th>' for s in stages)
    results = "".join(f'<th scope="col">{escape(r.zh)}</th>' for r in of_form.results) * len(of_form.stages)
    return (
        '<table class="sr-form sr-reviews">'
        "<caption>政府信息公开行政复议、行政诉讼情况<small>单位：件</small></caption>\n"
        f"<thead><tr>{upper}</tr>\n<tr>{lower}</tr>\n<tr>{results}</tr></thead>\n<tbody>\n"
    )
