"""What reading costs: milliseconds per report by container in a single process, and its growth with length."""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from builder.bench.clock import exponent, median_ms
from builder.formats import read
from builder.model import Document, Job
from builder.parse import parse
from builder.process import process
from builder.registry import Registry
from builder.synth.cases import draw_truth
from builder.synth.compose import compose
from builder.synth.figures import MODES
from builder.synth.model import Line, Page, Table
from builder.synth.render import LAYOUTS, SUFFIXES, render
from builder.synth.seeds import chance

TARGETS_MS = {"text": 1.0, "html": 6.0, "pdf": 50.0}
"""Medians that reading and parsing together must not exceed where ``clock.unit`` is ``TARGET_UNIT`` seconds."""

TARGET_UNIT = 0.25
LENGTHS = (8, 32, 128)
_REGISTRY = Registry()


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one report: ``read`` bytes to Document, ``parse`` to rows, ``whole`` with identity and checks."""

    read: float
    parse: float
    whole: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Medians over the reports of one layout; ``growth`` is the exponent of cost over length in characters."""

    layout: str
    reports: int
    kilobytes: float
    cost: Cost
    growth: float

    @property
    def container(self) -> str:
        return self.layout.partition(":")[0]


def _cost(data: bytes, name: str) -> Cost:
    job = Job(name, data, hashlib.sha256(data).hexdigest())
    document = read(data, name)
    if not isinstance(document, Document):
        raise TypeError(f"{name} is no report: {document}")
    return Cost(
        read=median_ms(lambda: read(data, name)),
        parse=median_ms(lambda: parse(document)),
        whole=median_ms(lambda: process(job, _REGISTRY)),
    )


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(getattr(cost, part) for cost in costs) for part in ("read", "parse", "whole")))


def _lengthened(page: Page, times: int) -> Page:
    """The page with ``times`` as much prose around the same tables."""
    return tuple(block for block in page for _ in range(times if isinstance(block, Line) and not block.level else 1))


def _characters(page: Page) -> int:
    rows = [row for block in page if isinstance(block, Table) for row in block.rows]
    figures = sum(len(cell.text) for row in rows for cell in row.cells)
    labels = sum(len(text) for row in rows for text in (*row.labels, *(head.text for head in row.heads)))
    return figures + labels + sum(len(block.text) for block in page if isinstance(block, Line))


def _growth(layout: str) -> float:
    sizes, costs = [], []
    for times in LENGTHS:
        rng = chance("bench", layout, "length")
        truth = draw_truth(rng, layout, "medium")
        page = _lengthened(compose(truth, rng), times)
        data, suffix = render(page, truth, layout, rng)
        sizes.append(_characters(page))
        costs.append(_cost(data, f"report.{suffix}").whole)
    return exponent(sizes, costs)


def readings(reports: int) -> Iterator[Reading]:
    """One line per layout, over ``reports`` reports of mixed forms and volumes."""
    for layout in LAYOUTS:
        costs: list[Cost] = []
        sizes: list[int] = []
        for seed in range(reports):
            rng = chance("bench", layout, seed)
            truth = draw_truth(rng, layout, MODES[seed % len(MODES)])
            data, suffix = render(compose(truth, rng), truth, layout, rng)
            sizes.append(len(data))
            costs.append(_cost(data, f"report.{suffix}"))
        yield Reading(layout, reports, statistics.median(sizes) / 1000, _median(costs), _growth(layout))


def containers(lines: list[Reading]) -> Iterator[Reading]:
    """The lines of each container as one: medians over its layouts, the worst growth."""
    for container in SUFFIXES:
        own = [line for line in lines if line.container == container]
        yield Reading(
            layout=container,
            reports=sum(line.reports for line in own),
            kilobytes=statistics.median(line.kilobytes for line in own),
            cost=_median([line.cost for line in own]),
            growth=max(line.growth for line in own),
        )
