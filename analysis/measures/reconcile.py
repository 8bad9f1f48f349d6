"""Every published claim against the record: agrees, differs, left open, or cannot be compared, and why."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.geography import KM_PER_MILE, distance_km
from analysis.measures.otherwise import other_readings
from analysis.measures.scope import Answers, CannotAnswerError, claimed_ends, scope_of, units_of
from analysis.measures.verdicts import Verdict, cannot, compared
from analysis.record.schema import Field, Unit
from analysis.record.store import Record

MAKES = {"left open": "is left open", "differs": "differs", "cannot be compared": "cannot be compared"}
"""What is said of a number under the unit that suits it less."""
COLUMNS = ("claim_id", "claimant", "metric", "value_min", "value_max", "low", "high", "unit", "verdict", "why", "rows")


def reconcile(record: Record, claims: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per claim, in the order of the table; `claims` are the ones to judge, by default all.

    Columns: `claim_id`, `claimant`, `metric`, `value_min`, `value_max`; what was computed as `low`, `high` and `unit`
    (missing, and an empty word, where there is nothing); `verdict`, `why`; and `rows`, the incidents compared with.
    """
    claims = record.claims if claims is None else claims
    answers = Answers(record)
    verdicts = [_explained(claim, judge(claim, answers), answers) for _, claim in claims.iterrows()]
    table = claims[["claim_id", "claimant", "metric", "value_min", "value_max"]].copy()
    table["low"] = pd.array([verdict.low for verdict in verdicts], dtype="Float64")
    table["high"] = pd.array([verdict.high for verdict in verdicts], dtype="Float64")
    table["unit"] = [verdict.unit for verdict in verdicts]
    table["verdict"] = [verdict.word for verdict in verdicts]
    table["why"] = [verdict.reason for verdict in verdicts]
    table["rows"] = pd.Series([verdict.rows for verdict in verdicts], index=table.index, dtype=object)
    return table[list(COLUMNS)]


def _explained(claim: pd.Series, verdict: Verdict, answers: Answers) -> Verdict:
    """The verdict on a claim, with the readings under which its number comes out where it counts more than one row."""
    if verdict.word != "differs" or pd.notna(claim["incident_id"]) or _kind(claim, answers.record) != "count":
        return verdict
    return replace(verdict, otherwise=other_readings(claim, answers))


def _kind(claim: pd.Series, record: Record) -> str:
    """What a claim states: a count, a date, a category, a distance or words."""
    return record.schema["claims"]["metric"].category(str(claim["metric"])).kind


def judge(claim: pd.Series, answers: Answers) -> Verdict:
    """The verdict on one claim, without the other readings under which its number would come out."""
    record = answers.record
    kind = _kind(claim, record)
    row = None if pd.isna(claim["incident_id"]) else answers.row(str(claim["incident_id"]))
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
    try:
        tried = [_judge_count(claim, answers, row, unit) for unit in units_of(claim)]
    except CannotAnswerError as reason:
        return cannot(str(reason))
    return _best(tried)


def _judge_count(claim: pd.Series, answers: Answers, row: pd.Series | None, unit: str) -> Verdict:
    record = answers.record
    if row is not None:
        bounds = _row_bounds(row, unit, record.unit(unit))
        if bounds is None:
            why = f"the record states no number of {record.unit(unit)} for it"
            return Verdict("left open", why, unit=str(record.unit(unit)), rows=(str(row["incident_id"]),))
    else:
        bounds = scope_of(claim, record, unit).count(answers)
    return compared(bounds, *claimed_ends(claim))


def _best(tried: list[Verdict]) -> Verdict:
    """For a number without a unit: the verdict of the unit that suits it best, and what the other one makes of it.

    Where both give the same verdict, the record does not tell which unit was meant.
    """
    if len(tried) == 1:
        return tried[0]
    word = next((word for word in ("agrees", "left open") if word in [one.word for one in tried]), tried[-1].word)
    fitting = [one for one in tried if one.word == word]
    why = ", and ".join(f"read as {one.unit}, {one.why}" for one in fitting)
    if len(fitting) > 1:
        chosen = fitting[0] if word in ("agrees", "left open") else fitting[-1]
        both = {"agrees": "either unit fits, so which was meant is open: ", "left open": "either unit leaves it open: "}
        rows = tuple(dict.fromkeys(row for one in fitting for row in one.rows))
        return replace(chosen, why=f"{both.get(word, '')}{why}", rows=rows)
    other = "; ".join(f"read as {one.unit} it {MAKES[one.word]}" for one in tried if one.word != word)
    return replace(fitting[0], why=f"{why}; {other}")


def _row_bounds(row: pd.Series, metric: str, unit: Unit) -> Bounds | None:
    low, high = row[f"{metric}_min"], row[f"{metric}_max"]
    if pd.isna(low) and pd.isna(high):
        return None
    ends = 0 if pd.isna(low) else int(low), None if pd.isna(high) else int(high)
    return Bounds(unit, *ends, rows=(str(row["incident_id"]),))


def _judge_distance(claim: pd.Series, record: Record) -> Verdict:
    if pd.isna(claim["place_id"]) or pd.isna(claim["other_place_id"]):
        return cannot("it does not name two places of the record")
    low, high = claimed_ends(claim)
    km = distance_km(record.places, str(claim["place_id"]), str(claim["other_place_id"]))
    ends = record.places.set_index("place_id")["precision_km"].loc[[claim["place_id"], claim["other_place_id"]]]
    slack = float(ends.sum())
    line = f"the straight line on the ellipsoid is about {km / KM_PER_MILE:,.0f} miles ({km:,.0f} km)"
    if slack:
        line += f", {slack:,.3g} km either way by the precision of the two points"
    if low <= km - slack and km + slack <= high:
        return Verdict("agrees", line, km, km, "km")
    if km + slack >= low and km - slack <= high:
        return Verdict("left open", f"{line}, which what is claimed overlaps", km, km, "km")
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
