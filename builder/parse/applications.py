"""Section 3: seven numbers a row, rows by label; rows without a label only where order and sums leave one reading."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from builder.model import Finding, FormId, Row
from builder.parse.alignment import Offsets
from builder.parse.arrangement import arranged
from builder.parse.columns import arbitrate, confirm, doubt_broken, doubt_lone_blank_totals, doubt_lost_blanks
from builder.parse.entries import COLUMNS, ORDERS, SINGLE, WIDTH, Entry, fill
from builder.parse.gaps import with_blanks
from builder.parse.labels import is_group, vocabulary
from builder.parse.lines import Line
from builder.parse.placing import extra_row, place, without_repeats
from builder.parse.records import Record, labels_below, records
from builder.parse.repeated import Read, Repeated
from builder.parse.rows import build_row, cut_off, doubted, illegible_row
from builder.parse.shapes import lacking
from builder.parse.subtotal import SUBTOTAL, heads_of, without_subtotal
from builder.parse.turned import turned
from builder.parse.values import Value, adds_up


@Repeated
def read_applications(
    lines: Sequence[Line], *, section_two_2019: bool, positional: bool, ends_document: bool, breaking: bool
) -> Read:
    """The rows of section 3 in the form's order. ``positional``: the container has real cells, so a blank is where it
    stands; ``section_two_2019``: all of section 2 is of the 2019 form (with a single （六）其他处理 row the table is
    then too); ``breaking``: the container may break off anywhere, so that even the last row of all may be cut."""
    words = vocabulary("applications")
    cells = lines if positional else with_blanks(lines, words, WIDTH)
    found, rest = records(cells, words, WIDTH, ends_document=ends_document)
    found = labels_below(found, rest, words)
    if labelled := _as_labelled(found, lines):
        form_id = _form(labelled, section_two_2019)
        ordered = [(item, *labelled[item]) for item in _rank() if item in labelled]
        rows = [build_row("applications", item, form_id, record, COLUMNS, values) for item, record, values in ordered]
        return Read(tuple(rows), (), len(lines))
    findings: list[Finding] = []
    placed = turned(found)
    if placed is None:
        placed, findings = _decided(found, lines, positional)
    if _doubly(placed):
        findings.append(extra_row(placed.pop(SINGLE).record))
    form_id = _form(placed, section_two_2019)
    complete = len(placed) >= len(ORDERS["2019"])
    rows = [_built(item, placed[item], form_id, complete, breaking) for item in _rank() if item in placed]
    return Read(tuple(rows), tuple(findings), len(lines))


def _form(items: Collection[str], section_two_2019: bool) -> FormId:
    return "2019" if SINGLE in items and section_two_2019 else "2021"


def _doubly(items: Collection[str]) -> bool:
    """Whether a table has both the single row （六）其他处理 and rows of the later form's in its place."""
    return SINGLE in items and any(item.startswith("other_") and item != SINGLE for item in items)


def _as_labelled(found: list[Record], lines: Sequence[Line]) -> dict[str, tuple[Record, tuple[Value, ...]]] | None:
    """By item the rows of a table that leaves nothing to decide: each has a label of its own and seven numbers, none
    ends the file, and no column is one of subtotals. None for any other; ``_decided`` would say the same of this one,
    and takes three times as long."""
    placed: dict[str, tuple[Record, tuple[Value, ...]]] = {}
    spread = False
    if found and found[-1].last:
        return None
    for record in found:
        _, values, printed, _, own, _, _, match, reading = record
        if match is None or not own or len(printed) != WIDTH or match.item in placed:
            return None
        if is_group(match.item) or (reading.lacking if reading else lacking(values)):
            return None
        solid = reading.solid if reading else record.solid
        if solid[0].value > solid[-1].value:  # type: ignore[operator]
            return None
        spread = spread or len(values) > WIDTH
        placed[match.item] = record, solid
    return None if _doubly(placed) or (spread and SUBTOTAL in heads_of(lines)) else placed


def _decided(found: list[Record], lines: Sequence[Line], positional: bool) -> tuple[dict[str, Entry], list[Finding]]:
    """The entries of any table: columns by what whole rows show, items by label and order, doubts by the sums."""
    seven, unsure = without_subtotal(_split_streams(found), lines)
    entries = [Entry(r) for r in arranged(seven, lines)]
    learned = Offsets(((e.record, WIDTH) for e in entries), totals=True)
    for entry in entries:
        fill(entry, learned, positional)
        if any(entry.record is record for record in unsure):
            entry.doubt("有一列是小计，表头没有说是哪一列，数字也不能定")
    findings = place(entries)
    placed = without_repeats(entries)
    arbitrate(placed)
    confirm(placed)
    doubt_lone_blank_totals(placed)
    doubt_lost_blanks(placed)
    doubt_broken(placed, found)
    return placed, findings


@cache
def _rank() -> tuple[str, ...]:
    """All items of both forms in printed order, the 2019 single row where the 2021 form has its three."""
    later = ORDERS["2021"]
    at = later.index("other_uncorrected_overdue")
    return (*later[:at], SINGLE, *later[at:])


def _split_streams(found: list[Record]) -> list[Record]:
    """A stream of several times seven values is as many rows, of which only the first has a label."""
    out: list[Record] = []
    for record in found:
        count = len(record.values)
        if record.closed or count <= WIDTH or count % WIDTH or len(record.printed) != count:
            out.append(record)
            continue
        for start in range(0, count, WIDTH):
            part = record.narrowed(record.values[start : start + WIDTH])
            part = part._replace(last=record.last and start + WIDTH == count)
            out.append(part if start == 0 else part._replace(texts=(), own=False, match=None))
    return out


def _built(item: str, entry: Entry, form_id: FormId, complete: bool, breaking: bool) -> Row:
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
    if record.last and entry.status == "number" and not (complete and (not breaking or adds_up(entry.values))):
        row = cut_off(doubted(row, "文件到此中断"))
    return row
