"""Single test cases drawn from a seed: a report under benign changes, and a report under one damage."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from itertools import islice
from random import Random

from builder.synth.benign import disturbed_text, mutate
from builder.synth.compose import compose
from builder.synth.damage import damage
from builder.synth.figures import MODES, PLANS, REPORT_FORM, blanked, draw_figures
from builder.synth.model import Key, Truth
from builder.synth.offices import offices
from builder.synth.render import LAYOUTS, render, shows_blanks
from builder.synth.seeds import chance

_OFFICES = tuple(islice(offices(0), 60))
_SLOW = ("pdf:ruled", "pdf:bare", "xlsx", "docx")


@dataclass(frozen=True, slots=True)
class Case:
    """``changes`` names what was done; ``gone`` are figures that the file no longer prints."""

    seed: int
    layout: str
    name: str
    data: bytes
    truth: Truth
    changes: tuple[str, ...]
    gone: Set[Key] = frozenset()

    def __str__(self) -> str:
        return f"seed {self.seed} {self.layout} {self.truth.plan} {'+'.join(self.changes)}"


def draw_layout(rng: Random) -> str:
    """Any layout; the containers that take long to read a little less often."""
    layout = rng.choice(LAYOUTS)
    return layout if layout not in _SLOW or rng.random() < 0.5 else rng.choice(LAYOUTS)


def draw_truth(rng: Random, layout: str, mode: str) -> Truth:
    """A truth that ``layout`` can show: blank figures only where they stay visible."""
    office, division = rng.choice(_OFFICES)
    plan = rng.choices(PLANS, (5, 3, 1, 1))[0]
    blanks = rng.choice(("none", "none", "none", "zeros", "organisations", "review"))
    figures = blanked(draw_figures(plan, mode, rng), blanks if shows_blanks(layout) else "none")
    return Truth(office, division, 2020 if plan == "2019" else 2023, REPORT_FORM[plan], plan, figures)


def benign_case(seed: int, layouts: tuple[str, ...] = ()) -> Case:
    """A report whose layout is changed in one to four ways, every figure as before; in one of ``layouts``, if given."""
    rng = chance("benign", seed)
    layout = rng.choice(layouts) if layouts else draw_layout(rng)
    truth = draw_truth(rng, layout, rng.choice((*MODES, "unique", "unique")))
    mutated = mutate(compose(truth, rng), truth, layout, rng.randrange(2**32))
    data, suffix = render(mutated.page, truth, layout, rng)
    if suffix in ("txt", "md"):
        data = disturbed_text(data, rng.randrange(2**32))
    return Case(seed, layout, f"case.{suffix}", data, truth, mutated.names)


def damaged_case(seed: int, layouts: tuple[str, ...] = ()) -> Case:
    """A report, mostly with many figures, under one damage that sums, labels or order can reveal."""
    rng = chance("damage", seed)
    layout = rng.choice(layouts) if layouts else draw_layout(rng)
    truth = draw_truth(rng, layout, rng.choice(("small", "medium", "large", "unique", "unique")))
    damaged = damage(compose(truth, rng), rng.randrange(2**32))
    data, suffix = render(damaged.page, truth, layout, rng)
    return Case(seed, layout, f"case.{suffix}", data, truth, (damaged.name,), damaged.gone)
