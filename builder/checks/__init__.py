"""The checks: a plain list of rules, each with its code and legal source, and the two ways to run them.

What a rule says in words, its level, an example and what to do stand in ``builder/catalogue/checks.toml`` under its
code. The figures are never changed by a check: they are published as printed, and what fails is shown beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from builder.checks import copies, counts, dates, offices, prose, sections, sums, years
from builder.checks.coverage import CoverageRow, coverage
from builder.checks.sheet import Sheet
from builder.forms import form
from builder.model import Finding, Report
from builder.registry import Registry

_FORM = form("2021").document
_TABLE_2 = f"{_FORM}第二部分"
_TABLE_3 = f"{_FORM}第三部分"
_TABLE_4 = f"{_FORM}第四部分"
_ARTICLE_50 = "《政府信息公开条例》第五十条"
_ARTICLE_49 = "《政府信息公开条例》第四十九条"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule. ``source`` is where it is written (zh). ``find`` is None for rules across reports."""

    code: str
    source: str
    find: Callable[[Sheet], Iterator[Finding]] | None = None


CHECKS: tuple[Check, ...] = (
    Check("row-sum", f"{_TABLE_3}：总计一栏为各类申请人之和", sums.row_sums),
    Check("balance", f"{_TABLE_3}：第一项加第二项之和，等于第三项加第四项之和", sums.balance),
    Check("outcome-sum", f"{_TABLE_3}：（七）总计为（一）至（六）各项之和", sums.outcome_sums),
    Check("review-sum", f"{_TABLE_4}：总计为维持、纠正、其他结果、尚未审结之和", sums.review_sums),
    Check("not-whole", f"{_FORM}：各表填报件数", counts.not_whole),
    Check("negative", f"{_FORM}：各表填报件数", counts.negative),
    Check("missing-table", _ARTICLE_50, sections.missing_tables),
    Check("missing-row", f"{_FORM}：各表式样", sections.missing_rows),
    Check("missing-section", f"{_ARTICLE_50}；{_FORM}：六个部分", sections.missing_sections),
    Check("problems-empty", f"{_ARTICLE_50}第一款第（四）项：主要问题及改进情况", sections.empty_problems),
    Check("form-year", f"{form('2019').document}；{_FORM}", sections.other_form),
    Check("published-late", f"{_ARTICLE_49}：每年 1 月 31 日前（部门）、3 月 31 日前（政府）"),
    Check("published-early", _ARTICLE_49, dates.early),
    Check("file-year", _ARTICLE_49, dates.file_year),
    Check("title-year", _ARTICLE_49, dates.title_year),
    Check("prose-year", _ARTICLE_49, dates.prose_year),
    Check("prose-received", _ARTICLE_50, prose.received),
    Check("prose-carried", _ARTICLE_50, prose.carried),
    Check("prose-review", _ARTICLE_50, prose.reviews),
    Check("prose-litigation", _ARTICLE_50, prose.lawsuits),
    Check("processing-fee", "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）", prose.processing_fee),
    Check("carried-over", f"{_TABLE_3}：上年结转即上一年度结转下年度继续办理"),
    Check("in-force", f"{_TABLE_2}：现行有效件数"),
    Check("jump-ten", _ARTICLE_50),
    Check("jump-ten-thousand", f"{_TABLE_2}：单位万元"),
    Check("column-slip", _TABLE_3),
    Check("copied-prose", _ARTICLE_50),
    Check("district-sum", _ARTICLE_49),
)

CODES: frozenset[str] = frozenset(check.code for check in CHECKS)
"""Codes of every check: the findings that belong in ``checks.csv``, as against those of reading and identity."""

_INSIDE = tuple(check.find for check in CHECKS if check.find is not None)


def check_report(report: Report) -> tuple[Finding, ...]:
    """All findings inside one report, in the order of CHECKS."""
    sheet = Sheet(report)
    return tuple(finding for find in _INSIDE for finding in find(sheet))


class Trace(NamedTuple):
    """All of one report that comparing it with other agencies' reports needs: small, and picklable."""

    fingerprint: copies.Fingerprint
    totals: offices.Totals


def trace(report: Report) -> Trace:
    """What the report leaves for comparing agencies."""
    return Trace(copies.fingerprint(report), offices.totals(Sheet(report)))


def compare_years(reports: Iterable[Report]) -> dict[str, tuple[Finding, ...]]:
    """Findings by report id from comparing all reports of one agency, in any order."""
    return years.check_agency(map(Sheet, reports))


def compare_agencies(
    traces: Iterable[Trace], registry: Registry, first_days: Mapping[str, str] = MappingProxyType({})
) -> dict[str, tuple[Finding, ...]]:
    """Findings by report id: copied prose, district sums, then late publication, by the days on which the first version
    of each report was published. Linear in the number of reports."""
    fingerprints: list[copies.Fingerprint] = []
    totals: dict[tuple[str, int], offices.Totals] = {}
    for each in traces:
        fingerprints.append(each.fingerprint)
        totals[each.fingerprint.agency_id, each.fingerprint.year] = each.totals
    found = dict(copies.copied(fingerprints))
    for report_id, findings in offices.Districts(registry).sums(totals).items():
        found[report_id] = (*found.get(report_id, ()), *findings)
    for who in fingerprints:
        if late := tuple(dates.late(who.year, first_days.get(who.report_id, ""))):
            found[who.report_id] = (*found.get(who.report_id, ()), *late)
    return found


__all__ = [
    "CHECKS",
    "CODES",
    "Check",
    "CoverageRow",
    "Trace",
    "check_report",
    "compare_agencies",
    "compare_years",
    "coverage",
    "trace",
]
