"""Random reports in every container and layout: benign changes change nothing, damages never pass in silence.

``FUZZ=2000`` sets how many of each are drawn; 300 without it. A failing case is named by its seed:
``builder.synth.cases.benign_case(seed)`` gives its bytes and its truth.
"""

from __future__ import annotations

import os

import pytest

from builder.bench.judge import judge, published
from builder.synth.cases import Case, benign_case, damaged_case
from tests.parsed import off_the_form

COUNT = int(os.environ.get("FUZZ", "300"))
CHUNKS = 10


def _seeds(chunk: int) -> range:
    return range(chunk, COUNT, CHUNKS)


def _told(case: Case, what: object) -> str:
    return f"{case}: {what}"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_benign_changes_change_nothing(chunk: int) -> None:
    """Every figure exact and read for certain, no figure that is not printed, the form and the year as meant."""
    problems = []
    for case in map(benign_case, _seeds(chunk)):
        found = published(case.data, case.name)
        verdict = judge(case.truth.figures, found)
        if found.quarantine is not None:
            problems.append(_told(case, found.quarantine))
        elif not verdict.exact:
            problems.append(_told(case, verdict))
        elif found.form != case.truth.form:
            problems.append(_told(case, f"form {found.form}, expected {case.truth.form}"))
        elif found.report is not None and off_the_form(found.report.rows):
            problems.append(_told(case, off_the_form(found.report.rows)))
        elif found.report is not None and found.report.identity.year != case.truth.year:
            problems.append(_told(case, f"year {found.report.identity.year}, expected {case.truth.year}"))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_damages_never_pass_in_silence(chunk: int) -> None:
    """A figure that is published wrong stands under a note (its cell or row) or a failing check on its row or column;
    nine in ten of the figures still printed are right."""
    problems = []
    right = printed = 0
    for case in map(damaged_case, _seeds(chunk)):
        found = published(case.data, case.name)
        verdict = judge(case.truth.figures, found, case.gone)
        right += verdict.right
        printed += len(case.truth.figures) - len(case.gone)
        if verdict.silent or (found.quarantine is not None and found.quarantine.code == "internal-error"):
            problems.append(_told(case, found.quarantine or verdict.silent))
        elif found.report is not None and off_the_form(found.report.rows):
            problems.append(_told(case, off_the_form(found.report.rows)))
    assert not problems, "\n".join(problems)
    assert right >= 0.9 * printed, f"{right} of {printed} figures right"
