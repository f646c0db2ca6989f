"""What the READMEs say of exactness and speed: a few of the figures that were measured, between two comments each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import Any, Literal

from builder.bench.page import percent
from builder.bench.page_builds import of

Facts = dict[str, Any]
Lang = Literal["en", "zh"]
READMES: Mapping[str, Lang] = {"README.md": "en", "README.zh.md": "zh"}

_EXACT = {
    "en": (
        "Measured on {reports:,} generated reports in {containers} formats: with random changes of layout, {right} of "
        "{cells:,} cells are read exactly. With random damage (lost digits and cells, swapped rows, files cut short), "
        "{damaged} of the cells are right, and {silent} wrong figure is published without a note on its cell or a "
        "failing check on its row or column. `make test` draws such reports anew. [All figures](content/benchmark.md) "
        "(Chinese)."
    ),
    "zh": (
        "在 {reports:,} 份生成的报告、{containers} 种格式上测得：版式随机变化时，{cells:,} 个单元格读对 {right}；"
        "随机损坏（丢数字、丢单元格、行对调、文件截断）之后读对 {damaged}，"
        "读错而没有任何说明（单元格没有注，所在行列的核对也通过）的有 {silent} 个。"
        "`make test` 每次都生成这样的报告来试。[全部数字](content/benchmark.md)。"
    ),
}
_SCALE = {
    "en": (
        "{reports:,} reports become {pages:,} pages with search and all downloads in {minutes:.1f} minutes on "
        "{processors} processors, within {gigabytes:.1f} GB of memory; after a change in one of {of:,}, a build "
        "without the bulk formats takes 1/{ratio:.0f} of the processor time of a clean one. {most:,} reports were "
        "built once, in {most_minutes:.0f} minutes. [Measurements](content/benchmark.md), with other programs beside "
        "them, and [what larger collections need](content/scale.md) (both Chinese)."
    ),
    "zh": (
        "{processors} 个处理器上，{reports:,} 份报告建成 {pages:,} 个页面、搜索和全部下载，用 {minutes:.1f} 分钟、"
        "{gigabytes:.1f} GB 内存；{of:,} 份里改一份之后，不含整体格式的构建用全新构建的 1/{ratio:.0f} 处理器时间。"
        "{most:,} 份建过一次，用了 {most_minutes:.0f} 分钟。[测量结果](content/benchmark.md)（与其他程序并列），"
        "[规模更大时需要什么](content/scale.md)。"
    ),
}
_WIDTH = 120


def write_readmes(facts: Facts, folder: Path) -> None:
    """Put what was measured into the READMEs of ``folder``; what was not is left as it is. ValueError for a README
    without the comments."""
    for name, lang in READMES.items():
        path = folder / name
        text = path.read_text(encoding="utf-8")
        for mark, words in (("exactness", exactness(facts, lang)), ("scale", scale(facts, lang))):
            if words:
                text = _put(text, mark, fill(words, _WIDTH) if lang == "en" else words)
        path.write_text(text, encoding="utf-8")


def _put(text: str, mark: str, words: str) -> str:
    found = re.compile(f"<!-- {mark} -->.*?<!-- /{mark} -->", re.DOTALL)
    if len(found.findall(text)) != 1:
        raise ValueError(f"expected <!-- {mark} --> and <!-- /{mark} --> once each")
    return found.sub(lambda _: f"<!-- {mark} -->\n{words}\n<!-- /{mark} -->", text)


def exactness(facts: Facts, lang: Lang) -> str:
    """What share of cells is read exactly; empty if that was not measured."""
    found = facts.get("exactness")
    if not found:
        return ""
    benign, damaged = found["benign"], found["damaged"]

    def total(lines: list[Facts], what: str) -> int:
        return sum(line[what] for line in lines)

    silent = total(damaged, "silent")
    return _EXACT[lang].format(
        reports=total(benign, "reports") + total(damaged, "reports"),
        containers=len(benign),
        cells=total(benign, "cells"),
        right=percent(total(benign, "exact"), total(benign, "cells")),
        damaged=percent(total(damaged, "exact"), total(damaged, "cells")),
        silent=silent or {"en": "no", "zh": 0}[lang],
    )


def scale(facts: Facts, lang: Lang) -> str:
    """What a clean build, a changed report and the largest collection took; empty unless all were measured."""
    clean, changed, large = (
        of(facts.get(part, ()), command)
        for part, command in (("builds", "build"), ("builds", "change"), ("large", "build"))
    )
    if not (clean and changed and large and "machine" in facts):
        return ""
    last, change = clean[-1], changed[-1]
    before = next(build for build in clean if build["reports"] == change["reports"])
    spent, whole = (build["processor"] - build["stages"].get("bulk", 0.0) for build in (change, before))
    return _SCALE[lang].format(
        reports=last["reports"],
        pages=last["pages"],
        minutes=last["seconds"] / 60,
        processors=facts["machine"]["processors"],
        gigabytes=last["peak_mb"] / 1000,
        of=change["reports"],
        ratio=whole / spent,
        most=large[-1]["reports"],
        most_minutes=large[-1]["seconds"] / 60,
    )
