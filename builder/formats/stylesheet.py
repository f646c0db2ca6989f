"""What a page's own style sheet hides, raises or strikes out in the cells of tables, written into the elements' style
attributes."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from lxml.etree import _Element as Element

from builder.formats.elements import hides
from builder.formats.raised import raises
from builder.formats.struck import strikes

_WORDS = (b"<style", b"font-size:0", b"font-size: 0", b":-9", b": -9", b"opacity:0", b"opacity: 0")
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|$)|<!--|-->")
_CLASS = re.compile(r"[a-z0-9]*\.([\w-]+)", re.IGNORECASE)
_GONE = re.compile(
    r"(?i)(?:font-size|opacity)\s*:\s*0(?:px|pt|em|%)?\s*(?:!|;|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}"
)


def state_rules(root: Element, styles: Set[str], source: bytes) -> bool:
    """Says of what stands in a cell that it is hidden, raised or struck out, where its class is so by the page's style
    sheet or its own style leaves nothing of it to see. Whether there was any; ``styles`` are all that elements of the
    page state. What hides a table or a row is left to the page's script, which may show it."""
    if next(root.iter("style"), None) is None and not any(map(leaves_nothing, styles)):
        return False
    small = source.lower()
    if not any(word in small for word in _WORDS):
        return False
    rules = _rules(root)
    stated = False
    for cell in root.iter("td", "th"):
        for element in cell.iterdescendants():
            style, classes = element.get("style"), element.get("class")
            told = [rules[name] for name in (classes or "").split() if name in rules] if rules else []
            if style and len(element) == 0 and leaves_nothing(style):
                told.append("display:none")
            if told:
                stated = True
                element.set("style", ";".join((style or "", *told)))
    return stated


@lru_cache(maxsize=1024)  # pages have the same few styles
def leaves_nothing(style: str) -> bool:
    """Whether a style leaves nothing of a text to see."""
    return hides(style) or _GONE.search(style) is not None


_EFFECTS = {"display:none": leaves_nothing, "vertical-align:super": raises, "text-decoration:line-through": strikes}


def _rules(root: Element) -> dict[str, str]:
    """Class to what is said of it, of the rules for one class alone that hold on every screen."""
    found: dict[str, str] = {}
    for sheet in root.iter("style"):
        depth = 0  # of the blocks for print, for phones
        for piece in _COMMENT.sub("", "".join(map(str, sheet.itertext()))).split("}")[:-1]:
            opened = piece.count("{")
            if opened == 1 and not depth:
                selectors, _, said = piece.partition("{")
                effect = next((effect for effect, says in _EFFECTS.items() if says(said)), "")
                for selector in selectors.split(",") if effect else ():
                    if named := _CLASS.fullmatch(selector.strip()):
                        found[named[1]] = effect
            depth = max(0, depth + opened - 1)
    return found
