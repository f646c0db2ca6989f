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
