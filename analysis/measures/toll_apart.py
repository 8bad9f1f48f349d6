"""Statements of a number of dead that are about no single row, and so in no sum."""

from __future__ import annotations

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.findings import Finding, literal
from analysis.measures.grounds import of_period
from analysis.measures.scope import FILTERS
from analysis.measures.toll import DEAD
from analysis.measures.view import View
from analysis.measures.words import plural
from analysis.record.rows import Row, missing, records
from analysis.record.store import Period, Record


def claims_apart(record: Record, view: View) -> list[Row]:
    """Statements of a number of dead that are about no single row; rows of the claims.

    Those are chosen that touch the days, or state none. They are never added to anything. What is held to be an error,
    and what curators reckoned, is left out.
    """
    claims = record.claims
    number = claims["value_min"].notna() | claims["value_max"].notna()
    chosen = claims["metric"].isin(DEAD) & claims["incident_id"].isna() & number
    chosen &= (claims["standing"] != "rejected") & claims["derived_from"].isna()
    first, last = claims["start_date"].fillna(claims["end_date"]), claims["end_date"].fillna(claims["start_date"])
    touch = ~(first > pd.Timestamp(view.until)) & ~(last < pd.Timestamp(view.since))
    return records(claims[chosen & touch])


def stated_number(record: Record, row: Row) -> str:
    """What a statement gives, with its unit: '800 to 900 fighters killed', 'at most 387 civilians killed'."""
    unit = record.unit(str(row["metric"]))
    if missing(row["value_min"]):
        return f"at most {int(row['value_max']):,} {unit}"
    return str(Bounds(unit, int(row["value_min"]), None if missing(row["value_max"]) else int(row["value_max"])))


def apart(record: Record, view: View) -> Finding | str:
    """How many statements are about no single row, and what those about the campaign as a whole are; or why none is."""
    rows = claims_apart(record, view)
    if not rows:
        return "every statement of a number of dead in these days is about one row"
    campaign = record.period("campaign")
    names = {one.value: one.short for one in record.schema["claims"]["claimant"].categories}
    told = "; ".join(f"{names[row['claimant']]}, {stated_number(record, row)}" for row in rows if _whole(row, campaign))
    touch, name, are = ("touches", "names", "is") if len(rows) == 1 else ("touch", "name", "are")
    template = (
        f"{plural(len(rows), 'statement')} of a number of dead that {touch} these days, or {name} none, {are} about "
    )
    template += "no single row, and no sum here contains any"
    template += f". Of {{campaign}} as a whole: {literal(told)}." if told else "."
    values = {"campaign": of_period(record, "campaign", campaign.name)} if told else {}
    return Finding("apart", template, values, methods=("toll", "counts", "rules"))


def _whole(row: Row, campaign: Period) -> bool:
    """True for a statement about the campaign, on all its days, that nothing else narrows."""
    narrowed = any(not missing(row[name]) for name in FILTERS if name != "campaign")
    if row["campaign"] != campaign.campaign or narrowed:
        return False
    begins = missing(row["start_date"]) or row["start_date"].date() <= campaign.start
    return begins and (missing(row["end_date"]) or row["end_date"].date() >= campaign.end)
