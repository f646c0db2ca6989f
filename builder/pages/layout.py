"""The three statutory tables as HTML in the layout of the form: groups spanning rows, headers spanning columns, units.

Every printed cell is there. Marks say in words what is not a plain number and what does not add up; a row's last cell
leads to its line of the source. Made with string joins, not a template: this is most of a report page's work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby

from markupsafe import Markup, escape

from builder.checks.sheet import plain
from builder.forms import ProactiveBlock, Term, form
from builder.model import Figure, FormId, Place
from builder.pages import text
from builder.pages.marks import Marks
from builder.tables.statement import Printed, Statement

_ALWAYS = ("new_received", "carried_in", "granted", "total_processed", "carried_forward")
_SUMS = ("total", "inflow", "outflow")
_FEWEST_FOLDED = 4
_FEWEST_UPRIGHT = 5
_ZERO_MARK = {"blank": "空", "illegible": "无法辨认"}
_ROWS = {"suspect": "整行存疑", "illegible": "整行无法辨认"}


def _cells(said: Statement, place: Place, marks: Marks) -> str:
    """The cells of a row, in the columns of its own form."""
    if marks.none_in(said):
        return said.once(_plain_cells)
    found = [said.cells[column] for column in _columns(said)]
    return "".join([_cell(figure, marks.of(said, figure, place.line)) for figure in found])


def _columns(said: Statement) -> Sequence[str]:
    return form(said.form).columns(said.table, said.item)


def _plain_cells(said: Statement) -> str:
    return "".join([_cell(said.cells[column]) for column in _columns(said)])


_UNPRINTED = '<td class="sr-b">未印</td>'


def _cell(figure: Figure, mark: str = "") -> str:
    unit = f"<small>{escape(figure.unit)}</small>" if figure.unit else ""
    if figure.status == "number":
        if not figure.value:
            return f"<td>0{unit}{mark}</td>"
        return f"<td><b>{plain(figure.value)}</b>{unit}{mark}</td>"
    if figure.status == "suspect":
        value = "空" if figure.value is None else plain(figure.value)
        return f'<td class="sr-q">{value}{unit}?{mark}</td>'
    if figure.value is not None:
        return f"<td><b>{plain(figure.value)}</b>{unit}{mark}</td>"
    if figure.status == "not_applicable":
        return f'<td class="sr-b">{escape(text.plain(figure.raw))}{mark}</td>'
    return f'<td class="sr-b">{_ZERO_MARK[figure.status]}{mark}</td>'


def scrolled(name: str, html: Markup) -> Markup:
    """A table that may be wider than a phone; nothing where there is none."""
    if not html:
        return html
    return Markup(  # noqa: S704
        f'<div class="sr-scroll" role="region" aria-label="{name}，可左右滚动" tabindex="0">\n{html}\n</div>'
    )


def _end(place: Place) -> str:
    """A row's last cell, and its end."""
    line, page = place
    told = f"{page} 页 {line}" if page else line
    return f'<td class="sr-l"><a href="#L{line}">{told}</a></td></tr>\n'


def applications(printed: Printed, marks: Marks) -> tuple[Markup, Markup, int]:
    """Section 3: the rows that say something, the whole table, and how many rows only the whole one has.

    With fewer than four rows to fold the first is the whole table and the second empty.
    """
    form_id = "2019" if ("applications", "other_handling") in printed.said else "2021"
    rows = {
        address[1]: _row(said, printed.places[address], marks)
        for address in _addresses(form_id)
        if (said := printed.said.get(address)) is not None
    }
    if not rows:
        return Markup(""), Markup(""), 0
    telling = [i for i in rows if i in _ALWAYS or not _says_nothing(printed.said["applications", i], marks)]
    folded = len(rows) - len(telling)
    if folded < _FEWEST_FOLDED:
        return _applications(form_id, tuple(rows), rows), Markup(""), 0
    return _applications(form_id, tuple(telling), rows), _applications(form_id, tuple(rows), rows), folded


@cache
def _addresses(form_id: str) -> list[tuple[str, str]]:
    return [("applications", row.id) for row in form(form_id).rows]


def _says_nothing(said: Statement, marks: Marks) -> bool:
    address = (said.table, said.item)
    marked = address in marks.rows and any((*address, column) in marks.checks for column in ("", *said.cells))
    return said.once(is_empty) and not marked


def is_empty(said: Statement) -> bool:
    """Whether no cell of a row holds anything but 0, a blank or a dash, for certain."""
    plain_cells = ("number", "blank", "not_applicable")
    return said.status == "number" and not said.counted and all(f.status in plain_cells for f in said.figures)


