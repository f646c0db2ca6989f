"""Word files: what Word would print, from merged cells to tracked changes."""

from __future__ import annotations

import io

import docx
import pytest

from builder.document import Paragraph
from tests.made_files import (
    LABELS,
    W,
    cell,
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
    rows,
    texts,
    word,
)


def table(*trs: str) -> str:
    return f"<w:tbl>{''.join(trs)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def form_table() -> str:
    def figures_of(i: int) -> list[str]:
        return [cell(n) for n in figures(i)]

    wide = '<w:gridSpan w:val="2"/>'
    top, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    return table(
        tr(cell("三、本年度办理结果", top), cell(LABELS[0], wide), *figures_of(0)),
        tr(cell("", on), cell(LABELS[1], wide), *figures_of(1)),
        tr(cell("", on), cell("（三）不予公开", top), cell(LABELS[2]), *figures_of(2)),
        tr(cell("", on), cell("", on), cell(LABELS[3]), *figures_of(3)),
        tr(cell("", on), cell(LABELS[4], wide), *figures_of(4)),
    )


def test_merged_cells_stand_where_they_begin() -> None:
    found = document(word(para("年报") + form_table()))
    holds_the_table(found)
    cells = grids(found)[0].rows
    assert [(c.text, c.column, c.colspan, c.rowspan) for c in cells[0][:2]] == [
        ("三、本年度办理结果", 0, 1, 5),
        (LABELS[0], 1, 2, 1),
    ]
    assert [(c.text, c.column, c.rowspan) for c in cells[2][:2]] == [("（三）不予公开", 1, 2), (LABELS[2], 2, 1)]
    assert texts(cells[3]) == [LABELS[3], *figures(3)]


def test_a_merge_that_begins_nowhere_is_a_cell() -> None:
    found = document(word(table(tr(cell("7", "<w:vMerge/>"), cell("8")), tr(cell("9", "<w:vMerge/>"), cell("10")))))
    assert rows(found) == [["7", "8"], ["10"]]
    assert grids(found)[0].rows[0][0].rowspan == 2


def test_python_docx_files_are_read() -> None:
    made = docx.Document()
    made.core_properties.title = "某局2031年年报"
    made.add_heading("一、总体情况", 1)
    made.add_paragraph("话")
    grid = made.add_table(3, 8)
    for i in range(3):
        for j, text in enumerate([LABELS[i], *figures(i)]):
            grid.cell(i, j).text = text
    grid.cell(0, 1).merge(grid.cell(0, 3))
    buffer = io.BytesIO()
    made.save(buffer)
    found = document(buffer.getvalue())
    assert found.title == "某局2031年年报"
    assert [(b.text, b.heading) for b in found.blocks if isinstance(b, Paragraph)] == [("一、总体情况", 1), ("话", 0)]
    first = grids(found)[0].rows[0]
    assert [(c.text, c.column, c.colspan) for c in first[:3]] == [
        (LABELS[0], 0, 1),
        ("\n".join(figures(0)[:3]), 1, 3),
        (figures(0)[3], 4, 1),
    ]
    assert rows(found)[1:] == [[LABELS[i], *figures(i)] for i in (1, 2)]


def test_lines_count_paragraphs_and_rows() -> None:
    found = document(
        word(para("甲") + para("") + table(tr(cell("1"), cell("2")), tr(cell("3"), cell("4"))) + para("乙"))
    )
    assert [b.place.line for b in found.blocks] == [1, 2, 4]
    assert [r[0].place.line for r in grids(found)[0].rows] == [2, 3]


def test_tracked_changes_hidden_and_struck_text() -> None:
    runs = (
        "<w:r><w:t>1</w:t></w:r><w:del><w:r><w:delText>2</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>3</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>4</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>5</w:t></w:r></w:moveTo><w:r><w:rPr><w:vanish/></w:rPr><w:t>6</w:t></w:r>"
        '<w:r><w:rPr><w:strike/></w:rPr><w:t>7</w:t></w:r><w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>8</w:t></w:r>'
    )
    found = document(
        word(
            table(
                tr(cell("甲"), f"<w:tc><w:p>{runs}</w:p></w:tc>", cell("99", "<w:cellDel/>")),
                tr(cell("丙"), cell("98"), properties="<w:del/>"),
                tr(cell("乙"), cell("9"), properties="<w:ins/>"),
            )
        )
    )
    assert rows(found) == [["甲", "1358"], ["乙", "9"]]
    assert [(f.code, dict(f.values)) for f in found.findings] == [("struck-text", {"count": "1"})]


