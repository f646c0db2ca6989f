"""Splicing generated pages into the theme's shell gives the bytes of ``mkdocs build``, page by page."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from builder.engine import processes
from builder.folder.digests import Digests
from builder.pages import text
from builder.pages.render import Page, _blocks, environment
from builder.registry import Registry
from builder.site import Site, pages
from builder.site.generated import take_apart
from builder.site.pages import Renderer, scan
from builder.site.publish import Tree
from builder.site.shell import relative, slots
from tests.sited import built

ROOT = Path(__file__).parents[1]
HOSTILE = (
    "<script>alert(1)</script>",
    "{{ config }} {% raw %}",
    "**bold** _em_ `code` [x](javascript:alert(1)) ![x](y)",
    "&lt;b&gt; &amp; & < > \" '",
    "# heading # {#id .class}",
    "---\ntitle: other\n---",
    "srmarktitlex srmarkbodyx srmarkheading0x",
    "\u202e\u2066bidi\u2069 \ufeff\u200b\u2028",
    "[TOC]",
    "\x02\x03 wzxhzdk:0",
    "名称  两个空格 ",
    "😀 𠀀 é",
)
EXTENSIONS: list[str] = load_config(str(ROOT / "mkdocs.yml"))["markdown_extensions"]


def generated(title: str, body: str, **more: Any) -> str:
    """A page as ``builder.pages`` writes it, with a body that is not a template's."""
    page = Page(path="x.md", template="", title=title, description=title, values={}, **more)
    environment().globals["body_of_test"] = body
    made = environment().from_string("{{ body_of_test | safe }}")
    return _page_text(page, made.render())


