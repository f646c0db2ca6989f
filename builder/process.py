"""One file from bytes to Outcome. Pure: no disk, no clock, and whatever is in the file, an Outcome comes back."""

from __future__ import annotations

import logging
from pathlib import PurePosixPath

from builder import checks, privacy
from builder.checks.dates import FILED
from builder.document import Document
from builder.formats import read
from builder.identity import identify
from builder.model import Finding, Job, Outcome, Report, form_of
from builder.origin import published_on, source_url
from builder.parse import parse
from builder.registry import Registry
from builder.sidecar import readings
from builder.steps import Steps, Stepwise

_log = logging.getLogger(__name__)


@Stepwise
def process(job: Job, registry: Registry) -> Steps[Outcome]:
    """What became of the file: a report with all findings inside it, or a quarantined file with the reason."""
    outcome = yield from _outcome(job, registry)
    return _withdrawn(job, outcome) if job.sidecar.withdrawn else outcome


def _outcome(job: Job, registry: Registry) -> Steps[Outcome]:
    if job.refused is not None:
        return _quarantined(job, registry, job.refused)
    # Everything foreseen is a Finding; this one broad catch keeps a bug of ours from stopping all other files.
    try:
        return (yield from _process(job, registry))
    except Exception as error:  # noqa: BLE001
        _log.exception("%s: internal error", job.source_file)
        return _quarantined(job, registry, internal_error(job, f"{type(error).__name__}: {error}"))


def internal_error(job: Job, reason: str) -> Finding:
    """The finding for a file that our own code failed on; ``reason`` is the exception's type and message."""
    return Finding("internal-error", "error", values=(("reason", reason[:300]), ("file", job.source_file)))


def _process(job: Job, registry: Registry) -> Steps[Outcome]:
    document = yield from read.steps(job.data, job.source_file)
    if isinstance(document, Finding):
        return _quarantined(job, registry, document)
    yield
    parsed = yield from parse.steps(document)
    if isinstance(parsed, Finding):
        return _quarantined(job, registry, parsed, document)
    yield
    identified = identify(document, parsed, job, registry)
    if isinstance(identified, Finding):
        return _quarantined(job, registry, identified, document)
    yield
    identity, doubts = identified
    confirmed = readings.fitting(parsed.rows, job.sidecar.readings)
    rows, reading_findings = readings.apply(parsed.rows, confirmed, parsed.findings)
    report = Report(
        identity=identity,
        title=parsed.title,
        form=form_of(rows),
        rows=rows,
        sections=parsed.sections,
        kind=document.kind,
        source_file=job.source_file,
        source_sha256=job.sha256,
        source_url=job.sidecar.source_url or source_url(document, parsed),
        published_on=job.sidecar.published_on or published_on(document, parsed),
        revision=job.sidecar.revision,
        sample=job.sidecar.sample,
        readings=confirmed,
    )
    report, masked = privacy.apply(report, document, job.sidecar)
    read_so = map(privacy.Mask(job.sidecar.unmask).finding, (*document.findings, *reading_findings, *doubts))
    noted = (*job.findings, *readings.unfit(job.sidecar, confirmed), *read_so, *masked)
    yield
    findings = (*noted, *checks.check_report(report))
    return Outcome(job.source_file, report, None, findings)


def _withdrawn(job: Job, outcome: Outcome) -> Outcome:
    """Nothing of the file is told but whose it is and why it is not published."""
    who = outcome.report.identity if outcome.report else None
    claimed = (who.agency_id, who.year) if who else outcome.claimed
    report_id = f"{claimed[0]}-{claimed[1]:04d}" if claimed else ""
    values = (("file", job.source_file), ("reason", job.sidecar.withdrawn), ("report_id", report_id))
    return Outcome(job.source_file, None, Finding("withdrawn", "hint", values=values), job.findings, claimed)


def _quarantined(job: Job, registry: Registry, reason: Finding, document: Document | None = None) -> Outcome:
    sidecar = job.sidecar
    agency_id, year = _filed(job.source_file, registry) if reason.code != "orphan-sidecar" else ("", 0)
    agency_id, year = sidecar.agency_id or agency_id, sidecar.year or year
    claimed = (agency_id, year) if agency_id and year else None
    mask = privacy.Mask(sidecar.unmask)
    findings = (*job.findings, *map(mask.finding, document.findings if document else ()))
    return Outcome(job.source_file, None, mask.finding(reason), findings, claimed)


def _filed(source_file: str, registry: Registry) -> tuple[str, int]:
    """Whose report of which year a file holds by its name, as ``portal add`` names files; ("", 0) for other names and
    for agencies that are not registered."""
    match = FILED.search(PurePosixPath(source_file).stem)
    if match is None or registry.agency(agency_id := match.string[: match.start()]) is None:
        return "", 0
    return agency_id, int(match[1])
