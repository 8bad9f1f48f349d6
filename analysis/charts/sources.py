"""Sources: where a statement was read, as a list to look up and as the words of a link to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, urlsplit

from analysis.charts.evidence import Row, missing, records, stated
from analysis.markup import anchor, isolated, outward, text
from analysis.measures.words import MONTHS, day
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
IN_ADDRESS = "%/:=&?~#+!$,;'@()*[]"
"""Characters that an address keeps; every other one is written as its bytes, which is the same address."""


def short_day(value: date) -> str:
    """A day as '30 Nov 2018'."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


class SourceLinks:
    """Links to the sources of a record, each in the words 'publisher, 30 Nov 2018'."""

    def __init__(self, record: Record) -> None:
        table = record.sources[["source_id", "publisher", "published"]]
        self._words = {key: (publisher, published) for key, publisher, published in table.itertuples(index=False)}

    def __call__(self, key: str) -> str:
        publisher, published = self._words[key]
        when = "no date" if missing(published) else short_day(published.date())
        return f'<a href="#{anchor("source", key)}">{isolated(publisher)}, {when}</a>'


def source_list(record: Record, source_ids: Sequence[str]) -> str:
    """The sources with these ids by publisher and date: title, address, date, language, and where a copy was read."""
    chosen = record.sources[record.sources["source_id"].isin(list(source_ids))]
    if chosen.empty:
        return ""
    order = chosen.assign(_name=chosen["publisher"].str.casefold()).sort_values(["_name", "published", "source_id"])
    items = "".join(_source(row) for row in records(order))
    return f'<ul class="sources">{items}</ul>'


def _source(row: Row) -> str:
    language = stated(row["language"])
    foreign = language not in ("", PAGE_LANGUAGE)
    notes = [
        "no date" if missing(row["published"]) else day(row["published"].date()),
        *([f"in {text(LANGUAGES.get(language, language))}"] if foreign else []),
        *([f"via {isolated(row['via'])}"] if stated(row["via"]) else []),
    ]
    note = f" {isolated(row['note'])}" if stated(row["note"]) else ""
    return (
        f'<li id="{anchor("source", row["source_id"])}">{isolated(row["publisher"])}: {_linked(row)}, '
        f"{', '.join(notes)}.{note}</li>"
    )


def _linked(row: Row) -> str:
    """The title as a link to the page; its language is marked where the title stands as it was printed."""
    address = re.sub("%(?![0-9A-Fa-f]{2})", "%25", quote(str(row["url"]), safe=IN_ADDRESS))
    title, language = stated(row["title"]), stated(row["language"])
    linked = outward(address, title or urlsplit(address).netloc or "address")
    # the titles of foreign pages are often given in English, and the note then says so
    printed = title and language not in ("", PAGE_LANGUAGE) and "title" not in stated(row["note"]).lower()
    return f'<span lang="{text(language)}">{linked}</span>' if printed else linked
