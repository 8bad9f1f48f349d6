"""Claims: who says what, how the record uses it and why, where it was read, and what it is reckoned from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from analysis.charts.citations import Citation, cited_by
from analysis.charts.evidence import cited_claims
from analysis.charts.sources import SourceLinks
from analysis.markup import anchor, isolated, link
from analysis.measures.rules import IN_WORDS
from analysis.measures.verdicts import claimed
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import days, sentence, short_day
from analysis.record.rows import Row, missing, names, records, several, stated
from analysis.record.schema import Category
from analysis.record.store import Record

STANDINGS = {"accepted": "used", "disputed": "disputed", "rejected": "rejected", "context": "context"}
"""One word for each standing; `standings` tells what they mean."""
UNSTATED = "unstated"
"""The metric of a number whose source gives no unit."""
FILTERS = {"campaign": "", "actor": "", "region": "in ", "target_group": "against ", "platform": "by "}
"""Columns that say what a claim is about, with the word that leads to their labels."""


class Statements:
    """The claims of a record as items of a list."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.sources = SourceLinks(record)
        self.places = names(record)
        self.incidents = Whereabouts(record).briefs()
        self.rows: dict[str, Row] = {row["claim_id"]: row for row in records(record.claims)}
        self.categories = {
            field.name: {category.value: category for category in field.categories}
            for field in record.schema["claims"].fields
        }

    def item(self, row: Row, *, on_card: bool, citations: Sequence[Citation] = ()) -> str:
        """A claim as an item, with what cites it; away from the card of its incident it says what it is about."""
        note = f" {self.note(row)}" if stated(row.get("note")) else ""
        return (
            f'<li id="{anchor("claim", row["claim_id"])}">{self.told(row, on_card=on_card)}, '
            f"{STANDINGS[row['standing']]}.{note} {self._grounds(row)}{cited_by(citations)}</li>"
        )

    def told(self, row: Row, *, on_card: bool = False) -> str:
        """Who states what and, away from the card of its incident, of what: 'Press: **6 events**, 2018'."""
        who = isolated(sentence(self._category("claimant", row).short))
        return f"{who}: <b>{self._value(row)}</b>{'' if on_card else self._about(row)}"

    def note(self, row: Row) -> str:
        """The curators' note on a claim, with its full stop; blank where there is none."""
        return isolated(_closed(row["note"])) if stated(row.get("note")) else ""

    def side(self, row: Row) -> str:
        """Which side makes the claim: one of `SIDES`."""
        return self._category("claimant", row).side

    def _category(self, column: str, row: Row) -> Category:
        return self.categories[column][row[column]]

    def _grounds(self, row: Row) -> str:
        """Where a claim was read and what it is reckoned from, as links; copies are told from the first source."""
        copies, parents = several(row.get("also_in")), several(row["derived_from"])
        return (
            self.sources(row["source_id"])
            + (f"; also in {', '.join(map(self.sources, copies))}" if copies else "")
            + (f"; reckoned from {', '.join(map(self._parent, parents))}" if parents else "")
        )

    def _parent(self, key: str) -> str:
        row = self.rows[key]
        until = "" if missing(row["end_date"]) else f" to {short_day(row['end_date'].date())}"
        return link("claim", key, f"{_number(row) or key}{until}")

    def _value(self, row: Row) -> str:
        """What is stated: '17 fighters killed', 'place: near Alto Vento'."""
        metric, words, number = self._category("metric", row), stated(row["value_text"]), _number(row)
        if number and (metric.unit or not words):
            unit = self._unit(metric, row)
            counted = isolated(f"{number} ({unit})" if metric.value == UNSTATED else f"{number} {unit}")
            return f"{counted} (“{isolated(words)}”)" if words else counted
        name, when = isolated(metric.short.lower()), _days(row)
        if metric.kind == "date" and when:
            return f"{name}: {isolated(when)}" + (f" (“{isolated(words)}”)" if words else "")
        return f"{name}: {isolated(self.named(metric, words) or number or 'not stated')}"

    def named(self, metric: Category, words: str) -> str:
        """Words that are stated of a metric; a category of the incidents by its name."""
        return self._label(metric.value, words) if metric.kind == "category" else words

    def _unit(self, metric: Category, row: Row) -> str:
        """What the number counts, after '1', 'at least 1' and 'at most 1' the name of one of them."""
        last = row["value_min"] if missing(row["value_max"]) else row["value_max"]
        if last == 1 and metric.value in self.record.schema["incidents"].ranges():
            return self.record.unit(metric.value).one
        return metric.unit or metric.short.lower()

    def _label(self, column: str, value: str) -> str:
        """The name of a category of the incidents; a word that is none of them as it stands."""
        table = self.record.schema["incidents"]
        known = column in table.columns and value in table[column].values
        return self.record.label(column, value) if known else value

    def _about(self, row: Row) -> str:
        """What a claim away from its incident's card is about: days, filters, places, and its incident."""
        said = [isolated(_days(row))] if _days(row) else []
        for column, lead in FILTERS.items():
            labels = [isolated(self.categories[column][word].short) for word in several(row[column])]
            said += [lead + " or ".join(labels)] if labels else []
        said += [isolated(IN_WORDS[row["rule"]])] if stated(row["rule"]) else []
        ends = [isolated(self.places[key]) for key in (row["other_place_id"], row["place_id"]) if stated(key)]
        said += [" to ".join(ends) if len(ends) > 1 else f"at {ends[0]}"] if ends else []
        said += [f"of {self.incidents[row['incident_id']]}"] if stated(row["incident_id"]) else []
        return "".join(f", {part}" for part in said)


def _closed(note: str) -> str:
    """A note with the full stop that parts it from what follows."""
    return note if note.rstrip().endswith((".", "!", "?", "”", '"', "…")) else f"{note.rstrip()}."


def _number(row: Row) -> str:
    """The number of a claim in words, blank where it states none."""
    if missing(row["value_min"]) and missing(row["value_max"]):
        return ""
    low = 0.0 if missing(row["value_min"]) else float(row["value_min"])
    return claimed(low, math.inf if missing(row["value_max"]) else float(row["value_max"]))


def _days(row: Row) -> str:
    """The days of a claim in words, blank where it has none or an open end."""
    if missing(row["start_date"]) or missing(row["end_date"]):
        return ""
    return days(row["start_date"].date(), row["end_date"].date())


def standings(record: Record) -> str:
    """What the words for a claim's standing mean, as the record declares them."""
    field = record.schema["claims"]["standing"]
    said = " ".join(f"<b>{STANDINGS[item.value]}</b>: {isolated(item.label)}." for item in field.categories)
    return f'<p class="standings">How the record uses a claim: {said}</p>'


def claim_list(
    record: Record,
    ids: Sequence[str],
    also: Iterable[str] = (),
    cited: Mapping[str, Sequence[Citation]] | None = None,
) -> str:
    """The claims behind these incidents, and those in `also`, that stand on no card: totals of days, running totals.

    They come in the order of the last day that they are about; `cited` says by claim what cites it.
    Blank where there are none.
    """
    wanted = set(cited_claims(record, ids, also))
    claims = record.claims[record.claims["claim_id"].isin(wanted) & ~record.claims["incident_id"].isin(list(ids))]
    if claims.empty:
        return ""
    statements = Statements(record)
    ordered = claims.sort_values(["end_date", "start_date", "claim_id"])["claim_id"]
    places = cited or {}
    items = "".join(
        statements.item(statements.rows[key], on_card=False, citations=places.get(key, ())) for key in ordered
    )
    return f'<ul class="claims">{items}</ul>'
