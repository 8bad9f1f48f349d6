"""What the record says of a campaign beside the time after it: the findings of the main report."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Comparison, Question, with_days
from analysis.measures.counts import Window, total
from analysis.measures.findings import Finding, Findings, Test, Value, settled, shared_limit
from analysis.measures.grounds import of_counts, of_period
from analysis.measures.monthly import busiest, split
from analysis.measures.rates import PER_DAYS, tipping_count
from analysis.measures.rules import Rule
from analysis.measures.sporadic import sporadic_findings
from analysis.measures.words import about, days, plural, span
from analysis.record.store import Record


def campaign_findings(
    record: Record, rule: Rule, since: date | None = None, until: date | None = None, factor: int = 10
) -> Findings:
    """The findings on the campaign, strongest first, under a rule and for the days from `since` to `until`.

    `factor` is the number of times that the first comparison claims. Keys: `ratio`, `interval`, `total`, `busiest`,
    `split`, `beside`, `events`, `later`, `quiet`, `cluster`; one for which the record has no numbers is left out.
    """
    question = Question.of(record, rule, since, until, factor)
    campaign, after = (_nothing_stated(side.count) for side in (question.chosen.campaign, question.chosen.after))
    makers = [_unstated] if campaign or after else [_ratio, _interval]
    makers += [] if campaign else [_total, busiest, split]
    makers += [_beside]
    found = [maker(question) for maker in makers]
    found += sporadic_findings(record, rule, Window.of(record.coverage, since, until))
    return Findings(tuple(finding for finding in found if finding is not None))


def _nothing_stated(count: Bounds) -> bool:
    """True when rows match and none of them states a number: the count is from zero to open, which says nothing."""
    return count.covered and not count.rows and bool(count.left_out)


def _unstated(question: Question) -> Finding | None:
    """What to say when no row of the campaign, or none after it, states the unit asked for."""
    side, role, where = question.chosen.campaign, "campaign", "in {period}"
    if not _nothing_stated(side.count):
        side, role, where = question.chosen.after, "after", "{period}"
    values = {
        "unit": Value(str(question.unit)),
        "period": of_period(question.record, role, side.period.name),
        "rows": Value(plural(len(side.count.left_out), "row"), side.count.left_out),
    }
    template = f"No number of {{unit}} is stated {where} ({{rows}}), so it cannot be compared."
    return Finding("ratio", template, values, methods=("counts", "rules"))


def _beside(question: Question) -> Finding | None:
    """What fell on the campaign's days and is not the campaign's: no side of the comparison holds it."""
    record, period = question.record, question.chosen.campaign.period
    if period.days == 0:
        return None
    declared, incidents = record.period("campaign"), record.incidents
    inside = incidents["start_date"].ge(pd.Timestamp(declared.start)) & incidents["end_date"].le(
        pd.Timestamp(declared.end)
    )  # one that reaches beyond may belong to the time before or after, and is counted there
    others = inside & (incidents["campaign"].astype("object") != declared.campaign)
    rule, unit = question.chosen.reading.rule, record.unit(question.chosen.reading.rule.unit)
    count = total(record.incidents, rule, record.coverage, period.start, period.end, unit=unit, keep=others)
    rows = count.rows + count.left_out
    if not rows:
        return None
    template = "On the days of {period} lie rows that are not its own ({rows}, {count}), which no period counts."
    values = {
        "period": of_period(record, "campaign", period.name),
        "rows": Value(plural(len(rows), "row"), rows),
        "count": Value(str(count), rows),
    }
    return Finding("beside", template, values, methods=("counts", "rules"))


def _ratio(question: Question) -> Finding | None:
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
        "factor": of_counts(record, str(factor), {"campaign": first.count, "after": second.count}),
        "campaign": of_period(record, "campaign", chosen.campaign.period.name),
        "after": of_period(record, "after", with_days(chosen.after.period)),
        "rate": of_counts(record, f"{span(first.low, first.high)} in {PER_DAYS} days", {"campaign": first.count}),
        "other": of_counts(record, span(second.low, second.high), {"after": second.count}),
    }
    methods = ("counts", "rules", "rates", "ratio")
    if not (at_least or fewer or as_stated):
        return Finding("ratio", template, values, methods=methods)
    others = [other for other in question.every if other.over_after is not None]
    answers = [settled(*(sure[::-1] if fewer else sure)) for sure in (_sure(other, factor) for other in others)]
    tests = tuple(Test(question.turns(other), answer) for other, answer in zip(others, answers, strict=True))
    left_open = [other for other, answer in zip(others, answers, strict=True) if answer == "open"]
    limit = None if fewer else _limit(left_open, factor)
    unless = "" if limit is None else f"the later {question.unit} exceed {limit:,}"
    terms = (question.placed, replace(values["factor"], text=unless))
    return Finding("ratio", template, values, tests, unless, terms, (*methods, "readings"))


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


def _interval(question: Question) -> Finding | None:
    """The ratio itself with its exact interval, one-sided where a maximum is open."""
    chosen = question.chosen
    ratio = chosen.over_after
    if ratio is None or math.isnan(ratio.low) or math.isnan(ratio.high) or (ratio.low, ratio.high) == (0, math.inf):
        return None
    record, counts = question.record, {"campaign": chosen.campaign.count, "after": chosen.after.count}
    low, high = about(ratio.interval_low), about(ratio.interval_high)
    interval = f"exact {ratio.level * 100:g} % interval"
    spread = "if they came independently of one another, wider if they cluster"
    first = {"ratio": of_counts(record, span(ratio.low, ratio.high), counts)}
    if math.isinf(ratio.low):
        first = {"after": of_period(record, "after", chosen.after.period.name)}
        interval = f"{interval} starts at {low}"
        template = f"No ratio can be given, as there are none {{after}}; its {{interval}} {spread}."
    elif chosen.after.count.high is None and math.isfinite(ratio.high):
        first = {"ratio": of_counts(record, about(ratio.high), counts)}
        interval = f"{interval}: {high}"
        template = (
            "The campaign's rate is at most {ratio} times the later one (upper end of the {interval}); "
            "how much less cannot be said while not every later row states a maximum."
        )
    else:
        interval = f"{interval} from {low} upward" if math.isinf(ratio.interval_high) else f"{interval} {low} to {high}"
        template = f"The campaign's rate is {{ratio}} times the later one; {{interval}} {spread}."
    values = {**first, "interval": of_counts(record, interval, counts)}
    return Finding("interval", template, values, methods=("counts", "rules", "rates", "ratio"))


def _total(question: Question) -> Finding | None:
    """The campaign's count, and under which readings it stays the same."""
    record, side = question.record, question.chosen.campaign
    low, high = side.count.low, side.count.upper
    if low is None:
        return None
    tests = tuple(
        Test(question.turns(other), settled(found.within(low, high), found.apart_from(low, high)))
        for other in question.every
        if (found := other.campaign.count).low is not None
    )
    template = "The record has {count} in {campaign}: {dates}, {days}."
    values = {
        "count": of_counts(record, str(side.count), {"campaign": side.count}),
        "campaign": of_period(record, "campaign", record.period("campaign").name),
        "dates": of_period(record, "campaign", days(side.period.start, side.period.end)),
        "days": of_period(record, "campaign", plural(side.period.days, "day")),
    }
    return Finding("total", template, values, tests, "", (question.placed,), ("counts", "rules", "readings"))
