"""Tables that are read from a page's source say what the parser says of them, and any other is left to it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from builder.document import Document, Grid, PlainRows
from builder.formats import html
from builder.formats.html import read_markup
from builder.formats.plaintables import MARK, set_apart
from builder.model import Finding

_WORD = (
    '<p class="MsoNormal" align=center><span style=\'font-family:仿宋\'><font face="仿宋">{}</font></span>'
    "<o:p></o:p></p>"
)
_TABLE = """<table border="1" width=100%>
<tbody><tr><td colspan="3">第二十条第（一）项</td></tr>
<tr style="height:19px"><th>信息内容</th><th>本年制发件数</th>
 <th rowspan="2">现行有效件数</th></tr>
<tr>
<td>规章</td><td><b>1</b>7</td></tr><tr><td>A&amp;B&nbsp;&lt;1&gt;</td><td>{}</td><td></td></tr></tbody></table>"""


_LINES = (
    "1<br>2",
    "一 <br/>\n二<br /><br>三<br>",
    "<br>",
    "<p>1</p><p>2</p>",
    " <p>一\n</p>\n<p>&nbsp;</p>\t<p> 二 </p> ",
    '<p class="a">一<br>二</p><p>&nbsp;</p><p><b>三<br>\n</b>四</p>',
    "<p></p><p>\u200b</p><p><br></p>",
    "<span>一<br>二</span><br>&nbsp;<br>三",
)


def _page(table: str) -> str:
    return f"<html><head><title>年报</title></head><body><p>一、总体情况</p>\n{table}\n<p>三、</p></body></html>"


def _read(page: str, line: int | None = None) -> Document | Finding:
    """As ``read_markup``, all cells made."""
    read = read_markup(page, line)
    if isinstance(read, Finding):
        return read
    blocks = [Grid(tuple(b.rows), b.place) if isinstance(b, Grid) else b for b in read.blocks]
    return replace(read, blocks=tuple(blocks))


def _by_the_parser(page: str, monkeypatch: pytest.MonkeyPatch, line: int | None = None) -> Document | Finding:
    with monkeypatch.context() as patch:
        patch.setattr(html, "set_apart", lambda text: (text, {}))
        return _read(page, line)


@pytest.mark.parametrize(
    "table",
    [
        _TABLE.format(5),
        _TABLE.format(_WORD.format("1<b>2</b>")),
        _TABLE.format("<p>多行\n文字  与空格\t</p>"),
        *map(_TABLE.format, _LINES),
        f"<div>{_TABLE.format(5)}<p>之间</p>{_TABLE.format(6)}</div>",
        f"<table><tr><td>{_TABLE.format(5)}</td></tr></table>",
        f"<p>未闭合<b>{_TABLE.format(5)}",
        f"<style>p, td, .a {{display: none}}</style>{_TABLE.format('<p>5</p>')}",
    ],
)
def test_a_plain_table_is_read_from_the_source(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shortened, plain = set_apart(_page(table))
    assert plain and shortened.count(MARK) == len(plain) and "规章" not in shortened
    for line in (None, 7):
        read = _read(_page(table), line)
        assert read == _by_the_parser(_page(table), monkeypatch, line)
    read = read_markup(_page(table))
    assert isinstance(read, Document)
    for grid in read.blocks:
        if isinstance(grid, Grid):
            rows = tuple(grid.rows)
            assert isinstance(grid.rows, PlainRows) and rows == tuple(grid.rows[n] for n in range(len(grid.rows)))
            assert [(row.texts, line) for row, line in zip(grid.rows.printed, grid.rows.lines, strict=True)] == [
                (tuple(cell.text for cell in row), row[0].place.line) for row in rows
            ]


@pytest.mark.parametrize(
    "cell",
    [
        "1<sup>2</sup>",
        "1<!-- 2 -->3",
        "<p>1</p>2",
        "<p>1<p>2</p></p>",
        "<p>1</p><p>2",
        "<b><p>1</p></b>",
        "1<br class='a'>2",
        "1</br>2",
        "1\x0b2",
        "<p>1</p>\u3000",
        '<span style="display:none">1</span>2',
        '<span style="font-size:0">1</span>2',
        '<span style="vertical-align:super">1</span>2',
        "<span hidden=''>1</span>2",
        "<b>1<i>2</b>3</i>",
        "<b>1",
        "<b>1</b> <b>2</b>",
        "1 &euro; 2",
        "&#49;2",
        "1 &amp",
        "1 < 2",
        "<p>1",
        "<img src=a.png>",
        "<td>1</td>",
        "长" * 201,
    ],
)
def test_a_table_with_such_a_cell_is_left_to_the_parser(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(_TABLE.format(cell))
    assert set_apart(page) == (page, {})


@pytest.mark.parametrize(
    "around",
    [
        "<!-- {} --><p>文字</p>",
        "<!-- <p> {}",
        "<script>var table = '{}';</script>",
        '<div style="display:none">{}</div>',
        '<div style="vertical-align:super">{}</div>',
        "<sup>{}</sup>",
        "<textarea>{}</textarea>",
        "<nav>{}</nav>",
        "<del>{}</del>",
        '<pre title="{}">文字</pre>',
        "<style>.a{{display:none}}</style>{}",
        "<style>.b{{display:none}}</style><table><tr><td><div class='b'>{}</div></td></tr></table>",
        "<style>.b{{vertical-align:super}}</style><table><tr><td><div class='b'>{}</div></td></tr></table>",
        "<STYLE>.a{{display:none}}</STYLE>{}",
        "<table><caption>{}</caption><tr><td>1</td></tr></table>",
        "<ul><tr>{}</tr></ul>",
        f'<p {MARK}="">0</p>{{}}',
    ],
)
def test_what_stands_around_a_plain_table_counts(around: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for cell in ('<b class="a">5</b> -->', "5 -->"):
        page = _page(around.format(_TABLE.format(cell)))
        assert _read(page) == _by_the_parser(page, monkeypatch)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("</tbody>", ""),
        ("<tbody>", ""),
        ("<tbody>", "<tbody style='display:none'>"),
        ('<td colspan="3">', '<td colspan="3" colspan="2">'),
        ('<td colspan="3">', '<td class="a>" colspan="3">'),
        ("<th>信息内容</th>", "<th>信息内容</td>"),
        ("<td>规章</td>", "<td>规章"),
        ("<td>规章</td>", "<td>规章</tt>"),
        ("<td>规章</td>", "</td><td>规章</td>"),
        ("<td>规章</td>", "规章<td></td>"),
        ("7</td></tr>", "7</th></tr>"),
        ("7</td></tr>", "7</tr>"),
        ("</tr></tbody>", "</tr>注</tbody>"),
        ("<tr>\n", "\n"),
        ("</tr>\n<tr style", "<tr style"),
        (" width=100%", ' style="visibility:hidden"'),
    ],
)
def test_a_table_that_may_be_read_otherwise_is_left_to_the_parser(before: str, after: str) -> None:
    assert before in _TABLE
    page = _page(_TABLE.replace(before, after))
    assert set_apart(page) == (page, {})


_TAGS = """<div> </div> <table> </table> </td> <tr> </tr> <td> <td/rowspan=3> <th> <sup> </p> <p> <br> <b> <del> <thead>
    </tbody> <caption> <script> <style> <li> </body> <!-- --> &nbsp; &amp < > x"""
_PIECES = (*_TAGS.split(), '<span style="display:none">', "<a href='b'>", '"', "\n", "\u3000")


@pytest.mark.parametrize("seed", range(400))
def test_damaged_pages_are_read_as_the_parser_reads_them(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(seed)
    page = _page(_TABLE.format(_WORD.format(5)) + "\n<p>之间</p>" + _TABLE.format("<p>6</p>"))
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(page)) if rng.random() < 0.3 else page.find("<", rng.randrange(len(page)))
        page = page[:at] + rng.choice(_PIECES) + page[at + rng.choice((0, 0, 0, 1, 5)) :]
    assert _read(page) == _by_the_parser(page, monkeypatch)
