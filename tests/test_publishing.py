"""Dossiers: made anew just when something that they depend on changes, made again when their files are not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builder.cache import OutcomeCache
from builder.cache.packing import packed, unpacked
from builder.checks import check_report
from builder.checks.acknowledge import Acknowledgements
from builder.collection import collect
from builder.exports.lines import report_lines
from builder.model import Agency, Finding, Outcome, Place, Region, Report
from builder.publishing import orders, shelf
from builder.publishing.dossier import MAKING, Head, make
from builder.publishing.orders import Orders, Places
from builder.publishing.shelf import DossierCache
from builder.registry import Acknowledgement, Registry
from builder.settings import Settings
from builder.site.records import HIDDEN
from builder.tables import PER_REPORT
from builder.tables.rows import report_rows
from builder.tables.statement import Printed
from tests.handmade import report
from tests.paged import noted
from tests.shelved import put, shelved

MINE, OTHER, REMOTE, NEW = "990101-caizheng", "990101-jiaoyu", "980101-shenji", "000000-x0a1b2c3d"


def agency(agency_id: str, name: str, **changes: str) -> Agency:
    return Agency(agency_id, name, (), "department", "county", changes.pop("region_code", "990101"), **changes)


REGISTRY = Registry(
    agencies=(
        agency(REMOTE, "甲县审计局", region_code="980101"),
        agency(MINE, "云溪县财政局"),
        agency(OTHER, "云溪县教育局"),
        *(agency(f"990101-p{n}", f"云溪县第{n}局") for n in range(4)),
        agency("990101-weibao", "云溪县未报局"),
    ),
    regions=(
        Region("980000", "天水省", "province", ""),
        Region("980101", "甲县", "county", "980000"),
        Region("990000", "山河省", "province", ""),
        Region("990101", "云溪县", "county", "990000"),
    ),
    acknowledged=(
        Acknowledgement(f"{OTHER}-2023", "row-sum", "granted", "total", "印刷错误", "维护者", "2024-05-01", 2),
    ),
)


LONG = (
    "门户网站设置了便民专栏，按季度核对目录并补充缺漏的文件，对办理流程作了图解，窗口可以当场查阅并打印有关材料。\n"
    "本机关全年培训经办人员两次，邀请律师讲解答复文书的写法，抽查二十份答复并逐份讲评，整理问答手册发给各股室。\n"
    "档案室整理了历年文件的目录，逐件注明是否公开和不公开的理由，遗失的两件已经补齐，目录每半年重新核对一遍。"
)
"""Prose long enough for a copy of it to be found."""
RECEIVED = ("applications", "new_received", "total")


def reports() -> list[Report]:
    """Three years of an agency, and one year of others, each with another number of applications."""

    def one(agency_id: str, agency: str, received: int, prose: str = "公开有序。", **changes: Any) -> Report:
        made = {"year": 2023, "agency_id": agency_id, "agency": agency, **changes}
        return report({RECEIVED: str(received)}, prose={"overview": prose}, **made)

    unknown = one(NEW, "无名局", 900, region_code="000000")
    return [
        *(
            one(MINE, "云溪县财政局", 10 + year, LONG if year == 2023 else "略。", year=year)
            for year in (2021, 2022, 2023)
        ),
        one(OTHER, "云溪县教育局", 300),
        *(one(f"990101-p{n}", f"云溪县第{n}局", 400 + n) for n in range(4)),
        one(REMOTE, "甲县审计局", 800, region_code="980101"),
        replace(unknown, identity=replace(unknown.identity, registered=False)),
    ]


def outcomes(chosen: Sequence[Report]) -> list[Outcome]:
    return [Outcome(r.source_file, r, None, check_report(r)) for r in chosen]


def keys(
    chosen: Sequence[Report] | None = None, registry: Registry = REGISTRY, about: Settings | None = None
) -> dict[str, str]:
    """The keys of all orders, by agency id."""
    with OutcomeCache() as cache:
        collection = collect(put(outcomes(reports() if chosen is None else chosen), cache), cache.load, registry)
        orders = Orders(collection, cache, about or Settings())
        return {agency_id: orders.key(agency_id) for agency_id in orders.agency_ids}


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    return keys()


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {id for id in before.keys() | after.keys() if before.get(id) != after.get(id)}


def changed(report_id: str, change: Callable[[Report], Report]) -> list[Report]:
    return [change(r) if r.identity.report_id == report_id else r for r in reports()]


EVERYONE = {NEW, REMOTE, MINE, OTHER, *(f"990101-p{n}" for n in range(4)), "990101-weibao"}


def test_keys_are_the_same_for_the_same_and_differ_between_agencies(before: dict[str, str]) -> None:
    assert set(before) == EVERYONE
    assert keys(reports()[::-1]) == before
    assert len(set(before.values())) == len(before)


def test_a_changed_report_changes_its_own_agency_s_key(before: dict[str, str]) -> None:
    other_title = changed(f"{MINE}-2022", lambda r: replace(r, title="另一题目"))
    assert differing(before, keys(other_title)) == {MINE}
    figure = changed(f"{REMOTE}-2023", lambda r: noted(r, ("applications", "granted", "business"), raw="１"))
    assert differing(before, keys(figure)) == {REMOTE}
    assert differing(before, keys([r for r in reports() if r.identity.report_id != f"{MINE}-2022"])) == {MINE}
    renamed = changed(f"{NEW}-2023", lambda r: replace(r, source_file="elsewhere.txt"))
    assert differing(before, keys(renamed)) == {NEW}


def test_a_finding_in_the_report_itself_changes_the_key(before: dict[str, str]) -> None:
    found = Finding("suspect-cell", "warning", Place(33), "applications", "granted", "business")
    with OutcomeCache() as cache:
        read = [
            replace(o, findings=(*o.findings, found)) if o.report and o.report.identity.agency_id == OTHER else o
            for o in outcomes(reports())
        ]
        orders = Orders(collect(put(read, cache), cache.load, REGISTRY), cache, Settings())
        assert {id for id in before if orders.key(id) != before[id]} == {OTHER}


def test_what_comparing_agencies_finds_changes_the_keys_of_both(before: dict[str, str]) -> None:
    mine = next(r for r in reports() if r.identity.report_id == f"{MINE}-2023")
    copied = changed(f"{REMOTE}-2023", lambda r: replace(r, sections=mine.sections))
    with OutcomeCache() as cache:
        collection = collect(put(outcomes(copied), cache), cache.load, REGISTRY)
        across = {m.report_id for of in collection.agencies.values() for m in of if m.across}
    assert across == {f"{MINE}-2023", f"{REMOTE}-2023"}, "the copy is found on both sides"
    assert differing(before, keys(copied)) == {MINE, REMOTE}, "though no report of the one has changed"


def test_what_is_due_changes_the_key(before: dict[str, str]) -> None:
    for year in (2020, 2024):
        more = [*reports(), report(agency_id=REMOTE, agency="甲县审计局", region_code="980101", year=year)]
        assert differing(before, keys(more)) == EVERYONE - {NEW}, "nothing is due from an office that nobody knows"
    late = changed(f"{MINE}-2023", lambda r: replace(r, published_on="2024-08-01"))
    assert differing(before, keys(late)) == {MINE}


def test_the_spread_over_its_kind_changes_the_keys_of_those_who_are_compared(before: dict[str, str]) -> None:
    middle, highest = "990101-p1-2023", "990101-p3-2023"
    compared = EVERYONE - {NEW}
    more = changed(middle, lambda r: noted(r, RECEIVED, value=Decimal(402), raw="402"))
    assert differing(before, keys(more)) == compared, "the lone one is compared with the whole country"
    doubted = changed(highest, lambda r: noted(r, RECEIVED, status="suspect"))
    assert differing(before, keys(doubted)) == compared, "no longer one of those compared"
    elsewhere = changed(f"{REMOTE}-2023", lambda r: noted(r, RECEIVED, value=Decimal(0), raw="0"))
    assert differing(before, keys(elsewhere)) == {REMOTE}, "the county has five of its own"
    other = changed(middle, lambda r: noted(r, ("applications", "new_received", "business"), raw="l2"))
    assert differing(before, keys(other)) == {middle[:-5]}, "a number that is not compared"


def test_settings_change_every_key(before: dict[str, str]) -> None:
    for about in (Settings("https://example.org/"), Settings("", "mailto:a@example.org")):
        assert differing(before, keys(about=about)) == EVERYONE


def test_what_another_program_or_other_settings_made_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(about: Settings) -> list[bool]:
        places, found = Places.of(tmp_path / "content", tmp_path / "kept", about), []
        for folder in (places.pages, places.documents):
            with folder.group("some", [b"the same"]) as missing:
                found.append(missing)
                if missing:
                    folder.put("a.txt", b"a")
            folder.sweep()
        return found

    settings = Settings()
    assert made(settings) == [True, True] and made(settings) == [False, False]
    assert made(Settings("https://example.org/")) == [True, True]
    monkeypatch.setattr(orders, "program_digest", lambda: "another program")
    assert made(Settings("https://example.org/")) == [True, True]


def test_an_acknowledgement_changes_the_key_of_whose_report_it_speaks(before: dict[str, str]) -> None:
    [known] = REGISTRY.acknowledged
    mine = replace(known, report_id=f"{MINE}-2023", line=3)
    for acknowledged, concerned in (
        ((known, mine), {MINE}),
        ((), {OTHER}),
        ((replace(known, reason="另有说明"),), {OTHER}),
        ((known, replace(known, report_id="990101-gone-2020", line=3)), set()),
    ):
        assert differing(before, keys(registry=replaced(acknowledged=acknowledged))) == concerned


def replaced(**changes: object) -> Registry:
    return Registry(**{"agencies": REGISTRY.agencies, "regions": REGISTRY.regions,
                       "acknowledged": REGISTRY.acknowledged, **changes})  # type: ignore[arg-type]  # fmt: skip


def test_the_registry_changes_the_keys_of_those_of_whom_it_speaks(before: dict[str, str]) -> None:
    """The outcomes' own keys hold the whole registry; here they do not, so that what else depends on it is seen."""
    renamed = tuple(replace(a, aliases=("县审计局",)) if a.agency_id == REMOTE else a for a in REGISTRY.agencies)
    assert differing(before, keys(registry=replaced(agencies=renamed))) == {REMOTE, NEW}
    county = tuple(replace(r, name="云溪市") if r.region_code == "990101" else r for r in REGISTRY.regions)
    of_county = {id for id in EVERYONE if id.startswith("990101")}
    assert differing(before, keys(registry=replaced(regions=county))) == of_county | {NEW}
    province = tuple(replace(r, name="天水市") if r.region_code == "980000" else r for r in REGISTRY.regions)
    assert differing(before, keys(registry=replaced(regions=province))) == {REMOTE, NEW}, "also a division above"
    added = (*REGISTRY.regions, Region("990102", "石桥县", "county", "990000"))
    assert differing(before, keys(registry=replaced(regions=added))) == {NEW}, "a neighbour is nobody's concern"


