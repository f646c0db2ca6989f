"""Where readers report an error."""

from __future__ import annotations

import re
from urllib.parse import quote

from builder.settings import Settings


def contact(settings: Settings, page: str, id: str, line: int = 0) -> str:
    """Where to report an error: the maintainer's address with the page's address, the report's or agency's id and the
    line filled in, else the page about this site with the same in its query. ``page`` is from the root."""
    at = f"L{line}" if line else ""
    if settings.contact:
        values = {"page": f"{settings.site_url or '/'}{page}", "report_id": id, "line": at}
        return re.sub(r"\{(page|report_id|line)\}", lambda m: quote(values[m[1]]), settings.contact)
    root = "../" * page.count("/")
    return f"{root}about/?page={quote(page)}&report={quote(id)}{f'&at={at}' if at else ''}#errors"
