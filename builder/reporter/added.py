"""What ``portal add`` prints: for each file what it is, where it goes, what the registry lacks, and its problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from builder.add import Addition
from builder.add.proposal import csv_line
from builder.catalogue import Lang
from builder.reporter import Problem, told

_WORDS: dict[Lang, dict[str, str]] = {
    "zh": {
        "agency": "机关",
        "year": "{} 年",
        "stored": "存入",
        "would": "将存入",
        "converted": "（由 {} 转换）",
        "sidecar": "旁注",
        "registry": "名录",
        "lacks": "{} 缺这一行：",
        "entered": "已写入 {}：",
        "refused": "没有存入，原因如下",
        "there": "本来就在",
        "count": "{filed} 个已存入，{there} 个本来就在，{refused} 个没有存入",
        "dry": "试运行，什么都没有写：{filed} 个可以存入，{there} 个本来就在，{refused} 个不能存入",
        "enter": "要把这一行一并写进名录，加 --register；想自己定编号、别名或类别，就手工加进去。",
        "next": "接着：portal check {data}/reports，看一眼页面（make serve），然后 git add {data} 并提交。",
    },
    "en": {
        "agency": "agency",
        "year": "{}",
        "stored": "stored",
        "would": "would be stored",
        "converted": " (converted from {})",
        "sidecar": "sidecar",
        "registry": "registry",
        "lacks": "{} lacks this line:",
        "entered": "entered in {}:",
        "refused": "not stored, for this reason",
        "there": "already there",
        "count": "{filed} stored, {there} already there, {refused} not stored",
        "dry": "dry run, nothing was written: {filed} can be stored, {there} already there, {refused} cannot be stored",
        "enter": "Add --register to enter the registry lines too, or enter them by hand to choose id, aliases or kind.",
        "next": "Next: portal check {data}/reports, look at the page (make serve), then git add {data} and commit.",
    },
}


def render(additions: Sequence[Addition], data: Path, lang: Lang, *, dry_run: bool, entered: bool) -> str:
    """All that happened, or with ``dry_run`` would happen, ready to print."""
    words = _WORDS[lang]
    lines = [line for addition in additions for line in _one(addition, data, lang, dry_run, entered)]
    filed = sum(bool(a.destination) for a in additions)
    there = sum(is_there(a) for a in additions)
    refused = len(additions) - filed - there
    lines.append(words["dry" if dry_run else "count"].format(filed=filed, there=there, refused=refused) + "\n")
    if not entered and any(a.proposal for a in additions):
        lines.append(words["enter"] + "\n")
    if filed and not dry_run:
        lines.append(words["next"].format(data=data.as_posix()) + "\n")
    return "".join(lines)


def is_there(addition: Addition) -> bool:
    """Whether the very file is in the collection already."""
    return any(finding.code == "already-added" for finding in addition.findings)


def _one(addition: Addition, data: Path, lang: Lang, dry_run: bool, entered: bool) -> Iterator[str]:
    words = _WORDS[lang]
    yield f"{addition.given}\n"
    report = addition.report
    if report is not None:
        who = report.identity
        agency_id = addition.proposal.agency_id if addition.proposal else who.agency_id
        yield f"  {words['agency']}: {who.agency or '?'} ({agency_id}), {words['year'].format(who.year or '?')}\n"
    file = addition.given
    if addition.destination:
        file = (data / addition.destination).as_posix()
        converted = words["converted"].format(addition.converted) if addition.converted else ""
        yield f"  {words['would' if dry_run else 'stored']}: {file}{converted}\n"
        if addition.sidecar:
            yield f"  {words['sidecar']}: {Path(file).with_suffix('.toml').as_posix()}\n"
            yield from (f"      {line}\n" for line in addition.sidecar.splitlines())
    else:
        yield f"  {words['there' if is_there(addition) else 'refused']}\n"
    if addition.proposal is not None:
        registry = (data / "registry" / "agencies.csv").as_posix()
        yield f"  {words['registry']}: {words['entered' if entered and not dry_run else 'lacks'].format(registry)}\n"
        yield f"      {csv_line(addition.proposal)}\n"
    problems = [Problem(dict(f.values).get("file", file), f) for f in addition.findings]
    for problem in sorted(problems, key=lambda problem: problem.order):
        yield from (f"  {line}\n" for line in told(problem, lang).splitlines())
