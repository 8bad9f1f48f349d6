"""Under what other reading the number of a claim that differs comes out: another unit or rule, other days, less.

So many readings are tried that one may fit by chance: that a number comes out shows what may have been meant, and not
what was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain, islice

import pandas as pd

from analysis.measures.rules import ADMITTED, COUNTING
from analysis.measures.scope import UNSTATED, Answers, CannotAnswerError, Scope, claimed_ends, scope_of, units_of
from analysis.record.store import Record

NAMED = 2
"""Other readings named; more would bury the nearest."""
NEAR_DAYS = 14
"""How far from its stated last day a differing total is looked for: stale totals are days old, not months."""


def other_readings(claim: pd.Series, answers: Answers) -> tuple[str, ...]:
    """The nearest readings under which the number of a claim comes out, in words after 'the number would come out'."""
    scopes = (scope_of(claim, answers.record, unit) for unit in units_of(claim)[::-1])
    found = (islice(_agreeing(scope, answers, *claimed_ends(claim)), NAMED) for scope in scopes)
    return tuple(dict.fromkeys(chain.from_iterable(found)))[:NAMED]


def _agreeing(scope: Scope, answers: Answers, low: float, high: float) -> Iterator[str]:
    """Readings that agree, of other days only the nearest.

    Leaving out a campaign is no reading of its own where the claim agrees with the campaign too.
    """
    found: list[Scope] = []
    for words, other in _changes(scope, answers.record):
        if replace(other, without=()) not in found and _within(other, answers, low, high):
            found.append(other)
            yield words
            if other.until != scope.until:
                return


def _changes(scope: Scope, record: Record) -> Iterator[tuple[str, Scope]]:
    """Other readings of a claim, the nearest first."""
    units = UNSTATED if scope.rule.unit in UNSTATED else (scope.rule.unit,)
    readings = [(f"as {record.unit(unit)}", replace(scope, rule=scope.rule.as_unit(unit))) for unit in units]
    yield from (reading for reading in readings if reading[1] != scope)
    for name in ADMITTED:
        if name != scope.rule.attribution:
            yield f"counting {COUNTING[name]}", replace(scope, rule=scope.rule.under(name))
    if "campaign" not in scope.wanted:
        for campaign in record.schema["incidents"]["campaign"].values:
            for words, reading in readings:
                yield f"{words} without the {record.label('campaign', campaign)}", replace(reading, without=(campaign,))
    one_day = scope.since == scope.until
    for days in (step for distance in range(1, NEAR_DAYS + 1) for step in (-distance, distance)):
        until = scope.until + timedelta(days=days)
        if one_day:
            yield f"on {until}", replace(scope, since=until, until=until)
        elif until >= scope.since:
            yield f"through {until}", replace(scope, until=until)


def _within(scope: Scope, answers: Answers, low: float, high: float) -> bool:
    try:
        return scope.count(answers).within(low, high)
    except CannotAnswerError:
        return False