def test_another_program_changes_every_key(before: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "program_digest", lambda: "another program")
    assert differing(before, keys()) == EVERYONE


class Build:
    """Builds one after the other in one folder; each tells whose dossiers it made. ``here``: workers see the disk."""

    def __init__(self, root: Path, *, here: bool = True) -> None:
        self.pages, self.documents, self._kept = root / "content", root / "exports", root / "kept"
        self.here = here

    def __call__(self, chosen: Sequence[Report] | None = None, registry: Registry = REGISTRY) -> set[str]:
        read = outcomes(reports() if chosen is None else chosen)
        places = {"pages": self.pages, "documents": self.documents, "kept": self._kept}
        with shelved(read, registry, here=self.here, **places) as made:
            made.places.pages.sweep(("reports", "agencies"))
            made.places.documents.sweep()
            made.dossiers.keep_only(made.shelf.made_from.values())
            self.dossiers = len(made.dossiers)
            assert len(made.made) == len(set(made.made))
            return set(made.made)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for root in (self.pages, self.documents)
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(params=[True, False], ids=["here", "elsewhere"])
def build(tmp_path: Path, request: pytest.FixtureRequest) -> Build:
    return Build(tmp_path, here=request.param)


def test_only_what_changed_is_made_and_the_files_are_those_of_a_first_build(build: Build, tmp_path: Path) -> None:
    assert build() == EVERYONE
    before = build.files()
    assert {f"reports/{MINE}-2023.md", f"agencies/{NEW}.md", f"api/v1/agencies/{MINE}.json"} <= set(before)
    assert build() == set()
    assert build.files() == before
    other = changed(f"{MINE}-2022", lambda r: replace(r, title="另一题目"))
    assert build(other) == {MINE}
    clean = Build(tmp_path / "clean", here=not build.here)
    clean(other)
    assert build.files() == clean.files() != before, "whoever has written them"
    assert build() == {MINE}, "what was made for the year before is forgotten"
    assert build.files() == before


