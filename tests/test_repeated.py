"""Tables that print the same are read once, and lines with figures tell what the same lines with zeros do."""

from collections.abc import Iterator, Sequence
from random import Random

import pytest

from builder.formats.text import read_text
from builder.model import TABLES, Finding, Place, Row
from builder.parse.labels import vocabulary
from builder.parse.lines import Line, flatten
from builder.parse.repeated import Read, Repeated
from builder.parse.shapes import Shape
from builder.parse.wording import Wording, worded
from builder.places import places
from builder.synth.cases import benign_case, damaged_case

LAYOUTS = ("text:tab-ragged", "text:pipe", "text:spaces", "text:line")
LABELS = ("行政许可", "规章", "一、予以公开")


class Reader:
    """Reads a line to a row, and remembers the first lines of the tables that it was given."""

    def __init__(self, note: str = "", finding: Finding | None = None) -> None:
        self.note, self.finding = note, finding
        self.given: list[int] = []

    def __call__(self, lines: Sequence[Line], /, *, whole: bool = True) -> Read:
        self.given.append(lines[0].place.line)
        rows = [
            Row("proactive", line.text, "2021", line.text, line.place, (), note=self.note) for line in reversed(lines)
        ]
        return Read(tuple(rows), (self.finding,) if self.finding else (), len(lines))


def table(first: int, *labels: str, figure: str = "0") -> list[Line]:
    return [Line(worded((label, figure)), Place(first + 2 * i), True) for i, label in enumerate(labels)]


def test_a_table_that_prints_the_same_is_read_once_and_stands_on_its_own_lines() -> None:
    reader = Reader()
    read = Repeated(reader)
    for first in (3, 40, 7):
        found = read(table(first, *LABELS))
        assert found == Reader()(table(first, *LABELS))
        assert [row.place.line for row in found.rows] == [first + 4, first + 2, first]
    assert reader.given == [3]


def test_other_labels_other_lines_and_other_words_on_it_are_another_table() -> None:
    reader = Reader()
    read = Repeated(reader)
    paragraphs = [line._replace(grid=False) for line in table(1, *LABELS)]
    for lines in (table(1, *LABELS), table(2, *LABELS[:2]), paragraphs, table(3, *reversed(LABELS))):
        assert read(lines) == Reader()(lines)
    read(table(4, *LABELS), whole=False)
    assert len(reader.given) == 5


@pytest.mark.parametrize(
    "reader",
    [Reader(note="同一行在第 9 行又出现"), Reader(finding=Finding("extra-row", "hint", Place(1)))],
    ids=["note", "finding"],
)
def test_what_may_name_a_line_is_read_each_time(reader: Reader) -> None:
    read = Repeated(reader)
    assert [read(table(first, *LABELS)).took for first in (1, 9)] == [3, 3]
    assert reader.given == [1, 9]


def test_tables_with_figures_and_tables_in_one_line_are_read_each_time() -> None:
    reader = Reader()
    read = Repeated(reader)
    place = Place(5)
    one_line = [line._replace(place=place) for line in table(5, *LABELS)]
    for lines in (table(1, *LABELS, figure="12"), table(2, *LABELS, figure="12"), one_line, one_line):
        read(lines)
    assert reader.given == [1, 2, 5, 5]


def test_no_more_than_so_many_tables_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.parse.repeated._MOST_KEPT", 4)
    reader = Reader()
    read = Repeated(reader)
    for n in range(1, 60):
        assert read(table(n, f"行政许可{'甲' * n}")).rows[0].place == Place(n)
    assert len(read._known) <= 4


def drawn() -> Iterator[Line]:
    for seed in range(40):
        for case in (benign_case(seed, LAYOUTS), damaged_case(seed, LAYOUTS)):
            yield from flatten(read_text(case.data.decode()))
    rng = Random(5)
    cells = (
        "",
        "0",
        "00",
        "7",
        "１２",
        "12",
        "1,234",
        "－",
        "无",
        "12件",
        "约502件",
        "行政许可",
        "总计",
        "其他",
        "信息内容",
        "6）",
    )
    for _ in range(20000):
        texts = tuple(rng.choices(cells, k=rng.choice((1, 2, 3, 4, 8, 9))))
        yield Line(worded(texts), Place(1), True)


def said(shape: Shape) -> tuple[object, ...]:
    reading = shape.reading
    parts = ("label", "values", "printed", "match", "known", "solid", "lacking", "words")
    return (*shape._replace(reading=None), *([repr(getattr(reading, part)) for part in parts] if reading else ()))


def test_a_line_with_figures_tells_what_it_would_tell_by_itself() -> None:
    alike = 0
    for line in drawn():
        found, alone = line.wording, Wording(line.texts)
        alike += found.alike is not None
        for name in ("signs", "text", "told", "prose", "numbered", "long"):
            assert getattr(found, name) == getattr(alone, name), (name, line.texts)
        for name in TABLES:
            words = vocabulary(name)
            assert said(found.shaped(words)) == said(alone.shaped(words)), line.texts
    assert alike > 1000


def test_places_of_lines_are_one_object() -> None:
    assert places[7] == Place(7)
    assert places[7] is places[7]
    assert places[10**6] == Place(10**6)
