"""Reading as a task for an engine: files in, packed outcomes with their summaries out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple

from builder import engine
from builder.cache.packing import packed
from builder.collection import Summary, summary
from builder.engine import Task
from builder.model import Job, Outcome
from builder.steps import Steps, Stepwise, in_step

_log = logging.getLogger(__name__)


class Read(NamedTuple):
    """A packed outcome and its summary, which has no key yet. ``failed``: our own code failed on the file (memory used
    up, a worker killed), which may not happen again."""

    about: Summary
    data: bytes
    failed: bool


def read_batch(batch: Sequence[Job]) -> list[Read]:
    """The outcomes of a batch."""
    return in_step(map(_reading, batch), engine.timed)


def _reading(job: Job) -> Steps[Read]:
    # Only workers read: whoever hands them their work needs no parser.
    from builder.process import process

    outcome = yield from process.steps(job, engine.registry())
    yield
    return (yield from _read.steps(outcome))


@Stepwise
def _read(outcome: Outcome) -> Steps[Read]:
    failed = outcome.quarantine is not None and outcome.quarantine.code == "internal-error"
    about = summary("", outcome)
    yield
    return Read(about, packed(outcome), failed)


def _died(job: Job, reason: str) -> Read:
    from builder.process import internal_error

    _log.error("%s: %s", job.source_file, reason)
    return _read(Outcome(job.source_file, None, internal_error(job, reason), job.findings))


READING: Task[Job, Read] = Task(read_batch, lambda job: len(job.data), _died)
