"""The paragraph styles of a Word file: which of them are headings, and of which level."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from builder.formats.package import Package
from builder.formats.wordml import PARAGRAPH_PROPERTIES, PARAGRAPH_STYLE, W, value
from builder.model import Finding

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


def heading_levels(package: Package) -> dict[str, int]:
    """Style id to heading level, through the styles each is based on."""
    root = package.xml("word/styles.xml")
    if isinstance(root, Finding):
        return {}
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in root.iter(f"{W}style"):
        identity = style.get(f"{W}styleId") or ""
        name = value(style.find(f"{W}name"))
        named = _HEADING_NAME.fullmatch(name.strip())
        outline = value(style.find(f"{W}pPr/{W}outlineLvl"))
        if outline.isdecimal() and int(outline) < 9:
            levels[identity] = min(int(outline) + 1, 6)
        elif named:
            levels[identity] = min(int(named[1]), 6)
        elif name.lower() in ("title", "标题"):
            levels[identity] = 1
        parents[identity] = value(style.find(f"{W}basedOn"))
    for identity in parents:
        ancestor, passed = identity, set()
        while ancestor in parents and ancestor not in levels and ancestor not in passed:
            passed.add(ancestor)
            ancestor = parents[ancestor]
        levels |= dict.fromkeys(passed, levels.get(ancestor, 0))
    return levels


def heading_level(paragraph: etree._Element, levels: Mapping[str, int]) -> int:
    """The level of a paragraph as itself or its style states it; 0 for body text."""
    properties = paragraph.find(PARAGRAPH_PROPERTIES)
    if properties is None:
        return 0
    outline = value(properties.find(f"{W}outlineLvl"))
    if outline.isdecimal():
        return min(int(outline) + 1, 6) if int(outline) < 9 else 0
    return levels.get(value(properties.find(PARAGRAPH_STYLE)), 0)
