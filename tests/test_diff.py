"""``portal diff``: which agency-years and figures differ between two folders of tables, or two commits."""

from __future__ import annotations

import csv
import html
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from builder.cache import OutcomeCache
from builder.checks import check_report
from builder.diff import Cell, CheckChange, DiffError, FigureChange, ReportChange, commit_data, compare, states
from builder.model import Outcome, Report
from builder.registry import Registry
from builder.reporter.differences import MOST_FIGURES, render, summary
from builder.tables import all_rows, write_csv
from builder.work import Work
from tests.handmade import collected, report

FIXTURES = Path(__file__).parent / "fixtures" / "checks"
LICENSING = ("proactive", "administrative_licensing", "decisions")
GRANTED = ("applications", "granted", "business")


def other(slug: str) -> Report:
    """A report of another agency of the same year, so that no check compares the two."""
    return report(agency_id=f"990101-{slug}", agency=f"云溪县{slug}局", prose={"overview": "2023年公开有序。"})


def tables(folder: Path, *reports: Report) -> Path:
    outcomes = [Outcome(r.source_file, r, None, check_report(r)) for r in reports]
    write_csv(all_rows(collected(outcomes, Registry())), folder)
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    cells = {LICENSING: "312"}
    return tables(tmp_path / "old", other("a"), other("b"), report(cells))


def cells(change: ReportChange) -> list[tuple[str, str, str, str | None, str | None]]:
    return [
        (f.table, f.item, f.column, f.old.value if f.old else None, f.new.value if f.new else None)
        for f in change.figures
    ]


def test_nothing_changed(old: Path, tmp_path: Path) -> None:
    assert compare(old, old) == ()
    assert render((), "text", "zh") == "没有变化\n"
    assert render((), "text", "en") == "no change\n"


def test_added_removed_and_changed(old: Path, tmp_path: Path) -> None:
    new = tables(
        tmp_path / "new",
        other("c"),
        other("b"),
        report({LICENSING: "321", GRANTED: ""}),
    )
    changes = compare(old, new)
    assert [(c.report_id, c.kind, len(c.figures)) for c in changes] == [
        ("990101-a-2023", "removed", 200),
        ("990101-c-2023", "added", 200),
        ("990101-caizheng-2023", "changed", 2),
    ]
    assert cells(changes[2]) == [(*LICENSING, "312", "321"), (*GRANTED, "1", "")]
    assert changes[2].figures[1].new is not None and changes[2].figures[1].new.status == "blank"
    assert summary(changes, "zh") == "新增 1 份报告，改动 1 份报告，撤下 1 份报告，数字改动 2 处"


def test_a_check_that_fails_now_a_section_and_the_title(old: Path, tmp_path: Path) -> None:
    changed = report(
        {LICENSING: "312", ("review_litigation", "reconsideration", "total"): "99"},
        prose={"other": "本年度另有一事。"},
        title="云溪县财政局2023年政务公开年报",
    )
    new = tables(tmp_path / "new", other("a"), other("b"), changed)
    [change] = compare(old, new)
    assert change.sections == ("other",)
    assert [(name, before, after) for name, before, after in change.fields if name != "status"] == [
        ("title", "云溪县财政局2023年政府信息公开工作年度报告", "云溪县财政局2023年政务公开年报")
    ]
    assert [(c.check, c.item, c.new) for c in change.checks] == [("review-sum", "reconsideration", True)]
    [back] = compare(new, old)
    assert [(c.check, c.new) for c in back.checks] == [("review-sum", False)]
    text = render((change,), "text", "zh")
    assert "~ 云溪县财政局 2023 年 990101-caizheng-2023" in text
    assert "    政府信息公开行政复议、行政诉讼情况 › 行政复议 › 总计: 10 → 99" in text
    assert "    其他需要报告的事项: 文字有改动" in text
    assert "    新的检查问题 review-sum: “行政复议”" in text


def test_a_reading_that_became_unsure_is_a_change_though_the_number_is_the_same(old: Path, tmp_path: Path) -> None:
    doubtful = report({LICENSING: "312"}, statuses={LICENSING: "suspect"})
    new = tables(tmp_path / "new", other("a"), other("b"), doubtful)
    [change] = compare(old, new)
    assert cells(change) == [(*LICENSING, "312", "312")]
    assert "312 → 312 [suspect]" in render((change,), "text", "zh")


