"""What all pages of the site have in common: the head, the style of the reports, and words for times and values."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from analysis.markup import isolated, plain, text
from analysis.measures.words import day

FOLDER = Path(__file__).parent
STYLES = (FOLDER.parent / "page" / "style.css", FOLDER / "site.css")
"""The style of every page, and what the site has beside."""
FEED, SITEMAP, ROBOTS, INDEX, MISSING = "feed.xml", "sitemap.xml", "robots.txt", "index.html", "404.html"
MARK = '<meta name="generator" content="workbook, of '
"""Stands before what a page was made of, so that it can be told from its first bytes."""


def document(title: str, body: str, *, above: str = "", noindex: bool = False, of: str = "", feed: str = "") -> str:
    """A whole page around checked markup.

    `above` is the address of the site's first page as seen from this one, `feed` that of the feed, both '' for none.
    `of` is what tells the page from one made of something else.
    """
    sheet, digest = _style()
    return _template().render(
        title=title,
        body=body,
        above=above,
        noindex=noindex,
        mark=f'{MARK}{of}">' if of else "",
        feed=feed,
        style=sheet,
        style_hash=digest,
    )


def style_sum() -> str:
    """What tells this release's look of the pages from that of another: part of what each is made of."""
    return _style()[1] + hashlib.sha256((FOLDER / "site.html.j2").read_bytes()).hexdigest()[:8]


def when(made: str) -> str:
    """A time of an account as an element: '3 November 2016, 10:15 UTC'; the text as it is where it is no time."""
    try:
        time = datetime.fromisoformat(made).astimezone(UTC)
    except ValueError:
        return text(made)
    return f'<time datetime="{time:%Y-%m-%dT%H:%M:%SZ}">{day(time.date())}, {time:%H:%M} UTC</time>'


def values(parameters: Mapping[str, str], *, blank: bool = False) -> str:
    """Parameters as markup: 'unit = strikes, since = 2016-01-01'. Those that are blank are told only when asked for."""
    told = [f"{name} = {value or '(blank)'}" for name, value in parameters.items() if value or blank]
    return isolated(", ".join(told))


@cache
def _style() -> tuple[str, str]:
    sheet = "\n".join(path.read_text(encoding="utf-8").strip() for path in STYLES)
    return sheet, f"sha256-{base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode('ascii')}"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, finalize=_possible
    )
    environment.filters["isolated"] = isolated
    return environment.get_template("site.html.j2")


def _possible(value: object) -> object:
    return value if hasattr(value, "__html__") else plain(value)