def _page_text(page: Page, body: str) -> str:
    front = {"title": escape(text.plain(page.title)), "description": escape(text.plain(page.description))}
    lines = ["---", *(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items())]
    lines += [f"hide: {json.dumps(list(page.hide))}"] if page.hide else []
    if page.trail:
        crumbs = [[str(escape(text.plain(name))), where] for name, where in page.trail]
        lines.append(f"breadcrumbs: {json.dumps(crumbs, ensure_ascii=False)}")
    lines += [
        f"{name}: {json.dumps(getattr(page, name))}"
        for name in ("kind", "section", "report_id", "lang")
        if getattr(page, name)
    ]
    lines += [f"alternate: {json.dumps([list(a) for a in page.alternate])}"] if page.alternate else []
    return "\n".join([*lines, "---", "", f"# {text.heading(page.title)} {{#top}}", "", _blocks(body)])


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder with every kind of page, some of them by hand."""
    folder = tmp_path / "content"

    def put(name: str, words: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")

    put(
        "index.md",
        generated(
            "阳光年报", "<p>home</p>", hide=("navigation", "toc"), kind="home", alternate=(("zh", "."), ("en", "en/"))
        ),
    )
    for name in ("regions", "years", "metrics", "compare", "explore", "quality", "downloads", "dictionary"):
        put(f"{name}/index.md", generated(f"页 {name}", f"<p>{name}</p>\n## 一 {{#one}}\n<p>1</p>", kind=name))
    put("en/index.md", generated("Home", "<p>x</p>", lang="en", hide=(), alternate=(("zh", "."), ("en", "en/"))))
    put(
        "en/dictionary/index.md",
        generated("Dictionary", "<p>x</p>", lang="en", alternate=(("zh", "dictionary/"), ("en", "en/dictionary/"))),
    )
    links = "见 [下载](downloads/index.md)、[报告](reports/a-2023.md)。"
    put("about.md", f"---\ntitle: 关于\n---\n\n# 关于 *我们*\n\n## 许可 {{#licence}}\n\n{links}\n")
    put("en/about.md", "---\nlang: en\n---\n\n# About\n\nSee [the dictionary](dictionary/index.md).\n")
    put("maintain.md", "# 维护\n\n- 一\n- 二\n\n```\ncode\n```\n")
    put("notes.txt", "as it is")
    trail = (("某省", "regions/350000/"), ("某局", "agencies/350000-a/"))
    put("agencies/350000-a.md", generated("某局", "<p>x</p>", trail=trail[:1], section="regions/", kind="agency"))
    put("regions/350000.md", generated("某省", "<p>x</p>", trail=(("地区", "regions/"),), section="regions/"))
    put("regions/350000/2.md", generated("某省（第 2 页）", "<p>x</p>", trail=(("某省", "regions/350000/"),)))
    put(
        "years/2023.md", generated("2023", "<p>x</p>\n## 甲 {#a}\n<p>1</p>\n## 乙 {#b}\n<p>2</p>\n## 丙 {#c}\n<p>3</p>")
    )
    put(
        "reports/a-2023.md",
        generated(
            "某局 2023", "<p>x</p>\n## 表 {#t}\n<table><tr><td>1</td></tr></table>", trail=trail, report_id="a-2023"
        ),
    )
    put(
        "reports/b-2023.md",
        generated("某局 2023", "<p>y</p>\n## 表二 {#u}\n<pre>\n  a\n</pre>", trail=(), report_id="b-2023"),
    )
    for number, words in enumerate(HOSTILE):
        body = f"<p>{text.plain(words)}</p>".replace("<script>", "&lt;script&gt;")
        put(
            f"reports/h{number}-2023.md",
            generated(words, f"{body}\n## {text.heading(words)} {{#h}}\n{body}", trail=((words, "regions/350000/"),)),
        )
    return folder


def plain_build(content: Path, out: Path, site_url: str = "") -> None:
    """What ``mkdocs build`` makes of the folder."""
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(content), site_dir=str(out), site_url=site_url)
    mkdocs_build(config)


def html(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.html"))}


@pytest.mark.parametrize("site_url", ["", "https://example.org/under/here/"])
def test_every_page_is_the_one_of_mkdocs_build(content: Path, tmp_path: Path, site_url: str) -> None:
    plain_build(content, tmp_path / "plain", site_url)
    built(Site(Digests(content), tmp_path / "site", tmp_path / "cache", ROOT / "mkdocs.yml", site_url=site_url))
    expected, found = html(tmp_path / "plain"), html(tmp_path / "site")
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []
    assert (tmp_path / "site" / "notes.txt").read_text() == "as it is"


def test_every_page_of_the_sample_site_is_the_one_of_mkdocs_build(sample_project: Path, tmp_path: Path) -> None:
    plain_build(sample_project / "content", tmp_path / "plain")
    expected, found = html(tmp_path / "plain"), html(sample_project / "site")
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


def test_generated_pages_are_spliced_and_hand_written_ones_are_not(content: Path, tmp_path: Path) -> None:
    renderer = Renderer(ROOT / "mkdocs.yml", {}, tmp_path / "pages", [])
    found = scan(Digests(content))
    with processes(Registry(), 1) as engine:
        renderer.put(found, Tree(tmp_path / "tree", tmp_path), engine, lambda _: None)
    by_hand = {"about.md", "en/about.md", "maintain.md"}
    assert renderer.built == len(by_hand)
    assert renderer.spliced == len(found.pages) - len(by_hand)


def test_hostile_titles_stay_text(content: Path, tmp_path: Path) -> None:
    built(site_of(content, tmp_path))
    for number, words in enumerate(HOSTILE):
        page = lxml.html.parse(str(tmp_path / "site" / "reports" / f"h{number}-2023" / "index.html")).getroot()
        (heading,) = page.iter("h1")
        assert heading.text_content() == text.plain(words)
        assert page.findtext(".//title") == f"{text.plain(words)} - 阳光年报"
        assert page.xpath("//ol[@class='md-path__list']/li[2]/a")[0].text_content() == text.plain(words)
        assert all(s.get("src") or s.get("type") == "application/json" for s in page.iter("script"))
        assert not page.xpath("//*[starts-with(@href, 'javascript:') or starts-with(@src, 'javascript:')]")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_heading_comes_out_as_python_markdown_has_it(words: str) -> None:
    heading = text.heading(words)
    if not heading:
        return
    block = '<div class="sr">\n<p>1</p>\n</div>\n'
    source = f"# {heading} {{#top}}\n\n{block}\n## {heading} {{#two}}\n\n{block}"
    page = take_apart(f'---\ntitle: "t"\n---\n\n{source}')
    if page is None:
        return
    made = markdown.Markdown(extensions=EXTENSIONS)
    assert page.content == made.convert(source)
    (top,) = made.toc_tokens  # type: ignore[attr-defined]
    assert [page.headings[0].html, page.headings[1].html] == [top["name"], top["children"][0]["name"]]


PAGE = '---\ntitle: "t"\n---\n\n# 题 {#top}\n\n<div class="sr">\n<p>1</p>\n</div>\n'


def test_a_page_of_ours_is_taken_apart() -> None:
    page = take_apart(PAGE)
    assert page is not None
    assert page.meta == {"title": "t"}
    assert page.content == '<h1 id="top">题</h1>\n<div class="sr">\n<p>1</p>\n</div>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\n\n# 题", "# 题"),
        ("# 题 {#top}", "# 题"),
        ("# 题 {#top}", "# *题* {#top}"),
        ("# 题 {#top}", "# a & b {#top}"),
        ("# 题 {#top}", "# 一 {#top}\n\n# 二 {#two}"),
        ("# 题 {#top}", "# 题 {#top}\n\n## 又 {#top}"),
        ("# 题 {#top}", "## 题 {#top}"),
        ("# 题 {#top}", "### 题 {#top}"),
        ('<div class="sr">', "text"),
        ("<p>1</p>", "<p>1</p>\n\n<p>2</p>"),
        ("<p>1</p>", "<p>1\t2</p>"),
        ("</div>\n", "</div>\ntext\n"),
        ('title: "t"', "title: &anchor t"),
        ('title: "t"', 'title: "t"\nlist:\n  - a'),
        ('title: "t"', 'title: "t"\ndraft: yes'),
    ],
)
def test_what_is_not_ours_is_left_to_mkdocs(old: str, new: str) -> None:
    assert old in PAGE
    assert take_apart(PAGE.replace(old, new)) is None


def test_pages_whose_address_or_breadcrumbs_are_unusual_are_left_to_mkdocs() -> None:
    page = take_apart(PAGE)
    assert page is not None
    assert slots(page, "a/b/", ()) is not None
    assert slots(page, "a b/", ()) is None
    assert slots(page, "机关/", ()) is None
    for crumb in (["x"], ["x", "../y/"], ["x", "https://example.org/"], ["x", 1], ["x", "/y/"], ["x", ""]):
        page.meta["breadcrumbs"] = [crumb]
        assert slots(page, "a/b/", ()) is None, crumb


@given(*[st.lists(st.sampled_from("abc"), max_size=4).map(lambda parts: "".join(f"{p}/" for p in parts))] * 2)
def test_ways_between_pages_are_those_of_mkdocs(target: str, url: str) -> None:
    from mkdocs.utils import get_relative_url

    if target:
        assert relative(target, url) == get_relative_url(target, url)


def site_of(content: Path, tmp_path: Path, config: Path = ROOT / "mkdocs.yml") -> Site:
    """The site as the next build sees it, which looks at every file anew."""
    digests = Digests(content, tmp_path / "digests.json")
    return Site(digests, tmp_path / "site", tmp_path / "cache", config)


def test_an_unchanged_build_does_nothing_and_a_changed_page_only_itself(content: Path, tmp_path: Path) -> None:
    first = built(site_of(content, tmp_path))
    assert first.rendered == first.pages
    again = built(site_of(content, tmp_path))
    assert (again.rendered, again.changed, again.removed) == (0, 0, 0)
    page = content / "reports" / "a-2023.md"
    page.write_text(page.read_text(encoding="utf-8").replace("<td>1</td>", "<td>7</td>"), encoding="utf-8")
    (content / "reports" / "b-2023.md").unlink()
    third = built(site_of(content, tmp_path))
    assert (third.rendered, third.removed) == (1, 1)
    assert "<td>7</td>" in (tmp_path / "site/reports/a-2023/index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "site/reports/b-2023").exists()
    plain_build(content, tmp_path / "plain")
    assert html(tmp_path / "site") == html(tmp_path / "plain")


def test_workers_splice_the_same_pages_whatever_layouts_they_know(content: Path, tmp_path: Path) -> None:
    """More pages than are tried out and than fit one batch; every hundredth has a layout of its own."""
    for number in range(420):
        headings = "".join(
            f"## 节 {{#s{n}}}\n<p>{number}</p>" for n in range(number // 100 if number % 100 == 7 else 1)
        )
        page = generated(
            f"某局 {number}", f"<p>x</p>\n{headings}", trail=(("某省", "regions/350000/"),), report_id=f"w{number}"
        )
        (content / "reports" / f"w{number}.md").write_text(page, encoding="utf-8")
    first = built(site_of(content, tmp_path), workers=2)
    assert first.rendered == first.pages
    alone = tmp_path / "alone"
    alone.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "ONE_OF", 1)
        built(site_of(content, alone))
    assert html(tmp_path / "site") == html(alone / "site")
    plain_build(content, tmp_path / "plain")
    assert html(tmp_path / "site") == html(tmp_path / "plain")


def test_a_changed_template_or_setting_renders_every_page_anew(content: Path, tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    shutil.copyfile(ROOT / "mkdocs.yml", config)
    shutil.copytree(ROOT / "site_overrides", tmp_path / "site_overrides")
    every = built(site_of(content, tmp_path, config)).pages
    footer = tmp_path / "site_overrides" / "partials" / "footer.html"
    footer.write_text(footer.read_text(encoding="utf-8").replace("本页纠错", "说说这一页"), encoding="utf-8")
    assert built(site_of(content, tmp_path, config)).rendered == every
    assert "说说这一页" in (tmp_path / "site/reports/a-2023/index.html").read_text(encoding="utf-8")
    config.write_text(
        config.read_text(encoding="utf-8").replace("site_name: 阳光年报", "site_name: 另一个"), encoding="utf-8"
    )
    assert built(site_of(content, tmp_path, config)).rendered == every
    assert "- 另一个</title>" in (tmp_path / "site/about/index.html").read_text(encoding="utf-8")


def test_what_a_killed_build_has_half_removed_is_not_taken_for_whole(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(site_of(content, tmp_path))
    before = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    about, remove = content / "about.md", shutil.rmtree
    written = about.read_bytes()

    def killed(folder: Path, ignore_errors: bool = False) -> None:
        for path in folder.glob("*/about/index.html"):
            path.unlink()
            raise KeyboardInterrupt
        remove(folder, ignore_errors=ignore_errors)

    about.write_bytes(written + b"more\n")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(shutil, "rmtree", killed)
        built(site_of(content, tmp_path))
    about.write_bytes(written)
    built(site_of(content, tmp_path))
    assert {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("other", ["[]", "{}", "null", '{"key": "", "nav": 1, "layouts": []}', "\xff"])
def test_shells_of_another_shape_are_made_anew(content: Path, tmp_path: Path, other: str) -> None:
    built(site_of(content, tmp_path))
    before = html(tmp_path / "site")
    (tmp_path / "cache/pages/shells.json").write_text(other, encoding="latin-1")
    shutil.rmtree(tmp_path / "site")
    built(site_of(content, tmp_path))
    assert html(tmp_path / "site") == before


def test_a_sitemap_names_every_page_once_in_order(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(site_url: str) -> dict[str, list[str]]:
        config = ROOT / "mkdocs.yml"
        built(Site(Digests(content), tmp_path / "site", tmp_path / "cache", config, site_url=site_url))
        files = sorted((tmp_path / "site").glob("sitemap*.xml"))
        return {file.name: lxml.etree.parse(str(file)).xpath("//*[local-name()='loc']/text()") for file in files}

    base = "https://example.org/under/a&b/"
    names = sorted(path.relative_to(content).as_posix() for path in content.rglob("*.md"))
    expected = {base + name.removesuffix(".md").removesuffix("index").rstrip("/") for name in names}
    [(name, found)] = written(base).items()
    assert name == "sitemap.xml" and {address.rstrip("/") for address in found} == {e.rstrip("/") for e in expected}
    assert len(found) == len(expected) and all(address.endswith("/") for address in found)
    folders = [address.removeprefix(base).split("/")[:-1] for address in found]
    assert [f for f in folders if f[:1] == ["reports"]] == sorted(f for f in folders if f[:1] == ["reports"])
    monkeypatch.setattr("builder.site.build.SITEMAP_SIZE", 10)
    parts = written(base)
    assert parts.pop("sitemap.xml") == [f"{base}sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    assert [address for number in range(1, len(parts) + 1) for address in parts[f"sitemap-{number}.xml"]] == found
    assert max(map(len, parts.values())) == 10
    assert written("") == {}


def test_a_page_that_the_navigation_names_may_come_and_go(content: Path, tmp_path: Path) -> None:
    built(site_of(content, tmp_path))
    (content / "explore" / "index.md").unlink()
    built(site_of(content, tmp_path))
    plain_build(content, tmp_path / "plain")
    assert html(tmp_path / "site") == html(tmp_path / "plain")
