"""Incidents with their claims and sources as HTML: where every number of a page leads in the end.

All text of the record is escaped; an address becomes a link only when it begins with http or https.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.verdicts import claimed
from analysis.measures.view import View
from analysis.measures.words import days, plural
from analysis.record.schema import LIST_SEPARATOR
from analysis.record.store import Record


@dataclass(frozen=True)
class Rows:
    """Incidents, each with what is claimed of it and where; their ids are the page's anchors."""

    record: Record
    ids: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Rows: {plural(len(self.ids), 'incident')} with their claims and sources>"

    def _repr_html_(self) -> str:
        record = self.record
        chosen = record.incidents[record.incidents["incident_id"].isin(self.ids)]
        if chosen.empty:
            return "<p>No row lies in these days.</p>"
        claims = _claims_behind(record, chosen)
        own = claims[claims["incident_id"].isin(chosen["incident_id"])]
        about = dict(tuple(own.groupby("incident_id", observed=True)))
        items = [_incident(record, row, about.get(row["incident_id"])) for _, row in chosen.iterrows()]
        cited = sorted({source for _, claim in claims.iterrows() for source in _source_ids(claim)})
        return (
            f'<ol class="incidents">{"".join(items)}</ol>'
            + _claim_list(record, claims.drop(own.index))
            + _source_list(record, cited)
        )


def _claims_behind(record: Record, chosen: pd.DataFrame) -> pd.DataFrame:
    """The claims about these incidents, about their campaigns, and those that any of them is reckoned from.

    A running total is about no single row, yet the rows between two totals rest on nothing else.
    """
    claims = record.claims
    about = claims["incident_id"].isin(chosen["incident_id"])
    about |= claims["incident_id"].isna() & claims["campaign"].isin(chosen["campaign"].dropna())
    wanted = set(claims.loc[about, "claim_id"])
    parents = claims.set_index("claim_id")["derived_from"].dropna().str.split(LIST_SEPARATOR, regex=False).to_dict()
    left = list(wanted)
    while left:
        new = set(parents.get(left.pop(), ())) - wanted
        wanted |= new
        left += sorted(new)
    return claims[claims["claim_id"].isin(wanted)]


def _claim_list(record: Record, claims: pd.DataFrame) -> str:
    """Claims that are about no single row of the page: running totals, totals of periods, shares."""
    if claims.empty:
        return ""
    said = "".join(_claim(record, claim) for _, claim in claims.sort_values(["end_date", "claim_id"]).iterrows())
    summary = f"<summary>{plural(len(claims), 'claim')} about more than one row</summary>"
    return f'<details class="claims">{summary}<ul>{said}</ul></details>'


def rows(record: Record, ids: Sequence[str]) -> Rows:
    """The incidents with these ids, in the order of the record, with their claims and sources."""
    return Rows(record, tuple(dict.fromkeys(ids)))


def _incident(record: Record, row: pd.Series, claims: pd.DataFrame | None) -> str:
    when = days(row["start_date"].date(), row["end_date"].date())
    numbers = "; ".join(str(bounds) for metric in ("strikes", "killed") if (bounds := _bounds(record, row, metric)))
    note = "" if pd.isna(row["note"]) else f" {escape(str(row['note']))}"
    attribution = escape(record.label("attribution", row["attribution"]))
    said = "" if claims is None else "".join(_claim(record, claim) for _, claim in claims.iterrows())
    folded = (
        "" if claims is None else f"<details><summary>{plural(len(claims), 'claim')}</summary><ul>{said}</ul></details>"
    )
    key = escape(str(row["incident_id"]))
    return (
        f'<li id="{key}"><b>{escape(when)}</b> {escape(str(row["summary"]))}{note} '
        f"<small>{attribution}. {escape(numbers or 'no number stated')}. {key}</small>{folded}</li>"
    )


def _bounds(record: Record, row: pd.Series, metric: str) -> Bounds | None:
    low, high = row[f"{metric}_min"], row[f"{metric}_max"]
    if pd.isna(low) and pd.isna(high):
        return None
    return Bounds(record.unit(metric), 0 if pd.isna(low) else int(low), None if pd.isna(high) else int(high))


