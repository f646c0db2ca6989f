"""Charts: specs that compile, colours that everyone can tell apart, drawings that say what the data say."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import combinations, pairwise
from pathlib import Path

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder import svg
from builder.charts import Bundling, DataTable, write_specs
from builder.charts.make import bar_chart, column_chart, line_chart, stacked_bar_chart
from builder.charts.specs import KINDS, spec, theme
from builder.svg import ink
from builder.svg.axes import nice, spread
from builder.svg.palette import COLOURS, INK, MODES, MUTED, OUTCOMES, PAPER, RULE, Mode
from builder.svg.series import Bar, Line, Part, Stack

SHEETS = Path("site_overrides/assets/stylesheets")
HOSTILE = '</script><b>&"\u2028局'

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))


def linear(colour: str) -> list[float]:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def times(matrix: tuple[tuple[float, ...], ...], vector: list[float]) -> list[float]:
    return [min(1.0, max(0.0, sum(a * b for a, b in zip(row, vector, strict=True)))) for row in matrix]


def lab(rgb: list[float]) -> tuple[float, float, float]:
    def f(t: float) -> float:
        return t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116

    x, y, z = times(XYZ, rgb)
    fx, fy, fz = f(x / 0.95047), f(y), f(z / 1.08883)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((times(XYZ, linear(c))[1] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_outcomes_can_be_told_apart_without_all_colours(mode: Mode, sight: str) -> None:
    seen = {key: lab(times(SIGHTS[sight], linear(COLOURS[mode][key]))) for key, _ in OUTCOMES}
    for one, other in combinations(seen, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert distance > 16, f"{one} and {other}"


@pytest.mark.parametrize("mode", MODES)
def test_colours_stand_out_from_the_paper(mode: Mode) -> None:
    for key, colour in COLOURS[mode].items():
        # The soft tone only completes a bar whose other part carries the meaning.
        assert key == "soft" or contrast(colour, PAPER[mode]) >= 3
    assert contrast(MUTED[mode], PAPER[mode]) >= 4.5
    assert contrast(INK[mode], PAPER[mode]) >= 7


@pytest.mark.parametrize(("mode", "scheme"), [("light", "default"), ("dark", "slate")])
def test_the_style_sheets_have_the_same_colours(mode: Mode, scheme: str) -> None:
    sheets = [(SHEETS / name).read_text("utf-8") for name in ("site.css", "pages.css")]
    # The first block of a scheme in each sheet; a later one is for print.
    bodies = [re.search(rf'\[data-md-color-scheme="{scheme}"\] \{{(.*?)\}}', sheet, re.DOTALL) for sheet in sheets]
    found = dict(re.findall(r"--sr-([a-z-]+): (#[0-9a-f]+)", "".join(body[1] for body in bodies if body)))
    found = {name: re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", colour) for name, colour in found.items()}
    assert {k.removeprefix("c-"): v for k, v in found.items() if k.startswith("c-")} == COLOURS[mode]
    grounds = (found["paper"], found["ink"], found["muted"], found["rule"])
    assert grounds == (PAPER[mode], INK[mode], MUTED[mode], RULE[mode])
    assert all(f".sr-f-{key} {{" in sheets[1] and f".sr-s-{key} {{" in sheets[1] for key in COLOURS["light"])


TABLE = DataTable(("年度", "新收"), (("2019", "3"), ("2020", "缺"), ("2021", "5")))


def charts() -> dict[str, object]:
    parts = (Part("予以公开", 3, "granted"), Part("不予公开", 12000, "refused"))
    stacks = [Stack("2019", parts, "12,003"), Stack("2020", (), "缺"), Stack("2021", parts, "12,003")]
    lines = [Line("新收", (3.0, None, 5.0), "main"), Line("中位数", (1.0, 2.0, 3.0), "other", dashed=True)]
    band = ((1.0, None, 2.0), (4.0, None, 6.0))
    return {
        "bars": bar_chart("a", "甲", "件", [Bar("自然人", 7, "7"), Bar(HOSTILE, None, "缺")], ("谁", "件")),
        "stacked-bars": stacked_bar_chart("b", "乙", "件", stacks, "程序", whole=True),
        "columns": column_chart("c", "丙", "件", stacks, [2]),
        "lines": line_chart("d", "丁", "件", ["2019", "2020", "2021"], lines, TABLE, [2], [band]),
    }


SHOWN = {
    "bars": ["自然人", HOSTILE, "7", "缺"],
    "stacked-bars": ["2019", "2020", "2021", "1.2万", "1.2万", "12,003", "缺", "12,003"],
    "columns": [
        "2019",
        "2020",
        "2021",
        "0",
        "5,000",
        "1万",
        "予以公开",
        "不予公开",
        "换表样",
        *("12,003", "缺", "12,003") * 2,
    ],
    "lines": ["2019", "2020", "2021", "0", "2", "4", "6", "新收", "中位数", "换表样"],
}
"""The words of each kind of chart, as a browser draws it; those over columns stand on a halo of their own."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", MODES)
def test_specs_compile_with_the_pages_data_and_hold_none(kind: str, mode: Mode) -> None:
    made = spec(kind)
    assert "datasets" not in made
    assert "rows" in json.dumps(made)
    chart = charts()[kind]
    rows = json.loads(str(chart.data))  # type: ignore[attr-defined]
    drawn = vl_convert.vegalite_to_svg({**made, "datasets": {"rows": rows}, "width": 400}, config=theme(mode))
    assert "NaN" not in drawn
    colours = {c for c in COLOURS[mode].values() if c in drawn}
    assert colours, "the theme's colours are used"
    assert [unescape(words) for words in re.findall(">([^<>]+)</text>", drawn)] == SHOWN[kind]


