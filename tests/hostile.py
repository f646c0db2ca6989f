"""A project whose reports, names, labels, files and notes carry what must never become more than text."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

SITE_URL = "https://example.org/under/here/"
# What would be seen if any of it came alive: a dialog, a mark on the window, or one of these elements.
TAG = '<img src=x class=hurt onerror="window.hurt=1;alert(1)">'
SCRIPT = "</script><script class=hurt>window.hurt=2</script>"
TEMPLATE = "{{ config.site_name }}{% raw %}${window.hurt=3}<%= 7*7 %>"
LINK = "[点](javascript:window.hurt=4)"
CLOSED = "]]><b class=hurt>粗</b>-->"
TITLE_END = "</title></head><svg class=hurt onload=alert(2)>"
BIDI = "甲\u202e乙\u2066丙\u200b"
SEEN_BIDI = "甲[U+202E]乙[U+2066]丙[U+200B]"
FORMULA = '=HYPERLINK("javascript:alert(3)","点")'

NAME = f"云溪县{TAG}{TEMPLATE}局"
OTHER = f"云溪县财政局{LINK}{CLOSED}"
TITLES = {
    "evil": f"云溪县{TAG}局{{}}年政府信息公开工作年度报告",
    "other": f"{OTHER}{{}}年政府信息公开工作年度报告",
    "unknown": f"石桥镇{TITLE_END}人民政府{{}}年政府信息公开工作年度报告",
}
REGION = f"云溪县<u class=hurt>下划</u>{{{{ region }}}}{BIDI}"
FILE = "{{ x }} <b class=hurt>[a](javascript:alert(4)) --- ]]>.txt"
ENTITY = "&lt;i class=hurt&gt;"
PROSE = (FORMULA, TAG, SCRIPT, TEMPLATE, LINK, CLOSED, BIDI, "---", "title: 假", "---", "{#top .hurt}", ENTITY)
REPORT, PLAIN = "990101-evil-2023", "990101-other-2023"


def make(project: Path, sample: Path) -> Path:
    """Replaces the data and the settings of the copied project; ``sample`` is the data folder of real figures."""
    base = (sample / "reports/320813/320813-rmzf-2023.txt").read_text(encoding="utf-8")
    shutil.rmtree(project / "data")
    reports = project / "data" / "reports"
    reports.mkdir(parents=True)
    for year in (2022, 2023):
        file = FILE if year == 2023 else "2022.txt"
        _report(reports / file, base, TITLES["evil"].format(year), "990101-evil", year)
    _report(reports / "other.txt", base, TITLES["other"].format(2023), "990101-other", 2023)
    (reports / "unknown.txt").write_text(_with(base, TITLES["unknown"].format(2023)), encoding="utf-8")
    (reports / f"not {TAG.replace('/', '')}.txt").write_text("一份购物清单\n", encoding="utf-8")
    _registry(project / "data" / "registry")
    _updates(project / "data" / "updates")
    config = project / "mkdocs.yml"
    config.write_text(f"site_url: {SITE_URL}\n{config.read_text(encoding='utf-8')}", encoding="utf-8")
    return project


def _with(base: str, title: str) -> str:
    lines = base.splitlines()
    body = "\n".join(lines[1:])
    body = body.replace("全年收取信息处理费0元。", "\n".join(PROSE))
    # A cell with a note of its own words, a row whose label goes on, and one that nobody knows.
    body = body.replace("\t550", f"\t550（{TAG}）", 1)
    body = body.replace("（六）其他处理\t", f"（六）其他处理{SCRIPT}\t", 1)
    body = body.replace("8.属于行政查询事项\t", f"8.{TITLE_END}\t", 1)
    return f"{title}\n{body}\n"


def _report(path: Path, base: str, title: str, agency: str, year: int) -> None:
    path.write_text(_with(base, title), encoding="utf-8")
    sidecar = f'agency_id = "{agency}"\nyear = {year}\nsource_url = "javascript:alert(5)"\n'
    path.with_suffix(".toml").write_text(sidecar, encoding="utf-8")


def _registry(folder: Path) -> None:
    folder.mkdir()
    agencies = [
        ("990101-evil", NAME, f"{TAG}局", "department", "county", "990101", "", ""),
        ("990101-other", OTHER, "", "department", "county", "990101", "", ""),
    ]
    regions = [
        ("990000", "山河省", "province", "", "", ""),
        ("990100", "青石市", "prefecture", "990000", "", ""),
        ("990101", REGION, "county", "990100", "", ""),
    ]
    said = [(REPORT, "review-sum", "reconsideration", "total", f"{TAG}{TEMPLATE}", SCRIPT, "2024-05-01")]
    for name, header, rows in (
        ("agencies", "agency_id,name,aliases,kind,level,region_code,valid_from,valid_to", agencies),
        ("regions", "region_code,name,level,parent_region_code,valid_from,valid_to", regions),
        ("acknowledged", "report_id,check,item,column,reason,by,on", said),
    ):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header.split(","), *rows])


def _updates(folder: Path) -> None:
    folder.mkdir()
    change = {"report_id": REPORT, "agency": NAME + CLOSED, "year": 2023, "kind": "added", "figure_count": 3}
    (folder / "2024-05-02.json").write_text(json.dumps({"changes": [change]}), encoding="utf-8")
