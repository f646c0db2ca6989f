"""Draws the figures of one fictional report so that every sum of the form holds.

Counts are whole and not negative (2019 本年增/减 may be), fees and procurement have the decimals that offices print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random

from builder.forms import Form, ProactiveBlock, Term, form
from builder.synth.model import Figures

PLANS = ("2021", "2019", "hybrid", "single")
"""2021 and 2019 throughout; ``hybrid``: 2019 columns in 第（一）项 beside 2021 tables; ``single``: 2021 tables with the
2019 form's single row （六）其他处理."""

REPORT_FORM = {"2021": "2021", "2019": "2019", "hybrid": "mixed", "single": "2021"}

MODES = ("zero", "small", "medium", "large", "unique")

_APPLICANT_SHARES = (0.82, 0.12, 0.005, 0.005, 0.02, 0.03)
_OUTCOME_SHARES = {
    "granted": 0.30,
    "granted_in_part": 0.12,
    "unavailable_not_held": 0.22,
    "unavailable_needs_creation": 0.06,
    "refused_administrative_query": 0.05,
    "refused_internal_affairs": 0.04,
    "refused_enforcement_file": 0.04,
    "not_processed_petition": 0.05,
    "not_processed_duplicate": 0.03,
}


def plan_blocks(plan: str) -> tuple[tuple[Form, ProactiveBlock], ...]:
    """The blocks of section 2 that a report of this plan prints, each with the form it comes from."""
    base = form("2019" if plan == "2019" else "2021")
    blocks = tuple((base, block) for block in base.blocks)
    return ((form("2019"), form("2019").blocks[0]), *blocks[1:]) if plan == "hybrid" else blocks


def plan_rows(plan: str) -> tuple[Term, ...]:
    """The rows of section 3 that a report of this plan prints."""
    return form("2019" if plan in ("2019", "single") else "2021").rows


Draw = Callable[[int], int]
"""Gives a number of so many digits that was not given before."""


def _shared(total: int, shares: list[float], rng: Random) -> list[int]:
    """``total`` split by ``shares`` with some chance in it; the parts add up exactly."""
    parts: list[int] = []
    left, weight = total, sum(shares)
    for share in shares[:-1]:
        mean = left * share / weight if weight > 0 else 0.0
        part = min(left, max(0, round(rng.gauss(mean, mean**0.5)))) if left else 0
        parts.append(part)
        left -= part
        weight -= share
    return [*parts, left]


def _small(rng: Random) -> int:
    return int(rng.paretovariate(1.2)) - 1


def _volume(mode: str, rng: Random) -> int:
    if mode == "small":
        return 1 + int(rng.expovariate(1 / 6))
    if mode == "medium":
        return 20 + int(rng.expovariate(1 / 60))
    return 300 + min(20000, int(rng.expovariate(1 / 1500)))


def _unique_counts(rng: Random) -> Draw:
    """A source of numbers that were not given before, of one to four digits as asked."""
    used: set[int] = set()

    def draw(digits: int) -> int:
        low, high = 10 ** (digits - 1), 10**digits - 1
        while (value := rng.randint(low, high)) in used:
            low, high = low, high + high // 9 + 1
        used.add(value)
        return value

    return draw


def _columns(
    mode: str, outcomes: int, rng: Random, draw: Draw, carried: list[int] | None
) -> Iterator[tuple[int, int, list[int]]]:
    """Per applicant column: carried_in, carried_forward and the outcomes; new_received follows from them."""
    if mode == "unique":
        for _ in range(6):
            digits = [rng.choice((1, 2, 2, 3, 3, 4)) for _ in range(outcomes)]
            results = [draw(max(2, d) if d == 1 and rng.random() < 0.7 else d) for d in digits]
            yield draw(rng.choice((2, 3))), draw(rng.choice((2, 3))), results
        return
    new = _shared(0 if mode == "zero" else _volume(mode, rng), list(_APPLICANT_SHARES), rng)
    for i, received in enumerate(new):
        before = carried[i] if carried else (min(received, _small(rng)) if mode != "zero" else 0)
        forward = min(received + before, round((received + before) * rng.uniform(0, 0.12)))
        shares = [_OUTCOME_SHARES.get(term.id, 0.005) for term in form("2021").rows if term.role == "outcome"][
            :outcomes
        ]
        yield before, forward, _shared(received + before - forward, shares, rng)


def _applications(rows: tuple[Term, ...], mode: str, rng: Random, draw: Draw, carried: list[int] | None) -> Figures:
    applicants = [term.id for term in form("2021").applicants[:-1]]
    outcome_ids = [row.id for row in rows if row.role == "outcome"]
    values: dict[tuple[str, str], int] = {}
    for applicant, (before, forward, results) in zip(
        applicants, _columns(mode, len(outcome_ids), rng, draw, carried), strict=True
    ):
        done = sum(results)
        values["carried_in", applicant], values["carried_forward", applicant] = before, forward
        values["total_processed", applicant] = done
        values["new_received", applicant] = done + forward - before
        values.update({(item, applicant): n for item, n in zip(outcome_ids, results, strict=True)})
    figures: Figures = {}
    for row in rows:
        for applicant in applicants:
            figures["applications", row.id, applicant] = Decimal(values[row.id, applicant])
        figures["applications", row.id, "total"] = Decimal(sum(values[row.id, a] for a in applicants))
    return figures


