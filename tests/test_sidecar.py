"""Sidecars: the maintainer's word is taken exactly, and each slip is told with its line."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.catalogue import message
from builder.model import Place, Reading, Sidecar
from builder.sidecar import HELD_BACK, read_sidecar

WHOLE = """# the maintainer's word
agency_id = "990101-czj"
year = 2023
source_url = "https://example.org/a?b=1"
published_on = 2024-01-30
revision = 2
sample = true

[[reading]]
table = "proactive"
item = "administrative_fees"
column = "amount"
value = 160.5964
reason = "原件第 3 页"

[[reading]]
table = "applications"
item = "granted"
column = "total"
value = ""
reason = "原件为空白"
"""


def read(text: str) -> tuple[Sidecar, list[tuple[str, int]]]:
    sidecar, findings = read_sidecar(text.encode(), "a/b.toml")
    assert all(dict(f.values)["file"] == "a/b.toml" and f.level == "error" for f in findings)
    return sidecar, [(f.code, f.place.line if f.place else 0) for f in findings]


def test_every_key() -> None:
    sidecar, findings = read(WHOLE)
    assert findings == []
    assert sidecar == Sidecar(
        agency_id="990101-czj",
        year=2023,
        source_url="https://example.org/a?b=1",
        published_on="2024-01-30",
        revision=2,
        sample=True,
        readings=(
            Reading("proactive", "administrative_fees", "amount", Decimal("160.5964"), "原件第 3 页"),
            Reading("applications", "granted", "total", None, "原件为空白"),
        ),
    )


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    assert read_sidecar(WHOLE.replace("\n", "\r\n").encode("utf-8-sig"), "b.toml") == read_sidecar(
        WHOLE.encode(), "b.toml"
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('agency_id = "云溪"', "sidecar-value"),
        ('agency_id = "../../etc"', "sidecar-value"),
        ("year = 23", "sidecar-value"),
        ('year = "2023"', "sidecar-value"),
        ("year = true", "sidecar-value"),
        ('source_url = "javascript:alert(1)"', "sidecar-value"),
        ('source_url = "https://"', "sidecar-value"),
        ('source_url = "https://example.org/ b"', "sidecar-value"),
        ('published_on = "30.1.2024"', "sidecar-value"),
        ("published_on = 2024-01-30T10:00:00", "sidecar-value"),
        ("revision = -1", "sidecar-value"),
        ("sample = 1", "sidecar-value"),
        ("reading = 5", "sidecar-value"),
        ('unmask = "mobile"', "sidecar-value"),
        ('unmask = ["mobile", 5]', "sidecar-value"),
        ('unmask = [" "]', "sidecar-value"),
        ("withdrawn = false", "sidecar-value"),
        ('agency = "x"', "sidecar-key"),
        ("[agency_id]", "sidecar-value"),
        ("year = ", "sidecar-syntax"),
        ('title = "a', "sidecar-syntax"),
    ],
)
def test_a_slip_is_told_with_its_line(line: str, code: str) -> None:
    stated, findings = read(f"# one\n\n{line}\n")
    assert (stated, findings) == (Sidecar(), [(code, 3)])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("withdrawn = true", "sidecar-value"),
        ('withdrawn = " "', "sidecar-value"),
        ("withdrawn = 应当事人要求", "sidecar-syntax"),
        ("  'withdrawn'=“应当事人要求”", "sidecar-syntax"),
    ],
)
def test_what_was_to_be_withdrawn_is_not_published_for_a_slip(line: str, code: str) -> None:
    stated, findings = read(f"# one\n\n{line}\n")
    assert (stated, findings) == (Sidecar(withdrawn=HELD_BACK), [(code, 3)])
    stated, _ = read_sidecar(f"# 撤下\n{line}\n".encode("gb18030"), "a.toml")
    assert stated == Sidecar(withdrawn=HELD_BACK), "an editor that saves in GBK"
    assert read_sidecar(f"\ufeff{line}\nyear = \n".encode(), "a.toml")[0] == Sidecar(withdrawn=HELD_BACK), "or a mark"
    assert read("# withdrawn = 1\nyear = \n")[0] == Sidecar(), "in a comment it states nothing"


def test_a_slip_is_told_in_the_words_of_the_file() -> None:
    _, findings = read_sidecar('agency_id = "云溪"\nyaer = 2023\nwithdrawn = ""\n'.encode(), "a/b.toml")
    assert [message(finding, "en") for finding in findings] == [
        '"云溪" is not a valid value of “agency_id” in a/b.toml and was left out; expected something like "321322-fgj"',
        "“yaer” in a/b.toml is not a sidecar key and was left out; the keys are agency_id, year, source_url, "
        "published_on, revision, sample, unmask, withdrawn, [[reading]]",
        '"" is not a valid value of “withdrawn” in a/b.toml and was left out; expected something like "…"',
    ]


def test_what_hides_and_what_shows_words_is_kept_as_it_stands() -> None:
    stated, findings = read('unmask = ["mobile", " 张三 "]\nwithdrawn = " 应当事人要求 "\n')
    assert findings == [] and stated == Sidecar(unmask=("mobile", " 张三 "), withdrawn="应当事人要求")


def test_a_text_of_digits_is_told_from_a_number() -> None:
    _, findings = read_sidecar(b'year = "2023"\nsample = 1\n', "b.toml")
    told = [message(finding, "en") for finding in findings]
    assert told[0].startswith('"2023" is not a valid value of “year” in b.toml and was left out; expected')
    assert "something like 2024 " in told[0]
    assert told[1].startswith("1 is not a valid value of “sample”")


def test_a_file_that_is_not_utf_8_is_told_with_the_line_of_its_first_wrong_byte() -> None:
    sidecar, (finding,) = read_sidecar(b"sample = true\n" + "# 机关\n".encode("gb18030"), "b.toml")
    assert (sidecar, finding.code, finding.place) == (Sidecar(), "sidecar-syntax", Place(2))


@pytest.mark.parametrize(
    ("text", "line"), [("year = ", 1), ("year = 2023\n\nsource_url = '''\na\nb", 5), ("[[reading]]\nitem = [\n", 2)]
)
def test_a_slip_at_the_end_of_the_file_is_told_there(text: str, line: int) -> None:
    assert read(text) == (Sidecar(), [("sidecar-syntax", line)])


@pytest.mark.parametrize(
    "value",
    [
        "[" * 5000,
        "9" * 5000,
        "0x" + "F" * 5000,
        "[[0x" + "F" * 5000 + "]]",
        "1e99999999999999999999",
        "{" + ".".join("a" * 30000) + " = 1}",
    ],
)
def test_what_could_not_be_told_of_states_nothing(value: str) -> None:
    assert read(f"sample = true\nyear = {value}\n") == (Sidecar(), [("sidecar-syntax", 1)])
    assert read(f'withdrawn = "应当事人要求"\nyear = {value}\n')[0] == Sidecar(withdrawn=HELD_BACK)


def test_as_many_slips_as_a_file_may_hold_take_no_time_that_grows_with_their_square() -> None:
    count = 25_000
    begun = time.process_time()
    _, findings = read("".join(f"k{number} = 1\n" for number in range(count)))
    assert findings[-1] == ("sidecar-key", count)
    _, findings = read("[[reading]]\nk = 1\n" * (count // 2))
    assert findings[-1] == ("sidecar-key", count)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("value", ["1e-999999999", '"1E-999999999"', "1e18", "9999999999999999999", "inf"])
def test_a_reading_has_no_more_digits_than_a_figure(value: str) -> None:
    sidecar, findings = read(WHOLE.replace("value = 160.5964", f"value = {value}"))
    assert findings == [("sidecar-value", 13)]
    assert [reading.item for reading in sidecar.readings] == ["granted"]


def test_what_a_reading_lacks_is_named() -> None:
    _, findings = read_sidecar(b'[[reading]]\ntable = "applications"\nitem = "granted"\nvalue = 1\n', "a.toml")
    assert [(f.code, f.place, dict(f.values)["key"]) for f in findings] == [
        ("reading-incomplete", Place(1), "column"),
        ("reading-incomplete", Place(1), "reason"),
    ]


def test_a_wrong_key_leaves_the_others_standing() -> None:
    sidecar, findings = read('year = 2023\nyaer = 2022\nrevision = "x"\n')
    assert (sidecar.year, sidecar.revision) == (2023, 0)
    assert findings == [("sidecar-key", 2), ("sidecar-value", 3)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('reason = "原件第 3 页"', "", [("reading-incomplete", 9)]),
        ('reason = "原件第 3 页"', 'reason = " "', [("sidecar-value", 14)]),
        ("value = 160.5964", 'value = "a few"', [("sidecar-value", 13)]),
        ("value = 160.5964", "value = nan", [("sidecar-value", 13)]),
        ("value = 160.5964", "value = true", [("sidecar-value", 13)]),
        ('column = "amount"', 'column = "total"', [("reading-unknown-cell", 9)]),
        ('column = "amount"', 'column = "amount"\nnote = "x"', [("sidecar-key", 13)]),
    ],
)
def test_a_faulty_reading_is_left_out_and_the_next_one_kept(
    old: str, new: str, expected: list[tuple[str, int]]
) -> None:
    sidecar, findings = read(WHOLE.replace(old, new, 1))
    assert findings == expected
    assert [reading.item for reading in sidecar.readings] == ["granted"]


def test_a_cell_has_one_reading() -> None:
    again = (
        WHOLE + '\n[[reading]]\ntable = "applications"\nitem = "granted"\ncolumn = "total"\nvalue = 7\nreason = "?"\n'
    )
    sidecar, findings = read(again)
    assert findings == [("reading-twice", 23)]
    assert sidecar.readings[1].value is None


def test_what_is_no_utf8_states_nothing() -> None:
    sidecar, findings = read_sidecar("year = 2023 # 年".encode("gb18030"), "b.toml")
    assert sidecar == Sidecar()
    assert [f.code for f in findings] == ["sidecar-syntax"]
    assert "not in UTF-8" in dict(findings[0].values)["reason"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_anything_comes_back_as_a_sidecar_and_findings(data: bytes) -> None:
    sidecar, findings = read_sidecar(data, "b.toml")
    assert isinstance(sidecar, Sidecar)
    assert all(f.place is not None and 1 <= f.place.line <= data.count(b"\n") + data.count(b"\r") + 1 for f in findings)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_a_reading_keeps_every_digit(value: Decimal) -> None:
    sidecar, findings = read(WHOLE.replace("160.5964", str(value) if "E" not in str(value) else f"{value:f}"))
    assert findings == []
    assert sidecar.readings[0].value == value
