"""Whether what came later lay farther south, when places are known as discs and some not at all.

Events stand in groups, in order of time. Every pair of an earlier and a later group gives pairs of events, and the
statistic is in how many of these the later event lay farther south: for two groups that of Mann and Whitney (1947, Ann.
Math. Stat. 18:50-60), for more that of Jonckheere (1954, Biometrika 41:133-145). It can only grow as later events move
south and earlier ones north, so its bounds over all places within the discs are those of the ends, and are tight. An
event without a disclosed place may have been anywhere. Where two may lie equally far south, the pair counts as open.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

MOST_STEPS = 100_000_000
"""Sums of numbers up to which the probability is counted exactly."""


@dataclass(frozen=True)
class Pairs:
    """Of the `total` pairs of an earlier and a later event, from `low` to `high` have the later one farther south.

    `sizes` are the events of each group, in order of time.
    """

    low: int
    high: int
    total: int
    sizes: tuple[int, ...]

    @property
    def chances(self) -> tuple[float, float]:
        """The probability of groups parted as clearly, southward or northward, where places suit it least and most.

        It is two-sided: twice that of the rarer side, and 1 at most. The first is the lowest over all places that the
        discs allow, the second the highest.
        """
        middle = min(max(self.total // 2, self.low), self.high)
        return min(_two_sided(self.sizes, end) for end in (self.low, self.high)), _two_sided(self.sizes, middle)


def southward(south: np.ndarray, north: np.ndarray, group: np.ndarray) -> Pairs:
    """The pairs of events in different groups, and in how many the later one lay farther south.

    `south` and `north` are the ends of each event's latitude, not a number where nothing is known of it; `group` is a
    whole number that grows with time.
    """
    south, north = np.where(np.isnan(south), -np.inf, south), np.where(np.isnan(north), np.inf, north)
    order = np.argsort(group, kind="stable")
    edges = np.flatnonzero(np.diff(group[order])) + 1
    parts = [some for some in np.split(order, edges) if len(some)]
    low = high = total = 0
    for number, later in enumerate(parts[1:], 1):
        earlier = np.concatenate(parts[:number])
        low += int(np.searchsorted(np.sort(north[later]), np.sort(south[earlier]), side="left").sum())
        high += int(np.searchsorted(np.sort(south[later]), np.sort(north[earlier]), side="right").sum())
        total += len(later) * len(earlier)
    return Pairs(low, high, total, tuple(len(some) for some in parts))


def _two_sided(sizes: tuple[int, ...], number: int) -> float:
    total = _total(sizes)
    return min(1.0, 2 * min(chance_of_at_most(sizes, number), chance_of_at_most(sizes, total - number)))


def chance_of_at_most(sizes: Sequence[int], number: int) -> float:
    """The probability of at most `number` pairs with the later one farther south, when events are dealt out by lot.

    `sizes` are the numbers of events in the groups. Every order of the events is as likely; no two lie equally far
    south. It is counted exactly, and where that would take too many steps the normal distribution is taken for it, with
    a correction for continuity: the error is then below 0.001.
    """
    sizes = tuple(sorted(sizes, reverse=True))  # the order of the groups does not change how the pairs are spread
    total = _total(sizes)
    if number < 0:
        return 0.0
    if number >= total:
        return 1.0
    if 2 * number >= total:
        return 1.0 - chance_of_at_most(sizes, total - number - 1)
    steps = 2 * (sum(sizes) - sizes[0]) * (total // 2 + 1)
    if steps > MOST_STEPS:
        return 0.5 * math.erfc((total / 2 - number - 0.5) / math.sqrt(2 * _variance(sizes)))
    return float(min(max(_spread(sizes)[: number + 1].sum(), 0.0), 1.0))


def _total(sizes: Sequence[int]) -> int:
    return (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2


def _variance(sizes: Sequence[int]) -> float:
    """The variance of the number of pairs when events are dealt out by lot, none of them equal (Jonckheere 1954)."""
    return (_cubes(sum(sizes)) - sum(_cubes(size) for size in sizes)) / 72


def _cubes(size: int) -> int:
    return size**2 * (2 * size + 3)


@cache
def _spread(sizes: tuple[int, ...]) -> np.ndarray:
    """The probability of each number of pairs, from none to half of them; the other half mirrors it.

    The numbers of orders are the coefficients of the Gaussian multinomial: a product of (1 - q^a) / (1 - q^b). Each
    factor is a difference or a running sum along the numbers, and none looks ahead, so that half of them are enough.
    """
    spread = np.zeros(_total(sizes) // 2 + 1)
    spread[0] = 1.0
    pool = sizes[0]
    for size in sizes[1:]:
        few, many = sorted((pool, size))
        for step in range(1, few + 1):
            rise = many + step
            spread[rise:] -= spread[:-rise].copy()
            spread = _summed(spread, step) * (step / rise)
        pool += size
    return spread


def _summed(values: np.ndarray, step: int) -> np.ndarray:
    """Running sums over every `step`-th value."""
    rows = math.ceil(len(values) / step)
    padded = np.zeros(rows * step)
    padded[: len(values)] = values
    summed: np.ndarray = padded.reshape(rows, step).cumsum(axis=0).ravel()[: len(values)]
    return summed
