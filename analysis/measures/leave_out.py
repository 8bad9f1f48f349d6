"""What the comparison would say without each source: the headline once for every loss that changes a count.

A loss changes the count of a period by what its rows gave and what stands in their place, as a count is a sum over
rows. So every loss is counted from one pass over all rows, and only losses that differ are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

import numpy as np
import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Comparison, Question, Side
from analysis.measures.counts import Window
from analysis.measures.findings import Finding
from analysis.measures.rates import CLUSTERED, rate
from analysis.measures.ratio_findings import times_as_often
from analysis.measures.rules import Rule
from analysis.measures.view import View
from analysis.measures.withdrawal import Effect, Held
from analysis.record.store import Period, Record

Moved = Literal["verdict", "numbers", "nothing"]
ROLES = ("before", "campaign", "after")


@dataclass(frozen=True)
class Loss:
    """What the loss of one source or publisher does, and the comparison without it.

    `names` are all those whose loss does exactly this. `headline` is the first finding of the comparison, `None` where
    there are no two rates to compare, and `moved` what of it is another.
    """

    names: tuple[str, ...]
    effect: Effect
    chosen: Comparison
    counts: bool
    """Does it change a count of the comparison, under any reading?"""
    headline: Finding | None
    moved: Moved


@dataclass(frozen=True)
class Losses:
    """The comparison with everything, and each loss that changes a row, the one that moves most first."""

    question: Question
    headline: Finding | None
    items: tuple[Loss, ...]
    groups: int
    """How many sources or publishers were left out, one at a time."""

    @property
    def counted(self) -> tuple[Loss, ...]:
        """The losses that change a count of the campaign or of a time beside it, under any reading."""
        return tuple(loss for loss in self.items if loss.counts)


def losses(record: Record, question: Question, view: View, group_of: Mapping[str, str], held: Held) -> Losses:
    """The comparison of a view without each group of sources in turn.

    `group_of` has for each source its group; `held` looks at the unit of the view.
    """
    headline = times_as_often(question)
    same: dict[tuple[tuple[int, ...], str], list[str]] = {}
    found: dict[tuple[tuple[int, ...], str], Effect] = {}
    for name, effect in held.effects(group_of):
        key = (effect.gone, effect.instead.astype("object").fillna("").to_csv())
        same.setdefault(key, []).append(name)
        found[key] = effect
    each = list(found.values())
    counted = _Sums.of(record, view, question, each)
    items = []
    for place, (key, effect) in enumerate(found.items()):
        every = tuple(counted.without(place, comparison) for comparison in question.every)
        chosen = next(one for one in every if one.reading == question.chosen.reading)
        counts = any(_numbers(one) != _numbers(other) for one, other in zip(every, question.every, strict=True))
        without = times_as_often(replace(question, chosen=chosen, every=every)) if counts else headline
        items.append(Loss(tuple(same[key]), effect, chosen, counts, without, _moved(headline, without)))
    items.sort(key=lambda loss: _order(question.chosen, loss))
    return Losses(question, headline, tuple(items), len(set(group_of.values())))


def _moved(before: Finding | None, after: Finding | None) -> Moved:
    """What of a finding is another: whether it holds, or only its numbers."""
    if before is None or after is None:
        return "nothing" if before is after else "verdict"
    if [test.holds for test in before.tests] != [test.holds for test in after.tests]:
        return "verdict"
    if before.template != after.template:
        return "verdict"
    return "numbers" if (before.text, before.unless) != (after.text, after.unless) else "nothing"


def _order(base: Comparison, loss: Loss) -> tuple[object, ...]:
    """The order of losses: a verdict before numbers, then by how far the counts of the two sides go, then by rows."""
    shift = max(_shift(getattr(base, role).count, getattr(loss.chosen, role).count) for role in ("campaign", "after"))
    rank = {"verdict": 0, "numbers": 1, "nothing": 2}[loss.moved]
    return rank, -shift, -len(loss.effect.rows), loss.names


def _shift(before: Bounds, after: Bounds) -> float:
    """By what share of itself an end of a count moves; without limit where an end opens or closes."""
    ends = ((before.low, after.low), (before.high, after.high))
    if any((one is None) != (other is None) for one, other in ends):
        return math.inf
    return max(
        (abs(other - one) / max(one, 1) for one, other in ends if one is not None and other is not None), default=0
    )


def _numbers(comparison: Comparison) -> list[tuple[int | None, int | None]]:
    return [(side.count.low, side.count.high) for side in comparison.sides]


@dataclass(frozen=True)
class _Sums:
    """What the counts of each period are under each reading, for every loss at once."""

    unit: str
    found: Mapping[tuple[str, str, str], np.ndarray]
    """By attribution, placement and period: the lowest number, the highest as far as stated, rows without a maximum."""

    @classmethod
    def of(cls, record: Record, view: View, question: Question, each: Sequence[Effect]) -> _Sums:
        """One pass over the rows of the record and those that stand in the place of others."""
        columns = ["start_date", "end_date", "campaign", "attribution", *view.rule.columns]
        own = record.incidents[columns]
        stack = pd.concat([own, *(effect.instead[columns] for effect in each if len(effect.instead))])
        many = np.array([len(effect.instead) for effect in each], dtype="int64")
        gone = np.array(list(chain.from_iterable(effect.gone for effect in each)), dtype="int64")
        took = np.repeat(np.arange(len(each)), [len(effect.gone) for effect in each])
        put = np.repeat(np.arange(len(each)), many)
        found = {}
        for comparison in question.every:
            for role in ROLES:
                part = given(stack, record, comparison, role, Window(view.since, view.until))
                sums = [
                    rows[: len(own)].sum()
                    - np.bincount(took, rows[gone], minlength=len(each))
                    + np.bincount(put, rows[len(own) :], minlength=len(each))
                    for rows in part
                ]
                found[_key(comparison, role)] = np.array(sums)
        return cls(view.rule.unit, found)

    def without(self, place: int, comparison: Comparison) -> Comparison:
        """A comparison as it stands after one loss."""
        sides = {role: self._side(place, comparison, role) for role in ROLES}
        return replace(comparison, before=sides["before"], campaign=sides["campaign"], after=sides["after"])

    def _side(self, place: int, comparison: Comparison, role: str) -> Side:
        side: Side = getattr(comparison, role)
        if side.count.low is None:
            return side
        low, high, unstated = (round(value) for value in self.found[_key(comparison, role)][:, place])
        count = Bounds(side.count.unit, low, None if unstated else high)
        if (count.low, count.high) == (side.count.low, side.count.high):
            return side
        return Side(side.period, count, rate(count, side.period.days, clustered=self.unit in CLUSTERED))


def _key(comparison: Comparison, role: str) -> tuple[str, str, str]:
    return comparison.reading.rule.attribution, comparison.reading.placement, role


def given(
    incidents: pd.DataFrame, record: Record, comparison: Comparison, role: str, window: Window
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What each row gives to the count of one period under a reading: lowest, highest as far as stated, no maximum.

    A row counts for one period by its days, or for the campaign by its name, as in `analysis.measures.comparison`.
    """
    main = record.period("campaign").campaign
    own = (incidents["campaign"] == main).to_numpy(dtype=bool, na_value=False)
    extra = incidents["campaign"].notna().to_numpy(dtype=bool) & ~own
    keep = own if role == "campaign" else ~own
    if comparison.reading.placement != "after":
        keep = keep & ~extra
    side: Side = getattr(comparison, role)
    low, high, unstated = _inside(incidents, comparison.reading.rule, side.period, keep)
    if role == "campaign" and comparison.reading.placement == "campaign":
        everything = Period("", max(window.since, record.coverage.start), min(window.until, record.coverage.end))
        more = _inside(incidents, comparison.reading.rule, everything, extra)
        return low + more[0], high + more[1], unstated + more[2]
    return low, high, unstated


def _inside(
    incidents: pd.DataFrame, rule: Rule, period: Period, keep: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What these rows give to the days of a period: in full inside it, nothing to the lowest number across its edge."""
    start, end = (incidents[name].to_numpy() for name in ("start_date", "end_date"))
    first, last = np.datetime64(period.start), np.datetime64(period.end)
    touch = keep & rule.admits(incidents).to_numpy(dtype=bool) & (start <= last) & (end >= first)
    low, high = (incidents[name].to_numpy(dtype="float64", na_value=np.nan) for name in rule.columns)
    whole = touch & (start >= first) & (end <= last)
    return (
        np.where(whole, np.nan_to_num(low), 0.0),
        np.where(touch, np.nan_to_num(high), 0.0),
        (touch & np.isnan(high)).astype("float64"),
    )
