"""Whether a name that the registry does not have means a registered agency, and which one it may be meant for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from builder.model import Agency

_KIND = re.compile(r"(?:人民政府|街道办事处|办事处|管理委员会|委员会|办公室|街道|[局厅委办镇乡处])$")
_FEWEST = 2  # characters; one alone, as in 城 of 城关, names nothing


def meant(name: str, registered: Iterable[tuple[str, Agency]]) -> Agency | None:
    """The one agency of a division whose name says the same in more words or fewer (住建局, 住房和城乡建设局; 教育局,
    教育体育局; 城东镇, 城东街道). Names come without the division's; None where several would do."""
    word = _KIND.sub("", name)
    found = {agency.agency_id: agency for other, agency in registered if _says_the_same(word, _KIND.sub("", other))}
    return next(iter(found.values())) if len(found) == 1 else None


def names(told: str, registered: Iterable[str]) -> bool:
    """Whether a name in a title means the agency that is told as the publisher: the end of its name (档案局), more than
    its name, its name without 人民政府 or 办事处, or one that says the same (发改局)."""
    for name in registered:
        rest = name.removeprefix(told)
        if name.endswith(told) or told.endswith(name) or rest in ("人民政府", "办事处"):
            return True
        kind, other = _KIND.search(told), _KIND.search(name)
        if kind and other and kind[0] == other[0] and _says_the_same(told[: kind.start()], name[: other.start()]):
            return True
    return False


def _says_the_same(one: str, other: str) -> bool:
    """Whether the characters of the shorter stand in the longer one in the same order, the first of them first."""
    short, long = sorted((one, other), key=len)
    if len(short) < _FEWEST or short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
