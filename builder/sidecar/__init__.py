"""``NAME.toml`` beside a report: the maintainer's word, checked key by key with file and line."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from builder.forms import FORM_IDS, form
from builder.model import Finding, Place, Reading, Sidecar, is_exact
from builder.places import NOT_UTF_8, broken_line
from builder.registry import AGENCY_ID, is_date

_READING_KEYS = ("table", "item", "column", "value", "reason")
_SYNTAX_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
_KEY = re.compile(r"""[ \t\[]*+(?:"([^"]*)"|'([^']*)'|([\w-]+))[ \t]*[=.\]]""")
_HEADER = re.compile(r"[ \t]*\[\[[ \t]*reading[ \t]*\]\]")
_MOST_DOTS = 200  # in a line: a key takes time with the square of its parts, and ours have one
_BEYOND = "数字太长、嵌套太深，或一行里的点太多 (a number too long, nested too deeply, or too many dots in a line)"
_WITHDRAWN = re.compile(rb"^(?:\xef\xbb\xbf)?[ \t]*[\"']?withdrawn[\"']?[ \t]*=", re.MULTILINE)
HELD_BACK = "旁注里写了撤下，但写法有错，先不发布 (its sidecar states withdrawn in a way that cannot be read)"
FIRST_YEAR, _LAST_YEAR = 2008, 2099  # the first regulations on open government information took effect in 2008


@cache
def cells() -> frozenset[tuple[str, str, str]]:
    """Every (table, item, column) that a form has."""
    return frozenset(figure for form_id in FORM_IDS for figure in form(form_id).figures())


def read_sidecar(data: bytes, file: str) -> tuple[Sidecar, tuple[Finding, ...]]:
    """What a sidecar states, and a finding with ``file`` and line for each key that is unknown or wrong; that key is
    then left out. A file that is no TOML states nothing. But what was to be withdrawn is not published for a slip."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        raw = _table(text)
    except UnicodeDecodeError as error:
        return _unread(data), (_finding("sidecar-syntax", file, broken_line(error), reason=NOT_UTF_8),)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_PLACE.search(str(error))
        line = int(place[1]) if place else len(text.splitlines())
        reason = _SYNTAX_PLACE.sub("", str(error)).strip()
        return _unread(data), (_finding("sidecar-syntax", file, line, reason=reason),)
    except (ValueError, ArithmeticError, RecursionError):
        return _unread(data), (_finding("sidecar-syntax", file, 1, reason=_BEYOND),)
    at = _Lines(text)
    findings: list[Finding] = []
    stated: dict[str, Any] = {}
    lines: list[tuple[str, int]] = []
    for key, value in raw.items():
        if key == "reading":
            continue
        line = at.of(key)
        if key not in _CHECKED:
            findings.append(
                _finding("sidecar-key", file, line, key=key, expected=", ".join((*_CHECKED, "[[reading]]")))
            )
        elif (kept := _CHECKED[key](value)) is None:
            findings.append(_wrong(file, line, key, value))
            if key == "withdrawn" and value is not False:
                stated[key] = HELD_BACK
        else:
            stated[key] = kept
            lines.append((key, line))
    readings = []
    for line, reading in _readings(raw.get("reading", []), at, file, findings):
        readings.append(reading)
        lines.append((reading.cell, line))
    return Sidecar(**stated, readings=tuple(readings), file=file, lines=tuple(lines)), tuple(findings)


def _table(text: str) -> dict[str, Any]:
    """What the file states. TOMLDecodeError for what is no TOML, another error for what nobody could be told of."""
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise ValueError(_BEYOND)
    raw = tomllib.loads(text, parse_float=Decimal)
    str(raw)  # fails on any number or nesting that no message could quote
    return raw


class _Lines:
    """The 1-based lines of a sidecar that set a key or begin a reading, found in one pass."""

    def __init__(self, text: str) -> None:
        self.headers: list[int] = []
        self._of: dict[str, list[int]] = {}
        for number, line in enumerate(text.split("\n"), start=1):
            if _HEADER.match(line):
                self.headers.append(number)
            if key := _KEY.match(line):
                self._of.setdefault(key[key.lastindex or 0], []).append(number)

    def of(self, key: str, start: int = 1) -> int:
        """The first line from ``start`` on that sets ``key``, else ``start``."""
        lines = self._of.get(key, [])
        after = bisect_left(lines, start)
        return lines[after] if after < len(lines) else start


def _unread(data: bytes) -> Sidecar:
    return Sidecar(withdrawn=HELD_BACK if _WITHDRAWN.search(data) else "")


def _finding(code: str, file: str, line: int, **values: str) -> Finding:
    return Finding(code, "error", Place(line), values=(("file", file), *values.items()))


def _wrong(file: str, line: int, key: str, value: Any) -> Finding:
    return _finding("sidecar-value", file, line, key=key, found=_written(value), expected=_LOOKS[key])


def _written(value: Any) -> str:
    """A value as TOML writes it, so that a text of digits is told from a number."""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, str | bool) else str(value)


def _agency_id(value: Any) -> str | None:
    return value if isinstance(value, str) and AGENCY_ID.fullmatch(value) else None


def _year(value: Any) -> int | None:
    return value if type(value) is int and FIRST_YEAR <= value <= _LAST_YEAR else None


def _url(value: Any) -> str | None:
    """An http(s) address: it becomes a link on the report's page, so no other scheme gets through."""
    if not isinstance(value, str) or re.search(r"[\s\x00-\x1f<>\"]", value):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.netloc else None