def test_tracked_changes_where_nothing_else_is_but_texts() -> None:
    inserted, moved = "<w:ins><w:r><w:t>2</w:t></w:r></w:ins>", "<w:moveFrom><w:r><w:t>3</w:t></w:r></w:moveFrom>"
    linked = f"<w:p><w:r><w:t>1</w:t></w:r>{inserted}{moved}<w:hyperlink><w:r><w:t>4</w:t></w:r></w:hyperlink></w:p>"
    deleted = "<w:p><w:r><w:t>5</w:t><w:t/><w:t>6</w:t></w:r><w:del><w:t>7</w:t></w:del></w:p>"
    kept = "<w:p><w:r><w:rPr><w:t>8</w:t></w:rPr><w:t>9</w:t></w:r></w:p>"
    found = document(word(table(tr(cell("甲"), *(f"<w:tc>{held}</w:tc>" for held in (linked, deleted, kept))))))
    assert rows(found) == [["甲", "124", "56", "9"]]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    found = document(
        word(
            para("六、其", gone) + para("他", gone) + para("事项") + para("无", gone) + table(tr(cell("1"), cell("2")))
        )
    )
    assert prose(found) == ["六、其他事项", "无"]


def test_white_text_beside_black_is_not_to_be_seen() -> None:
    white = '<w:r><w:rPr>{}<w:color w:val="ffffff"/></w:rPr><w:t>7</w:t></w:r>'
    black = "<w:r><w:t>26</w:t></w:r>"
    plain, shaded = white.format(""), white.format('<w:shd w:fill="112233"/>')
    dark = f'<w:tc><w:tcPr><w:shd w:fill="112233"/></w:tcPr><w:p>{plain}{black}</w:p></w:tc>'
    cells = "".join(f"<w:tc><w:p>{runs}</w:p></w:tc>" for runs in (plain + black, plain, shaded + black))
    clear = dark.replace('w:fill="112233"', 'w:val="clear" w:color="auto" w:fill="auto"')
    solid = dark.replace('w:fill="112233"', 'w:val="solid" w:color="112233" w:fill="auto"')
    assert rows(document(word(table(tr(cells + dark + clear + solid))))) == [["26", "7", "726", "726", "26", "726"]]


def test_a_superscript_is_no_digit_of_the_number_before_it() -> None:
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'
    found = document(word(table(tr(cell("甲"), f"<w:tc><w:p><w:r><w:t>443</w:t></w:r>{mark}</w:p></w:tc>"))))
    assert rows(found) == [["甲", "443¹"]]


STYLES = (
    f"<w:styles {W}>"
    '<w:style w:styleId="ref"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:styleId="ref2"><w:basedOn w:val="ref"/></w:style>'
    '<w:style w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    "</w:styles>"
)


@pytest.mark.parametrize(
    ("properties", "paragraph", "text"),
    [
        ('<w:rStyle w:val="ref"/>', "", "443¹"),
        ('<w:rStyle w:val="ref2"/>', "", "443¹"),
        ('<w:rStyle w:val="gone"/>', "", "443"),
        ('<w:rStyle w:val="gone"/><w:vanish w:val="0"/>', "", "4431"),
        ('<w:position w:val="8"/>', "", "443¹"),
        ('<w:position w:val="2"/>', "", "4431"),
        ("", '<w:pPr><w:pStyle w:val="gone"/></w:pPr>', ""),
    ],
)
def test_styles_hide_and_raise_as_the_runs_own_properties_do(properties: str, paragraph: str, text: str) -> None:
    mark = f"<w:r><w:rPr>{properties}</w:rPr><w:t>1</w:t></w:r>"
    row = tr(cell("甲"), f"<w:tc><w:p>{paragraph}<w:r><w:t>443</w:t></w:r>{mark}</w:p></w:tc>")
    assert rows(document(word(table(row), word__styles_xml=STYLES))) == [["甲", text]]


def test_digits_that_all_stand_high_are_a_number() -> None:
    runs = "".join(f'<w:r><w:rPr><w:position w:val="6"/></w:rPr><w:t>{n}</w:t></w:r>' for n in "443")
    assert rows(document(word(table(tr(cell("甲"), f"<w:tc><w:p>{runs}</w:p></w:tc>"))))) == [["甲", "443"]]


