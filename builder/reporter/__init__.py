"""What ``portal check`` prints: one list of problems as text, JSON or GitHub annotations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from builder.catalogue import Lang, entry, hint, message
from builder.checks.acknowledge import Acknowledgements
from builder.collection import Collection
from builder.model import Finding, Level

Format = Literal["text", "json", "github"]

_RANK: dict[Level, int] = {"error": 0, "warning": 1, "hint": 2}
_GITHUB = {"error": "error", "warning": "warning", "hint": "notice"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding and the file it is about. ``acknowledged`` is the published reason that closes it, empty if none."""

    file: str
    finding: Finding
    report_id: str = ""
    acknowledged: str = ""

    @property
    def line(self) -> int:
        """The 1-based line that an editor opens; the first where the finding has none."""
        return max(self.finding.place.line, 1) if self.finding.place else 1

    @property
    def order(self) -> tuple[Any, ...]:
        """What problems are sorted by: file, line, level, code."""
        return self.file, self.line, _RANK[self.finding.level], self.finding.code


@dataclass(frozen=True, slots=True)
class Summary:
    """What was looked at and what came of it; acknowledged problems are counted apart from the levels."""

    files: int
    reports: int
    errors: int
    warnings: int
    hints: int
    acknowledged: int


def gather(collection: Collection, *, data_prefix: str = "", whole: bool = True) -> tuple[Problem, ...]:
    """Every problem, sorted by file and line: of reading, of the checks, of sidecars and of the registry.

    ``data_prefix`` (``data/``) is put before the registry's files, so that an editor can open them from where one is;
    reports and sidecars are named as the collection names them. Without the ``whole`` data nobody can say which
    acknowledgements close nothing.
    """
    acknowledged = Acknowledgements(collection.registry)
    named = {entry.report_id for entry in collection.registry.acknowledged}
    of_named: dict[str, tuple[Finding, ...]] = {}
    problems: list[Problem] = []
    for outcome in (*collection.outcomes(), *collection.quarantine):
        report_id = outcome.report.identity.report_id if outcome.report is not None else ""
        if report_id in named:
            of_named[report_id] = outcome.findings
        for finding in (*outcome.findings, *((outcome.quarantine,) if outcome.quarantine is not None else ())):
            closed = acknowledged.of(report_id, finding)
            file = dict(finding.values).get("file", outcome.source_file)
            problems.append(Problem(file, finding, report_id, closed.reason if closed else ""))
    for finding in (*collection.findings, *(acknowledged.stale(of_named) if whole else ())):
        problems.append(Problem(data_prefix + dict(finding.values).get("file", ""), finding))
    # Of equal places and codes the order of the checks stays: that is the form's.
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.order))


def summary(problems: Iterable[Problem], collection: Collection) -> Summary:
    """Counts for the last line."""
    problems = tuple(problems)
    levels = Counter(problem.finding.level for problem in problems if not problem.acknowledged)
    return Summary(
        files=len(collection) + len(collection.quarantine),
        reports=len(collection),
        errors=levels["error"],
        warnings=levels["warning"],
        hints=levels["hint"],
        acknowledged=sum(1 for problem in problems if problem.acknowledged),
    )


def exit_code(counts: Summary, *, strict: bool = False) -> int:
    """1 on an error, with ``strict`` on a warning too, else 0. What is acknowledged does not count."""
    return int(counts.errors > 0 or (strict and counts.warnings > 0))


def render(problems: Iterable[Problem], counts: Summary, format: Format, lang: Lang) -> str:
    """All problems in one format, ready to print; the same list gives the same text."""
    if format == "json":
        return _json(problems, counts, lang)
    still_open = [problem for problem in problems if not problem.acknowledged]
    if format == "github":
        return "".join(_annotation(problem, lang) for problem in still_open) + closing(counts, lang) + "\n"
    return "".join(told(problem, lang) for problem in still_open) + closing(counts, lang) + "\n"


def told(problem: Problem, lang: Lang) -> str:
    """One problem in two lines: where and what, and below what to do."""
    return f"{headline(problem, lang)}\n    {'→' if lang == 'zh' else '->'} {hint(problem.finding, lang)}\n"


def headline(problem: Problem, lang: Lang) -> str:
    """Where one problem is and what it is, as editors and consoles link it."""
    finding = problem.finding
    return f"{problem.file}:{problem.line}: {finding.level} {finding.code}: {words(finding, lang)}"


def words(finding: Finding, lang: Lang) -> str:
    """The message, with the page where the source has pages (there the line is the row's ordinal)."""
    text = message(finding, lang)
    page = finding.place.page if finding.place else None
    if page is None:
        return text
    return f"{text}（第 {page} 页）" if lang == "zh" else f"{text} (page {page})"


def closing(counts: Summary, lang: Lang) -> str:
    """The last line: how many files, how many of them can be published, how many problems of each level."""
    lost = counts.files - counts.reports
    if lang == "zh":
        return (
            f"{counts.files} 个文件，{counts.reports} 份可以发布"
            + (f"，{lost} 个不能" if lost else "")
            + f"；{counts.errors} 个错误，{counts.warnings} 个警告，{counts.hints} 个提示"
            + (f"；{counts.acknowledged} 个已有说明" if counts.acknowledged else "")
        )
    return (
        f"files {counts.files}, publishable {counts.reports}"
        + (f", not publishable {lost}" if lost else "")
        + f"; errors {counts.errors}, warnings {counts.warnings}, hints {counts.hints}"
        + (f"; acknowledged {counts.acknowledged}" if counts.acknowledged else "")
    )


def language(option: str | None, environ: Mapping[str, str]) -> Lang:
    """``option`` if given, else the locale's: Chinese unless it names another one (C and POSIX name none)."""
    if option in ("zh", "en"):
        return "zh" if option == "zh" else "en"
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    name = locale.split(".")[0]
    return "zh" if name.startswith("zh") or name in ("", "C", "POSIX") else "en"


def _annotation(problem: Problem, lang: Lang) -> str:
    finding = problem.finding
    known = entry(finding.code)
    title = f"{finding.code} {known.title_zh if lang == 'zh' else known.title_en}"
    text = f"{words(finding, lang)}\n{hint(finding, lang)}"
    properties = f"file={_escaped(problem.file, ':,')},line={problem.line},title={_escaped(title, ':,')}"
    return f"::{_GITHUB[finding.level]} {properties}::{_escaped(text)}\n"


def _escaped(text: str, more: str = "") -> str:
    """Escapes of the workflow commands: % and line ends everywhere, : and , in properties."""
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _json(problems: Iterable[Problem], counts: Summary, lang: Lang) -> str:
    found = [
        {
            "file": problem.file,
            "line": problem.line,
            "page": problem.finding.place.page if problem.finding.place else None,
            "report_id": problem.report_id,
            "level": problem.finding.level,
            "code": problem.finding.code,
            "kind": entry(problem.finding.code).kind,
            "table": problem.finding.table,
            "item": problem.finding.item,
            "column": problem.finding.column,
            "expected": problem.finding.expected,
            "found": problem.finding.found,
            "message": message(problem.finding, lang),
            "hint": hint(problem.finding, lang),
            "acknowledged": problem.acknowledged,
        }
        for problem in problems
    ]
    return json.dumps({"problems": found, "summary": asdict(counts)}, ensure_ascii=False, indent=2) + "\n"
