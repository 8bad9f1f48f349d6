"""Sources: where a statement was read, as a list to look up and as the words of a link to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from analysis.markup import anchor, isolated, outward
from analysis.measures.words import short_day
from analysis.record.rows import Row, missing, records, stated
from analysis.record.store import Record

PAGE_LANGUAGE = "en"
LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "zh": "Chinese",
}
"""Names of languages by their code in ISO 639-1; another one is named by its code."""
CODE = re.compile("[a-z]{2}")
IN_ADDRESS = "%/:=&?~#+!$,;'@()*[]"
"""Characters that an address keeps; every other one is written as its bytes, which is the same address."""
LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
SITE = re.compile(r"^https?://|(?<=[^/:])/.*$|[?#].*$", re.IGNORECASE)
"""What stands before and after the site in an address."""


class SourceLinks:
    """Links to the sources of a record, each in the words 'publisher, 30 Nov 2018'."""

    def __init__(self, record: Record) -> None:
        self._rows = {row["source_id"]: row for row in records(record.sources)}

    def __call__(self, key: str) -> str:
        row = self._rows[key]
        when = "no date" if missing(row.get("published")) else short_day(row["published"].date())
        return f'<a href="#{anchor("source", key)}">{isolated(row["publisher"])}, {when}</a>'


def source_list(record: Record, source_ids: Sequence[str]) -> str:
    """The sources with these ids by publisher and date: title, address, date, language, and where a copy was read."""
    chosen = record.sources[record.sources["source_id"].isin(list(source_ids))]
    if chosen.empty:
        return ""
    return f'<ul class="sources">{"".join(map(_source, sorted(records(chosen), key=_order)))}</ul>'


def _order(row: Row) -> tuple[str, str, str]:
    """By publisher and day, those without a day last."""
    day_or_last = "9999" if missing(row.get("published")) else f"{row['published']:%Y-%m-%d}"
    return str(row["publisher"]).casefold(), day_or_last, row["source_id"]


def _source(row: Row) -> str:
    language = stated(row.get("language"))
    foreign = language not in ("", PAGE_LANGUAGE)
    notes = [
        "no date" if missing(row.get("published")) else short_day(row["published"].date()),
        *([f"in {isolated(LANGUAGES.get(language, language))}"] if foreign else []),
        *([f"via {isolated(row['via'])}"] if stated(row.get("via")) else []),
    ]
    note = f" {isolated(row['note'])}" if stated(row.get("note")) else ""
    return (
        f'<li id="{anchor("source", row["source_id"])}">{isolated(row["publisher"])}: {_linked(row)}, '
        f"{', '.join(notes)}.{note}</li>"
    )


def _linked(row: Row) -> str:
    """The title as a link to the page; its language is marked where the title stands as it was printed."""
    address = LONE_PERCENT.sub("%25", quote(str(row["url"]), safe=IN_ADDRESS, errors="replace"))
    title, language = stated(row["title"]), stated(row.get("language"))
    linked = outward(address, title or SITE.sub("", address) or "no title")
    # the titles of foreign pages are often given in English, and the note then says so
    printed = title and language not in ("", PAGE_LANGUAGE) and "title" not in stated(row.get("note")).lower()
    return f'<span lang="{language}">{linked}</span>' if printed and CODE.fullmatch(language) else linked
