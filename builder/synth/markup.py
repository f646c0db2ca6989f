"""Writes a page as HTML: plain, pasted out of Word, or inside a government site's furniture."""

from __future__ import annotations

import json
from html import escape
from random import Random

from builder.synth.grid import Box, grid
from builder.synth.model import Line, Page, Table, Truth

FLAVOURS = ("plain", "word", "site", "headings", "script")


def _word(text: str, rng: Random) -> str:
    """Text cut in pieces and wrapped the way Word pastes it."""
    if not text:
        return '<p class="MsoNormal"><span lang="EN-US">&nbsp;</span></p>'
    cut = rng.randint(0, len(text))
    pieces = [escape(piece) for piece in (text[:cut], text[cut:]) if piece]
    spans = "".join(
        f'<span style="font-family:仿宋_GB2312;font-size:10.5pt"><font face="仿宋">{p}</font></span>' for p in pieces
    )
    return f'<p class="MsoNormal" align="center">{spans}<span lang="EN-US"><o:p></o:p></span></p>'


def _cell(box: Box, flavour: str, rng: Random, heads: bool) -> str:
    tag = "th" if heads and flavour == "headings" else "td"
    spans = "".join(f' {n}="{v}"' for n, v in (("colspan", box.colspan), ("rowspan", box.rowspan)) if v > 1)
    style = ' style="border:1px solid windowtext;padding:0 5px" valign="center"' if flavour == "word" else ""
    inner = _word(box.text, rng) if flavour == "word" else escape(box.text, quote=False).replace("\n", "<br>")
    return f"<{tag}{spans}{style}>{inner}</{tag}>"


def _table(table: Table, flavour: str, rng: Random) -> str:
    rows = []
    for row, boxes in zip(table.rows, grid(table), strict=True):
        cells = "".join(_cell(box, flavour, rng, bool(row.heads)) for box in boxes)
        rows.append(f"<tr>{cells}</tr>")
    return '<table border="1" cellspacing="0">\n<tbody>' + "\n".join(rows) + "</tbody></table>"


def _line(line: Line, flavour: str, rng: Random) -> str:
    if flavour == "headings" and line.level:
        return f"<h{line.level}>{escape(line.text)}</h{line.level}>"
    if line.level == 1:
        return f"<h3>{escape(line.text)}</h3>"
    if flavour == "word":
        return _word(line.text, rng)
    text = escape(line.text, quote=False)
    return f'<p style="text-indent: 2em;"><strong>{text}</strong></p>' if line.level else f"<p>{text}</p>"


def _furniture(truth: Truth, title: str, content: str, rng: Random) -> str:
    """Breadcrumbs, an index table, share buttons and a footer; the page's date is not the report's year."""
    published = f"{truth.year + 1}-01-{rng.randint(5, 30):02d}"
    phone = f"0000-{rng.randint(10**6, 10**7)}"
    index = f"9{rng.randint(1000000, 9999999)}/{truth.year + 1}-{rng.randint(1, 99999):05d}"
    return f"""<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; 政府信息公开年报</div>
<table class="xxgk"><tr><td>索 引 号：</td><td>{index}</td>
<td>发布日期：</td><td>{published}</td></tr><tr><td>名　　称：</td><td colspan="3">{escape(title)}</td></tr></table>
<div class="share">字号：[大] [中] [小] 打印 分享到：微信 微博</div>
<div class="content">{content}</div>
<div class="foot">主办单位：办公室 网站标识码：{rng.randint(10**9, 10**10)} 联系电话：{phone}</div>"""


def html(page: Page, truth: Truth, flavour: str, rng: Random) -> str:
    """The page as an HTML document that declares no charset, see ``encoded``."""
    content = "\n".join(
        _line(block, flavour, rng) if isinstance(block, Line) else _table(block, flavour, rng) for block in page
    )
    title = next((b.text for b in page if isinstance(b, Line) and b.level == 1), "")
    site = f"{title}_政府信息公开年报_虚构数据"
    if flavour == "site":
        content = _furniture(truth, title, content, rng)
    if flavour == "script":
        literal = json.dumps(content, ensure_ascii=False).replace("</", "<\\/")
        content = f'<div id="content"></div><script>var content={literal};show("content",content);</script>'
    date = f'<meta name="PubDate" content="{truth.year + 1}-01-{rng.randint(5, 30):02d}">'
    return (
        f"<!DOCTYPE html><html><head>%CHARSET%<title>{escape(site)}</title>{date}</head><body>{content}</body></html>"
    )


CHARSETS: dict[str, tuple[str, str]] = {
    "utf-8": ("utf-8", "utf-8"),
    "utf-8-bom": ("utf-8-sig", "utf-8"),
    "gbk": ("gb18030", "gbk"),
    "gb2312": ("gb18030", "gb2312"),
    "gb18030": ("gb18030", "gb18030"),
    "undeclared-gbk": ("gb18030", ""),
    "undeclared-utf-8": ("utf-8", ""),
    "gbk-said-utf-8": ("gb18030", "utf-8"),
    "utf-8-said-gbk": ("utf-8", "gb2312"),
}
"""Name of the case: the encoding of the bytes, the charset the page claims (empty: none)."""


def encoded(document: str, charset: str) -> bytes:
    """The document's bytes with the charset of the named case declared, rightly or wrongly."""
    codec, claim = CHARSETS[charset]
    meta = f'<meta charset="{claim}">' if claim else ""
    return document.replace("%CHARSET%", meta, 1).encode(codec)
