"""What the record says of the strikes outside a campaign: how many events, how late they were told, and their tempo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import (
    PLACEMENTS,
    Reading,
    compare_placements,
    part,
    readings,
    turns_of,
    with_days,
)
from analysis.measures.counts import Window
from analysis.measures.findings import Finding, Test, Value, settled
from analysis.measures.grounds import of_counts, of_period
from analysis.measures.rules import ADMITTED, IN_WORDS, Rule
from analysis.measures.tempo import Quiet, dated_events, quiet, tightest
from analysis.measures.words import days, plural, were
from analysis.record.store import Period, Record

CLUSTER = 3
"""Events in a cluster: the smallest number of which the press says 'in a row'."""
TOLD = ("announced", "acknowledged")
Dated = Mapping[Reading, pd.DataFrame]
"""Dated events by reading."""
METHODS = ("tempo", "rules", "readings")
"""What the tempo of events takes from `analysis.measures.methods`."""


def sporadic_findings(record: Record, rule: Rule, window: Window) -> list[Finding]:
    """Findings `events`, `later`, `quiet` and `cluster`, as far as the record has events for them."""
    period = part(record, "after", window)
    after = of_period(record, "after", period.name)
    dated = dated_by_reading(record, period)
    found = (
        _events(record, rule, window),
        _later(record, window),
        _quiet(record, known_until(record, period, window), rule, period, after),
        _cluster(record, dated, rule, after),
    )
    return [finding for finding in found if finding is not None]


def _events(record: Record, rule: Rule, window: Window) -> Finding | None:
    chosen, *others = compare_placements(record, rule.as_unit("events"), window.since, window.until)
    sides = {"before": chosen.before, "after": chosen.after}
    if any(side.count.low is None for side in sides.values()):
        return None
    template = "{before_count} {before} and {after_count} {after} were " + f"{IN_WORDS[rule.attribution]}."
    counts = {f"{role}_count": of_counts(record, str(side.count), {role: side.count}) for role, side in sides.items()}
    names = {role: of_period(record, role, with_days(side.period)) for role, side in sides.items()}
    tests = _placed(record, [[one.before.count, one.after.count] for one in (chosen, *others)])
    methods = ("counts", "rules", *(("readings",) if tests else ()))
    return Finding("events", template, {**counts, **names}, tests, methods=methods)


def _later(record: Record, window: Window) -> Finding | None:
    """How many events after the campaign a reader of the announcements alone would have missed."""
    told = [compare_placements(record, Rule("events", name), window.since, window.until) for name in TOLD]
    counts = [[announced.after.count, admitted.after.count] for announced, admitted in zip(*told, strict=True)]
    at_once, ever = counts[0]
    if not at_once.exact or not ever.exact or not ever.low or at_once.low is None:
        return None
    missed = tuple(row for row in ever.rows if row not in set(at_once.rows))
    late = Bounds(ever.unit, ever.low - at_once.low, ever.low - at_once.low, rows=missed)
    template = f"Of the {{ever}} {{after}} that {were(ever.low)} acknowledged, "
    template += f"{{count}} {were(at_once.low)} announced at the time and {{late}} only later."
    values = {
        "ever": of_counts(record, str(ever), {"after": ever}),
        "after": of_period(record, "after", told[0][0].after.period.name),
        "count": of_counts(record, at_once.number, {"after": at_once}, f"{at_once.number} at the time"),
        "late": of_counts(record, late.number, {"after": late}, f"{late.number} later"),
    }
    tests = _placed(record, counts)
    methods = ("counts", "rules", *(("readings",) if tests else ()))
    return Finding("later", template, values, tests, methods=methods)


def _placed(record: Record, counts: Sequence[Sequence[Bounds]]) -> tuple[Test, ...]:
    """One test per placement, where there is something to place: are these counts those of the first placement?

    The sentences name the attribution that they count, so that no other is a reading of them.
    """
    if len(counts) == 1:
        return ()
    named = turns_of(record, [Reading(Rule("events"), placement) for placement in PLACEMENTS])
    shown = [(count.low or 0, count.upper) for count in counts[0]]
    answers = [
        settled(
            all(count.within(*ends) for count, ends in zip(these, shown, strict=True)),
            any(count.apart_from(*ends) for count, ends in zip(these, shown, strict=True)),
        )
        for these in counts
    ]
    return tuple(Test(turned[1:], answer) for turned, answer in zip(named.values(), answers, strict=True))


def dated_by_reading(record: Record, after: Period) -> Dated:
    """The dated events after the campaign under each reading, without its rows and what the reading puts elsewhere."""
    main = record.period("campaign").campaign
    outside = record.incidents[record.incidents["campaign"].astype("object") != main]
    found = {name: dated_events(outside, Rule("events", name), after.start, after.end) for name in ADMITTED}
    apart = {name: events[events["campaign"].isna()].reset_index(drop=True) for name, events in found.items()}
    return {
        reading: (found if reading.placement == "after" else apart)[reading.rule.attribution]
        for reading in readings(record, "events")
    }


def known_until(record: Record, after: Period, window: Window) -> tuple[Dated, date]:
    """The dated events from the period on to the last day looked at, and that day: a quiet may outlast the period."""
    until = min(window.until, record.coverage.end)
    return dated_by_reading(record, replace(after, end=max(after.end, until))), until


def _quiet(record: Record, known: tuple[Dated, date], rule: Rule, period: Period, after: Value) -> Finding | None:
    """The longest quiet that ended, and the one after the last event, of which only a least length is known."""
    dated, until = known
    found = {reading: quiet(events, period.end, until) for reading, events in dated.items()}
    here = found[Reading(rule.as_unit("events"))]
    if here is None:
        return None
    gap = here.gap
    ids = (str(gap["from_id"]), str(gap["to_id"]))
    between = "between two dated events {after}"
    if gap["to_date"] > pd.Timestamp(period.end):
        between = "from a dated event {after} to the next"
    values = {
        "after": after,
        "days": Value(plural(here.days, "day"), ids),
        "dates": Value(days(gap["from_date"].date(), gap["to_date"].date()), ids),
    }
    template = f"The longest quiet {between} lasted {{days}}, from {{dates}}."
    if here.last is not None and here.open_days:
        last = (str(here.last["incident_id"]),)
        values["open"] = Value(plural(here.open_days, "day"), last)
        values["since"] = Value(days(here.last["start_date"].date(), until), last)
        if here.unended:
            template = "The longest quiet {after} has no end in the days looked at: from the last dated event it lasts "
            template += "at least {open}, {since}. The longest between two dated events lasted {days}, from {dates}."
        else:
            template = template[:-1] + "; after the last of them it lasts at least {open}, {since}."
    tests = _tests(record, {reading: other is not None and _as_quiet(here, other) for reading, other in found.items()})
    return Finding("quiet", template, values, tests, methods=METHODS)


def _as_quiet(one: Quiet, other: Quiet) -> bool:
    """True when the same days are the longest quiet, and the time after the last event is longer in both or neither."""
    same = all(one.gap[name] == other.gap[name] for name in ("from_date", "to_date"))
    if one.unended and other.unended and one.last is not None and other.last is not None:
        return same and bool(one.last["start_date"] == other.last["start_date"])
    return same and one.unended == other.unended


def _cluster(record: Record, dated: Dated, rule: Rule, after: Value) -> Finding | None:
    events = dated[Reading(rule.as_unit("events"))]
    cluster = tightest(events, CLUSTER)
    if cluster is None or len(events) == CLUSTER:  # the tightest of one choice says nothing
        return None
    ids = tuple(cluster["incident_id"].astype("str"))
    first, last = cluster["start_date"].iloc[0].date(), cluster["start_date"].iloc[-1].date()
    template = "The tightest {size} dated events {after} span {days} from first to last, {dates}."
    values = {
        "size": Value(str(CLUSTER), ids, label=f"{CLUSTER} dated events"),
        "after": after,
        "days": Value(plural((last - first).days, "day"), ids),
        "dates": Value(days(first, last), ids),
    }
    same = {reading: _as_tight(cluster["start_date"], events["start_date"]) for reading, events in dated.items()}
    return Finding("cluster", template, values, _tests(record, same), methods=METHODS)


def _as_tight(cluster: pd.Series, dates: pd.Series) -> bool:
    """True when neighbouring events fill the same days among these dates, and no fewer days hold as many."""
    first, last = cluster.iloc[0], cluster.iloc[-1]
    ends = dates.shift(1 - len(cluster))
    there = (dates == first) & (ends == last)
    return bool(there.any() and (ends - dates).min() == last - first)


def _tests(record: Record, same: Mapping[Reading, bool]) -> tuple[Test, ...]:
    """One test per reading: does the sentence say the same under it?"""
    named = turns_of(record, list(same))
    return tuple(Test(named[reading], "yes" if answer else "no") for reading, answer in same.items())
