"""The charts of one report: outcomes, applicants, reviews and lawsuits."""

from __future__ import annotations

from collections.abc import Iterator

from builder.catalogue import label
from builder.charts import Chart
from builder.charts.make import bar_chart, stacked_bar_chart
from builder.checks.sheet import outcome_items
from builder.forms import form
from builder.pages import measures, text
from builder.pages.entries import Opened
from builder.svg.palette import OUTCOMES
from builder.svg.series import Bar, Stack


def charts(entry: Opened) -> list[Chart]:
    """Outcomes, applicants, reviews: each only where there is something to draw."""
    applications = any(said.counted for _, said in entry.printed.tables["applications"])
    reviews = any(said.counted for _, said in entry.printed.tables["review_litigation"])
    return [*(_applications_charts(entry) if applications else ()), *(_review_charts(entry) if reviews else ())]


def _applications_charts(entry: Opened) -> Iterator[Chart]:
    found = measures.outcomes(entry)
    note = f"总计一栏有 {entry.entry.doubts} 格空白、未填或存疑，没有算入。" if entry.entry.doubts else ""
    if measures.untotalled(entry):
        found = measures.outcomes_by_applicant(entry)
        unread = any(entry.unread("applications", item) for item in outcome_items())
        note = f"总计一栏{'存疑' if unread else '空白'}，这里由各类申请人的数字相加。"
    if sum(value or 0 for value in found.values()):
        rows = [Bar(name, found[key], _pieces(found[key]), key) for key, name in OUTCOMES]
        yield bar_chart("c-outcomes", "申请怎样了结", "单位：件", rows, ("办理结果", "件数"), note)
    applicants = [(t.zh if t.id != "other_org" else "其他组织", entry.number("applications", "new_received", t.id))
                  for t in form("2021").applicants[:-1]]  # fmt: skip
    if sum(v or 0 for _, v in applicants):
        rows = [Bar(name, value, _pieces(value)) for name, value in applicants]
        yield bar_chart("c-applicants", "谁在申请", "本年新收，单位：件", rows, ("申请人", "件数"))


def _review_charts(entry: Opened) -> Iterator[Chart]:
    stages = []
    for stage in measures.STAGES:
        parts = measures.result_parts(entry, [stage])
        total = sum(int(p.value) for p in parts)
        stages.append(Stack(label("stage", stage), parts, _pieces(total if parts else None)))
    if any(s.value for s in stages):
        note = "存疑的结果没有算入。" if measures.results_unread(entry, measures.STAGES) else ""
        yield stacked_bar_chart("c-reviews", "复议和诉讼的结果", "单位：件", stages, "程序", note)


def _pieces(value: int | None) -> str:
    return "无数字" if value is None else text.count(value)
