"""The dead of some days by who is believed: sums of ranges row by row, and who gives no number.

Where every claimant is believed, the range that the record draws itself is one account more, so that no sum is narrower
than what the record keeps.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.counts import total
from analysis.measures.rules import Rule
from analysis.measures.toll_ranges import BY_ALL, DEAD, PARTS, WHOLE, ends_of, heard, ranges
from analysis.record.store import Record

EVERYBODY = "all"
"""Key of the choice to believe every claimant."""


@dataclass(frozen=True)
class Belief:
    """Whose statements are believed: the name of the choice inside a sentence, and the claimants."""

    key: str
    name: str
    claimants: tuple[str, ...]


@dataclass(frozen=True)
class Toll:
    """The dead of some days as one belief has them.

    `spoken` is the sum over the rows for which a number is stated, and `strikes` those of the same rows; `silent` are
    the rows that the rule counts and for which the believed state none, so that nothing is said of their dead.
    """

    belief: Belief
    spoken: Bounds
    strikes: Bounds
    silent: tuple[str, ...]

    @property
    def bounds(self) -> Bounds:
        """The dead of all rows: without a maximum where the believed say nothing of one."""
        return replace(self.spoken, high=None, left_out=self.silent) if self.silent else self.spoken

    @property
    def per_strike(self) -> tuple[float, float] | None:
        """Dead for each strike in the rows spoken of, lowest to highest; `None` where no row is spoken of."""
        if not self.spoken.rows or self.spoken.low is None:
            return None
        low = self.spoken.low / self.strikes.upper if self.strikes.upper else 0.0
        if self.spoken.upper == 0:
            return (0.0, 0.0)
        return (low, self.spoken.upper / self.strikes.low if self.strikes.low else math.inf)


def beliefs(record: Record) -> tuple[Belief, ...]:
    """Whom one may believe: everybody, each side of which claimants differ, and each claimant; only who states deaths.

    Sides and claimants come in declared order.
    """
    speaking = set(heard(record)["claimant"])
    declared = [one for one in record.schema["claims"]["claimant"].categories if one.value in speaking]
    found = [Belief(EVERYBODY, "lowest to highest account", tuple(one.value for one in declared))]
    for side, name in (("official", "the official side"), ("local", "the local side")):
        own = tuple(one.value for one in declared if one.side == side)
        if own:
            found.append(Belief(side, name, own))
    return (*found, *(Belief(f"claimant-{one.value}", one.short, (one.value,)) for one in declared))


def as_told(record: Record, belief: Belief, unit: str, *, complete: bool = False) -> pd.DataFrame:
    """The incidents, with the numbers of one unit as the believed state them; missing where they state none."""
    told = heard(record)
    found = ranges(told[told["claimant"].isin(belief.claimants)], BY_ALL, complete=complete)
    place = pd.Index(found[BY_ALL].astype("object")).get_indexer(record.incidents[BY_ALL].astype("object"))
    # -1, which is the last one, where a row has no statement
    ends = {name: np.append(found[name], np.nan)[place] for each in DEAD for name in ends_of(each)}
    if belief.key == EVERYBODY:
        ends = _with_own(record.incidents, ends)
    low, high = (ends[name] for name in ends_of(unit))
    least, most = ends_of(unit)
    return record.incidents.assign(**{least: _whole(low), most: _whole(np.where(np.isinf(high), np.nan, high))})


def _with_own(incidents: pd.DataFrame, ends: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same ends and the ranges of the record itself, from the lower to the higher; the parts lie within the whole.

    A row's own range may be wider than the statements about it, as curators reckon a number from several.
    """
    ends = dict(ends)
    for unit in DEAD:
        least, most = ends_of(unit)
        low, high = (incidents[name].to_numpy(dtype="float64", na_value=np.nan) for name in (least, most))
        known = ~(np.isnan(low) & np.isnan(high))
        ends[least] = np.fmin(ends[least], np.where(known, np.nan_to_num(low), np.nan))
        ends[most] = np.fmax(ends[most], np.where(known & np.isnan(high), math.inf, high))
    (least, most), parts = ends_of(WHOLE), [ends_of(part) for part in PARTS]
    floor, top = (np.fmax(*(ends[pair[end]] for pair in parts)) for end in (0, 1))
    unsaid = np.isnan(ends[least]) & ~np.isnan(floor)
    ends[least] = np.where(unsaid, floor, ends[least])
    ends[most] = np.where(unsaid, math.inf, np.fmax(ends[most], np.where(np.isnan(ends[least]), np.nan, top)))
    for name, _ in parts:
        ends[name] = np.minimum(ends[name], ends[least])
    return ends


def toll(
    record: Record,
    belief: Belief,
    rule: Rule,
    since: date,
    until: date,
    *,
    told: pd.DataFrame | None = None,
    among: Iterable[str] | None = None,
) -> Toll:
    """The dead of some days if only some claimants are believed; `rule` names the unit and which rows count.

    `told` is what `as_told` gives for the belief, reckoned here without it; `among` are ids of the rows to look at, all
    without it. A row across the edge of the days adds nothing to the
    minimum and all its dead to the maximum, as in every count.
    """
    told = as_told(record, belief, rule.unit) if told is None else told
    if among is not None:
        told = told[told["incident_id"].isin(list(among))]
    unit = record.unit(rule.unit)
    counted = total(told, rule, record.coverage, since, until, unit=unit)
    keep = told["incident_id"].isin(counted.rows)
    own = total(told, rule, record.coverage, since, until, unit=unit, keep=keep)
    fired = rule.as_unit("strikes")
    strikes = total(told, fired, record.coverage, since, until, unit=record.unit("strikes"), keep=keep)
    return Toll(belief, own, strikes, counted.left_out)


def rows_of(record: Record, rule: Rule, since: date, until: date) -> tuple[str, ...]:
    """The rows that the rule counts and that touch the days, in order of time."""
    incidents = record.incidents
    touch = (incidents["start_date"] <= pd.Timestamp(until)) & (incidents["end_date"] >= pd.Timestamp(since))
    chosen = incidents[touch & rule.admits(incidents)].sort_values(["start_date", "end_date", "incident_id"])
    return tuple(str(key) for key in chosen["incident_id"])


def _whole(values: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Counts with missing values."""
    return pd.Series(values, dtype="Float64").astype("Int64").array
