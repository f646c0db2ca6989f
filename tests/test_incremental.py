"""Whatever changes from build to build: in the end the files are those of a first build, and the search finds the same.

Everything but reading, rendering and the formats of the whole dataset, in this process and on made-up reports. The
registry is in no outcome's key here, so that only what is said to depend on it is made anew for it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from builder.exports.write import write_exports
from builder.model import Finding, Outcome, Report
from builder.pages import GENERATED
from builder.pages.downloads import Downloads
from builder.pages.shared import write_shared
from builder.registry import Acknowledgement, Registry
from builder.search import shared_records
from builder.settings import Settings
from tests.handmade import report
from tests.paged import UPDATES, noted
from tests.shelved import shelved
from tests.test_publishing import REGISTRY, outcomes, reports


class Everything:
    """Builds one after the other in one folder. ``changed`` are the files that the last one wrote, ``made`` those whose
    dossiers it made."""

    def __init__(self, root: Path) -> None:
        self._pages, self._documents, self._kept = root / "content", root / "exports", root / "kept"
        self.changed: list[str] = []
        self.made: set[str] = set()

    def __call__(
        self, chosen: Sequence[Report], registry: Registry, about: Settings | None = None
    ) -> dict[str, object]:
        """The files by name, and what the search is made from by address."""
        lost = Outcome("空.txt", None, Finding("empty", "error", values=(("file", "空.txt"),)))
        places = {"pages": self._pages, "documents": self._documents, "kept": self._kept}
        with shelved([*outcomes(chosen), lost], registry, settings=about, **places) as made:
            dataset = made.dataset(UPDATES)
            version = write_exports(made.material(UPDATES), made.places.documents)
            write_shared(dataset, made.places.pages, made.settings, Downloads.of(made.places.documents, version))
            index = made.shelf.index(shared_records(dataset))
            stubs = zip((card.url for card in index.cards), index.stubs(index.cards), strict=True)
            made.places.pages.sweep(GENERATED)
            made.places.documents.sweep()
            made.dossiers.keep_only(made.shelf.made_from.values())
            self.changed = [*made.places.pages.changed, *made.places.documents.changed]
            self.made = set(made.made)
            return self._files() | dict(stubs) | {f"card {card.url}": card for card in index.cards}

    def _files(self) -> dict[str, object]:
        return {
            f"{root.name}/{path.relative_to(root).as_posix()}": path.read_bytes()
            for root in (self._pages, self._documents)
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }


FEES, UNITS = ("proactive", "administrative_fees", "amount"), ("元", "万元", "")


def edited(chance: random.Random, chosen: list[Report], registry: Registry) -> tuple[list[Report], Registry]:
    """The reports and the registry with one thing changed."""
    at, agency, region = (chance.randrange(len(them)) for them in (chosen, registry.agencies, registry.regions))
    this = chosen[at]
    known = {r.identity.report_id for r in chosen}
    number = str(chance.randrange(1000))
    cell = ("applications", chance.choice(("new_received", "granted")), chance.choice(("total", "business")))

    def reported(made: Report) -> list[Report]:
        return [*chosen[:at], made, *chosen[at + 1 :]]

    def registered(**changes: object) -> Registry:
        return Registry(**{"agencies": registry.agencies, "regions": registry.regions,
                           "acknowledged": registry.acknowledged, **changes})  # type: ignore[arg-type]  # fmt: skip

    def with_agency(**changes: Any) -> Registry:
        other = replace(registry.agencies[agency], **changes)
        return registered(agencies=(*registry.agencies[:agency], other, *registry.agencies[agency + 1 :]))

    def with_region(**changes: Any) -> Registry:
        other = replace(registry.regions[region], **changes)
        return registered(regions=(*registry.regions[:region], other, *registry.regions[region + 1 :]))

    new = report(agency_id=this.identity.agency_id, agency=this.identity.agency, year=chance.choice((2020, 2024)))
    new = replace(new, identity=replace(this.identity, year=new.identity.year))
    explained = Acknowledgement(this.identity.report_id, "row-sum", cell[1], "total", f"说明{number}", "", "", 3)
    choices: list[Callable[[], tuple[list[Report], Registry]]] = [
        lambda: (reported(noted(this, cell, raw=number, value=Decimal(number))), registry),
        lambda: (reported(noted(this, cell, status="suspect")), registry),
        lambda: (reported(replace(this, published_on=chance.choice(("2024-01-05", "2024-09-01")))), registry),
        lambda: (reported(replace(this, sections=chosen[0].sections)), registry),
        lambda: (reported(replace(this, title=f"题目{number}", source_url=f"https://example.org/{number}")), registry),
        lambda: (reported(replace(this, form=chance.choice(("2019", "2021", "mixed")))), registry),
        lambda: (reported(replace(this, sample=not this.sample)), registry),
        lambda: (reported(replace(this, identity=replace(this.identity, agency=f"改名{number}局"))), registry),
        lambda: (reported(replace(this, identity=replace(this.identity, region_code="980101"))), registry),
        lambda: (reported(noted(this, FEES, raw=number, value=Decimal(number), unit=chance.choice(UNITS))), registry),
        lambda: ([r for r in chosen if r is not this] or chosen, registry),
        lambda: ([*chosen, replace(this, source_file=f"again-{number}.txt", revision=int(number) % 3)], registry),
        lambda: ([*chosen, new] if new.identity.report_id not in known else chosen, registry),
        lambda: (chosen, registered(acknowledged=(*registry.acknowledged, explained))),
        lambda: (chosen, registered(acknowledged=registry.acknowledged[:-1])),
        lambda: (chosen, with_agency(name=f"第{number}局")),
        lambda: (chosen, with_agency(kind=chance.choice(("office", "department")))),
        lambda: (chosen, with_agency(region_code=chance.choice(registry.regions).region_code)),
        lambda: (chosen, with_agency(valid_from=chance.choice(("", "2022-01-01")))),
        lambda: (chosen, with_region(name=f"第{number}县")),
        lambda: (chosen, with_region(valid_to=chance.choice(("", "2022-12-31")))),
        lambda: (chosen, with_region(parent_region_code=chance.choice(("", "980000", "990101")))),
    ]
    return chance.choice(choices)()


def test_whatever_changes_everything_is_as_a_first_build_makes_it(tmp_path: Path) -> None:
    chance = random.Random(1)
    chosen, registry = reports(), REGISTRY
    build = Everything(tmp_path / "ours")
    build(chosen, registry)
    for number in range(6):
        chosen, registry = edited(chance, chosen, registry)
        mine, theirs = build(chosen, registry), Everything(tmp_path / f"clean {number}")(chosen, registry)
        assert sorted(mine) == sorted(theirs), number
        assert [name for name in mine if mine[name] != theirs[name]] == [], number


def test_where_nothing_changes_nothing_is_made_or_written(tmp_path: Path) -> None:
    build = Everything(tmp_path)
    first = build(reports(), REGISTRY)
    assert len(build.changed) > 300 and len(build.made) == 9
    assert build(reports()[::-1], REGISTRY) == first
    assert (build.changed, build.made) == ([], set())


def test_an_office_that_nobody_knows_is_called_everywhere_what_its_newest_report_calls_it(tmp_path: Path) -> None:
    def named(name: str) -> list[Report]:
        [last] = [r for r in reports() if not r.identity.registered]
        old = replace(last, source_file="old.txt", identity=replace(last.identity, year=2020))
        new = replace(last, identity=replace(last.identity, agency=name))
        return [*(r for r in reports() if r is not last and r.identity.registered), old, new]

    build = Everything(tmp_path / "ours")
    build(named("甲局"), REGISTRY)
    mine, theirs = build(named("乙局"), REGISTRY), Everything(tmp_path / "clean")(named("乙局"), REGISTRY)
    assert [name for name in theirs if mine.get(name) != theirs[name]] == []
    assert "乙局".encode() in mine["content/years/2020.md"]  # type: ignore[operator]


def test_another_address_of_the_site_stands_everywhere(tmp_path: Path) -> None:
    build = Everything(tmp_path / "ours")
    build(reports(), REGISTRY)
    about = Settings("https://example.org/s/", "mailto:a@example.org?subject={report_id}")
    mine, theirs = build(reports(), REGISTRY, about), Everything(tmp_path / "clean")(reports(), REGISTRY, about)
    assert [name for name in theirs if mine.get(name) != theirs[name]] == []
    assert mine.keys() == theirs.keys()
