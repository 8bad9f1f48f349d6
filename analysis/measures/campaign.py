"""What the record says of a campaign beside the time before and after it: the findings of the main report."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Comparison, Reading, compare, readings, turns
from analysis.measures.counts import Window, count
from analysis.measures.findings import Finding, Findings, Test, Turn, Value, settled
from analysis.measures.rates import PER_DAYS, tipping_count
from analysis.measures.rules import Rule
from analysis.measures.sporadic import sporadic_findings
from analysis.measures.words import about, days, month, plural, span
from analysis.record.store import Record


@dataclass(frozen=True)
class _Question:
    """What is asked, and the comparison under the chosen reading and under every one."""

    record: Record
    rule: Rule
    factor: int
    chosen: Comparison
    every: tuple[Comparison, ...]

    @property
    def unit(self) -> str:
        return str(self.record.unit(self.rule.unit))

    def turns(self, comparison: Comparison) -> tuple[Turn, ...]:
        return turns(self.record, comparison.reading)


def campaign_findings(
    record: Record, rule: Rule, since: date | None = None, until: date | None = None, factor: int = 10
) -> Findings:
    """The findings on the campaign, strongest first, under a rule and for the days from `since` to `until`.

    `factor` is the number of times that the first comparison claims. Keys: `ratio`, `interval`, `total`, `busiest`,
    `split`, `events`, `later`, `quiet`, `cluster`; one for which the record has no numbers is left out.
    """
    chosen = compare(record, Reading(rule), since, until)
    every = tuple(compare(record, reading, since, until) for reading in readings(record, rule.unit))
    question = _Question(record, rule, factor, chosen, every)
    makers = (_unstated,) if _nothing_stated(chosen.campaign.count) else (_ratio, _interval, _total, _busiest, _split)
    found: list[Finding | None] = [maker(question) for maker in makers]
    found += sporadic_findings(record, rule, Window.of(record.coverage, since, until))
    return Findings(tuple(finding for finding in found if finding is not None))


def _nothing_stated(count_: Bounds) -> bool:
    """True when rows match and none of them states a number: the count is from zero to open, which says nothing."""
    return count_.covered and not count_.rows and bool(count_.left_out)


def _unstated(question: _Question) -> Finding | None:
    """What to say when no row of the campaign states the unit asked for."""
    chosen = question.chosen
    template = (
        "No number of " + question.unit + " is stated for any of the {rows} in {campaign}, so it cannot be compared."
    )
    values = {
        "rows": Value(plural(len(chosen.campaign.count.left_out), "row"), chosen.campaign.count.left_out),
        "campaign": Value(chosen.campaign.period.name),
    }
    return Finding("ratio", template, values)


def _ratio(question: _Question) -> Finding | None:
    """At least `factor` times as often in the campaign as after it, or fewer."""
    chosen, factor = question.chosen, question.factor
    ratio, first, second = chosen.over_after, chosen.campaign.rate, chosen.after.rate
    if ratio is None or first is None or second is None or math.isnan(ratio.low):
        return None
    fewer = ratio.high < factor
    tests = tuple(
        Test(question.turns(other), settled(*((under, over) if fewer else (over, under))))
        for other in question.every
        if (found := other.over_after) is not None
        for over, under in [(found.low >= factor, found.high < factor)]
    )
    hedge = "" if fewer or ratio.low >= factor else "as far as numbers are stated, "
    opening = f"{hedge}{question.unit} came "
    often = "fewer than {factor} times" if fewer else "at least {factor} times"
    template = f"{opening[0].upper()}{opening[1:]}{often} as often in {{campaign}} as {{after}}: "
    template += f"{{rate}} in {PER_DAYS} days against {{other}}."
    values = {
        "factor": Value(str(factor)),
        "campaign": Value(chosen.campaign.period.name),
        "after": Value(chosen.after.period.name),
        "rate": Value(span(first.low, first.high), first.count.rows),
        "other": Value(span(second.low, second.high), second.count.rows),
    }
    tipping = tipping_count(first, chosen.after.period.days, factor)
    unless = "" if fewer else f"{question.unit} {chosen.after.period.name} exceed {tipping:,}"
    return Finding("ratio", template, values, tests, unless)


def _interval(question: _Question) -> Finding | None:
    """The ratio itself with its exact interval, one-sided where a maximum is open."""
    chosen = question.chosen
    ratio = chosen.over_after
    if ratio is None or math.isnan(ratio.low):
        return None
    rows = chosen.campaign.count.rows + chosen.after.count.rows
    level = f"{ratio.level * 100:g} %"
    if chosen.after.count.high is None and math.isfinite(ratio.high):
        template = (
            "The campaign's rate is at most {ratio} times the later one (upper end of the exact "
            f"{level} interval: {{high}}); how much less cannot be said while no maximum is stated for every later row."
        )
    else:
        template = (
            f"The campaign's rate is {{ratio}} times the later one; exact {level} interval {{low}} to {{high}} if they came "
            "independently of one another, wider if they cluster."
        )
    shown = about(ratio.high) if ratio.low == 0 else span(ratio.low, ratio.high)
    ends = {"low": Value(about(ratio.interval_low)), "high": Value(about(ratio.interval_high))}
    return Finding("interval", template, {"ratio": Value(shown, rows)} | ends)


def _total(question: _Question) -> Finding | None:
    side = question.chosen.campaign
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
        "count": Value.of(side.count),
        "campaign": Value(side.period.name),
        "dates": Value(days(side.period.start, side.period.end)),
        "days": Value(plural(side.period.days, "day")),
    }
    return Finding("total", template, values, tests)


def _own_rows(question: _Question) -> pd.DataFrame:
    """The incidents that belong to the main campaign."""
    incidents = question.record.incidents
    return incidents[incidents["campaign"] == question.chosen.campaign.period.campaign]


def _months(question: _Question) -> pd.DataFrame:
    """Bounded counts of the campaign's rows for the months of its declared dates."""
    period, coverage = question.chosen.campaign.period, question.record.coverage
    return count(_own_rows(question), question.rule, coverage, by="month", since=period.start, until=period.end)


