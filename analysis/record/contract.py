"""What the program relies on in every record, whatever it is about: columns it names, words it acts upon."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.errors import listed
from analysis.record.schema import Schema

COUNTED = ("strikes", "events", "killed", "militants_killed", "civilians_killed")
NEEDED: Mapping[str, Mapping[str, str]] = {
    "incidents": {
        "incident_id": "string",
        "start_date": "date",
        "end_date": "date",
        "place_id": "string",
        **dict.fromkeys(("campaign", "region", "actor", "attribution", "target_group", "platform"), "category"),
        **dict.fromkeys(("offset_km", "bearing_deg", "uncertainty_km"), "number"),
        **{f"{name}_{end}": "integer" for name in COUNTED for end in ("min", "max")},
    },
    "claims": {
        **dict.fromkeys(("claim_id", "source_id", "also_in", "incident_id", "value_text", "derived_from"), "string"),
        **dict.fromkeys(("place_id", "other_place_id"), "string"),
        **dict.fromkeys(("start_date", "end_date"), "date"),
        **dict.fromkeys(("value_min", "value_max"), "number"),
        **dict.fromkeys(("claimant", "metric", "campaign", "actor", "region", "target_group"), "category"),
        **dict.fromkeys(("platform", "rule", "standing"), "category"),
    },
    "sources": {**dict.fromkeys(("source_id", "publisher", "title", "url"), "string"), "published": "date"},
    "places": {
        **dict.fromkeys(("place_id", "name", "source_id"), "string"),
        **dict.fromkeys(("lat", "lon", "precision_km"), "number"),
    },
    "periods": {
        **dict.fromkeys(("period_id", "name", "source_id"), "string"),
        **dict.fromkeys(("start_date", "end_date"), "date"),
        **dict.fromkeys(("role", "campaign"), "category"),
    },
}
"""Columns that the program knows by name; a record may declare others beside them. A category has a vocabulary."""
KNOWN_WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("incidents", "attribution"): ("announced", "acknowledged-later", "alleged", "denied"),
    ("claims", "rule"): ("announced", "acknowledged", "alleged"),
    ("claims", "standing"): ("accepted", "disputed", "rejected", "context"),
    ("periods", "role"): ("before", "campaign", "after", "moment"),
}
"""The vocabularies whose words the program acts upon: a word it did not know would silently count for nothing."""


def unknown_to_program(schema: Schema) -> str:
    """The first column that a declaration lacks or the first word that means nothing here; blank when all is there."""
    for name, columns in NEEDED.items():
        for column, kind in columns.items():
            if column not in schema[name].columns:
                return f"lacks the column {name}.{column}"
            field = schema[name][column]
            if field.type != ("string" if kind == "category" else kind):
                return f"has {name}.{column} as {field.type}, expected {kind}"
            if kind == "category" and not field.categories:
                return f"lacks categories for {name}.{column}"
    for (name, column), words in KNOWN_WORDS.items():
        for value in schema[name][column].values:
            if value not in words:
                return f"has the category {value!r} for {name}.{column}, expected {listed(words)}"
    return ""