@pytest.mark.parametrize("mode", MODES)
def test_a_number_over_a_column_covers_the_line_of_the_change_of_form(mode: Mode) -> None:
    layers = [layer["mark"] for layer in spec("columns")["layer"]]
    rule = next(i for i, mark in enumerate(layers) if mark["type"] == "rule")
    halo, number = layers[-2:]
    assert halo == {**number, "style": "halo"} and rule < len(layers) - 2
    assert theme(mode)["style"]["halo"]["stroke"] == PAPER[mode]


def test_specs_are_written_once_and_hold_no_address_but_the_schema(tmp_path: Path) -> None:
    first = write_specs(tmp_path)
    assert {p.name for p in first} == {
        *(f"{kind}.json" for kind in KINDS), "theme-light.json", "theme-dark.json", "vega.js", "made-from.txt",
    }  # fmt: skip
    assert write_specs(tmp_path) == []
    for path in tmp_path.glob("*.json"):
        addresses = set(re.findall(r"https?://[^\"]+", path.read_text("utf-8")))
        assert all("vega.github.io/schema" in address for address in addresses)
    (tmp_path / "made-from.txt").write_bytes(b"an older version\xff\n")
    (tmp_path / "left-over.json").write_text("{}", encoding="utf-8")
    assert write_specs(tmp_path)
    assert not (tmp_path / "left-over.json").exists()
    made = {path: path.read_bytes() for path in first}
    (tmp_path / "vega.js").unlink()
    assert write_specs(tmp_path) and {path: path.read_bytes() for path in first} == made, "a lost file is made anew"


def test_specs_are_written_by_another_process_and_only_where_they_are_not_up_to_date(tmp_path: Path) -> None:
    with Bundling(tmp_path / "beside") as bundling:
        here = write_specs(tmp_path / "here")
        bundling.finish()
    made = {path.name: path.read_bytes() for path in (tmp_path / "beside").iterdir()}
    assert made == {path.name: path.read_bytes() for path in here}
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "beside").iterdir()}
    with Bundling(tmp_path / "beside") as bundling:
        bundling.finish()
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "beside").iterdir()} == before


def test_specs_that_cannot_be_written_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the folder's place")
    with Bundling(tmp_path / "file") as bundling, pytest.raises(FileExistsError):
        bundling.finish()
    with Bundling(tmp_path / "killed") as bundling:
        for process in bundling._pool._processes.values():
            process.kill()
        with pytest.raises(OSError, match="died"):
            bundling.finish()


