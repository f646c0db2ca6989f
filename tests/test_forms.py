"""The forms as data: the contract's ids, complete texts in both languages, a crosswalk that holds every figure once."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from builder.forms import FORM_IDS, form
from builder.forms.crosswalk import crosswalk, series_of

# The contract's ids, written out here so that a slip in the TOML files cannot agree with itself.
ROWS_2021 = [
    "new_received",
    "carried_in",
    "granted",
    "granted_in_part",
    "refused_state_secret",
    "refused_prohibited_by_law",
    "refused_security_stability",
    "refused_third_party_rights",
    "refused_internal_affairs",
    "refused_process_information",
    "refused_enforcement_file",
    "refused_administrative_query",
    "unavailable_not_held",
    "unavailable_needs_creation",
    "unavailable_still_unclear",
    "not_processed_petition",
    "not_processed_duplicate",
    "not_processed_publication",
    "not_processed_excessive",
    "not_processed_reconfirmation",
    "other_uncorrected_overdue",
    "other_unpaid_overdue",
    "other_other",
    "total_processed",
    "carried_forward",
]
APPLICANTS = [
    "natural_person",
    "business",
    "research_institution",
    "public_interest_org",
    "legal_service_org",
    "other_org",
    "total",
]
STAGES = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"]
RESULTS = ["upheld", "corrected", "other", "pending", "total"]
SECTIONS = ["overview", "proactive", "applications", "review_litigation", "problems", "other"]
PROACTIVE = {
    "2021": {
        "regulations": "issued repealed in_force",
        "normative_documents": "issued repealed in_force",
        "administrative_licensing": "decisions",
        "administrative_punishment": "decisions",
        "administrative_coercion": "decisions",
        "administrative_fees": "amount",
    },
    "2019": {
        "regulations": "produced disclosed total_disclosed",
        "normative_documents": "produced disclosed total_disclosed",
        "administrative_licensing": "previous_items change decisions",
        "other_public_services": "previous_items change decisions",
        "administrative_punishment": "previous_items change decisions",
        "administrative_coercion": "previous_items change decisions",
        "administrative_fees": "previous_items change",
        "government_procurement": "projects amount",
    },
}


def figures(form_id: str) -> list[tuple[str, str, str]]:
    """(table, item, column) of every figure of a form, by the ids above."""
    rows = list(ROWS_2021)
    if form_id == "2019":
        at = rows.index("other_uncorrected_overdue")
        rows[at : at + 3] = ["other_handling"]
    return [
        *(("proactive", i, m) for i, measures in PROACTIVE[form_id].items() for m in measures.split()),
        *(("applications", r, a) for r in rows for a in APPLICANTS),
        *(("review_litigation", s, r) for s in STAGES for r in RESULTS),
    ]


@pytest.mark.parametrize(("form_id", "count"), [("2021", 200), ("2019", 198)])
def test_a_form_has_the_figures_of_the_contract(form_id: str, count: int) -> None:
    known = form(form_id)
    found = list(known.figures())
    assert found == figures(form_id)
    assert len(found) == count
    assert [(table, row.id) for table in known.tables for row in known.rows_of(table)] == list(
        dict.fromkeys((table, item) for table, item, _ in found)
    )
    assert known.columns("applications", "granted") == tuple(APPLICANTS)
    assert known.columns("applications", "other_handling") == tuple(APPLICANTS)
    assert known.columns("proactive", "granted") == ()
    assert [s.id for s in known.sections] == SECTIONS


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_count_has_its_unit(form_id: str) -> None:
    this = form(form_id)
    assert {term.unit for term in (*this.rows, *this.applicants, *this.stages, *this.results)} == {"件"}
    assert all(measure.unit for measure in this.measures)


def test_the_2019_form_differs_from_2021_in_one_row_of_section_three() -> None:
    old, new = ([r.id for r in form(f).rows] for f in ("2019", "2021"))
    assert old[20] == "other_handling"
    assert [*old[:20], "other_uncorrected_overdue", "other_unpaid_overdue", "other_other", *old[21:]] == new
    assert form("2019").rows[19] == form("2021").rows[19]


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_roles_balance(form_id: str) -> None:
    roles = Counter(row.role for row in form(form_id).rows)
    outcomes = {"2019": 19, "2021": 21}[form_id]
    assert roles == {"inflow": 2, "outcome": outcomes, "total": 1, "outflow": 1}


TERMS = [(f, kind, id, term) for f in FORM_IDS for (kind, id), term in form(f).index.items()]


@pytest.mark.parametrize(("form_id", "kind", "id", "term"), TERMS, ids=[f"{f}-{k}-{i}" for f, k, i, _ in TERMS])
def test_every_term_is_defined_in_both_languages(form_id: str, kind: str, id: str, term) -> None:
    assert term.zh
    assert term.en
    for zh, en in (
        (term.definition_zh, term.definition_en),
        (term.sums_zh, term.sums_en),
        (term.caveat_zh, term.caveat_en),
    ):
        assert bool(zh) == bool(en), "a text stands in one language only"
        assert not re.search(r"[a-zA-Z]", zh), "Chinese text with Latin letters"
        assert zh == "" or zh[-1] in "。）"
        assert en == "" or (en[-1] == "." and en[0].isupper())
        # Law is told in our own words: no text is as long as an article.
        assert len(zh) < 120
        assert len(en) < 400
    assert len(term.definition_zh) >= 6
    assert len(term.definition_en) >= 15
    assert term.legal_basis.startswith(("《政府信息公开条例》第", "表样（国办公开办函〔"))
    assert kind == "section" or term.sums_zh, "how the figure sums is not told"


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_group_of_outcomes_is_explained_in_both_languages(form_id: str) -> None:
    groups = {group.zh: group for group in form(form_id).groups}
    inner = {row.group[1] for row in form(form_id).rows if row.group[1:]}
    assert inner <= set(groups)
    for group in groups.values():
        assert 10 < len(group.definition_zh) < 120 and group.definition_zh[-1] == "。"
        assert 30 < len(group.definition_en) < 400 and group.definition_en[-1] == "."


@pytest.mark.parametrize("form_id", FORM_IDS)
@pytest.mark.parametrize("kind", ["section", "item", "measure", "row", "applicant", "stage", "result"])
def test_definitions_tell_the_terms_apart(form_id: str, kind: str) -> None:
    terms = [term for (k, _), term in form(form_id).index.items() if k == kind]
    for texts in ([t.definition_zh for t in terms], [t.definition_en for t in terms], [t.zh for t in terms]):
        assert len(set(texts)) == len(texts)


def test_articles_cited_exist() -> None:
    digits = {c: n for n, c in enumerate("零一二三四五六七八九")}

    def number(text: str) -> int:
        tens, ten, ones = text.rpartition("十")
        return (digits.get(tens, 1) * 10 if ten else 0) + digits.get(ones, 0)

    cited = {number(m) for *_, t in TERMS for m in re.findall(r"第([一二三四五六七八九十]+)条", t.legal_basis)}
    assert cited
    assert max(cited) <= 56  # the Regulations of 2019 have 56 articles
    assert {14, 15, 16, 20, 30, 35, 36, 37, 38, 39, 42, 50, 51} <= cited


@pytest.mark.parametrize(
    ("row", "article"),
    [
        ("refused_state_secret", "第十四条"),
        ("refused_third_party_rights", "第十五条"),
        ("refused_internal_affairs", "第十六条第一款"),
        ("refused_process_information", "第十六条第二款"),
        ("refused_administrative_query", "第三十六条第（七）项"),
        ("unavailable_needs_creation", "第三十八条"),
        ("unavailable_still_unclear", "第三十条"),
        ("not_processed_petition", "第三十九条第一款"),
        ("not_processed_duplicate", "第三十六条第（六）项"),
        ("not_processed_publication", "第三十九条第二款"),
        ("not_processed_excessive", "第三十五条"),
        ("other_unpaid_overdue", "第四十二条"),
    ],
)
def test_legal_basis(row: str, article: str) -> None:
    assert article in form("2021").term("row", row).legal_basis


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_crosswalk_holds_every_figure_of_a_form_once(form_id: str) -> None:
    held = Counter((s.table, item, column) for s in crosswalk() for item, column in s.figures(form_id))
    assert set(held) == set(figures(form_id))
    assert set(held.values()) == {1}
    for table, item, column in figures(form_id):
        assert (item, column) in series_of(form_id, table, item, column).figures(form_id)


def test_a_figure_the_form_lacks_has_no_series() -> None:
    with pytest.raises(KeyError):
        series_of("2019", "proactive", "regulations", "in_force")
    with pytest.raises(KeyError):
        series_of("2021", "applications", "other_handling", "total")


@pytest.mark.parametrize("series", crosswalk(), ids=lambda s: s.id)
def test_a_series_pairs_what_it_says_it_pairs(series) -> None:
    assert series.verdict in ("same", "care", "sum", "none")
    assert all((series.zh, series.en, series.reason_zh, series.reason_en))
    if series.verdict in ("same", "care"):
        assert series.old_items == series.new_items
        assert len(series.old_columns) == len(series.new_columns)
    if series.verdict == "same":
        assert series.old_columns == series.new_columns
    if series.verdict == "sum":
        assert len(series.old_items) == 1 < len(series.new_items)
        assert series.old_columns == series.new_columns


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (("applications", "granted", "business"), ("applications", "granted", "business"), "same"),
        (("applications", "other_handling", "total"), ("applications", "other_other", "total"), "sum"),
        (("review_litigation", "litigation_direct", "upheld"),) * 2 + ("same",),
        (("proactive", "administrative_coercion", "decisions"),) * 2 + ("care",),
        (("proactive", "regulations", "produced"), ("proactive", "regulations", "issued"), "care"),
        (("proactive", "regulations", "total_disclosed"), ("proactive", "regulations", "in_force"), "none"),
        (("proactive", "administrative_fees", "change"), ("proactive", "administrative_fees", "amount"), "none"),
    ],
)
def test_what_may_be_compared(old: tuple[str, str, str], new: tuple[str, str, str], verdict: str) -> None:
    assert series_of("2019", *old) is series_of("2021", *new)
    assert series_of("2019", *old).verdict == verdict


def test_same_measure_id_is_not_the_same_series() -> None:
    """``amount`` is yuan of procurement in the one form and ten thousand yuan of fees in the other."""
    assert series_of("2019", "proactive", "government_procurement", "amount") is not series_of(
        "2021", "proactive", "administrative_fees", "amount"
    )
    assert form("2019").term("measure", "amount").definition_zh != form("2021").term("measure", "amount").definition_zh
