"""Web pages: spans, furniture, hidden parts, Word's markup, layout tables and markup carried by scripts."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.document import Grid, Paragraph
from builder.formats.spans import placed
from builder.model import Place
from tests.made_files import LABELS, document, figures, grids, holds_the_table, html_table, page, prose, rows, texts

SECTIONS = [
    f"{n}、{name}" for n, name in zip("一二三四五六", ("总体", "主动", "申请", "复议", "问题", "其他"), strict=True)
]


def row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{c}</td>' for c in cells)}</tr>"


def test_spans_give_columns_and_cells_stand_where_they_begin() -> None:
    found = document(page(html_table()))
    holds_the_table(found)
    cells = grids(found)[0].rows
    assert [(c.text, c.column, c.colspan, c.rowspan) for c in cells[0][:2]] == [
        ("三、本年度办理结果", 0, 1, 5),
        (LABELS[0], 1, 2, 1),
    ]
    assert [(c.text, c.column, c.rowspan) for c in cells[2][:2]] == [("（三）不予公开", 1, 2), (LABELS[2], 2, 1)]
    assert [c.column for c in cells[3]] == [2, 3, 4, 5, 6, 7, 8, 9]


def test_lines_are_the_lines_of_the_file() -> None:
    found = document(
        b"<html><body>\n<h2>A</h2>\n\n<p>B<br>\nC</p>\n<table>\n<tr><td>1<td>2</tr>\n<tr>\n<td>3<td>4</table>"
    )
    assert [b.place.line for b in found.blocks] == [2, 4, 4, 7]
    assert [r[0].place.line for r in grids(found)[0].rows] == [7, 9]


def test_lines_beyond_what_the_parser_counts() -> None:
    found = document(b"<html><body>" + b"\n" * 70_000 + b"<p>A</p>\n<table>\n<tr><td>1<td>2</table>")
    assert [b.place.line for b in found.blocks] == [70_001, 70_003]


def test_cell_text_joins_inline_and_parts_blocks() -> None:
    found = document(
        page(
            "<table>"
            + row("<p>三、本</p><p>年度办</p>", "公<span>开</span><b>数</b>", "甲<br/>乙", "2<span>1</span>")
            + row("<div>科研</div>\n<div>机构</div>", "公益 &nbsp; ", "&nbsp;", "a\n b")
            + "</table>"
        )
    )
    assert rows(found) == [["三、本\n年度办", "公开数", "甲\n乙", "21"], ["科研\n机构", "公益", "", "a b"]]


def test_line_ends_between_chinese_characters_are_no_spaces() -> None:
    assert prose(document(page("<p>政府信息\n   公开，共\n12 件</p>"))) == ["政府信息公开，共 12 件"]


def test_words_markup() -> None:
    cell = '<p class="MsoNormal"><span lang="EN-US"><font face="宋体">1.</font></span><span>属于<o:p></o:p></span></p>'
    hidden = "<xml><w:WordDocument><w:View>Normal 9</w:View></w:WordDocument></xml><!--[if gte mso 9]>777<![endif]-->"
    assert rows(document(page(f"{hidden}<table>{row(cell, '<p>5<o:p>&nbsp;</o:p></p>')}</table>"))) == [["1.属于", "5"]]


def test_one_character_per_span() -> None:
    spans = "".join(f"<span>{c}</span>\n" for c in "总计")
    assert rows(document(page(f"<table>{row(spans, '<i>1</i><i>2</i>')}</table>"))) == [["总计", "12"]]


@pytest.mark.parametrize("style", ["display:none", "DISPLAY : none;color:red", "visibility:hidden", "mso-hide:all"])
def test_hidden_cells_take_no_column(style: str) -> None:
    table = f'<table><tr><td>甲</td><td style="{style}">99</td><td>5</td></tr><tr style="{style}"><td>98</td></tr>'
    found = document(page(table + row("乙", f'6<span style="{style}">7</span>') + "</table>"))
    assert rows(found) == [["甲", "5"], ["乙", "6"]]
    assert [c.column for c in grids(found)[0].rows[0]] == [0, 1]


def test_a_report_that_is_hidden_as_a_whole_is_read() -> None:
    holds_the_table(document(page(f'<div style="display:none">{html_table()}</div><p hidden>甲</p>')))


SHEET = """<style>
@media print { .shown { display: none } }
/* notes */ .far, td.far {position:absolute; left:-9999px} .gone, .never {display : none}
span.note{vertical-align:super;font-size:60%} .shown{color:red} .col{display:none}
</style>"""


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ('<span class="gone">9</span>', "443"),
        ('<b class="x far">9</b>', "443"),
        ('<span class="note">9</span>', "443⁹"),
        ('<span class="shown">9</span>', "4439"),
        ('<span style="font-size:0">9</span>', "443"),
        ('<span style="font-size:0.8em">9</span>', "4439"),
        ('<i style="position:absolute;left:-999px">9</i>', "443"),
        ('<span style="font-size:0"><span style="font-size:14px">9</span></span>', "4439"),
    ],
)
def test_a_pages_style_sheet_hides_and_raises_as_styles_do(mark: str, text: str) -> None:
    found = document(page(f"<table><tr><td>甲</td><td>443{mark}</td></tr></table>", SHEET))
    assert rows(found) == [["甲", text]]


def test_a_table_that_the_style_sheet_hides_is_read_since_a_script_shows_it() -> None:
    found = document(
        page('<div class="gone"><table><tr class="gone"><td>甲</td><td>443</td></tr></table></div>', SHEET)
    )
    assert rows(found) == [["甲", "443"]]


def test_a_superscript_is_no_digit_of_the_number_before_it() -> None:
    marks = (
        "505<sup>1</sup>",
        '<span>61</span><a href="#n2"><sup>[2]</sup></a>',
        '7<b style="vertical-align: super">3</b>',
    )
    found = document(page(f"<table>{row('甲', *marks)}</table>"))
    assert rows(found) == [["甲", "505¹", "61[²]", "7³"]]


def test_struck_text_is_left_out_and_told() -> None:
    found = document(page(f"<table>{row('甲', '<del>505</del>550', '<s>1</s>')}</table>"))
    assert rows(found) == [["甲", "550", ""]]
    assert [(f.code, dict(f.values)) for f in found.findings] == [("struck-text", {"count": "2"})]


@pytest.mark.parametrize(
    "cell",
    [
        '<td><span style="text-decoration:line-through">505</span>550</td>',
        "<td><p style='TEXT-DECORATION : red LINE-THROUGH'>505</p><p>550</p></td>",
        '<td><b style="text-decoration-line: line-through"><i>50</i>5</b>550</td>',
        '<td><font class="gone">505</font>550</td>',
    ],
)
def test_text_that_a_style_strikes_out_is_left_out_and_told(cell: str) -> None:
    sheet = "<style>.gone{color:red;text-decoration:line-through}</style>"
    struck = '<td style="text-decoration: line-through">505</td>'
    found = document(page(f"{sheet}<table><tr><td>甲</td>{cell}{struck}<td>7</td></tr></table>"))
    assert rows(found) == [["甲", "550", "", "7"]]
    assert [(f.code, dict(f.values)) for f in found.findings] == [("struck-text", {"count": "2"})]


@pytest.mark.parametrize("style", ["vertical-align:super", "text-decoration:line-through"])
def test_control_characters_cost_no_page(style: str) -> None:
    raised_or_struck = f'5<b style="{style}">6\x0b7</b>'
    found = document(page(f"<table>{row('甲', raised_or_struck, '8')}</table>"))
    assert [cells[0] for cells in rows(found)] == ["甲"]
    assert [cells[2] for cells in rows(found)] == ["8"]


def test_a_picture_in_a_cell_is_no_blank() -> None:
    found = document(page(f"<table>{row('甲', '<img src=a.png>', '')}{row('乙', '<img src=b.png>8', '9')}</table>"))
    assert rows(found) == [["甲", "�", ""], ["乙", "8", "9"]]


def test_pinyin_above_characters_is_no_text() -> None:
    assert prose(document(page("<p><ruby>數<rt>shù</rt></ruby>據</p>"))) == ["數據"]


def test_furniture_goes_and_the_report_stays() -> None:
    body = (
        "<nav><a>首页</a></nav><script>var x='<p>1</p>'</script><style>p{}</style><form><select><option>2024</select>"
        "<div class=title>某局2031年年报</div><div id=zoom>"
        + "".join(f"<p>{s}</p><p>{s[-2:]}的话</p>" for s in SECTIONS)
        + html_table()
        + "<p>完</p></div></form><div><a>上一篇</a></div><div>版权所有</div><footer>备案号</footer>"
    )
    found = document(page(body))
    assert prose(found)[0] == "某局2031年年报"
    assert prose(found)[-1] == "完"
    holds_the_table(found)


def test_what_follows_an_unrecognised_body_is_kept() -> None:
    assert prose(document(page("<div><p>一、总体</p><p>二、主动</p></div><div>六、其他</div><p>尾</p>")))[-1] == "尾"


def test_a_menu_or_footer_with_a_table_is_kept() -> None:
    for tag in ("nav", "footer", "aside"):
        holds_the_table(document(page(f"<{tag}>{html_table()}</{tag}>")))


def test_title_and_metadata() -> None:
    head = (
        '<title> </title><title>甲年报</title><title>乙</title><meta name="PubDate" content="2032-01-20">'
        '<meta property="og:title" content="丙"><meta name="empty" content=" "><meta name="long" content="'
        + "x" * 600
        + '">'
    )
    found = document(page("<h1>标题</h1><h4>小</h4><p>话</p>", head))
    assert found.title == "甲年报"
    assert found.metadata == (("PubDate", "2032-01-20"), ("og:title", "丙"))
    assert [b.heading for b in found.blocks if isinstance(b, Paragraph)] == [1, 4, 0]


@pytest.mark.parametrize(
    "outer",
    [
        "<table><tr><td>{}</td></tr></table>",
        "<table><tr><td>左栏</td><td><h1>标题</h1>{}<p>尾</p></td></tr></table>",
        "<table><tr><td><table><tr><td><table><tr><td>{}</td></tr></table></td></tr></table></td></tr></table>",
        "<table><tr><td>索引号</td><td>123</td></tr><tr><td colspan=2>{}</td></tr></table>",
        "<form><table><form><tr><td>{}</td></tr></form></table></form>",
    ],
)
def test_layout_tables_are_walked_into(outer: str) -> None:
    holds_the_table(document(page(outer.format(html_table()))))


def test_rows_around_a_nested_table_stay_a_table() -> None:
    inner = f"<table>{row('丙', '3')}{row('丁', '4')}</table>"
    outer = f"<table>{row('甲', '1')}{row('乙', '2')}<tr><td>内</td><td>{inner}</td></tr>{row('戊', '5')}</table>"
    found = document(page(outer))
    assert [[texts(r) for r in g.rows] for g in grids(found)] == [
        [["甲", "1"], ["乙", "2"]],
        [["丙", "3"], ["丁", "4"]],
        [["戊", "5"]],
    ]


def test_a_page_in_one_cell_is_prose() -> None:
    found = document(page(f"<table><tr><td>{''.join(f'<p>{s}</p>' for s in SECTIONS)}</td></tr></table>"))
    assert prose(found) == SECTIONS
    assert not grids(found)


def test_cells_without_rows_and_text_outside_cells() -> None:
    found = document(b"<table><caption>C</caption>stray<td>1</td><td>2</td><tr><td>3</td><td>4</td></tr></table>")
    assert prose(found) == ["C", "stray"]
    assert rows(found) == [["1", "2"], ["3", "4"]]


def test_rows_within_rows_and_cells_that_follow_them() -> None:
    inner = "<td>乙<div><tr><td>1</td><td>2</td></tr></div></td>"
    found = document(f"<table><tr><td>甲</td>{inner}<td>3</td></tr><td>4</td><td>5</td></table>".encode())
    assert rows(found) == [["甲", "乙\n1\n2", "1", "2", "3"], ["1", "2"], ["4", "5"]]


def test_preformatted_text_is_read_as_text() -> None:
    found = document(b"<html><body><pre>A\nB\t1\nC\t2\n</pre></body></html>")
    assert [(type(b), b.place.line) for b in found.blocks] == [(Paragraph, 1), (Grid, 2)]


@pytest.mark.parametrize(
    "carry",
    [
        lambda h: f"<script>document.write({json.dumps(h)})</script>",
        lambda h: f"<script>var a = '{h.replace('/', chr(92) + '/')}';</script>",
        lambda h: "<script>// don't\nvar c = " + json.dumps(h).replace("<", "\\u003c") + "</script>",
        lambda h: f"<script>var a = `{h}`</script>",
        lambda h: "<script>x(" + " + \n".join(json.dumps(h[i : i + 90]) for i in range(0, len(h), 90)) + ")</script>",
        lambda h: f"<script>decodeURIComponent('{quote(h)}')</script>",
        lambda h: f"<textarea>{h.replace('<', '&lt;')}</textarea>",
        lambda h: "<input type=hidden value='" + h.replace("<", "&lt;") + "'>",
    ],
)
def test_markup_that_a_script_or_field_carries(carry) -> None:  # type: ignore[no-untyped-def]
    found = document(page("<p>壳</p>\n\n" + carry(html_table())))
    holds_the_table(found)
    assert grids(found)[0].place.line == 3


def test_a_json_answer_is_read() -> None:
    answer = json.dumps({"data": {"title": "年报", "content": f"<p>一、总体情况</p>{html_table()}"}})
    holds_the_table(document(answer.encode()))


def test_scripts_count_only_without_a_table_of_the_page() -> None:
    found = document(page(f"<script>var a = '<table><tr><td>8</td><td>9</td></tr></table>'</script>{html_table()}"))
    assert len(grids(found)) == 1


spans = st.lists(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6),
    max_size=8,
)


@given(spans)
def test_placed_cells_never_overlap(table: list[list[tuple[int, int]]]) -> None:
    raw = [[("", Place(1), c, r) for c, r in cells] for cells in table]
    taken: set[tuple[int, int]] = set()
    for number, cells in enumerate(placed(raw)):
        for cell in cells:
            assert number + cell.rowspan <= max(len(table), number + 1)
            fields = {(number, cell.column)}
            assert not fields & taken
            taken |= {(r, c) for r in range(number, number + cell.rowspan) for c in range(cell.column, cell.column + 1)}


def test_absurd_spans_are_bounded() -> None:
    found = document(
        b"<table><tr><td colspan=1000000 rowspan=99999999>a</td><td>b</td></tr><tr><td colspan=-3>c</td></tr></table>"
    )
    first, second = grids(found)[0].rows
    assert (first[0].colspan, first[0].rowspan, first[1].column) == (100, 2, 100)
    assert (second[0].column, second[0].colspan) == (100, 1) or second[0].column == 101


def test_every_figure_of_a_wide_table() -> None:
    table = "<table>" + "".join(row(f"行{i}", *figures(i)) for i in range(40)) + "</table>"
    assert rows(document(page(table))) == [[f"行{i}", *figures(i)] for i in range(40)]
