"""How surprising a cluster is: the chance that so many events fall so close together when each day is as likely.

Given their number, events that come at a constant rate and independently of one another are spread over the days as if
each had drawn its day by lot. The chance that some window of them holds so many is counted exactly, day by day, with
ties: the record knows days and not hours. (The scan statistic: Naus 1965, J. Am. Stat. Assoc. 60:532-538; Glaz, Naus
and Wallenstein 2001, Scan Statistics, Springer. The exact count is a Markov chain, as in Fu 2001, J. Appl. Probab.
38:908-916.) Where that would take too long the days are drawn by lot, with a fixed seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement

import numpy as np
from scipy.sparse import csr_array

DRAWS = 9_999
"""How often days are drawn by lot where the chance is not counted exactly."""
SEED = 20_260_101
"""Where the drawing begins: the same question has the same answer on every machine."""
MOST_STEPS = 300_000_000
"""Products of numbers up to which the chance is counted exactly."""
MOST_DRAWN = 20_000_000
"""Days drawn at most."""


@dataclass(frozen=True)
class Chance:
    """A probability. `draws` is 0 where it was counted exactly; `error` is its standard error where it was drawn."""

    value: float
    draws: int = 0

    @property
    def error(self) -> float:
        """The Monte-Carlo standard error; 0 for an exact chance."""
        return math.sqrt(self.value * (1 - self.value) / self.draws) if self.draws else 0.0


@cache
def chance_of_cluster(events: int, size: int, window: int, days: int) -> Chance:
    """The chance that some `window` consecutive days of `days` hold at least `size` of `events`, days drawn by lot.

    Raises `ValueError` where one of the numbers is not positive or the window is longer than the days.
    """
    if min(events, size, window) < 1 or window > days:
        raise ValueError(f"no window of {window} of {days} days can hold {size} of {events} events")
    if size > events:
        return Chance(0.0)
    if size == 1 or events > (size - 1) * math.ceil(days / window):
        return Chance(1.0)  # more events than windows side by side can hold without a cluster
    states = math.comb(window + size - 2, size - 1)
    if states * (events + 1) * size * days <= MOST_STEPS:
        return Chance(_counted(events, size, window, days))
    return _drawn(events, size, window, days)


def _counted(events: int, size: int, window: int, days: int) -> float:
    """One minus the chance that no window holds so many.

    Events come as a Poisson process of mean `events`; that no window is full, and that there are just `events`, over
    that there are just `events`. Every term is positive, so that nothing cancels out.
    """
    mean = events / days
    steps = _steps(size, window)
    some = np.zeros((steps[0].shape[0], events + 1))
    some[0, 0] = 1.0
    weights = [math.exp(-mean) * mean**number / math.factorial(number) for number in range(size)]
    for _ in range(days):
        after = np.zeros_like(some)
        for number, step in enumerate(steps):
            after[:, number:] += weights[number] * (step @ some[:, : events + 1 - number])
        some = after
    exactly = math.exp(events * math.log(events) - events - math.lgamma(events + 1))
    return float(min(max(1 - some[:, events].sum() / exactly, 0.0), 1.0))


def _steps(size: int, window: int) -> list[csr_array]:
    """For each number of events on a new day, the matrix from what the days before held to what they hold then.

    A state is the ages of the events on the `window - 1` days before, fewer than `size`; the first state is none.
    """
    ages = range(1, window)
    states = [state for number in range(size) for state in combinations_with_replacement(ages, number)]
    place = {state: number for number, state in enumerate(states)}
    steps = []
    for number in range(size):
        pairs = [
            (place[(1,) * (number if window > 1 else 0) + tuple(age + 1 for age in state if age + 1 < window)], start)
            for state, start in place.items()
            if len(state) + number < size
        ]
        to, start = (np.array(ends, dtype=np.int64) for ends in zip(*pairs, strict=True))
        steps.append(csr_array((np.ones(len(to)), (to, start)), shape=(len(states), len(states))))
    return steps


def _drawn(events: int, size: int, window: int, days: int) -> Chance:
    """The share of drawings with such a window, the one at hand counted with them (Davison and Hinkley 1997)."""
    lot = np.random.default_rng(SEED)
    draws = max(min(DRAWS, MOST_DRAWN // events), 1)
    hits = 0
    for start in range(0, draws, 500):
        drawn = np.sort(lot.integers(days, size=(min(500, draws - start), events)), axis=1)
        spans = drawn[:, size - 1 :] - drawn[:, : events - size + 1]
        hits += int((spans.min(axis=1) < window).sum())
    return Chance((hits + 1) / (draws + 1), draws)