def test_nested_tables() -> None:
    inside = f"<w:tc>{para('前')}{form_table()}{para('后')}</w:tc>"
    found = document(word(table(tr(cell("甲"), cell("1")), tr(inside), tr(cell("乙"), cell("2")))))
    holds_the_table(found)
    assert prose(found) == ["前", "后"]
    assert [texts(g.rows[0])[:2] for g in grids(found)] == [["甲", "1"], ["三、本年度办理结果", LABELS[0]], ["乙", "2"]]


def test_text_boxes_are_read_once() -> None:
    box = (
        "<w:p><w:r><w:t>段</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"<w:txbxContent>{para('框内')}{form_table()}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{para('框内')}{form_table()}</w:txbxContent></v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    found = document(word(box))
    assert prose(found) == ["段", "框内"]
    assert len(grids(found)) == 1
    holds_the_table(found)


def test_content_controls_tabs_and_breaks() -> None:
    held = f"<w:sdt><w:sdtContent>{cell('2')}</w:sdtContent></w:sdt>"
    line_of_two = f"<w:sdt><w:sdtContent>{tr(cell('1'), held)}</w:sdtContent></w:sdt>"
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{para('甲')}{table(line_of_two)}</w:sdtContent></w:sdt>"
    line = "<w:p><w:r><w:t>乙</w:t><w:tab/><w:t>3</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:t>4</w:t></w:r></w:p>"
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE 77</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>丁</w:t></w:r></w:p>'
    )
    found = document(word(control + line + field))
    assert prose(found) == ["甲", "乙\t3", "丙-4", "丁"]
    assert rows(found) == [["1", "2"]]


def test_a_picture_in_a_cell_is_no_blank() -> None:
    shown = "<w:tc><w:p><w:r><w:drawing/></w:r></w:p></w:tc>"
    assert rows(document(word(table(tr(cell("甲"), shown, cell("")))))) == [["甲", "�", ""]]


def test_only_pictures_is_a_scan_and_nothing_is_empty() -> None:
    assert refusal(word("<w:p><w:r><w:drawing/></w:r></w:p>", word__media__image1="x")).code == "scanned"
    assert refusal(word(para(" "))).code == "empty"


NUMBERING = (
    f"<w:numbering {W}><w:abstractNum w:abstractNumId='0'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/><w:lvlText w:val='%1、'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='japaneseCounting'/><w:lvlText w:val='（%2）'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:start w:val='3'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%3.'/></w:lvl>"
    "<w:lvl w:ilvl='3'><w:numFmt w:val='bullet'/><w:lvlText w:val='x'/></w:lvl></w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
)


