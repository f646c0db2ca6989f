"""Date and address of publication from the container's own words."""

import pytest

from builder.document import Document
from builder.formats.text import read_text
from builder.origin import published_on, source_url
from builder.parse import Parsed, parse

TITLE = "云溪县档案局2023年政府信息公开工作年度报告"
BODY = "一、总体情况\n发布时间：2020-05-05。\n"


def parsed(head: str) -> tuple[Document, Parsed]:
    document = read_text(f"{TITLE}\n{head}\n{BODY}")
    answer = parse(document)
    assert isinstance(answer, Parsed)
    return document, answer


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("发布时间: 2024-01-18 16:34", "2024-01-18"),
        ("发布日期：2024年1月9日 来源：本站", "2024-01-09"),
        ("发表时间：2024-01-18 09:05", "2024-01-18"),
        ("发布日期\t2024-01-18\t索引号\t2024-00021", "2024-01-18"),
        ("发布时间：2024-02-30", ""),
        ("来源：本站", ""),
    ],
)
def test_the_line_under_the_title(head: str, day: str) -> None:
    assert published_on(*parsed(head)) == day


def test_metadata_come_first_and_prose_is_no_date() -> None:
    document, answer = parsed("发布时间：2024-01-18")
    marked = Document("html", document.blocks, metadata=(("PubDate", "2024-03-10 09:00"),))
    assert published_on(marked, answer) == "2024-03-10"


def test_the_address() -> None:
    document, answer = parsed("原文链接: https://www.example.gov.cn/a/t1.htm（镜像）")
    assert source_url(document, answer) == "https://www.example.gov.cn/a/t1.htm"
    assert source_url(*parsed("来源：本站")) == ""
    assert (
        source_url(Document("html", (), metadata=(("canonical", "javascript:alert(1)"),)), answer)
        != "javascript:alert(1)"
    )


@pytest.mark.parametrize(
    ("name", "value", "day"),
    [
        ("PubDate", "2024-03-10 09:00", "2024-03-10"),
        ("publishdate", "2024/3/10", "2024-03-10"),
        ("article:published_time", "2024-03-10T09:00:00+08:00", "2024-03-10"),
        ("dc.date.issued", "2024-03-10", "2024-03-10"),
        ("发布日期", "2024年3月10日", "2024-03-10"),
        ("article:modified_time", "2024-03-10", "2024-01-18"),
        ("Keywords", "2024-03-10", "2024-01-18"),
        ("PubDateOfSite", "2024-03-10", "2024-01-18"),
        ("PubDate", "2024-13-10", "2024-01-18"),
    ],
)
def test_only_metadata_of_publication_are_its_date(name: str, value: str, day: str) -> None:
    document, answer = parsed("发布时间：2024-01-18")
    assert published_on(Document("html", document.blocks, metadata=((name, value),)), answer) == day


@pytest.mark.parametrize(
    ("name", "own"),
    [("canonical", True), ("og:url", True), ("原文地址", True), ("og:image", False), ("网址导航", False)],
)
def test_only_metadata_of_the_page_are_its_address(name: str, own: bool) -> None:
    _, answer = parsed("来源：本站")
    told = source_url(Document("html", (), metadata=((name, " https://www.example.gov.cn/a/t1.htm "),)), answer)
    assert told == ("https://www.example.gov.cn/a/t1.htm" if own else "")
