"""Every published claim against the record: agrees, differs, left open, or cannot be compared, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.geography import KM_PER_MILE, distance_km
from analysis.measures.rules import ADMITTED, COUNTING
from analysis.measures.scope import Answers, CannotAnswerError, Scope, scope_of
from analysis.measures.verdicts import Verdict, cannot, compared
from analysis.record.schema import Field, Unit
from analysis.record.store import Record

COLUMNS = ("claim_id", "claimant", "metric", "value_min", "value_max", "low", "high", "unit", "verdict", "why", "rows")
UNSTATED = ("strikes", "events")
"""A number whose unit is not stated is tried as each of these."""
OTHERWISE = 2
"""Other readings named for a claim that differs; more would bury the nearest."""
NEAR_DAYS = 14
"""How far from its stated last day a differing total is looked for: stale totals are days old, not months."""


def reconcile(record: Record, claims: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per claim, in the order of the table; `claims` are the ones to judge, by default all.

    Columns: `claim_id`, `claimant`, `metric`, `value_min`, `value_max`, the computed `low`, `high` and `unit` (missing
    where there is none), `verdict`, `why`, and `rows` (ids of the incidents compared with).
    """
    incidents = record.incidents.set_index("incident_id", drop=False)
    claims = record.claims if claims is None else claims
    answers = Answers(record)
    verdicts = [judge(claim, answers, incidents) for _, claim in claims.iterrows()]
    table = claims[["claim_id", "claimant", "metric", "value_min", "value_max"]].copy()
    table["low"] = pd.array([verdict.low for verdict in verdicts], dtype="Float64")
    table["high"] = pd.array([verdict.high for verdict in verdicts], dtype="Float64")
    table["unit"] = [verdict.unit for verdict in verdicts]
    table["verdict"] = [verdict.word for verdict in verdicts]
    table["why"] = [verdict.reason for verdict in verdicts]
    table["rows"] = pd.Series([verdict.rows for verdict in verdicts], index=table.index, dtype=object)
    return table[list(COLUMNS)]


def judge(claim: pd.Series, answers: Answers, incidents: pd.DataFrame) -> Verdict:
    """The verdict on one claim; `incidents` are the record's, indexed by `incident_id`."""
    record = answers.record
    kind = record.schema["claims"]["metric"].category(str(claim["metric"])).kind
    row = None if pd.isna(claim["incident_id"]) else incidents.loc[claim["incident_id"]]
    if kind == "date" and row is not None:
        return _judge_date(claim, row)
    if kind == "category" and row is not None:
        return _judge_category(claim, row, record.schema["incidents"][str(claim["metric"])])
    if kind == "distance":
        return _judge_distance(claim, record)
    if kind != "count":
        return cannot("it is a statement in words, not a number")
    if pd.isna(claim["value_min"]) and pd.isna(claim["value_max"]):
        return cannot("it states no number")
    units = UNSTATED if claim["metric"] == "unstated" else (str(claim["metric"]),)
    try:
        tried = [_judge_count(claim, answers, row, unit) for unit in units]
    except CannotAnswerError as reason:
        return cannot(str(reason))
    return _best(tried)


def _judge_count(claim: pd.Series, answers: Answers, row: pd.Series | None, unit: str) -> Verdict:
    record = answers.record
    low = 0.0 if pd.isna(claim["value_min"]) else float(claim["value_min"])
    high = math.inf if pd.isna(claim["value_max"]) else float(claim["value_max"])
    if row is not None:
        bounds = _row_bounds(row, unit, record.unit(unit))
        if bounds is None:
            why = f"the record states no number of {record.unit(unit)} for it"
            return Verdict("left open", why, unit=str(record.unit(unit)), rows=(str(row.name),))
        return compared(bounds, low, high)
    scope = scope_of(claim, record, unit)
    verdict = compared(scope.count(answers), low, high)
    if verdict.word != "differs":
        return verdict
    return replace(verdict, otherwise=tuple(islice(_agreeing(scope, answers, low, high), OTHERWISE)))


def _best(tried: list[Verdict]) -> Verdict:
    """For a number without a unit: the unit under which it agrees, else the one that leaves it open, else both."""
    if len(tried) == 1:
        return tried[0]
    for word in ("agrees", "left open"):
        for verdict in tried:
            if verdict.word == word:
                return replace(verdict, why=f"read as {verdict.unit}, {verdict.why}")
    why = ", and ".join(f"read as {verdict.unit}, {verdict.why}" for verdict in tried)
    otherwise = tuple(dict.fromkeys(words for verdict in tried[::-1] for words in verdict.otherwise))[:OTHERWISE]
    return replace(tried[-1], why=why, otherwise=otherwise)


