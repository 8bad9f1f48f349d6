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
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from analysis.measures.extremes import groups_of, least_of, most_of
from analysis.record.rows import Row, missing, stated
from analysis.record.schema import SIDES, Category, Schema

CONTRADICTED = "disputed"
"""Standing that says that somebody contradicts the statement."""
HEARD = ("accepted", CONTRADICTED)
"""Standings of statements that may make a dispute, whoever makes them."""
VERSIONS = ("official", "local")
"""Sides of which each has a version of its own of what happened."""
COMPARABLE = ("count", "distance", "date")
"""Kinds of metric whose values have one unit; of the others only the standing tells."""

Interval = tuple[Any, Any]
"""From what to what a statement goes: numbers, infinite where no maximum is stated, or days."""
T = TypeVar("T")


@dataclass(frozen=True)
class Dispute:
    """A metric in dispute, and what each side states of it.

    `sides` has those that state a number or a day, in the order of `SIDES`, each with its sharpest statements, the
    lowest first: one that another of the same side and the same standing lies within is left out. `words` has by side
    what is contradicted of statements in words; the dispute is about them alone where `sides` is empty.
    """

    metric: str
    sides: Mapping[str, tuple[Interval, ...]]
    words: Mapping[str, tuple[str, ...]]


def disputes(claims: Iterable[Row], schema: Schema) -> tuple[Dispute, ...]:
    """The disputes among rows of the claims that are all about one incident, in the declared order of metrics.

    A metric is disputed where a statement of it stands as disputed, or where two that are heard share no value. Heard
    are the statements that are used and those that stand as disputed; of a count also the others of the official and
    of the local side, where none of that side's is used or stands as disputed.
    """
    table = schema["claims"]
    side_of = {category.value: category.side for category in table["claimant"].categories}
    told: dict[str, list[_Statement]] = {}
    for claim in claims:
        if not isinstance(claim["derived_from"], str):
            metric = table["metric"].category(claim["metric"])
            who, words = side_of[claim["claimant"]], stated(claim["value_text"])
            made = _Statement(who, claim["standing"], _interval(claim, metric), words)
            told.setdefault(metric.value, []).append(made)
    found = []
    for metric in table["metric"].categories:
        heard = _heard(told.get(metric.value, []), metric)
        known = [one.interval for one in heard if one.interval]
        apart = known and max(low for low, _ in known) > min(high for _, high in known)
        if apart or any(one.standing == CONTRADICTED for one in heard):
            by_side = {name: [one for one in heard if one.side == name] for name in SIDES}
            numbers = {name: _sharpest(own) for name, own in by_side.items()}
            contradicted = {name: _contradicted(own) for name, own in by_side.items()}
            found.append(Dispute(metric.value, _told(numbers), _told(contradicted)))
    return tuple(found)


def disputed_metrics(told: pd.DataFrame, schema: Schema) -> dict[Any, tuple[str, ...]]:
    """The metrics that `disputes` finds, by incident, for many at once; incidents without any are left out.

    `told` has claims about incidents without those that curators reckoned; `incident_id` may hold any keys.
    """
    metrics, claimants = (schema["claims"][name].categories for name in ("metric", "claimant"))
    kind = _as_told(told["metric"], {one.value: one.kind for one in metrics})
    side = _as_told(told["claimant"], {one.value: one.side for one in claimants})
    standing = _as_told(told["standing"], {value: value for value in schema["claims"]["standing"].values})
    low, high = _ends(told, kind)
    pair, pairs = groups_of(told, ["incident_id", "metric"])
    by_standing = np.isin(standing, HEARD)
    heard = by_standing.copy()
    for version in VERSIONS:  # where nothing that it counted is heard by its standing, all of it is
        own = (side == version) & (kind == "count")
        counting = np.zeros(len(pairs), dtype=bool)
        counting[pair[own & by_standing & ~np.isnan(low)]] = True
        heard |= own & ~counting[pair]
    disputed = most_of(low[heard], pair[heard], len(pairs)) > least_of(high[heard], pair[heard], len(pairs))
    disputed[pair[heard & (standing == CONTRADICTED)]] = True
    found: dict[Any, list[str]] = {}
    for incident, metric in pairs[disputed].itertuples(index=False, name=None):
        found.setdefault(incident, []).append(str(metric))
    order = {one.value: place for place, one in enumerate(metrics)}
    return {incident: tuple(sorted(own, key=order.__getitem__)) for incident, own in found.items()}


def _as_told(column: pd.Series, meaning: Mapping[str, str]) -> np.ndarray:
    """What each cell of a column of categories means."""
    told = np.array([*(meaning[str(value)] for value in column.cat.categories), ""])
    return told[column.cat.codes.to_numpy()]


def _ends(told: pd.DataFrame, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each claim states as an interval of numbers, as `_interval` has it; missing where it states none."""
    low, high = (told[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("value_min", "value_max"))
    stated = np.isin(kind, COMPARABLE) & ~(np.isnan(low) & np.isnan(high))
    low = np.where(stated, np.nan_to_num(low), np.nan)
    high = np.where(stated, np.where(np.isnan(high), math.inf, high), np.nan)
    first, last = told["start_date"].fillna(told["end_date"]), told["end_date"].fillna(told["start_date"])
    for ends, days in ((low, first), (high, last)):
        is_day = kind == "date"
        ends[is_day] = np.where(days.isna(), np.nan, days.to_numpy().astype("datetime64[D]").astype("float64"))[is_day]
    return low, high


@dataclass(frozen=True)
class _Statement:
    """Who states what, and how it stands."""

    side: str
    standing: str
    interval: Interval | None
    words: str


def _heard(told: Sequence[_Statement], metric: Category) -> list[_Statement]:
    """The statements that may make a dispute."""
    heard = [one for one in told if one.standing in HEARD]
    counting = {one.side for one in heard if one.interval}
    silenced = set(VERSIONS) - counting if metric.kind == "count" else set()
    return heard + [one for one in told if one.standing not in HEARD and one.side in silenced]


def _interval(claim: Row, metric: Category) -> Interval | None:
    """What a claim states as an interval; `None` where it states neither end or ends that have no unit."""
    date = metric.kind == "date"
    low, high = (claim[end] for end in (("start_date", "end_date") if date else ("value_min", "value_max")))
    if metric.kind not in COMPARABLE or (missing(low) and missing(high)):
        return None
    if date:
        return (high if missing(low) else low, low if missing(high) else high)
    return (0.0 if missing(low) else float(low), math.inf if missing(high) else float(high))


def _sharpest(statements: Iterable[_Statement]) -> tuple[Interval, ...]:
    """What one side states; a contradicted statement is no sharper form of one that is used, nor the other way."""
    by_standing: dict[str, set[Interval]] = {}
    for one in statements:
        by_standing.setdefault(one.standing, set()).update([one.interval] if one.interval else [])
    alike = by_standing.values()
    return tuple(sorted({one for group in alike for one in group if not any(_sharper(other, one) for other in group)}))


def _contradicted(statements: Iterable[_Statement]) -> tuple[str, ...]:
    """The words of what is contradicted, each once; none of a statement that is a number or a day."""
    told = (one.words for one in statements if one.standing == CONTRADICTED and one.interval is None and one.words)
    return tuple(dict.fromkeys(told))


def _told(by_side: Mapping[str, tuple[T, ...]]) -> Mapping[str, tuple[T, ...]]:
    """The sides that state something."""
    return {name: own for name, own in by_side.items() if own}


def _sharper(one: Interval, other: Interval) -> bool:
    """True when the first lies within the second and says more."""
    return one != other and bool(other[0] <= one[0] and one[1] <= other[1])
