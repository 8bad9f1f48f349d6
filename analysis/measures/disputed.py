"""What is disputed about an incident: the metrics on which the statements about it cannot all be true."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.record.schema import SIDES, Category, Schema

AGAINST = ("disputed", "rejected")
"""Standings that say that somebody contradicts the statement."""
COMPARABLE = ("count", "distance", "date")
"""Kinds of metric whose values have one unit; of the others only the standing tells."""

Claim = Mapping[str, Any]
"""A row of the claims by column."""
Interval = tuple[Any, Any]
"""From what to what a statement goes: numbers, infinite where no maximum is stated, or days."""


@dataclass(frozen=True)
class Dispute:
    """A metric in dispute, and what each side states of it.

    `sides` has those that state a number or a day, in the order of `SIDES`, each with its sharpest statements, the
    lowest first: one that another of the same side lies within is left out. It is empty where the dispute is about
    words.
    """

    metric: str
    sides: Mapping[str, tuple[Interval, ...]]


def disputes(claims: Iterable[Claim], schema: Schema) -> tuple[Dispute, ...]:
    """The disputes among rows of the claims that are all about one incident, in the declared order of metrics.

    A metric is disputed where two statements of it, used or not, share no value, or where one stands as disputed or
    rejected.
    """
    table = schema["claims"]
    side = {category.value: category.side for category in table["claimant"].categories}
    told: dict[str, list[Claim]] = {}
    for claim in claims:
        told.setdefault(claim["metric"], []).append(claim)
    found = []
    for metric in table["metric"].categories:
        stated = [(side[claim["claimant"]], _interval(claim, metric)) for claim in told.get(metric.value, ())]
        known = [(who, interval) for who, interval in stated if interval]
        apart = known and max(low for _, (low, _) in known) > min(high for _, (_, high) in known)
        if apart or any(claim["standing"] in AGAINST for claim in told.get(metric.value, ())):
            by_side = {name: _sharpest(interval for who, interval in known if who == name) for name in SIDES}
            found.append(Dispute(metric.value, {name: own for name, own in by_side.items() if own}))
    return tuple(found)


def _interval(claim: Claim, metric: Category) -> Interval | None:
    """What a claim states as an interval; `None` where it states neither end or ends that have no unit."""
    date = metric.kind == "date"
    low, high = (claim[end] for end in (("start_date", "end_date") if date else ("value_min", "value_max")))
    if metric.kind not in COMPARABLE or (pd.isna(low) and pd.isna(high)):
        return None
    if date:
        return (high if pd.isna(low) else low, low if pd.isna(high) else high)
    return (0.0 if pd.isna(low) else float(low), math.inf if pd.isna(high) else float(high))


def _sharpest(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    every = sorted(set(intervals))
    return tuple(
        one for one in every if not any(one != other and one[0] <= other[0] and other[1] <= one[1] for other in every)
    )
