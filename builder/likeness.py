"""Which registered agency a name may be meant for that the registry does not have: proposed, never taken."""

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


def _says_the_same(one: str, other: str) -> bool:
    """Whether the characters of the shorter stand in the longer one in the same order, the first of them first."""
    short, long = sorted((one, other), key=len)
    if len(short) < _FEWEST or short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
