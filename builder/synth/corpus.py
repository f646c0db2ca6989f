"""The fictional corpus: a stream of reports, and the folder that ``portal synth`` writes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random

from builder.model import Agency, Region
from builder.registry.files import ACKNOWLEDGED_COLUMNS, AGENCY_COLUMNS, REGION_COLUMNS
from builder.synth.compose import compose, printed
from builder.synth.damage import damage
from builder.synth.figures import REPORT_FORM, blanked, draw_figures
from builder.synth.model import Fault, Figures, Key, SynthReport, Truth
from builder.synth.offices import divisions, offices
from builder.synth.render import render, shows_blanks
from builder.synth.seeds import chance

YEARS = range(2019, 2026)

SHARES: dict[str, float] = {
    "html:plain": 0.16,
    "html:site": 0.24,
    "html:word": 0.14,
    "html:headings": 0.04,
    "text:tab": 0.07,
    "text:tab-compact": 0.03,
    "text:tab-shifted": 0.03,
    "text:pipe": 0.04,
    "text:pipe-ruled": 0.03,
    "text:line-piped": 0.02,
    "text:paragraph": 0.02,
    "markdown": 0.08,
    "docx": 0.05,
    "pdf:ruled": 0.04,
    "xlsx": 0.01,
}
"""Share of each layout in a corpus, roughly as offices publish."""

_MODES = {"zero": 0.78, "small": 0.14, "medium": 0.06, "large": 0.02}
_GOVERNMENT_MODES = {"zero": 0.05, "small": 0.25, "medium": 0.45, "large": 0.25}
_BLANKS = {"none": 0.88, "organisations": 0.05, "zeros": 0.04, "review": 0.03}
_CONTRADICTED, _DAMAGED = 0.02, 0.005


def _weighted(choices: dict[str, float], rng: Random) -> str:
    return rng.choices(tuple(choices), tuple(choices.values()))[0]


def _plan(year: int, rng: Random) -> str:
    if year <= 2020:
        return "2019"
    return _weighted({"2021": 0.93, "single": 0.04, "hybrid": 0.02, "2019": 0.01}, rng)


def _contradicted(figures: Figures, rng: Random) -> tuple[Figures, tuple[Fault, ...]]:
    """One total of section 3 or 4 printed wrong by the office itself."""
    totals: list[Key] = [k for k, v in figures.items() if k[2] == "total" and v is not None]
    key = rng.choice(totals)
    wrong = (figures[key] or Decimal(0)) + rng.randint(1, 9)
    return {**figures, key: wrong}, (Fault("contradiction", *key, printed(wrong)),)


def _reports_of(office: Agency, division: Region, seed: int, shares: dict[str, float]) -> Iterator[SynthReport]:
    rng = chance(seed, office.agency_id)
    mode = _weighted(_GOVERNMENT_MODES if office.kind == "government" else _MODES, rng)
    layout = _weighted(shares, rng)
    blanks = _weighted(_BLANKS, rng)
    before: Figures | None = None
    for year in YEARS[rng.choice((0, 0, 0, 1, 2, 3)) :]:
        if rng.random() < 0.03:
            before = None
            continue
        plan = _plan(year, rng)
        before = meant = draw_figures(plan, mode, rng, before)
        faults: tuple[Fault, ...] = ()
        if rng.random() < _CONTRADICTED:
            meant, faults = _contradicted(meant, rng)
        figures = blanked(meant, blanks if shows_blanks(layout) else "none")
        truth = Truth(office, division, year, REPORT_FORM[plan], plan, figures)
        page = compose(truth, rng)
        if rng.random() < _DAMAGED:
            damaged = damage(page, rng.randrange(2**32))
            page, faults = damaged.page, (*faults, *damaged.faults)
        data, suffix = render(page, truth, layout, rng)
        yield SynthReport(f"{division.region_code}/{office.agency_id}-{year}.{suffix}", data, truth, layout, faults)
        if rng.random() < 0.1:
            layout = _weighted(shares, rng)


def generate(n: int, seed: int, shares: dict[str, float] | None = None) -> Iterator[SynthReport]:
    """The first ``n`` reports of the corpus with this seed, office by office, years ascending.

    A longer corpus begins with the shorter one. ``shares`` weighs the layouts (names of ``render.LAYOUTS``).
    The stream ends early beyond some 150,000 reports, when the divisions are used up.
    """
    stream = (
        report for office, division in offices(seed) for report in _reports_of(office, division, seed, shares or SHARES)
    )
    return islice(stream, n)


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _registry(offices: dict[str, Agency], divisions: dict[str, Region], folder: Path) -> None:
    agencies = [
        tuple(";".join(o.aliases) if name == "aliases" else getattr(o, name) for name in AGENCY_COLUMNS)
        for _, o in sorted(offices.items())
    ]
    regions = [tuple(getattr(d, name) for name in REGION_COLUMNS) for _, d in sorted(divisions.items())]
    _write(folder / "agencies.csv", AGENCY_COLUMNS, agencies)
    _write(folder / "regions.csv", REGION_COLUMNS, regions)
    _write(folder / "acknowledged.csv", ACKNOWLEDGED_COLUMNS, [])


def write_corpus(n: int, seed: int, out: Path, shares: dict[str, float] | None = None) -> int:
    """Writes ``out/reports/**``, ``out/registry/*.csv``, ``out/truth.csv`` and ``out/faults.csv``; gives the number of
    reports. ``out`` can be given to ``portal build --data``. Existing files of the same names are overwritten."""
    offices_used: dict[str, Agency] = {}
    above = {d.region_code: d for chain in divisions() for d in chain}
    out.mkdir(parents=True, exist_ok=True)
    faults: list[tuple[object, ...]] = []
    count = 0
    with (out / "truth.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("source_file", "report_id", "form", "layout", "table", "item", "column", "value"))
        for report in generate(n, seed, shares):
            count += 1
            target = out / "reports" / report.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(report.data)
            truth = report.truth
            offices_used[truth.office.agency_id] = truth.office
            lead = (report.path, truth.report_id, truth.form, report.layout)
            writer.writerows((*lead, *key, printed(value)) for key, value in truth.figures.items())
            faults += [(report.path, f.kind, f.table, f.item, f.column, f.printed) for f in report.faults]
    _write(out / "faults.csv", ("source_file", "fault", "table", "item", "column", "printed"), faults)
    regions: dict[str, Region] = {}
    for used in offices_used.values():
        code = used.region_code
        while code:
            regions[code] = above[code]
            code = above[code].parent_region_code
    _registry(offices_used, regions, out / "registry")
    return count
