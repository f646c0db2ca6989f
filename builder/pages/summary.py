"""A report in short: its key figures, each with its base and the year before, and what they say in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder.pages import layout, measures, text, troubles
from builder.pages.entries import Entry, Opened
from builder.pages.marks import Marks


@dataclass(frozen=True, slots=True)
class Key:
    """A key figure: ``told`` whether ``value`` is a number and not the word for none, ``line`` where the report prints
    it, ``base`` out of how many, ``before`` what it was in the report of the year before."""

    name: str
    value: str
    told: bool = True
    line: int = 0
    base: str = ""
    before: str = ""
    marks: tuple[troubles.Mark, ...] = ()


def keys(entry: Opened, before: Entry | None, marks: Marks) -> list[Key]:
    """The key figures, each with its base, what it was a year before, and the findings about its cell."""
    earlier = before if before is not None and before.year == entry.year - 1 else None
    processed = entry.number("applications", "total_processed")
    due = measures.pending_base(entry)
    bases = {
        "granted": ("办结", processed),
        "granted_in_part": ("办结", processed),
        "carried_forward": ("应办", due),
    }
    out = []
    for name, item in (
        ("新收申请", "new_received"),
        ("办结", "total_processed"),
        ("予以公开", "granted"),
        ("部分公开", "granted_in_part"),
        ("结转下年", "carried_forward"),
    ):
        value = entry.number("applications", item)
        base = _base(value, *bases[item]) if item in bases else ""
        out.append(_key(entry, earlier, marks, name, "applications", (item,), base))
    for name, stages in (("行政复议", measures.STAGES[:1]), ("行政诉讼", measures.STAGES[1:])):
        parts = measures.result_parts(entry, stages)
        corrected = next((int(part.value) for part in parts if part.name == "结果纠正"), 0)
        base = f"纠正 {corrected} 件" if corrected else ""
        out.append(_key(entry, earlier, marks, name, "review_litigation", stages, base))
    return out


def _base(value: int | None, word: str, base: int | None) -> str:
    if value is None or not base:
        return ""
    told = text.percent(value, base)
    # The words and the number of a share stay on one line.
    share = f"，占\u00a0{told}" if told else ""
    return f"{word} {text.count(base)} 件中{share}"


def _key(
    entry: Opened,
    earlier: Entry | None,
    marks: Marks,
    name: str,
    table: str,
    items: Sequence[str],
    base: str,
) -> Key:
    value, then = measures.total(entry, table, items), measures.total(earlier, table, items) if earlier else None
    place = entry.printed.places.get((table, items[0]))
    return Key(
        name=name,
        value=text.count(value, _missing(entry, table, next((i for i in items if entry.unread(table, i)), items[0]))),
        told=value is not None,
        line=place.line if place is not None else 0,
        base=base,
        before=f"{earlier.year} 年 {text.count(then)}" if earlier is not None and then is not None else "",
        marks=tuple(m for item in items for m in marks.checks.get((table, item, "total"), ())),
    )


def _missing(entry: Opened, table: str, item: str) -> str:
    """Why a row's total is no number."""
    said = entry.printed.said.get((table, item))
    figure = said.cells.get("total") if said is not None else None
    if figure is None:
        return "未印"
    return {"blank": "空白", "not_applicable": "未填", "suspect": "存疑"}.get(figure.status, "未读出")


_NO_TOTAL = {
    "未印": "报告的表里没有读到{}新收申请那一行。",
    "空白": "报告里{}新收申请的总数空着；空白不等于 0。",
    "未填": "报告里{}新收申请的总数没有填数字。",
}
"""What the report itself does not say, told apart from what could not be read."""


def lead(entry: Opened) -> str:
    """The report in a sentence; the only thing said of applications where there was not a single one."""
    year = f"{entry.year} 年" if entry.year else "这一年"
    within = f" {year}" if entry.year else year
    received, processed = (entry.number("applications", item) for item in ("new_received", "total_processed"))
    if not entry.printed.tables["applications"]:
        return f"报告里没有读到{within}的申请办理表：下面没有数字，不等于数字是 0。"
    if received is None:
        unread = f"{year}新收申请的总数没有读准，请看下面的原表。"
        return _NO_TOTAL.get(_missing(entry, "applications", "new_received"), unread).format(within)
    calm = _no_reviews(entry)
    if _no_applications(entry):
        told = f"{year}没有收到政府信息公开申请，也没有上年结转的申请。"
        return f"{told}没有因政府信息公开被申请行政复议，也没有被起诉。" if calm else told + _reviews_told(entry)
    carried, granted, part = (
        entry.number("applications", item) for item in ("carried_in", "granted", "granted_in_part")
    )
    told = f"{year}新收 {text.count(received)} 件政府信息公开申请"
    told += f"，上年结转 {text.count(carried)} 件" if carried else ""
    told += f"；办结 {text.count(processed)} 件" if processed is not None else ""
    if processed and granted is not None:
        some = f"，其中予以公开 {text.count(granted)} 件" + (f"、部分公开 {text.count(part)} 件" if part else "")
        refused = measures.total(entry, "applications", measures.outcome_groups()["refused"])
        some += f"、不予公开 {text.count(refused)} 件" if refused else ""
        told += "，全部予以公开" if granted == processed else some
    return f"{told}。没有行政复议和行政诉讼。" if calm else f"{told}。{_reviews_told(entry)}"


def is_quiet(entry: Opened) -> bool:
    """Whether there was no application, no review and no lawsuit: the sentence says it all."""
    return _no_applications(entry) and _no_reviews(entry)


def _no_applications(entry: Opened) -> bool:
    """Whether the report says that none came: a printed 0 as the total, and nothing else than 0 or blanks anywhere."""
    return entry.number("applications", "new_received") == 0 and _nothing_in(entry, "applications")


def _no_reviews(entry: Opened) -> bool:
    totals = [entry.number("review_litigation", stage) for stage in measures.STAGES]
    return totals == [0, 0, 0] and _nothing_in(entry, "review_litigation")


def _nothing_in(entry: Opened, table: str) -> bool:
    """Whether no printed cell of the table holds anything but 0, a blank or a dash."""
    return all(said.once(layout.is_empty) for _, said in entry.printed.tables[table])


def _reviews_told(entry: Opened) -> str:
    """Reviews and lawsuits in words; where the printed total differs from its parts, both are said."""
    told = []
    for name, stages in (("行政复议", measures.STAGES[:1]), ("行政诉讼", measures.STAGES[1:])):
        total = measures.total(entry, "review_litigation", stages)
        if total is None:
            continue
        parts = sum(int(part.value) for part in measures.result_parts(entry, stages))
        whole = not measures.results_unread(entry, stages)
        differs = f"（各项相加为 {text.count(parts)}）" if whole and parts and parts != total else ""
        told.append(f"{name} {text.count(total)} 件{differs}")
    return f"{'，'.join(told)}。" if told else ""
