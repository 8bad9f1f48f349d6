"""Chances by drawing lots, and how far such a chance may lie from the one in a sentence."""

import re
from datetime import date
from functools import cache
from math import sqrt

import numpy as np

DRAWS = 20_000
RAREST_DRAWN = 2_000
"""Drawings of days for windows of several lengths."""
LIMIT = 5
"""Standard errors that a simulation is allowed."""
RARE = 0.05


@cache
def of_cluster(events: int, size: int, window: int, days: int) -> float:
    """How often so many events on days drawn by lot have `size` of them within `window` days."""
    drawn = np.sort(np.random.default_rng(1987).integers(days, size=(DRAWS, events)), axis=1)
    spans = drawn[:, size - 1 :] - drawn[:, : events - size + 1]
    return float((spans.min(axis=1) < window).mean())


@cache
def _windows(lengths: tuple[int, ...], events: int, days: int) -> np.ndarray:
    """For drawings of so many days the most that a window of each length holds."""
    drawn = np.sort(np.random.default_rng(1987).integers(days, size=(RAREST_DRAWN, events)), axis=1)
    first = np.arange(events)
    return np.array([[(np.searchsorted(line, line + length) - first).max() for length in lengths] for line in drawn])


def of_rarest(held: list[tuple[int, int]], events: int, days: int) -> tuple[float, float]:
    """How often the smallest chance of windows of these lengths is as small: the least and the most it may be.

    Whether two chances are alike cannot be told from drawings, so that each may be a little off.
    """
    lengths, numbers = zip(*held, strict=True)
    most = _windows(lengths, events, days)
    share = np.stack([(most[:, [place]] <= most[:, place]).mean(axis=1) for place in range(len(lengths))], axis=1)
    own = min(float((most[:, place] >= number).mean()) for place, number in enumerate(numbers))
    off = error(own, RAREST_DRAWN)
    smallest = share.min(axis=1)
    return float((smallest <= own - off).mean()), float((smallest <= own + off).mean())


def index(numbers: np.ndarray, lengths: list[int]) -> np.ndarray:
    """Pearson's sum of squares over its degrees of freedom, for each line of numbers."""
    shares = np.array(lengths) / sum(lengths)
    mean = numbers.sum(axis=-1, keepdims=True) * shares
    return ((numbers - mean) ** 2 / mean).sum(axis=-1) / (len(lengths) - 1)


def of_index(numbers: list[int], lengths: list[int]) -> float:
    """How often events on days drawn by lot vary from month to month as much as these."""
    month = np.repeat(np.arange(len(lengths)), lengths)
    drawn = month[np.random.default_rng(1987).integers(len(month), size=(DRAWS // 4, sum(numbers)))]
    counts = (drawn[:, :, None] == np.arange(len(lengths))).sum(axis=1)
    return float((index(counts, lengths) >= index(np.array(numbers), lengths) * (1 - 1e-12)).mean())


def read(text: str) -> tuple[float, float]:
    """'a probability of 0.04' and its other forms, as the least and the most that it may stand for."""
    told = re.fullmatch(r"a probability (?:of (0\.\d+|1\.00)|(below 0\.001)|(above 0\.999))", text)
    if told[2]:
        return 0.0, 0.001
    if told[3]:
        return 0.999, 1.0
    half = 0.5 * 10.0 ** -len(told[1].partition(".")[2])
    return float(told[1]) - half, float(told[1]) + half


def agrees(text: str, drawn: float, draws: int = DRAWS) -> bool:
    """May the chance in the text be the one that was drawn, but for what such a drawing errs?"""
    low, high = read(text)
    return low - error(low, draws) <= drawn <= high + error(high, draws)


def rare(drawn: float, draws: int = DRAWS) -> bool | None:
    """Is the chance small; `None` where the drawing cannot tell."""
    return None if abs(drawn - RARE) <= error(RARE, draws) else drawn < RARE


def error(chance: float, draws: int) -> float:
    """What a drawing of this chance may err."""
    held = min(max(chance, 1 / draws), 1 - 1 / draws)
    return LIMIT * sqrt(held * (1 - held) / draws)


def months(days: tuple[date, date], events: list[date]) -> tuple[list[int], list[int]]:
    """The events in each month, and the days of each month, of those from the first to the last."""
    named = [
        (day.year, day.month)
        for day in (date.fromordinal(n) for n in range(days[0].toordinal(), days[1].toordinal() + 1))
    ]
    every = list(dict.fromkeys(named))
    return [sum((day.year, day.month) == one for day in events) for one in every], [named.count(one) for one in every]
