"""The accepted totals that a record must reproduce: the check that its rows add up to what was published."""

from __future__ import annotations

import pandas as pd

from analysis.errors import Problem
from analysis.measures.reconcile import reconcile
from analysis.record.store import Record

UNITS = ("strikes", "events")
SAME_TOTAL = ("campaign", "region", "place_id", "target_group", "platform", "rule", "metric", "start_date")
"""Claims alike in these are one running total, followed from day to day."""


def unreproduced_totals(record: Record, lines: pd.Series | None = None) -> list[Problem]:
    """A problem for each accepted total of strikes or events that the rows do not give.

    A slip in one row shifts every later running total by as much; only the first of them is told, and again where the
    difference changes. `lines` are the lines of the claims in their file, in the order of the table.
    """
    claims = record.claims.copy()
    claims["line"] = pd.NA if lines is None else lines.to_numpy()
    about = claims["metric"].isin(UNITS) & (claims["standing"] == "accepted") & claims["incident_id"].isna()
    totals = claims[about].sort_values(["end_date", "claim_id"])
    totals = totals.join(reconcile(record, totals)[["low", "high", "verdict", "why"]])
    off = (totals["low"] - totals["value_min"]).fillna(0)
    series = [totals[name].astype("str").fillna("") for name in SAME_TOTAL]
    carried = off == off.groupby(series).shift().fillna(0)
    fresh = totals[(totals["verdict"] != "agrees") & ~(carried & (off != 0))]
    return [_problem(record, claim) for _, claim in fresh.iterrows()]


def _problem(record: Record, claim: pd.Series) -> Problem:
    table = record.schema["claims"]
    line = None if pd.isna(claim["line"]) else int(claim["line"])
    days = f"{claim['start_date']:%Y-%m-%d} to {claim['end_date']:%Y-%m-%d}"
    what = f"is an accepted total for {days} that the rows do not reproduce: {claim['why']}"
    near = _rows_near(record, claim)
    remedy = f"Look at the rows near its last day ({near}), or change the standing of the claim {claim['claim_id']}."
    value = None if pd.isna(claim["value_min"]) else f"{claim['value_min']:g}"
    return Problem(table.path, line, "value_min", value, what, remedy)


def _rows_near(record: Record, claim: pd.Series) -> str:
    """The ids of the last rows that end on or before the claim's last day: where a slip is likely to be."""
    incidents = record.incidents
    if pd.notna(claim["campaign"]):
        incidents = incidents[incidents["campaign"] == claim["campaign"]]
    before = incidents[incidents["end_date"] <= claim["end_date"]].sort_values("end_date")
    return ", ".join(before["incident_id"].tail(2)) or "there is none"
