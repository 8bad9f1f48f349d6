"""The most events in windows of several lengths, and how surprising the most surprising of them is.

How long a window is, is a choice made with the events in view, and the chance of a cluster moves with it. Where several
lengths are tried, a small chance is found somewhere: what is surprising is how small the smallest of them is. Days are
drawn by lot, and in each drawing the smallest chance of all lengths is taken, as it is in the record. (Westfall and
Young 1993, Resampling-Based Multiple Testing, Wiley, ch. 2; several windows of one scan: Glaz, Naus and Wallenstein
2001, Scan Statistics, Springer.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from analysis.measures.scan import DRAWS, MOST_DRAWN, SEED, chance_of_cluster
from analysis.measures.tempo import densest

LENGTHS = (3, 7, 14, 21, 30)
"""Days of the windows that are tried beside the chosen one: from a few days to a month."""
AT_ONCE = 200
"""Drawings made at a time."""


@dataclass(frozen=True)
class Windowed:
    """The most events in a window of so many `days`, of `number` events in a `whole` of days."""

    days: int
    events: pd.DataFrame
    number: int
    whole: int

    @property
    def chance(self) -> float:
        """The chance that some window of this length holds as many, when the events draw their days by lot."""
        return chance_of_cluster(self.number, len(self.events), self.days, self.whole).value


def windowed(events: pd.DataFrame, chosen: int, days: int) -> list[Windowed]:
    """What windows of `LENGTHS` and of the chosen length hold, in order of length, each cut to the `days` there are.

    `events` as `dated_events` returns them, all within `days` days. Empty for fewer than two events.
    """
    if len(events) < 2:
        return []
    lengths = sorted({min(length, days) for length in (*LENGTHS, chosen)})
    return [Windowed(length, densest(events, length), len(events), days) for length in lengths]


def chance_of_rarest(found: Sequence[Windowed]) -> float:
    """The chance that the rarest of these windows is as rare, when the events draw their days by lot.

    1 where nothing was found.
    """
    if not found:
        return 1.0
    return _of_rarest(tuple((one.days, len(one.events)) for one in found), found[0].number, found[0].whole)


@cache
def _of_rarest(held: tuple[tuple[int, int], ...], events: int, days: int) -> float:
    """The share of drawings, the record counted with them, whose smallest chance of all lengths is as small."""
    draws = max(min(DRAWS, MOST_DRAWN // max(events, days)), 1)
    lengths, numbers = zip(*held, strict=True)
    lot = np.random.default_rng(SEED)
    starts = range(0, draws, AT_ONCE)
    drawn = [_most(lot.integers(days, size=(min(AT_ONCE, draws - start), events)), lengths, days) for start in starts]
    most = np.concatenate([[numbers], *drawn])
    chances = [_as_many(most[:, place]) for place in range(len(lengths))]
    smallest = np.min(chances, axis=0)
    return float((smallest <= smallest[0]).mean())


def _most(drawn: np.ndarray, lengths: Sequence[int], days: int) -> np.ndarray:
    """For each line of days the most that a window of each length holds."""
    lines = np.arange(len(drawn))[:, None] * days
    daily = np.bincount((lines + drawn).ravel(), minlength=len(drawn) * days).reshape(len(drawn), days)
    until = np.concatenate([np.zeros((len(drawn), 1), dtype="int64"), daily.cumsum(axis=1)], axis=1)
    return np.stack([(until[:, length:] - until[:, :-length]).max(axis=1) for length in lengths], axis=1)


def _as_many(most: np.ndarray) -> np.ndarray:
    """For each drawing the share of all drawings that hold as many."""
    share: np.ndarray = (len(most) - np.searchsorted(np.sort(most), most, side="left")) / len(most)
    return share
