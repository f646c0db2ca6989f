"""Report pages: every figure in its own cell, marks in words, the two kinds of trouble apart, text that stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown import Markdown

from builder.catalogue import label
from builder.forms import form
from builder.model import Finding, Place, Report, Section
from builder.pages.layout import Marks, applications
from builder.pages.render import render
from builder.settings import Settings
from builder.site.generated import take_apart
from tests.handmade import report
from tests.paged import all_pages, blocks, grid, noted, opened_of, page_of, reports, strict_errors, words, zeros


def unique(form_id: str) -> Report:
    """A report in which every cell holds its own number."""
    made = report(form_id=form_id, year=2019 if form_id == "2019" else 2023)
    number = 10_000
    rows = []
    for row in made.rows:
        figures = []
        for figure in row.figures:
            number += 7
            figures.append(figure._replace(value=figure.value * 0 + number, raw=str(number)))  # type: ignore[operator]
        rows.append(row._replace(figures=tuple(figures)))
    return replace(made, rows=tuple(rows))


def tables_of(one: Report) -> etree._Element:
    return blocks(render(page_of(one)))


def form_order(items: Iterable[str]) -> list[str]:
    order = [term.id for term in form("2021").rows]
    return sorted(items, key=order.index)


def number_in(cell: str) -> str:
    """The number of a cell without its unit and marks."""
    found = re.match(r"-?[\d.]+", cell)
    return found[0] if found else cell


@pytest.mark.parametrize("form_id", ["2019", "2021"])
def test_every_figure_stands_under_its_headings(form_id: str) -> None:
    one = unique(form_id)
    tree = tables_of(one)
    read: dict[tuple[str, str, str], str] = {}
    for table in tree.iterfind(".//table[@class='sr-form sr-proactive']"):
        head, *rows = grid(table)
        for row in rows:
            item = next(t.id for b in form(form_id).blocks for t in b.rows if row[0].startswith(t.zh))
            for title, cell in zip(head[1:-1], row[1:-1], strict=True):
                measure = next(m.id for m in form(form_id).measures if title.startswith(m.zh))
                read["proactive", item, measure] = number_in(cell)
    whole = tree.findall(".//table[@class='sr-form sr-applications']")[-1]
    lines = grid(whole)
    columns = [next(t.id for t in form("2021").applicants if t.zh == title) for title in lines[2][3:-1]]
    assert columns == [t.id for t in form("2021").applicants]
    for line in lines[3:]:
        term = next(t for t in form(form_id).rows if t.zh.partition("（区分")[0] in line[2].partition("（区分")[0]
                    and all(g in line for g in t.group))  # fmt: skip
        for column, cell in zip(columns, line[3:-1], strict=True):
            read["applications", term.id, column] = number_in(cell)
    (reviews,) = tree.findall(".//table[@class='sr-form sr-reviews']")
    upper, lower, results, numbers, _ = grid(reviews)
    for first, second, title, cell in zip(upper, lower, results, numbers, strict=True):
        stage = next(s.id for s in form("2021").stages if s.zh == second and (not s.group or s.group[0] == first))
        result = next(r.id for r in form("2021").results if r.zh == title)
        read["review_litigation", stage, result] = number_in(cell)
    assert read == {(r.table, r.item, f.column): f.raw for r in one.rows for f in r.figures}
    assert len(set(read.values())) == len(read) > 180


def test_rows_of_zeros_are_folded_and_there() -> None:
    made = zeros()
    made = noted(
        made,
        ("applications", "refused_third_party_rights", "natural_person"),
        value=made.rows[0].figures[0].value,
        raw="2",
    )
    tree = tables_of(made)
    short, whole = map(grid, tree.findall(".//table[@class='sr-form sr-applications']"))
    assert whole[0] == short[0]
    assert [row for row in whole if row in short or row[0] in ("三、本年度办理结果",)]
    assert len(whole) - len(short) == 19
    told = words(tree.find(".//details[@class='sr-fold']/summary"))
    assert told.startswith("另有 19 行全部是 0 或空白")
    assert tree.find(".//details[@class='sr-fold']").find(".//table[@class='sr-form sr-applications']") is not None
    assert any("4.保护第三方合法权益" in row for row in short)


def test_nothing_is_folded_where_little_is_zero() -> None:
    assert len(tables_of(report()).findall(".//table[@class='sr-form sr-applications']")) == 1


def test_a_report_without_an_application_says_so_instead_of_charts() -> None:
    text = render(page_of(zeros(year=2023)))
    assert (
        "2023 年没有收到政府信息公开申请，也没有上年结转的申请。没有因政府信息公开被申请行政复议，也没有被起诉。"
        in text
    )
    assert "<figure" not in text
    assert "sr-keys" not in text


def test_blank_tables_are_not_called_empty_of_applications() -> None:
    made = zeros()
    rows = tuple(
        row._replace(figures=tuple(f._replace(value=None, raw="", status="blank") for f in row.figures))
        if row.table != "proactive"
        else row
        for row in made.rows
    )
    text = render(page_of(replace(made, rows=rows)))
    assert "没有收到" not in text
    assert "没有行政复议" not in text
    assert "空白" in text
    # Nothing was to be checked, and nothing was unread.
    assert words(blocks(text).find(".//p[@class='sr-alert']")) == "没有可以核对的总数"
    assert words(blocks(render(page_of(zeros()))).find(".//p[@class='sr-alert']")) == "没有发现对不上的地方"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "blank", "value": None, "raw": ""}, "报告里 2023 年新收申请的总数空着；空白不等于 0。"),
        ({"status": "not_applicable", "value": None, "raw": "/"}, "报告里 2023 年新收申请的总数没有填数字。"),
        ({"status": "suspect", "raw": "7?"}, "2023 年新收申请的总数没有读准，请看下面的原表。"),
    ],
)
def test_a_total_that_is_not_there_is_no_total_that_was_not_read(change: dict[str, Any], told: str) -> None:
    one = noted(report(), ("applications", "new_received", "total"), **change)
    assert words(blocks(render(page_of(one))).find(".//p[@class='sr-lead']")) == told
    unprinted = replace(one, rows=tuple(row for row in one.rows if row.item != "new_received"))
    lead = words(blocks(render(page_of(unprinted))).find(".//p[@class='sr-lead']"))
    assert lead == "报告的表里没有读到 2023 年新收申请那一行。"


def test_a_printed_total_that_differs_from_its_parts_is_told_with_both() -> None:
    text = render(page_of(report({("review_litigation", "reconsideration", "total"): "0"})))
    tree = blocks(text)
    assert "行政复议 0 件（各项相加为 10）" in words(tree.find(".//p[@class='sr-lead']"))
    trouble = next(li for li in tree.iterfind(".//ol[@class='sr-troubles']/li") if li.find("code") is not None)
    assert words(trouble.find("code")) == "1 + 2 + 3 + 4 ≠ 0"
    line = trouble.find(".//p[@class='sr-aside']/a").get("href")
    assert tree.find(f".//li[@id='{line[1:]}']") is not None, "the link leads to the source line"
    marked = tree.find(".//table[@class='sr-form sr-reviews']").find(".//a[@class='sr-ne']")
    assert (marked.text, marked.get("href")) == ("≠1", "#f1")
    assert tree.find(".//dl[@class='sr-keys']").find(".//a[@class='sr-ne']") is not None


def test_the_two_kinds_of_trouble_stand_apart() -> None:
    one = report({("applications", "granted", "total"): "9999"})
    found = Finding(
        "suspect-cell", "warning", Place(33), "applications", "granted", "business",
        values=(("raw", "l3"), ("note", "字迹不清")),
    )  # fmt: skip
    tree = blocks(render(page_of(one, more=[found])))
    figures, reading = tree.find(".//section[@id='figures']"), tree.find(".//section[@id='reading']")
    assert "报告自身的数字对不上" in words(figures)
    assert "字迹不清" not in words(figures)
    assert "我们没有读清" in words(reading)
    assert "字迹不清" in words(reading)


def test_what_is_wrong_in_the_sidecar_leads_to_no_line_of_the_report() -> None:
    one = report()
    line = one.sections[0].place.line + 1
    told = Finding(
        "sidecar-key", "error", Place(line), values=(("file", "a/b.toml"), ("key", "yaer"), ("expected", "year"))
    )
    shut = Finding("unreadable", "error", values=(("reason", "拒绝访问"), ("file", "a/b.toml")))
    tree = blocks(render(page_of(one, more=[told, shut])))
    items = [li for li in tree.iter("li") if "a/b.toml" in words(li)]
    assert [words(li.find("p[@class='sr-aside']")).split("这是")[0] for li in items] == [
        "a/b.toml",
        f"a/b.toml 第 {line} 行",
    ]
    assert not [a.get("href") for li in items for a in li.iterfind(".//a") if f"L{line}" in a.get("href")]
    assert not [a.get("href") for li in items for a in li.iterfind(".//a") if a.get("href").startswith("#")]


def test_marks_say_in_words_what_a_cell_is() -> None:
    opened = opened_of("990101-caizheng-2024")
    short, _, _ = applications(opened.printed, Marks({}))
    assert 'title="存疑读数">注1</a>' in short
    text = render(page_of(opened.report))
    tree = blocks(text)
    notes = [words(li) for li in tree.iterfind(".//ol[@class='sr-notes']/li")]
    assert any("存疑：原文“l3”" in n and "字迹不清" in n and "不计入合计、图表和比较" in n for n in notes)
    assert any("原文“22（其中修订 16 件）”" in n for n in notes)
    assert any("无法辨认：原文“□”" in n and "不猜测" in n for n in notes)
    assert any("空白，不等于 0" in n for n in notes)
    assert any("“-”“/”“无”" in n for n in notes)
    assert "电话核实" in text
    assert "复议和诉讼的结果" in text


def test_a_note_names_the_cell_what_is_printed_what_was_taken_and_where() -> None:
    one = report(form_id="2021")
    for address, changes in (
        (("proactive", "regulations", "issued"), {"status": "annotated", "value": Decimal(16), "raw": "22（16）"}),
        (("applications", "granted", "total"), {"status": "suspect", "value": Decimal(13), "raw": "l3", "note": "糊"}),
        (("applications", "carried_in", "business"), {"status": "suspect", "value": None, "raw": ""}),
        (("review_litigation", "reconsideration", "other"), {"status": "illegible", "value": None, "raw": "□"}),
        (("review_litigation", "reconsideration", "pending"), {"status": "illegible", "value": None, "note": "缺页"}),
    ):
        one = noted(one, address, **{"raw": "", **changes})
    lines = {row.item: row.place.line for row in one.rows}
    beyond = "已标出，不计入合计、图表和比较"
    taken_in = f"二、上年结转政府信息公开申请数量 · 商业企业：存疑：原文空白，最可能是 空（读法不能确定）。{beyond}"
    expected = [
        ("regulations", "规章 · 本年制发件数：原文“22（16）”，取 16"),
        ("carried_in", taken_in),
        ("granted", f"（一）予以公开 · 总计：存疑：原文“l3”，最可能是 13（糊）。{beyond}"),
        ("reconsideration", "行政复议 · 其他结果：无法辨认：原文“□”。留空，不猜测"),
        ("reconsideration", "行政复议 · 尚未审结：无法辨认：原文空白（缺页）。留空，不猜测"),
    ]
    tree = tables_of(one)
    assert [(li.get("id"), words(li)) for li in tree.iterfind(".//ol[@class='sr-notes']/li[@id]")] == [
        (f"n{number}", f"注{number}{told}。第 {lines[item]} 行") for number, (item, told) in enumerate(expected, 1)
    ]
    # From the top of the page on, as they are numbered.
    assert [a.get("href") for a in tree.iterfind(".//a[@class='sr-mark']")] == ["#n1", "#n2", "#n3", "#n4", "#n5"]


@pytest.mark.parametrize(
    ("table", "item"),
    [("proactive", "regulations"), ("applications", "granted"), ("review_litigation", "reconsideration")],
)
def test_a_row_in_doubt_says_so_once_in_every_table(table: str, item: str) -> None:
    one = report()
    rows = [row._replace(status="suspect") if (row.table, row.item) == (table, item) else row for row in one.rows]
    assert words(tables_of(one)).count("整行存疑") == 0
    told = [grid(each) for each in tables_of(replace(one, rows=tuple(rows))).iterfind(".//table")]
    assert sum(any("整行存疑" in cell for cell in row) for grids in told for row in grids) == 1


def test_doubtful_cells_are_in_no_key_figure_and_no_chart() -> None:
    total = ("applications", "granted", "total")
    one = noted(report(), total, status="suspect", raw="7?")
    tree = tables_of(one)
    key = next(d for d in tree.iterfind(".//dl[@class='sr-keys']/div") if words(d.find("dt")) == "予以公开")
    assert words(key.find(".//b[@class='sr-none']")) == "存疑"
    chart = tree.find(".//figure[@id='c-outcomes']")
    first = chart.find(".//tbody/tr")
    assert [words(c) for c in first] == ["予以公开", "无数字"]
    assert "没有算入" in words(chart.find("p"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"status": "blank", "value": None, "raw": ""}, "空白"), ({"status": "suspect", "raw": "l"}, "存疑")],
)
def test_outcomes_are_added_up_from_applicants_where_no_total_was_read(changes: dict[str, Any], told: str) -> None:
    one = report()
    for row in form("2021").rows:
        if row.role == "outcome":
            one = noted(one, ("applications", row.id, "total"), **changes)
    chart = tables_of(one).find(".//figure[@id='c-outcomes']")
    assert f"总计一栏{told}，这里由各类申请人的数字相加" in words(chart)
    expected = sum(int(one.row("applications", "granted").figure(c.id).raw) for c in form("2021").applicants[:-1])  # type: ignore[union-attr]
    assert words(chart.find(".//tbody/tr/td")) == str(expected)


def test_reasons_are_the_rows_that_were_not_granted_and_lead_to_their_lines() -> None:
    one = zeros()
    wanted = {"refused_process_information": 3, "unavailable_not_held": 41, "refused_state_secret": 2}
    for item, n in wanted.items():
        one = noted(one, ("applications", item, "total"), value=Decimal(n), raw=str(n))
    told = tables_of(one).find(".//div[@class='sr-reasons']")
    rows = [[words(cell) for cell in row] for row in told.iterfind(".//tr")]
    assert rows == [
        ["不予公开", "5"],
        ["属于国家秘密", "2"],
        ["属于四类过程性信息", "3"],
        ["无法提供", "41"],
        ["本机关不掌握相关政府信息", "41"],
    ]
    lines = [one.row("applications", item).place.line for item in form_order(wanted)]  # type: ignore[union-attr]
    assert [a.get("href") for a in told.iterfind(".//a")] == [f"#L{line}" for line in lines]
    assert tables_of(zeros()).find(".//div[@class='sr-reasons']") is None


def test_reasons_are_added_up_from_applicants_where_totals_are_blank() -> None:
    one = unique("2019")
    for row in form("2019").rows:
        if row.role == "outcome":
            one = noted(one, ("applications", row.id, "total"), status="blank", value=None, raw="")
    told = tables_of(one).find(".//div[@class='sr-reasons sr-tall']")
    by_name = {words(row[0]): words(row[1]).replace(",", "") for row in told.iterfind(".//tr")}
    cells = one.row("applications", "other_handling").figures[:-1]  # type: ignore[union-attr]
    # The 2019 form has no rows below 其他处理: its own number stands beside its name, once.
    assert by_name["其他处理"] == str(sum(int(cell.raw) for cell in cells))
    assert not any("（六）" in name for name in by_name)


def test_a_message_has_neither_the_equation_nor_the_file_that_stand_beside_it() -> None:
    first = report({("proactive", "normative_documents", "in_force"): "30"}, year=2022)
    cells = {"issued": "5", "repealed": "3", "in_force": "33"}
    second = report({("proactive", "normative_documents", k): v for k, v in cells.items()}, year=2023)
    tree = blocks(all_pages([first, second])["reports/990101-caizheng-2023.md"])
    told = {words(li.find("code")): words(li.find("p")) for li in tree.iterfind(".//ol[@class='sr-troubles']/li")}
    assert told["30 + 5 − 3 ≠ 33"] == "“行政规范性文件”：上年现行有效 + 本年制发 − 本年废止 = 32，本年现行有效 33"


def test_explained_findings_show_the_explanation() -> None:
    opened = opened_of("990101-jiaoyu-2023")
    tree = blocks(render(page_of(opened.report)))
    told = [words(p) for p in tree.iterfind(".//p[@class='sr-explained']")]
    assert told == ["说明印刷错误，<已>更正（维护者，2024-05-01）"]


def test_pages_stay_small_with_the_longest_prose() -> None:
    long = Section("overview", "一、总体情况", "\n".join("政" * 900 for _ in range(40)), Place(5))
    one = replace(report({("applications", "granted", "total"): "9999"}), sections=(long,))
    text = render(page_of(one))
    assert len(text.encode()) < 43_000
    assert "字，在" in text, "what was left out is said"


def test_prose_that_fits_is_whole() -> None:
    text = render(page_of(report()))
    assert "邀请居民代表到政务大厅座谈。" in text
    assert "数据文件" not in text


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[点这里](javascript:alert(1))",
    "**粗** _斜_ `码` # 标题",
    "{{ config }}{% raw %}{# x #}",
    "---\ntitle: 假\n---",
    "</title></div></td></table>",
    "\u202e反过来\u2066\u200b",
    "&lt;b&gt; &amp; &#60;",
    "一\n\n二\r\n\x00\x02wzxhzdk:0\x03\x1b",
    "*[HTML]: x\n[1]: javascript:alert(1)",
    '" onmouseover="alert(1)',
    "{#top} {: onclick=alert(1)}",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40), st.sampled_from(HOSTILE).map(lambda t: t * 2))


URLS = st.one_of(texts, st.sampled_from(["javascript:alert(1)", 'https://example.org/"><b>', "http://["]))


def hostile(agency: str, prose: str, note: str, raw: str, label: str, heading: str, title: str, file: str) -> Report:
    one = report(agency_id="000000-x0a1b2c3d", agency=agency, region_code="000000", prose={"overview": prose})
    one = noted(one, ("applications", "granted", "business"), status="suspect", note=note, raw=raw)
    one = noted(one, ("proactive", "regulations", "issued"), status="not_applicable", value=None, raw=raw)
    rows = (one.rows[0]._replace(label=label), *one.rows[1:])
    sections = (replace(one.sections[0], heading=heading), *one.sections[1:])
    who = replace(one.identity, registered=False)
    return replace(one, title=title, rows=rows, sections=sections, source_file=file, identity=who)


TAGS = """main div p strong a span dl dt dd b small figure figcaption svg text rect path circle title details summary
table caption thead tbody tr th td script section h1 h2 h3 ol ul li code pre nav time"""
ATTRIBUTES = """class id href title aria-label role tabindex scope colspan rowspan data-chart viewbox x y width height d
text-anchor type value download rel data-sr-report cx cy r"""


@given(st.tuples(*[texts] * 8), URLS, texts)
def test_text_of_a_report_is_never_markup(parts: tuple[str, ...], url: str, day: str) -> None:
    one = replace(hostile(*parts), source_url=url, published_on=day)
    text = render(page_of(one))
    front, body = text.split("---\n", 2)[1:]
    meta = yaml.safe_load(front)
    assert set(meta) <= {"title", "description", "kind", "section", "report_id", "breadcrumbs", "hide"}
    assert not re.search('[<>"\u202a-\u202e\u2066-\u2069\u200b\x00-\x08]', meta["title"] + meta["description"])
    assert take_apart(text) is not None
    assert "\n\n" not in "".join(re.findall(r"<div class=\"sr\">.*?\n</div>\n", body, re.DOTALL))
    html = Markdown(extensions=["attr_list", "tables", "toc"]).convert(body)
    tree = blocks(f"------{html}")
    for element in tree.iter():
        assert element.tag in TAGS.split(), element.tag
        assert {name.lower() for name in element.attrib} <= set(ATTRIBUTES.split()), dict(element.attrib)
        href = element.get("href", "#")
        assert re.match(r"(?i)#|\.\./|https?://[^\s<>\"]+$", href), href
        assert element.tag != "script" or element.get("type") in ("application/json", "application/ld+json")
    assert [h.tag for h in tree.iter("h1")] == ["h1"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f]", html)
    prose = [words(p) for p in tree.iterfind(".//section[@class='sr-prose']/p")]
    lines = [line for line in one.sections[0].text.splitlines() if line.strip()]
    assert len(prose) >= len(lines) - 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_read_as_it_was_written(text: str) -> None:
    """Every visible character of the title and the prose is there, as text."""
    one = replace(report(prose={"overview": text}), title=text)
    tree = blocks(render(page_of(one)))
    seen = words(tree)
    for part in re.split(r"[\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069]+", text):
        assert part in seen


def test_bodies_are_valid_html_and_survive_markdown() -> None:
    for one in reports():
        text = render(page_of(one))
        body = text.split("---\n", 2)[2]
        html = Markdown(extensions=["attr_list", "tables", "toc"]).convert(body)
        assert strict_errors(html) == []
        for block in re.findall(r"<div class=\"sr\">.*?\n</div>\n", body, re.DOTALL):
            assert block.strip() in html


def test_source_citation_and_correction() -> None:
    opened = opened_of("990101-caizheng-2024")
    settings = Settings("https://example.org/s/", "mailto:a@example.org?subject={report_id}")
    tree = blocks(render(page_of(opened.report, settings)))
    shown = words(tree)
    assert "SHA-256" in shown
    assert "0" * 64 in shown
    assert tree.find(".//a[@href='https://example.org/a?b=1&c=2']").get("rel") == "nofollow noopener external"
    assert (
        "云溪县财政局. 云溪县财政局2024年政府信息公开工作年度报告[R/OL]. (2025-02-10)[引用日期]. https://example.org/a"
        in shown
    )
    assert "@techreport{990101-caizheng-2024," in shown
    assert tree.find(".//a[@data-sr-report]").get("href") == "mailto:a@example.org?subject=990101-caizheng-2024"
    line = opened.report.row("applications", "granted").place.line  # type: ignore[union-attr]
    source = words(tree.find(f".//li[@id='L{line}']"))
    assert source.startswith(f"{line}granted | 0 | l3 | 2 |")


def test_years_are_linked_to_one_another() -> None:
    pages = all_pages()
    middle = blocks(pages["reports/990101-caizheng-2022.md"])
    assert middle.find(".//a[@rel='prev']").get("href") == "../../reports/990101-caizheng-2021/"
    assert middle.find(".//a[@rel='next']").get("href") == "../../reports/990101-caizheng-2023/"
    keys = words(middle.find(".//dl[@class='sr-keys']"))
    assert "2021 年" in keys
    assert blocks(pages["reports/990101-caizheng-2021.md"]).find(".//a[@rel='prev']") is None


def test_every_label_is_the_forms_own() -> None:
    shown = words(tables_of(unique("2021")))
    for term in form("2021").rows:
        assert term.zh.partition("（区分")[0] in shown
    assert label("stage", "litigation_direct") in shown


def test_line_of_a_paged_source_names_its_page() -> None:
    one = report(kind="pdf")
    rows = tuple(row._replace(place=Place(row.place.line, 4)) for row in one.rows)
    tree = tables_of(replace(one, rows=rows))
    links = [words(a) for a in tree.iterfind(".//td[@class='sr-l']/a")]
    assert any(link.startswith("4 页 ") for link in links)
    assert "页码和行序号" in words(tree)


def test_a_missing_table_is_said_to_be_missing() -> None:
    one = report()
    one = replace(one, rows=tuple(row for row in one.rows if row.table == "proactive"))
    tree = tables_of(one)
    told: list[Any] = [words(p) for p in tree.iterfind(".//p[@class='sr-none']")]
    assert told == ["没有读到这张表：没有数字，不等于数字是 0。"] * 2
    assert "没有读到 2023 年的申请办理表" in words(tree.find(".//p[@class='sr-lead']"))


def test_a_finding_leads_to_no_section_that_the_page_leaves_out() -> None:
    one = report()
    empty = Section("applications", "三、收到和处理政府信息公开申请情况", "", Place(12))
    found = Finding("ocr-layer", "hint", Place(12))
    page = render(page_of(replace(one, sections=(*one.sections, empty)), more=[found]))
    assert "原文第 12 行" in page
    assert "#s-applications" not in page
