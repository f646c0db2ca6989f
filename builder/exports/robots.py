"""``/robots.txt``: everything may be read; the sitemap is named where its absolute address is known."""

from __future__ import annotations

from builder.exports.schema_org import site_address


def robots(site_url: str | None) -> bytes:
    """The file's bytes."""
    sitemap = f"\nSitemap: {site_address('sitemap.xml', '', site_url)}\n" if site_url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}".encode()
