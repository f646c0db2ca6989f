"""The pages that every site has, whatever its reports are: what each is called and what it is for."""

from __future__ import annotations

from typing import NamedTuple


class Fixed(NamedTuple):
    """The title and the description of a page, in its language."""

    title: str
    description: str


FIXED = {
    "agencies/": Fixed("机关", "全部机关，各取最新一份年度报告的数字。"),
    "regions/": Fixed("地区", "按省、市、县查找机关和年度报告。"),
    "years/": Fixed("年度", "按报告年度看：各年收录了多少家机关的年度报告。"),
    "metrics/": Fixed("指标", "年度报告统计表里的每一行：含义、依据和历年数字。"),
    "compare/": Fixed("比较", "任选几家机关，比较它们历年的申请、答复、复议和诉讼。"),
    "explore/": Fixed("探索", "全部年度报告的数字：筛选、排序、分组，下载选出的部分。"),
    "quality/": Fixed("数据质量", "多少报告对得上，哪里对不上，哪些我们没有读清。"),
    "quality/agencies/": Fixed("各机关的数据质量", "哪些机关的报告里有对不上、值得一看或没有读清的地方。"),
    "quality/files/": Fixed("没有发布的文件", "读不出、认不出机关或被另一份取代的文件，以及原因。"),
    "downloads/": Fixed("下载", "全部数据，不用登录，每个数字都带着来源文件和行号。"),
    "dictionary/": Fixed("数据字典", "每张表、每一列、每个编号的意思。编号一经发布不再改变。"),
    "updates/": Fixed("更新记录", "数据的各个版本：新增、更正和撤下了哪些报告。"),
    "en/": Fixed(
        "Sunshine Reports",
        "Every figure of the annual open-government-information reports, as printed, with its source line.",
    ),
    "en/downloads/": Fixed("Downloads", "All the data, without a login, every figure with its source file and line."),
    "en/dictionary/": Fixed(
        "Data dictionary", "What every table, column and id means. An id, once published, does not change."
    ),
}
"""By address from the site's root."""
