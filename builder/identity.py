"""Whose report, of which region and year: from the maintainer's word, the title, metadata, the prose and the path, in
this order.

Nothing is guessed without a finding. Several registered agencies that fit equally well are an error that names them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property

from builder.likeness import meant, names
from builder.model import Agency, Document, Finding, Identity, Job, Place, Region
from builder.naming import CITED, Names, names_in
from builder.parse import Parsed
from builder.parse.labels import normalised
from builder.parse.title import YEAR
from builder.registry import Registry

UNKNOWN_REGION = "000000"
_BEGINNING = 8000  # characters
Said = Callable[[], str]
_PERIOD = re.compile(YEAR + r"年?0?1月0?1日.{0,6}?(?:至|到|—|-|~|–).{0,3}?(?:" + YEAR + r"年)?12月31日")
# A date is no year of a report, nor is a year before which another one stands nearer.
_YEAR_REPORT = re.compile(
    YEAR + r"(?!\s*[-./\d]|年\d{1,2}月)年?度?(?:(?!(?:19|20)\d\d)[^,。;:]){0,30}?(?:信息|政务)公开"
)
_ANY_YEAR = re.compile(YEAR + r"年")
_PATH_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
_ENDS = {
    "government": ("人民政府", ""),
    "township": ("人民政府", ""),
    "subdistrict": ("办事处", ""),
    "zone": ("管理委员会", "管委会", ""),
}
"""What names of these kinds end in, in full and as people say."""


def _year(text: str) -> int:
    return int(text.translate(str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")))


class _Lookup:
    """Indexes over one registry: every form in which an agency's or a division's name may appear."""

    def __init__(self, registry: Registry) -> None:
        self.regions = {r.region_code: r for r in registry.regions}
        self.by_region_name: dict[str, list[Region]] = {}
        for region in registry.regions:
            self.by_region_name.setdefault(region.name, []).append(region)
        self.longest = max(map(len, self.by_region_name), default=0)
        self.by_name: dict[str, list[Agency]] = {}
        self.agencies = {a.agency_id: a for a in registry.agencies}
        self._of_division: dict[str, list[tuple[str, Agency]]] = {}
        for agency in registry.agencies:
            for name in self._forms(agency):
                entry = self.by_name.setdefault(name, [])
                if agency not in entry:
                    entry.append(agency)

    @cached_property
    def _by_part(self) -> dict[str, list[str]]:
        """Names by their first and by their second half, and by their last two characters."""
        parts: dict[str, list[str]] = {}
        for name in self.by_name:
            for part in {name[: len(name) // 2] + "…", "…" + name[len(name) // 2 :], "…" + name[-2:]}:
                parts.setdefault(part, []).append(name)
        return parts

    def near(self, name: str) -> list[tuple[str, Agency]]:
        """(form, agency) where one character differs, at the same length of four or more: half of it is the same."""
        half = len(name) // 2
        alike = (*self._by_part.get(name[:half] + "…", ()), *self._by_part.get("…" + name[half:], ()))
        return [(form, agency) for form in alike if _near(form, name) for agency in self.by_name[form]]

    def misspelt(self, name: str, form: str, agency: Agency) -> str:
        """The division that ``name`` misspells where it differs from ``form`` in one character; the whole form where
        that is no division's: 城西街道 is another office than 城东街道, 审计局 than 统计局."""
        at = next(i for i, (a, b) in enumerate(zip(name, form, strict=True)) if a != b)
        for region in self.ancestors(agency.region_code):
            start = form.find(region.name)
            if 0 <= start <= at < start + len(region.name):
                return region.name
        return form

    def ending(self, name: str) -> list[Agency]:
        """The agencies whose names end in ``name``, of two characters or more, and say more."""
        longer = [f for f in self._by_part.get("…" + name[-2:], ()) if f.endswith(name) and len(f) > len(name)]
        return list(dict.fromkeys(agency for form in longer for agency in self.by_name[form]))

    def of_division(self, code: str) -> list[tuple[str, Agency]]:
        """(name without the division's, agency) of those that lie in a division, their aliases as well."""
        found = self._of_division.get(code)
        if found is None:
            above = [region.name for region in reversed(self.ancestors(code))]
            named = [(n, a) for a in self.agencies.values() if a.region_code == code for n in (a.name, *a.aliases)]
            found = self._of_division[code] = [(_without(normalised(n), above), agency) for n, agency in named]
        return found

    def ancestors(self, code: str) -> list[Region]:
        """The division and those above it, itself first."""
        chain: list[Region] = []
        while code in self.regions and len(chain) < 5:
            chain.append(self.regions[code])
            code = self.regions[code].parent_region_code
        return chain

    def _forms(self, agency: Agency) -> Iterable[str]:
        chain = [r.name for r in self.ancestors(agency.region_code)]
        for name in (agency.name, *agency.aliases):
            plain = normalised(name)
            forms = {plain: None}
            bare = plain
            for region in reversed(chain):
                if bare.startswith(region) and len(bare) > len(region) + 1:
                    bare = bare[len(region) :] if region != chain[0] else bare
                    forms.setdefault(bare)
            for start in range(1, len(chain)):
                forms.setdefault("".join(reversed(chain[1 : start + 1])) + bare)
            ends = _ENDS.get(agency.kind, ())
            if end := next((end for end in ends if end and plain.endswith(end)), ""):
                forms.update(dict.fromkeys(form.removesuffix(end) + other for form in tuple(forms) for other in ends))
            yield from forms

    def prefix(self, name: str, said: Said) -> tuple[Region | None, str]:
        """The division that a name begins with (province, city and county read in turn) and what follows it.

        A county's name that several cities share is decided by the city's name in what is ``said``; undecided gives
        None.
        """
        found: Region | None = None
        rest = name
        while rest:
            options: list[Region] = []
            length = 0
            for length in range(min(self.longest, len(rest)), 1, -1):
                options = self.by_region_name.get(rest[:length], [])
                if found is not None:
                    below = found
                    options = [r for r in options if below in self.ancestors(r.region_code)[1:]]
                if options:
                    break
            if not options:
                break
            chosen = self._decide(options, said)
            if chosen is None:
                return found, rest
            found, rest = chosen, rest[length:]
        return found, rest

    def _decide(self, options: list[Region], said: Said) -> Region | None:
        current = [r for r in options if not r.valid_to] or options
        if len(current) == 1:
            return current[0]
        near = [r for r in current if any(a.name in said() for a in self.ancestors(r.region_code)[1:2])]
        near = near or [r for r in current if any(a.name in said() for a in self.ancestors(r.region_code)[1:])]
        return near[0] if len(near) == 1 else None

    def mentioned(self, said: Said, levels: tuple[str, ...]) -> list[Region]:
        """The divisions of these levels that the beginning of a text names, most often first; shared names only where
        their city is named."""
        counts: Counter[str] = Counter()
        text = said()[:_BEGINNING] if self.longest else ""
        for match in re.finditer(r"[市县区旗盟州省]", text):
            for length in range(min(self.longest, match.end()), 1, -1):
                options = self.by_region_name.get(text[match.end() - length : match.end()])
                if options:
                    chosen = self._decide([r for r in options if r.level in levels], lambda: text)
                    if chosen:
                        counts[chosen.region_code] += 1
                    break
        return [self.regions[code] for code, _ in counts.most_common()]


