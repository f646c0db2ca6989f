"""The figures as a page of the site, in Chinese: Markdown tables and, for growth, a chart of plain HTML bars."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from builder.bench import page_builds
from builder.bench.clock import exponent
from builder.bench.lighthouse import TARGET_SCORE, VERSION
from builder.bench.page_builds import front_matter, table
from builder.bench.reading import TARGET_UNIT, TARGETS_MS

CONTAINERS = {
    "text": "纯文本",
    "markdown": "Markdown",
    "html": "网页（HTML）",
    "docx": "Word（DOCX）",
    "xlsx": "Excel（XLSX）",
    "pdf": "PDF（有文字层）",
}
MIXES = {"text": "纯文本与 Markdown", "mixed": "各种格式混合"}
STAGES = {"reading": "读取", "comparing": "比对", "tables": "写表"}
_SHARED = (
    "各种格式混合的虚构报告。“处理器（秒）”是所有进程占用处理器的时间，受同一台机器上其他程序的影响小得多，比率都按它计算；"
    "“用时”是钟表时间，机器忙的时候会长得多。"
)
_TYPICAL = (
    "虚构报告按常见的样子混合：多数报告几乎全是 0，各种格式按常见的比例。"
    "单进程，每份只读一次，缓存只能靠别的报告命中。中位数，毫秒；一半报告用来量读取和解析，另一半量全过程。"
    "量的时候一个单位是 {} 秒。"
)
_LIGHTHOUSE = (
    "Lighthouse {} 的手机档（中等手机，慢速 4G，处理器降到四分之一），样例数据的网站，{} 次的中位数，满分 100，"
    f"目标各项不低于 {TARGET_SCORE}。"
)
Facts = dict[str, Any]


def percent(part: float, whole: float) -> str:
    """A share with two decimals."""
    # Only what is exactly whole may read as 100 %.
    share = 100 * part / whole if whole else 0.0
    return "100%" if part == whole else f"{min(share, 99.99):.2f}%"


def _machine(facts: Facts) -> str:
    return (
        f"测量环境：{facts['system']}，{facts['processors']} 个处理器，Python {facts['python']}；"
        f"在这台机器上 `sum(range(10**7))` 用时 {facts['unit_seconds']:.3f} 秒，下文称为一个“单位”，"
        "换一台机器时请比较以单位计的数字。"
    )


def _by_container(lines: list[Facts]) -> dict[str, list[Facts]]:
    groups: dict[str, list[Facts]] = {}
    for line in lines:
        groups.setdefault(line["layout"].partition(":")[0], []).append(line)
    return groups


def _reading(lines: list[Facts], unit: float) -> str:
    rows = []
    for container, own in _by_container(lines).items():
        read, parse, whole = (
            statistics.median(line["cost"][part] for line in own) for part in ("read", "parse", "whole")
        )
        there, all_there = ((cost * TARGET_UNIT / unit) for cost in (read + parse, whole))
        target = TARGETS_MS.get(container)
        rows.append(
            (
                CONTAINERS[container],
                f"{read:.2f}",
                f"{parse:.2f}",
                f"{whole:.2f}",
                f"{whole / 1000 / unit:.4f}",
                f"{there:.2f}" + (f"（目标 {target:g}）" if target else ""),
                f"{all_there:.2f}",
                f"{max(line['growth'] for line in own):.2f}",
            )
        )
    head = (
        "格式",
        "读取",
        "解析",
        "全过程（含认机关、核对）",
        "全过程，单位",
        f"读取＋解析，折合 {TARGET_UNIT} 秒单位",
        "全过程，同样折合",
        "随长度增长的指数",
    )
    return table(head, rows)


def _typical(lines: list[Facts], unit: float) -> str:
    rows = []
    for line in lines:
        parts, whole = (cost * TARGET_UNIT / unit for cost in (line["parts"], line["whole"]))
        target = TARGETS_MS.get(line["container"])
        rows.append(
            (
                CONTAINERS[line["container"]],
                line["reports"],
                f"{line['kilobytes']:.1f}",
                f"{line['parts']:.2f}",
                f"{line['whole']:.2f}",
                f"{line['whole'] / 1000 / unit:.4f}",
                f"{parts:.2f}" + (f"（目标 {target:g}）" if target else ""),
                f"{whole:.2f}",
            )
        )
    head = (
        "格式",
        "报告",
        "kB",
        "读取＋解析",
        "全过程（含认机关、核对）",
        "全过程，单位",
        f"读取＋解析，折合 {TARGET_UNIT} 秒单位",
        "全过程，同样折合",
    )
    return table(head, rows)


def _exactness(lines: list[Facts]) -> str:
    rows = [
        (
            CONTAINERS[line["container"]],
            line["reports"],
            f"{line['cells']:,}",
            percent(line["exact"], line["cells"]),
            line["marked"],
            line["left_out"],
            line["wrong"],
            line["silent"],
        )
        for line in lines
    ]
    return table(("格式", "报告", "单元格", "读取无误", "无误但存疑", "留空", "有误但已说明", "有误而无说明"), rows)


def _tables(builds: list[Facts]) -> str:
    rows = [
        (
            f"{build['reports']:,}",
            f"{build['seconds']:.1f}",
            f"{build['reports'] / build['seconds']:,.0f}",
            *(f"{build['stages'].get(stage, 0):.1f}" for stage in STAGES),
            f"{build['peak_mb']:,.0f}",
            f"{build['megabytes']:.1f}",
        )
        for build in builds
    ]
    power = exponent([b["reports"] for b in builds], [b["seconds"] for b in builds])
    head = ("报告", "秒", "报告/秒", *STAGES.values(), "内存峰值（MB）", "写出（MB）")
    return f"{table(head, rows)}\n\n用时随数量增长的指数：{power:.2f}（1 为线性）。"


def write_page(facts: Facts, path: Path) -> None:
    """Writes what has been measured so far; parts that were not are left out."""
    parts = [
        front_matter("性能与准确率", "在虚构报告上测得的速度、内存和读取准确率，与其他程序并列。"),
        "# 性能与准确率",
    ]
    parts.append("以下数字由 `make bench` 在虚构报告上测得，报告由程序按固定种子生成，可以重复。")
    parts.append("规模更大时需要什么，见[规模与部署](scale.md)。")
    if "machine" in facts:
        parts.append(_machine(facts["machine"]))
    if "exactness" in facts:
        parts += ["## 读得准不准", "版式随机变化（空格、标点、换行、缺表头、拆表等），数字不变："]
        parts.append(_exactness(facts["exactness"]["benign"]))
        parts.append("随机损坏（丢数字、丢单元格、行错位、截断等）之后：")
        parts.append(_exactness(facts["exactness"]["damaged"]))
    if found := facts.get("typical"):
        parts += ["## 读一份报告要多久", _TYPICAL.format(found["unit_seconds"])]
        parts.append(_typical(found["lines"], found["unit_seconds"]))
    if "reading" in facts and "machine" in facts:
        of_layout = f"单进程，每种版式 {facts['reading'][0]['reports']} 份报告的中位数，毫秒"
        parts += [
            "## 逐一看每种版式",
            "更难的一组：每种版式同样多，全是 0 的、中等的和每格数字都不同的报告各占一份。"
            f"{of_layout}。先读过几百份别的报告，每份只读一次。",
        ]
        parts.append(_reading(facts["reading"], facts["machine"]["unit_seconds"]))
    for mix, builds in facts.get("tables", {}).items():
        parts += [f"## 从文件到数据表：{MIXES[mix]}", _tables(builds)]
    if builds := facts.get("builds"):
        parts += ["## 整个构建：从报告到可搜索的网站", _SHARED, page_builds.clean(builds)]
        if page_builds.of(builds, "change"):
            parts += ["## 改一份报告", page_builds.changed(builds)]
    if "rivals" in facts:
        parts += [
            "## 与其他程序相比",
            "同样的页面，按处理器秒比较；倍数以一千份报告的朴素 `mkdocs build` 为 1。“只渲染”是改动主题之后的一次构建："
            "每一页都重新渲染，别的都不做。",
            page_builds.rivals(facts["rivals"], facts.get("builds", [])),
        ]
    if by_turns := facts.get("turns"):
        parts += ["## 与朴素 MkDocs 轮流各建一次", page_builds.turns(by_turns)]
    if facts.get("queries"):
        parts += ["## 一次搜索取回多少", page_builds.queries(facts["queries"])]
    if scores := facts.get("lighthouse"):
        parts += ["## 手机上打开一页", _LIGHTHOUSE.format(VERSION, scores[0]["runs"]), page_builds.lighthouse(scores)]
    if lacking := page_builds.lacking(facts):
        parts += ["## 没有测到的", "\n".join(f"- {line}" for line in lacking)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
