"""Whether counts vary more than independent events at a constant rate would: the index of dispersion.

Given their sum, counts of such events are spread over the spans like draws by lot, in the proportion of their days. The
index is Pearson's sum of squares over its degrees of freedom: near 1 for such counts, larger where events cluster. How
often a drawing has an index as large is found by drawing, with a fixed seed, because the tables of chi-square do not
hold for the small counts of a sparse record. (Fisher, Thornton and Mackenzie 1922, Ann. Appl. Biol. 9:325-359.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.measures.rates import LEVEL, Interval, poisson_interval
from analysis.measures.scan import SEED

DRAWS = 9_999
"""How often the counts are drawn by lot."""


@dataclass(frozen=True)
class Dispersion:
    """The `index` of some counts, and the chance of one as large at a constant rate, from so many `draws`."""

    index: float
    chance: float
    draws: int = DRAWS

    @property
    def clustered(self) -> bool:
        """True when a constant rate is rejected at the level of the intervals: the counts vary too much."""
        return self.index > 1 and self.chance <= 1 - LEVEL

    @property
    def factor(self) -> float:
        """By how much the variance of a sum is taken to be larger than its mean: the index, and 1 at least.

        Whether the index is rare plays no part: an interval that is widened only after a test that rejects is too
        narrow wherever the test had too little to go by.
        """
        return max(self.index, 1.0)


def dispersion(counts: Sequence[int], days: Sequence[int], draws: int = DRAWS) -> Dispersion | None:
    """The dispersion of counts on spans of so many days; `None` where nothing could vary.

    That is for fewer than two spans and for fewer than two events. Raises `ValueError` for a span without a day.
    """
    if any(length < 1 for length in days):
        raise ValueError("a span has no day")
    number, total = len(counts), sum(counts)
    if number < 2 or total < 2:
        return None
    expected = total * np.array(days, dtype="float64") / sum(days)
    found = float(_squares(np.array([counts]), expected)[0])
    drawn = np.random.default_rng(SEED).multinomial(total, expected / total, size=draws)
    as_large = int((_squares(drawn, expected) >= found * (1 - 1e-12)).sum())
    return Dispersion(found / (number - 1), (as_large + 1) / (draws + 1), draws)


def _squares(counts: np.ndarray, expected: np.ndarray) -> np.ndarray:
    squares: np.ndarray = ((counts - expected) ** 2 / expected).sum(axis=1)
    return squares


def widened_interval(count: float, factor: float, level: float = LEVEL) -> Interval:
    """The interval for the mean of a count whose variance is `factor` times its mean.

    As if so many events came together: the exact interval of a count `factor` times smaller, times the factor. A factor
    of 1 gives the exact interval. Raises `ValueError` for a smaller one: less variation is not taken for certainty.
    """
    if factor < 1 or not math.isfinite(factor):
        raise ValueError(f"a factor of {factor} does not widen an interval")
    low, high = poisson_interval(count / factor, level)
    return low * factor, high * factor