@pytest.mark.parametrize(
    "name",
    [f"content/reports/{MINE}-2023.md", f"content/agencies/{MINE}.md", f"exports/api/v1/agencies/{MINE}.csv",
     f"exports/api/v1/reports/{MINE}-2022.json"],
)  # fmt: skip
def test_a_dossier_whose_file_is_gone_or_not_what_was_made_is_made_again(
    build: Build, tmp_path: Path, name: str
) -> None:
    build()
    before, path = build.files(), tmp_path / name
    for harm in (Path.unlink, lambda p: p.write_bytes(p.read_bytes()[:-1] + b"?"), lambda p: p.write_bytes(b"")):
        harm(path)
        assert build() == {MINE}
        assert build.files() == before
        assert build() == set()


def test_a_folder_that_is_gone_is_made_again(build: Build) -> None:
    build()
    before = build.files()
    (build.documents / "api/v1/agencies").rename(build.documents / "elsewhere")
    assert build() == EVERYONE
    assert build.files() == before, "and what stood elsewhere is swept away"


def test_the_dossier_of_an_agency_that_is_gone_is_forgotten(build: Build) -> None:
    build()
    pieces = len(("lines", "rows")) * len(PER_REPORT) + len(("profiles", "stubs", "head"))
    assert build.dossiers == len(EVERYONE) * pieces
    fewer = [r for r in reports() if r.identity.agency_id != NEW]
    assert build(fewer) == set(), "nobody else is made anew for it"
    assert build.dossiers == (len(EVERYONE) - 1) * pieces
    assert not [name for name in build.files() if NEW in name]
    assert build() == {NEW}