def test_a_row_that_became_unsure_changes_all_its_cells(old: Path, tmp_path: Path) -> None:
    certain = report({LICENSING: "312"})
    rows = tuple(
        row._replace(status="suspect", note="两行互换") if row[:2] == ("review_litigation", "reconsideration") else row
        for row in certain.rows
    )
    new = tables(tmp_path / "new", other("a"), other("b"), replace(certain, rows=rows))
    [change] = compare(old, new)
    assert [(f.item, f.column, f.new and f.new.status) for f in change.figures] == [
        ("reconsideration", column, "suspect") for column in ("upheld", "corrected", "other", "pending", "total")
    ]


def test_every_statement_about_a_report_is_compared(old: Path, tmp_path: Path) -> None:
    changed = report(
        {LICENSING: "312"},
        source_url="https://example.org/2",
        source_file="elsewhere.txt",
        published_on="2024-01-30",
        title="另一标题",
    )
    named = replace(changed, identity=replace(changed.identity, agency="云溪县财税局"))
    new = tables(tmp_path / "new", other("a"), other("b"), named)
    [change] = compare(old, new)
    assert [name for name, _, _ in change.fields] == ["agency", "title", "source_file", "source_url", "published_on"]
    assert change.agency == "云溪县财税局"
    doubtful = report({LICENSING: "312"}, statuses={LICENSING: "suspect"})
    [change] = compare(old, tables(tmp_path / "doubtful", other("a"), other("b"), doubtful))
    assert change.fields == (("status", "ok", "suspect"),)


def test_of_a_report_that_came_or_went_only_figures_and_checks_are_told(tmp_path: Path) -> None:
    failing = report({("review_litigation", "reconsideration", "total"): "99"})
    nothing, something = tables(tmp_path / "nothing"), tables(tmp_path / "something", failing)
    for before, after, came in ((nothing, something, True), (something, nothing, False)):
        [change] = compare(before, after)
        assert (change.kind, change.fields, change.sections) == ("added" if came else "removed", (), ())
        assert (change.agency, change.year, len(change.figures)) == ("云溪县财政局", "2023", 200)
        assert [(c.check, c.new) for c in change.checks] == [("review-sum", came)]


def test_a_unit_or_a_heading_that_changed_is_a_change(tmp_path: Path) -> None:
    fees = ("proactive", "administrative_fees", "amount")
    first = report({fees: "12"})
    in_yuan = tuple(
        row._replace(figures=tuple(f._replace(unit="元") for f in row.figures)) if row.item == fees[1] else row
        for row in first.rows
    )
    overview, *others = first.sections
    second = replace(first, rows=in_yuan, sections=(replace(overview, heading="一、概述"), *others))
    [change] = compare(tables(tmp_path / "one", first), tables(tmp_path / "two", second))
    assert change.sections == ("overview",) and cells(change) == [(*fees, "12", "12")]
    assert "12万元 → 12元" in render((change,), "text", "zh")
    [figure] = json.loads(render((change,), "json"))["changes"][0]["figures"]
    assert (figure["old"]["unit"], figure["new"]["unit"]) == ("万元", "元")


def test_figures_stand_as_in_the_new_report_and_lost_ones_behind(tmp_path: Path) -> None:
    lost, gained = ("applications", "carried_in"), ("applications", "granted")
    before = tables(tmp_path / "one", report({LICENSING: "312"}, without=(gained,)))
    [change] = compare(before, tables(tmp_path / "two", report({LICENSING: "321"}, without=(lost,))))
    assert list(dict.fromkeys(f.item for f in change.figures)) == ["administrative_licensing", "granted", "carried_in"]
    assert all(f.old is None for f in change.figures if f.item == "granted")
    assert all(f.new is None for f in change.figures if f.item == "carried_in")


def test_a_cell_s_own_note_counts_before_its_row_s(tmp_path: Path) -> None:
    one = report(statuses={GRANTED: "annotated"})
    rows = tuple(r._replace(status="suspect") if r.item == "granted" else r for r in one.rows)
    [change] = compare(tables(tmp_path / "one", report()), tables(tmp_path / "two", replace(one, rows=rows)))
    told = {f.column: f.new.status for f in change.figures if f.new}
    assert told.pop("business") == "annotated" and set(told.values()) == {"suspect"} and len(told) == 6