def _applications(form_id: str, items: tuple[str, ...], rows: Mapping[str, str]) -> Markup:
    head, heads = _applications_frame(form_id, items)
    body = "".join([begin + rows[item] for begin, item in zip(heads, items, strict=True)])
    return Markup(f"{head}{body}</tbody></table>")  # noqa: S704


def _row(said: Statement, place: Place, marks: Marks) -> str:
    """What follows a row's label: marks of the whole row, the label's end, the cells, the line of the source."""
    if marks.none_in(said):
        return said.once(_plain_row) + _end(place)
    about = marks.about(said.table, said.item, "")
    return f"{_doubt(said)}{about}</th>{_cells(said, place, marks)}{_end(place)}"


def _plain_row(said: Statement) -> str:
    return f"{_doubt(said)}</th>{said.once(_plain_cells)}"


def _doubt(said: Statement) -> str:
    return f'<small class="sr-q">{_ROWS[said.status]}</small>' if said.status in _ROWS else ""


@lru_cache(maxsize=1024)
def _applications_frame(form_id: str, items: tuple[str, ...]) -> tuple[str, list[str]]:
    """The table's head, and how each of these rows begins: a group's heading stands in its first row and spans the
    others. Left open: marks of the row follow before its label's end tag."""
    terms = [form(form_id).term("row", item) for item in items]
    # As many columns of headings as these rows fill: a folded table may do without the groups within groups.
    deep = 1 + max(len(term.group) for term in terms)
    heads = ['<tr class="sr-sum">' if term.role in _SUMS else "<tr>" for term in terms]
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
        heads[i] += f'<th scope="row"{colspan}>{_label(term.zh)}'
    return _applications_head(form_id, deep), heads


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


def proactive(printed: Printed, marks: Marks) -> Markup:
    """Section 2: one small table for each heading 第二十条第（…）项, each of the form whose columns it has."""
    forms = {said.form for (table, _), said in printed.said.items() if table == "proactive"}
    out = []
    for form_id, block in _blocks(tuple(sorted(forms))):
        rows = [
            f'<tr><th scope="row">{_label(term.zh)}{_row(said, printed.places["proactive", term.id], marks)}'
            for term in block.rows
            if (said := printed.said.get(("proactive", term.id))) is not None and said.form == form_id
        ]
        if rows:
            out.append(f"{_proactive_head(form_id, block.key)}{''.join(rows)}</tbody></table>")
    return Markup("\n".join(out))  # noqa: S704


@cache
def _blocks(forms: tuple[FormId, ...]) -> list[tuple[FormId, ProactiveBlock]]:
    """The small tables of these forms, in the order of their headings."""
    return sorted(((form_id, block) for form_id in forms for block in form(form_id).blocks), key=lambda b: b[1].key)


@cache
def _proactive_head(form_id: str, key: str) -> str:
    of_form = form(form_id)
    block = next(block for block in of_form.blocks if block.key == key)
    measures = [_header(of_form.term("measure", m), form_id) for m in block.measures]
    return (
        f'<table class="sr-form sr-proactive"><caption>{escape(block.clause)}</caption>\n'
        '<thead><tr><th scope="col">信息内容</th>'
        + "".join(f'<th scope="col">{escape(measure)}</th>' for measure in measures)
        + '<th scope="col" class="sr-l">来源行</th></tr></thead>\n<tbody>\n'
    )


def _header(measure: Term, form_id: str) -> str:
    """The 2021 form prints the unit of its one amount in the heading; the 2019 form leaves it to the cell."""
    return f"{measure.zh}（单位：{measure.unit}）" if measure.id == "amount" and form_id == "2021" else measure.zh


def reviews(printed: Printed, marks: Marks) -> Markup:
    """Section 4: one row of fifteen, as the form has it."""
    addresses = [("review_litigation", stage.id) for stage in form("2021").stages]
    if not any(address in printed.said for address in addresses):
        return Markup("")
    cells, lines, width = "", "", len(form("2021").results)
    for address in addresses:
        said, place = printed.said.get(address), printed.places.get(address)
        if said and place:
            cells += _cells(said, place, marks)
            told = f'{_doubt(said)}<a href="#L{place.line}">来源行 {place.line}</a>'
        else:
            cells += _UNPRINTED * width
            told = "未印"
        lines += f'<td class="sr-l" colspan="{width}">{told}</td>'
    about = "".join(marks.about(table, stage, "") for table, stage in addresses)
    return Markup(f"{_reviews_head()}<tr>{cells}</tr>\n<tr>{lines}</tr></tbody></table>{about}")  # noqa: S704


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