@pytest.mark.parametrize("kind", KINDS)
def test_drawings_are_well_formed_and_escape_their_texts(kind: str) -> None:
    chart = charts()[kind]
    root = etree.fromstring(str(chart.drawing))  # type: ignore[attr-defined]
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart.title  # type: ignore[attr-defined]
    assert not root.xpath("//*[@style or @onload]")
    if kind == "bars":
        assert any(HOSTILE in (t.text or "") for t in root.iter("title", "text"))


def test_data_in_a_page_can_end_no_script() -> None:
    chart = bar_chart("a", "甲", "件", [Bar(HOSTILE, 1, "1")], ("谁", "件"))
    assert not re.search("[<>&\u2028\u2029]", chart.data)
    assert json.loads(str(chart.data))[0]["label"] == HOSTILE


def test_a_gap_is_no_zero() -> None:
    chart = line_chart("d", "丁", "件", ["1", "2", "3"], [Line("新收", (3.0, None, 0.0), "main")], TABLE)
    assert [row["value"] for row in chart.rows] == [3.0, None, 0.0]
    root = etree.fromstring(str(chart.drawing))
    assert len(root.findall("circle")) == 2
    (path,) = (p.get("d") for p in root.findall("path") if "sr-line" in p.get("class"))
    assert path.count("M") == 2, "the line is broken at the gap"
    columns = column_chart("c", "丙", "件", [Stack("1", (), "缺"), Stack("2", (Part("x", 4, "main"),), "4")])
    assert [row["text"] for row in columns.rows if row["row"] == "top"] == ["缺", "4"]
    assert columns.table.rows[0] == ("1", "缺")


def test_tables_beside_charts_hold_all_digits() -> None:
    chart = charts()["columns"]
    assert chart.table.rows[0] == ("2019", "3", "12,000", "12,003")  # type: ignore[attr-defined]
    assert chart.table.rows[1] == ("2020", "缺", "缺", "缺")  # type: ignore[attr-defined]


@given(st.lists(st.floats(0, 200), min_size=1, max_size=9), st.floats(1, 20))
def test_names_never_lie_on_one_another(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap, 0, 200)
    ordered = sorted(placed)
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(ordered))
    by_wish = [p for _, p in sorted(zip(wanted, placed, strict=True), key=lambda pair: pair[0])]
    assert by_wish == sorted(by_wish)
    assert ordered[-1] <= 200 + 1e-6


@given(st.floats(0, 1e9))
def test_axes_hold_their_data_in_round_steps(top: float) -> None:
    end, step = nice(top)
    assert end >= top * 0.999999
    assert step >= 1
    assert 1 <= round(end / step) <= 6


def test_a_legend_has_the_forms_order_and_only_what_is_drawn() -> None:
    first = Stack(
        "甲", (Part("予以公开", 3, "granted"), Part("部分公开", 0, "part"), Part("不予公开", 2, "refused")), "5"
    )
    other = Stack("乙", (Part("部分公开", 4, "part"), Part("其他处理", 0, "other")), "4")
    drawn = svg.stacked_bars([first, other], "结果")
    names = [text for text in re.findall(r">([^<>]+)</text>", drawn) if text.endswith(("公开", "处理"))]
    assert names == ["予以公开", "部分公开", "不予公开"]


def test_a_legend_has_the_forms_order_whichever_pieces_the_first_bar_has() -> None:
    first = Stack("甲", (Part("予以公开", 3, "granted"), Part("不予公开", 2, "refused")), "5")
    other = Stack("乙", (Part("部分公开", 4, "part"), Part("不予处理", 7, "declined")), "11")
    drawn = svg.stacked_bars([first, other], "结果")
    names = [text for text in re.findall(r">([^<>]+)</text>", drawn) if text.endswith(("公开", "处理"))]
    assert names == ["予以公开", "部分公开", "不予公开", "不予处理"]


def test_the_change_of_form_is_told_above_the_tallest_column() -> None:
    columns = [Stack(str(year), (Part("新收", 200.0, "main"),), "200") for year in (2020, 2021)]
    drawn = svg.stacked_columns(columns, "新收", changes=(1,))
    at = {text: float(y) for y, text in re.findall(r'y="([\d.]+)"[^>]*>([^<>]+)</text>', drawn)}
    assert at["换表样"] + 14 <= at["200"]


