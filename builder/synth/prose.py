"""The prose of a fictional report, in words of our own. Sentences carry digits that are no figures of the tables."""

from __future__ import annotations

from random import Random

from builder.synth.model import Key, Line, Truth

FICTION = "（虚构数据：本文件由程序生成，仅供测试，与任何真实机关无关）"

_PROACTIVE = (
    "门户网站公布各类信息{a}条，其中解读稿件{b}篇，公众号推送{c}次。",
    "本年更新机构职能栏目{b}次，公布重点领域信息{a}条，回应群众关切{c}件。",
    "新编目录共{b}类{a}项，逐条注明公布时限和公布方式。",
)
_APPLICATION = (
    "本机关{year}年共收到政府信息公开申请{new}件，上年结转{before}件，结转下年度{after}件。",
    "全年收到政府信息公开申请{new}件，均按规定登记、办理并答复。",
)
_NO_APPLICATION = ("本年度没有收到政府信息公开申请。", "全年未收到公民、法人或其他组织提出的申请。")
_MANAGEMENT = (
    "建立文件台账，{b}份文件在形成时即标注公开属性。",
    "对历年文件逐件复核，清理过期内容{b}条。",
)
_PLATFORM = ("网站全年访问{a}人次，栏目由{b}个并为{c}个。", "完善检索功能，{a}份材料可按主题和年份查找。")
_SUPERVISION = ("组织培训{c}次，参训{b}人。", "委托社会评议1次，采纳建议{c}条。")
_PROBLEMS = (
    "一是栏目之间偶有重复，查找不便；二是解读形式以文字为主。下一步将合并栏目{c}个，增加图示。",
    "个别科室答复用语不够规范。来年拟编写范本，并于6月30日前完成全员培训。",
    "基层网点信息更新不及时，将按月抽查，每次不少于{b}条。",
)
_OTHER = (
    "本年度收取信息处理费0元，无其他需要报告的事项。",
    "本机关未收取政府信息公开信息处理费。",
    "无",
)


def _pick(choices: tuple[str, ...], rng: Random, **more: object) -> str:
    numbers = {"a": rng.randint(120, 9800), "b": rng.randint(11, 97), "c": rng.randint(2, 9)}
    return rng.choice(choices).format(**numbers, **more)


def _count(truth: Truth, *key: str) -> int:
    address: Key = (key[0], key[1], key[2])
    return int(truth.figures.get(address) or 0)


def overview(truth: Truth, rng: Random) -> tuple[Line, ...]:
    """Section 1 without its heading: the statistics period and the five usual parts."""
    new, before, after = (
        _count(truth, "applications", item, "total") for item in ("new_received", "carried_in", "carried_forward")
    )
    year = truth.year
    asked = (
        _pick(_APPLICATION, rng, year=year, new=new, before=before, after=after) if new else rng.choice(_NO_APPLICATION)
    )
    parts = (
        ("主动公开", _pick(_PROACTIVE, rng)),
        ("依申请公开", asked),
        ("政府信息管理", _pick(_MANAGEMENT, rng)),
        ("平台建设", _pick(_PLATFORM, rng)),
        ("监督保障", _pick(_SUPERVISION, rng)),
    )
    lines = [Line(f"本报告所列数据的统计期限为{year}年1月1日至{year}年12月31日。")]
    for number, (name, text) in zip("一二三四五", parts, strict=True):
        lines.append(Line(f"（{number}）{name}：{text}"))
    return tuple(lines)


def problems(rng: Random) -> tuple[Line, ...]:
    """Section 5 without its heading."""
    return (Line(_pick(_PROBLEMS, rng)),)


def other(rng: Random) -> tuple[Line, ...]:
    """Section 6 without its heading."""
    return (Line(rng.choice(_OTHER)),)
