"""The accepted totals that a record must reproduce: the check that its rows add up to what was published."""

from __future__ import annotations

import math

import pandas as pd

from analysis.errors import Problem, listed, plain
from analysis.measures.reconcile import judge, reconcile
from analysis.measures.scope import Answers
from analysis.measures.words import plural
from analysis.record.store import Record

UNITS = ("strikes", "events")
ALIKE = ("metric", "rule", "campaign", "actor", "region", "place_id", "target_group", "platform")
"""Totals alike in these count the same things: one whose days lie within another's is a part of it."""
ENDS = (("low", "min"), ("high", "max"))
NAMED = 8


def unreproduced_totals(record: Record, lines: pd.Series | None = None) -> list[Problem]:
    """A problem for each accepted total of strikes or events that the rows do not give.

    A slip in one row shifts every total that the row is part of by as much: only the shortest of the first is told, and
    again where the difference changes. `lines` are the lines of the claims in their file, in the order of the table.
    """
    confirmed: list[pd.Series] = []
    told: list[pd.Series] = []
    problems: list[Problem] = []
    for _, total in _judged(record, lines).iterrows():
        if total["verdict"] != "agrees":
            if not any(_part_of(other, total) and _same_slip(other, total) for other in told):
                told.append(total)
                problems.append(_problem(record, total, [other for other in confirmed if _part_of(other, total)]))
        elif total["exact"]:  # "at least 7" would also agree with a slip
            told = [other for other in told if not _part_of(other, total)]
            confirmed.append(total)
    return problems


def _judged(record: Record, lines: pd.Series | None) -> pd.DataFrame:
    """The accepted totals with their verdicts, by their last day and the shortest first.

    `off` is by how much the rows' bounds miss the claimed ones, the lower and the upper; missing at an open end.
    `counted` is what they count, `exact` whether they state one number.
    """
    claims = record.claims.copy()
    claims["line"] = pd.NA if lines is None else lines.to_numpy()
    about = claims["metric"].isin(UNITS) & (claims["standing"] == "accepted") & claims["incident_id"].isna()
    totals, answers = claims[about].copy(), Answers(record)
    verdicts = [judge(claim, answers) for _, claim in totals.iterrows()]
    totals["low"] = pd.array([verdict.low for verdict in verdicts], dtype="Float64")
    totals["high"] = pd.array([verdict.high for verdict in verdicts], dtype="Float64")
    totals["verdict"] = [verdict.word for verdict in verdicts]
    totals["rows"] = pd.Series([verdict.rows for verdict in verdicts], index=totals.index, dtype=object)
    off = [(totals[end] - totals[f"value_{name}"]).astype("float64") for end, name in ENDS]
    totals["off"] = list(zip(*off, strict=True))
    totals["exact"] = (totals["value_min"] == totals["value_max"]).fillna(False).astype(bool)
    totals["counted"] = list(totals[list(ALIKE)].astype("str").fillna("").itertuples(index=False, name=None))
    totals["start_date"] = totals["start_date"].fillna(pd.Timestamp(record.coverage.start))
    totals["end_date"] = totals["end_date"].fillna(pd.Timestamp(record.coverage.end))
    return totals.sort_values(["end_date", "start_date", "claim_id"], ascending=[True, False, True])


def _same_slip(other: pd.Series, total: pd.Series) -> bool:
    """True when both miss by as much at each end that both of them state, and there is such an end."""
    ends = [(a, b) for a, b in zip(other["off"], total["off"], strict=True) if not math.isnan(a + b)]
    return bool(ends) and all(a == b for a, b in ends)


def _part_of(other: pd.Series, total: pd.Series) -> bool:
    """True when the first total counts the same things as the second, on all or some of its days."""
    inside = total["start_date"] <= other["start_date"] and other["end_date"] <= total["end_date"]
    return bool(inside) and bool(other["counted"] == total["counted"])


def _problem(record: Record, total: pd.Series, parts: list[pd.Series]) -> Problem:
    """What a curator reads: the total, what the rows give, and the rows that no total within it confirms."""
    column = "value_max" if pd.isna(total["value_min"]) else "value_min"
    value = None if pd.isna(total[column]) else plain(total[column])
    days = f"{total['start_date']:%Y-%m-%d} to {total['end_date']:%Y-%m-%d}"
    why = reconcile(record, record.claims.loc[[total.name]])["why"].iloc[0]
    what = f"is an accepted total for {days} that the rows do not reproduce: {why}"
    sure = {row for part in parts for row in part["rows"]}
    remedy = f"{_where([row for row in total['rows'] if row not in sure])}, or change the standing of the claim "
    line = None if pd.isna(total["line"]) else int(total["line"])
    return Problem(record.schema["claims"].path, line, column, value, what, f"{remedy}{total['claim_id']}.")


def _where(rows: list[str]) -> str:
    if not rows:
        return "Look for a row that is missing"
    named = rows if len(rows) <= NAMED else [*rows[:NAMED], plural(len(rows) - NAMED, "other row")]
    return f"Look for the slip in {listed(named, 'and')}"
