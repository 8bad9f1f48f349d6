"""What is known of the days of a window: spans side by side, each with the number that fell on it.

Rows whose days overlap say together how many fell on all their days, and are taken together. A day without a row is a
day of none. Days of a row that states no number, or that reaches beyond the window, are not known and are taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from analysis.measures.rules import Rule

End = Literal["low", "high"]
MOST = 250
"""Spans at most; where there are more, neighbours are taken together: less is then known of the days, nothing else."""


@dataclass(frozen=True)
class Cells:
    """Spans of known days in order of time: the first day of each, how many days, and the number that fell on them.

    `unknown` is how many days were taken out. Between two spans there may be such days.
    """

    start: np.ndarray
    days: np.ndarray
    counts: np.ndarray
    unknown: int = 0

    def __len__(self) -> int:
        return len(self.days)

    @property
    def total(self) -> int:
        """The sum of the counts."""
        return int(self.counts.sum())

    @property
    def gaps(self) -> np.ndarray:
        """How many unknown days lie before each span and after the one before it; none before the first."""
        ends = self.start + self.days
        between = (self.start[1:] - ends[:-1]).astype("int64")
        return np.concatenate([np.zeros(min(len(self), 1), dtype="int64"), between])

    def inside(self, first: date, last: date) -> np.ndarray:
        """How many days of each span lie from `first` to `last`."""
        begins = np.maximum(self.start, np.datetime64(first, "D"))
        ends = np.minimum(self.start + self.days, np.datetime64(last, "D") + 1)
        lying: np.ndarray = np.maximum((ends - begins).astype("int64"), 0)
        return lying


def cells_of(incidents: pd.DataFrame, rule: Rule, since: date, until: date, end: End = "low") -> Cells:
    """The spans of a window, with the lowest number that each row allows, or the highest that it states.

    A row without a stated maximum counts its minimum at either end.
    """
    first, beyond = np.datetime64(since, "D"), np.datetime64(until, "D") + 1
    if beyond <= first:
        return Cells(np.array([], dtype="datetime64[D]"), np.array([], dtype="int64"), np.array([], dtype="int64"))
    rows = _touching(incidents[rule.admits(incidents).to_numpy(dtype=bool)], first, beyond)
    starts, ends = rows["start_date"].to_numpy().astype("datetime64[D]"), rows["end_date"].to_numpy()
    ends = ends.astype("datetime64[D]") + 1
    low, high = (rows[name].to_numpy(dtype="float64", na_value=np.nan) for name in rule.columns)
    stated = np.where(np.isnan(high), low, high) if end == "high" else np.where(np.isnan(low), high * 0, low)
    stated[(starts < first) | (ends > beyond)] = np.nan
    begins, groups = _together(starts, ends)
    counts = np.bincount(groups, weights=stated, minlength=len(begins))  # not a number where one of them is not
    reach = np.maximum.reduceat(ends, begins) if len(begins) else ends
    return _filled(np.maximum(starts[begins], first), np.minimum(reach, beyond), counts, first, beyond)


def _touching(incidents: pd.DataFrame, first: np.datetime64, beyond: np.datetime64) -> pd.DataFrame:
    inside = incidents["start_date"].to_numpy() < beyond
    inside &= incidents["end_date"].to_numpy() >= first
    return incidents[inside].sort_values("start_date", kind="stable")


def _together(starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first row of each group of rows whose days overlap, and the group of each row, for rows in order of time."""
    reached = np.maximum.accumulate(ends) if len(ends) else ends
    fresh = np.ones(len(starts), dtype=bool)
    fresh[1:] = starts[1:] >= reached[:-1]
    return np.flatnonzero(fresh), np.cumsum(fresh) - 1


def _filled(
    starts: np.ndarray, ends: np.ndarray, counts: np.ndarray, first: np.datetime64, beyond: np.datetime64
) -> Cells:
    """The spans of rows with the days of none between them, without the days that are not known."""
    edges = np.concatenate([[first], np.column_stack([starts, ends]).ravel(), [beyond]]).astype("datetime64[D]")
    lengths = (edges[1:] - edges[:-1]).astype("int64")
    numbers = np.zeros(len(lengths))
    numbers[1::2] = counts
    known = ~np.isnan(numbers)
    keep = known & (lengths > 0)
    start, days, numbers = edges[:-1][keep], lengths[keep], numbers[keep]
    step = -(-len(days) // MOST)
    if step > 1:
        places = np.arange(0, len(days), step)
        start, days, numbers = start[places], np.add.reduceat(days, places), np.add.reduceat(numbers, places)
    return Cells(start, days, numbers.round().astype("int64"), int(lengths[~known].sum()))