def _review(mode: str, rng: Random, draw: Draw) -> Figures:
    shape: Form = form("2021")
    figures: Figures = {}
    for stage in shape.stages:
        if mode == "unique":
            parts = [draw(digits) for digits in (2, 1, 3, 2)]
        elif mode in ("zero", "small") and rng.random() < 0.95:
            parts = [0, 0, 0, 0]
        else:
            parts = _shared(_small(rng) + (rng.randint(0, 60) if mode == "large" else 0), [0.7, 0.08, 0.12, 0.1], rng)
        for result, n in zip(shape.results, [*parts, sum(parts)], strict=True):
            figures["review_litigation", stage.id, result.id] = Decimal(n)
    return figures


def _money(rng: Random, high: float) -> Decimal:
    places = rng.choice((0, 1, 2, 2, 2, 4, 6))
    return Decimal(f"{rng.uniform(0, high):.{places}f}")


def _proactive(
    blocks: tuple[tuple[Form, ProactiveBlock], ...], mode: str, rng: Random, draw: Draw, in_force: dict[str, int]
) -> Figures:
    figures: Figures = {}
    scale = {"zero": 0.25, "small": 0.5, "medium": 1.0, "large": 4.0}.get(mode, 1.0)

    def some(mean: float) -> int:
        return int(rng.expovariate(1 / (mean * scale))) if rng.random() < 0.35 * scale else 0

    for _, block in blocks:
        for row in block.rows:
            key = ("proactive", row.id)
            if mode == "unique":
                for n, measure in enumerate(block.measures):
                    count = draw(2 + (n + len(row.id)) % 3)
                    figures[(*key, measure)] = Decimal(f"{count}.{draw(2)}") if measure == "amount" else Decimal(count)
                continue
            if measures_have_state(block):
                issued, repealed = (some(6), some(2)) if row.id != "regulations" or scale >= 4 else (0, 0)
                before = in_force.get(row.id, some(30) if issued else 0)
                repealed = min(repealed, before + issued)
                counts = [issued, repealed, before + issued - repealed]
            elif block.key == "1":
                produced = some(6) if row.id != "regulations" or scale >= 4 else 0
                counts = [produced, min(produced, some(6)), produced + some(20)]
            elif block.measures == ("decisions",):
                counts = [some(800)]
            else:
                counts = [some(40), rng.choice((0, 0, 0, 1, -1, -2, 4)), some(800)]
            for measure, n in zip(block.measures, counts, strict=False):
                figures[(*key, measure)] = Decimal(n)
            if "amount" in block.measures:
                figures[(*key, "amount")] = _money(rng, 3000 * scale) if rng.random() < 0.3 * scale else Decimal(0)
    return figures


def measures_have_state(block: ProactiveBlock) -> bool:
    """True for the 2021 form's 第（一）项, whose last column carries over from year to year."""
    return "in_force" in block.measures


def draw_figures(plan: str, mode: str, rng: Random, before: Figures | None = None) -> Figures:
    """All figures of one report in printed order. ``before`` holds last year's, from which the carry-overs come.

    In mode ``unique`` no two figures are equal and none is zero.
    """
    last = before or {}
    applicants = [term.id for term in form("2021").applicants[:-1]]
    carried = [int(last.get(("applications", "carried_forward", a)) or 0) for a in applicants] if before else None
    in_force = {
        item: int(value) for (_, item, column), value in last.items() if column == "in_force" and value is not None
    }
    while True:
        draw = _unique_counts(rng)
        figures = {
            **_proactive(plan_blocks(plan), mode, rng, draw, in_force),
            **_applications(plan_rows(plan), mode, rng, draw, carried),
            **_review(mode, rng, draw),
        }
        if mode != "unique" or len({v for v in figures.values() if v and v > 0}) == len(figures):
            return figures


def blanked(figures: Figures, style: str) -> Figures:
    """The figures as offices print them that leave zeros out: ``zeros`` (every zero blank), ``organisations`` (the five
    法人 columns blank where zero), ``review`` (a zero section 4 blank) or ``none``."""
    organisations = {term.id for term in form("2021").applicants if term.group}

    def blank(key: tuple[str, str, str]) -> bool:
        table, _, column = key
        return (
            style == "zeros"
            or (style == "organisations" and table == "applications" and column in organisations)
            or (style == "review" and table == "review_litigation")
        )

    return {key: None if value == 0 and blank(key) else value for key, value in figures.items()}
