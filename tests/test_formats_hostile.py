"""Files made to hurt: each ends in a Finding or a Document, in bounded time and memory."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Iterator

import pytest

from builder.document import Document
from builder.formats import read
from builder.model import Finding
from builder.parse import parse
from tests.made_files import W, canvas, cell, document, grids, html_table, package, page, para, prose, refusal, word

SECONDS = 10.0  # far above what each takes, far below what the attack would take
MEGABYTES = 1_500


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEGABYTES * 1024


def test_ten_thousand_nested_tables() -> None:
    nested = "<table><tr><td>" * 10_000 + "行政许可 4529" + "</td></tr></table>" * 10_000
    assert refusal(page(nested)).code == "too-large"


def test_as_many_nested_tables_as_the_parser_takes() -> None:
    nested = "<table><tr><td>" * 600 + html_table() + "</td></tr></table>" * 600
    assert len(grids(document(page(nested + "<p>尾</p>")))) == 1


def test_nothing_after_deep_nesting_is_lost_without_a_word() -> None:
    result = read(page("<div>" * 5_000 + "</div>" * 5_000 + html_table()), "x")
    assert isinstance(result, Finding) or grids(result)


def test_a_million_columns() -> None:
    row = "<tr><td colspan=1000000 rowspan=1000000>1</td><td colspan=99999999999999999999>2</td></tr>"
    found = document(page(f"<table>{row * 1000}</table>"))
    assert max(c.colspan for r in grids(found)[0].rows for c in r) <= 100


def test_cells_that_all_reach_over_each_other() -> None:
    row = f"<tr>{'<td rowspan=1000 colspan=100>1</td>' * 50}</tr>"
    assert isinstance(read(page(f"<table>{row * 500}</table>"), "x"), Document | Finding)


def test_styles_each_based_on_the_next_and_runs_that_all_stand_high() -> None:
    chain = "".join(
        f'<w:style w:styleId="s{i}"><w:name w:val="n{i}"/><w:basedOn w:val="s{i + 1}"/>'
        f"<w:rPr>{'<w:strike/>' if i == 19_999 else '<w:b/>'}</w:rPr></w:style>"
        for i in range(20_000)
    )
    high = '<w:r><w:rPr><w:position w:val="6"/></w:rPr><w:t>高</w:t></w:r>' * 20_000
    struck = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>删</w:t></w:r></w:p>'
    found = document(word(f"<w:p>{high}</w:p>{struck}", word__styles_xml=f"<w:styles {W}>{chain}</w:styles>"))
    assert prose(found) == ["高" * 20_000]


def test_as_many_numbers_below_each_other_as_a_file_may_hold() -> None:
    numbers = "5\n" * 60_000
    text = f"云溪县档案局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n予以公开\n{numbers}"
    parse(document(text.encode()))


def test_too_many_cells() -> None:
    assert refusal(page("<table>" + "<tr><td>1<td>2<td>3" * 60_000 + "</table>")).code == "too-large"


def test_too_many_tags_and_characters() -> None:
    assert refusal(page("<b>" * 700_000)).code == "too-large"
    assert refusal(page("<p>" + "公" * 9_000_000)).code == "too-large"


def test_a_text_of_many_megabytes() -> None:
    assert refusal("行政许可\t4529\n".encode() * 900_000).code == "too-large"
    assert refusal(("<table><tr><td>1<td>2</table>\n年报\n" * 1_001).encode()).code == "too-large"


def test_pictures_in_the_page_do_not_count() -> None:
    picture = '<img src="data:image/png;base64,' + "QUJD" * 3_000_000 + '">'
    assert grids(document(page(picture + html_table())))


def test_entities_of_a_document_type_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    found = document(f'<!DOCTYPE html [<!ENTITY l0 "lol">{levels}]><html><body><p>&l9;</p></body></html>'.encode())
    assert all(len(text) < 200 for text in prose(found))


def test_a_quote_that_never_ends() -> None:
    for mark in ('"', "'", "`"):
        data = page("<script>var a = <table " + mark + ("\\" + mark) * 200_000 + "</script><p>a</p>")
        assert prose(document(data)) == ["a"]
        assert isinstance(read(b'{"a": ' + (mark + "<table").encode() * 100_000, "x"), Document | Finding)


def test_tags_that_never_end() -> None:
    for body in (
        "<table " * 100_000,
        "<!--" * 100_000,
        "<p " + "a='" * 200_000,
        "<table>" * 50_000,
        "</table>" * 100_000,
    ):
        for data in (body.encode(), page(body)):
            assert isinstance(read(data, "x"), Document | Finding)


def bomb(name: str, size: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("word/document.xml" if name == "docx" else "xl/workbook.xml", b" " * size)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["docx", "xlsx"])
def test_zip_bombs(name: str) -> None:
    data = bomb(name, 200_000_000)
    assert len(data) < 400_000
    assert refusal(data).code == "too-large"


def test_a_package_that_unpacks_beyond_measure() -> None:
    parts: dict[str, str | bytes] = {"word/document.xml": "<a/>"}
    data = bytearray(package({**parts, "word/media/a.png": b"x"}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (0x7FFFFFFF).to_bytes(4, "little")
    assert refusal(bytes(data)).code == "too-large"


def test_a_part_whose_size_is_a_lie() -> None:
    data = bytearray(word(para("一、总体情况" * 1000)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(data)).code == "unreadable"


def test_ten_thousand_parts() -> None:
    parts: dict[str, str | bytes] = {f"a{n}": "" for n in range(10_001)}
    assert refusal(package({"word/document.xml": "<a/>", **parts})).code == "too-large"


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_xml_entities_are_refused(kind: str) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    outside = '<!ENTITY file SYSTEM "file:///etc/passwd">'
    for entity, name in ((levels, "l9"), (outside, "file")):
        xml = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "lol">{entity}]>'
        if kind == "docx":
            xml += f"<w:document {W}><w:body><w:p><w:r><w:t>&{name};</w:t></w:r></w:p></w:body></w:document>"
            data = package({"word/document.xml": xml})
        else:
            data = package({"xl/workbook.xml": xml + f"<workbook>&{name};</workbook>"})
        assert refusal(data).code == "unreadable"


def test_xml_nested_without_end_and_too_many_tags() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 3_000 + para("1") + "</w:tc></w:tr></w:tbl>" * 3_000
    assert refusal(word(deep)).code == "unreadable"
    assert refusal(word("<w:p/>" * 2_100_000)).code == "too-large"


def test_nested_word_tables_as_deep_as_the_parser_takes() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 80 + para("里") + "</w:tc></w:tr></w:tbl>" * 80
    assert prose(document(word(deep))) == ["里"]


def test_a_hundred_thousand_word_cells() -> None:
    assert refusal(word("<w:tbl><w:tr>" + cell("1") * 100_001 + "</w:tr></w:tbl>")).code == "too-large"


def test_a_page_of_strokes_and_of_characters() -> None:
    buffer = io.BytesIO()
    made = canvas(buffer)
    for n in range(3_000):
        made.line(n % 500, n % 800, n % 500 + 40, n % 800)
        made.line(n % 500, n % 800, n % 500, n % 800 + 40)
    made.drawString(70, 700, "一、总体情况")
    made.showPage()
    for n in range(3_000):
        made.setFont("STSong-Light", 10)
        made.drawString(n % 500, n % 800, "密密麻麻的字")
    made.save()
    assert isinstance(read(buffer.getvalue(), "x"), Document | Finding)


@pytest.mark.parametrize("share", range(1, 10))
def test_truncated_packages(share: int) -> None:
    data = word(para("一、总体情况") * 50)
    assert refusal(data[: len(data) * share // 10]).code in ("unreadable", "empty")


def test_control_characters_everywhere() -> None:
    data = page(
        "<p>" + "".join(f"&#{n};" for n in range(1, 32)) + "公开</p>" + "".join(f"<p>{n}&#x200b;</p>" for n in range(9))
    )
    assert prose(document(data))[-1] == "8"
    assert refusal("\x01\x02\x03".join("行政许可").encode() * 100).code == "unreadable"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\0b", "x" * 5_000, "", "年报\n2031.txt", "{0}{evil}"])
def test_names_are_only_quoted(name: str) -> None:
    assert dict(refusal(b"", name).values)["file"] == name
    assert isinstance(read(page(html_table()), name), Document)


@pytest.mark.parametrize("cell_text", ["甲\t", "规章1\t", "规章\t", "| 1 "])
def test_a_row_of_a_hundred_thousand_cells(cell_text: str) -> None:
    head = "某局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\t本年制发件数\n"
    assert parse(document((head + cell_text * 100_000).encode())) is not None