def _day(value: Any) -> str | None:
    if type(value) is date:
        return value.isoformat()
    return value if isinstance(value, str) and is_date(value) else None


def _revision(value: Any) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _sample(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _unmask(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(words, str) and words.strip() for words in value):
        return None
    return tuple(value)


def _withdrawn(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


_CHECKED = {
    "agency_id": _agency_id,
    "year": _year,
    "source_url": _url,
    "published_on": _day,
    "revision": _revision,
    "sample": _sample,
    "unmask": _unmask,
    "withdrawn": _withdrawn,
}
# How a right value looks, for the message about a wrong one.
_LOOKS = {
    "agency_id": '"321322-fgj"',
    "year": f"2024 ({FIRST_YEAR}–{_LAST_YEAR})",
    "source_url": '"https://…"',
    "published_on": '"2025-01-31"',
    "revision": "0, 1, 2, …",
    "sample": "true, false",
    "unmask": '["personal-email", "…"]',
    "withdrawn": '"…"',
    "reading": "[[reading]]",
    "value": '12, 3.5, ""',
    "reason": '"…"',
}


def _readings(raw: Any, at: _Lines, file: str, findings: list[Finding]) -> Iterator[tuple[int, Reading]]:
    """The readings, each with its line."""
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        findings.append(_wrong(file, at.of("reading"), "reading", str(raw)[:80]))
        return
    seen: set[tuple[str, str, str]] = set()
    for number, entry in enumerate(raw):
        line = at.headers[number] if number < len(at.headers) else 1
        missing = [key for key in _READING_KEYS if key not in entry]
        unknown = [key for key in entry if key not in _READING_KEYS]
        if missing or unknown:
            for key in missing:
                findings.append(_finding("reading-incomplete", file, line, key=key))
            for key in unknown:
                where = at.of(key, line)
                findings.append(_finding("sidecar-key", file, where, key=key, expected=", ".join(_READING_KEYS)))
            continue
        address = (str(entry["table"]), str(entry["item"]), str(entry["column"]))
        value = _number(entry["value"])
        reason = entry["reason"]
        if address not in cells():
            findings.append(_finding("reading-unknown-cell", file, line, cell=".".join(address)))
        elif address in seen:
            findings.append(_finding("reading-twice", file, line, cell=".".join(address)))
        elif value is None and entry["value"] != "":
            findings.append(_wrong(file, at.of("value", line), "value", entry["value"]))
        elif not isinstance(reason, str) or not reason.strip():
            findings.append(_wrong(file, at.of("reason", line), "reason", reason))
        else:
            seen.add(address)
            yield line, Reading(*address, value, reason.strip())


def _number(value: Any) -> Decimal | None:
    """The exact number of a TOML integer, float or string; None for all else, also for an empty string (a blank)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str) or value == "":
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if is_exact(number) else None
