"""What the record says of a campaign month by month: its busiest month, and two that only a range can tell apart."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Question, attribution_turn
from analysis.measures.counts import count, total
from analysis.measures.findings import Finding, Test, settled, shared_limit
from analysis.measures.grounds import of_counts, of_period
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.words import month, plural


def busiest(question: Question) -> Finding | None:
    """The one month that is surely the campaign's busiest, against all the time after it."""
    chosen = question.chosen
    after = chosen.after.count
    if chosen.campaign.period.days == 0 or after.low is None:
        return None
    table = _months(question, question.rule)
    place = int(table["low"].fillna(-1).to_numpy().argmax())
    alone = Bounds.from_row(table.iloc[place], question.unit)
    rivals = table["high"].drop(index=place)
    if not alone.low or rivals.isna().any() or (rivals >= alone.low).any():
        return None
    told, more = "saw {count}, the most of any month; the {days} {after} saw {other}.", True
    if after.upper < alone.low:
        told = "alone saw {count}, more than the {days} {after} together, which saw {other}."
    elif after.high is None and after.rows and after.low < alone.low:
        told = "alone saw {count}, more than are stated for the {days} {after} together: {other}."
    else:
        more = False
    record = question.record
    values = {
        "campaign": of_period(record, "campaign", chosen.campaign.period.name),
        "month": of_counts(record, month(str(table["month"].iloc[place])), {"campaign": alone}),
        "count": of_counts(record, str(alone), {"campaign": alone}),
        "days": of_period(record, "after", plural(chosen.after.period.days, "day")),
        "after": of_period(record, "after", chosen.after.period.name),
        "other": of_counts(record, str(after), {"after": after}),
    }
    tests, unless = _against_later(question, place) if more else ((), "")
    terms = (of_counts(record, unless, {"campaign": alone, "after": after}),)
    methods = ("counts", "rules", *(("readings",) if tests else ()))
    return Finding("busiest", f"In {{campaign}}, {{month}} {told}", values, tests, unless, terms, methods)


def _against_later(question: Question, place: int) -> tuple[tuple[Test, ...], str]:
    """Under which readings that month saw more than all the time after, and the count at which open ones would not."""
    rows = {name: _months(question, question.rule.under(name)).iloc[place] for name in ADMITTED}
    tests, limits = [], []
    for other in question.every:
        alone = Bounds.from_row(rows[other.reading.rule.attribution], question.unit)
        least, later = alone.low or 0, other.after.count
        answer = settled(later.upper < least, alone.upper <= (later.low or 0))
        tests.append(Test(question.turns(other), answer))
        if answer == "open":
            limits.append((least - 1, later.low or 0))
    limit = shared_limit(limits)
    return tuple(tests), "" if limit is None else f"the later {question.unit} reach {limit + 1:,}"


def split(question: Question) -> Finding | None:
    """Two neighbouring months that only a range can tell apart, though their sum is known."""
    part, record = question.chosen.campaign.period, question.record
    if part.days == 0:
        return None
    for first, second in pairwise(_rows(_months(question, question.rule))):
        shown = _neighbours(question, question.rule, first, second)
        if shown is None:
            continue
        a, b, both = shown
        template = (
            "In {campaign}, {first} saw {a} and {second} {b}, together exactly {both}: "
            "some may lie on either side of the edge."
        )
        values = {
            "campaign": of_period(record, "campaign", part.name),
            "first": of_counts(record, month(first["month"]), {"campaign": a}),
            "a": of_counts(record, a.number, {"campaign": a}),
            "second": of_counts(record, month(second["month"]), {"campaign": b}),
            "b": of_counts(record, b.number, {"campaign": b}),
            "both": of_counts(record, str(both), {"campaign": both}),
        }
        tests = _as_split(question, (first["month"], second["month"]), shown)
        return Finding("split", template, values, tests, methods=("counts", "rules", "readings"))
    return None


Neighbours = tuple[Bounds, Bounds, Bounds]
"""The counts in two months, and in both together."""


def _neighbours(question: Question, rule: Rule, first: pd.Series, second: pd.Series) -> Neighbours | None:
    """The campaign's counts in two rows of `_months` and in their days together; `None` where no range parts them."""
    a, b = (Bounds.from_row(row, question.unit) for row in (first, second))
    if a.exact or b.exact or a.high is None or b.high is None:
        return None
    part = question.chosen.campaign.period
    since = max(pd.Period(first["month"]).start_time.date(), part.start)
    until = min(pd.Period(second["month"]).end_time.date(), part.end)
    both = total(_own_rows(question), rule, question.record.coverage, since, until, unit=question.unit)
    return (a, b, both) if both.exact else None


def _as_split(question: Question, months: tuple[str, str], shown: Neighbours) -> tuple[Test, ...]:
    """One test per attribution rule: does the sentence say the same of these months under it?"""
    tests = []
    for name in ADMITTED:
        rule = question.rule.under(name)
        first, second = (row for row in _rows(_months(question, rule)) if row["month"] in months)
        same = _neighbours(question, rule, first, second) == shown
        tests.append(Test((attribution_turn(name),), "yes" if same else "no"))
    return tuple(tests)


def _rows(table: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in table.iterrows()]


def _own_rows(question: Question) -> pd.DataFrame:
    """The incidents that belong to the main campaign."""
    incidents = question.record.incidents
    return incidents[incidents["campaign"] == question.chosen.campaign.period.campaign]


def _months(question: Question, rule: Rule) -> pd.DataFrame:
    """Bounded counts of the campaign's rows for the months of its days."""
    period, coverage = question.chosen.campaign.period, question.record.coverage
    return count(_own_rows(question), rule, coverage, by="month", since=period.start, until=period.end)
