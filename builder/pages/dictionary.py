"""The dictionary: every table, column, item and state, in Chinese at /dictionary/ and in English at /en/dictionary/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.exports.api.metrics import metric_ids
from builder.exports.dictionary import Column, forms_with, tables, term
from builder.forms import COLUMN_KINDS, FORM_IDS, ROW_KINDS, Term, form, outcome_groups
from builder.forms.crosswalk import crosswalk
from builder.model import TABLES
from builder.pages.fixed import FIXED
from builder.pages.render import Page
from builder.tables.columns import columns

_ZH, _EN = 0, 1
_WORDS = {
    "tables": ("数据表", "Tables"),
    "column": ("列", "Column"),
    "name": ("名称", "Name"),
    "type": ("类型", "Type"),
    "meaning": ("说明", "Meaning"),
    "values": ("取值：", "Values: "),
    "key": ("主键：", "Primary key: "),
    "rows": ("统计表的行", "Rows of the statutory tables"),
    "columns_of": ("统计表的列", "Columns of the statutory tables"),
    "forms": ("表样", "Form"),
    "unit": ("单位", "Unit"),
    "basis": ("依据", "Legal basis"),
    "notes": ("不是普通数字的格", "Cells that are not a plain number"),
    "crosswalk": ("两种表样的对照", "From the 2019 form to the 2021 form"),
    "wide": (
        "一份报告一行，一个数字一列，列名是“表.行.列”，如 applications.granted.total。",
        "One row per report and one column per figure, named table.item.column, such as applications.granted.total.",
    ),
}
_TYPES = {
    "text": ("文本", "text"),
    "code": ("代码", "code"),
    "integer": ("整数", "integer"),
    "decimal": ("小数", "decimal"),
    "year": ("年份", "year"),
    "date": ("日期", "date"),
    "url": ("网址", "URL"),
}
_NOTES = (
    ("blank", "原表空白，不等于 0。", "Left blank in the report; not 0."),
    ("not_applicable", "原表填“-”“/”“无”。", "The report prints -, / or 无."),
    (
        "annotated",
        "数字带有说明，如“22（其中修订 16 件）”，发布其中的数字。",
        "A number with a remark, such as 22（其中修订 16 件）; the number is published.",
    ),
    (
        "suspect",
        "存疑：发布最可能的读法并标出，不计入合计、图表和比较。",
        "Doubtful: the likeliest reading is published and marked, and kept out of totals, charts and comparisons.",
    ),
    ("illegible", "无法辨认，留空。", "Could not be read; left empty."),
)
_VERDICTS = {
    "same": ("相同，可以连成一条线", "same, may be one line"),
    "care": ("相近，须标出换表样", "close, mark the change"),
    "sum": ("相加后可比", "comparable once added up"),
    "none": ("不可比", "not comparable"),
}


@dataclass(frozen=True, slots=True)
class TermRow:
    """A row or column of a statutory table."""

    id: str
    name: str
    group: str
    unit: str
    forms: str
    meaning: str
    caveat: str
    basis: str


def dictionary_pages() -> Iterator[Page]:
    """The dictionary in both languages."""
    yield _page(_ZH, "dictionary/", "zh")
    yield _page(_EN, "en/dictionary/", "en")


def _page(lang: int, address: str, code: str) -> Page:
    words = {name: both[lang] for name, both in _WORDS.items()}
    return Page(
        path=f"{address}index.md",
        template="dictionary.md.j2",
        title=FIXED[address].title,
        description=FIXED[address].description,
        kind="dictionary",
        section="dictionary/",
        lang=code,
        alternate=(("en", "en/dictionary/"), ("zh", "dictionary/")),
        values={
            "w": words,
            "lang": code,
            "tables": [
                (
                    t.id,
                    (t.zh, t.en)[lang],
                    (t.about_zh, t.about_en)[lang],
                    ", ".join(t.key),
                    () if t.id == "figures_wide" else tuple(_column(c, lang) for c in t.columns),
                )
                for t in tables()
            ],
            "items": [_items(table, lang) for table in TABLES],
            "outcomes": section("applications", lang),
            "groups": [((g.zh, g.en)[lang], (g.definition_zh, g.definition_en)[lang]) for g in outcome_groups()],
            "columns_of": [
                (section(table, lang), _terms(kind, columns(table), lang)) for table, kind in COLUMN_KINDS.items()
            ],
            "notes": [(status, (zh, en)[lang]) for status, zh, en in _NOTES],
            "crosswalk": [
                ((s.zh, s.en)[lang], _VERDICTS[s.verdict][lang], (s.reason_zh, s.reason_en)[lang]) for s in crosswalk()
            ],
            "documents": [(f.form, f.document) for f in map(form, sorted(FORM_IDS))],
        },
    )


def _column(column: Column, lang: int) -> tuple[str, str, str, str, str]:
    # A dozen values are worth a line; ids of rows and columns have tables of their own.
    values = ", ".join(column.values) if len(column.values) <= 12 else ""
    return (
        column.id,
        (column.zh, column.en)[lang],
        _TYPES[column.type][lang],
        (column.about_zh, column.about_en)[lang],
        values,
    )


def _items(table: str, lang: int) -> tuple[str, tuple[TermRow, ...]]:
    found = [item for item, of_table in metric_ids().items() if of_table == table]
    return section(table, lang), _terms(ROW_KINDS[table], found, lang)


def section(table: str, lang: int) -> str:
    """The name of the section that a statutory table is."""
    own = term("section", table)
    return (own.zh, own.en)[lang]


def _terms(kind: str, ids: Sequence[str], lang: int) -> tuple[TermRow, ...]:
    return tuple(_term(term(kind, id), kind, lang) for id in ids)


def _term(own: Term, kind: str, lang: int) -> TermRow:
    return TermRow(
        id=own.id,
        name=(own.zh, own.en)[lang],
        group=" › ".join(own.group) if lang == _ZH else "",
        unit=own.unit,
        forms=("、", ", ")[lang].join(f.form for f in forms_with(kind, own.id)),
        meaning=(own.definition_zh, own.definition_en)[lang],
        caveat=(own.caveat_zh, own.caveat_en)[lang],
        basis=own.legal_basis,
    )