def test_an_agency_without_reports_has_its_page_as_long_as_it_is_registered(build: Build) -> None:
    build()
    assert "agencies/990101-weibao.md" in build.files()
    left = tuple(a for a in REGISTRY.agencies if a.agency_id != "990101-weibao")
    build(registry=replaced(agencies=left))
    assert "agencies/990101-weibao.md" not in build.files()


def test_the_shelf_gives_what_was_made(tmp_path: Path) -> None:
    acknowledged = Acknowledgements(REGISTRY)
    for _ in range(2):  # made, and from the cache
        with shelved(
            outcomes(reports()), REGISTRY, pages=tmp_path / "p", documents=tmp_path / "d", kept=tmp_path
        ) as it:
            ids = list(it.collection.report_ids)
            assert list(it.shelf.owners) == ids
            read = {o.report.identity.report_id: o for o in it.collection.outcomes() if o.report}
            printed = {id: Printed(o.report) for id, o in read.items() if o.report}
            made = {id: report_rows(printed[id], o.findings, acknowledged) for id, o in read.items()}
            for name in PER_REPORT:
                expected = [(id, made[id][name]) for id in ids]
                assert list(it.shelf.stack().rows(name)) == expected
                lines = {id: report_lines(printed[id], made[id])[name] for id in ids}
                assert dict(it.shelf.lines(name, ids)) == lines
            assert [row[0] for row in it.shelf.reports()] == ids


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_agencies_whose_reports_interleave_are_read_right(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr("builder.publishing.shelf.REPORTS_AT_ONCE", at_once)
    names = ("990101-a", "990101-a-20", "990101-a-2023")
    chosen = [report(agency_id=id, agency=f"{id}局", year=year) for id in names for year in (2021, 2022)]
    with shelved(outcomes(chosen), REGISTRY) as made:
        found = [(id, [row[0] for row in rows]) for id, rows in made.shelf.stack().rows("applications")]
    assert [id for id, _ in found] == sorted(r.identity.report_id for r in chosen)
    assert all(set(ids) == {id} for id, ids in found)


def test_a_dossier_is_the_same_wherever_it_is_made() -> None:
    with shelved(outcomes(reports()), REGISTRY) as made:
        order = made.orders.order(MINE)
        again = make(unpacked(packed(order)), unpacked(packed(REGISTRY)))
        assert again.head == made.shelf.heads[MINE]
        assert set(again.pages) == set(again.head.pages) and set(again.documents) == set(again.head.documents)


def test_names_that_were_spelled_once_are_not_spelled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(granted: str) -> tuple[Head, list[str]]:
        cell = {"raw": granted, "value": Decimal(granted)}
        chosen = [noted(r, ("applications", "granted", "total"), **cell) for r in reports()]
        with shelved(outcomes(chosen), REGISTRY, kept=tmp_path) as made:
            head = made.shelf.heads[MINE]
            made.dossiers.keep_only(made.shelf.made_from.values())
            return head, [text.partition(HIDDEN)[2] for text in made.shelf.index(()).stubs(head.cards)]

    first, stubs = build("1")
    assert "yunxixiancaizhengju" in first.spelled["云溪县财政局"] and any("yunxixiancaizhengju" in s for s in stubs)
    monkeypatch.setattr("builder.site.records.pinyin", None)
    second, again = build("4711")
    assert (second.spelled, again) == (first.spelled, stubs) and second.chunks != first.chunks


def test_names_of_the_registry_are_spelled_before_the_work_is_handed_out() -> None:
    with shelved(outcomes(reports()), REGISTRY) as made:
        order = made.orders.order(MINE)
        assert order.spelled == made.shelf.heads[MINE].spelled and order.spelled
        assert made.orders.order(MINE, made.shelf.heads[MINE]).spelled == order.spelled


def test_a_dossier_that_kills_its_worker_ends_the_build() -> None:
    with shelved(outcomes(reports()), REGISTRY) as made, pytest.raises(OSError, match=f"{MINE} cannot be made: why"):
        MAKING.died(made.orders.order(MINE), "why")


@pytest.mark.parametrize("damage", [b"no database at all", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_cache_of_dossiers_costs_work_only(
    build: Build, tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    build()
    before = build.files()
    (tmp_path / "kept/dossiers.sqlite").write_bytes(damage)
    assert build() == EVERYONE
    assert build.files() == before
    assert "damaged" in caplog.text
    assert build() == set()


def test_the_cache_of_dossiers_gives_pieces_and_keeps_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shelved(outcomes(reports()), REGISTRY) as made:
        dossiers = [make(made.orders.order(id), REGISTRY) for id in (MINE, OTHER)]
    with DossierCache(tmp_path / "d.sqlite") as cache:
        cache.put(zip(("k1", "k2"), dossiers, strict=True))
        assert cache.known("k1") == dossiers[0].head
        assert cache.known("k") is None
        ((key, piece),) = cache.pieces(["k1"], "applications")
        assert (key, [id for id, _ in piece]) == ("k1", [e.id for e in dossiers[0].head.entries])
        assert [len(p) for _, p in cache.pieces(["k2", "k1"], "stubs")] == [len(d.head.cards) for d in dossiers[::-1]]
        for key, name in (("k1", "quarantine"), ("k3", "applications")):
            with pytest.raises(KeyError):
                list(cache.pieces(["k2", key], name))
        cache.keep_only(["k2", "k9"])
        assert (cache.known("k1"), cache.known("k2")) == (None, dossiers[1].head)
        with pytest.raises(KeyError):
            list(cache.pieces(["k1"], "applications"))
    with DossierCache(tmp_path / "d.sqlite") as cache:
        assert cache.known("k2") == dossiers[1].head, "also in the next build"
        cache.put([("k1", dossiers[0])])  # and then the build is cut short
    for _ in range(2):
        with DossierCache(tmp_path / "d.sqlite") as cache:
            assert (cache.known("k1"), cache.known("k2")) == (dossiers[0].head, dossiers[1].head)
            assert [len(piece) for _, piece in cache.pieces(["k1"], "stubs")] == [len(dossiers[0].head.cards)]
            cache.keep_only(["k1", "k2"])
    with DossierCache(tmp_path / "d.sqlite") as cache:
        cache.keep_only(["k1"])
        assert (cache.known("k1"), cache.known("k2")) == (dossiers[0].head, None)
    monkeypatch.setattr(shelf, "program_digest", lambda: "another program")
    with DossierCache(tmp_path / "d.sqlite") as cache:
        assert cache.known("k1") is None, "its head may be of another kind"
        cache.put([("k3", dossiers[1])])
        cache.keep_only(["k3"])
        assert len(cache) == 2 * len(PER_REPORT) + 3, "nothing of the other program is left"
