"""Section 3: seven numbers a row, rows by label; rows without a label only where order and sums leave one reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product

from builder.forms import form
from builder.model import Finding, FormId, Row, Status
from builder.parse.alignment import BLANK, Offsets, align, offsets, pushed_to_end
from builder.parse.labels import bare, vocabulary
from builder.parse.lines import Line
from builder.parse.records import Record, labels_below, records
from builder.parse.rows import build_row, cut_off, doubted, illegible_row
from builder.parse.values import Value, read_value, run_readings

COLUMNS = tuple(t.id for t in form("2021").applicants)
WIDTH = len(COLUMNS)
_ORDERS: dict[FormId, tuple[str, ...]] = {
    "2021": tuple(r.id for r in form("2021").rows),
    "2019": tuple(r.id for r in form("2019").rows),
}
_ROLES = {r.id: r.role for f in ("2019", "2021") for r in form(f).rows}
_SINGLE = "other_handling"
_MOST_READINGS = 20_000


@dataclass(slots=True)
class _Entry:
    """A record on its way to a row: ``item`` once placed; ``readings`` while run-together digits leave several;
    ``shifted`` when all blanks stand at the row's end, where a conversion may have moved them."""

    record: Record
    item: str | None = None
    certain: bool = False
    values: tuple[Value, ...] | None = None
    status: Status = "number"
    notes: list[str] = field(default_factory=list)
    readings: list[tuple[int, ...]] = field(default_factory=list)
    shifted: bool = False

    def doubt(self, note: str) -> None:
        self.status = "suspect"
        self.notes.append(note)

    def settle(self, reading: tuple[int, ...], note: str, status: Status) -> None:
        self.values = tuple(v for n in reading if (v := read_value(str(n))))
        self.status, self.readings = status, []
        self.notes.append(note)

    @property
    def numbers(self) -> tuple[Decimal | None, ...] | None:
        return tuple([v.value for v in self.values]) if self.values else None


