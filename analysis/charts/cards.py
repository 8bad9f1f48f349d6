"""Incident cards: what is known of a row, what is not, who says what, and which parts of the page rest on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.charts.citations import Citation, cited_by
from analysis.charts.evidence import cited_claims, cited_sources
from analysis.charts.periods import period_list
from analysis.charts.sources import source_list
from analysis.charts.statements import Statements, claim_list, standings
from analysis.markup import anchor, isolated
from analysis.measures.bounds import Bounds
from analysis.measures.disputed import Dispute, Interval, disputes
from analysis.measures.verdicts import claimed
from analysis.measures.whereabouts import Whereabouts, day_precision
from analysis.measures.words import day, short_days
from analysis.record.rows import Row, missing, records, stated
from analysis.record.schema import SIDES, Field
from analysis.record.store import Record

__all__ = [
    "Citation",
    "cited_claims",
    "cited_sources",
    "claim_list",
    "incident_cards",
    "period_list",
    "source_list",
]

PLACED = ("place_id", "offset_km", "bearing_deg", "uncertainty_km", "region")
TOLD = ("incident_id", "start_date", "end_date", *PLACED, "summary", "note")
"""Columns of a row that a card tells in words of its own; it names the others as the record does."""
NONE_WHERE_BLANK = ("campaign",)
"""Columns whose blank is an answer: a strike outside every campaign."""
HEADINGS = {"official": "Official version", "local": "Local version", "other": "Others"}


def incident_cards(record: Record, ids: Sequence[str], cited: Mapping[str, Sequence[Citation]]) -> str:
    """The incidents with these ids in the order of the record, a card each; `cited` says by incident what cites it."""
    chosen = record.incidents[record.incidents["incident_id"].isin(list(ids))]
    if chosen.empty:
        return ""
    cards = _Cards(record)
    items = "".join(f"<li>{cards.card(row, cited.get(row['incident_id'], ()))}</li>" for row in records(chosen))
    return f'{standings(record)}<ol class="incidents">{items}</ol>'


class _Cards:
    def __init__(self, record: Record) -> None:
        self.record = record
        self.where = Whereabouts(record)
        self.statements = Statements(record)
        self.metrics = record.schema["incidents"].ranges()
        bounds = {f"{metric}_{end}" for metric in self.metrics for end in ("min", "max")}
        self.others = [field for field in record.schema["incidents"].fields if field.name not in {*TOLD, *bounds}]
        self.claims: dict[str, list[Row]] = {}
        for row in self.statements.rows.values():
            if stated(row["incident_id"]):
                self.claims.setdefault(row["incident_id"], []).append(row)

    def card(self, row: Row, citations: Sequence[Citation]) -> str:
        claims = self.claims.get(row["incident_id"], [])
        summary, note = (
            f"<p{kind}>{isolated(row[column])}</p>" if stated(row.get(column)) else ""
            for column, kind in (("summary", ""), ("note", ' class="note"'))
        )
        return (
            f"<details><summary><h3>{self.where.heading(row)}</h3> {self._brief(row)}</summary>"
            f'<div class="card" id="{anchor("incident", row["incident_id"])}">'
            f"{summary}{note}{self._facts(row)}{self._ranges(row)}"
            f"{self._disputed(claims)}{self._sides(claims)}{cited_by(citations)}</div></details>"
        )

    def _brief(self, row: Row) -> str:
        """The first of the numbers that the row states, for the line that is seen while the card is folded."""
        told = (self._range(metric, row) for metric in self.metrics)
        return next((words for words in told if words), "no number stated")

    def _range(self, metric: str, row: Row) -> str:
        """The bounds of one metric in words, blank where neither is stated: an open end is said, never taken for 0."""
        unit = self.record.unit(metric)
        low, high = (row[f"{metric}_{end}"] for end in ("min", "max"))
        if missing(low):
            return "" if missing(high) else f"at most {isolated(Bounds(unit, int(high), int(high)))}"
        return isolated(Bounds(unit, int(low), None if missing(high) else int(high)))

    def _facts(self, row: Row) -> str:
        """Days, place and every other column that is no range; those in which nothing is stated share a line."""
        facts, silent = [("Day", day_precision(row)), ("Place", self.where.precision(row))], []
        for field in self.others:
            if not stated(row[field.name]):
                silent += [] if field.name in NONE_WHERE_BLANK else [isolated(field.title.lower())]
            elif field.categories and not field.is_list:
                facts.append((isolated(field.title), isolated(self.record.label(field.name, row[field.name]))))
            else:
                facts.append((isolated(field.title), isolated(_cell(row[field.name], field))))
        if silent:
            facts.append(("Not stated", ", ".join(silent)))
        return f'<p class="facts">{"; ".join(f"<b>{name}</b> {fact}" for name, fact in facts)}.</p>'

    def _ranges(self, row: Row) -> str:
        """The bounds of every metric; those of which nothing is stated share a line."""
        told = {metric: self._range(metric, row) for metric in self.metrics}
        lines = [words for words in told.values() if words]
        silent = [isolated(self.record.unit(metric)) for metric, words in told.items() if not words]
        lines += [f"not stated: {', '.join(silent)}"] if silent else []
        return f'<ul class="ranges">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'

    def _disputed(self, claims: list[Row]) -> str:
        found = [self._dispute(item) for item in disputes(claims, self.record.schema)]
        return f'<p class="disputed"><b>Disputed:</b> {"; ".join(found)}.</p>' if found else ""

    def _dispute(self, dispute: Dispute) -> str:
        metric = self.statements.categories["metric"][dispute.metric]
        told = {side: [_interval(own) for own in stated] for side, stated in dispute.sides.items()}
        for side, words in dispute.words.items():
            quoted = (isolated(self.statements.named(metric, item)) for item in words)
            told.setdefault(side, []).extend(f"“{item}”" for item in quoted)
        sides = "; ".join(f"{side} {', '.join(own)}" for side, own in told.items())
        name = isolated(metric.unit or metric.short.lower())
        return f"{name} ({sides})" if sides else name

    def _sides(self, claims: list[Row]) -> str:
        """Who says what: the official version and the local one side by side, then what others say."""
        rows = sorted(claims, key=self._order)
        by_side = {side: [row for row in rows if self.statements.side(row) == side] for side in SIDES}
        if len(rows) == len(by_side["other"]):
            if not rows:
                return "<p>No claim in the record is about this row alone.</p>"
            return f"<ul>{''.join(self.statements.item(row, on_card=True) for row in rows)}</ul>"
        sections = ""
        for side, heading in HEADINGS.items():
            items = "".join(self.statements.item(row, on_card=True) for row in by_side[side])
            if items or side != "other":
                said = f"<ul>{items}</ul>" if items else "<p>No statement in the record.</p>"
                sections += f"<section><h4>{heading}</h4>{said}</section>"
        return f'<div class="sides">{sections}</div>'

    def _order(self, row: Row) -> tuple[int, int]:
        """By metric and then by standing, those that are used first, each as declared."""
        place = {name: list(self.statements.categories[name]).index(row[name]) for name in ("metric", "standing")}
        return place["metric"], place["standing"]


def _cell(value: Any, field: Field) -> str:
    """A value of a column without categories in words."""
    shown = day(value.date()) if isinstance(value, pd.Timestamp) else f"{value:,g}" if field.type == "number" else value
    return f"{shown} {field.unit}".strip()


def _interval(interval: Interval) -> str:
    """A statement as a number or as days."""
    low, high = interval
    if not isinstance(low, pd.Timestamp):
        return claimed(low, high)
    return short_days(low.date(), high.date())