def test_columns_below_zero_hang_from_it_with_their_number_above() -> None:
    columns = [Stack("2019", (Part("增减", 5, "main"),), "5"), Stack("2020", (Part("增减", -15, "main"),), "-15")]
    root = etree.fromstring(str(svg.stacked_columns(columns, "增减")))
    heights = {text.text: float(text.get("y")) for text in root.findall("text") if text.get("class") == "sr-m"}
    zero = heights["0"] - 4.5
    up, down = root.findall("rect")
    assert float(up.get("y")) + float(up.get("height")) == pytest.approx(zero - 1, abs=0.2)
    assert float(down.get("y")) == pytest.approx(zero + 1, abs=0.2)
    assert float(down.get("height")) == pytest.approx(3 * float(up.get("height")), rel=0.05)
    (told,) = (text for text in root.findall("text") if text.text == "-15" and text.get("class") == "sr-n")
    assert float(told.get("y")) < zero
    rows = column_chart("c", "增减", "项", columns).rows
    assert [row["to"] for row in rows if row["row"] == "top"] == [5, 0]


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=6))
def test_nothing_is_drawn_outside_a_chart(values: list[float]) -> None:
    columns = [Stack(str(i), (Part("增减", value, "main"),), "") for i, value in enumerate(values)]
    lines = svg.lines([str(i) for i in range(len(values))], [Line("增减", tuple(values), "main")], "增减")
    drawn = etree.fromstring(str(svg.stacked_columns(columns, "增减"))), etree.fromstring(str(lines))
    for root in drawn:
        high = float(root.get("viewBox").split()[3])
        for rect in root.findall("rect"):
            top, height = float(rect.get("y")), float(rect.get("height"))
            assert height >= 0
            assert 0 <= top <= top + height <= high
        assert all(0 <= float(dot.get("cy")) <= high for dot in root.findall("circle"))


def test_a_bar_below_zero_has_no_length_and_its_number_stands_beside_the_label() -> None:
    found = etree.fromstring(str(svg.bars([Bar("甲", 40, "40"), Bar("乙", -900, "-900")], "件")))
    assert len(found.findall(".//{*}rect")) == 1
    told = next(text for text in found.iter("{*}text") if text.text == "-900")
    assert float(told.get("x") or -1) > 0


def numbers(element: etree._Element, *names: str) -> list[float]:
    return [float(element.get(name) or "nan") for name in names]


def test_each_bar_has_its_label_before_it_and_its_number_behind_it() -> None:
    root = etree.fromstring(
        str(svg.bars([Bar("自然人", 10, "10", "granted"), Bar("企业", 4, "4"), Bar("无", None, "缺")], "x"))
    )
    texts, rects = root.findall("text"), root.findall("rect")
    assert [text.text for text in texts] == ["自然人", "10", "企业", "4", "无", "缺"]
    assert [rect.get("class") for rect in rects] == ["sr-f-granted", "sr-f-main"]
    assert [text.get("class") for text in texts[1::2]] == ["sr-n", "sr-n", "sr-m"]
    for label, told, rect in zip(texts[::2], texts[1::2], rects, strict=False):
        x, y, wide, high = numbers(rect, "x", "y", "width", "height")
        assert label.get("text-anchor") == "end" and numbers(label, "x")[0] < x
        assert x + wide < numbers(told, "x")[0] < x + wide + 10
        assert y >= 0 and all(y < numbers(text, "y")[0] < y + high for text in (label, told))
    high = numbers(texts[-1], "y")[0]
    assert high < float((root.get("viewBox") or "").split()[3]), "the last row is inside"


