"""What would undo a shift, or show one: how many of the places that are not disclosed would have to lie where.

Every disclosed place is taken in the middle of its disc. An event without one can lie as it suits the shift best, or as
it suits it least: a later one farther that way than every earlier one or less far than all of them, and an earlier one
the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.measures.comparison import Reading
from analysis.measures.findings import Finding, Test, Value
from analysis.measures.rates import LEVEL
from analysis.measures.shift import Shift, Shifts
from analysis.measures.southward import Pairs, southward
from analysis.measures.view import View
from analysis.measures.words import a_probability, plural

RARE = 1 - LEVEL
BEYOND = 1_000.0
"""Degrees of latitude farther than any place: where an event lies that is beyond all others."""


@dataclass(frozen=True)
class Turning:
    """Which `way` the later of the events with a disclosed place lay more often, and what the others do to that.

    `best` is the chance of a shift as clear with all of the others as it suits the shift best, `worst` as it suits it
    least. `enough` is how many as it suits it least raise the chance above the level up to which chance alone is not
    taken for the cause: 0 where it is above that already, `None` where all of them do not.
    """

    way: Literal["south", "north"]
    best: float
    worst: float
    enough: int | None

    @property
    def kind(self) -> str:
        """What the others can do: nothing for the shift, nothing against it, or undo it."""
        return "against" if self.enough == 0 else "with" if self.enough is None else "turns"


def turning_of(middle: np.ndarray, is_later: np.ndarray) -> Turning:
    """What the events without a latitude (not a number) can do to the shift of those that have one."""
    silent, later = np.isnan(middle), np.asarray(is_later, dtype=bool)
    known = southward(middle[~silent], middle[~silent], later[~silent])
    south = known.low + known.high >= known.total
    suits = np.where(later, -BEYOND, BEYOND) * (1 if south else -1)

    def pairs(against: np.ndarray) -> Pairs:
        where = np.where(silent, suits, middle)
        where[against] = -2 * suits[against]  # beyond the others without a place too
        return southward(where, where, later)

    def undone(against: np.ndarray) -> bool:
        found = pairs(against)
        that_way = found.low if south else found.total - found.high
        return 2 * that_way <= found.total or max(found.chances) > RARE

    each = [np.flatnonzero(silent & later), np.flatnonzero(silent & ~later)]
    # those of one span weigh most together: two of different spans have a pair in common
    orders = [np.concatenate(each), np.concatenate(each[::-1])]
    found = [_fewest(undone, order) for order in orders]
    numbers = [number for number in found if number is not None]
    ends = [max(pairs(order).chances) for order in (orders[0][:0], orders[0])]
    return Turning("south" if south else "north", ends[0], ends[1], min(numbers, default=None))


def _fewest(undone: Callable[[np.ndarray], bool], order: np.ndarray) -> int | None:
    """How many of these, from the first on, it takes; `None` where all are not enough. More of them never do less."""
    if not undone(order):
        return None
    low, high = -1, len(order)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if undone(order[:middle]) else (middle, high)
    return high


def turning(view: View, found: Sequence[Shift], shifts: Shifts) -> Finding | str:
    """What the undisclosed places can do to the shift from before the campaign to after it; or why that is not said."""
    every = {one.reading: one for one in found if not one.once}
    here = every[Reading(view.rule.as_unit("events"))]
    if here.pairs is None:
        return "the days looked at hold no event before the campaign, or none after it"
    if here.known is None:
        return "no event before the campaign, or none after it, has a disclosed place"
    if not here.undisclosed:
        return "every event before and after the campaign has a disclosed place"
    turned = {key: turning_of(*shifts.middles(one)) for key, one in every.items() if one.known is not None}
    own = turned[here.reading]
    template = {
        "against": "Where the {undisclosed} without a disclosed place lay cannot show a shift to the {way}: placed as "
        "it suits one best, with every other place in the middle of its disc, shuffled days would part the events as "
        "clearly with {best}.",
        "with": "Where the {undisclosed} without a disclosed place lay cannot undo the shift to the {way}: placed as "
        "it suits it least, with every other place in the middle of its disc, shuffled days would part the events as "
        "clearly with {worst}.",
        "turns": "The shift to the {way} turns on the {undisclosed} without a disclosed place: placed as suits it "
        "best, with every other place in the middle of its disc, shuffled days would part the events as clearly with "
        "{best}; with {enough} of them placed as it suits it least, OTHER, chance alone may explain it.",
    }[own.kind]
    values = {
        "way": Value(own.way, here.disclosed),
        "undisclosed": Value(plural(len(here.undisclosed), "event"), here.undisclosed),
        "best": Value(a_probability(own.best), here.rows),
        "worst": Value(a_probability(own.worst), here.rows, label=f"{a_probability(own.worst)} at the worst"),
        "enough": Value(f"{own.enough:,}" if own.enough else "none", here.undisclosed, label="enough to undo it"),
    }
    named = {name: value for name, value in values.items() if f"{{{name}}}" in template}
    other = "north" if own.way == "south" else "south"
    least = f"a later one {other} of every earlier event or an earlier one {own.way} of every later event"
    template = template.replace("OTHER", least)
    tests = tuple(Test(one.turns[:-1], _same(own, turned.get(key))) for key, one in every.items())
    return Finding("turning", template, named, tests, methods=("southward", "distance", "rules", "readings"))


def _same(own: Turning, other: Turning | None) -> Literal["yes", "no", "open"]:
    if other is None:
        return "open"
    return "yes" if (own.way, own.kind) == (other.way, other.kind) else "no"
