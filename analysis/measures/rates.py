"""Rates and ratios of bounded counts, with exact intervals.

Assumption: within a period strikes come as a Poisson process with a constant rate. Where air strikes cluster the
intervals are too narrow; they are shown beside the count's own bounds, which assume nothing. Of the dead the assumption
is plainly false, as one strike kills many and the next one nobody: their rates and ratios have no interval.

Rate: Garwood (1936), Biometrika 28:437-442. Ratio: the conditional test (Przyborowski and Wilenski 1940, Biometrika
31:313-323), that is Clopper and Pearson (1934), Biometrika 26:404-413, for the share of the first count in both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from scipy.special import betaincinv, gammaincinv

from analysis.measures.bounds import Bounds

LEVEL = 0.95
CLUSTERED = ("killed", "militants_killed", "civilians_killed")
"""Units that come many at a time, so that an interval that takes them for independent would be far too narrow."""
NO_INTERVAL = "no interval is given: deaths come in clusters"
"""What is said in the place of an interval of these units."""
PER_DAYS = 30
"""Rates are given per 30 days: near a month, and the same length everywhere."""


Interval = tuple[float, float]
"""From the lower to the upper end."""


@dataclass(frozen=True)
class Rate:
    """A rate per `per` days: `low` to `high` from the count's bounds, and the interval that covers both ends.

    `high` and the upper end of the interval are infinite where the count has no maximum. `interval` is `None` for a
    count of what comes in clusters.
    """

    count: Bounds
    days: int
    low: float
    high: float
    interval: Interval | None
    per: int = PER_DAYS
    level: float = LEVEL


@dataclass(frozen=True)
class Ratio:
    """How many times one rate is another: `low` to `high` from the counts' bounds, and the interval over both ends.

    `low` and the lower end of the interval are 0 where the second count has no maximum; `high` is infinite where it may
    be zero. An end at which both counts are zero is not a number. `interval` is `None` where a rate has none.
    """

    low: float
    high: float
    interval: Interval | None
    level: float = LEVEL


def poisson_interval(count: float, level: float = LEVEL) -> Interval:
    """The exact interval for the mean of a Poisson count (Garwood): it covers the mean with at least `level`."""
    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail)) if math.isfinite(count) else math.inf


def ratio_interval(count: float, days: float, other: float, other_days: float, level: float = LEVEL) -> Interval:
    """The exact interval for the ratio of two Poisson rates, `count` in `days` over `other` in `other_days`."""
    if not math.isfinite(other):
        return 0.0, ratio_interval(count, days, 0, other_days, level)[1]
    tail = (1 - level) / 2
    scale = other_days / days
    low = float(betaincinv(count, other + 1, tail)) if count > 0 else 0.0
    high = float(betaincinv(count + 1, other, 1 - tail)) if other > 0 else 1.0
    return scale * low / (1 - low), scale * high / (1 - high) if high < 1 else math.inf


def rate(count: Bounds, days: int, *, clustered: bool = False) -> Rate:
    """The rate of a bounded count over a number of days, without an interval where what it counts comes in clusters.

    Raises `ValueError` when the count is not covered.
    """
    if count.low is None or days < 1:
        raise ValueError(f"no rate without a covered count and at least one day (got {count} in {days} days)")
    scale = PER_DAYS / days
    ends = poisson_interval(count.low)[0] * scale, poisson_interval(count.upper)[1] * scale
    return Rate(count, days, count.low * scale, count.upper * scale, None if clustered else ends)


def rate_ratio(first: Rate, second: Rate) -> Ratio:
    """The first rate over the second. Raises `ValueError` for counts of two units, which have no ratio."""
    if first.count.unit != second.count.unit:
        raise ValueError(f"{first.count.unit} and {second.count.unit} are different units and have no ratio")
    least, most = float(first.count.low or 0), first.count.upper
    other_least, other_most = float(second.count.low or 0), second.count.upper
    return Ratio(  # from the counts, which are whole: dividing one rounded rate by another could miss a whole ratio
        _over(least * second.days, other_most * first.days),
        _over(most * second.days, other_least * first.days),
        None if first.interval is None or second.interval is None else _over_both(first, second),
    )


def _over_both(first: Rate, second: Rate) -> Interval:
    """From the lower end at the lowest ratio of the counts to the upper end at the highest."""
    least, most = float(first.count.low or 0), first.count.upper
    low, _ = ratio_interval(least, first.days, second.count.upper, second.days)
    if math.isinf(most):
        return low, math.inf
    return low, ratio_interval(most, first.days, float(second.count.low or 0), second.days)[1]


def _over(numerator: float, denominator: float) -> float:
    if denominator == 0:
        return math.inf if numerator > 0 else math.nan
    return 0.0 if math.isinf(denominator) else numerator / denominator


def tipping_count(first: Rate, other_days: int, factor: float) -> int:
    """The largest other count in `other_days` at which the first rate is still at least `factor` times the other's.

    It takes the first count at its lower bound: this is the number that an open maximum would have to exceed before
    "at least `factor` times as often" ceases to hold.
    """
    return math.floor(Fraction((first.count.low or 0) * other_days) / (first.days * Fraction(factor)))