def _busiest(question: _Question) -> Finding | None:
    """The one month that is surely the campaign's busiest, against all the time after it."""
    chosen = question.chosen
    if chosen.campaign.period.days == 0 or chosen.after.count.low is None:
        return None
    table = _months(question)
    top = table.iloc[int(table["low"].fillna(-1).to_numpy().argmax())]
    rivals = table.loc[table["month"] != top["month"], "high"]
    if pd.isna(top["low"]) or top["low"] == 0 or rivals.isna().any() or (rivals >= top["low"]).any():
        return None
    most = Bounds.from_row(top, question.record.unit(question.rule.unit))
    least = int(top["low"])
    more = chosen.after.count.low < least
    tests = tuple(
        Test(question.turns(other), settled(found.upper < least, (found.low or 0) >= most.upper))
        for other in question.every
        if (found := other.after.count).low is not None
    )
    if more:
        template = "{month} alone saw {count}, more than the {days} {after} together, for which {other} are stated."
    else:
        template = "{month} saw {count}, the most of any month; the {days} {after} saw {other}."
    values = {
        "month": Value(month(str(top["month"]))),
        "count": Value.of(most),
        "days": Value(plural(chosen.after.period.days, "day")),
        "after": Value(chosen.after.period.name),
        "other": Value.of(chosen.after.count),
    }
    unless = f"{question.unit} {chosen.after.period.name} reach {least:,}"
    return Finding("busiest", template, values, tests if more else (), unless if more else "")


def _split(question: _Question) -> Finding | None:
    """Two neighbouring months that only a range can tell apart, though their sum is known."""
    if question.chosen.campaign.period.days == 0:
        return None
    unit = question.record.unit(question.rule.unit)
    for (_, first), (_, second) in pairwise(_months(question).iterrows()):
        a, b = Bounds.from_row(first, unit), Bounds.from_row(second, unit)
        if a.exact or b.exact or a.high is None or b.high is None:
            continue
        since, until = pd.Period(first["month"]).start_time.date(), pd.Period(second["month"]).end_time.date()
        together = count(_own_rows(question), question.rule, question.record.coverage, since=since, until=until)
        both = Bounds.from_row(together.iloc[0], unit)
        if both.exact:
            template = (
                "{first} saw {a} and {second} {b}, together exactly {both}: some may lie on either side of the edge."
            )
            names = {"first": Value(month(str(first["month"]))), "second": Value(month(str(second["month"])))}
            numbers = {"a": Value(a.number, a.rows), "b": Value(b.number, b.rows), "both": Value.of(both)}
            return Finding("split", template, names | numbers)
    return None
