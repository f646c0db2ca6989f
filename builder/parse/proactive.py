"""Section 2: blocks by their headings, each of the 2019 or the 2021 form, rows by label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from builder.forms import FORM_IDS, form
from builder.model import Finding, FormId, Row
from builder.parse.alignment import BLANK, Offsets, align
from builder.parse.labels import bare, is_group, key, vocabulary
from builder.parse.lines import Line
from builder.parse.records import Record, records
from builder.parse.repeated import Read, Repeated
from builder.parse.rows import again, build_row, cut_off, doubted, illegible_row, in_other_order
from builder.parse.shapes import is_cell
from builder.parse.title import YEAR
from builder.parse.values import read_value, splits


class _Block:
    """Lines from one heading to the next, and the keys of their cells, joined when all are known. ``form`` None until
    decided."""

    __slots__ = ("clause", "form", "keys", "lines", "unit")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.clause, self.keys, self.unit = "", "", ""
        self.form: FormId | None = None


def _measures(form_id: str) -> dict[str, tuple[str, ...]]:
    return form(form_id).tables["proactive"]


@cache
def _telling_words() -> tuple[tuple[FormId, str], ...]:
    """Header words that stand in only one of the forms, as (form, key), the 2019 ones first."""
    keys: dict[str, dict[str, None]] = {f: {key(m.zh): None for m in form(f).measures} for f in FORM_IDS}
    words: list[tuple[FormId, str]] = []
    for form_id in FORM_IDS:
        others = [k for f in FORM_IDS if f != form_id for k in keys[f]]
        words.extend((form_id, k) for k in keys[form_id] if not any(k in other for other in others))  # type: ignore[misc]
    return tuple(words)


@lru_cache(maxsize=4096)
def _form_told(keys: str) -> FormId | None:
    """The form that the cells of a block tell, by words that only one has."""
    return next((f for f, word in _telling_words() if word in keys), None)


@lru_cache(maxsize=4096)
def _headed_in_order(keys: str, form_id: FormId, columns: tuple[str, ...]) -> bool:
    """Whether the heads of these columns, where the cells of a block name all, stand in the form's order."""
    places = [keys.find(key(form(form_id).term("measure", column).zh)) for column in columns]
    return -1 in places or places == sorted(places)


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    blocks = [block := _Block()]
    begun = False
    for line in lines:
        head, clause, filled, _, unit = line.wording.told
        if begun and head:
            blocks.append(block := _Block())
            begun = False
        block.lines.append(line)
        block.clause = clause or block.clause
        block.unit = block.unit or unit
        begun = begun or filled
    for block in blocks:
        block.keys = "".join([line.wording.told.keys for line in block.lines])
        block.form = _form_told(block.keys)
    return blocks


@Repeated
def read_proactive(lines: Sequence[Line], *, ends_document: bool) -> Read:
    """The rows of section 2 in printed order, and rows that the form does not know as ``extra-row`` hints."""
    words = vocabulary("proactive")
    blocks = _blocks(lines)
    known: list[FormId] = [b.form for b in blocks if b.form]
    usual = max(known, key=known.count, default=None)
    rows: dict[str, Row] = {}
    findings: list[Finding] = []
    found: list[tuple[_Block, Record]] = []
    for index, block in enumerate(blocks):
        last = ends_document and index == len(blocks) - 1
        found.extend((block, r) for r in records(block.lines, words, _width(block, usual), ends_document=last)[0])
    learned = Offsets((record, _record_width(record, block, usual)) for block, record in found)
    for block, record in found:
        read = _read(record, block, usual, learned)
        if isinstance(read, Finding):
            findings.append(read)
        else:
            rows[read.item] = again(rows.get(read.item, read), read)
    return Read(tuple(rows.values()), tuple(findings), len(lines))


def _width(block: _Block, usual: FormId | None) -> int:
    form_id = block.form or usual or "2021"
    for b in form(form_id).blocks:
        if b.key == block.clause:
            return len(b.measures)
    words = vocabulary("proactive")
    for line in block.lines:
        item = words.exact.get(key(line.texts[0]))
        if item in _measures(form_id):
            return len(_measures(form_id)[item])
    return 3


def _record_width(record: Record, block: _Block, usual: FormId | None) -> int:
    """How many columns the record's row has; 0 where it is no row of the form, which then teaches nothing."""
    if not record.match or is_group(record.match.item):
        return 0
    return len(_measures(_form_of(record, record.match.item, block, usual))[record.match.item])


def _form_of(record: Record, item: str, block: _Block, usual: FormId | None) -> FormId:
    decided = block.form or usual
    if decided and item in _measures(decided):
        return decided
    fitting: list[FormId] = [f for f in ("2021", "2019") if item in _measures(f)]
    exact = [f for f in fitting if len(_measures(f)[item]) == len(record.printed)]
    return (exact or fitting)[0]


def _fits_another(record: Record, item: str, form_id: FormId) -> bool:
    """Whether a row prints fewer cells than its form has, but as many as another."""
    printed = len(record.printed)
    widths = {f: len(_measures(f)[item]) for f in FORM_IDS if item in _measures(f)}
    return printed < widths[form_id] and any(width == printed for f, width in widths.items() if f != form_id)


