"""Files new reports: finds out what each one is, where it belongs and what is wrong with it, and puts it there.

Planning reads only. What cannot be found out (no agency, no year, nothing readable) is not filed, and the finding says
what to write into the sidecar beside the file. ``store`` is the one place of the project that writes under ``data/``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import tomlkit

from builder import checks
from builder.add.conversion import convert
from builder.add.proposal import propose, register
from builder.collection import Collection
from builder.formats import read as read_document
from builder.model import Agency, Finding, Job, Outcome, Report, Sidecar
from builder.process import process
from builder.registry import is_date
from builder.sources import Source, find, read

_ENDINGS = {"text": ".txt", "markdown": ".md"}  # every other kind is its own ending
_PUBLISHED = re.compile(r"(?i)^(?:pubdate|publishdate|publish_?time|article:published_time|发布日期|发布时间)$")
_DAY = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Addition:
    """What will become of one file given. ``destination`` (relative to ``data/``) is empty if it is not filed.

    ``sidecar`` is the text of the ``.toml`` to be put beside it, empty for none; ``proposal`` the registry entry that
    its agency lacks; ``converted`` the ending it had if it had to be converted. ``findings`` are all, those of the
    checks included.
    """

    given: str
    destination: str
    data: bytes
    sidecar: str
    outcome: Outcome
    findings: tuple[Finding, ...]
    proposal: Agency | None = None
    converted: str = ""

    @property
    def report(self) -> Report | None:
        return self.outcome.report


Planned = dict[str, list[Addition]]
"""What is to be filed by this command, by report id."""


def plan(paths: Iterable[Path], collection: Collection, data: Path) -> tuple[Addition, ...]:
    """What to do with each file, in the order given. ``collection`` is what the folder ``data`` holds now.

    FileNotFoundError for a path that does not exist.
    """
    planned: Planned = {}
    additions: list[Addition] = []
    for source in find(paths, as_given=True):
        proposed = [addition.proposal for addition in additions if addition.proposal is not None]
        addition = _plan(source, collection, data, planned, proposed)
        if addition.destination and addition.report is not None:
            planned.setdefault(addition.report.identity.report_id, []).append(addition)
        additions.append(addition)
    return tuple(additions)


def store(additions: Sequence[Addition], data: Path, *, enter_agencies: bool = False) -> list[Path]:
    """Writes the planned files, and with ``enter_agencies`` the proposed registry entries; what was written."""
    written: list[Path] = []
    for addition in additions:
        if not addition.destination:
            continue
        path = data / addition.destination
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:  # never over a file that is there
            file.write(addition.data)
        written.append(path)
        if addition.sidecar:
            with path.with_suffix(".toml").open("x", encoding="utf-8", newline="\n") as file:
                file.write(addition.sidecar)
            written.append(path.with_suffix(".toml"))
    proposals = {a.proposal.agency_id: a.proposal for a in additions if a.proposal is not None}
    if enter_agencies and proposals:
        path = data / "registry" / "agencies.csv"
        register([proposals[agency_id] for agency_id in sorted(proposals)], path)
        written.append(path)
    return written


def _plan(source: Source, collection: Collection, data: Path, planned: Planned, proposed: Sequence[Agency]) -> Addition:
    job, converted = _readable(read(source))
    registry = collection.registry
    outcome = process(job, registry)
    report = outcome.report
    refusal = outcome.quarantine or _broken_sidecar(job) or _unknown(outcome)
    if report is None or refusal is not None:
        # What hinders filing; the rest can wait until it is filed.
        errors = [finding for finding in outcome.findings if finding.level == "error"]
        findings = tuple(dict.fromkeys((*((refusal,) if refusal else ()), *errors)))
        return Addition(job.source_file, "", b"", "", outcome, findings, converted=converted)
    proposal = propose(report.identity, registry, proposed)
    rivals = _rivals(report, collection, planned)
    rival = rivals[-1] if rivals else None
    copy = next((other for other in rivals if other.source_sha256 == report.source_sha256), None)
    if copy is not None:
        same = Finding("already-added", "hint", values=(("other_file", copy.source_file),))
        return Addition(job.source_file, "", b"", "", outcome, (same,), proposal)
    destination = _destination(report, proposal, data, planned)
    sidecar = _sidecar(Path(source.path), job, rival)
    # Read once more as what it will be, so that every finding points at the file where it will lie.
    revised = _with_revision(job.sidecar, rival)
    filed = process(replace(job, source_file=(data / destination).as_posix(), sidecar=revised), registry)
    second = () if rival is None else (_second(rival),)
    findings = (*filed.findings, *second, *_across(filed.report or report, collection))
    return Addition(job.source_file, destination, job.data, sidecar, filed, findings, proposal, converted)


def _readable(job: Job) -> tuple[Job, str]:
    """The job, converted if it is a legacy file, and the ending it had then."""
    made = convert(job.data, job.source_file) if job.refused is None else None
    if made is None:
        return job, ""
    ending = PurePosixPath(job.source_file).suffix
    if isinstance(made, Finding):
        return replace(job, refused=made), ending
    return replace(job, data=made, sha256=hashlib.sha256(made).hexdigest()), ending


def _broken_sidecar(job: Job) -> Finding | None:
    return next((finding for finding in job.findings if finding.code == "sidecar-syntax"), None)


def _unknown(outcome: Outcome) -> Finding | None:
    """Why a report that was read cannot be filed: nobody knows whose it is, or of which year."""
    if outcome.report is None:
        return None
    who = outcome.report.identity
    if not who.year:
        return next((f for f in outcome.findings if f.code == "year-unknown"), None)
    if not who.registered and (not who.agency or who.region_code == "000000"):
        return Finding("agency-unknown", "error", values=(("name", who.agency or "?"),))
    return None


def _rivals(report: Report, collection: Collection, planned: Planned) -> list[Report]:
    """The reports of the same agency-year: those that are there, and those that come with the same command; the one
    that would be published last."""
    report_id = report.identity.report_id
    coming = [addition.report for addition in planned.get(report_id, ())]
    return [*collection.of_agency_year(report_id), *(other for other in coming if other is not None)]


def _destination(report: Report, proposal: Agency | None, data: Path, planned: Planned) -> str:
    """``reports/{region}/{agency}-{year}.{ending}``, numbered if that name is taken, whatever its ending is."""
    who = report.identity
    folder = f"reports/{who.region_code}"
    taken = {PurePosixPath(addition.destination).stem for addition in planned.get(who.report_id, ())}
    if (data / folder).is_dir():
        taken |= {path.stem for path in (data / folder).iterdir()}
    stem = f"{proposal.agency_id if proposal else who.agency_id}-{who.year}"
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return f"{folder}/{name}{_ENDINGS.get(report.kind, f'.{report.kind}')}"


def _with_revision(sidecar: Sidecar, rival: Report | None) -> Sidecar:
    """Of two files for one agency-year the later one is meant, unless the maintainer has said otherwise."""
    return sidecar if rival is None or sidecar.revision else replace(sidecar, revision=rival.revision + 1)


def _sidecar(path: Path, job: Job, rival: Report | None) -> str:
    """The sidecar that came with the file, with what the file itself tells about its publication, and a revision."""
    beside = next((p for p in (path.with_suffix(".toml"), path.with_name(f"{path.name}.toml")) if p.is_file()), None)
    document = tomlkit.parse(beside.read_text(encoding="utf-8-sig")) if beside else tomlkit.document()
    if not job.sidecar.published_on and (day := _published_on(job)):
        document["published_on"] = day
    if rival is not None and not job.sidecar.revision:
        document["revision"] = rival.revision + 1
    return tomlkit.dumps(document) if document else ""


def _published_on(job: Job) -> str:
    document = read_document(job.data, job.source_file)
    for name, value in () if isinstance(document, Finding) else document.metadata:
        if _PUBLISHED.match(name) and (match := _DAY.search(value)):
            day = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
            if is_date(day):
                return day
    return ""


def _second(rival: Report) -> Finding:
    values = (("other_file", rival.source_file), ("revision", str(rival.revision + 1)))
    return Finding("second-file", "hint", values=values)


def _across(report: Report, collection: Collection) -> tuple[Finding, ...]:
    """What comparing with the other years of the agency gives for this report."""
    who = report.identity
    others = [outcome.report for outcome in collection.of_agency(who.agency_id) if outcome.report is not None]
    together = (*(other for other in others if other.identity.report_id != who.report_id), report)
    return checks.compare_years(together).get(who.report_id, ())
