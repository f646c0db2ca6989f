"""What a Word file's styles and raised positions do to text, written into its runs, where the reader looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from builder.formats.package import Package
from builder.formats.wordml import RUN_PROPERTIES, VALUE, R, W, value
from builder.model import Finding

_HEIGHT, _RAISING, _ID = f"{W}position", f"{W}vertAlign", f"{W}styleId"
_EFFECTS = tuple(f"{W}{n}" for n in ("vanish", "strike", "dstrike", "vertAlign"))
_WORDS = (b"vanish", b"strike", b"superscript")
_HIGH = 4  # half-points above the line
Stated = dict[str, etree._Element]
"""The properties that hide, strike or raise, by their tags."""


def state_effects(root: etree._Element, package: Package) -> None:
    """Gives the runs of a body (``root``) what their character or paragraph style says of hiding, striking and raising
    (17.7.2), and a superscript to those that stand higher than others of their paragraph."""
    used = [*root.iter(f"{W}rStyle", f"{W}pStyle")]
    styles = _styles(package) if used else {}
    for style in used if styles else ():
        if stated := styles.get(value(style)):
            for run in _runs(style):
                _state(run, stated)
    on_the_line: dict[etree._Element, bool] = {}
    for raising in root.iter(_HEIGHT):
        for run in _runs(raising):
            around = run.getparent()
            if around not in on_the_line:
                on_the_line[around] = any(_height(other) < _HIGH for other in around.iter(R))
            if on_the_line[around] and _height(run) >= _HIGH:
                _state(run, {_RAISING: etree.Element(_RAISING, {VALUE: "superscript"})})


def _styles(package: Package) -> dict[str, Stated]:
    """The effects of each style by id, those of the styles it is based on among them."""
    data = package.part("word/styles.xml")
    if isinstance(data, Finding) or not any(word in data for word in _WORDS):
        return {}
    root = package.xml("word/styles.xml")
    if isinstance(root, Finding):
        return {}
    named = {style.get(_ID) or "": style for style in root.iter(f"{W}style")}
    found: dict[str, Stated] = {}
    for identity in named:
        line: dict[str, Stated] = {}
        ancestor: str | None = identity
        while ancestor is not None and ancestor in named and ancestor not in found and ancestor not in line:
            style = named[ancestor]
            own = line[ancestor] = {}
            for said in style.iterfind(f"{RUN_PROPERTIES}/*"):
                if said.tag in _EFFECTS:
                    own.setdefault(said.tag, said)
            based = style.find(f"{W}basedOn")
            ancestor = None if based is None else value(based)
        stated = {} if ancestor is None else found.get(ancestor, {})
        for each in reversed(line):
            stated = found[each] = {**stated, **line[each]}
    return found


def _runs(stated: etree._Element) -> Iterator[etree._Element]:
    """The run whose property this is, or those of the paragraph."""
    holder = next(islice(stated.iterancestors(), 1, None), None)
    return iter(()) if holder is None else holder.iter(R)


def _state(run: etree._Element, stated: Stated) -> None:
    """Adds the properties that the run does not state itself."""
    properties = run.find(RUN_PROPERTIES)
    if properties is None:
        properties = etree.Element(RUN_PROPERTIES)
        run.insert(0, properties)
    for tag, said in stated.items():
        if properties.find(tag) is None:
            properties.append(etree.Element(tag, dict(said.attrib)))


def _height(run: etree._Element) -> int:
    """How far above the line a run stands, in half-points."""
    stated = run.find(f"{RUN_PROPERTIES}/{_HEIGHT}")
    text = value(stated)
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 9 else 0