def test_a_check_that_still_fails_is_no_change_and_a_section_that_went_is_one(tmp_path: Path) -> None:
    failing = report({("review_litigation", "reconsideration", "total"): "999"})
    shorter = replace(failing, sections=tuple(each for each in failing.sections if each.section != "problems"))
    old, new = tables(tmp_path / "old", failing), tables(tmp_path / "new", shorter)
    assert "review-sum" in (new / "checks.csv").read_text(encoding="utf-8")
    [change] = compare(old, new)
    assert change.sections == ("problems",)
    assert "review-sum" not in {each.check for each in change.checks}


def test_a_check_against_a_report_that_came_is_a_change_of_the_other(tmp_path: Path) -> None:
    now = report({("applications", "carried_in", "natural_person"): "77"})
    alone = tables(tmp_path / "alone", now)
    both = tables(tmp_path / "both", now, report(year=2022))
    came, other_year = compare(alone, both)
    assert (came.report_id, came.kind) == ("990101-caizheng-2022", "added")
    assert (other_year.report_id, other_year.kind) == ("990101-caizheng-2023", "changed")
    assert not (other_year.fields or other_year.figures or other_year.sections)
    assert ("carried-over", "natural_person", True) in {(c.check, c.column, c.new) for c in other_year.checks}


def test_a_report_without_a_figure_comes_and_goes_too(old: Path, tmp_path: Path) -> None:
    empty = replace(other("c"), rows=(), sections=(), form="")
    new = tables(tmp_path / "new", other("a"), other("b"), report({LICENSING: "312"}), empty)
    with_checks = [(c.report_id, c.kind, c.figures) for c in compare(old, new)]
    assert with_checks == [("990101-c-2023", "added", ())]
    for path in (old / "checks.csv", new / "checks.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\r\n", encoding="utf-8", newline="")
    assert [(c.report_id, c.kind) for c in compare(new, old)] == [("990101-c-2023", "removed")]


def test_a_check_that_fails_otherwise_is_another(tmp_path: Path) -> None:
    stage = ("review_litigation", "reconsideration")
    wrong = tables(tmp_path / "wrong", report({(*stage, "total"): "99"}))
    for column, value in (("total", "98"), ("upheld", "3")):
        otherwise = report({(*stage, "total"): "99", (*stage, column): value})
        [change] = compare(wrong, tables(tmp_path / column, otherwise))
        assert [(c.check, c.new) for c in change.checks] == [("review-sum", True), ("review-sum", False)]


def test_the_same_check_failing_in_another_row_is_another(old: Path, tmp_path: Path) -> None:
    def failing(stage: str) -> Report:
        return report({LICENSING: "312", ("review_litigation", stage, "total"): "99"})

    one, two = (tables(tmp_path / stage, failing(stage)) for stage in ("reconsideration", "litigation_direct"))
    [change] = compare(one, two)
    assert [(c.item, c.new) for c in change.checks] == [("litigation_direct", True), ("reconsideration", False)]


def test_markdown_holds_no_markup_of_the_reports(old: Path, tmp_path: Path) -> None:
    hostile = report(agency="<b>@x</b> | [a](b) `c` #1", agency_id="990101-x", prose={"overview": "2023年公开有序。"})
    new = tables(tmp_path / "new", other("a"), other("b"),
                 report({LICENSING: "321"}), hostile)  # fmt: skip
    text = render(compare(old, new), "md", "zh")
    assert text.startswith("## 数据变化\n\n新增 1 份报告，改动 1 份报告，数字改动 1 处\n")
    assert "  | 主动公开政府信息情况 › 行政许可 › 本年处理决定数量 | 312 | 321 |" in text
    assert not set("<>[]`") & set(text)
    assert "<b>@x</b> | [a](b) `c` #1" in html.unescape(text)


def test_json_gives_counts_for_added_reports_and_cells_for_changed_ones(old: Path, tmp_path: Path) -> None:
    new = tables(tmp_path / "new", other("a"), report({LICENSING: "321"}))
    changes = json.loads(render(compare(old, new), "json"))["changes"]
    assert [(c["kind"], c["year"], c["figure_count"], len(c["figures"])) for c in changes] == [
        ("removed", 2023, 200, 0),
        ("changed", 2023, 1, 1),
    ]
    assert changes[1]["figures"][0]["new"] == {"value": "321", "unit": "", "status": ""}