def _without(name: str, divisions: Iterable[str]) -> str:
    for division in divisions:
        name = name.removeprefix(division)
    return name


_lookups: list[tuple[Registry, _Lookup]] = []


def _lookup(registry: Registry) -> _Lookup:
    # One registry serves a whole build; identity, not equality: comparing thousands of rows costs more than a report.
    if not _lookups or _lookups[0][0] is not registry:
        _lookups[:] = [(registry, _Lookup(registry))]
    return _lookups[0][1]


def _prose(parsed: Parsed) -> str:
    return "\n".join((*parsed.lead, *(s.text for s in parsed.sections)))[:60_000]


def find_year(parsed: Parsed, document: Document, job: Job) -> tuple[int, tuple[Finding, ...]]:
    """The report's year and how sure: from the title, the statistics period, 20XX年政府信息公开… (one year alone), the
    path, the date of publication, or the year most often named. All but the first three come with a
    ``year-inferred`` warning."""
    if job.sidecar.year is not None:
        return job.sidecar.year, ()
    title = normalised(parsed.title)
    if match := _YEAR_REPORT.search(title) or _ANY_YEAR.search(title) or re.search(YEAR, title):
        return _year(match[1]), ()
    text = normalised(_prose(parsed))
    if match := _PERIOD.search(text):
        return _year(match[1]), ()
    told = {_year(match[1]) for match in _YEAR_REPORT.finditer(CITED.sub("", text[:2000]))}
    if len(told) == 1:
        return told.pop(), ()

    def inferred(year: int, source: str) -> tuple[int, tuple[Finding, ...]]:
        return year, (Finding("year-inferred", "warning", Place(1), values=(("year", str(year)), ("source", source))),)

    name = job.source_file.rsplit("/", 1)[-1]
    if match := _PATH_YEAR.search(name) or _PATH_YEAR.search(job.source_file):
        return inferred(int(match[1]), "文件名")
    for key, value in document.metadata:
        if re.search(r"date|time|日期|时间", key, re.IGNORECASE) and (match := re.search(r"(20\d\d)\D", value + " ")):
            return inferred(int(match[1]) - 1, "发布日期的上一年")
    years = Counter(_year(m[1]) for m in _ANY_YEAR.finditer(text))
    if years:
        return inferred(years.most_common(1)[0][0], "正文中最常出现的年份")
    return 0, (Finding("year-unknown", "error", Place(1)),)


