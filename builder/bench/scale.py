"""The page on scale: what the measurements say of larger collections, and how to host them. In Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.bench.page_builds import front_matter, of, table

Facts = dict[str, Any]
SIZES = (10_000, 100_000, 1_000_000)
WORKERS = (2, 16, 64)

_HOSTING = """\
## 怎样放到网上

成品是一个只有静态文件的文件夹，不需要数据库，也不需要在服务器上运行任何程序。

- **对象存储加 CDN。** 十万份报告以上，文件数以百万计，普通的网页托管会碰到文件数上限；对象存储没有。\
每次只上传变了的文件：按内容比较（例如 `rclone sync --checksum`），不要按时间比较。
- **先传新的，后删旧的。** 先上传 `assets/`、`search/`、`data/`、`api/`，再上传页面，最后删除多余的文件，\
访问者在上传途中看到的也是完整的网站。
- **缓存头。** 页面、`data/`、`api/` 和 `search/shards.json`：`Cache-Control: public, max-age=300, \
stale-while-revalidate=86400`，并保留 `ETag`。`search/` 里文件名带有散列的分片和主题自带的带散列的文件：\
`public, max-age=31536000, immutable`。
- **压缩。** HTML、JSON、CSV、JavaScript、CSS 由 CDN 以 Brotli 或 gzip 压缩传输；搜索分片、XLSX、Parquet、ZIP \
已经压缩过，不要再压。
- **子路径。** 页面之间全是相对链接，放在任何子目录下都能用；设了 `site_url` 才会有站点地图和规范地址。
"""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Straight through the two largest measured sizes, so never better than what was measured between them."""

    reports: int
    processor: float
    shared_out: float
    peak_mb: float
    gigabytes: float
    files: float


def _line(small: Facts, large: Facts, small_cost: float, large_cost: float, reports: int) -> float:
    slope: float = (large_cost - small_cost) / (large["reports"] - small["reports"])
    beyond: int = reports - large["reports"]
    return large_cost + slope * beyond


def _shared_out(build: Facts) -> float:
    """The processor seconds of the stages that any number of processors can share."""
    return float(sum(build["stages"].get(name, 0.0) for name in ("reading", "offices")))


def estimates(builds: Sequence[Facts], sizes: Sequence[int] = SIZES) -> list[Estimate]:
    """Costs at ``sizes``; nothing while fewer than two sizes have been measured."""
    clean = of(builds, "build")
    if len(clean) < 2:
        return []
    small, large = clean[-2:]

    def at(reports: int, name: str) -> float:
        return _line(small, large, small[name], large[name], reports)

    return [
        Estimate(
            reports=size,
            processor=at(size, "processor"),
            shared_out=_line(small, large, _shared_out(small), _shared_out(large), size),
            peak_mb=at(size, "peak_mb"),
            gigabytes=at(size, "megabytes") / 1000,
            files=at(size, "files"),
        )
        for size in sizes
    ]


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} 小时" if seconds >= 3600 else f"{seconds / 60:.0f} 分钟"


def write_scale(facts: Facts, path: Path) -> None:
    """Writes the page from what has been measured."""
    builds = facts.get("builds", [])
    clean = of(builds, "build")
    parts = [
        front_matter("规模与部署", "一台机器、一个集群和一百万份报告各要多少时间、内存和磁盘，怎样放到网上。"),
        "# 规模与部署",
    ]
    parts.append("这一页由 `make bench` 根据[性能测量](benchmark.md)的数字算出。实测与推算分开写。")
    if facts.get("large"):
        parts += ["## 实测：一次十万份", _measured(facts["large"][0])]
    guesses = estimates(builds)
    if guesses:
        small, large = clean[-2:]
        parts += ["## 一台机器能做什么", _measured(large)]
        parts.append(
            f"下面是推算：按 {small['reports']:,} 与 {large['reports']:,} 份报告的实测差额直线延伸。"
            f"超过 {large['reports']:,} 份的规模{_beyond(facts)}；磁盘和内存比实测机器更紧时，实际会更慢。"
        )
        head = ("报告", "处理器时间", "内存峰值（GB）", "磁盘（GB）", "文件")
        parts.append(
            table(
                head,
                [
                    (f"{g.reports:,}", _hours(g.processor), f"{g.peak_mb / 1000:.1f}", f"{g.gigabytes:.1f}",
                     f"{g.files:,.0f}")
                    for g in guesses
                ],
            )
        )  # fmt: skip
        parts += ["## 一个 Dask 集群能做什么", _cluster(guesses)]
        parts += ["## 一百万份报告要多少", _million(guesses[-1], large, facts.get("queries", []))]
    parts.append(_HOSTING.rstrip())
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _beyond(facts: Facts) -> str:
    done = [f"{build['reports']:,}" for build in facts.get("large", [])]
    return f"只实测过一次（{'、'.join(done)} 份，见上）" if done else "没有实测过"


def _measured(build: Facts) -> str:
    return (
        f"{build['reports']:,} 份报告的全新构建：用了 {build['seconds'] / 60:,.0f} 分钟、"
        f"{build['processor']:,.0f} 处理器秒，"
        f"内存峰值 {build['peak_mb']:,.0f} MB，得到 {build['pages']:,} 个页面、{build['files']:,} 个文件，"
        f"共 {build['megabytes']:,.0f} MB。"
    )


def _cluster(guesses: Sequence[Estimate]) -> str:
    rows = [
        (f"{g.reports:,}", *(_hours(g.shared_out / workers + g.processor - g.shared_out) for workers in WORKERS))
        for g in guesses
    ]
    told = (
        "`portal build --scheduler tcp://…` 把读取、检查和各机关的页面与数据分给集群，其余阶段仍在一台机器上依次进行，"
        "所以机器再多，总时间也不会少于那些阶段之和。按前两个阶段完全分摊推算："
    )
    return f"{told}\n\n{table(('报告', *(f'{n} 个处理器' for n in WORKERS)), rows)}"


def _million(guess: Estimate, build: Facts, queries: Sequence[Facts]) -> str:
    lines = [
        f"- **时间**：约 {_hours(guess.processor)}处理器时间，其中 {_hours(guess.shared_out)}可以分给多台机器。",
        f"- **内存**：按直线延伸约 {guess.peak_mb / 1000:.0f} GB。",
        f"- **磁盘**：成品约 {guess.gigabytes:.0f} GB；构建时新旧两份网站并存，内容相同的文件只占一份空间。",
        f"- **传输**：每次翻一页约 {build['page_bytes_gzip'] / 1000:.1f} kB（压缩后，不含只取一次的样式和脚本），"
        f"一百万次约 {build['page_bytes_gzip'] / 1000:.1f} GB。",
    ]
    if queries:
        worst = max(q["kilobytes"] for q in queries)
        size = queries[0]["reports"]
        lines.append(f"- **搜索**：{size:,} 份报告时，一次冷查询最多取回 {worst:,.0f} kB。")
    return "\n".join(lines)