def test_pieces_of_a_bar_lie_side_by_side_with_their_numbers_in_them() -> None:
    parts = (Part("予以公开", 60, "granted"), Part("部分公开", 0, "part"), Part("其他处理", 40, "soft"))
    root = etree.fromstring(str(svg.stacked_bars([Stack("2023", parts, "100"), Stack("2022", (), "缺")], "x")))
    drawn = [rect for rect in root.findall("rect") if rect.get("height") == "18"]
    assert [rect.get("class") for rect in drawn] == ["sr-f-granted", "sr-f-soft"]
    (x, wide), (other, narrow) = (numbers(rect, "x", "width") for rect in drawn)
    assert other == pytest.approx(x + wide + 1, abs=0.2) and wide / narrow == pytest.approx(1.5, abs=0.05)
    ends = {text.text: text for text in root.findall("text")}
    assert (ends["2023"].get("text-anchor"), ends["缺"].get("class"), ends["100"].get("class")) == (
        "end",
        "sr-m",
        "sr-n",
    )
    inside = {text.text: text for text in root.findall("text") if (text.get("class") or "").startswith("sr-inbar")}
    assert {told: text.get("text-anchor") for told, text in inside.items()} == {"60": "middle", "40": "middle"}
    assert numbers(inside["60"], "x")[0] == pytest.approx(x + wide / 2, abs=1)
    assert (inside["60"].get("class"), inside["40"].get("class")) == ("sr-inbar", "sr-inbar sr-inbar-ink")
    for name in ("予以公开", "其他处理"):
        (told,) = (text for text in root.findall("text") if text.text == name)
        (sign,) = (
            r
            for r in root.findall("rect")
            if r.get("height") == "12" and numbers(r, "x")[0] == numbers(told, "x")[0] - 18
        )
        assert numbers(sign, "y")[0] < numbers(told, "y")[0] < numbers(sign, "y")[0] + 12


def test_the_change_of_form_stands_between_two_columns() -> None:
    columns = [Stack(str(year), (Part("新收", 9.0, "main"),), "9") for year in (2019, 2020, 2021)]
    root = etree.fromstring(str(svg.stacked_columns(columns, "新收", changes=(2,))))
    [x] = [
        float((path.get("d") or "")[1:].split()[0]) for path in root.findall("path") if path.get("class") == "sr-change"
    ]
    (_, last), (first, _) = (
        (left, left + wide) for left, wide in (numbers(r, "x", "width") for r in root.findall("rect")[1:])
    )
    assert last < x < first


def test_pieces_below_zero_hang_one_below_the_other() -> None:
    column = Stack("2020", (Part("甲", -4, "granted"), Part("乙", -6, "refused"), Part("丙", 5, "main")), "-5")
    root = etree.fromstring(str(svg.stacked_columns([column], "增减")))
    first, second, over = root.findall("rect")[:3]
    (y, high), (below, more), (top, up) = (numbers(rect, "y", "height") for rect in (first, second, over))
    assert below == pytest.approx(y + high + 1, abs=0.2)
    assert (high + 1) / (more + 1) == pytest.approx(4 / 6, abs=0.02)
    assert top + up < y


def test_lines_bands_and_gaps_are_where_their_values_are() -> None:
    lines = [Line("中位数", (1.0, 2.0, 4.0), "other", dashed=True), Line("新收", (3.0, None, 5.0), "main")]
    root = etree.fromstring(str(svg.lines(["1", "2", "3"], lines, "x", bands=[((1.0, None, 2.0), (4.0, None, 6.0))])))
    drawn = {path.get("class"): path.get("d") or "" for path in root.findall("path")}
    dashed, plain = drawn["sr-line sr-s-other sr-dash"], drawn["sr-line sr-s-main"]
    assert len(root.findall("circle")) == 2, "a dashed line has no dots"
    points = [tuple(map(float, point.split())) for point in re.split("[ML]", plain) if point]
    ring = [
        tuple(map(float, p.split())) for p in drawn["sr-band sr-band-0"].removeprefix("M").removesuffix("Z").split("L")
    ]
    middle = [tuple(map(float, point.split())) for point in re.split("[ML]", dashed) if point]
    assert [x for x, _ in ring] == [points[0][0], points[1][0], points[1][0], points[0][0]]
    labels = {text.text: numbers(text, "x", "y") for text in root.findall("text")}
    assert [labels[year][0] for year in "123"] == pytest.approx([x for x, _ in middle], abs=0.1)
    assert labels["1"][1] > labels["0"][1] > labels["6"][1], "the years stand below the axis"
    [zero] = [float(d.removeprefix("M").split("H")[0].split()[1]) for css, d in drawn.items() if css == "sr-axis"]
    assert zero == pytest.approx(labels["0"][1] - 4.5, abs=0.1)
    assert min(y for _, y in ring) >= labels["6"][1] - 4.6, "the axis holds the bands, too"
    step = (middle[1][1] - middle[2][1]) / 2
    assert [round((middle[0][1] - y) / step + 1, 1) for _, y in ring] == [4, 6, 2, 1]
    assert [round((middle[0][1] - y) / step + 1, 1) for _, y in points] == [3, 5]


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0"), (9.5, "9.5"), (99.5, "99.5"), (100.4, "100"), (9_999, "9,999"), (10_000, "1万"), (-12_000, "-1.2万")],
)
def test_a_number_in_a_chart(value: float, told: str) -> None:
    assert ink.number(value) == told


