"""Incident cards: what is known of a row, what is not, who says what, and which parts of the page rest on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.charts.citations import Citation, cited_by
from analysis.charts.evidence import Row, cited_claims, cited_sources, missing, records, stated
from analysis.charts.periods import period_list
from analysis.charts.sources import short_day, source_list
from analysis.charts.statements import Statements, claim_list, standings
from analysis.charts.whereabouts import Whereabouts, day_precision
from analysis.markup import anchor, isolated, text
from analysis.measures.disputed import Dispute, disputes
from analysis.measures.verdicts import claimed
from analysis.measures.words import plural
from analysis.record.schema import SIDES
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

FACTS = {
    "actor": "actor",
    "attribution": "attribution",
    "target_group": "target",
    "target_name": "named target",
    "platform": "platform",
    "host_consent": "host authorities",
    "civilian_harm_status": "civilian harm",
}
"""Columns of a row that a card tells in words, with the name it gives them."""
FOLDED_FROM = 4
"""Claims of a card that are folded away; fewer are shown at once."""


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
        own = record.claims[record.claims["incident_id"].notna()]
        self.claims = dict(tuple(own.groupby("incident_id", observed=True)))

    def card(self, row: Row, citations: Sequence[Citation]) -> str:
        claims = self.claims.get(row["incident_id"])
        note = f'<p class="note">{isolated(row["note"])}</p>' if stated(row["note"]) else ""
        return (
            f'<article class="card" id="{anchor("incident", row["incident_id"])}"><h3>{self.where.heading(row)}</h3>'
            f"<p>{isolated(row['summary'])}</p>{note}{self._facts(row)}{self._ranges(row)}"
            + ("" if claims is None else self._disputed(claims) + self._sides(claims))
            + f"{cited_by(citations)}</article>"
        )

    def _facts(self, row: Row) -> str:
        facts = {
            "day": day_precision(row),
            "place": self.where.precision(row),
            "region": text(self.record.label("region", row["region"])),
            **{name: self._fact(column, row) for column, name in FACTS.items()},
        }
        return f"<dl>{''.join(f'<dt>{name}</dt><dd>{fact}</dd>' for name, fact in facts.items())}</dl>"

    def _fact(self, column: str, row: Row) -> str:
        if not self.record.schema["incidents"][column].categories:
            return isolated(row[column]) if stated(row[column]) else "not stated"
        return text(self.record.label(column, row[column]))

    def _ranges(self, row: Row) -> str:
        """The bounds of the row as a table; metrics of which nothing is stated share a line."""
        lines, silent = "", []
        for metric in self.metrics:
            ends = [row[f"{metric}_{end}"] for end in ("min", "max")]
            if all(missing(end) for end in ends):
                silent.append(text(self.record.unit(metric)))
            else:
                cells = "".join(f"<td>{'not stated' if missing(end) else f'{end:,}'}</td>" for end in ends)
                lines += f'<tr><th scope="row">{text(self.record.unit(metric))}</th>{cells}</tr>'
        if silent:
            lines += f'<tr><th scope="row">{", ".join(silent)}</th><td colspan="2">not stated</td></tr>'
        return (
            '<table><caption>Numbers</caption><thead><tr><th scope="col">unit</th><th scope="col">at least</th>'
            f'<th scope="col">at most</th></tr></thead><tbody>{lines}</tbody></table>'
        )

    def _disputed(self, claims: pd.DataFrame) -> str:
        found = [self._dispute(item) for item in disputes(claims, self.record.schema)]
        return f'<p class="disputed"><b>Disputed:</b> {"; ".join(found)}.</p>' if found else ""

    def _dispute(self, dispute: Dispute) -> str:
        metric = self.record.schema["claims"]["metric"].category(dispute.metric)
        sides = "; ".join(f"{side} {_span(low, high)}" for side, (low, high) in dispute.sides.items())
        name = text((metric.unit or metric.short).lower())
        return f"{name} ({sides})" if sides else name

    def _sides(self, claims: pd.DataFrame) -> str:
        """Who says what: the official version and the local one side by side, then what others say."""
        rows = [self.statements.rows[key] for key in claims["claim_id"]]
        order = {value: place for place, value in enumerate(self.record.schema["claims"]["metric"].values)}
        by_side = {side: [row for row in rows if self.statements.side(row) == side] for side in SIDES}
        told = by_side["official"] or by_side["local"]
        sections = ""
        for side, own in by_side.items():
            own.sort(key=lambda row: order[row["metric"]])
            items = "".join(self.statements.item(row, on_card=True) for row in own)
            if items:
                sections += f"<section><h4>{side.capitalize()}</h4><ul>{items}</ul></section>"
            elif told and side != "other":
                sections += f"<section><h4>{side.capitalize()}</h4><p>No statement in the record.</p></section>"
        both = f'<div class="sides">{sections}</div>'
        if len(rows) < FOLDED_FROM:
            return both
        counted = ", ".join(f"{side} {len(own)}" for side, own in by_side.items())
        return f"<details><summary>{plural(len(rows), 'claim')}: {counted}</summary>{both}</details>"


def _span(low: float | pd.Timestamp, high: float | pd.Timestamp) -> str:
    """What a side states, as numbers or as days."""
    if isinstance(low, pd.Timestamp) and isinstance(high, pd.Timestamp):
        first, last = short_day(low.date()), short_day(high.date())
        return first if first == last else f"{first} to {last}"
    return claimed(float(low), float(high))
