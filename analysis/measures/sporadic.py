"""What the record says of the strikes outside a campaign: how many events, how late they were told, and their tempo."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Reading, attribution_turn, compare, compare_each, part, with_days
from analysis.measures.counts import Window
from analysis.measures.findings import Finding, Test, Value
from analysis.measures.grounds import of_counts, of_period
from analysis.measures.rules import ADMITTED, IN_WORDS, Rule
from analysis.measures.tempo import dated_events, gaps, longest_quiet, tightest
from analysis.measures.words import days, plural, were
from analysis.record.store import Period, Record

CLUSTER = 3
"""Events in a cluster: the smallest number of which the press says 'in a row'."""
METHODS = ("tempo", "rules", "readings")
"""What the tempo of events takes from `analysis.measures.methods`."""


def sporadic_findings(record: Record, rule: Rule, window: Window) -> list[Finding]:
    """Findings `events`, `later`, `quiet` and `cluster`, as far as the record has events for them."""
    after = part(record, "after", window)
    dated = _dated(record, after)
    found = (
        _events(record, rule, window),
        _later(record, window),
        _quiet(dated, rule, of_period(record, "after", after.name)),
        _cluster(dated, rule, of_period(record, "after", after.name)),
    )
    return [finding for finding in found if finding is not None]


def _events(record: Record, rule: Rule, window: Window) -> Finding | None:
    sides = compare(record, Reading(rule.as_unit("events")), window.since, window.until)
    if sides.before.count.low is None or sides.after.count.low is None:
        return None
    template = "{before_count} {before} and {after_count} {after} were " + f"{IN_WORDS[rule.attribution]}."
    values = {
        "before_count": of_counts(record, str(sides.before.count), {"before": sides.before.count}),
        "before": of_period(record, "before", with_days(sides.before.period)),
        "after_count": of_counts(record, str(sides.after.count), {"after": sides.after.count}),
        "after": of_period(record, "after", with_days(sides.after.period)),
    }
    return Finding("events", template, values, methods=("counts", "rules"))


def _later(record: Record, window: Window) -> Finding | None:
    """How many events after the campaign a reader of the announcements alone would have missed."""
    told = [Reading(Rule("events", name)) for name in ("announced", "acknowledged")]
    at_once, ever = (sides.after for sides in compare_each(record, told, window.since, window.until))
    if not at_once.count.exact or not ever.count.exact or not ever.count.low or at_once.count.low is None:
        return None
    missed = tuple(row for row in ever.count.rows if row not in set(at_once.count.rows))
    template = f"Of the {{ever}} {{after}} that {were(ever.count.low)} acknowledged, "
    template += f"{{count}} {were(at_once.count.low)} announced at the time and {{late}} only later."
    late = Bounds(ever.count.unit, ever.count.low - at_once.count.low, ever.count.low - at_once.count.low, rows=missed)
    values = {
        "ever": of_counts(record, str(ever.count), {"after": ever.count}),
        "after": of_period(record, "after", ever.period.name),
        "count": of_counts(record, at_once.count.number, {"after": at_once.count}),
        "late": of_counts(record, late.number, {"after": late}),
    }
    return Finding("later", template, values, methods=("counts", "rules"))


def _dated(record: Record, after: Period) -> dict[str, pd.DataFrame]:
    """The dated events after the campaign under each attribution rule, its own rows left out."""
    main = record.period("campaign").campaign
    outside = record.incidents[record.incidents["campaign"].astype("object") != main]
    return {name: dated_events(outside, Rule("events", name), after.start, after.end) for name in ADMITTED}


def _quiet(dated: Mapping[str, pd.DataFrame], rule: Rule, after: Value) -> Finding | None:
    gap = longest_quiet(dated[rule.attribution])
    if gap is None or gap["days"] == 0:
        return None
    ids = (str(gap["from_id"]), str(gap["to_id"]))
    template = "The longest quiet between two dated events {after} lasted {days}, from {dates}."
    values = {
        "after": after,
        "days": Value(plural(int(gap["days"]), "day"), ids),
        "dates": Value(days(gap["from_date"].date(), gap["to_date"].date()), ids),
    }
    tests = _tests({name: _as_quiet(gap, events) for name, events in dated.items()})
    return Finding("quiet", template, values, tests, methods=METHODS)


def _as_quiet(gap: pd.Series, events: pd.DataFrame) -> bool:
    """True when the same days were quiet among these events, and no longer time was."""
    table = gaps(events)
    there = (table["from_date"] == gap["from_date"]) & (table["to_date"] == gap["to_date"])
    return bool(there.any() and table["days"].max() == gap["days"])


def _cluster(dated: Mapping[str, pd.DataFrame], rule: Rule, after: Value) -> Finding | None:
    cluster = tightest(dated[rule.attribution], CLUSTER)
    if cluster is None:
        return None
    ids = tuple(cluster["incident_id"].astype("str"))
    first, last = cluster["start_date"].iloc[0].date(), cluster["start_date"].iloc[-1].date()
    template = "The tightest {size} dated events {after} span {days} from first to last, {dates}."
    values = {
        "size": Value(str(CLUSTER), ids),
        "after": after,
        "days": Value(plural((last - first).days, "day"), ids),
        "dates": Value(days(first, last), ids),
    }
    same = {name: _as_tight(cluster["start_date"], events["start_date"]) for name, events in dated.items()}
    return Finding("cluster", template, values, _tests(same), methods=METHODS)


def _as_tight(cluster: pd.Series, dates: pd.Series) -> bool:
    """True when neighbouring events fill the same days among these dates, and no fewer days hold as many."""
    first, last = cluster.iloc[0], cluster.iloc[-1]
    ends = dates.shift(1 - len(cluster))
    there = (dates == first) & (ends == last)
    return bool(there.any() and (ends - dates).min() == last - first)


def _tests(same: Mapping[str, bool]) -> tuple[Test, ...]:
    """One test per attribution rule: does the sentence say the same under it?"""
    return tuple(Test((attribution_turn(name),), "yes" if answer else "no") for name, answer in same.items())