def test_json_says_everything_that_changed_in_a_report(tmp_path: Path) -> None:
    before = report(prose={"overview": "2023年公开有序。"})
    after = report({("review_litigation", "reconsideration", "total"): "99"}, title="另一标题")
    folders = [tables(tmp_path / name, one) for name, one in (("before", before), ("after", after))]
    for folder, came in ((folders, True), (folders[::-1], False)):
        [told] = json.loads(render(compare(*folder), "json"))["changes"]
        field = {"name": "title", "old": before.title, "new": after.title}
        swapped = {"name": "title", "old": after.title, "new": before.title}
        assert (field if came else swapped) in told["fields"] and told["sections"] == ["overview"]
        [check] = told["checks"]
        assert (check["check"], check["table"], check["item"], check["column"], check["new"]) == (
            *("review-sum", "review_litigation", "reconsideration", "total"),
            came,
        )
        assert "99" in check["message"]


def test_a_report_of_no_known_year_has_none() -> None:
    unknown = ReportChange("990101-x-0000", "某局", "", "added")
    assert json.loads(render([unknown], "json"))["changes"][0]["year"] is None
    assert render([unknown], "text", "en") == "+ 某局 990101-x-0000: added, 0 figures\nadded 1 reports\n"


def test_text_names_blanks_doubts_and_units_and_only_says_how_much_came_or_went(old: Path, tmp_path: Path) -> None:
    fees = ("proactive", "administrative_fees", "amount")
    changed = report({LICENSING: "312", GRANTED: "", fees: "12"}, published_on="2024-01-30")
    new = tables(tmp_path / "new", other("a"), other("c"), changed)
    told = render(compare(old, new), "text", "en").splitlines()
    assert told[:2] == [
        "- 云溪县b局 2023 990101-b-2023: removed, 200 figures",
        "+ 云溪县c局 2023 990101-c-2023: added, 200 figures",
    ]
    assert told[2] == "~ 云溪县财政局 2023 990101-caizheng-2023"
    assert "    published_on: blank → 2024-01-30" in told
    [granted] = [line for line in told if line.endswith("1 → blank")]
    [amount] = [line for line in told if line.endswith("→ 12万元")]
    assert granted.startswith("    ") and amount.startswith("    ")
    assert told[-1] == "added 1 reports, changed 1 reports, removed 1 reports, 2 figures changed"


def test_a_change_of_words_alone_counts_no_figure(tmp_path: Path) -> None:
    one, two = (tables(tmp_path / title, report(title=title)) for title in ("甲", "乙"))
    assert summary(compare(one, two), "en") == "changed 1 reports, 0 figures changed"


@pytest.mark.parametrize(("count", "more"), [(MOST_FIGURES, None), (MOST_FIGURES + 3, "  - 3 more")])
def test_markdown_shows_so_many_figures_and_how_many_more(count: int, more: str | None) -> None:
    figures = tuple(
        FigureChange("applications", "granted", "total", Cell(str(n)), Cell(f"{n}0")) for n in range(1, count + 1)
    )
    check = CheckChange("row-sum", "applications", "granted", "total", "a | b\n<c>", True)
    change = ReportChange(
        "990101-x-2023", "某局", "2023", "changed", figures=figures, sections=("other",), checks=(check,)
    )
    lines = render([change], "md", "en").splitlines()
    assert [line for line in lines if line.startswith("### ")] == ["### Changed"]
    shown = [line for line in lines if line.startswith("  | ")][1:]
    assert len(shown) == MOST_FIGURES and shown[-1].endswith(f"| {MOST_FIGURES} | {MOST_FIGURES}0 |")
    assert [line for line in lines if line.endswith(" more")] == ([more] if more else [])
    assert lines[-2].endswith("prose changed")
    assert html.unescape(lines[-1]) == "  - check that fails now row-sum: a | b <c>" and not set("<>|") & set(lines[-1])


def test_prose_of_any_length_is_compared(tmp_path: Path) -> None:
    long = "公开" * 80_000
    one, two = (tables(tmp_path / end, report(prose={"overview": long + end})) for end in "甲乙")
    [change] = compare(one, two)
    assert change.sections == ("overview",)


