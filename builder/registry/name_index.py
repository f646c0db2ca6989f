"""Every form in which the name of a registered office or division may appear, and what it may mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

from builder.model import Agency, Region
from builder.registry import Registry
from builder.spelling import normalised

_BEGINNING = 8000  # characters
Said = Callable[[], str]
"""All of a report that may name a division, asked for only where that is needed."""
_ENDS = {
    "government": ("人民政府", ""),
    "township": ("人民政府", ""),
    "subdistrict": ("办事处", ""),
    "zone": ("管理委员会", "管委会", ""),
}
"""What names of these kinds end in, in full and as people say."""


class NameIndex:
    """Indexes over one registry: every form in which an agency's or a division's name may appear."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.by_region_name: dict[str, list[Region]] = {}
        for region in registry.regions:
            self.by_region_name.setdefault(region.name, []).append(region)
        self.longest = max(map(len, self.by_region_name), default=0)
        self.by_name: dict[str, list[Agency]] = {}
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
        for region in self.registry.chain(agency.region_code):
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
            above = [region.name for region in reversed(self.registry.chain(code))]
            named = [(n, a) for a in self.registry.agencies if a.region_code == code for n in (a.name, *a.aliases)]
            found = self._of_division[code] = [(_without(normalised(n), above), agency) for n, agency in named]
        return found

    def _forms(self, agency: Agency) -> Iterable[str]:
        chain = [r.name for r in self.registry.chain(agency.region_code)]
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
                    options = [r for r in options if below in self.registry.chain(r.region_code)[1:]]
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
        chain = self.registry.chain
        near = [r for r in current if any(a.name in said() for a in chain(r.region_code)[1:2])]
        near = near or [r for r in current if any(a.name in said() for a in chain(r.region_code)[1:])]
        return near[0] if len(near) == 1 else None

    def mentioned(self, said: Said, levels: tuple[str, ...]) -> list[Region]:
        """The divisions of these levels that the beginning of a text names, most often first; shared names only where
        their city is named."""
        counts: Counter[Region] = Counter()
        text = said()[:_BEGINNING] if self.longest else ""
        for match in re.finditer(r"[市县区旗盟州省]", text):
            for length in range(min(self.longest, match.end()), 1, -1):
                options = self.by_region_name.get(text[match.end() - length : match.end()])
                if options:
                    chosen = self._decide([r for r in options if r.level in levels], lambda: text)
                    if chosen:
                        counts[self.registry.region(chosen.region_code) or chosen] += 1
                    break
        return [region for region, _ in counts.most_common()]


def _without(name: str, divisions: Iterable[str]) -> str:
    for division in divisions:
        name = name.removeprefix(division)
    return name


def _near(a: str, b: str) -> bool:
    """One character differs, at the same length of four or more."""
    return len(a) == len(b) >= 4 and sum(x != y for x, y in zip(a, b, strict=True)) == 1