def _row_bounds(row: pd.Series, metric: str, unit: Unit) -> Bounds | None:
    low, high = row[f"{metric}_min"], row[f"{metric}_max"]
    if pd.isna(low) and pd.isna(high):
        return None
    ends = 0 if pd.isna(low) else int(low), None if pd.isna(high) else int(high)
    return Bounds(unit, *ends, rows=(str(row["incident_id"]),))


def _agreeing(scope: Scope, answers: Answers, low: float, high: float) -> Iterator[str]:
    """Readings under which the claim would agree, of other days only the nearest.

    Leaving out a campaign is no reading of its own where the claim agrees with the campaign too.
    """
    found: list[Scope] = []
    for words, other in _changes(scope, answers.record):
        if replace(other, without=()) not in found and _within(other, answers, low, high):
            found.append(other)
            yield words
            if other.until != scope.until:
                return


def _changes(scope: Scope, record: Record) -> Iterator[tuple[str, Scope]]:
    """Other readings of a claim, the nearest first: another unit or rule, less of a campaign, other days."""
    units = UNSTATED if scope.rule.unit in UNSTATED else (scope.rule.unit,)
    readings = [(f"as {record.unit(unit)}", replace(scope, rule=scope.rule.as_unit(unit))) for unit in units]
    yield from (reading for reading in readings if reading[1] != scope)
    for name in ADMITTED:
        if name != scope.rule.attribution:
            yield f"counting {COUNTING[name]}", replace(scope, rule=scope.rule.under(name))
    if "campaign" not in scope.wanted:
        for campaign in record.schema["incidents"]["campaign"].values:
            for words, reading in readings:
                yield f"{words} without the {record.label('campaign', campaign)}", replace(reading, without=(campaign,))
    one_day = scope.since == scope.until
    for days in (step for distance in range(1, NEAR_DAYS + 1) for step in (-distance, distance)):
        until = scope.until + timedelta(days=days)
        if one_day:
            yield f"on {until}", replace(scope, since=until, until=until)
        elif until >= scope.since:
            yield f"through {until}", replace(scope, until=until)


def _within(scope: Scope, answers: Answers, low: float, high: float) -> bool:
    try:
        return scope.count(answers).within(low, high)
    except CannotAnswerError:
        return False


def _judge_distance(claim: pd.Series, record: Record) -> Verdict:
    if pd.isna(claim["place_id"]) or pd.isna(claim["other_place_id"]):
        return cannot("it does not name two places of the record")
    low = 0.0 if pd.isna(claim["value_min"]) else float(claim["value_min"])
    high = math.inf if pd.isna(claim["value_max"]) else float(claim["value_max"])
    km = distance_km(record.places, str(claim["place_id"]), str(claim["other_place_id"]))
    ends = record.places.set_index("place_id")["precision_km"].loc[[claim["place_id"], claim["other_place_id"]]]
    slack = float(ends.sum())
    line = f"the straight line on the ellipsoid is about {km / KM_PER_MILE:,.0f} miles ({km:,.0f} km)"
    if low - slack <= km <= high + slack:
        return Verdict("agrees", line, km, km, "km")
    far = f"{low - km:,.0f} km less" if km < low else f"{km - high:,.0f} km more"
    return Verdict("differs", f"{line}, {far} than claimed", km, km, "km")


def _judge_date(claim: pd.Series, row: pd.Series) -> Verdict:
    first, last = claim["start_date"], claim["end_date"]
    rows = (str(row["incident_id"]),)
    shown = f"{row['start_date']:%Y-%m-%d}"
    shown += "" if row["start_date"] == row["end_date"] else f" to {row['end_date']:%Y-%m-%d}"
    if pd.isna(first) or pd.isna(last):
        return cannot("it states no day")
    if first <= row["start_date"] and row["end_date"] <= last:
        return Verdict("agrees", f"the record has {shown}", rows=rows)
    if last < row["start_date"] or first > row["end_date"]:
        days = max((row["start_date"] - last).days, (first - row["end_date"]).days)
        far = "1 day" if days == 1 else f"{days} days"
        return Verdict("differs", f"the record has {shown}, {far} away", rows=rows)
    return Verdict("left open", f"the record has {shown}, which the claim overlaps", rows=rows)


def _judge_category(claim: pd.Series, row: pd.Series, field: Field) -> Verdict:
    held, said = row[field.name], claim["value_text"]
    rows = (str(row["incident_id"]),)
    if pd.isna(said):
        return cannot("it states no category")
    if pd.isna(held):
        return Verdict("left open", "the record does not say", rows=rows)
    if held == said:
        return Verdict("agrees", f"the record has {held}", rows=rows)
    if field.category(str(held)).mixed:
        return Verdict("left open", f"the record has {held}, which does not settle it", rows=rows)
    return Verdict("differs", f"the record has {held}", rows=rows)
