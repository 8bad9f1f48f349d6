"""What the site says to search engines, and to whoever asks a web host for a page that is not there."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.markup import isolated, text
from analysis.press.orders.site_settings import NONE, SiteSettings
from analysis.press.site.layout import SITEMAP, document
from analysis.press.site.summary import Line

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000
"""Addresses that one sitemap may hold."""


def robots(settings: SiteSettings) -> str:
    """`robots.txt`: whether search engines may list the site, and where its map is."""
    if settings.robots == NONE:
        return "User-agent: *\nDisallow: /\n"
    where = f"\nSitemap: {settings.address}{SITEMAP}\n" if settings.address else ""
    return f"User-agent: *\nDisallow:\n{where}"


def sitemap(lines: Sequence[Line], settings: SiteSettings) -> str:
    """`sitemap.xml`: the first page and every report, with the day of its page; '' for a site that is not to have one.

    A sitemap takes whole addresses only, so without the site's own there is none.
    """
    if not settings.address or settings.robots == NONE:
        return ""
    made = [line for line in lines if line.run][: MOST_ADDRESSES - 1]
    addresses = [("", max((line.made for line in made), default=""))]
    addresses += [(f"{line.name}/", line.made) for line in made]
    entries = "".join(
        f"<url><loc>{text(settings.address + path)}</loc>{f'<lastmod>{text(day)}</lastmod>' if day else ''}</url>\n"
        for path, day in addresses
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{SITEMAPS}">\n{entries}</urlset>\n'


def missing(settings: SiteSettings) -> str:
    """`404.html`. A host shows it in place of any address, so it can only lead on where the site's own is known."""
    way = (
        f'<p><a href="{text(settings.address)}">All reports</a></p>'
        if settings.address
        else "<p>Go to the beginning of the address for the list of all reports.</p>"
    )
    body = (
        f"<header><h1>There is no such page</h1></header><main><p>{isolated(settings.title)}: at this address lies "
        f"no report, or it was removed when old runs were.</p>{way}</main>"
    )
    return document(f"No such page: {settings.title}", body, noindex=True)
