"""What a Word file's styles and raised positions do to text, written into its runs, where the reader looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from builder.formats.package import Package
from builder.model import Finding

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL, _ID = f"{_W}val", f"{_W}styleId"
_R, _RUN_PROPERTIES, _HEIGHT, _RAISING = (f"{_W}{n}" for n in ("r", "rPr", "position", "vertAlign"))
_EFFECTS = tuple(f"{_W}{n}" for n in ("vanish", "strike", "dstrike", "vertAlign"))
_WORDS = (b"vanish", b"strike", b"superscript")
_HIGH = 4  # half-points above the line
Stated = dict[str, etree._Element]
"""The properties that hide, strike or raise, by their tags."""


def state_effects(root: etree._Element, package: Package) -> None:
    """Gives the runs of a body (``root``) what their character or paragraph style says of hiding, striking and raising
    (17.7.2), and a superscript to those that stand higher than others of their paragraph."""
    used = [*root.iter(f"{_W}rStyle", f"{_W}pStyle")]
    styles = _styles(package) if used else {}
    for style in used if styles else ():
        if stated := styles.get(style.get(_VAL) or ""):
            for run in _runs(style):
                _state(run, stated)
    for raising in root.iter(_HEIGHT):
        for run in _runs(raising):
            if _height(run) >= _HIGH and any(_height(other) < _HIGH for other in run.getparent().iter(_R)):
                _state(run, {_RAISING: etree.Element(_RAISING, {_VAL: "superscript"})})


def _styles(package: Package) -> dict[str, Stated]:
    """The effects of the styles that have any, those of the styles each is based on among them."""
    data = package.part("word/styles.xml")
    if isinstance(data, Finding) or not any(word in data for word in _WORDS):
        return {}
    root = package.xml("word/styles.xml")
    if isinstance(root, Finding):
        return {}
    named = {style.get(_ID) or "": style for style in root.iter(f"{_W}style")}
    found: dict[str, Stated] = {}
    for identity, style in named.items():
        stated: Stated = {}
        seen: set[etree._Element] = set()
        ancestor: etree._Element | None = style
        while ancestor is not None and ancestor not in seen:
            seen.add(ancestor)
            for said in ancestor.iterfind(f"{_RUN_PROPERTIES}/*"):
                if said.tag in _EFFECTS:
                    stated.setdefault(said.tag, said)
            based = ancestor.find(f"{_W}basedOn")
            ancestor = None if based is None else named.get(based.get(_VAL) or "")
        if stated:
            found[identity] = stated
    return found


def _runs(stated: etree._Element) -> Iterator[etree._Element]:
    """The run whose property this is, or those of the paragraph."""
    holder = next(islice(stated.iterancestors(), 1, None), None)
    return iter(()) if holder is None else holder.iter(_R)


def _state(run: etree._Element, stated: Stated) -> None:
    """Adds the properties that the run does not state itself."""
    properties = run.find(_RUN_PROPERTIES)
    if properties is None:
        properties = etree.Element(_RUN_PROPERTIES)
        run.insert(0, properties)
    for tag, said in stated.items():
        if properties.find(tag) is None:
            properties.append(etree.Element(tag, dict(said.attrib)))


def _height(run: etree._Element) -> int:
    """How far above the line a run stands, in half-points."""
    stated = run.find(f"{_RUN_PROPERTIES}/{_HEIGHT}")
    text = "" if stated is None else stated.get(_VAL) or ""
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 9 else 0
