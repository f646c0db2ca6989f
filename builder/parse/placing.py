"""Which row of the form an entry of section 3 is: labelled ones first, the others by the form's order between them."""

from __future__ import annotations

from builder.model import Finding, Level
from builder.parse.entries import ORDERS, SINGLE, Entry
from builder.parse.labels import HEADER_WORDS, bare, is_group, key, vocabulary
from builder.parse.records import Record
from builder.parse.rows import other_again

_FEWEST_TOLD = 4  # characters; a shorter text may be the end of a label that is printed over several lines


def place(entries: list[Entry]) -> list[Finding]:
    """Gives every entry its item: labelled ones first, the others by the form's order between them."""
    for entry in entries:
        record = entry.record
        if record.match and record.own and not is_group(record.match.item):
            entry.item, entry.certain = record.match.item, True
    named = {e.item for e in entries if e.certain}
    single = SINGLE in named and not any(i and i.startswith("other_") and i != SINGLE for i in named)
    orders = [ORDERS["2019"] if single else ORDERS["2021"]]
    if not single and not any(i and i.startswith("other_") for i in named):
        orders.append(ORDERS["2019"])
    findings: list[Finding] = []
    run: list[Entry] = []
    before: str | None = None
    closing: list[Entry | None] = [*entries, None]
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
    run: list[Entry],
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
                return [extra_row(e.record) for e in run if e.item is None]
    missing = _gap(orders[0], before, after, named)
    findings = []
    position = 0
    for entry in run:
        guess = guesses[id(entry)]
        if guess in missing[position:]:
            _assign(entry, guess, guess)
            position = missing.index(guess) + 1
        elif _foreign(entry, guess):
            findings.append(extra_row(entry.record))
        else:
            findings.append(_unknown_row("unplaced-row", "error", entry.record))
    return findings


def _guess(entry: Entry) -> str | None:
    """The row that a label outside the vocabulary, or a label from the lines above, most likely names."""
    record = entry.record
    if record.match and not is_group(record.match.item):
        return record.match.item
    if record.match or not record.texts:
        return None
    return vocabulary("applications").closest(record.texts)


def _foreign(entry: Entry, guess: str | None) -> bool:
    """A labelled row that the form does not know: a group's subtotal or a local extra row."""
    record = entry.record
    if record.match and is_group(record.match.item):
        return True
    return guess is None and any(len(bare(t)) >= 2 for t in record.texts[-1:]) and record.closed


def _assign(entry: Entry, item: str, guess: str | None) -> None:
    entry.item = item
    record = entry.record
    if record.match and guess == item and record.match.count == 1:
        return
    label = record.texts[-1] if record.texts else ""
    if label and _is_foreign_label(label, record) and not _is_told(label, item):
        entry.doubt(f"行名“{label[:40]}”不在表样之内，按次序读作这一行")


def _is_foreign_label(label: str, record: Record) -> bool:
    """Whether the last text before the figures is neither in the vocabulary nor perhaps a piece of what is: a heading
    above it, such as 三、本年度办理结果, says nothing of the row."""
    if record.match is None:
        return record.closed and not _is_head(label)
    own = vocabulary("applications").exact.get(key(label))
    return own is None and len(bare(label)) >= _FEWEST_TOLD


def _is_told(label: str, item: str) -> bool:
    words = vocabulary("applications")
    return words.is_part(label, item) or words.is_of_parts(label, item)


def _is_head(label: str) -> bool:
    return all(key(word) in HEADER_WORDS for word in label.split())


def extra_row(record: Record) -> Finding:
    """The finding for a record that is no row of the form."""
    return _unknown_row("extra-row", "hint", record)


def _unknown_row(code: str, level: Level, record: Record) -> Finding:
    label = " ".join(record.texts)[-80:] or "（无行名）"
    printed = " ".join(v.raw for v in record.values if v.raw)[:80]
    return Finding(code, level, record.place, "applications", values=(("label", label), ("values", printed)))


def without_repeats(entries: list[Entry]) -> dict[str, Entry]:
    """The entries by item, the first of those that share one; in doubt where another says something else."""
    placed: dict[str, Entry] = {}
    for entry in entries:
        if entry.item is None:
            continue
        first = placed.setdefault(entry.item, entry)
        if first is not entry and first.numbers != entry.numbers:
            first.doubt(other_again(entry.record.place))
    return placed