def _read(record: Record, block: _Block, usual: FormId | None, learned: Offsets) -> Row | Finding:
    words = vocabulary("proactive")
    item, guess = (record.match.item if record.match else None), ""
    if item is not None and is_group(item):
        item = None
    elif item is None and record.texts:
        item = words.closest(record.texts)
        guess = f"行名“{record.texts[-1][:40]}”不在表样之内，按相近的行名读" if item else ""
    if item is None:
        label = " ".join(record.texts)[:80]
        printed = " ".join(v.raw for v in record.values if v.raw)[:80]
        return Finding(
            "extra-row",
            "hint",
            record.place,
            "proactive",
            values=(("label", label or "（无行名）"), ("values", printed)),
        )
    form_id = _form_of(record, item, block, usual)
    columns = _measures(form_id)[item]
    row = _row(item, form_id, columns, record, block, learned)
    if guess:
        row = doubted(row, guess)
    elif (named := words.named(record.texts)) > 1:
        row = doubted(row, f"行名里有 {named} 行的名称，不能确定是哪一行的数字")
    elif between := _between(record, item):
        row = doubted(row, f"行名与数字之间还有“{between[:40]}”，数字可能错位")
    elif block.form is None and _fits_another(record, item, form_id):
        row = doubted(row, "栏目名认不出，数字个数像另一种表样")
    if not _headed_in_order(block.keys, form_id, columns):
        (row,) = in_other_order((row,))
    return cut_off(row) if record.last else row


def _between(record: Record, item: str) -> str:
    """What stands between the label and its figures, one cell a line, where it may be a cell that is no number."""
    words, texts = vocabulary("proactive"), record.texts
    if record.closed or not texts or words.exact.get(key(texts[-1])) == item:
        return ""
    at = next((i for i in range(len(texts) - 1, -1, -1) if words.exact.get(key(texts[i])) == item), len(texts))
    return next((text for text in texts[at + 1 :] if bare(text) and is_cell(text, item, words)), "")


@cache
def _heads_of_forms() -> frozenset[str]:
    """The heads of a row's columns, joined, of all rows of all forms."""
    rows = [(form(f), columns) for f in FORM_IDS for columns in _measures(f).values()]
    return frozenset("".join([key(this.term("measure", column).zh) for column in columns]) for this, columns in rows)


def _heads_more(block: _Block, width: int) -> bool:
    """Whether the head of a block names more columns of figures than these. Its cells may be pieces of their names, or
    it may be the head of other rows, above them in one table; 数据1 and 数据2 are no names, but 2022 is."""
    for line in block.lines:
        if key(line.texts[0]) == "信息内容":
            names = {text if re.search(YEAR, text) else key(text) for text in line.texts[1:]} - {""}
            if len(names) > width and key("".join(dict.fromkeys(line.texts[1:]))) not in _heads_of_forms():
                return True
    return False


def _row(item: str, form_id: FormId, columns: tuple[str, ...], record: Record, block: _Block, learned: Offsets) -> Row:
    width = len(columns)
    printed = record.printed
    if len(printed) == width:
        return build_row("proactive", item, form_id, record, columns, record.solid, unit=block.unit)
    if len(printed) > width:
        kept, extra = printed[:width], printed[width:]
        values = [record.values[i] for i in kept]
        row = build_row("proactive", item, form_id, record, columns, values, unit=block.unit)
        # Zeros pad a row, unless they have a head of their own, as another year's have; a merged cell comes once for
        # each column that it covers.
        beside = [record.values[i] for i in extra]
        covered = width < 3 and {v.raw for v in beside} == {values[-1].raw}
        if not covered and (any(v.value not in (None, 0) for v in beside) or _heads_more(block, width)):
            more = " ".join(record.values[i].raw for i in extra)
            return doubted(row, f"这一行多出数字（{more}），表样只有 {width} 列")
        return row
    if width == 1:
        return build_row("proactive", item, form_id, record, columns, [BLANK], unit=block.unit)
    aligned = align(record, width, learned)
    if aligned:
        return build_row(
            "proactive", item, form_id, record, columns, aligned.values, aligned.status, aligned.note, block.unit
        )
    digits = "".join(record.values[i].raw for i in printed)
    if len(printed) == 1 and digits.isdecimal():
        readings = list(splits(digits, width))
        # No number begins with 0, but 41 may be the one figure of a row whose other cell is lost.
        if len(readings) == 1 and digits[0] == "0":
            values = [read for n in readings[0] if (read := read_value(str(n)))]
            note = f"连写数字 {digits} 只有一种拆法"
            return build_row("proactive", item, form_id, record, columns, values, "annotated", note, block.unit)
        if len(digits) >= width:
            note = f"一个数字（{digits}），可能是几格连写，也可能是其中一格"
            return illegible_row("proactive", item, form_id, record, columns, note)
    return illegible_row(
        "proactive", item, form_id, record, columns, f"只印出 {len(printed)} 个数字，表样有 {width} 列"
    )
