"""Which row leaves most claims open: its number is what a source would settle most by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from analysis.measures.checked import Checked
from analysis.measures.findings import Finding, Value
from analysis.measures.rules import UNITS
from analysis.measures.scope import Answers, CannotAnswerError, scope_of, units_of
from analysis.measures.words import days, plural


def most_open(checked: Checked) -> Finding | str:
    """The row whose number, not being one, leaves most claims of the record open; or why there is none.

    Where several leave as many, the first of the record.
    """
    record, answers = checked.record, Answers(checked.record)
    claims = record.claims
    left = claims[(claims["claim_id"].map(checked.table["verdict"]) == "left open").to_numpy(dtype=bool)]
    behind = {str(claim["claim_id"]): set(_unsettled(claim, answers)) for _, claim in left.iterrows()}
    counts = Counter(row for rows in behind.values() for row in rows)
    if not counts:
        return "no claim is left open because a row states no single number"
    order = [str(row) for row in record.incidents["incident_id"]]
    row = max((one for one in order if one in counts), key=lambda one: counts[one])
    alone = sum(rows == {row} for rows in behind.values())
    open_claims = [claim for claim, rows in behind.items() if rows]
    own = [claim for claim in open_claims if row in behind[claim]]
    there = answers.row(row)
    values = {
        "all": Value(plural(len(open_claims), "claim"), tuple(one for one in order if one in counts)),
        "row": Value(f"the row of {days(there['start_date'].date(), there['end_date'].date())}", (row,)),
        "number": Value(f"{len(own):,}", (row,), label=f"{plural(len(own), 'claim')} left open by it"),
        "alone": Value(_of(alone, len(own)), (row,), label=f"{plural(alone, 'claim')} by it alone"),
    }
    template = "Of the {all} left open because a row states a range, no maximum or no number, {row} leaves open "
    template += (
        "{number}, {alone} of them alone: no other row leaves open more, so that a source for its numbers would "
    )
    template += "settle most."
    if len(open_claims) == 1:
        template = "The {all} left open because a row states a range, no maximum or no number turns on {row}"
        template += "." if alone else " and on others."
        values = {key: values[key] for key in ("all", "row")}
    return Finding("open", template, values, methods=("claims",))


def _of(some: int, every: int) -> str:
    """How many of them: 'none', '3', 'all'."""
    return "all" if some == every else f"{some:,}" if some else "none"


def _unsettled(claim: pd.Series, answers: Answers) -> Iterator[str]:
    """The rows with which a claim is compared that do not state one number of what it counts."""
    for unit in units_of(claim):
        if unit not in UNITS:
            continue
        for row in _compared(claim, answers, unit):
            low, high = (answers.row(row)[f"{unit}_{end}"] for end in ("min", "max"))
            if pd.isna(low) or pd.isna(high) or low != high:
                yield row


def _compared(claim: pd.Series, answers: Answers, unit: str) -> tuple[str, ...]:
    if pd.notna(claim["incident_id"]):
        return (str(claim["incident_id"]),)
    try:
        bounds = scope_of(claim, answers.record, unit).count(answers)
    except CannotAnswerError:
        return ()
    return (*bounds.rows, *bounds.left_out)
