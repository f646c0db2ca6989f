"""What is said about the whole dataset: its name, words, licence and versions, once for all metadata formats."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from builder import __version__
from builder.folder import Folder
from builder.tables import TABLE_COLUMNS

NAME = "sunshine-reports"
TITLE_ZH = "阳光年报：政府信息公开工作年度报告数据集"
TITLE_EN = "Sunshine Reports: annual reports on open government information"
ABOUT_ZH = (
    "中国各级行政机关依照《中华人民共和国政府信息公开条例》公布的政府信息公开工作年度报告："
    "主动公开、依申请公开、行政复议和行政诉讼的全部统计数字及文字内容，逐格注明来源文件和行号，照原文发布。"
)
ABOUT_EN = (
    "The annual reports on open government information that China's administrative organs must publish: every figure "
    "on proactive disclosure, applications, reconsideration and litigation, with the prose, as printed and with its "
    "source file and line."
)
PUBLISHER_ZH = "阳光年报"
PUBLISHER_EN = "Sunshine Reports"
KEYWORDS_ZH = ("政府信息公开", "依申请公开", "年度报告", "行政复议", "行政诉讼")
KEYWORDS_EN = ("open government information", "freedom of information", "China", "annual reports", "open data")

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
RIGHTS_ZH = (
    "数字和事实不受著作权保护，可自由使用；本项目的编排、标签、说明、核对结果和描述依 CC BY 4.0 许可。"
    "报告文字为各行政机关公布的公文，引用以原文为准。"
)
RIGHTS_EN = (
    "Figures and facts are free. Our selection, arrangement, labels, notes, checks and descriptions are licensed under "
    "CC BY 4.0. The prose is that of the agencies' official reports; for the wording go to the published report."
)
GUARD_ZH = (
    "文本单元格若以 = + - @、制表符、回车或 ' 开头，前面加了一个 '，以免电子表格当作公式运行；去掉它即为原文。"
    "数字列从不加。"
)
GUARD_EN = (
    "A text cell that begins with = + - @, tab, CR or ' has one leading ' so that no spreadsheet runs it as a formula; "
    "remove it to undo. Numeric columns never have it."
)


@dataclass(frozen=True, slots=True)
class Version:
    """``dataset`` comes from the data alone: 12 hex digits of a SHA-256 over the CSV tables. ``generator`` is the
    version of the program."""

    dataset: str
    generator: str = __version__


def version(folder: Folder) -> Version:
    """The version of the CSV tables under ``data/``: two builds of the same data have the same."""
    digest = hashlib.sha256()
    for name in TABLE_COLUMNS:
        digest.update(f"{name} {folder.sha256(f'data/{name}.csv')}\n".encode())
    return Version(digest.hexdigest()[:12])


def rows(version: Version) -> list[tuple[str, str, str]]:
    """(name, Chinese, English) of what a file should say about itself when it travels alone."""
    return [
        ("title", TITLE_ZH, TITLE_EN),
        ("description", ABOUT_ZH, ABOUT_EN),
        ("dataset version", version.dataset, version.dataset),
        ("generator version", version.generator, version.generator),
        ("licence", LICENCE, LICENCE_URL),
        ("rights", RIGHTS_ZH, RIGHTS_EN),
    ]
