"""Section 4: fifteen numbers in three stages, printed as one row of fifteen, three tables of five, or fifteen lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from builder.forms import form
from builder.model import FormId, Place, Row, Status
from builder.parse.alignment import Aligned, Offsets, align
from builder.parse.labels import bare, key, vocabulary
from builder.parse.lines import Line
from builder.parse.records import Record, records
from builder.parse.repeated import Read, Repeated
from builder.parse.rows import (
    again,
    build_row,
    cut_off,
    digits_below,
    doubted,
    illegible_row,
    in_other_order,
    other_again,
)
from builder.parse.shapes import printed_at
from builder.parse.tail import told_result
from builder.parse.values import Value, adds_up, read_value, run_readings

_STAGES = tuple(t.id for t in form("2021").stages)
_RESULTS = tuple(t.id for t in form("2021").results)
_WIDTH = len(_RESULTS)
_ALL = _WIDTH * len(_STAGES)
_REVIEW, _LAWSUITS = bare(form("2021").stages[0].zh), bare(form("2021").stages[1].group[0])


@Repeated
def read_review(lines: Sequence[Line], form_id: FormId, *, ends_document: bool) -> Read:
    """The rows of section 4, and how many of ``lines`` the table took (prose may follow without a heading)."""
    taken = _table_end(lines)
    table, last = lines[:taken], ends_document and taken == len(lines)
    found = _cell_a_line(table) or _result_a_line(table) or _row_a_record(table, ends_document=last)
    if not found:
        return Read((), (), taken)
    rows = _transposed(found, form_id) or _whole(found, form_id) or _stages(found, form_id)
    rows = _doubt_shifted(in_other_order(rows) if _lawsuits_first(table) else rows)
    if found[-1].last and rows and not adds_up(rows[-1].figures):
        rows = (*rows[:-1], cut_off(rows[-1]))
    return Read(rows, (), taken)


def _row_a_record(lines: Sequence[Line], *, ends_document: bool) -> list[Record]:
    """The rows as any table has them."""
    words = vocabulary("review_litigation")
    found, *_ = records(lines, words, _WIDTH, ends_document=ends_document, blank_rows=True)
    return [record for record in found if record.printed or len(record.values) >= _WIDTH]


def _lawsuits_first(lines: Sequence[Line]) -> bool:
    """Whether the heads name lawsuits before reviews, which one line tells, or cells one a line: in print a head that
    spans rows stands lower than the one behind it."""
    rows = [line.text.split() if len(line.texts) == 1 else line.texts for line in lines]
    if all(len(row) == 1 for row in rows):
        rows = [[row[0] for row in rows]]
    kinds = [[kind for text in row if (kind := bare(text)) in (_REVIEW, _LAWSUITS)] for row in rows]
    return any(row[:2] == [_LAWSUITS, _REVIEW] for row in kinds)


def _cell_a_line(lines: Sequence[Line]) -> list[Record]:
    """Fifteen cells printed one a row, blank ones kept by the container: as one record, else nothing."""
    cells: list[tuple[Value, Line]] = []
    run: list[tuple[Value, Line]] = []
    if len(lines) < _ALL:
        return []
    for line in [*lines, None]:
        value = read_value(line.texts[0]) if line is not None and line.grid and len(line.texts) == 1 else None
        if line is not None and value is not None:
            run.append((value, line))
            continue
        # Runs of other lengths are fillers between header cells.
        if len(run) in (_WIDTH, 2 * _WIDTH, _ALL):
            cells.extend(run)
        run = []
    if len(cells) != _ALL:
        return []
    values = tuple([v for v, _ in cells])
    return [Record((), values, printed_at(values), cells[0][1].place, closed=True)]


def _result_a_line(lines: Sequence[Line]) -> list[Record]:
    """Fifteen rows of a result and its cell, some of them blank: as one record, else nothing."""
    names, texts, values, place = _result_names(), list[str](), list[Value](), Place(0)
    for line in lines:
        *labels, last = line.texts
        value = read_value(last) if labels and line.grid else None
        told = names.get(bare(labels[-1])) if labels else None
        texts += labels if value else line.texts
        if value and told == _RESULTS[len(values) % _WIDTH]:
            place = place if values else line.place
            values.append(value)
    if len(values) != _ALL or all(value.status != "blank" for value in values):
        return []
    return [Record(tuple(texts), tuple(values), printed_at(tuple(values)), place, closed=True)]


def _table_end(lines: Sequence[Line]) -> int:
    """The line after the last one that holds table values or headers; sentences after it are prose."""
    end = 0
    for i, line in enumerate(lines):
        if len(line.texts) == 1 and len(line.text) > 40 and not line.text.replace(" ", "").isdigit():
            if end:
                break
            continue
        tail = line.text.split()
        if line.grid or (tail and read_value(tail[-1]) is not None) or told_result(line.text):
            end = i + 1
    return end or len(lines)


def _split(
    values: Sequence[Value], record: Record, form_id: FormId, status: Status = "number", note: str = ""
) -> tuple[Row, ...]:
    """Fifteen values of one record, five for each stage."""
    rows = tuple(
        build_row(
            "review_litigation", stage, form_id, record, _RESULTS, values[i * _WIDTH : (i + 1) * _WIDTH], status, note
        )
        for i, stage in enumerate(_STAGES)
    )
    return rows if _headed_in_order(record.texts) else in_other_order(rows)


@lru_cache(maxsize=4096)
def _headed_in_order(texts: tuple[str, ...]) -> bool:
    """Whether the heads, where they name all stages or all results, do so in the form's order. Of heads that a page
    break cuts in two, some results are named and some are not."""
    stages, results = vocabulary("review_litigation").exact, _result_names()
    named = [stage for stage in dict.fromkeys([stages.get(key(text)) for text in texts]) if stage in _STAGES]
    if len(named) == len(_STAGES) and tuple(named) != _STAGES:
        return False
    printed = [result for text in texts if (result := results.get(bare(text)))]
    first = tuple(printed[:_WIDTH])
    return len(printed) % _WIDTH > 0 or set(first) != set(_RESULTS) or first == _RESULTS


def _labelled(record: Record) -> str | None:
    """The stage that a record's label names, None for none or several: 行政诉讼 heads two."""
    match = record.match
    stage = match.item if match and match.count == 1 and match.item in _STAGES else None
    return None if stage == _STAGES[0] and _LAWSUITS in map(bare, record.texts) else stage


