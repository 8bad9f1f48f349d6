"""The edges of a period of raised rate, found in counts on spans of days, and how firm each of them is.

Outside the period the rate is one, from its first to its last day it is higher. Which days these are is found by the
likelihood of the counts, given their sum. Whether there is such a period at all is found by dealing out whole rows: one
raid of many strikes is no period. Which days cannot be told from the best ones is found by drawing counts around these.
(A rate that rises and falls back: Levin and Kline 1985, Stat. Med. 4:469-488. The days that a likelihood ratio does not
reject: Worsley 1986, Biometrika 73:91-104. Counts that cluster: Wedderburn 1974, Biometrika 61:439-447.)

A span that an edge cuts is counted as a whole: how its number is spread over its days is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import xlogy

from analysis.measures.cells import Cells
from analysis.measures.dispersion import Dispersion, dispersion
from analysis.measures.rates import LEVEL
from analysis.measures.scan import SEED
from analysis.measures.steps import Fit, ascend, of_fixed_days

DRAWS = 999
"""How often lots are drawn, for the period itself and again for its edges."""
MOST_PAIRS = 30_000_000
"""First and last spans tried in all drawings at most: a larger record is drawn less often, at least 99 times."""
MOST_NUMBERS = 200_000
"""Numbers fitted at a time."""
Days = tuple[date, date]
"""From one day to another, both included."""


@dataclass(frozen=True)
class Edges:
    """A period of raised rate.

    `first` and `last` are its most likely days; `firsts` and `lasts` run from the earliest to the latest day that the
    counts do not reject. `chance` is that of a period so plain at a constant rate. `limit` is by how much the
    log-likelihood of the true days may fall short of `gain`, that of the best; it has been multiplied by the dispersion
    of the counts inside, `clustering`, where that is above one. `unknown` is the number of days without a number.
    """

    first: date
    last: date
    firsts: Days
    lasts: Days
    chance: float
    clustering: Dispersion | None
    limit: float
    gain: float
    unknown: int

    def admits(self, cells: Cells, first: date, last: date) -> bool:
        """True when these counts do not reject that the period lasts from `first` to `last`."""
        inside = cells.inside(first, last)[None, :].astype("float64")
        fit = of_fixed_days(cells.counts[None, :], cells.days, inside, np.array([2.0]))
        return bool(self.gain - fit.gain[0] <= self.limit + 1e-6)


@dataclass(frozen=True)
class NoEdges:
    """No period of raised rate: `chance` is that of the plainest one at a constant rate, 1 where there is none."""

    chance: float
    unknown: int


def find_edges(cells: Cells, level: float = LEVEL, draws: int = DRAWS) -> Edges | NoEdges:
    """The period of raised rate among these counts, or that they do not reject a constant rate at this level."""
    counts, days = cells.counts[None, :], cells.days
    if len(cells) < 2 or cells.total < 2:
        return NoEdges(1.0, cells.unknown)
    gain, span = scan(cells.counts, days)
    chance = _chance(cells, gain, draws)
    if chance > 1 - level:
        return NoEdges(chance, cells.unknown)
    best = _best(cells, span)
    clustering = _clustering(cells, best)
    limit = _limit(cells, best, level, draws) * (clustering.factor if clustering else 1.0)
    first, last = _ends(cells, best)
    gaps = cells.gaps
    firsts = [_from_left(cells, *start) for start in _reaching(_starts(counts, days, best, limit), days, gaps)]
    mirrored = _starts(counts[:, ::-1], days[::-1], best, limit)
    back = [_from_right(cells, *start) for start in _reaching(mirrored, days[::-1], np.append(0, gaps[:0:-1]))]
    return Edges(
        first,
        last,
        (min(first, *firsts), max(first, *firsts)) if firsts else (first, first),
        (min(last, *back), max(last, *back)) if back else (last, last),
        chance,
        clustering,
        limit,
        float(best.gain[0]),
        cells.unknown,
    )


def likeliest(cells: Cells) -> Days | None:
    """The most likely days of a period of raised rate, whether it stands out or not; `None` where there is none."""
    if len(cells) < 2 or cells.total < 2:
        return None
    gain, span = scan(cells.counts, cells.days)
    return _ends(cells, _best(cells, span)) if gain > 0 else None


def _best(cells: Cells, span: tuple[int, int]) -> Fit:
    """The best period, from a first guess at its first and last span."""
    places = np.arange(len(cells))
    guess = np.where((places >= span[0]) & (places <= span[1]), cells.days, 0.0)
    return ascend(cells.counts[None, :], cells.days, guess[None, :])


def _chance(cells: Cells, gain: float, draws: int) -> float:
    """The chance of a gain as large at a constant rate of rows.

    Single strikes cannot be dealt out by lot: a row of six would then be a period of raised rate by itself. The rows
    keep their lengths and their numbers, and come in an order drawn by lot among the days of none; any order of them
    is as likely at a constant rate, so that the chance is that of an exact test (Davison and Hinkley 1997, ch. 4).
    """
    counts, days, _ = _pieces(cells, cells.days)
    lot, pairs = np.random.default_rng(SEED), int((counts > 0).sum()) ** 2 + len(days)
    orders = (lot.permutation(len(days)) for _ in range(min(draws, max(MOST_PAIRS // pairs, 99))))
    as_plain = [scan(counts[order], days[order])[0] >= gain - 1e-9 for order in orders]
    return (sum(as_plain) + 1) / (len(as_plain) + 1)


def scan(counts: np.ndarray, days: np.ndarray) -> tuple[float, tuple[int, int]]:
    """The largest gain in log-likelihood from a higher rate on some spans, and the first and the last of these.

    The period begins and ends with a span that holds some: days of none at its edge only lower the rate.
    """
    places = np.flatnonzero(counts)
    total, whole = float(counts.sum()), float(days.sum())
    sums, until = counts.cumsum(), days.cumsum()
    some = sums[places][None, :] - (sums - counts)[places][:, None]
    length = until[places][None, :] - (until - days)[places][:, None]
    rest, other = total - some, whole - length
    raised = (length > 0) & (some * other > rest * length)
    length, other = np.where(raised, length, 1.0), np.where(raised, other, 1.0)
    found = xlogy(some, some / length) + xlogy(rest, rest / other) - total * np.log(total / whole)
    found = np.where(raised, found, 0.0)
    start, stop = np.unravel_index(int(found.argmax()), found.shape)
    return float(found[start, stop]), (int(places[start]), int(places[stop]))


def _pieces(cells: Cells, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts, days and days inside of the spans, with days of none in pieces as long as the usual row.

    Each of these pieces could have had a row. `inside` are the days inside of each span, all or none of those of none.
    """
    none = cells.counts == 0
    usual = max(int(np.median(cells.days[~none])), 1)
    rest = cells.days % usual
    times = np.where(none, -(-cells.days // usual), 1)
    place = np.repeat(np.arange(len(cells)), times)
    days = np.where(none, usual, cells.days)[place]
    cut = none & (rest > 0)
    days[times.cumsum()[cut] - 1] = rest[cut]
    return cells.counts[place], days, np.where(none[place], np.where(inside[place] > 0, days, 0), inside[place])


def _clustering(cells: Cells, best: Fit) -> Dispersion | None:
    """The dispersion of the counts inside, each day of none a count of its own."""
    inside = best.inside[0]
    some = (inside == cells.days) & (cells.counts > 0)
    none = int(inside[cells.counts == 0].sum())
    return dispersion([*map(int, cells.counts[some]), *[0] * none], [*map(int, cells.days[some]), *[1] * none], DRAWS)


def _limit(cells: Cells, best: Fit, level: float, draws: int) -> float:
    """By how much the likelihood of the true days falls short of the largest, at most, with this probability.

    Counts are drawn as if the best days were the true ones.
    """
    _, single, inside = _pieces(cells, best.inside[0])
    weight = single + (best.times[0] - 1) * inside
    drawn = np.random.default_rng(SEED).multinomial(cells.total, weight / weight.sum(), size=draws)
    lines = np.array_split(drawn, -(-drawn.size // MOST_NUMBERS))
    short = np.sort(np.concatenate([_short(some, single, inside, best.times) for some in lines]))
    return float(short[min(int(np.ceil(level * (len(short) + 1))), len(short)) - 1])


def _short(drawn: np.ndarray, days: np.ndarray, inside: np.ndarray, times: np.ndarray) -> np.ndarray:
    """By how much the likelihood of the true days falls short of the largest, in each of these lines of counts."""
    counts, days, inside = _together(drawn, np.broadcast_to(days, drawn.shape), np.broadcast_to(inside, drawn.shape))
    found = ascend(counts, days, inside).gain
    short: np.ndarray = np.maximum(found - of_fixed_days(counts, days, inside, np.repeat(times, len(counts))).gain, 0)
    return short


def _together(counts: np.ndarray, days: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same lines with days of none taken together, which changes no likelihood.

    Lines that would be shorter than others keep some of these days apart.
    """
    none = counts == 0
    begins = np.ones(counts.shape, dtype=bool)
    begins[:, 1:] = ~(none[:, 1:] & none[:, :-1])
    missing = begins.sum(axis=1).max() - begins.sum(axis=1)
    begins |= (~begins).cumsum(axis=1) <= missing[:, None]
    starts = np.flatnonzero(begins)
    counts, days, inside = (
        np.add.reduceat(each.ravel(), starts).reshape(len(begins), -1) for each in (counts, days, inside)
    )
    return counts, days, inside


def _starts(counts: np.ndarray, days: np.ndarray, best: Fit, limit: float) -> list[tuple[int, int]]:
    """The first days not rejected: each a span, and how many of its days are inside.

    Days of none are searched only before a span in which the period may begin: further from it they are less likely.
    """
    heads = [(place, int(length)) for place, length in enumerate(days)]
    held = [(place, tail) for place, length in heads if counts[0, place] for tail in range(1, length)]
    found = _accepted(counts, days, best, limit, [*heads, *held])
    begun = {place for place, tail in found if tail == days[place]}
    none_before = [place - 1 for place in sorted(begun) if place and not counts[0, place - 1]]
    quiet = [(place, tail) for place in none_before if place not in begun for tail in range(1, int(days[place]))]
    return found + _accepted(counts, days, best, limit, quiet)


def _reaching(starts: Sequence[tuple[int, int]], days: np.ndarray, gaps: np.ndarray) -> list[tuple[int, int]]:
    """The same starts, those at the head of a span with the unknown days before it: the period may begin there."""
    return [(place, tail + (int(gaps[place]) if tail == days[place] else 0)) for place, tail in starts]


def _accepted(
    counts: np.ndarray, days: np.ndarray, best: Fit, limit: float, starts: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Those of these first days that some last day makes as likely as the best, but for the limit."""
    if not starts:
        return []
    fixed, same = np.array(starts), np.broadcast_to(counts, (len(starts), len(days)))
    places, end = np.arange(len(days)), int(np.flatnonzero(best.inside[0])[-1])
    behind = places >= fixed[:, :1]
    guesses = (behind & (places <= np.maximum(end, fixed[:, :1])), behind, places == fixed[:, :1])
    begun = np.where(places == fixed[:, :1], fixed[:, 1:], days)
    gain = np.max([ascend(same, days, np.where(guess, begun, 0.0), fixed).gain for guess in guesses], axis=0)
    return [start for start, short in zip(starts, best.gain[0] - gain, strict=True) if short <= limit + 1e-6]


def _ends(cells: Cells, best: Fit) -> Days:
    """The first and the last day of the best period."""
    places = np.flatnonzero(best.inside[0])
    first = _from_left(cells, int(places[0]), int(best.inside[0, places[0]]))
    if len(places) == 1:
        return first, _from_right(cells, len(cells) - 1 - int(places[0]), int(cells.days[places[0]]))
    return first, _from_right(cells, len(cells) - 1 - int(places[-1]), int(best.inside[0, places[-1]]))


def _from_left(cells: Cells, place: int, tail: int) -> date:
    """The day of a span from which so many of its days are left."""
    day: date = cells.start[place].item() + timedelta(days=int(cells.days[place]) - tail)
    return day


def _from_right(cells: Cells, place: int, head: int) -> date:
    """The day of a span, counted from the last of all, to which so many of its days have passed."""
    day: date = cells.start[len(cells) - 1 - place].item() + timedelta(days=head - 1)
    return day
