"""Whose report, of which region and year: from the maintainer's word, the title, metadata, the prose and the path, in
this order.

Nothing is guessed without a finding. Several registered agencies that fit equally well are an error that names them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache

from builder.checks.coverage import must_report
from builder.document import Document
from builder.identity.likeness import meant, names
from builder.identity.naming import Names, names_in
from builder.identity.reported_year import find_year, prose_of
from builder.model import Agency, Finding, Identity, Job, Place
from builder.parse import Parsed
from builder.registry import Registry
from builder.registry.name_index import NameIndex, Said
from builder.spelling import normalised

UNKNOWN_REGION = "000000"
_UNNAMED = "（未署名 no name）"
_indexes: list[NameIndex] = []


def _index(registry: Registry) -> NameIndex:
    # One registry serves a whole build; identity, not equality: comparing thousands of rows costs more than a report.
    if not _indexes or _indexes[0].registry is not registry:
        _indexes[:] = [NameIndex(registry)]
    return _indexes[0]


def _existed(agency: Agency, year: int) -> bool:
    """Whether the agency existed on any day of the year; True for year 0. ``valid_to`` is the first day without it."""
    begun = agency.valid_from <= f"{year:04d}-12-31"
    return year == 0 or (begun and (not agency.valid_to or agency.valid_to > f"{year:04d}-01-01"))


def _exact(told: Iterable[str], index: NameIndex, said: Said, year: int) -> list[Agency]:
    """The agencies that the first registered of these names may mean."""
    for name in told:
        found = index.by_name.get(name, [])
        found = [a for a in found if _existed(a, year)] or found
        if len({a.region_code for a in found}) == 1 < len(found):
            # Within the year the one took the other's place, and the report is due from who is there at its end.
            found = [a for a in found if must_report(a, year)] or found
        if len(found) > 1:
            # Namesakes share the county's name, so the city or province above it has to be named.
            chain = index.registry.chain
            found = [a for a in found if any(r.name in said() for r in chain(a.region_code)[1:2])] or found
        if found:
            return found
    return []


def _nearly(told: Sequence[str], index: NameIndex, said: Said) -> tuple[list[Agency], str]:
    """(agencies that fit, how): with the city taken from the prose, or one character misread and confirmed."""
    for name in told:
        if name[0] in "省市县区":
            ending = index.ending(name)
            fits = [a for a in ending if any(r.name in said() for r in index.registry.chain(a.region_code)[:2])]
            if fits:
                return fits, "prose"
    for name in told:
        near = [(index.misspelt(name, form, a), form, a) for form, a in index.near(name)]
        sure = [a for division, form, a in near if division != form and division in said()]
        if len(set(sure)) == 1:
            return sure[:1], "misread"
    return [], ""


def _registered(told: Names, index: NameIndex, said: Said, year: int) -> tuple[list[Agency], str]:
    """(agencies that fit, how). A page's publisher is often the office above: beside a name in the title it only counts
    where that means the same agency."""
    if found := _exact(told.own, index, said, year):
        return found, "exact"
    found = _exact(told.others, index, said, year)
    if not told.own:
        return (found, "publisher") if found else _nearly(told.others, index, said)
    same = [a for a in found if any(names(own, (a.name, *a.aliases)) for own in told.own)]
    return (same, "exact") if same else _nearly(told.own, index, said)


def identify(
    document: Document, parsed: Parsed, job: Job, registry: Registry
) -> tuple[Identity, tuple[Finding, ...]] | Finding:
    """Who and when; a Finding ``ambiguous-agency`` (for quarantine) when several registered agencies fit equally
    well."""
    index = _index(registry)
    year, findings = find_year(parsed, document, job)
    notes = list(findings)

    @cache  # most reports name their office in full, so that nothing else is asked
    def said() -> str:
        """All that may name a division: the prose without spaces, the path, metadata."""
        told = (value for _, value in document.metadata)
        return "".join((normalised(prose_of(parsed)), job.source_file, *told, document.title))

    if job.sidecar.agency_id:
        agency = registry.agency(job.sidecar.agency_id)
        if agency:
            return _identity(agency, year, registry), tuple(notes)
        stated = ("agency_id", job.sidecar.agency_id)
        notes.append(job.sidecar.finding("unknown-agency-id", "error", "agency_id", stated))
    told = names_in(parsed, document)
    found, how = _registered(told, index, said, year)
    name = next(iter((*told.own, *told.others)), "")
    if len(found) > 1:
        listed = "、".join(f"{a.name}（{a.agency_id}）" for a in sorted(found, key=lambda a: a.agency_id))
        return Finding("ambiguous-agency", "error", Place(1), values=(("name", name), ("candidates", listed)))
    if found:
        agency = found[0]
        if how == "misread":
            notes.append(
                Finding("agency-misread", "warning", Place(1), values=(("name", name), ("agency", agency.name)))
            )
        if how == "publisher":
            notes.append(Finding("agency-from-publisher", "warning", Place(1), values=(("agency", agency.name),)))
        if not _existed(agency, year):
            notes.append(
                Finding("agency-not-valid", "warning", Place(1), values=(("agency", agency.name), ("year", str(year))))
            )
        return _identity(agency, year, registry), tuple(notes)
    if name and not told.own:
        notes.append(Finding("agency-from-publisher", "warning", Place(1), values=(("agency", name),)))
    return _unregistered(name, said, job, year, index, notes)


def _identity(agency: Agency, year: int, registry: Registry) -> Identity:
    code = agency.region_code
    return Identity(agency.agency_id, agency.name, code, _division(code, registry), year, True)


def _division(code: str, registry: Registry) -> str:
    """The name of the division with this code: today's, also where the report gives an earlier one."""
    region = registry.region(code)
    return region.name if region else ""


def _unregistered(
    name: str, said: Said, job: Job, year: int, index: NameIndex, notes: list[Finding]
) -> tuple[Identity, tuple[Finding, ...]]:
    """The contract's fallback id; the division comes from the name, else from the one division the prose names."""
    region, rest = index.prefix(name, said)
    if region is None:
        marker = rest[:1] if rest[:1] in ("市", "县", "区") and not rest.startswith("市场") else ""
        levels = {"市": ("prefecture", "county"), "县": ("county",), "区": ("county",), "": ("county", "prefecture")}[
            marker
        ]
        mentioned = [r for r in index.mentioned(said, levels) if r.name.endswith(marker)]
        if len(mentioned) == 1:
            region = mentioned[0]
            notes.append(
                Finding(
                    "region-inferred",
                    "warning",
                    Place(1),
                    values=(("region", region.name), ("name", name or _UNNAMED)),
                )
            )
    code = region.region_code if region else UNKNOWN_REGION
    digest = hashlib.sha256(name.encode()).hexdigest() if name else job.sha256
    notes.append(
        Finding("agency-unregistered", "warning", Place(1), values=(("name", name or _UNNAMED), ("region_code", code)))
    )
    misspelt = {a.agency_id: a for form, a in index.near(name) if index.misspelt(name, form, a) != form}
    similar = next(iter(misspelt.values())) if len(misspelt) == 1 else meant(rest, index.of_division(code))
    if similar is not None:
        told = (("name", name), ("agency", similar.name), ("agency_id", similar.agency_id))
        notes.append(Finding("agency-similar", "hint", Place(1), values=told))
    return Identity(f"{code}-x{digest[:8]}", name, code, _division(code, index.registry), year, False), tuple(notes)
