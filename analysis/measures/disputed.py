"""What is disputed about an incident: the metrics on which the statements about it cannot all be true.

Not every difference is a dispute. A statement that is held to be an error, and one kept as context (an early count that
others overtook, a rounded number, the same night by another clock), contradicts nothing by itself. But neither the
official nor the local version may be silenced by its standing: where nothing that a side counted is used, what it
counted is heard all the same. What curators reckoned from other claims is nobody's statement.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.record.schema import SIDES, Category, Schema

CONTRADICTED = "disputed"
"""Standing that says that somebody contradicts the statement."""
HEARD = ("accepted", CONTRADICTED)
"""Standings of statements that may make a dispute, whoever makes them."""
VERSIONS = ("official", "local")
"""Sides of which each has a version of its own of what happened."""
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
    lowest first: one that another of the same side and the same standing lies within is left out. It is empty where
    the dispute is about words.
    """

    metric: str
    sides: Mapping[str, tuple[Interval, ...]]


def disputes(claims: Iterable[Claim], schema: Schema) -> tuple[Dispute, ...]:
    """The disputes among rows of the claims that are all about one incident, in the declared order of metrics.

    A metric is disputed where a statement of it stands as disputed, or where two that are heard share no value. Heard
    are the statements that are used and those that stand as disputed; of a count also the others of the official and
    of the local side, where none of that side's is used or stands as disputed.
    """
    table = schema["claims"]
    side = {category.value: category.side for category in table["claimant"].categories}
    told: dict[str, list[_Statement]] = {}
    for claim in claims:
        if not isinstance(claim["derived_from"], str):
            metric = table["metric"].category(claim["metric"])
            made = _Statement(side[claim["claimant"]], claim["standing"], _interval(claim, metric))
            told.setdefault(metric.value, []).append(made)
    found = []
    for metric in table["metric"].categories:
        heard = _heard(told.get(metric.value, []), metric)
        known = [one.interval for one in heard if one.interval]
        apart = known and max(low for low, _ in known) > min(high for _, high in known)
        if apart or any(one.standing == CONTRADICTED for one in heard):
            by_side = {name: _sharpest(one for one in heard if one.side == name) for name in SIDES}
            found.append(Dispute(metric.value, {name: own for name, own in by_side.items() if own}))
    return tuple(found)


@dataclass(frozen=True)
class _Statement:
    """Who states what, and how it stands."""

    side: str
    standing: str
    interval: Interval | None


def _heard(told: Sequence[_Statement], metric: Category) -> list[_Statement]:
    """The statements that may make a dispute."""
    heard = [one for one in told if one.standing in HEARD]
    counting = {one.side for one in heard if one.interval}
    silenced = set(VERSIONS) - counting if metric.kind == "count" else set()
    return heard + [one for one in told if one.standing not in HEARD and one.side in silenced]


def _interval(claim: Claim, metric: Category) -> Interval | None:
    """What a claim states as an interval; `None` where it states neither end or ends that have no unit."""
    date = metric.kind == "date"
    low, high = (claim[end] for end in (("start_date", "end_date") if date else ("value_min", "value_max")))
    if metric.kind not in COMPARABLE or (pd.isna(low) and pd.isna(high)):
        return None
    if date:
        return (high if pd.isna(low) else low, low if pd.isna(high) else high)
    return (0.0 if pd.isna(low) else float(low), math.inf if pd.isna(high) else float(high))


def _sharpest(statements: Iterable[_Statement]) -> tuple[Interval, ...]:
    """What one side states; a contradicted statement is no sharper form of one that is used, nor the other way."""
    by_standing: dict[str, set[Interval]] = {}
    for one in statements:
        by_standing.setdefault(one.standing, set()).update([one.interval] if one.interval else [])
    alike = by_standing.values()
    return tuple(sorted({one for group in alike for one in group if not any(_sharper(other, one) for other in group)}))


def _sharper(one: Interval, other: Interval) -> bool:
    """True when the first lies within the second and says more."""
    return one != other and bool(other[0] <= one[0] and one[1] <= other[1])
