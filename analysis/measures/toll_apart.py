"""Statements of a number of dead that are about no single row, and so in no sum."""

from __future__ import annotations

import pandas as pd

from analysis.markup import text
from analysis.measures.bounds import Bounds
from analysis.measures.findings import Finding, Value
from analysis.measures.grounds import of_period
from analysis.measures.scope import FILTERS
from analysis.measures.toll_ranges import DEAD
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
    said = {str(row["claim_id"]): f"{names[row['claimant']]}, {stated_number(record, row)}" for row in rows}
    own = [str(row["claim_id"]) for row in rows if _whole(row, campaign)]
    touch, name, are = ("touches", "names", "is") if len(rows) == 1 else ("touch", "name", "are")
    template = f"{{number}} of a number of dead that {touch} these days, or {name} none, {are} about no single row, "
    template += "and no sum here contains any"
    values = {"number": Value(plural(len(rows), "statement"), claims=tuple(said))}
    if own:
        values["campaign"] = of_period(record, "campaign", campaign.name)
        values |= {f"told_{place}": Value(said[claim], claims=(claim,)) for place, claim in enumerate(own)}
        template += ". Of {campaign} as a whole: " + "; ".join(f"{{told_{place}}}" for place in range(len(own)))
    called = {claim: text(words) for claim, words in said.items()}
    return Finding("apart", f"{template}.", values, methods=("toll", "counts", "rules"), called=called)


def _whole(row: Row, campaign: Period) -> bool:
    """True for a statement about the campaign, on all its days, that nothing else narrows."""
    narrowed = any(not missing(row[name]) for name in FILTERS if name != "campaign")
    if row["campaign"] != campaign.campaign or narrowed:
        return False
    begins = missing(row["start_date"]) or row["start_date"].date() <= campaign.start
    return begins and (missing(row["end_date"]) or row["end_date"].date() >= campaign.end)
