"""One folder per way in which real reports differ from the form: an input beside what must come of it.

A folder ``tests/corpus/NN-name/`` (NN: the kind of deviation) holds one input file and

* ``expected.csv``: table, item, column, value, status. Every published figure must stand in it and nothing else.
  Status empty: read for certain (a number, or a blank where value is empty); ``annotated``, ``not_applicable``,
  ``suspect``, ``illegible``: that status on the cell or its row; ``open``: not decidable from the file, so right, or
  under a note; ``noted``: under a note, whatever is published.
* ``expected.toml``, where needed: ``quarantine`` (a code, or several with |), ``form``, ``agency``, ``year``,
  ``codes`` (findings that must be there), ``codes_absent``.

The figures are invented. A folder dropped in is a test.
"""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.bench.judge import SURE, Key, Published, published
from builder.registry import Registry
from builder.registry.files import load
from tests.parsed import off_the_form

CORPUS = Path(__file__).parent / "corpus"
CASES = sorted(path for path in CORPUS.iterdir() if path.is_dir() and path.name != "registry")
DEVIATIONS = 37


@cache
def registry() -> Registry:
    """The fictional registry that the cases about identity need."""
    found, findings = load(CORPUS / "registry")
    assert not findings
    return found


def expected_figures(folder: Path) -> dict[Key, tuple[Decimal | None, str]]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["table"], row["item"], row["column"]): (Decimal(row["value"]) if row["value"] else None, row["status"])
            for row in csv.DictReader(file)
        }


def told(folder: Path) -> dict[str, Any]:
    path = folder / "expected.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def differences(expected: dict[Key, tuple[Decimal | None, str]], found: Published) -> list[str]:
    """In words, every figure that is not as expected."""
    problems = [
        f"{'.'.join(key)}: {figure.value} is published, but not printed"
        for key, figure in found.figures.items()
        if key not in expected and figure.value is not None
    ]
    for key, (value, status) in expected.items():
        name = ".".join(key)
        figure = found.figures.get(key)
        row_noted = (*key[:2], "") in found.noted
        noted = row_noted or (figure is not None and figure.status not in ("number", "blank"))
        if figure is None and not row_noted:
            problems.append(f"{name}: missing, expected {value}")
        elif status == "open":
            if figure is not None and figure.value != value and not noted:
                problems.append(f"{name}: {figure.value} without a note, expected {value} or a note")
        elif status == "noted":
            if not noted:
                problems.append(f"{name}: {figure.value if figure else None} without a note")
        elif figure is None:
            problems.append(f"{name}: missing, expected {value}")
        elif figure.value != value:
            problems.append(f"{name}: {figure.value}, expected {value}")
        elif not status and (figure.status not in SURE or row_noted or figure.status == "annotated"):
            problems.append(f"{name}: right, but {figure.status} ({figure.note})")
        elif status and figure.status != status and not (status in ("suspect", "illegible") and row_noted):
            problems.append(f"{name}: status {figure.status}, expected {status}")
    return problems


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_case(folder: Path) -> None:
    source = next(path for path in sorted(folder.iterdir()) if path.stem != "expected")
    expected, wanted = expected_figures(folder), told(folder)
    found = published(source.read_bytes(), source.name, registry())
    codes = {finding.code for finding in found.outcome.findings}

    assert (found.quarantine.code if found.quarantine else "") in wanted.get("quarantine", "").split("|")
    problems = differences(expected, found)
    assert not problems, "\n".join(problems[:30])
    if "form" in wanted:
        assert found.form == wanted["form"]
    if found.report is not None:
        assert not off_the_form(found.report.rows)
        identity = found.report.identity
        assert identity.agency_id == wanted.get("agency", identity.agency_id)
        assert identity.year == wanted.get("year", identity.year)
    assert set(wanted.get("codes", ())) <= codes
    assert not set(wanted.get("codes_absent", ())) & codes


def test_every_kind_of_deviation_has_a_case() -> None:
    assert {int(folder.name[:2]) for folder in CASES} == set(range(1, DEVIATIONS + 1))
