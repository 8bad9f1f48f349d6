"""The dead as each side counts them: what follows from statements row by row, and what their sums are.

A number of dead is somebody's statement. Who counts fighters or civilians has said of the whole that at least so many
were killed. Fighters and civilians are never added to a whole, as whoever is a fighter to one side and a
civilian to another died once. What several statements give together runs from the lowest to the highest of the
sharpest of them: one that another lies within ("at least 43" beside "43") says nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.counts import total
from analysis.measures.disputed import HEARD
from analysis.measures.extremes import groups_of, least_of, most_of
from analysis.measures.rules import Rule
from analysis.record.store import Record

WHOLE = "killed"
PARTS = ("militants_killed", "civilians_killed")
DEAD = (WHOLE, *PARTS)
"""The metrics of the dead: everybody, and two parts that do not add up to the whole where identities are disputed."""
SPARE = "context"
"""Standing of a statement that is heard only where its claimant has no other number of the dead of that row."""
BY_ALL = "incident_id"
BY_EACH = ["incident_id", "claimant"]


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


def heard(record: Record) -> pd.DataFrame:
    """Every statement of a number of dead about one row that is heard, as an interval.

    Columns: `incident_id`, `claimant`, `unit` (one of `DEAD`), `low` and `high` (infinite where no maximum is stated; 0
    where no minimum is). Heard are statements in use and contradicted ones; one kept as context only where its claimant
    has neither of that row; what is held to be an error, and what curators reckoned, never.
    """
    claims = record.claims[[*BY_EACH, "metric", "value_min", "value_max", "standing", "derived_from"]]
    number = claims["value_min"].notna() | claims["value_max"].notna()
    chosen = claims["metric"].isin(DEAD) & claims["incident_id"].notna() & number & claims["derived_from"].isna()
    told = claims[chosen & claims["standing"].isin([*HEARD, SPARE])]
    # ids and claimants as codes: whatever puts statements of a row together is many times as fast as with texts
    words = {name: pd.Series(pd.Categorical(told[name], told[name].unique()), told.index) for name in BY_EACH}
    used = told["standing"].isin(HEARD)
    any_used = used.groupby([words[name] for name in BY_EACH], observed=True).transform("any")
    frame = pd.DataFrame(
        {
            "incident_id": words["incident_id"],
            "claimant": words["claimant"],
            "unit": told["metric"],
            "low": told["value_min"].astype("Float64").fillna(0).to_numpy(dtype="float64"),
            "high": told["value_max"].astype("Float64").fillna(math.inf).to_numpy(dtype="float64"),
        }
    )
    return frame[used | ~any_used.astype(bool)].reset_index(drop=True)


def ranges(told: pd.DataFrame, unit: str, keys: str | Sequence[str], *, complete: bool = False) -> pd.DataFrame:
    """What statements, as `heard` returns them, give for each group: the columns of `keys`, `low`, `high`.

    For a part this is the envelope of the statements about it. For the whole it is that of the statements about the
    whole, and where a claimant counts more fighters or civilians than any of them allows for, or nobody numbers the
    whole, also that at least so many were killed, without a maximum. A part of none says nothing about the whole. Where
    `complete`, a claimant who states both parts of a row has counted everybody: none was neither, and none both.
    """
    names = [keys] if isinstance(keys, str) else list(keys)
    if unit != WHOLE:
        return envelope(told[told["unit"] == unit], names)
    group, groups = groups_of(told, names)
    pair, pairs = groups_of(told, BY_EACH)
    within = np.zeros(len(pairs), dtype="int64")
    within[pair] = group
    low, high = told["low"].to_numpy(), told["high"].to_numpy()
    parts = [_envelope(low[own], high[own], pair[own], len(pairs)) for own in (told["unit"] == part for part in PARTS)]
    whole = (told["unit"] == WHOLE).to_numpy()
    low, high, group = low[whole], high[whole], group[whole]
    if complete:
        sums = [one + other for one, other in zip(*parts, strict=True)]
        both = ~np.isnan(sums[0])
        low, high, group = np.append(low, sums[0][both]), np.append(high, sums[1][both]), np.append(group, within[both])
    firmest = most_of(low, group, len(groups))
    least = np.fmax(parts[0][0], parts[1][0])
    beyond = (least > 0) & ~(least <= firmest[within])
    open_from = least_of(least[beyond], within[beyond], len(groups))
    found_low, found_high = _envelope(low, high, group, len(groups))
    found_low, found_high = np.fmin(found_low, open_from), np.where(np.isnan(open_from), found_high, math.inf)
    return groups.assign(low=found_low, high=found_high).dropna(subset=["low"]).reset_index(drop=True)


def envelope(told: pd.DataFrame, keys: str | Sequence[str]) -> pd.DataFrame:
    """From the lowest to the highest of the sharpest statements of each group: the columns of `keys`, `low`, `high`.

    Sharpest are those within which no other lies. In the order of their upper ends these have rising lower ends, so
    that the statement with the lowest upper end gives `low` and the one with the highest lower end gives `high`.
    """
    group, groups = groups_of(told, [keys] if isinstance(keys, str) else list(keys))
    low, high = _envelope(told["low"].to_numpy(), told["high"].to_numpy(), group, len(groups))
    return groups.assign(low=low, high=high)


def _envelope(low: np.ndarray, high: np.ndarray, group: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The envelope of each of so many groups; missing for a group without a statement."""
    first, last = high == least_of(high, group, size)[group], low == most_of(low, group, size)[group]
    return most_of(low[first], group[first], size), least_of(high[last], group[last], size)


def beliefs(record: Record) -> tuple[Belief, ...]:
    """Whom one may believe: everybody, each side of which claimants differ, and each claimant; only who states deaths.

    Sides and claimants come in declared order.
    """
    speaking = set(heard(record)["claimant"])
    declared = [one for one in record.schema["claims"]["claimant"].categories if one.value in speaking]
    found = [Belief("all", "every claimant", tuple(one.value for one in declared))]
    for side, name in (("official", "the official side"), ("local", "the local side")):
        own = tuple(one.value for one in declared if one.side == side)
        if own:
            found.append(Belief(side, name, own))
    return (*found, *(Belief(f"claimant-{one.value}", one.short, (one.value,)) for one in declared))


def as_told(record: Record, belief: Belief, unit: str, *, complete: bool = False) -> pd.DataFrame:
    """The incidents, with the numbers of one unit as the believed state them; missing where they state none."""
    told = heard(record)
    found = ranges(told[told["claimant"].isin(belief.claimants)], unit, BY_ALL, complete=complete).set_index(BY_ALL)
    ids = record.incidents["incident_id"].astype("object")
    low, high = (ids.map(found[end]).astype("float64").to_numpy() for end in ("low", "high"))
    ends = {f"{unit}_min": _whole(low), f"{unit}_max": _whole(np.where(np.isinf(high), np.nan, high))}
    return record.incidents.assign(**ends)


def toll(
    record: Record,
    belief: Belief,
    rule: Rule,
    since: date,
    until: date,
    *,
    complete: bool = False,
    among: Iterable[str] | None = None,
) -> Toll:
    """The dead of some days if only some claimants are believed; `rule` names the unit and which rows count.

    `among` are ids of the rows to look at; all without it. A row across the edge of the days adds nothing to the
    minimum and all its dead to the maximum, as in every count.
    """
    told = as_told(record, belief, rule.unit, complete=complete)
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
