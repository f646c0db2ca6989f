"""``portal check`` on a folder, in this process: for tests of what is said about the files in it."""

from __future__ import annotations

from pathlib import Path

from builder.collection import Collection
from builder.process import process
from builder.registry.files import load
from builder.reporter import Problem, gather, render, summary
from builder.sources import find, read
from tests.handmade import collected


def collection_of(reports: Path, registry_folder: Path, *, as_given: bool = False) -> Collection:
    """Everything in the folder ``reports`` under the registry given, ``expected.txt`` left out."""
    registry, complaints = load(registry_folder)
    sources = (source for source in find([reports], as_given=as_given) if Path(source.path).name != "expected.txt")
    return collected([process(read(source), registry) for source in sources], registry, complaints)


def check(reports: Path, registry_folder: Path, lang: str = "zh") -> tuple[tuple[Problem, ...], str]:
    """The problems, and what is printed."""
    collection = collection_of(reports, registry_folder)
    problems = gather(collection)
    return problems, render(problems, summary(problems, collection), "text", lang)  # type: ignore[arg-type]