def _valid(agency: Agency, year: int) -> bool:
    end = f"{year:04d}-12-31"
    return year == 0 or (
        (not agency.valid_from or agency.valid_from <= end)
        and (not agency.valid_to or agency.valid_to >= f"{year:04d}-01-01")
    )


def _near(a: str, b: str) -> bool:
    """One character differs, at the same length of four or more."""
    return len(a) == len(b) >= 4 and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _exact(told: Iterable[str], lookup: _Lookup, said: Said, year: int) -> list[Agency]:
    """The agencies that the first registered of these names may mean."""
    for name in told:
        found = lookup.by_name.get(name, [])
        found = [a for a in found if _valid(a, year)] or found
        if len(found) > 1:
            # Namesakes share the county's name, so the city or province above it has to be named.
            found = [a for a in found if any(r.name in said() for r in lookup.ancestors(a.region_code)[1:2])] or found
        if found:
            return found
    return []


def _nearly(told: Sequence[str], lookup: _Lookup, said: Said) -> tuple[list[Agency], str]:
    """(agencies that fit, how): with the city taken from the prose, or one character misread and confirmed."""
    for name in told:
        if name[0] in "省市县区":
            ending = lookup.ending(name)
            fits = [a for a in ending if any(r.name in said() for r in lookup.ancestors(a.region_code)[:2])]
            if fits:
                return fits, "prose"
    for name in told:
        near = [(lookup.misspelt(name, form, a), form, a) for form, a in lookup.near(name)]
        sure = [a for division, form, a in near if division != form and division in said()]
        if len(set(sure)) == 1:
            return sure[:1], "misread"
    return [], ""


