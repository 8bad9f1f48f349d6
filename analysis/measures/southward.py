"""Whether what came later lay farther south, when places are known as discs and some not at all.

Of all pairs of an earlier and a later event the statistic is in how many the later one lay farther south: that of Mann
and Whitney (1947, Ann. Math. Stat. 18:50-60). It can only grow as later events move south and earlier ones north, and
no event is both, so that its bounds over all places within the discs are those of the ends, and are tight. (With three
groups in order of time they would not be: an event of the middle one cannot be at both ends of its disc.) An event
without a disclosed place may have been anywhere. Where two may lie equally far south, the pair counts as open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

MOST_STEPS = 100_000_000
"""Sums of numbers up to which the probability is counted exactly."""


@dataclass(frozen=True)
class Pairs:
    """Of the pairs of an earlier and a later event, from `low` to `high` have the later one farther south.

    `earlier` and `later` are the numbers of events.
    """

    low: int
    high: int
    earlier: int
    later: int

    @property
    def total(self) -> int:
        """The number of pairs."""
        return self.earlier * self.later

    @property
    def chances(self) -> tuple[float, float]:
        """The probability of events parted as clearly, southward or northward, when their days are shuffled at random.

        It is two-sided: twice that of the rarer side, and 1 at most. The first is the lowest over all places that the
        discs allow, the second the highest.
        """
        middle = min(max(self.total // 2, self.low), self.high)
        return min(self._two_sided(self.low), self._two_sided(self.high)), self._two_sided(middle)

    @property
    def least_chance(self) -> float:
        """The probability if the events were parted as clearly as so few can be."""
        return self._two_sided(0)

    def _two_sided(self, number: int) -> float:
        ends = (number, self.total - number)
        return min(1.0, 2 * min(chance_of_at_most(self.earlier, self.later, end) for end in ends))


def southward(south: np.ndarray, north: np.ndarray, is_later: np.ndarray) -> Pairs:
    """In how many pairs of an earlier and a later event the later one lay farther south.

    `south` and `north` are the ends of each event's latitude, not a number where nothing is known of it; `is_later` is
    true for the later events.
    """
    south, north = np.where(np.isnan(south), -np.inf, south), np.where(np.isnan(north), np.inf, north)
    later = np.asarray(is_later, dtype=bool)
    low = np.searchsorted(np.sort(north[later]), np.sort(south[~later]), side="left").sum()
    high = np.searchsorted(np.sort(south[later]), np.sort(north[~later]), side="right").sum()
    return Pairs(int(low), int(high), int((~later).sum()), int(later.sum()))


def chance_of_at_most(earlier: int, later: int, number: int) -> float:
    """The probability of at most `number` pairs with the later one farther south, when days are shuffled.

    Every order of the events is as likely; no two lie equally far south. It is counted exactly, and where that would
    take too many steps the normal distribution is taken for it, with a correction for continuity: up to a million
    events the error is then below 0.003.
    """
    total = earlier * later
    if number < 0:
        return 0.0
    if number >= total:
        return 1.0
    if 2 * number >= total:
        return 1.0 - chance_of_at_most(earlier, later, total - number - 1)
    few, many = sorted((earlier, later))
    if 2 * few * (total // 2 + 1) > MOST_STEPS:
        deviation = math.sqrt(total * (earlier + later + 1) / 12)
        return 0.5 * math.erfc((total / 2 - number - 0.5) / (deviation * math.sqrt(2)))
    return float(min(max(_spread(few, many)[: number + 1].sum(), 0.0), 1.0))


@cache
def _spread(few: int, many: int) -> np.ndarray:
    """The probability of each number of pairs, from none to half of them; the other half mirrors it.

    The numbers of orders are the coefficients of the Gaussian binomial: a product of (1 - q^a) / (1 - q^b). Each factor
    is a difference or a running sum along the numbers, and none looks ahead, so that half of them are enough.
    """
    spread = np.zeros(few * many // 2 + 1)
    spread[0] = 1.0
    for step in range(1, few + 1):
        rise = many + step
        spread[rise:] -= spread[:-rise].copy()
        spread = _summed(spread, step) * (step / rise)
    return spread


def _summed(values: np.ndarray, step: int) -> np.ndarray:
    """Running sums over every `step`-th value."""
    rows = math.ceil(len(values) / step)
    padded = np.zeros(rows * step)
    padded[: len(values)] = values
    summed: np.ndarray = padded.reshape(rows, step).cumsum(axis=0).ravel()[: len(values)]
    return summed