def _in_turn(labels: Sequence[str | None]) -> tuple[tuple[str, ...], bool]:
    """The stages of three parts, by their labels where each has one of its own, else in the form's order; False where a
    label then says otherwise."""
    told = tuple([label for label in labels if label])
    if set(told) == set(_STAGES):
        return told, True
    return _STAGES, all(label in (None, stage) for label, stage in zip(labels, _STAGES, strict=True))


def _whole(found: list[Record], form_id: FormId) -> tuple[Row, ...]:
    """All fifteen at once: one row, or records that add up to fifteen cells in order. A row of blanks counts only where
    none prints figures."""
    learned = Offsets((r, _ALL) for r in found)
    fifteens = [r for r in [r for r in found if r.printed] or found if len(r.values) >= _ALL]
    for record in fifteens:
        aligned = align(record, _ALL, learned)
        if aligned and aligned.status == "suspect":
            aligned = _added_up(record) or aligned
        if aligned:
            rows = _split(aligned.values, record, form_id, aligned.status, aligned.note)
            rows = _doubt_broken(rows, found[found.index(record) + 1 :])
            return _doubt_other(rows, fifteens[fifteens.index(record) + 1 :])
    cells: list[tuple[Value, Record]] = []
    for record in found:
        whole = (len(record.printed) % _WIDTH == 0 and record.printed) or not record.closed
        cells.extend((record.values[i], record) for i in (record.printed if whole else range(len(record.values))))
    if len(cells) == _ALL:
        return _in_parts(cells, form_id)
    tokens = [record.values[i].raw for record in found for i in record.printed]
    if all(t.isdecimal() for t in tokens) and len("".join(tokens)) >= _ALL > len(tokens):
        readings = run_readings(tokens, _ALL, _WIDTH)
        if len(readings) == 1:
            values = [v for n in readings[0] if (v := read_value(str(n)))]
            # Many pieces may as well be numbers with the blanks between them lost.
            status: Status = "annotated" if len(tokens) <= len(_STAGES) else "suspect"
            return _split(values, found[0], form_id, status, f"连写数字 {' '.join(tokens)}，按合计只有一种拆法")
    return ()


def _doubt_other(rows: tuple[Row, ...], later: Sequence[Record]) -> tuple[Row, ...]:
    """The rows, in doubt where the fifteen are printed once more with other figures."""
    printed = [figure.value for row in rows for figure in row.figures if figure.value is not None]
    for record in later:
        if [record.values[i].value for i in record.printed] != printed:
            return tuple([doubted(row, other_again(record.place)) for row in rows])
    return rows


def _doubt_broken(rows: tuple[Row, ...], later: Sequence[Record]) -> tuple[Row, ...]:
    """The rows, in doubt where digits without a label stand below the fifteen: of numbers that are broken over two
    lines. One number alone may be the page's, and speaks only against what does not add up."""
    rest = [record.values[i].raw for record in later if not record.texts for i in record.printed]
    if not rest or len(rest) >= _ALL:
        return rows
    note = digits_below(rest)
    return tuple([doubted(row, note) if len(rest) > 1 or not adds_up(row.figures) else row for row in rows])


