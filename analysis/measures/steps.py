"""The likelihood of counts on spans when the rate is raised on some days, and the days that make it largest.

Everything is done for many lines of counts at once. Given their sum, the counts are multinomial in proportion to the
days of a span, those inside the period taken `times` times. The gain is the log-likelihood over that of one rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_TIMES = 1e6
"""How many times as often at most: a likelihood without an event outside has no largest value."""
ROUNDS, FEW_ROUNDS, LAST_ROUNDS = 8, 3, 30
"""How often the days are bettered, the ratio for each of them, and the ratio at last."""
RATIOS = (2.0, 10.0, 100.0)
"""Ratios from which the search begins besides the one of the first guess: a climb from one may end on a lower hill."""


@dataclass(frozen=True)
class Fit:
    """For each line of counts: the days of each span inside the period, the ratio of the rates, and the gain."""

    inside: np.ndarray
    times: np.ndarray
    gain: np.ndarray


def ascend(counts: np.ndarray, days: np.ndarray, inside: np.ndarray, fixed: np.ndarray | None = None) -> Fit:
    """The best period found for each line, from a first guess at its days and, its start being free, several ratios.

    `days` are those of each span, for all lines or line by line. `fixed` has for each line the span in which the period
    begins, and how many of its days are inside: the ratio then follows from the guess.
    """
    best = _climbed(counts, days, inside, fixed)
    length, within = days.sum(axis=-1), inside.sum(axis=1)
    for ratio in RATIOS if fixed is None else ():
        times = np.full(len(counts), ratio)
        base = counts.sum(axis=1) / (length + (ratio - 1) * within)
        other = _climbed(counts, days, _chosen(counts, days, times, base, None), None)
        better = other.gain > best.gain
        best = Fit(
            np.where(better[:, None], other.inside, best.inside),
            np.where(better, other.times, best.times),
            np.where(better, other.gain, best.gain),
        )
    return best


def _climbed(counts: np.ndarray, days: np.ndarray, inside: np.ndarray, fixed: np.ndarray | None) -> Fit:
    """In turn the ratio is chosen that is best for the days, and the days that are best for the ratio.

    Neither lowers the likelihood.
    """
    times = np.full(len(counts), 2.0)
    for _ in range(ROUNDS):
        for _ in range(FEW_ROUNDS):
            times, base = _ratio(counts, days, inside, times)
        before, inside = inside, _chosen(counts, days, np.maximum(times, 1.01), base, fixed)
        if (before == inside).all():
            break
    return of_fixed_days(counts, days, inside, times)


def of_fixed_days(counts: np.ndarray, days: np.ndarray, inside: np.ndarray, times: np.ndarray) -> Fit:
    """The gain of periods whose days are given, at the best ratio, from a first guess at it."""
    for _ in range(LAST_ROUNDS):
        before = times
        times, _ = _ratio(counts, days, inside, times)
        if np.allclose(before, times, rtol=1e-7):
            break
    raised = (times - 1)[:, None] * inside
    total = counts.sum(axis=1)
    gain = (counts * np.log1p(raised / days)).sum(axis=1) - total * np.log1p(raised.sum(axis=1) / days.sum(axis=-1))
    return Fit(inside, times, gain)


def _ratio(
    counts: np.ndarray, days: np.ndarray, inside: np.ndarray, times: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A better ratio for given days, and the rate outside: of a span that is cut, each part takes its share."""
    total, length = counts.sum(axis=1), days.sum(axis=-1)
    weight = times[:, None] * inside
    some = (counts * weight / (days - inside + weight)).sum(axis=1)
    within = inside.sum(axis=1)
    outside = np.maximum(total - some, 1e-12) / np.maximum(length - within, 1e-9)
    ratio = np.clip(some / np.maximum(within, 1e-9) / outside, 1.0, MOST_TIMES)
    return ratio, total / (length + (ratio - 1) * within)


def _chosen(
    counts: np.ndarray, days: np.ndarray, times: np.ndarray, base: np.ndarray, fixed: np.ndarray | None
) -> np.ndarray:
    """The days of each span inside the best period for given rates: sums from the left, and the best end after each.

    A span adds what its number gains and its days lose; the first and the last span of a period may lie in it in part.
    """
    lines, (number, width) = np.arange(len(counts)), counts.shape
    over = np.maximum(times - 1, 1e-9)[:, None]
    cost = base[:, None] * over
    gains = counts * np.log1p(over) - cost * days
    sums = gains.cumsum(axis=1)
    part = _part(counts, days, over, cost, base[:, None])
    parted = _worth(counts, days, over, cost, part)
    ends = parted + sums - gains
    best_end = np.full((number, width + 1), -np.inf)
    best_end[:, :width] = np.maximum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
    if fixed is None:
        first, tail = _best_start(parted, part, sums, best_end)
    else:
        first, tail = fixed[:, 0], fixed[:, 1].astype("float64")
    at = first[:, None]
    alone = np.minimum(np.take_along_axis(part, at, 1)[:, 0], tail)
    number_at, days_at = (np.take_along_axis(np.broadcast_to(some, counts.shape), at, 1) for some in (counts, days))
    worth_alone = _worth(number_at, days_at, over, cost, alone[:, None])[:, 0]
    worth_pair = (
        _worth(number_at, days_at, over, cost, tail[:, None])[:, 0] - sums[lines, first] + best_end[lines, first + 1]
    )
    places = np.arange(width)
    last = np.where(places > at, ends, -np.inf).argmax(axis=1)
    pair = (worth_pair > worth_alone) & (first < width - 1)
    inside = np.where(pair[:, None] & (places > at) & (places < last[:, None]), days, 0.0)
    inside[lines, first] = np.where(pair, tail, alone)
    inside[lines[pair], last[pair]] = part[lines[pair], last[pair]]
    return inside


def _best_start(
    parted: np.ndarray, part: np.ndarray, sums: np.ndarray, best_end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The span in which the best period begins, and how many of its days are inside."""
    worth = np.maximum(parted - sums + best_end[:, 1:], parted)
    first = worth.argmax(axis=1)
    return first, part[np.arange(len(first)), first]


def _part(counts: np.ndarray, days: np.ndarray, over: np.ndarray, cost: np.ndarray, base: np.ndarray) -> np.ndarray:
    """How many days of a span are best inside, at least one, if the period begins or ends in it."""
    exact = (counts / base - days) / over
    below = np.clip(np.floor(exact), 1, days)
    above = np.clip(below + 1, 1, days)
    better = _worth(counts, days, over, cost, above) > _worth(counts, days, over, cost, below)
    chosen: np.ndarray = np.where(better, above, below)
    return chosen


def _worth(counts: np.ndarray, days: np.ndarray, over: np.ndarray, cost: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """What a span adds with so many of its days inside."""
    worth: np.ndarray = counts * np.log1p(over * inside / days) - cost * inside
    return worth