def test_a_text_guarded_against_formulas_is_shown_as_it_was(old: Path, tmp_path: Path) -> None:
    named = report({LICENSING: "312"}, agency="-财政局", title="=2023年政府信息公开工作年度报告")
    new = tables(tmp_path / "new", other("a"), other("b"), named)
    [change] = compare(old, new)
    assert [told for _, _, told in change.fields] == ["-财政局", "=2023年政府信息公开工作年度报告"]
    assert change.agency == "-财政局"
    quoted = report({LICENSING: "312"}, title="'甲'年报")
    [change] = compare(old, tables(tmp_path / "quoted", other("a"), other("b"), quoted))
    assert change.fields[0][2] == "'甲'年报"


def test_a_folder_that_is_none_and_tables_out_of_order(old: Path, tmp_path: Path) -> None:
    with pytest.raises(DiffError, match=r"reports\.csv"):
        compare(old, tmp_path)
    path = old / "reports.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([rows[0], *rows[:0:-1]])
    with pytest.raises(DiffError, match="not sorted"):
        compare(old, old)
    path.unlink()
    path.mkdir()
    with pytest.raises(DiffError, match=r"reports\.csv"):
        compare(old, old)
    path.rmdir()
    for damage, told in ((b"year\r\n2023\r\n", "no column report_id"), (b"report_id\r\n\xff\r\n", "codec")):
        path.write_bytes(damage)
        with pytest.raises(DiffError, match=told):
            compare(old, old)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose ``data/`` got a second report, and a corrected first one, in its second commit."""
    folder = tmp_path / "repository"
    reports = folder / "data" / "reports"
    reports.mkdir(parents=True)
    shutil.copytree(FIXTURES / "registry", folder / "data" / "registry")

    def git(*words: str) -> None:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", *who, "-C", str(folder), *words], check=True, capture_output=True)

    git("init", "-q")
    text = (FIXTURES / "correct" / "caizheng-2023.txt").read_text(encoding="utf-8")
    for number in ("312", "321"):
        (reports / "caizheng-2023.txt").write_text(
            text.replace("行政许可\t312", f"行政许可\t{number}"), encoding="utf-8"
        )
        git("add", "data")
        git("commit", "-q", "-m", number)
        shutil.copy(FIXTURES / "correct" / "caizheng-2022.txt", reports)
    return folder


def test_two_commits(repository: Path) -> None:
    with OutcomeCache() as cache:
        changes = states("HEAD~1", "HEAD", repository / "data", cache, Work(jobs=1))
        assert [(c.report_id, c.kind) for c in changes] == [
            ("990101-caizheng-2022", "added"),
            ("990101-caizheng-2023", "changed"),
        ]
        assert cells(changes[1]) == [(*LICENSING, "312", "321")]
        assert states("HEAD", "HEAD", repository / "data", cache, Work(jobs=1)) == ()


def test_a_commit_before_the_first_report(repository: Path) -> None:
    for words in (("rm", "-r", "-q", "data/reports"), ("commit", "-q", "-m", "none")):
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", *who, "-C", str(repository), *words], check=True)
    with OutcomeCache() as cache:
        changes = states("HEAD", "HEAD~1", repository / "data", cache, Work(jobs=1))
    assert [(c.report_id, c.kind) for c in changes] == [
        ("990101-caizheng-2022", "added"),
        ("990101-caizheng-2023", "added"),
    ]


def test_a_commit_with_links_that_lead_outside(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, target in (("away.txt", "/etc/hostname"), ("up.txt", "../../../../x"), ("here.txt", "caizheng-2023.txt")):
        (repository / "data" / "reports" / name).symlink_to(target)
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", *who, "-C", str(repository), "add", "data"], check=True)
    subprocess.run(["git", *who, "-C", str(repository), "commit", "-q", "-m", "links"], check=True)
    monkeypatch.chdir(repository / "data" / "reports")
    then = commit_data(Path(".."), "HEAD", tmp_path)
    assert then == tmp_path / "data"
    names = {path.name for path in (then / "reports").iterdir()}
    assert names == {"caizheng-2022.txt", "caizheng-2023.txt", "here.txt"}


@pytest.mark.parametrize("nonsense", ["no-such", "--output=x", "", "HEAD:data"])
def test_what_is_neither_a_folder_nor_a_commit(repository: Path, tmp_path: Path, nonsense: str) -> None:
    with pytest.raises(DiffError):
        commit_data(repository / "data", nonsense, tmp_path)


def test_a_commit_without_data(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(DiffError, match="HEAD"):
        commit_data(repository / "elsewhere", "HEAD", tmp_path)