def _claim(record: Record, claim: pd.Series) -> str:
    """A claim as an item of a list: who says what, its standing, its sources, and what it is reckoned from."""
    fields = record.schema["claims"]
    who = fields["claimant"].category(str(claim["claimant"])).short
    when = ""
    if pd.isna(claim["incident_id"]) and pd.notna(claim["start_date"]) and pd.notna(claim["end_date"]):
        when = f", {days(claim['start_date'].date(), claim['end_date'].date())}"
    links = ", ".join(_link("source", key) for key in _source_ids(claim))
    parents = [] if pd.isna(claim["derived_from"]) else str(claim["derived_from"]).split(LIST_SEPARATOR)
    reckoned = f"; reckoned from {', '.join(_link('claim', key) for key in parents)}" if parents else ""
    note = "" if pd.isna(claim["note"]) else f" {escape(str(claim['note']))}"
    said = f"{escape(who)}: {escape(_statement(record, claim) + when)}"
    key = escape(str(claim["claim_id"]))
    return f'<li id="claim-{key}">{said} ({escape(str(claim["standing"]))}; {links}{reckoned}).{note}</li>'


def _link(kind: str, key: str) -> str:
    """A link to the item of a source or a claim on the same page."""
    return f'<a href="#{kind}-{escape(key)}">{escape(key)}</a>'


def _statement(record: Record, claim: pd.Series) -> str:
    """What a claim says, in words: '17 fighters killed', 'platform: drone MQ-9'."""
    metric = record.schema["claims"]["metric"].category(str(claim["metric"]))
    text = "" if pd.isna(claim["value_text"]) else str(claim["value_text"])
    if pd.isna(claim["value_min"]) and pd.isna(claim["value_max"]):
        day = f"{claim['start_date']:%Y-%m-%d}" if metric.kind == "date" and pd.notna(claim["start_date"]) else ""
        return f"{metric.short.lower()}: {text or day or 'no number'}"
    low = 0.0 if pd.isna(claim["value_min"]) else float(claim["value_min"])
    high = float("inf") if pd.isna(claim["value_max"]) else float(claim["value_max"])
    number = f"{claimed(low, high)} {metric.unit or metric.short.lower()}"
    return f"{number}, {text}" if text else number


def _source_ids(claim: pd.Series) -> list[str]:
    copies = [] if pd.isna(claim["also_in"]) else str(claim["also_in"]).split(LIST_SEPARATOR)
    return [str(claim["source_id"]), *copies]


def _source_list(record: Record, cited: Sequence[str]) -> str:
    if not cited:
        return ""
    sources = record.sources.set_index("source_id", drop=False).loc[list(cited)]
    items = "".join(_source(row) for _, row in sources.iterrows())
    return f'<h3>Sources</h3><ul class="sources">{items}</ul>'


def _source(row: pd.Series) -> str:
    shown = {name: escape(str(row[name])) for name in ("publisher", "title", "via", "url") if pd.notna(row[name])}
    title = shown.get("title", shown["url"])
    linked = title
    if str(row["url"]).startswith(("http://", "https://")):
        linked = f'<a href="{shown["url"]}" rel="noopener noreferrer">{title}</a>'
    published = "no date" if pd.isna(row["published"]) else f"{row['published']:%Y-%m-%d}"
    via = f", read at {shown['via']}" if "via" in shown else ""
    return f'<li id="source-{escape(str(row["source_id"]))}">{shown["publisher"]}: {linked} ({published}{via})</li>'


@dataclass(frozen=True)
class Heading:
    """What a page looks at, in one line: the subject, the unit, the rule and the days."""

    subject: str
    scope: str

    def __repr__(self) -> str:
        return f"{self.subject}: {self.scope}"

    def _repr_html_(self) -> str:
        return f'<p class="standfirst"><b>{escape(self.subject)}</b>: {escape(self.scope)}.</p>'


def heading(record: Record, view: View) -> Heading:
    """The heading of a report made under this view."""
    unit = record.unit(view.rule.unit)
    return Heading(record.schema.subject, f"{unit} {view.rule.in_words}, {days(view.since, view.until)}")
