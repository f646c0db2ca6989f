"""Which kind a file is, and its encoding: told from the content, whatever the name says."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.catalogue import message
from builder.document import Cell, Document, Grid, PlainRows
from builder.formats import read
from builder.formats.decode import decode
from builder.model import Finding, Place
from tests.made_files import (
    document,
    figures,
    grids,
    holds_the_table,
    html_table,
    package,
    page,
    para,
    prose,
    refusal,
    word,
)

TEXT = "虚山县档案局2031年政府信息公开工作年度报告\n一、总体情况\n行政许可\t4529\n行政处罚\t1100\n"


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("report.txt"))
    return buffer.getvalue()


def ole(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"".join(n.encode("utf-16-le") for n in names)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.txt", "a", "报告.jpg"])
def test_the_name_is_not_believed(name: str) -> None:
    assert document(page(html_table()), name).kind == "html"
    assert document(word(para("一、总体情况")), name).kind == "docx"
    assert document(TEXT.encode(), name).kind == "text"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "empty"),
        (bytes(5000), "empty"),
        ("\u200b\u3000\n".encode(), "empty"),
        (b"<html><body><script>var a = 1</script></body></html>", "empty"),
        (png(), "scanned"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(50), "scanned"),
        (b"II*\x00" + bytes(50), "scanned"),
        (page('<img src="1.jpg"><img src="2.jpg">'), "scanned"),
        (gzip.compress(TEXT.encode()), "not-a-report"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "not-a-report"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "not-a-report"),
        (b"MZ\x90\x00" + bytes(50), "not-a-report"),
        (tar(), "not-a-report"),
        (package({"report.txt": TEXT}), "not-a-report"),
        (package({"ppt/presentation.xml": "<p/>"}), "not-a-report"),
        (package({"OFD.xml": "<ofd/>"}), "unsupported-format"),
        (package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"}), "legacy-format"),
        (ole("Root Entry", "WordDocument"), "legacy-format"),
        (ole("Root Entry", "Workbook"), "legacy-format"),
        (ole("Root Entry", "PowerPoint Document"), "not-a-report"),
        (ole("Root Entry", "EncryptedPackage"), "unreadable"),
        (b"{\\rtf1\\ansi 1}", "legacy-format"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "legacy-format"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "legacy-format"),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>', "legacy-format"),
        (
            b'<?xml version="1.0"?><office:document '
            + b"".join(b'xmlns:n%d="urn:example:of-a-long-name:%d" ' % (n, n) for n in range(60))
            + b'office:mimetype="application/vnd.oasis.opendocument.text"/>',
            "legacy-format",
        ),
        (b"PK\x03\x04" + bytes(200), "unreadable"),
        (bytes(range(256)) * 40, "unreadable"),
        (b"\x01\x02\x03\x04" * 100, "unreadable"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, code: str) -> None:
    finding = refusal(data, "年报.txt")
    assert (finding.code, finding.level) == (code, "error")
    for lang in ("zh", "en"):
        assert "{" not in message(finding, lang)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("gbk"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_encodings_of_text(data: bytes) -> None:
    result = decode(data)
    assert not isinstance(result, Finding)
    assert result == (TEXT, ())


@pytest.mark.parametrize("ascii_before", [0, 10, 1_000, 30_000])
@pytest.mark.parametrize("ascii_after", [0, 10, 1_000, 30_000])
def test_what_stands_around_the_text_does_not_decide_its_encoding(ascii_before: int, ascii_after: int) -> None:
    text = "a" * ascii_before + TEXT * 20 + "a" * ascii_after
    assert decode(text.encode("gb18030")) == (text, ())
    # Two bytes of 500 characters lost at the beginning, which alone looks like anything but UTF-8.
    damaged = decode(b"\xe5\xff" + text.encode())
    assert isinstance(damaged, tuple) and damaged[0] == "\ufffd\ufffd" + text


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "iso-8859-1", "big5"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_wrong_meta_charset_loses_nothing(charset: str, encoding: str) -> None:
    text = page(html_table() + "<p>六、其他需要报告的事项</p>", f'<meta charset="{charset}">').decode()
    found = document(text.encode(encoding))
    holds_the_table(found)
    assert prose(found)[-1] == "六、其他需要报告的事项"


def test_damaged_bytes_never_become_digits() -> None:
    data = TEXT.encode().replace(b"4529", b"4\xff29")
    found = document(data)
    assert grids(found)[0].rows[0][1].text == "4�29"
    assert [(f.code, f.place.line if f.place else 0) for f in found.findings] == [("damaged-characters", 3)]


def test_a_file_cut_inside_a_character_is_still_read() -> None:
    data = TEXT.encode()[: len(TEXT.encode()) - 20] + "处".encode()[:2]
    assert document(data).findings[0].code == "damaged-characters"


def test_control_characters_are_dropped_and_page_breaks_part() -> None:
    found = document("一、总体\x07情况\n行政许可\t45\x0c29\n".encode())
    assert prose(found) == ["一、总体情况"]
    assert grids(found)[0].rows[0][1].text == "45 29"


def test_radicals_are_unified_in_texts_copied_from_pdf() -> None:
    assert prose(document("⼀、总体情况\n⻓⺠⻚".encode())) == ["一、总体情况", "长民页"]


def test_markdown_with_html_tables_keeps_order_and_lines() -> None:
    text = f"# 某局年报\n\n二、主动公开\n\n{html_table()}\n\n五、存在的问题\n\n| 甲 | 5 |\n|---|---|\n| 乙 | 6 |\n"
    found = document(text.encode())
    assert found.kind == "markdown"
    holds_the_table(found)
    assert [(type(b).__name__, b.place.line) for b in found.blocks] == [
        ("Paragraph", 1), ("Paragraph", 3), ("Grid", 5), ("Paragraph", 7), ("Grid", 9),
    ]  # fmt: skip


@pytest.mark.parametrize("wrap", ["{}", "<div>{}</div>", "<p>一、总体情况</p>{}"])
def test_fragments_of_html_are_html(wrap: str) -> None:
    assert document(wrap.format(html_table()).encode()).kind == "html"


def test_text_that_mentions_tags_is_text() -> None:
    found = document("一、总体情况\n网页里 <p> 标签和 a<b 的写法已统一。\n行政许可\t7\n行政处罚\t8\n".encode())
    assert found.kind == "text"
    assert [r[1].text for r in grids(found)[0].rows] == ["7", "8"]


def test_web_archives_are_read_as_pages() -> None:
    body = page(html_table()).decode()
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body + "\r\n--x--\r\n"
    )
    holds_the_table(document(archive.encode("gbk")))


@given(st.binary(max_size=600))
def test_any_bytes_give_a_document_or_a_finding(data: bytes) -> None:
    result = read(data, "x")
    assert isinstance(result, Document | Finding)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_text_in_a_page_is_read_back(text: str, encoding: str) -> None:
    word_only = "".join(c for c in text if c.isalnum() and c.isprintable() and c < "\u2e80")
    body = page(f"<p>甲乙丙丁{word_only}终</p><table><tr><td>a</td><td>{figures(0)[0]}</td></tr></table>").decode()
    found = document(body.encode(encoding))
    assert prose(found) == [f"甲乙丙丁{word_only}终"]


def test_a_row_of_a_text_is_a_row_of_cells() -> None:
    found = read("表\n一\t二\t\n".encode(), "a.txt")
    assert isinstance(found, Document) and isinstance(found.blocks[1], Grid)
    (row,) = found.blocks[1].rows
    cells = [Cell("一", Place(2), 0), Cell("二", Place(2), 1), Cell("", Place(2), 2)]
    assert list(row) == cells and row[1:] == tuple(cells[1:]) and (len(row), row[-1]) == (3, cells[-1])


def test_rows_that_print_the_same_are_one_object_and_framed_rows_are_told_from_blank_cells() -> None:
    first, second = (read(f"{title}\n规章\t1\t2\t3\n规章\t1\t2\t3\n".encode(), "a.txt") for title in ("甲", "乙"))
    assert isinstance(first, Document) and isinstance(second, Document)
    rows = [block.rows for found in (first, second) for block in found.blocks if isinstance(block, Grid)]
    assert all(isinstance(of_table, PlainRows) for of_table in rows)
    assert len({id(row) for of_table in rows if isinstance(of_table, PlainRows) for row in of_table.printed}) == 1
    assert [cell.place.line for row in rows[0] for cell in row[:1]] == [2, 3]
    framed, blank = (
        read("| 规章 | 1 |\n|  | 2 |".encode(), "a"),
        read("规章 | 1 |\n| | 2 |".encode(), "a"),
    )
    assert isinstance(framed, Document) and isinstance(blank, Document)
    assert [[[c.text for c in row] for row in b.rows] for b in framed.blocks if isinstance(b, Grid)] == [
        [["规章", "1"], ["", "2"]]
    ]
    assert [[[c.text for c in row] for row in b.rows] for b in blank.blocks if isinstance(b, Grid)] == [
        [["规章", "1"], ["", "", "2"]]
    ]


@pytest.mark.parametrize("end", ["---", "..."])
def test_front_matter_of_markdown_says_what_the_file_is(end: str) -> None:
    front = (
        f'---\ntitle: "虚山县档案局2031年政府信息公开工作年度报告"\n发布机构: 虚山县档案局\ntags:\n  - 年报\n{end}\n'
    )
    found = document((front + "\n## 一、总体情况\n\n依法公开。\n").encode())
    assert found.title == "虚山县档案局2031年政府信息公开工作年度报告"
    assert ("发布机构", "虚山县档案局") in found.metadata
    assert [(b.text, b.place.line) for b in found.blocks if not isinstance(b, Grid)] == [
        ("一、总体情况", 8),
        ("依法公开。", 10),
    ]


@pytest.mark.parametrize(
    ("front", "told"),
    [
        (
            "title: >-\n  虚山县档案局\n  2031年年报\nyear: 2031",
            (("title", "虚山县档案局 2031年年报"), ("year", "2031")),
        ),
        ("date: 2032-01-05 # 公布", (("date", "2032-01-05"),)),
        ("title: 年报: 虚山县", ()),
        ("x: " + "[" * 5000, ()),
        ("- 年报", ()),
    ],
    ids=["folded", "a date as printed", "no YAML", "nested too deeply", "a list"],
)
def test_front_matter_tells_names_and_values_or_is_none(front: str, told: tuple[tuple[str, str], ...]) -> None:
    found = document(f"---\n{front}\n---\n一、总体情况\n依法公开。\n".encode())
    assert found.metadata == told
    assert any(name in text for text in prose(found) for name in front.split()) is not bool(told)


def test_a_rule_above_a_text_begins_no_front_matter() -> None:
    found = document(f"---\n{TEXT}---\n依法公开。\n".encode())
    assert prose(found)[0] == TEXT.split("\n")[0] and not found.metadata