def _registered(told: Names, lookup: _Lookup, said: Said, year: int) -> tuple[list[Agency], str]:
    """(agencies that fit, how). A page's publisher is often the office above: beside a name in the title it only counts
    where that means the same agency."""
    if found := _exact(told.own, lookup, said, year):
        return found, "exact"
    found = _exact(told.others, lookup, said, year)
    if not told.own:
        return (found, "publisher") if found else _nearly(told.others, lookup, said)
    same = [a for a in found if any(names(own, (a.name, *a.aliases)) for own in told.own)]
    return (same, "exact") if same else _nearly(told.own, lookup, said)


def identify(
    document: Document, parsed: Parsed, job: Job, registry: Registry
) -> tuple[Identity, tuple[Finding, ...]] | Finding:
    """Who and when; a Finding ``ambiguous-agency`` (for quarantine) when several registered agencies fit equally
    well."""
    lookup = _lookup(registry)
    year, findings = find_year(parsed, document, job)
    notes = list(findings)

    @cache  # most reports name their office in full, so that nothing else is asked
    def said() -> str:
        """All that may name a division: the prose without spaces, the path, metadata."""
        told = (value for _, value in document.metadata)
        return "".join((normalised(_prose(parsed)), job.source_file, *told, document.title))

    if job.sidecar.agency_id:
        agency = lookup.agencies.get(job.sidecar.agency_id)
        if agency:
            return _identity(agency, year, lookup), tuple(notes)
        notes.append(Finding("unknown-agency-id", "error", Place(1), values=(("agency_id", job.sidecar.agency_id),)))
    told = names_in(parsed, document)
    found, how = _registered(told, lookup, said, year)
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
        if not _valid(agency, year):
            notes.append(
                Finding("agency-not-valid", "warning", Place(1), values=(("agency", agency.name), ("year", str(year))))
            )
        return _identity(agency, year, lookup), tuple(notes)
    if name and not told.own:
        notes.append(Finding("agency-from-publisher", "warning", Place(1), values=(("agency", name),)))
    return _unregistered(name, said, job, year, lookup, notes)


def _identity(agency: Agency, year: int, lookup: _Lookup) -> Identity:
    region = lookup.regions.get(agency.region_code)
    return Identity(agency.agency_id, agency.name, agency.region_code, region.name if region else "", year, True)


def _unregistered(
    name: str, said: Said, job: Job, year: int, lookup: _Lookup, notes: list[Finding]
) -> tuple[Identity, tuple[Finding, ...]]:
    """The contract's fallback id; the division comes from the name, else from the one division the prose names."""
    region, rest = lookup.prefix(name, said) if name else (None, "")
    if region is None:
        marker = rest[:1] if rest[:1] in ("市", "县", "区") and not rest.startswith("市场") else ""
        levels = {"市": ("prefecture", "county"), "县": ("county",), "区": ("county",), "": ("county", "prefecture")}[
            marker
        ]
        mentioned = [r for r in lookup.mentioned(said, levels) if r.name.endswith(marker)]
        if len(mentioned) == 1:
            region = mentioned[0]
            notes.append(
                Finding(
                    "region-inferred",
                    "warning",
                    Place(1),
                    values=(("region", region.name), ("name", name or "（未署名）")),
                )
            )
    code = region.region_code if region else UNKNOWN_REGION
    digest = hashlib.sha256(name.encode()).hexdigest() if name else job.sha256
    notes.append(
        Finding(
            "agency-unregistered", "warning", Place(1), values=(("name", name or "（未署名）"), ("region_code", code))
        )
    )
    misspelt = {a.agency_id: a for form, a in lookup.near(name) if lookup.misspelt(name, form, a) != form}
    similar = next(iter(misspelt.values())) if len(misspelt) == 1 else meant(rest, lookup.of_division(code))
    if similar is not None:
        told = (("name", name), ("agency", similar.name), ("agency_id", similar.agency_id))
        notes.append(Finding("agency-similar", "hint", Place(1), values=told))
    return Identity(f"{code}-x{digest[:8]}", name, code, region.name if region else "", year, False), tuple(notes)
