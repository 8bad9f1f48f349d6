"""Claims: who says what, how the record uses it and why, where it was read, and what it is reckoned from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from analysis.charts.evidence import Row, cited_claims, missing, names, records, several, stated
from analysis.charts.sources import SourceLinks, short_day
from analysis.markup import anchor, isolated, link, text
from analysis.measures.verdicts import claimed
from analysis.measures.words import days, plural
from analysis.record.schema import Category
from analysis.record.store import Record

STANDINGS = {"accepted": "used", "disputed": "disputed", "rejected": "rejected", "context": "context"}
"""One word for each standing; `standings` tells what they mean."""
FILTERS = ("campaign", "actor", "region", "target_group", "platform", "rule")


class Statements:
    """The claims of a record as items of a list."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.sources = SourceLinks(record)
        self.places = names(record)
        self.rows: dict[str, Row] = {row["claim_id"]: row for row in records(record.claims)}

    def item(self, row: Row, *, on_card: bool) -> str:
        """A claim as an item; away from the card of its incident it says what it is about."""
        about = "" if on_card else self._about(row)
        standing = STANDINGS[row["standing"]]
        note = f" {isolated(row['note'])}" if stated(row["note"]) else ""
        said = f"{text(self._category('claimant', row).short)}: <b>{self._value(row)}</b>{about}, {standing}."
        return f'<li id="{anchor("claim", row["claim_id"])}">{said}{note} <small>{self._grounds(row)}</small></li>'

    def side(self, row: Row) -> str:
        """Which side makes the claim: one of `SIDES`."""
        return self._category("claimant", row).side

    def _grounds(self, row: Row) -> str:
        copies, parents = several(row["also_in"]), several(row["derived_from"])
        grounds = [self.sources(row["source_id"])]
        if copies:
            grounds.append(f"also in {', '.join(map(self.sources, copies))}")
        if parents:
            grounds.append(f"reckoned from {', '.join(map(self._parent, parents))}")
        return "; ".join(grounds)

    def _parent(self, key: str) -> str:
        row = self.rows[key]
        until = "" if missing(row["end_date"]) else f" to {short_day(row['end_date'].date())}"
        return link("claim", key, f"{self._number(row) or key}{until}")

    def _category(self, column: str, row: Row) -> Category:
        return self.record.schema["claims"][column].category(str(row[column]))

    def _number(self, row: Row) -> str:
        if missing(row["value_min"]) and missing(row["value_max"]):
            return ""
        low = 0.0 if missing(row["value_min"]) else float(row["value_min"])
        high = math.inf if missing(row["value_max"]) else float(row["value_max"])
        return claimed(low, high)

    def _value(self, row: Row) -> str:
        """What is stated: '17 fighters killed', 'aircraft used: MQ-9 drone'."""
        metric, words, number = self._category("metric", row), stated(row["value_text"]), self._number(row)
        if number and (metric.unit or not words):
            unit = metric.unit
            if metric.value in self.record.schema["incidents"].ranges() and number == "1":
                unit = self.record.unit(metric.value).one
            counted = text(f"{number} {unit or metric.short.lower()}")
            return f"{counted} (“{isolated(words)}”)" if words else counted
        if metric.kind == "date" and not words and not missing(row["start_date"]):
            words = days(row["start_date"].date(), row["end_date"].date())
        if metric.kind == "category" and words in self._words_of(metric.value):
            words = self.record.label(metric.value, words)
        return f"{text(metric.short.lower())}: {isolated(words or 'not stated')}"

    def _words_of(self, column: str) -> tuple[str, ...]:
        table = self.record.schema["incidents"]
        return table[column].values if column in table.columns else ()

    def _about(self, row: Row) -> str:
        """What a claim away from its incident's card is about: its days, its filters, its incident or its places."""
        said = []
        if not missing(row["start_date"]) and not missing(row["end_date"]):
            said.append(days(row["start_date"].date(), row["end_date"].date()))
        for column in FILTERS:
            field = self.record.schema["claims"][column]
            said += [text(field.category(word).short) for word in several(row[column])]
        near = [isolated(self.places[key]) for key in (row["other_place_id"], row["place_id"]) if stated(key)]
        said += [" to ".join(near)] if near else []
        said += [isolated(row["incident_id"])] if stated(row["incident_id"]) else []
        return f", {', '.join(said)}" if said else ""


def standings(record: Record) -> str:
    """What the words for a claim's standing mean, as the record declares them."""
    field = record.schema["claims"]["standing"]
    said = "; ".join(f"<b>{STANDINGS[item.value]}</b>: {text(item.label)}" for item in field.categories)
    return f'<p class="standings">{said}.</p>'


def claim_list(record: Record, ids: Sequence[str], also: Iterable[str] = ()) -> str:
    """The claims behind these incidents, and those in `also`, that stand on no card: running totals, totals of periods.

    Blank where there are none.
    """
    wanted = set(cited_claims(record, ids, also))
    claims = record.claims[record.claims["claim_id"].isin(wanted) & ~record.claims["incident_id"].isin(list(ids))]
    if claims.empty:
        return ""
    statements = Statements(record)
    ordered = claims.sort_values(["end_date", "start_date", "claim_id"])["claim_id"]
    items = "".join(statements.item(statements.rows[key], on_card=False) for key in ordered)
    summary = f"<summary>{plural(len(claims), 'claim')} about more than one row</summary>"
    return f'<details class="claims">{summary}<ul>{items}</ul></details>'
