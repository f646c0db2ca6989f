"""One record of section 3 on its way to a row: its seven values, its doubts, or the readings that remain."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from builder.forms import form
from builder.model import FormId, Status
from builder.parse.alignment import BLANK, Offsets, align
from builder.parse.records import Record
from builder.parse.values import Value, adds_up, read_value, run_readings

COLUMNS = tuple(t.id for t in form("2021").applicants)
WIDTH = len(COLUMNS)
ORDERS: dict[FormId, tuple[str, ...]] = {
    "2021": tuple(r.id for r in form("2021").rows),
    "2019": tuple(r.id for r in form("2019").rows),
}
SINGLE = "other_handling"
PUSHED = "空白格都在行末，可能是转换时移动过"
FILLED = "第一个空白格可能是行名的空位，那么行末少了一格"


class Entry:
    """A record on its way to a row: ``item`` once placed; ``readings`` while run-together digits leave several;
    ``shifted`` says how a conversion may have moved its cells, where its blanks look so; ``split``: its numbers are
    told apart by its own sum alone."""

    status: Status = "number"
    notes: tuple[str, ...] = ()
    readings: Sequence[tuple[int, ...]] = ()
    shifted = ""
    split = False

    def __init__(
        self,
        record: Record,
        item: str | None = None,
        certain: bool = False,
        values: tuple[Value, ...] | None = None,
    ) -> None:
        self.record, self.item, self.certain, self.values = record, item, certain, values

    def doubt(self, note: str) -> None:
        """Casts doubt on the whole row, and says why."""
        self.status = "suspect"
        self.notes += (note,)

    def settle(self, reading: tuple[int, ...], note: str, status: Status) -> None:
        """Decides for one of the readings, and says how."""
        self.values = tuple(v for n in reading if (v := read_value(str(n))))
        self.status, self.readings = status, ()
        self.notes += (note,)

    @property
    def numbers(self) -> tuple[Decimal | None, ...] | None:
        """The seven numbers, None for what is none; None without values."""
        return tuple([v.value for v in self.values]) if self.values else None


def fill(entry: Entry, learned: Offsets, positional: bool) -> None:
    """The seven values of a record, its doubts, or the readings that its run-together digits allow."""
    record = entry.record
    if len(record.printed) == len(record.values) == WIDTH:
        entry.values = record.values
        return
    aligned = align(record, WIDTH, learned)
    if aligned:
        entry.values, entry.status = aligned.values, aligned.status
        if aligned.note:
            entry.notes = (aligned.note,)
        if not positional and _shifted(aligned.values):
            entry.shifted = PUSHED
        elif not positional and len(record.values) == WIDTH and learned.may_open_with_filler(aligned.values):
            entry.shifted = FILLED
        return
    printed = [record.values[i] for i in record.printed]
    if len(printed) > WIDTH:
        if len(printed) == WIDTH + 1:
            _one_too_many(entry, printed)
        return
    digits = [v.raw for v in printed]
    if digits and all(d.isdecimal() for d in digits) and len("".join(digits)) >= WIDTH and not _adds_up_apart(digits):
        entry.readings = run_readings(digits, WIDTH, WIDTH)
        if len(entry.readings) == 1:
            entry.split = True
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


def _one_too_many(entry: Entry, printed: Sequence[Value]) -> None:
    """Takes the seven of eight numbers that add up, where only seven do."""
    vectors = {
        tuple(v.raw for j, v in enumerate(printed) if j != i): i
        for i in range(len(printed))
        if adds_up([v for j, v in enumerate(printed) if j != i])
    }
    if len(vectors) == 1:
        at = next(iter(vectors.values()))
        entry.values = tuple(v for j, v in enumerate(printed) if j != at)
        entry.doubt(f"这一行多出一个数字（{printed[at].raw}）")


def _adds_up_apart(digits: Sequence[str]) -> bool:
    """Whether the numbers add up as they stand: then blanks are lost between them, and nothing runs together."""
    *parts, total = map(int, digits)
    return bool(parts) and sum(parts) == total


def _shifted(values: Sequence[Value]) -> bool:
    """Whether all blanks stand at a row's end as if they had been moved there (7 | 1 | 8 | | | | ): several of them, or
    one behind a figure that is the sum of the others."""
    printed = [v for v in values if v.status != "blank"]
    blanks = len(values) - len(printed)
    if not blanks or not printed or "blank" in [v.status for v in values[: len(printed)]]:
        return False
    return blanks > 1 or ((printed[-1].value or 0) > 0 and adds_up(printed))


def _missing_one(entry: Entry, printed: list[Value]) -> None:
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
