"""Bytes to text before any parser sees them: a wrong ``<meta charset>`` cannot cut a page short."""

from __future__ import annotations

import codecs
import re

from builder.formats.sniff import problem
from builder.model import Finding, Place
from builder.spelling.radicals import RADICALS, unified

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_ODD = re.compile(_CONTROLS.pattern[:-1] + RADICALS + "\x85\ufeff]")
_USUAL = re.compile("[\\t\\r\\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_USUAL_ASCII = b"\t\n" + bytes(range(0x20, 0x7F))
_NO_ASCII = bytes(range(0x80, 0x100))
_FEW = 10  # of so many characters beyond ASCII one may be lost
_TOLERATED = 0.01  # share of characters that may be damaged or controls before the whole counts as binary
_SAMPLE = 65536


def decode(data: bytes) -> tuple[str, tuple[Finding, ...]] | Finding:
    """The text with ``\\n`` line ends and without control characters, and warnings; or ``unreadable``.

    Order: byte order mark, UTF-16 without one, strict UTF-8, strict GB18030, then whichever of UTF-8 and GB18030
    loses less: damaged bytes become U+FFFD, so that a damaged digit can never pass for a number.
    """
    text, utf8 = _told(data)
    # Letters and digits go first, all at once: a page is mostly markup, and the pattern looks at every character.
    odd = _ODD.search(utf8.translate(None, _USUAL_ASCII).decode()) is not None
    if odd:  # marks of byte order are left inside by programs that join files; they say nothing about the kind of file
        text = text.replace("\ufeff", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    allowed = max(3, int(len(text) * _TOLERATED))
    clean = text
    if odd:  # page and column breaks part what they stand between
        clean = _CONTROLS.sub("", text.replace("\x85", "\n").replace("\x0c", " ").replace("\x0b", " "))
        if len(text) - len(clean) > allowed:
            return problem("unreadable", reason="binary")
        clean = unified(clean)
    if not clean.strip():
        return problem("empty")
    if "\ufffd" not in clean:
        return clean, ()
    lost = clean.count("\ufffd")
    if lost > allowed:
        return problem("unreadable", reason="binary")
    line = clean.count("\n", 0, clean.index("\ufffd")) + 1
    return clean, (Finding("damaged-characters", "warning", Place(line), values=(("count", str(lost)),)),)


def _told(data: bytes) -> tuple[str, bytes]:
    """The text, and the same in UTF-8."""
    text = _marked(data)
    if text is None:
        text = _wide(data)
    if text is None:
        try:
            return data.decode("utf-8"), data
        except UnicodeDecodeError:
            text = _narrow(data)
    return text, text.encode()


def _marked(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: its ASCII characters bring NUL bytes, and one of the two byte orders makes sense."""
    if b"\0" not in data:
        return None
    sample = data[:_SAMPLE]
    if sample.count(0) * 50 < len(sample):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data[: len(data) // 2 * 2].decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_USUAL.findall(text[:_SAMPLE])) >= 0.9 * len(text[:_SAMPLE]):
            return text
    return None


def _narrow(data: bytes) -> str:
    """What is no UTF-8, or was."""
    try:
        gb18030 = data.decode("gb18030")
        if "\ufffd" not in gb18030 and _is_no_utf8(data, len(data) - len(gb18030)):
            return gb18030
    except UnicodeDecodeError:
        gb18030 = data.decode("gb18030", "replace")
    utf8 = data.decode("utf-8", "replace")
    # A few bytes lost from UTF-8 make it no GB18030, which would swallow its neighbours and invent characters.
    foreign = len(utf8) - len(data.translate(None, _NO_ASCII))
    if utf8.count("\ufffd") * _FEW <= foreign:
        return utf8
    return gb18030 if gb18030.count("\ufffd") <= utf8.count("\ufffd") else utf8


def _is_no_utf8(data: bytes, wide: int) -> bool:
    """Whether the first quarter, read as UTF-8, has lost so much that the rest cannot make up for it. Each character
    beyond ASCII takes at least one byte beyond it, of which there are at most two for each that GB18030 takes beyond
    one a character (``wide``); the cut at the end costs one more at most."""
    lost = data[: len(data) // 4].decode("utf-8", "replace").count("\ufffd") - 1
    return lost * _FEW > 2 * wide
