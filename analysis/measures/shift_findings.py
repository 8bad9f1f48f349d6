"""Whether events moved south, in sentences: in how many pairs the later one lay farther south, and if by chance.

The first sentence of a shift has both, event by event; the second has the probability place by place as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal

from analysis.measures.comparison import Reading, part
from analysis.measures.counts import Window
from analysis.measures.findings import Finding, Holds, Test, Value
from analysis.measures.grounds import of_period
from analysis.measures.rates import LEVEL
from analysis.measures.shift import By, Shift, Shifts, under
from analysis.measures.shift_turning import turning
from analysis.measures.southward import Pairs
from analysis.measures.view import View
from analysis.measures.words import day, plural, probability
from analysis.record.store import Record

RARE = 1 - LEVEL
"""A probability up to which chance alone is not taken for the cause."""
State = Literal["yes", "no", "open"]
FEW: dict[By, str] = {
    "period": "the days looked at hold no event before the campaign, or none after it",
    "half": "one half of the days looked at after the campaign holds no event",
}
METHODS = ("southward", "distance", "rules", "readings")


def shift_findings(record: Record, view: View) -> dict[str, Callable[[], Finding | str]]:
    """How to make each finding by its key; it is a sentence, or the reason why there is none."""

    shifts: dict[By, Shifts] = {by: Shifts(record, Window(view.since, view.until), by) for by in ("period", "half")}

    @cache
    def found(by: By) -> tuple[Shift, ...]:
        return tuple(shifts[by].each())

    keys: dict[str, By] = {"south": "period", "drift": "half"}
    made: dict[str, Callable[[], Finding | str]] = {}
    for key, by in keys.items():
        made[key] = lambda key=key, by=by: _often(record, view, key, by, found(by))  # type: ignore[misc]
        made[f"{key}-chance"] = lambda key=key, by=by: _chance(record, view, key, by, found(by))  # type: ignore[misc]
    made["turning"] = lambda: turning(view, found("period"), shifts["period"])
    return made


def _often(record: Record, view: View, key: str, by: By, found: Sequence[Shift]) -> Finding | str:
    """In how many pairs the later event lay farther south, whether that is most of them, and whether by chance."""
    here = _chosen(view, found)
    if here.pairs is None:
        return FEW[by]
    state = _most(here.pairs)
    where = "wherever in its disc each lay"
    if here.undisclosed:
        where += " and wherever the {undisclosed} without a disclosed place were"
    lies = {
        "yes": f"more often than not, {where}",
        "no": f"in no more than half, {where}",
        "open": f"in more than half or not, depending on {where.replace('wherever', 'where')}",
    }
    template = "In {pairs} of the {total} " + f"{_pairs_of(by)}, the later one lay farther south: {lies[state]}"
    values = {
        **_periods(record, view, by),
        "pairs": Value(_number(here.pairs), here.rows, label=f"{_number(here.pairs)} pairs"),
        "total": Value(f"{here.pairs.total:,}", here.rows, label=f"{here.pairs.total:,} pairs"),
    }
    if here.undisclosed:
        values["undisclosed"] = Value(plural(len(here.undisclosed), "event"), here.undisclosed)
    if here.undisclosed and here.known is not None:
        known = here.disclosed
        values["known"] = Value(_number(here.known), known, label=f"{_number(here.known)} pairs with both disclosed")
        values["both"] = Value(f"{here.known.total:,}", known, label=f"{here.known.total:,} pairs with both disclosed")
        template += "; in {known} of the {both} with both places disclosed"
    if here.left:
        values["left"] = Value(plural(len(here.left), "row"), here.left)
        template += f"; {{left}} that may not be one event within one {by} left aside"
    rare = _rare(here.pairs)
    template += ". If the days of the events were shuffled at random, they would be parted as clearly with {chance}"
    template += f"{_depending(here.pairs)}: {_judged(here.pairs, rare)}."
    values["chance"] = Value(_probability(here.pairs), here.rows)
    return Finding(key, template, values, _tests(found, (state, rare), _both), methods=METHODS)


def _chance(record: Record, view: View, key: str, by: By, found: Sequence[Shift]) -> Finding | str:
    """That probability event by event, with each place taken once, and without what is not disclosed."""
    here = _chosen(view, found)
    if here.pairs is None:
        return FEW[by]
    once = next(one for one in found if one.once and one.reading == here.reading)
    if once.pairs is None:
        return FEW[by]
    states = [_rare(pairs) for pairs in (here.pairs, once.pairs)]
    template = (
        "Taken event by event, {number} would be parted as clearly by shuffled days with {chance}; taken place by "
    )
    template += f"place, {{places}}, each once in a {by}, with {{once}}"
    values = {
        **_periods(record, view, by),
        "number": Value(plural(len(here.rows), "event"), here.rows),
        "chance": Value(_probability(here.pairs), here.rows),
        "places": Value(plural(once.pairs.earlier + once.pairs.later, "place"), here.rows),
        "once": Value(_probability(once.pairs), here.rows, label=f"{_probability(once.pairs)}, place by place"),
    }
    template += _depending(here.pairs if here.pairs.low < here.pairs.high else once.pairs)
    if here.undisclosed and here.known is not None:
        values["undisclosed"] = Value(plural(len(here.undisclosed), "event"), here.undisclosed)
        known = here.disclosed
        values["known"] = Value(_probability(here.known), known, label=f"{_probability(here.known)} without them")
        template += "; with {known} event by event without the {undisclosed} whose place is not disclosed"
    if states[0] == states[1]:
        template += f". Either way {_judged(here.pairs, states[0])}."
    else:
        template += (
            f". Event by event {_judged(here.pairs, states[0])}; place by place {_judged(once.pairs, states[1])}."
        )
    template += f" Compared are {_spans_of(by)}."
    return Finding(f"{key}-chance", template, values, _either_way(found, states), methods=METHODS)


def _either_way(found: Sequence[Shift], states: Sequence[State]) -> tuple[Test, ...]:
    """Under which readings events and places say the same as in the sentence, which speaks of both."""
    each = [one for one in found if not one.once]
    places = {one.reading: one for one in found if one.once}
    tests = []
    for one in each:
        pairs = (one.pairs, places[one.reading].pairs)
        others = [None if some is None else _rare(some) for some in pairs]
        answers = [_same(state, other) for state, other in zip(states, others, strict=True)]
        tests.append(Test(one.turns[:-1], "no" if "no" in answers else "open" if "open" in answers else "yes"))
    return tuple(tests)


def _chosen(view: View, found: Sequence[Shift]) -> Shift:
    return under(found, Reading(view.rule.as_unit("events")))


def _pairs_of(by: By) -> str:
    if by == "period":
        return "pairs of an event {before} and one {after}"
    return "pairs of an event in the first half of the days {after} and one in the second, from {middle}"


def _spans_of(by: By) -> str:
    if by == "period":
        return "the days {before} and those {after}"
    return "the two halves of the days {after}, the second from {middle}"


def _periods(record: Record, view: View, by: By) -> dict[str, Value]:
    """The names of the periods, and the day on which the second half begins."""
    window = Window(view.since, view.until)
    roles = ("before", "after") if by == "period" else ("after",)
    named = {role: of_period(record, role, part(record, role, window).name) for role in roles}
    if by == "period":
        return named
    return {**named, "middle": of_period(record, "after", day(Shifts(record, window, by).spans[1].start))}


def _number(pairs: Pairs) -> str:
    return f"{pairs.low:,}" if pairs.low == pairs.high else f"{pairs.low:,} to {pairs.high:,}"


def _probability(pairs: Pairs) -> str:
    """Both ends in words: 'a probability of 0.2', 'a probability from 0.011 to 0.26', 'from below 0.001 to 1'."""
    low, high = ("1" if chance > 0.999 else probability(chance) for chance in pairs.chances)
    if low == high:
        return f"a probability {low}" if low[0].isalpha() else f"a probability of {low}"
    return f"a probability from {low} to {high}"


def _judged(pairs: Pairs, state: State) -> str:
    """What the probability says, and no more than it says."""
    if state == "yes":
        way = "south" if 2 * pairs.low > pairs.total else "north"
        return f"chance alone does not explain such a shift to the {way}"
    if state == "open":
        return "chance alone may explain it or not, as the places are not known well enough"
    if pairs.least_chance > RARE:
        return "chance alone may explain it, and with so few it would, wherever they lay"
    return "chance alone may explain it"


def _depending(pairs: Pairs) -> str:
    """On what a probability with two ends depends."""
    low, high = pairs.chances
    return "" if low == high else ", depending on where the places were"


def _both(pairs: Pairs) -> tuple[State, State]:
    """Whether it is more than half of the pairs, and whether that is rare."""
    return _most(pairs), _rare(pairs)


def _most(pairs: Pairs) -> State:
    """Whether the later event lay farther south in more than half of the pairs."""
    return "yes" if 2 * pairs.low > pairs.total else "no" if 2 * pairs.high <= pairs.total else "open"


def _rare(pairs: Pairs) -> State:
    """Whether the groups are parted more clearly than chance explains."""
    low, high = pairs.chances
    return "yes" if high <= RARE else "no" if low > RARE else "open"


def _tests(
    found: Sequence[Shift], states: Sequence[State], judged: Callable[[Pairs], Sequence[State]]
) -> tuple[Test, ...]:
    """Under which readings the sentence says the same of both; one that cannot say leaves it open."""
    tests = []
    for one in found:
        others = (None,) * len(states) if one.pairs is None else judged(one.pairs)
        answers = [_same(state, other) for state, other in zip(states, others, strict=True)]
        tests.append(Test(one.turns, "no" if "no" in answers else "open" if "open" in answers else "yes"))
    return tuple(tests)


def _same(state: State, other: State | None) -> Holds:
    if other is None or (other == "open" and state != "open"):
        return "open"
    return "yes" if other == state else "no"
