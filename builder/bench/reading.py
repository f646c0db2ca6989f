"""What reading costs: milliseconds per report by container in a single process, and its growth with length.

No report is read twice: what the parser keeps of the lines it has met has to earn its hits from other reports, a few
hundred of which are read before anything is measured.
"""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from builder.bench.clock import cpu_seconds, exponent, median_ms
from builder.document import Document
from builder.formats import read
from builder.model import Finding, Job
from builder.parse import parse
from builder.process import process
from builder.registry import Registry
from builder.synth.cases import draw_truth
from builder.synth.compose import compose
from builder.synth.figures import MODES
from builder.synth.model import Line, Page, Table
from builder.synth.render import LAYOUTS, render
from builder.synth.seeds import chance

TARGETS_MS = {"text": 1.0, "html": 6.0, "pdf": 200.0}
"""Medians that reading and parsing together must not exceed where ``clock.unit`` is ``TARGET_UNIT`` seconds."""

TARGET_UNIT = 0.25
LENGTHS = (8, 32, 128)
WARM_UP = 20
"""Reports of every layout but PDF that are read before the first is measured."""
_REGISTRY = Registry()


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one report: ``read`` bytes to Document, ``parse`` to rows, ``whole`` with identity and checks."""

    read: float
    parse: float
    whole: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Medians over the ``reports`` of one layout that were read and parsed, and as many others for ``whole``;
    ``growth`` is the exponent of cost over length in characters."""

    layout: str
    reports: int
    kilobytes: float
    cost: Cost
    growth: float


def _job(data: bytes, suffix: str) -> Job:
    return Job(f"report.{suffix}", data, hashlib.sha256(data).hexdigest())


def _drawn(layout: str, purpose: str, seed: int) -> Job:
    rng = chance("bench", layout, purpose, seed)
    truth = draw_truth(rng, layout, MODES[seed % len(MODES)])
    return _job(*render(compose(truth, rng), truth, layout, rng))


def read_and_parsed(job: Job) -> tuple[Document | Finding, float, float]:
    """What the file is read as, and the seconds that reading and parsing took; what is no report is not parsed."""
    documents: list[Document | Finding] = []
    reading = cpu_seconds(lambda: documents.append(read(job.data, job.source_file)))
    document = documents[0]
    return document, reading, 0.0 if isinstance(document, Finding) else cpu_seconds(lambda: parse(document))


def _cost(parts: Job, whole: Job) -> Cost:
    """The cost of the first time that two reports are met: one is read and parsed, the other goes all the way."""
    document, reading, parsing = read_and_parsed(parts)
    if isinstance(document, Finding):
        raise TypeError(f"{parts.source_file} is no report: {document}")
    return Cost(1000 * reading, 1000 * parsing, 1000 * cpu_seconds(lambda: process(whole, _REGISTRY)))


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
        job = _job(*render(page, truth, layout, rng))
        sizes.append(_characters(page))
        costs.append(median_ms(partial(process, job, _REGISTRY)))
    return exponent(sizes, costs)


def readings(reports: int) -> Iterator[Reading]:
    """One line per layout, over ``reports`` reports of mixed forms and volumes."""
    for layout in LAYOUTS:
        for seed in range(0 if layout.startswith("pdf") else WARM_UP):
            process(_drawn(layout, "warm-up", seed), _REGISTRY)
    for layout in LAYOUTS:
        costs: list[Cost] = []
        sizes: list[int] = []
        for seed in range(reports):
            parts, whole = _drawn(layout, "parts", seed), _drawn(layout, "whole", seed)
            sizes.append(len(parts.data))
            costs.append(_cost(parts, whole))
        yield Reading(layout, reports, statistics.median(sizes) / 1000, _median(costs), _growth(layout))
