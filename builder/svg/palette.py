"""Colours of everything drawn, light and dark: told apart by colour-blind readers, at least 3:1 against the paper.

The style sheet ``pages.css`` holds the same values as custom properties; a test compares the two.
"""

from __future__ import annotations

from typing import Literal

Mode = Literal["light", "dark"]

MODES: tuple[Mode, ...] = ("light", "dark")

PAPER: dict[Mode, str] = {"light": "#ffffff", "dark": "#16181d"}
INK: dict[Mode, str] = {"light": "#1d2125", "dark": "#e6e4de"}
MUTED: dict[Mode, str] = {"light": "#5c636b", "dark": "#a3a8ae"}
RULE: dict[Mode, str] = {"light": "#d9dce0", "dark": "#383d45"}

# One colour per thing that is coloured; the key is also the name of the custom property, --sr-c-<key>.
COLOURS: dict[Mode, dict[str, str]] = {
    "light": {
        "main": "#17538c",
        "soft": "#a9c4de",
        "granted": "#17538c",
        "part": "#5199cc",
        "refused": "#b8391f",
        "unavailable": "#c98500",
        "declined": "#4a2545",
        "other": "#85898d",
    },
    "dark": {
        "main": "#6aa9e0",
        "soft": "#34536f",
        "granted": "#6aa9e0",
        "part": "#c3e0f4",
        "refused": "#ee7b5c",
        "unavailable": "#f0bd4f",
        "declined": "#8a6547",
        "other": "#8f9398",
    },
}

OUTCOMES: tuple[tuple[str, str], ...] = (
    ("granted", "予以公开"),
    ("part", "部分公开"),
    ("refused", "不予公开"),
    ("unavailable", "无法提供"),
    ("declined", "不予处理"),
    ("other", "其他处理"),
)
RESULTS: tuple[tuple[str, str], ...] = (
    ("granted", "结果维持"),
    ("refused", "结果纠正"),
    ("declined", "其他结果"),
    ("other", "尚未审结"),
)
PALE = ("soft", "part", "unavailable", "other")
"""Tones on which text in a light page is dark; in a dark page all are."""