def read_applications(
    lines: Sequence[Line], *, section_two_2019: bool, positional: bool, ends_document: bool
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The rows of section 3 in the form's order. ``positional``: the container has real cells, so a blank is where it
    stands; ``section_two_2019``: all of section 2 is of the 2019 form (with a single （六）其他处理 row the table is
    then too)."""
    words = vocabulary("applications")
    found, rest = records(lines, words, WIDTH, ends_document=ends_document)
    labels_below(found, rest, words)
    entries = [_Entry(r) for r in _without_subtotal(_split_streams(found), lines)]
    learned = offsets(((e.record, WIDTH) for e in entries), totals=True)
    for entry in entries:
        _fill(entry, learned, positional)
    findings = _place(entries)
    placed = _without_repeats(entries)
    _arbitrate(placed)
    _confirm(placed)
    _doubt_lone_blank_totals(placed)
    if _SINGLE in placed and any(i.startswith("other_") and i != _SINGLE for i in placed):
        findings.append(_extra(placed.pop(_SINGLE).record))
    form_id: FormId = "2019" if _SINGLE in placed and section_two_2019 else "2021"
    complete = len(placed) >= len(_ORDERS["2019"])
    rows = [_built(item, placed[item], form_id, complete) for item in sorted(placed, key=_rank().index)]
    return tuple(rows), tuple(findings)


def _rank() -> tuple[str, ...]:
    """All items of both forms in printed order, the 2019 single row where the 2021 form has its three."""
    later = _ORDERS["2021"]
    at = later.index("other_uncorrected_overdue")
    return (*later[:at], _SINGLE, *later[at:])


def _split_streams(found: list[Record]) -> list[Record]:
    """A stream of several times seven values is as many rows, of which only the first has a label."""
    out: list[Record] = []
    for record in found:
        count = len(record.values)
        if record.closed or count <= WIDTH or count % WIDTH or len(record.printed) != count:
            out.append(record)
            continue
        for start in range(0, count, WIDTH):
            part = replace(
                record.narrowed(record.values[start : start + WIDTH]), last=record.last and start + WIDTH == count
            )
            out.append(part if start == 0 else replace(part, texts=(), own=False, match=None))
    return out


def _without_subtotal(found: list[Record], lines: Sequence[Line]) -> list[Record]:
    """Takes the local eighth column (法人或其他组织小计) out of every row. Its place is where
    every row of eight numbers has the sum of the other five, else where the header has it."""
    wide = WIDTH + 1
    at = _subtotal_by_sums([r for r in found if len(r.printed) == wide], found)
    if at is None:
        at = _subtotal_in_header(lines)
    if at is None:
        return found
    learned = offsets(((r, wide) for r in found), totals=True)
    kept = []
    for record in found:
        aligned = align(record, wide, learned) if len(record.values) >= wide else None
        if aligned and aligned.status == "number":
            record = record.narrowed(tuple(v for i, v in enumerate(aligned.values) if i != at))
        kept.append(record)
    return kept


def _subtotal_in_header(lines: Sequence[Line]) -> int | None:
    """The position of 小计 among the value columns, from the header cells in reading order."""
    names = {t.zh for t in form("2021").applicants} | {"小计"}
    heads: list[str] = []
    for line in lines:
        if any(read_value(t) is not None for t in line.texts if t):
            break
        heads.extend(k for t in line.texts if (k := _head_key(t)) in names)
    if "小计" not in heads:
        return None
    at = len(heads) - 1 - heads[::-1].index("小计")
    first = len(heads) - 1 - heads[::-1].index("商业企业") if "商业企业" in heads else -1
    return at - first + 1 if first < at and first >= 0 else 1


def _head_key(text: str) -> str:
    k = bare(text)
    return "小计" if k.endswith("小计") else k


def _subtotal_by_sums(eights: list[Record], found: list[Record]) -> int | None:
    if len(eights) < 3 or len(eights) < len(found) // 2:
        return None
    printed = [[r.values[i].value or Decimal(0) for i in r.printed] for r in eights]
    for at in (6, 1, 2, 3, 4, 5):
        rest = [[v for i, v in enumerate(row) if i != at] for row in printed]
        if all(row[at] == sum(r[1:6]) and sum(r[:6]) == r[6] for row, r in zip(printed, rest, strict=True)):
            return at
    return None


def _fill(entry: _Entry, learned: Offsets, positional: bool) -> None:
    """The seven values of a record, its doubts, or the readings that its run-together digits allow."""
    record = entry.record
    aligned = align(record, WIDTH, learned)
    if aligned:
        entry.values, entry.status = aligned.values, aligned.status
        if aligned.note:
            entry.notes.append(aligned.note)
        entry.shifted = not positional and _shifted(aligned.values)
        return
    printed = [record.values[i] for i in record.printed]
    if len(printed) > WIDTH:
        vectors = {
            tuple(v.raw for j, v in enumerate(printed) if j != i): i
            for i in range(len(printed))
            if _holds([v for j, v in enumerate(printed) if j != i])
        }
        if len(printed) == WIDTH + 1 and len(vectors) == 1:
            at = next(iter(vectors.values()))
            entry.values = tuple(v for j, v in enumerate(printed) if j != at)
            entry.doubt(f"这一行多出一个数字（{printed[at].raw}）")
        return
    digits = [v.raw for v in printed]
    if digits and all(d.isdigit() for d in digits) and len("".join(digits)) >= WIDTH:
        entry.readings = run_readings(digits, WIDTH, WIDTH)
        if len(entry.readings) == 1:
            status: Status = "annotated" if len(digits) <= 3 else "suspect"
            entry.settle(entry.readings[0], f"连写数字 {' '.join(digits)}，按合计只有一种拆法", status)
        if entry.readings or entry.values:
            return
    if len(printed) != WIDTH - 1 or (record.last and not record.closed):
        return
    if record.last:
        entry.values = (*printed, BLANK)
        entry.doubt("文件到此中断，这一行不全")
        return
    _missing_one(entry, printed)


def _shifted(values: Sequence[Value]) -> bool:
    printed = [i for i, v in enumerate(values) if v.status != "blank"]
    if len(printed) == len(values):
        return False
    if printed and printed == list(range(len(printed))) and len(values) - len(printed) >= 2:
        return True
    return pushed_to_end(values)


def _holds(values: Sequence[Value]) -> bool:
    numbers = [v.value or Decimal(0) for v in values]
    return sum(numbers[:-1]) == numbers[-1]


def _missing_one(entry: _Entry, printed: list[Value]) -> None:
    """Six of seven cells: published as suspect when the sum allows only one row of seven, the lost cell left empty."""
    candidates: dict[tuple[Decimal, ...], int] = {}
    numbers = [v.value or Decimal(0) for v in printed]
    for at in range(WIDTH - 1, -1, -1):
        lost = sum(numbers) if at == WIDTH - 1 else numbers[-1] - sum(numbers[:-1])
        if lost >= 0:
            candidates.setdefault((*numbers[:at], Decimal(lost), *numbers[at:]), at)
    if len(candidates) == 1:
        at = next(iter(candidates.values()))
        entry.values = (*printed[:at], Value("", None, "illegible", "这一格缺失"), *printed[at:])
        entry.doubt("这一行只印出 6 个数字，按合计推定缺哪一格")


def _place(entries: list[_Entry]) -> list[Finding]:
    """Gives every entry its item: labelled ones first, the others by the form's order between them."""
    for entry in entries:
        record = entry.record
        if record.match and record.own and not record.match.item.startswith("group:"):
            entry.item, entry.certain = record.match.item, True
    named = {e.item for e in entries if e.certain}
    single = _SINGLE in named and not any(i and i.startswith("other_") and i != _SINGLE for i in named)
    orders = [_ORDERS["2019"] if single else _ORDERS["2021"]]
    if not single and not any(i and i.startswith("other_") for i in named):
        orders.append(_ORDERS["2019"])
    findings: list[Finding] = []
    run: list[_Entry] = []
    before: str | None = None
    closing: list[_Entry | None] = [*entries, None]
    for entry_or_end in closing:
        if entry_or_end is not None and not entry_or_end.certain:
            run.append(entry_or_end)
            continue
        after = entry_or_end.item if entry_or_end else None
        if run:
            findings.extend(_place_run(run, before, after, named, orders))
            run = []
        before = after
    return findings


def _gap(order: tuple[str, ...], before: str | None, after: str | None, named: set[str | None]) -> list[str]:
    start = order.index(before) + 1 if before in order else 0
    end = order.index(after) if after in order else len(order)
    return [i for i in order[start:end] if i not in named]


def _place_run(
    run: list[_Entry],
    before: str | None,
    after: str | None,
    named: set[str | None],
    orders: list[tuple[str, ...]],
) -> list[Finding]:
    """Places a run of entries between two labelled rows: all in order where they fill the gap exactly, else each by
    what its label resembles; a foreign row is an ``extra-row``, any other an ``unplaced-row``."""
    guesses = {id(e): _guess(e) for e in run}
    for order in orders:
        missing = _gap(order, before, after, named)
        for chosen in (run, [e for e in run if not _foreign(e, guesses[id(e)])]):
            if chosen and len(chosen) == len(missing):
                for entry, item in zip(chosen, missing, strict=True):
                    _assign(entry, item, guesses[id(entry)])
                return [_extra(e.record) for e in run if e.item is None]
    missing = _gap(orders[0], before, after, named)
    findings = []
    position = 0
    for entry in run:
        guess = guesses[id(entry)]
        if guess in missing[position:]:
            _assign(entry, guess, guess)
            position = missing.index(guess) + 1
        elif _foreign(entry, guess):
            findings.append(_extra(entry.record))
        else:
            raw = " ".join(v.raw for v in entry.record.values if v.raw)[:80]
            label = " ".join(entry.record.texts)[-80:] or "（无行名）"
            findings.append(
                Finding(
                    "unplaced-row",
                    "error",
                    entry.record.place,
                    "applications",
                    values=(("label", label), ("values", raw)),
                )
            )
    return findings


def _guess(entry: _Entry) -> str | None:
    """The row that a label outside the vocabulary, or a label from the lines above, most likely names."""
    record = entry.record
    if record.match and not record.match.item.startswith("group:"):
        return record.match.item
    if record.match or not record.texts:
        return None
    return vocabulary("applications").closest(record.texts)


def _foreign(entry: _Entry, guess: str | None) -> bool:
    """A labelled row that the form does not know: a group's subtotal or a local extra row."""
    record = entry.record
    if record.match and record.match.item.startswith("group:"):
        return True
    return guess is None and any(len(bare(t)) >= 2 for t in record.texts[-1:]) and record.closed


def _assign(entry: _Entry, item: str, guess: str | None) -> None:
    entry.item = item
    record = entry.record
    if record.match and guess == item and record.match.count == 1:
        return
    label = record.texts[-1][:40] if record.texts else ""
    if label and record.closed and not record.match and not vocabulary("applications").is_part(label, item):
        entry.doubt(f"行名“{label}”不在表样之内，按次序读作这一行")


def _extra(record: Record) -> Finding:
    label = " ".join(record.texts)[-80:] or "（无行名）"
    printed = " ".join(v.raw for v in record.values if v.raw)[:80]
    return Finding("extra-row", "hint", record.place, "applications", values=(("label", label), ("values", printed)))


def _without_repeats(entries: list[_Entry]) -> dict[str, _Entry]:
    placed: dict[str, _Entry] = {}
    for entry in entries:
        if entry.item is None:
            continue
        first = placed.setdefault(entry.item, entry)
        if first is not entry and first.numbers != entry.numbers:
            first.doubt(f"同一行在第 {entry.record.place.line} 行又出现，数字不同")
    return placed


def _column_holds(values: dict[str, Decimal | None]) -> bool:
    """Both equations of one column (a blank counts as nothing; an equation with a blank side is not asked)."""
    by_role: dict[str, list[Decimal | None]] = {"inflow": [], "outcome": [], "total": [], "outflow": []}
    for item, value in values.items():
        by_role[_ROLES[item]].append(value)
    total = by_role["total"][0] if by_role["total"] else None
    if total is None:
        return True
    if any(v is not None for v in by_role["outcome"]) and sum(v or 0 for v in by_role["outcome"]) != total:
        return False
    ends = by_role["inflow"] + by_role["outflow"]
    return None in ends or sum(v or 0 for v in by_role["inflow"]) == total + sum(v or 0 for v in by_role["outflow"])


def _columns_hold(rows: dict[str, tuple[Decimal | None, ...]]) -> list[bool]:
    return [_column_holds({i: values[c] for i, values in rows.items()}) for c in range(WIDTH)]


def _arbitrate(placed: dict[str, _Entry]) -> None:
    """Chooses between readings of run-together digits by the column sums, where exactly one choice makes all of them
    hold."""
    open_items = [i for i, e in placed.items() if e.readings]
    if not open_items:
        return
    choices = 1
    for item in open_items:
        choices *= len(placed[item].readings)
    known = {i: e.numbers for i, e in placed.items() if e.numbers}
    if choices > _MOST_READINGS or len(known) + len(open_items) < len(placed) or len(placed) < len(_ORDERS["2019"]):
        return
    solutions = []
    for combination in product(*(placed[i].readings for i in open_items)):
        trial: dict[str, tuple[Decimal | None, ...]] = {
            **known,
            **{i: tuple(map(Decimal, r)) for i, r in zip(open_items, combination, strict=True)},
        }
        if all(_columns_hold(trial)):
            solutions.append(combination)
            if len(solutions) > 1:
                return
    for item, reading in zip(open_items, solutions[0] if solutions else (), strict=False):
        raw = " ".join(v.raw for v in placed[item].record.values if v.raw)
        placed[item].settle(reading, f"连写数字 {raw}，按行列合计只有一种拆法", "annotated")


def _confirm(placed: dict[str, _Entry]) -> None:
    """Rows placed by order alone, and rows whose blanks may have been moved, need the column sums of their printed
    figures: without them they are suspect."""
    unsure = [e for e in placed.values() if e.status == "number" and e.values and (not e.certain or e.shifted)]
    if not unsure:
        return
    rows = {i: e.numbers for i, e in placed.items() if e.numbers}
    complete = len(placed) >= len(_ORDERS["2019"]) and len(rows) == len(placed)
    holds = _columns_hold(rows) if complete else [False] * WIDTH
    totals = rows.get("total_processed", (None,) * WIDTH)
    for entry in unsure:
        printed = [c for c, n in enumerate(entry.numbers or ()) if n]
        if not entry.certain and not all(holds[c] for c in printed):
            entry.doubt("这一行没有行名，按次序放置，合计不能证实")
        if entry.shifted and not (printed and all(holds[c] and totals[c] is not None for c in printed)):
            entry.doubt("空格都在行末，可能是转换时移动过")


def _doubt_lone_blank_totals(placed: dict[str, _Entry]) -> None:
    """A row with figures and a blank total, where the other rows print theirs, has lost or moved a cell."""
    counted = [e for e in placed.values() if e.numbers and any(e.numbers[:-1])]
    lone = [e for e in counted if e.numbers and e.numbers[-1] is None and e.status == "number"]
    if len(lone) * 2 >= len(counted):
        return
    for entry in lone:
        entry.doubt("其他行都印有总计，这一行没有，可能缺了一格或错了位")


def _built(item: str, entry: _Entry, form_id: FormId, complete: bool) -> Row:
    record = entry.record
    if entry.values is None:
        raw = " ".join(v.raw for v in record.values if v.raw)[:60]
        note = (
            f"数字连写（{raw}），合计不能定出唯一拆法"
            if entry.readings
            else f"印出 {len(record.printed)} 个数字，表样有 {WIDTH} 列"
        )
        return illegible_row("applications", item, form_id, record, COLUMNS, note)
    row = build_row("applications", item, form_id, record, COLUMNS, entry.values, entry.status, "；".join(entry.notes))
    if record.last and not complete:
        row = cut_off(doubted(row, "文件到此中断")) if entry.status == "number" else row
    return row