def test_a_sparkline_ends_in_its_last_value() -> None:
    root = etree.fromstring(str(svg.sparkline([1.0, 4.0, None, 2.0, None], "x")))
    [dot], [line] = root.findall("circle"), root.findall("path")
    assert (line.get("class"), dot.get("class")) == ("sr-line sr-s-main", "sr-f-main")
    assert numbers(dot, "cx", "cy") == [4 + 3 * 28, 28 - 24 * 2 / 4]
    assert line.get("d") == "M4 22L32 4M88 16"


def test_the_data_of_charts_say_what_is_drawn() -> None:
    made = {kind: (chart.id, chart.kind, chart.unit) for kind, chart in charts().items()}  # type: ignore[attr-defined]
    assert made == {kind: (id, kind, "件") for id, kind in zip("abcd", made, strict=True)}
    parts = (Part("予以公开", 3, "granted"), Part("部分公开", 0, "part"), Part("其他处理", 1, "soft"))
    piece = {"row": "part", "label": "甲"}
    assert stacked_bar_chart("b", "乙", "件", [Stack("甲", parts, "4")], "程序").rows == (
        piece | {"name": "予以公开", "value": 3, "from": 0, "to": 3, "tone": "granted", "text": "3", "pale": False},
        piece | {"name": "其他处理", "value": 1, "from": 3, "to": 4, "tone": "soft", "text": "1", "pale": True},
        {"row": "top", "label": "甲", "to": 4, "text": "4"},
    )
    gap, *_ = column_chart("c", "丙", "件", [Stack("2020", (), "缺")]).rows
    assert gap == {"row": "part", "label": "2020", "from": 0, "to": 0, "tone": "soft"}
    single = column_chart("c", "丙", "件", [Stack("2020", (Part("新收", 2, "main"),), "2")])
    assert [row["row"] for row in single.rows] == ["part", "top"], "one series needs no name beside it"
    rows = charts()["lines"].rows  # type: ignore[attr-defined]
    assert [row for row in rows if row["row"] == "band"] == [
        {"row": "band", "label": "2019", "low": 1, "high": 4, "depth": 0},
        {"row": "band", "label": "2020", "low": None, "high": None, "depth": 0},
        {"row": "band", "label": "2021", "low": 2, "high": 6, "depth": 0},
    ]
    assert [row for row in rows if row["row"] == "change"] == [{"row": "change", "label": "2021", "text": "换表样"}]
    assert [(row["name"], row["tone"]) for row in rows if row["row"] == "name"] == [
        ("新收", "main"),
        ("中位数", "other"),
    ]


def test_bars_are_as_long_as_their_numbers() -> None:
    root = etree.fromstring(str(svg.bars([Bar("甲", 10, "10"), Bar("乙", 5, "5"), Bar("丙", 0, "0")], "x")))
    widths = [float(r.get("width")) for r in root.findall("rect")]
    assert len(widths) == 2
    assert widths[0] == pytest.approx(widths[1] * 2, rel=0.01)


@given(st.lists(st.tuples(st.text(max_size=30), st.one_of(st.none(), st.floats(0, 1e7))), max_size=6))
def test_drawings_of_anything_are_well_formed(rows: list[tuple[str, float | None]]) -> None:
    cleaned = [(re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd]", "", name), value) for name, value in rows]
    drawn = svg.bars([Bar(name, value, "缺" if value is None else f"{value:g}") for name, value in cleaned], "图")
    etree.fromstring(str(drawn))
    labels = [name for name, _ in cleaned] or ["x"]
    values = tuple(value for _, value in cleaned) or (None,)
    etree.fromstring(str(svg.lines(labels, [Line("a", values, "main")], "图")))
    etree.fromstring(str(svg.sparkline(values, "图")))
