"""What the record says of a campaign beside the time after it: the findings of the main report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Question, part, placed
from analysis.measures.counts import Window, total
from analysis.measures.findings import Finding, Findings, Test, Value, settled
from analysis.measures.grounds import of_counts, of_period
from analysis.measures.monthly import busiest, split
from analysis.measures.ratio_findings import interval, times_as_often
from analysis.measures.rules import Rule
from analysis.measures.sporadic import sporadic_findings
from analysis.measures.unsaid import unsaid
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import days, plural
from analysis.record.store import Record


def campaign_findings(
    record: Record, rule: Rule, since: date | None = None, until: date | None = None, factor: int = 10
) -> Findings:
    """The findings on the campaign, in reading order, under a rule and for the days from `since` to `until`.

    `factor` is the number of times that the first comparison claims. Keys: `ratio`, `interval`, `total`, `busiest`,
    `split`, `beside`, `events`, `later`, `quiet`, `cluster`; one for which the record has no numbers is left out, and
    the findings say why. Where all are, `total` tells what the record has in the days looked at.
    """
    question = Question.of(record, rule, since, until, factor)
    campaign, after = (_silent(side.count) for side in (question.chosen.campaign, question.chosen.after))
    makers = [_unstated] if campaign or after else [times_as_often, interval]
    makers += [] if campaign else [_total, busiest, split]
    makers += [_beside]
    found = [finding for maker in makers if (finding := maker(question)) is not None]
    window = Window.of(record.coverage, since, until)
    about = {"the campaign": found, "outside the campaign": sporadic_findings(record, rule, window)}
    if not any(about.values()) and (all_there_is := _looked_at(question, window)) is not None:
        about["the days looked at"] = [all_there_is]
    extension, called = placed(record), Whereabouts(record).briefs()
    return Findings(
        tuple(
            replace(finding, about=subject, terms=(extension, *finding.terms), called=called)
            for subject, findings in about.items()
            for finding in findings
        ),
        unsaid(question, {finding.key for findings in about.values() for finding in findings}),
    )


def _silent(count: Bounds) -> int:
    """The rows that match where none of them states a number, from zero to open, which says nothing; 0 otherwise."""
    return len(count.left_out) if count.covered and not count.rows else 0


def _unstated(question: Question) -> Finding | None:
    """What to say when no row of the campaign, or none after it, states the unit asked for."""
    role, where = ("campaign", "in {period}") if _silent(question.chosen.campaign.count) else ("after", "{period}")
    side = getattr(question.chosen, role)
    values = {
        "unit": Value(str(question.unit)),
        "period": of_period(question.record, role, side.period.name),
        "rows": Value(plural(len(side.count.left_out), "row"), side.count.left_out),
    }
    tests = tuple(
        Test(question.turns(other), "yes" if _silent(getattr(other, role).count) == _silent(side.count) else "no")
        for other in question.every
    )
    template = f"No number of {{unit}} is stated {where} ({{rows}}), so it cannot be compared."
    return Finding("ratio", template, values, tests, methods=("counts", "rules", "readings"))


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
    whole = side.period.days == record.period("campaign").days
    where = "{campaign}" if whole else "the part of {campaign} that is looked at"
    template = f"The record has {{count}} in {where}: {{dates}}, {{days}}."
    values = {
        "count": of_counts(record, str(side.count), {"campaign": side.count}),
        "campaign": of_period(record, "campaign", record.period("campaign").name),
        "dates": of_period(record, "campaign", days(side.period.start, side.period.end)),
        "days": of_period(record, "campaign", plural(side.period.days, "day")),
    }
    return Finding("total", template, values, tests, methods=("counts", "rules", "readings"))


def _looked_at(question: Question, window: Window) -> Finding | None:
    """What the record has in the days looked at, of which nothing else can be said: none, so many, or not known."""
    record, unit = question.record, question.unit
    count = total(record.incidents, question.rule, record.coverage, window.since, window.until, unit=unit)
    if count.low is None:
        return None
    roles = [role for role in ("before", "campaign", "after") if part(record, role, window).days]
    values = {"dates": Value(days(window.since, window.until))}
    if _silent(count):
        told = "and states no number of {unit} for the {rows} in them, so that how many is not known"
        values |= {"unit": Value(str(unit)), "rows": Value(plural(len(count.left_out), "row"), count.left_out)}
    else:
        told = "and has {count} in them"
        words = f"no {unit}" if count.high == 0 else str(count)
        values["count"] = of_counts(record, words, dict.fromkeys(roles, count)) if roles else Value(words, count.rows)
    template = f"The record covers the days looked at, {{dates}}, {told}."
    return Finding("total", template, values, methods=("counts", "rules"))
