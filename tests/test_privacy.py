"""Private persons in a report's words: masked by rules that can be seen and undone, and nothing else touched."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import catalogue, privacy
from builder.model import Agency, Finding, Job, Outcome, Region, Sidecar
from builder.process import process
from builder.registry import Registry
from builder.tables import all_rows, write_csv
from tests.handmade import collected
from tests.test_process import REPORT

REGISTRY = Registry(
    (Agency("990101-czj", "云溪县财政局", (), "department", "county", "990101"),),
    (Region("990101", "云溪县", "county", ""),),
)
PLANTED = {
    "联系人手机13900001234。": "联系人手机139********。",
    "电话：+86 139 0000 1234，": "电话：+86 139********，",
    "139-0000-1234": "139********",
    "身份证120101199002281234": "身份证120101************",
    "证号12010119900228123X，": "证号120101************，",
    "发至 zhang.san@163.com。": "发至 ***@163.com。",
    "发至a_1@vip.qq.com": "发至***@vip.qq.com",
    "申请人张三向我局申请": "申请人张某向我局申请",
    "申请人王小明因不服答复": "申请人王某因不服答复",
    "上诉人：欧阳小锋。": "上诉人：欧阳某。",
    "申请人（刘梅）": "申请人（刘某）",
    "申请人姓名：周一鸣，": "申请人姓名：周某，",
    "投诉人李四、王五和赵六七等3人": "投诉人李某、王某和赵某等3人",
    "信访人 孙立新 反映": "信访人 孙某 反映",
    "原告朱大海诉云溪县政府一案": "原告朱某诉云溪县政府一案",
    "村民吴老根反映": "村民吴某反映",
    "申请人阿不都·热合曼提出": "申请人阿某提出",
}
UNTOUCHED = (
    "咨询电话0517-87654321、（0517）87654321、010-13900001234，热线12345、12388",
    "办件编号139000012345、20231390000123、13900001234567",
    "〔2023〕13900001234号，2023年1月31日，2024-01-30",
    "收费13900001234元，13900001234.50，1,390,000,1234",
    "统一社会信用代码：11320820200102003X",
    "邮箱 czj@yunxi.gov.cn、xxgk@czj.example.cn",
    "https://www.example.gov.cn/art/13900001234.html",
    "被申请人张三",
    "局长张三、副局长李四，责任人王五，法定代表人李国强",
    "申请人高度满意，申请人陈述、申辩的权利，申请人何时提出，申请人可以向本机关申请，申请人于现场提出",
    "申请人申请公开的信息，申请人张贴的公告，申请人金额较大，申请人许可，",
    "原告方认为，原告败诉，上诉人不服",
    "公民、法人和其他组织，市民高频咨询，居民安居乐业，村民、居民委员会，公民权利，市民周末来访",
    "申请人张某、李某某，申请人张××",
)


def test_every_rule_does_what_its_example_says_and_is_told_in_both_languages() -> None:
    for rule in privacy.rules():
        assert privacy.Mask().text(rule.example) == rule.becomes != rule.example, rule.id
        assert re.search(r"[\u4e00-\u9fff]", rule.what_zh + rule.why_zh) and rule.what_en.isascii()
        assert rule.why_en.isascii() and rule.sign in rule.example, rule.id
    ids = [rule.id for rule in privacy.rules()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("printed", "told"), PLANTED.items())
def test_planted(printed: str, told: str) -> None:
    mask = privacy.Mask()
    assert mask.text(f"前文{printed}") == f"前文{told}"
    assert mask.masked


@pytest.mark.parametrize("printed", UNTOUCHED)
def test_untouched(printed: str) -> None:
    assert privacy.Mask().text(printed) == printed


@given(st.text(alphabet="申请人原告村民张三李·、和向，0193-. @qq.comX〔〕年元\n", max_size=60))
def test_masking_twice_is_masking_once_and_figures_survive(words: str) -> None:
    once = privacy.Mask().text(words)
    assert privacy.Mask().text(once) == once
    assert once.count("\n") == words.count("\n")


@given(st.from_regex(r"[0-9 ,.()/\-]{1,40}", fullmatch=True))
def test_a_cell_without_words_is_never_touched(raw: str) -> None:
    assert privacy.Mask().cell(raw) == raw


@given(st.integers(0, 10**10), st.dates(), st.integers(2000000, 89999999), st.sampled_from(["0517", "010", "0991"]))
def test_counts_dates_document_numbers_and_landlines_stay(count: int, day: object, line: int, area: str) -> None:
    words = f"共{count}件，{day}，云政办〔2023〕{count % 1000}号，申请人可拨打{area}-{line}或{area}{line}。"
    assert privacy.Mask().text(words) == words


def report(prose: str = "", **sidecar: object) -> Outcome:
    text = REPORT.replace("本机关2023年主动公开政府信息41条。", f"本机关主动公开。\n{prose or '无。'}")
    text = text.replace("行政强制\t9", "行政强制\t9（联系人手机13900001234）")
    side = Sidecar(published_on="2024-01-20", **sidecar)  # type: ignore[arg-type]
    return process(Job("990101/a.txt", text.encode(), hashlib.sha256(text.encode()).hexdigest(), side), REGISTRY)


SECRET = ("张三", "13900001234", "zhangsan")
PROSE = "申请人张三来电。\n公开张三丰传。\n申请人张三向我局申请，邮箱zhangsan@qq.com，李四局长接待。"


def test_a_report_holds_masked_words_only_and_says_so_with_line_and_rule(tmp_path: Path) -> None:
    outcome = report(PROSE)
    assert outcome.report is not None
    assert not [word for word in SECRET[1:] if word in repr(outcome)]
    assert "申请人张某向我局申请，邮箱***@qq.com，李四局长接待。" in outcome.report.sections[0].text
    found = [(dict(f.values)["rule"], f.place.line if f.place else 0) for f in outcome.findings if f.code == "masked"]
    lines = REPORT.splitlines()
    fees = next(n for n, line in enumerate(lines, start=4) if line.startswith("行政强制"))
    assert found == [("party-name", 5), ("party-name", 7), ("personal-email", 7), ("mobile", fees)]
    figure = outcome.report.row("proactive", "administrative_coercion")
    assert figure is not None and (figure.figures[0].raw, figure.figures[0].value) == ("9（联系人手机139********）", 9)
    write_csv(all_rows(collected([outcome], REGISTRY)), tmp_path)
    everything = "".join(path.read_text(encoding="utf-8-sig") for path in tmp_path.iterdir())
    assert "申请人张某" in everything and not [word for word in SECRET[1:] if word in everything]


def test_the_note_of_a_row_in_doubt_quotes_its_label_masked() -> None:
    text = REPORT.replace("行政处罚", "行政处13900001234法", 1)
    assert text != REPORT
    for unmask, shown in (((), "行政处139********法"), (("mobile",), "行政处13900001234法")):
        side = Sidecar(published_on="2024-01-20", unmask=unmask)
        outcome = process(Job("990101/a.txt", text.encode(), "ab" * 32, side), REGISTRY)
        assert outcome.report is not None
        row = outcome.report.row("proactive", "administrative_punishment")
        assert row is not None and (row.status, row.label) == ("suspect", shown) and shown in row.note
        assert ("13900001234" in repr(outcome)) is bool(unmask)
        assert [dict(f.values)["count"] for f in outcome.findings if f.code == "masked"] == ["1"] * (not unmask)


def test_the_sidecar_undoes_a_rule_or_one_masking() -> None:
    kept = report(PROSE, unmask=("party-name",))
    assert kept.report is not None and "申请人张三向" in kept.report.sections[0].text
    assert {dict(f.values)["rule"] for f in kept.findings if f.code == "masked"} == {"mobile", "personal-email"}
    words = report(PROSE, unmask=("13900001234",))
    assert words.report is not None and "13900001234" in repr(words.report.rows)
    assert {dict(f.values)["rule"] for f in words.findings if f.code == "masked"} == {"party-name", "personal-email"}


def test_one_letter_to_keep_keeps_nothing_else() -> None:
    outcome = report(PROSE, unmask=("1", "张"))
    assert outcome.report is not None and "13900001234" not in repr(outcome.report)
    assert [dict(f.values)["words"] for f in outcome.findings if f.code == "unmask-stale"] == ["1", "张"]


def test_headings_are_masked_and_paths_stay_what_they_are() -> None:
    text = REPORT.replace("五、存在的主要问题及改进情况", "五、存在的主要问题及改进情况（联系人手机13900001234）")
    assert text != REPORT
    note = Finding("sidecar-key", "error", values=(("file", "13900001234.toml"), ("key", "x")))
    made = process(Job("13900001234.txt", text.encode(), "ab" * 32, findings=(note,)), REGISTRY)
    assert made.report is not None and "13900001234" not in repr(made.report.sections)
    assert dict(privacy.Mask().finding(note).values)["file"] == "13900001234.toml"


def test_words_to_keep_that_are_not_there_are_told() -> None:
    outcome = report(PROSE, unmask=("moblie", "id-card"))
    [stale] = [f for f in outcome.findings if f.code == "unmask-stale"]
    assert "moblie" in catalogue.message(stale)


def test_a_withdrawn_report_tells_nothing_but_whose_it_is_and_why() -> None:
    outcome = report(PROSE, withdrawn="应当事人要求")
    assert outcome.report is None and outcome.quarantine is not None
    assert (outcome.quarantine.code, outcome.claimed) == ("withdrawn", ("990101-czj", 2023))
    assert dict(outcome.quarantine.values)["report_id"] == "990101-czj-2023"
    assert "应当事人要求" in catalogue.message(outcome.quarantine)
    assert "张" not in repr(outcome) and "1390000" not in repr(outcome)


def test_a_file_that_cannot_be_read_can_be_withdrawn_too() -> None:
    job = Job("990101/a.pdf", b"", "", Sidecar("990101-czj", 2022, withdrawn="误传"))
    outcome = process(job, REGISTRY)
    assert outcome.quarantine is not None and outcome.quarantine.code == "withdrawn"
    assert dict(outcome.quarantine.values)["report_id"] == "990101-czj-2022"
    nobody = process(replace(job, sidecar=Sidecar(withdrawn="误传")), REGISTRY)
    assert nobody.quarantine is not None and dict(nobody.quarantine.values)["report_id"] == ""


def test_it_is_fast() -> None:
    prose = "本机关2023年共收到申请41件，申请人要求公开的信息按条例第二十条办理，电话0517-87654321。" * 100
    best = 1.0
    for _ in range(5):
        start = time.process_time()
        privacy.Mask().text(prose)
        best = min(best, time.process_time() - start)
    assert best < 0.005, f"{best * 1000:.2f} ms for {len(prose)} characters"


def test_a_list_of_many_numbers_takes_no_time_that_grows_with_its_square() -> None:
    numbers = [f"139{number:08}" for number in range(4000)]
    listed = "".join(f"联系人{line}：{'，'.join(numbers[line : line + 40])}。\n" for line in range(0, 4000, 40))
    begun = time.process_time()
    outcome = report(listed)
    assert time.process_time() - begun < 2
    told = [(f.place, dict(f.values)["count"]) for f in outcome.findings if f.code == "masked"]
    assert [count for _, count in told] == ["40"] * 100 + ["2"], "the last in a cell"
    assert len({place for place, _ in told}) == 101