def listed(text: str, level: int) -> str:
    return para(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def test_automatic_numbers_are_printed_but_never_before_a_value() -> None:
    body = (
        "".join(listed("节", 0) + listed("款", 1) + listed("款", 1) for _ in range(2))
        + listed("项", 2)
        + listed("点", 3)
    )
    values = f"<w:tc>{listed('5', 2)}</w:tc>"
    found = document(
        word(body + table(tr(f"<w:tc>{listed('重复申请', 2)}</w:tc>", values)), word__numbering_xml=NUMBERING)
    )
    assert prose(found) == ["一、节", "（一）款", "（二）款", "二、节", "（一）款", "（二）款", "3.项", "点"]
    assert rows(found) == [["4.重复申请", "5"]]


def test_heading_styles_through_their_parents() -> None:
    styles = (
        f"<w:styles {W}><w:style w:styleId='a'><w:name w:val='heading 2'/></w:style>"
        "<w:style w:styleId='b'><w:name w:val='mine'/><w:basedOn w:val='a'/></w:style>"
        "<w:style w:styleId='c'><w:name w:val='loop'/><w:basedOn w:val='c'/></w:style>"
        "<w:style w:styleId='d'><w:name w:val='out'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style></w:styles>"
    )
    body = "".join(para(s, f'<w:pStyle w:val="{s}"/>') for s in "abcd") + para("e", '<w:outlineLvl w:val="2"/>')
    found = document(word(body, word__styles_xml=styles))
    assert [b.heading for b in found.blocks if isinstance(b, Paragraph)] == [2, 2, 0, 1, 3]


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_of_fields_only_the_results_are_printed() -> None:
    inner = mark("begin") + "<w:r><w:instrText>MERGEFIELD a</w:instrText></w:r>" + mark("separate")
    inner += "<w:r><w:t>44</w:t></w:r>" + mark("end")
    outer = mark("begin") + "<w:r><w:t>IF 9 =</w:t></w:r>" + inner + mark("separate") + "<w:r><w:t>52</w:t></w:r>"
    broken = f"<w:p>{mark('begin')}<w:r><w:t>乙</w:t></w:r></w:p>"
    found = document(
        word(f"<w:p>{outer}{mark('end')}</w:p><w:p>{inner}</w:p>{broken}{para('丙')}<w:p>{mark('end')}</w:p>")
    )
    assert prose(found) == ["52", "44", "丙"]
    assert prose(document(word(broken + para("丙")))) == ["乙", "丙"]


def test_alternatives_that_word_does_not_know_are_passed_over() -> None:
    def choice(space: str) -> str:
        return f'<mc:Choice xmlns:n="{space}" Requires="n"><w:t>1</w:t></mc:Choice>'

    def alternatives(inner: str) -> str:
        return f"<w:p><w:r><mc:AlternateContent>{inner}</mc:AlternateContent></w:r></w:p>"

    other = "<mc:Fallback><w:t>2</w:t></mc:Fallback>"
    known = "http://schemas.microsoft.com/office/word/2010/wordml"
    body = (
        alternatives(choice("urn:new") + other) + alternatives(choice(known) + other) + alternatives(choice("urn:new"))
    )
    assert prose(document(word(body))) == ["2", "1", "1"]


def test_guides_prompts_and_symbols() -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    def asked(text: str) -> str:
        control = f"<w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent>"
        return f"<w:p><w:sdt>{control}</w:sdt></w:p>"

    guide = f"<w:rt>{run('6')}</w:rt><w:rubyBase>{run('38')}</w:rubyBase>"
    ruby = f"<w:p><w:r><w:ruby>{guide}</w:ruby></w:r></w:p>"
    signs = '<w:p><w:r><w:sym w:font="Symbol" w:char="F034"/><w:sym w:font="Symbol" w:char="F031"/></w:r></w:p>'
    held = (ruby, asked("单击输入文字"), asked("57"), asked("规章"), signs)
    assert rows(document(word(table(tr(*(f"<w:tc>{each}</w:tc>" for each in held)))))) == [
        ["38", "", "57", "规章", "41"]
    ]


def test_parts_under_other_names() -> None:
    made = {"word/document2.xml": f"<w:document {W}><w:body>{form_table()}</w:body></w:document>"}
    holds_the_table(document(package({**made})))
    holds_the_table(document(package({"word\\document.xml": made["word/document2.xml"]})))


def test_a_header_is_the_title_of_a_file_that_states_none() -> None:
    header = f"<w:hdr {W}>{para(' ')}{para('某局2031年年报')}</w:hdr>"
    core = '<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></p>'
    for stated, title in (("另一题", "另一题"), ("", "某局2031年年报")):
        made = word(para("甲"), word__header1_xml=header, docProps__core_xml=core.format(stated))
        assert (document(made).title, prose(document(made))) == (title, ["甲"])


def test_strict_namespaces() -> None:
    body = f'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{form_table()}</w:body></w:document>'
    holds_the_table(document(package({"word/document.xml": body})))


def test_a_web_page_put_in_whole() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="aFChunk" Target="afchunk.html"/></Relationships>'
    )
    parts: dict[str, str | bytes] = {"word___rels__document_xml.rels": relation}
    data = word('<w:altChunk r:id="r1"/>', **parts, **{"word__afchunk.html": page(html_table())})
    holds_the_table(document(data))
    inner = word('<w:p><w:r><w:t>甲</w:t></w:r></w:p><w:altChunk r:id="r1"/>' + form_table(), **parts)
    data = word('<w:altChunk r:id="r1"/>', **parts, **{"word__afchunk.html": inner})
    holds_the_table(document(data))


@pytest.mark.parametrize("span", ["0", "-4", "99999999999", "x"])
def test_absurd_spans(span: str) -> None:
    found = document(word(table(tr(cell("甲", f'<w:gridSpan w:val="{span}"/>'), cell("1")))))
    assert rows(found) == [["甲", "1"]]
