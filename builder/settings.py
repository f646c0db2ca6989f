"""What ``mkdocs.yml`` says of the site that pages and data need to know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """``site_url`` with its final slash, or empty; ``contact`` is an address for corrections, mailto: or https:, in
    which ``{page}``, ``{report_id}`` and ``{line}`` are filled in, or empty (then the about page tells the way)."""

    site_url: str = ""
    contact: str = ""
