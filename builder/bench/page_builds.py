"""The part of the benchmark page on whole builds: by size and stage, one report changed, rivals, bytes of a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from builder.bench.clock import exponent
from builder.svg import bars
from builder.svg.series import Bar

Facts = dict[str, Any]
STAGES = {
    "reading": "读取",
    "comparing": "比对",
    "offices": "机关",
    "exports": "CSV、JSON",
    "pages": "页面",
    "render": "渲染",
    "search": "搜索",
    "bulk": "整体格式",
    "publish": "发布",
}
RIVALS = {
    "mkdocs": "MkDocs（全部页面进导航，自带搜索）",
    "mkdocs-spared": "MkDocs（页面不进导航，无搜索）",
    "zensical": "Zensical",
    "hugo": "Hugo（表格为 HTML）",
}
PAGES = {"home": "首页", "report": "报告", "agency": "机关", "compare": "比较"}
CATEGORIES = {"performance": "性能", "accessibility": "无障碍", "best-practices": "规范", "seo": "便于检索"}

CLEAN_SIZES, CHANGED_SIZE, LARGE_SIZE, RUNS = (1000, 5000, 20_000), 10_000, 100_000, 3
"""Sizes in reports and runs of a whole measurement."""


def front_matter(title: str, description: str) -> str:
    """What the theme reads of a page that belongs to those about this site."""
    return f"---\ntitle: {title}\ndescription: {description}\nkind: about\nsection: about.md\nhide: [navigation]\n---"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table, the first column to the left and the others to the right."""
    lines = [list(map(str, row)) for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def of(builds: Sequence[Facts], command: str) -> list[Facts]:
    """The lines of one command, by size; of two for one size the one with more runs."""
    best: dict[int, Facts] = {}
    for build in sorted((b for b in builds if b["command"] == command), key=lambda b: b["runs"]):
        best[build["reports"]] = build
    return [best[size] for size in sorted(best)]


def growth(builds: Sequence[Facts]) -> float | None:
    """The exponent of processor seconds over reports; None for a single size."""
    clean = of(builds, "build")
    if len(clean) < 2:
        return None
    return exponent([b["reports"] for b in clean], [b["processor"] for b in clean])


def chart(rows: Sequence[tuple[str, float, str]], label: str) -> str:
    """Bars as an element that Markdown leaves alone."""
    drawn = bars([Bar(name, value, told) for name, value, told in rows], label)
    figure = f'<figcaption><strong>{label}</strong></figcaption><div class="sr-plot">{drawn}</div>'
    return f'<div class="sr"><figure class="sr-chart">{figure}</figure></div>'


def clean(builds: Sequence[Facts]) -> str:
    """Clean builds by size: time, memory, size, stages."""
    lines = of(builds, "build")
    rows = [
        (
            f"{b['reports']:,}",
            f"{b['pages']:,}",
            b["runs"],
            f"{b['seconds']:,.0f}",
            f"{b['processor']:,.1f}",
            f"{b['pages'] / b['processor']:,.0f}",
            f"{b['peak_mb']:,.0f}",
            f"{b['megabytes']:,.0f}",
            f"{b['files']:,}",
        )
        for b in lines
    ]
    head = ("报告", "页面", "次数", "用时（秒）", "处理器（秒）", "页/处理器秒", "内存峰值（MB）", "写出（MB）", "文件")
    parts = [table(head, rows)]
    power = growth(builds)
    if power is not None:
        parts.append(f"处理器用时随报告数增长的指数：{power:.2f}（目标不超过 1.1；1 为线性）。")
    parts.append("各阶段的处理器秒数（搜索索引与 CSV、JSON、页面和渲染同时建立，多半记在它们名下）：")
    parts.append(table(("报告", *STAGES.values()), [_stages(b) for b in lines]))
    last = lines[-1]
    shown = [(word, last["stages"].get(name, 0.0)) for name, word in STAGES.items()]
    parts.append(chart([(w, v, f"{v:.1f} 秒") for w, v in shown], f"{last['reports']:,} 份报告时各阶段的处理器秒数"))
    parts.append(
        f"一个页面平均 {last['page_bytes'] / 1000:.1f} kB，压缩传输 {last['page_bytes_gzip'] / 1000:.1f} kB"
        f"（{last['reports']:,} 份报告时）。"
    )
    return "\n\n".join(parts)


def _stages(build: Facts) -> tuple[str, ...]:
    return (f"{build['reports']:,}", *(f"{build['stages'].get(name, 0):.1f}" for name in STAGES))


def changed(builds: Sequence[Facts]) -> str:
    """One report changed, the bulk formats apart."""
    rows = []
    whole = {b["reports"]: b for b in of(builds, "build")}
    for change in of(builds, "change"):
        clean = whole[change["reports"]]
        for name, total, stages in (("处理器", "processor", "stages"), ("用时", "seconds", "clock")):
            rest, before = (b[total] - b[stages].get("bulk", 0.0) for b in (change, clean))
            rows.append(
                (
                    name,
                    f"{change['reports']:,}",
                    change["runs"],
                    f"{before:.1f}",
                    f"{rest:.1f}",
                    f"1/{before / rest:.1f}",
                    f"{change[stages].get('bulk', 0):.1f}",
                )
            )
    head = ("秒", "报告", "次数", "全新构建", "改一份之后", "之比（目标 1/30）", "整体格式另计")
    by_stage = table(("报告", *STAGES.values()), [_stages(b) for b in of(builds, "change")])
    which = (
        "改的是排在中间的一份：写上它收到了申请，首页、年份、区划和指标的页面都要跟着变。"
        "搜索要把它所在的一片重新索引，这一片有多少条记录，就用多少时间（大约每千条一秒）。"
    )
    return f"{which}不含整体格式：\n\n{table(head, rows)}\n\n改一份之后各阶段的处理器秒数：\n\n{by_stage}"


def rivals(lines: Sequence[Facts], builds: Sequence[Facts]) -> str:
    """Others on the same pages, as ratios to the plain ``mkdocs build``; our whole build too, and our rendering alone,
    after a change of the theme."""
    plain = next(line for line in lines if line["name"] == "mkdocs")
    unit = plain["pages"] / plain["processor"]
    rows = []
    for build in of(builds, "build"):
        size = f"{build['reports']:,} 份"
        rows.append((f"整个构建，{size}", build["pages"], build["processor"], build["seconds"], build["peak_mb"]))
        used, took = (
            build[total] - build[stages].get("bulk", 0.0)
            for total, stages in (("processor", "stages"), ("seconds", "clock"))
        )
        rows.append((f"到可搜索的网站（不含整体格式），{size}", build["pages"], used, took, build["peak_mb"]))
    for build in of(builds, "render"):
        alone = (build[of_stage]["render"] for of_stage in ("stages", "clock"))
        rows.append((f"只渲染，{build['reports']:,} 份", build["pages"], *alone, build["peak_mb"]))
    for line in lines:
        rows.append(
            (
                f"{RIVALS[line['name']]}，{line['pages']:,} 页",
                line["pages"],
                line["processor"],
                line["seconds"],
                line["peak_mb"],
            )
        )
    pace = plain["pages"] / plain["seconds"]
    shown = [
        (
            *(name, f"{pages:,}", f"{used:,.1f}", f"{pages / used:,.1f}", f"{pages / used / unit:.1f}"),
            *((f"{seconds:,.1f}", f"{pages / seconds / pace:.1f}") if seconds else ("—", "—")),
            f"{peak:,.0f}",
        )
        for name, pages, used, seconds, peak in rows
        if used
    ]
    head = (
        *("做法", "页面", "处理器（秒）", "页/处理器秒", "相当于朴素 MkDocs 的倍数"),
        *("用时（秒）", "按用时的倍数", "内存峰值（MB）"),
    )
    drawn = chart(
        [(name, pages / used, f"{pages / used:,.0f}") for name, pages, used, _, _ in rows if used], "每处理器秒的页数"
    )
    return f"{table(head, shown)}\n\n{drawn}"


def turns(lines: Sequence[Facts]) -> str:
    """Ours and the plain ``mkdocs build`` by turns, and the medians."""
    rows = [(str(n), *_turn(line)) for n, line in enumerate(lines, start=1)]
    if len(lines) > 1:
        middle = {name: median(line[name] for line in lines) for name in ("plain", "whole", "searchable")}
        ratios = (median(line[name] / line["plain"] for line in lines) for name in ("whole", "searchable"))
        rows.append(("中位数", *_turn(middle)[:3], *(f"{ratio:.1f}" for ratio in ratios)))
    head = (
        "轮",
        "朴素 MkDocs（页/秒）",
        "整个构建（页/秒）",
        "不含整体格式（页/秒）",
        "整个构建的倍数",
        "不含整体格式的倍数（目标 20）",
    )
    why = "机器时快时慢，上面的数字隔了几十分钟，所以再轮流各建一次，比同一时刻的速度"
    what = f"一千份报告的朴素 `mkdocs build`，紧接着 {lines[0]['reports']:,} 份的全新构建"
    return f"{why}：{what}。\n\n{table(head, rows)}"


def _turn(line: Facts) -> tuple[str, ...]:
    paces = [line[name] for name in ("plain", "whole", "searchable")]
    return (*(f"{pace:,.1f}" for pace in paces), *(f"{pace / paces[0]:.1f}" for pace in paces[1:]))


def queries(lines: Sequence[Facts]) -> str:
    """What a search fetches."""
    rows = [(q["text"], q["requests"], f"{q['kilobytes']:,.0f}", f"{q['seconds']:.1f}") for q in lines]
    return table(("查询", "请求", "取回（kB）", "秒"), rows)


def lighthouse(lines: Sequence[Facts]) -> str:
    """Points of Lighthouse's mobile profile."""
    rows = []
    for line in lines:
        points = [line["points"][category] for category in CATEGORIES]
        rows.append((PAGES[line["page"]], *points, f"{line['largest_ms'] / 1000:.1f}", f"{line['kilobytes']:,.0f}"))
    return table(("页面", *CATEGORIES.values(), "主要内容出现（秒）", "传输（kB）"), rows)


def lacking(facts: Facts) -> list[str]:
    """What a whole measurement has and these facts do not."""
    if "builds" not in facts:
        return []
    unseen = [] if facts.get("lighthouse") else ["手机上打开一页（Lighthouse）没有测：要有 npm、Node.js 和 Chromium。"]
    clean, change = of(facts["builds"], "build"), of(facts["builds"], "change")
    sizes = {build["reports"] for build in clean}
    out = [f"{size:,} 份报告的全新构建没有测。" for size in CLEAN_SIZES if size not in sizes]
    if CHANGED_SIZE not in {build["reports"] for build in change}:
        out.append(f"{CHANGED_SIZE:,} 份报告中改一份没有测；上表是较小规模的结果。")
    fewer = sorted({build["runs"] for build in (*clean, *change) if build["runs"] < RUNS})
    if fewer:
        out.append(f"有的结果只测了 {fewer[0]} 次，不是 {RUNS} 次的中位数。")
    out += [
        f"{RIVALS[name]}没有测。" for name in RIVALS if name not in {line["name"] for line in facts.get("rivals", [])}
    ]
    return out + unseen