def _in_parts(cells: Sequence[tuple[Value, Record]], form_id: FormId) -> tuple[Row, ...]:
    """Fifteen cells of several records, five for each stage."""
    parts = [cells[i : i + _WIDTH] for i in range(0, _ALL, _WIDTH)]
    labels = [{_labelled(record) for _, record in part} for part in parts]
    stages, in_order = _in_turn([next(iter(label)) if len(label) == 1 else None for label in labels])
    names = _result_names()
    results = [names.get(bare(r.texts[-1])) if len(r.values) == 1 and r.texts else None for _, r in cells]
    headed = all(_headed_in_order(part[0][1].texts) for part in parts)
    lined = all(told in (None, result) for told, result in zip(results, _RESULTS * len(_STAGES), strict=True))
    rows = {
        stage: build_row("review_litigation", stage, form_id, part[0][1], _RESULTS, [v for v, _ in part])
        for stage, part in zip(stages, parts, strict=True)
    }
    ordered = tuple(rows[stage] for stage in _STAGES)
    return ordered if in_order and headed and lined else in_other_order(ordered)


def _added_up(record: Record) -> Aligned | None:
    """The fifteen cells among fillers, where their sums hold for one place only."""
    fitting = []
    for start in range(len(record.values) - _ALL + 1):
        values = record.values[start : start + _ALL]
        outside = any(not start <= i < start + _ALL for i in record.printed)
        if not outside and all(adds_up(values[i : i + _WIDTH]) for i in range(0, _ALL, _WIDTH)):
            fitting.append(values)
    return Aligned(fitting[0]) if len(fitting) == 1 else None


def _stages(found: list[Record], form_id: FormId) -> tuple[Row, ...]:
    """Records of five: by stage label, else in order when there are exactly three; what fits neither is illegible."""
    rows: dict[str, Row] = {}
    fives = [r for r in found if len(r.printed) == _WIDTH or (r.closed and len(r.values) == _WIDTH)]
    labels: Sequence[str | None] = [_labelled(record) for record in fives]
    in_order = True
    if len(fives) == len(_STAGES):
        labels, in_order = _in_turn(labels)
    for stage, record in zip(labels, fives, strict=True):
        aligned = align(record, _WIDTH, Offsets(()))
        if not (stage and aligned):
            continue
        row = build_row(
            "review_litigation", stage, form_id, record, _RESULTS, aligned.values, aligned.status, aligned.note
        )
        rows[stage] = again(rows.get(stage, row), row)
    if rows:
        ordered = tuple(rows[s] for s in _STAGES if s in rows)
        return ordered if in_order else in_other_order(ordered)
    count = sum(len(r.printed) for r in found)
    note = f"印出 {count} 个数字，表样有 {_ALL} 个，不能确定各在哪一格"
    merged = Record((), tuple([v for r in found for v in r.values]), (), found[0].place)
    return tuple(illegible_row("review_litigation", s, form_id, merged, _RESULTS, note) for s in _STAGES)


def _doubt_shifted(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Blanks among fifteen figures whose sums do not hold: a cell is lost or the blanks were moved, and nobody can
    say where."""
    figures = [f for row in rows for f in row.figures]
    if "blank" not in [f.status for f in figures] or not any(f.value for f in figures):
        return rows
    if all(adds_up(row.figures) or row.status != "number" for row in rows):
        return rows
    note = "有空白格而合计对不上，可能缺了一格或空白格移动过"
    return tuple(doubted(row, note) if row.status == "number" else row for row in rows)


@cache
def _result_names() -> dict[str, str]:
    return {bare(t.zh): t.id for t in form("2021").results}


def _transposed(found: list[Record], form_id: FormId) -> tuple[Row, ...]:
    """A table turned on its side: a row per result, a column per stage."""
    names = _result_names()
    by_result = {
        names[bare(r.texts[-1])]: r
        for r in found
        if r.texts and bare(r.texts[-1]) in names and len(r.printed) == len(_STAGES)
    }
    if len(by_result) != _WIDTH:
        return ()
    rows = tuple(
        build_row(
            "review_litigation",
            stage,
            form_id,
            by_result[_RESULTS[0]],
            _RESULTS,
            [by_result[r].values[by_result[r].printed[i]] for r in _RESULTS],
        )
        for i, stage in enumerate(_STAGES)
    )
    return rows if _headed_in_order(found[0].texts) else in_other_order(rows)
