"""What the record says of how much oftener a campaign's strikes came than those after it: a claim, and the ratio."""

from __future__ import annotations

import math
from dataclasses import replace

from analysis.measures.comparison import Comparison, Question, with_days
from analysis.measures.findings import Finding, Holds, Test, Value, settled, shared_limit
from analysis.measures.grounds import of_counts, of_period
from analysis.measures.rates import NO_INTERVAL, PER_DAYS, tipping_count
from analysis.measures.words import about, span


def times_as_often(question: Question) -> Finding | None:
    """At least `factor` times as often in the campaign as after it, or fewer, or neither for sure."""
    chosen, factor = question.chosen, question.factor
    ratio, first, second = chosen.over_after, chosen.campaign.rate, chosen.after.rate
    if ratio is None or first is None or second is None or math.isnan(ratio.low):
        return None
    at_least, fewer = _sure(chosen, factor)
    as_stated = second.count.high is None and _limit([chosen], factor) is not None
    claim = (
        f"{{unit}} came {'fewer than' if fewer else 'at least'} {{factor}} times as often in {{campaign}} as {{after}}"
    )
    unit, record = str(question.unit), question.record
    if at_least or fewer:
        unit = f"{unit[0].upper()}{unit[1:]}"
    else:
        claim = f"As far as numbers are stated, {claim}" if as_stated else f"Whether {claim} cannot be said"
    template = f"{claim}: {{rate}} against {{other}}."
    values = {
        "unit": Value(unit),
        "factor": of_counts(
            record, f"{factor:,}", {"campaign": first.count, "after": second.count}, f"{factor:,} times as often"
        ),
        "campaign": of_period(record, "campaign", chosen.campaign.period.name),
        "after": of_period(record, "after", with_days(chosen.after.period)),
        "rate": of_counts(
            record, f"{_counted(span(first.low, first.high), question)} in {PER_DAYS} days", {"campaign": first.count}
        ),
        "other": of_counts(record, span(second.low, second.high), {"after": second.count}),
    }
    return _under_every_reading(
        Finding("ratio", template, values, methods=("counts", "rules", "rates", "ratio", "readings")),
        question,
        "at least" if at_least or as_stated else "fewer than" if fewer else "cannot be said",
    )


def _counted(number: str, question: Question) -> str:
    """A computed number with what it counts."""
    return f"{number} {question.unit.one if number == '1' else question.unit.many}"


def _under_every_reading(finding: Finding, question: Question, claim: str) -> Finding:
    """The finding with its tests, and the later count up to which the readings that leave it open would bear it."""
    tests, left_open = [], []
    for other in question.every:
        if other.over_after is None:
            continue
        at_least, fewer = _sure(other, question.factor)
        answer: Holds = {
            "at least": settled(at_least, fewer),
            "fewer than": settled(fewer, at_least),
            "cannot be said": settled(not (at_least or fewer), True),
        }[claim]
        tests.append(Test(question.turns(other), answer))
        left_open += [other] if answer == "open" else []
    limit = _limit(left_open, question.factor) if claim == "at least" else None
    unless = "" if limit is None else f"the later {question.unit} exceed {limit:,}"
    terms = (replace(finding.values["factor"], text=unless, label=""),)
    return replace(finding, tests=tuple(tests), unless=unless, terms=terms)


def _sure(comparison: Comparison, factor: int) -> tuple[bool, bool]:
    """Is the campaign's rate surely at least `factor` times the later one, and is it surely less?"""
    ratio = comparison.over_after
    return (False, False) if ratio is None else (ratio.low >= factor, ratio.high < factor)


def _limit(comparisons: list[Comparison], factor: int) -> int | None:
    """The later count up to which each of these campaigns, at its least, has `factor` times the later rate."""
    limits = []
    for comparison in comparisons:
        first, later = comparison.campaign.rate, comparison.after
        if first is None or not first.count.low:
            return None
        limits.append((tipping_count(first, later.period.days, factor), later.count.low or 0))
    return shared_limit(limits)


def interval(question: Question) -> Finding | None:
    """The ratio itself with its exact interval, one-sided where a maximum is open; of the dead without an interval."""
    chosen = question.chosen
    ratio = chosen.over_after
    if ratio is None or math.isnan(ratio.low) or math.isnan(ratio.high) or (ratio.low, ratio.high) == (0, math.inf):
        return None
    record, counts = question.record, {"campaign": chosen.campaign.count, "after": chosen.after.count}
    open_below = chosen.after.count.high is None and math.isfinite(ratio.high)
    if math.isinf(ratio.low):
        values = {"after": of_period(record, "after", chosen.after.period.name)}
        claim = "No ratio can be given, as there are none {after}"
    elif open_below:
        values = {"ratio": of_counts(record, about(ratio.high), counts, f"at most {about(ratio.high)} times")}
        claim = "The campaign's rate is at most {ratio} times the later one"
    else:
        often = span(ratio.low, ratio.high)
        values = {"ratio": of_counts(record, often, counts, f"{often} times")}
        claim = "The campaign's rate is {ratio} times the later one"
    unknown = "how much less cannot be said while not every later row states a maximum"
    methods = ("counts", "rules", "rates", "ratio")
    if ratio.interval is None:
        template = f"{claim}; {unknown}, and {NO_INTERVAL}." if open_below else f"{claim}; {NO_INTERVAL}."
        return Finding("interval", template, values, methods=methods)
    low, high = map(about, ratio.interval)
    shown = f"exact {ratio.level * 100:g} % interval"
    spread = "if they came independently of one another, wider if they cluster"
    if open_below:
        shown, template = f"{shown}: {high}", f"{claim} (upper end of the {{interval}}); {unknown}."
    elif math.isinf(ratio.low):
        shown, template = f"{shown} starts at {low}", f"{claim}; its {{interval}} {spread}."
    else:
        shown = f"{shown} from {low} upward" if math.isinf(ratio.interval[1]) else f"{shown} {low} to {high}"
        template = f"{claim}; {{interval}} {spread}."
    return Finding("interval", template, {**values, "interval": of_counts(record, shown, counts)}, methods=methods)
