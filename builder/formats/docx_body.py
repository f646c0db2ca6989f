"""What a Word file holds but does not print is taken out of its body before it is read: the codes of fields, contents
for other programs, prompts of empty content controls, marks of deleted paragraphs, white text beside black."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from builder.formats.wordml import PARAGRAPH_PROPERTIES, RUN_PROPERTIES, P, R, T, W, value

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES, _CHOICE = f"{_COMPATIBILITY}AlternateContent", f"{_COMPATIBILITY}Choice"
_KNOWN = re.compile(
    r"http://(?:schemas\.(?:microsoft|openxmlformats)\.(?:com|org)|purl\.oclc\.org)/|urn:schemas-microsoft"
)
_MARK, _KIND = f"{W}fldChar", f"{W}fldCharType"
_PROMPTS, _CONTENT = f"{W}showingPlcHdr", f"{W}sdtContent"
_COLOUR, _SHADE = f"{W}color", f"{W}shd"
_DELETED, _MOVED = f"{W}del", f"{W}moveFrom"
_FILL, _WHITE = f"{W}fill", "FFFFFF"
_PROMPT = re.compile(
    r"(?=\D{2,40}\Z).*(?:单击|点击|点按|输入|填写|选择|click|tap|enter|choose).*", re.IGNORECASE | re.DOTALL
)


def print_only(root: etree._Element) -> None:
    """Leaves of a body (``root``) what Word prints."""
    there = {element.tag for element in root.iter(*_STEPS)}
    for step in dict.fromkeys(step for tag, step in _STEPS.items() if tag in there):
        step(root)


def _choose(root: etree._Element) -> None:
    """Of alternative contents (ECMA-376 part 3, 9.3) the first stays that needs nothing unknown, or a text box would be
    read twice."""
    for alternative in list(root.iter(_ALTERNATIVES)):
        chosen = next((each for each in alternative if _understood(each)), alternative[0] if len(alternative) else None)
        for other in list(alternative):
            if other is not chosen:
                alternative.remove(other)


def _understood(alternative: etree._Element) -> bool:
    if alternative.tag != _CHOICE:
        return True
    spaces = (alternative.nsmap.get(prefix) for prefix in (alternative.get("Requires") or "").split())
    return all(space is None or _KNOWN.match(space) for space in spaces)


def _drop_codes(root: etree._Element) -> None:
    """Between its beginning and its result a field (17.16.18) holds its code, with the results of fields in it."""
    open_fields: list[tuple[etree._Element | None, list[etree._Element]]] = []
    for element in root.iter(_MARK, T):
        if element.tag == T:
            for _, code in open_fields:
                code.append(element)
            continue
        kind = element.get(_KIND)
        if kind == "begin":
            open_fields.append((_paragraph(element), []))
        elif open_fields:
            begun, code = open_fields.pop()
            for text in code:
                if _paragraph(text) is begun:  # or the end of another field is missing
                    text.text = ""
            if kind == "separate":
                open_fields.append((None, []))


def _paragraph(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(P), None)


def _drop_prompts(root: etree._Element) -> None:
    """An empty content control (17.5.2.39) asks for its text. Programs that fill one in may leave the mark of that."""
    for asks in root.iter(_PROMPTS):
        control = next(asks.iterancestors(f"{W}sdt"), None)
        content = control.find(_CONTENT) if control is not None else None
        texts = [*content.iter(T)] if content is not None else []
        if _PROMPT.fullmatch("".join(text.text or "" for text in texts)):
            for text in texts:
                text.text = ""


def _join_paragraphs(root: etree._Element) -> None:
    """A paragraph whose mark is deleted (17.13.5.15) goes on in the next one."""
    for mark in list(root.iter(_DELETED, _MOVED)):
        paragraph = _paragraph(mark)
        if paragraph is None or (properties := paragraph.find(PARAGRAPH_PROPERTIES)) is None:
            continue
        following = paragraph.getnext()
        if following is None or following.tag != P or mark.getparent() is not properties.find(RUN_PROPERTIES):
            continue
        own = following.find(PARAGRAPH_PROPERTIES)
        at = 0 if own is None else following.index(own) + 1
        following[at:at] = [child for child in paragraph if child is not properties]
        holder = paragraph.getparent()
        if holder is not None:
            holder.remove(paragraph)


def _drop_white(root: etree._Element) -> None:
    """White text beside other text, where nothing is shaded, is not to be seen."""
    for colour in list(root.iter(_COLOUR)):
        if value(colour).upper() != _WHITE or (run := _run_of(colour)) is None:
            continue
        shaded = next(run.iterancestors(f"{W}tc"), None)
        if any(map(_is_coloured, (run if shaded is None else shaded).iter(_SHADE, f"{W}highlight"))):
            continue
        if any(_says(other) and not _is_white(other) for other in _paragraph_runs(run)):
            for text in run.iter(T):
                text.text = ""


def _is_coloured(shade: etree._Element) -> bool:
    """Whether white shows on it: not on shading that is automatic or white, which some programs give to every cell."""
    plain = shade.tag == _SHADE and value(shade) in ("", "clear", "nil")
    return not plain or shade.get(_FILL, "auto").upper() not in ("AUTO", _WHITE)


def _run_of(colour: etree._Element) -> etree._Element | None:
    properties = colour.getparent()
    run = properties.getparent() if properties is not None else None
    return run if run is not None and run.tag == R else None


def _paragraph_runs(run: etree._Element) -> Iterator[etree._Element]:
    paragraph = _paragraph(run)
    return iter(()) if paragraph is None else paragraph.iter(R)


def _says(run: etree._Element) -> bool:
    return any((text.text or "").strip() for text in run.iter(T))


def _is_white(run: etree._Element) -> bool:
    return value(run.find(f"{RUN_PROPERTIES}/{_COLOUR}")).upper() == _WHITE


_STEPS = {
    _ALTERNATIVES: _choose,
    _MARK: _drop_codes,
    _PROMPTS: _drop_prompts,
    _DELETED: _join_paragraphs,
    _MOVED: _join_paragraphs,
    _COLOUR: _drop_white,
}
