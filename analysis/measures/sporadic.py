"""What the record says of the strikes outside a campaign: how many events, how late they were told, and their tempo."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.measures.comparison import Reading, attribution_turn, compare
from analysis.measures.counts import Window
from analysis.measures.findings import Finding, Test, Value
from analysis.measures.rules import ADMITTED, IN_WORDS, Rule
from analysis.measures.tempo import dated_events, longest_quiet, tightest
from analysis.measures.words import days, plural
from analysis.record.store import Period, Record

CLUSTER = 3
"""Events in a cluster: the smallest number of which the press says 'in a row'."""


def sporadic_findings(record: Record, rule: Rule, window: Window) -> list[Finding]:
    """Findings `events`, `later`, `quiet` and `cluster`, as far as the record has events for them."""
    after = record.period("after").within(window.since, window.until)
    found = (
        _events(record, rule, window),
        _later(record, window),
        _quiet(record, rule, after),
        _cluster(record, rule, after),
    )
    return [finding for finding in found if finding is not None]


def _events(record: Record, rule: Rule, window: Window) -> Finding | None:
    sides = compare(record, Reading(rule.as_unit("events")), window.since, window.until)
    if sides.before.count.low is None or sides.after.count.low is None:
        return None
    template = "{before_count} {before} and {after_count} {after} were " + f"{IN_WORDS[rule.attribution]}."
    values = {
        "before_count": Value.of(sides.before.count),
        "before": Value(sides.before.period.name),
        "after_count": Value.of(sides.after.count),
        "after": Value(sides.after.period.name),
    }
    return Finding("events", template, values)


def _later(record: Record, window: Window) -> Finding | None:
    """How many events after the campaign a reader of the announcements alone would have missed."""
    at_once, ever = (
        compare(record, Reading(Rule("events", name)), window.since, window.until).after
        for name in ("announced", "acknowledged")
    )
    if not at_once.count.exact or not ever.count.exact or not ever.count.low:
        return None
    missed = tuple(row for row in ever.count.rows if row not in set(at_once.count.rows))
    template = "Of the {ever} {after} that were acknowledged, {count} were announced at the time and {late} only later."
    values = {
        "ever": Value.of(ever.count),
        "after": Value(ever.period.name),
        "count": Value(at_once.count.number, at_once.count.rows),
        "late": Value(str(len(missed)), missed),
    }
    return Finding("later", template, values)


def _dated(record: Record, attribution: str, after: Period) -> pd.DataFrame:
    """The dated events after the campaign under an attribution rule, its own rows left out."""
    main = record.period("campaign").campaign
    outside = record.incidents["campaign"].astype("object") != main
    return dated_events(record.incidents[outside], Rule("events", attribution), after.start, after.end)


def _quiet(record: Record, rule: Rule, after: Period) -> Finding | None:
    found = {name: longest_quiet(_dated(record, name, after)) for name in ADMITTED}
    gap = found[rule.attribution]
    if gap is None:
        return None
    ids = (str(gap["from_id"]), str(gap["to_id"]))
    template = "The longest quiet between two events {after} lasted {days}, from {dates}."
    values = {
        "after": Value(after.name),
        "days": Value(plural(int(gap["days"]), "day"), ids),
        "dates": Value(days(gap["from_date"].date(), gap["to_date"].date())),
    }
    same = {name: other is not None and other["days"] == gap["days"] for name, other in found.items()}
    return Finding("quiet", template, values, _tests(same))


def _cluster(record: Record, rule: Rule, after: Period) -> Finding | None:
    found = {name: tightest(_dated(record, name, after), CLUSTER) for name in ADMITTED}
    events = found[rule.attribution]
    if events is None:
        return None
    ids = tuple(events["incident_id"].astype("str"))
    first, last = events["start_date"].iloc[0].date(), events["start_date"].iloc[-1].date()
    template = "The tightest {size} events {after} span {days} from first to last, {dates}."
    values = {
        "size": Value(str(CLUSTER), ids),
        "after": Value(after.name),
        "days": Value(plural((last - first).days, "day"), ids),
        "dates": Value(days(first, last)),
    }
    same = {name: other is not None and tuple(other["incident_id"]) == ids for name, other in found.items()}
    return Finding("cluster", template, values, _tests(same))


def _tests(same: Mapping[str, bool]) -> tuple[Test, ...]:
    """One test per attribution rule: does the sentence say the same under it?"""
    return tuple(Test((attribution_turn(name),), "yes" if answer else "no") for name, answer in same.items())
