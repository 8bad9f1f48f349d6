"""What changed, as an Atom feed (RFC 4287) for whoever subscribes to it.

Ids stay what they are wherever the site lies: they are reckoned from run keys. Links are relative, and so lead right
from any folder; only where the site's address is known does the feed say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from analysis.markup import text
from analysis.press.ledger.shelf import PAGE
from analysis.press.orders.site_settings import SiteSettings
from analysis.press.site.layout import FEED, INDEX
from analysis.press.site.summary import News

NAMESPACE = UUID("6f1f6d35-6d57-5b0c-9d7b-2f0f54a1c1de")
"""Of the ids of entries: a number of our own, never to be changed."""
ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
NEVER = "1970-01-01T00:00:00Z"


def feed(news: Sequence[News], settings: SiteSettings) -> str:
    """The feed of these entries, the newest first."""
    base = f' xml:base="{text(settings.address)}"' if settings.address else ""
    updated = max((item.made for item in news), default=NEVER)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="{ATOM}" xml:lang="en"{base}>\n'
        f"<id>{feed_id(settings)}</id>\n<title>{text(settings.title)}</title>\n<updated>{text(updated)}</updated>\n"
        f"<author><name>{text(settings.title)}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href="{FEED}"/>\n'
        f'<link rel="alternate" type="text/html" href="{INDEX}"/>\n'
        f"{''.join(map(_entry, news))}</feed>\n"
    )


def feed_id(settings: SiteSettings) -> str:
    """The id of the feed: that of its address, or, of a site whose address is not known, of its title."""
    return (
        f"urn:uuid:{uuid5(NAMESPACE_URL, settings.address) if settings.address else uuid5(NAMESPACE, settings.title)}"
    )


def entry_id(item: News) -> str:
    """The id of an entry. A failure with the same key keeps it, so that it is one entry that is brought up to date."""
    which = "failed" if item.failed else item.run
    return f"urn:uuid:{uuid5(NAMESPACE, f'{item.report} {item.key} {which}')}"


def _entry(item: News) -> str:
    state = "Failed: " if item.failed else ""
    sentences = "".join(f"<li>{text(words)}</li>" for words in item.sentences)
    more = f"<ul>{sentences}</ul>" if sentences else ""
    category = '<category term="failed"/>\n' if item.failed else ""
    return (
        f"<entry>\n<id>{entry_id(item)}</id>\n<title>{text(f'{item.title}: {state}{item.verdict}')}</title>\n"
        f"<updated>{text(item.made)}</updated>\n"
        f'<link rel="alternate" type="text/html" href="{text(item.report)}/{text(item.run)}/{PAGE}"/>\n{category}'
        f"<summary>{text(state + item.verdict)}</summary>\n"
        f'<content type="xhtml"><div xmlns="{XHTML}"><p>{text(state + item.verdict)}</p>{more}</div></content>\n'
        "</entry>\n"
    )
